from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from steadymesh.bot import durations
from steadymesh.bot.lateness import age_s, late_s
from steadymesh.events import TextReceived
from steadymesh.model import TextMessage

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MESSAGE = TextMessage(id=7, sender=1, to=2, channel=0, text="/x")


def heard(*, late, age=None, came_s_ago=None):
    at = None if came_s_ago is None else NOW - timedelta(seconds=came_s_ago)
    return TextReceived(generation=1, message=replace(MESSAGE, at=at), raw=b"", late=late, age_s=age, now=0.0)


@pytest.mark.parametrize(
    ("event", "age", "late"),
    [
        (heard(late=True, age=5.0, came_s_ago=86_400), 5, None),  # the radio's clock decides, whatever ours says
        (heard(late=True, age=59.9), 59.9, None),
        (heard(late=True, age=60.0), 60, 60),
        (heard(late=True, came_s_ago=7200), 7200, 7200),  # its clock is not known yet: its date against ours
        (heard(late=True, came_s_ago=-7200), 0, None),  # a date in the future says nothing
        (heard(late=True), None, None),  # a radio without a clock
        (heard(late=False, age=100.0), 100, None),  # it did not wait for us
        (heard(late=False, came_s_ago=7200), None, None),  # one of the two clocks is wrong
    ],
)
def test_how_old_a_question_is_and_how_late_its_answer(event, age, late):
    assert age_s(event, NOW) == age
    assert late_s(event, NOW) == late


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (60, "(1 min late) ", "(1 min de retard) "),
        (3599, "(59 min late) ", "(59 min de retard) "),
        (3600, "(1 h late) ", "(1 h de retard) "),
        (9500, "(3 h late) ", "(3 h de retard) "),
        (43_200, "(12 h late) ", "(12 h de retard) "),
    ],
)
def test_lateness_is_said_in_one_unit(seconds, english, french):
    assert durations.say_late(seconds, "en") == english
    assert durations.say_late(seconds, "fr") == french


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.1, "1 s"), (15, "16 s"), (59.5, "1 min"), (61, "2 min"), (3000, "51 min"), (3599, "1 h 0 min")],
)
def test_who_waits_as_long_as_told_has_waited_long_enough(seconds, said):
    assert durations.say_wait(seconds, "en") == said
