"""The way from a command to the process that runs, or to what it left on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from steadymesh.control.client import TIMEOUT_S, request
from steadymesh.control.protocol import SOCKET_NAME
from steadymesh.errors import NotRunningError

if TYPE_CHECKING:
    from steadymesh.config import Config

T = TypeVar("T")

GLANCE_S: Final = 3.0
"""What needs neither the disk nor the radio is answered within milliseconds; whoever asks how the process is, a person
or a monitor, has little patience."""


def ask(state_dir: Path, op: str, args: Mapping[str, object] | None = None, timeout_s: float = TIMEOUT_S) -> object:
    """Return the running process's answer.

    Raises:
        NotRunningError: None runs on this state directory.
        ControlError: It refused or did not answer.
    """
    return request(state_dir / SOCKET_NAME, op, args, timeout_s)


def glance(state_dir: Path, op: str) -> object:
    """Return what the running process has in its memory; one that is blocked is told of soon.

    Raises:
        NotRunningError: None runs on this state directory.
        ControlError: It refused or did not answer.
    """
    return ask(state_dir, op, timeout_s=GLANCE_S)


def ask_or(config: Config, op: str, kept: Callable[[], T]) -> object | T:
    """Return the running process's answer, or what is kept on disk when none runs.

    Raises:
        NotRunningError: None runs, and nothing is kept there either.
        ControlError: It refused or did not answer.
    """
    try:
        return ask(config.state_dir, op)
    except NotRunningError:
        if not config.state_dir.is_dir():
            raise
        return on_disk(config, kept)


def on_disk(config: Config, work: Callable[[], T]) -> T:
    """Return what `work` on the state directory gives; what it logs goes to stderr, and only what matters."""
    from steadymesh.app.logs import set_up

    level = "warning" if config.log_level == "info" else config.log_level
    with set_up(level=level, form=config.log_format, language=config.language):
        return work()
