"""One virtual day of some hundred people around a radio with a table of 100; the week is in `tests/soak`."""

import pytest

from keystage import NEW, OLD
from keystory import Story, played


@pytest.mark.parametrize(("profile", "seed"), [(OLD, 1), (NEW, 2)], ids=lambda value: getattr(value, "name", None))
async def test_a_day_of_some_hundred_people(tmp_path, profile, seed, monkeypatch):
    story = await played(tmp_path, profile, Story(people=300, days=1, seed=seed), monkeypatch)
    assert story.problems == []
    assert "acknowledged" in story.summary
