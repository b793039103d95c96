"""`nodes`: everybody the bot knows of."""

from __future__ import annotations

from collections.abc import Mapping

from steadymesh.cli.answers import local_time, text
from steadymesh.cli.door import ask_or
from steadymesh.cli.listing import show
from steadymesh.cli.options import Given, Json
from steadymesh.words import clean, render

LONGEST_NAME = 40
"""Columns for a name: a radio's own is at most 39 bytes."""


def nodes(*, json: Json = False, options: Given) -> int:
    """List the known nodes, last heard first; from the disk when no steadymesh runs."""
    config = options.load()

    def kept() -> object:
        from steadymesh.app import offline

        return offline.nodes(config.state_dir)

    columns = ("node", "name", "short", "heard", "hops", "snr", "key", "hardware")
    return show(ask_or(config, "nodes", kept), columns, _cells, language=config.language, json=json)


def _cells(row: Mapping[str, object], language: str) -> list[str]:
    has_key = render("cli-yes" if row.get("public_key") else "cli-no", {}, language)
    return [
        text(row, "node"),
        clean(text(row, "name"), LONGEST_NAME),
        clean(text(row, "short_name"), 8),
        local_time(row, "last_heard") or "–",
        text(row, "hops_away") or "–",
        text(row, "snr_db") or "–",
        has_key,
        text(row, "hw_model"),
    ]
