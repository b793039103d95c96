"""A process that is killed again and again: `make soak`."""

import pytest

from steadymesh.drill.killed import play_killed

pytestmark = [pytest.mark.soak, pytest.mark.real]


@pytest.mark.parametrize("time", range(10))
def test_a_killed_process_loses_nothing_and_repeats_nothing(time):
    assert play_killed().problems == ()
