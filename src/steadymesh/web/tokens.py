"""Tokens: made once, shown once, kept as hashes in a file of the state directory that only its owner may read.

The command line changes the file, the running process looks at it at each request: a token that is taken back is
refused from then on, without a restart.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Final

from steadymesh import wholefile
from steadymesh.clock import monotonic
from steadymesh.errors import StateError, UsageError

FILE_NAME: Final = "web-tokens.json"
LOCK_NAME: Final = "web-tokens.lock"
"""Beside it; whoever changes the list holds it meanwhile."""

PATIENCE_S: Final = 5.0
"""A change takes milliseconds: whoever has the lock for longer hangs."""

PAUSE_S: Final = 0.02
"""Between two looks whether the lock is free."""
MODE: Final = 0o600
PREFIX: Final = "smw_"
"""Makes a token recognisable to whoever looks for secrets that got out."""

SECRET_BYTES: Final = 32
MOST_TOKENS: Final = 100
MAX_BYTES: Final = 100_000
"""A hundred tokens take 25 kB; more is another file."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Scope(Enum):
    """What a token is good for; none includes another."""

    READ = "read"
    """Everything that only looks."""
    SEND = "send"
    """Messages to the mesh."""
    ADMIN = "admin"
    """Who has the radio."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token, without its secret."""

    name: str
    scopes: frozenset[Scope]
    created: str
    """RFC 3339."""
    sha256: str = field(repr=False)

    def row(self) -> dict[str, object]:
        """Return what a list shows."""
        return {
            "name": self.name,
            "scopes": [one.value for one in Scope if one in self.scopes],
            "created": self.created,
        }


