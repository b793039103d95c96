"""What may be handed in: texts that fit one packet, for somebody who exists. PURE."""

from __future__ import annotations

from typing import Final

from steadymesh.errors import UsageError
from steadymesh.ids import BROADCAST, MAX_CHANNELS, ChannelIndex, NodeNum, PacketId, format_node_num

MAX_CHANNEL_BYTES: Final = 232
"""Longest text on a channel (seen on 2.7.26: 233 is refused as TOO_LARGE, 240 vanishes without a word)."""

MAX_DM_BYTES: Final = 220
"""Longest PKI direct message: its cipher takes 12 bytes more (seen on 2.7.26: 221 is TOO_LARGE)."""

REPLY_ID_BYTES: Final = 5
"""A `reply_id` takes a tag byte and four more of the same packet."""


def room_for(to: NodeNum, reply_id: PacketId | None) -> int:
    """Return how many UTF-8 bytes of text fit one packet."""
    room = MAX_CHANNEL_BYTES if to == BROADCAST else MAX_DM_BYTES
    return room - REPLY_ID_BYTES if reply_id is not None else room


def check(*, to: NodeNum, text: str, channel: ChannelIndex, reply_id: PacketId | None, own: NodeNum | None) -> None:
    """Return if the text can be sent as asked.

    Args:
        to: A node, or `BROADCAST`.
        text: What is to be said.
        channel: The slot, for a channel text.
        reply_id: The packet that it answers.
        own: Our radio's number; None: not known yet.

    Raises:
        UsageError: It can't: one sentence says why.
    """
    if not text:
        raise UsageError("An empty text can't be sent.", remedy="Write something.", sentence="text-empty")
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as exc:
        raise UsageError(
            "The text holds half a character.", remedy="Send valid Unicode.", sentence="text-half"
        ) from exc
    room = room_for(to, reply_id)
    if size > room:
        raise UsageError(
            f"The text is too long: {size} bytes in UTF-8, and one packet takes {room}.",
            remedy="Cut it in pieces.",
            sentence="text-too-long",
            fields={"size": size, "room": room},
        )
    if not 0 < to <= BROADCAST:
        raise UsageError(
            f"{to} is nobody's node number.",
            remedy="Give a number within 1 and 4294967295.",
            sentence="text-to-nobody",
            fields={"to": to},
        )
    if to == own:
        node = format_node_num(to)
        raise UsageError(
            f"{node} is our own radio: it sends nothing to itself.",
            remedy="Name another node.",
            sentence="text-to-ourselves",
            fields={"node": node},
        )
    if not 0 <= channel < MAX_CHANNELS:
        last = MAX_CHANNELS - 1
        raise UsageError(
            f"There is no channel {channel}.",
            remedy=f"Channels are 0 to {last}.",
            sentence="text-to-no-channel",
            fields={"channel": channel, "last": last},
        )
