"""Who goes when: people in turn, pieces one behind the other, and once more to somebody who was away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from delivery.delivery_kit import OWN, PEER, START, THIRD, entry, lost, ready, resolved, verdict
from steadymesh.delivery.changes import Step
from steadymesh.delivery.manners import Cost, NoManners
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.queue import OutgoingQueue
from steadymesh.ids import BROADCAST, PacketId
from steadymesh.model import Outcome, Priority, RoutingError, SendText

UNHEARD = RoutingError.MAX_RETRANSMIT


class Ears:
    """When everybody was last heard."""

    def __init__(self):
        self.heard = {}

    def __call__(self, num):
        return self.heard.get(num)


def make(*entries, last_heard=None, manners=None, **options):
    numbers = count(5000)
    queue = OutgoingQueue(
        options=DeliveryOptions(**options),
        draw_id=lambda: PacketId(next(numbers)),
        last_heard=last_heard,
        manners=manners,
    )
    queue.ready(ready())
    for one in entries:
        queue.add(one, now=0.0)
    return queue


def hand(queue, now=0.0):
    """Hand over whose turn it is; return its key, None: nobody's."""
    queue.handle_deadline(now)
    chosen = queue.next(now)
    if chosen is None:
        return None
    prepared = queue.handover.prepare(chosen.key, at=START + timedelta(seconds=now))
    assert queue.handover.may_go(prepared)
    queue.handover.handed(prepared, 1, now)
    queue.resolved(resolved(prepared.packet_id, now=now))
    return prepared.key


def everything(queue, now=0.0):
    keys = []
    while (key := hand(queue, now)) is not None:
        keys.append(key)
    return keys


def said(queue, key, error=RoutingError.NONE, sender=PEER, now=0.0):
    queue.verdict(verdict(queue.entry(key).packet_id, error, sender, now))


def ends(queue):
    return [(c.entry.key, c.entry.outcome, c.entry.reason) for c in queue.take_changes() if c.step is Step.ENDED]


def to(num, number, **more):
    return entry(number, intent=SendText(to=num, text=f"text {number}"), **more)


def test_somebody_with_many_texts_does_not_keep_others_waiting():
    queue = make(to(PEER, 1), to(PEER, 2), to(PEER, 3), to(THIRD, 4), to(BROADCAST, 5), to(THIRD, 6))
    assert everything(queue) == ["e1", "e4", "e2", "e6", "e3", "e5"]


def test_an_alert_goes_before_an_answer_before_news():
    queue = make(
        to(PEER, 1, priority=Priority.ANNOUNCEMENT), to(PEER, 2, priority=Priority.ALERT), to(THIRD, 3), to(PEER, 4)
    )
    assert everything(queue) == ["e2", "e3", "e4", "e1"]


# --- pieces ----------------------------------------------------------------------------------


def pieces(*more, **options):
    return make(to(PEER, 1), to(PEER, 2, follows="e1"), to(PEER, 3, follows="e2"), *more, **options)


def test_a_piece_waits_for_the_verdict_of_the_one_before_it():
    queue = pieces()
    assert everything(queue) == ["e1"]
    said(queue, "e1", now=2.0)
    assert everything(queue, 2.0) == ["e2"]
    said(queue, "e2", now=4.0)
    assert everything(queue, 4.0) == ["e3"]


def test_it_waits_half_a_minute_at_most():
    queue = pieces()
    hand(queue, 10.0)
    assert queue.deadline(10.0) == 40.0
    assert everything(queue, 39.9) == []
    assert everything(queue, 40.0) == ["e2"]


def test_a_piece_is_held_up_by_nobody_elses_text():
    queue = pieces(to(THIRD, 4))
    assert everything(queue) == ["e1", "e4"]


def test_what_follows_a_piece_that_failed_ends_with_its_reason():
    queue = pieces()
    hand(queue)
    said(queue, "e1", RoutingError.NO_CHANNEL, now=1.0)
    assert ends(queue) == [(key, Outcome.REFUSED, "NO_CHANNEL") for key in ("e1", "e2", "e3")]


def test_a_piece_that_is_on_its_way_already_outlives_the_one_before_it():
    queue = pieces()
    hand(queue, 0.0)
    hand(queue, 30.0)
    said(queue, "e1", RoutingError.NO_CHANNEL, now=31.0)
    assert ends(queue) == [("e1", Outcome.REFUSED, "NO_CHANNEL"), ("e3", Outcome.REFUSED, "NO_CHANNEL")]
    said(queue, "e2", now=32.0)
    assert ends(queue) == [("e2", Outcome.ACKNOWLEDGED, "")]


