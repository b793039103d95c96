"""The words that our own sentences are made of."""

from __future__ import annotations

import functools
import re
from importlib import resources

from steadymesh.words import LANGUAGES


@functools.cache
def vocabulary() -> frozenset[str]:
    """Return every word that our own sentences are made of, in lower case: they are nobody's secret, and no name."""
    found: set[str] = set()
    for language in LANGUAGES:
        for file in resources.files("steadymesh").joinpath("locale", language).iterdir():
            found |= {word.lower() for word in re.findall(r"[^\W_]+", file.read_text(encoding="utf-8"))}
    return frozenset(found)
