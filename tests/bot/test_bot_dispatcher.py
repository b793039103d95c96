import asyncio
import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, ALICES_KEY, BOB, US, Mesh, Posted
from steadymesh.bot.barrier import GRACE_S
from steadymesh.bot.dispatcher import QUEUE
from steadymesh.bot.options import BotOptions, OtherChannels
from steadymesh.bot.plugin import Context, Cost, Reply, Rest, Who, command
from steadymesh.errors import StoreError, UsageError
from steadymesh.events import CommandHandled
from steadymesh.ids import BROADCAST
from steadymesh.model import Node, Priority
from steadymesh.words import render


@command("echo", aliases=("e",), help="help-help")
async def echo(context: Context, _all: Rest = "") -> Reply:
    return Reply(context.rest or "empty")


@command("silent", help="help-help")
async def silent(context: Context) -> None:
    return None


@command("hang", help="help-help")
async def hang(context: Context) -> Reply:
    await asyncio.get_running_loop().create_future()
    return Reply("")


@command("deaf", help="help-help")
async def deaf(context: Context) -> Reply:
    while True:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(1000)


@command("broken", help="help-help")
async def broken(context: Context, _all: Rest = "") -> Reply:
    raise ValueError(f"secret text {context.rest}")


def events(logs, level="info"):
    return [entry["event"] for entry in logs if entry["log_level"] == level]


# --- one question, one answer ---------------------------------------------------------------


async def test_a_question_by_dm_is_answered_by_dm_in_its_thread():
    mesh = Mesh(echo)
    async with mesh.running():
        message = mesh.say("/echo hello")
        (posted,) = await mesh.outbox.wait_for(1)
    assert posted == Posted(
        to=ALICE, text="hello", channel=0, reply_id=message.id, priority=Priority.REPLY, lifetime_s=600
    )


async def test_the_log_and_the_event_tell_of_it():
    mesh = Mesh(echo)
    mesh.outbox.delay_s = 0.02
    with capture_logs() as logs:
        async with mesh.running() as bot:
            await mesh.ask("/E hello")
            await mesh.nothing_for(1)
            assert bot.counters == {"answered": 1, "overrun": 0}
    assert logs == [
        {
            "event": "command-received", "log_level": "info", "command": "echo", "sender": "!0badcafe",
            "name": "Alice", "how": "pki",
        },
        {
            "event": "reply-sent", "log_level": "info", "command": "echo", "to": "!0badcafe", "pieces": 1,
            "bytes": 5, "seconds": 0.02,
        },
    ]  # fmt: skip
    (handled,) = mesh.handled.take_all()
    assert isinstance(handled, CommandHandled)
    assert (handled.name, handled.sender, handled.outcome) == ("echo", ALICE, "answered")
    assert handled.seconds == pytest.approx(0.02)


async def test_a_hostile_name_reaches_the_log_clean():
    mesh = Mesh(echo)
    mesh.nodes.add(Node(num=ALICE, long_name="\x1b[2J\u202e" + "\x00" * 10_000))
    with capture_logs() as logs:
        async with mesh.running():
            await mesh.ask("/echo x")
    name = logs[0]["name"]
    assert name.isprintable()
    assert len(name.encode()) <= 24


@pytest.mark.parametrize("text", ["hello", "how are you?", "", "ping me", "👍", "\ufffd\ufffd", "echo this"])
async def test_talk_in_a_dm_is_not_answered(text):
    mesh = Mesh(echo)
    async with mesh.running():
        mesh.say(text)
        await mesh.nothing_for()


@pytest.mark.parametrize("text", ["echo", "Echo", " E "])
async def test_a_bare_command_word_in_a_dm_is_answered(text):
    mesh = Mesh(echo)
    async with mesh.running():
        assert (await mesh.ask(text)).text == "empty"


async def test_a_handler_that_says_nothing_is_silent():
    mesh = Mesh(silent)
    async with mesh.running():
        mesh.say("/silent")
        await mesh.nothing_for()
    assert [h.outcome for h in mesh.handled.take_all()] == ["silent"]


async def test_an_answer_of_nothing_is_silent():
    mesh = Mesh(echo)
    async with mesh.running():
        mesh.say("/echo \u202e")
        await mesh.nothing_for()
    assert [h.outcome for h in mesh.handled.take_all()] == ["silent"]


