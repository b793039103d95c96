"""Everybody we know of: what the radio dumped, what was heard since, and the keys of the book. Survives sessions.

A packet costs next to nothing here: what it tells is noted beside the node and put into it when somebody looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import HeldKey, Node, NodeKey, Position, Telemetry
from steadymesh.wire.convert.nodes import measured, moment
from steadymesh.wire.swift import renewer, swift

_renewed: Final = renewer(Node)
_Telemetry: Final = swift(Telemetry)

_Heard = tuple[int, float | None, int | None, bool]
# rx_time, SNR, hops, via MQTT: a plain tuple, because every packet makes one.


class _Entry:
    """A node and the news that are not in it yet."""

    __slots__ = ("heard", "held", "is_listed", "node", "position", "telemetry")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.held: PublicKey | None = None
        """The key that the radio itself was last seen to hold; a table beside this one would cost 70 kB a link."""
        self.is_listed = False
        """Whether the radio has it in its table: what the node says of favourites is the radio's word only then."""
        self.heard: _Heard | None = None
        self.position: Position | None = None
        self.telemetry: Telemetry | None = None

    def settled(self) -> Node:
        """Return the node with its news."""
        node = self.node
        heard = self.heard
        if heard is not None:
            rx_time, snr, hops, via_mqtt = heard
            snr_db = None if snr is None else measured(snr)
            node = _renewed(
                node,
                last_heard=moment(rx_time) or node.last_heard,
                snr_db=node.snr_db if snr_db is None else snr_db,
                hops_away=node.hops_away if hops is None else hops,
                via_mqtt=via_mqtt,
            )
            self.heard = None
        if self.position is not None:
            node = _renewed(node, position=self.position)
            self.position = None
        if self.telemetry is not None:
            node = _renewed(node, telemetry=_joined(node.telemetry, self.telemetry))
            self.telemetry = None
        self.node = node
        return node


