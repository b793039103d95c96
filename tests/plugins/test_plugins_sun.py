"""`time` and `sun`: whose clock, whose place, and a sky that is checked against an almanac."""

import math
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from botkit import ALICE, START, US, Mesh
from steadymesh.bot.options import BotOptions
from steadymesh.model import Position
from steadymesh.plugins.sun import SunSettings, is_up_at_noon, moon_phase, sun_times

GRENOBLE = Position(latitude=45.1885, longitude=5.7245)
TROMSO = Position(latitude=69.65, longitude=18.96)
ZURICH = ZoneInfo("Europe/Zurich")


def mesh_in(language: str = "en", zone=UTC, **sun) -> Mesh:
    mesh = Mesh(options=BotOptions(language=language))
    mesh.move_to(zone)
    if sun:
        mesh.set_up("sun", SunSettings(**sun))
    return mesh


async def answer(mesh: Mesh, text: str, *, age_s: float | None = 0.0, late: bool = False, **fields) -> str:
    async with mesh.running():
        mesh.say(text, age_s=age_s, late=late, **fields)
        return (await mesh.outbox.wait_for(1))[0].text


# --- time -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (UTC, "🕐 2026-11-22 12:00:00 UTC"),
        (ZURICH, "🕐 2026-11-22 13:00:00 CET (UTC+01:00)"),
        (ZoneInfo("Asia/Kathmandu"), "🕐 2026-11-22 17:45:00 UTC+05:45"),
        (timezone(timedelta(hours=-3, minutes=-30)), "🕐 2026-11-22 08:30:00 UTC-03:30"),
    ],
)
async def test_the_time_is_the_houses(zone, said):
    assert await answer(mesh_in(zone=zone), "/time", at=START) == f"{said}\nMy radio's clock agrees."
    assert await answer(mesh_in("fr", zone=zone), "/heure", at=START) == f"{said}\nL'horloge de ma radio est d'accord."


@pytest.mark.parametrize(
    ("off", "said", "dit"),
    [
        (timedelta(seconds=2), "agrees", "est d'accord"),
        (timedelta(seconds=-2), "agrees", "est d'accord"),
        (timedelta(seconds=3), "is 3 s fast", "avance de 3 s"),
        (timedelta(days=-1), "is 1 d 0 h slow", "retarde de 1 j 0 h"),
    ],
)
async def test_the_radios_clock_is_compared(off, said, dit):
    assert (await answer(mesh_in(), "/time", at=START + off)).endswith(f"\nMy radio's clock {said}.")
    assert (await answer(mesh_in("fr"), "/time", at=START + off)).endswith(f"\nL'horloge de ma radio {dit}.")


async def test_a_question_that_waited_does_not_make_the_radios_clock_slow():
    at = START - timedelta(seconds=40)
    assert (await answer(mesh_in(), "/time", at=at, age_s=40.0, late=True)).endswith("clock agrees.")
    assert (await answer(mesh_in(), "/time", at=at, age_s=None, late=False)).endswith("clock is 40 s slow.")
    assert "clock" not in await answer(mesh_in(), "/time", at=at, age_s=None, late=True)


async def test_a_radio_without_the_time():
    assert (await answer(mesh_in(), "/time", at=None)).endswith("\nMy radio does not know the time.")
    assert (await answer(mesh_in("fr"), "/time", at=None)).endswith("\nMa radio ne connaît pas l'heure.")


async def test_the_console_is_told_no_radios_time():
    assert await mesh_in(zone=ZURICH).at_console("time") == "🕐 2026-11-22 13:00:00 CET (UTC+01:00)"


# --- sun: whose place -----------------------------------------------------------------------


async def test_the_askers_place_is_before_our_radios_and_that_before_the_operators():
    mesh = mesh_in(zone=ZURICH, latitude=69.65, longitude=18.96)
    assert (
        await answer(mesh, "/sun") == "☀️ 10:15 – 12:43 (CET), 2 h 27 min of daylight\n🌔 Waxing gibbous\nIn this area"
    )
    mesh = mesh_in(zone=ZURICH, latitude=69.65, longitude=18.96)
    mesh.place(US, GRENOBLE)
    text = await answer(mesh, "/sun")
    assert text.startswith("☀️ 07:4")
    assert text.endswith("\nWhere my radio is")
    mesh = mesh_in(zone=ZURICH)
    mesh.place(US, TROMSO)
    mesh.place(ALICE, GRENOBLE)
    text = await answer(mesh, "/sun")
    assert text.startswith("☀️ 07:4")
    assert text.endswith("\nWhere your node is")
    assert (await mesh.at_console("sun")).endswith("\nWhere my radio is")


