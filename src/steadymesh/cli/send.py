"""`send`: a message of the operator's own, and how it ended."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Final, Literal

from cyclopts import Parameter

from steadymesh.cli.answers import pick, rows, text
from steadymesh.cli.door import ask
from steadymesh.cli.options import Flag, Given, Json
from steadymesh.cli.outbox_words import is_cancelled, is_failed, is_open, waits
from steadymesh.cli.output import complain, out, out_json
from steadymesh.cli.usage import no_option
from steadymesh.clock import monotonic
from steadymesh.errors import ControlError, NotRunningError, Told, UsageError
from steadymesh.words import clean, render, tell

if TYPE_CHECKING:
    from steadymesh.config import Config

Urgency = Literal["alert", "message", "announcement"]

FAILED: Final = 1
"""Exit code where a message was refused or has expired."""

STDIN: Final = "-"
"""As the text: what comes on standard input."""

_OPTION: Final = re.compile(r"--[a-z][^\s]*")
"""A text that is rather a misspelt option: once on the air it can't be called back."""

MOST_BYTES: Final = 1 << 20
"""Of standard input that are read: far more than can be sent, so that an endless one is refused as well."""

LONGEST_WAIT_S: Final = 7 * 86_400.0

ROUND_S: Final = 25.0
"""Of one request: a process that is stopped meanwhile is noticed within it."""

ANSWER_S: Final = 10.0
"""Longer than that the answer to one is waited for."""


def send(
    who: Annotated[
        str,
        Parameter(
            help="A node as `keys show` takes it, or a channel of our radio by name or number: '#LongFast', '#0' "
            "(in quotation marks: a shell takes # for a comment)."
        ),
    ],
    text: Annotated[
        str,
        Parameter(help="What to say; - reads it from standard input.", allow_leading_hyphen=True),
    ],
    /,
    *,
    wait: str = "120",
    lifetime: str | None = None,
    priority: Urgency = "message",
    force: Flag = False,
    json: Json = False,
    options: Given,
) -> int:
    """Send a message through the running steadymesh, and tell how it ended.

    A long text goes in up to nine messages, each behind the one before.

    Exit code 0: acknowledged, relayed, or still under way; 1: refused or expired; 2: not taken.

    Parameters
    ----------
    wait
        For how long to wait for the end, in seconds or as 2m; 0 returns at once with the key.
    lifetime
        For how long it may wait to leave, such as 30m (else the setting delivery.message_lifetime).
    priority
        alert: before everything, even on a busy channel. announcement: last, and not within delivery.quiet_hours.
    force
        Also to a node that nobody knows, that reads no messages, or that has moved on to another number.
    """
    wait_s = duration("--wait", wait, LONGEST_WAIT_S)
    lifetime_s = None if lifetime is None else duration("--lifetime", lifetime, LONGEST_WAIT_S)
    if _OPTION.fullmatch(text):
        raise no_option(text, Told("A text like that goes by standard input: TEXT -.", "send-like-an-option"))
    said = from_stdin() if text == STDIN else text
    refuse_no_utf8(who, "send-who-not-utf8")
    refuse_no_utf8(said, "send-not-utf8")
    config = options.load()
    args = {"who": who, "text": said, "force": force, "priority": priority, "language": config.language}
    answer = ask(config.state_dir, "send", args if lifetime_s is None else {**args, "lifetime_s": lifetime_s})
    entries = rows(pick(answer, "entries"))
    if not json:
        _tell_taken(answer, entries, config.language)
    entries = _waited(config, entries, wait_s)
    if json:
        out_json(entries)
    elif wait_s > 0 or not all(is_open(row) for row in entries):
        for line in _ended(answer, entries, config.language):
            out(line)
    return FAILED if any(is_failed(row) for row in entries) else 0


def duration(option: str, word: str, most_s: float) -> float:
    """Return the seconds that an option names: a bare number, or with a unit.

    Raises:
        UsageError: It names none, or too many.
    """
    from steadymesh.config import RefusedError, parse_duration

    bare = word.strip()
    is_number = bare.isascii() and bare.replace(".", "", 1).isdigit() and len(bare) <= 12
    try:
        seconds = float(bare) if is_number else parse_duration(bare)
    except RefusedError:
        seconds = most_s + 1
    if seconds > most_s:
        shown = clean(word, 40)
        raise UsageError(
            f"{option} {shown}: write seconds, or a time such as 90s, 2m or 1h, at most 7d.",
            sentence="send-no-duration",
            fields={"option": option, "text": shown},
        )
    return seconds


