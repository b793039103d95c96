"""Who may send when the channel is crowded."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.delivery.crowding import allowed
from steadymesh.model import Priority

WAYS = list(product(Priority, (False, True), (False, True)))


@pytest.mark.parametrize("used", [None, 0.0, 25.0])
def test_up_to_a_quarter_everything_goes(used: float | None):
    for priority, direct, to_admin in WAYS:
        assert allowed(priority, direct=direct, to_admin=to_admin, utilisation_percent=used)


@pytest.mark.parametrize("used", [25.1, 40.0])
def test_above_a_quarter_only_answers_to_persons_alerts_and_administrators(used: float):
    for priority, direct, to_admin in WAYS:
        may = priority is Priority.ALERT or (direct and (to_admin or priority is Priority.REPLY))
        assert allowed(priority, direct=direct, to_admin=to_admin, utilisation_percent=used) is may


@pytest.mark.parametrize("used", [40.1, 100.0, 250.0])
def test_above_forty_only_alerts_and_administrators(used: float):
    for priority, direct, to_admin in WAYS:
        may = priority is Priority.ALERT or (direct and to_admin)
        assert allowed(priority, direct=direct, to_admin=to_admin, utilisation_percent=used) is may


@given(way=st.sampled_from(WAYS), less=st.floats(0, 100), more=st.floats(0, 100))
def test_what_may_go_on_a_busy_channel_may_go_on_a_quieter_one(way, less: float, more: float):
    priority, direct, to_admin = way
    less, more = sorted((less, more))
    if allowed(priority, direct=direct, to_admin=to_admin, utilisation_percent=more):
        assert allowed(priority, direct=direct, to_admin=to_admin, utilisation_percent=less)
