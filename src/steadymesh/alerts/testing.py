"""Tells every service that this is a test, outside of everything that waits, and says what became of it."""

from __future__ import annotations

from typing import Final

from steadymesh.alerts.backlog import Verdict
from steadymesh.alerts.courier import DEADLINE_S, START_S, Courier, Letter, Round
from steadymesh.alerts.options import AlertOptions
from steadymesh.alerts.tellings import Weight
from steadymesh.words import render

LONGEST_TEST_S: Final = START_S + DEADLINE_S + 5.0
"""For the whole of it."""


async def tried(courier: Courier, options: AlertOptions) -> list[dict[str, object]]:
    """Return for each service whether it took a test, ready for JSON: `service`, `taken`, `status`.

    Args:
        courier: Carries it.
        options: Whom to tell.
    """
    found: dict[str, Verdict] = {}

    def heard(service: str, _place: int, verdict: Verdict) -> None:
        found[service] = verdict

    letter = Letter(title="Steadymesh", body=render("alert-test", {}, options.language), weight=Weight.INFO.value)
    if options.services:
        await courier.carry([Round(service=service, letters=[letter]) for service in options.services], heard)
    return [
        {"service": name, "taken": verdict.taken.value, "status": verdict.status}
        for name, verdict in ((service.name, found[service.name]) for service in options.services)
    ]
