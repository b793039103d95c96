"""How every message of ours ends: once, and with a reason that is true as far as the simulated world can tell."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from keystage import Crowd, Stage
from steadymesh.ids import NodeNum, PacketId
from steadymesh.keys.custody.budget import PUSHES, UNFAVORITES, UNFAVORITES_OLD
from steadymesh.keys.custody.justintime import LOOK_AGAIN_S
from steadymesh.model import ActKind, Entry, Outcome

LIFETIME_S = 600.0
POST = "post "
"""How a text begins that is sent to one person only, once."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One direct message as our radio was handed it."""

    at: float
    is_reachable: bool
    """Somebody has that number, and hears us."""
    is_readable: bool
    """The radio has their key, and they have ours."""
    knows_us: bool
    is_far: bool
    """It takes a relay."""

    @property
    def is_lost(self) -> bool:
        """Whether its reader can't read it."""
        return not (self.is_reachable and self.is_readable)


class Ends:
    """Every message, from the radio's hands to its end."""

    def __init__(self, stage: Stage, crowd: Crowd, problem: Callable[[str], None]) -> None:
        self.stage = stage
        self.crowd = crowd
        self.problem = problem
        self.attempts: dict[PacketId, Attempt] = {}
        self.posted: set[str] = set()
        """Keys of the messages that were posted."""
        self.words: Counter[str] = Counter()
        self._ends: Counter[str] = Counter()
        self._readers: dict[PacketId, NodeNum] = {}
        self._reads: Counter[str] = Counter()
        self._troubles: deque[float] = deque(maxlen=1000)

    def trouble(self) -> None:
        """Note that a link was lost, that a radio or a house restarts."""
        self._troubles.append(self.stage.clock.now())

    def was_trouble(self, since: float) -> bool:
        return any(at >= since for at in self._troubles)

    def handed(self, packet) -> None:
        """Note a direct message that our radio is handed."""
        radio, to = self.stage.radio, NodeNum(packet.to)
        person = self.crowd.by_number.get(to)
        peer = person.peer if person is not None and person.peer.num == to else None
        if not packet.pki_encrypted:
            self.problem("a direct message did not ask for PKI")
        knows_us = peer is not None and peer.our_key == radio.public_key
        self.attempts[packet.id] = Attempt(
            at=self.stage.clock.now(),
            is_reachable=peer is not None and peer.in_range,
            is_readable=peer is not None and radio.nodes.key_of(to) == peer.public_key and knows_us,
            knows_us=knows_us,
            is_far=peer is not None and peer.hops > 0,
        )

    def take_reads(self) -> None:
        """Take what people have read."""
        radio = self.stage.radio
        while radio.read_texts:
            read = radio.read_texts.popleft()
            if not (read.repeated and read.packet_id in self._readers):
                self._readers[read.packet_id] = read.peer
                self._reads[read.text] += 1
        radio.sent_texts.clear()

    def ended(self, entry: Entry) -> None:
        """Compare how a message ended with what happened."""
        word = f"{entry.outcome.value} {entry.reason}".strip()
        self.words[word] += 1
        self._ends[entry.key] += 1
        if why_not := self._untrue(entry):
            self.problem(f"{entry.key} to !{entry.intent.to:08x} ended as {word}: {why_not}")

    def check_end(self) -> None:
        """Everything has ended once, and was read once at most."""
        self.take_reads()
        for key in self.posted | self._ends.keys():
            if self._ends[key] != 1:
                self.problem(f"{key} ended {self._ends[key]} times")
        for text, times in self._reads.items():
            if times > 1 and text.startswith(POST):
                self.problem(f"“{text}” was read {times} times")

    # --- what is true ---------------------------------------------------------------------

    def _untrue(self, entry: Entry) -> str:
        """Return what speaks against the way a message ended; empty: nothing."""
        ids = (*entry.earlier_ids, entry.packet_id)
        tries = [self.attempts[packet_id] for packet_id in ids if packet_id in self.attempts]
        readers = {self._readers[packet_id] for packet_id in ids if packet_id in self._readers}
        if readers - {entry.intent.to}:
            return f"it was read by {readers}"
        if entry.outcome is Outcome.ACKNOWLEDGED:
            return "" if readers else "nobody has read it"
        began = tries[-1].at if tries else self.stage.clock.now() - LIFETIME_S
        was_trouble = self.was_trouble(began - 5)
        if entry.outcome is Outcome.RELAYED:
            is_true = bool(tries) and tries[-1].is_far and (tries[-1].is_lost or was_trouble)
        elif not entry.reason:
            is_true = was_trouble
        else:
            is_true = self._is_true(entry, tries, was_trouble=was_trouble)
        return "" if is_true else "that is not true"

    def _is_true(self, entry: Entry, tries: list[Attempt], *, was_trouble: bool) -> bool:
        """Return whether the reason of a refusal is what happened."""
        to, book = entry.intent.to, self.stage.house.keys.book
        deaf = was_trouble or any(one.is_lost for one in tries)
        unread = bool(tries) and not tries[-1].is_readable
        told: dict[str, Callable[[], bool]] = {
            "PUSH_BUDGET": self._is_spent,
            "KEY_UNKNOWN": lambda: book.get(to) is None,
            "KEY_HELD": lambda: book.held(to) is not None,
            "MAX_RETRANSMIT": lambda: deaf,
            "RADIO_OR_KEY": lambda: deaf,
            "NO_CHANNEL": lambda: unread,
            "PEER_HAS_NEW_KEY": lambda: unread,
            "PKI_UNKNOWN_PUBKEY": lambda: bool(tries) and not tries[-1].knows_us,
        }
        return entry.reason in told and told[entry.reason]()  # nothing else can be the matter here

    def _is_spent(self) -> bool:
        """Return whether a budget was used up when it was last looked at."""
        ledger, at = self.stage.house.keys.custodian._contacts.ledger, self.stage.clock.at()
        removals = UNFAVORITES_OLD if self.stage.radio.profile.resets_lora else UNFAVORITES
        return any(
            ledger.wait(ActKind.PUSH, PUSHES, moment) or ledger.wait(ActKind.UNFAVORITE, removals, moment)
            for moment in (at, at - timedelta(seconds=LOOK_AGAIN_S))
        )
