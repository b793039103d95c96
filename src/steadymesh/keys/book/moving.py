"""Who has moved to the number that firmware 2.8 draws from their key, and who is only said to have. Pure.

Whoever knows a public key, and everybody does, can send a NodeInfo from the number drawn from it. So the new number is
recognised at once, but the old one is left only where no harm can come of it for long: the key is nobody's that a
person has compared, and it is known under one other number. Else both are in use until a message that was written under
the key comes from the new number: only its holder can do that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from steadymesh.events import NodeRenumbered
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.changes import RENUMBERED
from steadymesh.keys.book.joining import completed
from steadymesh.keys.book.ledger import Ledger
from steadymesh.keys.book.policy import ChangePolicy, is_own_number, number_of_key
from steadymesh.model import NodeKey, Standing

_KEPT: Final = 10_000
"""Proofs in memory, and keys whose owner came back: whose is forgotten proves it again with the next message."""


class Moving:
    """Recognises renumbered nodes.

    Args:
        ledger: Where the bindings stand.
        policy: Knows which keys are pinned.
    """

    def __init__(self, *, ledger: Ledger, policy: ChangePolicy) -> None:
        self.policy = policy
        self._ledger = ledger
        self._turn = 0
        self._proofs: dict[tuple[NodeNum, bytes], tuple[int, int]] = {}  # the first and the last, by turn
        self._came_back: dict[bytes, None] = {}

    def arrived(self, node: NodeNum, *, is_sure: bool = False) -> tuple[NodeRenumbered, ...]:
        """Recognise that the current key of a number has come here by 2.8; return what was left for it.

        Args:
            node: The number.
            is_sure: It is our own radio's.
        """
        ledger = self._ledger
        here = ledger.current(node)
        if here is None or not is_own_number(node, here.key.raw):
            return ()
        lefts = self._others(here)
        named = here
        for left in lefts:
            named = completed(named, left)
        if named != here:
            ledger.rename(named)
        if is_sure or self._is_harmless(lefts):
            return self._leave(named, lefts)
        return ()

    def is_stale(self, told: NodeKey, known: NodeKey | None) -> bool:
        """Return whether what a table or a file tells of a number is only what its owner has left."""
        if known is not None and known.reason == RENUMBERED:
            return True
        drawn = number_of_key(told.key.raw)
        return self._ledger.numbers_of(told.key) in ((drawn,), ()) and self._is_harmless([told])

    def came_back(self, key: PublicKey) -> None:
        """Note that the old number of a key was heard after the new one: from now on only a proof is believed."""
        self._came_back[key.raw] = None
        if len(self._came_back) > _KEPT:
            del self._came_back[next(iter(self._came_back))]

    def is_proved(self, node: NodeNum, key: PublicKey) -> bool:
        """Return whether somebody wrote under this key from this number, in this run."""
        return (node, key.raw) in self._proofs

    def proved(self, node: NodeNum, key: PublicKey) -> tuple[NodeRenumbered, ...]:
        """Note that somebody wrote under the current key of a number; return which numbers were left for it.

        A number that has proved the same after the new one did first is one that is in use.
        """
        self._turn += 1
        first, _ = self._proofs.pop((node, key.raw), (self._turn, 0))
        self._proofs[node, key.raw] = first, self._turn
        if len(self._proofs) > _KEPT:
            del self._proofs[next(iter(self._proofs))]
        here = self._ledger.current(node)
        if here is None or not is_own_number(node, key.raw):
            return ()
        lefts = [left for left in self._others(here) if self._proofs.get((left.node, key.raw), (0, 0))[1] < first]
        return self._leave(here, lefts)

    def _others(self, here: NodeKey) -> list[NodeKey]:
        ledger = self._ledger
        found = (ledger.current(num) for num in ledger.numbers_of(here.key) if num != here.node)
        return [binding for binding in found if binding is not None]

    def _is_harmless(self, lefts: list[NodeKey]) -> bool:
        return len(lefts) == 1 and self.policy.pin(lefts[0]) is None and lefts[0].key.raw not in self._came_back

    def _leave(self, here: NodeKey, lefts: list[NodeKey]) -> tuple[NodeRenumbered, ...]:
        ledger = self._ledger
        for left in lefts:
            self._proofs.pop((left.node, left.key.raw), None)
            ledger.vacate(left.node)
            until = max(here.last_seen, left.first_seen)
            ledger.file(replace(left, standing=Standing.FORMER, reason=RENUMBERED, until=until))
        return tuple(NodeRenumbered(before=left.node, after=here.node, key=here.key) for left in lefts)
