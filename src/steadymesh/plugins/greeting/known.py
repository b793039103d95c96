"""PURE: who is no newcomer: everybody who was ever greeted, or was there before. Bounded; kept in shards.

A person is known by key where there is one, so that a new number makes nobody new; else by number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from steadymesh.errors import InvalidIdError
from steadymesh.ids import NodeNum, format_node_num, parse_node_num
from steadymesh.model import Json

MOST: Final = 5_000
"""People; who was heard longest ago is forgotten, and new when they come again."""

SHARDS: Final = 16
"""Values that the people are written in, by the last digit of their number: of one's 64 kB they take a few."""


@dataclass(slots=True)
class Person:
    """One person."""

    fingerprint: str = ""
    """Of their key; empty: none is known."""
    day: int = 0
    """When they were heard last, as `date.toordinal` counts days; 0: before we counted."""


class Known:
    """Everybody who is known.

    Attributes:
        is_loaded: Whether what was kept is in it.
        has_begun: Whether those who were there at the first start are.
    """

    def __init__(self) -> None:
        self.is_loaded = False
        self.has_begun = False
        self._people: dict[NodeNum, Person] = {}
        self._nums: dict[str, NodeNum] = {}
        self._changed: set[int] = set()

    def __len__(self) -> int:
        return len(self._people)

    def is_known(self, num: NodeNum, fingerprint: str) -> bool:
        """Return whether somebody is no newcomer: by key, or by number."""
        return num in self._people or (fingerprint != "" and fingerprint in self._nums)

    def note(self, num: NodeNum, fingerprint: str, day: int) -> None:
        """Remember somebody, or that they were heard again, perhaps under another number or with another key."""
        before = self._nums.get(fingerprint) if fingerprint else None
        if before is not None and before != num:
            self._forget(before)
        person = self._people.pop(num, None)
        if person is None:
            person = Person(day=-1)
            if len(self._people) >= MOST:
                self._forget(min(self._people, key=lambda one: self._people[one].day))
        if person.day != day or (fingerprint and person.fingerprint != fingerprint):
            self._changed.add(num % SHARDS)
        if fingerprint and person.fingerprint != fingerprint:
            self._nums.pop(person.fingerprint, None)
            person.fingerprint = fingerprint
            self._nums[fingerprint] = num
        person.day = max(day, person.day)
        self._people[num] = person

    def _forget(self, num: NodeNum) -> None:
        person = self._people.pop(num)
        self._nums.pop(person.fingerprint, None)
        self._changed.add(num % SHARDS)

    # --- as it is kept --------------------------------------------------------------------------

    def changed(self) -> Iterator[tuple[str, Json]]:
        """Yield each shard that is not as it was written, and note that it is written now."""
        people: dict[int, dict[str, Json]] = {shard: {} for shard in self._changed}
        for num, one in self._people.items():
            if num % SHARDS in people:
                people[num % SHARDS][format_node_num(num)] = f"{one.fingerprint}:{one.day}"
        self._changed.clear()
        for shard, value in sorted(people.items()):
            yield f"{shard:x}", dict(value)

    def load(self, shards: Iterable[Json]) -> None:
        """Take what was kept, unless that has been done; what can't be read of it is left out."""
        if self.is_loaded:
            return
        self.is_loaded = True
        for shard in shards:
            for number, value in shard.items() if isinstance(shard, dict) else ():
                fingerprint, _, day = str(value).partition(":")
                try:
                    self.note(parse_node_num(number), fingerprint, int(day))
                except (InvalidIdError, ValueError):
                    continue
        self._changed.clear()
