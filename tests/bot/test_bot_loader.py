"""Plug-ins on the disk, and what may be wrong with them: each one line, and all others are loaded."""

import sys
import textwrap
from importlib.metadata import EntryPoint

import pytest
from structlog.testing import capture_logs

from steadymesh.bot import loader
from steadymesh.bot.blocking import WATCH
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.loader import BUILT_IN, load
from steadymesh.bot.plugin import Context, command
from steadymesh.errors import ConfigError

IMPORTS = "from steadymesh.bot.plugin import *\nfrom dataclasses import field\n"
HELLO = IMPORTS + '@command("hello", help="x")\nasync def hello(context: Context): return "hi"\n'


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch):
    monkeypatch.setattr(loader, "entry_points", lambda group: ())


def write(folder, **files: str):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(textwrap.dedent(text))
    return folder


def names(loaded) -> list[str]:
    return [one.name for one in loaded.plugins if one.name not in BUILT_IN]


def loaded_lines(**given):
    with capture_logs() as logs:
        found = load(**given)
    assert {line["event"] for line in logs} <= {"plugin-not-loaded", "plugin-folder-unreadable"}
    assert len([line for line in logs if line["event"] == "plugin-not-loaded"]) >= len(found.refused)
    assert all("\n" not in str(line["error"]) for line in logs)
    return found, logs


def test_our_own_are_all_there_and_come_first():
    found, logs = loaded_lines()
    assert (tuple(one.name for one in found.plugins), found.refused, logs) == (BUILT_IN, {}, [])
    assert {one.origin for one in found.plugins} == {"built-in"}


def test_files_and_packages_are_loaded_and_what_is_none_is_left_alone(tmp_path):
    folder = write(tmp_path / "plugins", hello=HELLO, _mine="raise SystemExit", test_hello="raise SystemExit")
    (folder / "notes.txt").write_text("x")
    (folder / "empty").mkdir()
    (folder / ".hidden.py").write_text("raise SystemExit")
    package = folder / "packed"
    package.mkdir()
    (package / "__init__.py").write_text(
        HELLO.replace('"hello"', "WORD").replace(IMPORTS, IMPORTS + "from .inner import WORD\n")
    )
    (package / "inner.py").write_text('WORD = "packed"\n')
    found, _ = loaded_lines(folder=folder)
    assert names(found) == ["hello", "packed"]
    assert (found.refused, found.router.find("packed").name) == ({}, "packed")
    assert found.plugins[-2].origin == str(folder / "hello.py")


def test_no_folder_is_no_mistake(tmp_path):
    assert names(loaded_lines(folder=tmp_path / "none")[0]) == []
    (tmp_path / "file").write_text("")
    found, logs = loaded_lines(folder=tmp_path / "file")
    assert names(found) == []
    assert [line["event"] for line in logs] == ["plugin-folder-unreadable"]


