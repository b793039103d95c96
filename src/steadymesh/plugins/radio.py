"""`reconnect`, `release` and `reboot-node`: what administrators do with the link and the radio behind it.

Each would cut off its own answer: so it is done when the answer has its verdict, or half a minute later.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from steadymesh.bot.plugin import Appointment, Context, Job, PluginContext, Reply, Scope, Who, command, on
from steadymesh.errors import SteadymeshError
from steadymesh.events import Delivered
from steadymesh.ids import NodeNum, PacketId
from steadymesh.model import Entry, ErrandEnd, Priority, RestartRadio

ANSWERED_WITHIN: Final = timedelta(seconds=30)
"""What is to be done is done then, whatever became of the answer."""

CONFIRMED_WITHIN_S: Final = 60.0
"""Within which the same person must ask again for the radio's restart."""

RELEASED: Final = timedelta(minutes=10)
LONGEST_RELEASE: Final = timedelta(days=1)
"""Nobody on the mesh can end it: only time, or the operator at the machine."""

QUIET_S: Final = 25.0
ORDER_S: Final = 25.0
"""For the radio's restart: first when the air is quiet; where it does not become so, all the same. Less than a minute
in all, which is what an appointment may take."""


@dataclass(slots=True)
class Awaited:
    """An answer on its way, and what is to be done behind it."""

    to: NodeNum
    question: PacketId
    asked: datetime
    job: Job
    due: Appointment

    def is_answered_by(self, entry: Entry) -> bool:
        """Return whether an entry is that answer. Old firmware gets answers that don't say what they answer."""
        is_to_them = entry.intent.to == self.to and entry.intent.reply_id in (None, self.question)
        return is_to_them and entry.priority is Priority.REPLY and entry.created >= self.asked


@dataclass(slots=True)
class Desk:
    """What is about to be done, one thing at a time: what is asked for later takes its place."""

    awaited: Awaited | None = None
    confirmations: dict[str, float] = field(default_factory=dict)
    """Until when somebody's second word counts, loop time; there are no more of them than administrators."""

    def drop(self) -> None:
        """Have nothing done behind an answer."""
        if self.awaited is not None:
            self.awaited.due.cancel()
            self.awaited = None


# --- commands -------------------------------------------------------------------------------


@command("reconnect", help="help-reconnect", who=Who.ADMIN, scope=Scope.PRIVATE)
async def reconnect(context: Context) -> Reply:
    """Have the link made anew."""
    context.log.info("admin-reconnects", by=context.asker)

    async def make_anew(later: PluginContext) -> None:
        later.services.link.reconnect()

    _behind_the_answer(context, make_anew)
    return Reply(context.say("reconnect-done"))


@command("release", help="help-release", who=Who.ADMIN, scope=Scope.PRIVATE)
async def release(context: Context, duration: timedelta = RELEASED) -> Reply:
    """Leave the radio's only place to somebody else for a while."""
    if not timedelta() < duration <= LONGEST_RELEASE:
        return Reply(context.say("release-out-of-bounds", most=context.duration(LONGEST_RELEASE.total_seconds())))
    shown = context.duration(duration.total_seconds())
    context.log.info("admin-releases", by=context.asker, duration=shown)

    async def leave(later: PluginContext) -> None:
        later.services.link.release(duration.total_seconds())

    _behind_the_answer(context, leave)
    return Reply(context.say("release-done", duration=shown))


@command("reboot-node", help="help-reboot-node", who=Who.ADMIN, scope=Scope.PRIVATE)
async def reboot_node(context: Context) -> Reply:
    """Have our own radio restart: the second time that somebody asks for it within a minute."""
    confirmations = context.memory(Desk).confirmations
    person = str(context.key) if context.key is not None else context.asker
    until = confirmations.pop(person, None)
    if until is None or until < context.now():
        confirmations[person] = context.now() + CONFIRMED_WITHIN_S
        return Reply(context.say("reboot-again", seconds=round(CONFIRMED_WITHIN_S), prefix=context.prefix))
    context.log.warning("admin-reboots", by=context.asker)
    by, to = context.asker, None if context.is_console else context.sender

    async def restart(later: PluginContext) -> None:
        await _restart(later, by, to)

    _behind_the_answer(context, restart)
    return Reply(context.say("reboot-done"))


async def _restart(context: PluginContext, by: str, to: NodeNum | None) -> None:
    """Order the restart, and tell whoever wanted it where it came to nothing."""
    errands = context.services.errands
    end = await errands.run(RestartRadio(), urgent=True, alone=True, timeout_s=QUIET_S)
    if not end.is_handed:
        end = await errands.run(RestartRadio(), urgent=True, timeout_s=ORDER_S)
    if _may_be_done(end):
        context.log.info("radio-restart-ordered", by=by)
        return
    context.log.warning("radio-not-restarted", by=by, error=end.error)
    if to is not None:
        try:
            theirs = replace(context, language=context.language_of(to))
            await context.send(to, theirs.say("reboot-failed"), priority=Priority.MESSAGE)
        except SteadymeshError as exc:
            context.log.warning("radio-restart-untold", to=by, error=exc)


def _may_be_done(end: ErrandEnd) -> bool:
    """Return whether the radio took the order: one that restarts at once says no more."""
    return end.is_handed and end.taken is not False and not end.error


# --- behind the answer ----------------------------------------------------------------------


def _behind_the_answer(context: Context, job: Job) -> None:
    desk = context.memory(Desk)
    desk.drop()
    if context.is_console:  # its answer needs no radio
        context.schedule.after(timedelta(), job)
        return

    async def do_anyway(later: PluginContext) -> None:
        later.memory(Desk).awaited = None
        await job(later)

    desk.awaited = Awaited(
        to=context.sender,
        question=context.message.id,
        asked=context.services.clock.at(),
        job=job,
        due=context.schedule.after(ANSWERED_WITHIN, do_anyway),
    )


@on(Delivered)
async def go_on(context: PluginContext, event: Delivered) -> None:
    """Do what was to be done behind an answer that has its verdict."""
    desk = context.memory(Desk)
    if desk.awaited is not None and desk.awaited.is_answered_by(event.entry):
        job = desk.awaited.job
        desk.drop()
        context.schedule.after(timedelta(), job)
