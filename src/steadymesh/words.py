"""Event id + fields → a sentence in a person's language.

Every sentence that a person reads stands in `locale/<language>/*.ftl` (Project Fluent), under its event id or reply id.
The id never changes; the sentence may. Fields are data: control characters and overlong names are cleaned here, so that
what a peer calls itself can't reach a terminal or a page as anything but text.
"""

from __future__ import annotations

import functools
import locale
import os
import re
import unicodedata
from collections.abc import Mapping
from importlib import resources
from typing import Final

from steadymesh.errors import SteadymeshError, Told

DEFAULT_LANGUAGE: Final = "en"

_TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
"""A language as its folder is called, such as `de` or `pt-BR`."""


def languages_in(folder: str) -> tuple[str, ...]:
    """Return every language that has a folder of its own in there, English first; English alone if it can't be read."""
    try:
        with os.scandir(folder) as entries:
            found = [entry.name for entry in entries if _TAG.fullmatch(entry.name) and entry.is_dir()]
    except OSError:
        found = []
    return (DEFAULT_LANGUAGE, *sorted(set(found) - {DEFAULT_LANGUAGE}))


LANGUAGES: Final = languages_in(os.path.join(os.path.dirname(__file__), "locale"))  # noqa: PTH118, PTH120  (no pathlib at start)
"""What `--language` takes; a further language is one folder more. What it lacks is said in English."""

MAX_FIELD: Final = 200
"""Longest field that a sentence shows, in characters: longer ones are cut with an ellipsis."""

MAX_TOLD: Final = 1000
"""Longest error that a sentence shows: a sentence of ours with its remedy, whose own fields are cut already."""

_GAP: Final = re.compile(r"(?<=\S)  (?=\S)")
"""What an empty field leaves between two words, such as the name of a node that has none."""

_FLAG: Final = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
"""A black flag, the code of a part of a country in tags, and their end (UTS 51, emoji_tag_sequence): as many invisible
characters as such a code has (UTS 35, unicode_subdivision_id), so that nobody hides a text in them."""

_BEGIN: Final = re.compile(r"^([a-zA-Z][\w-]*) *=", re.MULTILINE)
"""Where a sentence begins: nothing else of Fluent's grammar stands so at the beginning of a line (Message, EBNF)."""


def clean(text: str, limit: int = MAX_FIELD) -> str:
    """Return `text` on one line, control and format characters replaced, cut to `limit` characters.

    What people write with stays: the joiner that families of emoji are made with, the non-joiner between two letters
    (Persian, the scripts of India), the tags of a flag such as Scotland's. A space of any width is a space.
    """
    cut = text if len(text) <= limit else text[: limit - 1]
    shown = cut if cut.isprintable() else _shown(cut)
    return shown if len(text) <= limit else shown + "…"


def _shown(text: str) -> str:
    flags = frozenset(index for flag in _FLAG.finditer(text) for index in range(*flag.span()))
    return "".join(
        character if character.isprintable() or index in flags else _instead_of(character, text, index)
        for index, character in enumerate(text)
    )


def _instead_of(character: str, text: str, index: int) -> str:
    """Return what is shown of a character that can't be printed, and stands there in a text."""
    if character == "\u200d" or (character == "\u200c" and _is_between_letters(text, index)):
        return character
    return " " if unicodedata.category(character) == "Zs" else "\N{REPLACEMENT CHARACTER}"


def _is_between_letters(text: str, index: int) -> bool:
    """Return whether a letter, or the mark on one, stands before an index, and a letter behind it."""
    before, after = text[max(index - 1, 0) : index], text[index + 1 : index + 2]
    return bool(before and after) and unicodedata.category(before)[0] in "LM" and unicodedata.category(after)[0] == "L"


