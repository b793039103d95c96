"""Watches the house, tells the board, and has what is to be told carried to the services.

What it waits for (the disk, the services) nobody else waits for: events come by a subscription of its own, and a disk
that fails leaves everything in memory.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import Final

from steadymesh.alerts import digest, reading
from steadymesh.alerts.backlog import Notice
from steadymesh.alerts.board import Board
from steadymesh.alerts.changes import Began, Ended
from steadymesh.alerts.courier import Courier, Letter
from steadymesh.alerts.delivering import Delivering
from steadymesh.alerts.digest import Day
from steadymesh.alerts.kinds import AlertKind
from steadymesh.alerts.options import AlertOptions
from steadymesh.alerts.plain import plain_name
from steadymesh.alerts.reading import Reader
from steadymesh.alerts.shelf import Shelf
from steadymesh.alerts.tellings import DIGEST, Note, Weight, note_of
from steadymesh.bus import Bus, Subscription, WhenFull
from steadymesh.events import Event, SessionReady, TelemetryReceived
from steadymesh.ids import NodeNum
from steadymesh.ports import Clock, PluginStore
from steadymesh.words import render

LOOK_S: Final = 60.0
"""Between two looks at what no event tells of, and between two writings of the day."""

LATE_S: Final = 120.0
"""A notification that is older says when that was."""

OLD: Final = timedelta(days=2)
"""A day that was begun before is summed up by nobody."""

BOARD: Final = "board"
DAY: Final = "day"


class Notifier:
    """Tells people what they want to know of the house.

    Args:
        bus: Where things happen.
        clock: The clocks.
        options: Whom to tell what.
        drawer: Where what is not told yet outlives the process.
        courier: Carries notifications.
        name_of: Returns what a node calls itself, as it came; empty: not known.
        stuck_s: Returns for how long the oldest message that could leave has waited, 0 if none does; None: nobody can
            tell, for there is no link.
        zone: The house's time zone.
    """

    def __init__(
        self,
        *,
        bus: Bus,
        clock: Clock,
        options: AlertOptions,
        drawer: PluginStore,
        courier: Courier,
        name_of: Callable[[NodeNum], str],
        stuck_s: Callable[[], float | None],
        zone: tzinfo,
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._options = options
        self._shelf = Shelf(drawer)
        self._name_of = name_of
        self._stuck_s = stuck_s
        self._zone = zone
        self._board = Board(quiet=options.quiet)
        self._delivering = Delivering(
            services=options.services, clock=clock, courier=courier, shelf=self._shelf, letter=self._letter
        )
        self._reader = Reader(name_of)
        self._own: NodeNum | None = None
        self._day = Day()
        self._digested: datetime | None = None
        self._is_loaded = False
        self._stirred = asyncio.Event()
        self._events = bus.subscribe("alerts", {*reading.KINDS, *digest.KINDS}, size=5000)
        # A busy mesh tells by the hundred; of our own radio every minute, and the last one says it all.
        self._telemetry = bus.subscribe(
            "alerts-telemetry", (TelemetryReceived,), size=1000, when_full=WhenFull.DROP_OLDEST
        )

    def facts(self) -> dict[str, object]:
        """Return how it stands, for `status --json` and metrics; no address is among it."""
        now, backlog = self._clock.now(), self._delivering.backlog
        return {
            "current": self._board.current(now),
            "waiting": len(backlog),
            "dropped": backlog.dropped,
            "services": backlog.services(now),
        }

    def listed(self) -> dict[str, object]:
        """Return the same, with what waits in words."""
        return {**self.facts(), "waiting": self._delivering.backlog.rows()}

    async def run(self) -> None:
        """Watch and tell until cancelled."""
        self._day.watch(self._clock.now())
        with self._events, self._telemetry:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._load(), name="alerts-load")
                tasks.create_task(self._take(self._events), name="alerts-events")
                tasks.create_task(self._take(self._telemetry), name="alerts-telemetry")
                tasks.create_task(self._look(), name="alerts-look")
                tasks.create_task(self._tell(), name="alerts-tell")
                tasks.create_task(self._delivering.run(), name="alerts-deliver")
                tasks.create_task(self._shelf.run(), name="alerts-shelf")

    # --- what comes in ------------------------------------------------------------------------

    async def _take(self, subscription: Subscription) -> None:
        while True:
            await subscription.wait()
            for event in subscription.take_all():
                self._note(event)
            self._stirred.set()

    def _note(self, event: Event) -> None:
        if isinstance(event, SessionReady):
            self._own = event.radio.num
        now = self._clock.now()
        for change in self._reader.read(event):
            self._board.note(change, now)
        if isinstance(event, TelemetryReceived):
            self._day.note_battery(event, self._own)
        else:
            self._day.note(event)

    async def _look(self) -> None:
        """Look at what no event tells of."""
        while True:
            await asyncio.sleep(LOOK_S)
            self._look_at_outbox()
            self._digest()
            self._delivering.expire(self._clock.at())
            self._stirred.set()

    def _look_at_outbox(self) -> None:
        now, waited_s, limit_s = self._clock.now(), self._stuck_s(), self._options.outbox_after_s
        if waited_s is None or limit_s <= 0:
            return
        is_stuck = waited_s >= limit_s
        kind = AlertKind.OUTBOX
        self._board.note(Began(kind=kind, ago_s=waited_s) if is_stuck else Ended(kind=kind), now)

    # --- what goes out --------------------------------------------------------------------------

    async def _tell(self) -> None:
        """Let what is to be told wait for its services."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(self._board.deadline()):
                    await self._stirred.wait()
            self._stirred.clear()
            tellings = self._board.due(self._clock.now())
            for telling in tellings:
                self._delivering.post(note_of(telling, self._options.language))
            if tellings:
                self._keep_board()

    def _digest(self) -> None:
        """Tell of the day, if its time has come; keep what it has so far."""
        if self._options.digest is None:
            return
        at, now = self._clock.at(), self._clock.now()
        if self._digested is None:
            if not self._is_loaded:
                return
            self._digested = at
        if at >= digest.due_at(self._digested, self._options.digest, self._zone):
            body = self._day.text(now, self._options.language)
            self._day.begin(now)
            self._digested = at
            self._delivering.post(Note(kind=DIGEST, phase="", weight=Weight.INFO, body=body))
        self._shelf.keep(DAY, {"since": self._digested.isoformat(), "counts": self._day.dump(now)})

    def _letter(self, notice: Notice) -> Letter:
        """Return a notification as it is handed over, with its time where that was a while ago."""
        name = plain_name(self._name_of(self._own)) if self._own is not None else ""
        body = notice.note.body
        if (self._clock.at() - notice.at).total_seconds() > LATE_S:
            when = f"{notice.at.astimezone(self._zone):%Y-%m-%d %H:%M}"
            body = f"{render('alert-late', {'when': when}, self._options.language)}\n{body}"
        title = f"Steadymesh · {name}" if name else "Steadymesh"
        return Letter(title=title, body=body, weight=notice.note.weight.value)

    # --- over restarts --------------------------------------------------------------------------

    async def _load(self) -> None:
        """Take what an earlier process has left, as soon as the disk can be read."""
        kept = await self._shelf.load()
        at, now = self._clock.at(), self._clock.now()
        self._delivering.restore(kept)
        board = kept.get(BOARD)
        if isinstance(board, dict) and (told := _moment(board.get("at"))) is not None:
            self._board.restore(board.get("causes"), now, (at - told).total_seconds())
            # It can be read again: if it can't be written, the next failure says so.
            self._board.note(Ended(kind=AlertKind.STORE, after_s=LOOK_S), now)
            if self._own is not None:  # READY since; if not any more, its loss says so
                self._board.note(Ended(kind=AlertKind.LINK, after_s=reading.STABLE_S), now)
        day = kept.get(DAY)
        since = _moment(day.get("since")) if isinstance(day, dict) else None
        if isinstance(day, dict) and since is not None and since <= at < since + OLD:
            self._digested = since
            self._day.restore(day.get("counts"))
        self._is_loaded = True
        self._stirred.set()

    def _keep_board(self) -> None:
        at, now = self._clock.at(), self._clock.now()
        self._shelf.leave(BOARD, {"at": at.isoformat(), "causes": self._board.dump(now)})


def _moment(value: object) -> datetime | None:
    """Return an aware time as it was written down; None: it is none."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