BAD = {
    "raises": ("1 / 0", "can't be loaded: ZeroDivisionError: division by zero"),
    "exits": ("raise SystemExit(3)", "SystemExit: 3"),
    "interrupts": ("raise KeyboardInterrupt", "can't be loaded: KeyboardInterrupt"),
    "cancels": ("import asyncio\nraise asyncio.CancelledError", "CancelledError"),
    "of-its-own": ("class Odd(BaseException): ...\nraise Odd", "Odd"),
    "groups": ("raise BaseExceptionGroup('g', [KeyboardInterrupt()])", "BaseExceptionGroup"),
    "recurses": ("def f(): f()\nf()", "RecursionError"),
    "missing": ("import nowhere_to_be_found", "No module named 'nowhere_to_be_found'"),
    "syntax": ("def f(:\n", "SyntaxError in line 1"),
    "nul": ("x = 1\x00", "can't be loaded"),
    "speechless": ("class Odd(Exception):\n    def __str__(self): raise self\nraise Odd", "can't be loaded: Odd"),
    "talkative": ("raise ValueError('\\x1b[2J\\n' + 'x' * 1_000_000)", "ValueError: "),
    "empty": ("", "declares no command and no hook"),
    "proxied": ("class Odd:\n    __class__ = property(lambda self: 1 / 0)\nodd = Odd()", "declares no command"),
    "plain": (IMPORTS + '@command("x", help="x")\ndef x(context): ...', "not async"),
    "generates": (IMPORTS + '@command("x", help="x")\nasync def x(context):\n    yield 1', "not async"),
    "no-context": (IMPORTS + '@command("x", help="x")\nasync def x(): ...', "takes no context"),
    "wordy": (IMPORTS + '@command("two words", help="x")\nasync def x(context): ...', "can't be a command's name"),
    "helpless": (IMPORTS + '@command("x", help=None)\nasync def x(context): ...', "help of the command “x” is no text"),
    "helps-oddly": (IMPORTS + '@command("x", help={"en": 5})\nasync def x(context): ...', "is no text"),
    "lettered": (IMPORTS + '@command("x", help="x", aliases="yz")\nasync def x(context): ...', "no list of further words"),
    "scoped": (IMPORTS + '@command("x", help="x", scope="dm")\nasync def x(context): ...', "dm is no Scope"),
    "numbered": (IMPORTS + '@command(5, help="x")\nasync def x(context): ...', "can't be a command's name"),
    "bare": (IMPORTS + "@every\nasync def x(context): ...", "once a second"),
    "cronless": (IMPORTS + '@cron("every day")\nasync def x(context): ...', "is no cron expression"),
    "eventless": (IMPORTS + "@on(int)\nasync def x(context, event): ...", "int is no event"),
    "takes-ping": (IMPORTS + '@command("ping", help="x")\nasync def x(context): ...', "both have a command “ping”"),
    "twice": (IMPORTS + '@command("x", help="x")\nasync def x(c): ...\n@command("y", aliases=("x",), help="x")\nasync def y(c): ...', "both have a command “x”"),
    "two-settings": (HELLO.replace("hello", "two") + "@settings\nclass A: ...\n@settings\nclass B: ...\n", "two classes of settings"),
    "bad-default": (HELLO.replace("hello", "bad") + "@settings\nclass A:\n    x: list = []\n", "ValueError"),
    "bad-settings": (HELLO.replace("hello", "bad2") + "@settings\nclass A:\n    x: int\n", "settings: TypeError"),
    "sour-settings": (HELLO.replace("hello", "bad3") + "@settings\nclass A:\n    x: int = 1\n    def __post_init__(self): raise SystemExit\n", "settings: SystemExit"),
    "ping": (HELLO.replace("hello", "pong"), "There is a plug-in “ping” already"),
    "forged": (IMPORTS + "x = Command(name=5, help=None, handler=None)\n", "can't be a command's name"),
}  # fmt: skip


def test_each_bad_plug_in_is_one_line_and_all_others_are_loaded(tmp_path):
    folder = write(tmp_path / "plugins", hello=HELLO, **{name: text for name, (text, _) in BAD.items()})
    with capture_logs() as logs:
        found = load(folder=folder)
    assert names(found) == ["hello"]
    assert set(found.refused) == set(BAD)
    lines = {line["plugin"]: str(line["error"]) for line in logs}
    assert len(logs) == len(BAD)
    for name, (_, why) in BAD.items():
        assert why in lines[name], name
        assert len(lines[name]) < 400
        assert str(folder) in next(line["origin"] for line in logs if line["plugin"] == name)
    assert not [
        one for one in sys.modules if one.startswith("steadymesh_plugins.") and one.endswith(("raises", "exits"))
    ]


@pytest.mark.parametrize("name", ["Weather", "two words", "a.b", "bot", "x" * 25, "a\x1bb", "-", "a'b", "ａ"])
def test_a_name_that_nobody_can_write_in_a_configuration_is_refused(tmp_path, name):
    found, logs = loaded_lines(folder=write(tmp_path / "plugins", **{name: HELLO}))
    assert names(found) == []
    assert "can't be a plug-in's name" in str(logs[0]["error"])
    assert "\x1b" not in str(logs)


@pytest.mark.parametrize("name", ["wx2", "my-tide", "my_tide", "météo", "2nd"])
def test_usual_names_are_taken(tmp_path, name):
    assert names(loaded_lines(folder=write(tmp_path / "plugins", **{name: HELLO}))[0]) == [name]


def test_two_of_one_name_leave_the_first(tmp_path):
    folder = write(tmp_path / "plugins", hello=HELLO)
    (folder / "hello").mkdir()
    (folder / "hello" / "__init__.py").write_text(HELLO)
    found, logs = loaded_lines(folder=folder)
    assert names(found) == ["hello"]
    assert len(logs) == 1


