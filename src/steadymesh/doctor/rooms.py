"""What the rooms of a running bot say of themselves: keys, contacts, airtime, plug-ins, HTTP, alerts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from steadymesh.doctor.answer import Answer
from steadymesh.doctor.finding import Fact, Finding, note, ok, problem, warning
from steadymesh.words import clean

MOST_TOLD: Final = 10
"""Plug-ins or services that are told of one by one."""

SHORT: Final = 0.8
"""Of our share of the hour: what comes now will have to wait."""


def report(answer: Answer) -> Iterator[Finding]:
    """Yield what there is to say; of what an older version does not tell, nothing."""
    if answer.flag("health", "is_healthy") is False and answer.text("health", "ailment") == "silent":
        facts = {name: round(answer.number("health", f"{name}_s") or 0) for name in ("answered", "limit")}
        yield problem("health", "silent", facts)
    yield from keys(
        answer.counts("key_book", "findings"),
        known=answer.count("keys", "known"),
        held=answer.count("key_book", "held"),
        is_told=answer.pick("key_book") is not None,
        is_read=answer.flag("key_book", "loaded") is not False,
    )
    yield from _contacts(answer)
    yield from _air(answer)
    yield from _plugins(answer)
    yield from _web(answer)
    yield from _alerts(answer)


def keys(
    findings: Mapping[str, int], *, known: int, held: int, is_told: bool = True, is_read: bool = True
) -> Iterator[Finding]:
    """Yield how sound the key book is.

    Args:
        findings: Of the audit, counted by kind (`model.FindingKind`).
        known: Keys in it.
        held: Changed keys that wait for the operator.
        is_told: Whether anybody has looked.
        is_read: Whether the book could be read from the disk.
    """
    if not is_told:
        return
    if not is_read:
        yield problem("keys", "unread")
        return
    counts: dict[str, Fact] = {
        kind.replace("-", "_"): findings.get(kind, 0)
        for kind in ("weak", "shared", "impostor", "not-own-number", "malformed")
    }
    total = sum(findings.values())
    if findings.get("impostor"):
        yield problem("keys", "impostor", counts, total=total)
    elif total:
        yield warning("keys", "findings", counts, total=total)
    if held:
        yield warning("keys", "waiting", held=held)
    if not total and not held:
        yield ok("keys", "sound", known=known)


def _contacts(answer: Answer) -> Iterator[Finding]:
    """Whether keys can be brought into the radio, and how much room there is for those of the bot."""
    if answer.pick("custody") is None:
        return
    obstacle = answer.text("custody", "obstacle")
    if obstacle:
        yield note("contacts", "not-pushed", reason=obstacle)
    ours, cap = answer.count("custody", "our_favorites"), answer.count("custody", "favorites_cap")
    if cap and ours >= cap:
        yield warning("favourites", "full", ours=ours, cap=cap)
    elif cap:
        yield ok("favourites", "room", ours=ours, cap=cap)


def _air(answer: Answer) -> Iterator[Finding]:
    """How much of our own share of the air is used up; the radio's own duty cycle is told of elsewhere."""
    used, budget = answer.number("air", "used_s"), answer.number("air", "budget_s")
    if used is None or not budget:
        return
    facts: dict[str, Fact] = {"used": round(used, 1), "budget": round(budget, 1), "percent": round(100 * used / budget)}
    yield warning("share", "short", facts) if used >= budget * SHORT else ok("share", "room", facts)


def _plugins(answer: Answer) -> Iterator[Finding]:
    if answer.pick("plugins") is None:
        return
    refused = answer.pick("plugins", "refused")
    refusals = dict(refused) if isinstance(refused, Mapping) else {}
    yield from refused_plugins({str(name): str(why) for name, why in refusals.items()})
    paused = answer.counts("plugins", "paused")
    for name, seconds in list(paused.items())[:MOST_TOLD]:
        yield warning("plugins", "paused", name=name, minutes=max(1, round(seconds / 60)))
    for name, count in list(answer.counts("plugins", "dropped").items())[:MOST_TOLD]:
        yield note("plugins", "slow", name=name, count=count)
    if not refusals and not paused:
        loaded = answer.pick("plugins", "loaded")
        yield ok("plugins", "loaded", count=len(loaded) if isinstance(loaded, list) else 0)


def refused_plugins(refusals: Mapping[str, str]) -> Iterator[Finding]:
    """Yield which plug-ins can't be loaded, and why."""
    for name, why in list(refusals.items())[:MOST_TOLD]:
        yield warning("plugins", "refused", name=clean(name, 60), why=clean(why))


def _web(answer: Answer) -> Iterator[Finding]:
    """Whether HTTP is served. A version without it tells nothing."""
    if not answer.has("web"):
        return
    if answer.pick("web") is None:
        yield note("web", "off")
    elif address := answer.text("web", "listening"):
        yield ok("web", "listens", address=address)
    else:
        yield warning("web", "not-listening")


def _alerts(answer: Answer) -> Iterator[Finding]:
    """Whether anybody is told when something is wrong, and whether that works."""
    if not answer.has("alerts"):
        return
    found = answer.pick("alerts", "services")
    services = [Answer(one) for one in found] if isinstance(found, list) else []
    if not services:
        yield note("alerts", "nobody")
        return
    failing = [one for one in services if one.count("failures") or one.flag("is_unusable")]
    for one in failing[:MOST_TOLD]:
        yield warning("alerts", "failing", service=one.text("service"), count=one.count("failures"))
    if not failing:
        yield ok("alerts", "told", count=len(services))
