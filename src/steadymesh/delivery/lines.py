"""Who waits for their turn: a line for each kind of text, in which people take turns. PURE.

Within a kind whoever was served longest ago comes first, and of one person's texts the one that came first: somebody
who asks for ten things does not keep ten others waiting.
"""

from __future__ import annotations

import heapq
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from steadymesh.delivery.purses import Purse
from steadymesh.ids import BROADCAST, NodeNum
from steadymesh.model import Entry, Priority

Person = tuple[NodeNum, int]
"""Whose turn it is: a node (and 0), or everybody on a channel (`BROADCAST` and its slot)."""


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What decides who goes first, and whether they may go at all while the channel is busy."""

    priority: int
    """`Priority.value`; a lower number first."""
    is_to_channel: bool = False
    is_to_others: bool = True
    """Not to an administrator."""
    is_to_stranger: bool = False
    """The answer to a question of which nothing proves who asked it."""

    @property
    def priority_name(self) -> Priority:
        """Return the priority itself."""
        return Priority(self.priority)

    @property
    def purse(self) -> Purse:
        """Return who pays for its airtime."""
        match self.priority_name:
            case Priority.ALERT:
                return Purse.FIRST
            case _ if not self.is_to_others:
                return Purse.FIRST
            case Priority.REPLY:
                return Purse.STRANGER if self.is_to_stranger else Purse.ANSWER
            case Priority.MESSAGE:
                return Purse.MESSAGE
            case _:
                return Purse.NEWS


_Waiting = list[tuple[int, str]]
"""One person's texts, as a heap: order, key."""


@dataclass(frozen=True, slots=True)
class _Seat:
    kind: Kind
    person: Person
    order: int


def person_of(entry: Entry) -> Person:
    """Return whose turn it is when this entry goes."""
    to = entry.intent.to
    return (to, entry.intent.channel) if to == BROADCAST else (to, 0)


def kind_of(entry: Entry, is_admin: Callable[[NodeNum], bool]) -> Kind:
    """Return of what kind an entry is. Whoever asks under an administrator's number and proves nothing is a stranger.

    Args:
        entry: A text.
        is_admin: Returns whether a node is an administrator's.
    """
    to = entry.intent.to
    is_direct = to != BROADCAST
    is_to_stranger = entry.priority is Priority.REPLY and not entry.is_proved
    is_to_admin = is_direct and not is_to_stranger and is_admin(to)
    return Kind(entry.priority.value, not is_direct, not is_to_admin, is_to_stranger)


class Lines:
    """The lines, by kind."""

    def __init__(self) -> None:
        self._lines: dict[Kind, OrderedDict[Person, _Waiting]] = {}
        self._aside: dict[Person, dict[Kind, _Waiting]] = {}
        """Who has had a text a moment ago: all that they have waiting, so that it keeps its order."""
        self._seats: dict[str, _Seat] = {}
        self._counts: Counter[Kind] = Counter()

    def __len__(self) -> int:
        return len(self._seats)

    def __contains__(self, key: str) -> bool:
        return key in self._seats

    def join(self, key: str, kind: Kind, person: Person, order: int) -> None:
        """Let a text wait for its turn: behind what its person has waiting with a lower order, before the rest."""
        self.leave(key)
        self._seats[key] = _Seat(kind, person, order)
        self._counts[kind] += 1
        aside = self._aside.get(person)
        waiting = (
            self._lines.setdefault(kind, OrderedDict()).setdefault(person, [])
            if aside is None
            else aside.setdefault(kind, [])
        )
        heapq.heappush(waiting, (order, key))

    def leave(self, key: str) -> None:
        """Have a text wait no more."""
        if seat := self._seats.pop(key, None):
            self._counts[seat.kind] -= 1
            self._tidy(seat.kind, seat.person)

    def served(self, key: str) -> None:
        """Let a text leave because it goes: its person's next turn comes after everybody else's."""
        seat = self._seats.get(key)
        self.leave(key)
        if seat is not None and seat.person in (line := self._lines.get(seat.kind, OrderedDict())):
            line.move_to_end(seat.person)

    def set_aside(self, person: Person) -> None:
        """Let a person stand back, with all that they have waiting and all that joins, until they are brought back."""
        aside = self._aside.setdefault(person, {})
        for kind in [kind for kind, line in self._lines.items() if person in line]:
            aside[kind] = self._lines[kind].pop(person)
            self._close_if_empty(kind)

    def bring_back(self, person: Person) -> None:
        """Let a person stand in line again, behind everybody else."""
        for kind, waiting in self._aside.pop(person, {}).items():
            self._lines.setdefault(kind, OrderedDict())[person] = waiting

    def texts(self) -> list[str]:
        """Return the key of every text that waits."""
        return list(self._seats)

    def kinds(self) -> list[Kind]:
        """Return the kinds of which somebody stands in line, who goes first at the front."""
        return sorted(self._lines)

    def count(self, kind: Kind) -> int:
        """Return how many of this kind wait."""
        return self._counts[kind]

    def of(self, kind: Kind) -> Iterator[str]:
        """Iterate over the texts at the front of this kind, one a person, in their turn; none may go meanwhile."""
        for waiting in self._lines.get(kind, OrderedDict()).values():
            yield waiting[0][1]

    def _tidy(self, kind: Kind, person: Person) -> None:
        """Drop what has left from the front of a person's texts; without any, the person from the line."""
        aside = self._aside.get(person)
        waiting = self._lines[kind][person] if aside is None else aside[kind]
        while waiting and not self._is_seated(waiting[0], kind, person):
            heapq.heappop(waiting)
        if waiting:
            return
        if aside is None:
            del self._lines[kind][person]
            self._close_if_empty(kind)
        else:
            del aside[kind]

    def _close_if_empty(self, kind: Kind) -> None:
        if not self._lines[kind]:
            del self._lines[kind]

    def _is_seated(self, place: tuple[int, str], kind: Kind, person: Person) -> bool:
        seat = self._seats.get(place[1])
        return seat is not None and seat.kind == kind and seat.person == person and seat.order == place[0]