async def test_the_sun_in_french():
    mesh = mesh_in("fr", zone=ZURICH)
    mesh.place(ALICE, GRENOBLE)
    lines = (await answer(mesh, "/soleil")).split("\n")
    assert lines[0].endswith(" (CET), 9 h 16 min de jour")
    assert lines[1:] == ["🌔 Gibbeuse croissante", "Là où est votre nœud"]


async def test_without_a_place_there_is_the_moon():
    assert await answer(mesh_in(), "/sun") == (
        "Nobody told me where you or my radio are: no sun without a place.\n🌔 Waxing gibbous"
    )
    mesh = mesh_in()
    mesh.link.info = None
    assert (await mesh.at_console("soleil", "fr")).startswith("On ne m'a dit ni où vous êtes, ni où est ma radio")


@pytest.mark.parametrize(
    ("month", "said", "dit"),
    [
        (6, "☀️ The sun does not set today", "☀️ Le soleil ne se couche pas aujourd'hui"),
        (12, "☀️ The sun does not rise today", "☀️ Le soleil ne se lève pas aujourd'hui"),
    ],
)
async def test_beyond_the_polar_circle_there_are_days_without(month, said, dit):
    for language, line in (("en", said), ("fr", dit)):
        mesh = mesh_in(language)
        mesh.place(ALICE, TROMSO)
        mesh.clock.wall_shift = datetime(2026, month, 21, 12, tzinfo=UTC) - START
        assert (await answer(mesh, "/sun")).split("\n")[0] == line


@pytest.mark.parametrize("wrong", [{"latitude": 90.5}, {"longitude": -181.0}, {"latitude": math.nan}])
def test_a_place_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="Write degrees"):
        SunSettings(**wrong)


# --- sun: the sky ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "day", "zone", "rise", "set_"),
    [
        (Position(latitude=51.4779, longitude=0.0), date(2024, 6, 20), "Europe/London", "04:43", "21:21"),
        (Position(latitude=51.4779, longitude=0.0), date(2024, 12, 21), "Europe/London", "08:04", "15:53"),
        (Position(latitude=-33.8688, longitude=151.2093), date(2024, 1, 1), "Australia/Sydney", "05:47", "20:09"),
        (Position(latitude=40.7128, longitude=-74.006), date(2024, 3, 20), "America/New_York", "06:59", "19:08"),
    ],
)
def test_sunrise_and_sunset_are_those_of_the_almanac(place, day, zone, rise, set_):
    found = sun_times(place, day, ZoneInfo(zone))
    for one, known in zip(found, (rise, set_), strict=True):
        hours, minutes = map(int, known.split(":"))
        assert one is not None
        assert one.date() == day
        assert abs(one - one.replace(hour=hours, minute=minutes, second=0)) <= timedelta(minutes=3)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2024, 4, 8), 0),  # a solar eclipse
        (date(2024, 4, 15), 2),
        (date(2024, 9, 18), 4),  # a lunar eclipse
        (date(2024, 4, 2), 6),
        (date(2026, 8, 12), 0),  # a solar eclipse
        (date(2026, 8, 28), 4),  # a lunar eclipse
    ],
)
def test_the_moon_is_that_of_the_almanac(day, phase):
    assert moon_phase(day) == phase


@settings(max_examples=300)
@given(
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.dates(date(2020, 1, 1), date(2060, 1, 1)),
    st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Zurich"]),
)
def test_no_place_and_no_day_break_it(latitude, longitude, day, zone):
    place = Position(latitude=latitude, longitude=longitude)
    rise, set_ = sun_times(place, day, ZoneInfo(zone))
    assert is_up_at_noon(place, day) in (True, False)
    assert moon_phase(day) in range(8)
    if abs(latitude) < 60:  # where it sets a minute later each day, a day of the clock may have no sunset
        assert rise is not None or set_ is not None


@pytest.mark.real
def test_the_library_is_not_loaded_before_somebody_asks():
    code = "import sys; import steadymesh.plugins.sun; sys.exit('astral' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
