"""Outgoing messages and how they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from steadymesh.ids import NodeNum, PacketId
from steadymesh.model.intents import SendText
from steadymesh.model.messages import TextMessage


class Outcome(Enum):
    """How an outgoing message stands. All but `WAITING` and `SENT` are final."""

    WAITING = "waiting"
    """Written down, not yet with the radio."""
    SENT = "sent"
    """The radio took it; no verdict yet."""
    ACKNOWLEDGED = "acknowledged"
    """The recipient's own node said so."""
    RELAYED = "relayed"
    """A neighbour repeated it; nobody can say more of a channel text."""
    REFUSED = "refused"
    """The radio or the recipient said no; `Entry.reason` says why."""
    EXPIRED = "expired"
    """Its deadline passed without a verdict."""

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it (a late ack may still improve it)."""
        return self not in (Outcome.WAITING, Outcome.SENT)


class Priority(Enum):
    """Who goes first when the air is scarce; a lower number first."""

    ALERT = 0
    REPLY = 1
    MESSAGE = 2
    ANNOUNCEMENT = 3
    KEYS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One outgoing message and how it stands."""

    key: str
    """Unique, stable over restarts: made by us (its time and first packet id), or chosen by whoever posted it."""
    intent: SendText
    packet_id: PacketId
    """Of the current attempt; drawn and written down before the first write."""
    priority: Priority = Priority.REPLY
    created: datetime
    deadline: datetime
    """Wall time after which it expires."""
    attempts: int = 0
    """How often it was handed to a radio under the current id."""
    first_sent: datetime | None = None
    """When the current packet id was first handed to a radio."""
    last_sent: datetime | None = None
    """When it was last handed to a radio, under whatever packet id; None: never yet."""
    sent_as: NodeNum | None = None
    """The node number of our radio then: peers recognise a repeat by (number, id)."""
    earlier_ids: tuple[PacketId, ...] = ()
    """Of attempts that were refused, oldest first: never used again, and a late ack of one still counts."""
    second_chance: bool = False
    """It was tried again because nobody had confirmed it, or its recipient could not read it: that happens once.
    Or whoever posted it wants no such thing."""
    awaits_word: bool = False
    """Nobody has confirmed it: it goes once more when its recipient is heard."""
    heard_before: datetime | None = None
    """When its recipient had last been heard, by the radio's clock, as it was handed over or began to wait for them;
    None: never yet, or nobody can tell."""
    is_proved: bool = True
    """Of an answer: a key proves who asked. Whoever asks under forged numbers has a smaller part of our air."""
    follows: str = ""
    """The key of the piece before it: it goes behind that one, and not without it; empty: none is."""
    size_bytes: int = 0
    """Of one transmission on the air, headers included."""
    airtime_s: float = 0.0
    """What it has cost our own radio so far, as far as is known: each hand-over, and what the radio repeated by itself
    when nobody confirmed it."""
    transmissions: int = 0
    """The same, counted."""
    relayed: bool = False
    """A neighbour repeated it; the recipient has not said anything yet."""
    outcome: Outcome = Outcome.WAITING
    reason: str = ""
    """Of a refusal, of an expiry where it is known, and of what is waited for: the name of a `RoutingError`, `RES_<n>`,
    or a word of ours such as `KEY_HELD` (docs/keys.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirUse:
    """What we use of the air that everybody shares."""

    is_known: bool
    """Whether our radio has told its region and its preset; else the figures are those of LongFast without a limit."""
    budget_s: float
    """Seconds of airtime an hour that we allow ourselves."""
    used_s: float
    """Of the last hour: used up, or held by texts whose verdict is awaited."""
    limit_percent: float | None
    """Of an hour that the region allows a radio; None: there is no limit."""
    share: float
    """Our part of that, or of the hour."""
    channel_use_percent: float | None
    """How much everybody together uses the channel; None: our radio has not told."""
    questions: int = 0
    """Packets on the air that were no texts (for keys, say), since the start. They count in `used_s`."""
    questions_s: float = 0.0
    """What they cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMessage:
    """A text as the message log keeps it."""

    message: TextMessage
    received: datetime
    """Our wall time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why a direct message should not be handed to the radio now."""

    reason: str
    """As an outbox entry's reason, such as `KEY_HELD`."""
    is_final: bool
    """True: it would be of no use later either; False: the key is being placed, `KeyPlaced` or `KeyRefused` follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandEnd:
    """What became of a packet to our own radio, or of a request to a peer's node."""

    taken: bool | None
    """False: the radio refused it, or it was never handed over; None: nobody knows (no queueStatus, the link was lost,
    too late)."""
    error: int | None = None
    """The verdict's number (`RoutingError`); None: none came."""
    answer: bytes = field(default=b"", repr=False)
    """The payload of the packet that answered it; empty: none came. May hold secrets: never logged."""
    is_handed: bool = True
    """False: its time was over, or the air did not become quiet, before its turn came."""

    @property
    def is_done(self) -> bool:
        """Whether the radio says that it has handled it ("handled", not "stored")."""
        return self.taken is not False and (self.error == 0 or bool(self.answer))
