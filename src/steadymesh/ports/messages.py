"""What is sent, what became of it, and what came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from steadymesh.ids import ChannelIndex, NodeNum, PacketId
from steadymesh.model import (
    AirUse,
    Entry,
    ErrandEnd,
    Intent,
    LogMessage,
    Outcome,
    Priority,
)


class Errands(Protocol):
    """Delivery's second door: packets to our own radio and requests to nodes, behind every text that waits."""

    async def run(
        self, intent: Intent, *, urgent: bool = False, alone: bool = False, timeout_s: float = ...
    ) -> ErrandEnd:
        """Have one packet handed to the radio, and return what became of it. Never raises for what the radio does.

        One at a time, nothing else in flight; a request that the radio has taken holds up nobody while its answer is
        awaited. Not written down: it ends with the process, and with its deadline.

        Args:
            intent: A push, a removed favourite, a request for a NodeInfo, a refresh, an order to our own radio, a
                request to a peer's node.
            urgent: A person's message waits for it: it goes before the texts.
            alone: It would spoil what is on the air: no text goes until every text has its verdict and this is done;
                if that does not come within some 20 s, it ends without having been handed over, and the texts go on.
            timeout_s: From the call to the answer.
        """
        ...

    def idle_s(self) -> float:
        """Return for how many seconds no text has been waiting to go, on its way without a verdict, or in flight."""
        ...

    def recipients(self) -> Sequence[NodeNum]:
        """Return the nodes to which direct messages wait or are on their way."""
        ...

    def channel_use(self) -> float | None:
        """Return how much our channel is used, percent; None: the radio has not said so for minutes."""
        ...

    def trace_wait_s(self) -> float:
        """Return 0, or the seconds until another traceroute may leave: one that comes earlier is not handed over."""
        ...


class AirFacts(Protocol):
    """What we use of the air."""

    def air_use(self) -> AirUse | None:
        """Return what we use of the air; None: nobody can tell."""
        ...


class Failures(Protocol):
    """How messages ended that did not reach anybody."""

    def last_failed(self, to: NodeNum | None = None) -> Entry | None:
        """Return the last message, to this node or to anybody, that was refused or expired; None: none lately."""
        ...


class OutboxJournal(Protocol):
    """Where outgoing messages are written down before they leave."""

    async def load_open(self) -> Sequence[Entry]:
        """Return every entry without a final outcome, oldest first.

        Raises:
            StoreError: It can't be read.
        """
        ...

    async def save(self, entry: Entry) -> None:
        """Write the entry as it is now; it is durable against a killed process when this returns.

        Raises:
            StoreError: Not written yet; the journal keeps it and writes it as soon as it can.
        """
        ...

    async def save_all(self, entries: Sequence[Entry]) -> None:
        """Write entries as they are now, all of them or none; they are durable when this returns.

        Raises:
            StoreError: Not written yet, as with `save`.
        """
        ...

    def keep(self, entry: Entry) -> None:
        """Write the entry as it is now, within a second; never waits.

        Raises:
            StoreError: The journal is closed, or too much waits.
        """
        ...

    async def load_recent(self, limit: int) -> Sequence[Entry]:
        """Return the last entries that ended without the recipient's word, newest first: a late ack may improve them.

        Raises:
            StoreError: It can't be read.
        """
        ...

    async def load_since(self, since: datetime) -> Sequence[Entry]:
        """Return the entries that were made, or handed over last, since then, the oldest first.

        Raises:
            StoreError: It can't be read.
        """
        ...

    async def load_entry(self, key: str) -> Entry | None:
        """Return the entry of this very key, open or ended, written or not; None: there is none, or no more.

        Raises:
            StoreError: It can't be read.
        """
        ...


class OutboxArchive(Protocol):
    """What is written down of outgoing messages, for whoever looks back."""

    async def load_latest(self, limit: int, outcomes: Sequence[Outcome] = ...) -> Sequence[Entry]:
        """Return the last entries, newest first.

        Args:
            limit: So many at most.
            outcomes: Only such; none given: all.

        Raises:
            StoreError: It can't be read.
        """
        ...

    async def load_named(self, word: str, limit: int) -> Sequence[Entry]:
        """Return the entries whose key begins so, or the part of it behind the time, newest first.

        Raises:
            StoreError: It can't be read.
        """
        ...

    async def load_since(self, since: datetime) -> Sequence[Entry]:
        """Return the entries that were made since then, open or ended, the oldest first.

        Raises:
            StoreError: It can't be read.
        """
        ...


