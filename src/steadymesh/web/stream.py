"""One client of the event stream (server-sent events, HTML Living Standard 9.2), from its first line to its last."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.types import Receive, Scope, Send

from steadymesh.web.answers import SECURITY
from steadymesh.web.jsontext import as_text
from steadymesh.web.ring import Ring

MOST_CLIENTS: Final = 250

BEAT_S: Final = 15.0
"""Between two signs of life: below what proxies and phones allow a silent connection."""

STUCK_S: Final = 60.0
"""A client that takes nothing for so long is gone."""

PIECE: Final = 32_768
"""Bytes of one write."""

RETRY_MS: Final = 3_000
"""After so long a client that was cut off comes back."""

BEAT: Final = b": still here\n\n"


class EventStream:
    """An answer that does not end by itself.

    Args:
        ring: Where events come from.
        last_id: What the client had last; empty: it is new here.
    """

    def __init__(self, ring: Ring, last_id: str) -> None:
        self._ring = ring
        self._place, self._greeting = _begin(ring, last_id)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  (ASGI's)
        """Send until the client goes or is stuck."""
        headers = {**SECURITY, "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        self._ring.clients += 1
        try:
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(self._send(send), name="event-stream")
                while (await receive())["type"] != "http.disconnect":
                    pass
                sending.cancel()
        except* TimeoutError:
            pass  # stuck: the server cuts what is left
        finally:
            self._ring.clients -= 1

    async def _send(self, send: Send) -> None:
        await self._write(send, f"retry: {RETRY_MS}\n\n".encode() + self._greeting)
        while True:
            try:
                async with asyncio.timeout(BEAT_S):
                    await self._ring.wait(self._place)
            except TimeoutError:
                await self._write(send, BEAT)
                continue
            await self._take(send)

    async def _take(self, send: Send) -> None:
        """Send what there is, a piece at a time."""
        while self._place < self._ring.place:
            piece = self._ring.after(self._place, PIECE)
            self._place = piece.place
            if piece.lost:
                self._ring.lost += piece.lost
                await self._write(send, _dropped(piece.lost, "slow") + piece.data)
            else:
                await self._write(send, piece.data)

    async def _write(self, send: Send, data: bytes) -> None:
        async with asyncio.timeout(STUCK_S):
            await send({"type": "http.response.body", "body": data, "more_body": True})


def _begin(ring: Ring, last_id: str) -> tuple[int, bytes]:
    """Return where a client goes on, and what it is told first."""
    if not last_id:
        return ring.place, b""
    place = ring.find(last_id)
    if place is not None:
        return place, b""
    return ring.oldest(), _dropped(None, "unknown-id")


def _dropped(count: int | None, reason: str) -> bytes:
    """Return the event that tells of lost ones; it has no id, so that a client resumes at the last real one.

    Args:
        count: How many; None: nobody can say.
        reason: `slow`, or `unknown-id` where the id is of an earlier process.
    """
    return f"event: dropped\ndata: {as_text({'count': count, 'reason': reason})}\n\n".encode()
