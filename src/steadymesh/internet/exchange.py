"""One request from its address to the last byte of its answer, through every redirect.

Loaded with the library, at the first request: `httpx2` for URLs, requests and decompression, `httpcore2` for HTTP/1.1.
Its client is left out, and with it what it would bring along: cookies, proxies and passwords from the environment, a
pool, redirects whose bodies are read without an end, and a log line at INFO with the whole URL.
"""

from __future__ import annotations

import contextlib
import logging
import ssl
from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from dataclasses import dataclass, replace
from json import dumps
from typing import Final

import httpcore2
import httpx2

from steadymesh import __version__
from steadymesh.internet import refusals
from steadymesh.internet.door import Door
from steadymesh.internet.places import is_host
from steadymesh.internet.wish import Wish
from steadymesh.model import Fetched, Json
from steadymesh.words import clean

MAX_REDIRECTS: Final = 3
"""http to https, to the right name, to the right language: that is as many as somebody needs."""

PORTS: Final = {"http": 80, "https": 443}

USER_AGENT: Final = f"steadymesh/{__version__}"

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD: Final = frozenset({307, 308})
_READABLE: Final = frozenset({"", "identity", "gzip", "deflate"})
"""What a body may be encoded as, once: a stack of encodings is a bomb."""

_OURS: Final = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade"}
)
"""Headers that say how, not what: nobody but this room sets them."""

for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # at DEBUG they would write down headers and URLs


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked of whom."""

    method: str
    url: httpx2.URL
    headers: Mapping[str, str]
    body: bytes | None = None

    @property
    def host(self) -> str:
        """Return the host, for people."""
        return clean(self.url.raw_host.decode("ascii", "replace"), 80)

    @property
    def origin(self) -> tuple[str, int]:
        """Return whose headers and body these are: http and https of one host are one."""
        port = self.url.port
        return self.url.host, PORTS["https"] if port in (None, PORTS["http"]) else port


def asked(wish: Wish) -> Ask:
    """Return what may be tried of what somebody wishes.

    Headers that say how, such as Host, are left out: they are this room's.

    Raises:
        FetchError: The address is none that is fetched, or the body can't be written.
    """
    try:
        url = httpx2.URL(wish.url)
        if wish.params:
            url = url.copy_merge_params(dict(wish.params))
    except (httpx2.InvalidURL, ValueError) as exc:
        raise refusals.no_address_at_all() from exc
    if not _leads_somewhere(url):
        raise refusals.no_address_at_all()
    own = {name: value for name, value in wish.headers.items() if name.lower() not in _OURS}
    ask = _checked(Ask(method=wish.method, url=url, headers=own))
    return replace(ask, body=_as_json(ask.host, wish.json)) if wish.method == "POST" else ask


class Exchange:
    """One request under way.

    Args:
        ask: What is asked first.
        door: Opens its connections; closed at the end.
        tls: Whom to trust.
        limit_bytes: Of the body, decompressed.
    """

    def __init__(self, ask: Ask, door: Door, *, tls: ssl.SSLContext, limit_bytes: int) -> None:
        self._ask = ask
        self._door = door
        self._tls = tls
        self._limit_bytes = limit_bytes

    @property
    def host(self) -> str:
        """Return who is being asked now."""
        return self._ask.host

    async def run(self) -> Fetched:
        """Return the answer. The caller owns the deadline.

        Raises:
            FetchError: There is none, or it can't be used.
        """
        try:
            for _ in range(MAX_REDIRECTS + 1):
                came = await self._hop()
                if isinstance(came, Fetched):
                    return came
                status, location = came
                self._ask, former = _redirected(self._ask, status, location), self._ask
            raise refusals.too_many_redirects(former.host, MAX_REDIRECTS, status)
        except httpcore2.NetworkError as exc:
            raise refusals.broken(self.host) from exc
        except httpcore2.RemoteProtocolError as exc:
            has_ended = self._door.line is not None and self._door.line.has_ended
            raise (refusals.broken if has_ended else refusals.garbled)(self.host) from exc
        except httpx2.DecodingError as exc:
            raise refusals.garbled(self.host) from exc
        except (httpcore2.LocalProtocolError, UnicodeError) as exc:
            raise refusals.unsendable(self.host) from exc
        finally:
            self._door.close()

    async def _hop(self) -> Fetched | tuple[int, str]:
        """Return an answer, or the status and the target of a redirect; one connection, used once."""
        request = _request(self._ask)
        connection = httpcore2.AsyncHTTPConnection(
            origin=request.url.origin, ssl_context=self._tls, network_backend=self._door
        )
        answer = await connection.handle_async_request(request)
        assert isinstance(answer.stream, AsyncIterable)
        response = httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))
        try:
            if answer.status in _REDIRECTS and "location" in response.headers:
                return answer.status, response.headers["location"]
            if not 200 <= answer.status < 300:
                raise refusals.failed(self.host, answer.status)
            return Fetched(
                status=answer.status,
                body=await self._body(response),
                content_type=clean(response.headers.get("content-type", ""), 100),
                host=self.host,
            )
        finally:
            await connection.aclose()

    async def _body(self, response: httpx2.Response) -> bytes:
        """Return the whole body, decompressed as far as is taken and no further."""
        if response.headers.get("content-encoding", "").strip().lower() not in _READABLE:
            raise refusals.garbled(self.host)
        body = bytearray()
        async with contextlib.aclosing(response.aiter_bytes()) as pieces:
            async for piece in pieces:
                body += piece
                if len(body) > self._limit_bytes:
                    raise refusals.too_large(self.host, self._limit_bytes)
        return bytes(body)


class _Body(httpx2.AsyncByteStream):
    """An answer's body as the one library hands it to the other."""

    def __init__(self, stream: AsyncIterable[bytes]) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncGenerator[bytes, None]:
        pieces = aiter(self._stream)
        assert isinstance(pieces, AsyncGenerator)
        async with contextlib.aclosing(pieces):
            async for piece in pieces:
                yield piece


