"""What the official command line's `meshtastic --export-config` writes: one radio's settings as YAML.

Of its keys only the public one and the administrators' are read. The private key passes by as text and is dropped;
nothing is built of it, and no error carries the file's text. The file is walked event by event: no object is made, so
that neither tags nor anchors (the "billion laughs") can do anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import yaml  # type: ignore[import-untyped]

from steadymesh.errors import InputFileError, InvalidIdError
from steadymesh.ids import PublicKey
from steadymesh.keys.files.collected import MAX_NAME, Collected
from steadymesh.keys.files.records import FileKind, Parsed, UnboundKey
from steadymesh.keys.refusals import damaged

MAX_CONFIG: Final = 256 * 1024
"""Longest such file, in characters: a radio's settings take some 6,000. It is read in two seconds at most."""

MAX_DEPTH: Final = 12
"""Deepest nesting: a radio's settings have 4 levels."""

_OFFICIAL: Final = re.compile(
    r"^(?:# start of Meshtastic configure yaml"
    r"|(?:config|module_config|owner|owner_short|ownerShort|channel_url|channelUrl):)",
    re.MULTILINE,
)
"""`__main__.py`, export_config: what may stand at its first level."""

Path = tuple[str, ...]

PUBLIC_KEY: Final = ("config", "security", "publicKey")
ADMIN_KEYS: Final = ("config", "security", "adminKey")
_SHORT: Final = (("owner_short",), ("ownerShort",))


def is_config(text: str) -> bool:
    """Return whether a text is what `meshtastic --export-config` writes."""
    return _OFFICIAL.search(text) is not None


def parse_config(text: str, *, what: str) -> Parsed:
    """Return the public key that a radio's settings tell, without a node number: they name none.

    Administrators' keys are told of as what they are; they are nobody's in particular.

    Raises:
        InputFileError: It is no YAML, too large, nested too deeply, or refers to itself.
    """
    scalars = _scalars(text, what)
    if isinstance(scalars, InputFileError):
        raise scalars
    collected = Collected(kind=FileKind.CONFIG)
    unbound = []
    for path, value in scalars:
        if path == PUBLIC_KEY:
            key = _key(value, collected, "security.publicKey")
            if key is not None:
                unbound.append(_with_names(key, scalars, collected))
        elif path[:-1] == ADMIN_KEYS or path == ADMIN_KEYS:
            entry = f"security.adminKey[{path[-1]}]" if path != ADMIN_KEYS else "security.adminKey"
            admin = _key(value, collected, entry)
            if admin is not None:
                collected.problem(entry, "import-config-admin", admin.fingerprint)
    if not unbound and not any(path == PUBLIC_KEY for path, _ in scalars):
        collected.problem("security.publicKey", "import-config-without-key")
    return collected.parsed(unbound=unbound)


def _key(value: str, collected: Collected, entry: str) -> PublicKey | None:
    """Return the key that a value writes; None: it writes none, which is noted."""
    try:
        return PublicKey.parse(value)
    except InvalidIdError:
        collected.problem(entry, "import-key-text", str(len(value)))
        return None


def _with_names(key: PublicKey, scalars: list[tuple[Path, str]], collected: Collected) -> UnboundKey:
    told = dict(scalars)
    place = {name: _number(told.get(("location", name))) for name in ("lat", "lon", "alt")}
    latitude, longitude, altitude_m = collected.place("location", place)
    return UnboundKey(
        entry="security.publicKey",
        key=key,
        name=told.get(("owner",), "")[:MAX_NAME],
        short_name=next((told[path] for path in _SHORT if path in told), "")[:MAX_NAME],
        latitude=latitude,
        longitude=longitude,
        altitude_m=altitude_m,
    )


def _number(text: str | None) -> object:
    try:
        return None if text is None else float(text)
    except ValueError:
        return text


def _scalars(text: str, what: str) -> list[tuple[Path, str]] | InputFileError:
    """Return the scalars that are of use, with their paths, or the error that says why there are none."""
    if len(text) > MAX_CONFIG:
        return damaged("import-config-too-large", file=what, limit=MAX_CONFIG // 1024)
    try:
        return list(_walk(yaml.parse(text, Loader=yaml.SafeLoader)))
    except _RefusedError as exc:
        return damaged(exc.sentence, file=what, line=exc.line)
    except yaml.MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        return damaged("import-config-damaged", file=what, line=mark.line + 1 if mark is not None else 1)
    except (yaml.YAMLError, ValueError, RecursionError):  # control characters; a tag that is none
        return damaged("import-config-damaged", file=what, line=1)


class _RefusedError(Exception):
    """Nobody's settings look like this."""

    def __init__(self, sentence: str, line: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


class _Level:
    """A mapping or a list that is open."""

    def __init__(self, path: Path, *, is_list: bool) -> None:
        self.path = path
        self.is_list = is_list
        self.count = 0
        self.key: str | None = None

    def place(self) -> Path:
        """Return the path of the value that comes now, and go on to the next."""
        if self.is_list:
            self.count += 1
            return (*self.path, str(self.count))
        key, self.key = self.key or "", None
        return (*self.path, key)


def _walk(events: Iterator[object]) -> Iterator[tuple[Path, str]]:
    """Yield the scalars of use, each with its path."""
    levels: list[_Level] = []
    for event in events:
        match event:
            case yaml.AliasEvent():
                raise _RefusedError("import-config-alias", event.start_mark.line + 1)
            case yaml.ScalarEvent():
                level = levels[-1] if levels else None
                if level is not None and not level.is_list and level.key is None:
                    level.key = str(event.value)
                    continue
                path = level.place() if level is not None else ()
                if _is_wanted(path):
                    yield path, str(event.value)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                if len(levels) >= MAX_DEPTH:
                    raise _RefusedError("import-config-too-deep", event.start_mark.line + 1)
                if levels and not levels[-1].is_list and levels[-1].key is None:
                    raise _RefusedError("import-config-damaged", event.start_mark.line + 1)  # a list as a name
                path = levels[-1].place() if levels else ()
                levels.append(_Level(path, is_list=isinstance(event, yaml.SequenceStartEvent)))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                levels.pop()
            case _:
                pass


def _is_wanted(path: Path) -> bool:
    return path in (("owner",), PUBLIC_KEY, ADMIN_KEYS, *_SHORT) or path[:-1] in (ADMIN_KEYS, ("location",))
