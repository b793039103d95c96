"""`board`: short bulletins for everybody. Anybody reads them; who writes one is proved by key."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import Final

from steadymesh import words
from steadymesh.bot.plugin import Context, Reply, Rest, command, settings
from steadymesh.errors import StoreError
from steadymesh.plugins.board.bulletins import MOST_BYTES, MOST_KEPT, Author, Board, Bulletin, one_line

TOPIC: Final = "board"
"""Whoever subscribes to it is told of each new bulletin."""

DRAWER: Final = "board"
"""All bulletins are one value: what is deleted and what is new is written together."""

POST: Final = frozenset({"post", "add", "new", "publier", "poster", "ajouter", "écrire", "ecrire"})
DELETE: Final = frozenset({"del", "delete", "rm", "effacer", "supprimer", "suppr"})


class Writers(Enum):
    """Who may post."""

    PROVED = "proved"
    """Whoever a public key proves."""
    ADMINS = "admins"


@settings
class BoardSettings:
    """`[plugin.board]`."""

    post: Writers = Writers.PROVED
    keep: timedelta = timedelta(days=14)
    """After which a bulletin is taken down."""
    most: int = 30
    """Bulletins in all; of more the oldest goes."""
    most_of_one: int = 2
    """That one person may have there at a time."""

    def __post_init__(self) -> None:
        """Check the numbers."""
        if not 1 <= self.most <= MOST_KEPT:
            raise ValueError(f"most must be from 1 to {MOST_KEPT}")
        if not 1 <= self.most_of_one <= self.most:
            raise ValueError("most_of_one must be from 1 to most")
        if not timedelta(hours=1) <= self.keep <= timedelta(days=365):
            raise ValueError("keep must be from 1h to 365d")


@command("board", help="help-board")
async def board(context: Context, bulletin: Rest = "") -> Reply:
    """Answer with the bulletins, one of them, or with what became of what is posted or deleted."""
    known = context.memory(Board)
    if not known.is_loaded:
        try:
            known.load(await context.store.get(DRAWER))
        except StoreError as exc:
            context.log.warning("board-not-loaded", error=exc)
            return Reply(context.say("board-unread"))
    known.open(context.at(), context.settings(BoardSettings).keep)
    word, _, rest = bulletin.strip().partition(" ")
    verb, number = word.casefold(), _number(word)
    if not word:
        return Reply(_list(context, known))
    if number is not None and not rest:
        return Reply(_one(context, known, number))
    if verb in POST and rest.strip():
        return await _post(context, known, rest)
    if verb in DELETE and (number := _number(rest)) is not None:
        return await _delete(context, known, number)
    return Reply(context.say("board-how", prefix=context.prefix))


# --- reading --------------------------------------------------------------------------------


def _list(context: Context, known: Board) -> str:
    """Return the newest bulletins, as many as the message holds."""
    found = known.open(context.at(), context.settings(BoardSettings).keep)
    if not found:
        return context.say("board-empty", prefix=context.prefix)
    head = context.say("board-list", prefix=context.prefix, count=len(found))
    return context.fitting([head, *(_line(context, one) for one in found)])


def _line(context: Context, one: Bulletin) -> str:
    return context.say(
        "board-line", number=one.number, name=_name(context, one), age=_age(context, one), text=context.short(one.text)
    )


def _one(context: Context, known: Board, number: int) -> str:
    one = known.find(number)
    if one is None:
        return context.say("board-none", number=number, prefix=context.prefix)
    return context.say("board-one", number=one.number, name=_name(context, one), age=_age(context, one), text=one.text)


def _name(context: Context, one: Bulletin) -> str:
    """Return what the author was called then: names change hands, what was written does not."""
    return one.author.name or context.name_of(one.author.node)


def _age(context: Context, one: Bulletin) -> str:
    return context.duration((context.at() - one.at).total_seconds())


def _number(word: str) -> int | None:
    digits = word.strip().removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


# --- writing --------------------------------------------------------------------------------


async def _post(context: Context, known: Board, rest: str) -> Reply:
    if not context.is_proved:
        return Reply(context.say("reply-not-proved"), is_refusal=True)
    chosen = context.settings(BoardSettings)
    if chosen.post is Writers.ADMINS and not context.is_admin:
        return context.not_admin()
    author, text = _author(context), one_line(rest)
    size = len(text.encode())
    if size > MOST_BYTES:
        return Reply(context.say("board-too-long", bytes=len(" ".join(rest.split()).encode()), most=MOST_BYTES))
    own = known.of(author)
    if same := next((one for one in own if one.text == text), None):
        return Reply(context.say("board-twice", number=same.number))
    if len(own) >= chosen.most_of_one:
        numbers = ", ".join(str(one.number) for one in own[:5])
        return Reply(context.say("board-enough", numbers=numbers, count=len(own), prefix=context.prefix))
    made = known.add(author, text, context.at(), chosen.most)
    await _keep(context, known)
    fields = {"number": made.number, "name": _name(context, made), "text": text}
    context.publish(
        TOPIC,
        {language: words.render("board-notice", fields, language) for language in words.LANGUAGES},
        author=context.sender,
    )
    return Reply(context.say("board-posted", number=made.number, days=chosen.keep.days, prefix=context.prefix))


async def _delete(context: Context, known: Board, number: int) -> Reply:
    if not context.is_proved:
        return Reply(context.say("reply-not-proved"), is_refusal=True)
    one = known.find(number)
    if one is None:
        return Reply(context.say("board-none", number=number, prefix=context.prefix))
    if not context.is_admin and not one.author.is_same(_author(context)):
        return Reply(context.say("board-not-yours", number=number), is_refusal=True)
    known.remove(number)
    await _keep(context, known)
    return Reply(context.say("board-deleted", number=number))


def _author(context: Context) -> Author:
    key = context.key
    name = "" if context.is_console and not context.sender else context.name
    return Author(node=context.sender, fingerprint="" if key is None else key.fingerprint, name=name)


async def _keep(context: Context, known: Board) -> None:
    """Write the board down; what the disk does not take now hangs there all the same, and is written later."""
    try:
        await context.store.put(DRAWER, known.written())
    except StoreError as exc:
        context.log.warning("board-not-kept", error=exc)
