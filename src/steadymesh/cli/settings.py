"""`config check` and `config show`."""

from __future__ import annotations

from dataclasses import asdict

from steadymesh.cli.options import Given, Json
from steadymesh.cli.output import out, out_json
from steadymesh.cli.plugins import silently
from steadymesh.errors import ConfigError
from steadymesh.words import render


def check(*, options: Given) -> int:
    """Say whether the configuration can be used; every mistake, of a plug-in too, is told with its place."""
    from steadymesh.app.pluginlist import plugin_problems

    config = options.load()
    if problems := silently(config, plugin_problems):
        raise ConfigError("\n".join(map(str, problems)), each=problems)
    where = str(config.file) if config.file is not None else ""
    out(render("cli-config-fine" if where else "cli-config-fine-no-file", {"file": where}, config.language))
    return 0


def show(*, json: Json = False, options: Given) -> int:
    """Show every setting: its value, where that was written, and what it is for; those of plug-ins and scripts too."""
    from steadymesh.app.pluginlist import settings_rows
    from steadymesh.config import explain

    config = options.load()
    rows = (*explain(config), *silently(config, settings_rows))
    if json:
        out_json([asdict(row) for row in rows])
        return 0
    for row in rows:
        if row.value == row.default or row.origin == "default":
            origin = render("cli-config-default", {}, config.language)
        else:
            origin = render("cli-config-origin", {"default": row.default or "–", "origin": row.origin}, config.language)
        out(f"{row.name} = {row.value or '–'}  ({origin})")
        out(f"    {row.sentence}")
    return 0
