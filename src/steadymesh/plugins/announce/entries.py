"""PURE: what is to be announced, checked when it is read; and whether it is due."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum
from typing import ClassVar, Final

from steadymesh.bot.plugin import MAX_CHANNEL_BYTES, MAX_DIRECT_BYTES, last_time
from steadymesh.errors import ConfigError
from steadymesh.ids import MAX_CHANNELS
from steadymesh.words import LANGUAGES, clean, render

LONGEST: Final = {"nodes": "00000", "date": "2026-11-27", "time": "08:00"}
"""What a placeholder may become at its longest."""

PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")

ON_TIME: Final = timedelta(minutes=2)
"""So late it is still said: the process was restarting, or the radio's channels were not known yet."""

JUMP: Final = timedelta(days=1)
"""What was said so far in the future was said while the clock was wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One `[[plugin.announce.entries]]`, as it was written."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}  # a mistyped name is no setting

    cron: str
    """Minute, hour, day of the month, month, day of the week, in the house's time zone."""
    text: str | Mapping[str, str]
    """What is said, or a text for each language. `{nodes}`, `{date}` and `{time}` are filled in."""
    channel: int | str | None = None
    """To which channel of our radio, by index or name."""
    topic: str | None = None
    """To whose subscribers; either this or a channel."""
    until: datetime | date | None = None
    """After which it is not said any more; of a day its end."""
    catch_up: bool = False
    """Whether the last one that was missed is said as soon as possible."""

    @property
    def texts(self) -> Mapping[str, str]:
        """The texts by language; under an empty one what is for everybody."""
        return {"": self.text} if isinstance(self.text, str) else self.text

    @property
    def id(self) -> str:
        """What stands for it in the store: entries change their places. Sixteen hex digits."""
        said = [self.cron, str(self.channel), str(self.topic), *(f"{one}={self.texts[one]}" for one in self.texts)]
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]

    def label(self, number: int) -> str:
        """Return what a sentence calls it: its place among the entries, from 1, and how it begins."""
        beginning = clean(next(iter(self.texts.values()), ""), 30).strip()
        return f"#{number} “{beginning}”" if beginning else f"#{number}"

    def check(self, number: int) -> None:
        """Return if it can be announced.

        Args:
            number: Its place among the entries, from 1.

        Raises:
            ConfigError: It can't; the sentence names it.
        """
        if wrong := self._wrong():
            what, fields = wrong
            sentence, fields = f"announce-{what}", {"entry": self.label(number), **fields}
            raise ConfigError(render(sentence, fields), sentence=sentence, fields=fields)

    def _wrong(self) -> tuple[str, dict[str, object]] | None:
        """Return the end of a sentence's id and its fields; None: nothing is wrong."""
        try:
            last_time(self.cron, datetime(2026, 1, 1, tzinfo=UTC), UTC)
        except ConfigError as exc:
            return "no-cron", {"error": exc.told}
        if (self.channel is None) == (self.topic is None):
            return "no-target", {}
        if isinstance(self.channel, int) and not 0 <= self.channel < MAX_CHANNELS:
            return "no-channel", {"channel": self.channel, "most": MAX_CHANNELS - 1}
        return self._wrong_text()

    def _wrong_text(self) -> tuple[str, dict[str, object]] | None:
        most = MAX_DIRECT_BYTES if self.channel is None else MAX_CHANNEL_BYTES
        if not self.texts or not all(text.strip() for text in self.texts.values()):
            return "no-text", {}
        for language, text in self.texts.items():
            if language and language not in LANGUAGES:
                return "no-language", {"language": clean(language, 20), "known": ", ".join(LANGUAGES)}
            unknown = next((one for one in PLACEHOLDER.findall(text) if one not in LONGEST), None)
            if unknown is not None:
                known = ", ".join(f"{{{one}}}" for one in LONGEST)
                return "no-placeholder", {"placeholder": f"{{{clean(unknown, 20)}}}", "known": known}
            size = len(filled(text, LONGEST).encode())
            if size > most:
                return "too-long", {"bytes": size, "most": most}
        return None


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled in."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return what is said on a channel, which everybody reads in one language: the operator's."""
    return next(texts[one] for one in (language, "", "en", *texts) if one in texts)


# --- when -----------------------------------------------------------------------------------


class Verdict(Enum):
    """What is to be done about an entry now."""

    NOTHING = "nothing"
    SAY = "say"
    MISSED = "missed"
    """It was due while nobody was there; it is told of and not made up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to be done, and for which time."""

    verdict: Verdict
    label: str
    """The due time by the clock on the wall there, without a zone: once in the night that has an hour twice."""


def due(entry: Entry, last: str | None, at: datetime, zone: tzinfo | None) -> Due:
    """Return whether an entry is due.

    Args:
        entry: Checked.
        last: Label of the last due time that is over and done with; None: it was never seen before, and nothing that
            was due by now is made up.
        at: Now, aware.
        zone: In which cron expressions are read; None: the system's.
    """
    now = label(at.astimezone(zone))
    if last is None or last > label((at + JUMP).astimezone(zone)):
        return Due(verdict=Verdict.NOTHING, label=now)
    was = last_time(entry.cron, at, zone)
    name = label(was)
    if name <= last:
        return Due(verdict=Verdict.NOTHING, label=last)
    if _is_over(entry, was):
        return Due(verdict=Verdict.NOTHING, label=name)
    is_fresh = at - was <= ON_TIME
    return Due(verdict=Verdict.SAY if is_fresh or entry.catch_up else Verdict.MISSED, label=name)


def label(at: datetime) -> str:
    """Return a time as it is remembered, to the minute: cron knows nothing finer. Labels sort by time."""
    return f"{at:%Y-%m-%dT%H:%M}"


def _is_over(entry: Entry, was: datetime) -> bool:
    until = entry.until
    if until is None:
        return False
    if not isinstance(until, datetime):
        return was.date() > until
    return was > (until if until.tzinfo is not None else until.replace(tzinfo=was.tzinfo))
