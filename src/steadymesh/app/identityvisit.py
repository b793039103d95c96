"""The identity desk without a bot: a link of its own for the time of one command, and a goodbye at its end.

Nothing of it is written to the state directory: the texts that wait in the outbox there stay where they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final, TypeVar

from steadymesh.app.identity import IdentityDesk
from steadymesh.bus import Bus, Subscription
from steadymesh.config import Config
from steadymesh.delivery.pump import Delivery
from steadymesh.errors import LinkError, SteadymeshError, UsageError
from steadymesh.events import AttemptFailed, LinkContended, SessionReady
from steadymesh.link.resolver import Endpoint, Resolve, Resolver, look_up
from steadymesh.link.supervisor import Supervisor
from steadymesh.link.target import Target
from steadymesh.model import Entry
from steadymesh.ports import Clock
from steadymesh.session.directory import Directory

READY_S: Final = 60.0
"""From the first attempt to READY; with the preset `gentle` a first attempt takes some ten seconds."""

RESOLVE_S: Final = 5.0
"""For the radio's name."""

T = TypeVar("T")
Neighbours = Callable[[Sequence[Endpoint]], bool]
"""Says whether a program on this machine is connected to the radio already."""


async def visit(
    config: Config,
    target: Target,
    work: Callable[[IdentityDesk], Awaitable[T]],
    *,
    clock: Clock,
    neighbours: Neighbours,
    resolve: Resolve = look_up,
) -> T:
    """Connect to the radio, do the work, say goodbye; return what the work gave.

    Args:
        config: The rooms' options.
        target: The radio.
        work: Gets a desk on a link that is READY.
        clock: Both clocks.
        neighbours: Whoever is connected from here is not put out: the radio has one place.
        resolve: Looks its name up, in a thread.

    Raises:
        UsageError: The radio can't be reached, somebody else has its place, or the work was refused.
    """
    await _make_sure_of_the_place(target, neighbours, resolve)
    bus = Bus()
    link = Supervisor(
        target=target,
        options=config.link,
        session_options=config.session,
        directory=Directory(),
        bus=bus,
        clock=clock,
    )
    delivery = Delivery(bus=bus, clock=clock, transmitter=link, journal=_NoJournal(), options=config.delivery)
    desk = IdentityDesk(errands=delivery.errands, link=link, radio=link, bus=bus, clock=clock)
    failure: SteadymeshError | None = None
    with bus.subscribe("visit", (SessionReady, AttemptFailed, LinkContended), size=100) as events:
        async with asyncio.TaskGroup() as tasks:
            rooms = [
                tasks.create_task(delivery.run(), name="visit-delivery"),
                tasks.create_task(link.run(), name="visit-link"),
            ]
            try:
                await _ready(events, target)
                result = await work(desk)
            except SteadymeshError as exc:  # told behind the goodbye, and not as a group
                failure = exc
            finally:
                for room in rooms:
                    room.cancel()
    if failure is not None:
        raise failure
    return result


async def _make_sure_of_the_place(target: Target, neighbours: Neighbours, resolve: Resolve) -> None:
    try:
        endpoints = await Resolver(target.host, target.port, resolve=resolve).endpoints(timeout_s=RESOLVE_S)
    except LinkError as exc:
        raise _unreachable(target, str(exc)) from exc
    if neighbours(endpoints):
        raise _occupied(target)


async def _ready(events: Subscription, target: Target) -> None:
    """Return at READY."""
    why = ""
    try:
        async with asyncio.timeout(READY_S):
            async for event in events:
                match event:
                    case SessionReady():
                        return
                    case AttemptFailed(detail=detail):
                        why = detail
                    case _:
                        raise _occupied(target)
    except TimeoutError:
        raise _unreachable(target, why) from None


class _NoJournal:
    """ports.OutboxJournal without a disk: nothing is posted on a visit."""

    async def load_open(self) -> Sequence[Entry]:
        return ()

    async def load_recent(self, limit: int) -> Sequence[Entry]:  # noqa: ARG002  (the port's)
        return ()

    async def load_since(self, since: datetime) -> Sequence[Entry]:  # noqa: ARG002  (the port's)
        return ()

    async def load_entry(self, key: str) -> Entry | None:
        pass

    async def save(self, entry: Entry) -> None:
        pass

    async def save_all(self, entries: Sequence[Entry]) -> None:
        pass

    def keep(self, entry: Entry) -> None:
        pass


def _occupied(target: Target) -> UsageError:
    return UsageError(
        f"Another program has the only place of {target.address}; it was not put out.",
        remedy="End that program, or ask the steadymesh that runs with its own --state-dir.",
        sentence="identity-occupied",
        fields={"address": target.address},
    )


def _unreachable(target: Target, why: str) -> UsageError:
    return UsageError(
        f"The radio at {target.address} was not ready within {READY_S:g} s. {why}".rstrip(),
        remedy="`steadymesh doctor` looks for the reason.",
        sentence="identity-unreachable",
        fields={"address": target.address, "seconds": READY_S, "why": why or "–"},
    )
