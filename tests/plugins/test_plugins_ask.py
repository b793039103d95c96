"""`ask` on a scripted mesh and a scripted model."""

import asyncio
import json
from datetime import timedelta

import pytest

from botkit import ALICE, ALICES_KEY, BOB, EMOJI_24, Mesh
from housekit import playing
from netkit import completion, page
from steadymesh import words
from steadymesh.bot.options import BotOptions
from steadymesh.config import load
from steadymesh.config.plugins import read_settings
from steadymesh.errors import ConfigError, FetchError
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.internet import refusals
from steadymesh.plugins.ask import model, texts
from steadymesh.plugins.ask.line import Line, NotYourTurnError, Why
from steadymesh.plugins.ask.people import MOST_PEOPLE, Asker, Hourly, Memory
from steadymesh.plugins.ask.settings import AskSettings

URL = "http://127.0.0.1:11434/v1"
MANY = BotOptions(commands_per_minute=100_000, commands_per_hour=1000)
SECRET = "sk-hush"


def thinking(said: object = "It is 42.", *, options: BotOptions | None = None, **settings) -> Mesh:
    """Return a mesh with a model that says something."""
    mesh = Mesh(options=options or MANY, settings={"ask": AskSettings(**{"enabled": True, **settings})})
    mesh.fetch.pages = {URL: page(completion(said))}
    return mesh


async def answer(mesh: Mesh, text: str = "/ask Why?", **fields) -> str:
    async with mesh.running():
        return (await mesh.ask(text, **fields)).text


def key(number: int) -> PublicKey:
    return PublicKey(bytes([number]) * 32)


# --- one question ---------------------------------------------------------------------------


async def test_a_question_is_one_post_and_its_answer_one_message():
    mesh = thinking(model="tiny", max_tokens=99, timeout=timedelta(seconds=33))
    assert await answer(mesh, "/ask  What is\tthe answer? ") == "🤖 It is 42."
    assert mesh.fetch.asked == [
        (
            f"{URL}/chat/completions",
            {
                "model": "tiny",
                "messages": [
                    {"role": "system", "content": words.render("ask-prompt", {})},
                    {"role": "user", "content": "What is the answer?"},
                ],
                "max_tokens": 99,
                "stream": False,
            },
        )
    ]
    assert mesh.fetch.headers == [{}]
    assert mesh.fetch.timeouts == [33]


async def test_who_asks_in_french_has_a_prompt_in_french_unless_the_operator_wrote_one():
    mesh = thinking()
    await answer(mesh, "/demande Pourquoi ?")
    assert mesh.fetch.asked[0][1]["messages"][0]["content"].startswith("Vous répondez")
    mesh = thinking(prompt="Be a pirate.")
    await answer(mesh, "/demande Pourquoi ?")
    assert mesh.fetch.asked[0][1]["messages"][0]["content"] == "Be a pirate."
    assert "model" not in mesh.fetch.asked[0][1], "llama.cpp has one, and knows which"


async def test_the_key_is_sent_in_a_header_and_shown_to_nobody(capsys):
    mesh = thinking(api_key=SECRET, url=f"{URL}/")
    mesh.fetch.error = FetchError("api.example answered with status 401.", status=401)
    said = await answer(mesh)
    said += (await mesh.console().ask("ask Why?", "en")).text
    assert mesh.fetch.headers[0] == {"Authorization": f"Bearer {SECRET}"}
    assert mesh.fetch.asked[0][0] == f"{URL}/chat/completions"
    output = capsys.readouterr()
    for shown in (said, output.out, output.err, repr(AskSettings(api_key=SECRET)), repr(mesh.plugins)):
        assert SECRET not in shown


