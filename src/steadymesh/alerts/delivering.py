"""Has notifications carried to their services: in order for each, again after a pause, and out of everybody's way."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

import structlog

from steadymesh.alerts.backlog import Backlog, Notice, Taken, Verdict, notice_of
from steadymesh.alerts.courier import Courier, Letter, Round
from steadymesh.alerts.services import Service
from steadymesh.alerts.shelf import Shelf
from steadymesh.alerts.tellings import Note
from steadymesh.model import Json
from steadymesh.ports import Clock

log = structlog.get_logger("alerts")

NOTICE: Final = "notice "
"""What the keys of notifications on the shelf begin with."""


class Delivering:
    """What waits, and whoever takes it away.

    Args:
        services: Whom to tell.
        clock: The clocks.
        courier: Carries notifications.
        shelf: Where they outlive the process.
        letter: Returns a notification as a service is to get it now.
    """

    def __init__(
        self,
        *,
        services: Sequence[Service],
        clock: Clock,
        courier: Courier,
        shelf: Shelf,
        letter: Callable[[Notice], Letter],
    ) -> None:
        self._services = {service.name: service for service in services}
        self._marks = {service.name: service.mark for service in services}
        self._named = {mark: name for name, mark in self._marks.items()}
        self._clock = clock
        self._courier = courier
        self._shelf = shelf
        self._letter = letter
        self.backlog = Backlog(tuple(self._services))
        self._stirred = asyncio.Event()
        self._posted = 0

    def post(self, note: Note) -> None:
        """Let something wait for all services."""
        at = self._clock.at()
        self._posted += 1  # of one moment, the order in which they were told
        key = f"{at:%Y%m%dT%H%M%S.%f} {self._posted:06d}"
        self._forget(self.backlog.add(Notice(key=key, at=at, note=note), at))
        self._keep(key)
        self._stirred.set()

    def restore(self, kept: Mapping[str, Json]) -> None:
        """Let wait what an earlier process has left."""
        at = self._clock.at()
        for key, value in kept.items():
            if key.startswith(NOTICE):
                found = notice_of(key.removeprefix(NOTICE), value)
                if found is None:
                    self._forget((key.removeprefix(NOTICE),))
                    continue
                notice, marks = found
                self._forget(self.backlog.add(notice, at, [self._named[mark] for mark in marks if mark in self._named]))
        self._stirred.set()

    def expire(self, at: datetime) -> None:
        """Give up what is too old."""
        self._forget(self.backlog.expire(at))

    async def run(self) -> None:
        """Have the services told, whenever one may be, until cancelled."""
        while True:
            turns = self.backlog.take(self._clock.now())
            if turns:
                await self._carry(turns)
                continue
            self._stirred.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(self.backlog.deadline()):
                    await self._stirred.wait()

    async def _carry(self, turns: Mapping[str, Sequence[Notice]]) -> None:
        """Have some services told of some notifications, and note what became of each."""
        last: dict[str, Verdict] = {}
        changed: set[str] = set()
        rounds = [
            Round(service=self._services[name], letters=[self._letter(notice) for notice in notices])
            for name, notices in turns.items()
        ]

        def heard(service: str, place: int, verdict: Verdict) -> None:
            key = turns[service][place].key
            last[service] = verdict
            changed.add(key)
            _say(service, verdict, self.backlog.failures(service))
            self.backlog.note(service, key, verdict)

        try:
            await self._courier.carry(rounds, heard)
        finally:
            now = self._clock.now()
            for name in turns:
                changed.update(self.backlog.ended(name, last.get(name), now, self._clock.chance()))
            for key in changed:
                self._keep(key)

    def _keep(self, key: str) -> None:
        self._shelf.leave(NOTICE + key, self.backlog.kept(key, self._marks))

    def _forget(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._shelf.leave(NOTICE + key, None)


def _say(service: str, verdict: Verdict, failures: int) -> None:
    """Say once that a service takes nothing, and once that it does again. Never where it is: that is a secret.

    Args:
        service: By name.
        verdict: What became of the last notification.
        failures: How often it had failed in a row before.
    """
    if verdict.taken is Taken.TAKEN:
        if failures:
            log.info("alert-service-back", service=service)
    elif verdict.taken is Taken.UNUSABLE:
        log.warning("alert-service-unusable", service=service)
    else:
        say = log.debug if failures else log.warning
        say("alert-not-taken", service=service, why=verdict.taken.value, status=verdict.status or 0)