def test_a_piece_does_not_overtake_one_that_waits_to_be_tried_again():
    ears = Ears()
    letters = [to(PEER, n, priority=Priority.MESSAGE, follows=f"e{n - 1}" if n > 1 else "") for n in (1, 2, 3)]
    queue = make(*letters, last_heard=ears)
    assert [hand(queue, 0.0), hand(queue, 30.0)] == ["e1", "e2"]
    said(queue, "e1", UNHEARD, OWN, 40.0)
    said(queue, "e2", now=41.0)
    assert everything(queue, 60.0) == []
    ears.heard[PEER] = START + timedelta(seconds=61)
    assert everything(queue, 71.0) == ["e1"]
    said(queue, "e1", now=75.0)
    assert everything(queue, 75.0) == ["e3"]


def test_pieces_that_name_each_other_in_a_circle_end_with_their_time():
    queue = make(to(PEER, 1, follows="e2"), to(PEER, 2, follows="e1"))
    queue.handle_deadline(600.0)
    assert sorted(key for key, _, _ in ends(queue)) == ["e1", "e2"]


def test_a_text_that_is_to_be_repeated_and_waits_for_the_air_sets_a_time():
    manners = Strict()
    queue = make(to(PEER, 1), manners=manners)
    hand(queue)
    queue.lost(lost())
    queue.ready(ready(2, 70.0))
    manners.free = 80.0
    assert hand(queue, 73.0) is None
    assert queue.deadline(73.0) == 80.0
    assert hand(queue, 80.0) == "e1"


def test_what_the_radio_took_and_nobody_speaks_of_ends_though_its_lifetime_is_long():
    queue = make(to(PEER, 1, deadline=START + timedelta(days=7)))
    hand(queue)
    queue.handle_deadline(299.0)
    assert ends(queue) == []
    queue.handle_deadline(300.0)
    assert ends(queue) == [("e1", Outcome.EXPIRED, "")]


def test_a_piece_that_is_tried_again_is_waited_for_anew():
    queue = pieces()
    hand(queue)
    said(queue, "e1", RoutingError.PKI_UNKNOWN_PUBKEY, now=1.0)
    assert everything(queue, 5.0) == []
    assert everything(queue, 16.0) == ["e1"]
    said(queue, "e1", now=17.0)
    assert everything(queue, 17.0) == ["e2"]


def test_a_piece_whose_predecessor_nobody_remembers_goes():
    assert everything(make(to(PEER, 2, follows="gone"))) == ["e2"]


def test_a_piece_whose_predecessor_had_failed_before_a_restart_ends_likewise():
    failed = to(PEER, 1, outcome=Outcome.REFUSED, reason="KEY_HELD")
    queue = make()
    queue.restore([to(PEER, 2, follows="e1"), to(PEER, 3, follows="e2")], [failed], now=0.0, at=START)
    assert ends(queue) == [("e2", Outcome.REFUSED, "KEY_HELD"), ("e3", Outcome.REFUSED, "KEY_HELD")]


def test_pieces_survive_a_restart_in_their_order():
    queue = make()
    sent = to(PEER, 1, first_sent=START, attempts=1, sent_as=OWN, outcome=Outcome.SENT)
    queue.restore([sent, to(PEER, 2, follows="e1")], [], now=5.0, at=START + timedelta(seconds=5))
    assert everything(queue, 6.0) == []
    said(queue, "e1", now=8.0)
    assert everything(queue, 8.0) == ["e2"]


# --- once more ---------------------------------------------------------------------------------


def letter():
    return to(PEER, 1, priority=Priority.MESSAGE)


def test_an_answer_is_not_sent_again_for_whoever_asked_asks_again():
    queue = make(to(PEER, 1), last_heard=Ears())
    hand(queue)
    said(queue, "e1", UNHEARD, OWN, 60.0)
    assert ends(queue) == [("e1", Outcome.REFUSED, "MAX_RETRANSMIT")]


def test_whoever_was_away_is_written_to_once_more_when_heard_again():
    ears = Ears()
    queue = make(letter(), last_heard=ears)
    hand(queue)
    first = queue.entry("e1").packet_id
    said(queue, "e1", UNHEARD, OWN, 60.0)
    assert [c.step for c in queue.take_changes()][-1] is Step.UNHEARD
    assert (everything(queue, 100.0), queue.is_busy) == ([], False)
    ears.heard[PEER] = START + timedelta(seconds=101)
    assert everything(queue, 111.0) == ["e1"]
    assert queue.entry("e1").packet_id != first
    said(queue, "e1", UNHEARD, OWN, 170.0)
    assert ends(queue) == [("e1", Outcome.REFUSED, "MAX_RETRANSMIT")], "at most once"


