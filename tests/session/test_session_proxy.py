"""The look for something that answers for the radio."""

from __future__ import annotations

from steadymesh.session.proxy import ProxyCheck, Step


def asked() -> ProxyCheck:
    check = ProxyCheck(now=100, wanted=True)
    check.asked(7, 130)
    return check


def test_the_radio_is_asked_a_while_after_ready():
    check = ProxyCheck(now=100, wanted=True)
    assert check.deadline() == 130
    assert check.due(129) is None
    assert check.due(130) is Step.ASKED


def test_an_answer_ends_the_look():
    check = asked()
    check.answered(8)
    assert check.deadline() == 145
    check.answered(7)
    assert check.deadline() is None
    assert check.due(200) is None
    assert not check.heartbeat_answered()


def test_silence_is_confirmed_by_a_heartbeat_and_told_once():
    check = asked()
    assert check.due(145) is Step.CONFIRMING
    check.confirming()
    assert check.deadline() is None
    assert check.heartbeat_answered()
    assert not check.heartbeat_answered()


def test_a_heartbeat_before_that_proves_nothing():
    check = asked()
    assert not check.heartbeat_answered()
    assert check.due(145) is Step.CONFIRMING


def test_a_radio_that_cannot_be_asked_is_not():
    check = ProxyCheck(now=100, wanted=False)
    assert check.deadline() is None
    assert check.due(1000) is None
