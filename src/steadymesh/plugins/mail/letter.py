"""PURE: one letter, how it stands, and what of it is on the disk. Every step of `steps` is a new value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import Enum
from typing import Final

from steadymesh.ids import NodeNum
from steadymesh.model import Json

KEY_BEGINS: Final = "mail:"
"""Of every key under which something of ours is in the outbox."""

TRIES: Final = 2
"""How often a piece goes out that may have been read: the second time with the mark “(again)”. After that its sender is
told that nobody knows. Of messages that were only relayed most were read: more would pester whoever has them."""


class State(Enum):
    """How a letter stands."""

    WAITING = "waiting"
    """For its recipient to be heard, and for `Letter.not_before`."""
    OUT = "out"
    """The attempt `Letter.attempt` was written down, and is in the outbox or will be."""
    DELIVERED = "delivered"
    """Every piece was acknowledged, or read where it lay."""
    RETURNED = "returned"
    """It is not offered any more; `Letter.reason` says why."""


class Reason(Enum):
    """Why a letter came back; the values are ids of sentences (`mail-because-<value>`)."""

    UNHEARD = "unheard"
    """Its recipient was not heard in time, or was never free to take it."""
    UNREADABLE = "unreadable"
    """It was tried, and every time it is certain that it was not read."""
    UNCONFIRMED = "unconfirmed"
    """It may have been read: it was on the air, and nobody confirmed it."""
    PARTLY = "partly"
    """Its first pieces were confirmed, and not the rest."""
    DISCARDED = "discarded"
    """Its recipient threw it away unread."""
    TAKEN_BACK = "taken-back"
    """Its sender did not want it sent any more."""
    BARRED = "barred"
    """Its sender, or its recipient, was banned meanwhile."""


class Notice(Enum):
    """How the notice to the sender stands."""

    NONE = "none"
    """There is nothing to tell yet."""
    OWED = "owed"
    OUT = "out"
    """The attempt `Letter.notice_attempt` was written down."""
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter, from being taken in until nobody needs it any more. Times are wall time, aware."""

    number: int
    """Its own, never used again: people name it by that, and its keys in the outbox are made of it."""
    sender: NodeNum
    sender_name: str
    """As it was when it was written: cleaned and short."""
    is_proved: bool
    """A public key proves who wrote it."""
    to: NodeNum
    to_name: str
    """As it was when it was written."""
    text: str
    written: datetime
    pieces: int = 1
    """In how many messages it goes."""
    is_operators: bool = False
    """It was written at the console: its sender is told by the log and by `sent`, where its end is shown
    as long as letters are kept; a notice by air would reach nobody."""
    state: State = State.WAITING
    piece: int = 0
    """Pieces that were acknowledged; so the index of the one that is next, or out."""
    attempt: int = 0
    """Of that piece: how often it was handed to the outbox, each time under a key of its own."""
    unsure: tuple[int, ...] = ()
    """Attempts of that piece that may have been read, and that nobody has confirmed."""
    tries: int = TRIES
    """How many of those there may be, before it is not offered by itself any more."""
    since: datetime | None = None
    """When the last attempt was written down."""
    not_before: datetime | None = None
    """When it may be offered again; None: at once."""
    ended: datetime | None = None
    """When it was delivered or returned."""
    reason: Reason | None = None
    """Of a returned one."""
    is_read: bool = False
    """Its recipient has asked for it, or thrown it away: it is not in their list any more."""
    notice: Notice = Notice.NONE
    notice_attempt: int = 0
    notice_not_before: datetime | None = None

    def in_pieces(self, pieces: int) -> Letter:
        """Return the same letter, to go in so many messages."""
        return replace(self, pieces=pieces)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be delivered."""
        return self.state in (State.WAITING, State.OUT)

    @property
    def is_again(self) -> bool:
        """Whether the piece that is next may have been read before: whoever reads it is told so."""
        return bool(self.unsure)

    @property
    def may_have_left(self) -> bool:
        """Whether something of it may be with its recipient."""
        return self.state is State.OUT or self.piece > 0 or self.is_again

    def key(self, attempt: int | None = None) -> str:
        """Return the outbox's key of an attempt of the present piece; None: of the last one.

        It follows from what stands in the letter: chosen anew after a crash it is the same.
        """
        return f"{KEY_BEGINS}{self.number}.{self.piece + 1}.{self.attempt if attempt is None else attempt}"

    def notice_key(self) -> str:
        """Return the outbox's key of the last attempt of the notice."""
        return f"{KEY_BEGINS}{self.number}.n.{self.notice_attempt}"


