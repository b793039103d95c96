"""When to probe, what is life, who is dead and who is deaf."""

from __future__ import annotations

from itertools import pairwise

from steadymesh.session.probe import Finding, Liveness


def liveness() -> Liveness:
    return Liveness(interval_s=15, timeout_s=8, now=100)


def test_silence_is_probed_twice_and_then_the_radio_is_dead_after_31_seconds():
    live = liveness()
    assert live.deadline() == 115
    assert live.look(114.9) is Finding.FINE
    assert live.look(115) is Finding.PROBE
    live.probed(115)
    assert live.is_probing
    assert live.deadline() == 123
    assert live.look(122.9) is Finding.FINE
    assert live.look(123) is Finding.PROBE
    live.probed(123)
    assert live.deadline() == 131
    assert live.look(131) is Finding.DEAD


def test_any_frame_puts_the_probe_off():
    live = liveness()
    assert live.heard(110) is None
    assert live.deadline() == 125


def test_any_frame_after_a_probe_is_life_and_tells_the_round_trip():
    live = liveness()
    live.probed(115)
    assert live.heard(115.25) == 0.25
    assert not live.is_probing


def test_one_lost_answer_is_forgiven():
    live = liveness()
    live.probed(115)
    live.probed(123)
    assert live.heard(124) == 1
    live.probed(140)
    assert live.look(148) is Finding.PROBE


def test_frames_without_any_acknowledgement_make_a_deaf_radio():
    live = liveness()
    live.missed()
    live.missed()
    live.probed(110)
    live.heard(111)
    assert live.look(117.9) is Finding.FINE
    assert live.deadline() == 118
    assert live.look(118) is Finding.DEAF


def test_an_acknowledgement_in_between_makes_it_hear_again():
    live = liveness()
    live.missed()
    live.missed()
    live.probed(110)
    live.heard(110.5)
    live.acknowledged()
    live.missed()
    assert live.look(119) is Finding.FINE


def test_a_radio_that_is_never_silent_is_asked_before_its_last_answer_is_too_old():
    live = liveness()
    probes, answered, now = [], [], 100.0
    while now < 400:
        now += 5
        if live.look(now) is Finding.PROOF:
            live.probed(now, counts=False)
            probes.append(now)
        elif live.heard(now) is not None:
            answered.append(now)
    assert probes == [130, 165, 200, 235, 270, 305, 340, 375]
    assert max(later - earlier for earlier, later in pairwise([100, *answered])) <= 60


def test_what_a_talkative_radio_does_not_acknowledge_is_no_deafness():
    live = liveness()
    for now in range(110, 1000, 10):
        if live.look(now) is Finding.PROOF:
            live.probed(now, counts=False)
        else:
            live.heard(now)
    assert live.look(995) is Finding.FINE


def test_a_talkative_radio_that_falls_silent_after_its_probe_is_dead_in_time():
    live = liveness()
    live.heard(125)
    assert live.look(130) is Finding.PROOF
    live.probed(130, counts=False)
    assert live.look(138) is Finding.PROBE
    live.probed(138)
    assert live.look(146) is Finding.DEAD
