"""Outgoing messages as the command line shows them: plain rows, ready for JSON. What was said stands in no list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from steadymesh.app.recipients import channel_name
from steadymesh.app.status import as_json
from steadymesh.delivery.nights import QuietHours
from steadymesh.delivery.standing import Standing, Waits
from steadymesh.delivery.why import Party, explain
from steadymesh.ids import BROADCAST, NodeNum, format_node_num
from steadymesh.model import Entry, Outcome, RadioInfo
from steadymesh.words import tell

_UNSURE = (Outcome.REFUSED, Outcome.EXPIRED, Outcome.RELAYED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Makes rows.

    Args:
        party: Returns a node as sentences name it.
        radio: Returns what our radio said of its channels; None: nothing is known of them.
        quiet_hours: When announcements wait; None: never.
    """

    party: Callable[[NodeNum], Party]
    radio: Callable[[], RadioInfo | None] = lambda: None
    quiet_hours: QuietHours | None = None

    def row(self, entry: Entry, standing: Standing | None = None) -> dict[str, object]:
        """Return what a list shows of a message.

        Args:
            entry: It.
            standing: What it waits for; None: nothing, or nobody knows.
        """
        to = entry.intent.to
        is_direct = to != BROADCAST
        return {
            "key": entry.key,
            "to": format_node_num(to) if is_direct else "broadcast",
            "name": self.party(to).name if is_direct else "",
            "channel": None if is_direct else int(entry.intent.channel),
            "channel_name": "" if is_direct else channel_name(entry.intent.channel, self.radio()),
            "created": as_json(entry.created),
            "outcome": entry.outcome.value,
            "relayed": entry.relayed or entry.outcome is Outcome.RELAYED,
            "reason": entry.reason,
            "priority": entry.priority.name.lower(),
            "attempts": entry.attempts,
            "transmissions": entry.transmissions,
            "size_bytes": entry.size_bytes,
            "airtime_s": as_json(entry.airtime_s),
            "follows": entry.follows or None,
            "waits": None if standing is None else self._waits(standing),
        }

    def told(self, entry: Entry, language: str, standing: Standing | None = None) -> dict[str, object]:
        """Return a row with, where it is not known to have arrived, why and what to do about it."""
        row = self.row(entry, standing)
        is_told = entry.outcome in _UNSURE and not (entry.outcome is Outcome.RELAYED and row["to"] == "broadcast")
        why = explain(entry, self.party(entry.intent.to)) if is_told else None
        return {
            **row,
            "what": None if why is None else tell(why.what, language),
            "remedy": None if why is None else tell(why.remedy, language),
        }

    def whole(self, entry: Entry, language: str, standing: Standing | None = None) -> dict[str, object]:
        """Return everything that is known of a message, what it says included: for whoever asks for this very one."""
        return {
            **self.told(entry, language, standing),
            "deadline": as_json(entry.deadline),
            "first_sent": as_json(entry.first_sent),
            "sent_as": None if entry.sent_as is None else format_node_num(entry.sent_as),
            "packet_id": f"{entry.packet_id:08x}",
            "earlier_ids": [f"{packet_id:08x}" for packet_id in entry.earlier_ids],
            "reply_id": None if entry.intent.reply_id is None else f"{entry.intent.reply_id:08x}",
            "text": entry.intent.text,
        }

    def _waits(self, standing: Standing) -> dict[str, object]:
        quiet = self.quiet_hours if standing.waits is Waits.QUIET_HOURS else None
        return {
            "for": standing.waits.value,
            "seconds": None if standing.seconds is None else round(standing.seconds, 1),
            "percent": None if standing.percent is None else round(standing.percent, 1),
            "before": standing.before or None,
            "reason": standing.reason or None,
            "until": None if quiet is None else f"{quiet.end:%H:%M}",
        }
