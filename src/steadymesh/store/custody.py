"""ports.CustodyStore on SQLite: who we are, what has passed between us and a node, and what has used up budgets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Row, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from steadymesh.ids import NodeNum
from steadymesh.model import Act, ActKind, Contact
from steadymesh.store import rows
from steadymesh.store.lanes import Lane
from steadymesh.store.options import StoreOptions
from steadymesh.store.tables import CONTACTS, KEY_ACTS, OWN_NUMBERS
from steadymesh.store.thread import Worker

DELAY_S: Final = 0.5
"""Promised is one second."""

ACTS_DELAY_S: Final = 0.0
"""An act is kept before it is done, so that no kill on the way lets it be done once too often."""

ContactChange = Contact | NodeNum
"""A contact's last state; a bare number: it is forgotten."""

ActChange = tuple[Act, bool]
"""An act, and whether it stands; False: it is forgotten."""

OwnNumber = tuple[NodeNum, datetime]
"""Our own radio's number, and when it said so."""

KEPT: Final = timedelta(days=7)
"""Budgets reach back a day; the rest is for whoever wants to know what was done."""


class CustodyTable:
    """Keeps contacts and acts."""

    def __init__(
        self, worker: Worker, contacts: Lane[ContactChange], acts: Lane[ActChange], own_numbers: Lane[OwnNumber]
    ) -> None:
        self._worker = worker
        self._own_numbers = own_numbers
        self._contacts = contacts
        self._acts = acts
        self._number = 0

    async def load_own_number(self) -> NodeNum | None:
        """Return the number that our own radio had last; None: none was kept.

        Raises:
            StoreError: It can't be read.
        """
        return await self._worker.ask(_load_own_number)

    def keep_own_number(self, num: NodeNum, at: datetime) -> None:
        """Keep our own radio's number, within a second; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        self._worker.keep(self._own_numbers, num, (num, at))

    async def load_contacts(self) -> Sequence[Contact]:
        """Return every contact, by node number.

        Raises:
            StoreError: It can't be read.
        """
        return await self._worker.ask(_load_contacts)

    def keep_contact(self, contact: Contact) -> None:
        """Keep a contact's last state, within a second; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        self._worker.keep(self._contacts, contact.node, contact)

    def drop_contact(self, num: NodeNum) -> None:
        """Forget a contact, within a second; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        self._worker.keep(self._contacts, num, num)

    async def load_acts(self, since: datetime) -> Sequence[Act]:
        """Return what was done since then, oldest first.

        Raises:
            StoreError: It can't be read.
        """
        return await self._worker.ask(lambda connection: _load_acts(connection, since))

    def keep_act(self, act: Act) -> None:
        """Keep an act, at once; never waits. What is older than a week is deleted meanwhile.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        self._change(act, stands=True)

    def drop_act(self, act: Act) -> None:
        """Forget an act: it was not done after all, or not then; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        self._change(act, stands=False)

    def _change(self, act: Act, *, stands: bool) -> None:
        self._number += 1  # each has its slot: none takes another's place
        self._worker.keep(self._acts, self._number, (act, stands))


def own_numbers_lane(options: StoreOptions) -> Lane[OwnNumber]:
    """Return the lane for our own numbers, never dropped."""
    return Lane("own numbers", _save_own_numbers, delay_s=DELAY_S, limit=options.keys_queued, drops_oldest=False)


def contacts_lane(options: StoreOptions) -> Lane[ContactChange]:
    """Return the lane for contacts: the last state of each, never dropped."""
    return Lane("contacts", _save_contacts, delay_s=DELAY_S, limit=options.keys_queued, drops_oldest=False)


def acts_lane(options: StoreOptions) -> Lane[ActChange]:
    """Return the lane for acts: each of them, never dropped."""
    return Lane("key acts", _save_acts, delay_s=ACTS_DELAY_S, limit=options.keys_queued, drops_oldest=False)


_UPSERT = insert(CONTACTS)
_UPSERT = _UPSERT.on_conflict_do_update(
    index_elements=[CONTACTS.c.node],
    set_={column.name: _UPSERT.excluded[column.name] for column in CONTACTS.columns if column.name != "node"},
)


def _save_own_numbers(connection: Connection, numbers: Sequence[OwnNumber]) -> None:
    upsert = insert(OWN_NUMBERS)
    upsert = upsert.on_conflict_do_update(index_elements=[OWN_NUMBERS.c.num], set_={"seen": upsert.excluded.seen})
    connection.execute(upsert, [{"num": num, "seen": seen} for num, seen in numbers])


def _load_own_number(connection: Connection) -> NodeNum | None:
    found = connection.execute(select(OWN_NUMBERS.c.num).order_by(OWN_NUMBERS.c.seen.desc()).limit(1)).scalar()
    return None if found is None else NodeNum(found)


def _save_contacts(connection: Connection, changes: Sequence[ContactChange]) -> None:
    kept = [_row(change) for change in changes if isinstance(change, Contact)]
    dropped = [{"dropped": change} for change in changes if not isinstance(change, Contact)]
    if kept:
        connection.execute(_UPSERT, kept)
    if dropped:
        connection.execute(delete(CONTACTS).where(CONTACTS.c.node == bindparam("dropped")), dropped)


def _row(contact: Contact) -> dict[str, object]:
    return {
        "node": contact.node,
        "last_dm": contact.last_dm,
        "dm_key": contact.dm_key.raw if contact.dm_key else None,
        "pushed": contact.pushed,
        "pushed_key": contact.pushed_key.raw if contact.pushed_key else None,
        "is_our_favorite": contact.is_our_favorite,
        "asked": contact.asked,
    }


def _save_acts(connection: Connection, changes: Sequence[ActChange]) -> None:
    """Write acts down, then forget those that don't stand: whoever forgets one has kept it before."""
    kept = [act for act, stands in changes if stands]
    if kept:
        connection.execute(insert(KEY_ACTS), [{"kind": act.kind.value, "node": act.node, "at": act.at} for act in kept])
        newest = max(act.at for act in kept)
        connection.execute(delete(KEY_ACTS).where(KEY_ACTS.c.at < newest - KEPT))
    for act in (act for act, stands in changes if not stands):
        connection.execute(
            delete(KEY_ACTS).where(
                KEY_ACTS.c.kind == act.kind.value, KEY_ACTS.c.node == act.node, KEY_ACTS.c.at == act.at
            )
        )


def _load_contacts(connection: Connection) -> Sequence[Contact]:
    return tuple(_contact(row) for row in connection.execute(select(CONTACTS).order_by(CONTACTS.c.node)))


def _contact(row: Row[tuple[object, ...]]) -> Contact:
    return Contact(
        node=NodeNum(row.node),
        last_dm=row.last_dm,
        dm_key=rows.key_or_none(row.dm_key),
        pushed=row.pushed,
        pushed_key=rows.key_or_none(row.pushed_key),
        is_our_favorite=row.is_our_favorite,
        asked=row.asked,
    )


def _load_acts(connection: Connection, since: datetime) -> Sequence[Act]:
    found = select(KEY_ACTS).where(KEY_ACTS.c.at >= since).order_by(KEY_ACTS.c.at, KEY_ACTS.c.number)
    return tuple(
        Act(kind=kind, node=NodeNum(row.node), at=row.at)
        for row in connection.execute(found)
        if (kind := _KINDS.get(row.kind)) is not None
    )


_KINDS: Final = {kind.value: kind for kind in ActKind}
