"""The bytes that a radio sends, made before anything is measured: dumps, traffic, garbage.

Pure. Shapes and sizes are those of recorded conversations (firmware 2.7.26): a node about 100 bytes, a packet 50 to 90.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Final

from steadymesh.wire import pb

OWN: Final = 0x5EAD0001
"""Our radio's number; the nodes of the mesh follow it."""

FIRMWARE: Final = "2.7.26.54e0d8d"
CONFIG_ONLY: Final = 69420
NODES_ONLY: Final = 69421
MTU: Final = 512
"""Longest payload of a frame (firmware `mesh-pb-constants.h`)."""

GARBAGE_BYTES: Final = 2_000_000
EPOCH: Final = 1_790_000_000
"""Radio time of what is generated, unless the caller gives another."""

WORDS: Final = (
    "bonjour the repeater on the hill is back since noon, signal good, see you at the refuge tonight à bientôt 📡"
)


def frame(payload: bytes) -> bytes:
    """Return a frame: magic, big-endian length, payload (firmware `StreamAPI.cpp`)."""
    return b"\x94\xc3" + len(payload).to_bytes(2, "big") + payload


def framed(message: object) -> bytes:
    """Return the frame of a FromRadio."""
    payload: bytes = message.SerializeToString()  # type: ignore[attr-defined]
    return frame(payload)


def payloads(stream: bytes) -> list[bytes]:
    """Return the payloads of a stream of whole frames."""
    found, at = [], 0
    while at < len(stream):
        size = int.from_bytes(stream[at + 2 : at + 4], "big")
        found.append(stream[at + 4 : at + 4 + size])
        at += 4 + size
    return found


# --- the handshake ----------------------------------------------------------------------------


def public_key(num: int) -> bytes:
    """Return 32 bytes that stand for a node's key: the same each time, another for each node."""
    return random.Random(num).randbytes(32)


def node_info(index: int, at: int = EPOCH) -> bytes:
    """Return the frame of one entry of the node table; index 0 is the radio itself."""
    num = OWN + index
    message = pb.FromRadio()
    info = message.node_info
    info.num = num
    info.user.id = f"!{num:08x}"
    info.user.long_name = "Bench radio" if index == 0 else f"Walker number {index}"
    info.user.short_name = f"{index % 10_000:04d}"
    info.user.macaddr = num.to_bytes(6, "big")
    info.user.hw_model = 43  # HELTEC_V3
    info.user.public_key = public_key(num)
    info.last_heard = at - index
    info.snr = -20 + index * 7 % 120 / 4
    info.device_metrics.battery_level = 101 if index == 0 else 50 + index % 50
    info.device_metrics.voltage = 3.3 + index * 13 % 90 / 100
    info.device_metrics.channel_utilization = index * 37 % 3000 / 120
    info.device_metrics.air_util_tx = index * 11 % 1000 / 360
    info.device_metrics.uptime_seconds = 1000 + index
    if index:
        info.position.latitude_i = 458_000_000 + index * 1000
        info.position.longitude_i = 68_000_000 + index * 1000
        info.position.altitude = 1000
        info.position.time = at - index
        info.hops_away = index % 4
    return framed(message)


def configuration() -> bytes:
    """Return the frames that tell of the radio itself, in the firmware's order (`PhoneAPI::getFromRadio`)."""
    parts = []

    def tell() -> object:
        parts.append(pb.FromRadio())
        return parts[-1]

    my_info = tell().my_info  # type: ignore[attr-defined]
    my_info.my_node_num, my_info.min_app_version, my_info.pio_env, my_info.reboot_count = OWN, 30200, "heltec-v3", 3
    before = b"".join(framed(part) for part in parts) + node_info(0)
    parts.clear()
    metadata = tell().metadata  # type: ignore[attr-defined]
    metadata.firmware_version, metadata.device_state_version, metadata.hw_model = FIRMWARE, 24, 43
    metadata.hasWifi = metadata.hasPKC = True
    for index in range(8):
        channel = tell().channel  # type: ignore[attr-defined]
        channel.index, channel.role = index, 1 if index == 0 else 0
        channel.settings.psk = b"\x01" if index == 0 else b""
    for name in ("device", "position", "power", "network", "display", "lora", "bluetooth", "security"):
        config = tell().config  # type: ignore[attr-defined]
        section = getattr(config, name)
        section.SetInParent()
        if name == "lora":
            section.use_preset = section.tx_enabled = True
            section.region, section.hop_limit = 3, 3
            section.modem_preset = pb.Config.LoRaConfig.ModemPreset.Value("SHORT_TURBO")
        elif name == "security":
            section.public_key, section.private_key = public_key(OWN), public_key(OWN - 1)
    for name in (
        "mqtt", "serial", "external_notification", "store_forward", "range_test", "telemetry", "canned_message",
        "audio", "remote_hardware", "neighbor_info", "ambient_lighting", "detection_sensor", "paxcounter",
    ):  # fmt: skip
        getattr(tell().moduleConfig, name).SetInParent()  # type: ignore[attr-defined]
    return before + b"".join(framed(part) for part in parts)


def complete(nonce: int) -> bytes:
    """Return the frame that ends a dump."""
    return framed(pb.FromRadio(config_complete_id=nonce))


class Dump:
    """What one radio answers to `want_config_id`, made once.

    Args:
        nodes: Other nodes in its table.
        at: Radio time.
    """

    def __init__(self, nodes: int, at: int = EPOCH) -> None:
        self._config = configuration()
        self._own = node_info(0, at)
        self._others = b"".join(node_info(index, at) for index in range(1, nodes + 1))

    def answer(self, nonce: int) -> bytes:
        """Return the dump that a nonce asks for (firmware `PhoneAPI.h`, SPECIAL_NONCE_…)."""
        if nonce == CONFIG_ONLY:
            return self._config + complete(nonce)
        if nonce == NODES_ONLY:
            return self._own + self._others + complete(nonce)
        return self._config + self._others + complete(nonce)


