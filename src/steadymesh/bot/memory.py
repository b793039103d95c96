"""What the bot remembers of people: three memories that never grow beyond their size, whatever the mesh does."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from steadymesh.bot.proof import Person
from steadymesh.ids import NodeNum, PacketId

MAX_PEOPLE: Final = 2000
"""Whom a memory keeps; more than ever talk to one bot within its hour. The one who was silent longest goes."""

MAX_PACKETS: Final = 4096
"""Commands kept against copies: a copy comes within seconds, at 4 a minute from 50 people these are 20 minutes."""


class RecentPackets:
    """Tells copies from news, by sender and packet id: the same message may come by radio, MQTT and UDP."""

    def __init__(self, size: int = MAX_PACKETS) -> None:
        self._size = size
        self._seen: OrderedDict[tuple[NodeNum, PacketId], None] = OrderedDict()

    def seen_before(self, sender: NodeNum, packet_id: PacketId) -> bool:
        """Return whether this was noted before, and note it."""
        key = (sender, packet_id)
        if key in self._seen:
            return True
        self._seen[key] = None
        if len(self._seen) > self._size:
            self._seen.popitem(last=False)
        return False


class OncePerPerson:
    """Allows one thing a person in an interval.

    Args:
        interval_s: Seconds until the same person's turn comes again.
        size: People remembered.
    """

    def __init__(self, interval_s: float, size: int = MAX_PEOPLE) -> None:
        self._interval_s = interval_s
        self._size = size
        self._last: OrderedDict[Person, float] = OrderedDict()

    def allow(self, sender: Person, now: float) -> bool:
        """Return whether it is this person's turn, and note that it was taken."""
        last = self._last.get(sender)
        if last is not None and now - last < self._interval_s:
            return False
        self._last[sender] = now
        self._last.move_to_end(sender)
        if len(self._last) > self._size:
            self._last.popitem(last=False)
        return True
