"""When a disk that takes no writes is asked again, and what of it is news."""

from steadymesh.store.failures import Cause, OutsideError
from steadymesh.store.options import StoreOptions
from steadymesh.store.patience import Patience

FULL = OutsideError(Cause.FULL, "The disk is full.")
LOCKED = OutsideError(Cause.LOCKED, "Somebody else writes.")


def patience() -> Patience:
    return Patience(StoreOptions(retry_first_s=1.0, retry_max_s=5.0))


def test_a_disk_that_works_holds_nothing_back():
    calm = patience()
    assert calm.failure is None
    assert not calm.holds_back(0.0)
    assert calm.earliest(3.0) == 3.0
    assert calm.worked(4.0) is None


def test_pauses_double_up_to_the_longest():
    tried, now, pauses = patience(), 100.0, []
    for _ in range(5):
        tried.failed(FULL, now)
        at = tried.earliest(0.0)
        assert tried.holds_back(at - 0.01)
        assert not tried.holds_back(at)
        pauses.append(at - now)
        now = at
    assert pauses == [1.0, 2.0, 4.0, 5.0, 5.0]


def test_what_is_due_later_than_the_next_try_keeps_its_time():
    tried = patience()
    tried.failed(FULL, 100.0)
    assert tried.earliest(200.0) == 200.0


def test_the_same_failure_again_is_no_news_and_another_one_is():
    tried = patience()
    assert [tried.failed(one, 0.0) for one in (FULL, FULL, LOCKED, LOCKED)] == [True, False, True, False]


def test_a_success_says_how_long_there_was_none_and_begins_anew():
    tried = patience()
    tried.failed(FULL, 100.0)
    tried.failed(FULL, 101.0)
    assert tried.worked(107.5) == 7.5
    assert tried.failure is None
    assert not tried.holds_back(107.5)
    tried.failed(FULL, 200.0)
    assert tried.earliest(0.0) == 201.0
