"""Runs a house in a process of its own, from the first line of the log to the exit code."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Final

import structlog

from steadymesh import __version__
from steadymesh.alerts.service import ServiceManager, watchdog_s
from steadymesh.app.house import House
from steadymesh.app.process import Stop, logging_of, state_of
from steadymesh.app.pulse import Pulse
from steadymesh.app.servicestatus import ServiceStatus
from steadymesh.app.simulated import EmbeddedMesh
from steadymesh.clock import SystemClock
from steadymesh.config import Config
from steadymesh.errors import UsageError
from steadymesh.link.target import Target, parse_target
from steadymesh.sim.faults import parse_plan
from steadymesh.sim.scenario import SimOptions, serve
from steadymesh.store import Store

log = structlog.get_logger("app")

STORE_CLOSE_S: Final = 1.0
"""What the end of the process may wait for the disk."""

REBUILD_S: Final = 1.0
"""Pause before a house that a defect ended is built anew: long enough not to spin, short enough not to be missed."""


def run_bot(config: Config, *, sim: bool = False, faults: Sequence[str] = ()) -> int:
    """Serve the mesh until SIGTERM or SIGINT; return the exit code.

    Args:
        config: Everything that can be set.
        sim: Run on an embedded simulated mesh instead of `config.node`.
        faults: `NAME` or `NAME@SECONDS`: what is to go wrong with the simulated radio.

    Raises:
        UsageError: No radio is named, or a fault is unknown.
        StateError: The state directory is in use or can't be used.
    """
    if not sim and not config.node:
        raise UsageError(
            "No radio is named.",
            remedy="Write --node tcp://ADDRESS, set link.node, or try --sim for a simulated one.",
            sentence="run-no-radio",
        )
    if faults and not sim:
        raise UsageError("Faults are for the simulated radio.", remedy="Add --sim.", sentence="run-faults-need-sim")
    mesh = EmbeddedMesh(clock=SystemClock(), faults=faults, language=config.language) if sim else None
    target = None if sim else parse_target(config.node)
    with logging_of(config) as running:
        stop = Stop(running)
        with stop.guarded(), state_of(config, is_throwaway=sim) as state:
            store = Store.open(state.database, at=SystemClock().at())
            try:
                stop.run(_serve(config, state.path, store, radio=mesh or target, dropped=lambda: running.dropped))
            finally:
                store.close(STORE_CLOSE_S)
            log.info("stopped")
    return 0


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


async def _serve(
    config: Config, state_dir: Path, store: Store, *, radio: EmbeddedMesh | Target | None, dropped: Callable[[], int]
) -> None:
    """Keep a house running until cancelled."""
    clock = SystemClock()
    manager = ServiceManager()
    pulse = Pulse(clock=clock, notifier=manager, watchdog_s=watchdog_s())
    log.info("started", version=__version__, pid=os.getpid(), state_dir=str(state_dir))
    async with _reached(radio) as (target, mesh):

        def build() -> House:
            house = House(
                config=config,
                target=target,
                store=store,
                clock=clock,
                state_dir=state_dir,
                key_directory=mesh.key_directory if mesh is not None else None,
                facts={"pulse": pulse.facts, "log": lambda: {"dropped": dropped()}},
            )
            if mesh is not None:
                mesh.key_directory.serve(house.directory)
            house.add("pulse", pulse.run)
            house.add("service", ServiceStatus(bus=house.bus, manager=manager, language=config.language).run)
            return house

        try:
            await _kept(build)
        finally:
            manager.close()


@contextlib.asynccontextmanager
async def _reached(radio: EmbeddedMesh | Target | None) -> AsyncIterator[tuple[Target, EmbeddedMesh | None]]:
    """Say where the radio is; an embedded one is there as long as the context."""
    if isinstance(radio, EmbeddedMesh):
        async with radio:
            yield radio.target, radio
    else:
        assert radio is not None
        yield radio, None


async def _kept(build: Callable[[], House]) -> None:
    """Run a house; when a defect ends it, say so and build another one: outbox and keys are on disk."""
    while True:
        try:
            await build().run()
        except Exception as exc:  # barrier: one turn of the house
            log.error("house-failed", error=_first(exc))  # noqa: TRY400  (tracebacks at DEBUG only)
            log.debug("house-failed-traceback", exc_info=exc)
        await asyncio.sleep(REBUILD_S)


def _first(exc: BaseException) -> str:
    """Return the first cause within a group, in one line."""
    while isinstance(exc, BaseExceptionGroup):
        exc = exc.exceptions[0]
    return f"{type(exc).__name__}: {exc}"
