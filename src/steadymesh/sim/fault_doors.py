"""Faults of the connection itself: refused, never answered, closed, reset, half open, taken by somebody else."""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING, Final

from steadymesh.sim.fault import AtReady, Fault
from steadymesh.sim.station import Phone
from steadymesh.wire import pb
from steadymesh.wire.limits import CONFIG_ONLY_NONCE

if TYPE_CHECKING:
    from steadymesh.sim.door import Door
    from steadymesh.sim.server import SimServer

RIVAL_RETURNS_S: Final = 1.0
"""Seconds after which an evicted client that reconnects by itself is back (the official library: at once)."""

FILLERS: Final = 4
"""Connections that fill a backlog of 0; Linux lets one in, the next ones hang."""


class ClosesDoor(Fault):
    """A fault during which the listener is not ours to open."""


class Refused(ClosesDoor):
    """The radio is off, its address is not."""

    name = "refused"
    sentence = "The connection is cut and every new one refused, until it is ended."

    def begin(self, server: SimServer) -> None:
        """Close the door and put the client out."""
        server.stop_listening()
        server.cut()

    def end(self, server: SimServer) -> None:
        """Open the door."""
        server.listen()


class BlackHole(ClosesDoor):
    """The address swallows connection attempts: a full backlog that nobody takes from."""

    name = "black-hole"
    sentence = "The connection is cut and nobody answers new attempts, not even with a refusal, until it is ended."

    def __init__(self) -> None:
        super().__init__()
        self._sockets: list[socket.socket] = []

    def begin(self, server: SimServer) -> None:
        """Listen without a backlog, and fill the one place that there is."""
        server.stop_listening()
        server.cut()
        listener = server.bind()
        listener.listen(0)
        self._sockets.append(listener)
        for _ in range(FILLERS):
            filler = socket.socket(listener.family, socket.SOCK_STREAM)
            filler.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                filler.connect(listener.getsockname())
            self._sockets.append(filler)

    def end(self, server: SimServer) -> None:
        """Open the real door."""
        for sock in reversed(self._sockets):
            sock.close()
        self._sockets.clear()
        server.listen()


class Silence(Fault):
    """Connecting succeeds, then nothing: a main loop that is stuck, a daemon that is stopped (seen)."""

    name = "silence"
    sentence = "The connection is cut; new ones are accepted and never answered, until it is ended (then reset)."

    def begin(self, server: SimServer) -> None:
        """Put the client out: it is the next connection that meets the silence."""
        server.cut()

    def connected(self, door: Door) -> None:
        """Answer nothing."""
        door.server.abandon(reading=True)

    def end(self, server: SimServer) -> None:
        """Reset those that wait."""
        server.bury()


class FinWhenReady(AtReady):
    """An orderly end of a link that works."""

    name = "fin-when-ready"
    sentence = "The radio closes the connection of a client that is ready, once."

    def strike(self, server: SimServer) -> None:
        """Close it."""
        server.cut(why=self.name)
        server.end(self)


class RstWhenReady(AtReady):
    """A hard end of a link that works."""

    name = "rst-when-ready"
    sentence = "The radio resets the connection of a client that is ready, once."

    def strike(self, server: SimServer) -> None:
        """Reset it."""
        server.cut(reset=True, why=self.name)
        server.end(self)


class HalfOpen(AtReady):
    """The radio has forgotten the connection, the client does not know."""

    name = "half-open"
    sentence = "Of a client that is ready everything is read and nothing answered; a new connection works."
    reading = True

    def strike(self, server: SimServer) -> None:
        """Leave it."""
        server.abandon(reading=self.reading)

    def end(self, server: SimServer) -> None:
        """Reset what was left half open."""
        server.bury()


class HalfOpenUnread(HalfOpen):
    """The radio stopped reading: the client's buffers fill."""

    name = "half-open-unread"
    sentence = "Of a client that is ready nothing is read nor answered, its buffers fill; a new connection works."
    reading = False


class Duel(Fault):
    """Another client wants the one TCP slot and reconnects by itself: who comes last has it."""

    name = "duel"
    sentence = "Another client takes the slot, and takes it back 1 s after each loss, until it is ended."

    def __init__(self) -> None:
        super().__init__()
        self._server: SimServer | None = None
        self._phone: Phone | None = None

    def begin(self, server: SimServer) -> None:
        """Take the slot."""
        self._server = server
        self._take()

    def connected(self, door: Door) -> None:
        """Lose the slot to a newcomer; come back."""
        self._leave()
        door.server.after(RIVAL_RETURNS_S, self._take)

    def end(self, server: SimServer) -> None:
        """Go away."""
        del server
        self._leave()

    def _leave(self) -> None:
        if self._phone is not None:
            self._phone.close()
            self._phone = None

    def _take(self) -> None:
        if self.over or self._server is None or self._phone is not None:
            return
        self._server.evict()
        self._phone = self._server.station.attach(self._listen)
        self._phone.receive(pb.ToRadio(want_config_id=CONFIG_ONLY_NONCE).SerializeToString())
        self._listen()

    def _listen(self) -> None:
        """Read what there is: it is the other client's now."""
        while self._phone is not None and self._phone.pull() is not None:
            pass
