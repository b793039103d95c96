"""What the bot never answers, how much it answers, and how late."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, ALICES_KEY, BOB, START, US, Mesh
from steadymesh import words
from steadymesh.bot.loops import MUTE_S
from steadymesh.bot.options import BotOptions
from steadymesh.bot.plugin import Context, Reply, Rest, command
from steadymesh.errors import StoreError
from steadymesh.events import Delivered, LoopMuted
from steadymesh.ids import BROADCAST, PacketId
from steadymesh.model import Entry, LogMessage, Node, Outcome, SendText


@command("echo", help="help-help")
async def echo(context: Context, _all: Rest = "") -> Reply:
    return Reply(context.rest or "empty")


@command("silent", help="help-help")
async def silent(context: Context) -> None:
    return None


@command("size", help="help-help")
async def size(context: Context) -> Reply:
    return Reply("x" * context.limit_bytes)


def events(logs, level="info"):
    return [entry["event"] for entry in logs if entry["log_level"] == level]


# --- thirty an hour ---------------------------------------------------------------------------


async def ask_all(mesh, count, every_s=15.0):
    for number in range(count):
        await mesh.ask(f"/echo {chr(97 + number % 26)}")
        await asyncio.sleep(every_s)


async def test_a_person_gets_thirty_answers_in_any_hour_and_is_told_once_how_long_to_wait():
    mesh = Mesh(echo)
    async with mesh.running() as bot:
        await ask_all(mesh, 30)
        told = await mesh.ask("/echo more")
        assert told.text == "That is a lot for one radio channel. Please ask again in 53 min."
        mesh.say("/echo more")
        await mesh.nothing_for(3600 - 30 * 15 - 0.1)
        assert (await mesh.ask("/echo bob", sender=BOB)).text == "bob"
        await asyncio.sleep(0.1)
        assert (await mesh.ask("/echo again")).text == "again"
        assert bot.counters["too-fast"] == 2


async def test_a_restart_gives_nobody_a_new_hour():
    mesh = Mesh(echo)
    async with mesh.running():
        await ask_all(mesh, 29)
    async with mesh.running():
        assert (await mesh.ask("/echo the thirtieth")).text == "the thirtieth"
        assert "ask again in 53 min" in (await mesh.ask("/echo more")).text
    await asyncio.sleep(3600)
    async with mesh.running():
        assert (await mesh.ask("/echo again")).text == "again"


async def test_what_is_no_command_a_copy_or_a_tapback_counts_for_nobody_after_a_restart():
    mesh = Mesh(echo, options=BotOptions(commands_per_hour=2))
    for text, fields in (
        ("talk", {}),
        ("/mystery", {"to": BROADCAST}),
        ("/echo x", {"is_tapback": True}),
        ("/echo", {}),
    ):
        message = mesh.text(text, **fields)
        mesh.messages.kept += [LogMessage(message=message, received=START)] * 3
    await asyncio.sleep(1)
    async with mesh.running():
        assert (await mesh.ask("/echo second")).text == "second"
        assert "That is a lot" in (await mesh.ask("/echo third")).text


@pytest.mark.parametrize("how", ["channel", "direct"])
async def test_what_a_forger_asks_under_a_number_costs_its_owner_nothing_before_and_after_a_restart(how):
    mesh = Mesh(echo, options=BotOptions(commands_per_hour=2))
    forge = partial(mesh.say_on, 0) if how == "channel" else partial(mesh.say, pki_encrypted=False, public_key=None)
    async with mesh.running() as bot:
        for _ in range(4):
            forge("/echo forged")
            await mesh.pause()
        assert bot.counters["too-fast"] == 2
        assert (await mesh.ask("/echo own")).text == "own"
        await mesh.pause()
    async with mesh.running() as bot:
        forge("/echo forged")
        await mesh.pause()
        assert bot.counters["too-fast"] == 1
        assert (await mesh.ask("/echo own")).text == "own"
        assert "That is a lot" in (await mesh.ask("/echo own")).text


async def test_a_forgers_unknown_command_takes_nobodys_hint():
    mesh = Mesh(echo)
    async with mesh.running():
        mesh.say("/ecko", pki_encrypted=False, public_key=None)
        await mesh.outbox.wait_for(1)
        assert "/echo" in (await mesh.ask("/ecko")).text


async def test_an_administrator_is_answered_without_end():
    mesh = Mesh(echo, options=BotOptions(admins=(ALICES_KEY,), commands_per_hour=2))
    async with mesh.running():
        for number in range(20):
            assert (await mesh.ask(f"/echo {chr(97 + number)}")).text == chr(97 + number)


async def test_what_came_while_the_last_hour_was_read_counts_once():
    mesh = Mesh(echo, options=BotOptions(commands_per_hour=2))
    mesh.messages.load_delay_s = 0.9
    async with mesh.running():
        await asyncio.sleep(0.1)
        mesh.say("/echo first")
        await mesh.outbox.wait_for(1)
        assert (await mesh.ask("/echo second")).text == "second"
        assert "That is a lot" in (await mesh.ask("/echo third")).text


@pytest.mark.parametrize("error", [StoreError("The database is locked."), None])
async def test_a_log_that_does_not_answer_keeps_nobody_waiting_for_more_than_a_second(error):
    mesh = Mesh(echo)
    mesh.messages.error, mesh.messages.load_delay_s = error, 0 if error else 1000
    loop = asyncio.get_running_loop()
    with capture_logs() as logs:
        async with mesh.running():
            began = loop.time()
            assert (await mesh.ask("/echo hello")).text == "hello"
            assert loop.time() - began == (0 if error else 1)
    assert "limits-not-restored" in events(logs, "warning")


# --- channels ---------------------------------------------------------------------------------


def on_talk(**options):
    return BotOptions(channels=("Talk",), **options)


async def test_six_answers_an_hour_go_to_channels_and_the_others_to_whoever_asked():
    mesh = Mesh(echo, silent, options=on_talk())
    async with mesh.running() as bot:
        for sender in range(1, 9):
            mesh.say_on(1, "/silent", sender=sender)
            await asyncio.sleep(0.1)
            mesh.say_on(1, f"/echo {sender}", sender=sender)
            await asyncio.sleep(100)
        assert [posted.to for posted in mesh.outbox.posted] == [BROADCAST] * 6 + [7, 8]
        assert [posted.reply_id is None for posted in mesh.outbox.posted] == [True] * 6 + [False] * 2
        assert bot.counters["channel-full"] == 4  # two of them had nothing to say
        await asyncio.sleep(2800)
        mesh.say_on(1, "/echo again")
        assert (await mesh.outbox.wait_for(9))[-1].to == BROADCAST


async def test_a_restart_gives_channels_no_new_hour_and_pieces_are_one_answer():
    mesh = Mesh(echo, options=on_talk(channel_replies_per_hour=2, max_pieces=3))
    async with mesh.running():
        mesh.say_on(1, "/echo " + "long " * 100)
        await mesh.outbox.wait_for(3)
        mesh.say("/echo by dm")
        await mesh.pause()
    async with mesh.running():
        mesh.say_on(1, "/echo second", sender=BOB)
        mesh.say_on(1, "/echo third", sender=BOB)
        posted = await mesh.outbox.wait_for(6)
    assert [one.to for one in posted[-2:]] == [BROADCAST, BOB]


async def test_none_on_the_channel():
    mesh = Mesh(echo, options=on_talk(channel_replies_per_hour=0))
    async with mesh.running():
        mesh.say_on(1, "/echo hello")
        assert (await mesh.outbox.wait_for(1))[0].to == ALICE
        mesh.say_on(1, "/ecko hello", sender=BOB)
        assert (await mesh.outbox.wait_for(2))[1].to == BOB


async def test_what_was_not_posted_takes_no_place_on_the_channel():
    mesh = Mesh(echo, options=on_talk(channel_replies_per_hour=1))
    async with mesh.running():
        mesh.outbox.is_full = True
        mesh.say_on(1, "/echo lost")
        mesh.say_on(1, "/ecko", sender=BOB)
        await mesh.pause()
        mesh.outbox.is_full = False
        mesh.say_on(1, "/echo hello")
        assert (await mesh.outbox.wait_for(1))[0].to == BROADCAST


async def test_who_is_too_fast_on_a_channel_is_told_alone():
    mesh = Mesh(echo, options=on_talk(commands_per_minute=1))
    async with mesh.running():
        mesh.say_on(1, "/echo hello")
        mesh.say_on(1, "/echo hello")
        posted = await mesh.outbox.wait_for(2)
    assert {one.text[:5]: one.to for one in posted} == {"hello": BROADCAST, "That ": ALICE}


async def test_what_came_by_mqtt_on_a_channel_that_is_not_listed_is_not_answered():
    mesh = Mesh(echo, options=on_talk())
    async with mesh.running():
        far = mesh.say_on(0, "/echo far", via_mqtt=True)
        await mesh.nothing_for()
        mesh.hear(replace(far, via_mqtt=False))  # the same from the air
        assert (await mesh.outbox.wait_for(1))[0].to == ALICE
        mesh.say_on(1, "/echo listed", via_mqtt=True)
        assert (await mesh.outbox.wait_for(2))[1].to == BROADCAST
        assert (await mesh.ask("/echo direct", via_mqtt=True)).to == ALICE


# --- late answers -----------------------------------------------------------------------------


async def test_a_direct_message_that_waited_for_us_is_answered_and_says_how_late():
    mesh = Mesh(echo, options=BotOptions(commands_per_minute=100))
    async with mesh.running():
        assert (await mesh.ask("/echo hello", late=True, age_s=10_800.0)).text == "(3 h late) hello"
        assert (await mesh.ask("/echo hello", late=True, age_s=300.0)).text == "(5 min late) hello"
        assert (await mesh.ask("/echo hello", late=True, age_s=59.0)).text == "hello"
        assert (await mesh.ask("/echo hello", late=False, age_s=110.0)).text == "hello"
        assert (await mesh.ask("/mystery", late=True, age_s=7200.0)).text.startswith("(2 h late) I don't know")
        mesh.say("/echo too late", late=True, age_s=43_201.0)
        mesh.say_on(0, "/echo too late", late=True, age_s=601.0)
        await mesh.nothing_for()


async def test_after_a_restart_it_is_our_clock_that_tells():
    mesh = Mesh(echo, options=BotOptions(language="fr"))
    async with mesh.running():
        sent = mesh.clock.at() - timedelta(hours=3)
        assert (await mesh.ask("/echo ici", late=True, age_s=None, at=sent)).text == "(3 h de retard) ici"
        sent = mesh.clock.at() - timedelta(hours=13)
        mesh.say("/echo ici", late=True, age_s=None, at=sent)
        await mesh.nothing_for()


async def test_how_late_takes_its_bytes_from_the_answers_room():
    mesh = Mesh(size)
    async with mesh.running():
        posted = await mesh.ask("/size", late=True, age_s=10_800.0)
        assert len(posted.text.encode()) == 215
        assert posted.text.startswith("(3 h late) xxx")
        await mesh.nothing_for(1)


async def test_a_long_late_answer_is_cut_with_it_and_nothing_to_say_says_nothing_late():
    mesh = Mesh(echo)
    async with mesh.running():
        first = await mesh.ask("/echo " + "word " * 60, late=True, age_s=10_800.0)
        assert first.text.startswith("1/2 (3 h late) word word")
        await mesh.pause()
        assert all(len(one.text.encode()) <= 215 for one in mesh.outbox.posted)
        before = len(mesh.outbox.posted)
        mesh.say("/echo \u202e", late=True, age_s=10_800.0)
        await mesh.nothing_for()
        assert len(mesh.outbox.posted) == before


# --- copies -----------------------------------------------------------------------------------


async def test_the_same_packet_is_answered_once_by_air_mqtt_udp_over_reconnections_and_restarts():
    mesh = Mesh(echo)
    async with mesh.running() as bot:
        message = mesh.say("/echo hello")
        mesh.hear(replace(message, via_mqtt=True, snr_db=None))
        mesh.hear(replace(message, snr_db=None, rssi_dbm=None))
        await mesh.pause()
        mesh.hear(message, late=True, age_s=30.0)  # once more out of the queue, after a reconnection
        await mesh.pause()
        assert bot.counters["copy"] == 3
    async with mesh.running() as bot:
        mesh.hear(message, late=True, age_s=60.0)
        await mesh.pause()
        assert bot.counters["copy"] == 1
    assert len(mesh.outbox.posted) == 1


async def test_a_hint_is_not_given_again_after_a_restart():
    mesh = Mesh(echo)
    async with mesh.running():
        message = mesh.say("/mystery")
        await mesh.outbox.wait_for(1)
    async with mesh.running() as bot:
        mesh.hear(message, late=True, age_s=30.0)
        await mesh.nothing_for()
        assert bot.counters["copy"] == 1


# --- other bots -------------------------------------------------------------------------------


async def test_who_is_on_the_list_is_not_answered():
    mesh = Mesh(echo, options=on_talk(ignore=(BOB, "alice")))
    async with mesh.running() as bot:
        mesh.say("/echo hello", sender=BOB)
        mesh.say("/echo hello")
        mesh.say_on(1, "/echo hello", sender=BOB)
        await mesh.nothing_for()
        assert bot.counters["ignored"] == 3


def acknowledge(mesh, num):
    at = mesh.clock.at()
    entry = Entry(key="x", intent=SendText(to=num, text="x"), packet_id=PacketId(1), created=at, deadline=at)
    mesh.bus.publish(Delivered(entry=replace(entry, outcome=Outcome.ACKNOWLEDGED)))


class OtherBot:
    """Answers whatever is said to it, or on its channel, with a command of ours."""

    def __init__(self, mesh, says, *, channel=None, think_s=2.0):
        self.mesh = mesh
        self.says = says
        self.channel = channel
        self.think_s = think_s

    def speak(self, number=0):
        text = self.says.format(number)
        if self.channel is None:
            self.mesh.say(text, sender=BOB)
        else:
            self.mesh.say_on(self.channel, text, sender=BOB)

    async def run(self, rounds=50):
        self.speak()
        for number in range(1, rounds):
            try:
                async with asyncio.timeout(60):
                    await self.mesh.outbox.wait_for(number)
            except TimeoutError:
                return
            if self.channel is None:
                await asyncio.sleep(20)  # two hops, and our queue
                acknowledge(self.mesh, BOB)
            await asyncio.sleep(self.think_s)
            self.speak(number)


@pytest.mark.parametrize(
    ("says", "fields"),
    [
        ("/echo", {}),  # an echo
        ("/echo is up {} min", {}),
        ("/help lists what I understand, uptime {}", {}),
        ("/ping", {"channel": 1}),
        ("/ping", {"think_s": 9.0}),
    ],
)
async def test_a_bot_that_answers_our_answers_is_muted_after_three_rounds(says, fields):
    mesh = Mesh(options=on_talk()) if "echo" not in says else Mesh(echo, options=on_talk())
    mesh.nodes.add(Node(num=BOB, long_name="Other bot"))
    found = mesh.bus.subscribe("loops", [LoopMuted])
    with capture_logs() as logs:
        async with mesh.running() as bot:
            await OtherBot(mesh, says, **fields).run()
            assert len(mesh.outbox.posted) == 4, "three answers, and that no more come"
            assert "Are you a bot?" in mesh.outbox.posted[-1].text
            assert mesh.outbox.posted[-1].to == BOB
            assert bot.counters["loop"] == 1
            (muted,) = bot.facts()["muted_nodes"].items()
            assert muted[0] == "!0000b0b0"
            assert 0 < muted[1] <= MUTE_S
            speak, speak_otherwise = mesh.say, partial(mesh.say_on, 1)
            if "channel" in fields:
                speak, speak_otherwise = speak_otherwise, speak
            for _ in range(2):
                speak(says, sender=BOB)
            await mesh.nothing_for()
            assert bot.counters["muted"] == 3, "it answered that too"
            mesh.say(says)
            await mesh.outbox.wait_for(5)  # Alice is answered
            speak_otherwise(says, sender=BOB)
            await mesh.outbox.wait_for(6)  # what is proved and what is not are muted apart
            await asyncio.sleep(MUTE_S)
            assert bot.facts()["muted_nodes"] == {}
    is_proved = "channel" not in fields
    assert [(event.node, event.is_proved, event.seconds) for event in found.take_all()] == [(BOB, is_proved, MUTE_S)]
    (line,) = (entry for entry in logs if entry["event"] == "bot-loop-muted")
    assert (line["log_level"], line["node"], line["name"], line["minutes"]) == ("warning", "!0000b0b0", "Other bot", 60)
    assert line["proved"] is is_proved
    found.close()


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_loop_under_somebodys_number_mutes_nothing_that_they_prove(language):
    mesh = Mesh(options=on_talk())
    async with mesh.running() as bot:
        with capture_logs() as logs:
            for _ in range(5):
                mesh.say_on(1, "/ping")
                await mesh.pause(2)
        assert bot.facts()["muted_nodes"] == {"!0badcafe": pytest.approx(MUTE_S, abs=10)}
        assert bot.counters["muted"] == 1
        (line,) = (entry for entry in logs if entry["event"] == "bot-loop-muted")
        before = len(mesh.outbox.posted)
        for _ in range(3):
            await mesh.ask("/ping")
            acknowledge(mesh, ALICE)
            await mesh.pause(2)
        assert len(mesh.outbox.posted) == before + 3
        mesh.say("/ping")
        await mesh.pause(2)
        assert bot.counters["loop"] == 2
        assert list(bot.facts()["muted_nodes"]) == ["!0badcafe"], "both, with the longer time"
        assert bot.facts()["muted_nodes"]["!0badcafe"] == pytest.approx(MUTE_S, abs=3)
    fields = {name: value for name, value in line.items() if name not in ("event", "log_level")}
    unproved, proved = (words.render("bot-loop-muted", {**fields, "proved": one}, language) for one in (False, True))
    assert ("preuve" if language == "fr" else "without proof") in unproved
    assert ("preuve" if language == "fr" else "without proof") not in proved


async def test_a_person_who_asks_the_same_three_times_at_once_is_answered_each_time():
    mesh = Mesh()
    async with mesh.running() as bot:
        for _ in range(3):
            await mesh.ask("/ping")
            acknowledge(mesh, ALICE)
            await asyncio.sleep(3)
        assert bot.counters["answered"] == 3
        assert "loop" not in bot.counters


async def test_a_person_who_tests_their_range_for_ten_minutes_is_answered_each_time():
    mesh = Mesh()
    async with mesh.running() as bot:
        for _ in range(30):
            await mesh.ask("/ping")
            await asyncio.sleep(5)
            acknowledge(mesh, ALICE)
            await asyncio.sleep(15)
        assert bot.counters["answered"] == 30
        assert "loop" not in bot.counters


async def test_an_administrator_is_never_muted():
    mesh = Mesh(echo, options=BotOptions(admins=(ALICES_KEY,)))
    async with mesh.running() as bot:
        for _ in range(8):
            await mesh.ask("/echo hello")
            acknowledge(mesh, ALICE)
            await asyncio.sleep(1)
        assert bot.counters["answered"] == 8


async def test_a_person_who_asked_the_same_again_and_again_while_we_were_away_is_answered():
    mesh = Mesh(echo, options=BotOptions(commands_per_minute=100))
    async with mesh.running() as bot:
        for number in range(8):
            await mesh.ask("/echo hello", late=True, age_s=3600.0 - number)
            acknowledge(mesh, ALICE)
        assert bot.counters["answered"] == 8


async def test_our_own_echo_and_tapbacks_are_never_answered():
    mesh = Mesh(echo, options=on_talk())
    async with mesh.running() as bot:
        mesh.say_on(1, "/echo hello", sender=US, via_mqtt=True)
        mesh.say("/echo hello", is_tapback=True)
        await mesh.nothing_for()
        assert (bot.counters["own-echo"], bot.counters["tapback"]) == (1, 1)
