"""People, the other bot, copies: what they do on a small mesh that is made by hand."""

from itertools import pairwise

import pytest

from sim.mesh_kit import line, pairs
from sim.sim_kit import packets
from steadymesh.ids import BROADCAST
from steadymesh.sim.cast import SMALL_TALK, THANKS, THUMB
from steadymesh.sim.dice import Dice
from steadymesh.sim.village.beacons import Beacons, Intervals
from steadymesh.sim.village.copies import Copies
from steadymesh.sim.village.habits import Habits
from steadymesh.sim.village.parrot import Parrot
from steadymesh.sim.village.person import Person
from steadymesh.sim.village.resident import Note
from steadymesh.sim.village.rhythm import DAY_S, HOUR_S, Rhythm

QUIET = Habits(ask_every_s=0, chat_every_s=0, thanks=0, mistypes=0, on_channel=0, tapbacks=0)
NOON = 12 * HOUR_S


def person_at(desk, place=1, *, habits=QUIET, midnight_s=-NOON, walks=False, switches_off=False, label="p"):
    """Somebody who lives there; the desk's time begins at noon."""
    resident = desk.residents[place - 1]
    dice = Dice(0, label)
    return Person(
        desk.ether, resident,
        habits=habits, rhythm=Rhythm(dice, midnight_s=midnight_s), dice=dice, walks=walks, switches_off=switches_off,
        beacons=Beacons(desk.ether, resident, intervals=Intervals(), dice=dice),
    )  # fmt: skip


def texts(frames, to=None):
    return [p.decoded.payload.decode() for p in packets(frames, "TEXT_MESSAGE_APP") if to is None or p.to == to]


# --- day and night


def test_everybody_is_up_by_day_and_asleep_at_night():
    rhythms = [Rhythm(Dice(0, str(n)), midnight_s=0) for n in range(50)]
    assert all(r.is_awake(NOON) and r.is_awake(DAY_S + NOON) for r in rhythms)
    assert not any(r.is_awake(3 * HOUR_S) for r in rhythms)
    assert all(5.5 <= r.hour(r.next_morning(NOON)) < 9.6 for r in rhythms)
    assert all(0 < r.next_night(NOON) - NOON < 13 * HOUR_S for r in rhythms)


def test_the_hour_is_counted_from_some_midnight():
    rhythm = Rhythm(Dice(0, "x"), midnight_s=-3 * HOUR_S)
    assert rhythm.hour(0) == pytest.approx(3)
    assert rhythm.hour(22 * HOUR_S) == pytest.approx(1)


# --- asking


def test_a_question_comes_as_a_direct_message_and_is_asked_three_times_in_all(still):
    desk = line(still, 2)
    person = person_at(desk)
    desk.ether.pulse.act(lambda: person.ask("/ping"))
    heard = texts(desk.after(600), to=desk.radio.num)
    assert heard == ["/ping"] * 3
    (question,) = desk.ether.ledger.questions
    assert (question.tries, question.reached, question.verdict, question.is_answered) == (3, True, "acked", False)
    assert len(set(question.packet_ids)) == 3


def test_an_answer_ends_it_and_is_noted(still):
    desk = line(still, 2)
    person = person_at(desk)
    desk.ether.pulse.act(lambda: person.ask("/ping"))
    (asked,) = packets(desk.after(20), "TEXT_MESSAGE_APP")
    desk.send(b"pong", want_ack=True, pki_encrypted=True)
    assert texts(desk.after(600)) == []
    (question,) = desk.ether.ledger.questions
    assert [a.text for a in question.answers] == ["pong"]
    assert question.tries == 1
    assert asked.id == question.packet_ids[0]


def test_the_times_between_the_tries_are_their_patience(still):
    desk = line(still, 2)
    person = person_at(desk)
    desk.ether.pulse.act(lambda: person.ask("/ping"))
    times = []
    for _ in range(600):
        times += [desk.clock.time] * len(texts(desk.after(1)))
    assert len(times) == 3
    assert all(48 <= later - earlier <= 104 for earlier, later in pairwise(times))


def test_whoever_got_an_answer_may_say_thanks(still):
    desk = line(still, 2)
    person = person_at(desk, habits=Habits(ask_every_s=0, chat_every_s=0, thanks=1.0))
    desk.ether.pulse.act(lambda: person.ask("/ping"))
    desk.after(20)
    desk.send(b"pong", want_ack=True, pki_encrypted=True)
    (thanks,) = packets(desk.after(60), "TEXT_MESSAGE_APP")
    assert thanks.decoded.payload.decode() in THANKS["en"]
    assert (thanks.to, thanks.decoded.reply_id) == (desk.radio.num, 7)


