"""One command from the question to what is to be answered: may they, do the arguments fit, does it work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from steadymesh.bot import barrier, durations, usage
from steadymesh.bot.barrier import Ended, Ending, Outcome
from steadymesh.bot.contract.arguments import Argument, ArgumentError, parse
from steadymesh.bot.contract.commands import Command, Cost, Scope, Who
from steadymesh.bot.contract.context import Context, How
from steadymesh.bot.contract.reply import Reply
from steadymesh.bot.failing import Failing
from steadymesh.bot.options import BotOptions
from steadymesh.bot.reports import report
from steadymesh.bus import Bus
from steadymesh.errors import ScriptError
from steadymesh.ports import Clock

SCOPES: Final = {
    How.PKI: Scope.DM,
    How.DIRECT: Scope.DM,
    How.CHANNEL: Scope.CHANNEL,
    How.CONSOLE: Scope.CONSOLE,
}


class Calls:
    """Calls commands.

    Args:
        bus: For `PluginPaused`.
        clock: Loop time.
        failing: Remembers what fails again and again.
        options: Deadlines.
    """

    def __init__(self, *, bus: Bus, clock: Clock, failing: Failing, options: BotOptions) -> None:
        self._bus = bus
        self._clock = clock
        self._failing = failing
        self._timeouts_s = {
            Cost.LIGHT: options.handler_timeout_s,
            Cost.INTERNET: options.slow_timeout_s,
            Cost.THOUGHT: options.thought_timeout_s,
            Cost.AIR: options.air_timeout_s,
        }

    async def answer(self, command: Command, context: Context, plugin: str) -> Ending:
        """Return how a command ended, always with what is to be answered; raises nothing but CancelledError.

        Args:
            command: Which.
            context: The question.
            plugin: Whose command it is.
        """
        if refused := _not_allowed(command, context):
            return Ending(outcome=Outcome.REFUSED, reply=Reply(refused, is_refusal=True))
        try:
            arguments = parse(command.parameters, context.rest, context.find)
        except ArgumentError as exc:
            return Ending(outcome=Outcome.MISTYPED, reply=Reply(_usage(exc, command, context)))
        if paused_s := self._failing.paused_s(command.name, self._clock.now()):
            wait = durations.say_wait(paused_s, context.language)
            return Ending(
                outcome=Outcome.FAILED,
                reply=Reply(context.say("reply-paused", command=context.word, wait=wait)),
            )
        return await self._called(command, context, arguments, plugin)

    async def _called(
        self, command: Command, context: Context, arguments: Mapping[str, Argument], plugin: str
    ) -> Ending:
        timeout_s = self._timeouts_s[command.cost]
        ending = await barrier.call(command, context, arguments, timeout_s)
        is_late = ending.outcome is Outcome.TIMED_OUT
        report(
            self._failing,
            self._bus,
            self._clock.now(),
            name=command.name,
            plugin=plugin,
            ended=Ended(error=ending.error, is_late=is_late),
            timeout_s=timeout_s,
        )
        if ending.error is None:
            return ending
        told = context.say(f"reply-{ending.outcome.value}", command=context.word)
        if context.is_console and isinstance(ending.error, ScriptError):
            told = f"{told}\n{ending.error.stderr}".strip()  # the operator's own program, and their own question
        return Ending(outcome=ending.outcome, reply=Reply(told), error=ending.error)


def _not_allowed(command: Command, context: Context) -> str:
    """Return why whoever asks may not call a command, here; empty: they may.

    An administrators' command is refused at once: that says where administrators write it, and leads nobody else there.
    """
    if command.who is Who.ADMIN and not context.is_admin:
        return context.say("reply-not-admin")
    if SCOPES[context.how] not in command.scope:
        return context.say(_place(command, context), command=context.word, prefix=context.prefix)
    if command.who is Who.PROVED and not context.is_proved:
        return context.say("reply-not-proved")
    return ""


def _place(command: Command, context: Context) -> str:
    """Return the id of the sentence that says where else a command can be called."""
    if context.how is How.CONSOLE:
        return "reply-not-here"
    if not command.scope & Scope.MESH:
        return "reply-console-only"
    return "reply-directly-only" if Scope.DM in command.scope else "reply-channel-only"


def _usage(error: ArgumentError, command: Command, context: Context) -> str:
    return usage.say(
        error,
        command,
        prefix=context.prefix,
        language=context.language,
        limit_bytes=context.limit_bytes,
        word=context.word,
    )
