"""What a command answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAX_NUMBER: Final = 999
"""Greatest number of a piece; what is kept of one answer makes some fifty."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command answers; a text alone will do where nothing else is to be said of it."""

    text: str
    """Of any length; one that `Context.limit_bytes` holds goes out as one message."""
    is_refusal: bool = False
    """Whether it says no to something that the sender may not do; counted and told of in the log."""
    number: int = 1
    """Of its first piece: more than 1 where it goes on with an earlier answer (`Leftover.number`)."""
    max_pieces: int | None = None
    """Messages that it takes at most, the rest waits until somebody asks for more; None: `bot.max_pieces`, beyond which
    no answer goes."""

    def __post_init__(self) -> None:
        if not 1 <= self.number <= MAX_NUMBER:
            raise ValueError(f"no piece of an answer has the number {self.number}")
        if self.max_pieces is not None and self.max_pieces < 1:
            raise ValueError(f"no answer takes {self.max_pieces} messages")
