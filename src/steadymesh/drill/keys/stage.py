"""One house and one scene on virtual time, with the house's log kept: what a case is played on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from steadymesh.app import logs
from steadymesh.app.house import House
from steadymesh.bus import Subscription, WhenFull
from steadymesh.clock import LoopClock
from steadymesh.config import load
from steadymesh.drill.keys.case import KeyCase, Writer
from steadymesh.drill.keys.scene import Scene
from steadymesh.events import Delivered, Event, NodeSeen, SealedReceived, SessionReady, TextReceived
from steadymesh.ids import NodeNum
from steadymesh.link.target import Target
from steadymesh.model import Entry, Outcome
from steadymesh.sim.sent import ReadText
from steadymesh.store import Store
from steadymesh.testing.virtual import VirtualLoop

START: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)

TEXT: Final = "Supper is at eight behind the lighthouse."
"""What we write. Nothing of it may be found in the log."""

QUESTION: Final = "/ping"
READY_S: Final = 30.0

SYNC_S: Final = 20.0
"""From READY until the deferred key sync has run and its plan with it."""

LOG_S: Final = 5.0
"""Real seconds for the log's thread to write what waits."""


class KeyStage:
    """A scene, a store and a house; `playing()` lets it live.

    Args:
        loop: The virtual loop that it runs on.
        case: What is played.
        firmware: Of the radio.
        folder: For database and log.
    """

    def __init__(self, loop: VirtualLoop, case: KeyCase, firmware: str, folder: Path) -> None:
        self.clock = LoopClock(START, seed=1)
        self.folder = folder
        self.scene = Scene(clock=self.clock, firmware=firmware)
        case.before(self.scene)
        self.text = TEXT
        """What we write."""
        self.house: House
        self.store: Store
        self.entry: Entry | None = None
        """Our message, as it was handed in."""
        self.wrote_at = 0.0
        self._loop = loop
        self._case = case
        self._config = load(env={}, sets=("language=en", f"state_dir={folder}", *case.sets))
        self._seen: list[Event] = []
        self._has_stirred = asyncio.Event()
        self._writes_before = 0
        self._file = folder / "log"
        self._lines: list[Mapping[str, object]] = []
        self._read_to = 0
        self._lines_before = 0

    @asynccontextmanager
    async def playing(self) -> AsyncIterator[None]:
        """Let the house serve a READY link; it ends with the context."""
        with self._file.open("wb") as file:
            self._log = logs.set_up(level="debug", form="json", language="en", fd=file.fileno())
            self.store = store = Store.open(self.folder / "steadymesh.db", at=self.clock.at(), clock=self.clock)
            self._loop.busy_probes.append(store.busy)
            try:
                if self._case.kept is not None:
                    await self._case.kept(self)
                async with self.scene.server, asyncio.TaskGroup() as group:
                    self._build()
                    heard = self.house.bus.subscribe(
                        "drill-keys",
                        (Delivered, NodeSeen, SealedReceived, SessionReady, TextReceived),
                        size=10_000,
                        when_full=WhenFull.DROP_NEWEST,
                    )
                    tasks = (
                        group.create_task(self.house.run(), name="house"),
                        group.create_task(self._watch(heard), name="drill-watch"),
                    )
                    try:
                        await self.until(lambda: self.count(SessionReady) > 0, READY_S)
                        await asyncio.sleep(SYNC_S)
                        yield
                    finally:
                        heard.close()
                        for task in tasks:
                            task.cancel()
            finally:
                self._loop.busy_probes.clear()
                store.close(LOG_S)
                self._log.close(LOG_S)

    def _build(self) -> None:
        host, port = self.scene.server.address
        self.house = House(config=self._config, target=Target(host=host, port=port), store=self.store, clock=self.clock)

    async def _watch(self, heard: Subscription) -> None:
        async for event in heard:
            self._seen.append(event)
            self._has_stirred.set()

    # --- what the play does -----------------------------------------------------------------

    def begin(self) -> None:
        """Count from here: what came before was not caused by what is drilled."""
        self._writes_before = self.scene.radio.flash_writes
        self._lines_before = len(self.log())
        self._seen.clear()

    async def write(self) -> None:
        """Have the message written, by us or by the person."""
        self.wrote_at = self.clock.now()
        if self._case.writer is Writer.WE:
            self.entry = await self.house.delivery.post(
                to=self.scene.address, text=self.text, lifetime_s=self._case.lifetime_s
            )
        else:
            self.scene.radio.hear_text(self.scene.person, QUESTION)

    async def until(self, is_so: Callable[[], bool], within_s: float) -> bool:
        """Return whether something was so in time.

        Args:
            is_so: Asked whenever something has happened.
            within_s: Seconds.
        """
        try:
            async with asyncio.timeout(within_s):
                while not is_so():
                    self._has_stirred.clear()
                    await self._has_stirred.wait()
        except TimeoutError:
            return is_so()
        return True

    # --- what was seen ----------------------------------------------------------------------

    def count(self, kind: type[Event]) -> int:
        """Return how many events of a kind came, from the person where events have a sender."""
        return sum(isinstance(event, kind) for event in self._seen)

    @property
    def is_heard(self) -> bool:
        """Whether anything that the person wrote came to us."""
        return self.count(TextReceived) + self.count(SealedReceived) > 0

    def readings(self) -> list[ReadText]:
        """Return what the person could decrypt, as they were shown it: a repeated id is shown once."""
        persons: set[NodeNum] = {self.scene.address, self.scene.person.num}
        return [text for text in self.scene.radio.read_texts if text.peer in persons and not text.repeated]

    def ends(self) -> list[Entry]:
        """Return how messages to the person ended."""
        persons = {self.scene.address, self.scene.person.num}
        entries = [event.entry for event in self._seen if isinstance(event, Delivered)]
        return [entry for entry in entries if entry.intent.to in persons]

    @property
    def failure(self) -> Entry | None:
        """Return the message that was given up; None: none was."""
        failed = [entry for entry in self.ends() if entry.outcome in (Outcome.REFUSED, Outcome.EXPIRED)]
        return failed[-1] if failed else None

    @property
    def flash_writes(self) -> int:
        """Return how often the radio's flash was written since `begin`."""
        return self.scene.radio.flash_writes - self._writes_before

    @property
    def introductions(self) -> int:
        """Return how many NodeInfos passed since `begin`: each may make the radio write its flash by itself."""
        return sum(isinstance(event, NodeSeen) for event in self._seen)

    def log(self) -> Sequence[Mapping[str, object]]:
        """Return every line of the log so far."""
        self._log.flush(LOG_S)
        size = self._file.stat().st_size
        if size != self._read_to:
            self._lines = [json.loads(line) for line in self._file.read_bytes().splitlines()]
            self._read_to = size
        return self._lines

    def told(self, event: str) -> list[Mapping[str, object]]:
        """Return the lines with that id since `begin`."""
        return [line for line in self.log()[self._lines_before :] if line["event"] == event]
