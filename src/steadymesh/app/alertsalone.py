"""Alerts while no process runs: a test of the services, and what is still to be told."""

from __future__ import annotations

import asyncio
from pathlib import Path

from steadymesh.alerts.backlog import Backlog, notice_of
from steadymesh.alerts.board import Board
from steadymesh.alerts.courier import AppriseCourier
from steadymesh.alerts.delivering import NOTICE
from steadymesh.alerts.notifier import BOARD
from steadymesh.alerts.options import AlertOptions
from steadymesh.alerts.testing import tried
from steadymesh.app.offline import with_store
from steadymesh.bot import loader
from steadymesh.clock import SystemClock
from steadymesh.store import Store


def tried_directly(options: AlertOptions) -> object:
    """Tell every service that this is a test; return what became of it."""
    return asyncio.run(tried(AppriseCourier(), options))


def kept_alerts(state_dir: Path, options: AlertOptions) -> object:
    """Return what was going on when the last process ended, and what is still to be told.

    Raises:
        StateError: The directory is in use or can't be used.
    """

    async def answer(store: Store) -> object:
        kept = dict(await store.plugins.drawer(loader.ALERTS_DRAWER).items())
        clock, board = SystemClock(), Board(quiet=options.quiet)
        backlog = Backlog([service.name for service in options.services])
        at = clock.at()
        for key, value in kept.items():
            if key.startswith(NOTICE) and (found := notice_of(key.removeprefix(NOTICE), value)) is not None:
                backlog.add(found[0], at, found[1])
        last = kept.get(BOARD)
        board.restore(last.get("causes") if isinstance(last, dict) else None, clock.now(), 0.0)
        return {
            "current": list(board.current(clock.now())),
            "waiting": list(backlog.rows()),
            "dropped": 0,
            "services": [],
        }

    return with_store(state_dir, answer)
