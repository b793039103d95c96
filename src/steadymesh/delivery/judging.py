"""What a verdict means for an entry as it stands: with its history, and with what is known of keys. PURE."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from steadymesh.delivery.item import Item
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.verdicts import Judgement, Word, judge, judge_res
from steadymesh.events import VerdictReceived
from steadymesh.ids import BROADCAST, NodeNum, PublicKey
from steadymesh.model import Entry, Outcome, Priority, RoutingError

SILENCE: Final = (RoutingError.MAX_RETRANSMIT.name, "RADIO_OR_KEY")
"""Reasons that only say that nobody answered, as it came and as it was diagnosed."""

PEER_HAS_NEW_KEY: Final = "PEER_HAS_NEW_KEY"
"""Diagnosed reason of a direct message that named an old key of its recipient."""

PEER_HAS_OUR_OLD_KEY: Final = "PEER_HAS_OUR_OLD_KEY"
"""Diagnosed reason of one that named the key which its recipient has."""

UNREAD: Final = frozenset({RoutingError.NO_CHANNEL.name, PEER_HAS_NEW_KEY, "RADIO_OR_KEY"})
"""Diagnosed reasons of a direct message that went out and that its recipient, as far as is known, could not read."""

_TRIED_AGAIN: Final = frozenset({Priority.ALERT, Priority.MESSAGE})
"""What is sent once more when nobody confirmed it. Whoever asked for an answer asks again; and of 16 answers that were
sent again on a simulated day, 6 were read twice: on a poor link it is mostly the confirmations that are lost."""

_NOTHING: Final = Judgement(word=Word.NOTHING)


Diagnose = Callable[[NodeNum, str, PublicKey | None], str]
LastHeard = Callable[[NodeNum], datetime | None]


class Judging:
    """Judges; changes nothing.

    Args:
        options: Limits and times.
        last_heard: Returns when a node was last heard, by whatever clock; only looked at for whether it has changed.
            None: nobody can tell, so that nothing is tried again when its recipient is heard.

    Attributes:
        diagnose: Returns what is behind a direct message's last reason (empty: none came), given the key that it named;
            None: nobody is there who brings keys into the radio, so that no text waits for one.
        may_mend: Returns whether a direct message that could not be read, for the diagnosed reason, is worth another
            attempt, after it has waited for a key.
    """

    def __init__(self, options: DeliveryOptions, last_heard: LastHeard | None) -> None:
        self._options = options
        self._last_heard = last_heard
        self.diagnose: Diagnose | None = None
        self.may_mend: Callable[[NodeNum, str], bool] = lambda _to, _reason: False

    def reason_of(self, item: Item, reason: str) -> str:
        """Return what is behind the last reason of a text; as it came where nobody can say."""
        to = item.entry.intent.to
        if self.diagnose is None or to == BROADCAST:
            return reason
        return self.diagnose(to, reason, item.used_key) or reason

    def of_open(self, item: Item, event: VerdictReceived) -> Judgement:
        """Return what a verdict means for an open text."""
        entry = item.entry
        is_current = event.packet_id == entry.packet_id and item.first_handed is not None
        if event.own and event.error is not RoutingError.NONE and entry.relayed:
            # A neighbour has it, whatever our radio says that it went on for (an echo by MQTT, a queue that was full).
            return _NOTHING
        judgement = self._judge(entry, event, queue_was_full=item.queue_was_full)
        is_ack = judgement.word is Word.ACKNOWLEDGED
        is_relayed_to_all = judgement.word is Word.RELAYED and entry.intent.to == BROADCAST
        if not (is_current or is_ack or is_relayed_to_all):
            return _NOTHING
        return self._second_chance(item, event, judgement) if judgement.word is Word.REFUSED else judgement

    def of_ended(self, entry: Entry, event: VerdictReceived) -> Outcome | None:
        """Return the better outcome of a text that has ended; None: it stays as it is."""
        judgement = self._judge(entry, event, queue_was_full=False)
        undecided = entry.outcome is Outcome.EXPIRED or entry.reason in SILENCE
        if judgement.word is Word.ACKNOWLEDGED and entry.outcome is not Outcome.ACKNOWLEDGED:
            return Outcome.ACKNOWLEDGED
        if judgement.word is Word.RELAYED and entry.outcome is not Outcome.RELAYED and undecided:
            return Outcome.RELAYED
        return None

    def of_res(self, entry: Entry, res: int) -> Judgement:
        """Return what a refusing queueStatus means when no verdict has come to say more."""
        return judge_res(
            res,
            to=entry.intent.to,
            attempts_before=len(entry.earlier_ids),
            has_custody=self.diagnose is not None,
            options=self._options,
        )

    def _judge(self, entry: Entry, event: VerdictReceived, *, queue_was_full: bool) -> Judgement:
        return judge(
            to=entry.intent.to,
            sender=event.sender,
            own=event.own,
            error=event.error,
            number=event.number,
            attempts_before=len(entry.earlier_ids),
            last_reason=entry.reason,
            had_second_chance=entry.second_chance,
            queue_was_full=queue_was_full,
            has_custody=self.diagnose is not None,
            options=self._options,
        )

    def _second_chance(self, item: Item, event: VerdictReceived, judgement: Judgement) -> Judgement:
        """Return what becomes of a direct message that its recipient could not read, as it seems, or did not hear.

        Once, and never for what our own radio refused: that has not been on the air.
        """
        entry = item.entry
        is_silence = event.error is RoutingError.MAX_RETRANSMIT
        if entry.intent.to == BROADCAST or (event.own and not is_silence):
            return judgement
        if entry.second_chance:
            return judgement
        told = self.reason_of(item, judgement.reason)
        if self.diagnose is not None and self.may_mend(entry.intent.to, told):
            return Judgement(word=Word.MEND, reason=told)
        if is_silence and entry.priority in _TRIED_AGAIN and self._was_away(item):
            return Judgement(word=Word.UNHEARD, reason=judgement.reason)
        return judgement

    def _was_away(self, item: Item) -> bool:
        """Return whether a recipient has not been heard since a text was handed over.

        Who was heard meanwhile may well have read it, and only the confirmations were lost: sent again, it would come
        twice.
        """
        return self._last_heard is not None and self._last_heard(item.entry.intent.to) == item.entry.heard_before
