"""What a fault is: something that goes wrong at the radio's side, begins, and can be ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from steadymesh.sim.door import Door
    from steadymesh.sim.server import SimServer


class Fault:
    """One fault of the catalogue. Override what it changes.

    Attributes:
        name: What the command line calls it.
        sentence: What it does and how it ends, in English, for tables and `--help`.
        needs_radio: It can't happen to a recording.
        needs_bot: It lies in the bot, and can't happen to a simulated radio that stands alone.
        over: It is done; nothing is left to be ended.
    """

    name: ClassVar[str]
    sentence: ClassVar[str]
    needs_radio: ClassVar[bool] = False
    needs_bot: ClassVar[bool] = False

    def __init__(self) -> None:
        self.over = False

    def begin(self, server: SimServer) -> None:
        """Go wrong."""

    def end(self, server: SimServer) -> None:
        """Make the radio healthy again."""

    def connected(self, door: Door) -> None:
        """A client connected."""

    def takes(self, door: Door, payload: bytes) -> bool:
        """Return whether the radio gets to see a ToRadio payload."""
        del door, payload
        return True

    def holds(self, door: Door) -> bool:
        """Return whether nothing may be written now; `server.resume()` ends it."""
        del door
        return False

    def pieces(self, door: Door, payload: bytes, pieces: list[bytes]) -> list[bytes]:
        """Return what is written for a FromRadio payload, in pieces; none: it is lost."""
        del door, payload
        return pieces

    def wrote(self, door: Door, size_bytes: int) -> None:
        """A piece was written."""


class AtReady(Fault):
    """A fault that strikes a client that is ready: at once if one is, else a moment after the next one is."""

    SETTLED_S: ClassVar[float] = 1.0
    """Seconds after a dump without another dump: the client has all of its phases."""

    def __init__(self) -> None:
        super().__init__()
        self._waits = False

    def begin(self, server: SimServer) -> None:
        """Strike, or wait for somebody to strike."""
        if server.door is not None and server.door.phone.ready:
            self.strike(server)
        else:
            self._waits = True

    def wrote(self, door: Door, size_bytes: int) -> None:
        """Look whether the client is ready now."""
        del size_bytes
        if self._waits and door.phone.ready:
            self._waits = False
            door.server.after(self.SETTLED_S, lambda: self._strike_settled(door))

    def _strike_settled(self, door: Door) -> None:
        if self.over:
            return
        if door.closed or not door.phone.ready:
            self._waits = True
        else:
            self.strike(door.server)

    def strike(self, server: SimServer) -> None:
        """Go wrong for the client that is connected; call `server.end(self)` if that was all."""
        raise NotImplementedError


class Moment(Fault):
    """A fault that happens and is over: the radio is healthy right after."""

    def begin(self, server: SimServer) -> None:
        """Happen."""
        self.happen(server)
        server.end(self)

    def happen(self, server: SimServer) -> None:
        """What happens."""
        raise NotImplementedError
