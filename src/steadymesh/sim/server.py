"""The radio's TCP door: one client at a time, a newcomer wins (firmware `ServerAPI.cpp`).

It owns the sockets and the one timer that drives the station's agenda. No task: closing is a matter of a moment.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

import structlog

from steadymesh.errors import UsageError
from steadymesh.ports import Clock
from steadymesh.sim import faults as catalogue
from steadymesh.sim.agenda import Appointment
from steadymesh.sim.door import Door
from steadymesh.sim.fault import Fault
from steadymesh.sim.fault_doors import ClosesDoor
from steadymesh.sim.radio import Radio
from steadymesh.sim.station import Station

log = structlog.get_logger("sim")

BACKLOG: Final = 16
"""Connections that the system accepts for us before we look."""

LISTEN_AGAIN_S: Final = 1.0
"""Pause of a listener that the system gives no socket."""


@dataclass(slots=True, kw_only=True)
class SimStats:
    """What happened at the door since the server was made."""

    connections: int = 0
    evictions: int = 0
    """Clients that were closed because another one came."""
    bytes_in: int = 0
    bytes_out: int = 0
    ends: dict[str, int] = field(default_factory=dict)
    """How connections ended, by word."""


class SimServer:
    """Serves one station on one port.

    Args:
        station: A `Radio`, or a recording.
        clock: Loop time.
        host: Address or name to listen on.
        port: Port to listen on; 0: any free one, which it keeps.

    Attributes:
        faults: What is wrong at the moment.
        door: The client that is connected; None: nobody.
        stats: What happened so far.
    """

    def __init__(self, station: Station, *, clock: Clock, host: str = "127.0.0.1", port: int = 0) -> None:
        self.station = station
        self.clock = clock
        self.stats = SimStats()
        self.faults: list[Fault] = []
        self.door: Door | None = None
        self._ghosts: list[Door] = []
        self._host, self._port = host, port
        self._listener: socket.socket | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._alarm_at = 0.0
        self._idle: Appointment | None = None
        self._planned: list[Appointment] = []
        self._at_start: list[Callable[[], object]] = []
        self._serving = False

    @property
    def address(self) -> tuple[str, int]:
        """Return host and port; the port is known once it has started."""
        return self._host, self._port

    @property
    def radio(self) -> Radio:
        """Return the simulated radio behind it.

        Raises:
            UsageError: It serves a recording, which can't do that.
        """
        if not isinstance(self.station, Radio):
            raise UsageError("This needs a simulated radio, not a recording.", remedy="Leave --replay out.")
        return self.station

    # --- its life -------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def run(self) -> None:
        """Serve until cancelled."""
        async with self:
            await asyncio.Event().wait()

    def start(self) -> None:
        """Listen, and begin to keep the agenda.

        Raises:
            UsageError: The address can't be listened on.
        """
        self.listen()
        self._serving = True
        self.station.agenda.on_change = self._arm
        if isinstance(self.station, Radio):
            self.station.on_reboot = self._rebooted
        self._arm()
        log.info("sim-listening", host=self._host, port=self._port)
        for act in self._at_start:
            act()

    def close(self) -> None:
        """End everything at once: faults, connections, listener, timer."""
        self.heal()
        self._serving = False
        for appointment in self._planned:
            appointment.cancel()
        self._planned.clear()
        for door in (*self._ghosts, *((self.door,) if self.door else ())):
            door.close()
        self._ghosts.clear()
        self.door = None
        self.stop_listening()
        self.station.agenda.on_change = None
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _arm(self) -> None:
        """Set the one timer to the next appointment."""
        when = self.station.agenda.next_at()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if when is not None and self._serving:
            self._alarm_at = when
            self._alarm = asyncio.get_running_loop().call_at(when, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        agenda = self.station.agenda
        agenda.on_change = None
        # The loop may ring a clock resolution early
        agenda.run_due(max(self._alarm_at, asyncio.get_running_loop().time()))
        agenda.on_change = self._arm
        self._arm()

    # --- listening ------------------------------------------------------------------------

    def listen(self) -> None:
        """Accept connections (again).

        Raises:
            UsageError: The address can't be listened on.
        """
        if self._listener is None:
            self._listener = self.bind()
            self._listener.listen(BACKLOG)
            asyncio.get_running_loop().add_reader(self._listener, self._accept)

    def bind(self) -> socket.socket:
        """Return a socket bound to our address, which does not listen yet.

        Raises:
            UsageError: It can't be bound.
        """
        try:
            family, kind, proto, _, target = socket.getaddrinfo(
                self._host, self._port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            sock = socket.socket(family, kind, proto)
        except OSError as exc:
            raise self._unusable(exc) from exc
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.setblocking(False)
            sock.bind(target)
        except OSError as exc:
            sock.close()
            raise self._unusable(exc) from exc
        self._port = sock.getsockname()[1]
        return sock

    def _unusable(self, exc: OSError) -> UsageError:
        why = exc.strerror or str(exc)
        return UsageError(
            f"The simulated radio can't listen on {self._host}:{self._port}: {why}.",
            remedy="Name another address or port.",
            sentence="sim-cannot-listen",
            fields={"host": self._host, "port": self._port, "why": why},
        )

    def stop_listening(self) -> None:
        """Refuse connections."""
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
            self._listener = None

    def _accept(self) -> None:
        assert self._listener is not None
        while self._listener is not None:
            try:
                sock, _ = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:  # no descriptor is left: look again later instead of spinning
                self.stop_listening()
                self.after(LISTEN_AGAIN_S, self._listen_again)
                return
            self._enter(sock)

    def _enter(self, sock: socket.socket) -> None:
        """Let a client in; whoever was there is closed (`APIServerPort::runOnce`)."""
        self.evict()
        try:
            door = Door(self, sock, self.stats.connections + 1)
        except OSError:  # it has gone again
            sock.close()
            return
        self.door = door
        self.stats.connections += 1
        log.info("sim-client-connected", number=door.number, peer=door.peer)
        self._watch_idle(door)
        for fault in tuple(self.faults):
            fault.connected(door)

    # --- clients --------------------------------------------------------------------------

    def evict(self) -> None:
        """Close the present client for a newcomer."""
        if self.door is not None:
            self.stats.evictions += 1
            log.info("sim-client-evicted", number=self.door.number, peer=self.door.peer)
            self._end(self.door, "evicted")

    def cut(self, *, reset: bool = False, why: str = "cut") -> None:
        """Close the present client's connection, if there is one.

        Args:
            reset: By RST instead of FIN.
            why: Word for the statistics.
        """
        if self.door is not None:
            self.lost(self.door, why, reset=reset)

    def lost(self, door: Door, why: str, *, reset: bool = False) -> None:
        """Note that a connection is over, and close our side of it."""
        if not door.closed:
            log.info("sim-client-left", number=door.number, peer=door.peer, why=why)
            self._end(door, why, reset=reset)

    def _end(self, door: Door, why: str, *, reset: bool = False) -> None:
        self.stats.ends[why] = self.stats.ends.get(why, 0) + 1
        door.close(reset=reset)
        if self.door is door:
            self.door = None
        if door in self._ghosts:
            self._ghosts.remove(door)

    def abandon(self, *, reading: bool) -> None:
        """Leave the present client half open: it sees no end, and gets no answer.

        Args:
            reading: False: its bytes are left in the socket as well.
        """
        if self.door is not None:
            door, self.door = self.door, None
            door.fall_silent(reading=reading)
            self._ghosts.append(door)

    def bury(self) -> None:
        """Reset what was left half open."""
        for door in tuple(self._ghosts):
            self._end(door, "half-open", reset=True)

    def pour(self, chunks: Iterable[bytes]) -> None:
        """Write ready-made frames to the client that is connected, as fast as it reads; nobody there: nothing."""
        if self.door is not None:
            self.door.pour(chunks)

    def after(self, delay_s: float, act: Callable[[], object]) -> Appointment:
        """Have something done later, if the server still serves then."""
        appointment = self.station.agenda.at(self.clock.now() + delay_s, act)
        self._planned = [a for a in self._planned if not a.cancelled and a.when >= self.clock.now()]
        self._planned.append(appointment)
        return appointment

    def resume(self) -> None:
        """Go on writing: what held it has changed."""
        if self.door is not None:
            self.door.not_before = 0.0
            self.door.pump()

    def _watch_idle(self, door: Door) -> None:
        limit_s = self.station.tcp_idle_s
        if limit_s is None:
            return
        if self._idle is not None:
            self._idle.cancel()

        def check() -> None:
            if door.closed:
                return
            if self.clock.now() - door.last_heard >= limit_s:
                self.lost(door, "idle")
            else:
                self._idle = self.station.agenda.at(door.last_heard + limit_s, check)

        self._idle = self.station.agenda.at(door.last_heard + limit_s, check)

    def _rebooted(self, down_s: float) -> None:
        """The radio restarts: its door is gone for a while (seen: EOF, refused about a second)."""
        log.info("sim-radio-rebooted", down_s=down_s)
        self.cut(why="reboot")
        self.bury()
        self.stop_listening()
        self.after(down_s, self._listen_again)

    def _listen_again(self) -> None:
        if not any(isinstance(fault, ClosesDoor) for fault in self.faults):
            self.listen()

    def on_start(self, act: Callable[[], object]) -> None:
        """Have something done when the server starts."""
        self._at_start.append(act)

    # --- faults ---------------------------------------------------------------------------

    def inject(self, fault: Fault | str, *, after_s: float = 0.0) -> Fault:
        """Let a fault begin, at once or later; return it.

        Raises:
            UsageError: No fault has that name, or it can't happen to a recording.
        """
        made = self._made(fault)
        if after_s > 0:
            self.after(after_s, lambda: self._begin(made))
        else:
            self._begin(made)
        return made

    def plan(self, name: str, *, after_s: float = 0.0) -> None:
        """Let a fault begin some time after the server has started.

        Raises:
            UsageError: No fault has that name, or it can't happen to a recording.
        """
        self._made(name)
        self.on_start(lambda: self.inject(name, after_s=after_s))

    def _made(self, fault: Fault | str) -> Fault:
        made = catalogue.make(fault) if isinstance(fault, str) else fault
        if made.needs_radio and not isinstance(self.station, Radio):
            raise UsageError(
                f"The fault “{made.name}” can't happen to a recording.",
                remedy="Leave out --replay, or choose another.",
                sentence="fault-needs-radio",
                fields={"name": made.name},
            )
        return made

    def _begin(self, fault: Fault) -> None:
        log.warning("sim-fault-begun", fault=fault.name)
        self.faults.append(fault)
        fault.begin(self)

    def end(self, fault: Fault) -> None:
        """End one fault; nothing if it is over."""
        fault.over = True
        if fault in self.faults:
            self.faults.remove(fault)
            fault.end(self)
            log.info("sim-fault-ended", fault=fault.name)
            self.resume()

    def heal(self) -> None:
        """End every fault: the radio is healthy again."""
        for fault in tuple(self.faults):
            self.end(fault)
