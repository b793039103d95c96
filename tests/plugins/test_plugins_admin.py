"""What administrators do from afar: say, mute, ban, and the link and the radio, each behind its own answer."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, ALICES_KEY, BOB, EMOJI_24, START, US, Mesh
from steadymesh import words
from steadymesh.bot.console import Console
from steadymesh.bot.options import BotOptions
from steadymesh.errors import StoreError
from steadymesh.events import Delivered
from steadymesh.ids import BROADCAST, NodeNum, PublicKey
from steadymesh.model import ErrandEnd, LinkState, Node, Outcome, Priority, RestartRadio
from steadymesh.testing import FakeMesh, run

OTHER_KEY = PublicKey(b"\x07" * 32)
OTHERS = {"sender": BOB, "public_key": OTHER_KEY}
COMMANDS = ("say hi", "mute", "unmute", "ban Al", "unban Al", "bans", "reconnect", "release", "reboot-node")


def mesh_of(language: str = "en", **options) -> Mesh:
    mesh = Mesh(
        options=BotOptions(
            language=language, admins=(ALICES_KEY,), commands_per_minute=1000, commands_per_hour=1000, **options
        )
    )
    mesh.nodes.add(Node(num=BOB, long_name="Bob Smith", short_name="Bob"))
    return mesh


def console(mesh: Mesh) -> Console:
    return Console(
        router=mesh.router, host=mesh.host, services=mesh.services, options=mesh.options, bus=mesh.bus, clock=mesh.clock
    )


@pytest.mark.parametrize("asked", COMMANDS)
async def test_nobody_but_an_administrator_gets_anywhere(asked):
    mesh = mesh_of(channels=(1,))
    async with mesh.running(hosted=True):
        said = (await mesh.ask(f"/{asked}", **OTHERS)).text
        assert said.startswith("Only an administrator")
        assert (await mesh.ask(f"/{asked}", opened_here=True)).text == said
        mesh.say_on(1, f"/{asked}")
        assert (await mesh.outbox.wait_for(3))[2].to == ALICE
        await mesh.nothing_for(100)
    assert mesh.link.done == []
    assert mesh.errands.run_ == []
    assert mesh.drawers.drawer("bot").kept == {}


# --- say ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "to", "channel", "said", "answer"),
    [
        ("Good morning", BROADCAST, 0, "Good morning", "📣 Handed in for #LongFast."),
        ("Bob is here", BROADCAST, 0, "Bob is here", "📣 Handed in for #LongFast."),
        ("#0 !important news", BROADCAST, 0, "!important news", "📣 Handed in for #LongFast."),
        ("#1 hello  you", BROADCAST, 1, "hello  you", "📣 Handed in for #Talk."),
        ("#talk hello", BROADCAST, 1, "hello", "📣 Handed in for #Talk."),
        ('#"Talk" hello', BROADCAST, 1, "hello", "📣 Handed in for #Talk."),
        ("#talk\nhello\nyou", BROADCAST, 1, "hello\nyou", "📣 Handed in for #Talk."),
        ("@Bob hello", BOB, 0, "hello", "📣 Handed in for Bob Smith."),
        ("@bob smith hello", BOB, 0, "hello", "📣 Handed in for Bob Smith."),
        ("@“Bob Smith” hello", BOB, 0, "hello", "📣 Handed in for Bob Smith."),
        ("!0000b0b0 hello", BOB, 0, "hello", "📣 Handed in for Bob Smith."),
        ("@!0000b0b0 hello", BOB, 0, "hello", "📣 Handed in for Bob Smith."),
        ("!00000099 hello", NodeNum(0x99), 0, "hello", "📣 Handed in for !00000099."),
    ],
)
async def test_a_text_goes_where_it_says_as_a_message(text, to, channel, said, answer):
    mesh = mesh_of()
    async with mesh.running():
        with capture_logs() as logs:
            mesh.say(f"/say {text}")
            sent, answered = await mesh.outbox.wait_for(2)
    assert (sent.to, sent.channel, sent.text, sent.priority) == (to, channel, said, Priority.MESSAGE)
    assert (answered.to, answered.text) == (ALICE, answer)
    [line] = [line for line in logs if line["event"] == "said-for-admin"]
    assert line["by"] == "!0badcafe Alice"
    assert said not in str(line)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("#nowhere hello", "My radio has no channel “nowhere”."),
        ("#2 hello", "My radio has no channel “2”."),
        ("# hello", "My radio has no channel “”."),
        ("#1", "What am I to say?"),
        ("@Bob", "What am I to say?"),
        ("@Bob Smith", "What am I to say?"),
        ("@nobody hello", "I know nobody called “nobody”."),
        ("@B hello", "“B” may be one of 2; write the number:\nBob Smith !0000b0b0\nBen !0000001"),
        ("!0b070b07 hello", "That is me."),
        ("!zz hello", "“!zz” is no node's number, such as !0badcafe. If everybody is to read it, begin with #0."),
        ("!0000b0b hello", "“!0000b0b” is no node's number"),
        ("!0000b0b0, hello", "“!0000b0b0,” is no node's number"),
        ("! hello", "“!” is no node's number"),
        ("", "Something is missing"),
    ],
)
async def test_what_can_not_be_said_is_not_and_says_why(text, answer):
    mesh = mesh_of()
    mesh.nodes.add(Node(num=NodeNum(17), long_name="Ben"))
    async with mesh.running():
        assert (await mesh.ask(f"/say {text}")).text.startswith(answer)
        await mesh.nothing_for(5)


async def test_what_became_of_it_is_told():
    mesh = mesh_of()
    async with mesh.running():
        mesh.link.now = replace(mesh.link.now, state=LinkState.WAITING)
        mesh.say("/say hello")
        assert (await mesh.outbox.wait_for(2))[1].text.endswith("; it goes out when the link to the radio is back.")
        with capture_logs() as logs:
            answered = await console(mesh).ask("say hello", "en")
        assert answered.text.startswith("📣 Handed in for #LongFast; it goes out")
        assert [line["by"] for line in logs if line["event"] == "said-for-admin"] == ["console"]
        mesh.outbox.is_full = True
        assert (await console(mesh).ask("say hello", "en")).text == "It was not taken for #LongFast: OUTBOX_FULL"
        mesh.outbox.error = StoreError("The disk is full.", remedy="Make room.")
        assert (await console(mesh).ask("say hello", "en")).text == (
            "It was not taken for #LongFast. The disk is full. Make room."
        )
        mesh.outbox.error, mesh.outbox.delay_s = None, 9.9
        mesh.outbox.is_full = False
        assert (await console(mesh).ask("say hello", "en")).text.startswith("📣 Handed in")


async def test_before_the_radio_has_told_its_channels_the_primary_one_is_spoken_to_and_no_other():
    mesh = mesh_of()
    mesh.link.info = None
    async with mesh.running():
        assert (await console(mesh).ask("say #0 hello", "en")).text.startswith("My radio has no channel")
        assert (await console(mesh).ask("say hello", "en")).text == "📣 Handed in for #0."


# --- mute -----------------------------------------------------------------------------------


async def test_muted_the_bot_hears_administrators_and_unmuted_everybody():
    mesh = mesh_of()
    async with mesh.running():
        with capture_logs() as logs:
            assert (await mesh.ask("/mute 30m")).text == (
                "🔇 I answer administrators only, for 30 min. /unmute ends that."
            )
            mesh.say("/ping", **OTHERS)
            await mesh.nothing_for(60)
            assert (await mesh.ask("/unmute")).text == "🔊 I answer everybody again."
            assert (await mesh.ask("/unmute")).text == "I answer everybody already."
            await mesh.ask("/ping", **OTHERS)
        told = [(line["event"], line["by"]) for line in logs if "silenced" in line["event"]]
        assert told == [("bot-silenced", "!0badcafe Alice"), ("bot-unsilenced", "!0badcafe Alice")]


async def test_muted_for_an_hour_unless_said_otherwise_and_over_a_restart():
    mesh = mesh_of()
    async with mesh.running():
        assert (await mesh.ask("/mute")).text.startswith("🔇 I answer administrators only, for 1 h 0 min.")
    again = mesh_of()
    again.drawers.drawer("bot").kept = mesh.drawers.drawer("bot").kept
    async with again.running():
        again.say("/ping", **OTHERS)
        await again.nothing_for(3590)
        await again.pause(15)
        await again.ask("/ping", **OTHERS)


@pytest.mark.parametrize("wrong", ["0", "0s", "8d", "999999d"])
async def test_nobody_is_muted_for_nothing_or_for_ever(wrong):
    mesh = mesh_of()
    async with mesh.running():
        assert (await mesh.ask(f"/mute {wrong}")).text == "Write a time up to 7 d 0 h, such as 30m or 2h."
        assert mesh.services.people.silent_s() == 0


# --- ban ------------------------------------------------------------------------------------


async def test_a_banned_node_is_answered_no_more_until_it_is_let_in_again():
    mesh = mesh_of()
    async with mesh.running():
        with capture_logs() as logs:
            assert (await mesh.ask("/ban Bob Smith")).text == (
                "🚫 I answer Bob Smith !0000b0b0 no more. /unban !0000b0b0 ends that."
            )
            mesh.say("/ping", **OTHERS)
            await mesh.nothing_for(60)
            assert (await mesh.ask("/unban Bob")).text == "✅ I answer Bob Smith !0000b0b0 again."
            assert (await mesh.ask("/unban Bob")).text == "Bob Smith !0000b0b0 is not banned."
            await mesh.ask("/ping", **OTHERS)
        lines = [(line["event"], line["by"], line["node"]) for line in logs if "banned" in line["event"]]
        assert lines == [
            ("node-banned", "!0badcafe Alice", "!0000b0b0"),
            ("node-unbanned", "!0badcafe Alice", "!0000b0b0"),
        ]


async def test_the_way_back_is_told_in_the_words_of_the_asker():
    mesh = mesh_of("fr")
    async with mesh.running():
        assert (await mesh.ask("/bannir Bob")).text == (
            "🚫 Je ne réponds plus à Bob Smith !0000b0b0. /débannir !0000b0b0 y met fin."
        )


async def test_an_administrator_who_bans_their_own_node_is_told_that_they_are_answered_all_the_same():
    mesh = mesh_of()
    async with mesh.running():
        assert (await mesh.ask("/ban !0badcafe")).text.endswith(" As an administrator you are answered all the same.")
        assert (await mesh.ask("/unban !0badcafe")).text.startswith("✅ I answer")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", " As an administrator they are answered all the same."),
        ("fr", " En tant qu'administrateur, cette personne aura quand même mes réponses."),
    ],
)
async def test_whoever_bans_an_administrator_is_told_that_they_are_answered_all_the_same(language, told):
    mesh = mesh_of(language)
    mesh.keys.add(ALICE, ALICES_KEY)
    async with mesh.running(hosted=True):
        at_console = console(mesh)
        assert (await at_console.ask("ban !0badcafe", language)).text.endswith(told)
        assert (await at_console.ask("ban !0badcafe 2h", language)).text.endswith(told)
        assert told not in (await at_console.ask("ban Bob", language)).text
        mesh.keys.add(ALICE, OTHER_KEY)
        assert told not in (await at_console.ask("ban !0badcafe", language)).text


async def test_a_ban_for_a_while_says_so_and_ends():
    mesh = mesh_of()
    async with mesh.running():
        assert (await mesh.ask("/ban Bob Smith 2h")).text == (
            "🚫 I don't answer Bob Smith !0000b0b0 for 2 h 0 min. /unban !0000b0b0 ends that."
        )
        assert mesh.services.people.banned() == {BOB: START + timedelta(hours=2)}
        await mesh.pause(7200)
        await mesh.ask("/ping", **OTHERS)
        assert (await mesh.ask("/bans")).text == "Nobody is banned."


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("ban !0b070b07", "That is me."),
        ("ban Bob 0", "Write a time up to 365 d 0 h, such as 2h or 7d; without one it is for good."),
        ("ban Bob 999999d", "Write a time up to 365 d 0 h, such as 2h or 7d; without one it is for good."),
        ("ban nobody", "I know nobody called “nobody”."),
        ("ban !ffffffff", "I know nobody called “!ffffffff”."),
        ("ban !00000000", "I know nobody called “!00000000”."),
        ("unban nobody", "I know nobody called “nobody”."),
    ],
)
async def test_whom_nobody_can_ban(asked, answer):
    mesh = mesh_of()
    async with mesh.running():
        assert (await mesh.ask(f"/{asked}")).text.startswith(answer)
        assert mesh.services.people.banned() == {}


async def test_the_list_names_those_first_whose_time_is_over_soonest():
    mesh = mesh_of()
    async with mesh.running():
        for asked in ("ban Bob", "ban !00000009 3d", "ban Alice 2h"):
            await mesh.ask(f"/{asked}")
        assert (await mesh.ask("/bans")).text == (
            "🚫 Banned: 3\nAlice !0badcafe · 2 h 0 min\n!00000009 · 3 d 0 h\nBob Smith !0000b0b0"
        )


async def test_too_many_bans_are_refused_in_a_sentence(monkeypatch):
    monkeypatch.setattr("steadymesh.bot.people.MOST_BANNED", 1)
    mesh = mesh_of("fr")
    async with mesh.running():
        await mesh.ask("/ban Bob")
        assert (await mesh.ask("/ban !00000009")).text == "1 nœuds sont déjà bannis. Il faut d'abord en réadmettre."


@pytest.mark.parametrize("asked", ["mute", "unmute", "ban Bob", "unban Bob"])
async def test_what_could_not_be_written_down_holds_and_says_for_how_long(asked):
    mesh = mesh_of()
    async with mesh.running():
        await mesh.services.people.be_silent(timedelta(minutes=5) if asked == "unmute" else None)
        mesh.drawers.error = StoreError("The disk is full.")
        with capture_logs() as logs:
            assert (await mesh.ask(f"/{asked}")).text.endswith(
                " I could not write that down: it holds until I am restarted."
            )
        assert [line["command"] for line in logs if line["event"] == "plugin-change-not-kept"] == [asked.split()[0]]
        assert (mesh.services.people.silent_s() > 0) is (asked == "mute")
        assert mesh.services.people.is_banned(BOB) is (asked == "ban Bob")


# --- behind the answer ----------------------------------------------------------------------


def verdict(mesh: Mesh, key: str, outcome: Outcome = Outcome.ACKNOWLEDGED, **fields) -> None:
    """Have an entry end; an answer's, as the bot hands it in."""
    entry = next(one for one in mesh.outbox.kept if one.key == key)
    mesh.bus.publish(Delivered(entry=replace(entry, outcome=outcome, **fields)))


