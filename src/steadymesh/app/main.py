"""Runs a house in a process of its own, from the first line of the log to the exit code."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from steadymesh import __version__
from steadymesh.alerts.service import ServiceManager, watchdog_s
from steadymesh.app.house import House
from steadymesh.app.plugincode import printed_to_log, watched_steps
from steadymesh.app.process import Stop, leave_if_held, logging_of, state_of
from steadymesh.app.pulse import Pulse
from steadymesh.app.servicestatus import ServiceStatus
from steadymesh.app.stallwatch import StallWatch
from steadymesh.clock import SystemClock
from steadymesh.config import Config
from steadymesh.control.protocol import SOCKET_NAME
from steadymesh.control.server import ControlServer
from steadymesh.errors import StateError, SteadymeshError, UsageError
from steadymesh.link.target import Target, parse_target
from steadymesh.store import Store
from steadymesh.store.statedir import TAKES_NOTHING
from steadymesh.web import room as web

if TYPE_CHECKING:
    from steadymesh.app.simulated import EmbeddedMesh

log = structlog.get_logger("app")

STORE_CLOSE_S: Final = 1.0
"""What the end of the process may wait for the disk."""

REBUILD_S: Final = 1.0
"""Pause before a house that a defect ended is built anew: long enough not to spin, short enough not to be missed."""

REBUILD_MAX_S: Final = 60.0
"""The pause doubles up to this: each new house connects to the radio, which has one place only. One that stood for as
long as that counts as sound."""


def run_bot(config: Config, *, sim: bool = False, faults: Sequence[str] = ()) -> int:
    """Serve the mesh until SIGTERM or SIGINT; return the exit code.

    Args:
        config: Everything that can be set.
        sim: Run on an embedded simulated mesh instead of `config.node`.
        faults: `NAME` or `NAME@SECONDS`: what is to go wrong with the simulated radio.

    Raises:
        UsageError: No radio is named, or a fault is unknown.
        ConfigError: HTTP is to be served to other machines, and there is no token.
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
    radio = _embedded(config, faults) if sim else parse_target(config.node)
    with logging_of(config) as running:
        stop = Stop(running)
        with stop.guarded(), state_of(config, is_throwaway=sim) as state:
            web.check(config.web, state.path)
            _try_control_socket(state.path)
            store = Store.open(state.database, at=SystemClock().at(), options=config.store)
            try:
                # What the imports made lives as long as we do: no collection needs to look at it (14 ms each).
                gc.freeze()
                with watched_steps(), printed_to_log():
                    stop.run(
                        _serve(
                            config,
                            state.path,
                            store,
                            radio=radio,
                            dropped=lambda: running.dropped,
                            stalled=stop.stalled,
                        )
                    )
            finally:
                store.close(STORE_CLOSE_S)
            log.info("stopped")
    leave_if_held()
    return 0


def _embedded(config: Config, faults: Sequence[str]) -> EmbeddedMesh:
    """Return a simulated mesh; who has a radio does without its 2 MB of code."""
    from steadymesh.app.simulated import EmbeddedMesh

    return EmbeddedMesh(clock=SystemClock(), faults=faults, language=config.language)


def _try_control_socket(state_dir: Path) -> None:
    """Refuse to start where no command line could ask: that is to be mended now, not found out later.

    A disk that takes nothing (full, read-only, failing) is no reason to stay away from the mesh; the house makes the
    socket as soon as that has passed.

    Raises:
        StateError: The socket can't be made.
    """
    try:
        ControlServer(path=state_dir / SOCKET_NAME, handlers={}).try_out()
    except StateError as exc:
        cause = exc.__cause__
        if not (isinstance(cause, OSError) and cause.errno in TAKES_NOTHING):
            raise


async def _serve(
    config: Config,
    state_dir: Path,
    store: Store,
    *,
    radio: EmbeddedMesh | Target,
    dropped: Callable[[], int],
    stalled: Callable[[], None],
) -> None:
    """Keep a house running until cancelled; `stalled` is called, in another thread, when the loop stands still."""
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
            with StallWatch(lambda: pulse.beats, stalled):
                await _kept(build)
        finally:
            manager.close()


@contextlib.asynccontextmanager
async def _reached(radio: EmbeddedMesh | Target) -> AsyncIterator[tuple[Target, EmbeddedMesh | None]]:
    """Say where the radio is; an embedded one is there as long as the context."""
    if isinstance(radio, Target):
        yield radio, None
    else:
        async with radio:
            yield radio.target, radio


async def _kept(build: Callable[[], House]) -> None:
    """Run a house; when a defect ends it, say so and build another one: outbox and keys are on disk."""
    loop = asyncio.get_running_loop()
    pause_s = REBUILD_S
    while True:
        began = loop.time()
        try:
            await build().run()
        except Exception as exc:  # barrier: one turn of the house
            if loop.time() - began >= REBUILD_MAX_S:
                pause_s = REBUILD_S
            log.error("house-failed", error=_first(exc), pause_s=pause_s)  # noqa: TRY400  (tracebacks at DEBUG only)
            log.debug("house-failed-traceback", exc_info=exc)
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, REBUILD_MAX_S)


def _first(exc: BaseException) -> SteadymeshError | str:
    """Return the first cause within a group: an error of ours as it is, another one in one line."""
    while isinstance(exc, BaseExceptionGroup):
        exc = exc.exceptions[0]
    return exc if isinstance(exc, SteadymeshError) else f"{type(exc).__name__}: {exc}"
