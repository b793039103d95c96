"""The key book's memory: which binding stands where, with the ways to look it up kept in step. Pure.

It takes what it is given. What may stand where, `keys.book` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from heapq import nlargest
from itertools import islice
from typing import Final

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.changes import REJECTED
from steadymesh.keys.book.packed import (
    Row,
    Shown,
    last_seen_of,
    names_of,
    pack,
    pack_row,
    raw_key_of,
    source_of,
    unpack,
)
from steadymesh.keys.book.ways import Ways
from steadymesh.model import KeySource, NodeKey, Standing, Trust

MAX_HISTORY: Final = 8
"""Former keys in memory for each node number; the store keeps all of them."""

MAX_HEARSAY: Final = 8
"""Keys of each node number that the mesh told and that were never current, the held one included: anybody makes up as
many as they like. The store has no more of them either (`store.keys`)."""

MAX_LEFT: Final = 20_000
"""Node numbers in memory that have former keys and no current one: where people have moved from, mostly."""

_LOOKED_AT: Final = 64
"""Such numbers that are looked at when one goes."""

_TOLD: Final = frozenset({KeySource.HEARD, KeySource.RADIO})

_SEEN: Final = Trust.SEEN.value
_CURRENT: Final = Standing.CURRENT.value


class Ledger:
    """Bindings by node number: one current, one held, some former."""

    def __init__(self) -> None:
        self._current: dict[NodeNum, bytes] = {}  # least recently observed first
        self._held: dict[NodeNum, bytes] = {}
        self._former: dict[NodeNum, tuple[bytes, ...]] = {}
        self._left: dict[NodeNum, None] = {}  # numbers with former keys only, the first one first
        self._trust: dict[bytes, Trust] = {}  # of keys that are more, or less, than seen
        self._hidden: NodeNum | None = None
        self._ways = Ways(names_of=self._names_of)  # to all that is current, but the hidden number's
        self._dropped: list[NodeKey] = []

    # --- reading ---

    def __len__(self) -> int:
        """Return how many numbers have a current key, the hidden one included."""
        return len(self._current)

    def __contains__(self, num: object) -> bool:
        return num in self._current

    def current(self, num: NodeNum) -> NodeKey | None:
        """Return a number's current binding, the hidden one's too."""
        record = self._current.get(num)
        return None if record is None else self._made(num, record, Standing.CURRENT)

    def held(self, num: NodeNum) -> NodeKey | None:
        """Return a number's held binding."""
        record = self._held.get(num)
        return None if record is None else self._made(num, record, Standing.HELD)

    def former(self, num: NodeNum) -> tuple[NodeKey, ...]:
        """Return a number's former bindings, the least recently seen first."""
        return tuple(self._made(num, record, Standing.FORMER) for record in self._former.get(num, ()))

    def bindings(self, num: NodeNum) -> tuple[NodeKey, ...]:
        """Return all bindings of a number: the current one, the held one, the former ones."""
        one, other = self.current(num), self.held(num)
        return (*((one,) if one else ()), *((other,) if other else ()), *self.former(num))

    def binding(self, num: NodeNum, key: PublicKey) -> NodeKey | None:
        """Return the binding of this key to this number, wherever it stands."""
        raw = key.raw
        record = self._current.get(num)
        if record is not None and record.startswith(raw):
            return self._made(num, record, Standing.CURRENT)
        if num not in self._held and num not in self._former:
            return None
        return next((binding for binding in self.bindings(num) if binding.key.raw == raw), None)

    def is_hidden(self, num: NodeNum) -> bool:
        """Return whether a number is the one that is left out of everything."""
        return num == self._hidden

    def shown(self) -> Shown:
        """Return every current binding but the hidden one's, by number."""
        nums = sorted(self._current)
        if self._hidden in self._current:
            nums.remove(self._hidden)
        current = self._current
        return Shown(nums, [current[num] for num in nums], self._trust)

    def held_nums(self) -> list[NodeNum]:
        """Return the numbers that have a held binding."""
        return sorted(self._held)

    def nums(self) -> Iterator[NodeNum]:
        """Return every number that has a binding of any standing."""
        return iter(self._current.keys() | self._held.keys() | self._former.keys())

    def numbers_of(self, key: PublicKey) -> tuple[NodeNum, ...]:
        """Return the numbers under which a key is current, the hidden one left out."""
        return tuple(num for num in self._ways.candidates(key.raw) if self._current[num].startswith(key.raw))

    def is_current(self, num: NodeNum, key: PublicKey) -> bool:
        """Return whether this key is current under this number, the hidden one too."""
        return self._current.get(num, b"").startswith(key.raw)

    def numbers_with(self, key: PublicKey) -> tuple[NodeNum, ...]:
        """Return every number that has a binding of this key, of any standing. It looks at all that are not current."""
        raw = key.raw
        others = {num for num, record in self._held.items() if record.startswith(raw)}
        others |= {num for num, records in self._former.items() if any(record.startswith(raw) for record in records)}
        if self._hidden is not None and self._current.get(self._hidden, b"").startswith(raw):
            others.add(self._hidden)
        return tuple(sorted(others.union(self.numbers_of(key))))

    def raw_current(self, num: NodeNum) -> bytes | None:
        """Return the bytes of a number's current key."""
        record = self._current.get(num)
        return None if record is None else raw_key_of(record)

    def is_plain(self, num: NodeNum, raw: bytes) -> bool:
        """Return whether a number has no other binding than this current one, and the key no other number."""
        if num in self._held or num in self._former:
            return False
        return not self._ways.is_shared(raw)

    def trust_of(self, key: PublicKey) -> Trust:
        """Return how far a key is trusted."""
        return self._trust.get(key.raw, Trust.SEEN)

    def digest(self) -> bytes:
        """Return a digest of which number has which current key, the hidden one's left out."""
        return self._ways.digest(len(self._current) - (self._hidden in self._current))

    def find(self, word: str, limit: int) -> list[NodeNum]:
        """Return the numbers that a word may mean, the likeliest first; some may have no current key, or be hidden."""
        return self._ways.find(word, limit)

    def sort_in(self) -> bool:
        """Sort some of those who came last into the index; return whether more wait for it."""
        return self._ways.sort_in()

    # --- writing ---

    def put(self, binding: NodeKey) -> None:
        """Make a binding its number's current one, in the place of another, which is gone, and of its own record."""
        num, record = binding.node, pack(binding)
        before = self._current.get(num)
        is_same = before is not None and raw_key_of(before) == binding.key.raw and names_of(before) == names_of(record)
        if before is not None:
            if not is_same:
                self._unlink(num)
            del self._current[num]
        self._current[num] = record
        self._left.pop(num, None)
        if not is_same:
            self._link(num, binding.key.raw)
        held = self._held.get(num)
        if held is not None and held.startswith(binding.key.raw):
            del self._held[num]
        self._unfile(num, binding.key.raw)

    def rename(self, binding: NodeKey) -> None:
        """Write a current binding anew that has other names: who is renamed was not observed any later for it."""
        num = binding.node
        self._unlink(num)
        self._current[num] = pack(binding)
        self._link(num, binding.key.raw)

    def hold(self, binding: NodeKey) -> None:
        """Make a binding its number's held one; one of another key becomes a former one."""
        before = self.held(binding.node)
        self._held[binding.node] = pack(binding)
        self._left.pop(binding.node, None)
        self._unfile(binding.node, binding.key.raw)
        if before is not None and before.key != binding.key:
            self.file(replace(before, standing=Standing.FORMER, reason=""))

    def release(self, num: NodeNum) -> None:
        """Take a number's held binding out."""
        self._held.pop(num, None)

    def vacate(self, num: NodeNum) -> None:
        """Take a number's current binding out."""
        self._unlink(num)
        del self._current[num]

    def file(self, binding: NodeKey) -> None:
        """Put a binding among the former ones of its number; for which there is no room, that goes to `take_dropped`.

        There is room for `MAX_HISTORY` of them, and for the latest of what is only hearsay; what a person rejected
        stays. Of the former, those that never were current go first, then the least recently seen.
        """
        num, raw = binding.node, binding.key.raw
        if self._held.get(num, b"").startswith(raw):
            del self._held[num]
        others = [former for former in self.former(num) if former.key.raw != raw]
        others.append(replace(binding, trust=self._trust.get(raw, Trust.SEEN)))
        others.sort(key=lambda former: (former.last_seen, former.key.raw))
        hearsay = [former for former in others if is_hearsay(former)]
        kept = [former for former in others if former.reason != REJECTED and not is_hearsay(former)]
        kept.sort(key=lambda former: (former.until is not None, former.last_seen, former.key.raw))
        for goes in (*hearsay[: 1 - MAX_HEARSAY], *kept[:-MAX_HISTORY]):
            others.remove(goes)
            self._dropped.append(goes)
        self._former[num] = tuple(pack(former) for former in others)
        if num not in self._current and num not in self._held:
            self._left.pop(num, None)
            self._left[num] = None
            self._trim_left()

    def _trim_left(self) -> None:
        """Let the numbers that have had former keys only for longest go to `take_dropped`, beyond `MAX_LEFT`."""
        if len(self._left) <= MAX_LEFT:
            return
        for num in list(islice(self._left, _LOOKED_AT)):
            del self._left[num]
            former = self.former(num)
            if num != self._hidden and all(one.trust is Trust.SEEN and one.reason != REJECTED for one in former):
                self._dropped += former
                del self._former[num]
                return
            self._left[num] = None

    def remove(self, num: NodeNum) -> None:
        """Take out every binding of a number; trust in keys that nothing else has goes with them."""
        raws = {binding.key for binding in self.bindings(num)}
        if num in self._current:
            self.vacate(num)
        self._held.pop(num, None)
        self._former.pop(num, None)
        self._left.pop(num, None)
        for key in raws:
            if key.raw in self._trust and not self.numbers_with(key):
                del self._trust[key.raw]

    def set_trust(self, key: PublicKey, trust: Trust) -> None:
        """Trust a key as far as that, under whatever number."""
        self._trust[key.raw] = trust

    def hide(self, num: NodeNum | None) -> None:
        """Leave one number, and only this one, out of everything that is shown."""
        before, self._hidden = self._hidden, None
        if before in self._current:
            self._link(before, raw_key_of(self._current[before]))
        if num in self._current:
            self._unlink(num)
        self._hidden = num

    def quietest(self) -> Iterator[tuple[NodeNum, KeySource]]:
        """Return the current bindings' numbers and sources, the least recently observed first."""
        return ((num, source_of(record)) for num, record in self._current.items())

    def freshen(self, num: NodeNum) -> None:
        """Count a number as observed just now."""
        self._current[num] = self._current.pop(num)

    def latest(self, limit: int) -> list[NodeNum]:
        """Return the numbers whose current keys were seen last, the latest first, the hidden one left out."""
        seen = ((last_seen_of(record), num) for num, record in self._current.items() if num != self._hidden)
        return [num for _, num in nlargest(limit, seen)]

    def has_held(self, num: NodeNum) -> bool:
        """Return whether a number has a held binding."""
        return num in self._held

    def held_with(self, key: PublicKey) -> int:
        """Return under how many numbers a key is held. It looks at all that are."""
        return sum(record.startswith(key.raw) for record in self._held.values())

    def take_dropped(self) -> list[NodeKey]:
        """Return the former bindings that there was no room for, once."""
        dropped, self._dropped = self._dropped, []
        return dropped

    def put_new(self, rows: Iterable[Row], limit: int) -> tuple[list[NodeNum], list[Row]]:
        """Make rows their numbers' current bindings where nothing is known of the number, nor special about the key.

        Args:
            rows: As a store hands them out.
            limit: Most current bindings.

        Returns:
            The numbers that are in now, and the rows that must be weighed.
        """
        current, held, former, trust, hidden = self._current, self._held, self._former, self._trust, self._hidden
        fresh: list[tuple[NodeNum, bytes]] = []
        rest: list[Row] = []
        for row in rows:  # all in one place: it goes through here 100,000 times before the bot can work
            num, raw = NodeNum(row[0]), row[1]
            is_known = num in current or num in held or num in former or num == hidden or raw in trust
            if is_known or row[3] != _SEEN or row[4] != _CURRENT or len(current) >= limit:
                rest.append(row)
                continue
            current[num] = pack_row(row)
            fresh.append((num, raw))
        self._ways.link_all(fresh)
        return [num for num, _ in fresh], rest

    # --- inside ---

    def _made(self, num: NodeNum, record: bytes, standing: Standing) -> NodeKey:
        return unpack(num, record, trust=self._trust.get(raw_key_of(record), Trust.SEEN), standing=standing)

    def _unfile(self, num: NodeNum, raw: bytes) -> None:
        records = self._former.get(num)
        if records is None:
            return
        others = tuple(record for record in records if not record.startswith(raw))
        if others:
            self._former[num] = others
        else:
            del self._former[num]
            self._left.pop(num, None)

    def _link(self, num: NodeNum, raw: bytes) -> None:
        if num != self._hidden:
            self._ways.link(num, raw)

    def _unlink(self, num: NodeNum) -> None:
        if num != self._hidden:
            self._ways.unlink(num, raw_key_of(self._current[num]))

    def _names_of(self, num: NodeNum) -> tuple[str, str]:
        return names_of(self._current[num])


def is_hearsay(binding: NodeKey) -> bool:
    """Return whether only the mesh tells that this key belongs to this number, and it never was current there."""
    return (
        binding.standing is not Standing.CURRENT
        and binding.until is None
        and binding.trust is Trust.SEEN
        and binding.source in _TOLD
        and binding.reason != REJECTED
    )
