"""When we are healthy: one definition."""

from datetime import UTC, datetime

import pytest

from steadymesh.model import Ailment, LinkState, LinkStatus, answer_limit_s, health

AT = datetime(2026, 11, 27, tzinfo=UTC)


def link(state: LinkState, **fields) -> LinkStatus:
    return LinkStatus(state=state, target="tcp://radio", since=AT, **fields)


@pytest.mark.parametrize(
    ("interval_s", "timeout_s", "limit_s"), [(15, 8, 60), (1, 0.1, 60), (26, 8, 60), (30, 8, 68), (600, 60, 1260)]
)
def test_an_answer_is_good_for_two_intervals_and_a_time_out_and_a_minute_at_least(interval_s, timeout_s, limit_s):
    assert answer_limit_s(interval_s=interval_s, timeout_s=timeout_s) == limit_s


@pytest.mark.parametrize(("answered_s", "is_healthy"), [(0, True), (60, True), (60.1, False)])
def test_ready_is_healthy_while_the_radio_answers(answered_s, is_healthy):
    found = health(link(LinkState.READY, answered_s=answered_s), limit_s=60)
    assert found.is_healthy is is_healthy
    assert found.ailment is (Ailment.NONE if is_healthy else Ailment.SILENT)


@pytest.mark.parametrize("state", [state for state in LinkState if state is not LinkState.READY])
def test_nothing_but_ready_is_healthy(state):
    assert not health(link(state), limit_s=60).is_healthy
    lost = health(link(state, lost_since=AT), limit_s=60)
    given = state in (LinkState.RELEASED, LinkState.YIELDED, LinkState.STOPPED, LinkState.CLOSING)
    assert lost.ailment is (Ailment.GIVEN_AWAY if given else Ailment.AWAY)
    assert health(link(state), limit_s=60).ailment is (Ailment.GIVEN_AWAY if given else Ailment.NEVER)