class Directory:
    """Implements `ports.NodeDirectory`, `ports.NodeLookup` and `ports.RadioTable`; the session writes it.

    Args:
        limit: Most nodes that are kept; beyond it the longest unheard goes, never our own.
    """

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = max(2, limit)  # we, and somebody
        self._own: NodeNum | None = None
        self._entries: dict[NodeNum, _Entry] = {}  # the longest unheard first

    def __len__(self) -> int:
        return len(self._entries)

    # --- for those who look ---------------------------------------------------------------------

    def get(self, num: NodeNum) -> Node | None:
        """Return one node; None: never heard of."""
        entry = self._entries.get(num)
        return None if entry is None else entry.settled()

    def snapshot(self) -> Mapping[NodeNum, Node]:
        """Return all nodes, as they are now; it does not change any more."""
        return MappingProxyType({num: entry.settled() for num, entry in self._entries.items()})

    def held(self) -> Mapping[NodeNum, PublicKey]:
        """Return the keys of others that the radio itself was last seen to hold, without waiting."""
        return MappingProxyType({num: entry.held for num, entry in self._entries.items() if entry.held is not None})

    def held_key(self, num: NodeNum) -> HeldKey | None:
        """Return what the radio has of a node; None: it was not in its last dump, and nothing proved it since."""
        entry = self._entries.get(num)
        if entry is None or not (entry.is_listed or entry.held is not None):
            return None
        node = entry.node
        return HeldKey(key=entry.held, is_favorite=node.is_favorite, is_verified=node.is_key_verified)

    def held_favorites(self) -> Sequence[NodeNum]:
        """Return the nodes that the radio has marked as favourites, our own radio not among them."""
        return tuple(
            num
            for num, entry in self._entries.items()
            if entry.is_listed and entry.node.is_favorite and num != self._own
        )

    def listed(self) -> int:
        """Return how many nodes the radio's table had in its last dump, its own entry included."""
        return sum(entry.is_listed for entry in self._entries.values())

    def note_held(self, num: NodeNum, held: HeldKey | None) -> None:
        """Note what a push, or a verdict, has proved of the radio's table; None: it has no such node any more."""
        entry = self._entries.get(num)
        if held is None:
            if entry is not None:
                entry.is_listed, entry.held = False, None
            return
        if entry is None:
            entry = self._add(_Entry(Node(num=num)))
        # What a NodeInfo taught the radio is soon forgotten again; what we marked there is not.
        entry.is_listed, entry.held = entry.is_listed or held.is_favorite or held.key is None, held.key
        entry.node = _renewed(entry.settled(), is_favorite=held.is_favorite, is_key_verified=held.is_verified)

    async def nodes(self) -> Mapping[NodeNum, Node]:
        """Return all nodes. A snapshot: it does not change while it is read."""
        return self.snapshot()

    async def held_keys(self) -> Mapping[NodeNum, PublicKey]:
        """Return the keys of others that the radio itself was last seen to hold."""
        return self.held()

    async def put_keys(self, keys: Sequence[NodeKey]) -> int:
        """Put the book's keys into the directory; return how many of them it now carries.

        A node that is not known yet is added with the book's names, behind all who were heard, while there is room.
        """
        unheard: dict[NodeNum, _Entry] = {}
        carried = 0
        for key in keys:
            entry = self._entries.get(key.node) or unheard.get(key.node)
            if entry is not None:
                node = entry.settled()
                entry.node = _renewed(
                    node,
                    public_key=key.key,
                    long_name=node.long_name or key.long_name,
                    short_name=node.short_name or key.short_name,
                    hw_model=node.hw_model or key.hw_model,
                )
            elif len(self._entries) + len(unheard) < self._limit:
                unheard[key.node] = _Entry(
                    Node(
                        num=key.node,
                        public_key=key.key,
                        long_name=key.long_name,
                        short_name=key.short_name,
                        hw_model=key.hw_model,
                    )
                )
            else:
                continue
            carried += 1
        if unheard:
            self._entries = unheard | self._entries
        return carried

    def seed(self, nodes: Iterable[Node]) -> None:
        """Take what was known in an earlier life, or in a file: what this life told stays, and is completed.

        Nodes that are not known yet stand behind all who are, while there is room.
        """
        unheard: dict[NodeNum, _Entry] = {}
        for node in sorted(nodes, key=_last_heard, reverse=True):
            entry = self._entries.get(node.num)
            if entry is not None:
                entry.node = entry.settled().completed(node)
            elif len(self._entries) + len(unheard) < self._limit:
                unheard[node.num] = _Entry(node)
        self._entries = dict(reversed(unheard.items())) | self._entries

    # --- for the session ------------------------------------------------------------------------

    def dumped(self, nodes: Iterable[Node], own: NodeNum) -> None:
        """Take the radio's whole node table: what it does not tell is kept; it holds these keys and no others."""
        self._own = own
        for entry in self._entries.values():
            entry.held, entry.is_listed = None, False
        for node in sorted(nodes, key=_last_heard):
            self.told(node)

    def told(self, node: Node) -> None:
        """Take one entry of the radio's node table."""
        entry = self._entries.pop(node.num, None)
        if entry is None:
            entry = self._add(_Entry(node))
        else:
            entry.node = _with_dump(entry.settled(), node)
            self._entries[node.num] = entry
        entry.is_listed = True
        if node.public_key is not None and node.num != self._own:
            entry.held = node.public_key

    def seen(self, node: Node) -> Node:
        """Take a NodeInfo from the air and return the node as merged. The first key wins, as it does in the radio.

        Whether anybody reads there is not taken from one that does not name the known key: the radio drops such a one
        as a whole (firmware `NodeDB.cpp`, updateUser). Another key may be the node's new one, so its names are taken.
        """
        entry = self._touched(node.num)
        known = entry.settled()
        is_its_own = known.public_key is None or node.public_key == known.public_key
        entry.node = _renewed(
            known,
            long_name=node.long_name or known.long_name,
            short_name=node.short_name or known.short_name,
            hw_model=node.hw_model or known.hw_model,
            role=node.role or known.role,
            public_key=known.public_key or node.public_key,
            is_unmessagable=node.is_unmessagable if is_its_own else known.is_unmessagable,
            is_licensed=node.is_licensed,
        )
        return entry.node

    def heard(
        self,
        num: NodeNum,
        rx_time: int,
        snr_db: float | None,
        hops: int | None,
        via_mqtt: bool,  # noqa: FBT001  (positional: it is called for every packet)
    ) -> None:
        """Note that a packet of this node came in.

        Args:
            num: Its sender.
            rx_time: By the radio's clock, Unix seconds; 0: it does not know.
            snr_db: None: not known.
            hops: How far it came; None: not known.
            via_mqtt: Whether it came by the internet.
        """
        self._touched(num).heard = (rx_time, snr_db, hops, via_mqtt)

    def positioned(self, num: NodeNum, position: Position) -> None:
        """Note where a node is. It is no sign of life: it may come out of the radio's cache."""
        self._known(num).position = position

    def measured(self, num: NodeNum, telemetry: Telemetry) -> None:
        """Note how a node is. It is no sign of life: it may come out of the radio's cache."""
        entry = self._known(num)
        entry.telemetry = _joined(entry.telemetry, telemetry)

    def _known(self, num: NodeNum) -> _Entry:
        """Return a node's entry, made if need be, where it stands."""
        return self._entries.get(num) or self._add(_Entry(Node(num=num)))

    def _touched(self, num: NodeNum) -> _Entry:
        """Return a node's entry, made if need be, as the one heard last."""
        entry = self._entries.pop(num, None)
        if entry is None:
            return self._add(_Entry(Node(num=num)))
        self._entries[num] = entry
        return entry

    def _add(self, entry: _Entry) -> _Entry:
        """Add a new entry; the longest unheard whom the radio does not have makes room for it."""
        if len(self._entries) >= self._limit:
            # Whom the radio has in its table stays: a flood of strangers must not hide what it holds.
            unlisted = (num for num, entry in self._entries.items() if not entry.is_listed and num != self._own)
            victim = next(unlisted, None)
            if victim is None:
                victim = next(num for num in self._entries if num != self._own)
            del self._entries[victim]
        self._entries[entry.node.num] = entry
        return entry