async def test_a_long_answer_is_one_message_and_more_brings_the_rest():
    long = " ".join(f"word{number}" for number in range(100))
    mesh = thinking(long)
    async with mesh.running():
        first = (await mesh.ask("/ask Why?")).text
        assert first.startswith("🤖 word0 word1")
        assert first.endswith("…")
        assert len(first.encode()) <= 215
        await mesh.pause()
        assert len(mesh.outbox.posted) == 1
        mesh.say("/more")
        await mesh.pause()
    rest = [one.text for one in mesh.outbox.posted[1:]]
    assert rest[0].startswith("2/")
    whole = first.removesuffix("…").split() + [word for one in rest for word in one.split()[1:]]
    assert " ".join(whole) == f"🤖 {long}"


@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_without_a_question_it_says_how_to_write_one(language):
    mesh = thinking(options=BotOptions(language=language))
    assert "/ask QUESTION" in await answer(mesh, "/ask")
    assert mesh.fetch.asked == []


async def test_a_question_of_nothing_that_can_be_read_is_not_posted():
    mesh = thinking()
    assert await answer(mesh, "/ask \u202e\u2066") == words.render("ask-empty", {})
    assert mesh.fetch.asked == []


@pytest.mark.parametrize("said", ["", None, "   ", "<think>Hm.", "!!!", "```\n```", [], "\x00\x1b"])
async def test_a_model_that_says_nothing_is_said_to_have_said_nothing(said):
    assert await answer(thinking(said)) == words.render("ask-empty", {})


async def test_the_operator_asks_at_the_console_and_has_a_memory():
    mesh = thinking("x" * 3000)
    console = mesh.console()
    assert (await console.ask("ask Why?", "en")).text == "🤖 " + "x" * 3000
    await console.ask("ask And then?", "en")
    assert [one["role"] for one in mesh.fetch.asked[1][1]["messages"]] == ["system", "user", "assistant", "user"]


# --- memory ---------------------------------------------------------------------------------


def talk(mesh: Mesh, index: int = -1) -> list[str]:
    return [one["content"] for one in mesh.fetch.asked[index][1]["messages"][1:]]


async def test_six_messages_of_half_an_hour_are_remembered():
    mesh = thinking("Yes.")
    async with mesh.running():
        for number in range(5):
            await mesh.ask(f"/ask Question {number}?")
            await asyncio.sleep(60)
        assert talk(mesh) == [
            "Question 1?", "Yes.", "Question 2?", "Yes.", "Question 3?", "Yes.", "Question 4?",
        ]  # fmt: skip
        await asyncio.sleep(1800 - 150)
        await mesh.ask("/ask Later?")
        assert talk(mesh) == ["Question 3?", "Yes.", "Question 4?", "Yes.", "Later?"]
        await asyncio.sleep(1801)
        await mesh.ask("/ask Again?")
        assert talk(mesh) == ["Again?"]


@pytest.mark.parametrize(
    "unproved", [{"pki_encrypted": False, "public_key": None}, {"public_key": key(9)}, {"sender": BOB}]
)
async def test_nobody_gets_the_memory_of_another_one_or_of_a_number_alone(unproved):
    mesh = thinking("Yes.")
    async with mesh.running():
        await mesh.ask("/ask My secret is 7.")
        await mesh.ask("/ask What did I say?", **unproved)
        assert talk(mesh) == ["What did I say?"]
        await mesh.ask("/ask What did I say?")
        assert talk(mesh) == ["My secret is 7.", "Yes.", "What did I say?"]


async def test_on_a_channel_nothing_is_remembered():
    mesh = thinking("Yes.")
    async with mesh.running():
        for _ in range(2):
            mesh.say_on(0, "/ask Why?")
            await mesh.pause()
        assert talk(mesh) == ["Why?"]
        assert len(mesh.outbox.posted) == 2


async def test_what_failed_is_not_remembered():
    mesh = thinking("Yes.")
    async with mesh.running():
        mesh.fetch.error = FetchError("x", status=500)
        await mesh.ask("/ask One?")
        mesh.fetch.error = None
        await mesh.ask("/ask Two?")
    assert talk(mesh) == ["Two?"]


