"""The room: loads what serves HTTP when it is needed, takes the address, and goes on without it while it is taken."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from steadymesh.errors import ConfigError
from steadymesh.web.options import WebOptions
from steadymesh.web.tokens import TokenFile

if TYPE_CHECKING:
    from steadymesh.web.server import HttpServer

log = structlog.get_logger("web")

AGAIN_S: Final = 60.0
"""Between two tries to take the address."""

BACKLOG: Final = 100


class WebServer:
    """Serves HTTP whenever it can.

    Args:
        options: Where.
        build: Imports what is large and returns the server; may take a while.

    Attributes:
        address: Where it serves, port included; None: it does not.
    """

    def __init__(self, options: WebOptions, *, build: Callable[[], Awaitable[HttpServer]]) -> None:
        self._options = options
        self._build = build
        self.address: tuple[str, int] | None = None

    async def run(self) -> None:
        """Serve until cancelled. An address that is taken is told of once, and tried again each minute."""
        server = await self._build()
        say = log.warning
        while True:
            try:
                listener = listen(self._options)
            except OSError as exc:
                say("web-address-taken", address=self._options.address, error=exc.strerror or str(exc))
                say = log.debug
                await asyncio.sleep(AGAIN_S)
                continue
            say = log.warning
            try:
                host, port = listener.getsockname()[:2]
                self.address = (host, port)
                log.info("web-listening", address=f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
                await server.run(listener)
            finally:
                self.address = None
                listener.close()


def listen(options: WebOptions) -> socket.socket:
    """Return a listening socket.

    Raises:
        OSError: The address is taken, is not this machine's, or may not be used.
    """
    host = "127.0.0.1" if options.host == "localhost" else options.host
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # By its number: asyncio switches Nagle's algorithm off only for sockets that say that they are TCP.
    listener = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_CLOEXEC, socket.IPPROTO_TCP)
    try:
        # Connections of the process before us that still linger are no reason to wait a minute (tcp(7), TIME_WAIT).
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, options.port))
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def check(options: WebOptions, state_dir: Path) -> None:
    """Return if HTTP may be served as configured.

    Raises:
        ConfigError: Others than this machine could ask, and nobody would have to show a token.
        StateError: The tokens can't be read.
    """
    if not options.enabled or options.is_loopback or TokenFile(state_dir).tokens():
        return
    raise ConfigError(
        f"web.listen = {options.address} can be reached from other machines, and there is no token yet.",
        remedy="Make one with `steadymesh web token new NAME`, or listen on 127.0.0.1.",
        sentence="web-needs-token",
        fields={"address": options.address},
    )
