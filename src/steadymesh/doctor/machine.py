"""The machine that we run on: its clock, its service manager, the person's terminal. Reads, never waits."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

from steadymesh.app.serviceinstall import UNIT
from steadymesh.config import Config
from steadymesh.config.load import DEFAULT_ORIGIN
from steadymesh.doctor.finding import Fact, Finding, note, ok, problem, warning
from steadymesh.doctor.report import can_show
from steadymesh.doctor.unit import is_container
from steadymesh.words import LANGUAGES, clean

SANE_YEARS: Final = range(2025, 2100)
"""A machine without a battery for its clock starts in 1970, or in the year of its image."""

SKEW_S: Final = 60.0
"""Between our clock and the radio's: `rx_time` counts whole seconds, and packets are some seconds on their way."""

TIME_ERROR: Final = 5
"""What adjtimex(2) returns when the clock is not synchronised."""

_CGROUPS: Final = ("sys/fs/cgroup", "sys/fs/cgroup/systemd")
"""Where systemd's control groups are: version 2, and the older one."""


def clock(
    at: datetime, radio_skew_s: float | None, *, radio_has_time: bool | None = None, is_synchronised: bool | None = None
) -> Iterator[Finding]:
    """Yield what there is to say of the time.

    Args:
        at: Wall time now.
        radio_skew_s: Our time minus the radio's; None: not known.
        radio_has_time: Whether anybody has told the radio the time; None: not known.
        is_synchronised: Whether the system's clock follows another one; None: not known.
    """
    local = at.astimezone()
    facts: dict[str, Fact] = {"time": f"{local:%Y-%m-%d %H:%M:%S}", "zone": _zone(local), "year": local.year}
    yield (ok("clock", "sane", facts) if local.year in SANE_YEARS else problem("clock", "wrong", facts))
    if is_synchronised is False:
        yield note("clock", "alone")
    if radio_has_time is False:
        yield warning("radio-clock", "unset")
    elif radio_skew_s is None:
        return
    elif abs(radio_skew_s) < SKEW_S:
        yield ok("radio-clock", "right", skew=round(radio_skew_s))
    else:
        yield warning("radio-clock", "behind" if radio_skew_s > 0 else "ahead", skew=round(abs(radio_skew_s)))


def is_clock_synchronised() -> bool | None:
    """Return whether the kernel follows another clock (NTP, PTP); None: it does not say. Source: adjtimex(2)."""
    try:
        # All zero: nothing is to be changed. The structure has 208 bytes where longs have eight.
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != TIME_ERROR


def service(pid: int | None, root: Path = Path("/")) -> Iterator[Finding]:
    """Yield who restarts the bot when it ends.

    Args:
        pid: The running bot; None: none runs.
        root: Where /proc, /run and /etc are.
    """
    if pid is None:
        installed = any((root / place / UNIT).exists() for place in ("etc/systemd/system", "usr/lib/systemd/system"))
        if installed and running_service(root) is None:
            yield warning("service", "stopped", unit=UNIT)
        return
    unit = _unit_of(pid, root)
    if unit is None:
        if not is_container(root):
            yield note("service", "none")
        return
    environment = _watchdog_of(pid, root)
    if environment is None:
        yield ok("service", "unit", unit=unit)
        return
    watched = environment.get("WATCHDOG_USEC", "")
    if watched.isdecimal() and int(watched):
        yield ok("service", "watched", unit=unit, watchdog=int(watched) // 1_000_000)
    else:
        yield warning("service", "unwatched", unit=unit)


def running_service(root: Path = Path("/")) -> Path | None:
    """Return the control group of our unit if systemd runs it; None: it does not."""
    places = (root / group / "system.slice" / UNIT for group in _CGROUPS)
    return next((place for place in places if place.is_dir()), None)


def terminal(config: Config, out: TextIO, environ: Mapping[str, str] | None = None) -> Iterator[Finding]:
    """Yield which language is spoken and why, and whether the terminal can show it."""
    environ = os.environ if environ is None else environ
    origin = config.origins.get("language", DEFAULT_ORIGIN)
    wanted = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    facts = {"language": config.language, "locale": clean(wanted, 40), "origin": origin}
    if origin != DEFAULT_ORIGIN:
        yield ok("language", "chosen", facts)
    elif wanted in ("", "C", "POSIX") or wanted.startswith("C."):
        yield note("language", "unset", facts)
    elif wanted[:2].lower() in LANGUAGES:
        yield ok("language", "locale", facts)
    else:
        yield note("language", "not-spoken", facts)
    if not can_show(out, "é✓—"):
        yield warning("terminal", "narrow", encoding=out.encoding or "?")


def _zone(local: datetime) -> str:
    """Return a zone's name and distance, such as `CET (UTC+01:00)`."""
    name, offset = f"{local:%Z}", f"{local:%z}"
    return name if name == "UTC" else f"{name} (UTC{offset[:3]}:{offset[3:5]})"


def _unit_of(pid: int, root: Path) -> str | None:
    """Return the systemd unit that a process belongs to; None: none, or it can't be read."""
    try:
        lines = (root / f"proc/{pid}/cgroup").read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    names = [part for line in lines for part in line.split("/") if part.endswith(".service")]
    # a shell in a session lives under user@1000.service too: that one restarts nothing of ours
    return next((clean(name, 80) for name in reversed(names) if not name.startswith("user@")), None)


def _watchdog_of(pid: int, root: Path) -> dict[str, str] | None:
    """Return what a process's environment says of the watchdog; None: it is not ours to read."""
    try:
        raw = (root / f"proc/{pid}/environ").read_bytes()
    except OSError:
        return None
    pairs = (item.decode("utf-8", "replace").partition("=") for item in raw.split(b"\0"))
    return {name: value for name, _, value in pairs if name.startswith("WATCHDOG_")}
