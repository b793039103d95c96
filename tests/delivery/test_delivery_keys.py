"""Direct messages that lack a key: the queue's own promises, and the pump between a radio and a custody."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
import structlog

from delivery.delivery_kit import (
    OWN,
    PEER,
    START,
    THIRD,
    Custodian,
    House,
    entry,
    lost,
    objects,
    ready,
    resolved,
    verdict,
)
from steadymesh.delivery.changes import Step
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.queue import OutgoingQueue
from steadymesh.delivery.quiet import Quiet
from steadymesh.delivery.slot import Slot
from steadymesh.events import KeyPlaced, KeyRefused, NodeRenumbered
from steadymesh.ids import BROADCAST, NodeNum, PacketId, PublicKey
from steadymesh.model import Objection, Outcome, Priority, RoutingError, SendText

ID = 1001
LACKS = RoutingError.PKI_SEND_FAIL_PUBLIC_KEY
KEY = PublicKey(bytes(range(32)))


def diagnose(_to, reason, _used):
    return {"": "", "NO_CHANNEL": "PEER_HAS_NEW_KEY", "MAX_RETRANSMIT": "RADIO_OR_KEY"}.get(reason, reason)


def make(*entries, **options):
    numbers = count(5000)
    queue = OutgoingQueue(
        options=DeliveryOptions(**options), draw_id=lambda: PacketId(next(numbers)), diagnose=diagnose
    )
    queue.ready(ready())
    for one in entries or (entry(),):
        queue.add(one, now=0.0)
    return queue


def hand(queue, now, generation=1):
    chosen = queue.next(now)
    prepared = queue.handover.prepare(chosen.key, at=START + timedelta(seconds=now))
    assert queue.handover.may_go(prepared)
    queue.handover.handed(prepared, generation, now)
    queue.resolved(resolved(prepared.packet_id, now=now))
    queue.take_changes()
    return prepared.packet_id


def lack(queue, now=0.0, error=LACKS):
    """Hand one over, and have the radio say that it lacks the key."""
    packet_id = hand(queue, now)
    queue.verdict(verdict(packet_id, error, OWN, now))
    return packet_id


def steps(queue):
    return [(c.step, c.entry.reason) for c in queue.take_changes()]


def ends(queue):
    return [(c.entry.outcome, c.entry.reason) for c in queue.take_changes() if c.step is Step.ENDED]


@pytest.mark.parametrize("error", [LACKS, RoutingError.PKI_FAILED])
def test_a_text_that_the_radio_lacks_the_key_for_waits_under_a_new_id(error):
    queue = make()
    lack(queue, error=error)
    assert steps(queue) == [(Step.AWAITS_KEY, error.name)]
    assert "e1" in queue.waiting
    assert queue.entry("e1").packet_id == 5000
    assert queue.entry("e1").earlier_ids == (ID,)
    assert queue.next(300.0) is None
    assert queue.deadline(1.0) == 600.0, "nothing to wake for but its lifetime's end"


def test_a_queue_status_of_39_counts_when_no_verdict_comes():
    queue = make()
    queue.handover.handed(queue.handover.prepare("e1", at=START), 1, 0.0)
    queue.resolved(resolved(ID, taken=False, res=39))
    queue.handle_deadline(10.0)
    assert "e1" in queue.waiting


def test_a_placed_key_lets_all_go_that_wait_for_that_node_and_nobody_else():
    queue = make(
        entry(1),
        entry(2, intent=SendText(to=THIRD, text="other")),
        entry(3),
    )
    for _ in range(3):
        lack(queue)
    assert len(queue.waiting) == 3
    assert not queue.is_busy
    queue.keys.placed(PEER, 7.0)
    assert queue.is_busy
    assert len(queue.waiting) == 1
    assert [hand(queue, 7.0), hand(queue, 7.0)] == [5000, 5002]
    assert queue.next(8.0) is None
    queue.keys.placed(NodeNum(99), 8.0)
    assert len(queue.waiting) == 1


def test_a_refused_key_ends_what_waits_for_it_with_the_reason():
    queue = make(entry(1), entry(2, intent=SendText(to=THIRD, text="other")))
    lack(queue)
    lack(queue)
    queue.take_changes()
    queue.keys.refused(PEER, "PUSH_OFF", 0.0)
    assert ends(queue) == [(Outcome.REFUSED, "PUSH_OFF")]
    assert len(queue) == 1


def test_a_text_whose_lifetime_ends_while_it_waits_is_refused_with_what_is_behind_it():
    queue = make()
    queue.keys.object("e1", Objection(reason="NO_CHANNEL", is_final=False), 0.0)
    queue.handle_deadline(600.0)
    assert ends(queue) == [(Outcome.REFUSED, "PEER_HAS_NEW_KEY")]


def test_a_text_waits_for_a_key_three_times_at_most():
    queue = make()
    for now in (1.0, 2.0, 3.0):
        lack(queue, now)
        assert "e1" in queue.waiting
        queue.keys.placed(PEER, now)
    queue.take_changes()
    lack(queue, 4.0)
    assert ends(queue) == [(Outcome.REFUSED, "PKI_SEND_FAIL_PUBLIC_KEY")]


def test_objections_count_among_the_three():
    queue = make(key_rounds_max=1)
    queue.keys.object("e1", Objection(reason="KEY_UNKNOWN", is_final=False), 0.0)
    queue.keys.placed(PEER, 1.0)
    queue.keys.object("e1", Objection(reason="KEY_UNKNOWN", is_final=False), 1.0)
    assert ends(queue) == [(Outcome.REFUSED, "KEY_UNKNOWN")]


def test_a_text_past_its_lifetime_waits_for_nothing():
    queue = make()
    packet_id = hand(queue, 599.0)
    queue.verdict(verdict(packet_id, LACKS, OWN, 601.0))
    assert ends(queue) == [(Outcome.REFUSED, "PKI_SEND_FAIL_PUBLIC_KEY")]


def test_without_a_custody_nothing_waits():
    queue = OutgoingQueue(options=DeliveryOptions(), draw_id=lambda: PacketId(1))
    queue.ready(ready())
    queue.add(entry(), now=0.0)
    lack(queue)
    assert ends(queue) == [(Outcome.REFUSED, "PKI_SEND_FAIL_PUBLIC_KEY")]


def test_a_final_objection_ends_a_text_and_a_late_ack_still_improves_it():
    queue = make()
    packet_id = hand(queue, 0.0)
    queue.lost(lost())
    queue.ready(ready(2, 10.0))
    queue.keys.object("e1", Objection(reason="KEY_HELD", is_final=True), 70.0)
    assert ends(queue) == [(Outcome.REFUSED, "KEY_HELD")]
    queue.verdict(verdict(packet_id))
    assert [(c.step, c.entry.outcome) for c in queue.take_changes()] == [(Step.IMPROVED, Outcome.ACKNOWLEDGED)]


def test_a_repeat_that_waits_for_a_key_keeps_its_id_and_still_takes_its_ack():
    queue = make()
    packet_id = hand(queue, 0.0)
    queue.ready(ready(2, 10.0))
    queue.keys.object("e1", Objection(reason="KEY_UNKNOWN", is_final=False), 70.0)
    assert queue.entry("e1").packet_id == packet_id
    queue.verdict(verdict(packet_id, sender=OWN))
    assert "e1" not in queue.waiting
    queue.verdict(verdict(packet_id))
    assert ends(queue) == [(Outcome.ACKNOWLEDGED, "")]


def test_a_repeat_that_waited_for_a_key_in_vain_expires_for_it_may_have_arrived():
    queue = make()
    hand(queue, 0.0)
    queue.ready(ready(2, 10.0))
    queue.keys.object("e1", Objection(reason="KEY_UNKNOWN", is_final=False), 70.0)
    queue.handle_deadline(600.0)
    assert ends(queue) == [(Outcome.EXPIRED, "")]


@pytest.mark.parametrize(
    ("error", "sender", "reason"),
    [
        (RoutingError.NO_CHANNEL, PEER, "PEER_HAS_NEW_KEY"),
        (RoutingError.MAX_RETRANSMIT, OWN, "RADIO_OR_KEY"),
        (RoutingError.TOO_LARGE, OWN, "TOO_LARGE"),
    ],
)
def test_the_final_reason_is_what_is_behind_the_verdict(error, sender, reason):
    queue = make()
    packet_id = hand(queue, 0.0)
    queue.verdict(verdict(packet_id, error, sender))
    assert ends(queue) == [(Outcome.REFUSED, reason)]


def test_a_relay_after_a_diagnosed_silence_improves_it():
    queue = make()
    packet_id = hand(queue, 0.0)
    queue.verdict(verdict(packet_id, RoutingError.MAX_RETRANSMIT, OWN))
    queue.take_changes()
    queue.verdict(verdict(packet_id, sender=OWN))
    assert [c.entry.outcome for c in queue.take_changes()] == [Outcome.RELAYED]


def test_a_channel_text_is_not_diagnosed():
    queue = make(entry(intent=SendText(to=BROADCAST, text="all")))
    packet_id = hand(queue, 0.0)
    queue.verdict(verdict(packet_id, RoutingError.MAX_RETRANSMIT, OWN))
    assert ends(queue) == [(Outcome.REFUSED, "MAX_RETRANSMIT")]


def test_a_waiting_text_that_survives_a_restart_is_simply_tried_again():
    queue = make()
    lack(queue)
    [change] = queue.take_changes()
    again = make(entry(9, intent=SendText(to=THIRD, text="x")))
    again.restore([change.entry], [], now=0.0, at=START + timedelta(seconds=5))
    assert [hand(again, 0.0), hand(again, 0.0)] == [1009, 5000]


def test_a_repeat_that_waits_for_a_key_and_is_refused_by_its_recipient_waits_no_more():
    queue = make()
    packet_id = hand(queue, 0.0)
    queue.ready(ready(2, 10.0))
    queue.keys.object("e1", Objection(reason="KEY_UNKNOWN", is_final=False), 70.0)
    queue.verdict(verdict(packet_id, RoutingError.PKI_UNKNOWN_PUBKEY, PEER, 71.0))
    assert "e1" not in queue.waiting
    assert queue.next(90.0).key == "e1"


# --- what went out and was not read --------------------------------------------------------


def mending(*entries, reason="RADIO_OR_KEY"):
    queue = make(*entries)
    queue.judging.may_mend = lambda to, told: to == PEER and told == reason
    return queue


@pytest.mark.parametrize(
    ("error", "sender", "reason"),
    [(RoutingError.NO_CHANNEL, PEER, "PEER_HAS_NEW_KEY"), (RoutingError.MAX_RETRANSMIT, OWN, "RADIO_OR_KEY")],
)
def test_a_text_that_its_recipient_could_not_read_is_tried_once_more_under_a_new_id(error, sender, reason):
    queue = mending(reason=reason)
    first = hand(queue, 0.0)
    queue.verdict(verdict(first, error, sender, 15.0))
    assert steps(queue) == [(Step.AWAITS_KEY, reason)]
    assert queue.next(16.0) is None
    queue.keys.placed(PEER, 20.0)
    second = hand(queue, 20.0)
    assert second != first
    queue.verdict(verdict(second, error, sender, 35.0))
    assert ends(queue) == [(Outcome.REFUSED, reason)], "once"


def test_what_could_not_be_cleared_up_ends_with_its_reason():
    queue = mending()
    queue.verdict(verdict(hand(queue, 0.0), RoutingError.MAX_RETRANSMIT, OWN, 15.0))
    queue.take_changes()
    queue.keys.refused(PEER, "RADIO_OR_KEY", 16.0)
    assert ends(queue) == [(Outcome.REFUSED, "RADIO_OR_KEY")]


@pytest.mark.parametrize("reason", ["RADIO_OR_KEY", "NO_CHANNEL", "PEER_HAS_NEW_KEY"])
def test_a_restart_while_the_recipient_is_asked_sends_nothing_without_an_answer(reason):
    queue = mending(reason=reason)
    queue.judging.diagnose = lambda _to, told, _used: told and reason
    queue.verdict(verdict(hand(queue, 0.0), RoutingError.MAX_RETRANSMIT, OWN, 15.0))
    kept = queue.take_changes()[-1].entry
    again = mending(entry(9, intent=SendText(to=THIRD, text="x")), reason=reason)
    again.judging.diagnose = queue.judging.diagnose
    again.restore([kept], [], now=20.0, at=START + timedelta(seconds=20))
    if reason == "PEER_HAS_NEW_KEY":  # that was no question: it goes under the new one
        hand(again, 20.0)
        packet_id = hand(again, 20.0)
        again.verdict(verdict(packet_id, RoutingError.NO_CHANNEL, PEER, 35.0))
    assert ends(again) == [(Outcome.REFUSED, reason)]


def test_an_ack_that_comes_while_it_is_cleared_up_still_counts():
    queue = mending()
    first = hand(queue, 0.0)
    queue.verdict(verdict(first, RoutingError.MAX_RETRANSMIT, OWN, 15.0))
    queue.take_changes()
    queue.verdict(verdict(first, sender=PEER, now=16.0))
    assert ends(queue) == [(Outcome.ACKNOWLEDGED, "")]
    queue.keys.placed(PEER, 20.0)
    assert queue.next(21.0) is None


def test_what_our_own_radio_refused_was_not_unread():
    queue = mending(reason="PEER_HAS_NEW_KEY")
    queue.verdict(verdict(hand(queue, 0.0), RoutingError.NO_CHANNEL, OWN, 0.1))
    assert ends(queue) == [(Outcome.REFUSED, "PEER_HAS_NEW_KEY")]


def test_a_channel_text_and_one_that_is_out_of_time_are_not_tried_again():
    channel = entry(intent=SendText(to=BROADCAST, text="all"))
    queue = mending(channel, reason="MAX_RETRANSMIT")
    queue.judging.may_mend = lambda _to, _told: True
    queue.verdict(verdict(hand(queue, 0.0), RoutingError.MAX_RETRANSMIT, OWN, 15.0))
    assert ends(queue) == [(Outcome.REFUSED, "MAX_RETRANSMIT")]
    queue = mending()
    queue.verdict(verdict(hand(queue, 0.0), RoutingError.MAX_RETRANSMIT, OWN, 700.0))
    assert ends(queue) == [(Outcome.REFUSED, "RADIO_OR_KEY")]


def test_one_second_chance_is_all_there_is():
    queue = mending(entry(priority=Priority.MESSAGE))
    queue.judging.may_mend = lambda _to, _told: False
    queue.judging._last_heard = lambda _num: None
    queue.verdict(verdict(hand(queue, 0.0), RoutingError.MAX_RETRANSMIT, OWN, 15.0))
    assert steps(queue) == [(Step.UNHEARD, "MAX_RETRANSMIT")]
    [item] = queue._items.values()
    item.entry = replace(item.entry, awaits_word=False)
    queue._places.put(item, 20.0)
    queue.judging.may_mend = lambda _to, _told: True
    queue.verdict(verdict(hand(queue, 20.0), RoutingError.MAX_RETRANSMIT, OWN, 35.0))
    assert ends(queue) == [(Outcome.REFUSED, "RADIO_OR_KEY")]


def test_a_restart_does_not_forget_that_it_had_its_second_chance():
    queue = mending(reason="PEER_HAS_NEW_KEY")
    queue.verdict(verdict(hand(queue, 0.0), RoutingError.NO_CHANNEL, PEER, 15.0))
    queue.take_changes()
    queue.keys.placed(PEER, 20.0)
    hand(queue, 20.0)
    again = mending(entry(9, intent=SendText(to=THIRD, text="x")), reason="PEER_HAS_NEW_KEY")
    again.restore([queue.entry("e1")], [], now=25.0, at=START + timedelta(seconds=25))
    again.verdict(verdict(queue.entry("e1").packet_id, RoutingError.NO_CHANNEL, PEER, 30.0))
    assert ends(again) == [(Outcome.REFUSED, "PEER_HAS_NEW_KEY")]


def test_a_text_that_a_neighbour_passed_on_is_not_sent_again():
    queue = mending()
    packet_id = hand(queue, 0.0)
    queue.verdict(verdict(packet_id, sender=OWN, now=1.0))
    queue.verdict(verdict(packet_id, RoutingError.MAX_RETRANSMIT, OWN, 15.0))
    queue.handle_deadline(600.0)
    assert ends(queue) == [(Outcome.RELAYED, "")]


def test_a_repeat_that_lacks_a_key_keeps_its_packet_id_for_the_first_may_have_arrived():
    queue = make()
    packet_id = hand(queue, 0.0)
    queue.lost(lost())
    queue.ready(ready(2, 70.0))
    assert hand(queue, 75.0, generation=2) == packet_id
    queue.verdict(verdict(packet_id, LACKS, OWN, 76.0))
    queue.keys.placed(PEER, 80.0)
    assert queue.next(81.0) is None
    queue.verdict(verdict(packet_id, now=90.0))
    assert ends(queue) == [(Outcome.ACKNOWLEDGED, "")]


def test_that_one_message_was_unread_says_nothing_of_one_that_was_not_sent():
    queue = mending(entry(1), entry(2))
    queue.verdict(verdict(hand(queue, 0.0), RoutingError.MAX_RETRANSMIT, OWN, 15.0))
    lack(queue, 16.0)
    queue.take_changes()
    queue.keys.refused(PEER, "RADIO_OR_KEY", 20.0)
    assert ends(queue) == [(Outcome.REFUSED, "RADIO_OR_KEY")]
    assert queue.next(20.0).key == "e2"


# --- a person's new number -----------------------------------------------------------------


def test_what_no_radio_was_handed_yet_goes_to_a_persons_new_number():
    queue = make(entry(1), entry(2, intent=SendText(to=THIRD, text="other")))
    queue.keys.renumbered(PEER, NodeNum(77), 0.0)
    assert [queue.entry(key).intent.to for key in ("e1", "e2")] == [77, THIRD]
    assert [c.step for c in queue.take_changes()] == [Step.MOVED]


def test_what_waited_for_the_old_numbers_key_is_tried_at_the_new_number():
    queue = make()
    lack(queue)
    queue.keys.renumbered(PEER, NodeNum(77), 5.0)
    assert "e1" not in queue.waiting
    assert queue.next(5.0).intent.to == 77


def test_what_may_have_arrived_keeps_its_number():
    queue = make()
    hand(queue, 0.0)
    queue.keys.renumbered(PEER, NodeNum(77), 1.0)
    assert queue.entry("e1").intent.to == PEER


def test_a_number_that_is_our_own_is_nobodys_new_number():
    queue = make()
    queue.keys.renumbered(PEER, OWN, 1.0)
    assert queue.entry("e1").intent.to == PEER


def test_an_attempt_that_is_being_written_down_is_void_when_its_recipient_is_renumbered():
    queue = make()
    prepared = queue.handover.prepare("e1", at=START)
    queue.keys.renumbered(PEER, NodeNum(77), 0.0)
    assert not queue.handover.may_go(prepared)
    queue.handover.take_back(prepared, 0.0)
    assert queue.next(0.0).intent.to == 77


# --- what failed last, who waits, how quiet it is -------------------------------------------


def test_the_last_that_failed_is_told_by_the_order_of_the_ends():
    queue = make(entry(1), entry(2, intent=SendText(to=THIRD, text="x")), entry(3))
    assert queue.last_failed(None) is None
    queue.keys.refused(PEER, "X", 0.0)
    for key in ("e2", "e1", "e3"):
        queue.keys.object(key, Objection(reason="KEY_HELD", is_final=True), 0.0)
    assert queue.last_failed(None).key == "e3"
    assert queue.last_failed(THIRD).key == "e2"
    assert queue.last_failed(NodeNum(5)) is None
    queue.verdict(verdict(1003))
    assert queue.last_failed(None).key == "e1", "the late ack of e3 made it no failure"


def test_what_the_journal_restored_failed_before_all_that_failed_here():
    queue = make(recent_max=2)
    queue.keys.object("e1", Objection(reason="KEY_HELD", is_final=True), 0.0)
    old = [entry(n, outcome=Outcome.REFUSED, reason="NO_ROUTE") for n in (8, 7)]
    queue.restore([], [*old, entry(1, outcome=Outcome.EXPIRED)], now=1.0, at=START)
    assert queue.last_failed(None).reason == "KEY_HELD"
    assert queue.entry("e7") is None, "the oldest is forgotten first"
    assert queue.entry("e8") is not None


def test_recipients_are_those_of_direct_messages_each_once():
    queue = make(entry(1), entry(2), entry(3, intent=SendText(to=BROADCAST, text="all")))
    assert queue.recipients() == (PEER,)


def test_quiet_is_counted_from_the_last_sign_of_business():
    quiet = Quiet()
    assert quiet.seconds(5.0) == 0.0
    quiet.note(is_busy=False, now=10.0)
    assert quiet.seconds(12.0) == 2.0
    quiet.note(is_busy=False, now=13.0)
    assert quiet.seconds(14.0) == 4.0
    quiet.note(is_busy=True, now=15.0)
    assert quiet.seconds(15.0) == 0.0


def test_the_slot_is_anybodys_until_it_is_resolved_lost_or_held_too_long():
    slot = Slot(60.0)
    assert slot.deadline is None
    slot.take(PacketId(5), 1, 0.0)
    slot.resolved(PacketId(6))
    slot.ready(1)
    slot.handle_deadline(59.0)
    assert not slot.is_free
    assert slot.deadline == 60.0
    slot.handle_deadline(60.0)
    assert slot.is_free
    for free in (lambda: slot.resolved(PacketId(5)), slot.lost, lambda: slot.ready(2)):
        slot.take(PacketId(5), 1, 0.0)
        free()
        assert slot.is_free


# --- the pump ---------------------------------------------------------------------------------


@pytest.fixture
def logs():
    with structlog.testing.capture_logs() as captured:
        yield captured


def trusted(**options):
    custody = Custodian()
    return House(custody=custody, **options), custody


async def post(house, text="hi", to=PEER, **options):
    written = await house.delivery.post(to=to, text=text, **options)
    await asyncio.sleep(0.001)
    return written


async def lose_key(house, packet_id, error=LACKS):
    house.radio.say(packet_id, error, OWN)
    await asyncio.sleep(0.001)


async def test_a_missing_key_is_wanted_once_and_the_text_goes_again_under_a_new_id(logs):
    house, custody = trusted()
    async with house.running():
        written = await post(house)
        await lose_key(house, written.packet_id)
        assert custody.wanted == [(PEER, "PKI_SEND_FAIL_PUBLIC_KEY")]
        assert house.delivery.facts()["awaiting_key"] == 1
        await asyncio.sleep(30)
        assert house.radio.texts == ["hi"]
        house.bus.publish(KeyPlaced(node=PEER))
        placed_at = house.clock.now()
        await asyncio.sleep(0.001)
        assert house.radio.sent[1] == (pytest.approx(placed_at, abs=0.002), house.radio.ids[1], "hi")
        assert house.radio.ids[1] != written.packet_id
        house.radio.say(house.radio.ids[1])
        await asyncio.sleep(0.001)
    assert house.outcomes() == [("hi", Outcome.ACKNOWLEDGED)]
    assert house.journal.rows[written.key].earlier_ids == (written.packet_id,)
    assert custody.wanted == [(PEER, "PKI_SEND_FAIL_PUBLIC_KEY")]
    assert [line["event"] for line in logs] == [
        "message-sent", "message-awaits-key", "message-sent", "message-acknowledged",
    ]  # fmt: skip


async def test_a_direct_message_insists_on_the_key_that_is_known_when_it_leaves():
    house, custody = trusted()
    custody.keys[PEER] = PublicKey(bytes([1]) * 32)
    async with house.running():
        written = await post(house)
        custody.keys[PEER] = PublicKey(bytes([2]) * 32)
        await lose_key(house, written.packet_id, RoutingError.PKI_FAILED)
        assert custody.wanted == [(PEER, "PKI_FAILED")]
        house.bus.publish(KeyPlaced(node=PEER))
        await asyncio.sleep(3)
        await post(house, to=BROADCAST)
        assert house.radio.insisted == [PublicKey(bytes([1]) * 32), PublicKey(bytes([2]) * 32), None]


async def test_a_key_that_was_placed_respects_the_transmitters_pace():
    house, _ = trusted()
    async with house.running():
        written = await post(house)
        await lose_key(house, written.packet_id)
        house.radio.wait = 2.0
        house.bus.publish(KeyPlaced(node=PEER))
        began = house.clock.now()
        asyncio.get_running_loop().call_at(began + 2.0, setattr, house.radio, "wait", 0)
        await asyncio.sleep(5)
    assert house.radio.sent[1][0] == pytest.approx(began + 2.0, abs=0.002)


async def test_a_key_that_does_not_come_ends_the_text_with_its_reason(logs):
    house, _ = trusted()
    async with house.running():
        written = await post(house)
        await lose_key(house, written.packet_id)
        house.bus.publish(KeyRefused(node=PEER, reason="PUSH_MANAGED"))
        await asyncio.sleep(0.001)
        assert house.outcomes() == [("hi", Outcome.REFUSED)]
    assert house.journal.rows[written.key].reason == "PUSH_MANAGED"
    assert house.delivery.last_failed(PEER).reason == "PUSH_MANAGED"
    refused = next(line for line in logs if line["event"] == "message-refused")
    assert "managed mode" in str(refused["why"])


async def test_while_one_waits_for_a_key_the_others_go():
    house, _ = trusted()
    async with house.running():
        first = await post(house, "one")
        await lose_key(house, first.packet_id)
        await post(house, "two", to=THIRD)
        await post(house, "all", to=BROADCAST)
        assert house.radio.texts == ["one", "two", "all"]
        house.bus.publish(KeyPlaced(node=THIRD))
        await asyncio.sleep(1)
        assert house.radio.texts == ["one", "two", "all"]


async def test_a_text_whose_key_never_comes_is_refused_at_its_lifetimes_end():
    house, custody = trusted()
    custody.diagnoses = {"PKI_SEND_FAIL_PUBLIC_KEY": "KEY_UNKNOWN"}
    async with house.running():
        written = await post(house, lifetime_s=60)
        await lose_key(house, written.packet_id)
        await asyncio.sleep(59.9)
        assert house.outcomes() == []
        await asyncio.sleep(0.2)
        assert house.outcomes() == [("hi", Outcome.REFUSED)]
    assert house.journal.rows[written.key].reason == "KEY_UNKNOWN"


async def test_a_text_that_is_objected_to_for_good_never_reaches_the_radio():
    house, custody = trusted()
    custody.objections = {PEER: [objects("KEY_HELD", is_final=True)]}
    async with house.running():
        written = await post(house)
        assert house.radio.texts == []
        assert house.outcomes() == [("hi", Outcome.REFUSED)]
    assert house.journal.rows[written.key].reason == "KEY_HELD"
    assert custody.wanted == []


async def test_a_text_that_is_objected_to_for_now_waits_and_keeps_its_id():
    house, custody = trusted()
    custody.objections = {PEER: [objects("KEY_UNKNOWN")]}
    async with house.running():
        written = await post(house)
        await post(house, "all", to=BROADCAST)
        assert house.radio.texts == ["all"]
        assert custody.wanted == [(PEER, "KEY_UNKNOWN")]
        house.bus.publish(KeyPlaced(node=PEER))
        await asyncio.sleep(0.001)
        assert house.radio.ids[1] == written.packet_id


async def test_an_objection_that_never_ends_is_no_busy_loop():
    house, custody = trusted()
    custody.objections = {PEER: [objects("KEY_UNKNOWN")] * 99}
    async with house.running():
        await post(house)
        for _ in range(5):
            house.bus.publish(KeyPlaced(node=PEER))
            await asyncio.sleep(0.001)
        assert house.outcomes() == [("hi", Outcome.REFUSED)]
    assert len(custody.wanted) == 3
    assert house.radio.texts == []


async def test_a_link_that_is_lost_while_a_text_waits_for_its_key_changes_nothing():
    house, _ = trusted()
    async with house.running():
        written = await post(house)
        await lose_key(house, written.packet_id)
        house.radio.cut()
        await asyncio.sleep(10)
        house.bus.publish(KeyPlaced(node=PEER))
        await asyncio.sleep(10)
        assert house.radio.texts == ["hi"]
        house.radio.connect()
        await asyncio.sleep(0.01)
        assert house.radio.texts == ["hi", "hi"]
        assert len(set(house.radio.ids)) == 2


async def test_after_a_restart_what_waited_is_tried_again_under_its_new_id():
    house, _ = trusted()
    async with house.running():
        written = await post(house)
        await lose_key(house, written.packet_id)
    kept = house.journal.rows[written.key]
    assert (kept.outcome, kept.earlier_ids) == (Outcome.WAITING, (written.packet_id,))
    later, custody = trusted()
    later.journal.rows[kept.key] = kept
    async with later.running():
        await asyncio.sleep(0.01)
        assert later.radio.ids == [kept.packet_id]
        await lose_key(later, kept.packet_id)
        assert custody.wanted == [(PEER, "PKI_SEND_FAIL_PUBLIC_KEY")]


async def test_a_custody_that_answers_at_once_is_heard():
    house, custody = trusted()
    custody.want = lambda to, _reason, _used: house.bus.publish(KeyRefused(node=to, reason="KEY_HELD"))
    async with house.running():
        written = await post(house)
        await lose_key(house, written.packet_id)
        assert house.outcomes() == [("hi", Outcome.REFUSED)]


async def test_a_key_that_came_with_the_refusal_is_not_wanted_again():
    house, custody = trusted()
    async with house.running():
        written = await post(house)
        house.radio.say(written.packet_id, LACKS, OWN)
        house.bus.publish(KeyPlaced(node=PEER))
        await asyncio.sleep(0.001)
        assert len(house.radio.ids) == 2
    assert custody.wanted == []


async def test_a_flood_of_verdicts_does_not_push_out_the_news_of_a_key():
    house, _ = trusted()
    async with house.running():
        written = await post(house)
        await lose_key(house, written.packet_id)
        house.bus.publish(KeyPlaced(node=PEER))
        for number in range(30_000):
            house.radio.say(PacketId(100_000 + number), sender=THIRD)
        await asyncio.sleep(0.001)
        assert len(house.radio.ids) == 2


async def test_an_expired_direct_message_carries_what_is_behind_its_silence():
    house, custody = trusted()
    custody.diagnoses = {"": "RADIO_OR_KEY"}
    async with house.running():
        written = await post(house, lifetime_s=10)
        await asyncio.sleep(200)
    kept = house.journal.rows[written.key]
    assert (kept.outcome, kept.reason) == (Outcome.EXPIRED, "RADIO_OR_KEY")


async def test_a_silent_person_who_may_lack_our_key_is_written_to_again_when_they_answered():
    house, custody = trusted()
    custody.diagnoses = {"MAX_RETRANSMIT": "RADIO_OR_KEY"}
    custody.mendable = {"RADIO_OR_KEY"}
    custody.keys[PEER] = KEY
    async with house.running():
        await post(house)
        house.radio.say(house.radio.ids[0], RoutingError.MAX_RETRANSMIT, OWN)
        await asyncio.sleep(1)
        assert custody.wanted == [(PEER, "RADIO_OR_KEY")]
        assert custody.used == [KEY], "what it named"
        house.bus.publish(KeyPlaced(node=PEER))
        await asyncio.sleep(0.001)
        assert len(house.radio.ids) == 2


async def test_35_twice_stays_final():
    house, custody = trusted()
    async with house.running():
        await post(house)
        house.radio.say(house.radio.ids[0], RoutingError.PKI_UNKNOWN_PUBKEY)
        await asyncio.sleep(16)
        house.radio.say(house.radio.ids[1], RoutingError.PKI_UNKNOWN_PUBKEY)
        await asyncio.sleep(0.001)
        assert house.outcomes() == [("hi", Outcome.REFUSED)]
    assert custody.wanted == []


async def test_a_renumbered_person_gets_what_waits_under_the_new_number_after_a_restart_too():
    house, _ = trusted(connect=False)
    new = NodeNum(0x99887766)
    async with house.running():
        written = await post(house)
        house.bus.publish(NodeRenumbered(before=PEER, after=new, key=KEY))
        await asyncio.sleep(0.001)
        assert house.delivery.errands.recipients() == (new,)
    assert house.journal.rows[written.key].intent.to == new


async def test_a_custody_that_is_made_later_is_entrusted():
    house = House()
    custody = Custodian()
    house.delivery.entrust(custody)
    custody.objections = {PEER: [objects("KEY_HELD", is_final=True)]}
    async with house.running():
        await post(house)
        assert house.outcomes() == [("hi", Outcome.REFUSED)]
