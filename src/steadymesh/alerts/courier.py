"""Takes notifications to their services: a thread and a child process a turn, a deadline each; the loop never waits."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO, Final, Protocol

from steadymesh.alerts.backlog import Taken, Verdict
from steadymesh.alerts.services import Service

DEADLINE_S: Final = 30.0
"""For a service to take one; Apprise's own time-outs are 4 s for the connection and 4 s between parts of an answer."""

START_S: Final = 60.0
"""For the child to load its library: a second here, a quarter of a minute on the smallest board."""

MAX_ANSWER: Final = 64 * 1024
"""Of all that a child may say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One notification as it is handed over."""

    title: str
    body: str
    weight: str
    """A `Weight`'s value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one service is to be told."""

    service: Service
    letters: Sequence[Letter]


Heard = Callable[[str, int, Verdict], None]
"""Called in the loop with a service's name, which of its letters, and what became of it."""


class Courier(Protocol):
    """Whoever carries notifications."""

    async def carry(self, rounds: Sequence[Round], heard: Heard) -> None:
        """Hand over; each letter that was tried is `heard` of before this returns. A failure ends a service's round."""
        ...


class _Child:
    """One child at work; ended from the loop, begun in the thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_over = False
        self._lock = threading.Lock()

    def begin(self) -> subprocess.Popen[bytes] | None:
        """Start it; None: it is not wanted any more.

        Raises:
            OSError: The system has no process to give.
        """
        with self._lock:
            if self._is_over:
                return None
            self._process = subprocess.Popen(
                [sys.executable, "-m", "steadymesh.alerts.sender"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            return self._process

    def end(self) -> None:
        """End it, now or before it begins. Never waits for it."""
        with self._lock:
            self._is_over = True
            if self._process is not None:
                self._process.kill()


class AppriseCourier:
    """Carries by Apprise.

    Args:
        deadline_s: For each letter to be taken.
        start_s: For the library to be loaded.
    """

    def __init__(self, *, deadline_s: float = DEADLINE_S, start_s: float = START_S) -> None:
        self._deadline_s = deadline_s
        self._start_s = start_s

    async def carry(self, rounds: Sequence[Round], heard: Heard) -> None:
        """Hand over; what has not answered by its deadline is late, and killed when the others have answered."""
        loop = asyncio.get_running_loop()
        turn = _Turn(rounds, heard, deadline_s=self._deadline_s, start_s=self._start_s)
        child = _Child()
        threading.Thread(
            target=_travel,
            args=(child, _order(rounds), loop, turn.told, turn.ended),
            name="steadymesh-notifier",
            daemon=True,
        ).start()
        try:
            await turn.run()
        finally:
            child.end()


class _Turn:
    """What is known of one child's work, in the loop."""

    def __init__(self, rounds: Sequence[Round], heard: Heard, *, deadline_s: float, start_s: float) -> None:
        self._rounds = rounds
        self._heard = heard
        self._deadline_s = deadline_s
        self._loop = asyncio.get_running_loop()
        by = self._loop.time() + start_s + deadline_s
        self._left = dict.fromkeys(range(len(rounds)), (0, by))
        """By service that is still at work: which letter it is at, and by when it must have been taken."""
        self._changed = asyncio.Event()

    def told(self, line: Mapping[str, object]) -> None:
        """Take a line of the child's; an empty one: it is ready to begin."""
        by = self._loop.time() + self._deadline_s
        number, place = line.get("lane"), line.get("notice")
        if not line:
            self._left = {one: (at, by) for one, (at, _) in self._left.items()}
        elif isinstance(number, int) and isinstance(place, int) and number in self._left:
            verdict = _verdict_of(line)
            self._left[number] = (place + 1, by)
            if verdict.taken is not Taken.TAKEN or place + 1 >= len(self._rounds[number].letters):
                del self._left[number]
            self._heard(self._rounds[number].service.name, place, verdict)
        self._changed.set()

    def ended(self) -> None:
        """Note that the child has ended, whatever it had done."""
        self._give_up(list(self._left), Verdict(taken=Taken.UNREACHABLE))
        self._changed.set()

    async def run(self) -> None:
        """Wait until every service has answered, or is too late."""
        while self._left:
            try:
                async with asyncio.timeout_at(min(by for _, by in self._left.values())):
                    await self._changed.wait()
            except TimeoutError:
                now = self._loop.time()
                late = [number for number, (_, by) in self._left.items() if by <= now]
                self._give_up(late, Verdict(taken=Taken.LATE))
            self._changed.clear()

    def _give_up(self, numbers: Sequence[int], verdict: Verdict) -> None:
        for number in numbers:
            place, _ = self._left.pop(number)
            self._heard(self._rounds[number].service.name, place, verdict)


def _order(rounds: Sequence[Round]) -> bytes:
    lanes = [
        {
            "url": one.service.url,
            "notices": [
                {"title": letter.title, "body": letter.body, "weight": letter.weight} for letter in one.letters
            ],
        }
        for one in rounds
    ]
    return json.dumps({"lanes": lanes}).encode()


def _travel(
    child: _Child,
    order: bytes,
    loop: asyncio.AbstractEventLoop,
    told: Callable[[Mapping[str, object]], None],
    ended: Callable[[], None],
) -> None:
    """Start the child, give it its order, and hand on what it says. In the notifier's thread."""

    def call(what: Callable[[], None]) -> None:
        # The loop may be closed: then nobody wants to know.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(what)

    # No memory for a child; or it was killed while it was told.
    with contextlib.suppress(OSError):
        process = child.begin()
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        with process:
            process.stdin.write(order)
            process.stdin.close()
            for line in _lines(process.stdout):
                call(partial(told, line))
    call(ended)


def _lines(said: IO[bytes]) -> Iterator[Mapping[str, object]]:
    """Yield what the child says, as it says it, and not more than it may."""
    left = MAX_ANSWER
    while left > 0 and (raw := said.readline(left)):
        left -= len(raw)
        try:
            line = json.loads(raw)
        except ValueError:
            continue
        if isinstance(line, dict):
            yield line


def _verdict_of(line: Mapping[str, object]) -> Verdict:
    status = line.get("status")
    try:
        taken = Taken(line.get("taken"))
    except ValueError:
        taken = Taken.REFUSED
    return Verdict(taken=taken, status=status if isinstance(status, int) else None)
