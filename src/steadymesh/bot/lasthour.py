"""What was asked and answered in the last hour, so that a restart gives nobody a new hour.

The message log has the commands, the outbox has the replies to channels: nothing is kept twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from steadymesh.bot import command as commands
from steadymesh.bot.addressing import Addressing
from steadymesh.bot.limits import HOUR_S, PersonLimits
from steadymesh.bot.options import BotOptions
from steadymesh.bot.proof import writer
from steadymesh.errors import StoreError, store_is_silent
from steadymesh.ids import BROADCAST
from steadymesh.model import Entry, LogMessage, Priority
from steadymesh.ports import Clock, MessageLog, SentLog

log: Final = structlog.get_logger("bot")


class LastHour:
    """Takes the last hour up where an earlier process left it.

    Args:
        clock: Both clocks: what is on disk has wall time, the limits count in loop time.
        messages: What was asked.
        sent: What was answered.
        options: The prefix, and how long the store may take.
    """

    def __init__(self, *, clock: Clock, messages: MessageLog, sent: SentLog, options: BotOptions) -> None:
        self._clock = clock
        self._messages = messages
        self._sent = sent
        self._options = options

    async def restore(self, limits: PersonLimits, addressing: Addressing) -> None:
        """Count what is on disk. A store that does not answer in time costs nobody anything but their patience."""
        until = self._clock.at()
        since = until - timedelta(seconds=HOUR_S)
        try:
            async with asyncio.timeout(self._options.load_timeout_s):
                asked = await self._messages.load_since(since)
                answered = await self._sent.load_since(since)
        except (StoreError, TimeoutError) as exc:
            error = exc if isinstance(exc, StoreError) else store_is_silent(self._options.load_timeout_s)
            log.warning("limits-not-restored", error=error)
            return
        # What came since waits in the bot's own queue and is counted from there.
        self._count_asked([one for one in asked if one.received < until], limits, addressing)
        self._count_answered([one for one in answered if one.created < until], addressing)

    def _count_asked(self, asked: Sequence[LogMessage], limits: PersonLimits, addressing: Addressing) -> None:
        """Count each command anew, at its time: what was over the limit then is so again, and counts no more."""
        copies = set()
        for one in asked:
            message = one.message
            call = commands.parse(message.text, self._options.prefix)
            pair = (message.sender, message.id)
            if call is None or pair in copies or message.is_tapback or not addressing.is_meant(call, message):
                continue
            copies.add(pair)
            limits.take(writer(message), self._then(one.received))

    def _count_answered(self, answered: Sequence[Entry], addressing: Addressing) -> None:
        for entry in answered:
            # An answer in several pieces is one; the others follow its first.
            if entry.intent.to == BROADCAST and entry.priority is Priority.REPLY and not entry.follows:
                addressing.replied(self._then(entry.created))

    def _then(self, at: datetime) -> float:
        """Return the loop time of a moment of wall time."""
        return self._clock.now() - (self._clock.at() - at).total_seconds()