def test_what_was_posted_for_once_is_not_sent_again_however_long_they_were_away():
    queue = make(replace(letter(), second_chance=True), last_heard=Ears())
    hand(queue)
    said(queue, "e1", UNHEARD, OWN, 60.0)
    assert ends(queue) == [("e1", Outcome.REFUSED, "MAX_RETRANSMIT")]


def test_whoever_was_heard_meanwhile_may_have_read_it():
    ears = Ears()
    queue = make(letter(), last_heard=ears)
    hand(queue)
    ears.heard[PEER] = START + timedelta(seconds=20)
    said(queue, "e1", UNHEARD, OWN, 60.0)
    assert ends(queue) == [("e1", Outcome.REFUSED, "MAX_RETRANSMIT")]


def test_whoever_stays_away_ends_it_at_its_deadline():
    queue = make(letter(), last_heard=Ears())
    hand(queue)
    said(queue, "e1", UNHEARD, OWN, 60.0)
    queue.handle_deadline(599.0)
    assert ends(queue) == []
    queue.handle_deadline(600.0)
    assert ends(queue) == [("e1", Outcome.REFUSED, "MAX_RETRANSMIT")]


def test_an_ack_that_comes_late_ends_the_waiting():
    queue = make(letter(), last_heard=Ears())
    hand(queue)
    first = queue.entry("e1").packet_id
    said(queue, "e1", UNHEARD, OWN, 60.0)
    queue.verdict(verdict(first, now=70.0))
    assert ends(queue) == [("e1", Outcome.ACKNOWLEDGED, "")]


def test_a_channel_text_is_never_sent_again():
    queue = make(to(BROADCAST, 1, priority=Priority.MESSAGE), last_heard=Ears())
    hand(queue)
    said(queue, "e1", UNHEARD, OWN, 60.0)
    assert ends(queue) == [("e1", Outcome.REFUSED, "MAX_RETRANSMIT")]


@pytest.mark.parametrize("was_sent_again", [False, True])
def test_a_restart_forgets_neither_the_waiting_nor_that_it_was_once_more(was_sent_again):
    ears = Ears()
    queue = make(letter(), last_heard=ears)
    hand(queue)
    said(queue, "e1", UNHEARD, OWN, 60.0)
    if was_sent_again:
        ears.heard[PEER] = START + timedelta(seconds=61)
        hand(queue, 71.0)
    kept = queue.take_changes()[-1].entry if not was_sent_again else queue.entry("e1")
    again = make(last_heard=ears)
    again.restore([kept], [], now=100.0, at=START + timedelta(seconds=100))
    if was_sent_again:
        said(again, "e1", UNHEARD, OWN, 130.0)
        assert ends(again) == [("e1", Outcome.REFUSED, "MAX_RETRANSMIT")]
    else:
        assert everything(again, 120.0) == []
        ears.heard[PEER] = START + timedelta(seconds=125)
        assert everything(again, 135.0) == ["e1"]


# --- taking back ---------------------------------------------------------------------------------


def test_what_has_not_left_can_be_taken_back_with_its_pieces():
    queue = pieces()
    assert queue.cancel("e1", 0.0)
    assert ends(queue) == [(key, Outcome.REFUSED, "CANCELLED") for key in ("e1", "e2", "e3")]
    assert not queue.cancel("e1", 0.0)


def test_what_is_with_the_radio_can_not_be_taken_back():
    queue = make(to(PEER, 1))
    hand(queue)
    assert not queue.cancel("e1", 1.0)
    assert not queue.cancel("unknown", 1.0)


def test_the_open_ones_are_listed_in_their_order():
    queue = make(to(PEER, 1), to(THIRD, 2), to(PEER, 3))
    hand(queue)
    assert [one.key for one in queue.open_entries()] == ["e1", "e2", "e3"]


# --- manners ---------------------------------------------------------------------------------


