"""Many packets at once, ready to be written: for bursts and benchmarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from steadymesh.ids import BROADCAST
from steadymesh.sim import compose
from steadymesh.sim.dice import Dice
from steadymesh.sim.framing import frame
from steadymesh.sim.people import make_peer
from steadymesh.sim.radio import Radio
from steadymesh.sim.station import Message
from steadymesh.wire import pb

CHUNK_BYTES: Final = 65_536

PLACEHOLDER: Final = 0xDEC0DED1
"""Packet id of a template, replaced byte by byte: `MeshPacket.id` is a fixed32."""


def encoded_packets(radio: Radio, count: int, *, senders: int = 20, texts_every: int = 100) -> list[bytes]:
    """Return frames of packets as peers would send them: telemetry, positions, NodeInfo, and a few channel texts.

    Args:
        radio: Who hears them; its node DB is not changed.
        count: How many; each has an id of its own.
        senders: From how many peers.
        texts_every: One in so many is a text; 0: none.
    """
    dice = Dice(radio.seed, "packets")
    first = dice.number()
    templates = _templates(radio, senders)
    texts = [t for i, t in enumerate(templates) if i % 4 == 3]
    others = [t for i, t in enumerate(templates) if i % 4 != 3]
    frames = []
    mark = PLACEHOLDER.to_bytes(4, "little")
    for index in range(count):
        pool = texts if texts_every and index % texts_every == texts_every - 1 else others
        packet_id = (first + index) & 0xFFFFFFFF or 1
        frames.append(pool[index % len(pool)].replace(mark, packet_id.to_bytes(4, "little"), 1))
    return frames


def _templates(radio: Radio, senders: int) -> list[bytes]:
    ports = pb.PortNum
    templates = []
    for index in range(senders):
        peer = make_peer(radio.seed, 50_000 + index)
        told = compose.telemetry(
            radio.wall_s(), battery=80, voltage=4.0, utilization=7, air_tx=1, uptime_s=3600 + index
        )
        for data in (
            pb.Data(portnum=ports.TELEMETRY_APP, payload=told.SerializeToString(), bitfield=0),
            pb.Data(portnum=ports.POSITION_APP, payload=compose.position(peer, radio.wall_s()).SerializeToString()),
            pb.Data(portnum=ports.NODEINFO_APP, payload=compose.user_of(peer).SerializeToString(), bitfield=0),
            pb.Data(portnum=ports.TEXT_MESSAGE_APP, payload=f"salut, ici {peer.long_name} 👋".encode(), bitfield=0),
        ):
            packet = compose.packet(sender=peer.num, to=BROADCAST, packet_id=PLACEHOLDER, data=data)
            compose.add_reception(packet, peer, at_s=radio.wall_s(), hop_start=3, hop_limit=3 - peer.hops)
            templates.append(_framed(packet))
    return templates


def _framed(packet: Message) -> bytes:
    told = pb.FromRadio()
    told.packet.CopyFrom(packet)
    return frame(told.SerializeToString())


def chunked(frames: Iterable[bytes], size_bytes: int = CHUNK_BYTES) -> Iterator[bytes]:
    """Return the frames joined into chunks of about that size."""
    chunk = bytearray()
    for one in frames:
        chunk += one
        if len(chunk) >= size_bytes:
            yield bytes(chunk)
            chunk.clear()
    if chunk:
        yield bytes(chunk)
