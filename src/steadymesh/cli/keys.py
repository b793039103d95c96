"""`keys list`, `keys import`, `keys export`: the key book, in the running process or on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from steadymesh.cli.answers import local_time, number, pick, rows, text
from steadymesh.cli.door import ask, ask_or, on_disk
from steadymesh.cli.listing import show
from steadymesh.cli.nodes import LONGEST_NAME
from steadymesh.cli.options import Flag, Given
from steadymesh.cli.output import complain, out, out_json
from steadymesh.errors import ControlError, NotRunningError
from steadymesh.words import clean, render

if TYPE_CHECKING:
    from steadymesh.config import Config
    from steadymesh.keys.records import KeyRecord

IMPORT_AT_ONCE: Final = 5_000
"""Records in one request: some 1.5 MB, written in well under the request's deadline."""

IMPORT_S: Final = 20.0
"""Longest wait for one request's records to be on disk."""

SHOWN_PROBLEMS: Final = 50
"""Unusable entries that are shown to a person; `--json` has them all."""


def list_keys(*, json: Flag = False, options: Given) -> int:
    """List the known public keys, and whether the radio holds them; from the disk when no steadymesh runs.

    Parameters
    ----------
    json
        Print one JSON document.
    """
    config = options.load()

    def kept() -> object:
        from steadymesh.app import offline

        return offline.keys(config.state_dir)

    columns = ("node", "name", "fingerprint", "source", "radio", "seen")
    return show(ask_or(config, "keys.list", kept), columns, _cells, language=config.language, json=json)


def import_keys(file: Path, /, *, json: Flag = False, options: Given) -> int:
    """Import the keys of a node_names.json or a traffic_history.db. A damaged file changes nothing.

    Parameters
    ----------
    file
        The file of the former bot, or one that `keys export` wrote.
    json
        Print one JSON document.
    """
    from steadymesh.app.keyfiles import read_keys_file

    config = options.load()
    parsed = read_keys_file(file)
    report = _imported(config, parsed.records)
    problems: list[object] = [
        {"entry": one.entry, "reason": one.reason, "sentence": one.sentence(config.language)} for one in parsed.problems
    ]
    skipped = pick(report, "skipped")
    report = {**report, "file": str(file), "problems": problems + (skipped if isinstance(skipped, list) else [])}
    report.pop("skipped", None)
    if json:
        out_json(report)
    else:
        _tell(report, config.language)
    if not report.get("saved"):
        complain(render("cli-import-not-saved", {}, config.language))
    return 0


def export_keys(
    file: Annotated[Path, Parameter(allow_leading_hyphen=True)], /, *, json: Flag = False, options: Given
) -> int:
    """Write the known keys, and the other nodes' names, as node_names.json has them, readable by its owner alone.

    Parameters
    ----------
    file
        Where to; an existing file is replaced. `-` prints it.
    json
        Print one JSON document about what was written.
    """
    from steadymesh.keys.formats import format_node_names, record_of_row
    from steadymesh.keys.imports import write_node_names

    if str(file).startswith("-") and str(file) != "-":  # the hyphen that stands for stdout lets options through, too
        from steadymesh.cli.usage import no_option, see_help

        raise no_option(str(file), see_help("steadymesh keys export"))
    config = options.load()

    def kept() -> object:
        from steadymesh.app import offline

        return offline.export_keys(config.state_dir)

    answer = ask_or(config, "keys.export", kept)
    entries = answer if isinstance(answer, Mapping) else {}
    records = tuple(record_of_row(str(entry), row) for entry, row in entries.items() if isinstance(row, Mapping))
    if str(file) == "-":
        out(format_node_names(records).rstrip("\n"))
        return 0
    write_node_names(file, records)
    keys = sum(record.key is not None for record in records)
    told = {"file": str(file), "exported": keys, "without_key": len(records) - keys}
    if json:
        out_json(told)
    else:
        out(render("cli-exported", told, config.language))
    return 0


def _imported(config: Config, records: tuple[KeyRecord, ...]) -> dict[str, object]:
    """Hand the records to the running process, or write them to the disk when none runs; return the report."""
    from steadymesh.keys.formats import row_of_record

    total: dict[str, object] = {"imported": 0, "unchanged": 0, "without_key": 0, "skipped": [], "saved": True}
    for first in range(0, max(1, len(records)), IMPORT_AT_ONCE):
        part = {str(record.num): row_of_record(record) for record in records[first : first + IMPORT_AT_ONCE]}
        try:
            answer = ask(config.state_dir, "keys.import", {"entries": part}, IMPORT_S)
        except NotRunningError:
            if first:  # it ended between two parts; the rest belongs where the first part went
                raise
            from steadymesh.app import offline

            report = on_disk(config, lambda: offline.import_keys(config.state_dir, records))
            return report.as_dict(config.language)
        total = _sum(total, answer)
    return total


def _sum(total: dict[str, object], answer: object) -> dict[str, object]:
    """Add one part's report to the total."""
    if not isinstance(answer, Mapping):
        raise ControlError(
            "The running steadymesh gave no report of the import.",
            remedy="Is it of another version?",
            sentence="control-no-report",
        )
    counted = {
        name: int(number(total, name) + number(answer, name)) for name in ("imported", "unchanged", "without_key")
    }
    before, more = total["skipped"], answer.get("skipped")
    assert isinstance(before, list)
    return {
        **counted,
        "skipped": before + (more if isinstance(more, list) else []),
        "saved": bool(total["saved"]) and answer.get("saved") is True,
    }


def _tell(report: Mapping[str, object], language: str) -> None:
    """Print the report for a person."""
    problems = rows(report.get("problems"))
    for problem in problems[:SHOWN_PROBLEMS]:
        out(text(problem, "sentence"))
    if len(problems) > SHOWN_PROBLEMS:
        out(render("cli-import-more-problems", {"count": len(problems) - SHOWN_PROBLEMS}, language))
    fields = {name: int(number(report, name)) for name in ("imported", "unchanged", "without_key")}
    out(render("cli-imported", {**fields, "problems": len(problems), "file": text(report, "file")}, language))


def _cells(row: Mapping[str, object], language: str) -> list[str]:
    radio = text(row, "radio")
    return [
        text(row, "node"),
        clean(text(row, "name"), LONGEST_NAME),
        text(row, "fingerprint"),
        render(f"cli-source-{text(row, 'source')}", {}, language),
        render(f"cli-{radio}" if radio in ("yes", "no") else "cli-unknown", {}, language),
        local_time(row, "last_seen"),
    ]
