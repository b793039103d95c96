"""Which way packets take through the mesh: traceroutes, and whom a node says that it hears."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from steadymesh.ids import NodeNum


class TraceOutcome(Enum):
    """How a traceroute ended."""

    ANSWERED = "answered"
    """The node answered."""
    UNANSWERED = "unanswered"
    """It went out, and nothing that can be read came back in time."""
    REFUSED = "refused"
    """It did not go out: there were traceroutes enough; `Trace.wait_s` tells until when."""
    UNAVAILABLE = "unavailable"
    """It did not go out: there is no link, the radio refused it, or its turn did not come in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceHop:
    """One node on the way, and how well it heard the one before it."""

    node: NodeNum | None
    """None: it does not say who it is (another channel's node, or old firmware)."""
    snr_db: float | None
    """Of the link that leads to this node, in quarters of a dB; None: not told. A link by MQTT is told as 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What came of a traceroute. Only an answered one has a way."""

    outcome: TraceOutcome
    towards: tuple[TraceHop, ...] = ()
    """Who passed the question on, and the node itself last."""
    back: tuple[TraceHop, ...] = ()
    """Who passed the answer on, and our own radio last; empty: not told (radios below 2.5)."""
    wait_s: float = 0.0
    """Of a refused one: seconds until the next may go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbor:
    """A node that another one hears directly."""

    node: NodeNum
    snr_db: float | None
    """How well; None: not told."""
