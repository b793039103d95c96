"""The key book: which public key belongs to whom, under which node numbers, where from, and since when.

Pure: time is an argument, changes are returned as the events that the keeper publishes.

Identity is the key. Trust belongs to it, under whatever number it is seen. A node number has one current key, which
direct messages to it are encrypted with; perhaps one that is held until a person decides; and former ones.

Which key is current, when sources disagree:

* What was **heard** (over the air, by contact link, typed in) beats the radio's own table, which beats a file.
  The radio keeps the first key that it learned and drops a later one without a word (firmware `NodeDB.cpp`, updateUser:
  "Public Key mismatch"), so its table may be stale; a file may be older still.
* Of two heard keys the later one is weighed (`keys.policy`): it is accepted, or held. The order of arrival decides, not
  the wall clock, which may jump.
* What was replaced is brought back by who is heard, or by a person, never by a table or a file.
* Among the others the latest date decides, so that the order in which tables and files come in does not matter.
* A person's word (a link, a QR code, the radio's own mark "manually verified") replaces what no person has verified.
* A verified key and an administrator's are replaced by nothing that is only told, but under `keys.on_change = "accept"`
  by what is heard. A revoked key is never current.

Who is heard under the number that 2.8 draws from their key has moved there (`keys.moving`): at once, or as soon as they
prove it.

No key that was ever current, or that a person had to do with, is lost: it is current, held, or in the history of its
node number, of which the latest few are in memory. Only `forget` takes one out, and a book that is full, what the mesh
will tell again. Of what was never more than told by the mesh, the latest few are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from steadymesh.ids import BROADCAST, NodeNum, PublicKey
from steadymesh.keys.book.arrivals import Arrivals
from steadymesh.keys.book.changes import RENUMBERED, Change
from steadymesh.keys.book.decisions import Decisions
from steadymesh.keys.book.joining import named, named_like
from steadymesh.keys.book.ledger import MAX_HISTORY, Ledger
from steadymesh.keys.book.packed import Row, Shown
from steadymesh.keys.book.policy import ChangePolicy, number_of_key
from steadymesh.keys.book.recalling import Recall
from steadymesh.model import Act, KeySource, NodeKey, Standing, Trust

__all__ = ["MAX_HISTORY", "MAX_NODES", "RENUMBERED", "Book", "Change"]

MAX_NODES: Final = 200_000
"""Node numbers in the book. Anybody can make numbers up; memory must not grow (200,000 are some 60 MB)."""

_NO_DATE: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Book:
    """The key book in memory. Implements `ports.KeyBook`.

    Args:
        limit: Node numbers that it holds; beyond, the one that was quiet for longest goes, if the mesh will tell it
            again: not what a person gave, not what is verified, held or an administrator's.
        policy: What becomes of a changed key; None: `cautious`, with nothing known of anybody.
    """

    def __init__(self, *, limit: int = MAX_NODES, policy: ChangePolicy | None = None) -> None:
        self._ledger = Ledger()
        self._arrivals = Arrivals(ledger=self._ledger, policy=policy or ChangePolicy(), limit=limit)
        self._decisions = Decisions(ledger=self._ledger, arrivals=self._arrivals)
        self._recall = Recall(ledger=self._ledger, arrivals=self._arrivals)
        self._own: NodeNum | None = None
        self._own_keys: dict[PublicKey, NodeKey] = {}
        self._own_nums: set[NodeNum] = set()

    # --- reading ---

    def get(self, num: NodeNum) -> NodeKey | None:
        """Return the current key of a node; None: not known, revoked, or our own radio."""
        return None if num == self._own else self._ledger.current(num)

    def held(self, num: NodeNum) -> NodeKey | None:
        """Return the key that a node shows and that a person must decide about; None: there is none."""
        return None if num == self._own else self._ledger.held(num)

    def held_all(self) -> tuple[NodeKey, ...]:
        """Return every held key, by node number."""
        found = (self.held(num) for num in self._ledger.held_nums())
        return tuple(binding for binding in found if binding is not None)

    @property
    def held_count(self) -> int:
        """Return how many keys wait for a decision."""
        return len(self._ledger.held_nums())

    def all(self) -> Shown:
        """Return every current key as it is now, by node number; our own radio is nobody's contact and not in it.

        The objects are made as they are looked at, each time: that costs some microseconds each.
        """
        return self._ledger.shown()

    def recent(self, limit: int) -> tuple[NodeKey, ...]:
        """Return the current keys that were seen last, the latest first."""
        return tuple(binding for num in self._ledger.latest(limit) if (binding := self.get(num)) is not None)

    def history(self, num: NodeNum) -> tuple[NodeKey, ...]:
        """Return the former keys of a node, the least recently seen first; the store may have more."""
        return self._ledger.former(num)

    def bindings(self, num: NodeNum) -> tuple[NodeKey, ...]:
        """Return all bindings of a number: the current one, the held one, the former ones."""
        return self._ledger.bindings(num)

    def numbers_of(self, key: PublicKey) -> tuple[NodeNum, ...]:
        """Return the node numbers under which a key is current, our own left out."""
        return self._ledger.numbers_of(key)

    def numbers_with(self, key: PublicKey) -> tuple[NodeNum, ...]:
        """Return the node numbers that have a binding of this key, of whatever standing."""
        return self._ledger.numbers_with(key)

    def numbers(self) -> tuple[NodeNum, ...]:
        """Return every node number that has a binding of whatever standing, our own left out."""
        return tuple(num for num in self._ledger.nums() if num != self._own)

    def plain_key(self, num: NodeNum) -> bytes | None:
        """Return the bytes of a number's only key, if it is current under no other number; None: look more closely."""
        raw = self._ledger.raw_current(num)
        return raw if raw is not None and self._ledger.is_plain(num, raw) else None

    def successor(self, num: NodeNum) -> NodeNum | None:
        """Return the number under which the person of this number lives on (2.8); None: they have not moved."""
        if num in self._ledger:
            return None
        for former in reversed(self._ledger.former(num)):
            drawn = number_of_key(former.key.raw)
            if former.reason == RENUMBERED and self._ledger.is_current(drawn, former.key):
                return drawn
        return None

    def find(self, word: str, *, limit: int = 20) -> tuple[NodeKey, ...]:
        """Return the current bindings that a word may mean, the likeliest first, at most `limit`.

        A word is a node number in any spelling, or its beginning (`!0bad`), a short name, a long name, the beginning of
        one, a fingerprint or its beginning (4 hex digits or more). A number that was left finds its successor.
        """
        nums = (num if self.get(num) is not None else self.successor(num) for num in self._ledger.find(word, limit))
        found = (self.get(num) for num in dict.fromkeys(nums) if num is not None)
        return tuple(binding for binding in found if binding is not None)[: max(limit, 0)]

    def sort_in(self) -> bool:
        """Sort some of those who came last to where `find` looks, or it does so itself; return whether more wait."""
        return self._ledger.sort_in()

    def is_revoked(self, key: PublicKey) -> bool:
        """Return whether a person does not want this key used any more."""
        return self._ledger.trust_of(key) is Trust.REVOKED

    def is_verified(self, key: PublicKey) -> bool:
        """Return whether a person has compared this key."""
        return self._ledger.trust_of(key) is Trust.VERIFIED

    def content_digest(self) -> bytes:
        """Return a digest of which node has which current key: it changes with the content, not only with its size.

        When a key was seen, names and trust are not part of it. It is kept up to date with each change.
        """
        return self._ledger.digest()

    def __len__(self) -> int:
        return len(self._ledger) - (self._own is not None and self._own in self._ledger)

    @property
    def own(self) -> NodeNum | None:
        """Return our own radio's number; None: not known yet."""
        return self._own

    @property
    def own_key(self) -> PublicKey | None:
        """Return our own radio's public key; None: not known yet."""
        binding = None if self._own is None else self._ledger.current(self._own)
        return None if binding is None else binding.key

    def own_history(self) -> tuple[NodeKey, ...]:
        """Return our own radio's keys, the current one first: those of its number, and those of its numbers before."""
        here = () if self._own is None else self._ledger.bindings(self._own)
        known = {binding.key for binding in here}
        return (*here, *(binding for key, binding in self._own_keys.items() if key not in known))

    @property
    def own_numbers(self) -> frozenset[NodeNum]:
        """Return the node numbers that our own radio has had in this run."""
        return frozenset(self._own_nums)

    @property
    def evicted(self) -> int:
        """Return how many node numbers went because the book was full."""
        return self._arrivals.room.evicted

    @property
    def policy(self) -> ChangePolicy:
        """Return what decides about changed keys."""
        return self._arrivals.policy

    @policy.setter
    def policy(self, policy: ChangePolicy) -> None:
        self._arrivals.policy = policy

    # --- writing ---

    def set_own(self, num: NodeNum | None, key: PublicKey | None = None, *, at: datetime | None = None) -> None:
        """Tell the book which number and key are our own radio's: they are left out of everything that it shows.

        They are kept all the same: when the radio is replaced, the old number is somebody else's.

        Args:
            num: None: not known.
            key: None: not told.
            at: When it was told; None: not known.
        """
        if num != self._own:
            for binding in self.own_history():
                self._own_keys.setdefault(binding.key, binding)
            left, self._own = self._own, num
            self._ledger.hide(num)
            if left is not None:
                self._decisions.give_up(left)
            self._own_nums.update(() if num is None else (num,))
        if num is None or key is None:
            return
        before = self._ledger.current(num)
        first = at or _NO_DATE
        seen = NodeKey(node=num, key=key, source=KeySource.RADIO, first_seen=first, last_seen=first)
        known = self._ledger.binding(num, key)
        if known is not None:
            seen = replace(
                known, standing=Standing.CURRENT, until=None, reason="", last_seen=max(known.last_seen, first)
            )
        if before is not None:
            seen = named_like(seen, before)
        self._ledger.put(seen)
        if before is not None and before.key != key:
            self._ledger.file(replace(before, standing=Standing.FORMER, until=max(first, before.first_seen)))
        self._arrivals.moving.arrived(num, is_sure=True)

    def observe(
        self,
        num: NodeNum,
        key: PublicKey | None,
        source: KeySource,
        at: datetime,
        *,
        long_name: str = "",
        short_name: str = "",
        hw_model: str = "",
        verified: bool = False,
    ) -> tuple[Change, ...]:
        """Take note of what a source says of a node; return what changed in the book.

        A message without a key never erases a known key: it may tell a name, no more. So may one without a name.

        Args:
            num: The node. 0, the broadcast number and our own are ignored.
            key: None: the source did not tell.
            source: Where it comes from.
            at: When that source saw it.
            long_name: Empty: not told.
            short_name: Empty: not told.
            hw_model: Empty: not told.
            verified: A person says that this is the node's key: a contact link, a QR code, the radio's own mark.
        """
        if num in (0, BROADCAST, self._own):
            return ()
        if key is None:
            before = self._ledger.current(num)
            after = None if before is None else named(before, long_name, short_name, hw_model)
            if after is not None and after != before:
                self._ledger.rename(after)
            return ()
        seen = NodeKey(
            node=num,
            key=key,
            source=source,
            first_seen=at,
            last_seen=at,
            long_name=long_name,
            short_name=short_name,
            hw_model=hw_model,
        )
        return self._arrivals.take(seen, is_word=verified)

    def rekey(self, num: NodeNum, key: PublicKey, at: datetime) -> tuple[Change, ...]:
        """Weigh a key again, or for the first time, that somebody proved to hold: one more of these a day, in all."""
        if num in (0, BROADCAST, self._own):
            return ()
        seen = NodeKey(node=num, key=key, source=KeySource.HEARD, first_seen=at, last_seen=at)
        return self._arrivals.take(seen, is_word=False, waives_limit=True)

    def accept(self, num: NodeNum, at: datetime) -> tuple[Change, ...]:
        """Make the held key of a node current, as a person decided; nothing where none is held, or it is revoked."""
        return () if num == self._own else self._decisions.accept(num, at)

    def prove(self, num: NodeNum, key: PublicKey, at: datetime) -> tuple[Change, ...]:
        """Take note that somebody wrote under a key from a number: a direct message from there was opened with it.

        Under the number that 2.8 draws from the key that completes the move. A number that was left, as it seemed, is
        the key's again. What is held stays so: a proof says who writes, not whose the number is.
        """
        return () if num in (0, BROADCAST, self._own) else self._arrivals.prove(num, key, at)

    def reject(self, num: NodeNum) -> tuple[Change, ...]:
        """Have the held key of a node never come up again, as a person decided; nothing where none is held."""
        return () if num == self._own else self._decisions.reject(num)

    def verify(self, num: NodeNum, at: datetime, key: PublicKey | None = None) -> tuple[Change, ...]:
        """Note that a person has compared a node's key, or typed it in: it is current, and verified.

        Args:
            num: The node.
            at: Now.
            key: The key; None: the current one.
        """
        return () if num in (0, BROADCAST, self._own) else self._decisions.verify(num, at, key)

    def revoke(self, key: PublicKey, at: datetime) -> tuple[Change, ...]:
        """Have a key used no more, under any number; nothing where it is not known, our own, or revoked already."""
        return () if key == self.own_key else self._decisions.revoke(key, at)

    def forget(self, num: NodeNum) -> tuple[Change, ...]:
        """Take everything about a node's keys out of the book but that one is revoked; our own number stays."""
        return () if num == self._own else self._decisions.forget(num)

    # --- between runs ---

    def restore(self, kept: Iterable[NodeKey], *, is_backup: bool = False) -> tuple[Change, ...]:
        """Take in what was kept from earlier runs, in slices and in any order; return what is new to the book by that.

        What was kept counts as known before what was observed in this run.

        Args:
            kept: Bindings.
            is_backup: They are of a file: a key that has given way to another one in this book stays a former one.
        """
        changes: list[Change] = []
        for binding in kept:
            if binding.node not in (0, BROADCAST):
                changes += self._recall.take(binding, is_backup=is_backup)
        return tuple(changes)

    def restore_rows(self, rows: Iterable[Row]) -> tuple[list[NodeNum], list[Change]]:
        """Take in what was kept, as `restore` does, from a store that hands out rows by thousands.

        Returns:
            The numbers that have their first key by that, and what else changed.
        """
        return self._recall.take_rows(rows)

    def recall(self, acts: Iterable[Act], at: datetime | None = None) -> None:
        """Take in the changes of key that were accepted in earlier runs: they count for the daily limit.

        Args:
            acts: As they were kept.
            at: Now: what is dated later counts as done now; None: not known.
        """
        self._arrivals.accepts.recall(acts, at)

    def take_acts(self) -> tuple[Act, ...]:
        """Return the changes of key that were accepted since the last call: they are to be kept between runs."""
        return self._arrivals.accepts.take()

    def take_dropped(self) -> list[NodeKey]:
        """Return the former bindings that went out of memory since the last call: they are to be written down."""
        return self._ledger.take_dropped()

    def take_gone(self) -> tuple[NodeNum, ...]:
        """Return the numbers of which nothing is to be kept on disk, since the last call: one key had too many."""
        return self._arrivals.room.take_gone()