_NEVER = 0.0


def _last_heard(node: Node) -> float:
    return _NEVER if node.last_heard is None else node.last_heard.timestamp()


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def _joined(before: Telemetry | None, news: Telemetry) -> Telemetry:
    """Return telemetry in which what the news do not tell is kept."""
    if before is None:
        return news
    return _Telemetry(
        battery_percent=before.battery_percent if news.battery_percent is None else news.battery_percent,
        voltage_v=before.voltage_v if news.voltage_v is None else news.voltage_v,
        channel_utilization_percent=(
            before.channel_utilization_percent
            if news.channel_utilization_percent is None
            else news.channel_utilization_percent
        ),
        air_util_tx_percent=(
            before.air_util_tx_percent if news.air_util_tx_percent is None else news.air_util_tx_percent
        ),
        uptime_s=before.uptime_s if news.uptime_s is None else news.uptime_s,
    )


def _with_dump(known: Node, told: Node) -> Node:
    """Return the radio's entry, completed with what only we know."""
    return _renewed(
        told,
        long_name=told.long_name or known.long_name,
        short_name=told.short_name or known.short_name,
        hw_model=told.hw_model or known.hw_model,
        role=told.role or known.role,
        public_key=told.public_key or known.public_key,
        snr_db=known.snr_db if told.snr_db is None else told.snr_db,
        hops_away=known.hops_away if told.hops_away is None else told.hops_away,
        last_heard=_later(told.last_heard, known.last_heard),
        position=told.position or known.position,
        telemetry=known.telemetry if told.telemetry is None else _joined(known.telemetry, told.telemetry),
    )
