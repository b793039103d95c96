"""What the supervisor of the link tells."""

from __future__ import annotations

from dataclasses import dataclass

from steadymesh.model import (
    LinkState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChanged:
    """The supervisor's state changed."""

    state: LinkState
    generation: int
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLost:
    """A connection that was READY is over (whatever ended it, our own goodbye too)."""

    generation: int
    reason: str
    """`LinkError.reason`, or `stopped`, `released`, `reconnect` for our own goodbye."""
    ready_seconds: float
    """How long it had been READY."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFailed:
    """A connection attempt ended before READY."""

    generation: int
    reason: str
    detail: str
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconnected:
    """READY again after an outage; follows the `SessionReady` of that generation."""

    generation: int
    away_seconds: float
    attempts: int
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkContended:
    """Another client takes the radio's only TCP slot again and again; we yield."""

    generation: int
    yield_seconds: float
    now: float


LinkEvent = LinkChanged | SessionLost | AttemptFailed | Reconnected | LinkContended