def test_memory_is_bounded_whoever_asks():
    memory, hourly = Memory(), Hourly()
    for number in range(3 * MOST_PEOPLE):
        asker = Asker(NodeNum(number), key(1), is_proved=True)
        memory.note(asker, "q" * 5000, "a" * 5000, float(number))
        hourly.note(asker, float(number))
    assert len(memory) == len(hourly._asked) == MOST_PEOPLE
    assert all(len(one.text) == 1000 for one in memory.of(asker, float(number)))
    memory.note(Asker(NodeNum(1)), "q", "a", 0.0)
    assert memory.of(Asker(NodeNum(1)), 0.0) == []
    memory.note(Asker(NodeNum(2), is_proved=True), "q", "a", 5000.0)
    assert len(memory) == 1, "what is too old is forgotten by itself"


# --- the line -------------------------------------------------------------------------------


def people(count: int, first: int = 100):
    return [{"sender": NodeNum(first + n), "public_key": key(first + n)} for n in range(count)]


async def test_two_are_at_work_five_wait_and_the_eighth_is_told():
    mesh = thinking()
    mesh.fetch.delay_s = 15
    async with mesh.running():
        for one in people(8):
            mesh.say("/ask Why?", **one)
        await mesh.pause()
        assert len(mesh.fetch.asked) == 2
        assert [one.text for one in mesh.outbox.posted] == [words.render("ask-full", {})]
        await asyncio.sleep(15)
        assert len(mesh.fetch.asked) == 4
        await asyncio.sleep(100)
    answered = [one.to for one in mesh.outbox.posted if one.text.startswith("🤖")]
    assert [{*answered[n : n + 2]} for n in range(0, 7, 2)] == [{100, 101}, {102, 103}, {104, 105}, {106}]


async def test_who_waits_for_too_long_is_told():
    mesh = thinking(at_once=1, wait=timedelta(seconds=30))
    mesh.fetch.delay_s = 50
    async with mesh.running():
        for one in people(2):
            mesh.say("/ask Why?", **one)
        began = mesh.clock.now()
        posted = await mesh.outbox.wait_for(1)
        assert mesh.clock.now() - began == pytest.approx(30, abs=0.1)
        assert (posted[0].to, posted[0].text) == (101, words.render("ask-too-late", {}))
        await mesh.outbox.wait_for(2)
        await mesh.ask("/ask Why?", **people(2)[1])
    assert len(mesh.fetch.asked) == 2


async def test_each_person_has_one_question_at_a_time():
    mesh = thinking()
    mesh.fetch.delay_s = 5
    async with mesh.running():
        mesh.say("/ask One?")
        mesh.say("/ask Two?")
        posted = await mesh.outbox.wait_for(2)
        await mesh.ask("/ask Three?")
    assert [one.text for one in posted] == [words.render("ask-one-at-a-time", {}), "🤖 It is 42.", "🤖 It is 42."]


async def test_whom_a_key_proves_finds_a_place_before_a_crowd_of_numbers():
    mesh = thinking()
    mesh.fetch.delay_s = 20
    async with mesh.running():
        for number in range(10):
            mesh.say("/ask Why?", sender=NodeNum(500 + number), pki_encrypted=False, public_key=None)
            await mesh.pause(0.1)
        mesh.say("/ask Why?")
        await asyncio.sleep(42)
    answered = [one.to for one in mesh.outbox.posted if one.text.startswith("🤖")]
    assert ALICE in answered[2:4]
    assert sum(one.text == words.render("ask-full", {}) for one in mesh.outbox.posted) == 5


async def test_ten_questions_an_hour_are_answered():
    mesh = thinking()
    async with mesh.running():
        for _ in range(10):
            assert (await mesh.ask("/ask Why?")).text.startswith("🤖")
            await asyncio.sleep(10)
        assert (await mesh.ask("/ask Why?")).text == "You have asked a lot within an hour. Please ask again in 58 min."
        assert (await mesh.ask("/ask Why?", sender=BOB)).text.startswith("🤖")
        await asyncio.sleep(3500)
        assert (await mesh.ask("/ask Why?")).text.startswith("🤖")


