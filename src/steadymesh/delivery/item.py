"""One text on its way, with what only this process knows of it. PURE.

Durations are measured in loop time: the wall clock may jump while a text is on its way. Only what comes back from the
journal after a restart has nothing but wall times, and is translated once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from steadymesh.delivery.connection import Connection
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.ids import PacketId, PublicKey
from steadymesh.model import Entry, Outcome

_CLOCK_SLACK_S: Final = 60.0
"""A time this little in the future is a clock being corrected, not one that was set back."""


@dataclass(slots=True, kw_only=True)
class Item:
    """An open entry in the queue."""

    entry: Entry
    order: int
    """First come, first served within a priority."""
    since: float
    """Loop time when it was handed in."""
    deadline: float
    """Loop time after which it is not sent any more."""
    held: bool = False
    """It is being written down for the first time."""
    preparing: bool = False
    """Its attempt is being written down."""
    not_before: float = 0.0
    """Loop time of a pause's end."""
    generation: int | None = None
    """The connection that the current id went out on; None: none, or one whose radio has forgotten it (an earlier
    process, a radio that restarted behind an open link)."""
    first_handed: float | None = None
    """Loop time when the current id was first handed to a radio; None: never."""
    last_handed: float | None = None
    queue_was_full: bool = False
    res: int | None = None
    """The queueStatus that refused it, while the ROUTING verdict is awaited."""
    res_due: float = 0.0
    """Loop time when `res` counts by itself."""
    used_key: PublicKey | None = None
    """The recipient's key that its last attempt named; None: whatever the radio had, or none yet in this process."""
    awaits_key: str = ""
    """Why it waits until the radio holds its recipient's key; empty: it does not."""
    is_settled: bool = False
    """Whether what it has cost under its present packet id is known."""
    verdict_wait_s: float = 0.0
    """After this time from its last hand-over a verdict is not expected any more."""
    key_rounds: int = 0
    """How often it has begun to wait for a key."""

    @classmethod
    def restored(cls, entry: Entry, *, order: int, now: float, at: datetime, options: DeliveryOptions) -> Item:
        """Return the item for an entry of the journal.

        Args:
            entry: As it was when the process ended.
            order: Its place.
            now: Loop time.
            at: Wall time.
            options: The window for repeats.
        """
        whole_s = max((entry.deadline - entry.created).total_seconds(), 0.0)
        left_s = min(max((entry.deadline - at).total_seconds(), 0.0), whole_s)
        waited_s = max((at - entry.created).total_seconds(), 0.0)
        item = cls(
            entry=entry,
            order=order,
            since=now - waited_s,
            deadline=now + left_s,
            verdict_wait_s=options.verdict_wait_s,
        )
        if entry.first_sent is not None:
            unknown_s = options.repeat_window_s * 2
            item.first_handed = now - _age_s(entry.first_sent, at, unknown_s)
            item.last_handed = now - _age_s(entry.last_sent or entry.first_sent, at, unknown_s)
        return item

    def due(self, *, connection: Connection, options: DeliveryOptions) -> float:
        """Return the loop time from which it is to be handed over; infinity: not as things stand.

        A text that was handed over is repeated, under its id, on a later connection only (or to a radio that restarted
        behind an open one), while peers still recognise the repeat, from the same node number, and not when a neighbour
        is known to have passed it on.
        """
        never = float("inf")
        if self.held or self.preparing or self.awaits_key or connection.generation is None:
            return never
        if self.first_handed is None or self.last_handed is None:
            return self.not_before
        if self.generation == connection.generation or self.entry.relayed or self.res is not None:
            return never
        if self.entry.sent_as is not None and self.entry.sent_as != connection.own:
            return never
        at = connection.ready_since + options.repeat_after_ready_s
        if self.entry.outcome is Outcome.SENT:
            at = max(at, self.last_handed + min(self.verdict_wait_s, options.repeat_taken_after_s))
        at = max(at, self.not_before)
        return at if at <= self.first_handed + options.repeat_window_s else never

    def renew(self, packet_id: PacketId, *, reason: str, not_before: float) -> None:
        """Take another packet id after a refusal.

        Args:
            packet_id: Never used before.
            reason: Of the refusal.
            not_before: Loop time when it may go again.
        """
        self.entry = replace(
            self.entry,
            packet_id=packet_id,
            earlier_ids=(*self.entry.earlier_ids, self.entry.packet_id),
            attempts=0,
            first_sent=None,
            sent_as=None,
            relayed=False,
            outcome=Outcome.WAITING,
            reason=reason,
        )
        self.not_before = not_before
        self.generation = self.first_handed = self.last_handed = self.res = None
        self.queue_was_full = self.preparing = self.is_settled = False
        self.awaits_key = ""

    def await_key(self, reason: str) -> None:
        """Wait until the radio holds its recipient's key."""
        self.entry = replace(self.entry, reason=reason)
        self.awaits_key = reason
        self.key_rounds += 1

    def key_came(self, now: float) -> None:
        """Wait for no key any more: it may go now."""
        self.awaits_key = ""
        self.not_before = now

    def on_air_until(self, on_air_s: float) -> float:
        """Return the loop time until which the radio tries to send it, given for how long it does."""
        return 0.0 if self.last_handed is None else self.last_handed + on_air_s

    def ends(self, repeat_window_s: float) -> float:
        """Return the loop time when it ends without a further verdict.

        Once handed over, it waits as long as a verdict may still come, or as it may be repeated on another connection.

        Args:
            repeat_window_s: From its first hand-over, how long it may be repeated.
        """
        if self.first_handed is None or self.last_handed is None:
            return self.deadline
        verdict_due = self.last_handed + self.verdict_wait_s
        if self.entry.relayed:
            return verdict_due
        return max(verdict_due, min(self.deadline, self.first_handed + repeat_window_s))


def _age_s(moment: datetime, at: datetime, unknown_s: float) -> float:
    """Return how old a moment is; `unknown_s` when the clock was set back: then it is not repeated."""
    age_s = (at - moment).total_seconds()
    return unknown_s if age_s < -_CLOCK_SLACK_S else max(age_s, 0.0)
