"""Where settings come from: the file, the environment, the command line. Each value keeps the place it was written at.

Knows names and places only; what a value means is `settings`' business.
"""

from __future__ import annotations

import errno
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from steadymesh.config.duration import RefusedError
from steadymesh.config.files import read_small
from steadymesh.errors import ConfigError, ConfigUnreadableError, Told
from steadymesh.words import clean

ENVIRONMENT_PREFIX: Final = "STEADYMESH_"
"""`STEADYMESH_LINK__SETTLE` is `link.settle`, `STEADYMESH_LANGUAGE` is `language`."""

FILE_NAME: Final = "steadymesh.toml"
"""Looked for in the current directory."""

CREDENTIAL_PREFIX: Final = "steadymesh_"

CREDENTIAL_ORIGIN: Final = "credential "
"""How the origin of a value begins that the service manager has handed over."""

MAX_CREDENTIAL_BYTES: Final = 65_536
"""Far more than any token has."""

_MISTAKES: Final = (
    errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOENT, errno.EINVAL
)  # fmt: skip
"""Why a file can't be read for as long as nobody changes something; EIO and the like are a disk's moods."""

MAX_FILE_BYTES: Final = 1_000_000
"""All settings with their comments take some kB; more is another file by mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One setting as somebody wrote it."""

    name: str
    """Full name, such as `link.settle`; not yet known to exist."""
    value: object
    origin: str
    """Where it was written, such as `steadymesh.toml:12`, `STEADYMESH_LINK__SETTLE` or `--set`."""


def find_file(file: Path | None, env: Mapping[str, str]) -> Path | None:
    """Return the configuration file: the one named, or the first of the default places that exists, or None."""
    if file is not None:
        return file
    places = [Path(FILE_NAME)]
    if base := env.get("XDG_CONFIG_HOME") or (f"{env['HOME']}/.config" if env.get("HOME") else ""):
        places.append(Path(base) / "steadymesh" / "config.toml")
    return next((place for place in places if _is_there(place)), None)


def _is_there(place: Path) -> bool:
    """Return whether a file is there; a folder into which we may not look has none for us, though we stand in it."""
    try:
        return place.is_file()
    except PermissionError:
        return False


