"""`wx`: the weather where somebody is, or at a place; and the rain of the next hours. By Open-Meteo."""

from __future__ import annotations

from collections.abc import Sequence

from steadymesh import words
from steadymesh.bot.plugin import Context, Cost, PluginContext, Reply, Rest, command
from steadymesh.errors import FetchError
from steadymesh.ids import NodeNum
from steadymesh.plugins.wx import places, telling
from steadymesh.plugins.wx.desk import Desk, TooManyError
from steadymesh.plugins.wx.places import Place
from steadymesh.plugins.wx.settings import WxSettings

__all__ = ["WxSettings", "wx"]

OFF = "internet-error-off"
NONSENSE = frozenset(
    ("wx-error-nonsense", "internet-error-no-json", "internet-error-garbled", "internet-error-too-large")
)
BUSY = 429
"""The server's own “too many requests” (RFC 6585)."""


@command("wx", help="help-wx", cost=Cost.INTERNET)
async def wx(context: Context, place_or_rain: Rest = "") -> Reply:
    """Answer with the weather, or with the rain, of where the asker is, of where we are, or of a place."""
    is_rain, name = _is_rain(place_or_rain)
    desk = context.memory(Desk)
    try:
        return Reply(await _told(context, desk, name, is_rain=is_rain))
    except TooManyError as exc:
        return Reply(context.say("wx-enough", wait=context.duration(exc.wait_s)))
    except FetchError as exc:
        return Reply(_failed(context, desk, exc))


async def _told(context: Context, desk: Desk, name: str, *, is_rain: bool) -> str:
    """Return the answer.

    Raises:
        FetchError: Nobody tells.
        TooManyError: Nobody is asked.
    """
    if name:
        found = await _meant(context, desk, name)
        if isinstance(found, str):
            return found
        at, title = found, telling.title(context, found)
    else:
        here = _here(context)
        if here is None:
            return context.say("wx-nowhere", prefix=context.prefix) if context.fetch.is_on else context.say("wx-off")
        at, title = here
    weather, age_s = await desk.at(context, at)
    tell = telling.rain if is_rain else telling.now
    return tell(context, title, weather, age_s, context.settings(WxSettings).units)


def _is_rain(text: str) -> tuple[bool, str]:
    """Return whether the rain is wanted, and the place; in quotes a word is a place (there is a town called Rain)."""
    first, _, rest = text.partition(" ")
    rain = {word for one in words.LANGUAGES for word in words.render("wx-words-rain", {}, one).split()}
    return (True, rest.strip()) if first.casefold() in rain else (False, text)


# --- where ----------------------------------------------------------------------------------


def _here(context: Context) -> tuple[Place, str] | None:
    """Return where the asker is, else where we are, and what that is called; None: nobody knows."""
    own = context.own_num
    if not context.is_console and context.sender != own and (at := _position(context, context.sender)) is not None:
        return at, context.say("wx-here")
    at = None if own is None else _position(context, own)
    return None if at is None else (at, context.say("wx-our-place"))


def _position(context: PluginContext, num: NodeNum) -> Place | None:
    position = context.position_of(num)
    return None if position is None else places.rounded(position.latitude, position.longitude)


async def _meant(context: Context, desk: Desk, text: str) -> Place | str:
    """Return the place that is meant, or what to answer instead."""
    name, where = places.split(text)
    if len(name) < 2 or not any(one.isalnum() for one in name):  # the server finds nothing under one character
        return context.say("wx-unknown", word=context.short(text))
    found = await desk.find(context, name)
    if not found:
        return context.say("wx-unknown", word=context.short(name))
    choice = places.choose(found, where)
    match choice.meant:
        case [place]:
            return place
        case several:
            return _several(context, several or choice.others)


def _several(context: Context, several: Sequence[Place]) -> str:
    """Return where places of one name lie, as many as the message holds, and how to say which."""
    first = several[0]
    way = f"{context.written()} {context.short(first.name)}, {context.short(_mark(first, several))}"
    text = shown = ""
    for count, one in enumerate(several, start=1):
        label = ", ".join(context.short(part) for part in dict.fromkeys((_mark(one, several), one.code)) if part)
        shown = f"{shown}{context.say('wx-between')}{label}" if shown else label
        longer = context.say(
            "wx-several", name=context.short(first.name), places=shown, more=count < len(several), way=way
        )
        # A sentence cuts its longest field.
        if text and (len(shown) > words.MAX_FIELD or len(longer.encode()) > context.limit_bytes):
            break
        text = longer
    return text


def _mark(place: Place, several: Sequence[Place]) -> str:
    """Return what tells a place from the others: its region, else its district."""
    is_alone = sum(one.region == place.region for one in several) == 1
    return (place.region if is_alone else place.district or place.region) or place.country or place.code


# --- what went wrong ------------------------------------------------------------------------


def _failed(context: Context, desk: Desk, error: FetchError) -> str:
    """Return what to say of a request that got nothing; the operator is told the whole of it, once."""
    sentence = error.told.sentence
    if sentence == OFF:
        return context.say("wx-off")
    (context.log.debug if desk.is_failing else context.log.warning)("wx-failed", detail=error)
    desk.is_failing = True
    if error.status == BUSY:
        said = "wx-busy"
    elif error.status is not None or sentence in NONSENSE:
        said = "wx-nonsense"
    else:
        said = "wx-down"
    lines = [context.say(said)]
    if context.is_admin:
        lines.append(context.say("wx-why", error=error))
    return context.fitting(lines)
