"""`status`: how the running process is, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from cyclopts import Parameter

from steadymesh.cli.answers import local_time, number, pick, rough_duration, text
from steadymesh.cli.door import ask
from steadymesh.cli.options import Options
from steadymesh.cli.output import out, out_json, table
from steadymesh.words import clean, has, render

Given = Annotated[Options, Parameter(parse=False)]


def status(*, json: Annotated[bool, Parameter(negative="")] = False, options: Given) -> int:
    """Show how the running steadymesh is: link, radio, nodes, keys, commands, deliveries.

    Parameters
    ----------
    json
        Print one JSON document, with all counters.
    """
    config = options.load()
    answer = ask(config.state_dir, "status")
    if json:
        out_json(answer)
        return 0
    rows = [(render(f"cli-status-{name}", {}, config.language), line) for name, line in _lines(answer, config.language)]
    out(table(*_headless(rows)))
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
        "reason": _reason(link, language),
    }
    return render(message if has(message, language) else "cli-link-other", fields | {"state": state}, language)


def _reason(link: object, language: str) -> str:
    """Return why the link was lost last, in words where we have them."""
    reason = text(link, "last_reason")
    message = f"cli-reason-{reason}"
    return render(message, {}, language) if reason and has(message, language) else reason or "–"


def _lines(answer: object, language: str) -> Iterator[tuple[str, str]]:
    """Yield what each line is about, and what it says."""

    def say(message: str, **fields: object) -> str:
        return render(message, fields, language)

    link = pick(answer, "link")
    yield "link", link_line(link, language)
    if pick(answer, "radio") is not None:
        yield "radio", _radio(answer)
    yield (
        "reconnections",
        say(
            "cli-reconnections",
            today=int(number(link, "reconnections_today")),
            total=int(number(link, "reconnections")),
            last=rough_duration(number(link, "reconnect_seconds_last")),
        ),
    )
    yield "nodes", say("cli-nodes-known", known=int(number(answer, "nodes", "known")))
    yield (
        "keys",
        say(
            "cli-keys-known",
            known=int(number(answer, "keys", "known")),
            held=int(number(answer, "keys", "held")),
            complete=int(number(answer, "keys", "sync", "complete")),
            skipped=int(number(answer, "keys", "sync", "skipped")),
            failed=int(number(answer, "keys", "sync", "failed")),
        ),
    )
    yield (
        "commands",
        say(
            "cli-commands",
            answered=int(number(answer, "commands", "answered")),
            failed=int(number(answer, "commands", "failed") + number(answer, "commands", "timed-out")),
            median=round(number(answer, "commands", "seconds", "p50") * 1000),
            slow=round(number(answer, "commands", "seconds", "p99") * 1000),
        ),
    )
    delivered = {
        name: int(number(answer, "delivered", name)) for name in ("acknowledged", "relayed", "refused", "expired")
    }
    yield "messages", say("cli-delivered", **delivered)
    yield (
        "process",
        say(
            "cli-process",
            version=text(answer, "version"),
            pid=text(answer, "pid"),
            up=rough_duration(number(answer, "uptime_s")),
        ),
    )


def _radio(answer: object) -> str:
    """Return who the radio is: what it told, and nothing where it did not."""
    name = text(answer, "radio", "name")
    facts = [
        text(answer, "radio", "node"),
        f"“{clean(name, 40)}”" if name else "",
        *(text(answer, "radio", fact) for fact in ("hw_model", "firmware", "region", "modem_preset")),
    ]
    return " · ".join(fact for fact in facts if fact)


def _headless(rows: list[tuple[str, str]]) -> tuple[tuple[str, str], list[tuple[str, str]]]:
    """Return the rows as a table that has its first row for a header."""
    return rows[0], rows[1:]
