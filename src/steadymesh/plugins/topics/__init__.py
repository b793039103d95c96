"""`subscribe`, `unsubscribe`, `publish`: people are told of what they asked for, by direct message.

News of any plug-in come as `TopicPublished` (`context.publish`); who has them knows no subscribers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from steadymesh import words
from steadymesh.bot.plugin import (
    MAX_DIRECT_BYTES,
    Context,
    PluginContext,
    Reply,
    Rest,
    Scope,
    Who,
    command,
    every,
    on,
    on_start,
    settings,
)
from steadymesh.errors import StoreError, UsageError
from steadymesh.events import Delivered, NodeRenumbered, TopicPublished
from steadymesh.ids import NodeNum, format_node_num
from steadymesh.model import Entry, Outcome, Priority
from steadymesh.plugins.topics.notices import Notice, Waiting, told_to
from steadymesh.plugins.topics.subscribers import FAILURES, MOST_SUBSCRIBERS, MOST_TOPICS, Subscribers

BOARD: Final = "board"
"""The topic that there always is: the board's bulletins."""

ALL: Final = frozenset({"all", "tout", "tous"})
"""For `unsubscribe`; no topic's name."""

PERSON: Final = "subscriber/"
NOTICES: Final = "notices"

NOT_THEIRS: Final = frozenset(
    {"OUTBOX_FULL", "CANCELLED", "CHANNEL_BUSY", "AIR_BUDGET", "QUIET_HOURS", "DUTY_CYCLE_LIMIT", "RATE_LIMIT_EXCEEDED"}
)
"""Reasons that say nothing about the recipient."""


@settings
class TopicsSettings:
    """`[plugin.topics]`."""

    names: tuple[str, ...] = ()
    """Topics beside the board's, such as `["news", "weather"]`."""
    most: int = 100
    """Subscribers."""
    per_day: int = 10
    """Notices that one person gets in a day; further ones of that day they don't."""
    lifetime: timedelta = timedelta(hours=12)
    """A notice that could not be sent for so long is no news any more."""

    def __post_init__(self) -> None:
        """Check names and numbers."""
        for name in self.names:
            if not 0 < len(name.encode()) <= 24 or len(name.split()) != 1 or not name.isprintable():
                raise ValueError("a topic's name is one word of at most 24 bytes")
            if _folded(name) in ALL:
                raise ValueError(f"no topic can be called {name}")
        if len(self.names) >= MOST_TOPICS:
            raise ValueError(f"there can be {MOST_TOPICS - 1} names at most")
        if not 1 <= self.most <= MOST_SUBSCRIBERS:
            raise ValueError(f"most must be from 1 to {MOST_SUBSCRIBERS}")
        if not 1 <= self.per_day <= 100:
            raise ValueError("per_day must be from 1 to 100")
        if not timedelta(minutes=10) <= self.lifetime <= timedelta(days=7):
            raise ValueError("lifetime must be from 10m to 7d")

    @property
    def topics(self) -> Sequence[str]:
        """Every topic that there is."""
        return tuple(dict.fromkeys((BOARD, *map(_folded, self.names))))


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word.strip()).casefold()


# --- commands -------------------------------------------------------------------------------


@command("subscribe", help="help-subscribe", scope=Scope.DM, who=Who.PROVED)
async def subscribe(context: Context, topic: str = "") -> Reply:
    """Answer with the topics, or have the asker told of one."""
    if not await _is_loaded(context):
        return Reply(context.say("topics-unread"))
    chosen, known = context.settings(TopicsSettings), context.memory(Subscribers)
    name = _folded(topic)
    if not name:
        return Reply(_listed(context, "topics-list", known.topics_of(context.sender)))
    if name not in chosen.topics:
        return Reply(_listed(context, "topics-none", known.topics_of(context.sender), topic=context.short(topic)))
    if not known.has_room(context.sender, chosen.most):
        return Reply(context.say("topics-full", most=chosen.most))
    known.add(context.sender, name)
    await _keep(context, context.sender)
    return Reply(context.say("topics-subscribed", topic=name, prefix=context.prefix))


