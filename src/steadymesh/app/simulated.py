"""The simulated mesh, embedded (`run --sim`) and on its own (`sim`).

The one fault that lies on our own side is here as well: a node table that hangs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from steadymesh.app.process import Stop, logging_of
from steadymesh.clock import SystemClock
from steadymesh.config import Config
from steadymesh.errors import NotReadyError
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.link.target import Target
from steadymesh.model import Node, NodeKey
from steadymesh.ports import Clock, NodeDirectory
from steadymesh.sim.faults import parse_plan
from steadymesh.sim.scenario import SimOptions, build, serve
from steadymesh.sim.server import SimServer

KEYSYNC_HANG: Final = "keysync-hang"
"""The catalogue's name for the operator's case: the key sync asks the node table, and no answer ever comes."""


def is_on(server: SimServer, fault: str = KEYSYNC_HANG) -> bool:
    """Return whether a fault of the catalogue is on at the moment."""
    return any(active.name == fault for active in server.faults)


class HangingDirectory:
    """A node directory that never answers while `hangs()` says so, and is the real one otherwise.

    Args:
        hangs: Asked at each access.
    """

    def __init__(self, hangs: Callable[[], bool]) -> None:
        self._hangs = hangs
        self._directory: NodeDirectory | None = None

    def serve(self, directory: NodeDirectory) -> None:
        """Stand before this directory from now on."""
        self._directory = directory

    async def nodes(self) -> Mapping[NodeNum, Node]:
        """Return all nodes, or never."""
        return await (await self._real()).nodes()

    async def held_keys(self) -> Mapping[NodeNum, PublicKey]:
        """Return the keys that the radio holds, or never."""
        return await (await self._real()).held_keys()

    async def put_keys(self, keys: Sequence[NodeKey]) -> int:
        """Put keys in, or never."""
        return await (await self._real()).put_keys(keys)

    async def _real(self) -> NodeDirectory:
        if self._hangs():
            await asyncio.Event().wait()
        if self._directory is None:
            raise NotReadyError("The node directory is not there yet.")
        return self._directory


class EmbeddedMesh:
    """A simulated radio with a living mesh around it, in our own loop; use it with `async with`.

    Args:
        clock: Both clocks.
        faults: `NAME` or `NAME@SECONDS`, what is to go wrong. Without any, the link is cut now and then.
        language: In which its people chat.

    Raises:
        UsageError: A fault is unknown.
    """

    def __init__(self, *, clock: Clock, faults: Sequence[str], language: str) -> None:
        plans = tuple(parse_plan(text) for text in faults)
        self._options = SimOptions(port=0, faults=plans, mishaps=not plans, language=language)
        self._clock = clock
        self._server: SimServer | None = None
        self.key_directory = HangingDirectory(lambda: self._server is not None and is_on(self._server))

    @property
    def target(self) -> Target:
        """Where the radio is.

        Raises:
            NotReadyError: It has not started.
        """
        if self._server is None:
            raise NotReadyError("The simulated radio is not there yet.")
        host, port = self._server.address
        return Target(host=host, port=port)

    async def __aenter__(self) -> Self:
        self._server = build(self._options, clock=self._clock)
        await self._server.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            await self._server.__aexit__(kind, exc, trace)


def run_sim(
    config: Config,
    *,
    host: str,
    port: int,
    nodes: int,
    faults: Sequence[str] = (),
    replay: Path | None = None,
) -> int:
    """Be a simulated radio for anybody's client until SIGTERM or SIGINT; return the exit code.

    Args:
        config: For log and language.
        host: Address to listen on.
        port: Port to listen on; 0: any free one.
        nodes: Nodes in its table besides its own.
        faults: `NAME` or `NAME@SECONDS`: what is to go wrong.
        replay: A recorded conversation to play instead of a living mesh.

    Raises:
        UsageError: A fault is unknown or lies in the bot, or the address can't be listened on.
        InputFileError: The recording can't be read.
    """
    options = SimOptions(
        host=host,
        port=port,
        nodes=nodes,
        faults=tuple(parse_plan(text, has_bot=False) for text in faults),
        replay=replay,
        language=config.language,
    )
    with logging_of(config) as running:
        stop = Stop(running)
        with stop.guarded():
            stop.run(serve(options, clock=SystemClock()))
    return 0
