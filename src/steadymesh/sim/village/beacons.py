"""What every node sends by itself: who it is, how it is, and where, if it walks; some say whom they hear.

Intervals are the firmware's (`Default.h`: default_node_info_broadcast_secs, default_telemetry_broadcast_interval_secs,
min_default_telemetry_interval_secs, default_neighbor_info_broadcast_secs); positions are those of smart broadcasting
(`PositionModule.cpp`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from steadymesh.sim.dice import Dice
from steadymesh.sim.introduction import HARD_LIMIT_PERCENT, POLITE_LIMIT_PERCENT
from steadymesh.sim.terrain.neighbors import Neighbors
from steadymesh.sim.village.resident import Resident
from steadymesh.sim.village.rhythm import Rhythm

if TYPE_CHECKING:
    from steadymesh.sim.village.ether import MeshEther

JITTER: Final = 0.1
"""Nodes drift apart: an interval is up to that share shorter or longer."""

FIRST_S: Final = 30.0
"""A node that has started says who it is after half a minute (`NodeInfoModule::NodeInfoModule`, setStartDelay)."""

NEIGHBORS_MIN_S: Final = 14_400.0
"""No node says more often whom it hears, whatever its owner sets (`Default.h`, min_neighbor_info_broadcast_secs)."""

STEP_DEGREES: Final = 0.002
"""What somebody walks between two positions: some 200 m."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """How chatty the nodes are; 0: not at all.

    With sixty nodes on LongFast the defaults make for some 4 % of channel use; a tenth of them for 30 % and more.
    """

    node_info_s: float = 10_800.0
    telemetry_s: tuple[float, float] = (1800.0, 3600.0)
    """Each node has an interval of its own between these."""
    position_s: tuple[float, float] = (300.0, 900.0)
    """Of those who walk, while they are out."""
    neighbors_s: float = 21_600.0
    """Of those who say whom they hear; four hours at least."""

    def times(self, factor: float) -> Intervals:
        """Return the same nodes, so many times as chatty."""
        low, high = self.telemetry_s
        near, far = self.position_s
        return Intervals(
            node_info_s=self.node_info_s / factor,
            telemetry_s=(low / factor, high / factor),
            position_s=(near / factor, far / factor),
            neighbors_s=max(self.neighbors_s / factor, NEIGHBORS_MIN_S),
        )


class Beacons:
    """The beacons of one node.

    Args:
        ether: The mesh.
        resident: Whose node.
        intervals: How chatty it is.
        dice: Chance.
        rhythm: When it tells where it is as well: while whoever walks with it is up; None: it does not walk.
        tells_neighbors: Whether it says whom it hears; off on most nodes.
    """

    def __init__(
        self,
        ether: MeshEther,
        resident: Resident,
        *,
        intervals: Intervals,
        dice: Dice,
        rhythm: Rhythm | None = None,
        tells_neighbors: bool = False,
    ) -> None:
        self._ether = ether
        self._resident = resident
        self._intervals = intervals
        self._dice = dice
        self._rhythm = rhythm
        self._telemetry_s = dice.between(*intervals.telemetry_s)
        self._battery = 60 + dice.below(40)
        self._began = ether.terrain.now
        self._neighbors_s = max(intervals.neighbors_s, NEIGHBORS_MIN_S)
        if tells_neighbors:
            resident.node.neighbors = Neighbors(2 * self._neighbors_s)
        self._heading = (dice.between(-1, 1), dice.between(-1, 1))

    def start(self) -> None:
        """Begin, somewhere in the middle of the intervals: the nodes have been on for long."""
        at, now, dice = self._ether.terrain.schedule.at, self._ether.terrain.now, self._dice
        if self._intervals.node_info_s:
            at(now + dice.fraction() * self._intervals.node_info_s, self._node_info)
        if self._telemetry_s:
            at(now + dice.fraction() * self._telemetry_s, self._telemetry)
        if self._rhythm is not None and self._intervals.position_s[1]:
            at(now + dice.fraction() * self._intervals.position_s[1], self._position)

        if self._resident.node.neighbors is not None:
            at(now + dice.fraction() * self._neighbors_s, self._neighbors)

    def switched_on(self) -> None:
        """Say who we are soon, once."""
        schedule = self._ether.terrain.schedule
        schedule.at(schedule.now + FIRST_S + self._dice.between(0, FIRST_S), self._say_node_info)

    def _again(self, interval_s: float) -> float:
        return self._ether.terrain.now + interval_s * self._dice.between(1 - JITTER, 1 + JITTER)

    def _may(self, percent: float) -> bool:
        """Return whether the channel is quiet enough (`AirTime::isTxAllowedChannelUtil`), and the node is on."""
        node = self._resident.node
        return node.is_on and self._ether.terrain.channel_percent(node.index) <= percent

    def _node_info(self, _: object) -> None:
        self._ether.terrain.schedule.at(self._again(self._intervals.node_info_s), self._node_info)
        self._say_node_info(None)

    def _say_node_info(self, _: object) -> None:
        if self._may(HARD_LIMIT_PERCENT):
            self._ether.signals.node_info(self._resident.peer)

    def _telemetry(self, _: object) -> None:
        self._ether.terrain.schedule.at(self._again(self._telemetry_s), self._telemetry)
        self._battery = self._battery - 1 if self._battery > 20 + self._dice.below(20) else 100
        if self._may(POLITE_LIMIT_PERCENT):
            uptime_s = int(self._ether.terrain.now - self._began)
            self._ether.signals.telemetry(self._resident.peer, battery=self._battery, uptime_s=uptime_s)

    def _position(self, _: object) -> None:
        self._ether.terrain.schedule.at(self._again(self._dice.between(*self._intervals.position_s)), self._position)
        peer, (north, east) = self._resident.peer, self._heading
        peer.latitude += STEP_DEGREES * north
        peer.longitude += STEP_DEGREES * east
        if self._dice.below(6) == 0:
            self._heading = (-north, self._dice.between(-1, 1))
        is_out = self._rhythm is not None and self._rhythm.is_awake(self._ether.terrain.now)
        if is_out and self._may(POLITE_LIMIT_PERCENT):
            self._ether.signals.position(peer)

    def _neighbors(self, _: object) -> None:
        ether, node = self._ether, self._resident.node
        ether.terrain.schedule.at(self._again(self._neighbors_s), self._neighbors)
        if node.neighbors is not None and self._may(POLITE_LIMIT_PERCENT):
            heard = node.neighbors.listed(ether.terrain.now)
            ether.signals.neighbors(self._resident.peer, heard, interval_s=self._neighbors_s)