def from_stdin() -> str:
    """Return what comes on standard input, without the line's end that `echo` adds.

    Raises:
        UsageError: It is not UTF-8, or can't be read.
    """
    try:
        data = b"" if sys.stdin is None else sys.stdin.buffer.read(MOST_BYTES + 1)
    except OSError as exc:
        why = exc.strerror or str(exc)
        raise UsageError(
            f"Standard input can't be read: {why}.", sentence="send-stdin-unreadable", fields={"why": why}
        ) from exc
    if len(data) > MOST_BYTES:
        raise UsageError(
            "The text on standard input is longer than 1 MB: no radio carries that.", sentence="send-stdin-too-long"
        )
    try:
        return data.decode("utf-8").removesuffix("\n")
    except UnicodeDecodeError:
        raise _no_utf8("send-not-utf8") from None


def refuse_no_utf8(word: str, sentence: str) -> None:
    """Raise where an argument holds bytes that are no UTF-8: the interpreter hands them on as half characters."""
    try:
        word.encode("utf-8")
    except UnicodeEncodeError:
        raise _no_utf8(sentence) from None


def _no_utf8(sentence: str) -> UsageError:
    what = "The text" if sentence == "send-not-utf8" else "The recipient's name"
    return UsageError(f"{what} is not valid UTF-8.", remedy="Send it as UTF-8.", sentence=sentence)


def _waited(config: Config, entries: Sequence[Mapping[str, object]], wait_s: float) -> list[Mapping[str, object]]:
    """Return the messages as they stand when all have ended, or when the time is over.

    They are written down: a process that is stopped, or too busy, ends the wait with its own sentence on stderr.
    """
    end = monotonic() + wait_s
    current = list(entries)
    keys = [text(row, "key") for row in entries]
    while any(is_open(row) for row in current) and (left_s := end - monotonic()) > 0:
        seconds = min(left_s, ROUND_S)
        args = {"keys": keys, "seconds": seconds, "language": config.language}
        try:
            current = rows(ask(config.state_dir, "outbox.wait", args, seconds + ANSWER_S)) or current
        except (NotRunningError, ControlError) as exc:
            complain(tell(exc.told, config.language))
            break
    return current


def _tell_taken(answer: object, entries: Sequence[Mapping[str, object]], language: str) -> None:
    fields = {"who": text(answer, "who"), "key": text(entries[0] if entries else {}, "key"), "count": len(entries)}
    out(render("cli-send-taken", fields, language))
    sys.stdout.flush()  # whoever ends the wait has the key


def _ended(answer: object, entries: Sequence[Mapping[str, object]], language: str) -> list[str]:
    """Return how it ended, in words: one sentence, with why and what to do about it."""
    who, count = text(answer, "who"), len(entries)
    arrived = sum(text(row, "outcome") in ("acknowledged", "relayed") for row in entries)
    fields: dict[str, object] = {"who": who, "count": count, "arrived": arrived, "wait": "", "key": ""}
    failed = next((row for row in entries if is_failed(row)), None)
    under_way = next((row for row in entries if is_open(row)), None)
    told: Mapping[str, object] | None = None
    if failed is not None:
        ended = "cancelled" if is_cancelled(failed) else text(failed, "outcome")
        told = None if is_cancelled(failed) else failed
    elif under_way is not None:
        ended = "open"
        fields |= {"wait": waits(under_way, language) or "none", "key": text(under_way, "key")}
    elif all(text(row, "outcome") == "acknowledged" for row in entries):
        ended = "acknowledged"
    else:
        ended = "relayed-to-channel" if text(entries[0], "to") == "broadcast" else "relayed"
    lines = [render(f"cli-send-{ended}", fields, language)]
    if told is not None:
        reason = " ".join(clean(str(told.get(part) or ""), 1000) for part in ("what", "remedy")).strip()
        lines += [reason] if reason else []
    return lines
