"""The way to the key desk: in the process that runs, else on what it left on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from steadymesh.cli.answers import pick, rows, text
from steadymesh.cli.door import ask, on_disk
from steadymesh.control.client import TIMEOUT_S
from steadymesh.errors import NotRunningError

if TYPE_CHECKING:
    from steadymesh.config import Config

PAGE: Final = 5_000
"""Nodes in one answer: some 2 MB, made within a tenth of a second; a large book comes in several."""


def at_desk(config: Config, op: str, args: Mapping[str, object], *, timeout_s: float = TIMEOUT_S) -> object:
    """Return what the key desk answers: that of the running process, else one on what is kept on disk.

    Args:
        config: Names the state directory.
        op: Such as `keys.show`.
        args: With what.
        timeout_s: For the running process's answer.

    Raises:
        NotRunningError: None runs, and nothing is kept there either.
        ControlError: It refused or did not answer.
        UsageError: The desk on the disk refused.
    """
    try:
        return ask(config.state_dir, op, args, timeout_s)
    except NotRunningError:
        if not config.state_dir.is_dir():
            raise

    def kept() -> object:
        from steadymesh.app import offline

        return offline.at_desk(config.state_dir, op, args, language=config.language)

    return on_disk(config, kept)


def pages(config: Config, op: str, args: Mapping[str, object], *part: str) -> Iterator[object]:
    """Yield the answers of a list that comes in pages, by node number.

    Args:
        config: Names the state directory.
        op: Such as `keys.list`.
        args: With what.
        part: Where the rows stand in an answer.
    """
    after = ""
    while True:
        answer = at_desk(config, op, {**args, "limit": PAGE, **({"after": after} if after else {})})
        yield answer
        listed = [text(row, "node") for row in rows(pick(answer, *part))]
        if len(set(listed)) < PAGE or max(listed) <= after:  # the whole, or of a process that knows no pages
            return
        after = max(listed)


def label_of(answer: object) -> str:
    """Return number and name of the node that an answer is about."""
    from steadymesh.words import clean

    name = clean(text(answer, "name"), 40)
    return f"{text(answer, 'node')} ({name})" if name else text(answer, "node")
