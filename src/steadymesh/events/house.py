"""What the other rooms tell: delivery, the bot, the store, the alerts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steadymesh.ids import NodeNum
from steadymesh.model import (
    Entry,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """delivery: an outgoing message reached a final outcome."""

    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandHandled:
    """bot: a command was answered (or its handler failed)."""

    name: str
    sender: NodeNum
    outcome: str
    """`answered`, `silent`, `refused`, `mistyped`, `failed` or `timed-out`."""
    seconds: float
    """From the packet's arrival to the reply's being written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopMuted:
    """bot: a node answers our answers, again and again: it is not answered for a while. Once each time."""

    node: NodeNum
    is_proved: bool
    """False: its number said so in texts that no key proves; what one proves is answered as before."""
    seconds: float
    """For how long."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginPaused:
    """bot: something of a plug-in failed five times in a row and is left alone for a while."""

    plugin: str
    what: str
    """A command's name, or `plugin.hook`."""
    seconds: float
    """For how long."""
    error: str
    """What failed the last time."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPublished:
    """bot: a plug-in has news for whoever subscribed to a topic (`PluginContext.publish`)."""

    topic: str
    """Folded; whether anybody has such a topic is not known here."""
    texts: Mapping[str, str]
    """By language; under an empty one what everybody reads who has none of the others. At least one."""
    plugin: str
    """Whose news it is."""
    author: NodeNum | None = None
    """Who caused it and need not be told; None: nobody on the mesh."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFailing:
    """app: nothing can be written down at the moment, for another reason than before; what waits stays in memory."""

    reason: str
    """A `store` cause: `locked`, `full`, `read-only`, `unreachable`, `io`, `damaged`, `hanging` or `other`."""
    seconds: float
    """For how long it was so already when it was noticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreBack:
    """app: what happens is written down again."""

    seconds: float
    """For how long it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAway:
    """alerts: the link has been lost for longer than `alerts.link_after`. Once an outage."""

    away_seconds: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkBack:
    """alerts: the link of a `LinkAway` is READY again."""

    away_seconds: float