async def test_people_without_proof_have_three_shares_together():
    mesh = thinking(per_hour=2)
    async with mesh.running():
        said = [
            (await mesh.ask("/ask Why?", sender=NodeNum(100 + n), pki_encrypted=False, public_key=None)).text
            for n in range(7)
        ]
        assert [one.startswith("🤖") for one in said] == [True] * 6 + [False]
        assert (await mesh.ask("/ask Why?")).text.startswith("🤖")


async def test_a_line_hands_its_places_on_whoever_gives_up():
    line = Line(at_once=1, most=5)
    one, two, three = (Asker(NodeNum(n), is_proved=True) for n in range(3))
    order = []

    async def work(asker: Asker, seconds: float) -> None:
        async with line.turn(asker, 100):
            order.append(asker.node)
            await asyncio.sleep(seconds)

    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(work(one, 50))
        await asyncio.sleep(0)
        second = tasks.create_task(work(two, 50))
        tasks.create_task(work(three, 1))
        await asyncio.sleep(1)
        assert line.waiting == 2
        # Called and given up in the same turn of the loop: the place must not be lost.
        first.cancel()
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(1.5)
    assert order in ([0, 2], [0, 1, 2])
    async with line.turn(one, 0):
        assert line.waiting == 0
        with pytest.raises(NotYourTurnError) as caught:
            async with line.turn(one, 0):
                pass
        assert caught.value.why is Why.ONE_AT_A_TIME
        with pytest.raises(NotYourTurnError) as caught:
            async with line.turn(two, 1):
                pass
        assert caught.value.why is Why.TOO_LATE


async def test_a_command_that_is_ended_leaves_the_line(tmp_path):
    mesh = thinking(at_once=1)
    mesh.fetch.delay_s = 1000
    async with mesh.running():
        mesh.say("/ask Why?")
        await mesh.outbox.wait_for(1, within_s=400)
        mesh.fetch.delay_s = 0
        assert (await mesh.ask("/ask Why?")).text.startswith("🤖")
    assert mesh.outbox.posted[0].text == words.render("reply-timed-out", {"command": "ask"})


# --- what goes wrong ------------------------------------------------------------------------

FAILURES = [
    (refusals.switched_off(), "ask-no-internet"),
    (refusals.unanswered("localhost", 60), "ask-late"),
    (refusals.all_busy("localhost", 60), "ask-late"),
    (refusals.private("127.0.0.1", "127.0.0.1:11434"), "ask-down"),
    (FetchError("x", status=429), "ask-busy"),
    (FetchError("x", status=401), "ask-turned-away"),
    (FetchError("x", status=404), "ask-turned-away"),
    (FetchError("x", status=500), "ask-nonsense"),
    (refusals.garbled("localhost"), "ask-nonsense"),
]


@pytest.mark.parametrize(("error", "sentence"), FAILURES)
@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_what_goes_wrong_is_said_in_a_sentence(language, error, sentence):
    mesh = thinking(options=BotOptions(language=language))
    mesh.fetch.error = error
    assert await answer(mesh) == words.render(sentence, {}, language)


async def test_it_is_off_until_the_operator_switches_it_on():
    mesh = Mesh()
    assert await answer(mesh) == words.render("ask-off", {})
    assert mesh.fetch.asked == []


async def test_a_private_server_that_nobody_allowed_is_named_with_its_remedy():
    mesh = thinking()
    mesh.fetch.error = refusals.private("127.0.0.1", "127.0.0.1:11434")
    said = (await mesh.console().ask("ask Why?", "en")).text
    assert said.endswith('add "127.0.0.1:11434" to internet.allow.')


NO_ANSWERS = [
    [], None, "42", 7, {}, {"choices": []}, {"choices": {}}, {"choices": [7]}, {"choices": [{}]},
    {"choices": [{"message": 7}]}, {"choices": [{"message": {}}]}, {"choices": [{"message": {"content": 7}}]},
    {"error": {"message": "no"}},
]  # fmt: skip


