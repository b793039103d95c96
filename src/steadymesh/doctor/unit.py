"""The systemd unit as it lies on the disk: does it restart the bot, is it told when the bot is ready, does it watch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from steadymesh.app.serviceinstall import UNIT, xdg
from steadymesh.doctor.finding import Finding, note, ok, warning
from steadymesh.words import clean

MAX_BYTES: Final = 65_536

_CONTAINER_MARKS: Final = (".dockerenv", "run/.containerenv")
"""What Docker and Podman leave in the root of a container."""


def check(root: Path = Path("/"), home: Path | None = None) -> Iterator[Finding]:
    """Yield what the unit says.

    Args:
        root: Where /etc, /usr and /run are.
        home: Of whoever asks; None: that of this process.
    """
    if is_container(root):
        yield note("unit", "container")
        return
    found = find(root, Path.home() if home is None else home)
    if found is None:
        yield note("unit", "none")
        return
    said = read(found)
    facts = {"file": str(found), "type": said.get("Type", "simple"), "watchdog": said.get("WatchdogSec", "0")}
    wrong = []
    if facts["type"] not in ("notify", "notify-reload"):
        wrong.append(warning("unit", "mute", facts))
    if facts["watchdog"] in ("", "0", "infinity"):
        wrong.append(warning("unit", "unwatched", facts))
    if said.get("Restart", "no") not in ("always", "on-failure"):
        wrong.append(warning("unit", "once", facts))
    yield from wrong or [ok("unit", "fine", facts)]


def is_container(root: Path = Path("/")) -> bool:
    """Return whether this is a container, which has its own way of restarting what ends."""
    return any((root / mark).exists() for mark in _CONTAINER_MARKS)


def find(root: Path, home: Path) -> Path | None:
    """Return the unit's file, the one that counts where there are several (systemd.unit(5)); None: there is none."""
    places = (
        root / "etc/systemd/system",
        root / "run/systemd/system",
        root / "usr/local/lib/systemd/system",
        root / "usr/lib/systemd/system",
        root / "lib/systemd/system",
        xdg(home) / "systemd/user",
    )
    return next((place / UNIT for place in places if (place / UNIT).is_file()), None)


def read(file: Path) -> Mapping[str, str]:
    """Return the settings of a unit's `[Service]`, and of what is beside it (`.d/*.conf`); the last wins."""
    said: dict[str, str] = {}
    try:
        beside = sorted(file.with_name(f"{file.name}.d").glob("*.conf"))
    except OSError:
        beside = []
    for one in (file, *beside):
        said |= _service(one)
    return said


def _service(file: Path) -> dict[str, str]:
    try:
        with file.open("rb") as stream:
            text = stream.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return {}
    said, is_inside = {}, False
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            is_inside = line == "[Service]"
        elif is_inside and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            said[name.strip()] = clean(value.strip(), 60)
    return said
