"""What becomes of a key that a known node number shows instead of the known one (`keys.on_change`). Pure.

Firmware ≤ 2.7 draws its keys anew when a node is reset, and keeps its number: a changed key is mostly an honest one.
Anybody may send a NodeInfo under any number, though, and who gets a false key believed reads what is meant for another.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.options import OnChange
from steadymesh.model import HoldReason, NodeKey, Trust

RECENT_DM: Final = timedelta(hours=24)
"""Who wrote to us under a key today has not been reset, as far as we know: somebody else may want our answer."""

ALTERNATES_WITHIN: Final = timedelta(days=7)
"""A key that comes back within that time takes turns with another: nobody resets a node and restores it that often."""

MAX_ACCEPTED: Final = 3
"""Changes accepted in a day, in all: a mesh of hundreds sees a reset node now and then, an attack sees hundreds."""

MAX_PROVED: Final = 1
"""One more in that day, in all, where somebody asks for it under the new key: whoever forges a key holds it, too."""

ACCEPT_WINDOW: Final = timedelta(hours=24)

_MAX_AHEAD: Final = 1000
"""Moments remembered that a clock which ran ahead has left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What else is known when a number shows another key: of the key that would be replaced, if not said otherwise."""

    is_admin: bool = False
    """It is an administrator's."""
    is_user_favorite: bool = False
    """The node is a favourite in the radio, and not by a push of ours."""
    last_dm: datetime | None = None
    """A direct message was exchanged under it; None: never."""
    was_pushed: bool = False
    """We wrote it into the radio ourselves: that the radio marks it as verified is then nobody's word."""
    was_current_until: datetime | None = None
    """The *new* key was current under this number before; None: never. The book knows."""
    accepted_today: int = 0
    """Changes accepted within 24 h, in all. The book knows."""


NOTHING_KNOWN: Final = Circumstances()


class ChangePolicy:
    """Weighs changed keys.

    Args:
        on_change: The operator's wish.
        admins: Keys that only a person replaces.
        circumstances: What is known about a node and its key; None: nothing.
    """

    def __init__(
        self,
        *,
        on_change: OnChange = OnChange.CAUTIOUS,
        admins: Iterable[PublicKey] = (),
        circumstances: Callable[[NodeNum, PublicKey], Circumstances] | None = None,
    ) -> None:
        self.on_change = on_change
        self._admins = frozenset(key.raw for key in admins)
        self._circumstances = circumstances
        self._met: dict[datetime, datetime] = {}

    @property
    def replaces_all(self) -> bool:
        """Return whether the newest heard key wins over whatever was current (`accept`)."""
        return self.on_change is OnChange.ACCEPT

    def about(self, node: NodeNum, key: PublicKey) -> Circumstances:
        """Return what is known about a node under its current key."""
        return NOTHING_KNOWN if self._circumstances is None else self._circumstances(node, key)

    def is_admins(self, raw_key: bytes) -> bool:
        """Return whether a key stands among the administrators' in the configuration."""
        return raw_key in self._admins

    def pin(self, before: NodeKey) -> HoldReason | None:
        """Return why no observation but a heard one under `accept` replaces this key; None: it is not pinned."""
        if before.trust is Trust.VERIFIED:
            return HoldReason.VERIFIED
        if self.is_admins(before.key.raw) or self.about(before.node, before.key).is_admin:
            return HoldReason.ADMIN
        return None

    def weigh(self, before: NodeKey, seen: NodeKey, known: Circumstances) -> HoldReason | None:
        """Return why a heard key is held; None: it is accepted.

        Args:
            before: The current binding.
            seen: The new one; its `last_seen` is now.
            known: What is known besides.
        """
        if seen.trust is Trust.REVOKED:
            return HoldReason.REVOKED
        if self.on_change is OnChange.ACCEPT:
            return None
        if self.on_change is OnChange.HOLD:
            return HoldReason.POLICY
        return self._doubt(before, seen, known)

    def _doubt(self, before: NodeKey, seen: NodeKey, known: Circumstances) -> HoldReason | None:
        """Return the first reason to be cautious: those that weigh most come first."""
        now = seen.last_seen
        doubts = (
            (before.trust is Trust.VERIFIED, HoldReason.VERIFIED),
            (known.is_admin or self.is_admins(before.key.raw), HoldReason.ADMIN),
            (known.is_user_favorite, HoldReason.FAVORITE),
            (is_own_number(before.node, before.key.raw), HoldReason.OWN_NUMBER),
            (self._is_within(known.last_dm, now, RECENT_DM), HoldReason.RECENT_DM),
            (self._is_within(known.was_current_until, now, ALTERNATES_WITHIN), HoldReason.ALTERNATING),
            (known.accepted_today >= MAX_ACCEPTED, HoldReason.TOO_MANY),
        )
        return next((reason for holds, reason in doubts if holds), None)

    def _is_within(self, moment: datetime | None, now: datetime, span: timedelta) -> bool:
        """Return whether a moment lies within a span before now.

        One that lies ahead counts as the moment at which it was first met: a clock that is set back makes nothing
        forgotten, and one that ran ahead for a while leaves no doubt that never ends.
        """
        if moment is None:
            return False
        if moment > now:
            met = min(self._met.pop(moment, now), now)
            while len(self._met) >= _MAX_AHEAD:
                del self._met[next(iter(self._met))]
            self._met[moment] = moment = met
        return now - moment < span


def number_of_key(raw_key: bytes) -> NodeNum:
    """Return the node number that firmware 2.8 draws from a key (`NodeDB.cpp`, pickNewNodeNum: crc32 of its bytes)."""
    return NodeNum(zlib.crc32(raw_key))


def is_own_number(node: NodeNum, raw_key: bytes) -> bool:
    """Return whether a number was provably drawn from this key."""
    return zlib.crc32(raw_key) == node
