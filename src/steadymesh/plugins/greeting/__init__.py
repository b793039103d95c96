"""A greeting for newcomers, once a person; off unless the operator switches it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, timedelta
from typing import Final

from steadymesh import words
from steadymesh.bot.plugin import MAX_DIRECT_BYTES, PluginContext, every, on, on_start, settings
from steadymesh.errors import StoreError, UsageError
from steadymesh.events import NodeRenumbered, NodeSeen
from steadymesh.ids import NodeNum, format_node_num
from steadymesh.model import LinkState, Node, Priority
from steadymesh.plugins.greeting.known import Known
from steadymesh.plugins.greeting.waiting import Guest, Waiting, may_be_greeted

SHARD: Final = "known/"
BEGUN: Final = "begun"
WAITING: Final = "waiting"

LIFETIME: Final = timedelta(hours=2)
"""A greeting that could not be sent for so long would greet nobody who is still there."""

NAME: Final = "{name}"
LONGEST_NAME: Final = 24
"""Bytes of a name as it is shown."""


@settings
class GreetingSettings:
    """`[plugin.greeting]`."""

    enabled: bool = False
    """Whether anybody is greeted."""
    text: str | Mapping[str, str] = field(default_factory=dict)
    """What is said, or a text for each language; `{name}` is the newcomer's. Empty: a sentence of our own."""
    max_hops: int = 3
    """Whoever is farther away is not greeted."""
    per_hour: int = 5
    """Newcomers that are greeted in an hour; the others are when they are heard again."""

    def __post_init__(self) -> None:
        """Check texts and numbers."""
        for language, text in self.texts.items():
            if language and language not in words.LANGUAGES:
                raise ValueError(f"text: there is no language {language}")
            if len(text.replace(NAME, "x" * LONGEST_NAME).encode()) > MAX_DIRECT_BYTES or not text.strip():
                raise ValueError(f"text: write something of at most {MAX_DIRECT_BYTES} bytes, {NAME} counted as 24")
        if not 0 <= self.max_hops <= 7:
            raise ValueError("max_hops must be from 0 to 7")
        if not 1 <= self.per_hour <= 20:
            raise ValueError("per_hour must be from 1 to 20")

    @property
    def texts(self) -> Mapping[str, str]:
        """The texts by language; under an empty one what is for everybody."""
        if isinstance(self.text, str):
            return {"": self.text} if self.text else {}
        return self.text


@on_start
async def begin(context: PluginContext) -> None:
    """Read who is known; where nobody is greeted, whoever comes meanwhile is none of a later day's newcomers."""
    if context.settings(GreetingSettings).enabled:
        await _is_loaded(context)
        return
    try:
        if await context.store.get(BEGUN) is not None:
            await context.store.delete(BEGUN)
    except StoreError as exc:
        context.log.debug("greeting-not-kept", error=exc)


@on(NodeSeen)
async def seen(context: PluginContext, event: NodeSeen) -> None:
    """Have a newcomer greeted, a little later."""
    chosen, node = context.settings(GreetingSettings), event.node
    if not chosen.enabled or not await _is_loaded(context):
        return
    known, waiting, at = context.memory(Known), context.memory(Waiting), context.at()
    if not known.has_begun or node.num == context.own_num:
        return
    fingerprint = _fingerprint(context, node)
    is_known = known.is_known(node.num, fingerprint)
    is_guest = not is_known and may_be_greeted(node, context.own_num, chosen.max_hops)
    if is_guest and not waiting.has_room(at, chosen.per_hour):
        return
    if not is_known and not is_guest:
        return  # perhaps they come nearer
    known.note(node.num, fingerprint, at.astimezone(UTC).toordinal())
    if is_guest:
        waiting.add(node.num, at, context.services.clock.chance())
        await _keep_waiting(context)
    await _keep_known(context)


@on(NodeRenumbered)
async def renumbered(context: PluginContext, event: NodeRenumbered) -> None:
    """Whoever has another number now is nobody new."""
    if not context.settings(GreetingSettings).enabled or not await _is_loaded(context):
        return
    known = context.memory(Known)
    if known.is_known(event.before, event.key.fingerprint):
        known.note(event.before, event.key.fingerprint, 0)
        known.note(event.after, event.key.fingerprint, context.at().astimezone(UTC).toordinal())
        await _keep_known(context)
    if context.memory(Waiting).move(event.before, event.after):
        await _keep_waiting(context)


