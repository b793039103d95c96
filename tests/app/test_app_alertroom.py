"""Alerts in a whole house: an outage is told, a failing disk is noticed, the status knows."""

from __future__ import annotations

import asyncio

from housekit import playing
from steadymesh.alerts.backlog import Taken, Verdict


class Courier:
    def __init__(self) -> None:
        self.bodies: list[str] = []

    async def carry(self, rounds, heard):
        for one in rounds:
            for place, letter in enumerate(one.letters):
                self.bodies.append(letter.body)
                heard(one.service.name, place, Verdict(taken=Taken.TAKEN))


async def test_an_outage_is_told_and_its_end_and_the_status_knows_neither_address(tmp_path):
    async with playing(tmp_path, "alerts.urls=ntfy://sesame/sesame", "language=en") as play:
        courier = Courier()
        notifier = play.house.alerts.notifier
        notifier._delivering._courier = courier
        await asyncio.sleep(30)
        play.server.close()
        await asyncio.sleep(300)
        facts = play.house.status.status()["alerts"]
        assert facts["current"][0]["kind"] == "link"
        assert "sesame" not in str(facts)
        play.server.start()
        await asyncio.sleep(400)
        assert [body[0] for body in courier.bodies] == ["🔴", "🟢"]
        assert (await play.house.alerts.handlers()["alerts.list"]({}))["current"] == []
        play.flush()
        assert "sesame" not in (tmp_path / "log").read_text()


async def test_without_services_there_is_no_notifier_and_nothing_is_listed(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(5)
        assert play.house.alerts.notifier is None
        assert play.house.status.status()["alerts"] == {}
        assert (await play.house.alerts.handlers()["alerts.test"]({})) == []
