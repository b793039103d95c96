"""A plug-in's appointments, in virtual time."""

import asyncio
import contextlib
import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import dateutil.tz
import pytest

from botkit import START
from steadymesh.bot.appointments import MOST, Appointments
from steadymesh.bot.cron import check, next_time
from steadymesh.bot.plugin import cron, every
from steadymesh.clock import LoopClock
from steadymesh.errors import ConfigError, UsageError

MINUTE = timedelta(minutes=1)


async def job(context) -> None: ...


class Diary:
    """Notes when each job was begun, in seconds from the beginning; `lasts_s` is how long one takes."""

    def __init__(self, zone=UTC, at=START) -> None:
        self.clock = LoopClock(at)
        self.began = self.clock.now()
        self.clock.wall_shift = timedelta(seconds=-self.began)
        self.kept: list[tuple[str, float]] = []
        self.lasts_s = 0.0
        self.appointments = Appointments(self.clock, zone, self._call)

    async def _call(self, name, _job) -> None:
        self.kept.append((name, round(self.clock.now() - self.began, 3)))
        await asyncio.sleep(self.lasts_s)

    @contextlib.asynccontextmanager
    async def running(self):
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(self.appointments.run(), name="appointments")
            try:
                yield self.appointments
            finally:
                task.cancel()

    def when(self) -> list[float]:
        return [at for _, at in self.kept]


async def test_what_is_due_once_is_done_once_and_in_time():
    diary = Diary()
    async with diary.running() as appointments:
        appointments.after(timedelta(seconds=90), job)
        appointments.after(timedelta(seconds=-5), job)
        await asyncio.sleep(1000)
    assert diary.kept == [("job", 0), ("job", 90)]


async def test_what_is_done_again_and_again_is_done_after_each_interval():
    diary = Diary()
    async with diary.running() as appointments:
        appointments.every(MINUTE, job, name="tick")
        await asyncio.sleep(200)
    assert diary.kept == [("tick", 60), ("tick", 120), ("tick", 180)]


async def test_one_that_still_runs_is_not_begun_again():
    diary = Diary()
    diary.lasts_s = 150
    async with diary.running() as appointments:
        appointments.every(MINUTE, job)
        await asyncio.sleep(400)
    assert diary.when() == [60, 240]


async def test_what_was_missed_is_done_once():
    diary = Diary()
    booked = diary.appointments.every(MINUTE, job)
    assert booked.name == "job"
    await asyncio.sleep(1000)  # nobody keeps them yet
    async with diary.running():
        await asyncio.sleep(70)
    assert diary.when() == [1000, 1060]


async def test_a_cancelled_one_is_not_done_and_one_that_runs_goes_on():
    diary = Diary()
    async with diary.running() as appointments:
        one = appointments.every(MINUTE, job)
        other = appointments.after(MINUTE / 2, job)
        other.cancel()
        other.cancel()
        await asyncio.sleep(61)
        one.cancel()
        await asyncio.sleep(300)
    assert diary.when() == [60]


async def test_less_than_a_second_is_refused():
    for wrong in (timedelta(milliseconds=999), timedelta(0), timedelta(-1)):
        with pytest.raises(ConfigError, match="once a second"):
            Diary().appointments.every(wrong, job)
        with pytest.raises(ConfigError, match="once a second"):
            every(wrong)
    with pytest.raises(ConfigError, match=r"timedelta\(minutes=5\)"):
        every("5m")


async def test_ten_thousand_appointments_are_refused_after_two_hundred():
    diary = Diary()
    async with diary.running() as appointments:
        refused = 0
        for _ in range(10_000):
            try:
                appointments.after(MINUTE, job)
            except UsageError:
                refused += 1
        assert refused == 10_000 - MOST
        await asyncio.sleep(61)
        assert len(diary.kept) == MOST
        appointments.after(MINUTE, job)  # there is room again


async def test_jobs_that_hang_take_their_places_until_they_end():
    diary = Diary()
    diary.lasts_s = 1000
    async with diary.running() as appointments:
        for _ in range(MOST):
            appointments.after(timedelta(0), job)
        await asyncio.sleep(10)
        with pytest.raises(UsageError, match="200 appointments"):
            appointments.after(timedelta(0), job)
        await asyncio.sleep(1000)
        appointments.after(timedelta(0), job)


async def test_one_that_books_itself_at_once_lets_others_have_their_turn():
    diary = Diary()
    ticks = []

    async def again(name, _job) -> None:
        ticks.append(name)
        with contextlib.suppress(UsageError):
            diary.appointments.after(timedelta(0), job)
        await asyncio.sleep(0.01)

    diary.appointments = Appointments(diary.clock, UTC, again)
    diary.appointments.every(MINUTE, job, name="mine")
    diary.appointments.after(timedelta(0), job)
    async with diary.running():
        await asyncio.sleep(61)
    assert "mine" in ticks


