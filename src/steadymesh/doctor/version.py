"""What is installed: our own version, Python's, and whether the libraries are those that we need. Asks nobody."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from typing import Final

from steadymesh import __version__
from steadymesh.doctor.finding import Finding, ok, problem, warning
from steadymesh.words import clean

NEWEST_PYTHON: Final = (3, 14)
"""The newest that this version was tried with."""

_REQUIRED: Final = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:>=\s*([0-9][0-9.]*))?[^;]*$")


def check(
    requirements: Iterable[str] | None = None,
    installed: Callable[[str], str] = metadata.version,
    python: tuple[int, int] = sys.version_info[:2],
) -> Iterator[Finding]:
    """Yield which version runs, and what of it does not fit.

    Args:
        requirements: As `importlib.metadata.requires` lists them; None: ours.
        installed: Returns the version of a distribution, or raises `PackageNotFoundError`.
        python: Python's version.
    """
    facts = {"version": __version__, "python": platform.python_version()}
    if python > NEWEST_PYTHON:
        yield warning("version", "new-python", facts, newest=".".join(map(str, NEWEST_PYTHON)))
    else:
        yield ok("version", "ours", facts)
    yield from _libraries(requirements_of_ours() if requirements is None else requirements, installed)


def requirements_of_ours() -> list[str]:
    """Return what our own distribution requires, as its metadata has it."""
    try:
        return metadata.requires("steadymesh") or []
    except metadata.PackageNotFoundError:  # run from a folder, without having been installed
        return []


def _libraries(requirements: Iterable[str], installed: Callable[[str], str]) -> Iterator[Finding]:
    for requirement in requirements:
        match = _REQUIRED.match(requirement)
        if match is None or ";" in requirement:  # a condition: not for everybody
            continue
        name, least = match[1], match[2]
        try:
            found = installed(name)
        except metadata.PackageNotFoundError:
            yield problem("version", "library-missing", library=clean(name, 60))
            continue
        if least is not None and _numbers(found) < _numbers(least):
            yield problem("version", "library-older", library=clean(name, 60), found=clean(found, 40), least=least)


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers that a version begins with; a pre-release counts as its release."""
    match = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in match[0].split(".")) if match else ()
