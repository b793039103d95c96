"""What earlier runs have done, from a store that is slow or broken: no budget is spent twice, no favourite forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from custodykit import START, Desk, Store
from keyskit import key
from steadymesh.errors import StoreError
from steadymesh.ids import NodeNum
from steadymesh.keys.custody.budget import HOUR, Limit
from steadymesh.keys.custody.contacts import MAX_CONTACTS, MAX_SILENCES, Contacts
from steadymesh.model import Act, ActKind, Contact, HeldKey

ANNA, BERT = NodeNum(0x0A), NodeNum(0x0B)
LACKS = "PKI_SEND_FAIL_PUBLIC_KEY"


class Clock:
    """A wall clock that is set by hand."""

    def __init__(self) -> None:
        self.wall = START

    def at(self):
        return self.wall

    def now(self):
        return 0.0


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
        assert sorted(desk.errands.asked) == [ANNA, BERT], "our radio may learn her key from her"
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


LATER = START + timedelta(days=3650)


async def test_what_is_dated_in_the_future_is_dated_anew_when_it_is_loaded():
    acts = [Act(kind=ActKind.PUSH, node=BERT, at=LATER) for _ in range(6)]
    desk = Desk(store=Store(acts=acts, contacts=[Contact(node=ANNA, last_dm=LATER, asked=LATER, pushed=LATER)]))
    desk.knows(ANNA, 1)
    async with desk.serving():
        assert [act.at <= desk.clock.at() for act in desk.store.acts] == [True] * 6
        kept = desk.store.contacts[ANNA]
        assert max(kept.last_dm, kept.asked, kept.pushed) <= desk.clock.at()
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(30)
        assert desk.errands.pushed == []
        await asyncio.sleep(3620)
        assert desk.errands.pushed == [ANNA], "an hour later, not ten years"


async def test_what_was_done_under_a_wrong_date_is_dated_anew_when_the_clock_is_set_right():
    store = Store()
    clock = Clock()
    contacts = Contacts(store=store, clock=clock, deadline_s=1.0)
    await contacts.load()
    clock.wall = LATER
    contacts.keep(Contact(node=ANNA, asked=contacts.did(ActKind.ASK, ANNA).at))
    contacts.wrote(BERT, key(2))
    clock.wall = START
    assert contacts.at() == START
    assert [act.at for act in store.acts] == [START]
    assert (store.contacts[ANNA].asked, store.contacts[BERT].last_dm) == (START, START)
    assert contacts.ledger.wait(ActKind.ASK, [Limit(count=1, within=HOUR)], START + HOUR) == timedelta()


async def test_whoever_matters_is_kept_and_strangers_are_forgotten_in_the_store_too():
    store = Store()
    contacts = Contacts(store=store, clock=Clock(), deadline_s=1.0)
    await contacts.load()
    contacts.keep(Contact(node=ANNA, is_our_favorite=True))
    contacts.keep(Contact(node=BERT, asked=START))
    contacts.wrote(NodeNum(0x0C), key(3))
    for n in range(MAX_CONTACTS + 50):
        contacts.wrote(NodeNum(0x1000 + n), None)
    assert len(contacts.all()) == len(store.contacts) == MAX_CONTACTS
    assert {ANNA, BERT, NodeNum(0x0C)} <= contacts.all().keys()


async def test_no_more_is_loaded_than_is_remembered():
    many = [Contact(node=NodeNum(0x1000 + n), last_dm=START - timedelta(hours=n)) for n in range(MAX_CONTACTS + 20)]
    store = Store(contacts=[*many, Contact(node=ANNA, is_our_favorite=True)])
    contacts = Contacts(store=store, clock=Clock(), deadline_s=1.0)
    await contacts.load()
    assert len(contacts.all()) == len(store.contacts) == MAX_CONTACTS
    assert ANNA in contacts.all()
    assert many[0].node in contacts.all()
    assert many[-1].node not in contacts.all()


async def test_message_that_proves_nothing_does_not_freshen_what_was_proved():
    clock = Clock()
    contacts = Contacts(store=Store(), clock=clock, deadline_s=1.0)
    contacts.wrote(ANNA, key(1))
    clock.wall = START + timedelta(days=1)
    contacts.wrote(ANNA, None)
    contacts.wrote(BERT, None)
    assert (contacts.get(ANNA).last_dm, contacts.get(BERT).last_dm) == (START, clock.wall)


async def test_act_that_was_not_done_is_taken_back_everywhere():
    store = Store()
    contacts = Contacts(store=store, clock=Clock(), deadline_s=1.0)
    contacts.did_not(contacts.did(ActKind.PUSH, ANNA))
    assert store.acts == []
    assert contacts.ledger.count(ActKind.PUSH, HOUR, START) == 0
