"""`alerts test`, `alerts list`: whether people can be told, what they are still to be told, and what goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steadymesh.cli.answers import local_time, number, pick, rough_duration, rows, text
from steadymesh.cli.door import ask, on_disk
from steadymesh.cli.options import Given, Json
from steadymesh.cli.output import out, out_json, table
from steadymesh.config import Config
from steadymesh.errors import NotRunningError, UsageError
from steadymesh.words import clean, render


def try_services(*, json: Json = False, options: Given) -> int:
    """Send a test to every service, and say of each, by its kind, whether it was taken (exit code 1: one was not)."""
    config = options.load()
    if not config.alerts.services:
        raise UsageError(
            "No service is configured that could be told.",
            remedy="Set alerts.urls, or alerts.urls_file.",
            sentence="alerts-no-service",
        )

    def directly() -> object:
        from steadymesh.app.alertsalone import tried_directly

        return tried_directly(config.alerts)

    from steadymesh.alerts.testing import LONGEST_TEST_S

    try:
        answer = ask(config.state_dir, "alerts.test", timeout_s=LONGEST_TEST_S + 2)
    except NotRunningError:
        answer = on_disk(config, directly)
    tried = rows(answer)
    if not tried:
        raise UsageError(
            "The running steadymesh knows no service.",
            remedy="Restart it: it was started with other settings.",
            sentence="alerts-none-running",
        )
    if json:
        out_json(answer)
    else:
        for row in tried:
            out(_tried(row, config.language))
    return 0 if all(text(row, "taken") == "taken" for row in tried) else 1


def list_alerts(*, json: Json = False, options: Given) -> int:
    """List what goes on, what waits to be told, and how the services stand; from the disk when no steadymesh runs."""
    config = options.load()

    def kept() -> object:
        from steadymesh.app.alertsalone import kept_alerts

        return kept_alerts(config.state_dir, config.alerts)

    try:
        answer = ask(config.state_dir, "alerts.list")
    except NotRunningError:
        if not config.state_dir.is_dir():
            raise
        answer = on_disk(config, kept)
    if json:
        out_json(answer)
        return 0
    for part in _parts(answer, config):
        out(part)
    return 0


def _tried(row: Mapping[str, object], language: str) -> str:
    fields = {"service": text(row, "service"), "status": int(number(row, "status"))}
    return render(f"cli-alerts-{text(row, 'taken')}", fields, language)


def _parts(answer: object, config: Config) -> Iterator[str]:
    language = config.language
    current, waiting, services = (rows(pick(answer, part)) for part in ("current", "waiting", "services"))
    if not config.alerts.services and not services:  # a running bot may have another configuration
        yield render("cli-alerts-no-service", {}, language)
    yield render("cli-alerts-current" if current else "cli-alerts-calm", {}, language)
    for row in current:
        names = pick(row, "names")
        fields = {
            "what": render(f"alert-name-{text(row, 'kind')}", {}, language),
            "duration": rough_duration(number(row, "seconds")),
            "names": clean(", ".join(map(str, names))) if isinstance(names, list) else "",
        }
        yield "  " + render("cli-alerts-row", fields, language).rstrip(" :")
    yield render("cli-alerts-waiting" if waiting else "cli-alerts-all-told", {}, language)
    for row in waiting:
        whom = pick(row, "services")
        names = clean(", ".join(map(str, whom))) if isinstance(whom, list) else ""
        yield f"  {local_time(row, 'at')}  {names}  {clean(str(pick(row, 'text') or '').splitlines()[0])}"
    if services:
        columns = ("service", "told", "waiting", "last")
        headings = [render(f"cli-column-{name}", {}, language) for name in columns]
        yield table(
            headings,
            [
                (
                    text(row, "service"),
                    text(row, "taken"),
                    text(row, "waiting"),
                    "–" if pick(row, "last") is None else _last(row, language),
                )
                for row in services
            ],
        )


def _last(row: Mapping[str, object], language: str) -> str:
    fields = {"status": int(number(row, "status"))}
    return render(f"cli-alerts-last-{text(row, 'last')}", fields, language)
