"""docs/plugins.md has every hook, decorator, public name and context member, each with what it is."""

import inspect
import re
import typing
from pathlib import Path

import pytest

import build
from contract import first_line, members, names
from steadymesh import testing
from steadymesh.bot import plugin
from steadymesh.bot.contract.hooks import When
from steadymesh.bot.scripts import commands as scripts
from steadymesh.config.plugins import read_settings
from steadymesh.events import Event
from steadymesh.ports import Fetch, PluginStore

PAGE = (Path(build.__file__).parent / "plugins.md").read_text(encoding="utf-8")
WRITTEN = build.PART.sub("", PAGE)
ROWS = {
    (match[1], match[2])
    for match in re.finditer(r"^\| `([^`]+)` \|(?: (?:all|commands) \|)? (.+) \|$", PAGE, re.MULTILINE)
}


def documented(name: str) -> bool:
    return any(first == name and said.strip(" –") for first, said in ROWS)


@pytest.mark.parametrize("name", plugin.__all__)
def test_every_public_name_is_documented(name):
    assert documented(name)


@pytest.mark.parametrize("name", testing.__all__)
def test_every_public_name_of_the_kit_is_documented(name):
    assert f"| `{name}` |" in PAGE
    assert dict(names(testing))[name]


@pytest.mark.parametrize("kind", [plugin.PluginContext, plugin.Context], ids=lambda kind: kind.__name__)
def test_every_member_of_the_context_is_documented(kind):
    of = list(members(kind))
    assert len(of) > 10
    assert [name for name, _ in of if not documented(name)] == []
    public = {name for name in [*inspect.get_annotations(kind), *vars(kind)] if not name.startswith("_")}
    assert public - {name.removeprefix("await ").split("(")[0] for name, _ in of} <= {"own", "answer", "trace_wait"}


@pytest.mark.parametrize("kind", [PluginStore, plugin.Schedule, Fetch, plugin.Services], ids=lambda kind: kind.__name__)
def test_everything_behind_the_context_is_documented(kind):
    for name, _ in members(kind):
        assert re.search(rf"\| `context\.\w+` \| `{re.escape(name)}` \| [^–|]", PAGE), name


@pytest.mark.parametrize("event", typing.get_args(Event), ids=lambda event: event.__name__)
def test_every_event_is_documented(event):
    assert documented(event.__name__)
    assert first_line(event)


def test_every_decorator_is_explained_and_shown():
    makers = {"command": "command", "settings": "settings"}
    makers |= {"on": "on", "every": "every", "cron": "cron", "on_start": "on_start", "on_stop": "on_stop"}
    times = {"next_time", "last_time"}  # to reckon with, not to decorate
    functions = {name for name in plugin.__all__ if inspect.isfunction(getattr(plugin, name))} - times
    assert functions == set(makers), "a decorator is new: explain it in docs/plugins.md"
    assert len(When) == 5, "a hook is new: explain it in docs/plugins.md"
    examples = "\n".join(
        file.read_text(encoding="utf-8") for file in (Path(build.__file__).parent / "examples").glob("*.py")
    )
    for name in functions:
        assert f"`@{name}" in WRITTEN, name
        assert re.search(rf"^@{name}\b", examples, re.MULTILINE), name


def test_everything_that_a_script_is_told_and_may_be_set_of_it_is_documented():
    source = inspect.getsource(scripts.question)
    told = re.findall(r'^        "(\w+)":', source, re.MULTILINE)
    assert len(told) > 15
    assert [name for name in told if f"`{name}`" not in WRITTEN] == []
    spec = typing.get_type_hints(scripts.ScriptSpec)
    assert [name for name in spec if f"`{name}`" not in WRITTEN] == []
    assert read_settings  # what stands under [script.NAME] is checked as a plug-in's settings are
