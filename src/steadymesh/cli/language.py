"""In which language a command speaks before its configuration is read, or when it can't be: the best guess."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from steadymesh.errors import ConfigError
from steadymesh.words import LANGUAGES, language_of_environment


def language_of(argv: Sequence[str]) -> str:
    """Return the language that the configuration would have: of the strongest source that names one of ours."""
    return next((word for word in _written(argv) if word in LANGUAGES), language_of_environment())


def _written(argv: Sequence[str]) -> Iterator[str]:
    """Yield what each source writes, the strongest first."""
    from steadymesh.config.sources import find_file, from_environment, from_file, from_sets

    given, _ = from_sets(_values(argv, "--set"))
    yield from (_word(one.value) for one in reversed(given) if one.name == "language")
    yield from (_word(value) for value in reversed(_values(argv, "--language")))
    yield from (_word(one.value) for one in from_environment(os.environ) if one.name == "language")
    named = _values(argv, "--config")
    with contextlib.suppress(ConfigError):  # a file that can't be read names no language
        file = find_file(Path(named[-1]) if named else None, os.environ)
        if file is not None:
            yield from (_word(one.value) for one in from_file(file) if one.name == "language")


def _values(argv: Sequence[str], option: str) -> list[str]:
    """Return what was given to an option, as `--option value` or `--option=value`."""
    found = []
    for index, word in enumerate(argv):
        name, equals, value = word.partition("=")
        if name == option and (equals or index + 1 < len(argv)):
            found.append(value if equals else argv[index + 1])
    return found


def _word(value: object) -> str:
    return str(value).strip().lower()
