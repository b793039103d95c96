"""What the mail needs of the house: a seam, so that everything behind it can be driven by hand, crashes and all."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from steadymesh.ids import NodeNum
from steadymesh.model import Entry
from steadymesh.plugins.mail.letter import Letter
from steadymesh.ports import PluginStore


class Means(Protocol):
    """What the desk needs of the house."""

    @property
    def store(self) -> PluginStore:
        """The mail's own drawer."""
        ...

    def now(self) -> float:
        """Return loop time."""
        ...

    def at(self) -> datetime:
        """Return wall time."""
        ...

    async def post(self, to: NodeNum, text: str, key: str) -> Entry:
        """Hand a text in, once for each key.

        Raises:
            SteadymeshError: It is not handed in, or nobody knows.
            TimeoutError: The same.
        """
        ...

    async def fate(self, key: str) -> Entry | None:
        """Return what became of a text; None: nothing is known of that key.

        Raises:
            SteadymeshError: It can't be told.
        """
        ...

    def is_barred(self, num: NodeNum) -> bool:
        """Return whether somebody may neither write nor be written to."""
        ...

    def letter_text(self, letter: Letter) -> str:
        """Return what a letter's next piece says on the air."""
        ...

    def notice_text(self, letter: Letter) -> str:
        """Return what its sender is told of a letter that has ended."""
        ...

    def failed(self, what: str, error: Exception) -> None:
        """Tell the operator that something was not done now, and will be later."""
        ...

    def ended(self, letter: Letter) -> None:
        """Tell the operator how a letter ended."""
        ...
