"""An outbox from which nothing leaves: what was handed in is looked at, and how it ends is for the test to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from steadymesh.delivery import entrykeys, texts
from steadymesh.ids import BROADCAST, PRIMARY, ChannelIndex, NodeNum, PacketId
from steadymesh.model import Entry, Outcome, Priority, SendText
from steadymesh.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One text that was handed in, an answer or not."""

    entry: Entry
    """As it stood then; `FakeOutbox.fate` tells how it stands now."""
    lifetime: timedelta | None
    """After which it is of no use any more; None: the operator's."""

    @property
    def to(self) -> NodeNum:
        """Who gets it; `BROADCAST` for a channel."""
        return self.entry.intent.to

    @property
    def text(self) -> str:
        """What it says: one message at most."""
        return self.entry.intent.text

    @property
    def channel(self) -> ChannelIndex:
        """On which channel, where it is for everybody."""
        return self.entry.intent.channel

    @property
    def priority(self) -> Priority:
        """Who goes first; `Priority.REPLY` for what a command answers."""
        return self.entry.priority

    @property
    def key(self) -> str:
        """`Entry.key`, as `Delivered` tells it."""
        return self.entry.key

    @property
    def follows(self) -> str:
        """The key of the piece before it; empty: none is."""
        return self.entry.follows

    @property
    def reply_id(self) -> PacketId | None:
        """The packet that it answers; None: none."""
        return self.entry.intent.reply_id


class FakeOutbox:
    """Takes texts as the real one does, and refuses what that refuses.

    Args:
        clock: Dates entries.
        own: Our own radio's number.

    Attributes:
        posted: Everything that was handed in, in order.
        is_full: Whether whatever is handed in is refused (`OUTBOX_FULL`).
        error: Raised by whatever is asked of it; None: nothing is.
    """

    def __init__(self, clock: Clock, own: NodeNum) -> None:
        self.posted: list[Posted] = []
        self.is_full = False
        self.error: Exception | None = None
        self._clock = clock
        self._own = own
        self._entries: dict[str, Entry] = {}

    async def post(
        self,
        *,
        to: NodeNum,
        text: str,
        channel: ChannelIndex = PRIMARY,
        reply_id: PacketId | None = None,
        priority: Priority = Priority.REPLY,
        lifetime_s: float | None = None,
        follows: str | None = None,
        key: str | None = None,
        once: bool = False,
        is_proved: bool = True,
    ) -> Entry:
        """Take a text; see `ports.Outbox`.

        Raises:
            UsageError: It can't be sent, or not under that key.
        """
        self._fail()
        texts.check(to=to, text=text, channel=channel, reply_id=reply_id, own=self._own)
        if key is not None:
            entrykeys.check(key)
            if key in self._entries:
                return self._entries[key]
        at, packet_id = self._clock.at(), self._clock.packet_id()
        lifetime = None if lifetime_s is None else timedelta(seconds=lifetime_s)
        entry = Entry(
            key=key or entrykeys.make(at, packet_id),
            intent=SendText(to=to, text=text, channel=channel, reply_id=reply_id),
            packet_id=packet_id,
            priority=priority,
            created=at,
            deadline=at + (lifetime or timedelta(hours=1)),
            follows=follows or "",
            second_chance=once,
            is_proved=is_proved,
        )
        if self.is_full:
            return replace(entry, outcome=Outcome.REFUSED, reason="OUTBOX_FULL")
        self._entries[entry.key] = entry
        self.posted.append(Posted(entry=entry, lifetime=lifetime))
        return entry

    async def post_all(
        self,
        *,
        to: NodeNum,
        texts: Sequence[str],
        channel: ChannelIndex = PRIMARY,
        reply_id: PacketId | None = None,
        priority: Priority = Priority.REPLY,
        lifetime_s: float | None = None,
        is_proved: bool = True,
    ) -> Sequence[Entry]:
        """Take the pieces of one text; see `ports.Outbox`.

        Raises:
            UsageError: The first of them that can't be sent can't; those before it are taken.
        """
        entries: list[Entry] = []
        for text in texts:
            entry = await self.post(
                to=to,
                text=text,
                channel=channel,
                reply_id=reply_id,
                priority=priority,
                lifetime_s=lifetime_s,
                follows=entries[-1].key if entries else None,
                is_proved=is_proved,
            )
            entries.append(entry)
        return entries

    async def fate(self, key: str) -> Entry | None:
        """Return an entry as it stands; None: there is none."""
        self._fail()
        return self._entries.get(key)

    async def load_since(self, since: datetime) -> Sequence[Entry]:
        """Return what was handed in since then."""
        return [entry for entry in self._entries.values() if entry.created >= since]

    def end(self, key: str, outcome: Outcome, reason: str = "") -> Entry:
        """Have an entry end so; return it. `FakeMesh.settle` tells the plug-in too.

        Raises:
            KeyError: There is no entry of that key.
        """
        sent = self._clock.at() if outcome is not Outcome.EXPIRED else None
        self._entries[key] = replace(self._entries[key], outcome=outcome, reason=reason, first_sent=sent)
        return self._entries[key]

    def last_failed(self, to: NodeNum | None = None) -> Entry | None:
        """Return the last text, to this node or to anybody, that was refused or expired; None: none."""
        failed = (Outcome.REFUSED, Outcome.EXPIRED)
        return next(
            (
                entry
                for entry in reversed(self._entries.values())
                if entry.outcome in failed and (to is None or entry.intent.to == to)
            ),
            None,
        )

    def texts_to(self, to: NodeNum) -> list[str]:
        """Return what was written to a node alone."""
        return [one.text for one in self.posted if one.to == to]

    def texts_on(self, channel: ChannelIndex) -> list[str]:
        """Return what was written to everybody on a channel."""
        return [one.text for one in self.posted if one.to == BROADCAST and one.channel == channel]

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error
