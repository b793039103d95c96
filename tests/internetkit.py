"""Scripted ends for the internet's tests: a server that does anything, names that lead anywhere, and our certificates."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import functools
import ipaddress
import socket
import ssl
import struct
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx2  # noqa: F401  (loaded here, so that no test waits for it in virtual time)
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from steadymesh.clock import LoopClock
from steadymesh.errors import FetchError
from steadymesh.internet.fetcher import Fetcher
from steadymesh.internet.options import InternetOptions
from steadymesh.words import tell

START = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
LIMIT = 256_000
SECRET = "hush"
"""Stands in every path, query and header; in no sentence and in no log line."""


def loop_now() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Seen:
    """A request as the server read it."""

    line: str
    headers: dict[str, str]
    body: bytes = b""


Script = Callable[["Server", asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """What a script gets to know, and tells."""

    port: int = 0
    scripts: list[Script] = field(default_factory=list)
    """One a connection, the last one for all further ones."""
    seen: list[Seen] = field(default_factory=list)
    open: int = 0
    most_open: int = 0

    def url(self, path: str = f"/{SECRET}?token={SECRET}", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    async def request(self, reader: asyncio.StreamReader) -> Seen:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        seen = Seen(head[0], headers, await reader.readexactly(int(headers.get("content-length", 0))))
        self.seen.append(seen)
        return seen


@contextlib.asynccontextmanager
async def serving(*scripts: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Serve until the block ends, and then make sure that nobody is connected any more."""
    server = Server(scripts=list(scripts))
    nobody = asyncio.Event()
    nobody.set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script = server.scripts.pop(0) if len(server.scripts) > 1 else server.scripts[0]
        server.open += 1
        server.most_open = max(server.most_open, server.open)
        nobody.clear()
        try:
            await script(server, reader, writer)
            if writer.can_write_eof():
                writer.write_eof()
            else:
                writer.close()
            await reader.read()  # until the client closes: it does, or this hangs
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()
            server.open -= 1
            if not server.open:
                nobody.set()

    listener = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
        async with asyncio.timeout(5):  # a script may be asleep
            await nobody.wait()
        await asyncio.sleep(0)
    finally:
        listener.close()


def answering(
    body: bytes = b"", *, status: str = "200 OK", headers: Sequence[str] = (), length: int | None = None
) -> Script:
    """Answer one request."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return sending("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def redirecting(location: str, status: int = 302) -> Script:
    return answering(b"moved" * 100_000, status=f"{status} Moved", headers=[f"Location: {location}"])


def sending(raw: bytes) -> Script:
    """Read one request, send these bytes, close."""

    async def script(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await server.request(reader)
        writer.write(raw)
        await writer.drain()

    return script


def dripping(raw: bytes, every_s: float) -> Script:
    """Read one request, send these bytes one by one."""

    async def script(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await server.request(reader)
        for byte in raw:
            await asyncio.sleep(every_s)
            writer.write(bytes([byte]))
            await writer.drain()

    return script


async def silent(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take a connection and everything that comes, say nothing, end when the client does."""
    while await reader.read(1024):
        pass


async def resetting(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take a few bytes, then cut the connection off."""
    await reader.read(10)
    cut_off(writer)


def cut_off(writer: asyncio.StreamWriter) -> None:
    """Reset a connection."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


def flooding(head: bytes, piece: bytes) -> Script:
    """Read one request, send a piece again and again until the client has had enough."""

    async def script(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await server.request(reader)
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()

    return script


class ScriptedNames:
    """A name server: each name leads to the next of its answers, the last one for ever; a lookup may hang."""

    def __init__(self, **answers: Sequence[str] | Exception) -> None:
        self.answers = {name.replace("_", "."): answer for name, answer in answers.items()}
        self.asked: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.threads: list[threading.Thread] = []

    def __call__(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        self.threads.append(threading.current_thread())
        self.gate.wait()
        answer = self.answers[host]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def let_go(self) -> None:
        """Let what hangs end, and let the loop hear of it."""
        self.gate.set()
        for thread in self.threads:
            thread.join(5)
        await asyncio.sleep(0)
        await asyncio.sleep(0)


def a_fetcher(
    *servers: Server, names: ScriptedNames | None = None, allow: Sequence[str] = (), trust: bool = False, **options
) -> Fetcher:
    """Return a fetcher that may reach these servers under 127.0.0.1, and what else is allowed."""
    fetcher = Fetcher(
        InternetOptions(
            enabled=options.pop("enabled", True),
            allow=(*(f"127.0.0.1:{server.port}" for server in servers), *allow),
            **options,
        ),
        LoopClock(START),
        resolve=names or ScriptedNames(),
        trust=our_trust if trust else functools.partial(ssl.SSLContext, ssl.PROTOCOL_TLS_CLIENT),
    )
    asyncio.get_running_loop().busy_probes.append(fetcher.busy)
    return fetcher


async def refusal(fetching: Awaitable[object]) -> FetchError:
    """Return why nothing is fetched; whatever it is, it tells no secret, in any language."""
    with pytest.raises(FetchError) as caught:
        await fetching
    error = caught.value
    assert error.told.sentence
    for language in ("en", "fr"):
        said = tell(error.told, language)
        assert SECRET not in said
        assert "{" not in said
    assert tell(error.told, "en") == str(error)
    return error


@functools.cache
def _certificates() -> tuple[bytes, str]:
    """Return a key with a certificate for api.example, and the authority that signed it."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tests")])
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    end = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)

    def builder(name: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(ca_name).public_key(public)
        return builder.serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(end)

    authority = (
        builder(ca_name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    names = x509.SubjectAlternativeName(
        [x509.DNSName("api.example"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    leaf = builder(x509.Name([]), key.public_key()).add_extension(names, critical=True).sign(ca_key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + leaf.public_bytes(pem), authority.public_bytes(pem).decode()


def our_trust() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=_certificates()[1])
    return context


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:  # the module takes files only
        file = Path(folder) / "server.pem"
        file.write_bytes(_certificates()[0])
        context.load_cert_chain(file)
    return context