def test_an_answer_on_the_channel_counts_for_whom_it_replies_to(still):
    desk = pairs(still, 3, {(0, 1): 5, (0, 2): 5})
    asker, other = person_at(desk, 1), person_at(desk, 2)
    desk.ether.pulse.act(lambda: asker.ask("/ping", on_channel=True))
    desk.ether.pulse.act(lambda: other.ask("/help"))
    frames = desk.after(30)
    (asked,) = [p for p in packets(frames, "TEXT_MESSAGE_APP") if p.to == BROADCAST]
    desk.send(b"pong", to=BROADCAST, packet_id=9, reply_id=asked.id)
    desk.after(30)
    assert [a.text for a in asker.question.answers] == ["pong"]
    assert other.question.answers == []
    assert {s.to for s in desk.ether.ledger.shown} == {p.num for p in desk.peers}


def test_many_questions_follow_the_habits(still):
    desk = line(still, 2)
    habits = Habits(ask_every_s=60, chat_every_s=0, mistypes=0.3, commands=(("/a1", 3.0), ("/b2", 1.0)), tries=1)
    person_at(desk, habits=habits).start()
    desk.radio.outlet.clear()
    desk.after(6 * HOUR_S)
    asked = list(desk.ether.ledger.questions)
    assert 200 < len(asked) < 520
    right = [q.text for q in asked if not q.mistyped]
    assert set(right) == {"/a1", "/b2"}
    assert right.count("/a1") > 1.5 * right.count("/b2")
    assert 0.15 < sum(q.mistyped for q in asked) / len(asked) < 0.45
    assert {q.text for q in asked if q.mistyped} <= {"/1a", "/2b", "/a1", "/b2"}


# --- chatting, walking, sleeping


def test_people_chat_by_day_and_are_silent_at_night(still):
    desk = line(still, 2)
    person_at(desk, habits=Habits(ask_every_s=0, chat_every_s=600)).start()
    lines = []
    for hour in range(24):
        for text in texts(desk.after(HOUR_S)):
            assert text in SMALL_TALK["en"]
            lines.append((12 + hour) % 24)
    assert len(lines) > 30
    assert not {0, 1, 2, 3, 4} & set(lines)


def test_a_reader_may_put_a_thumb_to_it(still):
    desk = pairs(still, 3, {(0, 1): 5, (0, 2): 5, (1, 2): 5})
    person_at(desk, 2, habits=Habits(ask_every_s=0, chat_every_s=0, tapbacks=1.0))
    said = desk.residents[0].write("hello all", to_all=True)
    thumbs = [p for p in packets(desk.after(60), "TEXT_MESSAGE_APP") if p.decoded.emoji]
    assert [(p.decoded.payload.decode(), p.decoded.reply_id) for p in thumbs] == [(THUMB, said)]


def test_walkers_get_out_of_reach_and_come_back(still):
    desk = line(still, 2)
    person_at(
        desk, walks=True, habits=Habits(ask_every_s=0, chat_every_s=0, walk_every_s=1200, walk_s=(300, 600))
    ).start()
    node, states = desk.terrain.nodes[1], []
    for _ in range(180):
        desk.after(60)
        states.append(node.is_away)
    assert 20 < sum(states) < 160
    assert sum(a != b for a, b in pairwise(states)) >= 4


def test_who_switches_off_at_night_says_who_they_are_in_the_morning(still):
    desk = line(still, 2)
    person_at(desk, switches_off=True).start()
    node = desk.terrain.nodes[1]
    on, introduced = [], []
    for hour in range(48):
        frames = desk.after(HOUR_S)
        on.append(node.is_on)
        introduced += [(12 + hour) % 24] * len(packets(frames, "NODEINFO_APP"))
    assert on[0]
    assert not on[14], "two in the morning"
    assert on[24], "noon"
    assert len(introduced) == 2
    assert all(5 <= hour <= 10 for hour in introduced)


def test_who_begins_at_night_is_off_already(still):
    desk = line(still, 2)
    person_at(desk, switches_off=True, midnight_s=-2 * HOUR_S).start()
    assert not desk.terrain.nodes[1].is_on


# --- beacons


def test_a_node_says_who_and_how_it_is_at_the_firmwares_intervals(still):
    desk = line(still, 2)
    Beacons(desk.ether, desk.residents[0], intervals=Intervals(), dice=Dice(0, "b")).start()
    counts = {"NODEINFO_APP": 0, "TELEMETRY_APP": 0, "POSITION_APP": 0}
    for _ in range(24):
        frames = desk.after(HOUR_S)
        for port in counts:
            counts[port] += sum(getattr(p, "from") == desk.peer.num for p in packets(frames, port))
    assert counts["NODEINFO_APP"] in {7, 8, 9}
    assert 22 <= counts["TELEMETRY_APP"] <= 50
    assert counts["POSITION_APP"] == 0


