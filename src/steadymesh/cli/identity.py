"""`identity backup`, `identity restore`: the radio's own key and channels in a file, for the day after a reflash."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from steadymesh.cli.answers import local_time, number, pick, rows, text
from steadymesh.cli.door import ask
from steadymesh.cli.options import Flag, Given
from steadymesh.cli.output import complain, out, out_json
from steadymesh.errors import ControlError, NotRunningError, UsageError
from steadymesh.words import clean, render

if TYPE_CHECKING:
    from steadymesh.app.identity import IdentityDesk
    from steadymesh.config import Config
    from steadymesh.model.identity import Identity

    Work = Callable[[IdentityDesk, Callable[[str], None]], Awaitable[object]]

NOT_DONE: Final = 2
"""Exit code where the radio does not have what was asked for."""

_NOTHING: Final = "–"

_BEFORE: Final = frozenset({"key-lost"})
"""Notes that are of use before it is done only."""


def backup(file: Path, /, *, replace: Flag = False, json: Flag = False, options: Given) -> int:
    """Keep the radio's private key and channels in a file that only you may read, for the day after a reflash.

    Parameters
    ----------
    file
        Where to. Whoever has it can read what is written to the radio, and write in its name.
    replace
        Replace the file if it is there already.
    json
        Print one JSON document about it, without the secrets.
    """
    from steadymesh.keys.files.identity import format_identity, identity_of
    from steadymesh.keys.files.identityfile import check_target, write_identity

    config = options.load()
    check_target(file, replace=replace)

    async def work(desk: IdentityDesk, tell: Callable[[str], None]) -> object:
        from steadymesh.app.identityjobs import backed_up

        return await backed_up(desk, tell)

    document = _done(config, "identity.backup", {}, work)
    if not isinstance(document, Mapping):
        raise _no_answer()
    identity = identity_of(document, "The answer")
    write_identity(file, format_identity(identity), replace=replace)
    told = _described(identity, file)
    if json:
        out_json(told)
    else:
        out(render("identity-kept", _facts(told), config.language))
        out(render("identity-kept-secret", {"file": str(file)}, config.language))
    return 0


def restore(file: Path, /, *, yes: Flag = False, json: Flag = False, options: Given) -> int:
    """Write a kept identity to the radio, which restarts; without --yes, only say what that would change.

    Parameters
    ----------
    file
        What `identity backup` wrote.
    yes
        Do it.
    json
        Print one JSON document, without the secrets.
    """
    from steadymesh.app.identityplan import check
    from steadymesh.keys.files.identity import document_of, parse_identity
    from steadymesh.keys.files.identityfile import read_identity_file

    config = options.load()
    found = read_identity_file(file)
    identity = parse_identity(found.data, str(file))
    check(identity, str(file))
    if found.is_exposed:
        complain(render("identity-exposed", {"file": str(file)}, config.language))

    async def work(desk: IdentityDesk, tell: Callable[[str], None]) -> object:
        from steadymesh.app.identityjobs import restored

        return await restored(desk, identity, tell, is_meant=yes)

    answer = _done(config, "identity.restore", {"identity": document_of(identity), "yes": yes}, work)
    if not isinstance(answer, Mapping):
        raise _no_answer()
    described = _described(identity, file)
    if json:
        out_json({**answer, "file": described})
    else:
        for line in _lines(answer, described, config.language):
            out(line)
    return 0 if text(answer, "outcome") == "restored" else NOT_DONE


# --- the way to the radio -------------------------------------------------------------------


def _done(config: Config, op: str, args: Mapping[str, object], work: Work) -> object:
    """Have it done by the running steadymesh, or on a link of our own where none runs; return what came of it."""
    told: list[str] = []

    def tell(doing: str) -> None:
        """Say what is being done, once each, to whoever waits."""
        if doing not in told:
            told.append(doing)
            complain(render(f"identity-doing-{doing}", {}, config.language))

    try:
        _make_sure_of_the_radio(config)
    except NotRunningError:
        return _visited(config, work, tell)
    answer = ask(config.state_dir, op, args)
    while pick(answer, "state") == "working":
        if doing := text(answer, "doing"):
            tell(doing)
        answer = ask(config.state_dir, "identity.wait", {"job": pick(answer, "job")})
    return pick(answer, "result")


def _make_sure_of_the_radio(config: Config) -> None:
    """Refuse where the running steadymesh serves another radio than the configuration names.

    Raises:
        NotRunningError: None runs.
        UsageError: It serves another one.
    """
    from steadymesh.errors import InvalidIdError
    from steadymesh.link.target import parse_target

    serves = text(ask(config.state_dir, "link.status"), "target")
    if not config.node or not serves:
        return
    try:
        is_same = parse_target(config.node) == parse_target(serves)
    except InvalidIdError:
        is_same = config.node == serves
    if not is_same:
        raise UsageError(
            f"The running steadymesh serves {serves}, not {config.node}.",
            remedy="Name its own radio, or another --state-dir.",
            sentence="identity-other-radio",
            fields={"serves": serves, "asked": config.node},
        )


def _visited(config: Config, work: Work, tell: Callable[[str], None]) -> object:
    """Do it on a link of our own."""
    import asyncio

    from steadymesh.app.identityvisit import visit
    from steadymesh.app.logs import set_up
    from steadymesh.clock import SystemClock
    from steadymesh.doctor import running
    from steadymesh.doctor.neighbours import is_connected
    from steadymesh.link.target import parse_target

    def nobody(*_: object) -> object:
        raise NotRunningError("as asked before")

    if not config.node:
        raise UsageError(
            "No steadymesh runs on this state directory, and no radio is named.",
            remedy="Give --set link.node=tcp://ADDRESS, or the --state-dir of the one that runs.",
            sentence="identity-no-radio",
        )
    target = parse_target(config.node)
    if not running.look(config, ask=nobody).may_connect:
        raise UsageError(
            f"A process holds the state directory {config.state_dir}, and does not answer.",
            remedy="Look at its log, end it if need be, and try again.",
            sentence="identity-mute",
            fields={"state_dir": str(config.state_dir)},
        )
    level = "warning" if config.log_level == "info" else config.log_level
    tell("connecting")
    with set_up(level=level, form=config.log_format, language=config.language), asyncio.Runner() as runner:
        return runner.run(
            visit(
                config,
                target,
                lambda desk: work(desk, tell),
                clock=SystemClock(),
                neighbours=is_connected,
            )
        )


def _no_answer() -> ControlError:
    return ControlError(
        "The running steadymesh gave an answer that can't be read.",
        remedy="Is it of another version? Restart it.",
        sentence="control-answer-unreadable",
    )


# --- what is told ---------------------------------------------------------------------------


def _described(identity: Identity, file: Path) -> dict[str, object]:
    """Return what a file holds, as JSON has it; no secret."""
    from steadymesh.ids import format_node_num

    return {
        "file": str(file),
        "node": format_node_num(identity.node),
        "name": clean(identity.long_name),
        "short_name": clean(identity.short_name),
        "hw_model": identity.hw_model,
        "firmware": identity.firmware,
        "saved_at": identity.saved_at.isoformat(timespec="seconds"),
        "public_key": identity.public_key.base64,
        "fingerprint": identity.public_key.fingerprint,
        "admin_keys": [key.base64 for key in identity.admin_keys],
        "channels": [
            {"index": slot.index, "role": slot.role, "name": clean(slot.name)} for slot in identity.used_channels
        ],
    }


def _facts(described: Mapping[str, object]) -> dict[str, object]:
    """Return a description's fields for a sentence."""
    return {
        **{name: text(described, name) or _NOTHING for name in ("file", "node", "name", "fingerprint")},
        "saved_at": local_time(described, "saved_at"),
        "channels": len(rows(described.get("channels"))),
    }


