"""Writes a generated part of a page: what stands between `<!-- generated: NAME -->` and `<!-- end -->`."""

from __future__ import annotations

import re
from pathlib import Path


def with_part(text: str, name: str, part: str) -> str:
    """Return a page's text with a part made anew.

    Raises:
        ValueError: The page has no place for it.
    """
    place = re.compile(rf"(<!-- generated: {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
    if place.search(text) is None:
        raise ValueError(f"There is no “<!-- generated: {name} -->” … “<!-- end -->” in the page.")
    return place.sub(lambda match: f"{match[1]}{part.rstrip()}\n{match[2]}", text)


def write_part(page: Path, name: str, part: str) -> None:
    """Write a part into a page."""
    page.write_text(with_part(page.read_text(encoding="utf-8"), name, part), encoding="utf-8")
