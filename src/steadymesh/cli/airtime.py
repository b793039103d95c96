"""`airtime`: what a day's messages have cost everybody, and what we use of the air now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from steadymesh.cli.answers import number, pick, rows, text
from steadymesh.cli.door import ask, on_disk
from steadymesh.cli.options import Given, Json
from steadymesh.cli.outbox_words import kind, label, seconds
from steadymesh.cli.output import out, out_json, table
from steadymesh.errors import NotRunningError
from steadymesh.words import clean, render

BAR: Final = 30
"""Columns of a bar that stands for the whole budget."""


def airtime(*, day: str | None = None, json: Json = False, options: Given) -> int:
    """Print a day's bill: what messages have cost in bytes and airtime; from the disk when no steadymesh runs.

    Parameters
    ----------
    day
        Such as 2026-03-01, local time; else today.
    """
    config = options.load()
    args = {} if day is None else {"day": day}

    def kept() -> object:
        from steadymesh.app.airbill import kept_airtime

        return kept_airtime(config.state_dir, args)

    try:
        answer = ask(config.state_dir, "airtime", args)
    except NotRunningError:
        if not config.state_dir.is_dir():
            raise
        answer = on_disk(config, kept)
    if json:
        out_json(answer)
        return 0
    lines = [
        (render(f"cli-airtime-{name}", {}, config.language), line) for name, line in _lines(answer, config.language)
    ]
    out(table(lines[0], lines[1:]))
    for part in _tables(answer, config.language):
        out()
        out(part)
    return 0


def air_line(air: object, language: str) -> str:
    """Return in one line what we use of the air, from its JSON."""
    budget, percent = pick(air, "budget_s"), pick(air, "used_percent")
    fields: dict[str, object] = {
        "used": seconds(number(air, "used_s"), language),
        "budget": "none" if budget is None else seconds(number(air, "budget_s"), language),
        "percent": "none" if percent is None else number(air, "used_percent"),
    }
    return render("cli-air-used", fields, language)


def channel_line(air: object, language: str) -> str:
    """Return in a few words how much everybody uses the channel."""
    used = pick(air, "channel_use_percent")
    return render(
        "cli-air-channel", {"percent": "none" if used is None else number(air, "channel_use_percent")}, language
    )


def _lines(answer: object, language: str) -> Iterator[tuple[str, str]]:
    yield "day", text(answer, "day")
    total = pick(answer, "total")
    fields: dict[str, object] = {
        "messages": int(number(total, "messages")),
        "transmissions": int(number(total, "transmissions")),
        "bytes": int(number(total, "size_bytes")),
        "airtime": seconds(number(total, "airtime_s"), language),
    }
    yield "total", render("cli-airtime-cost" if fields["messages"] else "cli-airtime-nothing", fields, language)
    now = pick(answer, "now")
    if not isinstance(now, Mapping):
        yield "budget", render("cli-airtime-not-running", {}, language)
        return
    yield "budget", f"{air_line(now, language)}{_share(now, language)}"
    yield "channel", channel_line(now, language)
    questions = int(number(now, "questions"))
    if questions:
        asked = {"count": questions, "airtime": seconds(number(now, "questions_s"), language)}
        yield "questions", render("cli-airtime-asked", asked, language)


def _share(now: Mapping[str, object], language: str) -> str:
    """Return what the budget is a part of."""
    if pick(now, "budget_s") is None:
        return ""
    limit = pick(now, "limit_percent")
    place = " · ".join(filter(None, (text(now, "region"), text(now, "modem_preset"))))
    fields: dict[str, object] = {
        "share": round(100 * number(now, "share"), 1),
        "limit": "none" if limit is None else number(now, "limit_percent"),
        "place": place or "–",
    }
    return f"; {render('cli-airtime-share', fields, language)}"


def _tables(answer: object, language: str) -> Iterator[str]:
    """Yield the bill by kind, by recipient and by hour; nothing where nothing was sent."""
    kinds, dearest, hours = (rows(pick(answer, part)) for part in ("kinds", "dearest", "hours"))
    if kinds:
        named = [(kind(text(row, "priority"), language), row) for row in kinds]
        yield _costs("kind", named, language)
    if dearest:
        yield _costs("recipient", [(label(row), row) for row in dearest], language)
    busy = [index for index, row in enumerate(hours) if number(row, "airtime_s") > 0]
    if busy:
        yield _bars(hours[busy[0] : busy[-1] + 1], number(answer, "now", "budget_s"), language)


def _costs(first: str, named: Sequence[tuple[str, Mapping[str, object]]], language: str) -> str:
    columns = (first, "messages", "sent", "bytes", "airtime")
    headings = [render(f"cli-column-{name}", {}, language) for name in columns]
    return table(
        headings,
        [
            (
                name,
                text(row, "messages"),
                f"{int(number(row, 'transmissions'))}×",
                text(row, "size_bytes"),
                seconds(number(row, "airtime_s"), language),
            )
            for name, row in named
        ],
    )


def _bars(hours: Sequence[Mapping[str, object]], budget_s: float, language: str) -> str:
    """Return a bar for each hour: against our budget of an hour, else against the dearest hour."""
    whole_s = budget_s or max(number(row, "airtime_s") for row in hours)
    lines = []
    for row in hours:
        used_s = number(row, "airtime_s")
        length = min(round(BAR * used_s / whole_s), BAR) if whole_s > 0 else 0
        percent = round(100 * used_s / budget_s, 1) if budget_s else 0.0
        share = render("cli-percent", {"percent": percent}, language) if budget_s else ""
        bar = "█" * max(length, 1 if used_s > 0 else 0)
        lines.append((_hour(row), f"{bar:·<{BAR}}", seconds(used_s, language), share))
    headings = [render(f"cli-column-{name}", {}, language) for name in ("hour", "bar", "airtime", "part")]
    if not budget_s:  # nothing to compare with
        headings[1] = headings[3] = ""
    return table(headings, lines)


def _hour(row: Mapping[str, object]) -> str:
    """Return the hour's begin on the clock, from `2026-03-01T12:00+01:00`."""
    return clean(text(row, "begin").partition("T")[2][:5], 5)
