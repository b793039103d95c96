"""Ahead of time: who is expected to write is brought into the radio after the deferred sync, within the budgets."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from custodykit import NOTHING, Desk, Store
from keyskit import ANNA, BERT, CARL, OWN, START, key
from steadymesh.errors import StoreError
from steadymesh.events import Delivered, NodeRenumbered, NodesRefreshed, ProxySuspected
from steadymesh.ids import NodeNum, PacketId
from steadymesh.keys.options import KeyOptions, Push
from steadymesh.model import Contact, Entry, HeldKey, KeySource, Node, Outcome, PushContact, RefreshNodes, SendText


def wrote(num: NodeNum, days: float) -> Contact:
    return Contact(node=num, last_dm=START - timedelta(days=days), dm_key=key(num & 0xFF or 1))


def people(count: int) -> list[NodeNum]:
    return [NodeNum(0x301 + n) for n in range(count)]


async def test_nothing_is_pushed_before_the_deferred_sync_of_the_link_has_run():
    desk = Desk(store=Store([wrote(ANNA, 1)]))
    desk.knows(ANNA, 1)
    async with desk.serving():
        await asyncio.sleep(60)
        assert desk.errands.done == []
        desk.synced("failed")
        await asyncio.sleep(60)
        assert desk.errands.done == []
        desk.synced()
        await asyncio.sleep(1)
        assert desk.errands.pushed == [ANNA]
        assert not desk.errands.done[0][2], "at the lowest priority"


async def test_next_link_waits_for_its_own_sync():
    desk = Desk(store=Store([wrote(ANNA, 1)]))
    async with desk.serving():
        desk.synced()
        desk.lost()
        desk.ready(2)
        desk.knows(ANNA, 1)
        await asyncio.sleep(60)
        assert desk.errands.done == []
        desk.synced()
        await asyncio.sleep(1)
        assert desk.errands.pushed == [ANNA]


async def test_who_wrote_last_goes_first_and_strangers_do_not_go_at_all():
    desk = Desk(store=Store([wrote(ANNA, 3), wrote(BERT, 1), wrote(CARL, 31)]))
    for n, num in enumerate((ANNA, BERT, CARL, NodeNum(0x0D))):
        desk.knows(num, n + 1)
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(5)
        assert desk.errands.pushed == [BERT, ANNA]


async def test_admins_are_always_in_the_radio():
    desk = Desk(options=KeyOptions(admins=(key(4),)))
    desk.knows(ANNA, 4)
    desk.knows(BERT, 5)
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(5)
        assert desk.errands.pushed == [ANNA]


async def test_what_the_radio_holds_costs_no_flash():
    desk = Desk(store=Store([wrote(ANNA, 1)]))
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=key(1)))
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(600)
        assert desk.errands.pushed == []
        assert desk.custodian.counts() == (0, 0)


async def test_four_an_hour_and_twenty_a_day_ahead_of_time_and_not_one_more():
    nums = people(40)
    desk = Desk(store=Store([wrote(num, 1 + n / 100) for n, num in enumerate(nums)]), hw_model="PORTDUINO")
    for num in nums:
        desk.knows(num, num & 0xFF)
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(3599)
        assert desk.errands.pushed == nums[:4]
        assert desk.custodian.counts() == (4, 36)
        await asyncio.sleep(4 * 3600)
        times = [at for at, intent, _ in desk.errands.done if isinstance(intent, PushContact)]
        for first in times:
            assert sum(first <= at < first + 3600 for at in times) <= 4
        await asyncio.sleep(18 * 3600)
        assert len(desk.errands.pushed) == 20
        await asyncio.sleep(4 * 3600)
        assert len(desk.errands.pushed) > 20


async def test_message_that_waits_has_the_rest_of_the_budget():
    nums = people(8)
    desk = Desk(store=Store([wrote(num, 1) for num in nums]))
    for num in (*nums, ANNA, BERT, CARL):
        desk.knows(num, num & 0xFF)
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(60)
        assert len(desk.errands.pushed) == 4
        desk.custodian.note_opened(desk.book.get(CARL))
        await asyncio.sleep(1)
        assert CARL not in desk.errands.pushed, "no message of ours waits for it"
        desk.errands.to = [ANNA, BERT]
        desk.custodian.want(ANNA, "PKI_SEND_FAIL_PUBLIC_KEY")
        desk.custodian.want(BERT, "PKI_SEND_FAIL_PUBLIC_KEY")
        await asyncio.sleep(1)
        assert desk.errands.pushed[4:] == [ANNA, BERT]


async def test_public_key_of_an_administrator_makes_no_stranger_one():
    desk = Desk(options=KeyOptions(admins=(key(4),)))
    desk.knows(ANNA, 4)
    await asyncio.sleep(1)
    for num in people(20):
        desk.knows(num, 4)
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(60)
        assert desk.errands.pushed == [ANNA], "who showed it first"
        desk.writes(people(1)[0], key(4), opened_here=True)
        await asyncio.sleep(0.1)
        desk.synced()
        await asyncio.sleep(60)
        assert desk.errands.pushed == [ANNA, *people(1)], "who proved it"


async def test_strangers_who_prove_nothing_make_nobody_needed_and_wear_out_no_flash():
    desk = Desk()
    async with desk.serving():
        desk.synced()
        for num in people(20):
            desk.knows(num, num & 0xFF)
            desk.writes(num)
        await asyncio.sleep(3600)
        assert (desk.errands.pushed, desk.custodian.facts().needed) == ([], 0)


async def test_cap_is_kept_and_nobody_who_is_needed_gives_up_a_place_for_another():
    nums = people(30)
    desk = Desk(store=Store([wrote(num, 1 + n / 100) for n, num in enumerate(nums)]), options=KeyOptions(table_size=40))
    for num in nums:
        desk.knows(num, num & 0xFF)
    async with desk.serving():
        desk.synced()
        for _ in range(48):
            await asyncio.sleep(3600)
            assert len(desk.table.held_favorites()) <= 7, "a quarter of the ten places is kept for messages that wait"
        assert sorted(desk.errands.pushed) == sorted(nums[:7])
        assert desk.errands.unfavorited == []
        assert desk.custodian.facts().waiting == 23


async def test_who_is_not_needed_any_more_gives_up_a_place_ahead_of_time():
    desk = Desk(store=Store([wrote(ANNA, 1)]), options=KeyOptions(table_size=4))
    desk.store.contacts[BERT] = replace(wrote(BERT, 40), pushed=START - timedelta(days=40), is_our_favorite=True)
    desk.table.note_held(BERT, HeldKey(key=key(2), is_favorite=True))
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(5)
        assert (desk.errands.unfavorited, desk.errands.pushed) == ([BERT], [ANNA])


async def test_users_favorites_are_never_touched():
    desk = Desk(store=Store([wrote(ANNA, 1)]), options=KeyOptions(table_size=4))
    desk.table.note_held(BERT, HeldKey(key=key(2), is_favorite=True))
    desk.table.note_held(CARL, HeldKey(key=key(3), is_favorite=True))
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(5)
        assert (desk.errands.unfavorited, desk.errands.pushed) == ([], [ANNA])


async def test_favorite_whose_mark_the_user_took_away_is_ours_no_more():
    desk = Desk()
    desk.store.contacts[ANNA] = Contact(node=ANNA, pushed=START, pushed_key=key(1), is_our_favorite=True)
    desk.table.note_held(ANNA, HeldKey(key=key(1), is_favorite=False))
    async with desk.serving():
        assert desk.custodian.facts().our_favorites == 0
    assert not desk.store.contacts[ANNA].is_our_favorite


async def test_new_keys_wake_the_plan_at_most_every_thirty_seconds():
    nums = people(4)
    desk = Desk(store=Store([wrote(num, 1) for num in nums]))
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(1)
        for num in nums:
            desk.knows(num, num & 0xFF)
            await asyncio.sleep(1)
        assert desk.errands.pushed == []
        await asyncio.sleep(27)
        assert sorted(desk.errands.pushed) == nums


async def test_warm_tier_is_trusted_and_imported_keys_are_brought():
    desk = Desk(store=Store([wrote(ANNA, 1), wrote(BERT, 1)]), firmware="2.8.0.abc")
    desk.knows(ANNA, 1, KeySource.HEARD)
    desk.knows(BERT, 2, KeySource.IMPORT)
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(5)
        assert desk.errands.pushed == [BERT]


async def test_all_brings_whoever_was_heard_lately_up_to_the_cap():
    desk = Desk(options=KeyOptions(push=Push.ALL, table_size=12))
    for n, num in enumerate(people(4)):
        desk.knows(num, n + 1)
        desk.nodes.known[num] = Node(num=num, last_heard=START - timedelta(hours=4 - n))
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(5)
        assert desk.errands.pushed == people(4)[:1:-1]


async def test_direct_messages_in_and_out_make_somebody_needed():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.knows(BERT, 2)
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(1)
        desk.writes(ANNA, key(1), opened_here=True)
        entry = Entry(
            key="k", intent=SendText(to=BERT, text="hi"), packet_id=PacketId(5), created=START, deadline=START,
            outcome=Outcome.ACKNOWLEDGED,
        )  # fmt: skip
        desk.told(Delivered(entry=entry))
        await asyncio.sleep(0.1)
        assert desk.store.contacts[ANNA].dm_key == key(1)
        assert desk.store.contacts[BERT].dm_key == key(2)
        circumstances = desk.custodian.circumstances(ANNA, key(1))
        assert circumstances.last_dm is not None
        assert desk.custodian.circumstances(ANNA, key(9)).last_dm is None
        desk.synced("skipped")
        await asyncio.sleep(31)
        assert sorted(desk.errands.pushed) == [ANNA, BERT]


async def test_table_is_read_again_once_after_a_batch_and_every_half_hour_in_quiet():
    desk = Desk(store=Store([wrote(ANNA, 1), wrote(BERT, 2)]))
    desk.knows(ANNA, 1)
    desk.knows(BERT, 2)

    def refreshed(intent: object) -> None:
        if isinstance(intent, RefreshNodes):
            desk.told(NodesRefreshed(generation=1, nodes=(), now=0.0))

    desk.errands.on_run = refreshed
    async with desk.serving():
        desk.synced()
        desk.errands.idle = 0.0
        await asyncio.sleep(300)
        assert desk.errands.refreshes == [], "something is in flight"
        desk.errands.idle = 1e6
        await asyncio.sleep(60)
        assert len(desk.errands.refreshes) == 1
        await asyncio.sleep(1700)
        assert len(desk.errands.refreshes) == 1
        await asyncio.sleep(200)
        assert len(desk.errands.refreshes) == 2


async def test_table_that_can_not_be_read_is_asked_for_once_after_a_batch_and_then_every_half_hour():
    desk = Desk(store=Store([wrote(ANNA, 1)]))
    desk.knows(ANNA, 1)
    desk.errands.ends[RefreshNodes].extend([NOTHING] * 10)
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(1790)
        assert len(desk.errands.refreshes) == 1
        await asyncio.sleep(3600)
        assert len(desk.errands.refreshes) == 3


async def test_custodian_with_nothing_to_do_sleeps():
    desk = Desk()
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(5)
        steps = 0
        step = desk.custodian._step

        async def counted():
            nonlocal steps
            steps += 1
            return await step()

        desk.custodian._step = counted
        await asyncio.sleep(24 * 3600)
    assert steps < 150


async def test_old_firmware_is_not_asked_for_a_table_that_it_would_take_for_a_whole_dump():
    desk = Desk(firmware="2.6.7.abc")
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(7200)
        assert desk.errands.refreshes == []


async def test_suspected_proxy_stops_all_writing_on_this_link():
    desk = Desk(store=Store([wrote(ANNA, 1)]))
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.told(ProxySuspected(generation=1, what="metadata", now=0.0))
        await asyncio.sleep(0.1)
        desk.synced()
        await asyncio.sleep(600)
        assert desk.errands.pushed == []


async def test_person_who_was_renumbered_is_expected_under_the_new_number():
    desk = Desk(store=Store([wrote(ANNA, 1)]))
    async with desk.serving():
        desk.told(NodeRenumbered(before=ANNA, after=CARL, key=key(1)))
        await asyncio.sleep(0.1)
    assert desk.store.contacts[CARL].last_dm == START - timedelta(days=1)


async def test_broken_store_makes_the_budgets_begin_anew_and_nothing_else():

    desk = Desk()
    desk.store.fails = StoreError("The disk is gone.")
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, "PKI_SEND_FAIL_PUBLIC_KEY")
        await asyncio.sleep(1)
        assert desk.errands.pushed == [ANNA]
        assert desk.custodian.contact(OWN) == Contact(node=OWN)


async def test_marks_of_a_message_that_came_by_mqtt_prove_nothing():
    desk = Desk()
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.writes(ANNA, key(9), via_mqtt=True)
        desk.writes(BERT)
        await asyncio.sleep(0.1)
    assert desk.store.contacts[ANNA].dm_key is None
    assert desk.store.contacts[ANNA].last_dm is not None
    assert desk.store.contacts[BERT].dm_key is None