@pytest.mark.parametrize("said", NO_ANSWERS)
async def test_what_is_no_completion_is_said_to_be_none(said):
    mesh = thinking()
    mesh.fetch.pages[URL] = page(said)
    assert await answer(mesh) == words.render("ask-nonsense", {})
    assert model.read(said) is None


def test_an_answer_in_parts_is_put_together():
    parts = [{"type": "text", "text": "It is "}, 7, {"type": "image"}, {"type": "text", "text": "42."}]
    assert model.read(completion(parts)) == "It is 42."
    assert model.read(completion(None, tool_calls=[])) == ""


# --- what a model writes --------------------------------------------------------------------

WRITTEN = [
    ("<think>Hm, 42?</think>\n\nIt is 42.", "It is 42."),
    ("Hm, 42?\n</think>\nIt is 42.", "It is 42."),
    ("It is 42.<think>Was it", "It is 42."),
    ("<THINKING>a<think>b</think>c</thinking>It is 42.", "It is 42."),
    ("It <reasoning>x</reasoning>is 42.", "It is 42."),
    ("<|im_start|>It is 42.<|im_end|></s>", "It is 42."),
    ("# The answer\n\n\nIt is **42**.", "The answer\nIt is 42."),
    ("* one\n* *two*\n+ three", "- one\n- two\n- three"),
    ("> quoted\n---\n1. first", "quoted\n1. first"),
    ("```python\nprint(42)\n```", "print(42)"),
    ("See [the docs](https://example.org/x) and ![a cat](c.png).", "See the docs and a cat."),
    ("It is `42` or ~~43~~ __44__.", "It is 42 or 43 44."),
    ("2 * 3 * 7 = 42, a*b*c", "2 * 3 * 7 = 42, a*b*c"),
    ("It\x00 is\x1b[31m \u202e42\u2066.\r\nYes\u2028No", "It is[31m 42.\nYes\nNo"),
    ("/reboot now", "reboot now"),
    ("// !!reboot", "reboot"),
    ("!ping", "ping"),
    (". / # @bot", "bot"),
    ("!!cmd", "cmd"),
    ("- /help", "help"),
    ("-5 °C", "-5 °C"),
    ("“Yes”, she said", "“Yes”, she said"),
    ("☀️ Sun", "☀️ Sun"),
    ("€5", "€5"),
    ("ＡＢＣ", "ＡＢＣ"),
    ("／reboot", "reboot"),
    ("👩🏽\u200d🚀 flies", "👩🏽\u200d🚀 flies"),
    ("\ud800x", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), WRITTEN)
def test_thoughts_markdown_and_whatever_calls_a_bot_are_left_out(written, said):
    # A list's dash at the very beginning could be a prefix as well.
    assert texts.plain(written, "/") == said.removeprefix("- ")
    assert texts.plain(texts.plain(written, "/"), "/") == said.removeprefix("- ")


@pytest.mark.parametrize("prefix", ["/", "!", "!!", "bot!", "§"])
def test_our_own_prefix_never_begins_an_answer(prefix):
    assert texts.plain(f"{prefix}{prefix} {prefix}reboot", prefix) == "reboot"
    assert texts.plain("bot here", "bot") == "bot here", "a prefix of letters is a word like any other"


@pytest.mark.parametrize("prefix", ["/", "!!"])
async def test_no_answer_is_a_command_to_any_bot(prefix):
    for said in ("/ping", "ping", f"{prefix}reboot-node", "!help", "1/2 x", "\n/ping", "@bot ping", "help"):
        mesh = thinking(said, options=BotOptions(prefix=prefix))
        assert (await answer(mesh, f"{prefix}ask Say {said}")).startswith("🤖 ")


