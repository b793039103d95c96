"""What peers' nodes send by themselves: who they are, where, and how. Protobuf only where somebody receives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from steadymesh.ids import NodeNum
from steadymesh.sim import compose
from steadymesh.sim.people import Peer
from steadymesh.sim.station import Message
from steadymesh.sim.terrain.packet import BACKGROUND
from steadymesh.sim.village.said import (
    NEIGHBOR_BYTES,
    NEIGHBORS_BYTES,
    NODE_INFO_BYTES,
    POSITION_BYTES,
    TELEMETRY_BYTES,
    Said,
)
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.village.ether import MeshEther


class Signals:
    """Sends them.

    Args:
        ether: The mesh.
    """

    def __init__(self, ether: MeshEther) -> None:
        self._ether = ether

    def node_info(self, peer: Peer, *, to_us: bool = False) -> None:
        """Let a peer's node say who it is, to all or to our radio."""
        peer.introduced_at_s = self._ether.radio.clock.now()
        self._send(peer, partial(_node_info, peer), NODE_INFO_BYTES, kind="node-info", to_us=to_us)

    def position(self, peer: Peer) -> None:
        """Let a peer's node say where it is at this moment."""
        make = partial(self._position, peer.latitude, peer.longitude, peer.altitude_m)
        self._send(peer, make, POSITION_BYTES, kind="position")

    def telemetry(self, peer: Peer, *, battery: int, uptime_s: int) -> None:
        """Let a peer's node say how it is: battery in per cent, and what it measures of the channel."""
        make = partial(self._metrics, peer, battery, uptime_s)
        self._send(peer, make, TELEMETRY_BYTES, kind="telemetry")

    def neighbors(self, peer: Peer, heard: Sequence[tuple[int, float]], *, interval_s: float) -> None:
        """Let a peer's node say whom it hears: places and signals. Without any it says nothing (sendNeighborInfo)."""
        named = [(self._ether.num_at(index), snr_db) for index, snr_db in heard]
        known = [(num, snr_db) for num, snr_db in named if num is not None]
        if known:
            make = partial(_neighbor_info, peer, known, round(interval_s))
            size = NEIGHBORS_BYTES + NEIGHBOR_BYTES * len(known)
            self._send(peer, make, size, kind="neighbors")

    def _position(self, latitude: float, longitude: float, altitude_m: int) -> Message:
        told = compose.place(latitude, longitude, altitude_m, self._ether.radio.wall_s())
        return pb.Data(portnum=pb.PortNum.POSITION_APP, payload=told.SerializeToString(), bitfield=0)

    def _metrics(self, peer: Peer, battery: int, uptime_s: int) -> Message:
        terrain, index = self._ether.terrain, self._ether.resident(peer).node.index
        told = compose.telemetry(
            self._ether.radio.wall_s(),
            battery=battery,
            voltage=round(3.3 + 0.009 * battery, 2),
            utilization=round(terrain.channel_percent(index), 2),
            air_tx=round(terrain.sent_percent(index), 3),
            uptime_s=uptime_s,
        )
        return pb.Data(portnum=pb.PortNum.TELEMETRY_APP, payload=told.SerializeToString(), bitfield=0)

    def _send(
        self, peer: Peer, make: Callable[[], Message], size_bytes: int, *, kind: str, to_us: bool = False
    ) -> None:
        ether, index = self._ether, self._ether.resident(peer).node.index
        ether.ledger.sent[kind] += 1
        ether.pulse.act(
            lambda: ether.terrain.send(
                index,
                0 if to_us else None,
                size_bytes=size_bytes,
                to_all=not to_us,
                priority=BACKGROUND,
                content=Said(peer, make),
            )
        )


def _node_info(peer: Peer) -> Message:
    payload = compose.user_of(peer).SerializeToString()
    return pb.Data(portnum=pb.PortNum.NODEINFO_APP, payload=payload, bitfield=0)


def _neighbor_info(peer: Peer, heard: Sequence[tuple[NodeNum, float]], interval_s: int) -> Message:
    told = pb.NeighborInfo(node_id=peer.num, last_sent_by_id=peer.num, node_broadcast_interval_secs=interval_s)
    for num, snr_db in heard:
        told.neighbors.add(node_id=num, snr=compose.quarters(snr_db) / 4)
    return pb.Data(portnum=pb.PortNum.NEIGHBORINFO_APP, payload=told.SerializeToString(), bitfield=0)
