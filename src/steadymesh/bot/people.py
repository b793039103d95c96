"""What is remembered of people as the bot meets them: their language, and who is not answered. Kept over restarts."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog

from steadymesh.errors import SteadymeshError, UsageError, store_is_silent
from steadymesh.ids import NodeNum, format_node_num, parse_node_num
from steadymesh.model import Json
from steadymesh.ports import Clock, PluginStore
from steadymesh.words import LANGUAGES

log: Final = structlog.get_logger("bot")

MOST_PEOPLE: Final = 5_000
"""Whose language is remembered; the one who chose first is forgotten."""

MOST_BANNED: Final = 1_000
"""Each is an administrator's word: more are a slip of a program. Those whose time is over make room."""

LOAD_S: Final = 2.0
"""A store that does not answer must not silence the bot: then everybody is answered in the operator's language, and
nobody is banned, until it does."""

AGAIN_S: Final = 60.0
"""After which it is asked again."""

KEEP_S: Final = 3.0
"""The store has to have written something down by then: whoever asked for it waits for the answer."""

LANGUAGE: Final = "language/"
BANNED: Final = "banned/"
SILENT: Final = "silent"


class People:
    """The bot's memory of people.

    Args:
        clock: Wall time: bans and silence outlive the process.
        drawer: Where it is kept; None: it ends with the process.
    """

    def __init__(self, clock: Clock, drawer: PluginStore | None = None) -> None:
        self._clock = clock
        self._drawer = drawer
        self._languages: OrderedDict[NodeNum, str] = OrderedDict()
        self._banned: dict[NodeNum, datetime | None] = {}
        self._silent_until: datetime | None = None
        self._is_unread = False
        """Whether that was told of."""
        self._decided: set[str] | None = set()
        """What was decided before everything kept was read, by key: that is newer. None: everything was read."""

    async def load(self) -> bool:
        """Read what was kept; return whether it was read. A store that does not answer costs one line in the log."""
        if self._drawer is None or self._decided is None:
            return True
        try:
            async with asyncio.timeout(LOAD_S):
                kept = await self._drawer.items()
        except (TimeoutError, SteadymeshError) as exc:
            self._tell_unread(exc if isinstance(exc, SteadymeshError) else store_is_silent(LOAD_S))
            return False
        decided, self._decided = self._decided, None
        for key, value in kept:
            if key not in decided:
                with contextlib.suppress(ValueError):
                    self._take(key, value)
        if self._is_unread:
            self._is_unread = False
            log.info("people-loaded", languages=len(self._languages), banned=len(self.banned()))
        return True

    async def load_at_last(self) -> None:
        """Return when everything was read: ask for it again and again where `load` did not get it."""
        while not await self.load():  # noqa: ASYNC110  (nobody tells when a disk is back)
            await asyncio.sleep(AGAIN_S)

    def _tell_unread(self, error: SteadymeshError) -> None:
        (log.debug if self._is_unread else log.warning)("people-not-loaded", error=error)
        self._is_unread = True

    def _take(self, key: str, value: Json) -> None:
        """Take one value as it was kept.

        Raises:
            ValueError: It is none of ours, or was spoilt.
        """
        if key.startswith(LANGUAGE) and value in LANGUAGES:
            if len(self._languages) < MOST_PEOPLE:
                self._languages[parse_node_num(key.removeprefix(LANGUAGE))] = str(value)
        elif key.startswith(BANNED):
            if isinstance(value, str) or value is True:
                self._banned[parse_node_num(key.removeprefix(BANNED))] = None if value is True else _time(value)
        elif key == SILENT and isinstance(value, str):
            self._silent_until = _time(value)

    # --- languages ------------------------------------------------------------------------------

    def language_of(self, num: NodeNum) -> str | None:
        """Return which language somebody has chosen; None: none."""
        return self._languages.get(num)

    async def choose(self, num: NodeNum, language: str | None) -> None:
        """Remember which language somebody wants to be answered in; None: whatever others are.

        Raises:
            StoreError: It is remembered until the end of the process only.
        """
        self._languages.pop(num, None)
        if language is not None:
            self._languages[num] = language
        forgotten = self._languages.popitem(last=False)[0] if len(self._languages) > MOST_PEOPLE else None
        await self._keep(LANGUAGE + format_node_num(num), language)
        if forgotten is not None:
            await self._keep(LANGUAGE + format_node_num(forgotten), None)

    # --- who is not answered --------------------------------------------------------------------

    def is_banned(self, num: NodeNum) -> bool:
        """Return whether an administrator does not want somebody answered."""
        if num not in self._banned:
            return False
        until = self._banned[num]
        return until is None or self._clock.at() < until

    def banned(self) -> Mapping[NodeNum, datetime | None]:
        """Return who is not answered, and until when; None: for good."""
        return {num: until for num, until in self._banned.items() if self.is_banned(num)}

    async def ban(self, num: NodeNum, duration: timedelta | None = None) -> None:
        """Answer somebody no more; None: for good.

        Raises:
            UsageError: `MOST_BANNED` are banned already; nothing has changed.
            StoreError: It holds until the end of the process only.
        """
        if num not in self._banned and len(self._banned) >= MOST_BANNED:
            await self._make_room()
        until = None if duration is None else self._clock.at() + duration
        self._banned[num] = until
        await self._keep(BANNED + format_node_num(num), True if until is None else until.isoformat())

    async def unban(self, num: NodeNum) -> bool:
        """Answer somebody again; return whether they were banned.

        Raises:
            StoreError: It holds until the end of the process only.
        """
        was = self.is_banned(num)
        self._banned.pop(num, None)
        await self._keep(BANNED + format_node_num(num), None)
        return was

    def silent_s(self) -> float:
        """Return for how many seconds still nobody but administrators is answered; 0: people are."""
        if self._silent_until is None:
            return 0.0
        return max(0.0, (self._silent_until - self._clock.at()).total_seconds())

    async def be_silent(self, duration: timedelta | None) -> None:
        """Answer nobody but administrators for a while; None: answer people again.

        Raises:
            StoreError: It holds until the end of the process only.
        """
        self._silent_until = None if duration is None else self._clock.at() + duration
        await self._keep(SILENT, None if self._silent_until is None else self._silent_until.isoformat())

    async def _make_room(self) -> None:
        """Forget those whose time is over.

        Raises:
            UsageError: There are none.
        """
        over = [num for num in self._banned if not self.is_banned(num)]
        if not over:
            raise UsageError(
                f"{MOST_BANNED} nodes are banned already.",
                remedy="Let some of them in again.",
                sentence="people-too-many-banned",
                fields={"most": MOST_BANNED},
            )
        for num in over:
            del self._banned[num]
        for num in over:
            await self._keep(BANNED + format_node_num(num), None)

    async def _keep(self, key: str, value: Json) -> None:
        if self._decided is not None:
            self._decided.add(key)
        if self._drawer is None:
            return
        try:
            async with asyncio.timeout(KEEP_S):
                await (self._drawer.delete(key) if value is None else self._drawer.put(key, value))
        except TimeoutError:
            raise store_is_silent(KEEP_S) from None


def _time(text: str) -> datetime:
    """Return a time as it was kept.

    Raises:
        ValueError: It is none, or says nothing of its zone.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at
