"""The key book: which public key belongs to which node number, where from, and since when.

Pure: time is an argument, changes are returned as the events that the keeper publishes.

Which key is current, when sources disagree:

* What was **heard** (over the air, by contact link, typed in) beats the radio's own table, which beats a file.
  The radio keeps the first key that it learned and drops a later one without a word (firmware `NodeDB.cpp`, updateUser:
  "Public Key mismatch"), so its table may be stale; a file may be older still.
* Among heard keys the order of arrival decides, not the wall clock, which may jump.
* Among the others the latest date decides, so that the order in which tables and files come in does not matter.

Every key that was current, or might have been, stays in the history of its node number (the latest few).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from steadymesh.events import KeyChanged, KeyLearned
from steadymesh.ids import BROADCAST, NodeNum, PublicKey
from steadymesh.model import KeySource, NodeKey

Change = KeyLearned | KeyChanged

MAX_NODES: Final = 20_000
"""Node numbers in the book: twice what the directory carries. Anybody can make numbers up; memory must not grow."""

MAX_HISTORY: Final = 8
"""Former keys kept for each node number."""

_TRUST: Final = {
    KeySource.IMPORT: 0,
    KeySource.RADIO: 1,
    KeySource.HEARD: 2,
    KeySource.LINK: 3,
    KeySource.OPERATOR: 4,
}

_HEARD: Final = _TRUST[KeySource.HEARD]
"""From this trust on a key is news by itself: it replaces whatever was current."""

_EVICTABLE: Final = frozenset({KeySource.HEARD, KeySource.RADIO})
"""What no person gave us may go when the book is full: the mesh tells it again."""


class Book:
    """The key book in memory. Implements `ports.KeyBook`.

    Args:
        limit: Node numbers that it holds; beyond, the one that was quiet for longest goes, unless a person gave it.
    """

    def __init__(self, *, limit: int = MAX_NODES) -> None:
        self._limit = limit
        self._current: dict[NodeNum, NodeKey] = {}  # least recently observed first
        self._former: dict[NodeNum, tuple[NodeKey, ...]] = {}
        self._own: NodeNum | None = None
        self._quiet: dict[NodeNum, None] = {}  # who may go when the book is full, the least recently told first
        self._digest: bytes | None = None
        self.evicted = 0
        """Node numbers that went because the book was full."""

    # --- reading ---

    def get(self, num: NodeNum) -> NodeKey | None:
        """Return the current key of a node; None: not known, or our own radio."""
        return None if num == self._own else self._current.get(num)

    def all(self) -> tuple[NodeKey, ...]:
        """Return every current key, by node number; our own radio is nobody's contact and not in it."""
        return tuple(self._current[num] for num in sorted(self._current) if num != self._own)

    def history(self, num: NodeNum) -> tuple[NodeKey, ...]:
        """Return the keys of a node that are not current, the least recently seen first."""
        return self._former.get(num, ())

    def content_digest(self) -> bytes:
        """Return a digest of which node has which key: it changes with the content, not only with the number of keys.

        When a key was seen, and names, are not part of it.
        """
        if self._digest is None:
            digest = hashlib.sha256()
            for binding in self.all():
                digest.update(binding.node.to_bytes(4, "big") + binding.key.raw)
            self._digest = digest.digest()
        return self._digest

    def __len__(self) -> int:
        return len(self._current) - (self._own in self._current)

    @property
    def own(self) -> NodeNum | None:
        """Return our own radio's number; None: not known yet."""
        return self._own

    # --- writing ---

    def set_own(self, num: NodeNum | None) -> None:
        """Tell the book which number is our own radio's: its key is left out of everything that the book shows.

        It is kept all the same: when the radio is replaced, the old number is somebody else's.
        """
        if num != self._own:
            self._own = num
            self._digest = None

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
    ) -> tuple[Change, ...]:
        """Take note of what a source says of a node; return what changed in the book (at most one event).

        A message without a key never erases a known key: it may tell a name, no more. So may one without a name.

        Args:
            num: The node. 0, the broadcast number and our own are ignored.
            key: None: the source did not tell.
            source: Where it comes from.
            at: When that source saw it.
            long_name: Empty: not told.
            short_name: Empty: not told.
            hw_model: Empty: not told.
        """
        if num in (0, BROADCAST, self._own):
            return ()
        before = self._current.get(num)
        if key is None:
            if before is not None:
                self._current[num] = _named(before, long_name, short_name, hw_model)
            return ()
        if before is None and not self._make_room():
            return ()
        seen = NodeKey(node=num, key=key, source=source, first_seen=at, last_seen=at)
        if before is not None:
            seen = _named(seen, before.long_name, before.short_name, before.hw_model)
        seen = _named(seen, long_name, short_name, hw_model)
        if before is not None and source is KeySource.IMPORT and before.source is not KeySource.IMPORT:
            seen = _named(seen, before.long_name, before.short_name, before.hw_model)  # a file only fills gaps
        return self._weigh(before, self._merged(before, seen), is_news=_TRUST[source] >= _HEARD)

    def restore(self, kept: Iterable[NodeKey]) -> tuple[Change, ...]:
        """Take in what the store kept from earlier runs; return what is new to the book by that.

        What was observed in this run is later, so a heard key stays current; the kept one goes to the history.
        """
        changes: list[Change] = []
        for binding in kept:
            before = self._current.get(binding.node)
            if before is None and not self._make_room():
                continue
            merged = self._merged(before, binding)
            if before is not None:
                merged = _named(merged, before.long_name, before.short_name, before.hw_model)
            was_heard = before is not None and _TRUST[before.source] >= _HEARD
            changes += self._weigh(before, merged, is_news=_TRUST[binding.source] >= _HEARD and not was_heard)
        return tuple(changes)

    def _merged(self, before: NodeKey | None, seen: NodeKey) -> NodeKey:
        """Return `seen`, joined with what is known of this very key under this number."""
        known = next(
            (b for b in (before, *self._former.get(seen.node, ())) if b is not None and b.key == seen.key), None
        )
        if known is None:
            return seen
        return replace(
            seen,
            source=max(known.source, seen.source, key=_TRUST.__getitem__),
            first_seen=min(known.first_seen, seen.first_seen),
            last_seen=max(known.last_seen, seen.last_seen),
        )

    def _weigh(self, before: NodeKey | None, seen: NodeKey, *, is_news: bool) -> tuple[Change, ...]:
        """Make `seen` current or history; return the event if the current key is another one now."""
        if before is None:
            self._put(seen)
            return () if seen.node == self._own else (KeyLearned(key=seen),)
        if seen.key == before.key:
            self._put(seen)
            return ()
        if not is_news and (_TRUST[before.source] >= _HEARD or _strength(seen) <= _strength(before)):
            self._remember(seen)
            self._current[seen.node] = _named(before, seen.long_name, seen.short_name, seen.hw_model)
            return ()
        self._forget(seen)
        self._put(seen)
        self._remember(before)
        if seen.node == self._own:
            return ()
        return (KeyChanged(node=seen.node, before=before.key, after=seen.key, at_name=seen.long_name),)

    def _put(self, binding: NodeKey) -> None:
        before = self._current.pop(binding.node, None)
        self._current[binding.node] = binding
        self._quiet.pop(binding.node, None)
        if binding.source in _EVICTABLE:
            self._quiet[binding.node] = None
        if before is None or before.key != binding.key:
            self._digest = None

    def _remember(self, binding: NodeKey) -> None:
        """Keep a key that is not current in the history of its number."""
        others = [b for b in self._former.get(binding.node, ()) if b.key != binding.key]
        others.append(binding)
        others.sort(key=lambda b: (b.last_seen, b.key.raw))
        self._former[binding.node] = tuple(others[-MAX_HISTORY:])

    def _forget(self, binding: NodeKey) -> None:
        """Take a key out of the history of its number: it is current again."""
        others = tuple(b for b in self._former.get(binding.node, ()) if b.key != binding.key)
        if others:
            self._former[binding.node] = others
        else:
            self._former.pop(binding.node, None)

    def _make_room(self) -> bool:
        """Return whether one more number fits, after letting a quiet one go if need be."""
        if len(self._current) < self._limit:
            return True
        quiet = next(iter(self._quiet), None)
        if quiet is None:
            return False
        del self._current[quiet]
        del self._quiet[quiet]
        self._former.pop(quiet, None)
        self._digest = None
        self.evicted += 1
        return True


def _strength(binding: NodeKey) -> tuple[int, datetime, bytes]:
    """Return what decides between two keys that were not heard: trust, then date, then anything that is stable."""
    return (_TRUST[binding.source], binding.last_seen, binding.key.raw)


def _named(binding: NodeKey, long_name: str, short_name: str, hw_model: str) -> NodeKey:
    """Return the binding with what was told of the node besides its key."""
    named = replace(
        binding,
        long_name=long_name or binding.long_name,
        short_name=short_name or binding.short_name,
        hw_model=hw_model or binding.hw_model,
    )
    return binding if named == binding else named