class Strict(NoManners):
    """Says what it is told to say."""

    def __init__(self):
        self.busy = set()
        self.free = 0.0
        self.people = {}
        self.settled_keys = []

    def objection(self, kind):
        return "CHANNEL_BUSY" if kind.priority in self.busy else ""

    def free_at(self, kind, intent, now, *, is_behind=False):
        return self.free

    def person_free_at(self, person):
        return self.people.get(person, 0.0)

    def settled(self, entry, person, tries, now):
        self.settled_keys.append((entry.key, tries))
        self.people.pop(person, None)
        return super().settled(entry, person, tries, now)

    def cost(self, intent):
        return Cost(size_bytes=50, airtime_s=2.0)


def test_nobody_goes_before_the_air_is_free():
    manners = Strict()
    queue = make(to(PEER, 1), manners=manners)
    manners.free = 7.5
    assert hand(queue, 5.0) is None
    assert queue.deadline(5.0) == 7.5
    assert hand(queue, 7.5) == "e1"


def test_whoever_had_a_text_a_moment_ago_stands_back_behind_the_others():
    manners = Strict()
    queue = make(to(PEER, 1), to(PEER, 2), to(THIRD, 3), manners=manners)
    assert hand(queue) == "e1"
    manners.people[PEER, 0] = 20.0
    assert everything(queue, 1.0) == ["e3"]
    assert queue.deadline(1.0) == 20.0
    assert everything(queue, 20.0) == ["e2"]


def test_a_verdict_ends_the_standing_back():
    manners = Strict()
    queue = make(to(PEER, 1), to(PEER, 2), manners=manners)
    hand(queue)
    manners.people[PEER, 0] = 20.0
    assert everything(queue, 1.0) == []
    said(queue, "e1", now=3.0)
    assert everything(queue, 3.0) == ["e2"]


def test_on_a_busy_channel_some_wait_and_those_who_wait_in_vain_learn_why():
    manners = Strict()
    manners.busy = {Priority.ANNOUNCEMENT.value}
    queue = make(to(BROADCAST, 1, priority=Priority.ANNOUNCEMENT), to(PEER, 2), manners=manners)
    assert everything(queue) == ["e2"]
    said(queue, "e2")
    assert not queue.is_busy, "nothing is about to go"
    queue.handle_deadline(600.0)
    assert ends(queue)[-1] == ("e1", Outcome.EXPIRED, "CHANNEL_BUSY")


@pytest.mark.parametrize(
    ("error", "sender", "tries", "airtime_s"),
    [
        (RoutingError.NONE, PEER, None, 2.0),
        (RoutingError.NO_CHANNEL, PEER, None, 2.0),
        (UNHEARD, OWN, 3, 6.0),
        (RoutingError.TOO_LARGE, OWN, 0, 0.0),
    ],
)
def test_what_a_message_has_cost_is_known_at_its_end(error, sender, tries, airtime_s):
    manners = Strict()
    queue = make(to(PEER, 1), manners=manners)
    hand(queue)
    assert queue.entry("e1").airtime_s == 2.0
    said(queue, "e1", error, sender, 5.0)
    ended = queue.entry("e1")
    assert manners.settled_keys == [("e1", tries)]
    assert (ended.size_bytes, ended.airtime_s, ended.transmissions) == (50, airtime_s, airtime_s / 2)


def test_every_attempt_counts_and_a_relay_settles_it():
    manners = Strict()
    queue = make(to(PEER, 1), manners=manners)
    hand(queue)
    said(queue, "e1", RoutingError.PKI_UNKNOWN_PUBKEY, PEER, 5.0)
    hand(queue, 20.0)
    said(queue, "e1", RoutingError.NONE, OWN, 22.0)
    said(queue, "e1", now=30.0)
    assert manners.settled_keys == [("e1", None), ("e1", None)]
    assert (queue.entry("e1").airtime_s, queue.entry("e1").transmissions) == (4.0, 2)


def test_what_nobody_said_anything_about_was_sent_as_often_as_the_radio_tries():
    manners = Strict()
    queue = make(to(PEER, 1), manners=manners)
    hand(queue)
    queue.handle_deadline(600.0)
    assert (queue.entry("e1").outcome, queue.entry("e1").transmissions) == (Outcome.EXPIRED, 3)


def test_a_lost_link_lets_nobody_go():
    queue = make(to(PEER, 1))
    queue.lost(lost())
    assert hand(queue) is None


def test_what_had_to_wait_for_our_share_of_the_air_says_so():
    manners = Strict()
    manners.budget_wait_s = lambda _kind, _intent, _now, is_behind=False: 1e6
    queue = make(to(PEER, 1), manners=manners)
    manners.free = 1e6
    assert everything(queue) == []
    queue.handle_deadline(600.0)
    assert ends(queue) == [("e1", Outcome.EXPIRED, "AIR_BUDGET")]


