"""What may be tuned of a conversation with a radio. Durations in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """How patient a session is."""

    first_frame_timeout_s: float = 10
    """From `want_config_id` to the first frame of the dump; 1–2 s is usual, a busy ESP32 takes longer."""
    stall_timeout_s: float = 15
    """Between two frames of a dump; big node tables come in bursts with gaps of up to 10 s."""
    heartbeat_interval_s: float = 15
    """Without any frame from the radio, until it is probed."""
    heartbeat_timeout_s: float = 8
    """Until a probe counts as unanswered; two of them end the session."""
    queue_status_timeout_s: float = 5
    """Until a packet's queueStatus counts as missing."""
    room_timeout_s: float = 30
    """Longest wait for room in the radio's transmit queue."""
    text_gap_s: float = 2.2
    """Between two texts: the firmware drops the second of two within 2 s (`PhoneAPI.cpp`)."""
