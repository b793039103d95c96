"""Whose keys somebody is waiting for right now, and how far that has come. PURE."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.custody.diagnosis import UNREAD

MAX_WANTS: Final = 500
"""Recipients that messages wait for at once: half of what the outbox takes."""

LIFETIME_S: Final = 900.0
"""A want outlives the message that it was for (10 min, if nobody said otherwise) by a little, and no more."""

NEVER: Final = float("inf")


@dataclass(slots=True, kw_only=True)
class Want:
    """One recipient whose key is to be brought into the radio."""

    node: NodeNum
    reason: str
    """Why it is wanted, then what it waits for: an outbox entry's reason."""
    since: float
    """Loop time."""
    not_before: float
    """Loop time of the next try; infinity: when a key is learned."""
    is_for_message: bool
    """Whether a message waits; False: it is done for an answer that is about to come, and once."""
    answer_until: float | None = None
    """Loop time until which a node answers that was asked who it is, because the radio's table can't be written or
    because it could not read us; infinity: the question has not left yet; None: it was not asked for that."""
    used: PublicKey | None = None
    """The key that the message named which could not be read; None: nobody knows."""
    said: PublicKey | None = None
    """The key of which the node itself has told since it was asked; None: it has told of none."""
    no_effect: int = 0
    """How often the radio said after a push that it lacks the key."""

    @property
    def is_asked_unread(self) -> bool:
        """Whether the node is being asked why it could not read a message."""
        return self.answer_until is not None and self.reason in UNREAD


class Wants:
    """The wants, the oldest first."""

    def __init__(self) -> None:
        self._wants: dict[NodeNum, Want] = {}

    def __len__(self) -> int:
        return len(self._wants)

    def get(self, num: NodeNum) -> Want | None:
        """Return what is wanted of a node."""
        return self._wants.get(num)

    def add(self, num: NodeNum, reason: str, *, now: float, is_for_message: bool) -> Want | None:
        """Note that a node's key is wanted, now; return the want, None: too many are."""
        want = self._wants.get(num)
        if want is None:
            if len(self._wants) >= MAX_WANTS:
                return None
            want = self._wants[num] = Want(
                node=num, reason=reason, since=now, not_before=now, is_for_message=is_for_message
            )
        want.reason = reason
        want.not_before = now
        want.is_for_message = want.is_for_message or is_for_message
        return want

    def drop(self, num: NodeNum) -> None:
        """Forget a want: it was met, or can't be."""
        self._wants.pop(num, None)

    def wake(self, num: NodeNum, now: float) -> bool:
        """Have a node's want looked at again; return whether there is one."""
        want = self._wants.get(num)
        if want is not None:
            want.not_before = now
        return want is not None

    def wake_all(self, now: float) -> None:
        """Have every want looked at again."""
        for want in self._wants.values():
            want.not_before = min(want.not_before, now)

    def due(self, now: float) -> Want | None:
        """Return a want that is to be looked at; None: none is."""
        return next((want for want in self._wants.values() if want.not_before <= now), None)

    def expire(self, now: float, *, awaited: Collection[NodeNum] = ()) -> None:
        """Forget those that nobody can be waiting for any more.

        Args:
            now: Loop time.
            awaited: Nodes to which messages still wait: those may live longer than most.
        """
        for want in tuple(self._wants.values()):
            if now - want.since < LIFETIME_S:
                continue
            if want.is_for_message and want.node in awaited:
                want.since = now
            else:
                del self._wants[want.node]

    def next_at(self) -> float:
        """Return the loop time when `due` or `expire` will have something to do; infinity: never."""
        times = [min(want.not_before, want.since + LIFETIME_S) for want in self._wants.values()]
        return min(times, default=NEVER)

    def __iter__(self) -> Iterator[Want]:
        return iter(tuple(self._wants.values()))
