from datetime import timedelta
from itertools import count

import pytest

from delivery.delivery_kit import OWN, PEER, START, THIRD, entry, lost, ready, resolved, verdict
from steadymesh.delivery.changes import Step
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.queue import OUTBOX_FULL, OutgoingQueue
from steadymesh.ids import BROADCAST, PacketId
from steadymesh.model import Outcome, Priority, RoutingError, SendText

ID = 1001


def make(**options):
    numbers = count(5000)
    return OutgoingQueue(options=DeliveryOptions(**options), draw_id=lambda: PacketId(next(numbers)))


def ready_queue(*entries, **options):
    queue = make(**options)
    queue.ready(ready(now=0.0))
    for one in entries or (entry(),):
        queue.add(one, now=0.0)
    queue.take_changes()
    return queue


def hand(queue, now, generation=1, at=None):
    chosen = queue.next(now)
    assert chosen is not None
    prepared = queue.handover.prepare(chosen.key, at=at or START + timedelta(seconds=now))
    assert queue.handover.may_go(prepared)
    queue.handover.handed(prepared, generation, now)
    return prepared


def sent_queue(*entries, taken=True, res=0, **options):
    queue = ready_queue(*entries, **options)
    prepared = hand(queue, 0.0)
    queue.resolved(resolved(prepared.packet_id, taken, res))
    queue.take_changes()
    return queue


def ends(queue):
    return [(c.entry.key, c.entry.outcome, c.entry.reason) for c in queue.take_changes() if c.step is Step.ENDED]


def test_nothing_leaves_before_a_connection_is_ready_nor_after_it_is_lost():
    queue = make()
    queue.add(entry(), now=0.0)
    assert queue.next(0.0) is None
    queue.ready(ready())
    assert queue.next(0.0) == entry()
    queue.lost(lost())
    assert queue.next(0.0) is None


def test_the_loss_of_an_older_connection_means_nothing():
    queue = ready_queue()
    queue.ready(ready(2))
    queue.lost(lost(1))
    assert queue.next(0.0) is not None


def test_an_entry_that_is_being_written_down_waits():
    queue = make()
    queue.ready(ready())
    queue.add(entry(), now=0.0, held=True)
    assert queue.next(0.0) is None
    queue.release("e1", 0.0)
    queue.release("unknown", 0.0)
    assert queue.next(0.0) is not None


def test_priority_goes_first_then_who_came_first():
    queue = ready_queue(
        entry(1, priority=Priority.KEYS), entry(2), entry(3, priority=Priority.ALERT), entry(4, priority=Priority.ALERT)
    )
    order = []
    for now in range(4):
        prepared = hand(queue, float(now))
        queue.resolved(resolved(prepared.packet_id))
        order.append(prepared.key)
    assert order == ["e3", "e4", "e2", "e1"]


def test_one_text_is_in_flight_until_the_radio_has_spoken():
    queue = ready_queue(entry(1), entry(2))
    hand(queue, 0.0)
    assert queue.next(1.0) is None
    queue.resolved(resolved(9999))
    assert queue.next(1.0) is None
    queue.resolved(resolved(ID))
    assert queue.next(1.0).key == "e2"


def test_a_slot_whose_send_is_never_resolved_is_free_after_a_minute():
    queue = ready_queue(entry(1), entry(2))
    hand(queue, 0.0)
    assert queue.deadline(0.0) == 60.0
    queue.handle_deadline(59.9)
    assert queue.next(59.9) is None
    queue.handle_deadline(60.0)
    assert queue.next(60.0).key == "e2"


@pytest.mark.parametrize("event", ["lost", "ready"])
def test_the_slot_ends_with_its_connection(event):
    queue = ready_queue(entry(1), entry(2))
    hand(queue, 0.0)
    if event == "lost":
        queue.lost(lost(1))
    queue.ready(ready(2, 1.0))
    assert queue.next(1.0).key == "e2"


def test_a_late_word_of_ready_for_the_same_connection_keeps_the_slot():
    queue = ready_queue(entry(1), entry(2))
    hand(queue, 0.0)
    queue.ready(ready(1, 0.0))
    assert queue.next(1.0) is None


def test_what_is_prepared_carries_attempt_time_and_number():
    queue = ready_queue()
    prepared = hand(queue, 3.0)
    assert (prepared.attempts, prepared.first_sent, prepared.sent_as) == (1, START + timedelta(seconds=3), OWN)