def number_in(key: str) -> int | None:
    """Return the number of the letter that an outbox's key is about; None: it is no key of ours."""
    number = key.removeprefix(KEY_BEGINS).partition(".")[0]
    return int(number) if key.startswith(KEY_BEGINS) and number.isdecimal() and len(number) < _MOST_DIGITS else None


# --- on the disk ----------------------------------------------------------------------------

_MOST_DIGITS: Final = 12
_MOST_TEXT: Final = 8_192
"""Characters; whatever wrote more was not us."""


def to_json(letter: Letter) -> Json:
    """Return a letter as it is kept; what is at its default is left out."""
    kept: dict[str, Json] = {}
    for field in fields(Letter):
        value = getattr(letter, field.name)
        if value != field.default:
            kept[field.name] = _plain(value)
    return kept


def from_json(value: Json) -> Letter | None:
    """Return the letter that was kept; None: that is none (another program wrote it, or a later version)."""
    if not isinstance(value, dict):
        return None
    try:
        return _read(value)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _plain(value: object) -> Json:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [int(one) for one in value]
    assert isinstance(value, str | int)
    return value


def _read(kept: dict[str, Json]) -> Letter:
    """Return the letter in there.

    Raises:
        KeyError: Something is missing.
        TypeError: Something is of another kind.
        ValueError: Something can't be so.
    """
    text, reason = _text(kept["text"]), kept.get("reason")
    return Letter(
        number=_whole(kept["number"], least=1),
        sender=NodeNum(_whole(kept["sender"])),
        sender_name=_text(kept["sender_name"]),
        is_proved=kept["is_proved"] is True,
        to=NodeNum(_whole(kept["to"])),
        to_name=_text(kept["to_name"]),
        text=text,
        written=_time(kept["written"]),
        pieces=_whole(kept.get("pieces", 1), least=1),
        is_operators=kept.get("is_operators") is True,
        state=State(kept.get("state", "waiting")),
        piece=_whole(kept.get("piece", 0)),
        attempt=_whole(kept.get("attempt", 0)),
        unsure=tuple(_whole(one) for one in _list(kept.get("unsure", []))),
        tries=_whole(kept.get("tries", TRIES)),
        since=_maybe_time(kept.get("since")),
        not_before=_maybe_time(kept.get("not_before")),
        ended=_maybe_time(kept.get("ended")),
        reason=None if reason is None else Reason(reason),
        is_read=kept.get("is_read") is True,
        notice=Notice(kept.get("notice", "none")),
        notice_attempt=_whole(kept.get("notice_attempt", 0)),
        notice_not_before=_maybe_time(kept.get("notice_not_before")),
    )


def _whole(value: Json, *, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 2**32:
        raise ValueError("no such number")
    return value


def _text(value: Json) -> str:
    if not isinstance(value, str) or len(value) > _MOST_TEXT:
        raise ValueError("no such text")
    return value


def _list(value: Json) -> Sequence[Json]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _time(value: Json) -> datetime:
    at = datetime.fromisoformat(_text(value))
    if at.tzinfo is None:
        raise ValueError("no zone")
    return at


def _maybe_time(value: Json) -> datetime | None:
    return None if value is None else _time(value)
