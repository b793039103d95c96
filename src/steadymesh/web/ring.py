"""The last events, each encoded once: what every client of the stream reads from, at its own pace.

A client is a place in the ring and nothing else: a slow one costs no memory, it only finds that the oldest are gone.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Final

from steadymesh.ports import Clock
from steadymesh.web.jsontext import as_text

MOST_EVENTS: Final = 2_000
"""Some minutes of a busy mesh."""

MOST_BYTES: Final = 2_000_000
"""Of all events kept."""

LARGEST: Final = 16_384
"""Bytes of one event; what would be larger says so instead."""

PAUSE_S: Final = 0.25
"""At most so often everybody is woken: a hundred events a second for two hundred clients are 800 writes, not 20,000."""

GROUP: Final = 10
"""Clients that are woken at once: some 1 ms of work, so that a command never waits for all of them."""

BETWEEN_S: Final = 0.005
"""From one group to the next."""

MOST_SHARED: Final = 64
"""Pieces of the stream that are kept for the next client at the same place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a client gets next."""

    data: bytes
    """Whole events."""
    place: int
    """The number of the last one in it."""
    lost: int
    """Events before it that this client can't have any more."""


class Ring:
    """The stream's memory. One loop only.

    Args:
        clock: Loop time, and a word that tells this process from the one before.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._run = f"{clock.packet_id():08x}"
        self._events: deque[bytes] = deque()
        self._size = 0
        self._shared: dict[tuple[int, int], Piece] = {}
        self._waiting: dict[asyncio.Future[None], None] = {}
        self._wave: deque[asyncio.Future[None]] = deque()
        self._began = float("-inf")
        self._told = 0
        self._timer: asyncio.TimerHandle | None = None
        self.place = 0
        """The number of the last event; 0: none yet."""
        self.clients = 0
        self.lost = 0
        """Events that clients were too slow for, since the start."""

    def publish(self, kind: str, row: dict[str, object]) -> None:
        """Add an event; never waits.

        Args:
            kind: One word of ours.
            row: What it tells.
        """
        self.place += 1
        data = self._encoded(kind, row)
        if len(data) > LARGEST:
            data = self._encoded(kind, {"kind": kind, "is_too_large": True})
        self._events.append(data)
        self._size += len(data)
        while len(self._events) > MOST_EVENTS or self._size > MOST_BYTES:
            self._size -= len(self._events.popleft())
        if self._timer is None and self.clients:
            self._plan()

    def find(self, last_id: str) -> int | None:
        """Return the place that an id names; None: it is of another process, or none at all."""
        run, dash, number = last_id.partition("-")
        if run != self._run or not dash or not (number.isascii() and number.isdigit() and len(number) <= 12):
            return None
        place = int(number)
        return place if place <= self.place else None

    def oldest(self) -> int:
        """Return the place before the oldest event that is kept."""
        return self.place - len(self._events)

    def id_of(self, place: int) -> str:
        """Return an event's id."""
        return f"{self._run}-{place}"

    async def wait(self, place: int) -> None:
        """Return as soon as there is something behind a place, and everybody may be woken."""
        if place < self.place and self._timer is None:
            return
        waiter = asyncio.get_running_loop().create_future()
        self._waiting[waiter] = None
        try:
            await waiter
        finally:
            self._waiting.pop(waiter, None)

    def after(self, place: int, most_bytes: int) -> Piece:
        """Return what is behind a place: as many whole events as fit, one at least; empty where nothing is."""
        found = self._shared.get((place, self.place))
        if found is not None:
            return found
        oldest = self.oldest()
        begin = max(place, oldest)
        chosen: list[bytes] = []
        size = 0
        for index in range(begin - oldest, len(self._events)):
            event = self._events[index]
            if chosen and size + len(event) > most_bytes:
                break
            chosen.append(event)
            size += len(event)
        piece = Piece(data=b"".join(chosen), place=begin + len(chosen), lost=begin - place)
        if len(self._shared) >= MOST_SHARED:
            self._shared.clear()
        self._shared[place, self.place] = piece
        return piece

    def close(self) -> None:
        """Wake nobody any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _encoded(self, kind: str, row: dict[str, object]) -> bytes:
        text = as_text(row)  # one line: JSON has no line breaks of its own
        return f"id: {self.id_of(self.place)}\nevent: {kind}\ndata: {text}\n\n".encode("utf-8", "replace")

    def _plan(self) -> None:
        """Have everybody woken as soon as that may be."""
        wait_s = max(0.0, self._began + PAUSE_S - self._clock.now())
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._wake)

    def _wake(self) -> None:
        """Begin a wave through those who wait."""
        self._began = self._clock.now()
        self._told = self.place
        self._shared.clear()
        self._wave.extend(self._waiting)
        self._waiting.clear()
        self._wake_group()

    def _wake_group(self) -> None:
        """Wake the next few; behind the last plan the next wave, if there is something new."""
        for _ in range(min(GROUP, len(self._wave))):
            waiter = self._wave.popleft()
            if not waiter.done():
                waiter.set_result(None)
        self._timer = None
        if self._wave:
            self._timer = asyncio.get_running_loop().call_later(BETWEEN_S, self._wake_group)
        elif self.place > self._told and self.clients:
            self._plan()
