"""`lang`: in which language somebody is answered."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Final

from steadymesh import words
from steadymesh.bot.plugin import Context, Reply, Scope, Who, command
from steadymesh.errors import StoreError

AUTO: Final = "auto"
"""Forgets the choice."""


@command("lang", help="help-lang", scope=Scope.PRIVATE, who=Who.PROVED)
async def lang(context: Context, language: str = "") -> Reply:
    """Answer with the language that is in force, or choose one; `auto` forgets the choice."""
    if context.is_console:
        return Reply(context.say("lang-console"))
    if not language:
        return Reply(_now(context))
    chosen = None if _folded(language) == AUTO else _meant(language)
    if chosen is None and _folded(language) != AUTO:
        return Reply(context.say("lang-unknown", word=context.short(language), languages=_choices()))
    before = context.services.people.language_of(context.sender)
    then = replace(context, language=chosen or context.operators_language)
    said = then.say("lang-auto" if chosen is None else "lang-chosen", language=_name(then.language))
    try:
        if chosen != before:
            await context.services.people.choose(context.sender, chosen)
    except StoreError as exc:
        return Reply(f"{said} {then.not_kept(exc)}")
    return Reply(said)


def _now(context: Context) -> str:
    chosen = context.services.people.language_of(context.sender)
    message_id = "lang-is-default" if chosen is None else "lang-is-chosen"
    return context.say(
        message_id, language=_name(chosen or context.operators_language), way=f"{context.written()} {_choices()}"
    )


def _choices() -> str:
    return "|".join((*words.LANGUAGES, AUTO))


def _name(language: str) -> str:
    """Return what a language calls itself; its code where its folder does not say."""
    return words.render("lang-name", {}, language) if words.has_own("lang-name", language) else language


def _meant(word: str) -> str | None:
    """Return which language a word means: its code, or what it calls itself, accents apart; None: none."""
    wanted = _folded(word)
    return next((one for one in words.LANGUAGES if wanted in (_folded(one), _folded(_name(one)))), None)


def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.strip().casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))
