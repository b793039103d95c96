"""Lists of letters, page by page: each is one message, and says how to get the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from steadymesh.bot.plugin import Context

MOST_PAGES: Final = 99
"""More than anybody reads; the number is of two digits."""


def page_of(context: Context, head: str, lines: Sequence[str], number: int) -> str:
    """Return one page of a list; of a number beyond the last page, that one.

    Args:
        context: How much a message holds, and by which word the list was asked for.
        head: Stands before the first page's lines; the others say which page they are.
        lines: One for each letter, each shorter than a message.
        number: Which page, from 1.
    """
    pages = _pages(context, head, lines)
    number = min(max(1, number), len(pages))
    first = head if number == 1 else _head(context, number, len(pages))
    last = [_more(context, number + 1)] if number < len(pages) else []
    return context.fitting([first, *pages[number - 1], *last])


def _pages(context: Context, head: str, lines: Sequence[str]) -> list[list[str]]:
    """Return which lines stand on which page: as many as fit, with room for the way to the next page behind them."""
    further, more = _size(_head(context, MOST_PAGES, MOST_PAGES)), _size(_more(context, MOST_PAGES))
    pages: list[list[str]] = [[]]
    left = context.limit_bytes - _size(head)
    for count, line in enumerate(lines, start=1):
        is_full = left < _size(line) + (more if count < len(lines) else 0)
        if is_full and pages[-1]:
            pages.append([])
            left = context.limit_bytes - further
        pages[-1].append(line)
        left -= _size(line)
    return pages[:MOST_PAGES]


def _size(line: str) -> int:
    """Return what a line takes, with the end of the one before it."""
    return len(f"\n{line}".encode())


def _head(context: Context, number: int, pages: int) -> str:
    return context.say("mail-page", page=number, pages=pages)


def _more(context: Context, number: int) -> str:
    return context.say("mail-more", way=f"{context.written()} {number}")
