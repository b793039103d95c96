"""What each setting is, why, and what it is for: what `config show` and the documentation list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from steadymesh.config.load import DEFAULT_ORIGIN, Config
from steadymesh.config.settings import SECRETS, Settings, all_kinds
from steadymesh.config.sources import is_handed_over
from steadymesh.words import render, tell

HIDDEN: Final = "(hidden)"
"""Stands for a secret that has a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One setting, for people. Values are written as they could be written again."""

    name: str
    value: str
    default: str
    """Empty: the default is empty, or it depends on the machine."""
    origin: str
    """Where the value was written, or `default`."""
    accepted: str
    sentence: str
    is_secret: bool


def explain(config: Config) -> tuple[Row, ...]:
    """Return a row for every setting, in the order of the sections; secrets are hidden."""
    rows = []
    for name, kind in all_kinds().items():
        value, default = kind.show(value_of(config.settings, name)), _default(name)
        origin = config.origins.get(name, DEFAULT_ORIGIN)
        is_secret = name in SECRETS or is_handed_over(origin)
        rows.append(
            Row(
                name=name,
                value=HIDDEN if is_secret and value else value,
                default="" if default is None else kind.show(default),
                origin=origin,
                accepted=tell(kind.accepted, config.language),
                sentence=render(sentence_id(name), {}, config.language),
                is_secret=is_secret,
            )
        )
    return tuple(rows)


def sentence_id(name: str) -> str:
    """Return the id under which a setting's sentence stands in `locale/<language>/config.ftl`."""
    return f"setting-{name.replace('.', '-').replace('_', '-')}"


def value_of(settings: Settings, name: str) -> object:
    """Return a setting's value by its full name.

    Raises:
        AttributeError: There is no such setting.
    """
    value: object = settings
    for part in name.split("."):
        value = getattr(value, part)
    return value


def _default(name: str) -> object:
    """Return a setting's default; None where the machine decides."""
    *section, inner = name.split(".")
    model: type[BaseModel] = Settings
    if section:
        model = type(Settings.model_fields[section[0]].default)
    field = model.model_fields[inner]
    return None if field.is_required() else field.default
