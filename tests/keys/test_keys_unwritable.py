"""Where the radio's table can't be written, or need not be: what the radio learns by itself is enough."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from custodykit import NOTHING, Desk, Store
from keyskit import ANNA, BERT, START, House, key
from steadymesh.events import NodeRenumbered
from steadymesh.ids import NodeNum
from steadymesh.keys.book.policy import number_of_key
from steadymesh.keys.custody.justintime import ANSWER_S, LISTEN_S
from steadymesh.keys.custody.radio import fits_a_mark
from steadymesh.keys.custody.wants import LIFETIME_S, Wants
from steadymesh.keys.options import KeyOptions, Push
from steadymesh.model import Act, ActKind, AskNodeInfo, Contact, HeldKey, KeySource, PushContact, RequestMetadata

LACKS = "PKI_SEND_FAIL_PUBLIC_KEY"


async def test_stranger_who_answers_is_served_by_a_radio_that_nobody_may_write_to():
    desk = Desk(firmware="2.5.23.abc")
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, "PKI_FAILED")
        await asyncio.sleep(5)
        assert desk.errands.asked == [ANNA]
        desk.seen(ANNA, 1)
        desk.knows(ANNA, 1)
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")]
        assert desk.errands.pushed == []


async def test_answer_to_a_sealed_message_waits_for_the_nodeinfo_that_our_35_calls_for():
    desk = Desk(options=KeyOptions(push=Push.OFF))
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.custodian.note_opened(desk.book.get(ANNA))
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(5)
        assert desk.outcomes() == []
        assert desk.custodian.diagnose(ANNA, LACKS) == "PUSH_OFF"
        desk.seen(ANNA, 1)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ANNA, "")]
        assert desk.errands.done == []


async def test_nodeinfo_that_does_not_come_ends_the_waiting_with_the_reason():
    desk = Desk(is_managed=True)
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.custodian.note_opened(desk.book.get(ANNA))
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(LISTEN_S - 1)
        assert desk.errands.asked == [], "she has been called already"
        await asyncio.sleep(ANSWER_S)
        assert desk.errands.asked == [ANNA]
        assert desk.outcomes() == []
        await asyncio.sleep(2)
        assert desk.outcomes() == [(ANNA, "PUSH_MANAGED")]


WHERE = (
    ({"firmware": "2.6.7.abc"}, {}, "PUSH_UNSUPPORTED"),
    ({"is_managed": True}, {}, "PUSH_MANAGED"),
    ({"role": "ROUTER"}, {}, "PUSH_ROLE"),
    ({}, {"push": Push.OFF}, "PUSH_OFF"),
    ({}, {"table_size": 3}, "PUSH_TABLE_FULL"),
)


@pytest.mark.parametrize(("radio", "options", "reason"), WHERE)
async def test_radio_that_may_not_be_written_to_learns_the_key_from_whoever_is_asked(radio, options, reason):
    desk = Desk(options=KeyOptions(**options), **radio)
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(5)
        assert desk.outcomes() == []
        assert desk.custodian.diagnose(ANNA, LACKS) == reason
        desk.seen(ANNA, 1)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ANNA, "")]
        assert [intent for _, intent, _ in desk.errands.done] == [AskNodeInfo(node=ANNA, channel=0)], "no flash"
        assert [act.kind for act in desk.store.acts] == [ActKind.ASK]


async def test_used_up_budget_is_no_matter_to_whoever_answers():
    acts = [Act(kind=ActKind.PUSH, node=BERT, at=START - timedelta(minutes=n)) for n in range(6)]
    desk = Desk(store=Store(acts=acts))
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(5)
        desk.seen(ANNA, 1)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ANNA, "")]
        assert (desk.errands.asked, desk.errands.pushed) == ([ANNA], [])


async def test_key_that_a_proxy_keeps_from_the_radio_comes_to_it_over_the_air():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.errands.ends[PushContact].append(NOTHING)
    desk.errands.ends[RequestMetadata].append(NOTHING)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(5)
        assert desk.outcomes() == []
        desk.seen(ANNA, 1)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ANNA, "")]
        assert desk.errands.asked == [ANNA]


async def test_second_message_and_another_link_wait_for_the_same_answer():
    desk = Desk(is_managed=True)
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(20)
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(20)
        desk.lost()
        desk.ready(2)
        await asyncio.sleep(ANSWER_S - 41)
        assert desk.outcomes() == []
        await asyncio.sleep(2)
        assert desk.outcomes() == [(ANNA, "PUSH_MANAGED")]
        assert desk.errands.asked == [ANNA]


async def test_two_silent_nodes_are_asked_one_after_the_other():
    desk = Desk(is_managed=True)
    desk.knows(ANNA, 1)
    desk.knows(BERT, 2)
    desk.errands.slow[AskNodeInfo] = 10.0
    async with desk.serving():
        desk.errands.to = [ANNA, BERT]
        desk.custodian.want(ANNA, LACKS)
        desk.custodian.want(BERT, LACKS)
        await asyncio.sleep(20)
        assert desk.errands.asked == [ANNA, BERT]
        assert desk.outcomes() == []
        await asyncio.sleep(ANSWER_S + 10)
        assert desk.outcomes() == [(ANNA, "PUSH_MANAGED"), (BERT, "PUSH_MANAGED")]


@pytest.mark.parametrize("forbids", ["ASK_LATELY", "ASK_BUDGET", "ASK_BUSY"])
async def test_where_asking_is_not_allowed_the_message_is_refused_at_once(forbids):
    acts = [Act(kind=ActKind.ASK, node=BERT, at=START - timedelta(minutes=n)) for n in range(4)]
    lately = Contact(node=ANNA, asked=START - timedelta(hours=25))
    desk = Desk(
        is_managed=True,
        store=Store([lately] if forbids == "ASK_LATELY" else [], acts if forbids == "ASK_BUDGET" else []),
    )
    if forbids == "ASK_BUSY":
        desk.errands.used = 26
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ANNA, "PUSH_MANAGED")]
        assert desk.errands.done == []


async def test_key_that_the_radio_has_just_learned_costs_no_flash():
    desk = Desk()
    async with desk.serving():
        desk.seen(ANNA, 1)  # what was sealed came before, and is opened now
        desk.knows(ANNA, 1)
        await asyncio.sleep(0.1)
        desk.custodian.note_opened(desk.book.get(ANNA))
        await asyncio.sleep(1)
        assert desk.errands.pushed == []
        await asyncio.sleep(120)
        desk.custodian.note_opened(desk.book.get(ANNA))
        await asyncio.sleep(1)
        assert desk.errands.pushed == [ANNA], "long after, the radio has forgotten it"


@pytest.mark.parametrize(
    ("nodes", "marked", "fits"), [(100, 93, True), (100, 94, False), (20, 17, True), (20, 18, False)]
)
def test_one_place_in_twenty_stays_for_whoever_comes_and_goes(nodes, marked, fits):
    assert fits_a_mark(nodes, marked=marked) is fits


async def test_table_full_of_the_users_favorites_is_not_overrun():
    desk = Desk(options=KeyOptions(table_size=20))
    desk.knows(ANNA, 1)
    for n in range(18):
        desk.table.note_held(NodeNum(0x300 + n), HeldKey(key=key(9), is_favorite=True))
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(ANSWER_S + 1)
        assert desk.outcomes() == [(ANNA, "PUSH_TABLE_FULL")]
        assert (desk.errands.asked, desk.errands.pushed) == ([ANNA], [])
        desk.table.note_held(NodeNum(0x300), HeldKey(key=key(9)))
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ANNA, "")]


async def test_link_that_is_lost_over_two_pushes_in_a_row_says_that_they_have_no_effect():
    desk = Desk(firmware="2.6.8.abc")
    desk.knows(ANNA, 1)
    generations = iter(range(2, 10))

    def cut(intent: object) -> None:
        if isinstance(intent, PushContact):
            desk.lost(next(generations) - 1)

    desk.errands.on_run = cut
    desk.errands.ends[PushContact] += [NOTHING] * 3
    desk.errands.ends[RequestMetadata] += [NOTHING] * 3
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, "KEY_WANTED")
        await asyncio.sleep(1)
        assert desk.outcomes() == []
        desk.ready(2)
        await asyncio.sleep(1)
        desk.ready(3)
        await asyncio.sleep(ANSWER_S)
        assert desk.outcomes() == [(ANNA, "PUSH_NO_EFFECT")]
        assert desk.errands.pushed == [ANNA, ANNA]


async def test_message_that_may_wait_for_hours_gets_its_key_when_the_budget_allows():
    acts = [Act(kind=ActKind.PUSH, node=BERT, at=START - timedelta(minutes=20, seconds=n)) for n in range(6)]
    desk = Desk(store=Store(acts=acts))
    desk.knows(ANNA, 1)
    async with desk.serving():
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, LACKS)
        await asyncio.sleep(2 * LIFETIME_S)
        assert desk.outcomes() == []
        assert desk.custodian.diagnose(ANNA, LACKS) == "PUSH_BUDGET"
        await asyncio.sleep(700)
        assert desk.outcomes() == [(ANNA, "")]


def test_want_lives_as_long_as_a_message_waits_for_it():
    wants = Wants()
    wants.add(ANNA, LACKS, now=0.0, is_for_message=True)
    wants.add(BERT, LACKS, now=0.0, is_for_message=False)
    wants.expire(LIFETIME_S, awaited=(ANNA, BERT))
    assert [want.node for want in wants] == [ANNA]
    assert wants.next_at() <= 2 * LIFETIME_S
    wants.expire(2 * LIFETIME_S)
    assert len(wants) == 0


def moved(desk: House) -> NodeNum:
    """Let Anna upgrade to 2.8; return her new number."""
    after = number_of_key(key(1).raw)
    desk.told(*desk.book.observe(ANNA, key(1), KeySource.HEARD, START))
    desk.told(*desk.book.observe(after, key(1), KeySource.HEARD, START + timedelta(hours=1)))
    return after


async def test_message_to_a_number_that_was_left_is_sent_after_its_owner():
    desk = Desk()
    after = moved(desk)
    heard = desk.listen(NodeRenumbered)
    objection = desk.custodian.objection(ANNA)
    assert (objection.reason, objection.is_final) == ("KEY_WANTED", False)
    desk.custodian.want(ANNA, objection.reason)
    assert heard.take_all() == [NodeRenumbered(before=ANNA, after=after, key=key(1))]
    assert desk.custodian.objection(after) is None
    assert desk.custodian.facts().wanted == 0


async def test_undecryptable_message_to_whoever_shows_an_undecided_key_says_that_it_is_held():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=key(1)))
    desk.book.verify(ANNA, START)
    desk.knows(ANNA, 2)
    assert desk.custodian.diagnose(ANNA, "NO_CHANNEL") == "KEY_HELD"
    desk.book.accept(ANNA, START)
    assert desk.custodian.diagnose(ANNA, "NO_CHANNEL") == "PEER_HAS_NEW_KEY"


async def test_doubted_key_is_not_used_because_it_could_not_be_written_again():
    acts = [Act(kind=ActKind.PUSH, node=BERT, at=START - timedelta(minutes=n)) for n in range(6)]
    desk = Desk(store=Store(acts=acts))
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=key(1)))
    async with desk.serving():
        desk.seen(ANNA, 9)  # the radio may have forgotten her, and taken this one
        await asyncio.sleep(0.1)
        assert desk.custodian.objection(ANNA).reason == "KEY_WANTED"
        desk.errands.to = [ANNA]
        desk.custodian.want(ANNA, "KEY_WANTED")
        await asyncio.sleep(1)
        assert desk.errands.pushed == []
        assert desk.custodian.objection(ANNA).reason == "KEY_WANTED", "still"
        assert desk.custodian.diagnose(ANNA, "KEY_WANTED") == "PUSH_BUDGET"


async def test_key_that_nobody_has_to_decide_about_is_not_said_to_be_held():
    desk = Desk(firmware="2.5.23.abc")
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=key(1)))
    async with desk.serving():
        desk.knows(ANNA, 2)
        desk.seen(ANNA, 2)
        await asyncio.sleep(0.1)
        objection = desk.custodian.objection(ANNA)
        assert objection.is_final
        assert desk.custodian.diagnose(ANNA, objection.reason) == "PUSH_UNSUPPORTED"
        desk.book.verify(ANNA, START)
        desk.knows(ANNA, 3)
        assert desk.custodian.diagnose(ANNA, objection.reason) == "KEY_HELD"


async def test_hour_of_a_question_begins_when_it_has_gone_out():
    desk = Desk()
    desk.errands.slow[AskNodeInfo] = 60.0
    async with desk.serving():
        assert await desk.custodian.ask(ANNA) == ""
        [act] = desk.store.acts
        assert act.at == desk.clock.at()
        assert desk.custodian.contact(ANNA).asked == act.at
        assert desk.custodian.facts().asked_today == 1