class Outbox(Protocol):
    """Where messages to the mesh are handed in."""

    async def post(
        self,
        *,
        to: NodeNum,
        text: str,
        channel: ChannelIndex = ...,
        reply_id: PacketId | None = None,
        priority: Priority = ...,
        lifetime_s: float | None = None,
        follows: str | None = None,
        key: str | None = None,
        once: bool = False,
        is_proved: bool = True,
    ) -> Entry:
        """Accept a text for delivery: it is written down, with its packet id, when this returns.

        With a `key` it is accepted once, however often and whenever it is posted: whoever writes the key down, posts,
        and after a restart that came in between posts again, has handed it over exactly once. Such a text leaves only
        when it is on the disk. One that was refused or has expired counts too: another try takes another key.

        While the disk fails, any other leaves from memory, unless the disk has it as one that never left: then a kill
        could have it sent twice, and it waits as long as it has more than five minutes left.

        Args:
            to: A node, or `BROADCAST`.
            text: Must fit one packet.
            channel: Ignored for direct messages.
            reply_id: The packet that it answers.
            priority: Who goes first.
            lifetime_s: Seconds after which it expires; None: the default.
            follows: `Entry.key` of the piece before it: it is held back until that one has its verdict, or 30 s after
                that one was handed to the radio; None: it follows none.
            key: The entry's key, chosen by the caller, for whoever must be able to find it again after a restart: if an
                entry of that key exists (open or ended, in memory or on disk), it is returned as it stands and nothing
                new is posted. 1 to 64 printable ASCII signs without blanks, a letter or digit first, and not in the
                form of our own keys; it is remembered for as long as `fate` tells. None: a fresh one is made.
            once: It has no second chance: once it was on the air, and nobody confirmed it or its recipient could not
                read it, it ends. For whoever tries again by themselves, and knows what to say then.
            is_proved: Of an answer: a key proves who asked. Answers to all others have a smaller part of our air.

        Raises:
            UsageError: The text is empty or too long, the recipient is nobody, or the key can't be one.
            StoreError: With a key only: it could not be told within seconds whether that was posted before, so nothing
                was posted.
        """
        ...

    async def post_all(
        self,
        *,
        to: NodeNum,
        texts: Sequence[str],
        channel: ChannelIndex = ...,
        reply_id: PacketId | None = None,
        priority: Priority = ...,
        lifetime_s: float | None = None,
        is_proved: bool = True,
    ) -> Sequence[Entry]:
        """Accept the pieces of one text, each behind the one before: all are written down, or none, when this returns.

        Args:
            to: A node, or `BROADCAST`.
            texts: In their order; each must fit one packet.
            channel: Ignored for direct messages.
            reply_id: The packet that they answer.
            priority: Who goes first.
            lifetime_s: Seconds after which they expire; None: the default.
            is_proved: As of `post`.

        Returns:
            An entry for each. When too many wait that go first, the last ones are REFUSED (`OUTBOX_FULL`) already.

        Raises:
            UsageError: One of them is empty or too long, or the recipient is nobody; none was taken.
        """
        ...

    async def fate(self, key: str) -> Entry | None:
        """Return an entry as it stands, open or ended, in memory or on disk; None: there is none, or no more.

        What is open is never forgotten. What has ended is for as long as 5,000 messages are kept (`StoreOptions`,
        entries_kept): the oldest go first, so that is days on the busiest mesh.

        Raises:
            StoreError: It can't be read.
        """
        ...


class SentLog(Protocol):
    """What was sent lately; a part of `OutboxJournal`."""

    async def load_since(self, since: datetime) -> Sequence[Entry]:
        """Return the entries that were made since then, open or ended, the oldest first.

        Raises:
            StoreError: It can't be read.
        """
        ...


class MessageLog(Protocol):
    """Where texts are kept."""

    async def seen_before(self, sender: NodeNum, packet_id: PacketId) -> bool:
        """Return whether a text with this sender and id was noted before, and note it (bounded memory)."""
        ...

    async def append(self, message: LogMessage) -> None:
        """Keep a text; may be batched."""
        ...

    async def load_since(self, since: datetime) -> Sequence[LogMessage]:
        """Return the texts that were received since then (by our wall clock), the oldest first.

        Raises:
            StoreError: It can't be read.
        """
        ...
