"""The session as a connection uses it: its whole surface, so that a scripted one can stand in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from steadymesh.errors import LinkError
from steadymesh.events import SessionEvent
from steadymesh.ids import PacketId
from steadymesh.model import Intent


class Conversation(Protocol):
    """One conversation with one radio; time is an argument. `session.machine.Session` is the real one."""

    @property
    def failure(self) -> LinkError | None:
        """Why it is over; None while it is not."""
        ...

    @property
    def counters(self) -> Mapping[str, int]:
        """What was skipped or not understood, by cause."""
        ...

    def start(self, now: float) -> None:
        """Ask for the configuration: the first bytes to the radio."""
        ...

    def receive_data(self, data: bytes, now: float) -> None:
        """Take bytes from the radio."""
        ...

    def receive_eof(self, now: float) -> None:
        """Take note that nothing more will come; every send that is open is resolved."""
        ...

    def send(self, intent: Intent, packet_id: PacketId, now: float) -> None:
        """Queue one packet; NotReadyError when `wait_s` is not 0."""
        ...

    def wait_s(self, intent: Intent, now: float) -> float | None:
        """Return seconds until `intent` may be sent; None: an event will tell."""
        ...

    def data_to_send(self) -> bytes:
        """Return and forget the bytes that are to be written now."""
        ...

    def events(self) -> list[SessionEvent]:
        """Return and forget what happened."""
        ...

    def deadline(self) -> float | None:
        """Return when `handle_deadline` wants to be called; None: not at all."""
        ...

    def handle_deadline(self, now: float) -> None:
        """Do what is due."""
        ...

    def goodbye(self, now: float) -> bool:
        """Queue the farewell, if the radio would hear it."""
        ...


class ConversationFactory(Protocol):
    """Makes the session of one attempt."""

    def __call__(self, *, generation: int, nonce: int, now: float) -> Conversation:
        """Return a fresh session, not started."""
        ...
