"""Ten virtual days of sixty nodes and their people around our radio: `make soak`."""

from statistics import fmean

import pytest

from airstory import Story, played

pytestmark = pytest.mark.soak

MOST_GROWTH_MB = 4.5
"""In three days, from the mean of three days to that of the next three: one day's figure depends by some MB on where in
its heap the allocator finds a place. By type, what grows from day 4 to day 8 is the records of simulator and judge alone,
which are not counted, and some 0.3 MB of counters that are bounded."""


async def test_ten_days_of_a_whole_mesh(tmp_path, monkeypatch):
    story = await played(tmp_path, Story(days=10, seed=7, outages=20 / 7, chatty=2.0), monkeypatch)
    print(story.summary)
    assert story.problems == []
    assert len(story.memory) >= 10
    assert fmean(story.memory[-3:]) - fmean(story.memory[-6:-3]) < MOST_GROWTH_MB, "memory grows with time"
