"""A scripted internet: what a server answers is for the test to say; nothing leaves the machine."""

from __future__ import annotations

import asyncio
import json as jsontext
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from steadymesh.errors import FetchError
from steadymesh.internet import refusals
from steadymesh.internet.options import InternetOptions
from steadymesh.model import Fetched, Json
from steadymesh.ports.internet import NOTHING

NOT_SCRIPTED: Final = "The test has not said what {host} answers: use mesh.internet.answer({url!r}, …)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request of a plug-in."""

    method: str
    """`GET` or `POST`."""
    url: str
    params: Mapping[str, str | int | float]
    headers: Mapping[str, str]
    json: Json
    """What was sent; None for a GET."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    url: str
    status: int
    body: bytes
    content_type: str
    error: FetchError | None
    after_s: float


class FakeInternet:
    """See `ports.Fetch`. An address that nobody has scripted raises `FetchError` and says so.

    Attributes:
        asked: Every request, in order.
        options: Whether there is an internet at all (there is one here), how long it is waited for, how much is taken.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.options = InternetOptions(enabled=True)
        self._pages: list[_Page] = []

    def answer(
        self,
        url: str,
        *,
        json: Json = None,
        text: str | None = None,
        body: bytes | None = None,
        status: int = 200,
        after_s: float = 0.0,
    ) -> None:
        """Have every address that begins so answer this; the longest beginning counts, of two the later one.

        Args:
            url: The beginning, without parameters.
            json: The body; or
            text: a text; or
            body: bytes.
            status: One that is not 2xx raises `FetchError` with that status, as the real one does.
            after_s: Seconds that the server takes; more than the time limit raises `FetchError`.
        """
        kind = "text/plain" if text is not None else "application/json"
        content = text.encode() if text is not None else jsontext.dumps(json).encode()
        self._add(url, body=content if body is None else body, kind=kind, status=status, after_s=after_s)

    def fail(self, url: str, error: FetchError | None = None, *, after_s: float = 0.0) -> None:
        """Have every address that begins so raise an error; None: as if the connection broke."""
        broken = error or refusals.broken(_host(url))
        self._add(url, body=b"", kind="", status=0, after_s=after_s, error=broken)

    def switch_off(self) -> None:
        """Have no internet, as with `internet.enabled = false`, which is the operator's default."""
        self.options = InternetOptions(enabled=False)

    def _add(
        self, url: str, *, body: bytes, kind: str, status: int, after_s: float, error: FetchError | None = None
    ) -> None:
        page = _Page(url=url, status=status, body=body, content_type=kind, error=error, after_s=after_s)
        self._pages.insert(0, page)

    @property
    def is_on(self) -> bool:
        """As the options say. See `ports.Fetch`."""
        return self.options.enabled

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int | float] = NOTHING,
        headers: Mapping[str, str] = NOTHING,
        timeout_s: float | None = None,
    ) -> Fetched:
        """Return what was scripted.

        Raises:
            FetchError: An error was, or nothing.
        """
        return await self._told(Asked(method="GET", url=url, params=params, headers=headers, json=None), timeout_s)

    async def post(
        self, url: str, *, json: Json, headers: Mapping[str, str] = NOTHING, timeout_s: float | None = None
    ) -> Fetched:
        """Return what was scripted.

        Raises:
            FetchError: An error was, or nothing.
        """
        return await self._told(Asked(method="POST", url=url, params=NOTHING, headers=headers, json=json), timeout_s)

    async def _told(self, asked: Asked, timeout_s: float | None) -> Fetched:
        self.asked.append(asked)
        host, limit_s = _host(asked.url), self.options.timeout_s if timeout_s is None else timeout_s
        if not self.options.enabled:
            raise refusals.switched_off()
        if not host:
            raise refusals.no_address_at_all()
        fitting = [page for page in self._pages if asked.url.startswith(page.url)]
        if not fitting:
            raise FetchError(NOT_SCRIPTED.format(host=host, url=asked.url))
        page = max(fitting, key=lambda one: len(one.url))
        await asyncio.sleep(min(page.after_s, limit_s))
        if page.after_s > limit_s:
            raise refusals.unanswered(host, limit_s)
        if page.error is not None:
            raise page.error
        if not 200 <= page.status < 300:
            raise refusals.failed(host, page.status)
        if len(page.body) > self.options.limit_bytes:
            raise refusals.too_large(host, self.options.limit_bytes)
        return Fetched(status=page.status, body=page.body, content_type=page.content_type, host=host)


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.hostname or "" if parts.scheme in ("http", "https") else ""
