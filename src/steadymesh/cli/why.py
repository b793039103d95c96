"""`why`: what became of the last message that did not arrive, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steadymesh.cli.answers import local_time, pick, text
from steadymesh.cli.door import ask, on_disk
from steadymesh.cli.options import Flag, Given
from steadymesh.cli.output import out, out_json, table
from steadymesh.errors import NotRunningError
from steadymesh.ids import format_node_num, parse_node_num
from steadymesh.words import clean, has, render


def why(node: str | None = None, /, *, json: Flag = False, options: Given) -> int:
    """Tell why the last message that failed did not arrive, and what to do; from the disk when no steadymesh runs.

    Parameters
    ----------
    node
        Whom it was for, such as !0badcafe; else whoever it was.
    json
        Print one JSON document; null when nothing has failed lately.
    """
    num = None if node is None else parse_node_num(node)
    config = options.load()
    args = {"language": config.language} | ({} if num is None else {"node": format_node_num(num)})

    def kept() -> object:
        from steadymesh.app.why import kept_why

        return kept_why(config.state_dir, num, config.language)

    try:
        answer = ask(config.state_dir, "why", args)
    except NotRunningError:
        if not config.state_dir.is_dir():
            raise
        answer = on_disk(config, kept)
    if json:
        out_json(answer)
    elif not isinstance(answer, Mapping):
        out(render("why-nothing" if num is None else "why-nothing-to", {"node": args.get("node")}, config.language))
    else:
        rows = [
            (render(f"why-line-{name}", {}, config.language), line) for name, line in _lines(answer, config.language)
        ]
        out(table(rows[0], rows[1:]))
    return 0


def _lines(row: Mapping[str, object], language: str) -> Iterator[tuple[str, str]]:
    """Yield what each line is about, and what it says."""
    name = text(row, "name")
    node = render("why-everybody", {}, language) if pick(row, "node") == "broadcast" else text(row, "node")
    yield "to", f"{name} ({node})" if name else node
    yield "when", local_time(row, "created")
    ended = f"why-ended-{text(row, 'outcome')}"
    reason = text(row, "reason")
    shown = render(ended, {}, language) if has(ended, language) else text(row, "outcome")
    yield "ended", f"{shown} ({reason})" if reason else shown
    yield "why", clean(str(row.get("what", "")), 1000)
    yield "remedy", clean(str(row.get("remedy", "")), 1000)