def test_a_word_that_is_taken_leaves_the_first_as_it_was(tmp_path):
    other = HELLO + '@command("other", aliases=("o",), help="x")\nasync def other(context): ...\n'
    found, _ = loaded_lines(folder=write(tmp_path / "plugins", a=HELLO, b=other))
    assert names(found) == ["a"]
    assert found.router.find("other") is None
    assert found.router.find("o") is None


def test_what_the_operator_does_not_want_is_not_imported(tmp_path):
    two = HELLO + '@command("other", help="x")\nasync def other(context): ...\n'
    folder = write(tmp_path / "plugins", exits="raise SystemExit", two=two)
    found, logs = loaded_lines(folder=folder, disabled=("exits", "hello", "ping"))
    assert logs == []
    assert names(found) == ["two"]
    assert [one.name for one in found.plugins[-1].commands] == ["other"]
    assert found.router.find("ping") is None


@pytest.mark.real
def test_an_import_that_never_ends_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(loader, "IMPORT_S", 0.3)
    folder = write(
        tmp_path / "plugins",
        hangs="while True: pass",
        sleeps="import time\ntime.sleep(60)",
        swallows="while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        settled=HELLO.replace("hello", "s") + "@settings\nclass A:\n    x: int = 1\n    def __post_init__(self):\n        while True: pass\n",
        hello=HELLO,
    )  # fmt: skip
    WATCH.install()
    try:
        found, logs = loaded_lines(folder=folder)
    finally:
        WATCH.remove()
    assert names(found) == ["hello"]
    assert sorted(found.refused) == ["hangs", "settled", "sleeps", "swallows"]
    assert all("took longer than 0.3 s" in str(line["error"]) for line in logs)


# --- settings -------------------------------------------------------------------------------

WITH_SETTINGS = HELLO + "@settings\nclass Settings:\n    place: str = 'here'\n"


def test_without_a_configuration_there_are_the_defaults(tmp_path):
    found, _ = loaded_lines(folder=write(tmp_path / "plugins", tide=WITH_SETTINGS))
    assert found.plugins[-1].settings.place == "here"


@pytest.mark.parametrize(
    "error", [ConfigError("plugin.tide.place is wrong."), KeyError("x"), SystemExit(1), NameError("y")]
)
def test_wrong_settings_are_one_line_and_the_plug_in_is_not_loaded(tmp_path, error):
    def read(name, kind):
        if name == "tide":
            raise error
        return kind()

    found, logs = loaded_lines(
        folder=write(tmp_path / "plugins", tide=WITH_SETTINGS, hello2=HELLO.replace("hello", "h")), read_settings=read
    )
    assert names(found) == ["hello2"]
    assert len(logs) == 1


# --- installed ones, scripts, and others ----------------------------------------------------


def entry(name: str, value: str) -> EntryPoint:
    return EntryPoint(name=name, value=value, group=loader.GROUP)


def test_installed_ones_are_modules_and_named_by_their_entry_point(tmp_path, monkeypatch):
    write(tmp_path / "site", installed_tide=HELLO, installed_bad="raise SystemExit")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    points = [
        entry("tide", "installed_tide"),
        entry("bad", "installed_bad"),
        entry("gone", "installed_gone"),
        entry("function", "installed_tide:hello"),
        entry("Odd Name", "installed_tide"),
    ]
    found, logs = loaded_lines(installed=points)
    assert names(found) == ["tide"]
    assert found.plugins[-1].origin == "installed_tide"
    assert set(found.refused) == {"bad", "gone", "function", "Odd Name"}
    assert len(logs) == 4


def test_scripts_come_last_and_one_that_is_wrong_is_named():
    @command("tide", help="x")
    async def tide(context: Context) -> None: ...

    def wrong() -> Plugin:
        raise ConfigError("script.bad.command is missing.")

    found, logs = loaded_lines(
        scripts={"tide": lambda: Plugin(name="script.tide", commands=(tide,)), "bad": wrong, "worse": lambda: 1 / 0}
    )
    assert names(found) == ["script.tide"]
    assert found.router.find("tide") is tide
    assert [line["plugin"] for line in logs] == ["bad", "worse"]


def test_what_a_drill_adds_is_there_too():
    @command("drill", help="x")
    async def drill(context: Context) -> None: ...

    found = load(further=[Plugin(name="drill", commands=(drill,))])
    assert found.router.owner(drill).name == "drill"
