"""One virtual day of sixty nodes and their people around our radio; the week is in `tests/soak`."""

from airstory import Story, played


async def test_a_day_of_a_whole_mesh(tmp_path, monkeypatch):
    story = await played(tmp_path, Story(days=1, seed=4), monkeypatch)
    print(story.summary)
    print(*story.problems, sep="\n")
    assert story.problems == []
