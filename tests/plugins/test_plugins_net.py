"""`wx` and `ask` through the real way to the internet, to servers on this machine that play Open-Meteo and a model."""

import asyncio
import json
from datetime import timedelta

import pytest

from botkit import ALICE, Mesh
from housekit import playing
from internetkit import (
    a_fetcher,
    answering,
    dripping,
    flooding,
    redirecting,
    resetting,
    sending,
    serving,
    silent,
)
from netkit import GRENOBLE, completion, forecast, search, telling
from steadymesh import words
from steadymesh.bot.options import BotOptions
from steadymesh.model import Node, Position
from steadymesh.plugins.ask.settings import AskSettings
from steadymesh.plugins.wx.settings import WxSettings

MANY = BotOptions(commands_per_minute=100_000, commands_per_hour=1000)
HTML = b"<!doctype html><html><body>It works!</body></html>"


def bot(server, *, allow=True, **options) -> Mesh:
    """Return a bot whose weather and whose model come from this server."""
    fetch = a_fetcher(*([server] if allow else []), **options)
    mesh = Mesh(
        options=MANY,
        settings={
            "wx": WxSettings(
                forecast_url=server.url("/v1/forecast"), search_url=server.url("/v1/search?format=protobuf")
            ),
            "ask": AskSettings(enabled=True, url=server.url("/v1"), api_key="sk-hush", model="tiny"),
        },
        fetch=fetch,
    )
    mesh.nodes.add(Node(num=ALICE, position=Position(latitude=45.18765, longitude=5.72432)))
    return mesh


async def asked(mesh: Mesh, question: str) -> tuple[str, float]:
    """Return the answer, and after how many seconds it came."""
    async with mesh.running():
        began = mesh.clock.now()
        before = len(mesh.outbox.posted)
        mesh.say(question)
        said = (await mesh.outbox.wait_for(before + 1, within_s=120))[before].text
        return said, mesh.clock.now() - began


async def test_the_weather_of_a_place_takes_two_requests_and_one_message():
    async with serving(telling(search(GRENOBLE)), telling(forecast())) as server:
        said, _ = await asked(bot(server), "/wx Saint-Étienne & Co")
        assert said.startswith("🌧️ Grenoble (Auvergne-Rhône-Alpes, FR): 8 °C, light rain\n")
        first, second = (one.line for one in server.seen)
        assert first.startswith("GET /v1/search?")
        assert "name=Saint-%C3%89tienne" in first
        assert "%26" in first
        assert second.startswith("GET /v1/forecast?latitude=45.17&longitude=5.72&")
        assert "forecast_days=3" in second


async def test_a_question_is_posted_with_its_key_and_what_was_said_before():
    async with serving(telling(completion("Yes."))) as server:
        mesh = bot(server)
        async with mesh.running():
            for question in ("/ask One?", "/ask Two?"):
                assert (await mesh.ask(question)).text == "🤖 Yes."
        assert server.seen[1].line == "POST /v1/chat/completions HTTP/1.1"
        assert server.seen[1].headers["authorization"] == "Bearer sk-hush"
        posted = json.loads(server.seen[1].body)
        assert posted["model"] == "tiny"
        assert [one["content"] for one in posted["messages"][1:]] == ["One?", "Yes.", "Two?"]


async def test_a_model_that_takes_its_time_is_waited_for_and_slow_weather_too():
    async with serving(telling(completion("Yes."), after_s=55)) as server:
        said, seconds = await asked(bot(server), "/ask Why?")
        assert (said, round(seconds)) == ("🤖 Yes.", 55)
    async with serving(telling(forecast(), after_s=9)) as server:
        said, seconds = await asked(bot(server), "/wx")
        assert said.startswith("🌧️")
        assert round(seconds) == 9


ENDS = {
    "never answers": (silent, "wx-down", 10, "ask-late", 60),
    "drips": (dripping(b"HTTP/1.1 200 OK\r\n" + b"x" * 1000, 1.0), "wx-down", 10, "ask-late", 60),
    "resets": (resetting, "wx-down", 0, "ask-down", 0),
    "speaks no HTTP": (sending(b"SSH-2.0-OpenSSH\r\n"), "wx-down", 0, "ask-down", 0),
    "sends half": (answering(b'{"a":', length=100), "wx-down", 0, "ask-down", 0),
    "is broken": (answering(b'{"error":true}', status="500 No"), "wx-nonsense", 0, "ask-nonsense", 0),
    "has too many askers": (answering(b"{}", status="429 No"), "wx-busy", 0, "ask-busy", 0),
    "wants a key": (answering(b"{}", status="401 No"), "wx-nonsense", 0, "ask-turned-away", 0),
    "is a website": (answering(HTML, headers=["Content-Type: text/html"]), "wx-nonsense", 0, "ask-nonsense", 0),
    "sends nothing": (answering(b""), "wx-nonsense", 0, "ask-nonsense", 0),
    "sends other JSON": (answering(b'[[[{"a":null}]]]'), "wx-nonsense", 0, "ask-nonsense", 0),
    "sends deep JSON": (answering(b"[" * 100_000), "wx-nonsense", 0, "ask-nonsense", 0),
    "sends without end": (
        flooding(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b" " * 65536),
        "wx-nonsense", 0, "ask-nonsense", 0,
    ),
    "redirects for ever": (redirecting("/again"), "wx-nonsense", 0, "ask-nonsense", 0),
}  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
async def test_a_server_that_goes_wrong_costs_one_sentence_and_no_more_time_than_it_may(end):
    script, wx_says, wx_s, ask_says, ask_s = ENDS[end]
    for question, says, seconds in (
        ("/wx", wx_says, wx_s),
        ("/wx Grenoble", wx_says, wx_s),
        ("/ask Why?", ask_says, ask_s),
    ):
        async with serving(script) as server:
            said, took = await asked(bot(server), question)
            assert said == words.render(says, {}), question
            assert took == pytest.approx(seconds, abs=0.5)


