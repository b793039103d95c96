"""What goes over the control socket: one JSON object a line, in both directions.

A request is `{"op": "link.release", "args": {"seconds": 600}, "until": 81.5}`: when it has not been begun by then, on
the clock that all processes of this boot share, nobody waits for it any more and it is left undone. The answer is
`{"ok": true, "result": …}` or
`{"ok": false, "error": "what happened", "remedy": "what to do", "sentence": "id", "fields": {…}, "blame": "state"}`,
where only the first two are always there; the sentence says the same in the asker's language, and the blame is told
where it is the state directory's. A connection may carry several requests, one after the other.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from steadymesh.errors import ControlError, ControlStateError, StateError, SteadymeshError

SOCKET_NAME: Final = "control.sock"
"""In the state directory."""

MAX_LINE: Final = 8 * 1024 * 1024
"""Longest request or answer, in bytes: 10,000 nodes or an import of as many keys take some 3 MB."""

MAX_PATH: Final = 107
"""Longest path that a Unix socket's address holds, in bytes (unix(7): 108 with the final zero)."""


_STATE: Final = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the command line asks."""

    op: str
    args: Mapping[str, object]
    until: float | None = None
    """`clock.monotonic` seconds after which nobody waits for it; None: nobody has said."""


def encode_request(op: str, args: Mapping[str, object], until: float | None = None) -> bytes:
    """Return the request's line."""
    return _line({"op": op, "args": dict(args)} | ({} if until is None else {"until": until}))


def decode_request(line: bytes) -> Request:
    """Return what a line asks.

    Raises:
        ControlError: It is no request.
    """
    match _parsed(line):
        case {"op": str(op), "args": dict(args), **more}:
            return Request(op=op, args=args, until=_until(more))
        case {"op": str(op), **rest} if "args" not in rest:
            return Request(op=op, args={}, until=_until(rest))
    raise ControlError("This is no request.", remedy='Write {"op": "status", "args": {}} on one line.')


def _until(more: Mapping[object, object]) -> float | None:
    until = more.get("until")
    return float(until) if isinstance(until, int | float) and not isinstance(until, bool) else None


def encode_result(result: object) -> bytes:
    """Return the line of an answer that carries a result.

    Raises:
        TypeError: The result holds what JSON can't say.
        ValueError: It holds itself, or a number that is none.
    """
    return _line({"ok": True, "result": result})


def encode_error(error: SteadymeshError) -> bytes:
    """Return the line of an answer that says why not."""
    refusal: dict[str, object] = {"ok": False, "error": error.what}
    if error.remedy:
        refusal["remedy"] = error.remedy
    if isinstance(error, StateError):
        refusal["blame"] = _STATE
    told = error.told
    if told.sentence and all(isinstance(value, str | int | float) for value in told.fields.values()):
        refusal |= {"sentence": told.sentence, "fields": dict(told.fields)}
    return _line(refusal)


def decode_answer(line: bytes) -> object:
    """Return the result that an answer carries.

    Raises:
        ControlError: The request was refused, with the reason; or this is no answer.
        ControlStateError: The state directory did not take what was asked.
    """
    match _parsed(line):
        case {"ok": True, "result": result}:
            return result
        case {"ok": False, "error": str(what), **more}:
            remedy, sentence, fields = more.get("remedy"), more.get("sentence"), more.get("fields")
            kind = ControlStateError if more.get("blame") == _STATE else ControlError
            raise kind(
                what,
                remedy=remedy if isinstance(remedy, str) else "",
                sentence=sentence if isinstance(sentence, str) else "",
                fields=fields if isinstance(fields, dict) else {},
            )
    raise ControlError(
        "The running steadymesh gave an answer that can't be read.",
        remedy="Is it of another version? Restart it.",
        sentence="control-answer-unreadable",
    )


@contextmanager
def socket_address(path: Path) -> Iterator[str]:
    """Yield the address to bind or connect to, also for a path that is too long for one.

    Linux reaches a long one through the open directory's entry in /proc.

    Raises:
        ControlError: The path is too long, and there is no /proc.
        OSError: The directory can't be opened.
    """
    if len(os.fsencode(path)) <= MAX_PATH:
        yield str(path)
        return
    directory = os.open(path.parent, os.O_PATH | os.O_DIRECTORY) if hasattr(os, "O_PATH") else -1
    try:
        short = f"/proc/self/fd/{directory}"
        if directory < 0 or not Path(short).exists():
            raise ControlError(
                f"The path of the control socket is longer than {MAX_PATH} bytes: {path}.",
                remedy="Choose a shorter --state-dir.",
                sentence="control-path-too-long",
                fields={"limit": MAX_PATH, "path": str(path)},
            )
        yield f"{short}/{path.name}"
    finally:
        if directory >= 0:
            os.close(directory)


def remove_socket(path: Path) -> None:
    """Remove a socket's file; what is none, or is gone, stays as it is.

    Raises:
        OSError: A disk that takes nothing keeps it, or it can't be looked at.
    """
    with suppress(FileNotFoundError):
        if stat.S_ISSOCK(path.lstat().st_mode):
            path.unlink()


def _line(value: object) -> bytes:
    return (
        json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace") + b"\n"
    )


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
