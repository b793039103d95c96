"""From what happens in the house to what a service gets, on virtual time, over restarts, while services fail."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time

import pytest
from structlog.testing import capture_logs

from steadymesh.alerts.backlog import Taken, Verdict
from steadymesh.alerts.kinds import AlertKind
from steadymesh.alerts.notifier import Notifier
from steadymesh.alerts.options import AlertOptions
from steadymesh.alerts.services import services_of
from steadymesh.bus import Bus
from steadymesh.clock import LoopClock
from steadymesh.errors import StoreError
from steadymesh.events import Delivered, LinkAway, LinkBack, LinkChanged, PluginPaused, Reconnected, SessionReady
from steadymesh.ids import BROADCAST, ChannelIndex, NodeNum, PacketId
from steadymesh.model import Entry, LinkState, Node, Outcome, RadioInfo, SendText

START = datetime(2026, 3, 1, 6, tzinfo=UTC)
OWN = NodeNum(0x0BADCAFE)


class Drawer:
    """Keeps values in memory; fails or hangs as told."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self.mood = ""
        self.writes = 0

    async def _do(self) -> None:
        if self.mood == "fails":
            raise StoreError("full")
        if self.mood == "hangs":
            await asyncio.Event().wait()

    async def get(self, key):
        await self._do()
        return self.values.get(key)

    async def items(self, prefix=""):
        await self._do()
        return sorted(self.values.items())

    async def put(self, key, value):
        self.writes += 1
        self.values[key] = value
        await self._do()

    def keep(self, key, value):
        self.values[key] = value

    async def delete(self, key):
        self.values.pop(key, None)
        await self._do()


class Courier:
    """Notes what it carries; each service answers as told."""

    def __init__(self, clock: LoopClock) -> None:
        self.clock = clock
        self.moods: dict[str, Verdict | None] = {}
        self.got: list[tuple[float, str, str, str]] = []
        self.tries = 0

    async def carry(self, rounds, heard):
        hung = False
        for one in rounds:
            for place, letter in enumerate(one.letters):
                self.tries += 1
                verdict = self.moods.get(one.service.name, Verdict(taken=Taken.TAKEN))
                if verdict is None:
                    hung = True
                    break
                if verdict.taken is Taken.TAKEN:
                    self.got.append((self.clock.now(), one.service.name, letter.title, letter.body))
                heard(one.service.name, place, verdict)
                if verdict.taken is not Taken.TAKEN:
                    break
        if hung:
            await asyncio.sleep(30)
            for one in rounds:
                if self.moods.get(one.service.name, 1) is None:
                    heard(one.service.name, 0, Verdict(taken=Taken.LATE))

    def texts(self, service="ntfy"):
        return [body.splitlines()[0][:24] for _, name, _, body in self.got if name == service]


class Stage:
    def __init__(self, drawer: Drawer | None, urls, at_s: float, **options) -> None:
        self.bus = Bus()
        self.clock = LoopClock(START, seed=1)
        self.drawer = drawer or Drawer()
        self.courier = Courier(self.clock)
        self.stuck: float | None = None
        self.notifier = Notifier(
            bus=self.bus,
            clock=self.clock,
            options=AlertOptions(services=services_of(urls), **options),
            drawer=self.drawer,
            courier=self.courier,
            name_of=lambda num: "Base <1>" if num == OWN else "",
            stuck_s=lambda: self.stuck,
            zone=UTC,
        )

    def tell(self, *events):
        for event in events:
            self.bus.publish(event)

    def ready(self):
        radio = RadioInfo(num=OWN, node=Node(num=OWN))
        now = self.clock.now()
        self.tell(LinkChanged(state=LinkState.READY, generation=1, now=now),
                  SessionReady(generation=1, radio=radio, nodes=(), seconds=1, image=(), now=now))  # fmt: skip


@asynccontextmanager
async def staged(drawer=None, urls=("ntfy://a/b",), at_s=0.0, **options):
    stage = Stage(drawer, urls, at_s, **options)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(stage.notifier.run(), name="alerts")
        await asyncio.sleep(0.01)
        yield stage
        task.cancel()


