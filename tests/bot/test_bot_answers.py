"""Long answers: several pieces, each behind the one before, and what is left for /more."""

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, BOB, Mesh
from steadymesh.bot.loader import load
from steadymesh.bot.options import BotOptions
from steadymesh.bot.plugin import Context, Reply, Rest, command
from steadymesh.errors import StoreError
from steadymesh.ids import BROADCAST

NOTHING = "I have no more to say. What a long answer had no room for is kept for half an hour."


@command("tell", help="help-help")
async def tell(context: Context, _all: Rest = "") -> Reply:
    """Answer with so many words of ten letters."""
    return Reply(" ".join(f"word{number:06}" for number in range(int(context.rest))))


def telling(**options) -> Mesh:
    return Mesh(tell, load().router.find("more"), options=BotOptions(**options))


def heard(mesh: Mesh) -> list[str]:
    """Return every word that was posted, in order, and nothing twice."""
    words = [word for posted in mesh.outbox.posted for word in posted.text.removesuffix("…").split(" ")]
    return [word for word in words if word.startswith("word")]


def said(count: int) -> list[str]:
    return [f"word{number:06}" for number in range(count)]


# --- pieces ---------------------------------------------------------------------------------


async def test_a_long_answer_goes_in_order_each_piece_behind_the_one_before():
    mesh = telling()
    with capture_logs() as logs:
        async with mesh.running():
            message = mesh.say("/tell 50")
            posted = await mesh.outbox.wait_for(3)
            await mesh.nothing_for()
    assert [one.text[:14] for one in posted] == ["1/3 word000000", "2/3 word000019", "3/3 word000038"]
    assert [one.follows for one in posted] == [None, "1", "2"]
    assert {(one.to, one.reply_id) for one in posted} == {(ALICE, message.id)}
    assert heard(mesh) == said(50)
    (sent,) = [line for line in logs if line["event"] == "reply-sent"]
    assert (sent["pieces"], sent["bytes"]) == (3, sum(len(one.text) for one in posted))
    assert [h.outcome for h in mesh.handled.take_all()] == ["answered"]


async def test_an_answer_that_fits_follows_nothing_and_has_no_number():
    mesh = telling()
    async with mesh.running():
        posted = await mesh.ask("/tell 19")
    assert (posted.text, posted.follows) == (" ".join(said(19)), None)


async def test_a_channels_pieces_are_as_long_as_a_channel_takes():
    mesh = telling(channels=(1,))
    async with mesh.running():
        mesh.say_on(1, "/tell 40")
        posted = await mesh.outbox.wait_for(2)
    assert [(one.to, one.reply_id, len(one.text)) for one in posted] == [(BROADCAST, None, 223), (BROADCAST, None, 223)]
    assert [one.follows for one in posted] == [None, "1"]


async def test_the_operator_decides_how_many():
    mesh = telling(max_pieces=1)
    async with mesh.running():
        assert (await mesh.ask("/tell 30")).text == " ".join(said(19)) + "…"
        assert (await mesh.ask("/more")).text == "2/2 " + " ".join(said(30)[19:])
        await mesh.nothing_for()


@pytest.mark.parametrize(("wanted", "pieces"), [(1, 1), (2, 2), (9, 3), (None, 3)])
async def test_a_command_may_ask_for_fewer_pieces_and_never_gets_more_than_the_operator_allows(wanted, pieces):
    @command("tell", help="help-help")
    async def brief(context: Context) -> Reply:
        return Reply(" ".join(said(100)), max_pieces=wanted)

    mesh = Mesh(brief, load().router.find("more"))
    async with mesh.running():
        mesh.say("/tell")
        await mesh.pause()
        assert len(mesh.outbox.posted) == pieces
        assert mesh.outbox.posted[-1].text.endswith("…")
        while len(heard(mesh)) < 100:
            await mesh.ask("/more")
            await mesh.pause(20)
    assert heard(mesh) == said(100)
    with pytest.raises(ValueError, match="no answer takes 0 messages"):
        Reply("x", max_pieces=0)


# --- more -----------------------------------------------------------------------------------


