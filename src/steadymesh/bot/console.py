"""The same commands for the operator at a terminal: no air, no limits, every right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from steadymesh import words
from steadymesh.bot import command as commands
from steadymesh.bot import reply
from steadymesh.bot.barrier import Outcome
from steadymesh.bot.calls import Calls
from steadymesh.bot.command import Call
from steadymesh.bot.contract.commands import Scope
from steadymesh.bot.contract.context import Context
from steadymesh.bot.contract.reply import Reply
from steadymesh.bot.contract.surroundings import Services
from steadymesh.bot.host import Host
from steadymesh.bot.options import BotOptions
from steadymesh.bot.router import Router
from steadymesh.bus import Bus
from steadymesh.ids import PRIMARY, NodeNum, PacketId
from steadymesh.model import TextMessage
from steadymesh.ports import Clock

PAGE_BYTES: Final = 16_000
"""Longest answer: a terminal scrolls."""

MOST_REPLIES: Final = 20
"""Answers that a command may give here before the one that it returns: no air is spent, but one in a loop must end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command at the console answers."""

    text: str
    outcome: Outcome


class Console:
    """The operator's commands.

    Args:
        router: All commands.
        host: What belongs to each plug-in.
        services: What they may use.
        options: Prefix and deadlines.
        bus: For `PluginPaused`.
        clock: Loop time.
    """

    def __init__(
        self, *, router: Router, host: Host, services: Services, options: BotOptions, bus: Bus, clock: Clock
    ) -> None:
        self._router = router
        self._host = host
        self._services = services
        self._options = options
        self._clock = clock
        self._calls = Calls(bus=bus, clock=clock, failing=host.failing, options=options)
        self._began = clock.now()

    def words(self) -> Sequence[str]:
        """Return the name of every command that can be called here, in the order of help."""
        return [one.name for one in self._router.all() if Scope.CONSOLE in one.scope]

    async def ask(self, text: str, language: str) -> Said:
        """Return what a line answers; the prefix may be left out.

        Args:
            text: As typed.
            language: The operator's.
        """
        call = self._call(text)
        if call is None or not call.name:
            return Said(text="", outcome=Outcome.SILENT)
        found = self._router.find(call.name)
        if found is None:
            near = self._router.nearest(call.name, for_admin=True)
            fields = {"prefix": self._options.prefix, "command": near}
            message_id = "reply-unknown" if near is None else "reply-near"
            return Said(text=words.render(message_id, fields, language), outcome=Outcome.MISTYPED)
        said: list[str] = []

        async def answer(more: Reply) -> bool:
            if len(said) >= MOST_REPLIES:
                return False
            said.append(reply.fit(more.text, PAGE_BYTES))
            return True

        plugin = self._router.owner(found).name
        context = Context(
            plugin=plugin,
            own=self._host.own(plugin),
            message=self._message(text),
            command=found.name,
            word=call.name,
            rest=call.rest,
            prefix=self._options.prefix,
            language=language,
            limit_bytes=PAGE_BYTES,
            uptime_s=self._clock.now() - self._began,
            services=self._services,
            commands=self._router,
            is_admin=True,
            is_console=True,
            answer=answer,
            trace_wait=lambda: 0.0,
        )
        ending = await self._calls.answer(found, context, plugin)
        said += [] if ending.reply is None else [reply.fit(ending.reply.text, PAGE_BYTES)]
        return Said(text="\n".join(one for one in said if one), outcome=ending.outcome)

    def _call(self, text: str) -> Call | None:
        """Return what is called for: without the prefix first, which may be a letter that commands begin with."""
        prefix = self._options.prefix
        bare = commands.parse(prefix + text.lstrip(), prefix)
        if bare is not None and self._router.find(bare.name) is not None:
            return bare
        full = commands.parse(text, prefix)
        return full if full is not None and full.prefixed else bare

    def _message(self, text: str) -> TextMessage:
        """Return the line as a text that never was on air: from our own radio to itself."""
        radio = self._services.radio.radio()
        own = NodeNum(0) if radio is None else radio.num
        return TextMessage(id=PacketId(0), sender=own, to=own, channel=PRIMARY, text=text, at=self._services.clock.at())
