"""PURE: how much is answered: to a person in a minute and in an hour, to the channels in an hour, traceroutes.

A person is a number with what proves it (`proof.Person`): nobody uses up somebody else's share by their number alone.
Everything counts in loop time, so that setting a clock changes nothing, and nothing grows beyond its size.
"""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from typing import Final

from steadymesh.bot.memory import MAX_PEOPLE, OncePerPerson
from steadymesh.bot.proof import Person
from steadymesh.ids import BROADCAST
from steadymesh.model import TRACE_GAP_S, TRACES_PER_HOUR

MINUTE_S: Final = 60.0
HOUR_S: Final = 3600.0

TOLD_AGAIN_S: Final = 600.0
"""Whoever goes on asking too often is told of it no sooner again: to say so costs as much air as to answer."""

EVERYBODY: Final = Person(BROADCAST)
"""Stands for a person where a limit is all people's together."""

TRACE_AGAIN_S: Final = 600.0
"""One traceroute a person in ten minutes: each is repeated by every node on the way, there and back."""


class Window:
    """At most so many within any stretch of so long, for each person.

    Not a bucket, which would let twice as many through in its first stretch: an hour's limit is told to people.

    Args:
        most: How many; 0: none.
        within_s: Seconds after which one counts no more.
        size: People remembered; the one who was silent longest goes.
    """

    def __init__(self, most: int, within_s: float, size: int = MAX_PEOPLE) -> None:
        self._most = most
        self._within_s = within_s
        self._size = size
        self._ends: OrderedDict[Person, deque[float]] = OrderedDict()
        """Until when each one counts, for each person, the oldest first."""

    def wait_s(self, person: Person, now: float) -> float:
        """Return 0, or the seconds until there is room for one more; infinity: there never is."""
        if self._most == 0:
            return math.inf
        ends = self._ends.get(person)
        while ends and ends[0] <= now:
            ends.popleft()
        return 0.0 if ends is None or len(ends) < self._most else ends[0] - now

    def note(self, person: Person, now: float) -> None:
        """Count one."""
        ends = self._ends.setdefault(person, deque(maxlen=max(1, self._most)))
        ends.append(now + self._within_s)
        self._ends.move_to_end(person)
        if len(self._ends) > self._size:
            self._ends.popitem(last=False)

    def take(self, person: Person, now: float) -> float:
        """Count one if there is room; return 0, or the seconds until there is."""
        wait_s = self.wait_s(person, now)
        if wait_s == 0:
            self.note(person, now)
        return wait_s

    def take_back(self, person: Person) -> None:
        """Count the last one no more: it came to nothing."""
        ends = self._ends.get(person)
        if ends:
            ends.pop()


class PersonLimits:
    """How many commands each person gets answered: so many in any minute, and so many in any hour.

    Args:
        per_minute: In any minute.
        per_hour: In any hour.
    """

    def __init__(self, *, per_minute: int, per_hour: int) -> None:
        self._minute = Window(per_minute, MINUTE_S)
        self._hour = Window(per_hour, HOUR_S)
        self._told_of_minute = OncePerPerson(TOLD_AGAIN_S)
        self._told_of_hour = OncePerPerson(HOUR_S)

    def take(self, sender: Person, now: float) -> float:
        """Count a command of this person; return 0, or the seconds until the next one is answered."""
        wait_s = self._hour.wait_s(sender, now) or self._minute.take(sender, now)
        if wait_s == 0:
            self._hour.note(sender, now)
        return wait_s

    def is_to_be_told(self, sender: Person, now: float) -> bool:
        """Return whether a person who was just refused has not been told lately, and note that they are now.

        As a window moves on they get in one command at a time, and would be told after each.
        """
        told = self._told_of_hour if self._hour.wait_s(sender, now) else self._told_of_minute
        return told.allow(sender, now)


class TraceLimits:
    """How many traceroutes people may ask for: one in ten minutes each, and what a mesh bears in all.

    What a mesh bears is enforced once more for everything that leaves (`delivery.traces`); here it is known in time to
    tell the person how long to wait.
    """

    def __init__(self) -> None:
        self._person = Window(1, TRACE_AGAIN_S)
        self._hour = Window(TRACES_PER_HOUR, HOUR_S)
        self._gap = Window(1, TRACE_GAP_S)

    def take(self, sender: Person, now: float) -> float:
        """Count a traceroute for this person; return 0, or the seconds until they may ask for one."""
        wait_s = max(
            self._person.wait_s(sender, now), self._hour.wait_s(EVERYBODY, now), self._gap.wait_s(EVERYBODY, now)
        )
        if wait_s == 0:
            self._person.note(sender, now)
            self._hour.note(EVERYBODY, now)
            self._gap.note(EVERYBODY, now)
        return wait_s
