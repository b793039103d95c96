"""The simulated radio against recorded ones: the same frames, in the same order, with the same content."""

from pathlib import Path

import pytest

from steadymesh.sim.people import Peer
from steadymesh.sim.profile import PROFILES
from steadymesh.sim.radio import Radio
from steadymesh.sim.recording import load
from steadymesh.sim.settings import Settings
from steadymesh.wire import pb

VECTORS = Path(__file__).parents[1] / "vectors"

LINUX = Settings(
    hw_model="PORTDUINO", pio_env="native", has_bluetooth=False, preset="SHORT_FAST", wifi_ssid="", wifi_psk=""
)


def radio_like(clock, profile):
    """A radio as the recorded one: Linux build, one peer in range."""
    radio = Radio(clock=clock, profile=PROFILES[profile], settings=LINUX, num=0xABCDEF01)
    radio.knows_time = False
    radio.add_peer()
    radio.outlet.take()
    return radio


def dump_of(radio, nonce):
    phone = radio.attach(lambda: None)
    phone.receive(pb.ToRadio(want_config_id=nonce).SerializeToString())
    frames = []
    while not phone.ready:
        frames.append(pb.FromRadio.FromString(phone.pull()))
    phone.close()
    return frames


def recorded(name, nonce):
    (dump,) = [d for d in load(VECTORS / name).segments[0].dumps if d.nonce == nonce][:1]
    return [pb.FromRadio.FromString(told.payload) for told in dump.frames]


def shape(frames):
    """Variant and inner variant of each frame; files differ between any two radios."""
    told = []
    for frame in frames:
        variant = frame.WhichOneof("payload_variant") or "later"
        inner = getattr(frame, variant, None)
        if variant in {"config", "moduleConfig"}:
            told.append((variant, inner.WhichOneof("payload_variant")))
        elif variant not in {"fileInfo", "config_complete_id"}:
            told.append((variant, None))
    return told


@pytest.mark.parametrize(
    ("profile", "name", "nonce"),
    [
        ("2.7.26", "v2_7-handshake-plain.jsonl", 19088743),
        ("2.7.26", "v2_7-messages.jsonl", 69420),
        ("2.7.26", "v2_7-messages.jsonl", 69421),
        ("2.8.0", "v2_8-handshake-plain.jsonl", 19088743),
        ("2.8.0", "v2_8-messages.jsonl", 69420),
        ("2.8.0", "v2_8-messages.jsonl", 69421),
    ],
)
def test_the_dump_has_the_frames_of_the_recorded_one_in_their_order(still, profile, name, nonce):
    frames = dump_of(radio_like(still, profile), nonce)
    assert shape(frames) == shape(recorded(name, nonce))
    assert frames[-1].config_complete_id == nonce


@pytest.mark.parametrize("profile", ["2.7.26", "2.8.0"])
def test_channels_configs_and_modules_are_the_recorded_ones_to_the_byte(still, profile):
    """Apart from keys, and from what later protobufs have and ours lack (`fem_lna_mode`)."""
    name = f"v{profile[0]}_{profile[2]}-handshake-plain.jsonl"

    def clean(frames):
        kept = []
        for frame in frames:
            if frame.WhichOneof("payload_variant") in {"channel", "config", "moduleConfig", "deviceuiConfig"}:
                if frame.config.WhichOneof("payload_variant") == "lora":
                    frame.config.lora.ClearField("fem_lna_mode")
                    if profile == "2.8.0":  # that radio was never told its preset's numbers
                        frame.config.lora.ClearField("bandwidth")
                        frame.config.lora.ClearField("spread_factor")
                if frame.config.WhichOneof("payload_variant") == "security":
                    assert len(frame.config.security.private_key) == 32
                    assert len(frame.config.security.public_key) == 32
                    frame.config.security.ClearField("private_key")
                    frame.config.security.ClearField("public_key")
                if frame.HasField("channel") and profile == "2.8.0":
                    frame.channel.settings.module_settings.ClearField("position_precision")
                kept.append(frame.SerializeToString(deterministic=True))
        return kept

    mine = clean(dump_of(radio_like(still, profile), 1))
    assert mine == clean(recorded(name, 19088743))