async def test_invalid_utf8_is_text_like_any_other():
    mesh = Mesh(echo)
    async with mesh.running():
        assert (await mesh.ask("/echo a\ufffdb")).text == "a\ufffdb"


# --- channels -------------------------------------------------------------------------------


async def test_a_command_on_a_channel_that_is_not_listed_is_answered_by_dm():
    mesh = Mesh(echo, options=BotOptions(channels=("Talk",)))
    with capture_logs() as logs:
        async with mesh.running():
            message = mesh.say_on(0, "/echo hello")
            (posted,) = await mesh.outbox.wait_for(1)
    assert posted == Posted(
        to=ALICE, text="hello", channel=0, reply_id=message.id, priority=Priority.REPLY, lifetime_s=600
    )
    assert [line["how"] for line in logs if line["event"] == "command-received"] == ["channel"]


@pytest.mark.parametrize("text", ["/ecko", "/mystery", "/", "echo", "/ echo", "good /echo", "//echo"])
async def test_nothing_but_a_command_is_answered_on_a_channel_that_is_not_listed(text):
    mesh = Mesh(echo)
    async with mesh.running() as bot:
        for _ in range(10):
            mesh.say_on(0, text)
        await mesh.nothing_for(1)
        assert bot.counters == {"overrun": 0}
        assert (await mesh.ask("/echo hello")).text == "hello"  # and it has cost nobody a token


async def test_other_channels_can_be_ignored():
    mesh = Mesh(echo, options=BotOptions(channels=("Talk",), other_channels=OtherChannels.IGNORE))
    async with mesh.running() as bot:
        mesh.say_on(0, "/echo hello")
        await mesh.nothing_for()
        assert bot.counters == {"overrun": 0}
        mesh.say_on(1, "/echo hello")
        assert (await mesh.outbox.wait_for(1))[0].to == BROADCAST


async def test_whoever_asks_too_often_on_a_channel_that_is_not_listed_is_told_by_dm():
    mesh = Mesh(echo, options=BotOptions(commands_per_minute=1))
    async with mesh.running():
        for _ in range(5):
            mesh.say_on(0, "/echo hello")
        posted = await mesh.outbox.wait_for(2)
        await mesh.nothing_for(14)
    assert [one.to for one in posted] == [ALICE, ALICE]
    assert {one.text[:6] for one in posted} == {"hello", "That i"}


async def test_an_administrators_command_on_a_channel_that_is_not_listed_is_refused_by_dm():
    @command("reboot", help="help-help", who=Who.ADMIN)
    async def reboot(context: Context) -> None:
        raise AssertionError

    mesh = Mesh(reboot, options=BotOptions(admins=(ALICES_KEY,)))
    async with mesh.running():
        mesh.say_on(0, "/reboot")
        (posted,) = await mesh.outbox.wait_for(1)
    assert (posted.to, posted.text[:26]) == (ALICE, "Only an administrator may ")


@pytest.mark.parametrize(
    ("channel", "how", "directly", "limit"),
    [(None, "pki", True, 215), (0, "channel", True, 215), (1, "channel", False, 232)],
)
async def test_the_handler_knows_how_it_was_asked_and_which_way_its_answer_goes(channel, how, directly, limit):
    seen = []

    @command("see", help="help-help")
    async def see(context: Context) -> None:
        seen.append((context.how.value, context.is_answered_directly, context.limit_bytes))

    mesh = Mesh(see, options=BotOptions(channels=(1,)))
    async with mesh.running():
        mesh.say("/see") if channel is None else mesh.say_on(channel, "/see")
        await mesh.nothing_for(1)
    assert seen == [(how, directly, limit)]


@pytest.mark.parametrize(
    ("firmware", "threaded"),
    [(None, True), ((2, 7, 9), True), ((2, 7, 10), False), ((2, 7, 11), False), ((2, 7, 12), True)],
)
async def test_nodes_that_do_not_acknowledge_replies_are_sent_none(firmware, threaded):
    mesh = Mesh(echo)
    mesh.firmware[ALICE] = firmware
    async with mesh.running():
        message = mesh.say("/echo " + "x" * 220)
        (posted,) = await mesh.outbox.wait_for(1)
        assert posted.reply_id == (message.id if threaded else None)
        assert posted.text[:4] == ("1/2 " if threaded else "xxxx")
        await mesh.pause()
        assert (await mesh.ask("/echo hello", sender=BOB)).reply_id == message.id + 1