@command("unsubscribe", help="help-unsubscribe", scope=Scope.DM, who=Who.PROVED)
async def unsubscribe(context: Context, topic: str) -> Reply:
    """Have the asker not told of a topic any more, or of none."""
    if not await _is_loaded(context):
        return Reply(context.say("topics-unread"))
    known, name = context.memory(Subscribers), _folded(topic)
    wanted = known.topics_of(context.sender) if name in ALL else (name,)
    removed = [one for one in wanted if known.remove(context.sender, one)]
    if not removed:
        mine = known.topics_of(context.sender)
        return Reply(_listed(context, "topics-not-yours", mine, topic=context.short(topic)))
    await _keep(context, context.sender)
    if name in ALL:
        return Reply(context.say("topics-unsubscribed-all"))
    return Reply(context.say("topics-unsubscribed", topic=name, prefix=context.prefix))


@command("publish", help="help-publish", scope=Scope.PRIVATE, who=Who.ADMIN)
async def publish(context: Context, topic: str, text: Rest) -> Reply:
    """Tell a topic's subscribers something."""
    if not await _is_loaded(context):
        return Reply(context.say("topics-unread"))
    chosen, name = context.settings(TopicsSettings), _folded(topic)
    if name not in chosen.topics:
        return Reply(_listed(context, "topics-none", (), topic=context.short(topic)))
    longest = max(len(_lead(name, language).encode()) for language in words.LANGUAGES)
    size, most = len(text.encode()), MAX_DIRECT_BYTES - longest
    if size > most:
        return Reply(context.say("topics-too-long", bytes=size, most=most))
    told = [one for one in context.memory(Subscribers).of(name) if one != context.sender]
    context.publish(name, text, author=context.sender)
    return Reply(context.say("topics-published", topic=name, subscribers=len(told)))


def _lead(topic: str, language: str) -> str:
    """Return what a notice begins with; the board's have a mark instead of their topic's name."""
    return "📌 " if topic == BOARD else f"{words.render('topics-lead', {'topic': topic}, language)} "


def _listed(context: Context, message_id: str, mine: Sequence[str], **fields: object) -> str:
    """Return a sentence with the topics, the asker's first; as many as the message holds, none of them cut."""
    others = [one for one in context.settings(TopicsSettings).topics if one not in mine]
    text = names = ""
    for one in [*(f"✓{one}" for one in mine), *others]:
        names = f"{names}, {one}" if names else one
        longer = context.say(message_id, topics=names, prefix=context.prefix, **fields)
        if text and (len(names) > 190 or len(longer.encode()) > context.limit_bytes):
            break
        text = longer
    return text


# --- notices --------------------------------------------------------------------------------


@on_start
async def begin(context: PluginContext) -> None:
    """Read what was kept, so that the first one who asks need not wait for it."""
    await _is_loaded(context)


@on(TopicPublished)
async def published(context: PluginContext, event: TopicPublished) -> None:
    """Put news in line for whoever wants them."""
    chosen = context.settings(TopicsSettings)
    if event.topic not in chosen.topics:
        context.log.warning("topics-unknown", topic=event.topic, publisher=event.plugin)
        return
    if not await _is_loaded(context):
        return
    to = [num for num in context.memory(Subscribers).of(event.topic) if num != event.author]
    if not to:
        return
    waiting = context.memory(Waiting)
    gone = waiting.add(event.topic, event.texts, to, context.at() + chosen.lifetime)
    if gone is not None:
        context.log.warning("topics-crowded", topic=gone.topic, people=len(gone.to))
    await _keep_notices(context)
    await hand_in(context)


@every(timedelta(minutes=1))
async def hand_in(context: PluginContext) -> None:
    """Hand in the next few notices, if any wait and their time has come."""
    waiting = context.memory(Waiting)
    if not waiting.is_loaded or context.services.people.silent_s():
        return
    batch = waiting.batch(context.at())
    for notice, num in batch:
        if not await _tell(context, notice, num):
            break
        waiting.done(notice, num)
    if batch:
        await _keep_notices(context)


