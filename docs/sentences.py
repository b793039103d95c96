"""The sentences as the documentation prints them: each on one line, fields in braces, alternatives side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fluent.syntax import FluentParser, ast

LOCALE: Final = Path(__file__).parent.parent / "src" / "steadymesh" / "locale"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One message of a language."""

    message_id: str
    text: str
    section: str
    """The heading that it stands under in its file; empty: none."""


def sentences(language: str, room: str = "*") -> dict[str, Sentence]:
    """Return the sentences of a language by id, in the order of the files.

    Args:
        language: Such as `en`.
        room: Whose file; `*`: all of them.
    """
    return {
        one.message_id: one
        for file in sorted((LOCALE / language).glob(f"{room}.ftl"))
        for one in _in_file(file.read_text(encoding="utf-8"))
    }


def _in_file(text: str) -> Iterator[Sentence]:
    section = ""
    for entry in FluentParser().parse(text).body:
        if isinstance(entry, ast.GroupComment):
            section = (entry.content or "").strip()
        elif isinstance(entry, ast.Message) and entry.value is not None:
            yield Sentence(entry.id.name, " ".join(_shown(entry.value).split()), section)


def _shown(pattern: ast.Pattern) -> str:
    return "".join(
        _placeable(element.expression) if isinstance(element, ast.Placeable) else element.value
        for element in pattern.elements
    )


def _placeable(expression: object) -> str:
    match expression:
        case ast.VariableReference():
            return f"{{{expression.id.name}}}"
        case ast.StringLiteral():
            return str(expression.parse()["value"])
        case ast.FunctionReference():  # how a number is written
            return _placeable(expression.arguments.positional[0])
        case ast.Placeable():
            return _placeable(expression.expression)
        case ast.SelectExpression():
            said = dict.fromkeys(" ".join(_shown(variant.value).split()) for variant in expression.variants)
            return f"‹{' | '.join(one or '–' for one in said)}›"
    raise ValueError(f"A sentence holds a {type(expression).__name__}, which the documentation can't print.")
