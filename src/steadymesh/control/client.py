"""Asks the running process, from the command line: one request, one answer, within one deadline. No event loop here."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from steadymesh.clock import monotonic
from steadymesh.control.protocol import MAX_LINE, decode_answer, encode_request, socket_address
from steadymesh.errors import ControlError, NotRunningError

TIMEOUT_S: Final = 10.0
"""The running process answers within milliseconds; one whose loop is blocked is told of instead of waited for."""

ANSWER_S: Final = 0.5
"""Of the time-out, for the answer: what has not been begun before is left undone, so that “not answered” means that."""


def request(path: Path, op: str, args: Mapping[str, object] | None = None, timeout_s: float = TIMEOUT_S) -> object:
    """Return the running process's answer.

    Args:
        path: Its control socket.
        op: What to do, such as `link.release`.
        args: With what.
        timeout_s: For the whole conversation.

    Raises:
        NotRunningError: No process listens there.
        ControlError: It refused, did not answer in time, or closed the connection.
    """
    deadline = monotonic() + timeout_s
    line = encode_request(op, args or {}, deadline - ANSWER_S)
    if len(line) > MAX_LINE:
        size_kib = len(line) // 1024
        raise ControlError(
            f"This is too much for one request ({size_kib} KiB).",
            remedy="Import it in parts.",
            sentence="control-too-much",
            fields={"size": size_kib},
        )
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout_s)
        _connect(connection, path)
        try:
            connection.sendall(line)
            answer = _read_line(connection, deadline)
        except TimeoutError:
            raise ControlError(
                f"The running steadymesh did not answer within {timeout_s:g} s.",
                remedy="What it had not begun by then it leaves undone. Look at its log, restart it if need be.",
                sentence="control-no-answer",
                fields={"timeout_s": timeout_s},
            ) from None
        except OSError as exc:
            raise _gone() from exc
    return decode_answer(answer)


def _connect(connection: socket.socket, path: Path) -> None:
    try:
        with socket_address(path) as address:
            connection.connect(address)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
        raise NotRunningError(
            f"No running steadymesh uses the state directory {path.parent}.",
            remedy="Start one with `steadymesh run`, or name another directory with --state-dir.",
            sentence="control-not-running",
            fields={"state_dir": str(path.parent)},
        ) from None
    except PermissionError:
        raise ControlError(
            f"The control socket {path} belongs to somebody else.",
            remedy="Run this as the user who runs steadymesh.",
            sentence="control-foreign",
            fields={"path": str(path)},
        ) from None
    except (TimeoutError, BlockingIOError):  # unix(7): EAGAIN when nobody accepts
        raise ControlError(
            "The running steadymesh takes no connection.",
            remedy="It may hang: look at its log, restart it if need be.",
            sentence="control-hangs",
        ) from None
    except OSError as exc:
        why = exc.strerror or str(exc)
        raise ControlError(
            f"The control socket {path} can't be used: {why}.",
            sentence="control-unusable",
            fields={"path": str(path), "why": why},
        ) from exc


def _read_line(connection: socket.socket, deadline: float) -> bytes:
    """Return the answer's line.

    Raises:
        TimeoutError: It was not there in time.
        ControlError: The connection ended before, or the line has no end.
    """
    parts: list[bytes] = []
    size_bytes = 0
    while not (parts and parts[-1].endswith(b"\n")):
        left_s = deadline - monotonic()
        if left_s <= 0:
            raise TimeoutError
        connection.settimeout(left_s)
        part = connection.recv(1 << 18)
        size_bytes += len(part)
        if not part or size_bytes > MAX_LINE:
            raise _gone()
        parts.append(part)
    return b"".join(parts)


def _gone() -> ControlError:
    return ControlError(
        "The running steadymesh closed the connection before it had answered.",
        remedy="See whether it has done what you asked (its log; outbox list) before you try again.",
        sentence="control-cut-off",
    )
