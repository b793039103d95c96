"""The port's implementation: whether anything is fetched, how many at once, and when it is over.

What speaks HTTP is loaded at the first request, in a thread: it takes a tenth of a second here and a whole one on a
small board, which is too long for the start of the process and for the loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import structlog

from steadymesh.clock import SystemClock
from steadymesh.errors import FetchError
from steadymesh.internet import refusals
from steadymesh.internet.aside import Aside
from steadymesh.internet.names import Names, Resolve, look_up
from steadymesh.internet.options import InternetOptions
from steadymesh.internet.places import parse_place
from steadymesh.internet.wish import Wish
from steadymesh.model import Fetched, Json
from steadymesh.ports import Clock
from steadymesh.ports.internet import NOTHING

if TYPE_CHECKING:
    from steadymesh.internet.exchange import Ask, Exchange

MAX_TIMEOUT_S: Final = 600.0
"""Longest that a caller may ask for: a language model on a small board thinks for minutes, nothing for hours."""

CLOSE_S: Final = 1.0
"""For requests under way to notice that they are over: a turn of the loop each."""

log = structlog.get_logger("internet")

Trust = Callable[[], ssl.SSLContext]
"""Read whom to trust from disk. Blocks."""


def system_trust() -> ssl.SSLContext:
    """Return a context that trusts whom the system trusts. Blocks."""
    import httpx2

    return httpx2.create_ssl_context(trust_env=False)


class Fetcher:
    """See `ports.Fetch`.

    Args:
        options: The room's settings.
        clock: For durations; None: the system's.
        resolve: Looks a name up, in a thread.
        trust: Returns whose certificates are good, in a thread.
    """

    def __init__(
        self,
        options: InternetOptions,
        clock: Clock | None = None,
        *,
        resolve: Resolve = look_up,
        trust: Trust = system_trust,
    ) -> None:
        self._options = options
        self._allowed = tuple(parse_place(one) for one in options.allow)
        self._clock = clock or SystemClock()
        self._names = Names(resolve)
        self._trust = trust
        self._tls: ssl.SSLContext | None = None
        self._loading = Aside[ssl.SSLContext]("steadymesh-loader", most=1)
        self._turns = asyncio.Semaphore(options.max_at_once)
        self._under_way: set[asyncio.Timeout] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_closed = False

    @property
    def is_on(self) -> bool:
        """Whether anything is fetched at all. See `ports.Fetch`."""
        return self._options.enabled

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int | float] = NOTHING,
        headers: Mapping[str, str] = NOTHING,
        timeout_s: float | None = None,
    ) -> Fetched:
        """Return what stands at an address; see `ports.Fetch`.

        Raises:
            FetchError: Nothing came, or nothing that can be used.
        """
        return await self._told(Wish(method="GET", url=url, params=params, headers=headers), timeout_s)

    async def post(
        self, url: str, *, json: Json, headers: Mapping[str, str] = NOTHING, timeout_s: float | None = None
    ) -> Fetched:
        """Send JSON to an address and return the answer; see `ports.Fetch`.

        Raises:
            FetchError: Nothing came, or nothing that can be used.
        """
        return await self._told(Wish(method="POST", url=url, params=NOTHING, headers=headers, json=json), timeout_s)

    def busy(self) -> bool:
        """Return whether a thread is at work that somebody waits for (virtual time waits for it too)."""
        return self._names.busy() or self._loading.busy()

    async def close(self) -> None:
        """End every request under way with an error, and refuse all further ones. Idempotent, within a second."""
        self._is_closed = True
        for scope in self._under_way:
            if not scope.expired():
                scope.reschedule(self._clock.now())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self._idle.wait()

    async def _told(self, wish: Wish, timeout_s: float | None) -> Fetched:
        """Return the answer, and tell the log who gave it, or why there is none."""
        began = self._clock.now()
        try:
            fetched = await self._within(
                wish, min(self._options.timeout_s if timeout_s is None else timeout_s, MAX_TIMEOUT_S)
            )
        except FetchError as exc:
            log.debug("internet-not-fetched", seconds=self._clock.now() - began, detail=exc)
            raise
        log.debug(
            "internet-fetched",
            host=fetched.host,
            status=fetched.status,
            size_bytes=len(fetched.body),
            seconds=self._clock.now() - began,
        )
        return fetched

    async def _within(self, wish: Wish, timeout_s: float) -> Fetched:
        """Return the answer to a request that has so many seconds for all of it."""
        if not self._options.enabled:
            raise refusals.switched_off()
        if self._is_closed:
            raise refusals.closing()
        began = self._clock.now()
        exchange = None
        late = refusals.not_loaded(timeout_s)
        try:
            async with asyncio.timeout(timeout_s) as scope:
                with self._counted(scope):
                    tls = await self._loaded()
                    from steadymesh.internet.exchange import asked

                    ask = asked(wish)
                    late = refusals.all_busy(ask.host, timeout_s)
                    async with self._turns:
                        exchange = self._exchange(ask, tls, began + timeout_s)
                        return await exchange.run()
        except TimeoutError as exc:
            if self._is_closed:
                raise refusals.closing() from exc
            raise (late if exchange is None else refusals.unanswered(exchange.host, timeout_s)) from exc

    def _exchange(self, ask: Ask, tls: ssl.SSLContext, deadline: float) -> Exchange:
        from steadymesh.internet.door import Door
        from steadymesh.internet.exchange import Exchange

        limit_bytes = self._options.limit_bytes
        door = Door(self._names, self._allowed, self._clock, deadline=deadline, limit_bytes=limit_bytes)
        return Exchange(ask, door, tls=tls, limit_bytes=limit_bytes)

    @contextlib.contextmanager
    def _counted(self, scope: asyncio.Timeout) -> Iterator[None]:
        """Let `close` find a request while it is under way."""
        self._under_way.add(scope)
        self._idle.clear()
        try:
            yield
        finally:
            self._under_way.discard(scope)
            if not self._under_way:
                self._idle.set()

    async def _loaded(self) -> ssl.SSLContext:
        """Return whom to trust; from now on, what speaks HTTP can be imported without a wait."""
        if self._tls is None:
            try:
                self._tls = await self._loading.run("", self._load)
            except OSError as exc:
                raise refusals.no_certificates(exc) from exc
        return self._tls

    def _load(self) -> ssl.SSLContext:
        """Load all of it. Blocks."""
        importlib.import_module("steadymesh.internet.exchange")
        return self._trust()