def from_file(path: Path) -> list[Given]:
    """Return what a TOML file sets, each with its line.

    Raises:
        ConfigError: It can't be read, or is no TOML (with the line).
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise ConfigError(
            f"The configuration file {path} does not exist.",
            remedy="Check the path given with --config.",
            sentence="config-file-missing",
            fields={"file": str(path)},
        ) from None
    except OSError as exc:
        why = exc.strerror or str(exc)
        raise _unreadable(exc)(
            f"The configuration file {path} can't be read: {why}.",
            sentence="config-file-unreadable",
            fields={"file": str(path), "why": why},
        ) from exc
    if len(raw) > MAX_FILE_BYTES:
        raise ConfigError(
            f"The configuration file {path} is larger than 1 MB.",
            remedy="Is it the right file?",
            sentence="config-file-too-large",
            fields={"file": str(path)},
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = raw.count(b"\n", 0, exc.start) + 1
        raise ConfigError(
            f"{path}:{line}: this is not UTF-8.",
            remedy="Save the file as UTF-8.",
            sentence="config-file-encoding",
            fields={"file": str(path), "line": line},
        ) from exc
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise _syntax_error(path, text, exc) from exc
    except RecursionError as exc:
        raise ConfigError(
            f"{path}: lists or tables in it are nested too deeply.",
            sentence="config-file-too-deep",
            fields={"file": str(path)},
        ) from exc
    lines = _lines(text)
    return [
        Given(name=name, value=value, origin=f"{path}:{lines[name]}" if name in lines else str(path))
        for name, value in _leaves(tree)
    ]


def from_environment(env: Mapping[str, str]) -> list[Given]:
    """Return what the variables `STEADYMESH_…` set; an empty one sets nothing."""
    return [
        Given(name=name.removeprefix(ENVIRONMENT_PREFIX).lower().replace("__", "."), value=value, origin=name)
        for name, value in sorted(env.items())
        if name.startswith(ENVIRONMENT_PREFIX) and value
    ]


def from_credentials(env: Mapping[str, str]) -> list[Given]:
    """Return what the service manager hands over as credentials: a file `steadymesh_SECTION.KEY` is that setting.

    systemd.exec(5): `LoadCredential=steadymesh:DIRECTORY` makes one of each file in it, named with our prefix. Others'
    credentials are not ours to read.

    Raises:
        ConfigError: One can't be read.
    """
    folder = env.get("CREDENTIALS_DIRECTORY", "")
    if not folder:
        return []
    files = sorted(Path(folder).glob(f"{CREDENTIAL_PREFIX}*"))
    return [_credential(file, file.name.removeprefix(CREDENTIAL_PREFIX)) for file in files]


def from_credential_folder(folder: Path) -> list[Given]:
    """Return what the service manager will hand over of a folder that `LoadCredential=` names.

    systemd.exec(5) and `load_cred_recurse_dir_cb` in its source: regular files, those in folders below with `_` for
    each `/`; no links, nothing that begins with a dot.

    Raises:
        ConfigError: One can't be read.
    """
    found = []
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        if not any(part.startswith(".") for part in parts) and not file.is_symlink() and file.is_file():
            found.append(_credential(file, "_".join(parts)))
    return found


def is_handed_over(origin: str) -> bool:
    """Return whether a value came as a credential: whoever hands it over so wants it shown to nobody."""
    return origin.startswith(CREDENTIAL_ORIGIN)


def _credential(file: Path, name: str) -> Given:
    why: object
    error = ConfigError
    try:
        value = read_small(file, MAX_CREDENTIAL_BYTES).decode("utf-8").rstrip("\r\n")
        return Given(name=name, value=value, origin=f"{CREDENTIAL_ORIGIN}{clean(name, 60)}")
    except RefusedError as exc:
        why = exc.told
    except OSError as exc:
        why, error = exc.strerror or type(exc).__name__, _unreadable(exc)
    except UnicodeDecodeError:
        why = Told("it is not UTF-8", "refused-no-utf8")
    raise error(
        f"The credential {clean(file.name, 80)} in {file.parent} can't be read: {why}.",
        sentence="config-credential-unreadable",
        fields={"name": file.name, "folder": str(file.parent), "why": why},
    )


def _unreadable(exc: OSError) -> type[ConfigError]:
    """Return what it is that a file can't be read: services are restarted for what may pass, and not for a mistake."""
    return ConfigError if exc.errno in _MISTAKES else ConfigUnreadableError


def from_sets(sets: Iterable[str]) -> tuple[list[Given], list[Told]]:
    """Return what `--set section.key=value` sets, and a sentence for each that has another form."""
    given: list[Given] = []
    problems: list[Told] = []
    for word in sets:
        name, equals, value = word.partition("=")
        if not equals or not name.strip():
            shown = clean(word, 60)
            problems.append(
                Told(
                    f"--set {shown}: write --set section.key=value, such as --set link.settle=3s.",
                    "config-wrong-set",
                    {"text": shown},
                )
            )
            continue
        given.append(Given(name=name.strip().replace("-", "_"), value=value, origin="--set"))
    return given, problems


def _leaves(tree: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Walk the tables; an empty one holds nothing."""
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _leaves(value, f"{name}.")
        else:
            yield name, value


def _syntax_error(path: Path, text: str, exc: tomllib.TOMLDecodeError) -> ConfigError:
    match = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)", str(exc))
    line = int(match[1]) if match and match[1] else text.count("\n") + (not text.endswith("\n"))
    why = clean(re.sub(r"\s*\(at .*\)", "", str(exc)), 100)
    return ConfigError(
        f"{path}:{line}: this is no TOML: {why}.",
        remedy='Settings are written as: settle = "3s".',
        sentence="config-file-no-toml",
        fields={"file": str(path), "line": line, "why": why},
    )


def _lines(text: str) -> dict[str, int]:
    """Return the line at which each leaf is written. The text as a whole is known to be TOML.

    tomllib tells no positions. A statement is the shortest run of lines that parses; under the last table header it
    yields the leaves that stand in it.
    """
    found: dict[str, int] = {}
    header = ""
    pending: list[str] = []
    began = 0
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        if not pending:
            began = number
        pending.append(line)
        statement = "".join(pending)
        try:
            tree = tomllib.loads(header + statement)
        except tomllib.TOMLDecodeError:
            continue
        pending.clear()
        if statement.lstrip().startswith("["):
            header = statement.rstrip("\r\n") + "\n"
        for name, _ in _leaves(tree):
            found.setdefault(name, began)
    return found
