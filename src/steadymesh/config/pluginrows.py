"""What `config show` lists of plug-ins' and scripts' settings. What a class hides from its `repr` nobody is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum

from steadymesh.bot.contract.commands import in_language
from steadymesh.config.duration import format_duration
from steadymesh.config.explain import HIDDEN, Row
from steadymesh.config.load import DEFAULT_ORIGIN
from steadymesh.config.plugins import given_to, hidden_of
from steadymesh.config.sources import Given
from steadymesh.words import clean, render


def rows_of(
    settings: object, written: Mapping[str, Mapping[str, Given]], name: str, *, section: str, language: str
) -> tuple[Row, ...]:
    """Return a row for each setting of a plug-in or script that is loaded.

    Args:
        settings: As its class has made them.
        written: As `plugins.split` returns it.
        name: Its name.
        section: `plugin` or `script`.
        language: Of the sentences.
    """
    mine = given_to(written, name)
    hidden = hidden_of(settings, mine)
    rows = []
    for one in dataclasses.fields(settings):  # type: ignore[arg-type]
        value, default = _shown(getattr(settings, one.name)), _default(one)
        given = next((given for setting, given in mine.items() if setting.split(".")[0] == one.name), None)
        told = one.metadata.get("help", "")
        is_secret = one.name in hidden
        rows.append(
            Row(
                name=f"{section}.{name}.{one.name}",
                value=HIDDEN if is_secret and value else value,
                default=default if one.repr or not default else HIDDEN,
                origin=DEFAULT_ORIGIN if given is None else given.origin,
                accepted=clean(str(one.type), 80),
                sentence=in_language(told, language) or render(f"config-row-{section}", {"name": name}, language),
                is_secret=is_secret,
            )
        )
    return tuple(rows)


def rows_unknown(mine: Mapping[str, Given], name: str, *, section: str, language: str) -> tuple[Row, ...]:
    """Return a row for each setting of one that is not loaded: which are to be hidden is not known, so all are.

    Args:
        mine: What was written for it.
        name: Its name.
        section: `plugin` or `script`.
        language: Of the sentences.
    """
    return tuple(
        Row(
            name=f"{section}.{name}.{clean(setting, 60)}",
            value=HIDDEN,
            default="",
            origin=one.origin,
            accepted="",
            sentence=render(f"config-row-no-{section}", {"name": name}, language),
            is_secret=True,
        )
        for setting, one in mine.items()
    )


def _default(field: dataclasses.Field[object]) -> str:
    if field.default is not dataclasses.MISSING:
        return _shown(field.default)
    return "" if field.default_factory is dataclasses.MISSING else _shown(field.default_factory())


def _shown(value: object) -> str:
    """Return a value as it could be written again, cut where it is long."""
    match value:
        case None:
            text = ""
        case bool():
            text = str(value).lower()
        case Enum():
            text = str(value.value)
        case timedelta():
            text = format_duration(value.total_seconds())
        case list() | tuple():
            text = "[" + ", ".join(f'"{one}"' if isinstance(one, str) else _shown(one) for one in value) + "]"
        case Mapping():
            text = ", ".join(f"{key} = {_shown(one)}" for key, one in value.items())
        case _:
            text = str(value)
    return clean(text)
