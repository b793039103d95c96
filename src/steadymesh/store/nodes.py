"""ports.NodeStore on SQLite: the last state of each node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects.sqlite import insert

from steadymesh.errors import StoreError
from steadymesh.ids import ChannelIndex, NodeNum
from steadymesh.model import Node, Position, Telemetry
from steadymesh.store import rows
from steadymesh.store.lanes import Lane
from steadymesh.store.options import StoreOptions
from steadymesh.store.tables import NODES
from steadymesh.store.thread import Worker

SAVED_AT_ONCE: Final = 1_000
"""Far fewer than may wait in the lane, which drops the oldest when it is full."""


class Nodes:
    """Keeps what is known of the nodes."""

    def __init__(self, worker: Worker, lane: Lane[Node]) -> None:
        self._worker = worker
        self._lane = lane

    async def load_nodes(self) -> Sequence[Node]:
        """Return every node as last kept.

        Raises:
            StoreError: It can't be read.
        """
        return await self._worker.ask(_load)

    def keep_node(self, node: Node) -> None:
        """Keep the node's last state, within a minute (coalesced; never waits; what is too much goes, counted)."""
        try:
            self._worker.keep(self._lane, node.num, node)
        except StoreError:  # closed: the process is on its way out, and this is the least of it
            self._lane.dropped += 1

    async def save_nodes(self, nodes: Sequence[Node]) -> None:
        """Write these nodes' last states; they are on disk when this returns.

        Raises:
            StoreError: Not all of them are written; `keep_node` has the rest written as soon as that works.
        """
        for first in range(0, len(nodes), SAVED_AT_ONCE):
            for node in nodes[first : first + SAVED_AT_ONCE]:
                self.keep_node(node)
            await self._worker.ask(_nothing)  # before it is answered, what waits is written, if it can be
            if failure := self._worker.failure():
                raise StoreError(failure.what, remedy=failure.remedy)


def nodes_lane(options: StoreOptions) -> Lane[Node]:
    """Return the lane for node states: a commit a minute, the oldest goes when it is full."""
    return Lane(
        "nodes", _save, delay_s=options.node_delay_s, limit=options.nodes_queued, drops_oldest=True, shares=True
    )


_UPSERT = insert(NODES)
_UPSERT = _UPSERT.on_conflict_do_update(
    index_elements=[NODES.c.num],
    set_={
        column.name: func.coalesce(_UPSERT.excluded[column.name], column)
        if column.nullable
        else _UPSERT.excluded[column.name]
        for column in NODES.columns
        if column.name != "num"
    },
)
"""A column that a source did not tell (None) never erases what is known."""


def _save(connection: Connection, nodes: Sequence[Node]) -> None:
    connection.execute(_UPSERT, [_row(node) for node in nodes])


def _row(node: Node) -> dict[str, object]:
    position, telemetry = node.position, node.telemetry
    return {
        "num": node.num,
        "long_name": rows.text(node.long_name),
        "short_name": rows.text(node.short_name),
        "hw_model": rows.text(node.hw_model),
        "role": rows.text(node.role),
        "public_key": node.public_key.raw if node.public_key else None,
        "is_unmessagable": node.is_unmessagable,
        "is_licensed": node.is_licensed,
        "is_favorite": node.is_favorite,
        "is_ignored": node.is_ignored,
        "is_key_verified": node.is_key_verified,
        "via_mqtt": node.via_mqtt,
        "channel": node.channel,
        "snr_db": node.snr_db,
        "hops_away": node.hops_away,
        "last_heard": node.last_heard,
        "latitude": position.latitude if position else None,
        "longitude": position.longitude if position else None,
        "altitude_m": position.altitude_m if position else None,
        "position_at": position.at if position else None,
        "battery_percent": telemetry.battery_percent if telemetry else None,
        "voltage_v": telemetry.voltage_v if telemetry else None,
        "channel_utilization_percent": telemetry.channel_utilization_percent if telemetry else None,
        "air_util_tx_percent": telemetry.air_util_tx_percent if telemetry else None,
        "uptime_s": telemetry.uptime_s if telemetry else None,
    }


def _nothing(_connection: Connection) -> None:
    """Ask nothing."""


def _load(connection: Connection) -> Sequence[Node]:
    return tuple(_node(row) for row in connection.execute(select(NODES).order_by(NODES.c.num)))


def _node(row: Row[tuple[object, ...]]) -> Node:
    return Node(
        num=NodeNum(row.num),
        long_name=row.long_name,
        short_name=row.short_name,
        hw_model=row.hw_model,
        role=row.role,
        public_key=rows.key_or_none(row.public_key),
        is_unmessagable=row.is_unmessagable,
        is_licensed=row.is_licensed,
        is_favorite=row.is_favorite,
        is_ignored=row.is_ignored,
        is_key_verified=row.is_key_verified,
        via_mqtt=row.via_mqtt,
        channel=ChannelIndex(row.channel),
        snr_db=row.snr_db,
        hops_away=row.hops_away,
        last_heard=row.last_heard,
        position=_position(row),
        telemetry=_telemetry(row),
    )


def _position(row: Row[tuple[object, ...]]) -> Position | None:
    if row.latitude is None or row.longitude is None:
        return None
    return Position(latitude=row.latitude, longitude=row.longitude, altitude_m=row.altitude_m, at=row.position_at)


def _telemetry(row: Row[tuple[object, ...]]) -> Telemetry | None:
    telemetry = Telemetry(
        battery_percent=row.battery_percent,
        voltage_v=row.voltage_v,
        channel_utilization_percent=row.channel_utilization_percent,
        air_util_tx_percent=row.air_util_tx_percent,
        uptime_s=row.uptime_s,
    )
    return None if telemetry == Telemetry() else telemetry
