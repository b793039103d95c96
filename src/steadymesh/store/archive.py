"""One file that holds a state directory: a gzip'd tar of a manifest and of the files that it names.

Anything that reads tar reads it. What is read in here may come from anybody: nothing but the files that we know is
taken, none longer than it may be or than the manifest says, and each has to have its checksum.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from steadymesh.errors import InputFileError
from steadymesh.words import render

FORMAT: Final = "steadymesh-backup"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"

MAX_MANIFEST_BYTES: Final = 64_000
MAX_FILE_BYTES: Final = 4_000_000_000
"""A year of a mesh of 300 nodes has some 10 MB; a tar of the oldest kind, which everything reads, has up to 8 GB."""

_BLOCK: Final = tarfile.BLOCKSIZE
_PIECE: Final = 1 << 20
_LEVEL: Final = 6
_BROKEN: Final = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A file as the manifest has it."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What stands in front."""

    made: str
    """RFC 3339."""
    steadymesh: str
    """The version that made it."""
    schema: str
    """The database's number."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many rows of each kind."""
    files: Mapping[str, Stored] = field(default_factory=dict)


def stored(path: Path) -> Stored:
    """Return a file's size and checksum.

    Raises:
        OSError: It can't be read.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Stored(size_bytes=file.tell(), sha256=digest)


def pack(target: Path, manifest: Manifest, sources: Mapping[str, Path], at: datetime) -> None:
    """Write a new file that only its owner may read; it is on the disk when this returns.

    Args:
        target: Must not exist.
        manifest: Names the files.
        sources: Where they are.
        at: Wall time, for their dates.

    Raises:
        OSError: It can't be written, or one of them not be read.
    """
    head = json.dumps({"format": FORMAT, "version": VERSION, **asdict(manifest)}, indent=1).encode()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        packed = gzip.GzipFile("", "wb", _LEVEL, file, mtime=at.timestamp())
        with packed, tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            tar.addfile(_header(MANIFEST, len(head), at), BytesIO(head))
            for name, source in sources.items():
                with source.open("rb") as content:
                    tar.addfile(_header(name, manifest.files[name].size_bytes, at), content)
        file.flush()
        os.fsync(file.fileno())


def unpack(source: Path, names: tuple[str, ...], folder: Path | None) -> Manifest:
    """Check a file from its first byte to its last, write what is in it, and return its manifest.

    Args:
        source: The file.
        names: What may be in it; the first one must.
        folder: Where to, each file under its own name with mode 0600; None: it is only checked.

    Raises:
        InputFileError: It is damaged, or no backup of ours.
        OSError: What is in it can't be written.
    """
    with _opened(source) as tar, _translated(source):
        entries = _entries(tar, source)
        name, size_bytes = next(entries, ("", 0))
        if name != MANIFEST or size_bytes > MAX_MANIFEST_BYTES:
            raise _refused("backup-file-foreign", source)
        manifest = _manifest(_exactly(tar, size_bytes), names, source)
        _skip_padding(tar, size_bytes)
        missing = dict(manifest.files)
        for name, size_bytes in entries:
            expected = missing.pop(name, None)
            if expected is None or expected.size_bytes != size_bytes:
                raise _refused("backup-file-damaged", source)
            if _copied(tar, size_bytes, None if folder is None else folder / name) != expected.sha256:
                raise _refused("backup-file-damaged", source)
            _skip_padding(tar, size_bytes)
        while tar.read(_PIECE):  # to the end: the checksum of the whole stands there
            pass
        if missing:
            raise _refused("backup-file-damaged", source)
        return manifest


def _header(name: str, size_bytes: int, at: datetime) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode, header.mtime = size_bytes, 0o600, int(at.timestamp())
    return header


@contextmanager
def _opened(source: Path) -> Iterator[IO[bytes]]:
    try:
        if source.exists() and not source.is_file():  # a pipe would wait for ever
            raise _refused("backup-file-none", source)
        file = source.open("rb")
    except OSError as exc:
        raise _refused("backup-file-unreadable", source, why=(exc.strerror or str(exc)).lower()) from exc
    with file, gzip.GzipFile(fileobj=file, mode="rb") as content:
        if file.peek(2)[:2] != b"\x1f\x8b":
            raise _refused("backup-file-foreign", source)
        yield content  # type: ignore[misc]


@contextmanager
def _translated(source: Path) -> Iterator[None]:
    try:
        yield
    except _BROKEN as exc:
        raise _refused("backup-file-damaged", source) from exc


def _entries(tar: IO[bytes], source: Path) -> Iterator[tuple[str, int]]:
    """Yield name and size of each file; whoever takes one reads its content and the padding behind it."""
    while (block := _exactly(tar, _BLOCK)) != bytes(_BLOCK):
        entry = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        if entry.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or not 0 <= entry.size <= MAX_FILE_BYTES:
            raise _refused("backup-file-foreign", source)
        yield entry.name, entry.size


def _exactly(tar: IO[bytes], size_bytes: int) -> bytes:
    data = tar.read(size_bytes)
    if len(data) != size_bytes:
        raise EOFError
    return data


def _skip_padding(tar: IO[bytes], size_bytes: int) -> None:
    _exactly(tar, -size_bytes % _BLOCK)


def _copied(tar: IO[bytes], size_bytes: int, target: Path | None) -> str:
    """Read a file's content, write it where it belongs, and return its checksum."""
    digest = hashlib.sha256()
    descriptor = None if target is None else os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        left = size_bytes
        while left:
            piece = _exactly(tar, min(left, _PIECE))
            digest.update(piece)
            left -= len(piece)
            view = memoryview(piece)
            while view and descriptor is not None:
                view = view[os.write(descriptor, view) :]
        if descriptor is not None:
            os.fsync(descriptor)
    finally:
        if descriptor is not None:
            os.close(descriptor)
    return digest.hexdigest()


def _manifest(data: bytes, names: tuple[str, ...], source: Path) -> Manifest:
    """Return what a manifest says; it is none of a later form, and names nothing that is not ours."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as exc:
        raise _refused("backup-file-damaged", source) from exc
    match told:
        case {"format": "steadymesh-backup", "version": int(version)} if version > VERSION:
            raise _refused("backup-file-later", source)
        case {
            "format": "steadymesh-backup", "made": str(made), "steadymesh": str(by), "schema": str(schema),
            "counts": dict(counts), "files": dict(files),
        } if files.keys() <= set(names) and names[0] in files:  # fmt: skip
            return Manifest(
                made=made,
                steadymesh=by,
                schema=schema,
                counts={str(k): v for k, v in counts.items() if isinstance(v, int)},
                files={str(name): _stored(one) for name, one in files.items()},
            )
    raise _refused("backup-file-foreign", source)


def _stored(told: object) -> Stored:
    match told:
        case {"size_bytes": int(size_bytes), "sha256": str(sha256)}:
            return Stored(size_bytes=size_bytes, sha256=sha256)
    raise ValueError


def _refused(sentence: str, source: Path, **fields: str) -> InputFileError:
    told = {"file": str(source), **fields}
    return InputFileError(render(sentence, told), sentence=sentence, fields=told)