def test_the_recipients_ack_ends_a_direct_message_once():
    queue = sent_queue()
    queue.verdict(verdict(ID))
    queue.verdict(verdict(ID))
    assert ends(queue) == [("e1", Outcome.ACKNOWLEDGED, "")]
    assert len(queue) == 0


def test_a_relayed_direct_message_waits_for_the_real_ack():
    queue = sent_queue()
    queue.verdict(verdict(ID, sender=OWN))
    assert queue.entry("e1").relayed
    assert queue.entry("e1").outcome is Outcome.SENT
    queue.verdict(verdict(ID, now=20.0))
    assert ends(queue) == [("e1", Outcome.ACKNOWLEDGED, "")]


def test_a_relayed_direct_message_without_an_ack_ends_relayed_after_the_verdicts_time():
    queue = sent_queue()
    queue.verdict(verdict(ID, sender=OWN))
    assert queue.deadline(1.0) == 180.0
    queue.handle_deadline(179.9)
    assert ends(queue) == []
    queue.handle_deadline(180.0)
    assert ends(queue) == [("e1", Outcome.RELAYED, "")]


def test_a_relayed_direct_message_is_not_repeated_on_the_next_connection():
    queue = sent_queue()
    queue.verdict(verdict(ID, sender=OWN))
    queue.ready(ready(2, 70.0))
    assert queue.next(80.0) is None


def test_a_channel_text_ends_with_the_first_relay():
    queue = sent_queue(entry(intent=SendText(to=BROADCAST, text="all")))
    queue.verdict(verdict(ID, sender=OWN))
    assert ends(queue) == [("e1", Outcome.RELAYED, "")]


def test_a_third_partys_word_changes_nothing():
    queue = sent_queue()
    queue.verdict(verdict(ID, sender=THIRD))
    queue.verdict(verdict(ID, RoutingError.NO_CHANNEL, sender=THIRD))
    assert queue.take_changes() == []
    assert len(queue) == 1


def test_a_verdict_on_an_id_that_never_left_is_not_ours():
    queue = ready_queue()
    queue.verdict(verdict(ID, RoutingError.MAX_RETRANSMIT, sender=OWN))
    queue.verdict(verdict(4242))
    assert len(queue) == 1
    assert queue.take_changes() == []


def test_a_nak_ends_the_text_with_its_reason():
    queue = sent_queue()
    queue.verdict(verdict(ID, RoutingError.PKI_SEND_FAIL_PUBLIC_KEY, sender=OWN))
    assert ends(queue) == [("e1", Outcome.REFUSED, "PKI_SEND_FAIL_PUBLIC_KEY")]


def test_a_nak_may_come_before_the_queue_status():
    queue = ready_queue(entry(1), entry(2))
    hand(queue, 0.0)
    queue.verdict(verdict(ID, RoutingError.RATE_LIMIT_EXCEEDED, sender=OWN))
    assert queue.next(10.0) is None, "its slot is still taken"
    queue.resolved(resolved(ID, taken=True))
    assert queue.entry("e1").outcome is Outcome.WAITING, "the old id's queueStatus says nothing of the new one"
    assert queue.next(10.0).packet_id == 5000


def test_after_a_nak_a_new_id_goes_out_after_the_pause():
    queue = sent_queue()
    queue.verdict(verdict(ID, RoutingError.RATE_LIMIT_EXCEEDED, sender=OWN, now=10.0))
    [change] = queue.take_changes()
    assert change.step is Step.PAUSED
    assert (change.entry.packet_id, change.entry.earlier_ids) == (5000, (ID,))
    assert (change.entry.attempts, change.entry.first_sent, change.entry.outcome) == (0, None, Outcome.WAITING)
    assert queue.deadline(10.0) == 12.5
    assert queue.next(12.4) is None
    assert hand(queue, 12.5).packet_id == 5000


def test_a_paused_head_does_not_block_the_others():
    queue = sent_queue(entry(1, priority=Priority.ALERT), entry(2))
    queue.verdict(verdict(ID, RoutingError.DUTY_CYCLE_LIMIT, sender=OWN))
    assert queue.next(1.0).key == "e2"


def test_no_new_attempt_when_the_pause_is_longer_than_the_lifetime():
    queue = sent_queue(entry(deadline=START + timedelta(seconds=30)))
    queue.verdict(verdict(ID, RoutingError.DUTY_CYCLE_LIMIT, sender=OWN))
    assert ends(queue) == [("e1", Outcome.REFUSED, "DUTY_CYCLE_LIMIT")]


