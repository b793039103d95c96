"""What went out and could not be read: the recipient is asked which key it has, and told ours; once, and not for ever."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from custodykit import Desk, Store
from keyskit import ANNA, BERT, START, key
from steadymesh.keys.book.policy import number_of_key
from steadymesh.keys.custody.justintime import ANSWER_S
from steadymesh.keys.options import KeyOptions, Push
from steadymesh.model import Act, ActKind, AskNodeInfo, ErrandEnd, HeldKey, KeySource

UNREAD = "NO_CHANNEL"
SILENT = "RADIO_OR_KEY"
ON_28 = number_of_key(key(1).raw)


def unread(desk: Desk, num=ANNA, reason=UNREAD, used=1) -> bool:
    """A message to this node that named a key could not be read: as delivery does it."""
    if not desk.custodian.may_mend(num, reason):
        return False
    desk.errands.to = [num]
    desk.custodian.want(num, reason, None if used is None else key(used))
    return True


def known(num=ANNA, **more) -> Desk:
    desk = Desk(**more)
    desk.knows(num, 1)
    desk.table.has[num] = HeldKey(key=key(1))
    return desk


async def test_new_key_that_nobody_had_heard_is_asked_for_and_brought():
    desk = known()
    async with desk.serving():
        assert unread(desk)
        await asyncio.sleep(2)
        assert (desk.errands.asked, desk.outcomes()) == ([ANNA], [])
        desk.knows(ANNA, 2)
        desk.seen(ANNA, 2)
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")]
        assert desk.table.has[ANNA].key == key(2)
        assert desk.errands.pushed == [ANNA]


async def test_new_key_that_is_held_for_a_person_to_decide_ends_it():
    desk = known()
    desk.book.verify(ANNA, desk.clock.at())
    async with desk.serving():
        assert unread(desk)
        await asyncio.sleep(2)
        desk.knows(ANNA, 2)
        desk.seen(ANNA, 2)
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "KEY_HELD")]
        assert desk.errands.pushed == []


async def test_answer_with_the_key_that_we_have_ends_it_at_once():
    desk = known()
    async with desk.serving():
        assert unread(desk)
        await asyncio.sleep(2)
        desk.seen(ANNA, 1)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ANNA, "PEER_HAS_OUR_OLD_KEY")]


@pytest.mark.parametrize(("num", "reason"), [(ANNA, UNREAD), (ON_28, SILENT)])
async def test_no_answer_ends_it_within_a_minute(num, reason):
    desk = known(num)
    async with desk.serving():
        assert unread(desk, num, reason)
        await asyncio.sleep(ANSWER_S - 1)
        assert desk.outcomes() == []
        await asyncio.sleep(2)
        assert desk.outcomes() == [(num, reason)]
        assert desk.errands.asked == [num]


async def test_silent_node_on_28_that_answers_has_our_key_now():
    desk = known(ON_28)
    async with desk.serving():
        assert unread(desk, ON_28, SILENT)
        await asyncio.sleep(2)
        desk.seen(ON_28, 1)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ON_28, "")]
        assert desk.errands.pushed == [], "nothing had to be written"


async def test_nodeinfo_from_before_the_question_is_no_answer():
    desk = known(ON_28)
    async with desk.serving():
        desk.seen(ON_28, 1)
        await asyncio.sleep(0.5)
        assert unread(desk, ON_28, SILENT)
        await asyncio.sleep(5)
        assert desk.outcomes() == []


async def test_second_message_waits_for_the_same_answer():
    desk = known()
    async with desk.serving():
        assert unread(desk)
        await asyncio.sleep(2)
        assert unread(desk), "a question is open"
        await asyncio.sleep(2)
        assert desk.errands.asked == [ANNA]


async def test_nobody_is_asked_twice_in_26_hours():
    desk = known()
    async with desk.serving():
        assert unread(desk)
        await asyncio.sleep(ANSWER_S + 1)
        assert desk.outcomes() == [(ANNA, UNREAD)]
        assert not unread(desk)


async def test_such_questions_leave_half_of_the_hour_to_strangers():
    acts = [Act(kind=ActKind.ASK, node=BERT, at=START - timedelta(minutes=n)) for n in (1, 2)]
    desk = known(store=Store(acts=acts))
    async with desk.serving():
        assert not unread(desk)
        desk.errands.to = [BERT]
        desk.custodian.want(BERT, "PKI_SEND_FAIL_PUBLIC_KEY")
        await asyncio.sleep(5)
        assert desk.errands.asked == [BERT]


async def test_full_channel_is_spared():
    desk = known()
    desk.errands.used = 26.0
    async with desk.serving():
        assert not unread(desk)


async def test_radio_that_may_not_be_written_to_is_no_use_but_to_those_who_lack_ours():
    desk = known(options=KeyOptions(push=Push.OFF))
    async with desk.serving():
        assert not unread(desk)
        assert not unread(desk, reason="PEER_HAS_NEW_KEY")
    desk = known(ON_28, options=KeyOptions(push=Push.OFF))
    async with desk.serving():
        assert unread(desk, ON_28, SILENT)
        await asyncio.sleep(2)
        desk.seen(ON_28, 1)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ON_28, "")]


async def test_key_that_changed_while_the_message_was_on_its_way_needs_no_question():
    desk = known()
    async with desk.serving():
        desk.knows(ANNA, 2, KeySource.OPERATOR)
        assert desk.custodian.diagnose(ANNA, UNREAD) == "PEER_HAS_NEW_KEY"
        assert unread(desk, reason="PEER_HAS_NEW_KEY")
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")]
        assert (desk.errands.asked, desk.errands.pushed) == ([], [ANNA])


async def test_key_that_was_brought_meanwhile_by_another_message_needs_no_question():
    desk = known()
    async with desk.serving():
        desk.knows(ANNA, 2, KeySource.OPERATOR)
        desk.table.has[ANNA] = HeldKey(key=key(2))
        assert desk.custodian.diagnose(ANNA, UNREAD, key(1)) == "PEER_HAS_NEW_KEY"
        assert unread(desk, reason="PEER_HAS_NEW_KEY")
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")]
        assert (desk.errands.asked, desk.errands.pushed) == ([], [])


async def test_new_key_that_the_radio_seems_to_have_learned_is_written_to_at_once():
    desk = Desk(firmware="2.8.0.abc")
    desk.knows(ANNA, 1)
    async with desk.serving():
        assert unread(desk)
        await asyncio.sleep(2)
        desk.knows(ANNA, 2)
        desk.seen(ANNA, 2)
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")], "a radio that has the old one after all refuses the next attempt"


async def test_minute_begins_when_the_question_is_away():
    desk = known()
    desk.errands.slow[AskNodeInfo] = 90.0
    async with desk.serving():
        assert unread(desk)
        await asyncio.sleep(50)
        desk.seen(ANNA, 1)
        await asyncio.sleep(90 + ANSWER_S - 60)
        assert desk.outcomes() == [], "what was heard before the question is no answer to it"
        await asyncio.sleep(15)
        assert desk.outcomes() == [(ANNA, UNREAD)]


async def test_question_that_did_not_get_away_is_asked_again():
    desk = known()
    desk.errands.ends[AskNodeInfo].append(ErrandEnd(taken=False))
    async with desk.serving():
        assert unread(desk)
        await asyncio.sleep(7)
        assert desk.errands.asked == [ANNA, ANNA]
        desk.knows(ANNA, 2)
        desk.seen(ANNA, 2)
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")]


async def test_answer_that_came_while_nobody_was_connected_counts():
    desk = known()
    async with desk.serving():
        assert unread(desk)
        await asyncio.sleep(5)
        desk.lost()
        await asyncio.sleep(ANSWER_S + 10)
        desk.ready(2)
        await asyncio.sleep(0.05)
        desk.knows(ANNA, 2)
        desk.seen(ANNA, 2)
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "")]


async def test_answer_releases_one_round_of_messages_only():
    desk = known(ON_28)
    async with desk.serving():
        assert unread(desk, ON_28, SILENT)
        await asyncio.sleep(2)
        desk.seen(ON_28, 1)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ON_28, "")]
        assert not unread(desk, ON_28, SILENT)


async def test_foreign_key_is_no_answer_of_a_silent_node():
    desk = known(ON_28)
    async with desk.serving():
        assert unread(desk, ON_28, SILENT)
        await asyncio.sleep(2)
        desk.seen(ON_28, 7)
        await asyncio.sleep(5)
        assert desk.outcomes() == []


async def test_key_that_is_revoked_meanwhile_ends_it_at_once():
    desk = known()
    async with desk.serving():
        assert unread(desk)
        await asyncio.sleep(5)
        desk.told(*desk.book.revoke(key(1), desk.clock.at()))
        await asyncio.sleep(1)
        assert desk.outcomes() == [(ANNA, "KEY_REVOKED")]


async def test_another_message_to_the_same_node_does_not_answer_for_it():
    desk = known(ON_28)
    async with desk.serving():
        assert unread(desk, ON_28, SILENT)
        await asyncio.sleep(2)
        desk.custodian.want(ON_28, "PKI_SEND_FAIL_PUBLIC_KEY")
        await asyncio.sleep(5)
        assert (desk.outcomes(), desk.errands.pushed) == ([], [])
        desk.seen(ON_28, 1)
        await asyncio.sleep(0.5)
        assert desk.outcomes() == [(ON_28, "")]


async def test_question_whose_asker_was_ended_is_asked_anew():
    desk = known()
    desk.errands.slow[AskNodeInfo] = 30.0
    async with desk.running(desk.custodian.run):
        desk.ready()
        await asyncio.sleep(0.01)
        assert unread(desk)
        await asyncio.sleep(1)
    async with desk.running(desk.custodian.run):
        desk.ready(2)
        await asyncio.sleep(200)
        assert desk.outcomes() == [(ANNA, UNREAD)]


async def test_other_reasons_are_not_mended():
    desk = known()
    async with desk.serving():
        for reason in ("MAX_RETRANSMIT", "PEER_HAS_OUR_OLD_KEY", "TOO_LARGE", "KEY_HELD"):
            assert not unread(desk, reason=reason)
