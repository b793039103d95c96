"""`status`: how the running process is, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator

from steadymesh.cli.airtime import air_line, channel_line
from steadymesh.cli.answers import local_time, number, pick, rough_duration, text
from steadymesh.cli.door import glance
from steadymesh.cli.options import Flag, Given
from steadymesh.cli.output import out, out_json, table
from steadymesh.model import FindingKind
from steadymesh.words import clean, has, render


def status(*, json: Flag = False, options: Given) -> int:
    """Show how the running steadymesh is: link, radio, nodes, keys, commands, deliveries.

    Parameters
    ----------
    json
        Print one JSON document, with all counters.
    """
    config = options.load()
    answer = glance(config.state_dir, "status")
    if json:
        out_json(answer)
        return 0
    rows = [(render(f"cli-status-{name}", {}, config.language), line) for name, line in _lines(answer, config.language)]
    out(table(rows[0], rows[1:]))
    return 0


def link_line(link: object, language: str) -> str:
    """Return one sentence on the link, from its status as JSON has it."""
    state = text(link, "state")
    message = f"cli-link-{state}"
    fields = {
        "target": text(link, "target"),
        "address": text(link, "address") or text(link, "target"),
        "since": local_time(link, "since"),
        "wait": rough_duration(number(link, "next_attempt_s")),
        "attempt": int(number(link, "attempt")),
        "reason": reason_in_words(link, language),
    }
    return render(message if has(message, language) else "cli-link-other", fields | {"state": state}, language)


def reason_in_words(link: object, language: str) -> str:
    """Return why the link was lost last, in words where we have them."""
    reason = text(link, "last_reason")
    message = f"cli-reason-{reason}"
    return render(message, {}, language) if reason and has(message, language) else reason or "–"


def _lines(answer: object, language: str) -> Iterator[tuple[str, str]]:
    """Yield what each line is about, and what it says."""
    link = pick(answer, "link")
    yield "link", link_line(link, language)
    if text(answer, "health", "ailment") == "silent":  # the link's own line has the rest
        silent = {key: round(number(answer, "health", f"{key}_s")) for key in ("answered", "limit")}
        yield "health", render("health-silent", silent, language)
    if pick(answer, "radio") is not None:
        yield "radio", _radio(answer)
    for name, message, fields in _counters(answer, language):
        yield name, render(message, fields, language)


def _counters(answer: object, language: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield a line's name, its sentence's id and the fields of that sentence."""

    def count(*path: str) -> int:
        return int(number(answer, *path))

    last_s = number(answer, "link", "reconnect_seconds_last")
    outages: dict[str, object] = {
        "today": count("link", "reconnections_today"),
        "total": count("link", "reconnections"),
        "last": rough_duration(last_s) if last_s >= 1 else render("cli-under-a-second", {}, language),
    }
    yield "reconnections", "cli-reconnections" if outages["total"] else "cli-reconnections-none", outages
    yield "nodes", "cli-nodes-known", {"known": count("nodes", "known")}
    syncs: dict[str, object] = {name: count("keys", "sync", name) for name in ("complete", "skipped", "failed")}
    yield "keys", "cli-keys-known", {"known": count("keys", "known"), "held": count("keys", "held"), **syncs}
    yield from _contacts(answer)
    commands: dict[str, object] = {
        "answered": count("commands", "answered"),
        "failed": count("commands", "failed") + count("commands", "timed-out"),
        "median": round(number(answer, "commands", "seconds", "p50") * 1000),
        "slow": round(number(answer, "commands", "seconds", "p99") * 1000),
    }
    is_used = commands["answered"] or commands["failed"]
    yield "commands", "cli-commands" if is_used else "cli-commands-none", commands
    outcomes = ("acknowledged", "relayed", "refused", "expired")
    yield "messages", "cli-delivered", {name: count("delivered", name) for name in outcomes}
    yield from _air(answer, language)
    if cause := text(answer, "store", "failing"):
        yield "storage", "cli-storage", {"cause": cause, "waiting": count("store", "waiting")}
    process: dict[str, object] = {"version": text(answer, "version"), "pid": text(answer, "pid")}
    yield "process", "cli-process", {**process, "up": rough_duration(number(answer, "uptime_s"))}


def _air(answer: object, language: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield what we use of the air, and how much the channel is used."""
    air = pick(answer, "air")
    if air is not None:
        yield "air", "cli-air", {"used": air_line(air, language), "channel": channel_line(air, language)}


def _contacts(answer: object) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield what the radio has of those who write to us, and what waits for the operator."""
    custody = pick(answer, "custody")
    if custody is None:
        return
    names = ("needed", "waiting", "pushed_today", "pushes_left_today", "our_favorites", "favorites_cap")
    contacts: dict[str, object] = {name: int(number(custody, name)) for name in names}
    obstacle = text(custody, "obstacle")
    yield "contacts", "cli-contacts-not-pushed" if obstacle else "cli-contacts", {**contacts, "reason": obstacle}
    findings = sum(number(answer, "key_book", "findings", kind.value) for kind in FindingKind)
    held = int(number(answer, "key_book", "held"))
    if held or findings:
        yield "decisions", "cli-decisions", {"held": held, "findings": int(findings)}


def _radio(answer: object) -> str:
    """Return who the radio is: what it told, and nothing where it did not."""
    name = text(answer, "radio", "name")
    facts = [
        text(answer, "radio", "node"),
        f"“{clean(name, 40)}”" if name else "",
        *(text(answer, "radio", fact) for fact in ("hw_model", "firmware", "region", "modem_preset")),
    ]
    return " · ".join(fact for fact in facts if fact)
