"""The seams between rooms, as Protocols. `app` introduces the implementations to each other.

Every `async` method here may take long, raise or never answer: the caller owns the deadline (`asyncio.timeout`).
Synchronous methods answer at once and do no I/O.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from steadymesh.events import SealedReceived
from steadymesh.ids import ChannelIndex, NodeNum, PacketId, PublicKey
from steadymesh.model import (
    Act,
    Contact,
    Entry,
    ErrandEnd,
    HeldKey,
    Intent,
    LinkStatus,
    LogMessage,
    Node,
    NodeKey,
    Objection,
    Priority,
    RadioInfo,
)


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


class RadioTable(Protocol):
    """What the radio itself was last seen to have of the other nodes: its dump, and what has been proved since."""

    def held_key(self, num: NodeNum) -> HeldKey | None:
        """Return what the radio has of a node; None: the node was not in its last dump, and nothing proved it since.

        On 2.8 a node that is absent may have a key all the same (the warm tier, firmware `NodeDB.cpp`).
        """
        ...

    def held_favorites(self) -> Sequence[NodeNum]:
        """Return the nodes that the radio has marked as favourites, our own radio not among them."""
        ...

    def note_held(self, num: NodeNum, held: HeldKey | None) -> None:
        """Note what a push, or a verdict, has proved; None: it has no such node any more."""
        ...


class Reception(Protocol):
    """Where packets come in that somebody above the wire has decrypted."""

    def receive_opened(self, sealed: SealedReceived, plaintext: bytes, key: PublicKey) -> bool:
        """Have a plaintext (protobuf `Data`) parsed and told on the bus, marked as opened here; False: it is none.

        Args:
            sealed: As the radio forwarded it.
            plaintext: What was in it.
            key: The sender's public key that opened it.
        """
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
        """Return every binding: current, held and former ones.

        Raises:
            StoreError: It can't be read.
        """
        ...

    async def save_keys(self, keys: Sequence[NodeKey]) -> None:
        """Add or replace these bindings, each known by its node and key. All or nothing.

        Raises:
            StoreError: Not written yet; the store keeps them and writes them as soon as it can.
        """
        ...

    async def forget_keys(self, num: NodeNum) -> None:
        """Delete every binding of a node number, the former ones too: a person asked for it.

        Raises:
            StoreError: Not deleted.
        """
        ...


class CustodyStore(Protocol):
    """Where it is kept who we are, who writes to us, what was pushed, and what that has used up of its budgets."""

    async def load_own_number(self) -> NodeNum | None:
        """Return the number that our own radio had last; None: none was kept.

        Raises:
            StoreError: It can't be read.
        """
        ...

    def keep_own_number(self, num: NodeNum, at: datetime) -> None:
        """Keep our own radio's number, within a second; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        ...

    async def load_contacts(self) -> Sequence[Contact]:
        """Return every contact.

        Raises:
            StoreError: It can't be read.
        """
        ...

    def keep_contact(self, contact: Contact) -> None:
        """Keep a contact's last state, within a second; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        ...

    async def load_acts(self, since: datetime) -> Sequence[Act]:
        """Return what was done since then, oldest first.

        Raises:
            StoreError: It can't be read.
        """
        ...

    def drop_contact(self, num: NodeNum) -> None:
        """Forget a contact, within a second; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        ...

    def keep_act(self, act: Act) -> None:
        """Keep an act, at once; never waits. Acts older than a week may be deleted.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        ...

    def drop_act(self, act: Act) -> None:
        """Forget an act: it was not done after all, or not then; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        ...


class KeyBook(Protocol):
    """The key book for those who only read it."""

    def get(self, num: NodeNum) -> NodeKey | None:
        """Return the current key of a node; None: not known, or revoked."""
        ...

    def held(self, num: NodeNum) -> NodeKey | None:
        """Return the key that a node shows and that a person must decide about; None: there is none."""
        ...

    def all(self) -> Sequence[NodeKey]:
        """Return every current key."""
        ...

    def is_revoked(self, key: PublicKey) -> bool:
        """Return whether a person does not want this key used any more."""
        ...

    def find(self, word: str, *, limit: int = ...) -> Sequence[NodeKey]:
        """Return the current bindings that a word may mean, the likeliest first, at most `limit`.

        A word is a node number in any spelling, a fingerprint or its beginning (4 hex digits or more), a short name, a
        long name, or the beginning of one.
        """
        ...

    def __len__(self) -> int:
        """Return how many current keys there are."""
        ...


class Rekeying(Protocol):
    """What somebody whose node was reset may ask of the key book."""

    def rekey(self, num: NodeNum, proved: PublicKey | None) -> str:
        """Weigh a node's new key again at its owner's wish; return what came of it.

        Args:
            num: Who asks.
            proved: The key that the request was encrypted under; None: nothing proves who asks, so that a request for
                the operator is all that comes of it.

        Returns:
            `current` (that key is current already), `accepted`, `held` (a person must decide), `filed` (told to the
            operator; nothing was proved), or `unknown` (nothing is known of any new key).
        """
        ...

    def accept(self, num: NodeNum) -> NodeKey | None:
        """Take a node's held key for current, as an administrator wishes; None: none is held."""
        ...


class Custody(Protocol):
    """Who sees to it that the radio can encrypt to a person, as delivery sees it."""

    def objection(self, to: NodeNum) -> Objection | None:
        """Return why a direct message to this node should not be handed to the radio now; None: nothing against it.

        Where the objection is not final, `want` is to be called, and `KeyPlaced` or `KeyRefused` follows.
        """
        ...

    def key_for(self, to: NodeNum) -> PublicKey | None:
        """Return the key that a direct message must be encrypted with now; None: whatever the radio has.

        The radio refuses (34, `PKI_FAILED`) where it has another one, and `want` is to be called.
        """
        ...

    def want(self, to: NodeNum, reason: str) -> None:
        """Have a node's current key brought into the radio, for a message that waits; returns at once.

        `KeyPlaced` or `KeyRefused` follows, or neither, where the key must first be asked for and nobody answers.

        Args:
            to: The recipient.
            reason: `PKI_SEND_FAIL_PUBLIC_KEY` or `PKI_FAILED` where the radio said that it lacks the key, else the
                objection's.
        """
        ...

    def diagnose(self, to: NodeNum, reason: str) -> str:
        """Return what is really behind a refusal or a silence, such as `PEER_HAS_NEW_KEY` behind `NO_CHANNEL`.

        Args:
            to: The recipient.
            reason: The outbox entry's reason, such as `MAX_RETRANSMIT`.
        """
        ...


class Errands(Protocol):
    """Delivery's second door: packets to our own radio and requests to nodes, behind every text that waits."""

    async def run(
        self, intent: Intent, *, urgent: bool = False, alone: bool = False, timeout_s: float = ...
    ) -> ErrandEnd:
        """Have one packet handed to the radio, and return what became of it. Never raises for what the radio does.

        One at a time, nothing else in flight. Not written down: it ends with the process, and with its deadline.

        Args:
            intent: A push, a removed favourite, a request for a NodeInfo, a refresh, an order to our own radio.
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
