"""Introduces the rooms to each other and runs them in one TaskGroup until it is cancelled."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from steadymesh.app import alertroom, consoledesk
from steadymesh.app.airbill import AirDesk, air_row
from steadymesh.app.alertroom import AlertRoom
from steadymesh.app.botroom import BotRoom
from steadymesh.app.consoledesk import ConsoleDesk
from steadymesh.app.helpdesk import HelpDesk
from steadymesh.app.housekeeping import Housekeeping
from steadymesh.app.identityjobs import IdentityJobs
from steadymesh.app.keyroom import KeyRoom
from steadymesh.app.memory import Memory
from steadymesh.app.operations import Operations
from steadymesh.app.outboxdesk import LONGEST_WAIT_S, OutboxDesk
from steadymesh.app.outboxrows import Rows
from steadymesh.app.recipients import Recipients
from steadymesh.app.requests import Handler
from steadymesh.app.sending import SendDesk
from steadymesh.app.status import StatusBoard
from steadymesh.app.storedesk import StoreDesk
from steadymesh.app.traceroutes import TraceDesk
from steadymesh.app.webroom import WebRoom
from steadymesh.app.why import WhyDesk
from steadymesh.bot.contract.module import Plugin
from steadymesh.bus import Bus
from steadymesh.config import Config
from steadymesh.control.server import ControlServer
from steadymesh.delivery.pump import Delivery
from steadymesh.errors import StateError
from steadymesh.events import SessionReady
from steadymesh.keys.lookup import Lookup
from steadymesh.link.supervisor import Supervisor
from steadymesh.link.target import Target
from steadymesh.link.transport import Transport
from steadymesh.model import answer_limit_s
from steadymesh.ports import Clock, NodeDirectory
from steadymesh.session.directory import Directory
from steadymesh.store import Store

if TYPE_CHECKING:
    from steadymesh.app.identity import IdentityDesk

log = structlog.get_logger("app")

Room = Callable[[], Coroutine[object, object, None]]

CONTROL_RETRY_S: Final = 60.0
"""Between two tries to make the control socket on a disk that does not take it (full, read-only)."""

BOOK_S: Final = 2.0
"""For the key book to be read before the first message leaves: 100,000 keys take a second."""

LONGER_S: Final = {
    "keys.push": 55.0,
    "keys.ask": 55.0,
    "outbox.wait": LONGEST_WAIT_S + 5,
    "console.ask": consoledesk.LONGEST_WAIT_S,
    **alertroom.LONGER_S,
}
"""Requests that wait for their turn at the radio, or for the mesh; the command line waits a little longer."""


class House:
    """One running steadymesh: a link, its store, its keys and its bot.

    Args:
        config: The rooms' options.
        target: The radio.
        store: Open; the caller closes it.
        clock: Both clocks.
        state_dir: Where the control socket stands; None: no control socket.
        key_directory: What the key sync works on instead of the house's own directory (drills and tests).
        transport: The way to the radio; None: TCP to the target.
        further_plugins: Commands beside our own (drills).
        facts: Facts of whoever else there is, by name, for the status.
    """

    def __init__(
        self,
        *,
        config: Config,
        target: Target,
        store: Store,
        clock: Clock,
        state_dir: Path | None = None,
        key_directory: NodeDirectory | None = None,
        transport: Transport | None = None,
        further_plugins: Sequence[Plugin] = (),
        facts: Mapping[str, Callable[[], object]] | None = None,
    ) -> None:
        self.bus = Bus()
        self.help = HelpDesk()
        self.directory = Directory()
        self.link = Supervisor(
            target=target,
            options=config.link,
            session_options=config.session,
            directory=self.directory,
            bus=self.bus,
            clock=clock,
            on_ready=self._schedule,
            transport=transport,
        )
        self.delivery = Delivery(
            bus=self.bus,
            clock=clock,
            transmitter=self.link,
            journal=store.outbox,
            options=config.delivery,
            nodes=self.directory,
        )
        self.keys = KeyRoom(
            options=config.keys,
            directory=self.directory,
            key_directory=key_directory,
            link=self.link,
            delivery=self.delivery,
            store=store,
            bus=self.bus,
            clock=clock,
        )
        self.traceroutes = TraceDesk(
            errands=self.delivery.errands, link=self.link, radio=self.link, nodes=self.directory
        )
        self.bot = BotRoom(
            config=config,
            store=store,
            bus=self.bus,
            clock=clock,
            link=self.link,
            directory=self.directory,
            keys=self.keys,
            delivery=self.delivery,
            traceroutes=self.traceroutes,
            further_plugins=further_plugins,
        )
        self.alerts = AlertRoom(
            options=config.alerts,
            store=store,
            bus=self.bus,
            clock=clock,
            link=self.link,
            directory=self.directory,
            delivery=self.delivery,
            zone=self.bot.zone,
        )
        self.status = StatusBoard(
            bus=self.bus,
            clock=clock,
            link=self.link,
            radio=self.link,
            nodes=self.directory,
            book=self.keys.book,
            syncs=self.keys.sync.facts,
            answer_limit_s=answer_limit_s(
                interval_s=config.session.heartbeat_interval_s, timeout_s=config.session.heartbeat_timeout_s
            ),
            further={
                "outbox": self.delivery.facts,
                "air": self._air,
                "store": store.facts,
                **self.keys.facts(),
                **self.bot.facts(),
                **self.alerts.facts(),
                "web": self._web,
                **(facts or {}),
            },
        )
        self._rooms: dict[str, Room] = {
            "status": self.status.run,
            "memory": Memory(
                directory=self.directory, nodes=store.nodes, messages=store.messages, bus=self.bus, clock=clock
            ).run,
            "housekeeping": Housekeeping(store=store, clock=clock).run,
            **self.keys.rooms(),
            **self.alerts.rooms(),
            "delivery": self._deliver,
            **self.bot.rooms(),
            "link": self.link.run,
        }
        self.web: WebRoom | None = None
        if state_dir is not None:
            handlers = self._handlers(config, store, clock)
            server = ControlServer(path=state_dir / "control.sock", handlers=handlers, longer_s=LONGER_S)
            self._rooms["control"] = partial(_serve_control, server)
            if config.web.enabled:
                pulse = (facts or {}).get("pulse")
                self.web = self._web_room(config, state_dir, store, clock=clock, further=handlers, pulse=pulse)
                self._rooms |= self.web.rooms()

    def _web_room(
        self,
        config: Config,
        state_dir: Path,
        store: Store,
        *,
        clock: Clock,
        further: Mapping[str, Handler],
        pulse: Callable[[], object] | None,
    ) -> WebRoom:
        """Return what serves HTTP beside the control socket."""
        return WebRoom(
            config=config,
            state_dir=state_dir,
            store=store,
            bus=self.bus,
            clock=clock,
            link=self.link,
            nodes=self.directory,
            delivery=self.delivery,
            status=self.status,
            rows=self._outbox_rows(config, self._why(config)),
            further=further,
            pulse=pulse,
        )

    def _web(self) -> object:
        return None if self.web is None else self.web.facts()

    def _air(self) -> object:
        use = self.delivery.air_use()
        return None if use is None else air_row(use, self.link.radio())

    async def _deliver(self) -> None:
        """Deliver as soon as it is known whose key is whose: a message that left before would go by none of its rules.

        A store that does not answer must not silence the bot: then it goes by what the radio tells.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BOOK_S):
                await self.keys.keeper.has_looked.wait()
        await self.delivery.run()

    def _schedule(self, ready: SessionReady) -> None:
        """Schedule what runs at each READY: later, by itself."""
        self.keys.schedule(ready)
        self.help.note(ready)

    def _handlers(self, config: Config, store: Store, clock: Clock) -> Mapping[str, Handler]:
        """Return what the command line may ask of the running process."""

        def identity_desk() -> IdentityDesk:
            from steadymesh.app.identity import IdentityDesk

            return IdentityDesk(
                errands=self.delivery.errands, link=self.link, radio=self.link, bus=self.bus, clock=clock
            )

        identity = IdentityJobs(identity_desk)
        self._rooms["identity"] = identity.run
        why = self._why(config)
        operations = Operations(
            status=self.status,
            link=self.link,
            radio=self.link,
            directory=self.directory,
            book=self.keys.book,
            keeper=self.keys.keeper,
            nodes=store.nodes,
            clock=clock,
            language=config.language,
            custodian=self.keys.custodian,
            contact=self.keys.custodian.contact,
            keys=store.keys,
            further={
                **why.handlers(),
                **identity.handlers(),
                **self._outbox_handlers(config, store, clock, why),
                **self.alerts.handlers(),
                **ConsoleDesk(console=self.bot.console, language=config.language).handlers(),
                **self.help.handlers(),
                **StoreDesk(store).handlers(),
            },
        )
        return operations.handlers()

    def _why(self, config: Config) -> WhyDesk:
        return WhyDesk(
            failures=self.delivery,
            nodes=self.directory,
            keys=self.keys.book,
            radio=self.link,
            language=config.language,
        )

    def _outbox_rows(self, config: Config, why: WhyDesk) -> Rows:
        return Rows(party=why.party, radio=self.link.radio, quiet_hours=config.delivery.quiet_hours)

    def _outbox_handlers(self, config: Config, store: Store, clock: Clock, why: WhyDesk) -> Mapping[str, Handler]:
        """Return what the command line may ask of outgoing messages."""
        rows = self._outbox_rows(config, why)
        desk = OutboxDesk(outbox=self.delivery, archive=store.outbox, rows=rows, bus=self.bus, language=config.language)
        book = self.keys.book
        recipients = Recipients(
            lookup=Lookup(book=book, nodes=self.directory),
            nodes=self.directory,
            radio=self.link,
            successor=book.successor,
        )
        send = SendDesk(outbox=self.delivery, recipients=recipients, row=rows.told, language=config.language)
        air = AirDesk(
            archive=store.outbox,
            clock=clock,
            name_of=lambda num: why.party(num).name,
            air=self.delivery,
            radio=self.link,
        )
        return {**desk.handlers(), **send.handlers(), **air.handlers()}

    def add(self, name: str, room: Room) -> None:
        """Let one more task live and die with the house, such as the pulse."""
        self._rooms[name] = room

    async def run(self) -> None:
        """Run every room until cancelled; each ends within its own deadline.

        A defect that gets past a room's own barrier ends all of them and is raised: whoever runs the house builds a new
        one. A room that was started again by itself would be deaf (its subscription is gone) and seem to be well.

        Raises:
            ExceptionGroup: A defect.
        """
        async with asyncio.TaskGroup() as rooms:
            for name, room in self._rooms.items():
                rooms.create_task(_for_good(name, room), name=name)


async def _for_good(name: str, room: Room) -> None:
    """Run a room, which ends only when it is cancelled.

    A TaskGroup goes on when a task returns, or is cancelled by nobody of ours: the house would seem to be well, without
    a bot in it.

    Raises:
        RuntimeError: It ended all the same.
    """
    task = asyncio.current_task()
    assert task is not None
    try:
        await room()
    except asyncio.CancelledError as exc:
        if task.cancelling():
            raise
        raise RuntimeError(f"the room {name} was cancelled by nobody") from exc
    raise RuntimeError(f"the room {name} ended by itself")


async def _serve_control(server: ControlServer) -> None:
    """Serve the command line whenever its socket can be made; the mesh is served without it too."""
    say = log.warning
    while True:
        try:
            await server.run()
        except StateError as exc:
            say("control-unavailable", error=exc)
        say = log.debug
        await asyncio.sleep(CONTROL_RETRY_S)