@pytest.mark.parametrize(("silent_s", "again_at"), [(0.0, 60.0), (420.0, 420.0)])
def test_after_the_duty_cycle_a_text_waits_as_long_as_the_radio_says(silent_s, again_at):
    manners = Strict()
    manners.silent_for_s = lambda _now: silent_s
    queue = make(to(PEER, 1), manners=manners)
    hand(queue)
    said(queue, "e1", RoutingError.DUTY_CYCLE_LIMIT, OWN, 0.0)
    assert everything(queue, again_at - 1) == []
    assert everything(queue, again_at) == ["e1"]


def test_a_text_that_would_wait_beyond_its_lifetime_ends_at_once():
    manners = Strict()
    manners.silent_for_s = lambda _now: 3000.0
    queue = make(to(PEER, 1), manners=manners)
    hand(queue)
    said(queue, "e1", RoutingError.DUTY_CYCLE_LIMIT, OWN, 0.0)
    assert ends(queue) == [("e1", Outcome.REFUSED, "DUTY_CYCLE_LIMIT")]


def test_where_one_kinds_part_of_the_air_is_used_up_the_next_kind_goes():
    manners = Strict()
    manners.budget_wait_s = lambda kind, _intent, _now, is_behind=False: (
        100.0 if kind.priority == Priority.REPLY.value else 0.0
    )
    queue = make(to(PEER, 1), to(THIRD, 2, priority=Priority.MESSAGE), manners=manners)
    assert hand(queue) == "e2"
    manners.free = 100.0
    assert (hand(queue, 1.0), queue.deadline(1.0)) == (None, 100.0)
    queue.handle_deadline(600.0)
    assert ("e1", Outcome.EXPIRED, "AIR_BUDGET") in ends(queue)


def test_a_repeat_for_which_the_air_is_used_up_does_not_hold_up_the_lines():
    manners = Strict()
    queue = make(to(PEER, 1), manners=manners)
    hand(queue)
    queue.lost(lost())
    queue.ready(ready(2, 70.0))
    manners.budget_wait_s = lambda _kind, intent, _now, is_behind=False: 100.0 if intent.to == PEER else 0.0
    queue.add(to(THIRD, 2), now=70.0)
    assert hand(queue, 80.0) == "e2"


def test_a_piece_that_is_still_being_written_down_ends_with_the_one_before_it():
    queue = make(to(PEER, 1))
    queue.add(to(PEER, 2, follows="e1"), now=0.0, held=True)
    hand(queue)
    said(queue, "e1", RoutingError.NO_CHANNEL, now=0.1)
    queue.release("e2", 0.2)
    assert [key for key, _, _ in ends(queue)] == ["e1", "e2"]
    assert everything(queue, 1.0) == []


def test_the_pieces_behind_one_that_is_with_the_radio_are_taken_back():
    queue = pieces()
    hand(queue)
    assert [one.key for one in queue.cancel("e1", 1.0)] == ["e2", "e3"]
    assert [key for key, _, reason in ends(queue) if reason == "CANCELLED"] == ["e2", "e3"]


# --- findings about waiting and restarts -----------------------------------------------------------


def test_texts_of_one_person_keep_their_order_when_a_relay_ends_the_standing_back():
    manners = Strict()
    queue = make(*(to(PEER, number, priority=Priority.MESSAGE) for number in range(1, 6)), manners=manners)
    assert hand(queue) == "e1"
    manners.people[PEER, 0] = 20.0
    assert [everything(queue, now) for now in (1.0, 2.0, 3.0)] == [[], [], []]
    said(queue, "e1", sender=OWN, now=4.0)
    assert everything(queue, 4.0) == ["e2", "e3", "e4", "e5"]


def test_what_joins_while_its_person_stands_back_waits_behind_what_was_there():
    manners = Strict()
    queue = make(to(PEER, 1), to(PEER, 2), manners=manners)
    hand(queue)
    manners.people[PEER, 0] = 20.0
    assert everything(queue, 1.0) == []
    queue.add(to(PEER, 3), now=2.0)
    assert everything(queue, 3.0) == []
    assert queue.deadline(3.0) == 20.0
    assert everything(queue, 20.0) == ["e2", "e3"]


