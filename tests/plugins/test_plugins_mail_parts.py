"""The pure parts of the mail: what an end means, what becomes of a letter, who may write, what is on the disk."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from mailkit import ANN, BEN, CEM, DAY, HOUR, MINUTE, MORE, START, World, entry, letter, now_or_never
from steadymesh.delivery.verdicts import _NOT_ON_AIR
from steadymesh.errors import StoreError
from steadymesh.ids import NodeNum, PacketId
from steadymesh.model import Outcome
from steadymesh.plugins.mail import steps, visits
from steadymesh.plugins.mail.carrier import FORGOTTEN
from steadymesh.plugins.mail.desk import Answer
from steadymesh.plugins.mail.letter import Letter, Notice, Reason, State, from_json, number_in, to_json
from steadymesh.plugins.mail.office import Full, Limits, Office
from steadymesh.plugins.mail.options import MailSettings
from steadymesh.plugins.mail.verdicts import NEVER_SENT, Said, said
from steadymesh.plugins.mail.visits import HERE_S, PIECES, Visits

PAUSE = 10 * MINUTE


# --- what an end means ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "changes", "what"),
    [
        (Outcome.WAITING, {}, Said.OPEN),
        (Outcome.SENT, {"relayed": True}, Said.OPEN),
        (Outcome.ACKNOWLEDGED, {}, Said.READ),
        (Outcome.RELAYED, {"first_sent": START}, Said.UNSURE),
        (Outcome.REFUSED, {"first_sent": START, "reason": "NO_CHANNEL"}, Said.UNREAD),
        (Outcome.REFUSED, {"first_sent": START, "reason": "NO_CHANNEL", "relayed": True}, Said.UNSURE),
        (Outcome.REFUSED, {"first_sent": START, "reason": "PKI_UNKNOWN_PUBKEY"}, Said.UNREAD),
        (Outcome.REFUSED, {"first_sent": START, "reason": "MAX_RETRANSMIT"}, Said.UNSURE),
        (Outcome.REFUSED, {"first_sent": START, "reason": "RADIO_OR_KEY"}, Said.UNSURE),
        (Outcome.REFUSED, {"first_sent": START, "reason": "UNKNOWN_77"}, Said.UNSURE),
        (Outcome.REFUSED, {"first_sent": START, "reason": "DUTY_CYCLE_LIMIT"}, Said.UNREAD),
        (Outcome.REFUSED, {"reason": "KEY_HELD"}, Said.UNREAD),
        (Outcome.REFUSED, {"reason": "PUSH_BUDGET", "earlier_ids": (PacketId(2),)}, Said.UNREAD),
        (Outcome.REFUSED, {"reason": "OUTBOX_FULL"}, Said.UNREAD),
        (Outcome.EXPIRED, {"reason": "AIR_BUDGET"}, Said.UNREAD),
        (Outcome.EXPIRED, {}, Said.UNREAD),
        (Outcome.EXPIRED, {"first_sent": START}, Said.UNSURE),
        (Outcome.EXPIRED, {"earlier_ids": (PacketId(2),)}, Said.UNSURE),
        (Outcome.EXPIRED, {"second_chance": True}, Said.UNREAD),
    ],
)
def test_an_attempt_is_unread_only_where_that_is_certain(outcome, changes, what):
    assert said(entry("mail:1.1.1", outcome, **changes)) is what


def test_what_our_radio_never_sends_is_known_here_as_it_is_in_delivery():
    assert _NOT_ON_AIR <= NEVER_SENT


# --- what becomes of a letter -----------------------------------------------------------------


def test_every_attempt_has_a_key_of_its_own_that_follows_from_the_letter():
    first = steps.offered(letter(number=17), START)
    second = steps.offered(steps.concluded(first, Said.UNREAD, START, PAUSE), START)
    piece = steps.offered(steps.concluded(replace(second, pieces=2), Said.READ, START, PAUSE), START)
    assert [one.key() for one in (first, second, piece)] == ["mail:17.1.1", "mail:17.1.2", "mail:17.2.1"]
    assert steps.notice_offered(piece, START).notice_key() == "mail:17.n.1"
    assert [number_in(key) for key in ("mail:17.1.1", "mail:17.n.3")] == [17, 17]


@pytest.mark.parametrize("key", ["17.1.1", "mail:", "mail:x.1", "mail:-1.1", "mail:" + "9" * 30, "board:17.1.1"])
def test_other_keys_are_no_letter_s(key):
    assert number_in(key) is None


def test_the_pause_doubles_after_what_was_not_read_and_triples_after_what_may_have_been():
    unread = [steps.concluded(replace(letter(), attempt=n), Said.UNREAD, START, PAUSE) for n in range(1, 9)]
    assert [(one.not_before - START) / MINUTE for one in unread] == [10, 20, 40, 80, 160, 320, 320, 320]
    unsure, waits = letter(), []
    for attempt in range(1, 5):
        unsure = steps.concluded(replace(unsure, attempt=attempt), Said.UNSURE, START, PAUSE)
        waits.append((unsure.not_before - START) / MINUTE)
    assert waits == [30, 90, 90, 90]
    assert unsure.unsure == (1, 2, 3, 4)


def test_an_attempt_that_is_open_changes_nothing():
    out = steps.notice_offered(steps.offered(letter(), START), START)
    assert steps.concluded(out, Said.OPEN, START, PAUSE) == out
    assert steps.notice_concluded(out, Said.OPEN, START, PAUSE) == out


def test_a_letter_is_marked_as_coming_again_only_after_it_may_have_been_read():
    tried = steps.offered(letter(), START)
    assert not steps.concluded(tried, Said.UNREAD, START, PAUSE).is_again
    assert steps.concluded(tried, Said.UNSURE, START, PAUSE).is_again
    assert not steps.concluded(replace(tried, pieces=2, unsure=(1,)), Said.READ, START, PAUSE).is_again


def test_after_two_that_may_have_been_read_it_is_offered_only_to_whoever_asks():
    unsure = letter(unsure=(1, 2), attempt=2, not_before=START)
    assert steps.is_exhausted(unsure)
    assert not steps.is_due(unsure, START + DAY)
    asked = steps.asked_for(unsure)
    assert steps.is_due(asked, START)
    assert asked.unsure == (1, 2)
    assert steps.is_exhausted(steps.concluded(steps.offered(asked, START), Said.UNSURE, START, PAUSE))
    assert steps.asked_for(letter()).tries == letter().tries


def test_it_is_due_when_its_pause_is_over():
    assert steps.is_due(letter(), START)
    assert steps.is_due(letter(not_before=START), START)
    assert not steps.is_due(letter(not_before=START + MINUTE), START)
    assert not steps.is_due(letter(state=State.OUT), START)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, Reason.UNHEARD),
        ({"attempt": 2}, Reason.UNREADABLE),
        ({"attempt": 2, "unsure": (1,)}, Reason.UNCONFIRMED),
        ({"piece": 1, "pieces": 2}, Reason.PARTLY),
    ],
)
def test_a_letter_comes_back_with_the_reason_that_is_true(changes, reason):
    assert steps.why_expired(letter(**changes)) is reason


def test_its_sender_is_told_unless_they_know_or_may_not_be_written_to():
    assert steps.returned(letter(), Reason.UNHEARD, START).notice is Notice.OWED
    assert steps.returned(letter(), Reason.TAKEN_BACK, START).notice is Notice.DONE
    assert steps.returned(letter(), Reason.BARRED, START, tells=False).notice is Notice.DONE
    assert steps.returned(letter(is_operators=True), Reason.UNHEARD, START).notice is Notice.DONE
    assert steps.delivered(letter(), START).notice is Notice.OWED


def test_a_notice_that_may_have_been_read_is_not_worth_another():
    out = steps.notice_offered(steps.delivered(letter(), START), START)
    assert steps.notice_concluded(out, Said.READ, START, PAUSE).notice is Notice.DONE
    assert steps.notice_concluded(out, Said.UNSURE, START, PAUSE).notice is Notice.DONE
    again = steps.notice_concluded(out, Said.UNREAD, START, PAUSE)
    assert not steps.is_notice_due(again, START + 9 * MINUTE)
    assert steps.is_notice_due(again, START + 10 * MINUTE)
    assert not steps.is_notice_due(letter(), START)


def test_nobody_needs_a_letter_that_was_read_or_came_back_once_its_sender_knows():
    done = {"notice": Notice.DONE}
    assert steps.is_done(letter(state=State.DELIVERED, is_read=True, **done))
    assert steps.is_done(letter(state=State.RETURNED, **done))
    assert not steps.is_done(letter(state=State.DELIVERED, **done))
    assert not steps.is_done(letter(state=State.DELIVERED, is_read=True, notice=Notice.OUT))
    assert not steps.is_done(letter())
    assert not steps.is_done(letter(state=State.RETURNED, is_operators=True, **done)), "it is shown in `sent`"
    assert steps.is_done(letter(state=State.RETURNED, is_operators=True, reason=Reason.TAKEN_BACK, **done))


# --- the disk ---------------------------------------------------------------------------------


def test_a_letter_is_read_as_it_was_written():
    full = letter(
        number=9, pieces=3, is_operators=True, state=State.RETURNED, piece=1, attempt=4, unsure=(2, 4), tries=5,
        since=START, not_before=START + HOUR, ended=START + DAY, reason=Reason.PARTLY, is_read=True,
        notice=Notice.OUT, notice_attempt=2, notice_not_before=START,
    )  # fmt: skip
    assert all(getattr(full, one.name) != one.default for one in fields(Letter))
    for one in (full, letter()):
        assert from_json(to_json(one)) == one
    assert "unsure" not in to_json(letter())


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 0}, {"number": "1"}, {"number": True}, {"to": -1}, {"to": 2**32}, {"text": 5}, {"text": "x" * 9000},
        {"written": "today"}, {"written": "2026-01-01T00:00:00"}, {"state": "lost"}, {"unsure": 3}, {"unsure": ["a"]},
        {"notice": None}, {"reason": "fun"}, {"since": 7}, {"pieces": 0}, {"sender_name": None},
    ],
)  # fmt: skip
def test_what_is_no_letter_is_left_alone(changes):
    assert from_json({**to_json(letter()), **changes}) is None


@pytest.mark.parametrize("value", [None, [], "letter", 5, {}, {"number": 1}])
def test_what_is_nothing_like_a_letter_is_left_alone(value):
    assert from_json(value) is None


# --- visits -----------------------------------------------------------------------------------


def test_a_hearing_brings_two_things_and_the_next_one_counts_after_a_pause():
    one = Visits(600.0)
    assert not one.has_room(BEN, 0.0)
    one.begin(BEN, 0.0)
    for _ in range(PIECES):
        assert one.has_room(BEN, 5.0)
        one.take(BEN)
    one.begin(BEN, 599.0)
    assert not one.has_room(BEN, 599.0)
    one.begin(BEN, 600.0)
    assert one.has_room(BEN, 600.0)
    assert not one.has_room(BEN, 1201.0)


def test_whoever_asks_has_one_more():
    one = Visits(600.0)
    one.begin(BEN, 0.0)
    one.take(BEN)
    one.take(BEN)
    one.grant(BEN, 1.0)
    one.grant(BEN, 1.0)
    one.take(BEN)
    assert not one.has_room(BEN, 1.0)


def test_who_was_heard_is_here_for_ten_minutes():
    one = Visits(600.0)
    assert not one.is_here(BEN, 0.0)
    one.note(BEN, 0.0)
    assert one.is_here(BEN, HERE_S)
    assert not one.is_here(BEN, HERE_S + 1)


def test_visits_move_with_a_number():
    one = Visits(600.0)
    one.renumber(BEN, CEM)
    one.note(BEN, 0.0)
    one.begin(BEN, 0.0)
    one.renumber(BEN, CEM)
    assert one.is_here(CEM, 0.0)
    assert one.has_room(CEM, 0.0)
    assert not one.is_here(BEN, 0.0)


def test_visits_of_thousands_are_forgotten(monkeypatch):
    monkeypatch.setattr(visits, "MOST", 10)
    one = Visits(600.0)
    for number in range(1, 50):
        one.note(NodeNum(number), 0.0)
        one.begin(NodeNum(number), 0.0)
    assert [one.is_here(NodeNum(number), 0.0) for number in (39, 40)] == [False, True]
    assert [one.has_room(NodeNum(number), 0.0) for number in (39, 40)] == [False, True]


# --- the office -------------------------------------------------------------------------------


def office(*letters: Letter, **limits: object) -> Office:
    one = Office(Limits(**limits))
    for each in letters:
        one.put(each)
    return one


def test_nobody_s_box_takes_more_than_the_limit():
    full = office(*(letter(number=n, sender=CEM) for n in (1, 2)), per_recipient=2)
    assert full.objection(ANN, BEN, is_proved=True) is Full.RECIPIENT
    assert full.objection(ANN, CEM, is_proved=True) is None


def test_nobody_has_more_letters_waiting_than_the_limit_and_nobody_uses_up_another_s():
    full = office(*(letter(number=n, to=CEM, is_proved=False) for n in (1, 2)), per_sender=2)
    assert full.objection(ANN, BEN, is_proved=False) is Full.SENDER
    assert full.objection(ANN, BEN, is_proved=True) is None


def test_delivered_letters_make_room_when_the_office_is_full_and_others_don_t():
    lying = [letter(number=n, to=CEM, state=State.DELIVERED, notice=Notice.DONE) for n in (1, 2)]
    full = office(*lying, letter(number=3, sender=CEM), total=3)
    assert full.objection(ANN, BEN, is_proved=True) is None
    assert [one.number for one in full.superfluous()] == [1]
    waiting = office(*(letter(number=n, sender=NodeNum(n)) for n in (1, 2)), total=2)
    assert waiting.objection(ANN, CEM, is_proved=True) is Full.OFFICE
    assert list(waiting.superfluous()) == []


def test_the_oldest_of_too_many_delivered_letters_go():
    lying = [letter(number=n, state=State.DELIVERED, notice=Notice.DONE) for n in range(1, 6)]
    assert [one.number for one in office(*lying, per_recipient=3).superfluous()] == [1, 2]


def test_the_same_letter_is_taken_once():
    one = office(letter())
    assert one.same(ANN, BEN, "hello", is_proved=True) is one.get(1)
    assert one.same(ANN, BEN, "hello", is_proved=False) is None
    assert one.same(ANN, BEN, "hallo", is_proved=True) is None
    assert office(letter(state=State.DELIVERED)).same(ANN, BEN, "hello", is_proved=True) is None


def test_letters_and_notices_are_due_in_the_order_of_their_numbers():
    one = office(
        letter(number=1, sender=BEN, to=CEM, state=State.DELIVERED, notice=Notice.OWED),
        letter(number=2),
        letter(number=3, sender=CEM, to=ANN),
    )
    assert (one.due(BEN, START).letter.number, one.due(BEN, START).is_notice) == (1, True)
    assert one.due(ANN, START).letter.number == 3
    assert one.due(MORE, START) is None
    one.drop(1)
    assert one.due(BEN, START).letter.number == 2
    assert one.concerns(BEN)
    assert not one.concerns(MORE)
    assert len(one) == 2


def test_one_thing_at_a_time_is_out_to_somebody():
    out = letter(state=State.OUT)
    notice = letter(number=2, sender=CEM, to=ANN, state=State.RETURNED, notice=Notice.OUT)
    one = office(out, notice, letter(number=3))
    assert one.out_to(BEN).letter is out
    assert one.out_to(CEM).is_notice
    assert one.out_to(ANN) is None
    assert [due.is_notice for due in one.out()] == [False, True]


def test_letters_come_back_after_their_days_or_when_nobody_confirms_them():
    old = letter(number=1, written=START - 14 * DAY)
    tired = letter(number=2, unsure=(1, 2), not_before=START)
    resting = letter(number=3, unsure=(1, 2), not_before=START + MINUTE)
    ready = letter(number=4, unsure=(1, 2))
    out = letter(number=5, state=State.OUT, written=START - 20 * DAY)
    assert [one.number for one in office(old, tired, resting, ready, out).hopeless(START)] == [1, 2, 4]


def test_what_ended_long_ago_is_forgotten():
    lying = letter(state=State.DELIVERED, notice=Notice.OWED, ended=START - 14 * DAY)
    fresh = letter(number=2, state=State.DELIVERED, notice=Notice.OWED, ended=START)
    done = letter(number=3, state=State.RETURNED, notice=Notice.DONE, ended=START)
    assert [one.number for one in office(lying, fresh, done, letter(number=4)).stale(START)] == [1, 3]
    shown, gone = (replace(done, number=n, is_operators=True, ended=START - n * DAY) for n in (5, 14))
    assert [one.number for one in office(shown, gone).stale(START)] == [14]


def test_letters_move_with_a_number_in_both_directions():
    one = office(letter(), letter(number=2, sender=BEN, to=ANN), letter(number=3, sender=CEM, to=ANN))
    assert [one.number for one in one.renumber(BEN, MORE)] == [1, 2]
    assert (one.get(1).to, one.get(2).sender, one.get(3).sender) == (MORE, MORE, CEM)


def test_lists_show_what_concerns_somebody():
    one = office(
        letter(number=1),
        letter(number=2, state=State.DELIVERED, notice=Notice.OUT),
        letter(number=3, state=State.DELIVERED, is_read=True, notice=Notice.DONE),
        letter(number=4, sender=CEM),
    )
    assert [each.number for each in one.inbox(BEN)] == [1, 2, 4]
    assert [each.number for each in one.sent(ANN)] == [2, 1]


def test_the_ends_of_the_operator_s_letters_are_listed_behind_those_under_way_and_make_room():
    ends = {"is_operators": True, "notice": Notice.DONE}
    one = office(
        letter(number=1, is_operators=True),
        letter(number=2, state=State.DELIVERED, is_read=True, **ends),
        letter(number=3, state=State.RETURNED, reason=Reason.TAKEN_BACK, **ends),
        letter(number=4, state=State.RETURNED, reason=Reason.UNHEARD, **ends),
        total=4,
    )
    assert [each.number for each in one.sent(ANN)] == [1, 4, 2]
    assert one.objection(ANN, CEM, is_proved=True) is None
    assert [each.number for each in one.superfluous()] == [2]


# --- the desk: what the state machine does not look for -------------------------------------


def test_a_letter_to_somebody_who_is_here_goes_at_once_and_its_sender_is_told_at_once():
    world = World()
    world.run(lambda desk: desk.heard(world, BEN))
    world.run(lambda desk: desk.heard(world, ANN))
    world.run(lambda desk: desk.take(world, letter()))
    world.run(lambda desk: desk.look(world))
    assert world.posted == ["mail:1.1.1"]
    end(world, "mail:1.1.1", Outcome.ACKNOWLEDGED, is_read=True)
    assert world.posted == ["mail:1.1.1", "mail:1.n.1"]
    assert world.texts["mail:1.n.1"] == "1 delivered"


def test_an_attempt_that_has_just_left_is_not_asked_about():
    world = World()
    world.run(lambda desk: desk.take(world, letter()))
    world.run(lambda desk: desk.heard(world, BEN))
    world.end("mail:1.1.1", Outcome.ACKNOWLEDGED, is_read=True)
    world.pass_(MINUTE)
    world.run(lambda desk: desk.look(world))
    assert world.desk.office.get(1).state is State.OUT
    world.pass_(MINUTE)
    world.run(lambda desk: desk.look(world))
    assert world.desk.office.get(1).state is State.DELIVERED


def test_each_piece_waits_for_the_one_before_and_a_hearing_brings_two():
    world = World()
    world.run(lambda desk: desk.take(world, letter(pieces=3)))
    world.run(lambda desk: desk.heard(world, BEN))
    assert world.posted == ["mail:1.1.1"]
    end(world, "mail:1.1.1", Outcome.ACKNOWLEDGED, is_read=True)
    assert world.posted == ["mail:1.1.1", "mail:1.2.1"]
    end(world, "mail:1.2.1", Outcome.ACKNOWLEDGED, is_read=True)
    world.pass_(9 * MINUTE)
    world.run(lambda desk: desk.heard(world, BEN))
    assert len(world.posted) == 2
    world.pass_(MINUTE)
    world.run(lambda desk: desk.heard(world, BEN))
    assert world.posted[2:] == ["mail:1.3.1"]


def test_a_late_acknowledgement_counts_before_anything_is_sent_again():
    world = World()
    world.run(lambda desk: desk.take(world, letter()))
    world.run(lambda desk: desk.heard(world, BEN))
    end(world, "mail:1.1.1", Outcome.RELAYED, is_read=True)
    world.entries["mail:1.1.1"] = replace(world.entries["mail:1.1.1"], outcome=Outcome.ACKNOWLEDGED)
    world.pass_(HOUR)
    world.run(lambda desk: desk.heard(world, BEN))
    assert world.posted == ["mail:1.1.1"]
    assert world.ends[1][0].state is State.DELIVERED


def test_what_was_only_relayed_is_offered_again_with_the_mark_and_comes_back_after_the_second_time():
    world = World()
    world.run(lambda desk: desk.take(world, letter()))
    for attempt in (1, 2):
        world.run(lambda desk: desk.heard(world, BEN))
        end(world, f"mail:1.1.{attempt}", Outcome.RELAYED, is_read=False)
        world.pass_(2 * HOUR)
    assert [world.texts[key] for key in world.posted] == ["hello 0", "hello 0 (again)"]
    world.run(lambda desk: desk.heard(world, BEN))
    assert len(world.posted) == 2
    world.run(lambda desk: desk.look(world))
    assert world.ends[1][0].reason is Reason.UNCONFIRMED


def test_a_letter_that_was_acknowledged_late_does_not_come_back_when_its_days_are_over():
    world = World()
    world.run(lambda desk: desk.take(world, letter()))
    world.run(lambda desk: desk.heard(world, BEN))
    end(world, "mail:1.1.1", Outcome.RELAYED, is_read=True)
    world.entries["mail:1.1.1"] = replace(world.entries["mail:1.1.1"], outcome=Outcome.ACKNOWLEDGED)
    world.pass_(15 * DAY)
    world.run(lambda desk: desk.look(world))
    assert [one.state for one in world.ends[1]] == [State.DELIVERED]


def test_an_attempt_that_the_outbox_may_have_forgotten_is_not_taken_for_one_that_it_never_got():
    world = World()
    world.run(lambda desk: desk.take(world, letter()))
    world.run(lambda desk: desk.heard(world, BEN))
    world.entries.clear()
    world.pass_(FORGOTTEN)
    world.restart()
    world.run(lambda desk: desk.look(world))
    assert world.desk.office.get(1).unsure == (1,)


def test_a_process_that_dies_between_disk_and_outbox_hands_in_the_same_attempt_later():
    world = World()
    world.run(lambda desk: desk.take(world, letter()))
    world.outbox_fails = True
    world.run(lambda desk: desk.heard(world, BEN))
    world.restart()
    world.outbox_fails = False
    world.run(lambda desk: desk.look(world))
    assert world.posted == []
    world.pass_(HOUR)
    world.run(lambda desk: desk.look(world))
    assert world.posted == [], "whoever it is for is not here now"
    world.run(lambda desk: desk.heard(world, BEN))
    assert world.posted == ["mail:1.1.1"]


def test_letters_of_and_to_whoever_is_banned_meanwhile_come_back():
    world = World()
    world.run(lambda desk: desk.take(world, letter()))
    world.run(lambda desk: desk.take(world, letter(sender=CEM)))
    world.barred = {ANN}
    world.run(lambda desk: desk.heard(world, BEN))
    assert world.ends[1][0].reason is Reason.BARRED
    assert world.posted == ["mail:2.1.1"]
    assert world.desk.office.get(1) is None, "and a banned sender is told nothing"


def test_a_banned_sender_is_told_nothing_of_a_letter_that_was_delivered_before():
    world = World()
    world.run(lambda desk: desk.take(world, letter()))
    world.run(lambda desk: desk.heard(world, BEN))
    end(world, "mail:1.1.1", Outcome.ACKNOWLEDGED, is_read=True)
    world.barred = {ANN}
    world.run(lambda desk: desk.heard(world, ANN))
    assert world.posted == ["mail:1.1.1"]
    assert world.desk.office.get(1).notice is Notice.DONE


def test_whoever_asks_for_a_letter_gets_it_as_a_letter_or_sees_what_was_delivered():
    world = World()
    world.run(lambda desk: desk.take(world, letter()))
    asked = world.run(lambda desk: desk.read(world, BEN, 1, is_here=False))
    assert asked[0] is Answer.COMING
    assert world.posted == ["mail:1.1.1"]
    assert world.run(lambda desk: desk.read(world, BEN, 1, is_here=False))[0] is Answer.OUT
    end(world, "mail:1.1.1", Outcome.ACKNOWLEDGED, is_read=True)
    assert world.run(lambda desk: desk.read(world, BEN, 1, is_here=False)) == (Answer.NONE, None)
    world.run(lambda desk: desk.take(world, letter(text="another")))
    world.pass_(HOUR)
    world.run(lambda desk: desk.heard(world, BEN))
    end(world, "mail:2.1.1", Outcome.ACKNOWLEDGED, is_read=True)
    assert world.run(lambda desk: desk.read(world, BEN, 2, is_here=False))[0] is Answer.SHOWN
    assert world.run(lambda desk: desk.read(world, ANN, 2, is_here=False)) == (Answer.NONE, None)


def test_at_the_console_a_waiting_letter_is_read_where_it_lies():
    world = World()
    world.run(lambda desk: desk.take(world, letter()))
    assert world.run(lambda desk: desk.read(world, BEN, 1, is_here=True))[0] is Answer.SHOWN
    world.run(lambda desk: desk.heard(world, ANN))
    assert world.texts == {"mail:1.n.1": "1 delivered"}


def test_both_ends_may_throw_a_letter_away_until_it_has_left():
    world = World()
    for number in range(1, 4):
        world.run(lambda desk, number=number: desk.take(world, letter(text=f"{number}")))
    delete = lambda who, number: world.run(lambda desk: desk.delete(world, who, number))[0]  # noqa: E731
    assert delete(CEM, 1) is Answer.NONE
    assert delete(ANN, 99) is Answer.NONE
    assert delete(ANN, 1) is Answer.GONE
    assert delete(BEN, 2) is Answer.GONE
    assert world.ends[2][0].reason is Reason.DISCARDED
    assert delete(ANN, 2) is Answer.NONE, "it has come back, and they are about to be told"
    world.run(lambda desk: desk.heard(world, BEN))
    assert delete(ANN, 3) is Answer.OUT
    end(world, "mail:3.1.1", Outcome.RELAYED, is_read=True)
    assert delete(ANN, 3) is Answer.STOPPED
    world.run(lambda desk: desk.take(world, letter(text="4")))
    world.pass_(HOUR)
    world.run(lambda desk: desk.heard(world, BEN))
    end(world, "mail:4.1.1", Outcome.ACKNOWLEDGED, is_read=True)
    assert delete(BEN, 4) is Answer.GONE


def test_a_letter_that_can_t_be_written_down_is_none():
    world = World()
    world.disk_fails = True
    with pytest.raises(StoreError):
        now_or_never(world.desk.take(world, letter()))
    world.run(lambda desk: desk.look(world))
    world.unwritten.clear()
    world.run(lambda desk: desk.open(world))
    assert len(world.desk.office) == 0
    world.disk_fails = False
    world.desk._shelf._set_aside = 100  # a number is there, and the disk fails after that
    world.disk_fails = True
    with pytest.raises(StoreError):
        now_or_never(world.desk.take(world, letter()))
    assert world.unwritten["letter/000000001"] is None


def test_a_full_office_says_why_and_forgets_what_was_delivered_first():
    world = World(Limits(total=1))
    world.run(lambda desk: desk.take(world, letter()))
    assert world.run(lambda desk: desk.take(world, letter(to=CEM))) is Full.OFFICE
    assert world.run(lambda desk: desk.take(world, letter())).number == 1
    for who, key in ((BEN, "mail:1.1.1"), (ANN, "mail:1.n.1")):
        world.run(lambda desk, who=who: desk.heard(world, who))
        end(world, key, Outcome.ACKNOWLEDGED, is_read=True)
    assert world.run(lambda desk: desk.take(world, letter(to=CEM))).number == 2
    assert [one.number for one in world.desk.office] == [2]


def test_what_the_disk_can_t_show_is_looked_for_again():
    world = World()
    world.disk_is_deaf = True
    for begin in (
        lambda desk: desk.heard(world, BEN),
        lambda desk: desk.look(world),
        lambda desk: desk.ended(world, entry("mail:1.1.1")),
        lambda desk: desk.renumbered(world, ANN, BEN),
    ):
        world.run(begin)
    assert world.failures == ["mail-not-read"] * 4
    world.disk_is_deaf = False
    world.run(lambda desk: desk.ended(world, entry("mail:1.1.1")))
    world.run(lambda desk: desk.ended(world, entry("20260101T000000-00000001")))
    world.run(lambda desk: desk.look(world))


def test_an_end_that_is_not_the_present_attempt_s_changes_nothing():
    world = World()
    world.run(lambda desk: desk.take(world, letter()))
    world.run(lambda desk: desk.ended(world, entry("mail:1.1.7", Outcome.ACKNOWLEDGED)))
    assert world.is_waiting(1)


@pytest.mark.parametrize(
    "wrong",
    [{"per_recipient": 0}, {"per_sender": 0}, {"total": 3001}, {"days": 366}, {"text_bytes": 1001},
     {"pause": timedelta(seconds=59)}, {"pause": timedelta(days=2)}],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="between"):
        MailSettings(**wrong)
    assert MailSettings().limits() == Limits()


def end(world: World, key: str, outcome: Outcome, *, is_read: bool) -> None:
    told = world.end(key, outcome, is_read=is_read)
    world.run(lambda desk: desk.ended(world, told))
