"""Takes texts from the bus and gives each command a task of its own, with a deadline, and its answer to the outbox.

Nothing in here waits for one command before it takes the next. Knows no radio: it meets it through ports.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial
from typing import Final

import structlog

from steadymesh import words
from steadymesh.bot import command as commands
from steadymesh.bot import durations, naming, proof
from steadymesh.bot.addressing import Addressing, FirmwareOf
from steadymesh.bot.answers import Answers
from steadymesh.bot.barrier import Outcome
from steadymesh.bot.calls import Calls
from steadymesh.bot.contract.commands import Command, Scope
from steadymesh.bot.contract.context import Context
from steadymesh.bot.contract.reply import Reply
from steadymesh.bot.contract.surroundings import Services
from steadymesh.bot.host import Host
from steadymesh.bot.lasthour import LastHour
from steadymesh.bot.lateness import late_s
from steadymesh.bot.limits import PersonLimits, TraceLimits
from steadymesh.bot.loops import MUTE_S, Loops
from steadymesh.bot.memory import OncePerPerson
from steadymesh.bot.middleware import LOOP, Refusal, judges
from steadymesh.bot.options import BotOptions
from steadymesh.bot.places import Places
from steadymesh.bot.reports import short
from steadymesh.bot.router import Router
from steadymesh.bot.taken import TakenBefore
from steadymesh.bot.way import Way
from steadymesh.bus import Bus, WhenFull
from steadymesh.events import CommandHandled, Delivered, Event, LoopMuted, TextReceived
from steadymesh.ids import BROADCAST, format_node_num
from steadymesh.model import Outcome as Fate
from steadymesh.model import TextMessage
from steadymesh.ports import Clock, MessageLog, Outbox, SentLog

log: Final = structlog.get_logger("bot")

QUEUE: Final = 10_000
"""Texts that may wait for one turn of the loop: more than one read of the socket (256 KiB) can hold, so that a question
in the middle of a burst is seen. Most are chatter, and looked at in a microsecond."""

HINT: Final = "hint"
"""Stands for a command's name where we answer that there is none."""

TOO_FAST: Final = "too-fast"
"""Stands for a command's name where we answer that somebody asks too often."""

COUNTED: Final = ("answered", "loop", TOO_FAST, "channel-full", "unknown", "busy", "copy", "not-posted", "defect")
"""Counters that are told of before they have counted anything; others appear with the first."""

MOST_REPLIES: Final = 3
"""Answers that a command may give before the one that it returns: it asks, waits, and says what came of it."""


