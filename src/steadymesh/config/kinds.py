"""What a setting's value may be: how it is read from TOML, environment or command line, and how it is shown.

Every kind reads strings (the environment and `--set` have nothing else) as well as the TOML types that fit it, and says
in one sentence what it accepts. pydantic meets them as `Annotated` metadata.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic_core import PydanticCustomError, core_schema

from steadymesh.config.duration import RefusedError, format_duration, parse_duration, write
from steadymesh.errors import SteadymeshError, Told
from steadymesh.ids import MAX_CHANNELS
from steadymesh.words import clean

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

_SWITCH: Final = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How one kind of value is read, shown and described."""

    accepted: Told
    """What may be written, to be put into a sentence."""
    read: Callable[[object], object]
    """Returns the value that something writes; raises `RefusedError` or an error of ours when it writes none."""
    show: Callable[[object], str] = str
    """Returns the value as it could be written again."""

    def refusal(self) -> RefusedError:
        """Return what to raise when a value is none of this kind."""
        return write(self.accepted)

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._validate)

    def _validate(self, raw: object) -> object:
        try:
            return self.read(raw)
        except (RefusedError, SteadymeshError) as exc:
            # As the message's context, so that braces in what somebody wrote are not taken for a template.
            raise PydanticCustomError("setting", "{reason}", {"reason": exc.told}) from exc


def seconds(least_s: float, most_s: float, *, or_zero: bool = False) -> Kind:
    """A duration within bounds, kept in seconds.

    Args:
        least_s: Smallest value.
        most_s: Largest value.
        or_zero: 0 is taken too, though it lies below `least_s`.
    """
    range_, bounds = _range(least_s, most_s)
    accepted = Told(range_, "accepts-range", bounds)
    if or_zero:
        accepted = Told(f"0, or {range_}", "accepts-zero-or-range", bounds)

    def read(raw: object) -> float:
        value = parse_duration(raw)
        if not (or_zero and value == 0) and not least_s <= value <= most_s:
            raise _must_be(accepted)
        return value

    return Kind(accepted=accepted, read=read, show=_shown_duration)


def whole_seconds(least_s: int, most_s: int) -> Kind:
    """A duration of whole seconds within bounds."""
    range_, bounds = _range(least_s, most_s)
    accepted = Told(f"{range_}, in whole seconds", "accepts-whole-seconds", bounds)

    def read(raw: object) -> int:
        value = parse_duration(raw)
        if not least_s <= value <= most_s or value != int(value):
            raise _must_be(accepted)
        return int(value)

    return Kind(accepted=accepted, read=read, show=_shown_duration)


def seconds_list(least_s: float, most_s: float) -> Kind:
    """One or more durations within bounds."""
    one = seconds(least_s, most_s)

    def read(raw: object) -> tuple[object, ...]:
        words = items(raw)
        if not words:
            raise kind.refusal()
        return tuple(one.read(word) for word in words)

    accepted = Told(f"a list of durations, each {one.accepted}", "accepts-durations", {"each": one.accepted})
    kind = Kind(accepted=accepted, read=read, show=shown_list)
    return kind


def switch() -> Kind:
    """On or off."""

    def read(raw: object) -> bool:
        value = _SWITCH.get(str(raw).strip().lower())
        if value is None:
            raise kind.refusal()
        return value

    accepted = Told("true or false", "accepts-switch")
    kind = Kind(accepted=accepted, read=read, show=lambda value: "true" if value else "false")
    return kind


def count(least: int, most: int) -> Kind:
    """A whole number within bounds."""

    def read(raw: object) -> int:
        value = _number(raw)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise kind.refusal()
        return value

    accepted = Told(f"a whole number from {least} to {most}", "accepts-count", {"least": least, "most": most})
    kind = Kind(accepted=accepted, read=read)
    return kind


def one_of(*choices: str) -> Kind:
    """One word out of a few."""

    def read(raw: object) -> str:
        word = raw.strip().lower() if isinstance(raw, str) else ""
        if word not in choices:
            raise kind.refusal()
        return word

    first, last = ", ".join(choices[:-1]), choices[-1]
    kind = Kind(accepted=Told(f"{first} or {last}", "accepts-one-of", {"first": first, "last": last}), read=read)
    return kind


def command() -> Kind:
    """A command: a list of words, or one string that is split as a shell splits it (no shell runs it)."""

    def read(raw: object) -> tuple[str, ...]:
        if isinstance(raw, str):
            try:
                return tuple(shlex.split(raw))
            except ValueError as exc:
                raise RefusedError(Told("a quotation mark in it is never closed", "refused-open-quotation")) from exc
        if isinstance(raw, list) and all(isinstance(word, str) and "\0" not in word for word in raw):
            return tuple(raw)
        raise kind.refusal()

    def show(value: object) -> str:
        return shlex.join(value) if isinstance(value, tuple) else ""

    accepted = Told("a list of words, or one string with the words of a command", "accepts-command")
    kind = Kind(accepted=accepted, read=read, show=show)
    return kind


