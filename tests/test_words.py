"""The sentences: every language has every one, with the same fields, and every logged id has its sentence."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from scan import everything_logged
from steadymesh import words
from steadymesh.errors import SteadymeshError

SOURCE = Path(words.__file__).parent

FIXED_IN_FRENCH = {"link-reconnected"}
"""CONTRACT B gives the French sentence word by word; the English one may tell more."""


class _Placeables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802  (fluent calls it so)
        self.names.add(node.id.name)


class _References(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_MessageReference(self, node: fluent.MessageReference) -> None:  # noqa: N802  (fluent calls it so)
        self.names.add(node.id.name)

    def visit_TermReference(self, node: fluent.TermReference) -> None:  # noqa: N802  (fluent calls it so)
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
    times = Counter(
        entry.id.name
        for file in (SOURCE / "locale" / language).glob("*.ftl")
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body
        if isinstance(entry, fluent.Message)
    )
    assert [i for i, n in times.items() if n > 1] == []
    assert words.message_ids(language) == times.keys()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_reads_alone_as_in_its_file(language):
    """Each is parsed when it is first shown, cut out of its file: it may refer to no other one."""
    for file in sorted((SOURCE / "locale" / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, fluent.Term)
            if isinstance(entry, fluent.Message):
                alone = FluentParser().parse(words._entries(language)[entry.id.name]).body[0]
                entry.comment = None
                assert alone.equals(entry), entry.id.name
                references = _References()
                references.visit(entry)
                assert references.names == set(), entry.id.name


@pytest.mark.parametrize("language", [x for x in words.LANGUAGES if x != words.DEFAULT_LANGUAGE])
def test_no_language_lacks_a_sentence(language):
    # Further words for a command are a language's own: the command's name is everybody's.
    ids = messages(language).keys() ^ messages(words.DEFAULT_LANGUAGE).keys()
    assert {one for one in ids if not one.startswith("words-")} == set()


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


def test_a_language_is_a_folder_named_as_one_english_first(tmp_path):
    for name in ("fr", "en", "de", "pt-BR", "__pycache__", ".git", "English", "x", "notes"):
        (tmp_path / name).mkdir()
    (tmp_path / "es").write_text("no folder")
    assert words.languages_in(str(tmp_path)) == ("en", "de", "fr", "pt-BR")
    assert words.languages_in(str(tmp_path / "missing")) == ("en",)


THIRD = """
from steadymesh import words
from steadymesh.bot.loader import load
from steadymesh.bot.options import BotOptions
assert words.LANGUAGES == ("en", "de", "fr", "tlh"), words.LANGUAGES
assert words.render("duration-days", {"days": 2, "hours": 3}, "de") == "2 T 3 h"
assert words.render("duration-hours", {"hours": 2, "minutes": 3.5}, "de") == "2 h 3,5 min"
assert words.render("reply-unknown", {"prefix": "/"}, "de") == words.render("reply-unknown", {"prefix": "/"}, "en")
assert words.render("duration-days", {"days": 2, "hours": 3}, "tlh") == "2 jaj"
assert "lang" in load(installed=()).router.find("sprache").name
assert BotOptions(language="de").language == "de"
print("well")
"""


@pytest.mark.real
def test_a_third_language_takes_one_folder_and_english_fills_in_what_it_lacks(tmp_path):
    package = tmp_path / "steadymesh"
    (package / "locale").mkdir(parents=True)
    for entry in SOURCE.iterdir():
        if entry.name != "locale":
            (package / entry.name).symlink_to(entry)
    for entry in (SOURCE / "locale").iterdir():
        (package / "locale" / entry.name).symlink_to(entry)
    (package / "locale" / "de").mkdir()
    (package / "locale" / "de" / "bot.ftl").write_text(
        "duration-days = { $days } T { $hours } h\nduration-hours = { $hours } h { $minutes } min\nwords-lang = sprache\n"
    )
    (package / "locale" / "tlh").mkdir()
    (package / "locale" / "tlh" / "any.ftl").write_text("duration-days = { $days } jaj\n")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", THIRD],
        check=False,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("well\n", "")


# --- the log --------------------------------------------------------------------------------


def test_every_logged_event_has_a_sentence():
    known = messages(words.DEFAULT_LANGUAGE)
    assert [(call.file, call.event) for call in everything_logged() if call.event not in known] == []


def test_every_log_line_brings_the_fields_of_its_sentence():
    known = messages(words.DEFAULT_LANGUAGE)
    lacking = [
        (call.file, call.event, sorted(known[call.event] - call.fields))
        for call in everything_logged()
        if call.fields is not None and call.event in known and known[call.event] - call.fields
    ]
    assert lacking == []


def test_event_ids_are_lower_case_words_with_hyphens():
    ids = {call.event for call in everything_logged()}
    assert [e for e in ids if not e.replace("-", "a").isalnum() or e != e.lower()] == []


def tags(text: str) -> str:
    return "".join(chr(0xE0000 + ord(character)) for character in text)


SCOTLAND = "\U0001f3f4" + tags("gbsct") + "\U000e007f"

# --- rendering ------------------------------------------------------------------------------


def test_an_id_without_a_sentence_gives_the_bare_facts():
    assert words.render("no-such-id", {"a": 1, "b": "x\x1b[2Jy"}) == "no-such-id a=1 b=x\N{REPLACEMENT CHARACTER}[2Jy"


def test_a_language_that_we_do_not_have_gets_english():
    assert words.render("duration-days", {"days": 2, "hours": 3}, "de") == "2 d 3 h"
    assert words.has("duration-days", "de")
    assert not words.has_own("duration-days", "de")
    assert words.spoken("de") == "en"
    assert words.message_ids("de") == frozenset()


def test_french_is_french():
    assert words.render("duration-days", {"days": 2, "hours": 3}, "fr") == "2 j 3 h"
    assert words.has_own("duration-days", "fr")
    assert words.spoken("fr") == "fr"
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
        ("❤\ufe0f", "❤\ufe0f"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200cष", "क्\u200cष"),
        ("\u200cمی\u200c \u200c\u200cخ\u200c1\u200c", "�می� ��خ�1�"),
        ("Scot " + SCOTLAND, "Scot " + SCOTLAND),
        (SCOTLAND * 2 + SCOTLAND[1:], SCOTLAND * 2 + "�" * 6),
        (SCOTLAND[:-1], SCOTLAND[0] + "�" * 5),
        (SCOTLAND[0] + SCOTLAND[-1], SCOTLAND[0] + "�"),
        (SCOTLAND[0] + tags("hidden text") + SCOTLAND[-1], SCOTLAND[0] + "�" * 12),
        ("\ud800", "�"),
    ],
)
def test_names_are_cleaned(raw, shown):
    assert words.clean(raw) == shown
    assert words.clean(shown) == shown


def test_what_is_cut_keeps_no_half_of_anything_invisible():
    assert words.clean("ab" + SCOTLAND, 8) == "ab" + SCOTLAND[0] + "�" * 4 + "…"
    assert words.clean("ab" + SCOTLAND + "cde", 10) == "ab" + SCOTLAND + "…"
    assert words.clean("می\u200cخواهم", 4) == "می�…"


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


def test_an_error_is_told_in_the_language_of_the_line_or_in_its_own_english():
    known = SteadymeshError("Nobody.", remedy="Look.", sentence="duration-minutes", fields={"minutes": 3})
    unknown = SteadymeshError("Nobody.", remedy="Look.")
    assert words.tell(known.told, "fr") == words.render("duration-minutes", {"minutes": 3}, "fr")
    assert words.tell(unknown.told, "fr") == "Nobody. Look."
    assert "Nobody. Look." in words.render("bot-defect", {"error": unknown}, "fr")
    assert str(known.told) == str(known) == "Nobody. Look."


def test_an_empty_field_leaves_no_gap():
    assert (
        words.render("key-asked", {"node": "!0000000a", "name": ""})
        == "🔎 !0000000a was asked for its key (once in 26 h)"
    )
    assert words.render("pubkey-sync-nodes", {"count": ""}).startswith("   ")