def test_a_walkers_node_says_where_it_is_by_day(still):
    desk = line(still, 2)
    dice = Dice(0, "b")
    intervals = Intervals(node_info_s=0, telemetry_s=(0, 0))
    rhythm = Rhythm(dice, midnight_s=-NOON)
    Beacons(desk.ether, desk.residents[0], intervals=intervals, dice=dice, rhythm=rhythm).start()
    before = desk.peer.latitude
    places = packets(desk.after(4 * HOUR_S), "POSITION_APP")
    assert 10 < len(places) < 60
    assert desk.peer.latitude != before
    desk.after(10 * HOUR_S)
    assert packets(desk.after(2 * HOUR_S), "POSITION_APP") == []


def test_nobody_says_anything_by_itself_on_a_full_channel(still):
    desk = line(still, 2)
    beacons = Beacons(desk.ether, desk.residents[0], intervals=Intervals(), dice=Dice(0, "b"))
    beacons.start()
    for second in range(6 * 3600):
        if second % 10 == 0:
            desk.terrain.nodes[1].usage.heard(desk.clock.time, 9.0)
        desk.after(1)
    assert desk.ether.ledger.sent == {}


def test_ten_times_as_chatty_is_a_tenth_of_the_intervals():
    intervals = Intervals().times(10)
    assert (intervals.node_info_s, intervals.telemetry_s, intervals.position_s) == (1080, (180, 360), (30, 90))


# --- the other bot


def test_the_other_bot_answers_everything_on_the_channel_and_by_direct_message(still):
    desk = line(still, 2)
    Parrot(desk.ether, desk.residents[0])
    desk.send(b"hello", to=BROADCAST)
    (reply,) = packets(desk.after(30), "TEXT_MESSAGE_APP")
    assert (reply.decoded.payload, reply.to, reply.decoded.reply_id) == (b"hello", BROADCAST, 7)
    desk.send(b"psst", packet_id=8, pki_encrypted=True)
    (reply,) = packets(desk.after(30), "TEXT_MESSAGE_APP")
    assert (reply.decoded.payload, reply.to) == (b"psst", desk.radio.num)
    assert desk.ether.ledger.replies == 2


def test_with_a_prefix_it_answers_only_what_begins_so_and_says_it_its_own_way(still):
    desk = line(still, 2)
    Parrot(desk.ether, desk.residents[0], prefix="/", template="you said {text}")
    desk.send(b"hello", to=BROADCAST)
    assert texts(desk.after(30)) == []
    desk.send(b"/ping", to=BROADCAST, packet_id=8)
    assert texts(desk.after(30)) == ["you said /ping"]


def test_it_thinks_before_it_says_more_and_answers_other_people_too(still):
    desk = pairs(still, 3, {(0, 1): 5, (0, 2): 5, (1, 2): 5})
    Parrot(desk.ether, desk.residents[0], gap_s=60)
    notes = []
    desk.residents[1].on_note = notes.append
    desk.residents[1].write("salut", to=desk.peers[0])
    desk.after(30)
    desk.residents[1].write("encore", to=desk.peers[0])
    desk.after(20)
    assert [(n.text, n.is_direct) for n in notes] == [("salut", True)]
    assert isinstance(notes[0], Note)


# --- copies by MQTT


def test_some_packets_come_again_by_mqtt_with_the_same_id(still):
    desk = line(still, 2)
    desk.radio.prefs.lora.ignore_mqtt = False
    Copies(desk.ether, dice=Dice(0, "c"), share=1.0).start()
    packet_id = desk.residents[0].write("once", to_all=True)
    first, copy = packets(desk.after(120), "TEXT_MESSAGE_APP")
    assert (first.id, copy.id) == (packet_id, packet_id)
    assert (first.via_mqtt, copy.via_mqtt) == (False, True)
    assert getattr(first, "from") == getattr(copy, "from")
    assert (copy.rx_snr, copy.rx_rssi) == (0, 0)
    assert 2 <= copy.rx_time - first.rx_time <= 91
    assert desk.ether.ledger.copies == 1


def test_a_radio_that_ignores_mqtt_takes_no_copies(still):
    desk = line(still, 2)
    Copies(desk.ether, dice=Dice(0, "c"), share=1.0).start()
    desk.residents[0].write("once", to_all=True)
    assert texts(desk.after(120)) == ["once"]
