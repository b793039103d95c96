"""Would the service start? Reads its configuration as the service will, before the unit is written."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from steadymesh import config
from steadymesh.app.environmentfile import read_environment
from steadymesh.app.serviceunit import Installation
from steadymesh.config.sources import from_credential_folder
from steadymesh.keys.refusals import refusal
from steadymesh.web import room as webroom

STATE_DIRECTORY: Final = "/var/lib/steadymesh"
"""What `StateDirectory=` makes of our name (systemd.exec(5))."""

_READ: Final = (stat.S_IROTH, stat.S_IRGRP, "a+r")
_RUN: Final = (stat.S_IXOTH | stat.S_IROTH, stat.S_IXGRP | stat.S_IRGRP, "a+rx")
_ENTER: Final = (stat.S_IXOTH, stat.S_IXGRP, "a+x")
"""What others need, what a group needs instead, and how that is given to all."""


def check(of: Installation, root: Path | None) -> bool:
    """Raise if the service would end at once; return whether a radio is named.

    Below another root nothing is started yet: a radio may still be named in its environment, a token be made, and the
    files that its settings name are not looked for here.

    Args:
        of: What is to be installed.
        root: Below which everything lies; None: this machine.

    Raises:
        ConfigError: A setting is wrong: in the file, in a credential, or in the file of variables; or HTTP is to be
            reached from elsewhere without a token.
        StateError: The tokens can't be read.
        UsageError: No radio is named, or the service's user can't read what it needs.
    """
    file = below(root, of.config)
    env = read_environment(below(root, of.environment))
    env |= {"STATE_DIRECTORY": STATE_DIRECTORY} if of.is_system else {"HOME": str(Path.home())}
    elsewhere = () if root is None else (config.Given(name="alerts.urls_file", value="", origin=str(root)),)
    credentials = from_credential_folder(below(root, of.credentials))
    found = config.load(file=file, env=env, given=elsewhere, credentials=credentials)
    if root is None:
        if not found.node:
            raise refusal("service-no-radio", file=str(file))
        webroom.check(found.web, found.state_dir)
    if of.is_system:
        _refuse_closed(file, _READ, root, of)
        if root is None:
            _refuse_closed(Path(of.program[0]), _RUN, root, of)
            if urls := found.settings.alerts.urls_file:
                _refuse_closed(Path(urls), _READ, root, of)
    return bool(found.node)


def below(root: Path | None, path: Path) -> Path:
    """Return where a path of the service's lies now."""
    return path if root is None else root / path.relative_to("/")


def _refuse_closed(file: Path, needed: tuple[int, int, str], root: Path | None, of: Installation) -> None:
    """Return if a user that exists for the service alone may use a file.

    Raises:
        UsageError: It may not.
    """
    for place, (others, group, bits) in _way_to(file, needed, root):
        try:
            status = place.stat()
        except OSError:  # whoever needs it says so
            return
        mode = stat.S_IMODE(status.st_mode)
        # A group other than root's is one that an administrator may have given to the service.
        if mode & others != others and not (mode & group == group and status.st_gid != 0):
            raise refusal(
                "service-closed",
                file=str(file),
                place=str(place),
                mode=f"{mode:04o}",
                bits=bits,
                credentials=str(of.credentials),
            )


def _way_to(file: Path, needed: tuple[int, int, str], root: Path | None) -> Iterator[tuple[Path, tuple[int, int, str]]]:
    """Yield each folder on the way to a file, then the file, and what is needed of it."""
    file = file.resolve() if root is None else file
    for folder in reversed(file.parents):
        if root is None or folder.is_relative_to(root):
            yield folder, _ENTER
    yield file, needed
