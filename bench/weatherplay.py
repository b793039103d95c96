"""Plays the weathers of the delivery table on both clients, in real time: all rows at once, none depends on another.

A client is a process (`bench.our_sender`, `bench.official_sender`) beside a radio of its own; all radios live in one
process (`bench.weatherbed`). Both clients are handed the same texts at the same moments.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from bench.process import BenchError, Child, Message, number
from bench.weather import Act, Post, Record, Row, Shown, Weather, merged, row_of, timeline

OURS: Final = "steadymesh"
OFFICIAL: Final = "official"
SIDES: Final = (OURS, OFFICIAL)

SEEDS: Final = (7, 8)
"""Each row is played on so many meshes, which differ in what chance does to their packets."""

START_S: Final = 120.0
"""For everything to be READY: forty processes start at the same time on two cores."""

SETTLE_S: Final = 20.0
"""From READY until the first text: our deferred key sync has run."""

TAIL_S: Final = 45.0
"""At least, after the last text: the radio gives up after some fifteen seconds, on a busy channel later."""
TAIL_MAX_S: Final = 240.0
"""At most: as long as our client still has something that was not relayed, nor has ended."""
LOOK_S: Final = 5.0
TOLD_S: Final = 20.0

DEAD_S: Final = 1.0
"""From the kill until it is started again."""


class Beds:
    """The radios' process, as the one who gives the orders sees it; threads share it."""

    def __init__(self, wanted: Mapping[str, str]) -> None:
        self._child = Child("-m", "bench.weatherbed", *(f"{bed}={name}" for bed, name in wanted.items()), name="beds")
        self._lock = threading.Lock()
        ports = self._child.until("ports", START_S)["ports"]
        assert isinstance(ports, dict)
        self.ports: dict[str, int] = ports

    def order(self, bed: str, do: str, details: Mapping[str, object] | None = None) -> Message:
        """Give an order; return what came of it."""
        with self._lock:
            self._child.send(bed=bed, do=do, **(details or {}))
            return self._child.until("done", TOLD_S)

    def stop(self) -> None:
        """End the process."""
        self._child.stop()


class Play:
    """One row of one client.

    Args:
        weather: What happens.
        side: Whose.
        seed: On which mesh.
        beds: Where.
        folder: For what the client keeps on disk.
        begin: Everybody waits there until all are READY.
    """

    def __init__(
        self, weather: Weather, side: str, seed: int, *, beds: Beds, folder: Path, begin: threading.Barrier
    ) -> None:
        self._weather = weather
        self._side = side
        self._bed = bed_name(weather, side, seed)
        self._beds = beds
        self._begin = begin
        module = "bench.our_sender" if side == OURS else "bench.official_sender"
        self._arguments = ["-m", module, str(beds.ports[self._bed])]
        if side == OURS:
            own = folder / self._bed.replace("/", "-")
            own.mkdir()
            self._arguments.append(str(own))
        self._client: Child
        self._said: dict[str, str] = {}
        self._handed: dict[str, tuple[Post, float]] = {}
        self._people: list[int] = []

    def play(self) -> Row:
        """Play it; return its row."""
        self._spawn()
        try:
            self._client.until("ready", START_S)
            self._begin.wait(START_S)
            time.sleep(SETTLE_S)
            people = self._beds.order(self._bed, "people_are")["people"]
            assert isinstance(people, list)
            self._people = people
            self._beds.order(self._bed, "begin")
            began = time.monotonic()
            for act in timeline(self._weather):
                time.sleep(max(0.0, began + act.at_s - time.monotonic()))
                self._do(act)
            self._wait()
            seen = self._beds.order(self._bed, "tell")
            return row_of(self._weather.name, self._side, self._record(seen))
        except BaseException:
            self._begin.abort()
            raise
        finally:
            self._client.stop()

    def _spawn(self) -> None:
        self._client = Child(*self._arguments, name=self._bed)

    def _do(self, act: Act) -> None:
        match act.do:
            case "post":
                post = act.details["post"]
                assert isinstance(post, Post)
                self._handed[post.key] = (post, time.monotonic())
                to = None if post.person is None else self._people[post.person]
                self._client.send(do="post", key=post.key, text=post.text, to=to)
            case "kill":
                self._client.process.kill()
                self._client.process.wait()
                self._listen()
                self._client.stop()
                time.sleep(DEAD_S)
                self._spawn()
            case _:
                self._beds.order(self._bed, act.do, act.details)

    def _wait(self) -> None:
        """Wait until nothing more is to come, as far as the client knows."""
        began = time.monotonic()
        while True:
            time.sleep(LOOK_S)
            self._client.send(do="tell")
            message = self._client.until("told", TOLD_S)
            left, waited_s = number(message, "pending"), time.monotonic() - began
            if (not left and waited_s >= TAIL_S) or waited_s >= TAIL_MAX_S:
                break
        self._listen()
        told = message["told"]
        assert isinstance(told, list)
        self._said.update((key, word) for key, word in told)

    def _listen(self) -> None:
        """Keep what the client has said so far: what it was told before it was killed it was told."""
        for message in tuple(self._client.history):
            if "said" in message:
                self._said[str(message["said"])] = str(message["word"])

    def _record(self, seen: Message) -> Record:
        shown, asked = seen["shown"], seen["asked"]
        assert isinstance(shown, list)
        assert isinstance(asked, list)
        return Record(
            handed=self._handed,
            asked=[(packet_id, person, at) for packet_id, person, at in asked],
            shown=[Shown(person=person, text=text, reply_id=reply_id, at=at) for person, text, reply_id, at in shown],
            said=self._said,
            airtime_s=number(seen, "airtime_s"),
        )


def bed_name(weather: Weather, side: str, seed: int) -> str:
    """Return what the bed of a row is called."""
    return f"{weather.name}/{side}/{seed}"


def measure(weathers: Iterable[Weather], sides: Sequence[str] = SIDES, seeds: Sequence[int] = SEEDS) -> list[Row]:
    """Play rows on both sides and every mesh, all at once; return them in order, one a weather and side.

    Raises:
        BenchError: A client or the radios did not do what they should.
    """
    todo = [(weather, side) for weather in weathers for side in sides]
    beds = Beds({bed_name(*one, seed): f"{one[0].name}@{seed}" for one in todo for seed in seeds})
    begin = threading.Barrier(len(todo) * len(seeds))
    try:
        with (
            tempfile.TemporaryDirectory(prefix="steadymesh-weather-", ignore_cleanup_errors=True) as folder,
            ThreadPoolExecutor(max_workers=len(todo) * len(seeds)) as pool,
        ):
            plays = [[Play(*one, seed, beds=beds, folder=Path(folder), begin=begin) for seed in seeds] for one in todo]
            futures = [[pool.submit(play.play) for play in row] for row in plays]
            problems = [str(exc) for row in futures for future in row if (exc := future.exception()) is not None]
            if problems:
                raise BenchError("\n".join(problems))
            return [merged([future.result() for future in row]) for row in futures]
    finally:
        beds.stop()