def test_a_refused_text_whose_next_attempt_never_left_ends_refused():
    queue = sent_queue()
    queue.verdict(verdict(ID, RoutingError.RATE_LIMIT_EXCEEDED, sender=OWN))
    queue.lost(lost())
    queue.take_changes()
    queue.handle_deadline(600.0)
    assert ends(queue) == [("e1", Outcome.REFUSED, "RATE_LIMIT_EXCEEDED")]


def test_a_late_ack_of_an_earlier_id_ends_the_text_before_its_next_attempt():
    queue = sent_queue()
    queue.verdict(verdict(ID, RoutingError.PKI_UNKNOWN_PUBKEY))
    queue.verdict(verdict(ID, sender=OWN))
    assert not queue.entry("e1").relayed, "a relay of what the recipient could not read is no news"
    queue.verdict(verdict(ID, RoutingError.NO_CHANNEL))
    assert queue.entry("e1").outcome is Outcome.WAITING
    queue.verdict(verdict(ID))
    assert ends(queue) == [("e1", Outcome.ACKNOWLEDGED, "")]


def test_a_late_relay_of_an_earlier_id_ends_a_channel_text():
    queue = sent_queue(entry(intent=SendText(to=BROADCAST, text="all")))
    queue.verdict(verdict(ID, RoutingError.RATE_LIMIT_EXCEEDED, sender=OWN))
    queue.verdict(verdict(ID, sender=OWN))
    assert ends(queue) == [("e1", Outcome.RELAYED, "")]


def test_a_refusing_queue_status_waits_for_the_verdict_that_says_more():
    queue = sent_queue(taken=False, res=33)
    assert queue.deadline(0.0) == 10.0
    queue.verdict(verdict(ID, RoutingError.NO_INTERFACE, sender=OWN))
    assert ends(queue) == [("e1", Outcome.REFUSED, "NO_INTERFACE")]


def test_a_refusing_queue_status_decides_when_nothing_else_comes():
    queue = sent_queue(taken=False, res=34)
    queue.handle_deadline(9.9)
    assert ends(queue) == []
    queue.handle_deadline(10.0)
    assert ends(queue) == [("e1", Outcome.REFUSED, "RES_34")]


def test_a_text_that_is_refused_by_res_is_not_repeated_meanwhile():
    queue = sent_queue(taken=False, res=34)
    queue.ready(ready(2, 1.0))
    assert queue.next(9.0) is None


def test_a_relay_after_a_refusing_queue_status_is_the_better_news():
    queue = sent_queue(taken=False, res=34)
    queue.verdict(verdict(ID, sender=OWN))
    queue.handle_deadline(10.0)
    assert ends(queue) == []


def test_should_release_is_no_refusal():
    queue = sent_queue(taken=False, res=35)
    assert queue.entry("e1").outcome is Outcome.SENT


def test_a_full_transmit_queue_gets_a_new_id_only_when_the_radio_has_given_up():
    queue = sent_queue(taken=False, res=32)
    queue.handle_deadline(179.9)
    assert queue.entry("e1").packet_id == ID, "the radio may still retransmit it"
    queue.handle_deadline(180.0)
    assert queue.entry("e1").packet_id == 5000
    assert queue.next(184.9) is None
    assert hand(queue, 185.0).packet_id == 5000


def test_a_full_transmit_queue_and_then_silence_is_worth_another_attempt():
    queue = sent_queue(taken=False, res=32)
    queue.verdict(verdict(ID, RoutingError.MAX_RETRANSMIT, sender=OWN, now=40.0))
    assert hand(queue, 45.0).packet_id == 5000


def test_a_full_transmit_queue_drops_at_once_what_wants_no_ack():
    queue = sent_queue(entry(intent=SendText(to=PEER, text="x", want_ack=False)), taken=False, res=32)
    queue.handle_deadline(0.0)
    assert queue.entry("e1").packet_id == 5000


def test_an_unknown_fate_waits_for_a_verdict_on_the_same_connection():
    queue = sent_queue(taken=None)
    assert queue.next(100.0) is None
    queue.verdict(verdict(ID))
    assert ends(queue) == [("e1", Outcome.ACKNOWLEDGED, "")]


def test_a_radio_that_restarts_behind_an_open_link_is_handed_again_what_it_forgot():
    queue = sent_queue(taken=None)
    assert queue.next(5.0) is None
    queue.ready(ready(1, 10.0))
    assert queue.next(12.9) is None
    assert queue.next(13.0).packet_id == ID


