"""From a request to its answer: limits, who may, parameters, body, the house's handler, and one barrier around all."""

from __future__ import annotations

import asyncio
import functools
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from steadymesh.errors import SteadymeshError
from steadymesh.ports import Clock
from steadymesh.web import openapi
from steadymesh.web.access import Access
from steadymesh.web.answers import answer, plain
from steadymesh.web.endpoints import ENDPOINTS, Endpoint
from steadymesh.web.params import read_query
from steadymesh.web.problems import MEDIA, TITLES, Problem, language_of, of_error, problem
from steadymesh.web.ring import Ring
from steadymesh.web.stream import MOST_CLIENTS, EventStream
from steadymesh.words import LANGUAGES, clean

log = structlog.get_logger("web")

Args = Mapping[str, object]
Handler = Callable[[Args], Awaitable[object]]

MAX_BODY: Final = 65_536
MAX_HEADERS: Final = 16_384
"""Bytes of all header lines."""

MAX_TARGET: Final = 2_048
"""Bytes of the path and what follows it."""

REQUEST_S: Final = 10.0
"""For one request, the time that its client takes for sending and reading included."""

_BODILESS: Final = frozenset((one.method, one.path) for one in ENDPOINTS if one.body is None)
"""What takes no body, by method and path."""

METRICS_MEDIA: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was answered, for the metrics."""

    answers: Counter[str] = field(default_factory=Counter)
    """By the first digit of the status: `2xx` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What the house does for those who ask by HTTP.

    Handlers get a request's parameters (or its body's members) and `language`; they raise `SteadymeshError` to refuse.
    """

    handlers: Mapping[str, Handler]
    """By `Endpoint.op`."""
    metrics: Callable[[], Awaitable[bytes]]
    """Returns the exposition text."""
    ring: Ring
    tally: Tally
    version: str
    language: str
    """Where the asker wishes none."""


def application(served: Served, access: Access, clock: Clock) -> ASGIApp:
    """Return the application, to be called for each request."""
    routes = [
        Route(one.path, functools.partial(_endpoint, one, served, access), methods=[one.method]) for one in ENDPOINTS
    ]
    handlers = {HTTPException: functools.partial(_foreign, served), Exception: functools.partial(_defect, served)}
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False
    return Barrier(app, served, clock)


class Barrier:
    """Stands around every request: limits first, a deadline, and whatever is raised becomes an answer.

    Args:
        app: What is inside.
        served: For the language and the count.
        clock: Loop time.
    """

    def __init__(self, app: ASGIApp, served: Served, clock: Clock) -> None:
        self._app = app
        self._served = served
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        began = self._clock.now()
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                self._served.tally.answers[f"{status // 100}xx"] += 1
            await send(message)

        try:
            await self._within_limits(scope, receive, noted)
        except TimeoutError:
            if status == 0:
                await self._refuse(problem(408, "too-slow", is_end=True), scope, receive, noted)
        except ClientDisconnect:
            pass
        except Exception as exc:  # barrier: one web request
            log.exception("web-request-failed", path=clean(scope["path"], 80), error=type(exc).__name__)
        log.debug(
            "web-request",
            method=clean(scope["method"], 10),
            path=clean(scope["path"], 80),
            status=status,
            seconds=round(self._clock.now() - began, 4),
        )

    async def _within_limits(self, scope: Scope, receive: Receive, send: Send) -> None:
        wrong = _wrong_shape(scope)
        if wrong is not None:
            await self._refuse(wrong, scope, receive, send)
        elif scope["path"] == "/api/v1/events" and scope["method"] == "GET":
            await self._app(scope, receive, send)
        else:
            async with asyncio.timeout(REQUEST_S):
                await self._app(scope, receive, send)

    async def _refuse(self, wrong: Problem, scope: Scope, receive: Receive, send: Send) -> None:
        async with asyncio.timeout(REQUEST_S):
            await _refusal(wrong, Request(scope), self._served.language)(scope, receive, send)


def _wrong_shape(scope: Scope) -> Problem | None:
    """Return what is wrong with a request before anybody looks at what it wants; None: nothing."""
    raw_path: bytes = scope["raw_path"]
    if len(raw_path) + len(scope["query_string"]) > MAX_TARGET:
        return problem(414, "target-too-long", limit=MAX_TARGET, is_end=True)
    if sum(len(name) + len(value) + 4 for name, value in scope["headers"]) > MAX_HEADERS:
        return problem(431, "headers-too-large", limit=MAX_HEADERS, is_end=True)
    names = [name for name, _value in scope["headers"]]
    if names.count(b"host") > 1 or names.count(b"authorization") > 1 or names.count(b"content-type") > 1:
        return problem(400, "header-twice", is_end=True)
    if raw_path != scope["path"].encode("utf-8", "replace"):  # none of our paths is written with percent signs
        return problem(404, "no-such-path", is_end=True)
    has_body = b"transfer-encoding" in names or dict(scope["headers"]).get(b"content-length", b"0") != b"0"
    if has_body and ("GET" if scope["method"] == "HEAD" else scope["method"], scope["path"]) in _BODILESS:
        return problem(400, "body-not-wanted", is_end=True)
    return None


async def _endpoint(one: Endpoint, served: Served, access: Access, request: Request) -> Response:
    """Answer a request for one address; Starlette calls this."""
    try:
        access.check(one, request.headers)
        args = read_query(request.scope["query_string"], one.params)
        if one.body is not None:
            args = {**args, **_members(await _body(request), one.body)}
        return await _answered(one, served, request, args)
    except Problem as exc:
        return _refusal(exc, request, served.language)
    except SteadymeshError as exc:
        return _refusal(of_error(exc), request, served.language)


async def _answered(one: Endpoint, served: Served, request: Request, args: Args) -> Response:
    match one.op:
        case "openapi":
            return answer(200, openapi.document(ENDPOINTS, served.version))
        case "metrics":
            return plain(200, await served.metrics(), METRICS_MEDIA)
        case "events":
            return _stream(served.ring, request)
    language = _language(request, served.language)
    told = await served.handlers[one.op]({**args, "language": language})
    if one.op == "ready" and isinstance(told, dict) and not told["is_healthy"]:
        return answer(
            503,
            {"type": "about:blank", "title": TITLES[503], "status": 503, **told},
            media=MEDIA,
        )
    return answer(one.status, told)


def _stream(ring: Ring, request: Request) -> Response:
    if request.method == "HEAD":
        return plain(200, b"", "text/event-stream; charset=utf-8")
    if ring.clients >= MOST_CLIENTS:
        raise problem(503, "too-many-clients", limit=MOST_CLIENTS, headers={"Retry-After": "60"}, is_end=True)
    return _Streamed(EventStream(ring, request.headers.get("last-event-id", "")[:100]))


class _Streamed(Response):
    """A stream where Starlette wants a response."""

    def __init__(self, stream: EventStream) -> None:
        super().__init__()
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._stream(scope, receive, send)


async def _body(request: Request) -> bytes:
    """Return the body; raises Problem where it is too large."""
    length = request.headers.get("content-length", "0")
    # h11 has seen to it that it is a number.
    if int(length) > MAX_BODY:
        raise problem(413, "body-too-large", limit=MAX_BODY, is_end=True)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            raise problem(413, "body-too-large", limit=MAX_BODY, is_end=True)
    return bytes(body)


def _members(body: bytes, schema: Mapping[str, object]) -> dict[str, object]:
    """Return the members of a body; what their values may be is for the handler to say.

    Raises:
        Problem: It is no JSON object, or lacks a member, or has one that nobody knows.
    """
    try:
        found = json.loads(body, object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as exc:
        raise problem(400, "body-no-json") from exc
    if not isinstance(found, dict):
        raise problem(400, "body-no-object")
    known, required = schema["properties"], schema["required"]
    assert isinstance(known, dict)
    assert isinstance(required, list)
    if odd := sorted(found.keys() - known.keys()):
        raise problem(422, "member-unknown", name=clean(odd[0], 40), known=", ".join(known) or "–")
    if missing := [name for name in required if name not in found]:
        raise problem(422, "member-missing", name=missing[0])
    return found


def _once_each(members: list[tuple[str, object]]) -> dict[str, object]:
    """Return the members of an object; two of one name may be read as either, by us or by whoever has looked before."""
    found = dict(members)
    if len(found) < len(members):
        names = [name for name, _value in members]
        raise problem(400, "param-twice", name=clean(next(name for name in names if names.count(name) > 1), 40))
    return found


def _refusal(wrong: Problem, request: Request, default: str) -> Response:
    headers = {**wrong.headers, **({"Connection": "close"} if wrong.is_end else {})}
    return answer(wrong.status, wrong.document(_language(request, default)), media=MEDIA, headers=headers)


async def _foreign(served: Served, request: Request, exc: Exception) -> Response:
    """Answer what Starlette itself refuses: no such path, or not by this method."""
    assert isinstance(exc, HTTPException)
    if exc.status_code == 405:
        allow = (exc.headers or {}).get("Allow", "")
        wrong = problem(405, "method-not-allowed", headers={"Allow": allow}, is_end=True)
    else:
        wrong = problem(404, "no-such-path", is_end=True)
    return _refusal(wrong, request, served.language)


async def _defect(served: Served, request: Request, _exc: Exception) -> Response:
    """Answer what raised; it goes on to the barrier, which logs it."""
    return _refusal(problem(500, "defect", is_end=True), request, served.language)


def _language(request: Request, default: str) -> str:
    """Return the language that is wished for: `lang=` in the query, else Accept-Language."""
    wished = request.query_params.get("lang", "")
    return wished if wished in LANGUAGES else language_of(request.headers.get("accept-language", "")[:400], default)
