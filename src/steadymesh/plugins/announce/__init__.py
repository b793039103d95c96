"""Announcements on schedule, to a channel or to a topic's subscribers: each due time once, over restarts too."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from steadymesh.bot.plugin import PluginContext, cron, on_start, settings
from steadymesh.errors import StoreError, UsageError
from steadymesh.ids import BROADCAST
from steadymesh.model import Priority
from steadymesh.plugins.announce.entries import Due, Entry, Verdict, due, filled, in_language

MOST: Final = 50
"""Entries: more is a broadcasting station."""

LAST: Final = "last"
"""Under which the store has the last due time of each entry."""


@settings
class AnnounceSettings:
    """`[plugin.announce]`."""

    entries: tuple[Entry, ...] = ()
    """What is said, where and when: `[[plugin.announce.entries]]`."""
    lifetime: timedelta = timedelta(hours=2)
    """What could not be sent for so long (quiet hours, no link) is not worth its airtime any more."""

    def __post_init__(self) -> None:
        """Check every entry."""
        if len(self.entries) > MOST:
            raise ValueError(f"there can be {MOST} entries at most")
        if not timedelta(minutes=1) <= self.lifetime <= timedelta(days=1):
            raise ValueError("lifetime must be from 1m to 1d")
        for number, entry in enumerate(self.entries, start=1):
            entry.check(number)


class Said:
    """What is remembered of the entries."""

    def __init__(self) -> None:
        self.is_loaded = False
        self.last: dict[str, str] = {}
        """Label of the last due time that is over and done with, by entry."""
        self.without_channel: set[str] = set()
        """Entries whose channel our radio has not, as far as that is told."""


@on_start
async def begin(context: PluginContext) -> None:
    """Note what is there, and say at once what is to be caught up."""
    await look(context)


@cron("* * * * *")
async def look(context: PluginContext) -> None:
    """Say what is due."""
    entries = context.settings(AnnounceSettings).entries
    if not entries or not await _is_loaded(context):
        return
    said, at = context.memory(Said), context.at()
    before = dict(said.last)
    for number, entry in enumerate(entries, start=1):
        found = due(entry, said.last.get(entry.id), at, at.tzinfo)
        if found.verdict is Verdict.MISSED:
            context.log.info("announce-missed", entry=number, due=found.label)
        if found.verdict is not Verdict.SAY or await _say(context, number, entry, found):
            said.last[entry.id] = found.label
    said.last = {entry.id: said.last[entry.id] for entry in entries if entry.id in said.last}
    if said.last != before:
        await _keep(context)


async def _say(context: PluginContext, number: int, entry: Entry, found: Due) -> bool:
    """Say an announcement; return whether that is over and done with, whatever came of it."""
    if context.services.people.silent_s():
        return False
    if entry.topic is None:
        return await _say_on_channel(context, number, entry, found)
    # News have no key under which they are the same ones: what is over is written down first.
    context.memory(Said).last[entry.id] = found.label
    await _keep(context)
    context.publish(entry.topic, {language: _filled(context, text) for language, text in entry.texts.items()})
    return True


async def _say_on_channel(context: PluginContext, number: int, entry: Entry, found: Due) -> bool:
    assert entry.channel is not None
    channel = context.channel(str(entry.channel))
    if channel is None:
        said = context.memory(Said)
        if context.own_num is not None and entry.id not in said.without_channel:
            said.without_channel.add(entry.id)
            context.log.warning("announce-no-such-channel", entry=number, channel=entry.channel)
        return False
    try:
        posted = await context.post(
            BROADCAST,
            _filled(context, in_language(entry.texts, context.language)),
            channel=channel,
            priority=Priority.ANNOUNCEMENT,
            lifetime=context.settings(AnnounceSettings).lifetime,
            key=f"announce/{entry.id}/{found.label}",
        )
    except (StoreError, TimeoutError) as exc:
        error = exc if isinstance(exc, StoreError) else type(exc).__name__
        context.log.warning("announce-not-posted", entry=number, error=error)
        return False
    except UsageError as exc:
        context.log.warning("announce-not-posted", entry=number, error=exc)
        return True
    if posted.outcome.is_final and posted.reason:
        context.log.warning("announce-not-posted", entry=number, error=posted.reason)
    else:
        context.log.info("announced", entry=number, due=found.label)
    return True


def _filled(context: PluginContext, text: str) -> str:
    at, others = context.at(), context.directory.snapshot().keys() - {context.own_num}
    return filled(text, {"nodes": str(len(others)), "date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}"})


# --- the store ------------------------------------------------------------------------------


async def _is_loaded(context: PluginContext) -> bool:
    said = context.memory(Said)
    if said.is_loaded:
        return True
    try:
        kept = await context.store.get(LAST)
    except StoreError as exc:
        context.log.warning("announce-not-loaded", error=exc)
        return False
    if not said.is_loaded:
        said.is_loaded = True
        kept = kept if isinstance(kept, dict) else {}
        said.last = {entry: label for entry, label in kept.items() if isinstance(label, str)}
    return True


async def _keep(context: PluginContext) -> None:
    """Write down what is over; what the disk does not take now holds all the same, and is written later."""
    said = context.memory(Said)
    try:
        await context.store.put(LAST, dict(said.last))
    except StoreError as exc:
        context.log.warning("announce-not-kept", error=exc)
