"""Installs the systemd unit: files first, whole or not at all, then the service manager is told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from steadymesh import wholefile
from steadymesh.app import servicecheck
from steadymesh.app.servicecheck import below
from steadymesh.app.serviceunit import Installation, unit
from steadymesh.errors import StateError, UsageError

UNIT: Final = "steadymesh.service"

OURS: Final = "# Steadymesh under systemd; written by"
"""A unit that does not begin so was written by somebody else."""

MANAGER_S: Final = 60.0
"""What systemctl may take: it waits for the start, which waits for a migration at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an installation writes."""

    installation: Installation
    unit_file: Path
    root: Path | None
    """Everything is written below it, and nothing is started; None: this machine."""


def plan(*, is_system: bool, config: Path | None, root: Path | None) -> Plan:
    """Return where everything goes.

    Args:
        is_system: For the whole machine; else for this user.
        config: The configuration file; None: the usual place.
        root: Write below it and start nothing.
    """
    home = Path.home()
    folder = Path("/etc/steadymesh") if is_system else xdg(home) / "steadymesh"
    usual = folder / ("steadymesh.toml" if is_system else "config.toml")
    units = Path("/etc/systemd/system") if is_system else xdg(home) / "systemd" / "user"
    return Plan(
        installation=Installation(
            program=program(),
            config=config.absolute() if config is not None else usual,
            is_system=is_system,
            credentials=folder / "credentials",
        ),
        unit_file=below(root, units / UNIT),
        root=root,
    )


def program() -> tuple[str, ...]:
    """Return how this very installation of ours is started."""
    script = Path(sys.executable).with_name("steadymesh")
    return (str(script),) if script.is_file() else (sys.executable, "-m", "steadymesh")


def check(of: Plan, *, force: bool) -> bool:
    """Raise if it can't be installed, before anything is written; return whether a radio is named.

    Raises:
        UsageError: Nobody but root installs for the machine, the service would not start with its configuration, or
            somebody else's unit is in the way.
    """
    if of.installation.is_system and of.root is None and os.geteuid() != 0:
        raise UsageError(
            "Only root installs a service for the whole machine.",
            remedy="Write sudo in front of it, or --user for a service of your own.",
            sentence="service-needs-root",
        )
    config = below(of.root, of.installation.config)
    if not config.is_file():
        raise UsageError(
            f"There is no configuration {config}.",
            remedy='Write it first; it needs [link] and node = "tcp://…".',
            sentence="service-no-config",
            fields={"file": str(config)},
        )
    if of.unit_file.exists() and not force:
        begins = of.unit_file.read_bytes()[: len(OURS)]
        if begins != OURS.encode():
            raise UsageError(
                f"{of.unit_file} is there already, and was written by somebody else.",
                remedy="Move it away, or write --force.",
                sentence="service-in-the-way",
                fields={"file": str(of.unit_file)},
            )
    return servicecheck.check(of.installation, of.root)


def install(of: Plan) -> Sequence[str]:
    """Write the unit and make its folders; return what the service manager is to be told, as commands.

    Raises:
        StateError: Something can't be written. The unit is there as a whole, or as it was.
    """
    try:
        credentials = below(of.root, of.installation.credentials)
        credentials.mkdir(parents=True, exist_ok=True)
        credentials.chmod(0o700)
        of.unit_file.parent.mkdir(parents=True, exist_ok=True)
        wholefile.put(of.unit_file, unit(of.installation).encode(), mode=0o644)
    except OSError as exc:
        why = exc.strerror or str(exc)
        raise StateError(
            f"{exc.filename or of.unit_file} can't be written: {why}.",
            sentence="service-not-written",
            fields={"file": str(exc.filename or of.unit_file), "why": why},
        ) from exc
    return [" ".join(command) for command in _commands(of)]


def start(of: Plan) -> None:
    """Have the service manager read the unit and start it, now and at each boot.

    Raises:
        StateError: There is none, or it refused.
    """
    for command in _commands(of):
        shown = " ".join(command)
        if shutil.which(command[0]) is None:
            raise StateError(
                f"The unit is written, but there is no {command[0]} here to start it.",
                remedy=f"Where systemd runs: {shown}",
                sentence="service-no-manager",
                fields={"program": command[0], "command": shown},
            )
        try:
            ended = subprocess.run(  # noqa: S603  (fixed words)
                command, capture_output=True, text=True, timeout=MANAGER_S, check=False
            )
            why = ended.stderr.strip().splitlines()[-1:] if ended.returncode else None
        except (OSError, subprocess.TimeoutExpired) as exc:
            why = [type(exc).__name__]
        if why is not None:
            reason = " ".join(why).rstrip(" .") or "?"
            raise StateError(
                f"The unit is written, but “{shown}” failed: {reason}.",
                remedy="Mend that, and run it by hand.",
                sentence="service-not-started",
                fields={"command": shown, "why": reason},
            )


def _commands(of: Plan) -> Iterator[list[str]]:
    manager = ["systemctl"] if of.installation.is_system else ["systemctl", "--user"]
    yield [*manager, "daemon-reload"]
    yield [*manager, "enable", UNIT]
    yield [*manager, "restart", UNIT]


def xdg(home: Path) -> Path:
    """Return where a user's own configuration is (XDG Base Directory)."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