async def _tell(context: PluginContext, notice: Notice, num: NodeNum) -> bool:
    """Hand in one notice; return False if nothing can be handed in now."""
    known, chosen = context.memory(Subscribers), context.settings(TopicsSettings)
    if context.services.people.is_banned(num):
        return True
    is_first = known.is_new(num)
    if not known.count(num, notice.topic, context.at().date().isoformat(), chosen.per_day):
        return True
    try:
        await context.post(
            num,
            _text(context, notice, context.language_of(num), is_first=is_first),
            priority=Priority.ANNOUNCEMENT,
            lifetime=notice.until - context.at(),
            key=notice.key(num),
        )
        context.store.keep(_person(num), known.written(num))
    except UsageError as exc:
        context.log.debug("topics-not-told", node=format_node_num(num), error=exc)
    except (StoreError, TimeoutError) as exc:
        context.log.warning("topics-not-kept", error=exc if isinstance(exc, StoreError) else type(exc).__name__)
        return False
    return True


def _text(context: PluginContext, notice: Notice, language: str, *, is_first: bool) -> str:
    """Return what somebody is told; with the first notice, where there is room, how to get no more of them."""
    text = next(iter(context.pieces(_lead(notice.topic, language) + notice.text(language), most=1)), "")
    ending = words.render("topics-ending", {"topic": notice.topic, "prefix": context.prefix}, language)
    longer = f"{text}\n{ending}"
    return longer if is_first and len(longer.encode()) <= MAX_DIRECT_BYTES else text


@on(Delivered)
async def delivered(context: PluginContext, event: Delivered) -> None:
    """Count what did not arrive; whom nothing reaches is told nothing any more."""
    num = told_to(event.entry.key)
    known = context.memory(Subscribers)
    if num is None or not known.is_loaded:
        return
    if event.entry.outcome is Outcome.ACKNOWLEDGED:
        if known.reached(num):
            await _keep(context, num)
    elif _is_their_failure(event.entry):
        if known.missed(num):
            name = context.name_of(num)
            context.log.warning("topics-dropped", node=format_node_num(num), name=name, failures=FAILURES)
        await _keep(context, num)


@on(NodeRenumbered)
async def renumbered(context: PluginContext, event: NodeRenumbered) -> None:
    """Tell whoever has another number now under that one."""
    if await _is_loaded(context) and context.memory(Subscribers).move(event.before, event.after):
        context.memory(Waiting).move(event.before, event.after)
        await _keep(context, event.before)
        await _keep(context, event.after)
        await _keep_notices(context)


def _is_their_failure(entry: Entry) -> bool:
    """Return whether a notice did not arrive because of the recipient, as far as is known."""
    if entry.reason in NOT_THEIRS:
        return False
    return entry.first_sent is not None or bool(entry.earlier_ids) or entry.reason.startswith("KEY_")


# --- the store ------------------------------------------------------------------------------


async def _is_loaded(context: PluginContext) -> bool:
    """Read what was kept, if that has not been done; return whether it is known now."""
    known, waiting = context.memory(Subscribers), context.memory(Waiting)
    if known.is_loaded and waiting.is_loaded:
        return True
    try:
        people = await context.store.items(PERSON)
        notices = await context.store.get(NOTICES)
    except StoreError as exc:
        context.log.warning("topics-not-loaded", error=exc)
        return False
    topics = context.settings(TopicsSettings).topics
    known.load([(key.removeprefix(PERSON), value) for key, value in people], topics)
    waiting.load(notices)
    return True


async def _keep(context: PluginContext, num: NodeNum) -> None:
    """Write one subscriber down; what the disk does not take now holds all the same, and is written later."""
    value = context.memory(Subscribers).written(num)
    try:
        if value is None:
            await context.store.delete(_person(num))
        else:
            await context.store.put(_person(num), value)
    except StoreError as exc:
        context.log.warning("topics-not-kept", error=exc)


async def _keep_notices(context: PluginContext) -> None:
    try:
        await context.store.put(NOTICES, context.memory(Waiting).written())
    except StoreError as exc:
        context.log.warning("topics-not-kept", error=exc)


def _person(num: NodeNum) -> str:
    return PERSON + format_node_num(num)