@every(timedelta(seconds=20))
async def greet(context: PluginContext) -> None:
    """Greet whose time has come; at the first start, note who is there."""
    if not context.settings(GreetingSettings).enabled or not await _is_loaded(context):
        return
    await _begin_with_those_who_are_there(context)
    waiting = context.memory(Waiting)
    due = waiting.due(context.at())
    if not due or context.services.people.silent_s():
        return
    for guest in due:
        if await _greet(context, guest):
            waiting.remove(guest.num)
    await _keep_waiting(context)


async def _begin_with_those_who_are_there(context: PluginContext) -> None:
    """Note everybody in the directory, once: whoever was there before us is no newcomer."""
    known = context.memory(Known)
    if known.has_begun or context.services.link.status().state is not LinkState.READY:
        return
    for node in context.directory.snapshot().values():
        known.note(node.num, _fingerprint(context, node), 0)
    known.has_begun = True
    await _keep_known(context)
    try:
        await context.store.put(BEGUN, value=True)
    except StoreError as exc:
        context.log.warning("greeting-not-kept", error=exc)


async def _greet(context: PluginContext, guest: Guest) -> bool:
    """Greet one; return whether that is over and done with, whatever came of it."""
    node = context.directory.get(guest.num)
    if context.services.people.is_banned(guest.num) or (node is not None and node.is_unmessagable):
        return True
    try:
        await context.post(
            guest.num,
            _text(context, guest.num),
            priority=Priority.ANNOUNCEMENT,
            lifetime=LIFETIME,
            key=f"greeting/{guest.num:08x}/{guest.due:%Y%m%d%H%M%S}",
        )
    except (StoreError, TimeoutError) as exc:
        error = exc if isinstance(exc, StoreError) else type(exc).__name__
        context.log.warning("greeting-not-kept", error=error)
        return False
    except UsageError as exc:
        context.log.debug("greeting-not-posted", node=format_node_num(guest.num), error=exc)
        return True
    context.log.info("greeted", node=format_node_num(guest.num), name=context.name_of(guest.num))
    return True


def _text(context: PluginContext, num: NodeNum) -> str:
    texts, language, name = context.settings(GreetingSettings).texts, context.language_of(num), context.name_of(num)
    if not texts:
        return words.render("greeting-hello", {"name": name, "prefix": context.prefix}, language)
    return next(texts[one] for one in (language, "", "en", *texts) if one in texts).replace(NAME, name)


def _fingerprint(context: PluginContext, node: Node) -> str:
    """Return the fingerprint of a node's key as far as anybody knows one; empty: nobody does."""
    book = context.keys.get(node.num)
    key = node.public_key if book is None else book.key
    return "" if key is None else key.fingerprint


# --- the store ------------------------------------------------------------------------------


async def _is_loaded(context: PluginContext) -> bool:
    known, waiting = context.memory(Known), context.memory(Waiting)
    if known.is_loaded and waiting.is_loaded:
        return True
    try:
        shards = await context.store.items(SHARD)
        kept = await context.store.get(WAITING)
        has_begun = await context.store.get(BEGUN) is True
    except StoreError as exc:
        context.log.warning("greeting-not-loaded", error=exc)
        return False
    if not known.is_loaded:
        known.has_begun = has_begun
    known.load(value for _, value in shards)
    waiting.load(kept)
    return True


async def _keep_known(context: PluginContext) -> None:
    """Have what has changed of the known written within a minute."""
    try:
        for shard, value in context.memory(Known).changed():
            context.store.keep(SHARD + shard, value)
    except StoreError as exc:
        context.log.warning("greeting-not-kept", error=exc)


async def _keep_waiting(context: PluginContext) -> None:
    try:
        await context.store.put(WAITING, context.memory(Waiting).written())
    except StoreError as exc:
        context.log.warning("greeting-not-kept", error=exc)
