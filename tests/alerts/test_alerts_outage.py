"""One alert when the link is away for long, one when it is back to stay."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from steadymesh.alerts.outage import OutageWatch
from steadymesh.bus import Bus
from steadymesh.clock import LoopClock
from steadymesh.events import AttemptFailed, LinkAway, LinkBack, LinkChanged, SessionLost, SessionReady
from steadymesh.ids import NodeNum
from steadymesh.model import LinkState, Node, RadioInfo
from steadymesh.words import render

RADIO = RadioInfo(num=NodeNum(1), node=Node(num=NodeNum(1)))


class Link:
    """Scripts what the supervisor publishes, and notes what the watch says to it, with the second."""

    def __init__(self) -> None:
        self.bus = Bus()
        self.clock = LoopClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.alerts: list[tuple[float, LinkAway | LinkBack]] = []
        self._heard = self.bus.subscribe("test", (LinkAway, LinkBack))

    @property
    def now(self) -> float:
        return self.clock.now()

    def lost(self, reason: str = "closed") -> None:
        self.bus.publish(SessionLost(generation=1, reason=reason, ready_seconds=1, now=self.now))

    def failed(self, reason: str = "connect") -> None:
        self.bus.publish(AttemptFailed(generation=1, reason=reason, detail="", now=self.now))

    def ready(self) -> None:
        self.bus.publish(SessionReady(generation=1, radio=RADIO, nodes=(), seconds=0.1, image=(), now=self.now))

    def changed(self, state: LinkState) -> None:
        self.bus.publish(LinkChanged(state=state, generation=1, now=self.now))

    async def after(self, seconds: float) -> list[LinkAway | LinkBack]:
        """Let time pass; return the alerts of that time."""
        await asyncio.sleep(seconds)
        return self._heard.take_all()


@asynccontextmanager
async def watched(link_after_s: float = 120.0):
    link = Link()
    watch = OutageWatch(bus=link.bus, clock=link.clock, link_after_s=link_after_s)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(watch.run(), name="outage")
        await asyncio.sleep(0)
        yield link
        task.cancel()


async def test_a_short_loss_is_no_news():
    async with watched() as link:
        link.ready()
        assert await link.after(100) == []
        link.lost()
        assert await link.after(119) == []
        link.ready()
        assert await link.after(10_000) == []


async def test_one_alert_when_away_and_one_when_back_with_how_long():
    with capture_logs() as lines:
        async with watched() as link:
            link.ready()
            await link.after(100)
            link.lost("probe")
            assert await link.after(119.9) == []
            [away] = await link.after(0.2)
            assert away == LinkAway(away_seconds=120.0, reason="probe")
            for _ in range(20):
                link.failed()
                assert await link.after(60) == []
            link.ready()
            assert await link.after(59.9) == []
            [back] = await link.after(0.2)
            assert isinstance(back, LinkBack)
            assert round(back.away_seconds, 1) == 1320.1
    told = [(line["event"], line["away_s"], line["log_level"]) for line in lines]
    assert told == [("link-away", 120, "warning"), ("link-back", 1320, "info")]
    assert [render(line["event"], line, "fr").partition(". ")[0] for line in lines] == [
        "🔴 Radio absente depuis 2m (elle ne répond plus)",
        "🟢 Radio de retour après 22m d'absence",
    ]


async def test_a_link_that_comes_and_goes_is_away_for_as_long_as_it_was_away():
    async with watched() as link:
        link.ready()
        await link.after(100)
        alerts = []
        for _ in range(6):
            link.lost("closed")
            alerts += await link.after(50)
            link.ready()
            alerts += await link.after(40)
        assert alerts == [LinkAway(away_seconds=120.0, reason="closed")]
        [back] = await link.after(30)
        assert back == LinkBack(away_seconds=300.0)


async def test_a_loss_right_after_the_start_is_no_outage_since_the_start():
    async with watched() as link:
        await link.after(1)
        link.ready()
        await link.after(49)
        link.lost("probe")
        assert await link.after(118.9) == []
        assert [type(alert) for alert in await link.after(0.2)] == [LinkAway]


async def test_time_in_which_another_client_has_the_radio_is_not_this_alerts():
    async with watched() as link:
        link.ready()
        await link.after(100)
        for _ in range(6):  # it takes the slot within seconds, we yield for minutes and say so elsewhere
            link.lost("closed")
            link.changed(LinkState.YIELDED)
            assert await link.after(300) == []
            link.ready()
            assert await link.after(5) == []
        link.lost("closed")
        link.changed(LinkState.YIELDED)
        await link.after(300)
        link.failed("connect")  # and now it is the radio that is away
        assert await link.after(119.9) == []
        assert [type(alert) for alert in await link.after(0.2)] == [LinkAway]


async def test_a_radio_that_never_came_is_told_of_with_the_last_reason():
    async with watched() as link:
        link.failed("resolve")
        await link.after(60)
        link.failed("connect")
        [away] = await link.after(60.1)
        assert away == LinkAway(away_seconds=120.0, reason="connect")


@pytest.mark.parametrize("reason", ["released", "reconnect"])
async def test_a_link_that_was_given_away_is_no_outage_until_it_fails(reason):
    async with watched() as link:
        link.ready()
        await link.after(100)
        link.lost(reason)
        link.changed(LinkState.RELEASED)
        assert await link.after(3600) == []
        link.failed("connect")
        assert await link.after(119) == []
        [away] = await link.after(2)
        assert away.away_seconds == 120.0


async def test_released_while_away_and_not_told_of_is_no_outage():
    async with watched() as link:
        link.failed()
        await link.after(60)
        link.changed(LinkState.RELEASED)
        assert await link.after(3600) == []


async def test_zero_means_no_alerts():
    async with watched(link_after_s=0) as link:
        link.ready()
        await link.after(100)
        link.lost()
        assert await link.after(100_000) == []
        link.ready()
        assert await link.after(1000) == []
