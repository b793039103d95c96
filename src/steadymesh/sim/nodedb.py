"""The radio's own node table: bounded, first key wins, favourites are kept (firmware `NodeDB.cpp`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from steadymesh.ids import KEY_BYTES, NodeNum, format_node_num
from steadymesh.sim.profile import DEFAULT_PROFILE, Profile
from steadymesh.sim.record import FAVORITE, IGNORED, VERIFIED, Record
from steadymesh.sim.station import Message
from steadymesh.sim.warm import WarmTier
from steadymesh.wire import pb

SAVED_LATELY_S: Final = 60.0
"""A NodeInfo that changes something is written to flash at most that often (`NodeDB::updateUser`, lastNodeDbSave)."""


class NodeDb:
    """The table.

    Args:
        own: The radio's own number; its record is never evicted.
        profile: The firmware, with its rules.
        capacity: Most records, our own included; None: the profile's.
        now: Loop time.

    Attributes:
        warm: Keys of evicted nodes (2.8).
        writes: How often the table was written to flash.
        overruns: How often there was no room because all records are marked (≤ 2.7 writes past its end).
        on_overrun: Called when that happens.
    """

    def __init__(
        self,
        *,
        own: NodeNum,
        profile: Profile = DEFAULT_PROFILE,
        capacity: int | None = None,
        now: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.own = own
        self.capacity = capacity or profile.node_capacity
        self.warm = WarmTier(profile.warm_capacity)
        self.writes = 0
        self.overruns = 0
        self.on_overrun: Callable[[], None] | None = None
        self._profile = profile
        self._now = now
        self._saved_at: float | None = None
        self._admitted_at: float | None = None
        self._records: dict[NodeNum, Record] = {}

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, num: object) -> bool:
        return num in self._records

    @property
    def is_full(self) -> bool:
        """Whether a newcomer has to drive somebody out (`NodeDB::isFull`)."""
        return len(self._records) >= self.capacity

    def get(self, num: NodeNum) -> Record | None:
        """Return one record; None: not in the table."""
        return self._records.get(num)

    def key_of(self, num: NodeNum) -> bytes:
        """Return the key that a message to or from a node is encrypted with; empty: none.

        2.8 asks the warm tier as well (`NodeDB::copyPublicKeyAuthoritative`).
        """
        record = self._records.get(num)
        return (record.public_key if record is not None else b"") or self.warm.key_of(num)

    # --- taking in ------------------------------------------------------------------------

    def touch(self, num: NodeNum) -> Record:
        """Return the record of a node, made if need be (evicting another), about to be changed.

        Where the firmware has no room left, a record that is in no table: what is done to it is lost.
        """
        record = self._records.get(num)
        if record is None:
            record = Record(num=num)
            if self.is_full and not self._make_room():
                return record
            self._records[num] = record
            back = self.warm.take(num)
            if back is not None:
                record.last_heard, record.bare_key = back.last_heard, back.public_key
        record.cached = None
        return record

    def hear(self, num: NodeNum) -> Record | None:
        """Return the record of somebody who was heard (`NodeDB::updateFrom`); None: 2.8 lets nobody in just now."""
        if num not in self._records and self.is_full and self._profile.admission_gap_s:
            now = self._now()
            if self._admitted_at is not None and now - self._admitted_at < self._profile.admission_gap_s:
                return None
            self._admitted_at = now
        return self.touch(num)

    def put_own(self, user: Message) -> None:
        """Write down who we are, as at each start."""
        self._set_user(self.touch(self.own), user)

    def know(self, num: NodeNum, user: Message) -> Record:
        """Return the record of a node, of whom the radio has known for long."""
        record = self.touch(num)
        self._set_user(record, user)
        return record

    def put_user(self, num: NodeNum, user: Message) -> bool:
        """Take a NodeInfo that was heard; return whether it was believed (`NodeDB::updateUser`)."""
        profile = self._profile
        told = bytes(user.public_key) if len(user.public_key) == KEY_BYTES else b""
        record = self.touch(num)
        known = record.public_key
        if len(known) == KEY_BYTES and told != known:
            if profile.drops_other_keys:
                return False
            if told or not profile.keyless_erases:
                kept = pb.User()
                kept.CopyFrom(user)
                kept.public_key = known
                user = kept
        before = record.user.SerializeToString() if record.user is not None else None
        self._set_user(record, user)
        if before != record.user.SerializeToString():
            self._save_now_and_then()
        return num in self._records

    def put_contact(self, contact: Message, *, at_s: int, is_base: bool) -> None:
        """Take an `add_contact` (`NodeDB::addFromContact`): names and key are overwritten, it becomes a favourite.

        Args:
            contact: Protobuf `SharedContact`; an empty key erases.
            at_s: The node's wall clock.
            is_base: Our role is CLIENT_BASE, whose favourites are its owner's alone.
        """
        profile = self._profile
        record = self.touch(NodeNum(contact.node_num))
        if profile.honours_verified and not contact.HasField("user"):
            return
        is_free = contact.manually_verified or not record.is_verified
        if profile.honours_verified and not is_free and bytes(contact.user.public_key) != record.public_key:
            return  # without a word, and without a write
        self._set_user(record, contact.user)
        if contact.should_ignore and profile.contact_may_ignore:
            self.mark(record, IGNORED)
            if profile.ignoring_erases_key:
                record.drop_key()
            record.is_favorite = record.is_favorite and not profile.honours_verified
            record.drop_rest()
        else:
            if profile.contact_is_heard:
                record.last_heard = at_s
            if (is_base and profile.base_has_own_favorites) or not self.mark(record, FAVORITE):
                record.last_heard = at_s
            if profile.contact_is_verified or (contact.manually_verified and profile.honours_verified):
                self.mark(record, VERIFIED)
        self.save()

    def mark(self, record: Record, name: str) -> bool:
        """Set a mark that keeps a record; return False where 2.8 has no room for one more (`setProtectedFlag`)."""
        reserved = self._profile.reserved_nodes
        if reserved and not record.is_protected:
            kept = sum(r.is_protected for r in self._records.values())
            if kept >= self.capacity - reserved:
                return False
        setattr(record, name, True)
        record.cached = None
        return True

    def save(self) -> None:
        """Write the table to flash (`NodeDB::saveNodeDatabaseToDisk`)."""
        self.writes += 1

    def _save_now_and_then(self) -> None:
        now = self._now()
        if self._saved_at is None or now - self._saved_at >= SAVED_LATELY_S:
            self._saved_at = now
            self.save()

    @staticmethod
    def _set_user(record: Record, user: Message) -> None:
        record.user = pb.User()
        record.user.CopyFrom(user)
        record.bare_key = b""
        record.cached = None

    # --- losing ---------------------------------------------------------------------------

    def remove(self, num: NodeNum) -> None:
        """Forget a node with its key, in both tiers (`NodeDB::removeNodeByNum`)."""
        self._records.pop(num, None)
        self.warm.remove(num)

    def evict(self, num: NodeNum) -> None:
        """Drive a node out of the table: 2.8 keeps its key in the warm tier."""
        record = self._records.pop(num, None)
        if record is not None:
            self.warm.absorb(num, last_heard=record.last_heard, public_key=record.public_key)

    def _make_room(self) -> bool:
        """Drive somebody out; return whether there is room then (`NodeDB::getOrCreateMeshNode`).

        The keyless go first, then the one heard longest ago; never our own, nor who is marked, except that a verified
        one without a key counts as keyless.
        """
        free = [r for r in self._records.values() if r.num != self.own and not (r.is_favorite or r.is_ignored)]
        kept = self._profile.verified_is_kept
        victims = [r for r in free if not r.public_key] or [r for r in free if not (kept and r.is_verified)]
        if victims:
            self.evict(min(victims, key=lambda r: r.last_heard).num)
        elif not self._profile.reserved_nodes:
            self.overruns += 1
            if self.on_overrun is not None:
                self.on_overrun()
        return bool(victims)

    def renumber(self, new: NodeNum) -> None:
        """Move our own record to a new number."""
        record = self._records.pop(self.own)
        self._records.pop(new, None)
        record.num, record.cached = new, None
        record.user.id = format_node_num(new)
        self.own = new
        self._records[new] = record

    # --- telling --------------------------------------------------------------------------

    def own_payload(self) -> bytes:
        """Return our own `node_info` payload: a favourite, without hops, with position (`STATE_SEND_OWN_NODEINFO`)."""
        told = pb.FromRadio()
        record = self._records[self.own]
        record.fill(told.node_info, is_thin=False)
        told.node_info.ClearField("hops_away")
        told.node_info.is_favorite = True
        told.node_info.position.SetInParent()
        return bytes(told.SerializeToString())

    def other_payloads(self) -> Iterator[bytes]:
        """Return the others' `node_info` payloads, favourites first, then by last heard (`NodeDB::sortMeshDB`)."""
        for record in self.others():
            if record.cached is None:
                told = pb.FromRadio()
                record.fill(told.node_info, is_thin=self._profile.thin_node_info)
                record.cached = told.SerializeToString()
            yield record.cached

    def others(self) -> list[Record]:
        """Return the other nodes' records in the order of the dump."""
        others = [r for r in self._records.values() if r.num != self.own]
        return sorted(others, key=lambda r: (not r.is_favorite, -r.last_heard))
