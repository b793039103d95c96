"""The one packet in flight and the room in the radio's transmit queue.

The radio's queue of answers is two deep (firmware `MeshService.h`), so there is never more than one packet without its
queueStatus. Time comes in, decisions go out; nothing is sent from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from steadymesh.ids import PacketId

QUEUE_FULL: Final = 32
"""queueStatus `res` of a full transmit queue (firmware `RadioInterface.h`, ERRNO_UNKNOWN)."""


class Stage(Enum):
    """How far the wait for a queueStatus has gone."""

    SENT = "sent"
    REPEATED = "repeated"
    """The same id went out again: the radio ignores it if it had taken the first."""
    PROBING = "probing"
    """Both stayed without an answer; a probe tells whether the radio lives."""


@dataclass(slots=True, kw_only=True)
class Flight:
    """A packet whose queueStatus has not come."""

    packet_id: PacketId
    frame: bytes
    is_ours: bool
    """Sent by the session itself: nobody waits for a `SendResolved`."""
    since: float
    """When it went out last."""
    stage: Stage = Stage.SENT

    def deadline(self, timeout_s: float) -> float | None:
        """Return when the queueStatus counts as missing; None while a probe decides."""
        return None if self.stage is Stage.PROBING else self.since + timeout_s


class Room:
    """Whether the radio's transmit queue has room, as far as it told.

    Args:
        timeout_s: After this long without news of room we try nevertheless. Until that was done, being told once more
            that there is none changes nothing: the answer to the probe that goes out then would come before the packet.
    """

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._full_until: float | None = None
        self._is_overdue = False

    @property
    def deadline(self) -> float | None:
        """When the wait for room ends by itself; None: there is room."""
        return self._full_until

    def reported(self, *, free: int, maxlen: int, res: int, now: float) -> None:
        """Take a queueStatus. A radio without a transmitter says 0 of 0: that is not full."""
        if res == QUEUE_FULL or (free == 0 and maxlen > 0):
            if self._full_until is None and not self._is_overdue:
                self._full_until = now + self._timeout_s
        else:
            self._full_until = None
            self._is_overdue = False

    def wait_s(self, now: float) -> float:
        """Return seconds until a packet may be tried; a `QueueReported` may shorten it."""
        return 0.0 if self._full_until is None else max(0.0, self._full_until - now)

    def give_up(self) -> None:
        """Act as if there were room, until a packet was tried: the radio has not told otherwise for too long."""
        self._full_until = None
        self._is_overdue = True

    def tried(self) -> None:
        """Note that a packet goes to the queue now: what the radio tells of room counts again."""
        self._is_overdue = False
