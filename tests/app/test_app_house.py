"""What keeps the house standing when one of its rooms can't."""

import asyncio
import gc

import pytest

from housekit import playing
from steadymesh.app.house import CONTROL_RETRY_S, House
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.plugin import Context, Reply, command
from steadymesh.config import load
from steadymesh.events import SessionReady
from steadymesh.ids import BROADCAST
from steadymesh.link.target import Target


def second_house(play, folder, *plugins: Plugin) -> House:
    """Return another house on the same radio, with a control socket."""
    host, port = play.server.address
    return House(
        config=load(env={}, sets=("language=fr", f"state_dir={folder}")),
        target=Target(host=host, port=port),
        store=play.store,
        clock=play.clock,
        state_dir=folder,
        further_plugins=plugins,
    )


async def test_a_control_socket_that_cannot_be_made_does_not_silence_the_bot(tmp_path):
    in_the_way = tmp_path / "control.sock"
    in_the_way.mkdir()
    async with playing(tmp_path) as play:
        play.task.cancel()
        house = second_house(play, tmp_path)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(house.run(), name="second house")
            await asyncio.sleep(10)
            play.radio.hear_text(play.people[0], "/ping")
            await asyncio.sleep(CONTROL_RETRY_S)
            assert any("ping" in text.lower() or "pong" in text.lower() for text in play.answers())
            in_the_way.rmdir()
            await asyncio.sleep(CONTROL_RETRY_S)
            assert in_the_way.is_socket()
            task.cancel()
        play.flush()
        told = [line["level"] for line in play.log() if line["event"] == "control-unavailable"]
        assert told == ["warning", "debug"]
        assert play.ids("control-back") == ["control-back"]
        assert play.ids("link-lost", "house-failed") == []


async def test_a_long_answer_to_a_channels_question_reaches_the_person_in_pieces(tmp_path):
    @command("verse", help="help-help")
    async def verse(context: Context) -> Reply:
        return Reply("Sous le pont Mirabeau coule la Seine 👩\u200d👩\u200d👧 " * 20)

    async with playing(tmp_path) as play:
        play.task.cancel()
        play.house = second_house(play, tmp_path, Plugin(name="verses", commands=(verse,)))
        async with asyncio.TaskGroup() as group:
            task = group.create_task(play.house.run(), name="second house")
            await asyncio.sleep(10)
            asked = play.radio.hear_text(play.people[0], "/verse", to=BROADCAST)
            await asyncio.sleep(120)
            play.radio.hear_text(play.people[0], "/suite")
            await asyncio.sleep(120)
            task.cancel()
        sent = list(play.radio.sent_texts)
    assert [one.text[:4] for one in sent] == ["1/3 ", "2/3 ", "3/3 ", "4/6 ", "5/6 ", "6/6 "]
    assert {(one.to, one.reply_id) for one in sent[:3]} == {(play.people[0].num, asked)}
    joined = " ".join(one.text[4:].removesuffix("…") for one in sent)
    assert joined.split() == ["Sous", "le", "pont", "Mirabeau", "coule", "la", "Seine", "👩\u200d👩\u200d👧"] * 20


async def test_nobody_keeps_the_dump_with_the_radios_private_key_in_it(tmp_path):
    gc.collect()  # what the tests before have left lying about is not kept by anybody
    async with playing(tmp_path) as play:
        await asyncio.sleep(60)
        play.flush()
        assert play.ids("link-ready", "pubkey-sync-result") == ["link-ready", "pubkey-sync-result"]
        assert [event for event in gc.get_objects() if type(event) is SessionReady] == []


async def ends() -> None:
    await asyncio.sleep(5)


async def is_cancelled() -> None:
    await asyncio.sleep(5)
    raise asyncio.CancelledError


@pytest.mark.parametrize(
    ("room", "why"),
    [(ends, "the room extra ended by itself"), (is_cancelled, "the room extra was cancelled by nobody")],
)
async def test_a_room_that_ends_ends_the_house_instead_of_leaving_it_deaf(tmp_path, room, why):
    async with playing(tmp_path) as play:
        play.task.cancel()
        house = second_house(play, tmp_path)
        house.add("extra", room)
        with pytest.raises(ExceptionGroup) as failed:
            await house.run()
        assert [str(exc) for exc in failed.value.exceptions] == [why]
        assert play.clock.now() == pytest.approx(5, abs=1.2)