def test_an_unknown_fate_is_repeated_under_the_same_id_soon_after_the_next_ready():
    queue = sent_queue(taken=None)
    queue.lost(lost())
    queue.ready(ready(2, 10.0))
    assert queue.next(12.9) is None
    assert queue.deadline(10.0) == 13.0
    prepared = hand(queue, 13.0, generation=2)
    assert (prepared.packet_id, prepared.attempts, prepared.first_sent) == (ID, 2, START)


def test_what_the_radio_had_taken_is_repeated_a_minute_after_it_was_sent():
    queue = sent_queue()
    queue.ready(ready(2, 10.0))
    assert queue.next(59.9) is None
    assert hand(queue, 60.0, generation=2).packet_id == ID


def test_nothing_is_repeated_when_peers_may_have_forgotten_the_id():
    queue = sent_queue(taken=None)
    queue.lost(lost())
    queue.ready(ready(2, 298.0))
    assert queue.next(301.0) is None
    queue.handle_deadline(600.0)
    assert ends(queue) == [("e1", Outcome.EXPIRED, "")]


def test_a_repeat_that_was_due_in_time_but_found_no_way_out_is_left():
    queue = sent_queue(taken=None)
    queue.ready(ready(2, 10.0))
    assert queue.next(300.0) is not None
    assert queue.next(300.1) is None


def test_nothing_is_repeated_from_another_node_number():
    queue = sent_queue(taken=None)
    queue.ready(ready(2, 10.0, own=THIRD))
    assert queue.next(20.0) is None


def test_an_attempt_is_void_when_its_connection_goes_while_it_is_written_down():
    queue = ready_queue()
    prepared = queue.handover.prepare("e1", at=START)
    queue.lost(lost())
    assert not queue.handover.may_go(prepared)
    queue.handover.take_back(prepared, 0.0)
    assert queue.take_changes()[-1].entry.first_sent is None
    queue.ready(ready(2, 5.0))
    assert queue.next(5.0).attempts == 0


def test_an_attempt_is_void_when_the_text_ends_while_it_is_written_down():
    queue = sent_queue()
    queue.verdict(verdict(ID, RoutingError.RATE_LIMIT_EXCEEDED, sender=OWN))
    prepared = queue.handover.prepare("e1", at=START)
    queue.handle_deadline(10_000.0)
    assert len(queue) == 1, "what is being written down does not expire under its writer's hands"
    assert queue.deadline(0.0) is None
    queue.verdict(verdict(ID))
    assert not queue.handover.may_go(prepared)
    queue.handover.take_back(prepared, 0.0)
    queue.handover.give_up(prepared, "IMPOSSIBLE", 0.0)
    assert ends(queue) == [("e1", Outcome.ACKNOWLEDGED, "")]


def test_what_can_not_be_handed_to_any_radio_ends_refused():
    queue = ready_queue()
    queue.handover.give_up(queue.handover.prepare("e1", at=START), "IMPOSSIBLE", 0.0)
    assert ends(queue) == [("e1", Outcome.REFUSED, "IMPOSSIBLE")]


def test_a_text_that_never_left_expires_at_its_deadline():
    queue = make()
    queue.add(entry(), now=5.0)
    assert queue.deadline(5.0) == 605.0
    queue.handle_deadline(605.0)
    assert ends(queue) == [("e1", Outcome.EXPIRED, "")]


def test_a_text_that_left_late_has_time_for_its_verdict():
    queue = ready_queue()
    hand(queue, 590.0)
    queue.handle_deadline(769.9)
    assert ends(queue) == []
    queue.handle_deadline(770.0)
    assert ends(queue) == [("e1", Outcome.EXPIRED, "")]


def test_an_idle_queue_asks_for_no_timer():
    assert make().deadline(0.0) is None


def test_a_text_past_its_deadline_is_not_sent_even_before_it_is_ended():
    assert ready_queue().next(600.0) is None


@pytest.mark.parametrize(
    ("error", "sender"), [(RoutingError.MAX_RETRANSMIT, OWN), (RoutingError.NO_CHANNEL, PEER), (None, None)]
)
def test_a_late_ack_improves_a_text_that_had_ended_and_does_not_end_it_again(error, sender):
    queue = sent_queue()
    if error:
        queue.verdict(verdict(ID, error, sender=sender))
    queue.handle_deadline(1000.0)
    assert len(ends(queue)) == 1
    queue.verdict(verdict(ID, now=1001.0))
    queue.verdict(verdict(ID, now=1002.0))
    [change] = queue.take_changes()
    assert (change.step, change.entry.outcome, change.entry.reason) == (Step.IMPROVED, Outcome.ACKNOWLEDGED, "")


