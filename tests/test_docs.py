"""The documentation: up to date, whole, and true as far as a machine can tell."""

import ast
import asyncio
import importlib
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

import build
from housekit import playing
from scan import everything_logged, log_calls
from steadymesh import __version__, config, errors
from steadymesh.app.pulse import Pulse
from steadymesh.bot import loader
from steadymesh.cli import tree
from steadymesh.config import renamed, settings, sources
from steadymesh.sim.faults import CATALOGUE

ROOT = Path(build.__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = {page.name: page.read_text(encoding="utf-8") for page in build.PAGES}
WRITTEN = {name: build.PART.sub("", text) for name, text in PAGES.items()}
"""What people wrote: without the generated parts."""
MODULES = "architecture.md"
"""Speaks of modules, whose names look like settings."""
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
OURS = re.compile(r"^(?:\S*/)?steadymesh (.*)$")


def fences(language: str) -> list[tuple[str, str]]:
    """Return every block of a language that people wrote, as (page, text)."""
    return [
        (page, match[2]) for page, text in WRITTEN.items() for match in FENCE.finditer(text) if match[1] == language
    ]


def spoken(page: str) -> list[str]:
    """Return what stands between single backticks in a page's prose and tables."""
    return CODE.findall(FENCE.sub("", PAGES[page]))


def everywhere() -> list[tuple[str, str]]:
    return [(page, word) for page in PAGES for word in spoken(page)]


def slugs(text: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


# --- generated parts ------------------------------------------------------------------------


def command_line_words() -> set[str]:
    """Return every command and option that exists."""
    app = tree.build()
    return {word for chain in ((), *tree.chains()) for word in tree.words_behind(app, chain)}


def test_generated_parts_are_up_to_date():
    stale = [page.name for page in build.PAGES if build.built(PAGES[page.name]) != PAGES[page.name]]
    assert stale == [], "run `make docs` and commit what it writes"


def test_every_generated_part_has_its_place_and_every_place_a_maker():
    placed = [match["name"] for text in PAGES.values() for match in build.PART.finditer(text)]
    marks = sum(text.count("<!-- generated:") for text in PAGES.values())
    assert len(placed) == marks == len(set(placed))
    assert set(placed) >= set(build.PARTS)
    assert set(placed) <= set(build.PARTS) | build.MEASURED


def test_a_part_is_replaced_between_its_marks_only():
    page = "before\n<!-- generated: commands -->\nold\n<!-- end -->\nafter\n<!-- generated: speed -->\nkept\n<!-- end -->\n"
    new = build.built(page)
    assert new.startswith("before\n<!-- generated: commands -->\n| command |")
    assert new.endswith("|\n<!-- end -->\nafter\n<!-- generated: speed -->\nkept\n<!-- end -->\n")
    assert "old" not in new


def test_a_check_of_stale_pages_says_which_and_writes_nothing(tmp_path, monkeypatch, capsys):
    page = tmp_path / "page.md"
    page.write_text("<!-- generated: errors -->\n<!-- end -->\n")
    monkeypatch.setattr(build, "PAGES", (page,))
    assert build.main(["--check"]) == 1
    assert "page.md" in capsys.readouterr().err
    assert page.read_text() == "<!-- generated: errors -->\n<!-- end -->\n"
    assert build.main([]) == 0
    assert "`ConfigError`" in page.read_text()
    assert build.main(["--check"]) == 0


# --- nothing is left out --------------------------------------------------------------------


def test_every_setting_is_documented():
    words = spoken("configuration.md")
    assert [name for name in settings.all_kinds() if name not in words] == []


def test_every_preset_and_all_that_it_sets_is_documented():
    words = spoken("configuration.md")
    assert [name for name in settings.PRESETS if name not in words] == []
    assert [name for preset in settings.PRESETS.values() for name in preset if name not in words] == []
    row = next(line for line in PAGES["configuration.md"].splitlines() if line.startswith("| `gentle` |"))
    for name, seconds in settings.PRESETS["gentle"].items():
        assert f"{seconds:g}s" in row, name


def test_every_setting_of_the_former_bot_is_documented_with_its_successor():
    rows = {line.split("|")[1].strip(): line for line in PAGES["configuration.md"].splitlines() if "| `TCP_" in line}
    for old, heirs in renamed.SUCCESSORS.items():
        assert all(f"`{heir}`" in rows[f"`{old}`"] for heir in heirs), old


def test_every_event_id_is_documented():
    words = spoken("events.md")
    assert sorted({call.event for call in everything_logged()} - set(words)) == []


def test_every_command_of_the_mesh_is_documented():
    words = spoken("commands.md")
    every = [name for command in loader.load(installed=()).router.all() for name in command.every_word()]
    assert [name for name in every if f"/{name}" not in words] == []


def test_every_command_and_option_of_the_command_line_is_documented():
    pages = PAGES["commands.md"]
    assert [chain for chain in tree.chains() if f"### steadymesh {' '.join(chain)}\n" not in pages] == []
    assert [word for word in command_line_words() if not re.search(rf"(?<![\w-]){word}(?![\w-])", pages)] == []


def test_every_fault_of_the_simulated_radio_is_documented():
    assert [name for name in CATALOGUE if name not in spoken("commands.md")] == []


def test_every_error_class_is_documented():
    classes = [
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.SteadymeshError)
    ]
    assert len(classes) > 15
    assert [name for name in classes if name not in spoken("errors.md")] == []


def test_the_changelog_has_an_entry_for_the_present_version():
    assert re.search(rf"^## {re.escape(__version__)}\b", CHANGELOG, re.MULTILINE)


# --- nothing is made up ---------------------------------------------------------------------


def test_every_relative_link_leads_somewhere():
    texts = {ROOT / "CHANGELOG.md": CHANGELOG, **{page: PAGES[page.name] for page in build.PAGES}}
    broken = []
    for page, text in texts.items():
        for target, anchor in LINK.findall(FENCE.sub("", text)):
            if target.startswith(("http://", "https://", "mailto:")):
                continue
            file = (page.parent / target).resolve() if target else page
            if not file.exists() or (anchor and anchor not in slugs(file.read_text(encoding="utf-8"))):
                broken.append(f"{page.name}: {target}#{anchor}")
    assert broken == []


def test_every_page_can_be_reached_from_the_readme():
    reached, waiting = set(), ["README.md"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [Path(target).name for target, _ in LINK.findall(PAGES[name]) if Path(target).name in PAGES]
    assert reached == set(PAGES)


def shown_command_lines() -> Iterator[tuple[str, str]]:
    for page, text in (*fences(""), *fences("sh"), *fences("console")):
        for line in text.splitlines():
            if match := OURS.match(line.strip()):
                yield page, match[1].split(" | ")[0]


def test_there_are_command_lines_to_be_checked():
    assert len(list(shown_command_lines())) >= 8


@pytest.mark.parametrize(("page", "line"), list(shown_command_lines()))
def test_every_command_line_that_is_shown_parses(page, line):
    app = tree.build()
    words = shlex.split(line, comments=True)
    if words == ["--version"]:
        return
    _, bound, _ = app.meta.parse_args(words)
    command, inner, _ = app.parse_args(bound.args)
    assert callable(command), page
    assert inner is not None


@pytest.mark.parametrize(("page", "word"), [(page, word) for page, word in everywhere() if OURS.match(word)])
def test_every_command_that_is_spoken_of_exists(page, word):
    known = command_line_words()
    first, *rest = OURS.match(word)[1].split()
    assert first in known, page
    if rest and first in tree._COMMANDS:
        assert rest[0] in tree._COMMANDS[first][1], page


def test_every_option_that_is_spoken_of_exists():
    known = command_line_words()
    options = [(page, word.split()[0].split("=")[0]) for page, word in everywhere() if word.startswith("--")]
    assert [(page, word) for page, word in options if word not in known] == []


def test_every_make_target_that_is_shown_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    shown = [line.split()[1] for _, text in fences("") for line in text.splitlines() if line.startswith("make ")]
    shown += [word.split()[1] for _, word in everywhere() if word.startswith("make ")]
    assert len(shown) > 5
    assert [target for target in shown if target not in targets] == []


def test_every_event_id_that_is_spoken_of_is_logged():
    logged = {call.event for call in everything_logged()}
    rooms = {event.split("-")[0] for event in logged} - {"sim"}
    about = [page for page in PAGES if page not in ("doctor.md", "architecture.md")]
    ids = re.compile(rf"(?:{'|'.join(rooms)})(?:-[a-z]+)+")
    made_up = [(p, w) for p in about for w in spoken(p) if ids.fullmatch(w) and w not in logged and w not in CATALOGUE]
    assert made_up == []
    samples = [
        (page, match[1])
        for page, text in fences("")
        for match in re.finditer(r"^\d\d:\d\d:\d\d .*\[([a-z-]+)\]$", text, re.MULTILINE)
    ]
    assert len(samples) > 5
    assert [(page, event) for page, event in samples if event not in logged] == []


def test_lines_of_the_json_log_that_are_shown_have_the_fields_of_their_event():
    fields = {call.event: call.fields for call in everything_logged()}
    shown = [json.loads(line) for page, text in fences("json") if page == "events.md" for line in text.splitlines()]
    assert shown
    for line in shown:
        assert list(line)[:4] == ["ts", "level", "event", "room"]
        assert set(list(line)[4:]) == fields[line["event"]]


async def test_every_setting_and_status_path_that_is_spoken_of_exists(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(60)
        play.server.cut()
        await asyncio.sleep(60)
        status = play.house.status.status()
        status["pulse"] = Pulse(clock=play.clock, notifier=None).facts()
    known = {*settings.all_kinds(), *paths(status)}
    firsts = {name.split(".")[0] for name in known if "." in name}
    made_up = [
        (page, word)
        for page, word in everywhere()
        if page != MODULES
        and re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", word)
        and word.split(".")[0] in firsts
        and word not in known
    ]
    assert made_up == []


def paths(value: object, before: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield before + name
            yield from paths(inner, f"{before}{name}.")


@pytest.mark.parametrize(("page", "text"), fences("toml"))
def test_every_configuration_that_is_shown_can_be_used(page, text, tmp_path):
    file = tmp_path / page
    file.write_text(text, encoding="utf-8")
    assert config.load(file=file, env={}).file == file


def test_every_variable_that_is_shown_is_a_setting():
    shown = dict(re.findall(r"^(STEADYMESH_\w+)=(.*)$", "\n".join(text for _, text in fences("")), re.MULTILINE))
    assert len(shown) >= 3
    assert [one.name for one in sources.from_environment(shown) if one.name not in settings.all_kinds()] == []
    config.load(file=Path("/dev/null"), env=shown)


@pytest.mark.parametrize(("page", "text"), fences("python"))
def test_every_program_that_is_shown_compiles_and_imports_what_exists(page, text):
    for node in ast.walk(ast.parse(text, page)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("steadymesh"):
            module = importlib.import_module(node.module)
            assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == []


# --- what reads the source ------------------------------------------------------------------


def found(source: str) -> list[tuple[str, set[str], set[str] | None]]:
    return sorted(
        ((c.event, set(c.levels), None if c.fields is None else set(c.fields)) for c in log_calls(source)),
        key=lambda call: call[0],
    )


def test_log_calls_are_found_however_they_are_written():
    source = (
        'log.info("a-b", x=1)\nself._log.warning("c", **f)\nlog.bind(z=1).error("d", y=2)\n'
        '(log.debug if again else log.warning)("e", v=1)\nlog.info("f" if x else "g")\nother.info("no")\nlog.info(name)\n'
        'say = log.debug if x else log.warning\nsay("h", w=2)\nshout("no")\n'
        'tell = log.error\ntell("i")\ntell = log.debug'
    )
    assert found(source) == [
        ("a-b", {"info"}, {"x"}), ("c", {"warning"}, None), ("d", {"error"}, None), ("e", {"debug", "warning"}, {"v"}),
        ("f", {"info"}, set()), ("g", {"info"}, set()), ("h", {"debug", "warning"}, {"w"}),
        ("i", {"debug", "error"}, set()),
    ]  # fmt: skip


def test_ids_that_are_handed_on_have_the_level_and_fields_of_where_they_are_logged():
    source = (
        'class A:\n  def _failed(self, event, exc):\n    (log.warning if a else log.debug)(event, error=1)\n'
        '  def f(self):\n    self._failed("a", x)\n'
        'def _say(level: int, event: str, **fields): ...\n_say(logging.INFO, "b", n=1)\n'
        'level = logging.ERROR if bad else logging.INFO\n_say(level, "c")\n'
        'Line(at=now, level="error", event="d", fields={"x": 1, "y": 2})\n'
        'async def _asked(self, access, event="e"): ...\n_asked("nodes", "f")\n'
        'raise Broken("what", event="g")\nlog.error(exc.event, error=2)'
    )  # fmt: skip
    assert found(source) == [
        ("", {"error"}, {"error"}), ("a", {"warning", "debug"}, {"error"}), ("b", {"info"}, {"n"}),
        ("c", {"error", "info"}, set()), ("d", {"error"}, {"x", "y"}),
        ("e", set(), None), ("f", set(), None), ("g", set(), None),
    ]  # fmt: skip


def test_every_event_of_the_package_has_a_level():
    assert [call for call in everything_logged() if not call.levels] == []
