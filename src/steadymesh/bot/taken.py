"""Which questions an earlier run of the process has taken: the radio, and the mesh, may bring them again."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from steadymesh.errors import SteadymeshError
from steadymesh.model import TextMessage
from steadymesh.ports import MessageLog

log: Final = structlog.get_logger("bot")


class TakenBefore:
    """Asks the message log.

    Args:
        messages: Remembers over restarts.
        timeout_s: Seconds that it may take; one that does not answer knows nothing.
    """

    def __init__(self, messages: MessageLog, *, timeout_s: float) -> None:
        self._messages = messages
        self._timeout_s = timeout_s
        self._is_slow = False

    async def before(self, message: TextMessage) -> bool:
        """Return whether this question was taken before, and note that it is now."""
        try:
            async with asyncio.timeout(self._timeout_s):
                seen = await self._messages.seen_before(message.sender, message.id)
        except (TimeoutError, SteadymeshError) as exc:
            (log.debug if self._is_slow else log.warning)("message-log-silent", error=type(exc).__name__)
            self._is_slow = True
            return False
        if self._is_slow:
            self._is_slow = False
            log.info("message-log-back")
        return seen
