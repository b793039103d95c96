"""Cuts answers into pieces and hands them to the outbox, each behind the one before; keeps what did not fit.

Knows neither commands nor how delivery paces what it is given.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Final

import structlog

from steadymesh.bot.contract.reply import Reply
from steadymesh.bot.contract.surroundings import Services
from steadymesh.bot.leftovers import Leftover
from steadymesh.bot.options import BotOptions
from steadymesh.bot.pieces import Pieces, cut
from steadymesh.bot.proof import writer
from steadymesh.bot.way import Way
from steadymesh.errors import SteadymeshError
from steadymesh.events import TextReceived
from steadymesh.ids import format_node_num
from steadymesh.model import Priority
from steadymesh.ports import Outbox

log: Final = structlog.get_logger("bot")


class Answers:
    """The way from a text to the outbox.

    Args:
        outbox: Where pieces go.
        services: Its clock and its leftovers.
        options: The settings.
        counters: Counts `not-posted`.
    """

    def __init__(self, *, outbox: Outbox, services: Services, options: BotOptions, counters: Counter[str]) -> None:
        self._outbox = outbox
        self._clock = services.clock
        self._leftovers = services.leftovers
        self._options = options
        self._counters = counters
        self._outbox_fails = False

    async def post(self, event: TextReceived, command: str, reply: Reply, way: Way, *, lead: str = "") -> bool | None:
        """Hand a reply to the outbox; return whether it took all that is sent now, None: there was nothing to say.

        What it did not take is left over, as what did not fit.

        Args:
            event: The question.
            command: Its name, for the log.
            reply: What to say.
            way: Where it goes.
            lead: Stands before what there is to say, and takes a part of its room.
        """
        if not cut(reply.text, way.limit_bytes).pieces:
            return None
        most = min(reply.max_pieces or self._options.max_pieces, self._options.max_pieces)
        pieces = cut(lead + reply.text, way.limit_bytes, most, first=reply.number)
        taken = await self._post(event, command, pieces.pieces, way)
        self._keep(event, reply, pieces, taken, way)
        if taken < len(pieces.pieces):
            return False
        if self._outbox_fails:
            self._outbox_fails = False
            log.info("reply-posting-again")
        log.info(
            "reply-sent",
            command=command,
            to=format_node_num(way.to),
            pieces=taken,
            bytes=sum(len(text.encode()) for text in pieces.pieces),
            seconds=round(self._clock.now() - event.now, 3),
        )
        return True

    def _keep(self, event: TextReceived, reply: Reply, pieces: Pieces, taken: int, way: Way) -> None:
        """Keep what is left for whoever asked: of a new answer only if they have its beginning."""
        text = pieces.rests[taken - 1] if taken else reply.text
        if text and (taken or reply.number > 1):
            leftover = Leftover(text=text, number=reply.number + taken, is_public=not way.is_direct)
            self._leftovers.keep(writer(event.message), leftover, self._clock.now())

    async def _post(self, event: TextReceived, command: str, texts: Sequence[str], way: Way) -> int:
        """Hand pieces to the outbox, all of them in one; return how many of them, the first ones, it took."""
        try:
            async with asyncio.timeout(self._options.post_timeout_s):
                entries = await self._outbox.post_all(
                    to=way.to,
                    texts=texts,
                    channel=way.channel,
                    reply_id=way.reply_id,
                    priority=Priority.REPLY,
                    lifetime_s=self._options.reply_lifetime_s,
                    is_proved=event.message.is_proved,
                )
        except (TimeoutError, SteadymeshError) as exc:
            self._not_posted(command, way, str(exc) if isinstance(exc, SteadymeshError) else type(exc).__name__)
            return 0
        for taken, entry in enumerate(entries):
            if entry.outcome.is_final:  # too many wait that go first
                self._not_posted(command, way, entry.reason)
                return taken
        return len(entries)

    def _not_posted(self, command: str, way: Way, error: str) -> None:
        self._counters["not-posted"] += 1
        (log.debug if self._outbox_fails else log.warning)(
            "reply-not-posted", command=command, to=format_node_num(way.to), error=error
        )
        self._outbox_fails = True
