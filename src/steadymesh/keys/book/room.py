"""How many node numbers the book holds, in all and of one key, and who goes when there is no room. Pure.

Anybody can make numbers up, and show any public key under them: neither memory nor the disk must grow by that.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Final

from steadymesh.ids import NodeNum
from steadymesh.keys.book.ledger import Ledger
from steadymesh.keys.book.moving import Moving
from steadymesh.keys.book.policy import is_own_number
from steadymesh.model import KeySource, NodeKey, Trust

MAX_NUMBERS: Final = 64
"""Node numbers under which the mesh makes one key current: a vendor's cloned key has a few in one mesh."""

_TOLD_AGAIN: Final = frozenset({KeySource.HEARD, KeySource.RADIO})
"""What no person gave us may go: the mesh tells it again."""

_LOOKED_AT: Final = 64
"""Numbers that are looked at when one must go; those that must not go are not looked at again soon."""

_MAX_GONE: Final = 10_000


class Room:
    """Makes room.

    Args:
        ledger: Where the bindings stand.
        moving: Knows under which number a key was proved.
        limit: Node numbers with a current key; beyond, the one that was quiet for longest goes, if it may.
    """

    def __init__(self, *, ledger: Ledger, moving: Moving, limit: int) -> None:
        self.limit = limit
        self.evicted = 0
        self._ledger = ledger
        self._moving = moving
        self._gone: dict[NodeNum, None] = {}

    def one_more(self) -> bool:
        """Return whether one more number fits, after letting a quiet one go if need be.

        What a person gave us stays, and so does what is held, and where somebody trusted, or an administrator, is at
        home.
        """
        ledger = self._ledger
        if len(ledger) < self.limit:
            return True
        for num, source in list(islice(ledger.quietest(), _LOOKED_AT)):
            if source in _TOLD_AGAIN and not self._is_kept(num):
                ledger.remove(num)
                self.evicted += 1
                return True
            ledger.freshen(num)
        return False

    def one_more_of(self, seen: NodeKey, known: NodeKey | None) -> bool:
        """Return whether a key may have one more number, after letting the quietest go that shows nothing else."""
        ledger = self._ledger
        nums = ledger.numbers_of(seen.key)
        if len(nums) < MAX_NUMBERS or seen.source not in _TOLD_AGAIN:
            return True
        if known is not None or is_own_number(seen.node, seen.key.raw):
            return True
        bindings = [ledger.bindings(num) for num in nums]
        first = min((one[0] for one in bindings), key=_since)
        may_go = [
            here
            for here, *others in bindings
            if not others and here.source in _TOLD_AGAIN and not self._is_home(here) and here is not first
        ]
        if not may_go:
            return False
        goes = min(may_go, key=lambda here: (here.last_seen, here.node))
        ledger.remove(goes.node)
        self.evicted += 1
        self._gone[goes.node] = None
        if len(self._gone) > _MAX_GONE:
            del self._gone[next(iter(self._gone))]
        return True

    def take_gone(self) -> tuple[NodeNum, ...]:
        """Return the numbers that went for another one of the same key since the last call: they are to be deleted."""
        gone, self._gone = tuple(num for num in self._gone if not self._ledger.bindings(num)), {}
        return gone

    def _is_kept(self, num: NodeNum) -> bool:
        ledger = self._ledger
        if ledger.is_hidden(num) or ledger.has_held(num):
            return True
        return any(self._is_cared_for(binding) for binding in ledger.bindings(num))

    def _is_cared_for(self, binding: NodeKey) -> bool:
        """Return whether a binding must stay: advertising the key of somebody whom a person trusts is not enough."""
        if binding.trust is Trust.REVOKED:
            return binding.until is not None or len(self._ledger.numbers_with(binding.key)) < 2
        if not self._ledger.is_current(binding.node, binding.key):
            return binding.trust is Trust.VERIFIED and binding.until is not None
        return self._moving.policy.pin(binding) is not None and self._is_at_home(binding)

    def _is_at_home(self, binding: NodeKey) -> bool:
        """Return whether this is where a key was first bound, or proved, or the number that is drawn from it."""
        if self._is_home(binding):
            return True
        bound = (self._ledger.current(num) for num in self._ledger.numbers_of(binding.key))
        first = min((one for one in bound if one is not None), key=_since)
        return first.node == binding.node

    def _is_home(self, binding: NodeKey) -> bool:
        return is_own_number(binding.node, binding.key.raw) or self._moving.is_proved(binding.node, binding.key)


def _since(binding: NodeKey) -> tuple[datetime, NodeNum]:
    return (binding.first_seen, binding.node)
