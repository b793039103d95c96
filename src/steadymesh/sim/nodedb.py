"""The radio's own node table: bounded, first key wins, favourites are kept (firmware `NodeDB.cpp`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from steadymesh.ids import KEY_BYTES, NodeNum, format_node_num
from steadymesh.sim.station import Message
from steadymesh.wire import pb


@dataclass(slots=True, kw_only=True)
class Record:
    """One node as the radio knows it."""

    num: NodeNum
    user: Message = None
    """Protobuf `User`; None: only heard, never introduced."""
    position: Message = None
    metrics: Message = None
    snr_db: float = 0.0
    last_heard: int = 0
    """Node clock, Unix seconds; 0: never."""
    channel: int = 0
    hops_away: int | None = None
    via_mqtt: bool = False
    is_favorite: bool = False
    is_ignored: bool = False
    is_verified: bool = False
    cached: bytes | None = field(default=None, repr=False)
    """Its `node_info` payload as last encoded; None: changed since."""

    @property
    def public_key(self) -> bytes:
        """Return its key; empty: not known."""
        return bytes(self.user.public_key) if self.user is not None else b""


class NodeDb:
    """The table.

    Args:
        own: The radio's own number; its record is never evicted.
        capacity: Most records, our own included.
        first_key_wins: See `Profile`.
        thin: NodeInfo goes out without position and metrics (2.8).
    """

    def __init__(self, *, own: NodeNum, capacity: int, first_key_wins: bool, thin: bool) -> None:
        self.own = own
        self.capacity = capacity
        self._first_key_wins = first_key_wins
        self._thin = thin
        self._records: dict[NodeNum, Record] = {}

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, num: object) -> bool:
        return num in self._records

    def get(self, num: NodeNum) -> Record | None:
        """Return one record; None: not in the table."""
        return self._records.get(num)

    def touch(self, num: NodeNum) -> Record:
        """Return the record of a node, made if need be (evicting another), about to be changed."""
        record = self._records.get(num)
        if record is None:
            if len(self._records) >= self.capacity:
                self._evict()
            record = self._records[num] = Record(num=num)
        record.cached = None
        return record

    def put_user(self, num: NodeNum, user: Message) -> bool:
        """Take a NodeInfo that was heard; return whether it was believed (`NodeDB::updateUser`)."""
        known = self._records.get(num)
        if known is not None and len(known.public_key) == KEY_BYTES:
            if self._first_key_wins and bytes(user.public_key) not in (b"", known.public_key):
                return False
            if not user.public_key:
                kept = pb.User()
                kept.CopyFrom(user)
                kept.public_key = known.public_key
                user = kept
        record = self.touch(num)
        record.user = pb.User()
        record.user.CopyFrom(user)
        return True

    def put_contact(self, contact: Message) -> None:
        """Take an `add_contact`: names and key are overwritten, it becomes a favourite (`NodeDB::addFromContact`)."""
        num = NodeNum(contact.node_num)
        record = self.touch(num)
        if not (record.is_verified and not contact.manually_verified):
            record.user = pb.User()
            record.user.CopyFrom(contact.user)
        record.is_verified = record.is_verified or contact.manually_verified
        if contact.should_ignore:
            record.is_ignored = True
        else:
            record.is_favorite = True

    def remove(self, num: NodeNum) -> None:
        """Forget a node with its key (`NodeDB::removeNodeByNum`)."""
        self._records.pop(num, None)

    def renumber(self, new: NodeNum) -> None:
        """Move our own record to a new number."""
        record = self._records.pop(self.own)
        record.num, record.cached = new, None
        record.user.id = format_node_num(new)
        self.own = new
        self._records[new] = record

    def own_payload(self) -> bytes:
        """Return our own `node_info` payload: a favourite, without hops, with position (`STATE_SEND_OWN_NODEINFO`)."""
        told = pb.FromRadio()
        record = self._records[self.own]
        self._fill(told.node_info, record, thin=False)
        told.node_info.ClearField("hops_away")
        told.node_info.is_favorite = True
        told.node_info.position.SetInParent()
        return bytes(told.SerializeToString())

    def other_payloads(self) -> Iterator[bytes]:
        """Return the others' `node_info` payloads, favourites first, then by last heard (`NodeDB::sortMeshDB`)."""
        for record in self.others():
            if record.cached is None:
                told = pb.FromRadio()
                self._fill(told.node_info, record, thin=self._thin)
                record.cached = told.SerializeToString()
            yield record.cached

    def others(self) -> list[Record]:
        """Return the other nodes' records in the order of the dump."""
        others = [r for r in self._records.values() if r.num != self.own]
        return sorted(others, key=lambda r: (not r.is_favorite, -r.last_heard))

    def _fill(self, info: Message, record: Record, *, thin: bool) -> None:
        info.num = record.num
        if record.user is not None:
            info.user.CopyFrom(record.user)
            info.user.id = format_node_num(record.num)
        if record.position is not None and not thin:
            info.position.CopyFrom(record.position)
        if record.metrics is not None and not thin:
            info.device_metrics.CopyFrom(record.metrics)
        info.snr = record.snr_db
        info.last_heard = record.last_heard
        info.channel = record.channel
        info.via_mqtt = record.via_mqtt
        if record.hops_away is not None:
            info.hops_away = record.hops_away
        info.is_favorite = record.is_favorite
        info.is_ignored = record.is_ignored
        info.is_key_manually_verified = record.is_verified

    def _evict(self) -> None:
        """Make room: keyless first, then the one heard longest ago; never ours, favourites, ignored, verified."""
        candidates = [
            r
            for r in self._records.values()
            if r.num != self.own and not (r.is_favorite or r.is_ignored or r.is_verified)
        ]
        if not candidates:  # ≤ 2.7 overruns when all are favourites; here the oldest favourite goes
            candidates = [r for r in self._records.values() if r.num != self.own]
        victim = min(candidates, key=lambda r: (bool(r.public_key), r.last_heard))
        del self._records[victim.num]