def queue_status(packet_id: int = 0) -> bytes:
    """Return the answer to a heartbeat or to a packet."""
    message = pb.FromRadio()
    message.queueStatus.free = message.queueStatus.maxlen = 16
    message.queueStatus.mesh_packet_id = packet_id
    return framed(message)


# --- traffic ----------------------------------------------------------------------------------


def packet(index: int, port: int, payload: bytes, *, sender: int, at: int = EPOCH) -> object:
    """Return a FromRadio with a packet that was heard on the primary channel."""
    message = pb.FromRadio()
    heard = message.packet
    setattr(heard, "from", sender)
    heard.to = 0xFFFFFFFF
    heard.id = 0x10000000 + index
    heard.decoded.portnum = port
    heard.decoded.payload = payload
    heard.decoded.bitfield = 1
    heard.rx_time = at
    heard.rx_snr = -20 + index * 7 % 120 / 4
    heard.rx_rssi = -40 - index % 80
    heard.hop_limit = 2
    heard.hop_start = 3
    heard.relay_node = sender & 0xFF
    return message


def text(index: int, *, sender: int, said: str | None = None, at: int = EPOCH) -> bytes:
    """Return the frame of a text on the primary channel."""
    begin = index % 40
    words = WORDS[begin : begin + 20 + index % 40] if said is None else said
    return framed(packet(index, pb.PortNum.TEXT_MESSAGE_APP, words.encode(), sender=sender, at=at))


def question(index: int, *, sender: int, said: str, at: int) -> bytes:
    """Return the frame of a direct message to our radio that it decrypted."""
    message = packet(index, pb.PortNum.TEXT_MESSAGE_APP, said.encode(), sender=sender, at=at)
    heard = message.packet  # type: ignore[attr-defined]
    heard.to = OWN
    heard.want_ack = True
    heard.pki_encrypted = True
    heard.public_key = public_key(sender)
    return framed(message)


def acknowledgement(index: int, *, sender: int, request_id: int, at: int) -> bytes:
    """Return the frame of a recipient's ack for a packet of ours."""
    routing = pb.Routing(error_reason=0).SerializeToString()
    message = packet(index, pb.PortNum.ROUTING_APP, routing, sender=sender, at=at)
    heard = message.packet  # type: ignore[attr-defined]
    heard.to = OWN
    heard.decoded.request_id = request_id
    return framed(message)


def _telemetry(index: int, sender: int, at: int) -> bytes:
    told = pb.Telemetry(time=at)
    told.device_metrics.battery_level = 40 + index % 60
    told.device_metrics.voltage = 3.3 + index * 13 % 90 / 100
    told.device_metrics.channel_utilization = index * 37 % 3000 / 120
    told.device_metrics.air_util_tx = index * 11 % 1000 / 360
    told.device_metrics.uptime_seconds = index
    return framed(packet(index, pb.PortNum.TELEMETRY_APP, told.SerializeToString(), sender=sender, at=at))


def _position(index: int, sender: int, at: int) -> bytes:
    told = pb.Position(latitude_i=458_000_000 + index, longitude_i=68_000_000 + index, altitude=1200, time=at)
    return framed(packet(index, pb.PortNum.POSITION_APP, told.SerializeToString(), sender=sender, at=at))


def _user(index: int, sender: int, at: int) -> bytes:
    told = pb.User(id=f"!{sender:08x}", long_name=f"Walker number {sender - OWN}", short_name="walk", hw_model=43)
    told.public_key = public_key(sender)
    return framed(packet(index, pb.PortNum.NODEINFO_APP, told.SerializeToString(), sender=sender, at=at))


def _a_text(index: int, sender: int, at: int) -> bytes:
    return text(index, sender=sender, at=at)


KINDS: Final[dict[str, tuple[Callable[[int, int, int], bytes], ...]]] = {
    "text": (_a_text,),
    # What a mesh is made of: mostly telemetry and positions.
    "mixed": (_telemetry, _position, _telemetry, _user, _telemetry, _position, _a_text, _telemetry, _position, _user),
}
"""Kinds of traffic: which packets follow each other."""


def traffic(kind: str, count: int, *, nodes: int = 100, at: int = EPOCH, first: int = 0) -> Iterator[bytes]:
    """Yield the frames of `count` packets, each with an id of its own, from the nodes in turn."""
    makers = KINDS[kind]
    for index in range(first, first + count):
        yield makers[index % len(makers)](index, OWN + 1 + index % nodes, at)


# --- garbage ----------------------------------------------------------------------------------


def _random(size: int) -> bytes:
    return random.Random(94).randbytes(size)


def _starts(size: int) -> bytes:
    return b"\x94" * size


def _headers(size: int) -> bytes:
    return (b"\x94\xc3\x01\xff" * (size // 4 + 1))[:size]


def _text(size: int) -> bytes:
    line = b"DEBUG | 12:34:56 1234 [Router] Rx someone we could not read, snr=5.75, rssi=-87 | "
    return (line * (size // len(line) + 1))[:size]


GARBAGE: Final[dict[str, Callable[[int], bytes]]] = {
    "random": _random,
    "94…": _starts,
    "94 C3 01 FF…": _headers,
    "text without line ends": _text,
}
"""What may stand between frames, by name."""