async def test_a_listed_channel_is_answered_on_the_channel():
    mesh = Mesh(echo, options=BotOptions(channels=("Talk",)))
    async with mesh.running():
        mesh.say_on(1, "/echo hello")
        (posted,) = await mesh.outbox.wait_for(1)
    assert (posted.to, posted.channel, posted.reply_id, posted.text) == (BROADCAST, 1, None, "hello")


async def test_a_channel_needs_the_prefix():
    mesh = Mesh(echo, options=BotOptions(channels=(0,)))
    async with mesh.running():
        mesh.say_on(0, "echo")
        mesh.say_on(0, "/")
        await mesh.nothing_for()


async def test_other_bots_commands_on_a_channel_are_theirs_and_cost_nobody_a_token():
    mesh = Mesh(echo, options=BotOptions(channels=(0,)))
    async with mesh.running():
        for _ in range(10):
            mesh.say_on(0, "/weather")
        await mesh.nothing_for(1)
        mesh.say_on(0, "/ecko")
        assert "/echo" in (await mesh.outbox.wait_for(1))[0].text


# --- unknown commands -----------------------------------------------------------------------


async def test_an_unknown_command_gets_one_hint_in_an_hour():
    mesh = Mesh(echo)
    async with mesh.running() as bot:
        assert (await mesh.ask("/mystery")).text == "I don't know that command. /help lists what I understand."
        mesh.say("/mystery")
        await mesh.nothing_for(3599.9)
        await asyncio.sleep(0.1)
        mesh.say("/other")
        await mesh.outbox.wait_for(2)
        assert bot.counters["unknown"] == 3


async def test_a_near_miss_names_the_command():
    mesh = Mesh(echo, options=BotOptions(prefix="!", language="fr"))
    async with mesh.running():
        assert (await mesh.ask("!ehco")).text == "Je ne connais pas cette commande. Vouliez-vous dire !echo ?"


async def test_a_name_that_begins_like_a_command_is_not_that_command():
    mesh = Mesh(echo)
    async with mesh.running():
        assert "don't know" in (await mesh.ask("/echoes hello")).text


async def test_a_command_of_233_bytes_gets_the_hint():
    mesh = Mesh(echo)
    async with mesh.running():
        assert "don't know" in (await mesh.ask("/" + "x" * 232)).text


# --- what is not answered -------------------------------------------------------------------


async def test_a_copy_by_mqtt_is_answered_once():
    mesh = Mesh(echo)
    async with mesh.running() as bot:
        message = mesh.say("/echo hello")
        mesh.hear(message)
        await mesh.outbox.wait_for(1)
        mesh.hear(message)
        await mesh.nothing_for()
        assert bot.counters["copy"] == 2


async def test_a_text_that_was_opened_here_is_answered_once_also_when_the_radio_opens_its_repeat():
    mesh = Mesh(echo)
    mesh.keys.hold(ALICE, ALICES_KEY)
    with capture_logs() as logs:
        async with mesh.running() as bot:
            message = mesh.say("/echo hello", pki_encrypted=False, opened_here=True)
            await mesh.outbox.wait_for(1)
            mesh.hear(replace(message, pki_encrypted=True, opened_here=False))
            await mesh.nothing_for()
            assert bot.counters["copy"] == 1
    assert mesh.outbox.posted[0].to == ALICE
    assert [line["how"] for line in logs if line["event"] == "command-received"] == ["pki"]


async def test_a_question_that_an_earlier_run_took_is_not_answered_again():
    mesh = Mesh(echo)
    message = mesh.text("/echo hello")
    mesh.messages.seen.add((ALICE, message.id))
    with capture_logs() as logs:
        async with mesh.running() as bot:
            mesh.hear(message)
            await mesh.nothing_for()
            assert bot.counters["copy"] == 1
    assert events(logs) == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"sender": US}, "own-echo"),
        ({"to": BOB}, "not-to-us"),
        ({"is_tapback": True}, "tapback"),
        ({"late": True, "age_s": 43_201.0}, "too-old"),
    ],
)
async def test_what_is_refused_is_counted_and_told_at_debug(fields, reason):
    mesh = Mesh(echo)
    with capture_logs() as logs:
        async with mesh.running() as bot:
            mesh.say("/echo hello", **fields)
            await mesh.nothing_for()
            assert bot.counters[reason] == 1
    assert [(entry["event"], entry["log_level"], entry["reason"]) for entry in logs] == [
        ("command-refused", "debug", reason)
    ]


