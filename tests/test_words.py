"""The sentences: every language has every one, with the same fields, and every logged id has its sentence."""

import ast as python
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from steadymesh import words

SOURCE = Path(words.__file__).parent
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "msg"}
LOGGERS = {"log", "_log", "logger", "_logger"}

FIXED_IN_FRENCH = {"link-reconnected"}
"""CONTRACT B gives the French sentence word by word; the English one may tell more."""

FOREIGN_LOGS = {"compat.py"}
"""Runs inside other people's programs and logs as they do, with the standard library, in sentences."""


class _Placeables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802  (fluent calls it so)
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """Return each id of a language with the placeables of its sentence."""
    found: dict[str, set[str]] = {}
    for file in sorted((SOURCE / "locale" / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            if isinstance(entry, fluent.Message):
                visitor = _Placeables()
                visitor.visit(entry)
                found[entry.id.name] = visitor.names
    return found


def log_calls(source: str) -> Iterator[tuple[str, set[str] | None]]:
    """Yield (event id, field names) of each log call; the names are None where some come from `**fields`.

    Understood: `log.info("id")`, `self._log.info("id")`, `log.bind(…).info("id")`, `(log.debug if … else log.warning)("id")`
    and the same by way of a name (`say = log.debug if … else log.warning`).
    """
    tree = python.parse(source)
    chosen = {
        target.id: node.value
        for node in python.walk(tree)
        if isinstance(node, python.Assign) and all(_is_log_method(f) for f in _either(node.value))
        for target in node.targets
        if isinstance(target, python.Name)
    }
    for node in python.walk(tree):
        if not isinstance(node, python.Call) or not node.args:
            continue
        function = chosen.get(node.func.id, node.func) if isinstance(node.func, python.Name) else node.func
        if not all(_is_log_method(f) for f in _either(function)):
            continue
        names = {k.arg for k in node.keywords}
        bound = any(isinstance(f.value, python.Call) for f in _either(function))
        for first in _constants(node.args[0]):
            yield first, None if None in names or bound else names


def _either(value: python.expr) -> list[python.expr]:
    return [value.body, value.orelse] if isinstance(value, python.IfExp) else [value]


def _is_log_method(function: python.expr) -> bool:
    if not isinstance(function, python.Attribute) or function.attr not in LEVELS:
        return False
    owner = function.value
    if isinstance(owner, python.Call) and isinstance(owner.func, python.Attribute) and owner.func.attr == "bind":
        owner = owner.func.value
    name = owner.id if isinstance(owner, python.Name) else owner.attr if isinstance(owner, python.Attribute) else ""
    return name in LOGGERS


def _constants(argument: python.expr) -> Iterator[str]:
    if isinstance(argument, python.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, python.IfExp):
        yield from _constants(argument.body)
        yield from _constants(argument.orelse)


def everything_logged() -> list[tuple[str, str, set[str] | None]]:
    return [
        (str(file.relative_to(SOURCE)), *call)
        for file in sorted(SOURCE.rglob("*.py"))
        if file.name not in FOREIGN_LOGS
        for call in log_calls(file.read_text(encoding="utf-8"))
    ]


# --- the files ------------------------------------------------------------------------------


def test_every_language_has_a_folder():
    assert {p.name for p in (SOURCE / "locale").iterdir() if p.is_dir()} == set(words.LANGUAGES)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_can_be_read(language):
    for file in sorted((SOURCE / "locale" / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, fluent.Junk), f"{file}: {entry.content!r}"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_id_is_defined_once(language):
    times = Counter(words._sources(language)[1])
    assert [i for i, n in times.items() if n > 1] == []


@pytest.mark.parametrize("language", [x for x in words.LANGUAGES if x != words.DEFAULT_LANGUAGE])
def test_no_language_lacks_a_sentence(language):
    assert messages(language).keys() ^ messages(words.DEFAULT_LANGUAGE).keys() == set()


@pytest.mark.parametrize("language", [x for x in words.LANGUAGES if x != words.DEFAULT_LANGUAGE])
def test_the_same_sentence_has_the_same_placeables_in_every_language(language):
    english, other = messages(words.DEFAULT_LANGUAGE), messages(language)
    both = (english.keys() & other.keys()) - FIXED_IN_FRENCH
    assert {i: (english[i], other[i]) for i in both if english[i] != other[i]} == {}
    assert all(other[i] <= english[i] for i in FIXED_IN_FRENCH)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_renders_without_a_gap(language):
    for message_id, names in messages(language).items():
        text = words.render(message_id, dict.fromkeys(names, 2), language)
        assert text
        assert "{" not in text, f"{message_id}: {text}"


# --- the log --------------------------------------------------------------------------------


def test_log_calls_are_found_however_they_are_written():
    source = (
        'log.info("a-b", x=1)\nself._log.warning("c", **f)\nlog.bind(z=1).error("d", y=2)\n'
        '(log.debug if again else log.warning)("e", v=1)\nlog.info("f" if x else "g")\nother.info("no")\nlog.info(name)\n'
        'say = log.debug if x else log.warning\nsay("h", w=2)\nshout("no")'
    )
    assert sorted(log_calls(source), key=lambda call: call[0]) == [
        ("a-b", {"x"}), ("c", None), ("d", None), ("e", {"v"}), ("f", set()), ("g", set()), ("h", {"w"}),
    ]  # fmt: skip


def test_every_logged_event_has_a_sentence():
    known = messages(words.DEFAULT_LANGUAGE)
    assert [(file, event) for file, event, _ in everything_logged() if event not in known] == []


def test_every_log_line_brings_the_fields_of_its_sentence():
    known = messages(words.DEFAULT_LANGUAGE)
    lacking = [
        (file, event, sorted(known[event] - fields))
        for file, event, fields in everything_logged()
        if fields is not None and event in known and known[event] - fields
    ]
    assert lacking == []


def test_event_ids_are_lower_case_words_with_hyphens():
    assert [e for _, e, _ in everything_logged() if not e.replace("-", "a").isalnum() or e != e.lower()] == []


# --- rendering ------------------------------------------------------------------------------


def test_an_id_without_a_sentence_gives_the_bare_facts():
    assert words.render("no-such-id", {"a": 1, "b": "x\x1b[2Jy"}) == "no-such-id a=1 b=x\N{REPLACEMENT CHARACTER}[2Jy"


def test_a_language_that_we_do_not_have_gets_english():
    assert words.render("duration-days", {"days": 2, "hours": 3}, "de") == "2 d 3 h"
    assert not words.has("duration-days", "de")
    assert words.message_ids("de") == frozenset()


def test_french_is_french():
    assert words.render("duration-days", {"days": 2, "hours": 3}, "fr") == "2 j 3 h"
    assert words.has("duration-days", "fr")
    assert "duration-days" in words.message_ids("fr")


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (1234567, "1234567", "1234567"),
        (-6.25, "-6.25", "-6,25"),
        (0.333333, "0.33", "0,33"),
        (7.0, "7", "7"),
        (True, "true", "true"),
        (None, "–", "–"),
    ],
)
def test_values_are_written_as_the_language_does(value, english, french):
    assert words.render("duration-seconds", {"seconds": value}, "en") == f"{english} s"
    assert words.render("duration-seconds", {"seconds": value}, "fr") == f"{french} s"


def test_a_field_that_is_missing_breaks_nothing():
    assert "seconds" in words.render("duration-seconds", {}, "en")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("a\x00b\x1b[31m\r\nc", "a�b�[31m��c"),
        ("\u202eevil\u2066", "�evil�"),
        ("a\u00a0b\u3000c", "a b c"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("é\u0301", "é\u0301"),
        ("\ud800", "�"),
    ],
)
def test_names_are_cleaned(raw, shown):
    assert words.clean(raw) == shown


def test_ten_kilobytes_are_cut():
    assert words.clean("\x07" * 10_000) == "�" * 199 + "…"
    assert words.clean("x" * 200) == "x" * 200
    assert words.clean("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "fr", "LANG": "en_US"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "garbage@@"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_follows_the_locale(monkeypatch, environment, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert words.language_of_environment() == language
