"""How `send`, `outbox` and `airtime` name messages: whom to, how they stand, what they wait for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from steadymesh.cli.answers import number, pick, rough_duration, text
from steadymesh.words import clean, has, render

LONGEST_NAME: Final = 24
"""Columns for a name in a list with nine columns."""

_FAILED: Final = ("refused", "expired")


def recipient(row: object) -> str:
    """Return whom a message is for, as a list names it: a name, a number, or `#LongFast`."""
    if text(row, "to") == "broadcast":
        return f"#{clean(text(row, 'channel_name'), LONGEST_NAME) or text(row, 'channel')}"
    return clean(text(row, "name"), LONGEST_NAME) or text(row, "to")


def label(row: object) -> str:
    """Return whom a message is for, as a sentence names it."""
    name = clean(text(row, "name"), 40)
    return f"{text(row, 'to')} ({name})" if name else recipient(row)


def outcome(row: object, language: str) -> str:
    """Return how a message stands, in a word or two."""
    word = text(row, "outcome")
    if word == "sent" and pick(row, "relayed"):
        word = "sent-relayed"
    elif is_cancelled(row):
        word = "cancelled"
    message = f"cli-outcome-{word}"
    return render(message, {}, language) if has(message, language) else word


def is_failed(row: object) -> bool:
    """Return whether a message is known not to have arrived, or not known to have."""
    return text(row, "outcome") in _FAILED


def is_cancelled(row: object) -> bool:
    """Return whether a message was taken back before it left."""
    return text(row, "outcome") == "refused" and text(row, "reason") in ("CANCELLED", "CANCELLED_LATE")


def is_open(row: object) -> bool:
    """Return whether a message is still under way."""
    return text(row, "outcome") in ("waiting", "sent")


def waits(row: object, language: str) -> str:
    """Return what a message waits for; empty: nothing, or nobody knows."""
    standing = pick(row, "waits")
    if not isinstance(standing, Mapping):
        return ""
    word = text(standing, "for")
    message = f"cli-waits-{word}"
    left_s, percent = number(standing, "seconds"), pick(standing, "percent")
    fields: dict[str, object] = {
        "time": "none" if left_s <= 0 else seconds(left_s, language) if left_s < 60 else rough_duration(left_s),
        "percent": "none" if percent is None else number(standing, "percent"),
        "until": text(standing, "until") or "none",
        "before": text(standing, "before"),
        "reason": text(standing, "reason"),
    }
    return render(message, fields, language) if has(message, language) else word


def kind(word: str, language: str) -> str:
    """Return a priority in words."""
    message = f"cli-priority-{word}"
    return render(message, {}, language) if has(message, language) else word


def seconds(value: float, language: str) -> str:
    """Return seconds of airtime."""
    return render("cli-seconds", {"seconds": value if value < 1 else round(value, 1)}, language)
