"""`help`: what there is, and what one command does."""

from __future__ import annotations

from collections.abc import Sequence

from steadymesh.bot.plugin import Command, Context, Reply, Rest, Scope, command
from steadymesh.words import MAX_FIELD

LONGEST_PAGE_NUMBER = 2
"""Digits: longer words are no page."""


@command("help", aliases=("?",), help="help-help")
async def show_help(context: Context, what: Rest = "") -> Reply:
    """Answer with every command, a page at a time, or with what one of them does."""
    word = what.casefold().removeprefix(context.prefix.casefold())
    if not word or (word.isdecimal() and len(word) <= LONGEST_PAGE_NUMBER):
        return Reply(_page(context, int(word or 1)))
    found = context.commands.find(word)
    if found is not None and _may_know(context, found):
        return Reply(_explain(context, found, word))
    if found is not None and context.is_console:
        elsewhere = context.say("reply-not-here", command=word, prefix=context.prefix)
        return Reply(f"{_explain(context, found, word)}\n{elsewhere}")
    if found is not None and (context.is_admin or not found.is_for_admins):
        return Reply(context.say("reply-console-only", command=word, prefix=context.prefix))
    near = context.commands.nearest(word, for_admin=context.is_admin)
    if near is not None:
        return Reply(context.say("reply-near", command=near, prefix=context.prefix))
    return Reply(context.say("reply-unknown", prefix=context.prefix))


def _page(context: Context, number: int) -> str:
    """Return one page of names, each page one message."""
    pages = _pages(
        context, [one.word_in(context.language) for one in context.commands.all() if _may_know(context, one)]
    )
    number = min(max(1, number), len(pages))
    following = number % len(pages) + 1
    return _told(context, pages[number - 1], following if len(pages) > 1 else 0)


def _pages(context: Context, names: Sequence[str]) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    for name in names:
        longer = [*pages[-1], name]
        # As if another page followed: how many there are is known only at the end. A sentence cuts a longer field.
        is_full = len(" ".join(longer)) > MAX_FIELD or len(_told(context, longer, 10).encode()) > context.limit_bytes
        if pages[-1] and is_full:
            pages.append([])
        pages[-1].append(name)
    return pages


def _told(context: Context, names: Sequence[str], following: int) -> str:
    return context.say(
        "help-list", commands=" ".join(names), prefix=context.prefix, following=following, example=_example(context)
    )


def _example(context: Context) -> str:
    """Return a command that whoever asks may call, and that is seldom left out."""
    names = ("status", "help") if context.is_console else ("ping", "help")
    known = (context.commands.find(name) for name in names)
    return next((one.name for one in known if one is not None and _may_know(context, one)), "help")


def _may_know(context: Context, one: Command) -> bool:
    """Whether whoever asks is told of a command: what can be called here; administrators' commands are for them."""
    if one.is_for_admins and not context.is_admin:
        return False
    return bool(one.scope & (Scope.CONSOLE if context.is_console else Scope.MESH))


def _explain(context: Context, found: Command, word: str) -> str:
    """Return what a command does, and how it is written: by the word that was asked for, if it is of this language."""
    every = (found.name, *found.aliases, *found.words.get(context.language, ()))
    shown = word if word in every else found.name
    others = [one for one in dict.fromkeys(every) if one != shown]
    told = context.say("help-one", what=context.told(found.help), usage=context.usage(found, shown))
    return f"{told} · {' '.join(context.prefix + word for word in others)}" if others else told
