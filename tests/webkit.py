"""A web server with a scripted house behind it, and a client that says exactly what a test wants said."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from steadymesh.clock import LoopClock
from steadymesh.errors import UsageError
from steadymesh.web.access import Access
from steadymesh.web.application import Served, Tally, application
from steadymesh.web.options import WebOptions
from steadymesh.web.ring import Ring
from steadymesh.web.room import listen
from steadymesh.web.server import HttpServer
from steadymesh.web.tokens import Scope, TokenFile

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOST = "Host: localhost\r\n"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def detail(self) -> str:
        assert self.headers["content-type"] == "application/problem+json"
        assert self.json["status"] == self.status
        return self.json["detail"]


class Line:
    """One connection."""

    def __init__(self, reader, writer) -> None:
        self.reader, self.writer = reader, writer

    def say(self, text: str | bytes) -> None:
        self.writer.write(text.encode() if isinstance(text, str) else text)

    async def answer(self) -> Answer:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(first.split()[1]), headers, body)

    async def events(self, until: str) -> list[dict]:
        """Return what the stream tells up to the first event of that kind."""
        found: list[dict] = []
        while True:
            size = int((await self.reader.readuntil(b"\r\n")).strip(), 16)
            chunk = (await self.reader.readexactly(size + 2)).decode()
            for block in filter(None, chunk.strip().split("\n\n")):
                fields = dict(line.split(": ", 1) for line in block.split("\n"))
                if "event" in fields:
                    found.append({**fields, "data": json.loads(fields["data"])})
            if any(one["event"] == until for one in found):
                return found

    async def is_over(self) -> bool:
        try:
            return await self.reader.read() == b""
        except ConnectionError:
            return True

    def close(self) -> None:
        self.writer.transport.abort()


@dataclass
class Web:
    port: int
    tokens: TokenFile
    ring: Ring
    clock: LoopClock
    server: HttpServer
    asked: list[tuple[str, dict]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    async def line(self) -> Line:
        line = Line(*await asyncio.open_connection("127.0.0.1", self.port))
        self.lines.append(line)
        return line

    async def ask(self, head: str, headers: str = HOST, body: bytes = b"") -> Answer:
        """Return the answer to a request, such as `GET /livez`."""
        line = await self.line()
        if body:
            headers += f"Content-Length: {len(body)}\r\n"
        line.say(f"{head} HTTP/1.1\r\n{headers}\r\n".encode() + body)
        answer = await line.answer()
        line.close()
        return answer

    async def post(self, path: str, value: object, *, secret: str = "", headers: str = "") -> Answer:
        bearer = f"Authorization: Bearer {secret}\r\n" if secret else ""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return await self.ask(f"POST {path}", f"{HOST}Content-Type: application/json\r\n{bearer}{headers}", body)

    def token(self, *scopes: Scope, name: str = "test") -> str:
        return self.tokens.add(name, scopes, at=START)


@asynccontextmanager
async def serving(folder, *, is_open: bool = True, **handlers):
    """Serve; `handlers` answer operations (`link_take` is `link.take`), others return what they were given."""
    clock = LoopClock(START)
    ring = Ring(clock)
    asked: list[tuple[str, dict]] = []

    def named(op):
        async def handler(args):
            asked.append((op, dict(args)))
            return {"op": op, "is_healthy": True}

        return handler

    ops = ("live", "ready", "status", "nodes", "keys", "messages", "outbox", "send", "link.release", "link.take",
           "link.reconnect")  # fmt: skip
    table = {op: handlers.get(op.replace(".", "_")) or named(op) for op in ops}

    async def metrics() -> bytes:
        return b"steadymesh_healthy 1.0\n"

    served = Served(handlers=table, metrics=metrics, ring=ring, tally=Tally(), version="1", language="en")
    tokens = TokenFile(folder)
    server = HttpServer(application(served, Access(tokens, is_open=is_open), clock), clock)
    listener = listen(WebOptions(port=0))
    web = Web(listener.getsockname()[1], tokens, ring, clock, server, asked)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(server.run(listener), name="server")
        await asyncio.sleep(0)
        try:
            yield web
        finally:
            for line in web.lines:
                line.close()
            task.cancel()
            ring.close()
    listener.close()


async def refuses(_args):
    raise UsageError("Nobody is called that.", remedy="Look at the list.")