def _lines(answer: Mapping[str, object], described: Mapping[str, object], language: str) -> Iterator[str]:
    """Yield the lines of a plan or of a report."""
    outcome = text(answer, "outcome")
    facts = {
        name: text(answer, name) or _NOTHING
        for name in ("node", "name", "hw_model", "firmware", "before", "after", "reason")
    }
    facts |= {"file": text(described, "file"), "fingerprint": text(described, "fingerprint")}
    yield render("identity-file-holds", _facts(described), language)
    if outcome == "planned":
        yield render("identity-planned", facts, language)
        yield from (f"  {_step(row, language)}" for row in rows(answer.get("steps")))
        yield from _notes(answer, language)
        yield render("identity-planned-yes", facts, language)
        return
    has_failed = outcome == "failed"
    if has_failed:
        outcome = "failed-dropped" if pick(answer, "was_dropped") is True else "failed-open"
    yield render(f"identity-{outcome}-report", facts, language)
    for row in rows(answer.get("steps")):
        state = text(row, "came") or text(row, "state")
        yield "  " + render(f"identity-state-{state}", {"step": _step(row, language)}, language)
    if not has_failed:
        yield from _notes(answer, language, leaves_out=_BEFORE)


def _notes(answer: Mapping[str, object], language: str, leaves_out: frozenset[str] = frozenset()) -> Iterator[str]:
    for row in rows(answer.get("notes")):
        if text(row, "note") in leaves_out:
            continue
        yield render(f"identity-note-{text(row, 'note')}", {name: text(row, name) for name in row}, language)


def _step(row: Mapping[str, object], language: str) -> str:
    """Return what a step writes, in words."""
    facts: dict[str, object] = {name: text(row, name) or _NOTHING for name in row}
    if "index" in row:
        facts["index"] = int(number(row, "index"))
    for name in ("role", "was_role"):
        if name in row:
            facts[name] = render(f"identity-role-{text(row, name).lower()}", {}, language)
    return render(f"identity-step-{text(row, 'step')}", facts, language)