def _as_json(host: str, value: Json) -> bytes:
    try:
        return dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (ValueError, TypeError, RecursionError) as exc:
        raise refusals.unsendable(host) from exc


def _checked(ask: Ask) -> Ask:
    """Return a request whose address is one that is fetched, or raise FetchError."""
    if ask.url.scheme not in PORTS:
        raise refusals.wrong_scheme(ask.host)
    if ask.url.userinfo:
        raise refusals.has_user(ask.host)
    return ask


def _leads_somewhere(url: httpx2.URL) -> bool:
    """Return whether a URL has a host and a port that there may be."""
    return is_host(url.raw_host.decode("ascii", "replace")) and (url.port is None or 0 < url.port <= 65535)


def _redirected(ask: Ask, status: int, location: str) -> Ask:
    """Return what is asked next.

    Headers stay with the host that they were meant for; a body is not carried to another one.

    Raises:
        FetchError: The redirect is not followed.
    """
    try:
        url = ask.url.join(location)
    except (httpx2.InvalidURL, ValueError) as exc:
        raise refusals.garbled(ask.host) from exc
    if not _leads_somewhere(url):
        raise refusals.garbled(ask.host)
    if ask.url.scheme == "https" and url.scheme == "http":
        raise refusals.redirected_to_plain(ask.host, status)
    keeps = status in _KEEPS_METHOD or ask.method == "GET"
    following = _checked(replace(ask, url=url, method=ask.method if keeps else "GET", body=ask.body if keeps else None))
    if following.origin == ask.origin:
        return following
    if following.body is not None:
        raise refusals.redirected_with_body(ask.host, status)
    return replace(following, headers={})


def _request(ask: Ask) -> httpcore2.Request:
    """Return the request as it goes out: ours says how, theirs what."""
    headers = httpx2.Headers({"User-Agent": USER_AGENT, "Accept": "*/*"})
    if ask.body is not None:
        headers["Content-Type"] = "application/json"
    headers.update(dict(ask.headers))
    headers["Accept-Encoding"] = "gzip, deflate"
    headers["Connection"] = "close"
    whole = httpx2.Request(ask.method, ask.url, headers=headers, content=ask.body)
    url = httpcore2.URL(scheme=ask.url.raw_scheme, host=ask.url.raw_host, port=ask.url.port, target=ask.url.raw_path)
    return httpcore2.Request(ask.method, url, headers=whole.headers.raw, content=ask.body)
