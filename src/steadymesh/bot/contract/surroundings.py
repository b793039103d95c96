"""What a plug-in has around it: the house's services, what is its own, its appointments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from typing import Protocol

from structlog.typing import FilteringBoundLogger

from steadymesh import words
from steadymesh.bot.contract.hooks import Job
from steadymesh.bot.leftovers import Leftovers
from steadymesh.bot.people import People
from steadymesh.events import TopicPublished
from steadymesh.ids import ChannelIndex, NodeNum, PublicKey
from steadymesh.model import Entry, Priority
from steadymesh.ports import (
    AirFacts,
    Clock,
    Errands,
    Failures,
    Fetch,
    KeyBook,
    LinkControl,
    NodeLookup,
    Outbox,
    PluginStore,
    RadioFacts,
    RadioTable,
    Rekeying,
    Storage,
    Traceroutes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the house has for its plug-ins. What is not `async` in it answers at once and does no I/O."""

    link: LinkControl
    radio: RadioFacts
    nodes: NodeLookup
    """The directory: everybody that was heard of."""
    keys: KeyBook
    """To be read."""
    table: RadioTable
    """What the radio itself has of the keys."""
    rekeying: Rekeying
    failures: Failures
    """How messages to people ended that did not reach them."""
    clock: Clock
    outbox: Outbox
    """Takes whatever is handed in; `PluginContext.post` counts what a plug-in does."""
    errands: Errands
    """Packets that are no texts, and orders to our own radio."""
    traceroutes: Traceroutes
    fetch: Fetch
    people: People
    """In which language people are answered, who is not answered, and whether anybody is."""
    zone: tzinfo | None = None
    """The house's time zone; None: the system's."""
    air: AirFacts | None = None
    """What we use of the air; None: nobody can tell."""
    storage: Storage | None = None
    """Whether what happens can be written down; None: nobody can tell."""
    leftovers: Leftovers = field(default_factory=Leftovers)
    """What was too long to be sent; the bot puts it in, `Context.take_leftover` takes it out."""


class Appointment(Protocol):
    """Something that is to be done later."""

    def cancel(self) -> None:
        """Have it done no more; what is being done goes on. Idempotent."""
        ...


class Schedule(Protocol):
    """A plug-in's appointments. They end with the process: what must outlive it belongs into the store."""

    def after(self, delay: timedelta, job: Job) -> Appointment:
        """Have something done once, so long from now."""
        ...

    def every(self, interval: timedelta, job: Job) -> Appointment:
        """Have something done again and again, the first time one interval from now.

        Raises:
            ConfigError: Less than a second.
        """
        ...

    def cron(self, expression: str, job: Job) -> Appointment:
        """Have something done by the clock on the wall, in the house's time zone.

        Args:
            expression: As in crontab(5): minute, hour, day of the month, month, day of the week.
            job: What is done.

        Raises:
            ConfigError: It is no such expression.
        """
        ...


class Poster(Protocol):
    """A plug-in's way to the outbox; counts."""

    async def post(
        self,
        *,
        to: NodeNum,
        text: str,
        channel: ChannelIndex,
        priority: Priority,
        lifetime_s: float | None,
        follows: str | None,
        key: str | None,
        once: bool = ...,
    ) -> Entry:
        """Hand in a text, unless the plug-in has handed in more than its share.

        Raises:
            UsageError: It has, or the text can't be sent.
            StoreError: It could not be written down.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What belongs to one plug-in."""

    store: PluginStore
    settings: object | None
    schedule: Schedule
    log: FilteringBoundLogger
    poster: Poster
    publisher: Callable[[TopicPublished], None] = field(repr=False)
    """Puts news on the bus."""
    max_pieces: int = 3
    language: str = words.DEFAULT_LANGUAGE
    """The operator's."""
    admins: tuple[PublicKey, ...] = ()
    """The administrators' keys; use `PluginContext.is_admins`."""
    memory: dict[type, object] = field(default_factory=dict, repr=False)
    """Use `PluginContext.memory`."""