@pytest.mark.parametrize("outcome", [Outcome.ACKNOWLEDGED, Outcome.RELAYED, Outcome.REFUSED, Outcome.EXPIRED])
@pytest.mark.parametrize(("asked", "done"), [("reconnect", ("reconnect", 0)), ("release 20m", ("release", 1200))])
async def test_what_cuts_the_link_waits_until_the_answer_has_its_verdict(asked, done, outcome):
    mesh = mesh_of()
    async with mesh.running(hosted=True):
        await mesh.pause()
        await mesh.ask(f"/{asked}")
        await mesh.pause(10)
        assert mesh.link.done == []
        verdict(mesh, "1", outcome)
        await mesh.pause(0.1)
        assert mesh.link.done == [done]
        verdict(mesh, "1", outcome)
        await mesh.pause(100)
        assert mesh.link.done == [done]


async def test_without_a_verdict_it_is_done_half_a_minute_later():
    mesh = mesh_of()
    async with mesh.running(hosted=True):
        await mesh.pause()
        await mesh.ask("/reconnect")
        await mesh.pause(29)
        assert mesh.link.done == []
        await mesh.pause(2)
        assert mesh.link.done == [("reconnect", 0)]


async def test_an_answer_that_could_not_be_handed_in_holds_nothing_up_for_longer():
    mesh = mesh_of()
    mesh.outbox.error = StoreError("The disk is full.")
    async with mesh.running(hosted=True):
        await mesh.pause()
        mesh.say("/reconnect")
        await mesh.pause(35)
        assert mesh.link.done == [("reconnect", 0)]


