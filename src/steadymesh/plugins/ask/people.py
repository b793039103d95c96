"""PURE: who asked how much, and what was said. In memory only, bounded, and forgotten after half an hour."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from steadymesh.ids import NodeNum, PublicKey

MEMORY: Final = 6
"""Messages of a person's conversation, theirs and ours: three turns."""

MEMORY_S: Final = 1800.0

LONGEST_MEMORY: Final = 1_000
"""Characters of a message that are remembered: the model reads them again with every question."""

MOST_PEOPLE: Final = 200
"""Whose conversations are kept, 6 kB each, and whose questions are counted; the one who asked longest ago goes."""

HOUR_S: Final = 3600.0

UNPROVED_SHARE: Final = 3
"""People without proof have, all of them together, so many times one person's questions an hour: numbers are free."""


class Asker(NamedTuple):
    """Whom limits and memory tell apart: a number alone anybody can write under."""

    node: NodeNum
    key: PublicKey | None = None
    is_proved: bool = False
    is_operator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    text: str
    now: float
    """Loop time."""


class Memory:
    """What was said with whom; of whoever nothing proves nothing is remembered."""

    def __init__(self) -> None:
        self._talks: OrderedDict[Asker, deque[Said]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._talks)

    def of(self, asker: Asker, now: float) -> Sequence[Said]:
        """Return what was said in the last half an hour, the oldest first; a question always before its answer."""
        talk = [one for one in self._talks.get(asker, ()) if now - one.now < MEMORY_S]
        return talk[len(talk) % 2 :]

    def note(self, asker: Asker, question: str, answer: str, now: float) -> None:
        """Remember a question and its answer, if it is known whose they are."""
        if not asker.is_proved:
            return
        self._forget(now)
        talk = self._talks.setdefault(asker, deque(maxlen=MEMORY))
        talk.append(Said(role="user", text=question[:LONGEST_MEMORY], now=now))
        talk.append(Said(role="assistant", text=answer[:LONGEST_MEMORY], now=now))
        self._talks.move_to_end(asker)
        while len(self._talks) > MOST_PEOPLE:
            self._talks.popitem(last=False)

    def _forget(self, now: float) -> None:
        """Forget whoever has said nothing for too long: the oldest stand first."""
        while self._talks and now - next(iter(self._talks.values()))[-1].now >= MEMORY_S:
            self._talks.popitem(last=False)


class Hourly:
    """Counts questions of each person within any hour; those of people without proof together as well.

    What is refused is not counted.
    """

    def __init__(self) -> None:
        self._asked: OrderedDict[Asker | None, deque[float]] = OrderedDict()

    def wait_s(self, asker: Asker, per_hour: int, now: float) -> float:
        """Return for how many seconds a person may not ask; 0: they may."""
        return max(self._wait_s(one, per_hour * share, now) for one, share in self._counts(asker))

    def note(self, asker: Asker, now: float) -> None:
        """Count a question."""
        for one, _ in self._counts(asker):
            self._asked.setdefault(one, deque(maxlen=HOURLY_KEPT)).append(now)
            self._asked.move_to_end(one)
        while len(self._asked) > MOST_PEOPLE:
            # None is all people without proof together: forgetting that count would let them begin anew.
            oldest = next(one for one in self._asked if one is not None)
            del self._asked[oldest]

    def _counts(self, asker: Asker) -> Sequence[tuple[Asker | None, int]]:
        if asker.is_operator:
            return ((asker, 1_000),)
        return ((asker, 1),) if asker.is_proved else ((asker, 1), (None, UNPROVED_SHARE))

    def _wait_s(self, one: Asker | None, most: int, now: float) -> float:
        asked = self._asked.get(one, deque())
        while asked and now - asked[0] >= HOUR_S:
            asked.popleft()
        return 0.0 if len(asked) < most else HOUR_S - (now - asked[-most])


HOURLY_KEPT: Final = 3_000
"""Times that are kept of one person: the most that `per_hour` allows people without proof together."""