class TokenFile:
    """The tokens of one state directory.

    Args:
        folder: The state directory.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / FILE_NAME
        self._seen: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def tokens(self) -> Sequence[Token]:
        """Return every token, oldest first; as it stands in the file now.

        Raises:
            StateError: It can't be read: nobody can say which tokens there are, so that none is good.
        """
        try:
            status = self._path.lstat()
            seen = (status.st_ino, status.st_size, status.st_mtime_ns)
            if seen != self._seen:
                self._tokens = self._read()
                self._seen = seen
        except FileNotFoundError:
            self._seen, self._tokens = None, ()
        except OSError as exc:
            raise self._unreadable(exc.strerror or str(exc)) from exc
        return self._tokens

    def find(self, secret: str) -> Token | None:
        """Return the token whose secret this is; None: it is nobody's. Takes as long for either.

        Raises:
            StateError: The file can't be read.
        """
        digest, found = _hash(secret), None
        for token in self.tokens():
            if hmac.compare_digest(token.sha256, digest):
                found = token
        return found

    def add(self, name: str, scopes: Iterable[Scope], *, at: datetime) -> str:
        """Make a token and return its secret, which is kept nowhere.

        Raises:
            UsageError: The name is none or is taken, no scope is named, or there are too many.
            StateError: The file can't be read or written.
        """
        wanted = frozenset(scopes)
        if not _NAME.fullmatch(name):
            raise UsageError(
                "That can't be a token's name.",
                remedy="Write 1 to 40 letters, digits, dots, dashes or underscores, such as grafana.",
                sentence="web-token-name",
            )
        if not wanted:
            raise UsageError("A token without a scope is good for nothing.", sentence="web-token-no-scope")
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        with self._changing() as tokens:
            if any(token.name == name for token in tokens):
                raise UsageError(
                    f"There is a token {name} already.",
                    remedy="Take it back first, or choose another name.",
                    sentence="web-token-taken",
                    fields={"name": name},
                )
            if len(tokens) >= MOST_TOKENS:
                raise UsageError(
                    f"There are {MOST_TOKENS} tokens already.",
                    remedy="Take one back first.",
                    sentence="web-token-too-many",
                    fields={"limit": MOST_TOKENS},
                )
            created = at.isoformat(timespec="seconds").replace("+00:00", "Z")
            tokens.append(Token(name=name, scopes=wanted, created=created, sha256=_hash(secret)))
        return secret

    def revoke(self, name: str) -> None:
        """Take a token back.

        Raises:
            UsageError: There is none of that name.
            StateError: The file can't be read or written.
        """
        with self._changing() as tokens:
            left = [token for token in tokens if token.name != name]
            if len(left) == len(tokens):
                raise UsageError(
                    "There is no token of that name.",
                    remedy="`steadymesh web token list` shows them.",
                    sentence="web-token-unknown",
                )
            tokens[:] = left

    @contextlib.contextmanager
    def _changing(self) -> Iterator[list[Token]]:
        """Let one at a time change the list, and write it when that went well."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = self._locked()
            try:
                tokens = list(self.tokens())
                yield tokens
                self._write(tokens)
            finally:
                os.close(lock)
        except OSError as exc:
            reason = exc.strerror or str(exc)
            raise StateError(
                f"{self._path} can't be written: {reason}.",
                remedy="Look at the disk, and the directory's owner and mode.",
                sentence="web-tokens-unwritable",
                fields={"file": str(self._path), "reason": reason},
            ) from exc

    def _locked(self) -> int:
        """Return a descriptor of the list's lock: that of the directory belongs to the bot, for as long as it runs.

        Raises:
            OSError: It can't be had, or somebody else has kept it for `PATIENCE_S`.
        """
        opened = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        lock = os.open(self._folder / LOCK_NAME, opened, 0o600)
        try:
            wholefile.give_to_the_folders_owner(lock, self._folder)
            until = monotonic() + PATIENCE_S
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as exc:
                    if monotonic() >= until:
                        raise BlockingIOError(exc.errno, "another command is at work on it") from exc
                    time.sleep(PAUSE_S)
                else:
                    return lock
        except BaseException:
            os.close(lock)
            raise

    def _write(self, tokens: Iterable[Token]) -> None:
        document = {"tokens": [{**token.row(), "sha256": token.sha256} for token in tokens]}
        # The service's own user must be able to read what root makes for it.
        wholefile.put(self._path, json.dumps(document, indent=2).encode(), as_the_folders_owner=True)

    def _read(self) -> tuple[Token, ...]:
        """Return what the file holds.

        Raises:
            StateError: It is not what we wrote, or others may read it.
            OSError: It can't be read.
        """
        # A pipe in its place would wait for ever for somebody who writes.
        handle = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise self._unreadable("others than its owner may read it, or it is no file; its mode must be 0600")
            data = os.read(handle, MAX_BYTES + 1)
        finally:
            os.close(handle)
        try:
            rows: list[dict[str, object]] = json.loads(data[:MAX_BYTES])["tokens"]
            tokens = tuple(_token(row) for row in rows)
        except (ValueError, TypeError, KeyError, RecursionError) as exc:
            raise self._unreadable("it is damaged") from exc
        return tokens

    def _unreadable(self, reason: str) -> StateError:
        self._seen = None
        return StateError(
            f"{self._path} can't be used: {reason}. Until then no token is good.",
            remedy="Mend it, or remove it and make new tokens with `steadymesh web token new`.",
            sentence="web-tokens-unreadable",
            fields={"file": str(self._path), "reason": reason},
        )


def _token(row: dict[str, object]) -> Token:
    """Return the token of a row; raises ValueError, TypeError or KeyError where it is none."""
    name, digest, scopes = row["name"], row["sha256"], row["scopes"]
    if not (isinstance(name, str) and _NAME.fullmatch(name) and isinstance(digest, str) and _HASH.fullmatch(digest)):
        raise ValueError("no token")
    if not isinstance(scopes, list):
        raise TypeError("no scopes")
    return Token(
        name=name,
        sha256=digest,
        scopes=frozenset(Scope(one) for one in scopes),
        created=str(row.get("created", ""))[:40],
    )


def _hash(secret: str) -> str:
    """Return a secret's hash. It has 256 random bits: nothing slower is needed to keep it from being guessed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
