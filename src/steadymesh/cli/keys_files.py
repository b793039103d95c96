"""`keys import`, `keys export`: the key book from and to files, in the running process or on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from cyclopts import Parameter

from steadymesh.cli.answers import number, pick, rows, text
from steadymesh.cli.door import ask, on_disk
from steadymesh.cli.keys_door import PAGE, at_desk, label_of, pages
from steadymesh.cli.options import Flag, Given, Json
from steadymesh.cli.output import complain, out, out_json
from steadymesh.errors import ControlError, NotRunningError, StoreError
from steadymesh.keys.refusals import refusal
from steadymesh.words import render

if TYPE_CHECKING:
    from steadymesh.config import Config
    from steadymesh.keys.files.records import Parsed

IMPORT_AT_ONCE: Final = 5_000
"""Records in one request: some 1.5 MB, written in well under the request's deadline."""

IMPORT_S: Final = 20.0
"""Longest wait for one request's records to be on disk."""

SHOWN_PROBLEMS: Final = 50
"""Unusable entries that are shown to a person; `--json` has them all."""

Format = Literal["node-names", "steadymesh"]


def import_keys(
    file: Annotated[str, Parameter(allow_leading_hyphen=False)], /, *, json: Json = False, options: Given
) -> int:
    """Import keys from a file or a contact link. A damaged file changes nothing; an unusable entry is told of.

    Understood, by what is in it: a node_names.json, a traffic_history.db, the output of `meshtastic --info`, a
    `meshtastic --export-config` (its public key only), a backup that `keys export --format steadymesh` wrote.

    Parameters
    ----------
    file
        The file, or a contact link (https://meshtastic.org/v/#…).
    """
    from steadymesh.app.keyfiles import read_keys

    config = options.load()
    parsed = read_keys(file)
    report = _imported(config, parsed, file)
    problems: list[object] = [
        {"entry": one.entry, "reason": one.reason, "sentence": one.sentence(config.language)} for one in parsed.problems
    ]
    skipped = pick(report, "skipped")
    if parsed.bindings:  # a backup's names stand beside its keys
        with_key = {binding.node for binding in parsed.bindings}
        report["without_key"] = sum(record.num not in with_key for record in parsed.records)
    report = {
        **report,
        "file": file,
        "kind": parsed.kind.value,
        "problems": problems + (skipped if isinstance(skipped, list) else []),
    }
    report.pop("skipped", None)
    if json:
        out_json(report)
    else:
        _tell(report, config.language)
    if not report.get("saved"):
        complain(render("cli-import-not-saved", {}, config.language))
        return StoreError.exit_code
    return 0


def export_keys(
    file: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    format: Format = "node-names",  # noqa: A002  (the option's name)
    json: Flag = False,
    options: Given,
) -> int:
    """Write the known keys to a file that only its owner may read; it holds public keys only.

    Parameters
    ----------
    file
        Where to; an existing file is replaced. `-` prints it.
    format
        node-names: keys, names and places as node_names.json has them. steadymesh: a backup, with trust and history.
    json
        Print one JSON document about what was written.
    """
    from steadymesh.keys.files.imports import write_private

    if not file.strip():
        raise refusal("export-nowhere")
    if file.startswith("-") and file != "-":  # the hyphen that stands for stdout lets options through, too
        from steadymesh.cli.usage import no_option, see_help

        raise no_option(file, see_help("steadymesh keys export"))
    config = options.load()
    written, keys, others = _backup(config) if format == "steadymesh" else _node_names(config)
    if file == "-":
        out(written.rstrip("\n"))
        return 0
    write_private(Path(file), written)
    told = {"file": file, "exported": keys, "without_key": others}
    if json:
        out_json({**told, "format": format})
    else:
        out(render("cli-exported", told, config.language))
    return 0


def _node_names(config: Config) -> tuple[str, int, int]:
    """Return a `node_names.json`, and how many nodes in it have a key, and how many have none."""
    from steadymesh.ids import format_node_num, parse_node_num
    from steadymesh.keys.files.formats import format_node_names, record_of_row

    entries: dict[str, object] = {}
    after: dict[str, object] = {}
    while True:
        answer = at_desk(config, "keys.export", {"limit": PAGE, **after})
        page = dict(answer) if isinstance(answer, Mapping) else {}
        if len(page) < PAGE or not page.keys() - entries.keys():
            entries |= page
            break
        entries |= page
        after = {"after": format_node_num(max(parse_node_num(str(entry)) for entry in page))}
    records = tuple(record_of_row(str(entry), row) for entry, row in entries.items() if isinstance(row, Mapping))
    keys = sum(record.key is not None for record in records)
    return format_node_names(records), keys, len(records) - keys


