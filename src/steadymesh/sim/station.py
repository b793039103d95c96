"""What the server serves: anything that answers a client, a simulated radio or a recorded one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from steadymesh.sim.agenda import Agenda

Message: TypeAlias = Any
"""A protobuf message of the `meshtastic` package: the generated classes carry no types."""

Wake: TypeAlias = Callable[[], None]
"""Called by a station when a phone has something to be pulled."""


class Phone(Protocol):
    """One client's conversation with a station, from its connection to its end (firmware `PhoneAPI`)."""

    @property
    def dumping(self) -> bool:
        """Whether a dump is being sent."""
        ...

    @property
    def ready(self) -> bool:
        """Whether a dump was completed and live packets flow."""
        ...

    @property
    def over(self) -> str:
        """Why the conversation is over: `goodbye` (the client's) or `recorded` (the radio's, in a recording).

        Empty while it goes on.
        """
        ...

    def receive(self, payload: bytes) -> None:
        """Take one ToRadio payload."""
        ...

    def pull(self) -> bytes | None:
        """Return the next FromRadio payload; None: nothing now."""
        ...

    def close(self) -> None:
        """Forget the client: its connection is gone."""
        ...


class Station(Protocol):
    """Something that a client can be connected to."""

    @property
    def agenda(self) -> Agenda:
        """What it is going to do."""
        ...

    @property
    def tcp_idle_s(self) -> float | None:
        """Seconds without a byte from the client after which the door is closed; None: never."""
        ...

    def attach(self, wake: Wake) -> Phone:
        """Take a client in."""
        ...