async def test_verdicts_of_other_messages_are_not_waited_for():
    mesh = mesh_of()
    async with mesh.running(hosted=True):
        await mesh.pause()
        await mesh.ask("/ping")
        await mesh.ask("/ping", **OTHERS)
        await mesh.pause(2)
        await mesh.ask("/reconnect")
        await mesh.ask("/ping")
        mesh.say("/say @Alice hello")
        await mesh.outbox.wait_for(6)
        for key in ("1", "2", "4", "5"):
            verdict(mesh, key)
        await mesh.pause(5)
        assert mesh.link.done == []
        verdict(mesh, "3")
        await mesh.pause(0.1)
        assert mesh.link.done == [("reconnect", 0)]


async def test_an_answer_that_does_not_say_what_it_answers_counts_too():
    mesh = mesh_of()
    async with mesh.running(hosted=True):
        await mesh.pause()
        await mesh.ask("/reconnect")
        entry = mesh.outbox.kept[0]
        mesh.bus.publish(Delivered(entry=replace(entry, intent=replace(entry.intent, reply_id=None))))
        await mesh.pause(0.1)
        assert mesh.link.done == [("reconnect", 0)]


async def test_what_is_asked_for_later_takes_the_place_of_what_waits():
    mesh = mesh_of()
    async with mesh.running(hosted=True):
        await mesh.pause()
        await mesh.ask("/release 1h")
        await mesh.ask("/reconnect")
        await mesh.pause(60)
        assert mesh.link.done == [("reconnect", 0)]


