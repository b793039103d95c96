"""How delivery behaves; every default with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from steadymesh.delivery.bill import AirShares
from steadymesh.delivery.nights import QuietHours


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOptions:
    """Times in seconds."""

    lifetime_s: float = 600.0
    """An answer that comes later than this puzzles more than it helps."""
    journal_timeout_s: float = 0.25
    """Longest that a text waits for being written down. A local commit takes a millisecond; who waits is a person."""
    known_wait_s: float = 10.0
    """Longest that a post under a key of the caller's waits until it is known whether that was posted before: the
    journal is read at the start within a second, and is asked within milliseconds later on."""
    load_timeout_s: float = 5.0
    """Longest that reading the journal may take before it is tried again."""
    load_retry_max_s: float = 30.0
    """Longest pause between two such tries; the first is a second."""
    repeat_window_s: float = 300.0
    """How long peers recognise a repeat by (sender, id): firmware `FloodingRouter.h`, FLOOD_EXPIRE_TIME, five minutes.
    Later on, the same text would come twice to a person."""
    repeat_after_ready_s: float = 3.0
    """Verdicts that waited in the radio come right behind the handshake: let them, before anything is repeated."""
    repeat_taken_after_s: float = 60.0
    """A text that the radio had taken is usually still on its way: on LongFast the radio tries for about a minute."""
    verdict_wait_s: float = 180.0
    """After this a verdict is not expected any more: three transmissions take minutes on the slow presets."""
    refusal_grace_s: float = 10.0
    """A queueStatus that refuses mixes two code spaces: wait this long for the ROUTING verdict that says more."""
    resolve_wait_s: float = 60.0
    """The session resolves every send (5 s + 5 s + a probe of 8 s + 30 s for room); a slot held longer is lost."""
    rate_limit_pause_s: float = 2.5
    """The firmware drops a text within 2 s of the last one (`PhoneAPI.cpp`); doubles with each refusal."""
    duty_cycle_pause_s: float = 60.0
    """The firmware counts the air time of an hour, minute by minute (`airtime.cpp`)."""
    queue_full_pause_s: float = 5.0
    """A radio's transmit queue of 16 frames empties in seconds."""
    attempts_max: int = 12
    """Packet ids that one text may use up; with the doubling pause that is beyond its lifetime."""
    key_rounds_max: int = 3
    """How often one text may wait for its recipient's key to be brought into the radio: each may cost a flash write,
    and a radio that still lacks the key after three did not take it."""
    shares: AirShares = field(default_factory=AirShares)
    """How much of the air we take."""
    quiet_hours: QuietHours | None = None
    """When announcements wait; None: never."""
    open_max: int = 10_000
    """Texts that may wait or be on their way: more than leave in a day within a polite share of the air."""
    piece_wait_s: float = 30.0
    """Longest that a piece of an answer waits for the verdict of the one before it."""
    recent_max: int = 200
    """Ended texts that a late ack may still improve."""
