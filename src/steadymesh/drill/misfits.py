"""What misbehaves on our own side when a drill asks for it: two commands and a resolver."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Sequence

from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.plugin import Command, Context, Reply, command
from steadymesh.link.resolver import Endpoint, look_up


@command("hang", help="help-ping")
async def hang(_context: Context) -> Reply | None:
    """Never return, and take no notice of being cancelled."""
    while True:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


@command("boom", help="help-ping")
async def boom(_context: Context) -> Reply | None:
    """Raise."""
    raise ZeroDivisionError("as the drill asks")


def plugin() -> Plugin:
    """Return the commands that misbehave."""
    commands: tuple[Command, ...] = (hang, boom)
    return Plugin(name="drill", commands=commands)


class StuckResolver:
    """Looks names up, or never comes back while `stuck` is set."""

    def __init__(self) -> None:
        self.stuck = False
        self._free = threading.Event()

    def __call__(self, host: str, port: int) -> Sequence[Endpoint]:
        """Resolve, in the resolver's thread."""
        del host
        if self.stuck:
            self._free.wait()
        return look_up("127.0.0.1", port)

    def release(self) -> None:
        """Let every lookup end."""
        self.stuck = False
        self._free.set()
