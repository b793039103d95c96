"""`nodes`: how many nodes we know and who was heard last; page by page, or only those that a filter names."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from steadymesh.bot.plugin import Context, Reply, Rest, command
from steadymesh.model import Node
from steadymesh.model.names import fold_name, folded_names
from steadymesh.words import own_words

MOST_LISTED: Final = 300
"""Whom all pages list together: fifty messages."""

LONGEST_NAME_BYTES: Final = 24
"""Longest name that `Context.name_of` returns."""

BETWEEN: Final = ", "

LONGEST_PAGE_NUMBER: Final = 2
"""Digits: longer words are part of a name."""

DIRECT: Final = "direct"
"""The filter for those whom our own radio hears."""

Filter: TypeAlias = Callable[[Node], bool]


@command("nodes", help="help-nodes")
async def nodes(context: Context, chosen: Rest = "") -> Reply:
    """Answer with the numbers and the latest names, with a page of them, or with those that a filter leaves."""
    own = context.own_num
    others = [node for node in context.directory.snapshot().values() if node.num != own]
    if not others:
        return Reply(context.say("nodes-none"))
    # `last_heard` is by the radio's clock, and so is the arrival of this very question: our own clock may be wrong.
    at = context.message.at or context.at()
    words, page = _read(chosen)
    whole = fold_name(chosen)
    if words and page is not None and any(whole in folded_names(n) for n in others):
        words, page = chosen, None  # names end in numbers too
    if words:
        return Reply(_matching(context, others, at, words, page))
    if page is not None:
        return Reply(_page(context, others, at, page))
    return Reply(_summary(context, others, at))


def _read(chosen: str) -> tuple[str, int | None]:
    """Return the filter and the page that somebody wrote; either may be missing."""
    before, _, last = chosen.rpartition(" ")
    if last.isdecimal() and len(last) <= LONGEST_PAGE_NUMBER:
        return before.strip(), int(last)
    return chosen, None


def _summary(context: Context, others: Sequence[Node], at: datetime) -> str:
    """Return the counts, and the latest names as the first page has them, so that the second goes on with the next."""
    counts, head = _heads(context, others, at)
    if all(node.last_heard is None for node in others):
        return counts
    pages = _everybody(context, others, at, head)
    listed = [node for node in pages[0] if node.last_heard is not None]
    text = f"{head} {_listed(context, listed, at)}"
    if len(pages) == 1:
        return text
    return text + _more(context, 2 if len(listed) == len(pages[0]) else 1)


def _heads(context: Context, others: Sequence[Node], at: datetime) -> tuple[str, str]:
    """Return the counts, and with them what stands before the latest names."""
    ages = [at - node.last_heard for node in others if node.last_heard is not None]
    counts = context.say(
        "nodes-known",
        known=len(others),
        hour=sum(age <= timedelta(hours=1) for age in ages),
        day=sum(age <= timedelta(days=1) for age in ages),
    )
    return counts, f"{counts}\n{context.say('nodes-latest')}"


def _more(context: Context, page: int) -> str:
    return BETWEEN + context.say("nodes-more", way=f"{context.written()} {page}")


def _page(context: Context, others: Sequence[Node], at: datetime, number: int) -> str:
    pages = _everybody(context, others, at, _heads(context, others, at)[1])
    number = min(max(1, number), len(pages))
    head = context.say("nodes-page", page=number, pages=len(pages))
    return f"{head} {_listed(context, pages[number - 1], at)}"


def _everybody(context: Context, others: Sequence[Node], at: datetime, head: str) -> list[list[Node]]:
    """Return everybody's pages; the first one is as short as it is behind the counts, where people begin to read."""
    first = f"{head} {_more(context, 2)}"
    return _pages(context, _latest(others), at, context.say("nodes-page", page=99, pages=99), first=first)


def _matching(context: Context, others: Sequence[Node], at: datetime, words: str, page: int | None) -> str:
    wanted, shown = _filter(words, others), context.short(words)
    found = [node for node in others if wanted(node)]
    if not found:
        return context.say("nodes-no-match", filter=shown)
    longest = context.say("nodes-matching", count=len(found), filter=shown, page=99, pages=99)
    pages = _pages(context, _latest(found), at, longest)
    number = min(max(1, page or 1), len(pages))
    head = context.say("nodes-matching", count=len(found), filter=shown, page=number, pages=len(pages))
    return f"{head} {_listed(context, pages[number - 1], at)}"


def _filter(words: str, others: Sequence[Node]) -> Filter:
    """Return what a filter leaves: whom we hear directly, those of a role that somebody has, or part of a name."""
    folded = fold_name(words)
    if folded == DIRECT:
        return lambda node: node.hops_away == 0 and not node.via_mqtt
    role = _role(folded, {node.role for node in others if node.role})
    if any(node.role == role for node in others):
        return lambda node: node.role == role
    return lambda node: bool(folded) and any(folded in one for one in folded_names(node))


def _role(folded: str, roles: Iterable[str]) -> str:
    """Return which of the roles that nodes have a word means, in whatever language (`words-nodes-<role>`)."""
    for role in roles:
        if any(folded in map(fold_name, own) for own in own_words(f"words-nodes-{role.casefold()}").values()):
            return role
    return folded.upper().replace("-", "_").replace(" ", "_")


def _latest(some: Sequence[Node]) -> Sequence[Node]:
    """Return whom the pages list, the latest first and those who were never heard at the end."""
    return heapq.nlargest(MOST_LISTED, some, key=lambda node: node.last_heard.timestamp() if node.last_heard else 0.0)


# --- pages ------------------------------------------------------------------------------------


def _pages(context: Context, some: Sequence[Node], at: datetime, head: str, *, first: str = "") -> list[list[Node]]:
    """Return on which pages nodes stand, as many on each as a message holds behind a head of that length.

    The first page may have a longer one, `first`.

    Names are not made ready here: of all pages only one is shown, and cleaning a name that somebody made to be
    difficult takes milliseconds.
    """
    pages: list[list[Node]] = []
    heads = [max(len(f"{one} ".encode()) for one in (head, first)), len(f"{head} ".encode())]
    left = 0
    for node in some:
        size = most_bytes(node.long_name) + len(f"{_age(context, node, at)}{BETWEEN}".encode())
        if size > left:
            left = context.limit_bytes - heads[min(len(pages), 1)] + len(BETWEEN)
            pages.append([])
        pages[-1].append(node)
        left -= size
    return pages


def most_bytes(name: str) -> int:
    """Return what a name takes at most when it is shown: as it is, where there is nothing to clean or to cut in it."""
    is_plain = name.isprintable() and name.strip("\N{REPLACEMENT CHARACTER}… ")
    return min(len(name.encode()), LONGEST_NAME_BYTES) if is_plain else LONGEST_NAME_BYTES


def _listed(context: Context, some: Iterable[Node], at: datetime) -> str:
    return BETWEEN.join(f"{context.name_of(node.num)}{_age(context, node, at)}" for node in some)


def _age(context: Context, node: Node, at: datetime) -> str:
    """Return what stands behind a name; nothing: never heard."""
    return "" if node.last_heard is None else f" {context.duration((at - node.last_heard).total_seconds())}"