def channels() -> Kind:
    """Channels of the radio, by slot (a number) or by name, each once."""

    def read(raw: object) -> tuple[str | int, ...]:
        found: dict[str | int, None] = {}
        for item in map(_number, items(raw)):
            if isinstance(item, int) and not isinstance(item, bool) and 0 <= item < MAX_CHANNELS:
                found[item] = None
            elif isinstance(item, str) and item.strip() and item.isprintable():
                found[item.strip()] = None
            else:
                raise kind.refusal()
        return tuple(found)

    last = MAX_CHANNELS - 1
    accepted = Told(
        f'a list of channels, each a slot from 0 to {last} or a name, such as [0, "Team"]',
        "accepts-channels",
        {"last": last},
    )
    kind = Kind(accepted=accepted, read=read, show=shown_list)
    return kind


def names() -> Kind:
    """Names of whatever there is, each once."""

    def read(raw: object) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for item in items(raw):
            if not isinstance(item, str) or not item.strip() or not item.isprintable():
                raise kind.refusal()
            found[item.strip()] = None
        return tuple(found)

    accepted = Told('a list of names, such as ["wx", "ask"]', "accepts-names")
    kind = Kind(accepted=accepted, read=read, show=shown_list)
    return kind


def time_zone() -> Kind:
    """A time zone of the IANA database; empty for the system's."""

    def read(raw: object) -> str:
        if not isinstance(raw, str):
            raise kind.refusal()
        name = raw.strip()
        if name:
            from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

            try:
                ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
                raise kind.refusal() from exc
        return name

    accepted = Told("a time zone such as Europe/Paris, or nothing for the system's", "accepts-time-zone")
    kind = Kind(accepted=accepted, read=read)
    return kind


def prefix(longest: int) -> Kind:
    """What a command begins with: a few visible characters."""

    def read(raw: object) -> str:
        if not isinstance(raw, str) or not 1 <= len(raw) <= longest or not raw.isprintable() or " " in raw:
            raise kind.refusal()
        return raw

    accepted = Told(f"1 to {longest} visible characters without a space", "accepts-prefix", {"longest": longest})
    kind = Kind(accepted=accepted, read=read)
    return kind


def node_url() -> Kind:
    """Where the radio is; empty while nobody has said."""

    def read(raw: object) -> str:
        if not isinstance(raw, str):
            raise kind.refusal()
        url = raw.strip()
        if url:
            from steadymesh.link.target import parse_target

            parse_target(url)  # its InvalidIdError says what is wrong
        return url

    kind = Kind(accepted=Told("tcp://host or tcp://host:port", "accepts-node-url"), read=read)
    return kind


def folder() -> Kind:
    """A directory; `~` is understood, a relative one is taken from where the command runs."""

    def read(raw: object) -> Path:
        if not isinstance(raw, str) or not raw.strip() or "\0" in raw:
            raise kind.refusal()
        try:
            return Path(raw).expanduser()
        except RuntimeError as exc:  # ~somebody who has no home
            raise RefusedError(
                Told("its home directory is not known: write the whole path", "refused-no-home")
            ) from exc

    kind = Kind(accepted=Told("the path of a directory", "accepts-folder"), read=read)
    return kind


def shown(raw: object) -> str:
    """Return what somebody wrote, cleaned and cut, for an error's sentence."""
    return clean(f"“{raw}”" if isinstance(raw, str) else str(raw), 60)


def items(raw: object) -> list[object]:
    """Return the items of a TOML list, or of `[0, 2]` or `0, 2` in a string."""
    if isinstance(raw, list):
        return raw
    if isinstance(raw, str):
        inner = raw.strip().removeprefix("[").removesuffix("]")
        return [word.strip().strip("\"'") for word in inner.split(",") if word.strip()]
    return [raw]


def shown_list(values: object) -> str:
    """Return a list as TOML writes it: durations and slots bare, names in quotation marks."""
    words = values if isinstance(values, Iterable) else ()
    return "[" + ", ".join(_shown_item(item) for item in words) + "]"


def _must_be(accepted: Told) -> RefusedError:
    """Return what to raise when a value lies out of its bounds."""
    return RefusedError(Told(f"it must be {accepted}", "refused-must-be", {"accepted": accepted}))


def _range(least_s: float, most_s: float) -> tuple[str, dict[str, object]]:
    """Return a range of durations in English, and the fields of its sentence."""
    least, most = format_duration(least_s), format_duration(most_s)
    return f"{least} to {most}", {"least": least, "most": most}


def _number(raw: object) -> object:
    """Return the whole number that a string writes; anything else as it is."""
    return int(raw) if isinstance(raw, str) and re.fullmatch(r"\s*-?[0-9]{1,9}\s*", raw) else raw


def _shown_duration(value: object) -> str:
    return format_duration(value) if isinstance(value, (int, float)) else str(value)


def _shown_item(item: object) -> str:
    if isinstance(item, float):
        return f'"{format_duration(item)}"'
    return f'"{item}"' if isinstance(item, str) else str(item)
