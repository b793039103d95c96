"""The one table of states."""

from __future__ import annotations

from steadymesh.session.state import NEXT, TRANSITIONS, SessionState


def test_each_row_has_a_sentence_and_no_row_contradicts_another():
    assert len(NEXT) == len(TRANSITIONS)
    assert all(row.sentence.endswith(".") for row in TRANSITIONS)


def test_every_state_is_reached_and_every_one_but_the_last_can_end():
    reached = {row.target for row in TRANSITIONS} | {SessionState.NEW}
    assert reached == set(SessionState)
    ending = {row.source for row in TRANSITIONS if row.target is SessionState.OVER}
    assert ending == set(SessionState) - {SessionState.OVER}


def test_over_is_over():
    assert not [row for row in TRANSITIONS if row.source is SessionState.OVER]
