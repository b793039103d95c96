"""Plug-ins of an operator's in the whole house: bad ones cost a line each, and the mesh is answered meanwhile."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from housekit import playing
from steadymesh.cli.main import run

BAD = {
    "exits": "raise SystemExit(3)",
    "missing": "import nowhere_to_be_found",
    "cronless": '@cron("never")\nasync def x(context): ...',
    "busy": """
@every(timedelta(seconds=1))
async def tick(context):
    raise ValueError("hidden words")

@on(TextReceived)
async def heard(context, event):
    await asyncio.sleep(1000)

@on_start
async def begin(context):
    for number in range(100):
        context.schedule.after(timedelta(seconds=number), begin)

@command("flood", help="x")
async def flood(context):
    while True:
        await context.post(context.sender, "x")

@command("deaf", help="x")
async def deaf(context):
    while True:
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            pass

@command("megabyte", help="x")
async def megabyte(context):
    return "y" * 1_000_000
""",
    "keeps": """
@command("keep", help="x")
async def keep(context):
    await context.store.put("a", {"n": 1})
    return str(await context.store.get("a"))
""",
    "surf": """
@settings
class Surf:
    token: str = field(default="", repr=False)
    place: str = "Brest"

@command("place", help="x")
async def place(context):
    return context.settings(Surf).place
