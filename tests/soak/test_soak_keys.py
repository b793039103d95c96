"""A virtual week of ten thousand people around a radio with a table of 100: `make soak`."""

import pytest

from keystage import NEW, OLD
from keystory import Story, played

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("profile", [OLD, NEW], ids=lambda profile: profile.name)
async def test_a_week_of_ten_thousand_people(tmp_path, profile, monkeypatch):
    story = await played(tmp_path, profile, Story(people=10_000, days=7, changes_every=9), monkeypatch)
    print(story.summary)
    assert story.problems == []
    assert story.memory[-1] - story.memory[4] < 4, "memory grows with time"
