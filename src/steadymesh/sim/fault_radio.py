"""Faults of the radio behind the door: its queues, its clock, its number, its ears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steadymesh.ids import NodeNum
from steadymesh.sim.dice import Dice
from steadymesh.sim.fault import AtReady, Fault, Moment
from steadymesh.sim.packets import chunked, encoded_packets
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.door import Door
    from steadymesh.sim.server import SimServer

STUCK_S: Final = 3.0
"""Seconds for which the transmit queue stays full before the link dies."""

DAY_S: Final = 86_400.0

BURST_PACKETS: Final = 20_000

CHATTER_S: Final = 2.0
"""A deaf radio goes on talking that often."""

QUEUE_STATUS_TAG: Final = 0x5A
"""First byte of a FromRadio with a queueStatus (field 11)."""

HEARTBEAT_TAG: Final = 0x3A
"""First byte of a ToRadio with a heartbeat (field 7)."""


class TxFull(AtReady):
    """The story of the silent bot: a sender waits for room in the radio, and the link dies."""

    name = "tx-full"
    sentence = "The radio says that its transmit queue is full (free 0), takes nothing, and closes after 3 s, once."
    needs_radio = True

    def strike(self, server: SimServer) -> None:
        """Fill the queue, say so; the end comes later."""
        router = server.radio.router
        router.blocked = True
        router.report(0, 0)
        server.after(STUCK_S, lambda: self._die(server))

    def _die(self, server: SimServer) -> None:
        if not self.over:
            server.cut(why=self.name)
            server.end(self)

    def end(self, server: SimServer) -> None:
        """Make room again."""
        server.radio.router.blocked = False


class NoQueueStatus(Fault):
    """The two-deep queueStatus queue loses them all; heartbeats are answered."""

    name = "no-queue-status"
    sentence = "Packets are taken and acknowledged, but their queueStatus never comes, until it is ended."

    def pieces(self, door: Door, payload: bytes, pieces: list[bytes]) -> list[bytes]:
        """Lose what tells of a packet."""
        del door
        if payload[:1] == bytes((QUEUE_STATUS_TAG,)) and pb.FromRadio.FromString(payload).queueStatus.mesh_packet_id:
            return []
        return pieces


class HeartbeatLost(Fault):
    """Another transport took the answer, or an ESP32 threw the question away."""

    name = "heartbeat-lost"
    sentence = "One heartbeat stays unanswered; the link is healthy."

    def takes(self, door: Door, payload: bytes) -> bool:
        """Lose one."""
        if payload[:1] == bytes((HEARTBEAT_TAG,)):
            door.server.end(self)
            return False
        return True


class Deaf(AtReady):
    """The radio writes and does not read (its receive task is gone)."""

    name = "deaf"
    sentence = (
        "A client that is ready gets a packet every 2 s, and nothing that it says arrives; a new connection works."
    )
    needs_radio = True

    def __init__(self) -> None:
        super().__init__()
        self._door: Door | None = None

    def strike(self, server: SimServer) -> None:
        """Stop listening to this client."""
        self._door = server.door
        self._chatter(server)

    def takes(self, door: Door, payload: bytes) -> bool:
        """Hear nothing of it."""
        del payload
        return door is not self._door

    def _chatter(self, server: SimServer) -> None:
        if not self.over and self._door is not None and not self._door.closed:
            server.radio.tell_own_telemetry()
            server.after(CHATTER_S, lambda: self._chatter(server))


class Reboot(Moment):
    """The radio restarts."""

    name = "reboot"
    sentence = "The radio restarts: the connection ends, is refused for 1 s, and all is as before, once."
    needs_radio = True

    def happen(self, server: SimServer) -> None:
        """Restart."""
        server.radio.reboot()


class RebootNewNumber(Moment):
    """The radio restarts as somebody else: an upgrade to 2.8, a new key, a first region."""

    name = "reboot-new-number"
    sentence = "The radio restarts with another node number, once."
    needs_radio = True

    def happen(self, server: SimServer) -> None:
        """Restart with a number that follows from the seed and the count of restarts."""
        radio = server.radio
        number = Dice(radio.seed, f"number/{radio.reboot_count}").number()
        radio.reboot(num=NodeNum(0x30000000 + (number & 0x0FFFFFFF)))


class ClockForward(Fault):
    """The node's clock jumps."""

    name = "clock-forward"
    sentence = "The node's clock is a day fast, until it is ended."
    needs_radio = True
    shift_s = DAY_S

    def begin(self, server: SimServer) -> None:
        """Set it wrong."""
        server.radio.clock_shift_s += self.shift_s

    def end(self, server: SimServer) -> None:
        """Set it right."""
        server.radio.clock_shift_s -= self.shift_s


class ClockBack(ClockForward):
    """The node's clock jumps back."""

    name = "clock-back"
    sentence = "The node's clock is a day slow, until it is ended."
    shift_s = -DAY_S


class Burst(AtReady):
    """More than any mesh can say, as fast as the socket takes it."""

    name = "burst"
    sentence = "20,000 packets come at full speed, once."
    needs_radio = True

    def strike(self, server: SimServer) -> None:
        """Write them."""
        server.pour(chunked(encoded_packets(server.radio, BURST_PACKETS)))
        server.end(self)


class KeysyncHang(Fault):
    """For the application, not for the radio: its node directory never answers the key sync."""

    name = "keysync-hang"
    needs_bot = True
    sentence = "The radio is healthy; the bot's own key sync hangs (with `run --sim` and `faults`), until it is ended."
