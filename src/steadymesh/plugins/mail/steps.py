"""PURE: what becomes of one letter: each step takes the letter as it stands and returns it as it stands then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from steadymesh.plugins.mail.letter import TRIES, Letter, Notice, Reason, State
from steadymesh.plugins.mail.verdicts import Said

MOST_DOUBLINGS: Final = 5
"""Of the pause after attempts that certainly failed: 10 min become 5 h 20 min. They cost us, and nobody else."""

MOST_TRIPLINGS: Final = 2
UNSURE_FACTOR: Final = 3
"""Of the pause after each attempt that may have been read: half an hour, an hour and a half. An acknowledgement that
comes late comes within minutes."""

SILENT: Final = frozenset({Reason.TAKEN_BACK})
"""Reasons of which the sender has been told when they asked for it."""


def offered(letter: Letter, at: datetime) -> Letter:
    """Return a letter of which an attempt is to be handed in now, under `Letter.key`."""
    return replace(letter, state=State.OUT, attempt=letter.attempt + 1, since=at)


def concluded(letter: Letter, said: Said, at: datetime, pause: timedelta) -> Letter:
    """Return a letter whose attempt has ended.

    Args:
        letter: It is out.
        said: What is known of the attempt; OPEN changes nothing.
        at: Wall time.
        pause: Between two hearings.
    """
    match said:
        case Said.READ:
            return piece_read(letter, at)
        case Said.UNREAD:
            wait = pause * 2 ** min(letter.attempt - 1, MOST_DOUBLINGS)
            return replace(letter, state=State.WAITING, not_before=at + wait)
        case Said.UNSURE:
            unsure = (*letter.unsure, letter.attempt)
            wait = pause * UNSURE_FACTOR ** min(len(unsure), MOST_TRIPLINGS)
            return replace(letter, state=State.WAITING, unsure=unsure, not_before=at + wait)
        case _:
            return letter


def piece_read(letter: Letter, at: datetime) -> Letter:
    """Return a letter whose present piece was acknowledged, perhaps late."""
    further = replace(
        letter,
        state=State.WAITING,
        piece=letter.piece + 1,
        attempt=0,
        unsure=(),
        tries=TRIES,
        since=None,
        not_before=None,
    )
    return delivered(further, at) if further.piece >= letter.pieces else further


def delivered(letter: Letter, at: datetime) -> Letter:
    """Return a letter that its recipient has."""
    return replace(letter, state=State.DELIVERED, ended=at, notice=_owed(letter))


def returned(letter: Letter, reason: Reason, at: datetime, *, tells: bool = True) -> Letter:
    """Return a letter that is not offered any more.

    Args:
        letter: Open, and not out.
        reason: Why.
        at: Wall time.
        tells: Whether its sender is to be told.
    """
    notice = _owed(letter) if tells and reason not in SILENT else Notice.DONE
    return replace(letter, state=State.RETURNED, reason=reason, ended=at, notice=notice, not_before=None)


def why_expired(letter: Letter) -> Reason:
    """Return why a letter comes back whose days are over, or whose attempts are."""
    if letter.piece:
        return Reason.PARTLY
    if letter.unsure:
        return Reason.UNCONFIRMED
    return Reason.UNREADABLE if letter.attempt else Reason.UNHEARD


def asked_for(letter: Letter) -> Letter:
    """Return a waiting letter whose recipient wants it now, whatever was tried before."""
    return replace(letter, not_before=None, tries=max(letter.tries, len(letter.unsure) + 1), is_read=True)


def is_exhausted(letter: Letter) -> bool:
    """Return whether a waiting letter is not offered by itself any more: it has been out too often, to no known end."""
    return letter.state is State.WAITING and len(letter.unsure) >= letter.tries


def is_due(letter: Letter, at: datetime) -> bool:
    """Return whether a letter may be offered to its recipient, who is there."""
    is_free = letter.not_before is None or letter.not_before <= at
    return letter.state is State.WAITING and is_free and not is_exhausted(letter)


def is_done(letter: Letter) -> bool:
    """Return whether nobody needs a letter any more: the operator's is looked at when they come by."""
    is_over = letter.state is State.RETURNED or (letter.state is State.DELIVERED and letter.is_read)
    return is_over and letter.notice is Notice.DONE and not is_shown_to_operator(letter)


def is_shown_to_operator(letter: Letter) -> bool:
    """Return whether a letter has ended of which the operator reads at the console what became of it."""
    return letter.is_operators and not letter.is_open and letter.reason not in SILENT


# --- the notice to the sender ---------------------------------------------------------------


def notice_offered(letter: Letter, at: datetime) -> Letter:
    """Return a letter whose notice is to be handed in now, under `Letter.notice_key`."""
    return replace(letter, notice=Notice.OUT, notice_attempt=letter.notice_attempt + 1, since=at)


def notice_concluded(letter: Letter, said: Said, at: datetime, pause: timedelta) -> Letter:
    """Return a letter whose notice's attempt has ended: one that may have been read is not worth another."""
    match said:
        case Said.READ | Said.UNSURE:
            return replace(letter, notice=Notice.DONE)
        case Said.UNREAD:
            wait = pause * 2 ** min(letter.notice_attempt - 1, MOST_DOUBLINGS)
            return replace(letter, notice=Notice.OWED, notice_not_before=at + wait)
        case _:
            return letter


def is_notice_due(letter: Letter, at: datetime) -> bool:
    """Return whether the notice may be offered to the sender, who is there."""
    return letter.notice is Notice.OWED and (letter.notice_not_before is None or letter.notice_not_before <= at)


def _owed(letter: Letter) -> Notice:
    return Notice.DONE if letter.is_operators else Notice.OWED