@pytest.mark.parametrize(
    "hostile",
    [
        "*" * 250_000, "`" * 250_000, "[" * 250_000, "[a](" * 60_000, "<think>" * 30_000, "</think>" * 30_000,
        "- " * 120_000, "-" * 250_000 + "x", " " * 250_000 + "x", "\n" * 250_000 + "x", "> " * 120_000, "/" * 250_000,
        "<|" * 120_000, "\t\n" * 120_000, "*a" * 120_000, "# " * 120_000, "e" + "\u0301" * 120_000,
    ],
)  # fmt: skip
def test_no_text_takes_long_to_clean(hostile):
    loop_s = asyncio.run(_seconds(hostile))
    assert loop_s < 0.5


async def _seconds(text: str) -> float:
    loop = asyncio.get_running_loop()
    began = loop.time()
    texts.plain(text, "/")
    texts.question(text)
    return loop.time() - began


@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_every_answer_fits_the_air(language):
    for said in ("W" * 5000, EMOJI_24 * 100, "e" + "\u0301" * 5000, "a b " * 1000, "x\n" * 1000):
        mesh = thinking(said, options=BotOptions(language=language, channels=(1,)))
        async with mesh.running():
            await mesh.ask("/ask " + "W" * 190)
            mesh.say_on(1, "/ask Why?")
            await mesh.pause()
            mesh.say("/more")
            await mesh.pause()
        for posted in mesh.outbox.posted:
            assert len(posted.text.encode()) <= (215 if posted.reply_id is not None else 232)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_fits_the_air(language):
    for message_id in words.message_ids(language):
        if message_id.startswith("ask-") and message_id not in ("ask-prompt", "ask-failed", "ask-error-nonsense"):
            assert len(words.render(message_id, {"wait": "59 min", "error": ""}, language).encode()) <= 215


async def test_a_peer_on_the_air_is_told_that_there_is_no_model(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(3)
        play.radio.hear_text(play.people[0], "/ask Pourquoi ?")
        await asyncio.sleep(2)
        assert play.answers()[-1] == words.render("ask-off", {}, "fr")


# --- settings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "localhost:11434"}, {"url": "ftp://x"}, {"url": "http://"}, {"url": "http:///v1"},
        {"url": "http://me:hush@x/v1"}, {"api_key": "a\nb"}, {"api_key": "clé"}, {"max_tokens": 0}, {"at_once": 4},
        {"at_once": 0}, {"line": -1}, {"line": 6}, {"at_once": 3}, {"per_hour": 0}, {"prompt": "x" * 4001}, {"timeout": timedelta(0)},
        {"timeout": timedelta(minutes=4)}, {"wait": timedelta(seconds=-1)},
    ],
)  # fmt: skip
def test_a_setting_that_can_not_work_is_refused(wrong):
    with pytest.raises(ValueError):
        AskSettings(**wrong)
    assert AskSettings(timeout=timedelta(minutes=4), wait=timedelta(seconds=50)).timeout == timedelta(minutes=4)


def test_settings_come_from_the_configuration_and_a_wrong_key_is_not_told():
    sets = ["plugin.ask.enabled=true", "plugin.ask.timeout=90s", "plugin.ask.model=tiny", "plugin.ask.at_once=1"]
    made = read_settings(load(env={}, sets=tuple(sets)).plugins, "ask", AskSettings)
    assert (made.enabled, made.timeout, made.model, made.at_once) == (True, timedelta(seconds=90), "tiny", 1)
    with pytest.raises(ConfigError) as caught:
        read_settings(load(env={}, sets=(f"plugin.ask.api_key={SECRET}é",)).plugins, "ask", AskSettings)
    assert SECRET not in str(caught.value)
    assert json.dumps(SECRET) not in repr(caught.value.told)


def test_who_is_who():
    proved = Asker(ALICE, ALICES_KEY, is_proved=True)
    assert len({proved, Asker(ALICE), Asker(ALICE, key(9), is_proved=True), Asker(ALICE, is_proved=True)}) == 4
