"""A frame that stays incomplete is believed for a second."""

from __future__ import annotations

from sessionkit import TEXT, complete, framed, packet
from steadymesh.session.intake import Intake

TORN = framed(packet(TEXT, b"x" * 200))[:50]
WHOLE = framed(complete(1))


def test_nothing_incomplete_is_waited_for():
    intake = Intake()
    assert len(intake.feed(WHOLE, 100)) == 1
    assert intake.deadline() is None
    assert intake.look(200) == []


def test_what_hides_behind_a_torn_frame_comes_after_a_second_and_not_before():
    intake = Intake()
    assert intake.feed(TORN + WHOLE, 100) == []
    assert intake.deadline() == 101
    assert intake.look(100.9) == []
    [(message, payload)] = intake.look(101)
    assert (message.config_complete_id, payload) == (1, WHOLE[4:])
    assert intake.skipped_bytes == len(TORN)
    assert intake.deadline() is None


def test_more_bytes_of_the_same_frame_do_not_put_it_off():
    intake = Intake()
    intake.feed(TORN[:20], 100)
    intake.feed(TORN[20:], 100.5)
    assert intake.deadline() == 101


def test_a_frame_doubted_once_is_not_doubted_again():
    intake = Intake()
    intake.feed(TORN, 100)
    assert intake.look(101) == []
    assert intake.deadline() is None


def test_the_next_incomplete_frame_has_its_own_second():
    intake = Intake()
    intake.feed(TORN, 100)
    intake.look(101)
    assert len(intake.feed(WHOLE + TORN, 105)) == 1
    assert intake.deadline() == 106
