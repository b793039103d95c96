"""Who writes to us, whom we made a favourite in the radio, and what was done lately: in memory, and kept.

The store may be slow or broken. A slow one is waited for: without what was done lately nobody can say what may still be
done. What a broken one does not tell counts as not done, until it does. Nobody waits for what is written.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import nsmallest
from types import MappingProxyType
from typing import Final

import structlog

from steadymesh.errors import StoreError, store_is_silent
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.custody.budget import REMEMBERED, Ledger
from steadymesh.model import Act, ActKind, Contact
from steadymesh.ports import Clock, CustodyStore

log = structlog.get_logger("keys")

MAX_CONTACTS: Final = 5_000
"""People remembered; beyond, whoever matters least and wrote longest ago goes (`_worth`)."""

MAX_SILENCES: Final = 5
"""Tries of a store that says nothing until it counts as broken: some minutes."""


class Contacts:
    """The contacts and the ledger.

    Args:
        store: Where they are kept between runs.
        clock: Dates them.
        deadline_s: For reading them.
    """

    def __init__(self, *, store: CustodyStore, clock: Clock, deadline_s: float) -> None:
        self._store = store
        self._clock = clock
        self._deadline_s = deadline_s
        self._contacts: dict[NodeNum, Contact] = {}
        self._unkept: set[NodeNum] = set()
        """Changed before anything was read: they would take the place of what is not known yet."""
        self._silences = 0
        self._is_loaded = self._has_failed = False
        self.is_settled = False
        """Whether it is known what was done lately, or nobody can say."""
        self._latest: datetime | None = None
        self.ledger = Ledger()

    async def load(self) -> bool:
        """Bring in what earlier runs kept; what this run has learned meanwhile stays. To be tried until it works.

        Returns:
            Whether it is in.
        """
        since = self._clock.at() - REMEMBERED
        try:
            async with asyncio.timeout(self._deadline_s):
                contacts = await self._store.load_contacts()
                acts = await self._store.load_acts(since)
        except (StoreError, TimeoutError) as exc:
            is_silent = not isinstance(exc, StoreError)
            say = log.debug if self._has_failed else log.warning
            say("contacts-not-loaded", error=store_is_silent(self._deadline_s) if is_silent else exc)
            self._has_failed = True
            self._silences += is_silent
            self.is_settled = self.is_settled or not is_silent or self._silences >= MAX_SILENCES
            return False
        self._take(contacts, acts)
        if self._has_failed:
            log.info("contacts-loaded")
        return True

    def _take(self, contacts: Sequence[Contact], acts: Sequence[Act]) -> None:
        """Join what was kept with what this run has learned."""
        self.ledger.restore(act for act in acts if act not in self.ledger)
        for kept in contacts:
            known = self._contacts.get(kept.node)
            self._contacts[kept.node] = kept if known is None else _joined(kept, known)
        self._is_loaded = self.is_settled = True
        for num in self._unkept & self._contacts.keys():
            self._write(self._contacts[num])
        self._unkept.clear()
        self._drop_surplus(MAX_CONTACTS)
        self._mend_dates(self._clock.at())

    def get(self, num: NodeNum) -> Contact:
        """Return what is known of a node; a stranger's is empty."""
        return self._contacts.get(num) or Contact(node=num)

    def all(self) -> Mapping[NodeNum, Contact]:
        """Return every contact."""
        return MappingProxyType(self._contacts)

    def ours(self) -> tuple[Contact, ...]:
        """Return those whom our pushes made favourites in the radio."""
        return tuple(contact for contact in self._contacts.values() if contact.is_our_favorite)

    def keep(self, contact: Contact) -> None:
        """Take a contact's new state."""
        if self._contacts.get(contact.node) == contact:
            return
        if contact.node not in self._contacts:
            self._drop_surplus(MAX_CONTACTS - 1)
        self._contacts[contact.node] = contact
        if self._is_loaded:
            self._write(contact)
        else:
            self._unkept.add(contact.node)

    def wrote(self, num: NodeNum, key: PublicKey | None) -> None:
        """Note that a direct message was exchanged with a node.

        Args:
            num: It wrote to us, or acknowledged a message of ours.
            key: The key that proves it; None: nothing does, anybody may have sent it. Such a one makes nobody needed
                (`keys.plan`), and does not freshen what was proved.
        """
        at, contact = self.at(), self.get(num)
        if key is not None or contact.dm_key is None:
            self.keep(replace(contact, last_dm=at, dm_key=key or contact.dm_key))

    def at(self) -> datetime:
        """Return the wall time. Where it was set back, what is dated in the future is dated anew."""
        at, latest = self._clock.at(), self._latest
        self._latest = at
        if latest is not None and at < latest:
            self._mend_dates(at)
        return at

    def _mend_dates(self, at: datetime) -> None:
        """Date what is of the future to now: a wrong date must use up no budget for as long as it lasts."""
        for before, after in self.ledger.clamp(at):
            with contextlib.suppress(StoreError):
                self._store.drop_act(before)
                self._store.keep_act(after)
        for contact in tuple(self._contacts.values()):
            if any(date is not None and date > at for date in (contact.last_dm, contact.pushed, contact.asked)):
                self.keep(
                    replace(
                        contact,
                        last_dm=_not_after(contact.last_dm, at),
                        pushed=_not_after(contact.pushed, at),
                        asked=_not_after(contact.asked, at),
                    )
                )

    def _write(self, contact: Contact) -> None:
        with contextlib.suppress(StoreError):  # closed, or too much waits: the store has its own line for that
            self._store.keep_contact(contact)

    def did(self, kind: ActKind, num: NodeNum) -> Act:
        """Count an act, before it is done: a kill on the way leaves it counted."""
        act = Act(kind=kind, node=num, at=self.at())
        self.ledger.note(act)
        with contextlib.suppress(StoreError):
            self._store.keep_act(act)
        return act

    def did_not(self, act: Act) -> None:
        """Count an act of `did` no more: it was not done."""
        self.ledger.take_back(act)
        with contextlib.suppress(StoreError):
            self._store.drop_act(act)

    def moved(self, before: NodeNum, after: NodeNum) -> None:
        """Let what is known of a person follow them to their new number; what we did in the radio stays behind."""
        contact = self._contacts.get(before)
        if contact is not None and contact.last_dm is not None:
            known = self.get(after)
            times = [at for at in (contact.last_dm, known.last_dm) if at is not None]
            self.keep(replace(known, last_dm=max(times), dm_key=contact.dm_key or known.dm_key))

    def _drop_surplus(self, kept: int) -> None:
        """Forget whoever matters least, here and in the store, until so many are left."""
        surplus = len(self._contacts) - kept
        if surplus <= 0:
            return
        at = self._clock.at()
        for victim in nsmallest(surplus, self._contacts.values(), key=lambda contact: _worth(contact, at)):
            del self._contacts[victim.node]
            self._unkept.discard(victim.node)
            if self._is_loaded:
                with contextlib.suppress(StoreError):
                    self._store.drop_contact(victim.node)


def _worth(contact: Contact, at: datetime) -> tuple[bool, bool, bool, float]:
    """Return who is kept rather than whom: the greater. Strangers, who may be many, go first."""
    acts = [date for date in (contact.pushed, contact.asked) if date is not None]
    is_recent = any(at - date < REMEMBERED for date in acts)
    return (contact.is_our_favorite, is_recent, contact.dm_key is not None, _last_touched(contact))


def _not_after(date: datetime | None, at: datetime) -> datetime | None:
    return None if date is None else min(date, at)


def _joined(kept: Contact, known: Contact) -> Contact:
    """Return what this run has learned of a node, completed with what was kept."""
    return replace(
        known,
        last_dm=known.last_dm or kept.last_dm,
        dm_key=known.dm_key or kept.dm_key,
        pushed=known.pushed or kept.pushed,
        pushed_key=known.pushed_key or kept.pushed_key,
        is_our_favorite=known.is_our_favorite or kept.is_our_favorite,
        asked=known.asked or kept.asked,
    )


def _last_touched(contact: Contact) -> float:
    times: list[datetime] = [at for at in (contact.last_dm, contact.pushed, contact.asked) if at is not None]
    return max((at.timestamp() for at in times), default=0.0)
