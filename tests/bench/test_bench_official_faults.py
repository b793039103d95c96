import pytest
from bench.official_faults import NOT_OF_A_LIBRARY, Closing, cases, cells, row_of

from steadymesh.drill.case import Case, Expect
from steadymesh.drill.cases import CASES

CLOSED = Closing(seconds=0.2)
LOST = Case(name="half-open", fault="half-open", expect=Expect.LOST_BY_PROBE)
STAYS = Case(name="garbage", fault="garbage", expect=Expect.STAYS)


def told(*seen, **changes):
    return {
        "seen": [list(item) for item in seen],
        "asked": 10,
        "answered": 4,
        "answered_meanwhile": 2,
        "twice": 0,
        "posts": ["half-open 1", "half-open 3"],
        **changes,
    }


def test_every_row_of_ours_is_there_or_named_as_not_of_a_library():
    assert {case.name for case in cases()} | NOT_OF_A_LIBRARY == {case.name for case in CASES}


def test_a_loss_that_nobody_tells_of_is_not_noticed():
    row = row_of(LOST, (100.0, 160.0, told(("ready", 90.0), ("out", 100.0)), []), CLOSED)
    assert (row.was_lost, row.noticed_s, row.ready_again_s, row.lost) == (True, None, None, 1)
    assert cells(row)[1:3] == ("> 60 s", "> 30 s")


def test_news_after_the_end_of_the_fault_come_too_late():
    row = row_of(LOST, (100.0, 160.0, told(("out", 100.0)), [{"t": 161.0, "lost": True}]), CLOSED)
    assert row.noticed_s is None


@pytest.mark.parametrize("said", [{"t": 102.5, "lost": True}, {"t": 102.5, "raised": "OSError: no"}])
def test_noticed_is_the_first_news(said):
    row = row_of(LOST, (100.0, 160.0, told(("out", 100.0), ("in", 140.0), ("ready", 141.0)), [said]), CLOSED)
    assert row.noticed_s == 2.5
    assert row.ready_again_s == 0.0


def test_a_new_connection_shows_that_the_loss_was_noticed():
    row = row_of(LOST, (100.0, 110.0, told(("out", 100.0), ("in", 109.0), ("ready", 113.0)), []), CLOSED)
    assert (row.noticed_s, row.ready_again_s) == (9.0, 3.0)


def test_what_stayed_was_not_lost():
    row = row_of(STAYS, (100.0, 160.0, told(("in", 89.0), ("ready", 90.0)), []), CLOSED)
    assert (row.was_lost, row.noticed_s, row.ready_again_s) == (False, None, None)
    assert cells(row)[1:3] == ("–", "–")


def test_close_that_hangs_and_close_that_could_not_be_called():
    row = row_of(STAYS, (0.0, 1.0, told(), []), Closing(seconds=None, left=("stream reader",)))
    assert cells(row)[-2:] == ("> 10 s", "1")
    row = row_of(STAYS, (0.0, 1.0, told(), []), Closing(seconds=None, could=False))
    assert cells(row)[-2] == "constructor hangs"