@pytest.mark.parametrize(
    ("error", "sender", "improves"),
    [(RoutingError.MAX_RETRANSMIT, OWN, True), (RoutingError.NO_CHANNEL, PEER, False), (None, None, True)],
)
def test_a_late_relay_improves_only_silence(error, sender, improves):
    queue = sent_queue()
    if error:
        queue.verdict(verdict(ID, error, sender=sender))
    queue.handle_deadline(1000.0)
    queue.take_changes()
    queue.verdict(verdict(ID, sender=OWN, now=1001.0))
    queue.verdict(verdict(ID, sender=OWN, now=1002.0))
    assert [c.entry.outcome for c in queue.take_changes()] == ([Outcome.RELAYED] if improves else [])


def test_a_nak_after_the_end_changes_nothing():
    queue = sent_queue()
    queue.handle_deadline(1000.0)
    queue.take_changes()
    queue.verdict(verdict(ID, RoutingError.MAX_RETRANSMIT, sender=OWN))
    assert queue.take_changes() == []


def test_too_many_open_texts_cost_the_last_one_in_rank():
    queue = make(open_max=2)
    for one in (entry(1), entry(2, priority=Priority.KEYS), entry(3)):
        queue.add(one, now=0.0)
    assert ends(queue) == [("e2", Outcome.REFUSED, OUTBOX_FULL)]
    queue.add(entry(4), now=0.0)
    assert ends(queue) == [("e4", Outcome.REFUSED, OUTBOX_FULL)]


def test_texts_that_may_be_on_the_air_are_never_pushed_out():
    queue = sent_queue(entry(1), open_max=1)
    queue.add(entry(2), now=0.0, held=True)
    assert ends(queue) == [("e2", Outcome.REFUSED, OUTBOX_FULL)]
    queue = ready_queue(open_max=1)
    queue.handover.prepare("e1", at=START)
    queue.add(entry(2), now=0.0)
    assert ends(queue) == [("e2", Outcome.REFUSED, OUTBOX_FULL)]


def test_the_memory_of_ended_texts_is_bounded():
    queue = make(recent_max=2)
    for number in (1, 2, 3):
        queue.add(entry(number), now=0.0)
        queue.handle_deadline(600.0)
    assert [queue.entry(f"e{n}") is not None for n in (1, 2, 3)] == [False, True, True]
    queue.take_changes()
    queue.verdict(verdict(1001))
    assert queue.take_changes() == []


def test_a_drawn_id_that_is_known_is_drawn_again():
    ids = iter([1001, 1001, 7])
    queue = OutgoingQueue(options=DeliveryOptions(), draw_id=lambda: PacketId(next(ids)))
    queue.add(entry(1), now=0.0)
    assert queue.fresh_id() == 7


# --- after a restart ------------------------------------------------------------------------


def restored(*entries, at, recent=(), now=0.0):
    queue = make()
    queue.ready(ready(now=now))
    queue.restore(entries, recent, now=now, at=at)
    return queue


SENT = entry(attempts=1, first_sent=START, sent_as=OWN)


def test_a_restored_text_that_never_left_goes_with_what_is_left_of_its_lifetime():
    queue = restored(entry(), at=START + timedelta(seconds=500))
    assert queue.next(0.0).packet_id == ID
    assert queue.deadline(0.0) == 100.0


def test_a_restored_text_of_unknown_fate_goes_again_under_its_id():
    queue = restored(SENT, at=START + timedelta(seconds=20))
    assert queue.next(2.9) is None
    assert hand(queue, 3.0).packet_id == ID


def test_a_restored_text_that_was_taken_waits_for_its_verdict_first():
    sent = entry(attempts=1, first_sent=START, sent_as=OWN, outcome=Outcome.SENT)
    queue = restored(sent, at=START + timedelta(seconds=20))
    assert queue.next(39.9) is None
    assert hand(queue, 40.0).packet_id == ID


def test_a_restored_text_older_than_the_window_is_not_repeated_but_may_still_be_acknowledged():
    queue = restored(SENT, at=START + timedelta(seconds=299))
    assert queue.next(10.0) is None
    queue.verdict(verdict(ID))
    assert ends(queue) == [("e1", Outcome.ACKNOWLEDGED, "")]


