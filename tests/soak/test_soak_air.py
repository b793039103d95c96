"""A virtual week of sixty nodes and their people around our radio: `make soak`."""

import pytest

from airstory import Story, played

pytestmark = pytest.mark.soak


async def test_a_week_of_a_whole_mesh(tmp_path, monkeypatch):
    story = await played(tmp_path, Story(days=7, seed=7, outages=20 / 7, chatty=2.0), monkeypatch)
    print(story.summary)
    assert story.problems == []
    assert story.memory[-1] - story.memory[3] < 6, "memory grows with time"
