"""A radio that has used up its hour: the whole house waits as long as it says."""

from __future__ import annotations

import asyncio

import pytest

from housekit import playing


async def test_an_answer_waits_until_the_radio_may_send_again(tmp_path):
    async with playing(tmp_path, "keys.sync_delay=0") as play:
        await asyncio.sleep(10)
        play.radio.ether.silent_minutes = lambda: 3
        play.radio.hear_text(play.people[0], "/ping")
        await asyncio.sleep(2)
        play.radio.hear_text(play.people[1], "/ping")
        await asyncio.sleep(100)
        assert list(play.radio.sent_texts) == []
        play.radio.ether.silent_minutes = lambda: None
        await asyncio.sleep(100)
        play.flush()
        assert [sent.at_s for sent in play.radio.sent_texts] == [pytest.approx(190, abs=1), pytest.approx(193, abs=2)]
        [line] = [line for line in play.log() if line["event"] == "duty-cycle-reached"]
        assert line["minutes"] == 3
