"""What the bot never answers, and how late it answers: the whole house on a simulated radio, real acknowledgements."""

import asyncio

import pytest

from housekit import playing
from steadymesh.ids import BROADCAST


async def answer_everything(play, bot, text, *, channel=None):
    """Answer each text of our bot's, four seconds after it is on the air."""
    seen = 0
    while True:
        await asyncio.sleep(0.5)
        for sent in list(play.radio.sent_texts)[seen:]:
            if play.loop.time() - sent.at_s >= 4:
                play.radio.hear_text(bot, text, **({} if channel is None else {"to": BROADCAST, "channel": channel}))
                seen += 1


@pytest.mark.parametrize("channel", [None, 0])
async def test_a_bot_that_answers_everything_is_muted_and_people_are_not(tmp_path, channel):
    async with playing(tmp_path, "bot.channels=[0]") as play, asyncio.TaskGroup() as tasks:
        await asyncio.sleep(5)
        bot, person = play.people[:2]
        task = tasks.create_task(answer_everything(play, bot, "/ping", channel=channel), name="bot")
        play.radio.hear_text(bot, "/ping", **({} if channel is None else {"to": BROADCAST, "channel": channel}))
        await asyncio.sleep(300)
        assert len(play.answers()) == 4, "three answers, and that no more come"
        status = play.house.status.status()["bot"]
        assert (status["loop"], list(status["muted_nodes"])) == (1, [f"!{bot.num:08x}"])
        task.cancel()
        for _ in range(3):
            play.radio.hear_text(person, "/ping")
            await asyncio.sleep(3)
        assert len(play.answers()) == 7
        play.flush()
        assert play.ids("bot-loop-muted") == ["bot-loop-muted"]


async def test_a_direct_message_that_waited_is_answered_late_and_a_channel_text_is_not(tmp_path):
    async with playing(tmp_path, "bot.channels=[0]") as play:
        await asyncio.sleep(60)
        play.server.cut()
        play.radio.hear_text(play.people[0], "/ping", rx_age_s=3 * 3600)
        play.radio.hear_text(play.people[1], "/ping", rx_age_s=13 * 3600)
        play.radio.hear_text(play.people[2], "/ping", rx_age_s=3 * 3600, to=BROADCAST)
        await asyncio.sleep(60)
        (answer,) = play.answers()
        assert answer.startswith("(3 h de retard) ")
        assert play.house.bot.dispatcher.counters["too-old"] == 2
