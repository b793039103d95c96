"""Event id + fields → a sentence in a person's language.

Every sentence that a person reads stands in `locale/<language>/*.ftl` (Project Fluent), under its event id or reply id.
The id never changes; the sentence may. Fields are data: control characters and overlong names are cleaned here, so that
what a peer calls itself can't reach a terminal or a page as anything but text.
"""

from __future__ import annotations

import functools
import locale
import os
import unicodedata
from collections.abc import Mapping
from importlib import resources
from typing import Final

from steadymesh.errors import SteadymeshError, Told

LANGUAGES: Final = ("en", "fr")
"""What `--language` takes; a further language is one folder more."""

DEFAULT_LANGUAGE: Final = "en"

MAX_FIELD: Final = 200
"""Longest field that a sentence shows, in characters: longer ones are cut with an ellipsis."""

MAX_TOLD: Final = 1000
"""Longest error that a sentence shows: a sentence of ours with its remedy, whose own fields are cut already."""


def clean(text: str, limit: int = MAX_FIELD) -> str:
    """Return `text` on one line, control and format characters replaced, cut to `limit` characters.

    The joiner that families of emoji are made with stays; a space of any width is a space.
    """
    cut = text[: limit + 1]
    shown = "".join(c if c.isprintable() or c == "\u200d" else _instead_of(c) for c in cut)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _instead_of(character: str) -> str:
    return " " if unicodedata.category(character) == "Zs" else "\N{REPLACEMENT CHARACTER}"


def language_of_environment() -> str:
    """Return the language of the process's locale (LC_ALL, LC_MESSAGES, LANG), English when we have no other."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            normal = locale.normalize(value).split("_")[0].split(".")[0].lower()
            return normal if normal in LANGUAGES else DEFAULT_LANGUAGE
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
        bundle = _bundle(candidate)
        if bundle.has_message(message_id):
            message = bundle.get_message(message_id)
            if message.value is not None:
                text, _errors = bundle.format_pattern(message.value, args)
                return str(text)
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


def has(message_id: str, language: str) -> bool:
    """Return whether this very language has a sentence for the id."""
    return bool(_bundle(language).has_message(message_id))


def message_ids(language: str) -> frozenset[str]:
    """Return every id that a language has a sentence for."""
    return frozenset(_sources(language)[1])


@functools.cache
def _sources(language: str) -> tuple[list[object], list[str]]:
    """Return the parsed resources of a language and the ids in them."""
    from fluent.runtime import FluentResource
    from fluent.syntax import ast

    parsed: list[object] = []
    ids: list[str] = []
    if language not in LANGUAGES:
        return parsed, ids
    folder = resources.files("steadymesh") / "locale" / language
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".ftl"):
            resource = FluentResource(file.read_text(encoding="utf-8"))
            parsed.append(resource)
            for entry in resource.body:
                if isinstance(entry, ast.Junk):
                    raise ValueError(  # noqa: TRY004  (a defect of ours, not of a type)
                        f"{file.name} ({language}) can't be read at: {entry.content[:60]!r}"
                    )
                if isinstance(entry, ast.Message):
                    ids.append(entry.id.name)
    return parsed, ids


@functools.cache
def _bundle(language: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  (fluent.runtime has no types)
    from fluent.runtime import FluentBundle

    bundle = FluentBundle([language], use_isolating=False)
    for resource in _sources(language)[0]:
        bundle.add_resource(resource)
    return bundle
