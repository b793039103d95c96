"""Writes into the radio's node table, and asks peers who they are: one packet at a time, within the budgets.

Decides whether each single step may be done, does it, and notes what it proved. Which steps, `keys.custody` says.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Final

import structlog

from steadymesh.ids import NodeNum, format_node_num
from steadymesh.keys.custody.budget import (
    ASK_AGAIN_AFTER,
    ASKS,
    PUSHES,
    PUSHES_AHEAD,
    UNFAVORITES,
    UNFAVORITES_AHEAD,
    UNFAVORITES_OLD,
    UNFAVORITES_OLD_AHEAD,
    Limit,
)
from steadymesh.keys.custody.contacts import Contacts
from steadymesh.keys.custody.plan import holds, is_our_mark, least_used
from steadymesh.keys.custody.radio import (
    CHEAP_UNFAVORITE,
    HONOURS_VERIFIED,
    NO_FAVORITES_BY_CONTACT,
    capacity,
    favorites_ahead,
    favorites_cap,
    fits_a_mark,
    obstacle,
)
from steadymesh.keys.options import KeyOptions
from steadymesh.model import (
    ActKind,
    AskNodeInfo,
    Contact,
    ErrandEnd,
    HeldKey,
    Node,
    NodeKey,
    PushContact,
    RadioInfo,
    RefreshNodes,
    RemoveFavorite,
    RequestMetadata,
    RoutingError,
    Trust,
)
from steadymesh.ports import Clock, Errands, KeyBook, NodeLookup, RadioTable
from steadymesh.words import clean

log = structlog.get_logger("keys")

ORDER_S: Final = 30.0
"""For an order to our own radio: it waits for a packet in flight (5 s, twice, a probe), and flash takes time."""

ASK_S: Final = 120.0
"""For a question to go out: it waits for every text, and for room in the transmit queue."""

REFRESH_S: Final = 120.0
"""For the whole table to be read again: dumps come in bursts with gaps of up to 10 s."""

BUSY_PERCENT: Final = 25.0
"""Channel use above which nobody is asked: the firmware's polite limit (`airtime.h`). Unknown is just bearable."""

MAX_SHOWN_NAME: Final = 40

MOMENT: Final = "PUSH_LATER"
"""Not now: something is in flight, or the link was lost on the way. Nothing is known to be wrong."""

BUSY: Final = "PUSH_BUSY"
"""The air did not become quiet, as taking a mark away on ≤ 2.7 needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a step is done."""

    urgent: bool = False
    """It goes before the texts: a person's message waits for it, or an answer is about to come."""
    is_for_message: bool = False
    """A message of ours waits for it; what none does leaves a part of every budget to those."""
    asked: bool = False
    """The operator asked for it: that overrides `keys.push` and our role, no budget."""
    anew: bool = False
    """It is to be written again, whatever the radio was last seen to hold."""
    spared: tuple[NodeNum, ...] | None = ()
    """Favourites of ours that keep their place; None: nobody gives one up."""

    @property
    def is_ahead(self) -> bool:
        """Whether nobody waits for it: neither a message of ours nor the operator."""
        return not (self.is_for_message or self.asked)


