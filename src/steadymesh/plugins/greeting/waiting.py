"""PURE: who is to be greeted, and when: a little later, not everybody at once, over restarts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from steadymesh.errors import InvalidIdError
from steadymesh.ids import NodeNum, format_node_num, parse_node_num
from steadymesh.model import Json, Node

HOUR: Final = timedelta(hours=1)

EARLIEST: Final = timedelta(minutes=1)
LATEST: Final = timedelta(minutes=5)
"""After somebody was heard: nobody is answered before they have put the telephone down, nor two at the same time."""

SILENT_ROLES: Final = frozenset(
    {"ROUTER", "ROUTER_CLIENT", "REPEATER", "ROUTER_LATE", "TRACKER", "SENSOR", "TAK_TRACKER", "LOST_AND_FOUND"}
)
"""Roles of nodes behind which nobody reads (`config.proto`, Config.DeviceConfig.Role)."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is to be greeted."""

    num: NodeNum
    due: datetime


class Waiting:
    """Everybody who is to be greeted.

    Attributes:
        is_loaded: Whether what was kept is in it.
    """

    def __init__(self) -> None:
        self.is_loaded = False
        self._guests: dict[NodeNum, datetime] = {}
        self._asked: list[datetime] = []
        """When somebody was taken in, within the last hour."""

    def has_room(self, at: datetime, most: int) -> bool:
        """Return whether somebody more may be greeted within this hour."""
        self._asked = [one for one in self._asked if at - HOUR < one <= at]
        return len(self._asked) < most

    def add(self, num: NodeNum, at: datetime, chance: float) -> None:
        """Have somebody greeted, 1 to 5 minutes from now; `chance` is within [0, 1)."""
        self._asked.append(at)
        self._guests[num] = at + EARLIEST + (LATEST - EARLIEST) * chance

    def due(self, at: datetime) -> Sequence[Guest]:
        """Return who is to be greeted now; a clock that was set back keeps nobody waiting."""
        return [Guest(num, due) for num, due in self._guests.items() if due <= at or due > at + LATEST]

    def remove(self, num: NodeNum) -> None:
        """Note that somebody was greeted, or need not be. Idempotent."""
        self._guests.pop(num, None)

    def move(self, before: NodeNum, after: NodeNum) -> bool:
        """Note that somebody has another number now; return whether they were to be greeted."""
        due = self._guests.pop(before, None)
        if due is not None:
            self._guests[after] = due
        return due is not None

    # --- as it is kept --------------------------------------------------------------------------

    def written(self) -> Json:
        """Return all of it as JSON."""
        return {
            "guests": {format_node_num(num): due.isoformat() for num, due in self._guests.items()},
            "asked": [one.isoformat() for one in self._asked],
        }

    def load(self, kept: Json) -> None:
        """Take what was kept, unless that has been done; what can't be read of it is left out."""
        if self.is_loaded:
            return
        self.is_loaded = True
        match kept:
            case {"guests": dict(guests), "asked": list(asked)}:
                try:
                    self._asked = [datetime.fromisoformat(str(one)) for one in asked]
                    self._guests = {
                        parse_node_num(num): datetime.fromisoformat(str(due)) for num, due in guests.items()
                    }
                except (ValueError, InvalidIdError):
                    self._asked, self._guests = [], {}
            case _:
                return


def may_be_greeted(node: Node, own: NodeNum | None, max_hops: int) -> bool:
    """Return whether a node that was just heard is one of those who are greeted if they are new."""
    if node.num == own or node.via_mqtt or node.is_unmessagable or node.role in SILENT_ROLES:
        return False
    return node.hops_away is not None and node.hops_away <= max_hops
