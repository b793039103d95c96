"""What may stand behind a question mark: each parameter declared once, for whoever checks it and for the schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Final
from urllib.parse import parse_qsl

from steadymesh.errors import InvalidIdError
from steadymesh.ids import BROADCAST, format_node_num, parse_node_num
from steadymesh.web.problems import problem
from steadymesh.words import LANGUAGES, clean

MOST_FIELDS: Final = 10
"""Parameters of one request."""

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
"""RFC 3339 as JSON Schema's `date-time` has it, in capitals."""

_NODE: Final = re.compile(r"!(?!0{8}$|f{8}$)[0-9a-f]{8}", re.ASCII)
"""A number that a node can have: neither none nor everybody's."""

_KEY: Final = re.compile(r"[!-~]{1,64}", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


class Kind(Enum):
    """What a parameter's text stands for."""

    COUNT = "count"
    """A whole number."""
    TIME = "time"
    NODE = "node"
    CHOICE = "choice"
    KEY = "key"
    """Of a message in the outbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One parameter of a query."""

    name: str
    about: str
    """One sentence, in English."""
    kind: Kind
    least: int = 0
    most: int = 0
    """Of a COUNT."""
    choices: tuple[str, ...] = ()
    default: int | str | None = None
    """None: without it nothing is asked for."""

    def schema(self) -> dict[str, object]:
        """Return what its text must look like (JSON Schema)."""
        match self.kind:
            case Kind.COUNT:
                found: dict[str, object] = {"type": "integer", "minimum": self.least, "maximum": self.most}
            case Kind.TIME:
                found = {"type": "string", "format": "date-time", "maxLength": 40}
            case Kind.NODE:
                found = {"type": "string", "pattern": f"^{_NODE.pattern}$"}
            case Kind.KEY:
                found = {"type": "string", "pattern": f"^{_KEY.pattern}$"}
            case Kind.CHOICE:
                found = {"type": "string", "enum": list(self.choices)}
        return found if self.default is None else {**found, "default": self.default}

    def read(self, text: str) -> object:
        """Return the value that a text stands for.

        Raises:
            Problem: It stands for none.
        """
        match self.kind:
            case Kind.COUNT:
                value = int(text) if _NUMBER.fullmatch(text) else None
                if value is None or not self.least <= value <= self.most:
                    raise problem(400, "param-count", name=self.name, least=self.least, most=self.most)
                return value
            case Kind.TIME:
                return _time(self.name, text)
            case Kind.NODE:
                return _node(self.name, text)
            case Kind.KEY:
                if not _KEY.fullmatch(text):
                    raise problem(400, "param-key", name=self.name)
                return text
            case Kind.CHOICE:
                if text not in self.choices:
                    raise problem(400, "param-choice", name=self.name, choices=", ".join(self.choices))
                return text


LANG: Final = Param(name="lang", about="Language of sentences.", kind=Kind.CHOICE, choices=LANGUAGES)
"""Understood everywhere; else the header Accept-Language, else the bot's own language."""


def read_query(query: bytes, params: Sequence[Param]) -> Mapping[str, object]:
    """Return the value of each parameter that was given, and the defaults of others.

    Args:
        query: As it came.
        params: What is understood.

    Raises:
        Problem: Something in it is not understood, stands there twice, or is no value.
    """
    known = {param.name: param for param in (*params, LANG)}
    try:
        given = parse_qsl(
            query.decode("ascii"), keep_blank_values=True, strict_parsing=bool(query), errors="strict",
            max_num_fields=MOST_FIELDS,
        )  # fmt: skip
    except ValueError as exc:
        raise problem(400, "query-unreadable") from exc
    found: dict[str, object] = {param.name: param.default for param in params if param.default is not None}
    seen: set[str] = set()
    for name, text in given:
        if name not in known:
            raise problem(400, "param-unknown", name=clean(name, 40), known=", ".join(known))
        if name in seen:
            raise problem(400, "param-twice", name=name)
        seen.add(name)
        found[name] = known[name].read(text)
    return found


def _time(name: str, text: str) -> datetime:
    """Return a moment, UTC; raises Problem."""
    if not _TIME.fullmatch(text):
        raise problem(400, "param-time", name=name)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as exc:
        raise problem(400, "param-time", name=name) from exc


def _node(name: str, text: str) -> str:
    try:
        num = parse_node_num(text) if _NODE.fullmatch(text) else BROADCAST
    except InvalidIdError:
        num = BROADCAST
    if num == BROADCAST:
        raise problem(400, "param-node", name=name)
    return format_node_num(num)
