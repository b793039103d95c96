"""PURE: the notices that are still to be handed in, and to whom. A few at a time: the air is everybody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from steadymesh.ids import NodeNum, format_node_num, parse_node_num
from steadymesh.model import Json

MOST_WAITING: Final = 10
"""Notices that may wait; the oldest goes. With all their texts and recipients they stay below 64 kB of JSON."""

BATCH: Final = 10
BATCH_EVERY: Final = timedelta(minutes=6)
"""So many are handed in within so long: a hundred an hour, which a plug-in may, and more than the air carries."""

KEY: Final = "topics/"
"""Begins the outbox' keys of notices: over a restart each is handed in once."""


@dataclass(slots=True, kw_only=True)
class Notice:
    """One piece of news for many."""

    number: int
    topic: str
    texts: Mapping[str, str]
    """By language, as `TopicPublished.texts`."""
    until: datetime
    """After which nobody is told any more."""
    to: list[NodeNum] = field(default_factory=list)
    """Who is still to be told."""

    def text(self, language: str) -> str:
        """Return what is said to somebody."""
        found = (self.texts[one] for one in (language, "", "en", *self.texts) if one in self.texts)
        return next(found, "")

    def key(self, num: NodeNum) -> str:
        """Return under which key the outbox gets it."""
        return f"{KEY}{self.number}/{num:08x}"


class Waiting:
    """What is still to be handed in, oldest first.

    Attributes:
        is_loaded: Whether what was kept is in it.
    """

    def __init__(self) -> None:
        self.is_loaded = False
        self._last = 0
        self._notices: list[Notice] = []
        self._handed_in: list[datetime] = []
        """When something was, within `BATCH_EVERY`."""

    def __len__(self) -> int:
        return len(self._notices)

    def add(self, topic: str, texts: Mapping[str, str], to: Sequence[NodeNum], until: datetime) -> Notice | None:
        """Put a notice in line; return the one that had to go for it, None: none had."""
        self._last += 1
        self._notices.append(Notice(number=self._last, topic=topic, texts=dict(texts), until=until, to=list(to)))
        return self._notices.pop(0) if len(self._notices) > MOST_WAITING else None

    def batch(self, at: datetime) -> Sequence[tuple[Notice, NodeNum]]:
        """Return what may be handed in now, and to whom; it counts as handed in. Empty: nothing, or not yet."""
        self._notices = [one for one in self._notices if one.to and at < one.until]
        self._handed_in = [one for one in self._handed_in if at - BATCH_EVERY < one <= at]
        room = BATCH - len(self._handed_in)
        found = [(one, num) for one in self._notices for num in one.to][: max(room, 0)]
        self._handed_in += [at] * len(found)
        return found

    def done(self, notice: Notice, num: NodeNum) -> None:
        """Note that somebody was told, or need not be."""
        if num in notice.to:
            notice.to.remove(num)

    def move(self, before: NodeNum, after: NodeNum) -> None:
        """Note that somebody has another number now."""
        for one in self._notices:
            one.to = [after if num == before else num for num in one.to]

    # --- as it is kept --------------------------------------------------------------------------

    def written(self) -> Json:
        """Return all of it as JSON."""
        return {
            "last": self._last,
            "notices": [
                {
                    "number": one.number,
                    "topic": one.topic,
                    "texts": dict(one.texts),
                    "until": one.until.isoformat(),
                    "to": [format_node_num(num) for num in one.to],
                }
                for one in self._notices
                if one.to
            ],
        }

    def load(self, kept: Json) -> None:
        """Take what was kept, unless that has been done; what can't be read of it is left out."""
        if self.is_loaded:
            return
        self.is_loaded = True
        if not isinstance(kept, dict):
            return
        last, listed = kept.get("last"), kept.get("notices")
        found = [_notice(one) for one in listed] if isinstance(listed, list) else []
        self._notices = [one for one in found if one is not None][-MOST_WAITING:]
        self._last = max([*(one.number for one in self._notices), last if isinstance(last, int) else 0])


def told_to(key: str) -> NodeNum | None:
    """Return whom an entry of the outbox is for by its key; None: it is none of ours."""
    if not key.startswith(KEY):
        return None
    try:
        return NodeNum(int(key.rsplit("/", 1)[-1], 16))
    except ValueError:
        return None


def _notice(kept: Json) -> Notice | None:
    match kept:
        case {
            "number": int(number),
            "topic": str(topic),
            "texts": dict(texts),
            "until": str(written),
            "to": list(listed),
        }:
            try:
                until = datetime.fromisoformat(written)
                to = [parse_node_num(str(one)) for one in listed]
            except ValueError:
                return None
            said = {language: text for language, text in texts.items() if isinstance(text, str)}
            if until.tzinfo is None or not said:
                return None
            return Notice(number=number, topic=topic, texts=said, until=until, to=to)
        case _:
            return None
