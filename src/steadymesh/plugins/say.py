"""`say`: an administrator speaks through the bot, to a channel or to a node."""

from __future__ import annotations

import re
from typing import Final

from steadymesh import words
from steadymesh.bot.plugin import Context, NodeRef, Reply, Rest, Scope, Who, command
from steadymesh.errors import SteadymeshError
from steadymesh.ids import BROADCAST, PRIMARY, ChannelIndex, NodeNum, format_node_num
from steadymesh.model import LinkState, Priority

MOST_WORDS: Final = 8
"""Of a name behind `@`: 39 bytes hold no more that anybody reads."""

_NUMBER: Final = re.compile(r"![0-9a-f]{8}(?=\s|$)", re.IGNORECASE | re.ASCII)
"""A node's number, which needs no further mark."""

QUOTES: Final = ('""', "“”", "«»", "''")


@command("say", help="help-say", who=Who.ADMIN, scope=Scope.PRIVATE)
async def say(context: Context, text: Rest) -> Reply:
    """Hand in a text: for the primary channel, or for the `#channel` or the `@node` (`!id`) that it begins with.

    A node must be marked: “Bob is here” is for everybody. What begins with `!` is for a node or for nobody: of a
    number that is mistyped it would be a private word said aloud.
    """
    sign, rest = text[0], text[1:]
    if sign == "#":
        word, said = _quoted(rest)
        index = context.channel(word)
        if index is None:
            return Reply(context.say("say-no-channel", word=context.short(word)))
        return await _handed_in(context, BROADCAST, index, said)
    if sign == "@" or _NUMBER.match(text):
        found, said = _named(context, rest if sign == "@" else text)
        if isinstance(found, str):
            return Reply(found)
        return await _handed_in(context, found.num, PRIMARY, said)
    if sign == "!":
        return Reply(context.say("say-no-number", word=context.short(text.split(maxsplit=1)[0])))
    return await _handed_in(context, BROADCAST, PRIMARY, text)


async def _handed_in(context: Context, to: NodeNum, channel: ChannelIndex, text: str) -> Reply:
    """Hand the text in, and answer with what became of that."""
    if not text:
        return Reply(context.say("say-nothing"))
    if to == context.own_num:
        return Reply(context.say("say-to-us"))
    name = f"#{context.channel_name(channel)}" if to == BROADCAST else context.name_of(to)
    try:
        entries = await context.send(to, text, channel=channel, priority=Priority.MESSAGE)
    except SteadymeshError as exc:
        why = words.tell(exc.told, context.language)
        return Reply(context.fitting([context.say("say-failed", name=name), why], between=" "))
    except TimeoutError:
        return Reply(context.say("say-slow", name=name))
    shown = name if to == BROADCAST else format_node_num(to)
    context.log.info("said-for-admin", by=context.asker, to=shown, pieces=len(entries), bytes=len(text.encode()))
    refused = next((entry for entry in entries if entry.outcome.is_final), None)
    if refused is not None:
        return Reply(context.say("say-refused", name=name, reason=refused.reason))
    is_ready = context.services.link.status().state is LinkState.READY
    return Reply(context.say("say-handed-in" if is_ready else "say-waits", name=name, pieces=len(entries)))


# --- to whom --------------------------------------------------------------------------------


def _quoted(text: str) -> tuple[str, str]:
    """Return the first word, or what stands in quotes, and what is left."""
    for opening, closing in QUOTES:
        if text.startswith(opening) and (end := text.find(closing, 1)) > 0:
            return text[1:end], text[end + 1 :].strip()
    word, *rest = re.split(r"\s+", text, maxsplit=1)
    return word, "".join(rest).strip()


def _named(context: Context, text: str) -> tuple[NodeRef | str, str]:
    """Return who is meant, or why nobody is, and what is left: the longest run of words that is one node's name."""
    if text[:1] not in {opening for opening, _ in QUOTES}:
        split = text.split(" ")
        for count in range(min(MOST_WORDS, len(split)), 1, -1):
            match context.find(" ".join(split[:count])):
                case [one]:
                    return one, " ".join(split[count:]).strip()
    word, rest = _quoted(text)
    match context.find(word):
        case [one]:
            return one, rest
        case []:
            return context.say("say-nobody", word=context.short(word)), rest
        case several:
            head = context.say("say-several", word=context.short(word), count=len(several))
            return context.fitting([head, *(f"{one.name} {format_node_num(one.num)}" for one in several)]), rest
