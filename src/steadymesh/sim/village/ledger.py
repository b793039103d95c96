"""What a judge looks at: who was shown what and how often, who asked what and what they got, airtime by the hour."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Final

from steadymesh.ids import NodeNum, PacketId

KEPT: Final = 200_000
"""Texts and questions that are remembered: more than a week has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A text of our radio's that a person's node showed them."""

    to: NodeNum
    text: str = field(repr=False)
    packet_id: PacketId
    reply_id: PacketId | None
    direct: bool
    """To them alone; else on the channel."""
    at_s: float
    hops: int


@dataclass(slots=True, kw_only=True)
class Question:
    """Something that a person wanted to know of our bot."""

    by: NodeNum
    text: str
    asked_at_s: float
    packet_ids: list[PacketId] = field(default_factory=list)
    """One a try that their node took."""
    mistyped: bool = False
    on_channel: bool = False
    answers: list[Shown] = field(default_factory=list)
    """What our bot wrote to that person from then on until they asked something else."""
    verdict: str = ""
    """What their node said of the last try: `acked`, `given-up`, `refused`; empty: nothing yet."""
    tries: int = 0
    """How often they asked it."""
    reached: bool = False
    """Our radio has received one of the tries."""

    @property
    def is_answered(self) -> bool:
        """Whether anything came."""
        return bool(self.answers)


class Ledger:
    """What happened to people.

    Attributes:
        shown: Every text of ours that somebody was shown.
        questions: Everything that our bot was asked.
        sent: Packets of people's and peers' nodes that left, by kind.
        copies: Packets that came to our radio a second time, by MQTT.
        replies: What the other bot said.
    """

    def __init__(self) -> None:
        self.shown: deque[Shown] = deque(maxlen=KEPT)
        self.questions: deque[Question] = deque(maxlen=KEPT)
        self.sent: Counter[str] = Counter()
        self.copies = 0
        self.replies = 0

    def repeated(self) -> list[tuple[NodeNum, str, PacketId | None, int]]:
        """Return what somebody was shown more than once: person, text, what it answers, and how often.

        The same text as an answer to another packet is not the same.
        """
        counts = Counter((shown.to, shown.text, shown.reply_id) for shown in self.shown)
        return [(*key, count) for key, count in counts.items() if count > 1]