async def test_at_the_console_nothing_is_waited_for():
    mesh = mesh_of()
    async with mesh.running(hosted=True):
        await mesh.pause()
        with capture_logs() as logs:
            await console(mesh).ask("release", "en")
            await mesh.pause(0.1)
        assert mesh.link.done == [("release", 600)]
        assert [line["by"] for line in logs if line["event"] == "admin-releases"] == ["console"]


@pytest.mark.parametrize("wrong", ["0", "25h", "999999d"])
async def test_the_slot_is_not_left_for_nothing_or_for_longer_than_a_day(wrong):
    mesh = mesh_of()
    async with mesh.running(hosted=True):
        await mesh.pause()
        assert (await mesh.ask(f"/release {wrong}")).text == "Write a time up to 1 d 0 h, such as 10m or 2h."
        await mesh.pause(60)
        assert mesh.link.done == []


# --- the radio's restart --------------------------------------------------------------------


async def test_the_radio_restarts_when_the_same_person_asks_twice_within_a_minute():
    mesh = mesh_of()
    async with mesh.running(hosted=True):
        await mesh.pause()
        assert (await mesh.ask("/reboot-node")).text.endswith("write /reboot-node again within 60 s.")
        await mesh.pause(59)
        with capture_logs() as logs:
            assert (await mesh.ask("/reboot-node")).text.startswith("♻️ After this message my radio restarts")
            assert mesh.errands.run_ == []
            verdict(mesh, "2")
            await mesh.pause(0.1)
        assert mesh.errands.run_ == [RestartRadio()]
        told = [(line["event"], line["by"]) for line in logs if "by" in line]
        assert told == [("admin-reboots", "!0badcafe Alice"), ("radio-restart-ordered", "!0badcafe Alice")]
        assert (await mesh.ask("/reboot-node")).text.endswith("write /reboot-node again within 60 s.")