AWAY, BACK = LinkAway(away_seconds=120, reason="probe"), LinkBack(away_seconds=500)


async def test_an_outage_is_one_alert_and_its_end_another_under_the_radios_name():
    async with staged() as stage:
        stage.ready()
        stage.tell(AWAY)
        await asyncio.sleep(1)
        stage.tell(AWAY)
        await asyncio.sleep(400)
        stage.tell(BACK)
        await asyncio.sleep(1)
        assert stage.courier.texts() == ["🔴 The radio has been awa", "🟢 The radio is back; it "]
        assert stage.courier.got[0][2] == "Steadymesh · Base ＜1＞"
        assert not [key for key in stage.drawer.values if key.startswith("notice ")]


async def test_while_the_internet_is_away_all_is_kept_and_told_in_order_with_its_time():
    async with staged() as stage:
        stage.courier.moods["ntfy"] = Verdict(taken=Taken.UNREACHABLE)
        with capture_logs() as lines:
            stage.tell(AWAY)
            await asyncio.sleep(7200)
            stage.tell(BACK, PluginPaused(plugin="wx", what="wx", seconds=99_999, error="X", now=1))
            await asyncio.sleep(3600)
            assert stage.notifier.facts()["waiting"] == 3
            assert len([key for key in stage.drawer.values if key.startswith("notice ")]) == 3
            del stage.courier.moods["ntfy"]
            await asyncio.sleep(1200)
        levels = [(line["event"], line["log_level"]) for line in lines if line["event"].startswith("alert-")]
        assert levels[0] == ("alert-not-taken", "warning")
        assert set(levels[1:-1]) == {("alert-not-taken", "debug")}
        assert levels[-1] == ("alert-service-back", "info")
        assert all("ntfy://" not in str(line) for line in lines)
        bodies = [body for _, _, _, body in stage.courier.got]
        assert [body.splitlines()[0] for body in bodies] == ["(of 2026-03-01 06:00)"] + ["(of 2026-03-01 08:00)"] * 2
        assert [body.splitlines()[1][0] for body in bodies] == ["🔴", "🟢", "🔌"]
        assert stage.courier.tries < 30


async def test_a_service_that_never_answers_holds_nobody_up_for_long():
    async with staged(urls=("ntfy://a/b", "slack://c/d/e")) as stage:
        stage.courier.moods["slack"] = None
        stage.tell(AWAY)
        await asyncio.sleep(5)
        stage.tell(BACK)
        await asyncio.sleep(60)
        times = [at for at, name, _, _ in stage.courier.got if name == "ntfy"]
        assert times[0] < 1
        assert times[1] < 36
        assert stage.notifier.facts()["waiting"] == 2


async def test_an_address_that_can_not_be_used_is_said_once_and_waited_for_by_nothing():
    async with staged(urls=("nonsense://sesame",)) as stage:
        stage.courier.moods["nonsense"] = Verdict(taken=Taken.UNUSABLE)
        with capture_logs() as lines:
            stage.tell(AWAY)
            await asyncio.sleep(5000)
            stage.tell(BACK)
            await asyncio.sleep(5000)
        assert [line["event"] for line in lines] == ["alert-service-unusable"]
        assert stage.courier.tries == 1


async def test_the_next_process_tells_what_this_one_could_not_and_nothing_twice():
    drawer = Drawer()
    async with staged(drawer, urls=("ntfy://a/b", "slack://c/d/e")) as stage:
        stage.courier.moods["slack"] = Verdict(taken=Taken.UNREACHABLE)
        stage.tell(AWAY)
        await asyncio.sleep(100)
        assert stage.courier.texts("ntfy")
    async with staged(drawer, urls=("ntfy://a/b", "slack://c/d/e")) as stage:
        await asyncio.sleep(1)
        assert stage.courier.texts("ntfy") == []
        assert stage.courier.texts("slack") == ["(of 2026-03-01 06:00)"] or stage.courier.texts("slack") == [
            "🔴 The radio has been awa"
        ]
        stage.tell(AWAY)
        await asyncio.sleep(30)
        assert stage.courier.texts("ntfy") == []
        stage.ready()
        await asyncio.sleep(59)
        assert stage.courier.texts("ntfy") == []
        await asyncio.sleep(5)
        assert stage.courier.texts("ntfy") == ["🟢 The radio is back; it "]