# --- by the clock on the wall ---------------------------------------------------------------


async def test_cron_is_read_in_the_house_s_time_zone():
    diary = Diary(ZoneInfo("Europe/Zurich"), at=datetime(2026, 7, 1, 5, 59, tzinfo=UTC))
    async with diary.running() as appointments:
        appointments.cron("0 8 * * *", job, name="morning")
        await asyncio.sleep(2 * 86_400)
    assert diary.kept == [("morning", 60), ("morning", 86_460)]


async def test_a_clock_that_is_set_forward_is_noticed_within_half_a_minute():
    diary = Diary(at=datetime(2026, 7, 1, 6, 0, 10, tzinfo=UTC))
    async with diary.running() as appointments:
        appointments.cron("0 8 * * *", job)
        await asyncio.sleep(100)
        diary.clock.wall_shift += timedelta(hours=2)
        await asyncio.sleep(100)
    (at,) = diary.when()
    assert 100 <= at <= 130


async def test_a_clock_that_is_set_back_does_nothing_twice():
    diary = Diary(at=datetime(2026, 7, 1, 7, 59, tzinfo=UTC))
    async with diary.running() as appointments:
        appointments.cron("0 8 * * *", job)
        await asyncio.sleep(100)
        diary.clock.wall_shift -= timedelta(hours=2)
        await asyncio.sleep(3 * 3600)
    assert diary.when() == [60]


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
@pytest.mark.parametrize(
    "zone", [ZoneInfo("Europe/Zurich"), ZoneInfo("Australia/Lord_Howe"), dateutil.tz.gettz("Europe/Zurich")]
)
async def test_a_day_on_which_the_clocks_change_is_a_day_like_others(day, zone):
    diary = Diary(zone, at=datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=zone).astimezone(UTC) - timedelta(1))
    async with diary.running() as appointments:
        appointments.cron("30 2 * * *", job, name="night")
        appointments.cron("0 8 * * *", job, name="morning")
        appointments.cron("*/20 * * * *", job, name="often")
        await asyncio.sleep(3 * 86_400 - 3600)
    kept = {name: [at for one, at in diary.kept if one == name] for name in ("night", "morning", "often")}
    assert len(kept["night"]) == len(kept["morning"]) == 3
    gaps = {late - early for early, late in itertools.pairwise(kept["often"])}
    assert max(gaps) <= 1800
    assert min(gaps) >= 600


def test_the_hour_that_comes_twice_is_no_endless_loop():
    zone = ZoneInfo("Europe/Zurich")
    second = datetime(2026, 10, 25, 2, 10, tzinfo=zone, fold=1)
    assert next_time("30 2 * * *", second, zone) == datetime(2026, 10, 26, 2, 30, tzinfo=zone)
    assert next_time("*/5 * * * *", second, zone) == datetime(2026, 10, 25, 2, 15, tzinfo=zone, fold=1).astimezone(UTC)
    assert next_time("0 * 1 7 *", second, zone) == datetime(2027, 7, 1, 0, tzinfo=zone)


async def test_one_that_is_never_due_again_is_told_of_and_forgotten(capsys):
    diary = Diary()
    booked = diary.appointments.cron("* * * * *", job, name="last")
    booked.expression = "0 0 30 2 *"
    async with diary.running():
        await asyncio.sleep(200)
    assert diary.when() == [60]
    assert booked.is_cancelled
    assert "plugin-appointment-over" in capsys.readouterr().out


WRONG = [
    "",
    "x",
    "* * * *",
    "* * * * * *",
    "61 * * * *",
    "* * 30 2 *",
    "@daily",
    "a b c d e",
    "*/0 * * * *",
    "1-0/0 * * * *",
]
WRONG += ["* * * * " + "1," * 200 + "1", "\x00 * * * *", "* * * * 9"]


@pytest.mark.parametrize("expression", WRONG)
async def test_what_is_no_cron_expression_is_refused_when_it_is_declared(expression):
    for refuses in (lambda: cron(expression), lambda: Diary().appointments.cron(expression, job)):
        with pytest.raises(ConfigError, match="is no cron expression"):
            refuses()


@pytest.mark.parametrize("expression", [None, 5, timedelta(5)])
def test_something_else_is_no_cron_expression_either(expression):
    with pytest.raises(ConfigError):
        check(expression)


@pytest.mark.parametrize("expression", ["* * * * *", "*/5 8-18 * * mon-fri", "0 0 1 1 *", "0 0 29 2 *", "0 12 * * sun"])
def test_usual_expressions_are_taken(expression):
    cron(expression)
    assert next_time(expression, START, None) > START
