"""Recordings of real firmware: READY on each, and what is shown equals what they contain, read with raw protobuf."""

from __future__ import annotations

import pytest

from sessionkit import Desk, framed, one, only, recorded, unframed, vector, vector_names
from steadymesh.events import SealedReceived, SessionReady, TextReceived, VerdictReceived
from steadymesh.session.state import SessionState
from steadymesh.wire import pb


def decoded(name: str) -> list:
    return [pb.FromRadio.FromString(payload) for payload in unframed(recorded(name))]


def dumps(name: str) -> list[tuple[int, list]]:
    """Return each dump of a recording: its nonce and its frames."""
    found, frames = [], []
    for message in decoded(name):
        kind = message.WhichOneof("payload_variant")
        if kind == "config_complete_id":
            found.append((message.config_complete_id, frames))
            frames = []
        elif kind not in ("packet", "queueStatus"):
            frames.append(message)
    return found


def play(name: str) -> tuple[Desk, list]:
    """Answer our questions with the first dumps of a recording, then play what came after them."""
    recording = dumps(name)
    first = recording[0][1]
    # A recording with an ordinary nonce holds everything in one dump; one without 69421 ends before the nodes.
    nodes = next((frames for nonce, frames in recording if nonce == 69421), first)
    desk = Desk()
    desk.session.start(desk.now)
    assert desk.wants() == [69420]
    desk.tell(*first, pb.FromRadio(config_complete_id=69420))
    [nonce] = desk.wants()
    events = desk.tell(*nodes, pb.FromRadio(config_complete_id=nonce))
    live = [m for m in decoded(name) if m.WhichOneof("payload_variant") in ("packet", "queueStatus")]
    events += desk.tell(*live)
    return desk, events


def parts(name: str, kind: str) -> list:
    return [getattr(m, kind) for m in decoded(name) if m.WhichOneof("payload_variant") == kind]


@pytest.mark.parametrize("name", vector_names())
def test_every_recording_reaches_ready_and_loses_nothing(name: str):
    desk, events = play(name)
    assert desk.session.state is SessionState.READY
    one(events, SessionReady)
    counters = desk.session.counters
    assert (counters["bytes-skipped"], counters["frames-undecodable"]) == (0, 0)
    assert counters["frames-unexpected"] == 0


@pytest.mark.parametrize("name", vector_names())
def test_nodes_channels_and_keys_are_those_of_the_recording(name: str):
    desk, events = play(name)
    ready = one(events, SessionReady)
    recording = dumps(name)
    told = next((frames for nonce, frames in recording if nonce == 69421), recording[0][1])
    infos = {m.node_info.num: m.node_info for m in told if m.WhichOneof("payload_variant") == "node_info"}
    own = parts(name, "my_info")[0].my_node_num
    assert ready.radio.num == own
    assert {node.num: node.long_name for node in ready.nodes} == {n: i.user.long_name for n, i in infos.items()}
    keys = {n: i.user.public_key for n, i in infos.items() if i.user.public_key}
    assert {node.num: node.public_key.raw for node in ready.nodes if node.public_key} == keys
    assert {num: key.raw for num, key in desk.directory.held().items()} == {n: k for n, k in keys.items() if n != own}
    channels = {c.index: c for c in parts(name, "channel")}
    assert len(ready.radio.channels) == 8
    for channel in ready.radio.channels:
        raw = channels[channel.index]
        assert (channel.name, channel.has_psk) == (raw.settings.name, bool(raw.settings.psk))
        assert channel.role == pb.Channel.Role.Name(raw.role)
    metadata = parts(name, "metadata")[0]
    assert ready.radio.firmware == metadata.firmware_version
    assert (ready.radio.has_wifi, ready.radio.has_pkc) == (metadata.hasWifi, metadata.hasPKC)


@pytest.mark.parametrize("name", vector_names())
def test_lora_and_the_private_key_are_the_recordings_and_the_key_is_in_no_print(name: str):
    desk, events = play(name)
    radio = one(events, SessionReady).radio
    configs = parts(name, "config")
    lora = next(c.lora for c in configs if c.WhichOneof("payload_variant") == "lora")
    secret = next(c.security.private_key for c in configs if c.WhichOneof("payload_variant") == "security")
    assert (radio.hop_limit, radio.tx_enabled, radio.use_preset) == (lora.hop_limit, lora.tx_enabled, lora.use_preset)
    assert radio.region == pb.Config.LoRaConfig.RegionCode.Name(lora.region)
    assert radio.modem_preset == pb.Config.LoRaConfig.ModemPreset.Name(lora.modem_preset)
    assert radio.private_key is not None
    assert radio.private_key.raw == secret
    printed = repr([*events, desk.memory.radio, dict(desk.directory.snapshot())])
    for form in (repr(secret)[2:-1], secret.hex(), repr(secret[:8])[2:-1]):
        assert form not in printed


@pytest.mark.parametrize("name", vector_names())
def test_every_recorded_packet_is_one_event_with_its_bytes(name: str):
    _desk, events = play(name)
    packets = [m for m in decoded(name) if m.WhichOneof("payload_variant") == "packet"]
    texts = [m.packet for m in packets if m.packet.HasField("decoded") and m.packet.decoded.portnum == 1]
    heard = only(events, TextReceived)
    assert [(e.message.id, e.message.sender, e.message.text) for e in heard] == [
        (p.id, getattr(p, "from"), p.decoded.payload.decode()) for p in texts
    ]
    assert [(e.message.pki_encrypted, e.message.to) for e in heard] == [(p.pki_encrypted, p.to) for p in texts]
    acks = [m.packet for m in packets if m.packet.decoded.portnum == 5]
    assert [(e.packet_id, e.number) for e in only(events, VerdictReceived)] == [
        (p.decoded.request_id, pb.Routing.FromString(p.decoded.payload).error_reason) for p in acks
    ]
    sealed = [m.packet for m in packets if m.packet.encrypted]
    assert [e.packet.ciphertext for e in only(events, SealedReceived)] == [p.encrypted for p in sealed]
    raws = [event.raw for event in events if hasattr(event, "raw")]
    assert raws == [m.SerializeToString() for m in packets if m.packet.decoded.portnum != 5]


def test_the_sealed_dm_of_the_forgotten_key_is_recorded():
    _desk, events = play("v2_7-forgotten-key")
    assert len(only(events, SealedReceived)) == 1


def whole_conversations() -> list[str]:
    """Name the recordings of one connection that asked both questions."""
    return [
        name
        for name in vector_names()
        if [nonce for nonce, _frames in dumps(name)][:2] == [69420, 69421]
        and not any(line.get("event") == "reconnected" for line in vector(name))
    ]


@pytest.mark.parametrize("name", whole_conversations())
def test_a_two_phase_recording_plays_byte_for_byte(name: str):
    """The radio's bytes in the pieces in which they came, at their times, while we ask the same questions."""
    desk = Desk()
    lines = vector(name)
    desk.session.start(desk.now)
    base = desk.now
    for line in lines:
        if line.get("from") == "radio" and "hex" in line:
            desk.now = base + line["t"]
            desk.session.receive_data(bytes.fromhex(line["hex"]), desk.now)
    assert desk.session.state is SessionState.READY
    assert desk.session.counters["bytes-skipped"] == 0


def test_framed_is_its_own_inverse():
    stream = recorded("v2_7-messages")
    assert b"".join(framed(payload) for payload in unframed(stream)) == stream