async def test_too_many_questions_are_told_once_and_others_are_answered():
    mesh = Mesh(echo)
    async with mesh.running() as bot:
        for _ in range(14):
            mesh.say("/echo hello")
        mesh.say("/echo bob", sender=BOB)
        posted = await mesh.outbox.wait_for(6)
        await mesh.nothing_for(58)
        assert sorted(p.text for p in posted) == sorted(
            ["hello"] * 4 + ["bob", "That is a lot for one radio channel. Please ask again in 2 min."]
        )
        assert bot.counters["too-fast"] == 10
        await asyncio.sleep(3)
        assert (await mesh.ask("/echo again")).text == "again"


async def test_a_newcomer_who_tries_one_command_after_the_other_is_answered_each_time():
    mesh = Mesh()
    names = [found.name for found in mesh.router.all() if not found.is_for_admins]
    assert len(names) >= 5
    async with mesh.running() as bot:
        for name in names:
            mesh.say(f"/{name}")
            await asyncio.sleep(16)
        # Some want an argument, and say so: that is an answer too.
        assert bot.counters["answered"] + bot.counters.get("mistyped", 0) == len(names)
        assert "too-fast" not in bot.counters


async def test_the_log_tells_a_hint_and_a_request_to_slow_down_from_answers():
    mesh = Mesh(echo, options=BotOptions(commands_per_minute=2))
    with capture_logs() as logs:
        async with mesh.running():
            for text in ("/echo a", "/mystery", "/echo b"):
                mesh.say(text)
            await mesh.outbox.wait_for(3)
    sent = {entry["command"]: entry for entry in logs if entry["event"] == "reply-sent"}
    assert sent.keys() == {"echo", "hint", "too-fast"}
    fields = {"to": "!0badcafe", "pieces": 1, "bytes": 9, "seconds": 0.1}
    assert [render("reply-sent", {"command": command, **fields}, "en") for command in ("echo", "hint", "too-fast")] == [
        f"📤 {what} handed over for !0badcafe: 9 bytes after 0.1 s"
        for what in ("Answer to echo", "Hint", "Request to slow down")
    ]
    assert [render("reply-sent", {"command": command, **fields}, "fr") for command in ("echo", "hint", "too-fast")] == [
        f"📤 {what} à l'envoi pour !0badcafe : 9 octets, au bout de 0,1 s"
        for what in ("Réponse à echo remise", "Indication remise", "Demande de patience remise")
    ]


async def test_setting_the_clock_a_day_back_or_forward_makes_nobody_deaf():
    mesh = Mesh(echo)
    async with mesh.running():
        for days in (0, 1, -1):
            mesh.clock.wall_shift = timedelta(days=days)
            assert (await mesh.ask("/echo still", late=True, age_s=3.0)).text == "still"
            await asyncio.sleep(60)


# --- plug-ins that misbehave ----------------------------------------------------------------


@pytest.mark.parametrize(("bad", "seconds"), [(hang, 10), (deaf, 10 + GRACE_S)])
async def test_a_handler_that_never_returns_hurts_nobody(bad, seconds):
    mesh = Mesh(bad, echo)
    loop = asyncio.get_running_loop()
    with capture_logs() as logs:
        async with mesh.running():
            began = loop.time()
            mesh.say(f"/{bad.name}")
            for number in range(3):
                assert (await mesh.ask(f"/echo {number}")).text == str(number)
            assert loop.time() == began
            (*_, last) = await mesh.outbox.wait_for(4)
            assert last.text == f"Sorry, {bad.name} took too long. Please try again later."
            assert loop.time() - began == pytest.approx(seconds)
            await asyncio.sleep(0)
    assert events(logs, "warning") == ["plugin-timed-out"]
    assert [h.outcome for h in mesh.handled.take_all()] == ["answered"] * 3 + ["timed-out"]


@pytest.mark.parametrize(
    ("cost", "seconds"), [(Cost.LIGHT, 10), (Cost.INTERNET, 60), (Cost.AIR, 90), (Cost.THOUGHT, 300)]
)
async def test_what_a_command_costs_decides_how_long_it_may_take(cost, seconds):
    @command("slow", help="help-help", cost=cost)
    async def slow(context: Context) -> None:
        await asyncio.sleep(1000)

    mesh = Mesh(slow)
    async with mesh.running():
        began = mesh.clock.now()
        mesh.say("/slow")
        await mesh.outbox.wait_for(1, within_s=400)
        assert mesh.clock.now() - began == pytest.approx(seconds)


