"""The audit as it goes on: the whole book once, then what has changed; each finding is told once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from steadymesh.ids import NodeNum
from steadymesh.keys.book.audit import Ours, audit, audit_number, audit_ours, audit_raw, ours_of
from steadymesh.keys.book.book import Book
from steadymesh.keys.keeping.telling import Teller
from steadymesh.model import FindingKind, KeyFinding

SLICE: Final = 500
"""Numbers that are audited in one step of the loop: some 5 ms."""


MAX_MALFORMED: Final = 200
"""Numbers that tell something which is no key; beyond, the oldest is forgotten: anybody can make numbers up."""

MAX_FOUND: Final = 10_000
"""Numbers with findings, beyond which those are forgotten that the book has forgotten."""


class Auditor:
    """Keeps what is wrong with the keys of a book.

    Args:
        book: What is audited.
        teller: Who is told of findings.
    """

    def __init__(self, *, book: Book, teller: Teller) -> None:
        self._book = book
        self._teller = teller
        self._draws_number = False
        self._found: dict[NodeNum, tuple[KeyFinding, ...]] = {}
        self._malformed: dict[NodeNum, KeyFinding] = {}
        self._is_whole = False
        self._seen_ours: Ours | None = None

    def counts(self) -> Mapping[str, int]:
        """Return how many findings there are, by kind."""
        found = Counter(finding.kind.value for found in self._found.values() for finding in found)
        found.update(finding.kind.value for finding in self._malformed.values())
        return dict(found)

    def findings(self, num: NodeNum) -> tuple[KeyFinding, ...]:
        """Return what is wrong with a number's keys, as far as it was audited."""
        malformed = self._malformed.get(num)
        return (*self._found.get(num, ()), *(() if malformed is None else (malformed,)))

    def all(self) -> tuple[KeyFinding, ...]:
        """Return all that is wrong, by number.

        As long as the whole book was not audited, that is done for whoever asks; nobody is told of it.
        """
        found = self._found if self._is_whole else self._stock()
        nums = sorted(found.keys() | self._malformed.keys())
        return tuple(
            finding
            for num in nums
            for finding in (*found.get(num, ()), *((self._malformed[num],) if num in self._malformed else ()))
        )

    def take_stock(self) -> None:
        """Note what is wrong as things stand, and tell nobody: from now on what is new is told."""
        self._found = self._stock()
        self._is_whole = True

    def _stock(self) -> dict[NodeNum, tuple[KeyFinding, ...]]:
        found: dict[NodeNum, tuple[KeyFinding, ...]] = {}
        for finding in audit(self._book, self._ours()):
            found[finding.node] = (*found.get(finding.node, ()), finding)
        return found

    def told(self, num: NodeNum, malformed_key: bytes) -> None:
        """Note what a NodeInfo carried in the place of a key: bytes that are none, or nothing that is wrong (empty)."""
        if not malformed_key:
            self._malformed.pop(num, None)
            return
        finding = audit_raw(num, malformed_key)
        if finding is None or num in self._malformed:
            return
        self._malformed[num] = finding
        if len(self._malformed) > MAX_MALFORMED:
            del self._malformed[next(iter(self._malformed))]
        self._teller.found(finding)

    async def audit_whole(self) -> None:
        """Audit the whole book, in slices between which the loop has its turn."""
        nums = self._book.numbers()
        for begin in range(0, len(nums), SLICE):
            self._audit_all(nums[begin : begin + SLICE])
            await asyncio.sleep(0)
        self._is_whole = True
        self._audit_ours(self._ours())

    def _audit_all(self, nums: Iterable[NodeNum]) -> None:
        ours = self._ours()
        for num in nums:
            for finding in self._audited(num, ours):
                if finding.kind is not FindingKind.SHARED or not self._is_told(finding):
                    self._teller.found(finding)

    def _is_told(self, shared: KeyFinding) -> bool:
        """Return whether a shared key was told of already, at another of its numbers."""
        return any(
            other.kind is FindingKind.SHARED and other.fingerprint == shared.fingerprint
            for num in shared.others
            for other in self._found.get(num, ())
        )

    def look_at(self, nums: Iterable[NodeNum]) -> None:
        """Audit numbers whose keys have changed, and those that share keys with them."""
        ours = self._ours()
        nums = dict.fromkeys(nums)
        near: dict[NodeNum, None] = {}
        for num in nums:
            near.update(dict.fromkeys(other for finding in self._found.get(num, ()) for other in finding.others))
            for finding in self._audited(num, ours):
                self._teller.found(finding)
            near.update(dict.fromkeys(other for finding in self._found.get(num, ()) for other in finding.others))
        for num in near.keys() - nums.keys():
            if num != ours.num:
                self._audited(num, ours)

    def set_own(self, *, draws_number: bool) -> None:
        """Audit against our own radio, which has just told who it is."""
        self._draws_number = draws_number
        ours = self._ours()
        if ours == self._seen_ours:
            return
        before, self._seen_ours = self._seen_ours, ours
        self._audit_ours(ours)
        left = () if before is None or before.num is None or before.num == ours.num else (before.num,)
        self.look_at((*left, *(num for key in ours.keys for num in self._book.numbers_of(key))))

    def _ours(self) -> Ours:
        return ours_of(self._book, draws_number=self._draws_number)

    def _audit_ours(self, ours: Ours) -> None:
        if ours.num is None:
            return
        found = audit_ours(ours)
        known = self._found.get(ours.num, ())
        self._keep(ours.num, found)
        for finding in found:
            if finding not in known:
                self._teller.found(finding)

    def _audited(self, num: NodeNum, ours: Ours) -> list[KeyFinding]:
        """Audit one number; return what is new of it."""
        if num == ours.num:
            return []
        known = {(finding.kind, finding.fingerprint) for finding in self._found.get(num, ())}
        found = audit_number(self._book, num, ours)
        self._keep(num, found)
        return [finding for finding in found if (finding.kind, finding.fingerprint) not in known]

    def _keep(self, num: NodeNum, found: tuple[KeyFinding, ...]) -> None:
        if found:
            self._found[num] = found
            if len(self._found) > MAX_FOUND:
                self._found = {num: found for num, found in self._found.items() if self._book.bindings(num)}
        else:
            self._found.pop(num, None)
