"""What left the radio and who read it: the records that tests and drills count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from steadymesh.ids import ChannelIndex, NodeNum, PacketId
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio


@dataclass(slots=True, kw_only=True)
class SentText:
    """A text of the client's that the radio put on the air."""

    to: NodeNum
    channel: ChannelIndex
    text: str = field(repr=False)
    reply_id: PacketId | None
    packet_id: PacketId
    pki: bool
    """It was encrypted for its recipient, with the key that the radio's table has."""
    at_s: float
    """Loop time when the radio took it."""
    repeated: bool
    """The mesh had this id before: nobody reads it twice."""
    read: bool = False
    """It has reached somebody who could decrypt it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadText:
    """A direct message of the client's that its recipient decrypted."""

    peer: NodeNum
    text: str = field(repr=False)
    packet_id: PacketId
    pki: bool
    at_s: float
    """Loop time when it arrived."""
    repeated: bool
    """It had this id before, and showed it to nobody again."""


def note_text(radio: Radio, packet: Message, *, pki: bool, repeated: bool) -> SentText | None:
    """Write down a text that a radio takes for the air; return the record, None: it is none.

    Args:
        radio: Whose client sends it.
        packet: As the client made it.
        pki: See `SentText`.
        repeated: See there.
    """
    if packet.decoded.portnum != pb.PortNum.TEXT_MESSAGE_APP:
        return None
    text = SentText(
        to=NodeNum(packet.to),
        channel=ChannelIndex(packet.channel),
        text=packet.decoded.payload.decode("utf-8", "replace"),
        reply_id=PacketId(packet.decoded.reply_id) if packet.decoded.reply_id else None,
        packet_id=PacketId(packet.id),
        pki=pki,
        at_s=radio.clock.now(),
        repeated=repeated,
    )
    radio.sent_texts.append(text)
    return text


@dataclass(slots=True, kw_only=True, eq=False)
class Flight:
    """A packet of ours on its way."""

    packet: Message
    """As the client (or the radio itself) made it."""
    sealed: bytes | None
    """What is on the air where that is PKI; None: the channel's key."""
    airtime_s: float
    repeated: bool
    text: SentText | None = None
    """The record of a text; None: it is none."""
    tries: int = 0
    """Transmissions so far."""