class Pusher:
    """The hands of the custodian.

    Args:
        book: Which key is whose.
        table: What the radio has; is told what was proved.
        nodes: Names.
        contacts: What was done; is told what is done.
        errands: The way to the radio.
        clock: The clocks.
        options: The settings.
    """

    def __init__(
        self,
        *,
        book: KeyBook,
        table: RadioTable,
        nodes: NodeLookup,
        contacts: Contacts,
        errands: Errands,
        clock: Clock,
        options: KeyOptions,
    ) -> None:
        self._book = book
        self._table = table
        self._nodes = nodes
        self._contacts = contacts
        self._errands = errands
        self._clock = clock
        self._options = options
        self._turn = asyncio.Lock()
        self._asking = asyncio.Lock()
        self._unsure: set[NodeNum] = set()

    async def push(self, num: NodeNum, radio: RadioInfo, way: Way) -> str:
        """Write a node's current key into the radio's table.

        Returns:
            Empty: the radio holds it. Else why not, as an outbox entry's reason, or `MOMENT`.
        """
        async with self._turn:
            if why := obstacle(radio, self._options, asked=way.asked):
                return why
            key = self._book.get(num)
            if key is None or num == radio.num:
                return "KEY_UNKNOWN"
            if holds(self._table, key) and not way.anew:
                return ""
            if not self._contacts.is_settled:
                return MOMENT
            self._contacts.at()
            held = self._table.held_key(num) or HeldKey(key=None)
            makes_favorite = not held.is_favorite and radio.role not in NO_FAVORITES_BY_CONTACT
            why = self._objection(key, held, radio, way)
            if not why and makes_favorite:
                why = await self._make_room(radio, way)
            return why or await self._write(key, held, way, makes_favorite=makes_favorite)

    async def ask(self, num: NodeNum) -> str:
        """Ask a node for its NodeInfo, which carries its key; the answer comes as any other.

        Returns:
            Empty: the question is on its way. Else `ASK_LATELY`, `ASK_BUDGET`, `ASK_BUSY` (channel use), or `MOMENT`.
        """
        async with self._asking:
            if why := self.objects_to_asking(num):
                return why
            at, contact = self._contacts.at(), self._contacts.get(num)
            node = self._nodes.get(num) or Node(num=num)
            act = self._contacts.did(ActKind.ASK, num)
            self._contacts.keep(replace(contact, asked=at))
            end = await self._errands.run(AskNodeInfo(node=num, channel=node.channel), timeout_s=ASK_S)
            if end.taken is False:
                self._contacts.did_not(act)
                self._contacts.keep(replace(self._contacts.get(num), asked=contact.asked))
                return MOMENT
            if (gone := self._contacts.at()) > act.at:  # it may have waited for its turn: its hour begins on the air
                self._contacts.did(ActKind.ASK, num)
                self._contacts.did_not(act)
                self._contacts.keep(replace(self._contacts.get(num), asked=gone))
            log.info("key-asked", node=format_node_num(num), name=_shown(node.long_name))
            return ""

    def objects_to_asking(self, num: NodeNum, limits: tuple[Limit, ...] = ASKS) -> str:
        """Return why a node may not be asked now, see `ask`; empty: it may.

        Args:
            num: The node.
            limits: How many questions there may have been in all.
        """
        at, contact = self._contacts.at(), self._contacts.get(num)
        if not self._contacts.is_settled:
            return MOMENT
        if contact.asked is not None and at - contact.asked < ASK_AGAIN_AFTER:
            return "ASK_LATELY"
        if self._contacts.ledger.wait(ActKind.ASK, limits, at):
            return "ASK_BUDGET"
        used = self._errands.channel_use()
        return "ASK_BUSY" if used is not None and used > BUSY_PERCENT else ""

    async def refresh(self) -> bool:
        """Read the radio's table again; return whether it was read whole."""
        end = await self._errands.run(RefreshNodes(), timeout_s=REFRESH_S)
        return end.taken is True

    async def answers_orders(self) -> bool:
        """Return whether the radio itself answers local administration: a proxy may swallow it. Costs no flash.

        What was never handed over shows nothing, and counts as answered.
        """
        async with self._turn:
            end = await self._errands.run(RequestMetadata(), timeout_s=ORDER_S)
            return end.is_done or not end.is_handed

    def is_unsure(self, num: NodeNum) -> bool:
        """Return whether nothing is known of the last push of a node: it may not have come to the radio."""
        return num in self._unsure

    def cap(self, radio: RadioInfo) -> int:
        """Return how many favourites of ours the radio's table may have."""
        return favorites_cap(capacity(radio, self._options, seen=radio.nodedb_count or 0))

    # --- inside -----------------------------------------------------------------------------

    def _objection(self, key: NodeKey, held: HeldKey, radio: RadioInfo, way: Way) -> str:
        """Return why this key may not be written now; empty: it may."""
        is_pinned = held.is_verified and held.key is not None and radio.firmware_version >= HONOURS_VERIFIED
        if (
            is_pinned
            and key.trust is not Trust.VERIFIED
            and not is_our_mark(self._book, self._contacts.get(key.node), held)
        ):
            return "PUSH_VERIFIED"  # the radio would say "handled" and keep its own
        return "PUSH_BUDGET" if self._is_spent(ActKind.PUSH, PUSHES_AHEAD if way.is_ahead else PUSHES) else ""

    def _is_spent(self, kind: ActKind, limits: tuple[Limit, ...]) -> bool:
        return bool(self._contacts.ledger.wait(kind, limits, self._contacts.at()))

    async def _write(self, key: NodeKey, held: HeldKey, way: Way, *, makes_favorite: bool) -> str:
        num = key.node
        node = self._contact_of(key)
        began, before = self._clock.now(), self._contacts.get(num)
        # A radio gives up a key that is marked as verified for one that comes with the mark, and for no other
        # (`NodeDB.cpp`, addFromContact). Where the mark is ours, so is the decision to replace its key.
        is_verified = key.trust is Trust.VERIFIED or is_our_mark(self._book, before, held)
        order = PushContact(node=node, manually_verified=is_verified)
        # Counted before, and where nobody knows what became of it: the flash may have been written, the mark be ours.
        act = self._contacts.did(ActKind.PUSH, num)
        self._contacts.keep(
            replace(
                before,
                pushed=act.at,
                pushed_key=key.key,
                is_our_favorite=makes_favorite or before.is_our_favorite,
            )
        )
        end = await self._errands.run(order, urgent=way.urgent, timeout_s=ORDER_S)
        if end.taken is False:
            self._contacts.did_not(act)
        why = _refusal(end)
        if end.taken is False or end.error:
            self._not_pushed(before)
        if why:
            self._unsure.add(num)
            say = log.debug if why == MOMENT else log.warning
            say("contact-push-failed", node=format_node_num(num), name=_shown(node.long_name), reason=why)
            return why
        self._unsure.discard(num)
        self._table.note_held(
            num,
            HeldKey(
                key=key.key,
                is_favorite=held.is_favorite or makes_favorite,
                is_verified=held.is_verified or is_verified,
            ),
        )
        log.info(
            "contact-pushed",
            node=format_node_num(num),
            name=_shown(node.long_name),
            fingerprint=key.key.fingerprint,
            seconds=round(self._clock.now() - began, 1),
        )
        return ""

    def _not_pushed(self, before: Contact) -> None:
        """Let a contact be as it was: it was not written. What it has done meanwhile stays."""
        self._contacts.keep(
            replace(
                self._contacts.get(before.node),
                pushed=before.pushed,
                pushed_key=before.pushed_key,
                is_our_favorite=before.is_our_favorite,
            )
        )

    async def _make_room(self, radio: RadioInfo, way: Way) -> str:
        """Take marks from the favourites of ours that were used longest ago, until there is room for one more.

        That is one, unless the table has shrunk.
        """
        cap = self.cap(radio)
        most = favorites_ahead(cap) if way.is_ahead else cap
        while len(self._contacts.ours()) >= most or not self._is_room(radio):
            victim = None if way.spared is None else least_used(self._contacts.ours(), spared=way.spared)
            if victim is None or not most:
                return "PUSH_TABLE_FULL"
            if why := await self._take_mark(victim.node, radio, way):
                return why
        return ""

    async def _take_mark(self, num: NodeNum, radio: RadioInfo, way: Way) -> str:
        is_cheap = radio.firmware_version >= CHEAP_UNFAVORITE
        if way.is_ahead:
            limits = UNFAVORITES_AHEAD if is_cheap else UNFAVORITES_OLD_AHEAD
        else:
            limits = UNFAVORITES if is_cheap else UNFAVORITES_OLD
        if self._is_spent(ActKind.UNFAVORITE, limits):
            return "PUSH_BUDGET"
        # On ≤ 2.7 it re-initialises the LoRa chip: what is on the air would be lost (`AdminModule.cpp`, reloadConfig).
        if not is_cheap and not way.urgent and self._errands.idle_s() <= 0:
            return MOMENT  # no text is held up for what nobody waits for
        return await self._unfavorite(num, urgent=way.urgent, alone=not is_cheap)

    def _is_room(self, radio: RadioInfo) -> bool:
        """Return whether one more mark leaves somebody who can be driven out.

        Up to 2.7 a table in which all are marked overruns with the next stranger, and the radio restarts; 2.8 takes no
        further mark, and says "handled" (firmware `NodeDB.cpp`, getOrCreateMeshNode, setProtectedFlag).
        """
        nodes = capacity(radio, self._options, seen=radio.nodedb_count or 0)
        return fits_a_mark(nodes, marked=len(self._table.held_favorites()))

    async def _unfavorite(self, num: NodeNum, *, urgent: bool, alone: bool) -> str:
        act = self._contacts.did(ActKind.UNFAVORITE, num)
        end = await self._errands.run(RemoveFavorite(node=num), urgent=urgent, alone=alone, timeout_s=ORDER_S)
        if end.taken is False:
            self._contacts.did_not(act)
        if alone and not end.is_handed:
            return BUSY
        if why := _refusal(end):
            return why
        self.released(num)
        log.info("contact-unfavorited", node=format_node_num(num), name=_shown(self._name(num)))
        return ""

    def released(self, num: NodeNum) -> None:
        """Note that a node is no favourite of ours any more."""
        self._contacts.keep(replace(self._contacts.get(num), is_our_favorite=False))
        held = self._table.held_key(num)
        if held is not None:
            self._table.note_held(num, replace(held, is_favorite=False))

    def _contact_of(self, key: NodeKey) -> Node:
        """Return the node as it is written: `add_contact` overwrites names, so they must be the best that we know."""
        node = self._nodes.get(key.node) or Node(num=key.node)
        return replace(
            node,
            public_key=key.key,
            long_name=node.long_name or key.long_name,
            short_name=node.short_name or key.short_name,
            hw_model=node.hw_model or key.hw_model,
        )

    def _name(self, num: NodeNum) -> str:
        node = self._nodes.get(num)
        return "" if node is None else node.long_name


def _refusal(end: ErrandEnd) -> str:
    """Return why an order was not obeyed; empty: the radio says that it has handled it."""
    if end.is_done:
        return ""
    if end.taken is False:
        return "PUSH_FAILED" if end.is_handed else MOMENT
    match end.error:
        case None:
            return "PUSH_NO_EFFECT"
        case RoutingError.NOT_AUTHORIZED.value | RoutingError.NO_RESPONSE.value:
            return "PUSH_MANAGED"  # a managed radio answers local orders with NO_RESPONSE (`AdminModule.cpp`)
        case RoutingError.PKI_SEND_FAIL_PUBLIC_KEY.value:
            return MOMENT  # our own number has changed: the session shakes hands anew
        case _:
            return "PUSH_FAILED"


def _shown(name: str) -> str:
    return clean(name, MAX_SHOWN_NAME)
