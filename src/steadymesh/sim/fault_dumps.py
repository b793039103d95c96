"""Faults of the dump: it stalls, drags, is huge, or ends in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steadymesh.ids import NodeNum
from steadymesh.sim.crowd import add_crowd
from steadymesh.sim.fault import Fault

if TYPE_CHECKING:
    from steadymesh.sim.door import Door
    from steadymesh.sim.server import SimServer

MIDDLE: Final = 15
"""Frames of a dump after which its middle is reached: channels are through, configuration is under way."""

BURST_FRAMES: Final = 20
"""Frames of a burst: a dump without nodes has 43, hence two gaps."""

GAP_S: Final = 10.0
"""The longest gap seen within a healthy dump."""

SLOW_BYTES_PER_S: Final = 1000

CROWD: Final = 5000

ASKS_TAG: Final = 0x18
"""First byte of a ToRadio with `want_config_id` (field 3, varint)."""


def asks(payload: bytes) -> bool:
    """Return whether a ToRadio payload asks for a dump."""
    return payload[:1] == bytes((ASKS_TAG,))


class DumpStall(Fault):
    """The radio stops in the middle of each dump."""

    name = "dump-stall"
    sentence = "The connection is cut; each dump stops in the middle, asked again or not, until it is ended."

    def begin(self, server: SimServer) -> None:
        """Put the client out: the next dump stalls."""
        server.cut()

    def holds(self, door: Door) -> bool:
        """Hold the rest of the dump."""
        return door.phone.dumping and door.dumped >= MIDDLE


class DumpStallOnce(DumpStall):
    """The first dump of a connection stalls; asking again helps."""

    name = "dump-stall-once"
    sentence = "The connection is cut; the first dump of each connection stops in the middle, a second one does not."

    def __init__(self) -> None:
        super().__init__()
        self._asked: dict[int, int] = {}

    def takes(self, door: Door, payload: bytes) -> bool:
        """Count what was asked."""
        if asks(payload):
            self._asked[door.number] = self._asked.get(door.number, 0) + 1
        return True

    def holds(self, door: Door) -> bool:
        """Hold the first dump."""
        return self._asked.get(door.number) == 1 and super().holds(door)


class DumpBursts(Fault):
    """A big node DB comes in bursts (seen on ESP32)."""

    name = "dump-bursts"
    sentence = "The connection is cut; dumps come in bursts of 20 frames with gaps of 10 s, until it is ended."

    def begin(self, server: SimServer) -> None:
        """Put the client out: the next dump has gaps."""
        server.cut()

    def wrote(self, door: Door, size_bytes: int) -> None:
        """Rest after each burst."""
        del size_bytes
        if door.phone.dumping and door.dumped % BURST_FRAMES == 0:
            door.not_before = door.server.clock.now() + GAP_S


class DumpSlow(Fault):
    """A healthy radio on a bad Wi-Fi."""

    name = "dump-slow"
    sentence = "The connection is cut; everything to the client comes at 1 kB/s, until it is ended."

    def begin(self, server: SimServer) -> None:
        """Put the client out: the next dump is slow."""
        server.cut()

    def wrote(self, door: Door, size_bytes: int) -> None:
        """Rest for as long as the bytes would have taken."""
        door.not_before = max(door.not_before, door.server.clock.now()) + size_bytes / SLOW_BYTES_PER_S


class Dump5000(Fault):
    """A node DB larger than any radio's."""

    name = "dump-5000"
    sentence = "The connection is cut; the node DB has 5,000 nodes more, until it is ended."
    needs_radio = True

    def __init__(self) -> None:
        super().__init__()
        self._added: list[NodeNum] = []

    def begin(self, server: SimServer) -> None:
        """Fill the node DB and put the client out."""
        radio = server.radio
        radio.nodes.capacity += CROWD
        self._added = add_crowd(radio, CROWD)
        server.cut()

    def end(self, server: SimServer) -> None:
        """Forget them again."""
        for num in self._added:
            server.radio.nodes.remove(num)
        server.radio.nodes.capacity -= CROWD


class FinInDump(Fault):
    """The radio restarts its network in the middle of each dump."""

    name = "fin-in-dump"
    sentence = "The connection is cut, and each new one in the middle of its dump, until it is ended."

    def begin(self, server: SimServer) -> None:
        """Put the client out: the next dump is cut short."""
        server.cut()

    def wrote(self, door: Door, size_bytes: int) -> None:
        """Close in the middle."""
        del size_bytes
        if door.phone.dumping and door.dumped >= MIDDLE:
            door.server.cut(why=self.name)
