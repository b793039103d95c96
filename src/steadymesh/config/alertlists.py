"""Settings of the alerts: addresses of services, which are secrets; kinds of alerts; a time of day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from typing import Final

from steadymesh.alerts.kinds import AlertKind
from steadymesh.alerts.services import MAX_SERVICES, is_url, urls_in
from steadymesh.config.duration import RefusedError
from steadymesh.config.files import read_small
from steadymesh.config.kinds import Kind, items, shown_list
from steadymesh.errors import Told
from steadymesh.words import clean

MAX_FILE_BYTES: Final = 65_536
"""Of a file of addresses."""

_TIME: Final = re.compile(r"(\d{1,2}):(\d\d)", re.ASCII)


def urls() -> Kind:
    """Addresses of services, as Apprise has them; in a string by blank or line. No refusal shows one."""

    def read(raw: object) -> tuple[str, ...]:
        words = urls_in(raw) if isinstance(raw, str) else raw
        if not isinstance(words, list) or not all(isinstance(word, str) and is_url(word.strip()) for word in words):
            raise kind.refusal()
        if len(words) > MAX_SERVICES:
            raise _too_many()
        return tuple(word.strip() for word in words)

    accepted = Told('a list of addresses of services, such as ["ntfy://ntfy.example/topic"]', "accepts-urls")
    kind = Kind(accepted=accepted, read=read, show=shown_list)
    return kind


def file() -> Kind:
    """The path of a file; empty: none."""

    def read(raw: object) -> str:
        if not isinstance(raw, str) or "\0" in raw:
            raise kind.refusal()
        return raw.strip()

    kind = Kind(accepted=Told("the path of a file, or nothing", "accepts-file"), read=read)
    return kind


def alert_kinds() -> Kind:
    """Kinds of alerts, each once."""

    def read(raw: object) -> tuple[AlertKind, ...]:
        found: dict[AlertKind, None] = {}
        for item in items(raw):
            try:
                found[AlertKind(str(item).strip().lower())] = None
            except ValueError as exc:
                raise kind.refusal() from exc
        return tuple(found)

    def show(value: object) -> str:
        return shown_list(
            [one.value for one in value if isinstance(one, AlertKind)] if isinstance(value, tuple) else ()
        )

    every = ", ".join(one.value for one in AlertKind)
    accepted = Told(f"a list of kinds of alerts, each one of {every}", "accepts-alert-kinds", {"every": every})
    kind = Kind(accepted=accepted, read=read, show=show)
    return kind


def time_of_day() -> Kind:
    """A time of day; empty: none."""

    def read(raw: object) -> time | None:
        if isinstance(raw, str) and not raw.strip():
            return None
        match = _TIME.fullmatch(raw.strip()) if isinstance(raw, str) else None
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            raise kind.refusal()
        return time(int(match[1]), int(match[2]))

    def show(value: object) -> str:
        return f"{value:%H:%M}" if isinstance(value, time) else ""

    kind = Kind(
        accepted=Told('a time of day, such as "08:00", or nothing', "accepts-time-of-day"), read=read, show=show
    )
    return kind


def read_urls(name: str) -> Sequence[str]:
    """Return the addresses that a file lists.

    Raises:
        RefusedError: It can't be read, or something in it is no address; which line, never what stands there.
    """
    try:
        text = read_small(Path(name).expanduser(), MAX_FILE_BYTES).decode("utf-8-sig")
    except (OSError, RuntimeError, UnicodeDecodeError) as exc:
        why = (exc.strerror if isinstance(exc, OSError) else None) or type(exc).__name__
        raise RefusedError(Told(f"it can't be read ({clean(why, 80)})", "refused-unreadable", {"why": why})) from None
    for number, line in enumerate(text.splitlines(), start=1):
        if not all(map(is_url, urls_in(line))):
            raise RefusedError(
                Told(f"line {number} of it is no address of a service", "refused-no-url", {"line": number})
            )
    found = urls_in(text)
    if len(found) > MAX_SERVICES:
        raise _too_many()
    return found


def _too_many() -> RefusedError:
    return RefusedError(
        Told(f"there are more than {MAX_SERVICES} services in it", "refused-many-urls", {"most": MAX_SERVICES})
    )