def _backup(config: Config) -> tuple[str, int, int]:
    """Return a backup, and how many nodes in it have a key, and how many have none."""
    from steadymesh.keys.files.backup import dump

    bindings: list[Mapping[str, object]] = []
    nodes: dict[str, object] = {}
    head: object = {}
    for answer in pages(config, "keys.export", {"form": "steadymesh"}, "keys"):
        if not isinstance(pick(answer, "keys"), list):
            raise ControlError(
                "The running steadymesh can't write a backup.",
                remedy="Is it of an older version? Restart it.",
                sentence="cli-backup-unknown",
            )
        bindings += rows(pick(answer, "keys"))
        more = pick(answer, "nodes")
        nodes |= dict(more) if isinstance(more, Mapping) else {}
        head = answer
    with_key = {text(row, "node") for row in bindings}
    others = sum(entry_of(entry) not in with_key for entry in nodes)
    written = dump(rows=bindings, nodes=nodes, own=text(head, "own") or None, written=text(head, "written"))
    return written, len(with_key), others


def entry_of(entry: str) -> str:
    """Return the `!hex` of a decimal node number."""
    return f"!{int(entry):08x}" if entry.isascii() and entry.isdigit() else entry


def _parts(parsed: Parsed) -> Iterator[dict[str, object]]:
    """Yield what a file tells as the arguments of several requests; at least one."""
    from steadymesh.keys.files.backup import row_of_binding
    from steadymesh.keys.files.formats import row_of_record
    from steadymesh.keys.files.unbound import row_of_unbound

    part: list[dict[str, object]] = []
    for _, bindings in groupby(sorted(parsed.bindings, key=lambda one: one.node), key=lambda one: one.node):
        part += map(row_of_binding, bindings)  # the keys of one node go together
        if len(part) >= IMPORT_AT_ONCE:
            yield {"bindings": part}
            part = []
    if part:
        yield {"bindings": part}
    if parsed.unbound:
        yield {"unbound": [row_of_unbound(one) for one in parsed.unbound]}
    is_told = bool(parsed.bindings or parsed.unbound)
    for first in range(0, max(0 if is_told else 1, len(parsed.records)), IMPORT_AT_ONCE):
        records = parsed.records[first : first + IMPORT_AT_ONCE]
        yield {"entries": {str(record.num): row_of_record(record) for record in records}}


def _imported(config: Config, parsed: Parsed, word: str) -> dict[str, object]:
    """Hand it to the running process, or write it to the disk when none runs; return the report."""
    from steadymesh.keys.files.records import FileKind

    parts: list[dict[str, object]] = [{"link": word}] if parsed.kind is FileKind.LINK else list(_parts(parsed))
    total: dict[str, object] = {"imported": 0, "unchanged": 0, "without_key": 0, "saved": True}
    for place, part in enumerate(parts):
        try:
            answer = ask(config.state_dir, "keys.import", part, IMPORT_S)
        except NotRunningError:
            if place:  # it ended between two parts; the rest belongs where the first part went
                raise
            return _on_disk(config, parts)
        total = _sum(total, answer)
    return total


def _on_disk(config: Config, parts: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Write all of it to the disk at once."""
    from steadymesh.app import offline

    whole: dict[str, object] = {}
    for part in parts:
        for name, value in part.items():
            before = whole.get(name)
            if isinstance(before, list) and isinstance(value, list):
                whole[name] = before + value
            elif isinstance(before, dict) and isinstance(value, dict):
                whole[name] = before | value
            else:
                whole[name] = value
    report = on_disk(config, lambda: offline.at_desk(config.state_dir, "keys.import", whole, language=config.language))
    return dict(report) if isinstance(report, Mapping) else {}


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
    return {
        **counted,
        **{name: [*rows(total.get(name)), *rows(answer.get(name))] for name in ("skipped", "replaced")},
        "saved": bool(total["saved"]) and answer.get("saved") is True,
    }


def _tell(report: Mapping[str, object], language: str) -> None:
    """Print the report for a person."""
    problems = rows(report.get("problems"))
    for problem in problems[:SHOWN_PROBLEMS]:
        out(text(problem, "sentence"))
    if len(problems) > SHOWN_PROBLEMS:
        out(render("cli-import-more-problems", {"count": len(problems) - SHOWN_PROBLEMS}, language))
    replaced = rows(report.get("replaced"))
    for one in replaced[:SHOWN_PROBLEMS]:
        told = {"who": label_of(one), "fingerprint": text(one, "fingerprint"), "before": text(one, "before") or "none"}
        out(render("cli-import-replaced", told, language))
    if len(replaced) > SHOWN_PROBLEMS:
        out(render("cli-import-more-replaced", {"count": len(replaced) - SHOWN_PROBLEMS}, language))
    fields = {name: int(number(report, name)) for name in ("imported", "unchanged", "without_key")}
    file = render("cli-import-link", {}, language) if report.get("kind") == "link" else text(report, "file")
    out(render("cli-imported", {**fields, "problems": len(problems), "file": file}, language))
