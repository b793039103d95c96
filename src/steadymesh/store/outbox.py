"""ports.OutboxJournal on SQLite: outgoing messages, before they leave and after."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, literal_column, or_, select
from sqlalchemy.dialects.sqlite import insert

from steadymesh.ids import ChannelIndex, NodeNum, PacketId
from steadymesh.model import Entry, Outcome, Priority, SendText
from steadymesh.store import rows
from steadymesh.store.lanes import Lane
from steadymesh.store.options import StoreOptions
from steadymesh.store.tables import OUTBOX, OUTBOX_ATTEMPTS
from steadymesh.store.thread import Worker

_OPEN = tuple(outcome.value for outcome in Outcome if not outcome.is_final)
_ENDED = tuple(outcome.value for outcome in Outcome if outcome.is_final)
_WRITTEN: ColumnElement[int] = literal_column("outbox.rowid")
"""SQLite's own row number: who was written first, among those of one microsecond (replies come in pieces)."""

_NEWEST = (OUTBOX.c.created.desc(), _WRITTEN.desc())

_IMPROVABLE = (Outcome.RELAYED.value, Outcome.REFUSED.value, Outcome.EXPIRED.value)


class OutboxTable:
    """Keeps outgoing messages with every packet id that they ever had."""

    def __init__(self, worker: Worker, lane: Lane[Entry]) -> None:
        self._worker = worker
        self._lane = lane

    async def load_open(self) -> Sequence[Entry]:
        """Return every entry without a final outcome, oldest first.

        Raises:
            StoreError: It can't be read.
        """
        found = select(OUTBOX).where(OUTBOX.c.outcome.in_(_OPEN)).order_by(OUTBOX.c.created, _WRITTEN)

        def load(connection: Connection) -> Sequence[Entry]:
            # What could not be written yet is newer than the file: a text that has ended must not leave again.
            known: dict[Hashable, Entry] = {e.key: e for e in _entries(connection, connection.execute(found).all())}
            known |= self._worker.pending(self._lane)
            return tuple(entry for entry in known.values() if not entry.outcome.is_final)

        return await self._worker.ask(load)

    async def load_recent(self, limit: int) -> Sequence[Entry]:
        """Return the last entries that ended without the recipient's word, newest first: a late ack may improve them.

        Raises:
            StoreError: It can't be read.
        """
        found = select(OUTBOX).where(OUTBOX.c.outcome.in_(_IMPROVABLE)).order_by(*_NEWEST).limit(limit)
        return await self._worker.ask(lambda connection: _entries(connection, connection.execute(found).all()))

    async def load_latest(self, limit: int, outcomes: Sequence[Outcome] = ()) -> Sequence[Entry]:
        """Return the last entries, newest first.

        Args:
            limit: So many at most.
            outcomes: Only such; none given: all.

        Raises:
            StoreError: It can't be read.
        """
        words = [outcome.value for outcome in outcomes]
        found = select(OUTBOX).order_by(*_NEWEST).limit(limit)
        found = found.where(OUTBOX.c.outcome.in_(words)) if words else found
        return await self._found(found, lambda entry: not outcomes or entry.outcome in outcomes, limit)

    async def load_named(self, word: str, limit: int) -> Sequence[Entry]:
        """Return the entries whose key begins so, or the part of it behind the time: the very key's, then newest first.

        Raises:
            StoreError: It can't be read.
        """
        key = OUTBOX.c.key
        named = key.startswith(word, autoescape=True) | key.contains(f"-{word}", autoescape=True)
        found = select(OUTBOX).where(named).order_by(key != word, *_NEWEST).limit(limit)
        is_meant: Callable[[Entry], bool] = lambda entry: entry.key.startswith(word) or f"-{word}" in entry.key  # noqa: E731
        return await self._found(found, is_meant, limit, first=word)

    async def load_entry(self, key: str) -> Entry | None:
        """Return the entry of this very key, open or ended, written or not; None: there is none, or no more.

        An ended one is there for as long as it is among the last `StoreOptions.entries_kept`.

        Raises:
            StoreError: It can't be read.
        """
        if (waiting := self._worker.peek(self._lane, key)) is not None:
            return waiting
        found = select(OUTBOX).where(OUTBOX.c.key == key)

        def load(connection: Connection) -> Entry | None:
            kept = _entries(connection, connection.execute(found).all())
            return self._worker.peek(self._lane, key) or (kept[0] if kept else None)

        return await self._worker.ask(load, is_patient=True)

    async def _found(
        self, question: Select[tuple[object, ...]], is_meant: Callable[[Entry], bool], limit: int, first: str = ""
    ) -> Sequence[Entry]:
        """Return what the file and what could not be written yet tell: the entry of one key, then newest first."""

        def load(connection: Connection) -> Sequence[Entry]:
            known: dict[Hashable, Entry] = {e.key: e for e in _entries(connection, connection.execute(question).all())}
            known |= self._worker.pending(self._lane)
            meant = [entry for entry in known.values() if is_meant(entry)]
            return tuple(sorted(meant, key=lambda entry: (entry.key == first, entry.created), reverse=True)[:limit])

        return await self._worker.ask(load)

    async def load_since(self, since: datetime) -> Sequence[Entry]:
        """Return the entries that were made, or handed over last, since then, the oldest first.

        Raises:
            StoreError: It can't be read.
        """
        is_recent = or_(OUTBOX.c.created >= since, OUTBOX.c.last_sent >= since)
        found = select(OUTBOX).where(is_recent).order_by(OUTBOX.c.created, _WRITTEN)

        def load(connection: Connection) -> Sequence[Entry]:
            known: dict[Hashable, Entry] = {e.key: e for e in _entries(connection, connection.execute(found).all())}
            known |= self._worker.pending(self._lane)
            return tuple(entry for entry in known.values() if max(entry.created, entry.last_sent or since) >= since)

        return await self._worker.ask(load)

    async def save(self, entry: Entry) -> None:
        """Write the entry as it is now; it is durable against a killed process when this returns.

        Raises:
            StoreError: Not written yet; the store keeps it and writes it as soon as it can.
        """
        await self.save_all([entry])

    async def save_all(self, entries: Sequence[Entry]) -> None:
        """Write entries as they are now, in one transaction; durable against a killed process when this returns.

        Raises:
            StoreError: Not written yet, as with `save`.
        """
        await self._worker.save(self._lane, [(entry.key, entry) for entry in entries])

    def keep(self, entry: Entry) -> None:
        """Write the entry as it is now within a second; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        self._worker.keep(self._lane, entry.key, entry)


def outbox_lane(options: StoreOptions) -> Lane[Entry]:
    """Return the lane for outgoing messages: written at once, never dropped."""

    def save(connection: Connection, entries: Sequence[Entry]) -> None:
        connection.execute(_UPSERT, [_row(entry) for entry in entries])
        earlier = [
            {"entry": entry.key, "number": number, "packet_id": packet_id}
            for entry in entries
            for number, packet_id in enumerate(entry.earlier_ids)
        ]
        if earlier:
            connection.execute(insert(OUTBOX_ATTEMPTS).on_conflict_do_nothing(), earlier)
        if any(entry.outcome.is_final for entry in entries):
            _prune(connection, options.entries_kept)

    return Lane("outgoing messages", save, delay_s=0, limit=options.entries_queued, drops_oldest=False)


_UPSERT = insert(OUTBOX)
_UPSERT = _UPSERT.on_conflict_do_update(
    index_elements=[OUTBOX.c.key],
    set_={column.name: _UPSERT.excluded[column.name] for column in OUTBOX.columns if column.name != "key"},
)


def _prune(connection: Connection, kept: int) -> None:
    """Delete the oldest entries that have ended, beyond the number that is kept (their attempts go along)."""
    has_ended = OUTBOX.c.outcome.in_(_ENDED)
    count = connection.execute(select(func.count()).select_from(OUTBOX).where(has_ended)).scalar_one()
    if count <= kept:
        return
    ended = select(OUTBOX.c.key).where(has_ended).order_by(OUTBOX.c.created, _WRITTEN).limit(count - kept)
    connection.execute(delete(OUTBOX).where(OUTBOX.c.key.in_(ended)))


def _row(entry: Entry) -> dict[str, object]:
    intent = entry.intent
    return {
        "key": entry.key,
        "recipient": intent.to,
        "text": rows.text(intent.text),
        "channel": intent.channel,
        "reply_id": intent.reply_id,
        "want_ack": intent.want_ack,
        "is_tapback": intent.is_tapback,
        "packet_id": entry.packet_id,
        "priority": entry.priority.value,
        "created": entry.created,
        "deadline": entry.deadline,
        "attempts": entry.attempts,
        "first_sent": entry.first_sent,
        "sent_as": entry.sent_as,
        "relayed": entry.relayed,
        "outcome": entry.outcome.value,
        "reason": rows.text(entry.reason),
        "follows": entry.follows,
        "size_bytes": entry.size_bytes,
        "airtime_s": entry.airtime_s,
        "transmissions": entry.transmissions,
        "second_chance": entry.second_chance,
        "last_sent": entry.last_sent,
        "awaits_word": entry.awaits_word,
        "heard_before": entry.heard_before,
        "is_proved": entry.is_proved,
    }


def _entries(connection: Connection, found: Sequence[Row[tuple[object, ...]]]) -> Sequence[Entry]:
    earlier: dict[str, list[PacketId]] = {}
    keys = [row.key for row in found]
    for first in range(0, len(keys), 500):  # SQLite takes 32,766 variables, older builds 999
        attempts = (
            select(OUTBOX_ATTEMPTS)
            .where(OUTBOX_ATTEMPTS.c.entry.in_(keys[first : first + 500]))
            .order_by(OUTBOX_ATTEMPTS.c.entry, OUTBOX_ATTEMPTS.c.number)
        )
        for attempt in connection.execute(attempts):
            earlier.setdefault(attempt.entry, []).append(PacketId(attempt.packet_id))
    return tuple(_entry(row, tuple(earlier.get(row.key, ()))) for row in found)


def _entry(row: Row[tuple[object, ...]], earlier: tuple[PacketId, ...]) -> Entry:
    intent = SendText(
        to=NodeNum(row.recipient),
        text=row.text,
        channel=ChannelIndex(row.channel),
        reply_id=rows.packet_or_none(row.reply_id),
        want_ack=row.want_ack,
        is_tapback=row.is_tapback,
    )
    return Entry(
        key=row.key,
        intent=intent,
        packet_id=PacketId(row.packet_id),
        earlier_ids=earlier,
        priority=Priority(row.priority),
        created=row.created,
        deadline=row.deadline,
        attempts=row.attempts,
        first_sent=row.first_sent,
        sent_as=None if row.sent_as is None else NodeNum(row.sent_as),
        relayed=row.relayed,
        outcome=Outcome(row.outcome),
        reason=row.reason,
        follows=row.follows,
        size_bytes=row.size_bytes,
        airtime_s=row.airtime_s,
        transmissions=row.transmissions,
        second_chance=row.second_chance,
        last_sent=row.last_sent,
        awaits_word=row.awaits_word,
        heard_before=row.heard_before,
        is_proved=row.is_proved,
    )
