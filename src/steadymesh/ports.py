"""The seams between rooms, as Protocols. `app` introduces the implementations to each other.

Every `async` method here may take long, raise or never answer: the caller owns the deadline (`asyncio.timeout`).
Synchronous methods answer at once and do no I/O.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from steadymesh.ids import ChannelIndex, NodeNum, PacketId, PublicKey
from steadymesh.model import Entry, Intent, LinkStatus, LogMessage, Node, NodeKey, Priority, RadioInfo


class Clock(Protocol):
    """The two clocks and the dice."""

    def now(self) -> float:
        """Return loop time, seconds, monotonic."""
        ...

    def at(self) -> datetime:
        """Return wall time, aware, UTC; it may jump."""
        ...

    def chance(self) -> float:
        """Return a random number within [0, 1)."""
        ...

    def packet_id(self) -> PacketId:
        """Return a fresh packet id, never 0."""
        ...


class Transmitter(Protocol):
    """The door out, as delivery sees it: implemented by the link."""

    def wait_s(self, intent: Intent) -> float | None:
        """Return seconds until `intent` may be handed over; 0: now; None: an event will tell (not READY, in flight)."""
        ...

    def transmit(self, intent: Intent, packet_id: PacketId) -> int:
        """Hand one packet to the radio; return the generation it went out on. A `SendResolved` follows, exactly once.

        Raises:
            NotReadyError: `wait_s` was not 0.
        """
        ...


class LinkControl(Protocol):
    """The supervisor, as the control socket and the commands see it."""

    def status(self) -> LinkStatus:
        """Return how the link stands."""
        ...

    def release(self, seconds: float) -> None:
        """Say goodbye to the radio and leave its slot to somebody else for that long."""
        ...

    def take(self) -> None:
        """End a release, a yield or a back-off: connect at once."""
        ...


class RadioFacts(Protocol):
    """What our radio said of itself in its last handshake."""

    def radio(self) -> RadioInfo | None:
        """Return the last handshake's facts; None before the first."""
        ...

    def held_keys(self) -> int:
        """Return for how many other nodes the radio was last seen to hold a public key."""
        ...


class NodeDirectory(Protocol):
    """Everybody we know of: what the radio dumped, what was heard since, and the keys of the book."""

    async def nodes(self) -> Mapping[NodeNum, Node]:
        """Return all nodes. A snapshot: it does not change while it is read."""
        ...

    async def held_keys(self) -> Mapping[NodeNum, PublicKey]:
        """Return the keys that the radio itself was last seen to hold (its dump, or a refresh)."""
        ...

    async def put_keys(self, keys: Sequence[NodeKey]) -> int:
        """Put the book's keys into the directory (the radio is not touched); return how many of them it now carries."""
        ...


class NodeLookup(Protocol):
    """The directory for those who only look things up, without waiting."""

    def get(self, num: NodeNum) -> Node | None:
        """Return one node; None: never heard of."""
        ...

    def snapshot(self) -> Mapping[NodeNum, Node]:
        """Return all nodes, as they are now."""
        ...


class KeyStore(Protocol):
    """Where the key book is kept between runs."""

    async def load_keys(self) -> Sequence[NodeKey]:
        """Return the current key of every node number.

        Raises:
            StoreError: It can't be read.
        """
        ...

    async def save_keys(self, keys: Sequence[NodeKey]) -> None:
        """Add or replace these bindings; a replaced one goes to the history. All or nothing.

        Raises:
            StoreError: Not written yet; the store keeps them and writes them as soon as it can.
        """
        ...


class KeyBook(Protocol):
    """The key book for those who only read it."""

    def get(self, num: NodeNum) -> NodeKey | None:
        """Return the current key of a node; None: not known."""
        ...

    def all(self) -> Sequence[NodeKey]:
        """Return every current key."""
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
    ) -> Entry:
        """Accept a text for delivery: it is written down, with its packet id, when this returns.

        Args:
            to: A node, or `BROADCAST`.
            text: Must fit one packet.
            channel: Ignored for direct messages.
            reply_id: The packet that it answers.
            priority: Who goes first.
            lifetime_s: Seconds after which it expires; None: the default.

        Raises:
            UsageError: The text is empty or too long, or the recipient is nobody.
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


class NodeStore(Protocol):
    """Where what is known of the nodes outlives the process."""

    async def load_nodes(self) -> Sequence[Node]:
        """Return every node as last kept."""
        ...

    def keep_node(self, node: Node) -> None:
        """Keep the node's last state, some time soon (coalesced; never waits)."""
        ...

    async def save_nodes(self, nodes: Sequence[Node]) -> None:
        """Write these nodes' last states; they are on disk when this returns.

        Raises:
            StoreError: Not all of them are written; `keep_node` has the rest written as soon as that works.
        """
        ...


class Notifier(Protocol):
    """The service manager, or whoever else wants to know that we live."""

    def notify(self, state: str) -> None:
        """Send one state line such as `READY=1`; never waits, never raises."""
        ...
