"""Writes the generated parts of docs/ and README.md from the code, so that they can't lie.

`python docs/build.py` writes them, `--check` only says what is out of date (exit code 1). A generated part stands between
`<!-- generated: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
PAGES = (HERE.parent / "README.md", *sorted(HERE.glob("*.md")))
PART = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def cell(text: str) -> str:
    """Return text that can stand in a table's cell."""
    return text.replace("|", "\\|").replace("\n", " ").strip()


def settings() -> str:
    """Every setting, its default, what it takes and what it is for."""
    from steadymesh.config import explain, load

    lines = ["| setting | default | takes | what it is for |", "|---|---|---|---|"]
    for row in explain(load(file=None, env={}, sets=("language=en",))):
        default = f"`{row.default}`" if row.default else "–"
        lines.append(f"| `{row.name}` | {default} | {cell(row.accepted)} | {cell(row.sentence)} |")
    return "\n".join(lines)


def states() -> str:
    """The session's state table as a diagram and as a list."""
    from steadymesh.session.state import TRANSITIONS, SessionState

    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {SessionState(next(iter(SessionState))).value}"]
    lines += [f"    {t.source.value} --> {t.target.value}: {t.cause}" for t in TRANSITIONS]
    lines += ["```", "", "| from | to | when |", "|---|---|---|"]
    lines += [f"| {t.source.value} | {t.target.value} | {cell(t.sentence)} |" for t in TRANSITIONS]
    return "\n".join(lines)


def events() -> str:
    """Every event id of the log with its sentence in both languages, by room."""
    from steadymesh.words import LANGUAGES

    lines = ["| id | English | français |", "|---|---|---|"]
    patterns = {language: sentences(language) for language in LANGUAGES}
    for message_id in sorted(logged_ids()):
        lines.append(
            f"| `{message_id}` | {cell(patterns['en'].get(message_id, ''))} | {cell(patterns['fr'].get(message_id, ''))} |"
        )
    return "\n".join(lines)


def logged_ids() -> set[str]:
    """Return every event id that any module logs."""
    call = re.compile(r"\b_?log(?:ger)?\.(?:debug|info|warning|error|exception|critical)\(\s*\"([a-z0-9-]+)\"", re.DOTALL)
    source = HERE.parent / "src" / "steadymesh"
    return {found for file in source.rglob("*.py") for found in call.findall(file.read_text(encoding="utf-8"))}


def sentences(language: str) -> dict[str, str]:
    """Return every message of a language as written, placeables and all, on one line."""
    from fluent.syntax import FluentParser, FluentSerializer, ast

    found: dict[str, str] = {}
    folder = HERE.parent / "src" / "steadymesh" / "locale" / language
    for file in sorted(folder.glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            if isinstance(entry, ast.Message):
                text = FluentSerializer().serialize_entry(entry).split("=", 1)[1]
                found[entry.id.name] = " ".join(text.split())
    return found


def errors() -> str:
    """Every error class, whose fault it is, and the exit code."""
    from steadymesh import errors as module

    lines = ["| error | what it says | exit code |", "|---|---|---|"]
    for name, kind in inspect.getmembers(module, inspect.isclass):
        if issubclass(kind, module.SteadymeshError):
            first = (inspect.getdoc(kind) or "").splitlines()[0]
            code = "–" if issubclass(kind, module.LinkError | module.ProtocolError) else str(kind.exit_code)
            lines.append(f"| `{name}` | {cell(first)} | {code} |")
    return "\n".join(lines)


def commands() -> str:
    """Every command of the mesh, in both languages."""
    from steadymesh.bot.loader import load
    from steadymesh.words import render

    lines = ["| command | also | what it does | ce qu'elle fait |", "|---|---|---|---|"]
    for plugin in load():
        for command in plugin.commands:
            also = ", ".join(f"`{alias}`" for alias in command.aliases) or "–"
            said = [cell(render(command.help, {"prefix": "/"}, language)) for language in ("en", "fr")]
            lines.append(f"| `/{command.name}` | {also} | {said[0]} | {said[1]} |")
    return "\n".join(lines)


def usage() -> str:
    """The command line's own help, as printed."""
    from steadymesh.cli import help_pages

    return "\n\n".join(f"```\n{page.rstrip()}\n```" for page in help_pages())


PARTS: dict[str, Callable[[], str]] = {
    "settings": settings,
    "states": states,
    "events": events,
    "errors": errors,
    "commands": commands,
    "usage": usage,
}
"""What can be made in a moment. The fault and speed tables take minutes: `make tables` writes those."""


def built(text: str) -> str:
    """Return a page with its generated parts made anew; parts that take minutes stay as they are."""

    def part(match: re.Match[str]) -> str:
        make = PARTS.get(match["name"])
        return match[0] if make is None else f"{match[1]}{make()}\n{match[3]}"

    return PART.sub(part, text)


def main(arguments: list[str]) -> int:
    """Write or check every page."""
    stale = []
    for page in PAGES:
        before = page.read_text(encoding="utf-8")
        after = built(before)
        if after != before:
            stale.append(page.name)
            if "--check" not in arguments:
                page.write_text(after, encoding="utf-8")
    if stale and "--check" in arguments:
        print(f"Out of date: {', '.join(stale)}. Run `make docs` and commit what it writes.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
