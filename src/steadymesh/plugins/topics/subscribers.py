"""PURE: who has subscribed to what, how many notices they had today, and how many in a row did not reach them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from steadymesh.errors import InvalidIdError
from steadymesh.ids import NodeNum, parse_node_num
from steadymesh.model import Json

FAILURES: Final = 5
"""Notices in a row after which somebody is told nothing any more: their node is gone, or can't read us."""

MOST_SUBSCRIBERS: Final = 200
"""That are ever read back: to tell more of one thing takes a whole hour of everybody's channel."""

MOST_TOPICS: Final = 20
"""That one person may have, and that there may be."""


@dataclass(slots=True, kw_only=True)
class Subscriber:
    """One person, by node number: that is where notices go."""

    topics: list[str] = field(default_factory=list)
    failures: int = 0
    """Notices in a row that did not reach them."""
    day: str = ""
    """Which day `notices` counts, ISO."""
    notices: int = 0
    """That they had on that day."""


class Subscribers:
    """All of them.

    Attributes:
        is_loaded: Whether what was kept is in it.
    """

    def __init__(self) -> None:
        self.is_loaded = False
        self._known: dict[NodeNum, Subscriber] = {}

    def __len__(self) -> int:
        return len(self._known)

    def topics_of(self, num: NodeNum) -> Sequence[str]:
        """Return what somebody has subscribed to."""
        known = self._known.get(num)
        return () if known is None else tuple(known.topics)

    def has_room(self, num: NodeNum, most: int) -> bool:
        """Return whether somebody may subscribe to something more."""
        if num in self._known:
            return len(self._known[num].topics) < MOST_TOPICS
        return len(self._known) < most

    def add(self, num: NodeNum, topic: str) -> None:
        """Have somebody told of a topic. Whoever subscribes is there: failures are forgotten."""
        known = self._known.setdefault(num, Subscriber())
        known.failures = 0
        if topic not in known.topics:
            known.topics.append(topic)

    def remove(self, num: NodeNum, topic: str) -> bool:
        """Have somebody not told of a topic any more; return whether they were."""
        known = self._known.get(num)
        if known is None or topic not in known.topics:
            return False
        known.topics.remove(topic)
        if not known.topics:
            del self._known[num]
        return True

    def move(self, before: NodeNum, after: NodeNum) -> bool:
        """Note that somebody has another number now; return whether they had subscribed to anything."""
        known = self._known.pop(before, None)
        if known is None:
            return False
        for topic in known.topics:
            self.add(after, topic)
        return True

    def of(self, topic: str) -> Sequence[NodeNum]:
        """Return who is to be told of a topic."""
        return tuple(num for num, one in self._known.items() if topic in one.topics)

    def is_new(self, num: NodeNum) -> bool:
        """Return whether somebody has never had a notice since they subscribed."""
        known = self._known.get(num)
        return known is not None and not known.day

    def count(self, num: NodeNum, topic: str, today: str, most: int) -> bool:
        """Count a notice; return whether somebody still wants the topic, and has not had `most` notices today."""
        known = self._known.get(num)
        if known is None or topic not in known.topics:
            return False
        if known.day != today:
            known.day, known.notices = today, 0
        if known.notices >= most:
            return False
        known.notices += 1
        return True

    def reached(self, num: NodeNum) -> bool:
        """Note that a notice arrived; return whether that changes anything."""
        known = self._known.get(num)
        if known is None or not known.failures:
            return False
        known.failures = 0
        return True

    def missed(self, num: NodeNum) -> bool:
        """Note that a notice did not arrive; return whether that was once too often: they subscribe to nothing now."""
        known = self._known.get(num)
        if known is None:
            return False
        known.failures += 1
        if known.failures < FAILURES:
            return False
        del self._known[num]
        return True

    # --- as it is kept --------------------------------------------------------------------------

    def written(self, num: NodeNum) -> Json:
        """Return one as JSON; None: they are none."""
        known = self._known.get(num)
        if known is None:
            return None
        return {
            "topics": list(known.topics),
            "failures": known.failures,
            "day": known.day,
            "notices": known.notices,
        }

    def load(self, kept: Iterable[tuple[str, Json]], named: Collection[str]) -> None:
        """Take what was kept, unless that has been done.

        Args:
            kept: Numbers, and what `written` has made of each; what can't be read is left out.
            named: The topics that there are: what there is no more nobody has.
        """
        if self.is_loaded:
            return
        self.is_loaded = True
        for number, value in kept:
            match value:
                case {"topics": list(topics), "failures": int(failures), "day": str(day), "notices": int(notices)}:
                    listed = [one for one in topics if isinstance(one, str) and one in named]
                case _:
                    continue
            try:
                num = parse_node_num(number)
            except InvalidIdError:
                continue
            if listed and len(self._known) < MOST_SUBSCRIBERS:
                self._known[num] = Subscriber(topics=listed, failures=failures, day=day, notices=notices)