def test_the_very_first_question_is_asked_again_too():
    async def story():
        async with FakeMesh() as mesh:
            admin = mesh.person("Alice", admin=True)
            assert asyncio.get_running_loop().time() == 0.0
            assert (await admin.ask("/reboot-node")).endswith("write /reboot-node again within 60 s.")

    run(story())


async def test_a_minute_later_or_by_somebody_else_it_is_asked_for_again():
    mesh = Mesh(options=BotOptions(admins=(ALICES_KEY, OTHER_KEY), commands_per_minute=1000, commands_per_hour=1000))
    async with mesh.running(hosted=True):
        await mesh.pause()
        for fields, wait_s in (({}, 61), ({}, 1), (OTHERS, 1)):
            assert "again within" in (await mesh.ask("/reboot-node", **fields)).text
            await mesh.pause(wait_s)
        assert "again within" in (await console(mesh).ask("reboot-node", "en")).text
        await mesh.pause(60)
        assert mesh.errands.run_ == []


@pytest.mark.parametrize(
    ("alone", "end", "orders", "is_told"),
    [
        (None, ErrandEnd(taken=True, error=0), 1, False),
        (None, ErrandEnd(taken=None), 1, False),
        (ErrandEnd(taken=False, is_handed=False), ErrandEnd(taken=True, error=0), 2, False),
        (ErrandEnd(taken=False, is_handed=False), ErrandEnd(taken=False, is_handed=False), 2, True),
        (None, ErrandEnd(taken=False), 1, True),
        (None, ErrandEnd(taken=True, error=37), 1, True),
    ],
)
async def test_a_restart_that_came_to_nothing_is_told(alone, end, orders, is_told):
    mesh = mesh_of()
    mesh.errands.end_alone, mesh.errands.end = alone, end
    async with mesh.running(hosted=True):
        await mesh.pause()
        await mesh.ask("/reboot-node")
        await mesh.ask("/reboot-node")
        await mesh.pause(60)
        assert mesh.errands.run_ == [RestartRadio()] * orders
        told = [one.text for one in mesh.outbox.posted[2:]]
        assert told == (["⚠️ My radio did not take the order to restart."] if is_told else [])