@pytest.mark.parametrize("profile", ["2.7.26", "2.8.0"])
def test_own_facts_have_the_fields_of_the_recorded_ones(still, profile):
    """Ours tells more (a device id, a clock, a reboot count), never less."""
    name = f"v{profile[0]}_{profile[2]}-handshake-plain.jsonl"
    mine = {f.WhichOneof("payload_variant"): f for f in reversed(dump_of(radio_like(still, profile), 1))}
    theirs = {f.WhichOneof("payload_variant"): f for f in reversed(recorded(name, 19088743))}
    for variant in ("my_info", "metadata", "node_info"):
        told = {field.name for field, _ in getattr(mine[variant], variant).ListFields()}
        expected = {field.name for field, _ in getattr(theirs[variant], variant).ListFields()}
        assert expected - told <= {"excluded_modules", "device_metrics"}
    assert mine["metadata"].metadata.firmware_version == theirs["metadata"].metadata.firmware_version


def live_packets(name, segment=0):
    frames = [pb.FromRadio.FromString(told.payload) for told in load(VECTORS / name).segments[segment].live]
    return [frame.packet for frame in frames if frame.HasField("packet")]


def test_a_direct_message_looks_like_the_recorded_one(still):
    theirs = live_packets("v2_7-messages.jsonl")[0]
    radio = radio_like(still, "2.7.26")
    peer = next(iter(radio.peers.values()))
    peer.hops, peer.snr_db, peer.rssi_dbm = 0, 6.25, -70
    radio.hear_text(peer, "/help", packet_id=theirs.id)
    mine = pb.FromRadio.FromString(radio.outlet.take()).packet
    for who in (mine, theirs):
        for field in ("from", "to", "public_key", "relay_node"):
            who.ClearField(field)
    assert mine == theirs


def test_an_ack_of_the_recipient_looks_like_the_recorded_one(still):
    theirs = next(p for p in live_packets("v2_7-refusals.jsonl") if p.decoded.request_id == 1980830692)
    radio = radio_like(still, "2.7.26")
    peer = next(iter(radio.peers.values()))
    peer.hops, peer.snr_db, peer.rssi_dbm = 0, 6.25, -70
    phone = radio.attach(lambda: None)
    packet = pb.MeshPacket(to=peer.num, id=1980830692, want_ack=True, pki_encrypted=True)
    packet.decoded.portnum, packet.decoded.payload = 1, b"first"
    phone.receive(pb.ToRadio(packet=packet).SerializeToString())
    radio.outlet.take()
    radio.agenda.run_due(5)
    mine = pb.FromRadio.FromString(radio.outlet.take()).packet
    for who in (mine, theirs):
        for field in ("from", "to", "id", "relay_node"):
            who.ClearField(field)
    assert mine == theirs


def test_the_confirmation_of_our_own_ack_looks_like_the_recorded_one(still):
    theirs = next(p for p in live_packets("v2_7-messages.jsonl") if p.decoded.request_id == 3931401746)
    radio = radio_like(still, "2.7.26")
    peer = next(iter(radio.peers.values()))
    peer.hops, peer.snr_db, peer.rssi_dbm = 0, 6.25, -70
    radio.hear_text(peer, "/help")
    radio.outlet.take()
    radio.agenda.run_due(5)
    mine = pb.FromRadio.FromString(radio.outlet.take()).packet
    mine.decoded.request_id = theirs.decoded.request_id
    for who in (mine, theirs):
        for field in ("from", "to", "id", "relay_node"):
            who.ClearField(field)
    assert mine == theirs