def test_what_was_short_of_air_once_and_lacks_a_link_at_its_end_expires_for_want_of_the_link():
    manners = Strict()
    queue = make(to(PEER, 1), manners=manners)
    manners.budget_wait_s, manners.free = lambda _kind, _intent, _now, is_behind=False: 100.0, 100.0
    assert everything(queue, 1.0) == []
    manners.budget_wait_s = lambda _kind, _intent, _now, is_behind=False: 0.0
    queue.lost(lost(1, 2.0))
    queue.handle_deadline(600.0)
    assert ends(queue) == [("e1", Outcome.EXPIRED, "")]


def test_the_timer_is_that_of_the_first_text_that_may_go():
    manners = Strict()
    queue = make(to(PEER, 1, priority=Priority.REPLY), to(THIRD, 2, priority=Priority.MESSAGE), manners=manners)
    free = {Priority.REPLY.value: 500.0, Priority.MESSAGE.value: 100.0}
    manners.budget_wait_s = lambda kind, _intent, now, is_behind=False: max(0.0, free[kind.priority] - now)
    manners.free_at = lambda kind, _intent, now, is_behind=False: max(now, free[kind.priority])
    assert (hand(queue), queue.deadline(0.0)) == (None, 100.0)
    assert hand(queue, 100.0) == "e2"


def test_behind_one_that_is_short_of_air_its_own_kind_waits_and_others_ask_for_their_part():
    manners = Strict()
    asked = []

    def budget_wait_s(kind, intent, _now, is_behind=False):
        asked.append((intent.text, is_behind))
        return 100.0 if intent.to == PEER else 0.0

    manners.budget_wait_s = budget_wait_s
    alike = to(BROADCAST, 2)
    queue = make(to(PEER, 1), alike, to(THIRD, 3, priority=Priority.MESSAGE), manners=manners)
    assert hand(queue) == "e3"
    assert asked == [("text 1", False), ("text 3", True)], "another answer, to a channel, is not asked about"


def restart(kept, ears, now=0.0):
    again = make(last_heard=ears)
    again.restore([kept], [], now=now, at=START + timedelta(seconds=now))
    return again


def test_a_restart_turns_a_pause_into_no_wait_for_the_recipient():
    ears = Ears()
    queue = make(to(PEER, 1), last_heard=ears)
    chosen = queue.next(0.0)
    prepared = queue.handover.prepare(chosen.key, at=START)
    queue.handover.handed(prepared, 1, 0.0)
    queue.resolved(resolved(prepared.packet_id, False, 32, 0.1))
    said(queue, "e1", UNHEARD, OWN, 15.0)
    assert everything(restart(queue.entry("e1"), ears), 0.0) == ["e1"], "only the queue had been full"


def test_a_restart_does_not_let_somebody_be_waited_for_who_had_been_heard():
    ears = Ears()
    queue = make(letter(), last_heard=ears)
    hand(queue)
    said(queue, "e1", UNHEARD, OWN, 60.0)
    ears.heard[PEER] = START + timedelta(seconds=65)
    queue.lost(lost(1, 66.0))
    queue.ready(ready(2, 69.0))
    kept = queue.take_changes()[-1].entry
    assert queue.next(75.0) is not None
    assert queue.take_changes() == [], "it is about to be written down as handed over: nothing older comes behind that"
    again = restart(kept, ears, 80.0)
    assert everything(again, 90.0) == ["e1"]


@pytest.mark.parametrize(("heard_s", "goes"), [(-3600.0, False), (-60.0, False), (61.0, True)])
def test_after_a_restart_whoever_was_heard_before_the_text_went_is_still_silent(heard_s, goes):
    ears = Ears()
    ears.heard[PEER] = START - timedelta(seconds=60)
    queue = make(letter(), last_heard=ears)
    hand(queue)
    said(queue, "e1", UNHEARD, OWN, 60.0)
    del ears.heard[PEER]
    again = restart(queue.entry("e1"), ears, 100.0)
    ears.heard[PEER] = START + timedelta(seconds=heard_s)
    assert (everything(again, 120.0) == ["e1"]) is goes


def test_after_a_restart_a_text_that_is_on_its_way_knows_whether_its_recipient_was_heard_since():
    ears = Ears()
    queue = make(letter(), last_heard=ears)
    hand(queue)
    ears.heard[PEER] = START + timedelta(seconds=20)
    again = restart(queue.entry("e1"), ears, 40.0)
    said(again, "e1", UNHEARD, OWN, 60.0)
    assert ends(again) == [("e1", Outcome.REFUSED, "MAX_RETRANSMIT")], "they may well have read it"