async def test_more_goes_on_until_there_is_nothing_left():
    mesh = telling()
    async with mesh.running():
        mesh.say("/tell 100")
        assert (await mesh.outbox.wait_for(3))[2].text.endswith("word000056…")
        assert (await mesh.ask("/more")).text.startswith("4/6 word000057")
        assert (await mesh.outbox.wait_for(6))[5].text.endswith(" word000099")
        mesh.say_on(0, "/MORE")
        assert (await mesh.outbox.wait_for(7))[6].text == NOTHING
    assert [one.text[:4] for one in mesh.outbox.posted[:6]] == ["1/3 ", "2/3 ", "3/3 ", "4/6 ", "5/6 ", "6/6 "]
    assert [one.follows for one in mesh.outbox.posted[:6]] == [None, "1", "2", None, "4", "5"]
    assert heard(mesh) == said(100)


async def test_more_is_also_called_suite_and_answers_in_french():
    mesh = telling(language="fr")
    async with mesh.running():
        assert (await mesh.ask("/suite")).text == (
            "Je n'ai pas de suite pour vous. La fin d'une longue réponse est gardée une demi-heure."
        )


async def test_short_answers_in_between_leave_it_and_a_long_one_replaces_it():
    mesh = telling(max_pieces=1)
    async with mesh.running():
        await mesh.ask("/tell 30")
        await mesh.ask("/tell 1")
        await mesh.ask("/tell 25")
        assert (await mesh.ask("/more")).text == "2/2 " + " ".join(said(25)[19:])


async def test_everybody_has_their_own_and_half_an_hour():
    mesh = telling(max_pieces=1)
    async with mesh.running():
        await mesh.ask("/tell 30")
        assert (await mesh.ask("/more", sender=BOB)).text == NOTHING
        await mesh.pause(1800)
        assert (await mesh.ask("/more")).text == NOTHING


async def test_what_is_left_of_a_direct_answer_is_not_told_on_a_channel():
    mesh = telling(max_pieces=1, channels=(1,))
    async with mesh.running():
        await mesh.ask("/tell 30")
        mesh.say_on(1, "/more")
        assert (await mesh.outbox.wait_for(2))[1].text == NOTHING
        mesh.say_on(1, "/tell 30")
        await mesh.outbox.wait_for(3)
        mesh.say_on(1, "/more")
        assert (await mesh.outbox.wait_for(4))[3].text.startswith("2/2 word000020")


# --- an outbox that does not take all -------------------------------------------------------


async def test_pieces_that_the_outbox_did_not_take_are_left_for_more():
    mesh = telling()
    mesh.outbox.room = 1
    with capture_logs() as logs:
        async with mesh.running() as bot:
            mesh.say("/tell 50")
            await mesh.pause()
            assert bot.counters["not-posted"] == 1
            mesh.outbox.room = None
            assert (await mesh.ask("/more")).text.startswith("2/3 word000019")
            await mesh.outbox.wait_for(3)
    assert heard(mesh) == said(50)
    assert [h.outcome for h in mesh.handled.take_all()] == ["failed", "answered"]
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["reply-not-posted"]


async def test_more_that_the_outbox_did_not_take_can_be_asked_for_again():
    mesh = telling(max_pieces=1)
    async with mesh.running():
        await mesh.ask("/tell 30")
        mesh.outbox.error = StoreError("The disk is full.")
        mesh.say("/more")
        await mesh.pause()
        mesh.outbox.error = None
        assert (await mesh.ask("/more")).text.startswith("2/2 word000019")


async def test_an_answer_of_which_nothing_was_taken_leaves_nothing():
    mesh = telling()
    mesh.outbox.is_full = True
    async with mesh.running():
        mesh.say("/tell 50")
        await mesh.pause()
        mesh.outbox.is_full = False
        assert (await mesh.ask("/more")).text == NOTHING


@pytest.mark.parametrize("text", ["", " \n", "\u202e\x00"])
async def test_an_answer_of_nothing_is_silent_and_leaves_what_was_left(text):
    @command("mute", help="help-help")
    async def mute(context: Context) -> Reply:
        return Reply(text)

    mesh = Mesh(tell, load().router.find("more"), mute, options=BotOptions(max_pieces=1))
    async with mesh.running() as bot:
        await mesh.ask("/tell 30")
        mesh.say("/mute")
        await mesh.nothing_for(1)
        assert bot.counters["silent"] == 1
        assert (await mesh.ask("/more")).text.startswith("2/2 ")
