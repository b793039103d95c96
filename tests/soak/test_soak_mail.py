"""A thousand letters to people who come and go, with restarts of the bot in between: `make soak`."""

import pytest

from mailstory import MailStory, mailed

pytestmark = pytest.mark.soak


async def test_a_thousand_letters_arrive_once_or_come_back(tmp_path, monkeypatch):
    story = await mailed(tmp_path, MailStory(), monkeypatch)
    print(story.summary)
    print(*story.problems, sep="\n")
    assert story.problems == []
    assert story.taken > 1_000, "too few of them reached us"
    assert story.memory[-1] - story.memory[6] < 8, (
        "memory grows with time"
    )  # 36 h on: the outbox remembers all it ever will