@pytest.mark.parametrize(
    ("text", "res"), [(b"x" * 221, 7), (b"first", 39)], ids=["221 bytes are too large", "no key is known"]
)
def test_a_refusal_looks_like_the_recorded_one(still, text, res):
    theirs = next(p for p in live_packets("v2_7-refusals.jsonl") if p.decoded.payload == bytes((0x18, res)))
    radio = radio_like(still, "2.7.26")
    phone = radio.attach(lambda: None)
    to = 0x12345678 if res == 39 else next(iter(radio.peers))
    packet = pb.MeshPacket(to=to, id=theirs.decoded.request_id, want_ack=True, pki_encrypted=True)
    packet.decoded.portnum, packet.decoded.payload = 1, text
    phone.receive(pb.ToRadio(packet=packet).SerializeToString())
    status = pb.FromRadio.FromString(radio.outlet.take()).queueStatus
    assert (status.res, status.free, status.maxlen, status.mesh_packet_id) == (res, 16, 16, theirs.decoded.request_id)
    mine = pb.FromRadio.FromString(radio.outlet.take()).packet
    assert getattr(mine, "from") == mine.to == radio.num
    for who in (mine, theirs):
        for field in ("from", "to", "id"):
            who.ClearField(field)
    assert mine == theirs


def test_the_node_info_of_a_contact_has_the_recorded_fields(still):
    theirs = recorded("v2_7-handshake-150-nodes.jsonl", 69421)
    radio = radio_like(still, "2.7.26")
    wanted = theirs[-1].node_info
    peer = Peer(num=wanted.num, long_name="", short_name="", public_key=b"")
    radio.peers[peer.num] = peer
    radio.nodes.put_contact(pb.SharedContact(node_num=wanted.num, user=wanted.user), at_s=0, is_base=False)
    mine = next(f for f in dump_of(radio, 69421) if f.node_info.num == wanted.num)
    assert mine == theirs[-1]


def story(packets):
    """What the packets say, in order: port and error, or that they are sealed."""
    told = []
    for packet in packets:
        port = packet.decoded.portnum
        if packet.encrypted:
            told.append(("sealed", len(packet.encrypted), packet.channel, packet.want_ack))
        elif port == pb.PortNum.ROUTING_APP:
            told.append(("routing", pb.Routing.FromString(packet.decoded.payload).error_reason))
        else:
            told.append((pb.PortNum.Name(port), packet.decoded.payload))
    return told


@pytest.mark.parametrize("profile", ["2.7.26", "2.8.0"])
def test_the_story_of_the_forgotten_key_goes_as_it_was_recorded(still, profile):
    """Removed, written to by the forgotten one, written to too early, told by add_contact, written to, no favourite."""
    theirs = live_packets(f"v{profile[0]}_{profile[2]}-forgotten-key.jsonl")
    radio = radio_like(still, profile)
    peer = next(iter(radio.peers.values()))
    peer.hops = 0
    phone = radio.attach(lambda: None)
    phone.receive(pb.ToRadio(want_config_id=69420).SerializeToString())
    while not phone.ready:
        phone.pull()
    mine, count = [], iter(range(1, 100))

    def after(seconds):
        end = still.time + seconds
        while (when := radio.agenda.next_at()) is not None and when <= end:
            still.time = when
            radio.agenda.run_due(when)
        still.time = end
        while (payload := phone.pull()) is not None:
            frame = pb.FromRadio.FromString(payload)
            mine.extend([frame.packet] if frame.HasField("packet") else [])

    def send(to, port, payload, **more):
        packet = pb.MeshPacket(to=to, id=next(count), **more)
        setattr(packet, "from", radio.num)
        packet.decoded.portnum, packet.decoded.payload = port, payload
        packet.decoded.want_response = port == pb.PortNum.ADMIN_APP
        phone.receive(pb.ToRadio(packet=packet).SerializeToString())
        after(3)

    def order(**fields):
        send(radio.num, pb.PortNum.ADMIN_APP, pb.AdminMessage(**fields).SerializeToString())

    def text(payload):
        send(peer.num, pb.PortNum.TEXT_MESSAGE_APP, payload, want_ack=True, pki_encrypted=True)

    user = pb.User(long_name=peer.long_name, public_key=peer.public_key)
    order(remove_by_nodenum=peer.num)
    radio.hear_text(peer, "/ping from a forgotten node")
    after(1)
    text(b"too early")
    order(add_contact=pb.SharedContact(node_num=peer.num, user=user))
    text(b"now it works")
    order(remove_favorite_node=peer.num)

    def untold(packets):
        return [entry[0] if entry[0] == "NODEINFO_APP" else entry for entry in story(packets)]

    assert untold(mine) == untold(theirs)
