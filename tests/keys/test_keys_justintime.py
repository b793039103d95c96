"""A message waits for its recipient's key: it is brought into the radio at once, or refused with the reason."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from custodykit import NOTHING, Desk, Store
from keyskit import ANNA, BERT, CARL, START, key
from steadymesh.ids import NodeNum
from steadymesh.keys.book.policy import ChangePolicy
from steadymesh.keys.custody.justintime import ANSWER_S
from steadymesh.keys.options import KeyOptions, OnChange, Push
from steadymesh.model import (
    Act,
    ActKind,
    AskNodeInfo,
    Contact,
    ErrandEnd,
    HeldKey,
    PushContact,
    RefreshNodes,
    RequestMetadata,
    Trust,
)

LACKS = "PKI_SEND_FAIL_PUBLIC_KEY"


async def test_key_that_the_radio_lacks_is_pushed_and_told_as_placed():
    desk = Desk()
    desk.knows(ANNA, 1, long_name="Anna")
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ANNA, "")]
        [order] = desk.errands.of(PushContact)
        assert (order.node.public_key, order.node.long_name, order.manually_verified) == (key(1), "Anna", False)
        assert desk.errands.done[0][2], "urgent"
    assert desk.table.held_key(ANNA) == HeldKey(key=key(1), is_favorite=True)
    assert desk.store.contacts[ANNA].is_our_favorite
    assert [act.kind for act in desk.store.acts] == [ActKind.PUSH]


async def test_key_of_a_dump_that_the_verdict_belies_is_pushed_all_the_same():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=key(1)))
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(0.5)
        assert desk.errands.pushed == [ANNA]
        assert desk.outcomes() == [(ANNA, "")]


async def test_users_own_favorite_stays_the_users():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=None, is_favorite=True))
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ANNA, "")]
    assert not desk.store.contacts[ANNA].is_our_favorite


async def test_verified_key_is_pushed_as_verified():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.book.verify(ANNA, START)
    assert desk.book.get(ANNA).trust is Trust.VERIFIED
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(0.5)
        [order] = desk.errands.of(PushContact)
        assert order.manually_verified


@pytest.mark.parametrize(
    ("radio", "options", "reason"),
    [
        ({"firmware": "2.6.7.abc"}, {}, "PUSH_UNSUPPORTED"),
        ({"is_managed": True}, {}, "PUSH_MANAGED"),
        ({"role": "ROUTER"}, {}, "PUSH_ROLE"),
        ({"role": "CLIENT_BASE"}, {}, "PUSH_ROLE"),
        ({}, {"push": Push.OFF}, "PUSH_OFF"),
    ],
)
async def test_where_nothing_may_be_written_and_nobody_answers_the_message_is_refused_with_the_reason(
    radio, options, reason
):
    desk = Desk(options=KeyOptions(**options), **radio)
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(ANSWER_S - 1)
        assert desk.outcomes() == []
        assert desk.custodian.diagnose(ANNA, LACKS) == reason
        await asyncio.sleep(2)
        assert desk.outcomes() == [(ANNA, reason)]
        assert [intent for _, intent, _ in desk.errands.done] == [AskNodeInfo(node=ANNA, channel=0)]


async def test_used_up_budget_makes_the_message_wait_and_say_so():
    acts = [Act(kind=ActKind.PUSH, node=BERT, at=START - timedelta(minutes=55 - n)) for n in range(6)]
    desk = Desk(store=Store(acts=acts))
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(60)
        assert desk.outcomes() == []
        assert desk.errands.pushed == []
        assert desk.custodian.diagnose(ANNA, LACKS) == "PUSH_BUDGET"
        await asyncio.sleep(300)
        assert desk.outcomes() == [(ANNA, "")]
        assert desk.errands.pushed == [ANNA]


async def test_stranger_is_asked_once_and_served_when_the_answer_comes():
    desk = Desk()
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(200)
        assert desk.errands.asked == [ANNA]
        assert desk.outcomes() == []
        assert desk.custodian.diagnose(ANNA, LACKS) == "KEY_UNKNOWN"
        desk.seen(ANNA, 1)
        desk.knows(ANNA, 1)
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")]
        assert desk.errands.pushed == [], "the radio heard the same NodeInfo"


async def test_nobody_is_asked_twice_in_26_hours_or_while_the_channel_is_busy():
    desk = Desk(store=Store(contacts=[Contact(node=ANNA, asked=START - timedelta(hours=25))]))
    desk.errands.used = 30.0
    async with desk.serving():
        desk.errands.to = [ANNA, BERT]
        desk.custodian.want(ANNA, LACKS)
        desk.custodian.want(BERT, LACKS)
        await asyncio.sleep(100)
        assert desk.errands.asked == []
        desk.errands.used = 20.0
        await asyncio.sleep(60)
        assert desk.errands.asked == [BERT]


async def test_four_strangers_an_hour_are_asked():
    desk = Desk()
    strangers = [NodeNum(0x100 + n) for n in range(6)]
    async with desk.serving():
        desk.errands.to = strangers
        for num in strangers:
            desk.custodian.want(num, LACKS)
        await asyncio.sleep(600)
        assert desk.errands.asked == strangers[:4]


async def test_key_that_waits_for_a_decision_is_neither_used_nor_overwritten():
    desk = Desk()
    desk.book.policy = ChangePolicy(on_change=OnChange.HOLD)
    desk.knows(ANNA, 1)
    desk.knows(ANNA, 2)
    assert desk.book.held(ANNA).key == key(2)
    desk.table.note_held(ANNA, HeldKey(key=key(2)))
    objection = desk.custodian.objection(ANNA)
    assert (objection.reason, objection.is_final) == ("KEY_HELD", True)


async def test_key_that_a_person_has_vouched_for_takes_its_place_back():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.book.verify(ANNA, START)
    desk.knows(ANNA, 2)
    desk.table.note_held(ANNA, HeldKey(key=key(2)))
    objection = desk.custodian.objection(ANNA)
    assert (objection.reason, objection.is_final) == ("KEY_WANTED", False)


async def test_radio_that_may_have_forgotten_somebody_and_learned_another_key_is_written_again():
    """A table forgets, and takes the first key that it hears: what its last dump showed is no proof any more."""
    desk = Desk()
    desk.book.policy = ChangePolicy(on_change=OnChange.HOLD)
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=key(1)))
    async with desk.serving():
        assert desk.custodian.objection(ANNA) is None
        desk.seen(ANNA, 9)
        assert desk.custodian.objection(ANNA).reason == "KEY_WANTED"
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, "KEY_WANTED")
        await asyncio.sleep(0.5)
        assert desk.errands.pushed == [ANNA]
        assert desk.custodian.objection(ANNA) is None


async def test_favorite_of_the_radio_is_never_forgotten_so_nothing_is_doubted():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=key(1), is_favorite=True))
    async with desk.serving():
        desk.seen(ANNA, 9)
        assert desk.custodian.objection(ANNA) is None


async def test_marks_that_we_set_in_another_radio_are_not_ours_in_this_one():
    desk = Desk()
    desk.store.own = NodeNum(0x77)
    desk.store.contacts[ANNA] = Contact(node=ANNA, pushed=START, pushed_key=key(1), is_our_favorite=True)
    desk.table.note_held(ANNA, HeldKey(key=key(1), is_favorite=True))
    async with desk.serving():
        assert desk.custodian.facts().our_favorites == 0
    assert not desk.store.contacts[ANNA].is_our_favorite


async def test_contact_that_is_acknowledged_and_never_stored_names_the_proxy():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.knows(BERT, 2)

    def forget(intent: object) -> None:
        if isinstance(intent, RefreshNodes):
            desk.table.has.clear()

    desk.errands.on_run = forget
    async with desk.serving():
        desk.errands.to = [ANNA, BERT]
        desk.custodian.want(ANNA, LACKS)
        desk.custodian.want(BERT, LACKS)
        await asyncio.sleep(60)
        assert sorted(desk.errands.pushed) == [ANNA, BERT]
        assert desk.custodian.facts().obstacle == "PUSH_NO_EFFECT"
        await asyncio.sleep(4 * 3600)
        assert sorted(desk.errands.pushed) == [ANNA, BERT], "no storm"


async def test_answer_to_whoever_writes_under_an_undecided_key_is_refused():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.book.verify(ANNA, START)
    desk.knows(ANNA, 2)
    assert desk.custodian.objection(ANNA) is None
    async with desk.serving():
        desk.writes(ANNA, key(2), opened_here=True)
        await asyncio.sleep(0.1)
        assert desk.custodian.objection(ANNA).reason == "KEY_HELD"


async def test_message_under_an_undecided_key_is_no_message_of_the_person_whom_we_know():
    """Whoever holds a new key proves that, not who they are: it must not undo what holds that key."""
    desk = Desk()
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.writes(ANNA, key(1))
        await asyncio.sleep(0.1)
        before = desk.custodian.circumstances(ANNA, key(1)).last_dm
        desk.writes(ANNA, key(2), opened_here=True)
        await asyncio.sleep(0.1)
        assert desk.custodian.circumstances(ANNA, key(1)).last_dm == before is not None
        assert desk.custodian.circumstances(ANNA, key(2)).last_dm is None


async def test_revoked_key_in_the_radio_is_not_used():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=key(1)))
    assert desk.custodian.objection(ANNA) is None
    desk.book.revoke(key(1), START)
    assert desk.custodian.objection(ANNA).reason == "KEY_REVOKED"


async def test_another_key_in_the_radio_is_replaced_before_anything_is_sent():
    desk = Desk()
    desk.knows(ANNA, 2)
    desk.table.note_held(ANNA, HeldKey(key=key(1)))
    objection = desk.custodian.objection(ANNA)
    assert (objection.reason, objection.is_final) == ("KEY_WANTED", False)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, objection.reason)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ANNA, "")]
        assert desk.custodian.objection(ANNA) is None


@pytest.mark.parametrize(("firmware", "ahead"), [("2.7.18.abc", True), ("2.7.19.abc", False)])
async def test_old_firmware_gets_the_key_ahead_because_it_would_fall_back_to_the_channel(firmware, ahead):
    desk = Desk(firmware=firmware)
    desk.knows(ANNA, 1)
    assert (desk.custodian.objection(ANNA) is not None) is ahead


async def test_manually_verified_entry_with_another_key_is_named_and_not_pushed_against():
    desk = Desk()
    desk.knows(ANNA, 2)
    desk.table.note_held(ANNA, HeldKey(key=key(1), is_verified=True))
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, "KEY_WANTED")
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ANNA, "PUSH_VERIFIED")]
        assert desk.errands.done == []


@pytest.mark.parametrize("takes_back", [False, True])
async def test_a_mark_of_ours_is_no_obstacle_to_the_key_that_a_person_has_accepted(takes_back):
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.told(*desk.book.verify(ANNA, desk.clock.at()))
    async with desk.serving():
        assert await desk.custodian.push(ANNA) == ""
        assert desk.table.held_key(ANNA).is_verified
        desk.knows(ANNA, 2)
        desk.told(*desk.book.accept(ANNA, desk.clock.at()))
        if takes_back:
            desk.told(*desk.book.revoke(key(1), desk.clock.at()))
        assert await desk.custodian.push(ANNA) == ""
        assert [order.manually_verified for order in desk.errands.of(PushContact)] == [True, True]
        assert desk.table.held_key(ANNA).key == key(2)


async def test_a_mark_that_the_owner_has_set_on_a_key_of_our_push_is_theirs():
    desk = Desk()
    desk.knows(ANNA, 1)
    async with desk.serving():
        assert await desk.custodian.push(ANNA) == ""
        assert [order.manually_verified for order in desk.errands.of(PushContact)] == [False]
        desk.table.note_held(ANNA, HeldKey(key=key(1), is_favorite=True, is_verified=True))
        desk.knows(ANNA, 2)
        assert desk.book.get(ANNA).key == key(2)
        assert await desk.custodian.push(ANNA) == "PUSH_VERIFIED"


async def test_push_that_has_no_effect_is_tried_once_more_without_flash_and_then_named():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.knows(BERT, 2)
    async with desk.serving():
        desk.errands.to = [ANNA, BERT]
        for _ in range(3):
            desk.custodian.want(ANNA, LACKS)
            await asyncio.sleep(0.5)
        await asyncio.sleep(ANSWER_S)
        assert desk.outcomes() == [(ANNA, ""), (ANNA, ""), (ANNA, "PUSH_NO_EFFECT")]
        assert desk.errands.pushed == [ANNA]
        desk.custodian.want(BERT, LACKS)
        await asyncio.sleep(ANSWER_S + 1)
        assert desk.outcomes() == [(BERT, "PUSH_NO_EFFECT")]
        assert desk.errands.pushed == [ANNA], "no storm of retries"
        assert desk.custodian.facts().obstacle == "PUSH_NO_EFFECT"
        desk.lost()
        desk.ready(2)
        await asyncio.sleep(0.1)
        assert desk.custodian.facts().obstacle == "", "the next link may be to the radio itself"


async def test_proxy_that_swallows_orders_is_found_by_one_question_that_costs_no_flash():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.errands.ends[PushContact].append(NOTHING)
    desk.errands.ends[RequestMetadata].append(NOTHING)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(ANSWER_S + 1)
        assert desk.outcomes() == [(ANNA, "PUSH_NO_EFFECT")]
        assert (desk.errands.pushed, desk.errands.looks) == ([ANNA], 1)


async def test_lost_answer_to_a_push_is_no_proxy():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.errands.ends[PushContact].append(NOTHING)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(1)
        assert desk.outcomes() == []
        await asyncio.sleep(6)
        assert desk.outcomes() == [(ANNA, "")]
        assert desk.errands.pushed == [ANNA, ANNA]


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (ErrandEnd(taken=False), "PUSH_FAILED"),
        (ErrandEnd(taken=True, error=33), "PUSH_MANAGED"),
        (ErrandEnd(taken=True, error=32), "PUSH_FAILED"),
    ],
)
async def test_refused_push_is_refused_to_the_message(end, reason):
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.errands.ends[PushContact].append(end)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(ANSWER_S + 1)
        assert desk.outcomes() == [(ANNA, reason)]


async def test_radio_whose_number_has_changed_gets_the_push_after_its_new_handshake():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.errands.ends[PushContact].append(ErrandEnd(taken=True, error=39))
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(7)
        assert desk.outcomes() == [(ANNA, "")]


def full(desk: Desk, count: int = 25) -> list[NodeNum]:
    """Fill every place for favourites of ours; the first was used longest ago."""
    nums = [NodeNum(0x200 + n) for n in range(count)]
    for n, num in enumerate(nums):
        at = START - timedelta(days=20) + timedelta(hours=n)
        desk.store.contacts[num] = Contact(node=num, last_dm=at, pushed=at, pushed_key=key(7), is_our_favorite=True)
        desk.table.note_held(num, HeldKey(key=key(7), is_favorite=True))
    return nums


async def test_at_the_cap_the_favorite_used_longest_ago_gives_up_its_mark():
    desk = Desk()
    desk.knows(ANNA, 1)
    nums = full(desk)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")]
        assert (desk.errands.unfavorited, desk.errands.pushed) == ([nums[0]], [ANNA])
        facts = desk.custodian.facts()
        assert (facts.our_favorites, facts.favorites_cap, facts.unfavorited_today) == (25, 25, 1)


async def test_mark_is_not_taken_while_anything_is_in_flight_on_old_firmware():
    desk = Desk()
    desk.knows(ANNA, 1)
    full(desk)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.errands.idle = 0.0
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(20)
        assert desk.errands.done == []
        desk.errands.idle = 1.0
        await asyncio.sleep(6)
        assert desk.outcomes() == [(ANNA, "")]


async def test_new_firmware_takes_the_mark_at_any_time():
    desk = Desk(firmware="2.8.0.abc")
    desk.knows(ANNA, 1)
    full(desk)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.errands.idle = 0.0
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")]


async def test_four_marks_a_day_are_taken_on_old_firmware_then_the_message_waits():
    acts = [Act(kind=ActKind.UNFAVORITE, node=BERT, at=START - timedelta(hours=n)) for n in range(4, 0, -1)]
    desk = Desk(store=Store(acts=acts))
    desk.knows(ANNA, 1)
    full(desk)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(100)
        assert desk.outcomes() == []
        assert desk.custodian.diagnose(ANNA, LACKS) == "PUSH_BUDGET"
        assert [intent for _, intent, _ in desk.errands.done] == [AskNodeInfo(node=ANNA, channel=0)]


async def test_message_that_has_ended_is_not_served_any_more():
    desk = Desk()
    async with desk.serving():
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(10)
        desk.knows(ANNA, 1)
        await asyncio.sleep(1)
        assert desk.outcomes() == []
        assert desk.errands.pushed == []
        assert desk.custodian.facts().wanted == 0


async def test_wants_outlive_the_link_and_are_served_on_the_next():
    desk = Desk()
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.lost()
        await asyncio.sleep(0.1)
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(30)
        assert desk.errands.done == []
        desk.ready(2)
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")]


async def test_opened_message_has_its_senders_key_pushed_for_the_answer():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=key(1)))
    async with desk.serving():
        desk.custodian.note_opened(desk.book.get(ANNA))
        await asyncio.sleep(0.5)
        assert desk.errands.pushed == [ANNA]
        assert desk.outcomes() == []
        desk.custodian.note_opened(replace(desk.book.get(ANNA), key=key(3), standing=desk.book.get(ANNA).standing.HELD))
        await asyncio.sleep(0.5)
        assert desk.errands.pushed == [ANNA]
        assert desk.custodian.facts().opened == 2


async def test_operator_pushes_where_the_settings_would_not():
    desk = Desk(options=KeyOptions(push=Push.OFF), role="ROUTER")
    desk.knows(ANNA, 1)
    assert await desk.custodian.push(ANNA) == "NOT_READY"
    async with desk.serving():
        assert await desk.custodian.push(ANNA) == ""
        assert await desk.custodian.push(ANNA) == ""
        assert desk.errands.pushed == [ANNA], "what the radio holds costs no flash again"
        assert await desk.custodian.push(CARL) == "KEY_UNKNOWN"
        assert await desk.custodian.ask(CARL) == ""
        assert await desk.custodian.ask(CARL) == "ASK_LATELY"
        desk.errands.ends[AskNodeInfo].append(ErrandEnd(taken=False, is_handed=False))
        assert await desk.custodian.ask(BERT) == "PUSH_LATER"
        assert await desk.custodian.ask(BERT) == ""


async def test_mark_for_which_the_air_never_becomes_quiet_makes_the_message_say_so():
    desk = Desk()
    desk.knows(ANNA, 1)
    full(desk)
    async with desk.serving():
        desk.errands.to, desk.errands.idle = [ANNA], 0.0
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(100)
        assert [intent for _, intent, _ in desk.errands.done] == [AskNodeInfo(node=ANNA, channel=0)]
        assert 1 <= len(desk.errands.alone) <= 2, "the texts are not held up all the time"
        assert desk.custodian.diagnose(ANNA, LACKS) == "PUSH_BUSY"
        assert desk.custodian.facts().unfavorited_today == 0
        assert [act.kind for act in desk.store.acts] == [ActKind.ASK], "what was not handed over is not counted"


async def test_marks_are_taken_until_ours_fit_a_table_that_has_shrunk():
    desk = Desk(firmware="2.8.0.abc", options=KeyOptions(table_size=12))
    desk.knows(ANNA, 1)
    nums = full(desk, 5)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(2)
        assert (desk.errands.unfavorited, desk.errands.pushed) == (nums[:3], [ANNA])
        facts = desk.custodian.facts()
        assert (facts.our_favorites, facts.favorites_cap) == (3, 3)


async def test_table_that_has_shrunk_by_more_than_the_budget_takes_nothing_more():
    desk = Desk(options=KeyOptions(table_size=12))
    desk.knows(ANNA, 1)
    full(desk, 9)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(60)
        assert (len(desk.errands.unfavorited), desk.errands.pushed) == (4, [])
        assert desk.custodian.diagnose(ANNA, LACKS) == "PUSH_BUDGET"


async def test_question_whose_fate_is_unknown_is_counted_and_not_asked_again():
    desk = Desk()
    desk.errands.ends[AskNodeInfo].extend([NOTHING] * 50)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(600)
        assert desk.errands.asked == [ANNA]
        assert desk.custodian.facts().asked_today == 1
        assert desk.store.contacts[ANNA].asked is not None


async def test_question_that_was_not_handed_over_is_not_counted_and_not_repeated_at_once():
    desk = Desk()
    desk.errands.ends[AskNodeInfo].append(ErrandEnd(taken=False, is_handed=False))
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(40)
        assert desk.errands.asked == [ANNA]
        assert (desk.store.acts, desk.store.contacts[ANNA].asked) == ([], None)
        await asyncio.sleep(60)
        assert desk.errands.asked == [ANNA, ANNA]


async def test_whatever_is_done_is_kept_before_it_is_done():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.knows(BERT, 2)
    seen = []
    desk.errands.on_run = lambda _intent: seen.append(
        ([act.kind for act in desk.store.acts], desk.store.contacts[ANNA].is_our_favorite)
    )
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(1)
    assert seen == [([ActKind.PUSH], True)]


async def test_push_whose_fate_is_unknown_counts_and_its_mark_is_taken_for_ours():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.errands.ends[PushContact].append(NOTHING)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(1)
        assert desk.custodian.facts().pushed_today == 1
        assert desk.store.contacts[ANNA].is_our_favorite, "else nobody would ever take it away"


async def test_push_that_was_not_handed_over_counts_for_nothing_and_blames_nobody():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.errands.ends[PushContact].append(ErrandEnd(taken=False, is_handed=False))
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(1)
        assert (desk.outcomes(), desk.store.acts, desk.errands.looks) == ([], [], 0)
        assert not desk.store.contacts[ANNA].is_our_favorite
        await asyncio.sleep(6)
        assert desk.outcomes() == [(ANNA, "")]


async def test_key_is_brought_while_a_question_waits_for_its_turn_and_only_one_is_asked_at_a_time():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.errands.slow[AskNodeInfo] = 100.0
    async with desk.serving():
        desk.errands.to = [BERT, CARL, ANNA]
        desk.custodian.want(BERT, LACKS)
        desk.custodian.want(CARL, LACKS)
        await asyncio.sleep(1)
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")]
        assert desk.errands.asked == [BERT]
        await asyncio.sleep(110)
        assert desk.errands.asked == [BERT, CARL]


async def test_key_is_brought_while_the_table_is_read_again():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.errands.slow[RefreshNodes] = 100.0
    async with desk.serving():
        desk.synced()
        await asyncio.sleep(1805)
        assert len(desk.errands.refreshes) == 1
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")]
        assert len(desk.errands.refreshes) == 1


async def test_question_ends_with_the_custodian():
    desk = Desk()
    desk.errands.slow[AskNodeInfo] = 1000.0
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(1)
    await asyncio.sleep(0)
    assert [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("custody")] == []
