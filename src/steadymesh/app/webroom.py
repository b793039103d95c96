"""HTTP in one piece: server, event stream and metrics, introduced to the rest of the house."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from steadymesh import __version__
from steadymesh.app.outboxrows import Rows
from steadymesh.app.requests import Handler
from steadymesh.app.status import StatusBoard, as_json
from steadymesh.app.webdesk import WebDesk
from steadymesh.app.webevents import KINDS, event_row
from steadymesh.bus import Bus
from steadymesh.config import Config
from steadymesh.delivery.pump import Delivery
from steadymesh.internet.aside import Aside
from steadymesh.ports import Clock, LinkControl, NodeLookup
from steadymesh.store import Store
from steadymesh.web.counting import Counting
from steadymesh.web.metrics import Moment
from steadymesh.web.ring import Ring
from steadymesh.web.room import WebServer
from steadymesh.web.tokens import TokenFile

if TYPE_CHECKING:
    from steadymesh.web.application import Tally
    from steadymesh.web.exposition import Exposition
    from steadymesh.web.server import HttpServer

AFTER_S: Final = 0.5
"""The radio's connection goes first: what serves HTTP takes 0.3 s to load, on a small board ten times as long."""


class WebRoom:
    """HTTP, at work.

    Args:
        config: Where, and in which language.
        state_dir: Where the tokens lie.
        store: Texts, and outgoing messages.
        bus: Where things happen.
        clock: The clocks.
        link: The supervisor.
        nodes: Everybody.
        delivery: The way out.
        status: Everything at once.
        rows: Makes rows of messages.
        further: Operations that the control socket has too.
        pulse: How late the loop is; None: nobody measures it.

    Attributes:
        server: Says where it serves.
        ring: The event stream's memory.
    """

    def __init__(
        self,
        *,
        config: Config,
        state_dir: Path,
        store: Store,
        bus: Bus,
        clock: Clock,
        link: LinkControl,
        nodes: NodeLookup,
        delivery: Delivery,
        status: StatusBoard,
        rows: Rows,
        further: Mapping[str, Handler],
        pulse: Callable[[], object] | None = None,
    ) -> None:
        self._config = config
        self._state_dir = state_dir
        self._clock = clock
        self._status = status
        self._rows = rows
        self._desk = WebDesk(
            status=status,
            link=link,
            nodes=nodes,
            messages=store.messages,
            outbox=delivery,
            archive=store.outbox,
            rows=rows,
            further=further,
            pulse=pulse,
        )
        self.ring = Ring(clock)
        self._events = bus.subscribe("web", KINDS, size=2_000)
        self._counting = Counting(bus)
        self._tally: Tally | None = None
        self._exposition: Exposition | None = None
        self._aside: Aside[None] = Aside("web-load", most=1)
        self.server = WebServer(config.web, build=self._build)

    def rooms(self) -> Mapping[str, Callable[[], Coroutine[object, object, None]]]:
        """Return what is to be run."""
        return {"web": self.server.run, "web-events": self._tell, "metrics": self._counting.run}

    def facts(self) -> object:
        """Return what the status shows of HTTP."""
        address = self.server.address
        return {
            "listening": None if address is None else f"{address[0]}:{address[1]}",
            "event_clients": self.ring.clients,
            "events_dropped": self.ring.lost,
        }

    def busy(self) -> bool:
        """Return whether a library is being loaded: virtual time waits for it."""
        return self._aside.busy()

    async def _tell(self) -> None:
        """Put what happens into the ring until cancelled."""
        try:
            with self._events as events:
                async for event in events:
                    at = str(as_json(self._clock.at()))
                    self.ring.publish(KINDS[type(event)], event_row(event, at, self._rows))
        finally:
            self.ring.close()

    async def _build(self) -> HttpServer:
        """Load what serves HTTP, in a thread: it takes long enough for the radio to be kept waiting."""
        await asyncio.sleep(AFTER_S)
        await self._aside.run("server", _load_server)
        from steadymesh.web.access import Access
        from steadymesh.web.application import Served, Tally, application
        from steadymesh.web.server import HttpServer

        self._tally = Tally()
        served = Served(
            handlers=self._desk.handlers(),
            metrics=self._metrics,
            ring=self.ring,
            tally=self._tally,
            version=__version__,
            language=self._config.language,
        )
        access = Access(TokenFile(self._state_dir), is_open=self._config.web.is_loopback)
        return HttpServer(application(served, access, self._clock), self._clock)

    async def _metrics(self) -> bytes:
        if self._exposition is None:
            await self._aside.run("metrics", _load_metrics)
            from steadymesh.web.exposition import Exposition

            self._exposition = Exposition(self._moment)
        return self._exposition.text()

    def _moment(self) -> Moment:
        return Moment(
            facts=self._status.status(),
            counting=self._counting,
            answers={} if self._tally is None else self._tally.answers,
            event_clients=self.ring.clients,
            events_lost=self.ring.lost,
        )


def _load_server() -> None:
    from steadymesh.web import application, server  # noqa: F401  (loaded, not used)


def _load_metrics() -> None:
    from steadymesh.web import exposition  # noqa: F401  (loaded, not used)
