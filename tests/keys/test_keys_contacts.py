"""What earlier runs have done, from a store that is slow or broken: no budget is spent twice, no favourite forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from custodykit import START, Desk, Store
from keyskit import key
from steadymesh.errors import StoreError
from steadymesh.ids import NodeNum
from steadymesh.keys.contacts import MAX_SILENCES
from steadymesh.model import Act, ActKind, Contact, HeldKey

ANNA, BERT = NodeNum(0x0A), NodeNum(0x0B)
LACKS = "PKI_SEND_FAIL_PUBLIC_KEY"


class SlowStore(Store):
    """Says nothing before its time."""

    def __init__(self, until_s: float, **kept) -> None:
        super().__init__(**kept)
        self.until_s = until_s

    async def load_contacts(self):
        await asyncio.sleep(max(0.0, self.until_s - asyncio.get_running_loop().time()))
        return await super().load_contacts()


def pushed(count: int) -> list[Act]:
    return [Act(kind=ActKind.PUSH, node=NodeNum(n), at=START - timedelta(minutes=n)) for n in range(1, count + 1)]


async def test_nothing_is_pushed_or_asked_before_it_is_known_what_was_done_lately():
    desk = Desk(store=SlowStore(60, acts=pushed(6)))
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.errands.to = [ANNA, BERT]
        desk.custodian.want(ANNA, LACKS)
        desk.custodian.want(BERT, LACKS)
        await asyncio.sleep(70)
        assert desk.errands.done == []
        await asyncio.sleep(60)
        assert desk.errands.pushed == [], "six were pushed within the hour, as is known now"
        assert desk.errands.asked == [BERT]
        assert desk.custodian.diagnose(ANNA, LACKS) == "PUSH_BUDGET"


async def test_store_that_says_nothing_for_minutes_is_not_waited_for_any_longer():
    desk = Desk(store=SlowStore(1e9))
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(MAX_SILENCES * 40 + 10)
        assert desk.errands.pushed == [ANNA]


async def test_favorites_of_earlier_runs_are_known_again_when_the_store_is_back():
    mark = Contact(node=ANNA, pushed=START - timedelta(days=2), pushed_key=key(1), is_our_favorite=True)
    lost = Contact(node=BERT, is_our_favorite=True)
    desk = Desk(store=Store(contacts=[mark, lost], acts=pushed(3)))
    desk.table.note_held(ANNA, HeldKey(key=key(1), is_favorite=True))
    desk.store.fails = StoreError("The disk is gone.")
    async with desk.serving():
        desk.writes(ANNA)
        await asyncio.sleep(5)
        assert desk.custodian.facts().our_favorites == 0
        assert desk.store.contacts[ANNA] == mark, "nothing that was kept is overwritten by who knows less"
        desk.store.fails = None
        await asyncio.sleep(60)
        facts = desk.custodian.facts()
        assert (facts.our_favorites, facts.pushed_today) == (1, 3)
        kept = desk.store.contacts[ANNA]
        assert kept.is_our_favorite
        assert kept.last_dm is not None
        assert not desk.store.contacts[BERT].is_our_favorite, "the radio has no such mark any more"


async def test_what_this_run_did_before_the_store_was_back_counts_once():
    desk = Desk(store=Store(acts=pushed(2)))
    desk.knows(ANNA, 1)
    desk.store.fails = StoreError("The disk is gone.")
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(5)
        assert desk.errands.pushed == [ANNA]
        desk.store.fails = None
        await asyncio.sleep(60)
        assert desk.custodian.facts().pushed_today == 3
        assert desk.store.contacts[ANNA].pushed_key == key(1)