""",
}
HEAD = """
import asyncio
from dataclasses import field
from datetime import timedelta
from steadymesh.bot.plugin import *
from steadymesh.events import TextReceived
"""


def written(folder, config: str = "", **plugins: str):
    (folder / "plugins").mkdir()
    for name, text in plugins.items():
        (folder / "plugins" / f"{name}.py").write_text(HEAD + text)
    file = folder / "steadymesh.toml"
    file.write_text(config)
    return file


async def test_bad_plug_ins_are_a_line_each_and_the_mesh_is_answered(tmp_path):
    file = written(tmp_path, "[plugin.surf]\nplace = 'Sein'\n", **BAD)
    (tmp_path / "state").mkdir()
    async with playing(tmp_path / "state", config=file, level="info") as play:
        await asyncio.sleep(20)
        asked = ["/help", "/deaf", "/flood", "/megabyte", "/keep", "/place", "/help"]
        for number, text in enumerate(asked):
            play.radio.hear_text(play.people[number % 5], text)
            await asyncio.sleep(60)
        play.flush()
        answers = play.answers()
        assert sum(text.startswith("Commandes : ") for text in answers) == 2
        assert "{'n': 1}" in answers
        assert "Sein" in answers
        assert any(text.startswith("1/3 yyyy") for text in answers)
        lines = [line for line in play.log() if line["event"].startswith("plugin")]
        assert [line["plugin"] for line in lines if line["event"] == "plugin-not-loaded"] == [
            "cronless",
            "exits",
            "missing",
        ]
        assert {"busy.tick", "busy.begin"} <= {line["what"] for line in lines if line["event"] == "plugin-paused"}
        assert {line["what"] for line in lines if line["event"] in ("plugin-failed", "plugin-timed-out")} == {
            "busy.tick", "busy.begin", "busy.heard", "deaf", "flood",
        }  # fmt: skip
        assert len([line for line in lines if line["event"] in ("plugin-failed", "plugin-timed-out")]) <= 6
        assert "hidden words" not in (tmp_path / "state" / "log").read_text()
        assert play.ids("house-failed", "bot-defect", "link-lost") == []
        assert play.house.bot.facts()["plugins"]()["refused"].keys() == {"cronless", "exits", "missing"}


async def test_settings_that_nobody_reads_are_told_with_their_place(tmp_path):
    config = "[plugin.surg]\nplace = 'x'\n[plugin.ping]\nx = 1\n[plugin.zzzzzz]\nx = 1\n[plugin.surf]\nplcae = 'x'\n[script.tide]\nwho = 'me'\n"
    file = written(tmp_path, config, surf=BAD["surf"])
    (tmp_path / "state").mkdir()
    async with playing(tmp_path / "state", config=file, form="text", level="warning") as play:
        await asyncio.sleep(5)
        play.flush()
        log = (tmp_path / "state" / "log").read_text()
    assert f"plugin.surf.plcae ({file}:8) n'est pas un réglage ; vouliez-vous dire plugin.surf.place ?" in log
    assert f"Il n'y a pas d'extension « zzzzzz » ({file}:6)." in log
    assert f"L'extension « ping » n'a pas de réglages ({file}:4)." in log
    assert f"({file}:2)" in log
    assert f"script.tide.who = “me” ({file}:10)" in log


# --- on the command line --------------------------------------------------------------------


@pytest.fixture
def there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEADYMESH_STATE_DIR", str(tmp_path / "state"))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "en_GB.UTF-8")
    return tmp_path


def test_config_show_lists_plug_ins_settings_and_hides_what_is_hidden(there, capfd, monkeypatch):
    monkeypatch.setenv("STEADYMESH_PLUGIN__SURF__TOKEN", "token-of-mine")
    noisy = "print('noise')\nimport sys\nprint('noise', file=sys.stderr)\n" + BAD["keeps"]
    config = "[plugin.gone]\nkey = 'token-of-mine'\n[script.tide]\ncommand = ['x']\nenv.KEY = 'token-of-mine'\n[script.bad]\nenv.KEY = 'token-of-mine'\n"
    written(there, config, surf=BAD["surf"], exits="raise SystemExit", noisy=noisy)
    assert run(["config", "show"]) == 0
    out, err = capfd.readouterr()
    assert "plugin.surf.token = (hidden)  (default –; from STEADYMESH_PLUGIN__SURF__TOKEN)" in out
    assert "plugin.surf.place = Brest  (default)" in out or "plugin.surf.place = Brest  (the default)" in out
    assert "plugin.gone.key = (hidden)" in out
    assert 'script.tide.command = ["x"]' in out
    assert "script.tide.env = (hidden)" in out
    assert "script.bad.env.KEY = (hidden)" in out
    assert "token-of-mine" not in out + err
    assert "noise" not in out + err
    assert run(["config", "show", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capfd.readouterr().out)}
    assert rows["plugin.surf.token"]["is_secret"]


def test_config_check_tells_what_is_wrong_with_plug_ins(there, capfd):
    file = written(
        there,
        "[plugin.surf]\nplcae = 1\ntoken = 'token-of-mine'\n[plugin.surg]\nx = 1\n",
        surf=BAD["surf"],
        exits="raise SystemExit",
    )
    assert run(["config", "check"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert len(lines) == 3
    assert "“exits” can't be loaded: SystemExit" in lines[0]
    assert f"plugin.surf.plcae ({file.name}:2) is no setting; did you mean plugin.surf.place?" in lines[1]
    assert "There is no plug-in “surg”" in lines[2]
    assert "token-of-mine" not in err
    file.write_text("")
    (there / "plugins" / "exits.py").unlink()
    assert run(["config", "check"]) == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[plugin.mail]\ndays = -3\n", "plugin.mail (steadymesh.toml:2): days is between 1 and 365."),
        (
            "[plugin.mail]\ndayz = 3\n",
            "plugin.mail.dayz (steadymesh.toml:2) is no setting; did you mean plugin.mail.days?",
        ),
        (
            '[[plugin.announce.entries]]\ncron = "99 9 * * *"\ntext = "hi"\nchannel = 0\n',
            "plugin.announce (steadymesh.toml:1): entry #1 “hi”: “99 9 * * *” is no cron expression.",
        ),
    ],
)
def test_config_check_tells_what_is_wrong_with_our_own_plug_ins_settings(there, capfd, text, told):
    written(there, text)
    assert run(["config", "check"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(f"steadymesh: {told}")
    assert len(err.splitlines()) == 1


# --- as a process ---------------------------------------------------------------------------

BLOCKS = """
import threading, time

