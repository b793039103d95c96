"""Who is a loop and who is not: dialogues by hand, in both directions, and the promise to people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.bot.loops import (
    MAX_NODES,
    MUTE_S,
    PROMPT_S,
    ROUNDS,
    SLOW_PROMPT_S,
    Loops,
    canonical,
    prompt_s,
)
from steadymesh.bot.proof import Person

BOT, BOB = Person(0xB07), Person(0xB0B)
PROVED = Person(0xB07, is_proved=True)
HANDLER_TIMEOUT_S = 10.0


class Dialogue:
    """Somebody asks, we answer after `took` unless `answer` is None; their node acknowledges after `acked_s`, or never."""

    def __init__(self, *, direct=True):
        self.direct = direct
        self.loops = Loops()
        self.now = 0.0

    def ask(self, text, *, after=5.0, answer="Pong", took=0.0, acked_s=0.0, node=BOT, within_s=PROMPT_S):
        """Return whether that closes a loop."""
        self.now += after
        if self.loops.is_muted(node, self.now) or self.loops.heard(node, text, self.now, within_s):
            return True
        if answer is not None:
            self.now += took
            self.loops.answered(node, text, answer, self.now, direct=self.direct)
        if acked_s is not None:
            self.now += acked_s
            self.loops.reached(node.node, self.now)
        return False


# --- bots -------------------------------------------------------------------------------------


def test_the_same_pair_three_times_and_the_command_once_more_is_a_loop():
    talk = Dialogue()
    assert [talk.ask("/ping") for _ in range(4)] == [False, False, False, True]
    assert talk.loops.is_muted(BOT, talk.now)
    assert not talk.loops.is_muted(BOB, talk.now)
    assert talk.loops.muted(talk.now) == {BOT: MUTE_S}
    assert talk.loops.is_muted(BOT, talk.now + MUTE_S - 0.1)
    assert talk.loops.muted(talk.now + MUTE_S) == {}
    assert not talk.loops.is_muted(BOT, talk.now + MUTE_S)
    assert [talk.ask("/ping", after=MUTE_S)] + [talk.ask("/ping") for _ in range(3)] == [False, False, False, True]


def test_numbers_times_case_and_space_make_no_difference():
    talk = Dialogue()
    theirs = [
        "/help me. Up 59 min, 12:01",
        "/HELP me.  Up 1 h 0 min, 12:02",
        "/help me. up 61min, 12:03",
        "/help me. Up 2 d, 9:04",
    ]
    ours = ["SNR 6.25 dB, RSSI -87", "SNR -1 dB,  RSSI -120", "snr 0.5 dB, rssi -9", ""]
    assert [talk.ask(t, answer=o) for t, o in zip(theirs, ours, strict=True)] == [False, False, False, True]


def test_a_bot_three_hops_away_is_measured_from_when_our_answer_reached_it():
    talk = Dialogue()
    assert [talk.ask("/ping", acked_s=40.0, after=8.0) for _ in range(4)] == [False, False, False, True]


def test_on_a_channel_nobody_acknowledges():
    talk = Dialogue(direct=False)
    assert [talk.ask("/ping", acked_s=None) for _ in range(4)] == [False, False, False, True]


def test_a_lost_acknowledgement_costs_three_further_rounds():
    talk = Dialogue()
    acks = [0.0, 0.0, None, 0.0, 0.0, 0.0]
    assert [talk.ask("/ping", acked_s=ack) for ack in acks] == [False] * 6
    assert talk.ask("/ping")


def test_on_a_slow_preset_a_minute_is_prompt():
    assert [prompt_s(p) for p in ("LONG_FAST", "", "LONG_SLOW")] == [PROMPT_S, PROMPT_S, SLOW_PROMPT_S]
    talk = Dialogue()
    slow = {"after": 50.0, "within_s": prompt_s("LONG_SLOW")}
    assert [talk.ask("/ping", **slow) for _ in range(4)] == [False, False, False, True]


def test_a_bot_that_begins_its_loop_after_other_talk_is_found_as_soon():
    talk = Dialogue()
    assert not talk.ask("/status", answer="Up 3 h")
    assert not talk.ask("/nodes", answer="40 nodes")
    assert [talk.ask("/ping") for _ in range(4)] == [False, False, False, True]


def test_two_bots_are_two_loops():
    talk = Dialogue()
    for _ in range(ROUNDS):
        assert not talk.ask("/ping", node=BOT, after=2)
        assert not talk.ask("/ping", node=BOB, after=2)
    assert talk.ask("/ping", node=BOT, after=2)
    assert talk.ask("/ping", node=BOB, after=2)


# --- people -----------------------------------------------------------------------------------


def test_a_person_may_ask_the_same_three_times_as_fast_as_they_like():
    talk = Dialogue()
    assert not any(talk.ask("/ping", after=1) for _ in range(3))
    assert not talk.ask("/ping", after=PROMPT_S)
    assert not any(talk.ask("/ping", after=1) for _ in range(2))


def test_a_person_who_tests_their_range_is_never_muted():
    talk = Dialogue()
    assert not any(talk.ask("/ping", after=PROMPT_S) for _ in range(100))


def test_another_command_in_between_begins_anew():
    talk = Dialogue()
    for text in ("/ping", "/ping", "/ping", "/status", "/ping", "/ping", "/ping", "/help"):
        assert not talk.ask(text, after=2)


def test_another_answer_in_between_begins_anew():
    talk = Dialogue()
    answers = ["direct", "over one hop", "direct", "over two hops"] * 5
    assert not any(talk.ask("/ping", answer=answer) for answer in answers)


def test_who_asks_before_we_have_said_anything_answers_nothing():
    talk = Dialogue()
    assert not any(talk.ask("/ping", answer=None, after=1) for _ in range(20))
    assert not talk.ask("/ping", after=1)


def test_who_does_not_wait_for_the_answer_answers_nothing():
    talk = Dialogue()
    assert not any(talk.ask("/ping", acked_s=None, after=3) for _ in range(30))


def test_what_waited_in_the_radio_was_written_before_our_answer():
    talk = Dialogue()
    assert not any(talk.ask("/ping", after=0.1, within_s=0.0) for _ in range(30))


def test_impatient_texts_before_the_answer_break_the_chain():
    talk = Dialogue()
    for _ in range(5):
        assert not talk.ask("/slow", answer=None, after=1)
        assert not talk.ask("/slow", after=1)


def test_what_nobody_asked_for_is_no_part_of_a_talk():
    loops = Loops()
    loops.answered(BOT, "/ping", "Pong", 0.0, direct=True)
    loops.reached(BOT.node, 1.0)
    assert not loops.heard(BOT, "/ping", 2.0)
    loops.reached(BOT.node, 3.0)
    assert loops._talks[BOT].reached is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["/ping", "/PING", "/status", "/ping 1", "/ping 2"]),
            st.floats(0, 300),
            st.floats(0, HANDLER_TIMEOUT_S),
            st.none() | st.sampled_from(["Pong", "pong", "Pong 5 dB"]),
        ),
        max_size=40,
    ),
    st.sampled_from([PROMPT_S, SLOW_PROMPT_S]),
)
def test_who_lets_the_time_pass_between_two_commands_is_never_muted(asked, within_s):
    talk = Dialogue()
    for text, more, took, answer in asked:
        talk.now += HANDLER_TIMEOUT_S - took  # whatever we took, their commands are so far apart at least
        assert not talk.ask(text, after=within_s + more, answer=answer, took=took, within_s=within_s)
        assert talk.loops.muted(talk.now) == {}


@given(st.lists(st.tuples(st.sampled_from(["/ping", "/status"]), st.floats(0, 30)), max_size=60))
def test_nobody_is_muted_before_three_rounds(asked):
    talk, run = Dialogue(), 0
    before = None
    for text, after in asked:
        run = run + 1 if text == before and after < PROMPT_S else 1
        before = text
        if talk.ask(text, after=after):
            assert run > ROUNDS
            return
        assert run <= ROUNDS


# --- who says what under whose number -----------------------------------------------------------


def test_what_is_said_under_a_number_without_proof_mutes_nothing_that_is_proved_and_the_other_way_round():
    for forged, owner in ((BOT, PROVED), (PROVED, BOT)):
        talk = Dialogue()
        for _ in range(ROUNDS):
            assert not talk.ask("/ping", node=forged, after=2)
        assert not talk.ask("/ping", node=owner, after=2)
        assert talk.ask("/ping", node=forged, after=2)
        assert talk.loops.muted(talk.now) == {forged: MUTE_S}
        assert [talk.ask("/ping", node=owner, after=2) for _ in range(2)] == [False, False]


def test_an_acknowledgement_that_does_not_say_of_what_counts_for_all_under_that_number():
    loops = Loops()
    for person in (BOT, PROVED, BOB):
        loops.heard(person, "/ping", 0.0)
        loops.answered(person, "/ping", "Pong", 0.0, direct=True, question=person.node)
    loops.reached(BOT.node, 1.0)
    assert [loops._talks[person].reached for person in (BOT, PROVED, BOB)] == [1.0, 1.0, None]


def test_an_answer_to_somebody_elses_question_does_not_make_the_owners_next_command_prompt():
    loops = Loops()
    for now in (0.0, 12.0, 24.0, 36.0):  # the owner lets ten seconds pass after each answer
        assert not loops.heard(PROVED, "/ping", now)
        loops.answered(PROVED, "/ping", "Pong", now, direct=True, question=int(now) + 1)
        loops.reached(PROVED.node, now + 1, int(now) + 1)
        loops.reached(PROVED.node, now + 11, 999)  # of an answer to what a forger has asked
    assert loops._talks[PROVED].reached == 37.0


# --- bounds -----------------------------------------------------------------------------------


def test_memory_is_bounded():
    loops = Loops()
    for node in range(1, 3 * MAX_NODES):
        for _ in range(ROUNDS + 1):
            loops.heard(Person(node), "/ping" * 1000, 0.0)
            loops.answered(Person(node), "/ping" * 1000, "Pong" * 10_000, 0.0, direct=False)
    assert len(loops._talks) <= MAX_NODES
    assert len(loops.muted(0.0)) == MAX_NODES
    for node in range(1, 3 * MAX_NODES):
        loops.heard(Person(5 * MAX_NODES + node), "/ping", 0.0)
        loops.answered(Person(5 * MAX_NODES + node), "/ping" * 1000, "Pong" * 10_000, 0.0, direct=False)
    assert len(loops._talks) == MAX_NODES
    assert all(len(part) <= 240 for talk in loops._talks.values() for part in talk.pair)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("uptime 12 min", "uptime 13 min"),
        ("uptime 59 min", "Uptime 1 h 2 min"),
        ("3 j 4 h", "5 min"),
        ("at 12:05:33", "at  9:00 am"),
        ("SNR -6,25 dB", "SNR 3 dB"),
        ("１２ nodes", "13 nodes"),
        ("a\n b", "A B"),
    ],
)
def test_what_is_the_same(one, other):
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"), [("12 min", "12 miles"), ("/ping", "/ping me"), ("2 hops", "direct"), ("é", "e")]
)
def test_what_is_not(one, other):
    assert canonical(one) != canonical(other)
