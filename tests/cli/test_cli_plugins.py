"""`plugin new`, `plugin list`, `plugin check`: for people, and for programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from steadymesh.cli import run

HELLO = """
from datetime import timedelta
from dataclasses import field
from steadymesh.bot.plugin import Context, command, cron, every, on, on_start, on_stop, settings
from steadymesh.events import LinkChanged, SessionLost
print("I am loaded")

@settings
class Hello:
    place: str = "here"
    wait: timedelta = timedelta(minutes=15)
    words: tuple[str, ...] = ("a", "b")
    token: str = field(default="", repr=False)

@command("hello", help="Says it.", aliases=["hey"])
async def hello(context: Context) -> str: return "x"
@on(SessionLost)
async def lost(context, event) -> None: ...
@on(LinkChanged, batch=True)
async def changed(context, events) -> None: ...
@every(timedelta(hours=1))
async def hourly(context) -> None: ...
@cron("0 8 * * *")
async def daily(context) -> None: ...
@on_start
async def begin(context) -> None: ...
@on_stop
async def end(context) -> None: ...
"""


@pytest.fixture
def house(state, tmp_path):
    """A configuration with one plug-in of each kind of luck."""
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "hello.py").write_text(HELLO, encoding="utf-8")
    (plugins / "unwanted.py").write_text("raise SystemExit(3)", encoding="utf-8")
    script = tmp_path / "tide.sh"
    script.write_text("#!/bin/sh\necho high\n", encoding="utf-8")
    script.chmod(0o755)
    write(
        tmp_path,
        '[bot]\ndisabled = ["unwanted"]\n[plugin.hello]\nplace = "there"\ntoken = "s3cret"\n[script.tide]\ncommand = ["./tide.sh"]\n',
    )
    return tmp_path  # fmt: skip


def write(house: Path, text: str) -> None:
    (house / "steadymesh.toml").write_text(text, encoding="utf-8")


def rows(capfd) -> dict[str, dict[str, object]]:
    return {row["name"]: row for row in json.loads(capfd.readouterr().out)}


def test_what_is_loaded_is_listed_with_all_that_it_does(house, capfd):
    assert run(["plugin", "list", "--json"]) == 0
    found = rows(capfd)
    assert found["hello"] == {
        "name": "hello",
        "origin": str(house / "plugins" / "hello.py"),
        "state": "loaded",
        "commands": ["hello"],
        "hooks": [
            "on SessionLost",
            "on LinkChanged, in batches",
            "every 1h",
            "cron 0 8 * * *",
            "at the start",
            "at the end",
        ],
        "settings": {"place": "there", "wait": "15m", "words": ["a", "b"], "token": "(hidden)"},
        "problem": "",
        "paused": {},
    }
    assert found["ping"]["origin"] == "built-in"
    assert found["script.tide"]["commands"] == ["tide"]
    assert found["unwanted"]["state"] == "disabled"


def test_what_came_as_a_credential_is_not_listed(house, monkeypatch, capfd):
    (house / "steadymesh_plugin.hello.place").write_text("s3cret place")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(house))
    assert run(["plugin", "list", "--json"]) == 0
    assert rows(capfd)["hello"]["settings"]["place"] == "(hidden)"


@pytest.mark.parametrize(("language", "word"), [("en", "not loaded"), ("fr", "pas chargée")])
def test_what_is_not_loaded_is_listed_with_why(house, capfd, language, word):
    (house / "plugins" / "hello.py").write_text("import no_such_thing", encoding="utf-8")
    assert run(["plugin", "list", "--language", language]) == 0
    shown = capfd.readouterr()
    assert word in shown.out
    assert "No module named 'no_such_thing'" in shown.out
    assert "bot.disabled" in shown.out
    assert "/tide" in shown.out
    assert shown.err == ""


def test_what_a_running_process_has_paused_is_shown(house, process, capfd):
    process.answers["status"] = {"plugins": {"paused": {"hello": 600, "hello.hourly": 1200, "tide": 60}}}
    assert run(["plugin", "list", "--json"]) == 0
    found = rows(capfd)
    assert found["hello"]["paused"] == {"hello": 600, "hello.hourly": 1200}
    assert found["script.tide"]["paused"] == {"tide": 60}
    assert run(["plugin", "list"]) == 0
    assert "paused for 20 min: hello.hourly" in capfd.readouterr().out


def test_everything_that_is_fine_is_one_line(house, capfd):
    assert run(["plugin", "check"]) == 0
    assert capfd.readouterr() == ("Every plug-in can be used.\n", "")
    assert run(["plugin", "check", "hello", "--language", "fr"]) == 0
    assert capfd.readouterr().out == "hello est utilisable.\n"
    assert run(["plugin", "check", "tide"]) == 0


def test_every_problem_is_one_line_and_exit_code_2(house, capfd):
    (house / "plugins" / "wrong.py").write_text("1 +", encoding="utf-8")
    (house / "tide.sh").chmod(0o644)
    write(
        house,
        '[bot]\ndisabled = ["unwanted"]\n[plugin.hello]\nplce = "x"\nwait = "long"\n[plugin.gone]\nx = 1\n'
        '[script.tide]\ncommand = ["./tide.sh"]\n[script.surf]\ncommand = ["./surf.sh"]\n[script.moon]\ncommand = []\n'
        '[script.star]\ncommand = ["no-such-program-anywhere"]\n',
    )
    assert run(["plugin", "check"]) == 2
    lines = capfd.readouterr().err.splitlines()
    told = "\n".join(lines)
    assert len(lines) == 8
    for part in (
        "plugin.hello.plce (steadymesh.toml:4) is no setting; did you mean plugin.hello.place?",
        "plugin.hello.wait = “long” (steadymesh.toml:5)",
        "“wrong” can't be loaded: SyntaxError in line 1",
        "There is no plug-in “gone” (steadymesh.toml:7)",
        "tide.sh",
        "There is no script ./surf.sh. Check its path.",
        "There is no script no-such-program-anywhere. Check its path.",
        "script.moon",
    ):
        assert part in told, part
    assert run(["plugin", "check", "gone"]) == 2
    assert capfd.readouterr().err.splitlines() == ["steadymesh: There is no plug-in “gone” (steadymesh.toml:7)."]
    assert run(["plugin", "check", "unwanted"]) == 0


def problems(capfd, *args: str) -> list[str]:
    assert run(args) == 2
    return [line.removeprefix("steadymesh: ") for line in capfd.readouterr().err.splitlines()]


@pytest.mark.parametrize("command", [["plugin", "check"], ["config", "check"]])
def test_a_name_in_bot_disabled_that_nothing_has_is_told_with_what_may_be_meant(house, capfd, command):
    write(house, '[bot]\ndisabled = ["unwanted", "pign", "noeuds", "Ask", "radio", "reboot-node", "zzzzzz"]\n')
    assert problems(capfd, *command) == [
        "No plug-in or command that is loaded is called “pign” (bot.disabled, steadymesh.toml:2); did you mean “ping”?",
        "No plug-in or command that is loaded is called “noeuds” (bot.disabled, steadymesh.toml:2); did you mean “nodes”?",
        "No plug-in or command that is loaded is called “Ask” (bot.disabled, steadymesh.toml:2); did you mean “ask”?",
        "No plug-in or command that is loaded is called “reboot-node” (bot.disabled, steadymesh.toml:2).",
        "No plug-in or command that is loaded is called “zzzzzz” (bot.disabled, steadymesh.toml:2).",
    ]
    write(house, '[bot]\ndisabled = ["unwanted", "pign"]\n')
    [line] = problems(capfd, *command, "--language", "fr")
    assert line.startswith("Aucune extension ni commande chargée ne s'appelle « pign »")
    write(house, '[bot]\ndisabled = ["unwanted", "ask", "reboot-node", "hello"]\n')
    assert run(command) == 0


ANNOUNCED = """
[[plugin.announce.entries]]
cron = "0 8 * * *"
text = "Storm at six"
topic = "board"
[[plugin.announce.entries]]
cron = "0 8 * * *"
text = "Market on Saturday"
topic = "{topic}"
"""


@pytest.mark.parametrize("command", [["plugin", "check"], ["plugin", "check", "announce"], ["config", "check"]])
def test_an_announcement_for_a_topic_that_is_none_is_named(house, capfd, command):
    write(
        house,
        '[bot]\ndisabled = ["unwanted"]\n' + ANNOUNCED.format(topic="nosuch") + '[plugin.topics]\nnames = ["News"]\n',
    )
    [line] = problems(capfd, *command)
    assert line.startswith(
        "plugin.announce.entries (steadymesh.toml:4): entry #2 “Market on Saturday”: there is no topic"
    )
    assert line.endswith("topic “nosuch”; there are board, news. Name it in plugin.topics.names.")
    [line] = problems(capfd, *command, "--language", "fr")
    assert "il n'y a pas de thème « nosuch » ; il y a board, news." in line
    write(
        house,
        '[bot]\ndisabled = ["unwanted"]\n' + ANNOUNCED.format(topic="NEWS") + '[plugin.topics]\nnames = ["News"]\n',
    )
    assert run(command) == 0


def test_an_announcement_for_a_topic_without_the_plugin_of_topics_is_named(house, capfd):
    write(house, '[bot]\ndisabled = ["unwanted", "topics"]\n' + ANNOUNCED.format(topic="news"))
    lines = problems(capfd, "config", "check")
    assert len(lines) == 2
    assert all("nobody is told of topics while bot.disabled has the plug-in topics" in line for line in lines)


def test_a_plugin_that_listens_to_topics_itself_knows_which_there_are(house, capfd):
    own = "from steadymesh.bot.plugin import on\nfrom steadymesh.events import TopicPublished\n"
    (house / "plugins" / "own.py").write_text(own + "@on(TopicPublished)\nasync def told(context, event): ...\n")
    write(house, '[bot]\ndisabled = ["unwanted"]\n' + ANNOUNCED.format(topic="news"))
    assert run(["config", "check"]) == 0


def test_a_setting_that_is_written_nowhere_is_told_with_the_plugin_s_file(house, capfd):
    file = house / "plugins" / "nodefault.py"
    file.write_text(
        HELLO.replace('place: str = "here"', "place: str").replace("hello", "nodefault").replace("hey", "hallo")
    )
    write(house, '[bot]\ndisabled = ["unwanted"]\n')
    told = "plugin.nodefault.place: it has no default, so it must be set."
    assert problems(capfd, "plugin", "check", "nodefault") == [f"nodefault ({file}): {told}"]
    write(house, '[bot]\ndisabled = ["unwanted"]\n[plugin.nodefault]\nwait = "5m"\n')
    told = "plugin.nodefault.place (steadymesh.toml:4): it has no default, so it must be set."
    assert problems(capfd, "plugin", "check", "nodefault") == [told]


def test_a_plugin_that_is_not_there_can_not_be_checked(house, capfd):
    assert run(["plugin", "check", "nobody"]) == 2
    assert "There is no plug-in “nobody”." in capfd.readouterr().err


def test_what_a_plugin_prints_does_not_come_among_the_results(house, capfd):
    assert run(["plugin", "list"]) == 0
    assert "I am loaded" not in capfd.readouterr().out


@pytest.mark.parametrize(("language", "word"), [("en", "Written"), ("fr", "Écrit")])
def test_a_new_plugin_is_loaded_and_says_what_to_do_next(house, capfd, language, word):
    assert run(["plugin", "new", "greet", "--language", language]) == 0
    shown = capfd.readouterr().out
    assert word in shown
    assert "python -m pytest" in shown
    assert "steadymesh plugin check greet" in shown
    assert "docs/plugins.md" in shown
    assert run(["plugin", "check", "greet"]) == 0


def test_nothing_is_overwritten(house, capfd):
    test = house / "plugins" / "test_greet.py"
    test.write_text("mine", encoding="utf-8")
    assert run(["plugin", "new", "greet"]) == 2
    assert f"{test} is there already; nothing was written." in capfd.readouterr().err
    assert (test.read_text(encoding="utf-8"), (house / "plugins" / "greet.py").exists()) == ("mine", False)


@pytest.mark.parametrize("name", ["Greet", "two words", "9lives", "gr-eet", "../greet", "bot", "alerts", "x" * 25, ""])
def test_a_name_that_can_not_be_one_is_refused(house, capfd, name):
    assert run(["plugin", "new", name]) == 2
    assert "can't be a plug-in's name" in capfd.readouterr().err


@pytest.mark.parametrize("name", ["class", "import"])
def test_a_word_of_python_is_no_function(house, capfd, name):
    assert run(["plugin", "new", name]) == 2


def test_a_name_of_ours_is_refused(house, capfd):
    assert run(["plugin", "new", "ping"]) == 2
    assert "has a command “ping” already, of its plug-in “ping”" in capfd.readouterr().err


def test_elsewhere_it_says_where_it_belongs(house, capfd, tmp_path):
    assert run(["plugin", "new", "greet", "--dir", str(tmp_path / "other")]) == 0
    assert "beside its configuration file" in capfd.readouterr().out
    (tmp_path / "file").write_text("x")
    assert run(["plugin", "new", "greet", "--dir", str(tmp_path / "file" / "x")]) == 2
    assert "can't be written" in capfd.readouterr().err


@pytest.mark.real
def test_the_test_of_a_new_plugin_passes_with_nothing_but_pytest(house):
    assert run(["plugin", "new", "greet"]) == 0
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:anyio", "-p", "no:cacheprovider", "plugins/test_greet.py"],
        capture_output=True,
        text=True,
        env=os.environ,
        timeout=60,
        check=False,
        cwd=house,
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr
