"""Who writes to us, whom we made a favourite in the radio, and what was done lately: in memory, and kept.

The store may be slow or broken: what can't be read counts as not done, and nobody waits for what is written.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

import structlog

from steadymesh.errors import StoreError, store_is_silent
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.budget import REMEMBERED, Ledger
from steadymesh.model import Act, ActKind, Contact
from steadymesh.ports import Clock, CustodyStore

log = structlog.get_logger("keys")

MAX_CONTACTS: Final = 5_000
"""People remembered; beyond, whoever wrote longest ago goes, never a favourite of ours."""


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
        self.ledger = Ledger()

    async def load(self) -> None:
        """Bring in what earlier runs kept; what this run has learned meanwhile stays."""
        at = self._clock.at()
        try:
            async with asyncio.timeout(self._deadline_s):
                contacts = await self._store.load_contacts()
                acts = await self._store.load_acts(at - REMEMBERED)
        except (StoreError, TimeoutError) as exc:
            error = exc if isinstance(exc, StoreError) else store_is_silent(self._deadline_s)
            log.warning("contacts-not-loaded", error=error)
            return
        self.ledger.restore(acts)
        for kept in contacts:
            known = self._contacts.get(kept.node)
            self._contacts[kept.node] = kept if known is None else _joined(kept, known)

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
        if contact.node not in self._contacts and len(self._contacts) >= MAX_CONTACTS:
            self._drop_one()
        self._contacts[contact.node] = contact
        with contextlib.suppress(StoreError):  # closed, or too much waits: the store has its own line for that
            self._store.keep_contact(contact)

    def wrote(self, num: NodeNum, key: PublicKey | None) -> None:
        """Note that a direct message was exchanged with a node, under a key where that is known."""
        contact = self.get(num)
        self.keep(replace(contact, last_dm=self._clock.at(), dm_key=key or contact.dm_key))

    def did(self, kind: ActKind, num: NodeNum) -> None:
        """Count an act."""
        act = Act(kind=kind, node=num, at=self._clock.at())
        self.ledger.note(act)
        with contextlib.suppress(StoreError):
            self._store.keep_act(act)

    def moved(self, before: NodeNum, after: NodeNum) -> None:
        """Let what is known of a person follow them to their new number; what we did in the radio stays behind."""
        contact = self._contacts.get(before)
        if contact is not None and contact.last_dm is not None:
            known = self.get(after)
            times = [at for at in (contact.last_dm, known.last_dm) if at is not None]
            self.keep(replace(known, last_dm=max(times), dm_key=contact.dm_key or known.dm_key))

    def _drop_one(self) -> None:
        strangers = (contact for contact in self._contacts.values() if not contact.is_our_favorite)
        victim = min(strangers, key=_last_touched, default=None)
        if victim is not None:
            del self._contacts[victim.node]


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