@pytest.mark.parametrize(("shift_s", "repeats"), [(-30, True), (-3600, False)])
def test_a_clock_that_was_set_back_makes_the_age_unknown_so_nothing_is_repeated(shift_s, repeats):
    queue = restored(SENT, at=START + timedelta(seconds=shift_s))
    assert (queue.next(3.0) is not None) is repeats


def test_a_clock_that_was_set_back_does_not_lengthen_a_life():
    queue = restored(entry(), at=START - timedelta(days=1))
    assert queue.deadline(0.0) == 600.0


def test_a_text_that_expired_while_nobody_ran_ends_at_once():
    queue = restored(entry(), at=START + timedelta(days=1))
    assert queue.next(0.0) is None
    queue.handle_deadline(0.0)
    assert ends(queue) == [("e1", Outcome.EXPIRED, "")]


def test_a_late_ack_improves_a_text_that_ended_in_an_earlier_process():
    ended = entry(2, outcome=Outcome.EXPIRED, earlier_ids=(PacketId(77),))
    queue = restored(at=START, recent=(ended,))
    queue.verdict(verdict(77))
    [change] = queue.take_changes()
    assert (change.step, change.entry.outcome) == (Step.IMPROVED, Outcome.ACKNOWLEDGED)


def test_what_this_process_knows_is_newer_than_the_journal():
    queue = ready_queue(entry(1), entry(2))
    hand(queue, 0.0)
    queue.verdict(verdict(ID))
    queue.restore([entry(1), entry(2)], [entry(1, outcome=Outcome.EXPIRED)], now=1.0, at=START)
    assert queue.entry("e1").outcome is Outcome.ACKNOWLEDGED
    assert len(queue) == 1


@pytest.mark.parametrize("res_first", [True, False])
def test_a_full_queue_means_nothing_for_a_text_that_a_neighbour_has(res_first):
    queue = ready_queue(entry())
    first = hand(queue, 0.0)
    news = [
        lambda: queue.resolved(resolved(first.packet_id, False, 32, 0.1)),
        lambda: queue.verdict(verdict(first.packet_id, RoutingError.NONE, OWN, 6.0)),
    ]
    for one in news if res_first else reversed(news):
        one()
    queue.verdict(verdict(first.packet_id, RoutingError.MAX_RETRANSMIT, OWN, 20.0))
    for now in (30.0, 200.0, 590.0):
        queue.handle_deadline(now)
        assert queue.next(now) is None, "said again, though somebody has it"
    assert ends(queue)[-1][-2:] == (Outcome.RELAYED, "") or ends(queue) == [(Outcome.RELAYED, "")]


def test_thousands_end_in_slices():
    queue = ready_queue(*(entry(number) for number in range(500)))
    queue.lost(lost())
    ended = []
    for _ in range(3):
        assert queue.deadline(600.0) <= 600.0
        queue.handle_deadline(600.0)
        ended.append(len(ends(queue)))
    assert ended == [200, 200, 100]
    assert queue.deadline(600.0) is None


# --- to ourselves, and taken back late ----------------------------------------------------------


def test_what_is_for_our_own_number_is_refused_as_soon_as_that_is_known():
    queue = make()
    queue.add(entry(1, intent=SendText(to=OWN, text="to myself")), now=0.0)
    queue.add(entry(2), now=0.0)
    queue.ready(ready(now=0.0))
    assert ends(queue) == [("e1", Outcome.REFUSED, "TO_OURSELVES")]


def test_taking_back_a_second_try_says_that_the_first_was_on_the_air():
    queue = sent_queue()
    queue.verdict(verdict(ID, RoutingError.PKI_UNKNOWN_PUBKEY))
    queue.cancel("e1", 1.0)
    assert ends(queue) == [("e1", Outcome.REFUSED, "CANCELLED_LATE")]


def test_what_was_on_the_air_twice_is_not_sent_a_third_time():
    queue = sent_queue()
    queue.verdict(verdict(ID, RoutingError.PKI_UNKNOWN_PUBKEY))
    second = hand(queue, 120.0).packet_id
    assert second != ID
    queue.resolved(resolved(second, now=120.0))
    queue.verdict(verdict(second, RoutingError.PKI_UNKNOWN_PUBKEY, now=121.0))
    assert ends(queue) == [("e1", Outcome.REFUSED, "PKI_UNKNOWN_PUBKEY")]