@command("spin", help="x")
async def spin(context):
    while True:
        pass

@command("stubborn", help="x")
async def stubborn(context):
    while True:
        try:
            time.sleep(60)
        except BaseException:
            pass

@command("swallow", help="x")
async def swallow(context):
    while True:
        try:
            await asyncio.sleep(100)
        except BaseException:
            pass

@command("interrupt", help="x")
async def interrupt(context):
    print("x" * 1_000_000)
    raise KeyboardInterrupt

@command("thread", help="x")
async def thread(context):
    threading.Thread(target=time.sleep, args=(60,)).start()
    return "begun"

@on_stop
async def end(context):
    while True:
        try:
            await asyncio.sleep(60)
        except BaseException:
            pass
"""


class Running:
    """The program, and what it says."""

    def __init__(self, process, state, log) -> None:
        self.process = process
        self._state = state
        self._log = log

    def log(self) -> list[dict]:
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    def wait_for(self, event: str, seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while event not in [line["event"] for line in self.log()]:
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < end, self.log()
            time.sleep(0.05)

    def begin(self, text: str) -> socket.socket:
        door = socket.socket(socket.AF_UNIX)
        door.settimeout(15)
        door.connect(str(self._state / "control.sock"))
        door.sendall(json.dumps({"op": "console.ask", "args": {"text": text, "language": "en"}}).encode() + b"\n")
        return door

    def ask(self, text: str) -> tuple[str, float]:
        began = time.monotonic()
        with self.begin(text) as door, door.makefile() as answer:
            said = json.loads(answer.readline())
        return said["result"]["outcome"], time.monotonic() - began

    def end(self) -> tuple[int, float]:
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=10), time.monotonic() - began


@contextmanager
def process(folder):
    state, log = folder / "state", folder / "err"
    arguments = ["--state-dir", str(state), "--log-format", "json", "--config", str(folder / "steadymesh.toml")]
    with log.open("w") as err:
        child = subprocess.Popen(
            [sys.executable, "-m", "steadymesh", "run", "--sim", "--fault", "silence@3600", *arguments],
            stderr=err,
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LANG": "en_GB.UTF-8"},
        )
    try:
        running = Running(child, state, log)
        running.wait_for("link-ready")
        yield running
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
        assert child.stdout.read() == b""
        child.stdout.close()


@pytest.mark.real
def test_a_command_that_blocks_costs_three_seconds_and_a_line_and_the_link_stays_ready(tmp_path):
    written(tmp_path, blocks=BLOCKS)
    with process(tmp_path) as running:
        for name in ("spin", "stubborn"):
            outcome, seconds = running.ask(name)
            assert outcome == "timed-out"
            assert 2.9 < seconds < 4.5
            outcome, seconds = running.ask("help")
            assert outcome == "answered"
            assert seconds < 1
        assert running.ask("interrupt")[0] == "failed"
        assert running.ask("thread")[0] == "answered"
        told = [line for line in running.log() if line["room"] == "plugin" and line["level"] != "info"]
        assert [(line["event"], line["what"]) for line in told] == [
            ("plugin-blocked", "spin"), ("plugin-blocked", "stubborn"), ("plugin-failed", "interrupt"),
        ]  # fmt: skip
        prints = [line["module"] for line in running.log() if line["event"] == "plugin-prints"]
        assert prints == ["blocks"]
        assert not [line for line in running.log() if line["event"] in ("link-lost", "house-failed")]
        code, seconds = running.end()  # with a hook that will not end, and a thread that Python would wait for
    assert code == 0
    assert seconds < 3


@pytest.mark.real
@pytest.mark.parametrize("name", ["spin", "stubborn", "swallow"])
def test_sigterm_in_the_middle_of_a_step_that_blocks_ends_the_process_in_time(tmp_path, name):
    written(tmp_path, blocks=BLOCKS)
    with process(tmp_path) as running, running.begin(name):
        time.sleep(1)
        code, seconds = running.end()
    assert code == 0
    assert seconds < 3
