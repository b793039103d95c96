"""Some dozens of letters on a whole mesh, over the air and through the whole house; a thousand are in `tests/soak`."""

from mailstory import MailStory, mailed


async def test_letters_on_the_air_arrive_once(tmp_path, monkeypatch):
    short = MailStory(letters=60, hours=4, afterwards_h=0, restarts=2, peers=20, people=14)
    story = await mailed(tmp_path, short, monkeypatch)
    print(story.summary)
    print(*story.problems, sep="\n")
    assert story.problems == []
    assert story.taken > 40
