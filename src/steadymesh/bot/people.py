"""What is remembered of people as the bot meets them: their language, and who is not answered. Kept over restarts."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog

from steadymesh.errors import SteadymeshError
from steadymesh.ids import NodeNum, format_node_num, parse_node_num
from steadymesh.model import Json
from steadymesh.ports import Clock, PluginStore
from steadymesh.words import LANGUAGES

log: Final = structlog.get_logger("bot")

MOST_PEOPLE: Final = 5_000
"""Whose language is remembered; the one who chose first is forgotten."""

LOAD_S: Final = 2.0
"""A store that does not answer must not silence the bot: then everybody is answered in the operator's language, and
nobody is banned, until the next start."""

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

    async def load(self) -> None:
        """Read what was kept; a store that does not answer costs one line in the log."""
        if self._drawer is None:
            return
        try:
            async with asyncio.timeout(LOAD_S):
                kept = await self._drawer.items()
        except (TimeoutError, SteadymeshError) as exc:
            error = exc if isinstance(exc, SteadymeshError) else f"no answer within {LOAD_S:g} s"
            log.warning("people-not-loaded", error=error)
            return
        for key, value in kept:
            with contextlib.suppress(ValueError):
                self._take(key, value)

    def _take(self, key: str, value: Json) -> None:
        if key.startswith(LANGUAGE) and value in LANGUAGES:
            self._languages[parse_node_num(key.removeprefix(LANGUAGE))] = str(value)
        elif key.startswith(BANNED):
            until = datetime.fromisoformat(value) if isinstance(value, str) else None
            self._banned[parse_node_num(key.removeprefix(BANNED))] = until
        elif key == SILENT and isinstance(value, str):
            self._silent_until = datetime.fromisoformat(value)

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
        if len(self._languages) > MOST_PEOPLE:
            forgotten, _ = self._languages.popitem(last=False)
            await self._keep(LANGUAGE + format_node_num(forgotten), None)
        await self._keep(LANGUAGE + format_node_num(num), language)

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
            StoreError: It holds until the end of the process only.
        """
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

    async def _keep(self, key: str, value: Json) -> None:
        if self._drawer is None:
            return
        if value is None:
            await self._drawer.delete(key)
        else:
            await self._drawer.put(key, value)
