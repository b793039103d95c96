"""What the configuration names and no plug-in has: in `bot.disabled`, and as an announcement's topic."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Final

from steadymesh.bot.command import fold
from steadymesh.bot.loader import Loaded
from steadymesh.config import Config
from steadymesh.config.load import DEFAULT_ORIGIN
from steadymesh.errors import Told
from steadymesh.events import TopicPublished
from steadymesh.plugins.announce import AnnounceSettings
from steadymesh.plugins.announce.entries import Entry
from steadymesh.plugins.topics import TopicsSettings
from steadymesh.words import clean, render

ANNOUNCE: Final = "announce"
TOPICS: Final = "topics"
DISABLED: Final = "bot.disabled"


def unknown_names(config: Config, loaded: Loaded) -> Iterator[tuple[str, Told]]:
    """Yield each plug-in or name that is meant, and a sentence on what is not there."""
    for name in config.bot.disabled:
        if name in loaded.unmet:
            yield name, _not_disabled(name, config.origins.get(DISABLED, DEFAULT_ORIGIN), loaded)
    for told in _topics(config, loaded):
        yield ANNOUNCE, told


def _not_disabled(name: str, origin: str, loaded: Loaded) -> Told:
    """Return that nothing is called so, which stays on therefore; and what may have been meant."""
    fields = {"name": clean(name, 40), "origin": origin}
    english = f"No plug-in or command that is loaded is called “{fields['name']}” ({DISABLED}, {origin})"
    meant = loaded.router.find(fold(name))
    known = [*(one.name for one in loaded.plugins), *(one.name for one in loaded.router.all())]
    near = [meant.name] if meant is not None else difflib.get_close_matches(fold(name)[:80], known, n=1)
    if not near:
        return Told(f"{english}.", "plugin-disabled-unknown", fields)
    return Told(f"{english}; did you mean “{near[0]}”?", "plugin-disabled-near", {**fields, "near": near[0]})


def _topics(config: Config, loaded: Loaded) -> Iterator[Told]:
    """Yield a sentence for each announcement that reaches nobody: its topic is none.

    Where another plug-in listens to topics too, that one knows which there are.
    """
    settings = {one.name: one.settings for one in loaded.plugins}
    announced, topics = settings.get(ANNOUNCE), settings.get(TOPICS)
    listening = {one.name for one in loaded.plugins if any(hook.event is TopicPublished for hook in one.hooks)}
    if not isinstance(announced, AnnounceSettings) or listening - {TOPICS} or TOPICS in loaded.refusals:
        return
    known = topics.topics if isinstance(topics, TopicsSettings) else ()
    for number, entry in enumerate(announced.entries, start=1):
        if entry.topic is not None and fold(entry.topic.strip()) not in known:
            yield _no_topic(config, entry, number, ", ".join(known))


def _no_topic(config: Config, entry: Entry, number: int, known: str) -> Told:
    sentence = "announce-no-topic" if known else "announce-no-topics"
    fields: dict[str, object] = {"entry": entry.label(number), "topic": entry.topic, "known": known}
    why = Told(render(sentence, fields), sentence, fields)
    written = config.plugins.get(ANNOUNCE, {}).get("entries")
    name, place = f"plugin.{ANNOUNCE}.entries", "" if written is None else f" ({written.origin})"
    return Told(f"{name}{place}: {why}", "config-refused-because", {"setting": name, "place": place, "why": why})
