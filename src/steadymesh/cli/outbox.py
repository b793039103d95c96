"""`outbox list`, `outbox show`, `outbox cancel`: outgoing messages, what they wait for, and how they ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from steadymesh.cli.answers import local_time, number, pick, rows, text
from steadymesh.cli.door import ask, on_disk
from steadymesh.cli.options import Flag, Given, Json
from steadymesh.cli.outbox_words import is_open, kind, label, outcome, recipient, seconds, waits
from steadymesh.cli.output import out, out_json, table
from steadymesh.errors import NotRunningError, UsageError
from steadymesh.words import clean, render

if TYPE_CHECKING:
    from steadymesh.config import Config

MOST: Final = 5_000
"""As many ended messages as are kept."""

LONGEST_TEXT: Final = 400
"""Characters of a text that are shown: more than a packet holds."""

Key = Annotated[
    str,
    Parameter(help="A message's key as `outbox list` shows it: its beginning, or that of the part behind the time."),
]


def list_messages(
    *,
    all_: Annotated[bool, Parameter(name="--all", negative="", show_default=False)] = False,
    failed: Flag = False,
    limit: int = 50,
    json: Json = False,
    options: Given,
) -> int:
    """List the outgoing messages that are under way, never what they say; from the disk when no steadymesh runs.

    Parameters
    ----------
    all_
        Also those that have ended, the newest first.
    failed
        Only those that were refused or have expired, the newest first.
    limit
        So many at most.
    """
    if all_ and failed:
        raise UsageError("--all and --failed exclude each other.", remedy="Give one.", sentence="outbox-all-and-failed")
    if not 1 <= limit <= MOST:
        raise UsageError(
            f"--limit {limit} is no number of messages.",
            remedy=f"Give 1 to {MOST}.",
            sentence="outbox-wrong-limit",
            fields={"limit": limit, "most": MOST},
        )
    config = options.load()
    which = "all" if all_ else "failed" if failed else "open"
    answer = _at_desk(config, "outbox.list", {"which": which, "limit": limit if json else limit + 1})
    if json:
        out_json(answer)
        return 0
    listed = rows(answer)
    if not listed:
        out(render(f"cli-outbox-none-{which}", {}, config.language))
        return 0
    columns = ("message", "to", "made", "outcome", "priority", "sent", "bytes", "airtime", "note")
    headings = [render(f"cli-column-{name}", {}, config.language) for name in columns]
    out(table(headings, [_cells(row, config.language) for row in listed[:limit]]))
    if len(listed) > limit:
        out(render("cli-outbox-more", {"limit": limit}, config.language))
    return 0


def show(key: Key, /, *, json: Json = False, options: Given) -> int:
    """Show everything about one outgoing message, what it says included; from the disk when no steadymesh runs."""
    config = options.load()
    answer = _at_desk(config, "outbox.show", {"key": key, "language": config.language})
    if json:
        out_json(answer)
        return 0
    lines = [
        (render(f"cli-message-{name}", {}, config.language) if name else "", line)
        for name, line in _lines(answer, config.language)
    ]
    out(table(lines[0], lines[1:]))
    return 0


def cancel(key: Key, /, *, json: Json = False, options: Given) -> int:
    """Take back a message that has not left, and the pieces behind it."""
    config = options.load()
    answer = ask(config.state_dir, "outbox.cancel", {"key": key})
    if json:
        out_json(answer)
        return 0
    taken = rows(pick(answer, "entries"))
    whole = "cli-outbox-cancelled" if pick(answer, "is_whole") else "cli-outbox-cancelled-rest"
    fields = {"key": text(answer, "key"), "count": len(taken), "who": label(taken[0]) if taken else "–"}
    out(render(whole, fields, config.language))
    return 0


def _at_desk(config: Config, op: str, args: Mapping[str, object]) -> object:
    """Return what the running process answers, else what is kept on disk."""
    try:
        return ask(config.state_dir, op, args)
    except NotRunningError:
        if not config.state_dir.is_dir():
            raise

    def kept() -> object:
        from steadymesh.app.outboxdesk import kept_outbox

        return kept_outbox(config.state_dir, op, args, language=config.language)

    return on_disk(config, kept)


def _cells(row: Mapping[str, object], language: str) -> list[str]:
    return [
        text(row, "key"),
        recipient(row),
        local_time(row, "created"),
        outcome(row, language),
        kind(text(row, "priority"), language),
        f"{int(number(row, 'transmissions'))}×",
        text(row, "size_bytes"),
        seconds(number(row, "airtime_s"), language),
        _note(row, language),
    ]


def _note(row: Mapping[str, object], language: str) -> str:
    """Return what a message waits for, or why it failed."""
    return waits(row, language) if is_open(row) else text(row, "reason")


def _lines(row: object, language: str) -> Iterator[tuple[str, str]]:
    """Yield what each line is about, and what it says."""
    yield "key", text(row, "key")
    yield "to", label(row)
    yield "made", local_time(row, "created")
    yield "deadline", local_time(row, "deadline")
    yield "priority", kind(text(row, "priority"), language)
    if pick(row, "follows"):
        yield "follows", text(row, "follows")
    reason = text(row, "reason")
    yield "outcome", f"{outcome(row, language)} ({reason})" if reason else outcome(row, language)
    if is_open(row) and (waited := waits(row, language)):
        yield "waits", waited
    for part in ("what", "remedy"):
        if pick(row, part):
            yield part, clean(str(pick(row, part)), 1000)
    handed = {"count": int(number(row, "attempts")), "since": local_time(row, "first_sent") or "–"}
    yield "handed", render("cli-message-was-handed", handed, language)
    cost = {
        "count": int(number(row, "transmissions")),
        "bytes": int(number(row, "size_bytes")),
        "airtime": seconds(number(row, "airtime_s"), language),
    }
    yield "cost", render("cli-message-has-cost", cost, language)
    earlier = pick(row, "earlier_ids")
    ids = [text(row, "packet_id"), *(map(str, earlier) if isinstance(earlier, list) else ())]
    yield "packets", clean(", ".join(ids))
    for number_, line in enumerate(str(pick(row, "text") or "").split("\n")):
        yield "text" if number_ == 0 else "", clean(line, LONGEST_TEXT)
