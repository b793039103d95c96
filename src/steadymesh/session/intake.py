"""Bytes in, FromRadio messages out, with patience: a frame that stays incomplete is believed for a second only."""

from __future__ import annotations

from typing import Final

from steadymesh.wire import codec
from steadymesh.wire.codec import Message
from steadymesh.wire.framing import Framer

FRAME_PATIENCE_S: Final = 1.0
"""How long an incomplete frame is believed; after that what stands inside it counts as well."""

Frames = list[tuple[Message, bytes]]
"""Messages, each with its payload as it came."""


class Intake:
    """The framer and the time since which it has been waiting for the rest of a frame."""

    def __init__(self) -> None:
        self._framer: Framer[Message] = Framer(codec.decode_from_radio, codec.is_known)
        self._held: int | None = None
        self._held_since = 0.0

    @property
    def skipped_bytes(self) -> int:
        """Bytes that belonged to no frame."""
        return self._framer.skipped_bytes

    @property
    def undecodable(self) -> int:
        """Complete frames that did not decode."""
        return self._framer.undecodable

    def feed(self, data: bytes, now: float) -> Frames:
        """Take bytes; return the frames that are complete now."""
        return self._timed(self._framer.feed(data), now)

    def deadline(self) -> float | None:
        """Return when the frame that is being waited for is believed no longer; None: none is, or it is no more."""
        return None if self._held is None or self._framer.is_doubted else self._held_since + FRAME_PATIENCE_S

    def look(self, now: float) -> Frames:
        """Return the frames that hid behind one that should have been complete by now."""
        due = self.deadline()
        return [] if due is None or now < due else self._timed(self._framer.doubt(), now)

    def _timed(self, frames: Frames, now: float) -> Frames:
        if self._framer.held_at != self._held:
            self._held = self._framer.held_at
            self._held_since = now
        return frames
