"""A plug-in's way to the outbox: it may hand in so much, and no more, however it is written."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

from steadymesh.errors import UsageError
from steadymesh.ids import ChannelIndex, NodeNum
from steadymesh.model import Entry, Priority
from steadymesh.ports import Clock, Outbox

PER_HOUR: Final = 120
"""Texts that one plug-in may hand in within an hour: on LongFast a whole duty cycle carries no more."""

HOUR_S: Final = 3600.0

POST_S: Final = 10.0
"""The outbox has to have written a text down by then."""


class CountingPoster:
    """`contract.surroundings.Poster`.

    Args:
        plugin: Whose.
        outbox: Where texts go.
        clock: Loop time.
    """

    def __init__(self, plugin: str, outbox: Outbox, clock: Clock) -> None:
        self._plugin = plugin
        self._outbox = outbox
        self._clock = clock
        self._posted: deque[float] = deque(maxlen=PER_HOUR)

    async def post(
        self,
        *,
        to: NodeNum,
        text: str,
        channel: ChannelIndex,
        priority: Priority,
        lifetime_s: float | None,
        follows: str | None,
        key: str | None,
        once: bool = False,
    ) -> Entry:
        """Hand in a text, unless the plug-in has handed in more than its share.

        Raises:
            UsageError: It has, or the text can't be sent.
            TypeError: Something of it is none of its kind: it would go wrong where no plug-in is to blame.
            StoreError: It could not be written down.
            TimeoutError: Not within `POST_S`.
        """
        _check(int, to=to, channel=channel)
        _check(str, text=text, follows=follows or "", key=key or "")
        _check(Priority, priority=priority)
        _check((int, float), lifetime_s=lifetime_s or 0)
        now = self._clock.now()
        if len(self._posted) == PER_HOUR and now - self._posted[0] < HOUR_S:
            raise UsageError(
                f"The plug-in {self._plugin} has handed in {PER_HOUR} texts within an hour: no more are taken.",
                sentence="plugin-posts-too-much",
                fields={"plugin": self._plugin, "texts": PER_HOUR},
            )
        self._posted.append(now)
        async with asyncio.timeout(POST_S):
            return await self._outbox.post(
                to=to,
                text=text,
                channel=channel,
                priority=priority,
                lifetime_s=lifetime_s,
                follows=follows,
                key=key,
                once=once,
            )


def _check(kind: type | tuple[type, ...], /, **values: object) -> None:
    for name, value in values.items():
        if not isinstance(value, kind):
            raise TypeError(f"{name} can't be {type(value).__name__}")
