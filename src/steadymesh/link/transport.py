"""The seam between the link and a kind of cable: TCP today; serial and Bluetooth are one file each, later.

A transport makes streams, a stream carries bytes one way and hands what comes the other way to its receiver.
Neither knows what the bytes mean.
"""

from __future__ import annotations

from typing import Protocol

from steadymesh.errors import LinkError
from steadymesh.link.target import Target, parse_target

__all__ = ["Receiver", "Stream", "Target", "Transport", "parse_target"]


class Receiver(Protocol):
    """Who gets what a stream brings: called from the loop, at once, never paused."""

    def receive(self, data: bytes) -> None:
        """Take bytes."""
        ...

    def receive_eof(self) -> None:
        """Take note that the other side closed cleanly; nothing more will come."""
        ...

    def stream_lost(self, error: LinkError | None) -> None:
        """Take note that the stream is gone; comes once, last. None: we aborted it ourselves."""
        ...


class Stream(Protocol):
    """An open connection to a radio."""

    @property
    def host(self) -> str:
        """Where it leads, such as `192.168.1.38`."""
        ...

    @property
    def port(self) -> int:
        """The port there; 0 where there is no such thing."""
        ...

    def write(self, data: bytes) -> None:
        """Send bytes; never waits. What the system does not take is kept."""
        ...

    def pending_bytes(self) -> int:
        """Return how many bytes the system has not taken yet."""
        ...

    def abort(self) -> None:
        """Close at once, pending bytes thrown away, so that the other side notices. Idempotent."""
        ...


class Transport(Protocol):
    """One way to one radio, for the whole life of the process."""

    async def open(self, receiver: Receiver, *, timeout_s: float) -> Stream:
        """Return a new stream.

        Args:
            receiver: Gets what comes in, from now on.
            timeout_s: For each step (looking up, connecting).

        Raises:
            LinkError: It could not be opened (ResolveError, ConnectError).
        """
        ...

    def busy(self) -> bool:
        """Return whether a thread is at work that somebody waits for (virtual time waits for it too)."""
        ...