async def test_what_waits_for_an_address_waits_for_that_address_whatever_it_is_called():
    drawer = Drawer()
    async with staged(drawer, urls=("json://dead/a", "json://alive/b")) as stage:
        stage.courier.moods["webhook"] = Verdict(taken=Taken.UNREACHABLE)
        stage.tell(AWAY)
        await asyncio.sleep(100)
        assert stage.courier.texts("webhook 2")
    assert "dead" not in str(drawer.values)
    async with staged(drawer, urls=("json://alive/b", "json://dead/a")) as stage:
        await asyncio.sleep(100)
        assert stage.courier.texts("webhook") == [], "it has had it when it was called webhook 2"
        assert stage.courier.texts("webhook 2")


@pytest.mark.parametrize("mood", ["fails", "hangs"])
async def test_a_disk_that_does_not_take_it_keeps_nobody_from_being_told(mood):
    async with staged() as stage:
        await asyncio.sleep(10)
        stage.drawer.mood = mood
        stage.tell(AWAY)
        await asyncio.sleep(1)
        assert stage.courier.texts() == ["🔴 The radio has been awa"]
        stage.tell(BACK)
        await asyncio.sleep(5)
        assert len(stage.courier.got) == 2


async def test_messages_that_do_not_leave_are_told_of_only_while_there_is_a_link():
    async with staged(outbox_after_s=900.0) as stage:
        for stuck in (None, 0.0, 500.0, 950.0, 1010.0, None, None, 0.0):
            stage.stuck = stuck
            await asyncio.sleep(60)
        await asyncio.sleep(120)
        assert stage.courier.texts() == ["📮 Messages don't leave a", "🟢 Messages leave again."]


async def test_what_is_quiet_is_not_told():
    async with staged(quiet=frozenset({AlertKind.LINK})) as stage:
        stage.tell(AWAY)
        await asyncio.sleep(1000)
        assert stage.courier.tries == 0


def delivered(outcome, airtime_s=0.5):
    entry = Entry(
        key="k", intent=SendText(to=BROADCAST, text="x", channel=ChannelIndex(0)), packet_id=PacketId(1), created=START,
        deadline=START, outcome=outcome, airtime_s=airtime_s,
    )  # fmt: skip
    return Delivered(entry=entry)


async def test_the_day_is_summed_up_at_its_hour_over_a_restart():
    drawer = Drawer()
    async with staged(drawer, digest=time(8)) as stage:
        stage.ready()
        stage.tell(
            delivered(Outcome.ACKNOWLEDGED),
            delivered(Outcome.EXPIRED),
            Reconnected(generation=1, away_seconds=3, attempts=1, now=1),
        )
        await asyncio.sleep(3700)
        assert stage.courier.got == []
    async with staged(drawer, digest=time(8)) as stage:
        stage.ready()
        stage.tell(delivered(Outcome.RELAYED))
        await asyncio.sleep(3700)
        [(at, _, _, body)] = stage.courier.got
        assert 7200 <= at <= 7265
        assert body.splitlines()[0].endswith("of the time, one reconnection.")
        assert "99." in body.splitlines()[0] or "100 %" in body.splitlines()[0]
        assert (
            body.splitlines()[1]
            == "✉️ Messages: 1 confirmed, 1 relayed, 1 refused or expired; 0 commands; 1.5 s of airtime."
        )
        await asyncio.sleep(86_400)
        assert len(stage.courier.got) == 2
        assert "no reconnection" in stage.courier.got[1][3]
