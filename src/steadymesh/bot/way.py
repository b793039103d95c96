"""PURE: which way an answer goes: to a person by direct message, or to a channel that the operator listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from steadymesh.bot import reply
from steadymesh.ids import BROADCAST, ChannelIndex, NodeNum, PacketId
from steadymesh.model import TextMessage

Version: TypeAlias = tuple[int, int, int]
"""Of a firmware: major, minor, patch."""

UNACKNOWLEDGED_SINCE: Final[Version] = (2, 7, 10)
"""A node on this or the following version does not fully acknowledge a direct message with a `reply_id` that came over
several hops (firmware `ReliableRouter.cpp`): we would take it for lost."""

UNACKNOWLEDGED_UNTIL: Final[Version] = (2, 7, 12)
"""The first version that acknowledges them again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where an answer goes."""

    to: NodeNum
    """Who asked, or `BROADCAST`."""
    channel: ChannelIndex
    """For the answer on a channel; of no meaning for a direct message."""
    reply_id: PacketId | None
    """The question, so that apps show the answer with it; None on channels, and to nodes that this confuses."""
    is_instead: bool = False
    """The answer would have gone to the channel, which has had its share of them."""

    @property
    def is_direct(self) -> bool:
        """Whether it goes to the person who asked, and to nobody else."""
        return self.to != BROADCAST

    @property
    def limit_bytes(self) -> int:
        """What one message may take, in UTF-8 bytes."""
        return reply.room(direct=self.is_direct, threaded=self.reply_id is not None)


def to_person(message: TextMessage, *, threaded: bool, instead: bool = False) -> Way:
    """Return the way to whoever asked, however the question came.

    Args:
        message: The question.
        threaded: Whether their node takes a `reply_id` well (`threads_with`).
        instead: Whether it would have gone to the channel.
    """
    return Way(
        to=message.sender, channel=message.channel, reply_id=message.id if threaded else None, is_instead=instead
    )


def to_channel(message: TextMessage) -> Way:
    """Return the way to the channel on which the question came."""
    return Way(to=BROADCAST, channel=message.channel, reply_id=None)


def threads_with(firmware: Version | None) -> bool:
    """Return whether a node on this firmware takes a `reply_id` well; None: not known, and nearly every one does."""
    return firmware is None or not UNACKNOWLEDGED_SINCE <= firmware < UNACKNOWLEDGED_UNTIL