def language_of_environment() -> str:
    """Return the language of the process's locale (LC_ALL, LC_MESSAGES, LANG), English when we have no other."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            normal = locale.normalize(value).split("_")[0].split(".")[0].lower()
            return spoken(normal)
    return DEFAULT_LANGUAGE


def render(message_id: str, fields: Mapping[str, object], language: str = DEFAULT_LANGUAGE) -> str:
    """Return the sentence for an id in a language; English where that language lacks it; the bare facts where all do.

    Args:
        message_id: An event id or reply id, such as `link-lost`.
        fields: Values for the sentence's placeables. Strings are cleaned, numbers are printed without grouping, an
            error is told in the same language.
        language: One of `LANGUAGES`.
    """
    args = {name: _placeable(value, language) for name, value in fields.items()}
    for candidate in dict.fromkeys((language, DEFAULT_LANGUAGE)):
        pattern = _pattern(message_id, candidate)
        if pattern is not None:
            text, _errors = _bundle(candidate).format_pattern(pattern, args)
            return _GAP.sub(" ", str(text)) if "" in args.values() else str(text)
    facts = " ".join(f"{name}={clean(str(value))}" for name, value in fields.items())
    return f"{message_id} {facts}".strip()


def _placeable(value: object, language: str) -> object:
    """Return a field's value as Fluent takes it."""
    from fluent.runtime.types import fluent_number

    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return fluent_number(value, useGrouping=False)
        case float():
            return fluent_number(round(value, 2), useGrouping=False, maximumFractionDigits=2)
        case None:
            return "–"
        case SteadymeshError() | Told():
            return clean(tell(value.told if isinstance(value, SteadymeshError) else value, language), MAX_TOLD)
        case _:
            return clean(str(value))


def tell(told: Told, language: str = DEFAULT_LANGUAGE) -> str:
    """Return what an error says in a language; in English where that language has no sentence for it."""
    if told.each:
        return "\n".join(tell(one, language) for one in told.each)
    return render(told.sentence, told.fields, language) if has(told.sentence, language) else told.english


def has(message_id: str, language: str = DEFAULT_LANGUAGE) -> bool:
    """Return whether `render` has a sentence to show for the id: this language's, or the English that fills in for it.

    Asked by whoever has another sentence ready for what has none.
    """
    return has_own(message_id, language) or has_own(message_id, DEFAULT_LANGUAGE)


def has_own(message_id: str, language: str) -> bool:
    """Return whether this very language has a sentence for the id: what English can't say for it, such as its name."""
    return message_id in _entries(language)


def own_words(message_id: str) -> Mapping[str, tuple[str, ...]]:
    """Return the words that each language has for something (`words-…`), by language; one without any is left out."""
    return {one: tuple(render(message_id, {}, one).split()) for one in LANGUAGES if has_own(message_id, one)}


def spoken(language: str) -> str:
    """Return a language that somebody asks for; English where this process lacks it: its folder may be a new one."""
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def message_ids(language: str) -> frozenset[str]:
    """Return every id that a language has a sentence for."""
    return frozenset(_entries(language))


@functools.cache
def _entries(language: str) -> Mapping[str, str]:
    """Return the Fluent source of each sentence of a language, by id.

    A process shows a few of the thousand sentences: to parse all of them would take each 0.1 s, and 2 MB for good.
    """
    entries: dict[str, str] = {}
    if language not in LANGUAGES:
        return entries
    folder = resources.files("steadymesh") / "locale" / language
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".ftl"):
            source = file.read_text(encoding="utf-8")
            begins = list(_BEGIN.finditer(source))
            ends = [begin.start() for begin in begins[1:]] + [len(source)]
            for begin, end in zip(begins, ends, strict=True):
                entries.setdefault(begin[1], source[begin.start() : end])
    return entries


def _pattern(message_id: str, language: str) -> object | None:
    """Return what a language's bundle formats for an id; None: the language has no sentence for it.

    Raises:
        ValueError: The sentence can't be read: a defect of ours, which the tests look for in every sentence.
    """
    if not has_own(message_id, language):
        return None
    bundle = _bundle(language)
    if not bundle.has_message(message_id):
        from fluent.syntax import FluentParser

        bundle.add_resource(FluentParser(with_spans=False).parse(_entries(language)[message_id]))
        if not bundle.has_message(message_id):
            raise ValueError(f"the sentence {message_id} ({language}) can't be read")
    return bundle.get_message(message_id).value  # type: ignore[no-any-return]


@functools.cache
def _bundle(language: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  (fluent.runtime has no types)
    from fluent.runtime import FluentBundle

    return FluentBundle([language], use_isolating=False)
