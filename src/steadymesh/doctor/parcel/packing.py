"""Packs a report: pieces are cleaned, searched once more for secrets, and written as one archive that is ours alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from steadymesh.app.logs import muted
from steadymesh.app.pluginlist import plugin_rows
from steadymesh.clock import SystemClock
from steadymesh.config import Config
from steadymesh.config.explain import HIDDEN
from steadymesh.config.secrets import untold_of
from steadymesh.doctor.answer import Answer
from steadymesh.doctor.parcel import looks
from steadymesh.doctor.parcel.aliases import Aliases, Named
from steadymesh.doctor.parcel.asking import Answers, ask_all
from steadymesh.doctor.parcel.guard import Guard, digests_of
from steadymesh.doctor.parcel.pieces import Missing, Piece, collect
from steadymesh.doctor.parcel.vocabulary import vocabulary
from steadymesh.doctor.parcel.writing import check_target, write
from steadymesh.errors import InvalidIdError, SteadymeshError
from steadymesh.ids import parse_node_num
from steadymesh.words import render

README: Final = "README.txt"

LEFT_OUT: Final = "(this line was left out: it held {name})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What was written, and what was not."""

    file: Path
    size_bytes: int
    pieces: Sequence[tuple[str, int]]
    """Name and size of each."""
    missing: Sequence[Missing] = ()
    """What could not be made, and why."""
    refused: Sequence[tuple[str, str]] = ()
    """A piece that stayed out, and the name of the secret that stood in it."""
    lines_left_out: int = 0


@dataclass(slots=True, kw_only=True)
class _Parcel:
    pieces: dict[str, bytes] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    lines_left_out: int = 0


def pack(config: Config, file: Path, *, may_visit: bool, with_nodes: bool, replace: bool) -> Packed:
    """Collect everything that a helper needs and write it to a file of mode 0600.

    Args:
        config: The configuration.
        file: Where to.
        may_visit: Whether the radio may be looked at where no bot runs.
        with_nodes: Leave names and numbers of nodes as they are.
        replace: A file that is there already goes.

    Raises:
        UsageError: It can't be written, or is there already.
    """
    check_target(file, replace=replace)
    salt = _drawn()
    answers = ask_all(config.state_dir, salt)
    ordinary = vocabulary()
    told = _shown_settings(config)
    guard = Guard(secrets=untold_of(config, told), digests=digests_of(answers.digests), salt=salt, ordinary=ordinary)
    aliases = None if with_nodes else _aliases(answers, ordinary)
    parcel = _Parcel()
    for one in collect(config, answers, may_visit=may_visit):
        _put(parcel, one, guard, aliases)
    _put(parcel, Piece(name=README, text=_readme(parcel, config.language, with_nodes=with_nodes)), guard, None)
    size_bytes = write(file, parcel.pieces, replace=replace)
    return Packed(
        file=file,
        size_bytes=size_bytes,
        pieces=[(name, len(data)) for name, data in parcel.pieces.items()],
        missing=parcel.missing,
        refused=parcel.refused,
        lines_left_out=parcel.lines_left_out,
    )


def _put(parcel: _Parcel, one: Piece | Missing, guard: Guard, aliases: Aliases | None) -> None:
    """Clean a piece and take it in, unless a secret stands in it all the same."""
    if isinstance(one, Missing):
        parcel.missing.append(Missing(name=one.name, why=_clean(one.why, guard, aliases)))
        return
    text = _clean(one.text, guard, aliases)
    if one.has_places and aliases is not None:
        text = looks.without_places(text)
    name = guard.found(text)
    if name and one.name.endswith(".txt"):
        text = _without_lines(text, guard, parcel)
        name = guard.found(text)
    if name:
        parcel.refused.append((one.name, name))
        return
    parcel.pieces[one.name] = text.encode("utf-8", "backslashreplace")


def _clean(text: str, guard: Guard, aliases: Aliases | None) -> str:
    text = looks.hidden(guard.hidden(text))
    text = text if aliases is None else aliases.renamed(text)
    home = str(Path.home())
    return re.sub(rf"{re.escape(home)}(?=[/\s\"',:;)]|$)", "~", text) if len(home) > 1 else text


def _without_lines(text: str, guard: Guard, parcel: _Parcel) -> str:
    """Return a log without the lines in which a secret was found: the rest is worth having."""
    lines = []
    for line in text.splitlines():
        name = guard.found(line)
        parcel.lines_left_out += bool(name)
        lines.append(LEFT_OUT.format(name=name) if name else line)
    return "\n".join(lines) + "\n"


def _shown_settings(config: Config) -> frozenset[str]:
    """Return the settings of plug-ins that they show to anybody, by full name."""
    with muted():
        try:
            rows = plugin_rows(config)
        except SteadymeshError:
            return frozenset()
    shown = set()
    for row in rows:
        settings = row["settings"]
        for name, value in settings.items() if isinstance(settings, Mapping) else ():
            if value != HIDDEN:
                shown.add(f"plugin.{row['name']}.{name}")
    return frozenset(shown)


def _aliases(answers: Answers, ordinary: frozenset[str]) -> Aliases:
    nodes = []
    for row in answers.nodes if isinstance(answers.nodes, list) else ():
        if isinstance(row, Mapping) and (num := _num(row.get("node"))) is not None:
            names = (row.get("name"), row.get("short_name"))
            nodes.append(Named(num=num, names=tuple(name for name in names if isinstance(name, str) and name)))
    status = Answer(answers.status)
    own, name = _num(status.pick("radio", "node")), status.pick("radio", "name")
    if own is not None and isinstance(name, str) and name:
        nodes.append(Named(num=own, names=(name,)))
    return Aliases(key=_drawn(), nodes=nodes, own=own, ordinary=ordinary)


def _num(word: object) -> int | None:
    try:
        return int(parse_node_num(word)) if isinstance(word, str) else None
    except InvalidIdError:
        return None


def sentence_of(name: str) -> str:
    """Return the id of the sentence that says what a piece is."""
    return f"report-piece-{Path(name).stem}"


def _readme(parcel: _Parcel, language: str, *, with_nodes: bool) -> str:
    """Return what is in the report, and what is not, for whoever is about to send it."""
    fields = {"nodes": "yes" if with_nodes else "no"}
    lines = [render("report-about", fields, language), "", render("report-privacy", fields, language), ""]
    lines += [f"{name}: {render(sentence_of(name), {}, language)}" for name in parcel.pieces]
    lines += [render("report-missing", {"name": one.name, "why": one.why}, language) for one in parcel.missing]
    lines += [render("report-refused", {"name": name, "secret": secret}, language) for name, secret in parcel.refused]
    return "\n".join(lines) + "\n"


def _drawn() -> bytes:
    """Return 16 bytes by chance, for this report alone."""
    clock = SystemClock()
    return b"".join(int(clock.packet_id()).to_bytes(4, "big") for _ in range(4))