class Dispatcher:
    """The bot at work.

    Args:
        bus: Where texts come from and `CommandHandled` and `LoopMuted` go.
        clock: For response times and uptime.
        router: The commands.
        outbox: Where answers go.
        services: What commands may look at.
        messages: Remembers, over restarts, which questions were taken.
        sent: Remembers, over restarts, what was answered.
        options: The settings.
        host: Has what belongs to each plug-in.
        firmware_of: Tells which firmware a node runs; None: not known. Nothing that a node sends by radio tells it, so
            this is for whoever has it from elsewhere.
    """

    def __init__(
        self,
        *,
        bus: Bus,
        clock: Clock,
        router: Router,
        outbox: Outbox,
        services: Services,
        messages: MessageLog,
        sent: SentLog,
        options: BotOptions,
        host: Host,
        firmware_of: FirmwareOf = lambda _: None,
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._router = router
        self._services = services
        self._taken = TakenBefore(messages, timeout_s=options.seen_timeout_s)
        self._options = options
        self._addressing = Addressing(services=services, router=router, options=options, firmware_of=firmware_of)
        self._limits = PersonLimits(
            per_minute=options.commands_per_minute,
            per_hour=options.commands_per_hour,
        )
        self._last_hour = LastHour(clock=clock, messages=messages, sent=sent, options=options)
        self._loops = Loops()
        self._judges = judges(services, options, limits=self._limits, loops=self._loops, on_loop=self._found_loop)
        self._hints = OncePerPerson(options.hint_interval_s)
        self._counters: Counter[str] = Counter()
        self._answers = Answers(outbox=outbox, services=services, options=options, counters=self._counters)
        self._traces = TraceLimits()
        self._calls = Calls(bus=bus, clock=clock, failing=host.failing, options=options)
        self._host = host
        self._places: Places | None = None
        self._is_full = False
        self._dropped_told = 0
        self._began = 0.0
        # Who asked first is answered: a flood must not push out the question that was there before it.
        self._subscription = bus.subscribe("bot", (TextReceived, Delivered), size=QUEUE, when_full=WhenFull.DROP_NEWEST)

    @property
    def counters(self) -> Mapping[str, int]:
        """What became of the commands since the start: outcomes, reasons of refusals, `overrun` (never looked at)."""
        return {**self._counters, "overrun": self._subscription.dropped}

    @property
    def running(self) -> int:
        """How many commands are at work."""
        return 0 if self._places is None else self._places.running

    def facts(self) -> Mapping[str, object]:
        """Return the counters, and who is muted because it answers our answers, and for how many seconds still.

        `loop` counts how often somebody was muted, `muted` what they sent since.
        """
        muted: dict[str, int] = {}
        for person, seconds in self._loops.muted(self._clock.now()).items():
            node = format_node_num(person.node)  # muted with proof and without: the longer one
            muted[node] = max(round(seconds), muted.get(node, 0))
        return {
            **dict.fromkeys(COUNTED, 0),
            **self.counters,
            "muted_nodes": muted,
        }

    async def run(self) -> None:
        """Answer until cancelled; every command at work ends with it, within `barrier.GRACE_S`."""
        self._began = self._clock.now()
        self._say(
            "reply-unknown", self._options.language
        )  # reads the sentences (some 80 ms) before anybody waits for one
        with self._subscription:
            is_loaded = await self._services.people.load()
            with self._going_on():
                await self._last_hour.restore(self._limits, self._addressing)
            async with asyncio.TaskGroup() as tasks:
                if not is_loaded:
                    tasks.create_task(self._services.people.load_at_last(), name="bot people")
                places = self._places = Places(tasks, self._options, when_idle=self._idle)
                async for event in self._subscription:
                    self._tell_overrun()
                    with self._going_on():
                        self._look_at(event, places)

    # --- which texts are commands, and which commands are taken ---------------------------------

    def _look_at(self, event: Event, places: Places) -> None:
        match event:
            case TextReceived():
                self._take(event, places)
            case Delivered(entry=entry) if entry.outcome is Fate.ACKNOWLEDGED and entry.intent.to != BROADCAST:
                self._loops.reached(entry.intent.to, self._clock.now(), entry.intent.reply_id)

    def _take(self, event: TextReceived, places: Places) -> None:
        message = event.message
        call = commands.parse(message.text, self._options.prefix)
        way = None if call is None else self._addressing.way(call, message)
        if call is None or way is None:
            return
        for judge in self._judges:
            if refusal := judge.judge(event):
                self._refuse(event, refusal, places)
                return
        found = self._router.find(call.name)
        language = self._language(message, found, call.name)
        lead = self._lead(event, language)
        if found is None:
            self._hint(event, call.name, way, places, lead)
            return
        if not way.is_direct and Scope.CHANNEL not in found.scope:
            way = self._addressing.to_person(message)  # what belongs between two is not said to everybody
        context = self._context(event, found, call, way=way, lead=lead, language=language)
        self._go_this_way(way)
        if not self._start(places, found.name, partial(self._handle, event, found, context, way, lead), event):
            self._addressing.came_to_nothing(way)

    def _go_this_way(self, way: Way) -> None:
        self._addressing.taken(way)
        if way.is_instead:
            self._counters["channel-full"] += 1

    def _lead(self, event: TextReceived, language: str) -> str:
        """Return what stands before an answer: how late it comes; empty: it does not."""
        seconds = late_s(event, self._clock.at())
        return "" if seconds is None else durations.say_late(seconds, language)

    def _language(self, message: TextMessage, found: Command | None = None, word: str = "") -> str:
        """Return in which language somebody is answered: what they chose, else that of the word, else the operator's.

        A command's name is a word of no language: people everywhere write `/ping`.
        """
        if chosen := self._services.people.language_of(message.sender):
            return chosen
        if found is not None and word != found.name and word not in found.aliases:
            of_word = [language for language, some in found.words.items() if word in some]
            if len(of_word) == 1:
                return of_word[0]
        return self._options.language

    def _found_loop(self, event: TextReceived) -> None:
        sender, is_proved = event.message.sender, event.message.is_proved
        name = naming.shown_name(self._services.nodes.get(sender), sender)
        minutes = round(MUTE_S / 60)
        log.warning("bot-loop-muted", node=format_node_num(sender), name=name, proved=is_proved, minutes=minutes)
        self._bus.publish(LoopMuted(node=sender, is_proved=is_proved, seconds=MUTE_S, now=event.now))

    def _refuse(self, event: TextReceived, refusal: Refusal, places: Places) -> None:
        self._counters[refusal.reason] += 1
        log.debug("command-refused", sender=format_node_num(event.message.sender), reason=refusal.reason)
        if refusal.wait_s is not None:
            language = self._language(event.message)
            wait = durations.say_wait(refusal.wait_s, language)
            reply = Reply(self._say("reply-muted" if refusal.reason == LOOP else "reply-too-fast", language, wait=wait))
            way = self._addressing.to_person(event.message)  # nobody else's business
            self._start(places, TOO_FAST, partial(self._answers.post, event, TOO_FAST, reply, way), event)

    def _hint(self, event: TextReceived, name: str, way: Way, places: Places, lead: str) -> None:
        self._counters["unknown"] += 1
        if not self._hints.allow(proof.writer(event.message), self._clock.now()):
            return
        near = self._router.nearest(name, for_admin=self._is_admin(event.message))
        language = self._language(event.message)
        text = (
            self._say("reply-unknown", language, prefix=self._options.prefix)
            if near is None
            else self._say("reply-near", language, prefix=self._options.prefix, command=near)
        )
        self._go_this_way(way)
        if not self._start(places, HINT, partial(self._give_hint, event, Reply(text), way, lead), event):
            self._addressing.came_to_nothing(way)

    async def _give_hint(self, event: TextReceived, reply: Reply, way: Way, lead: str) -> None:
        if await self._taken.before(event.message):
            self._counters["copy"] += 1
            self._addressing.came_to_nothing(way)
        elif not await self._answers.post(event, HINT, reply, way, lead=lead):
            self._addressing.came_to_nothing(way)

    def _start(self, places: Places, name: str, work: Callable[[], Awaitable[object]], event: TextReceived) -> bool:
        """Have `work` done, unless too many wait already; return whether it will be."""

        async def guarded() -> None:
            with self._going_on():
                await work()

        if places.take(name, f"bot {name} {format_node_num(event.message.sender)}", guarded):
            return True
        self._counters["busy"] += 1
        (log.debug if self._is_full else log.warning)("bot-busy", command=name, running=places.running)
        self._is_full = True
        return False

    def _idle(self) -> None:
        if self._is_full:
            self._is_full = False
            log.info("bot-idle-again")

    def _tell_overrun(self) -> None:
        dropped = self._subscription.dropped
        if dropped > self._dropped_told:
            (log.debug if self._dropped_told else log.warning)("bot-overrun", dropped=dropped)
            self._dropped_told = dropped

    # --- one command ---------------------------------------------------------------------------

    async def _handle(self, event: TextReceived, command: Command, context: Context, way: Way, lead: str) -> None:
        if await self._taken.before(event.message):
            self._counters["copy"] += 1
            self._addressing.came_to_nothing(way)
            return
        sender = format_node_num(context.sender)
        log.info("command-received", command=command.name, sender=sender, name=context.name, how=context.how.value)
        ending = await self._calls.answer(command, context, self._router.owner(command).name)
        outcome, reply = ending.outcome, ending.reply
        if outcome is Outcome.REFUSED:
            log.info("command-denied", command=command.name, sender=sender, name=context.name, how=context.how.value)
        taken = None if reply is None else await self._answers.post(event, command.name, reply, way, lead=lead)
        if taken and reply is not None:
            message, now = context.message, self._clock.now()
            self._loops.answered(
                proof.writer(message), message.text, reply.text, now, direct=way.is_direct, question=message.id
            )
        else:
            self._addressing.came_to_nothing(way)
            outcome = Outcome.SILENT if taken is None else Outcome.FAILED
        self._counters[outcome.value] += 1
        self._bus.publish(
            CommandHandled(
                name=command.name,
                sender=context.sender,
                outcome=outcome.value,
                seconds=self._clock.now() - event.now,
            )
        )

    def _context(
        self, event: TextReceived, command: Command, call: commands.Call, *, way: Way, lead: str, language: str
    ) -> Context:
        """Return what a command gets, and a way for it to answer before it is done."""
        message, plugin = event.message, self._router.owner(command).name
        left = [MOST_REPLIES]

        async def answer(reply: Reply) -> bool:
            left[0] -= 1
            return left[0] >= 0 and bool(await self._answers.post(event, command.name, reply, way, lead=lead))

        return Context(
            plugin=plugin,
            own=self._host.own(plugin),
            message=message,
            command=command.name,
            word=call.name,
            rest=call.rest,
            prefix=self._options.prefix,
            language=language,
            limit_bytes=way.limit_bytes - len(lead.encode()),
            uptime_s=self._clock.now() - self._began,
            services=self._services,
            commands=self._router,
            is_admin=self._is_admin(message),
            is_answered_directly=way.is_direct,
            age_s=0.0 if event.age_s is None and not event.late else event.age_s,
            answer=answer,
            trace_wait=partial(self._trace_wait, message),
        )

    def _trace_wait(self, message: TextMessage) -> float:
        return 0.0 if self._is_admin(message) else self._traces.take(proof.writer(message), self._clock.now())

    def _is_admin(self, message: TextMessage) -> bool:
        return proof.is_admins(message, self._options.admins, self._services.keys.is_revoked)

    def _say(self, message_id: str, language: str, **fields: object) -> str:
        return words.render(message_id, fields, language)

    @contextlib.contextmanager
    def _going_on(self) -> Iterator[None]:
        """The bus subscriber's barrier: a defect of ours costs one answer, not the bot."""
        try:
            yield
        except Exception as exc:
            self._counters["defect"] += 1
            log.error("bot-defect", error=short(exc))  # noqa: TRY400  (tracebacks at DEBUG only)
            log.debug("bot-traceback", exc_info=exc)
