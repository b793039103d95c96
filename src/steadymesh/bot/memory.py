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

ROUNDING: Final = 1e-6
"""Of a token: one that is refilled in small steps must be whole when its time has come."""


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


class Allowance:
    """A token bucket for each person, on loop time: setting a clock changes nothing.

    Args:
        per_minute: Tokens that come back.
        at_once: Tokens that there are at most, and at first.
        size: People remembered.
    """

    def __init__(self, *, per_minute: float, at_once: int, size: int = MAX_PEOPLE) -> None:
        self._capacity = float(at_once)
        self._per_second = per_minute / 60
        self._size = size
        self._buckets: OrderedDict[Person, _Bucket] = OrderedDict()

    def take(self, sender: Person, now: float) -> float:
        """Take one of this person's tokens; return 0, or the seconds until there is one."""
        bucket = self._buckets.get(sender)
        if bucket is None:
            bucket = self._buckets[sender] = _Bucket(self._capacity, now)
            if len(self._buckets) > self._size:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(sender)
        bucket.tokens = min(self._capacity, bucket.tokens + (now - bucket.filled) * self._per_second)
        bucket.filled = now
        if bucket.tokens < 1 - ROUNDING:
            return (1 - bucket.tokens) / self._per_second
        bucket.tokens -= 1
        bucket.told = False
        return 0

    def first_refusal(self, sender: Person) -> bool:
        """Return whether this person has not been told yet of being too fast, and note that they are now."""
        bucket = self._buckets.get(sender)
        if bucket is None or bucket.told:
            return False
        bucket.told = True
        return True


class _Bucket:
    __slots__ = ("filled", "tokens", "told")

    def __init__(self, tokens: float, now: float) -> None:
        self.tokens = tokens
        self.filled = now
        self.told = False