async def test_nobody_there_is_said_to_be_not_there():
    async with serving(silent) as server:
        mesh = bot(server)
    assert (await asked(mesh, "/wx"))[0] == words.render("wx-down", {})
    assert (await asked(mesh, "/ask Why?"))[0] == words.render("ask-down", {})


async def test_while_the_internet_is_off_nobody_is_asked():
    async with serving(telling(forecast())) as server:
        mesh = bot(server, enabled=False)
        assert (await asked(mesh, "/wx"))[0] == words.render("wx-off", {})
        assert (await asked(mesh, "/ask Why?"))[0] == words.render("ask-no-internet", {})
        assert server.most_open == 0


async def test_a_private_server_is_not_asked_unless_it_is_allowed_and_the_operator_reads_what_to_write():
    async with serving(telling(completion("Yes."))) as server:
        mesh = bot(server, allow=False)
        assert (await asked(mesh, "/ask Why?"))[0] == words.render("ask-down", {})
        said = (await mesh.console().ask("ask Why?", "fr")).text
        assert f'ajoutez "127.0.0.1:{server.port}" à internet.allow' in said
        assert server.most_open == 0


async def test_nine_people_and_a_model_that_never_answers_leave_nothing_behind():
    async with serving(silent) as server:
        mesh = bot(server)
        async with mesh.running():
            for number in range(9):
                mesh.say("/ask Why?", sender=100 + number)
            await asyncio.sleep(130)
            assert server.most_open == 2
            said = [one.text for one in mesh.outbox.posted]
        assert sorted(said) == sorted(
            [words.render("ask-full", {})] * 2
            + [words.render("ask-late", {})] * 2
            + [words.render("ask-too-late", {})] * 5
        )


async def test_a_whole_house_answers_with_what_a_model_said_and_tells_the_operator_what_went_wrong_once(tmp_path):
    async with serving(
        answering(b"{}", status="500 No"), answering(b"{}", status="500 No"), telling(completion("Oui."))
    ) as server:
        sets = (
            "internet.enabled=true",
            f"internet.allow=127.0.0.1:{server.port}",
            "plugin.ask.enabled=true",
            f"plugin.ask.url={server.url('/v1')}",
            "plugin.ask.api_key=sk-hush",
        )
        async with playing(tmp_path, *sets) as play:
            play.loop.busy_probes.append(play.house.bot.fetcher.busy)
            await asyncio.sleep(3)
            for number in range(3):
                play.radio.hear_text(play.people[number], "/ask Pourquoi ?")
                await asyncio.sleep(15)
            said = play.answers()
            play.flush()
            lines = [line for line in play.log() if line["event"].startswith("ask-")]
            assert "sk-hush" not in (tmp_path / "log").read_text()
        assert said == [words.render("ask-nonsense", {}, "fr")] * 2 + ["🤖 Oui."]
        assert [(line["event"], line["level"]) for line in lines] == [
            ("ask-failed", "warning"), ("ask-failed", "debug"), ("ask-back", "info"),
        ]  # fmt: skip


@pytest.mark.real
async def test_on_the_real_clock_both_are_answered_and_what_hangs_is_ended():
    async with serving(telling(forecast())) as server:
        mesh = Mesh(
            options=MANY,
            settings={
                "wx": WxSettings(forecast_url=server.url("/v1/forecast")),
                "ask": AskSettings(enabled=True, url=server.url("/v1"), timeout=timedelta(seconds=1)),
            },
            fetch=a_real_fetcher(server),
        )
        mesh.nodes.add(Node(num=ALICE, position=Position(latitude=45.18765, longitude=5.72432)))
        assert (await asked(mesh, "/wx"))[0].startswith("🌧️")
        server.scripts[:] = [telling(completion("Yes."), after_s=0.1)]
        assert (await asked(mesh, "/ask Why?"))[0] == "🤖 Yes."
        server.scripts[:] = [silent]
        said, seconds = await asked(mesh, "/ask Why?")
        assert said == words.render("ask-late", {})
        assert 0.9 < seconds < 3


def a_real_fetcher(server):
    from steadymesh.internet.fetcher import Fetcher
    from steadymesh.internet.options import InternetOptions

    return Fetcher(InternetOptions(enabled=True, allow=(f"127.0.0.1:{server.port}",)))