async def test_a_restart_that_came_to_nothing_and_can_not_be_told_costs_a_line():
    mesh = mesh_of()
    mesh.errands.end = ErrandEnd(taken=False)
    async with mesh.running(hosted=True):
        await mesh.pause()
        await mesh.ask("/reboot-node")
        await mesh.ask("/reboot-node")
        mesh.outbox.error = StoreError("The disk is full.")
        with capture_logs() as logs:
            await mesh.pause(60)
        assert [line["event"] for line in logs if line["log_level"] == "warning"] == [
            "radio-not-restarted",
            "radio-restart-untold",
        ]


# --- on the air -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("name", [EMOJI_24, "W" * 39, ""], ids=["emoji", "wide", "none"])
async def test_every_answer_fits_one_message(language, name):
    mesh = mesh_of(language, prefix="/" * 8)
    mesh.nodes.add(
        *(Node(num=NodeNum(number), long_name=name) for number in range(1, 30)), Node(num=US, long_name=name)
    )
    asked = [
        *COMMANDS,
        "say #" + "W" * 100,
        f"say @{EMOJI_24} x",
        "say @WWW x",
        "say !" + "W" * 100,
        "say #1 x",
        "say !00000005 " + "é" * 90,
    ]
    asked += [f"ban !{number:08x} 364d" for number in range(1, 30)] + ["ban !00000001", "bans", "unban !00000001"]
    asked += ["unban !00000001", "mute 9d", "mute 6d23h", "ban !00000001 400d", "release 23h59m", "release 2d"]
    asked += ["reboot-node", "reboot-node", "say @ hello", "say #", "ban !0b070b07"]
    async with mesh.running():
        for text in asked:
            mesh.say(f"{'/' * 8}{text}")
            await mesh.pause(1)
        mesh.drawers.error = StoreError("The disk is full.")
        mesh.outbox.room = None
        for text in ("mute 6d23h", "unmute", "ban !00000005 364d", "unban !00000005"):
            mesh.say(f"{'/' * 8}{text}")
            await mesh.pause(1)
    answers = [one for one in mesh.outbox.posted if one.reply_id]
    assert len(answers) == len(asked) + 4
    for one in answers:
        assert len(one.text.encode()) <= 215
        assert not one.text.startswith("1/"), one.text
        assert not one.text.endswith("…"), one.text
