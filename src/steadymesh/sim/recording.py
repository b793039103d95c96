"""Recorded conversations as files: JSON lines, bytes as they went through the socket.

The first line tells what it is; then `{"t", "from": "radio"|"client", "hex"}` and `{"t", "from": "socket", "event"}`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from steadymesh.errors import InputFileError
from steadymesh.sim.framing import Cutter
from steadymesh.wire import pb

MAX_BYTES: Final = 64 * 1024 * 1024
"""Larger files are not read into memory."""

MAX_T_S: Final = 1e9
"""Longest recording, seconds: some thirty years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One FromRadio payload of a recording."""

    t: float
    kind: str
    """Its variant; empty: none that we know."""
    payload: bytes = field(repr=False)


@dataclass(slots=True, kw_only=True)
class Dump:
    """One recorded dump: what was asked and what came, without the `config_complete_id`."""

    nonce: int
    frames: list[Told] = field(default_factory=list)
    complete_at: float | None = None
    """None: the recording ends before it is complete."""

    def of_kind(self, *kinds: str) -> list[bytes]:
        """Return the payloads of some variants, in order."""
        return [told.payload for told in self.frames if told.kind in kinds]


@dataclass(slots=True, kw_only=True)
class Segment:
    """One recorded connection."""

    dumps: list[Dump] = field(default_factory=list)
    live: list[Told] = field(default_factory=list)
    """What came outside of dumps."""
    ended_at: float | None = None
    """When the connection ended; None: the recording ends before."""
    said_goodbye: bool = False
    """The recorded client left by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A whole file."""

    what: str
    firmware: str
    segments: tuple[Segment, ...]


def load(path: Path) -> Recording:
    """Read a recording.

    Raises:
        InputFileError: It is missing, too large, or no recording; the sentence names the line.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputFileError(
                f"{path} is too large for a recording.",
                remedy="64 MiB is the most.",
                sentence="recording-too-large",
                fields={"path": str(path)},
            )
        text = path.read_text(encoding="utf-8")
    except OSError as exc:
        why = exc.strerror or str(exc)
        raise InputFileError(
            f"{path} can't be read: {why}.",
            remedy="Name a recorded conversation.",
            sentence="recording-unreadable",
            fields={"path": str(path), "why": why},
        ) from exc
    except UnicodeDecodeError as exc:
        raise InputFileError(
            f"{path} is no text.",
            remedy="Name a recorded conversation (JSON lines).",
            sentence="recording-no-text",
            fields={"path": str(path)},
        ) from exc
    return parse(text, name=str(path))


def parse(text: str, *, name: str) -> Recording:
    """Return what the text of a recording says.

    Args:
        text: JSON lines.
        name: For error messages.

    Raises:
        InputFileError: It is no recording; the sentence names the line.
    """
    reader = _Reader()
    header: dict[str, object] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entry = _object(line)
            if header is None:
                header = entry
                header["what"]
            else:
                reader.take(entry)
        except (ValueError, KeyError, TypeError, RecursionError, pb.DecodeError) as exc:
            raise InputFileError(
                f"{name}, line {number}: this is no line of a recorded conversation ({exc}).",
                remedy='Each has "t", "from" and "hex" or "event"; the first says "what".',
                sentence="recording-wrong-line",
                fields={"path": name, "line": number, "why": str(exc)},
            ) from exc
    if header is None or not any(segment.dumps for segment in reader.segments):
        raise InputFileError(
            f"{name} has no handshake in it.",
            remedy="Name a recorded conversation.",
            sentence="recording-no-handshake",
            fields={"path": name},
        )
    return Recording(
        what=str(header["what"]),
        firmware=str(header.get("firmware", "")),
        segments=tuple(segment for segment in reader.segments if segment.dumps),
    )


class _Reader:
    """Sorts the entries of a file into connections, dumps and live frames."""

    def __init__(self) -> None:
        self.segments = [Segment()]
        self._from_radio, self._from_client = Cutter(), Cutter()

    def take(self, entry: dict[str, object]) -> None:
        """Take one line."""
        at = entry["t"]
        if not isinstance(at, int | float) or not 0 <= at < MAX_T_S:
            raise TypeError("t is no number of seconds")
        match entry["from"]:
            case "radio":
                for payload in self._from_radio.feed(_bytes(entry["hex"])):
                    self._radio(float(at), payload)
            case "client":
                for payload in self._from_client.feed(_bytes(entry["hex"])):
                    self._client(payload)
            case "socket":
                self._socket(float(at), entry["event"])
            case other:
                raise ValueError(f"from {str(other)[:20]!r}")

    def _radio(self, at: float, payload: bytes) -> None:
        told = pb.FromRadio.FromString(payload)
        kind = told.WhichOneof("payload_variant") or ""
        segment = self.segments[-1]
        dump = segment.dumps[-1] if segment.dumps and segment.dumps[-1].complete_at is None else None
        if dump is None or kind in {"packet", "queueStatus"}:
            segment.live.append(Told(t=at, kind=kind, payload=payload))
        elif kind == "config_complete_id":
            dump.complete_at = at
        else:
            dump.frames.append(Told(t=at, kind=kind, payload=payload))

    def _client(self, payload: bytes) -> None:
        asked = pb.ToRadio.FromString(payload)
        match asked.WhichOneof("payload_variant"):
            case "want_config_id":
                self.segments[-1].dumps.append(Dump(nonce=asked.want_config_id))
            case "disconnect":
                self.segments[-1].said_goodbye = True
            case _:
                pass

    def _socket(self, at: float, event: object) -> None:
        if event == "eof":
            self.segments[-1].ended_at = at
            self._from_radio, self._from_client = Cutter(), Cutter()
        elif event == "reconnected":
            self.segments.append(Segment())


def _object(line: str) -> dict[str, object]:
    entry = json.loads(line)
    if not isinstance(entry, dict):
        raise TypeError("not an object")
    return entry


def _bytes(value: object) -> bytes:
    if not isinstance(value, str):
        raise TypeError("hex is no string")
    return bytes.fromhex(value)