async def test_a_plug_ins_memory_is_its_own_and_one_for_each_bot():
    @command("count", help="help-help")
    async def count(context: Context) -> str:
        seen = context.memory(list)
        seen.append(context.memory(dict))
        return str(len(seen))

    for _ in range(2):
        mesh = Mesh(count)
        async with mesh.running():
            assert [(await mesh.ask("/count")).text for _ in range(3)] == ["1", "2", "3"]


async def test_a_handler_that_raises_is_one_line_and_a_sentence():
    mesh = Mesh(broken, echo)
    with capture_logs() as logs:
        async with mesh.running():
            answer = await mesh.ask("/broken x")
            assert (await mesh.ask("/echo fine")).text == "fine"
    assert answer.text == "Sorry, broken went wrong here. The operator can read why in the log."
    warning, trace = (e for e in logs if e["event"] in ("plugin-failed", "plugin-traceback"))
    assert warning == {"event": "plugin-failed", "log_level": "warning", "what": "broken", "error": "ValueError"}
    assert trace["log_level"] == "debug"
    assert isinstance(trace["exc_info"], ValueError)
    assert mesh.handled.take_all()[0].outcome == "failed"


async def test_the_first_failure_is_a_warning_the_next_is_debug_and_the_recovery_is_told():
    works = []

    @command("moody", help="help-help")
    async def moody(context: Context) -> Reply:
        if not works:
            raise ValueError
        return Reply("works")

    mesh = Mesh(moody)
    with capture_logs() as logs:
        async with mesh.running():
            await mesh.ask("/moody")
            await mesh.ask("/moody")
            works.append(1)
            await mesh.ask("/moody")
    assert events(logs, "warning") == ["plugin-failed"]
    assert events(logs, "debug") == ["plugin-traceback", "plugin-failed", "plugin-traceback"]
    assert "plugin-recovered" in events(logs)


async def test_a_command_that_hangs_takes_its_own_places_only():
    mesh = Mesh(hang, echo, options=BotOptions(max_running_of_one=2, max_waiting=1, commands_per_minute=100))
    with capture_logs() as logs:
        async with mesh.running() as bot:
            for _ in range(5):
                mesh.say("/hang")
            assert (await mesh.ask("/echo free")).text == "free"
            assert bot.counters["busy"] == 2
            await mesh.outbox.wait_for(4)
            await asyncio.sleep(1)
    assert events(logs, "warning") == ["bot-busy", "plugin-timed-out"]
    assert events(logs, "debug").count("bot-busy") == 1
    assert events(logs)[-1] == "bot-idle-again"


async def test_whoever_finds_no_place_waits_for_one_and_is_answered():
    mesh = Mesh(echo, options=BotOptions(max_running_of_one=1, commands_per_minute=100))
    async with mesh.running() as bot:
        for number in range(30):
            mesh.say(f"/echo {number}")
        await mesh.outbox.wait_for(30)
        assert [post.text for post in mesh.outbox.posted] == [str(number) for number in range(30)]
        assert "busy" not in bot.counters


async def test_the_bot_has_a_limit_of_places():
    mesh = Mesh(hang, echo, options=BotOptions(max_running=3))
    async with mesh.running() as bot:
        for _ in range(3):
            mesh.say("/hang")
        mesh.say("/echo no place")
        await mesh.nothing_for(9)
        assert "busy" not in bot.counters
        await mesh.outbox.wait_for(4)
        assert mesh.outbox.posted[-1].text == "no place"


async def test_ending_the_bot_ends_what_is_at_work_within_the_grace():
    mesh = Mesh(hang, deaf)
    loop = asyncio.get_running_loop()
    async with mesh.running():
        mesh.say("/hang")
        mesh.say("/deaf")
        await mesh.nothing_for(1)
        began = loop.time()
    assert loop.time() - began == pytest.approx(GRACE_S)
    assert mesh.outbox.posted == []
    assert mesh.bus.subscriptions() == (mesh.handled,)


async def test_ending_the_bot_before_a_task_began_leaves_nothing():
    mesh = Mesh(echo)
    async with mesh.running():
        mesh.say("/echo hello")
        await asyncio.sleep(0)
    assert mesh.bus.subscriptions() == (mesh.handled,)


# --- store and outbox that misbehave --------------------------------------------------------


