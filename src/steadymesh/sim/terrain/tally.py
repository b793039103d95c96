"""What happened on the air so far, counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Counts since the mesh was made.

    Receptions are counted by receiver: one transmission that ten nodes decode is ten.
    """

    transmissions: int = 0
    relays: int = 0
    """Transmissions of somebody else's packet."""
    retries: int = 0
    """Transmissions queued again because no ack came."""
    received: int = 0
    duplicates: int = 0
    """Receptions of a packet that the node knew."""
    collided: int = 0
    """Receptions lost to another transmission."""
    deaf: int = 0
    """Receptions lost because the receiver sent something itself, in whole or in part."""
    noise: int = 0
    """Receptions lost to a weak signal."""
    cancelled: int = 0
    """Relays that were not necessary: somebody else was faster."""
    dropped: int = 0
    """Packets that found the transmit queue full, or were driven out of it."""
    over_duty: int = 0
    """Packets not sent because the hour's duty cycle was used up."""
    implicit_acks: int = 0
    acks: int = 0
    """Acks and refusals that reached whom they were for."""
    given_up: int = 0
    """Packets that nobody acknowledged (MAX_RETRANSMIT)."""