async def test_a_message_log_that_hangs_costs_a_quarter_of_a_second():
    mesh = Mesh(echo)
    mesh.messages.delay_s = 1000
    loop = asyncio.get_running_loop()
    with capture_logs() as logs:
        async with mesh.running():
            began = loop.time()
            await mesh.ask("/echo hello")
            assert loop.time() - began == pytest.approx(0.25)
            await mesh.ask("/echo hello")
            mesh.messages.delay_s = 0
            await mesh.ask("/echo hello")
    assert events(logs, "warning") == ["message-log-silent"]
    assert events(logs, "debug") == ["message-log-silent"]
    assert events(logs).count("message-log-back") == 1


async def test_a_message_log_that_fails_costs_nothing():
    mesh = Mesh(echo)
    mesh.messages.error = StoreError("The database is locked.")
    async with mesh.running():
        assert (await mesh.ask("/echo hello")).text == "hello"


@pytest.mark.parametrize("error", [StoreError("The disk is full."), UsageError("Too long."), None])
async def test_an_outbox_that_fails_or_hangs_is_told_and_the_bot_goes_on(error):
    mesh = Mesh(echo)
    mesh.outbox.error = error
    mesh.outbox.delay_s = 0 if error else 1000
    with capture_logs() as logs:
        async with mesh.running() as bot:
            mesh.say("/echo lost")
            mesh.say("/echo lost")
            await asyncio.sleep(5.1)
            mesh.outbox.error, mesh.outbox.delay_s = None, 0
            assert (await mesh.ask("/echo fine")).text == "fine"
            assert bot.counters["not-posted"] == 2
            await asyncio.sleep(0)
    assert events(logs, "warning") == ["reply-not-posted"]
    assert events(logs, "debug") == ["reply-not-posted"]
    assert "reply-posting-again" in events(logs)
    assert [h.outcome for h in mesh.handled.take_all()] == ["failed", "failed", "answered"]


async def test_an_answer_that_a_full_outbox_refuses_is_not_called_sent():
    mesh = Mesh(echo)
    mesh.outbox.is_full = True
    with capture_logs() as logs:
        async with mesh.running() as bot:
            mesh.say("/echo lost")
            await asyncio.sleep(1)
            assert bot.counters["not-posted"] == 1
    assert [line["error"] for line in logs if line["event"] == "reply-not-posted"] == ["OUTBOX_FULL"]
    assert "reply-sent" not in events(logs)
    assert [h.outcome for h in mesh.handled.take_all()] == ["failed"]


async def test_a_defect_costs_one_answer_not_the_bot():
    mesh = Mesh(echo)
    mesh.outbox.error = RuntimeError("a defect")
    with capture_logs() as logs:
        async with mesh.running() as bot:
            mesh.say("/echo lost")
            await asyncio.sleep(1)
            mesh.outbox.error = None
            assert (await mesh.ask("/echo fine")).text == "fine"
            assert bot.counters["defect"] == 1
    assert events(logs, "error") == ["bot-defect"]


# --- bursts ---------------------------------------------------------------------------------


async def test_a_question_in_the_middle_of_one_read_full_of_talk_is_answered():
    mesh = Mesh(echo)
    async with mesh.running() as bot:
        for number in range(8_000):  # the shortest texts, 256 KiB of them
            mesh.say("/echo here" if number == 7_000 else "ok")
        assert (await mesh.outbox.wait_for(1))[0].text == "here"
        assert bot.counters["overrun"] == 0


async def test_whoever_asked_first_is_answered_whatever_floods_in_after():
    mesh = Mesh(echo)
    with capture_logs() as logs:
        async with mesh.running() as bot:
            mesh.say("/echo first", sender=BOB)
            for _ in range(20_000):
                mesh.say("chatter")
            assert (await mesh.outbox.wait_for(1))[0].text == "first"
            assert bot.counters["overrun"] == 20_001 - QUEUE
            assert (await mesh.ask("/echo after", sender=BOB)).text == "after"
    assert events(logs, "warning") == ["bot-overrun"]


async def test_an_authenticated_key_reaches_the_handler():
    keys = []

    @command("who", help="help-help")
    async def who(context: Context) -> None:
        keys.append(context.key)

    mesh = Mesh(who)
    async with mesh.running():
        mesh.say("/who")
        mesh.say("/who", pki_encrypted=False)
        await mesh.nothing_for(1)
    assert keys == [ALICES_KEY, None]
