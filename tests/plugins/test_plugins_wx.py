"""`wx` on a scripted mesh and a scripted internet."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from botkit import ALICE, BOB, EMOJI_24, US, Mesh
from housekit import playing
from netkit import FORECAST_URL, GRENOBLE, SEARCH_URL, forecast, page, place, search
from steadymesh import words
from steadymesh.bot.options import BotOptions
from steadymesh.errors import FetchError
from steadymesh.internet import refusals
from steadymesh.model import Node, Position
from steadymesh.plugins.wx import places, telling, weather
from steadymesh.plugins.wx.desk import MOST_AN_HOUR
from steadymesh.plugins.wx.places import Place
from steadymesh.plugins.wx.settings import Units, WxSettings
from steadymesh.plugins.wx.shared import Shared
from steadymesh.plugins.wx.weather import Hour

HERE = Position(latitude=45.18765, longitude=5.72432)


def sky(*, options: BotOptions | None = None, at: Position | None = HERE, **settings) -> Mesh:
    """Return a mesh whose Alice has a position and whose internet has weather."""
    mesh = Mesh(
        options=options or BotOptions(commands_per_minute=100_000, commands_per_hour=1000),
        settings={"wx": WxSettings(**settings)} if settings else None,
    )
    mesh.nodes.add(Node(num=ALICE, long_name="Alice", position=at))
    mesh.fetch.pages = {FORECAST_URL: page(forecast()), SEARCH_URL: page(search(GRENOBLE))}
    return mesh


async def answer(mesh: Mesh, text: str, **fields) -> str:
    async with mesh.running():
        return (await mesh.ask(text, **fields)).text


# --- one message ----------------------------------------------------------------------------


async def test_without_a_place_it_is_the_weather_where_the_asker_is():
    mesh = sky()
    assert await answer(mesh, "/wx") == (
        "🌧️ Where you are: 8 °C, light rain\n"
        "Wind 15 km/h NW · humidity 81 %\n"
        "Today 🌧️ 4 to 10 °C 💧 7.7 mm\n"
        "Tomorrow ⛅ 3 to 11 °C, partly cloudy"
    )
    [(url, asked)] = mesh.fetch.asked
    assert url == FORECAST_URL
    assert (asked["latitude"], asked["longitude"]) == (45.19, 5.72), "no server learns where exactly somebody stands"
    assert asked["timezone"] == "auto"


async def test_french_words_are_answered_in_french():
    for word in ("/météo", "/meteo"):
        assert await answer(sky(), word) == (
            "🌧️ Où vous êtes : 8 °C, pluie faible\n"
            "Vent 15 km/h NO · humidité 81 %\n"
            "Aujourd'hui 🌧️ 4 à 10 °C 💧 7,7 mm\n"
            "Demain ⛅ 3 à 11 °C, en partie nuageux"
        )


async def test_a_place_is_looked_up_and_told_with_region_and_country():
    mesh = sky(at=None)
    said = await answer(mesh, "/wx  grenoble ")
    assert said.startswith("🌧️ Grenoble (Auvergne-Rhône-Alpes, FR): 8 °C, light rain\n")
    (_, asked), (_, where) = mesh.fetch.asked
    assert asked == {"name": "grenoble", "count": 10, "language": "en", "format": "json"}
    assert (where["latitude"], where["longitude"]) == (45.17, 5.72)


async def test_who_has_no_position_gets_the_weather_of_our_node():
    mesh = sky(at=None)
    mesh.link.info = replace(mesh.link.info, node=Node(num=US, position=Position(latitude=-33.9, longitude=18.4)))
    assert (await answer(mesh, "/wx")).startswith("🌧️ Where I am: 8 °C")
    assert mesh.fetch.asked[0][1]["latitude"] == -33.9


@pytest.mark.parametrize(
    "position", [None, Position(latitude=0.0, longitude=0.0), Position(latitude=float("nan"), longitude=5.0)]
)
@pytest.mark.parametrize("has_radio", [True, False])
async def test_where_nobody_has_a_position_it_says_what_to_write(position, has_radio):
    mesh = sky(at=position)
    if not has_radio:
        mesh.link.info = None
    assert await answer(mesh, "/wx") == (
        "I know no position, neither yours nor mine. Write /wx and a place, or share your position."
    )
    assert mesh.fetch.asked == []


async def test_without_the_internet_nobody_is_asked_for_a_position():
    mesh = sky(at=None)
    mesh.fetch.is_on = False
    async with mesh.running():
        assert (await mesh.ask("/wx")).text == words.render("wx-off", {})


async def test_the_console_is_told_the_weather_of_our_node():
    mesh = sky()
    mesh.nodes.add(Node(num=US, position=Position(latitude=10.0, longitude=20.0)))
    said = await mesh.console().ask("wx", "en")
    assert said.text.startswith("🌧️ Where I am: 8 °C")


async def test_imperial_units_are_converted():
    said = await answer(sky(units=Units.IMPERIAL), "/wx")
    assert said == (
        "🌧️ Where you are: 47 °F, light rain\n"
        "Wind 10 mph NW · humidity 81 %\n"
        "Today 🌧️ 40 to 49 °F 💧 0.3 in\n"
        "Tomorrow ⛅ 37 to 52 °F, partly cloudy"
    )
    assert "most at 15:00: 0.12 in an hour" in await answer(sky(units=Units.IMPERIAL), "/wx rain")


async def test_what_a_server_leaves_out_is_left_out():
    mesh = sky()
    mesh.fetch.pages[FORECAST_URL] = page({"current": {"time": "2026-11-22T12:15", "temperature_2m": -3.6}})
    assert await answer(mesh, "/wx") == "🌡️ Where you are: -4 °C, sky not told"
    assert await answer(mesh, "/wx rain") == "Where you are: the weather server does not tell the rain."


async def test_past_midnight_tomorrow_is_the_day_after():
    mesh = sky()
    mesh.fetch.pages[FORECAST_URL] = page(forecast(at="2026-11-22T23:50", is_day=0, code=0))
    async with mesh.running():
        assert "Tomorrow ⛅" in (await mesh.ask("/wx")).text
        await asyncio.sleep(660)
        later = (await mesh.ask("/wx")).text
    assert later.startswith("🌙 Where you are")
    assert "Today ⛅ 3 to 11 °C\nTomorrow 🌨️ -3 to 1 °C, light snow 💧 4 mm" in later
    assert len(mesh.fetch.asked) == 1


# --- rain -----------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["/wx rain", "/wx RAIN", "/wx pluie"])
async def test_rain_is_a_sparkline_with_times(question):
    assert await answer(sky(), question) == (
        "🌧️ Where you are: 7.7 mm in 12 h\n12:00 ▁▂▄█▆▃▂▁▁▁▁▁ 00:00\nFrom 13:00; most at 15:00: 3.1 mm an hour"
    )


async def test_rain_in_french_of_a_place():
    said = await answer(sky(at=None), "/météo pluie Grenoble")
    assert said == (
        "🌧️ Grenoble (Auvergne-Rhône-Alpes, FR) : 7,7 mm en 12 h\n"
        "12:00 ▁▂▄█▆▃▂▁▁▁▁▁ 00:00\n"
        "À partir de 13:00 ; le plus fort à 15:00 : 3,1 mm par heure"
    )


async def test_no_rain_is_said_without_a_line():
    mesh = sky()
    mesh.fetch.pages[FORECAST_URL] = page(forecast(rain=(0.0,) * 15))
    assert await answer(mesh, "/wx rain") == "🌂 Where you are: no rain for 12 h, until 00:00"


async def test_rain_that_falls_now_and_an_answer_that_is_ten_minutes_old():
    mesh = sky()
    mesh.fetch.pages[FORECAST_URL] = page(forecast(at="2026-11-22T12:55", rain=(9, 0.2, *(0,) * 13)))
    async with mesh.running():
        assert "Now; most at 12:00: 0.2 mm an hour" in (await mesh.ask("/wx rain")).text
        await asyncio.sleep(600)
        assert (await mesh.ask("/wx rain")).text == "🌂 Where you are: no rain for 12 h, until 01:00"


async def test_a_town_called_as_the_rain_is_found_in_quotes():
    mesh = sky()
    mesh.fetch.pages[SEARCH_URL] = page(search(place("Rain", "Bavaria", "DE")))
    assert (await answer(mesh, '/wx "Rain"')).startswith("🌧️ Rain (Bavaria, DE): 8 °C")


def test_bars_show_a_drizzle_small_and_only_dryness_as_nothing():
    def bars(*rain):
        return telling.bars([Hour(begins=datetime.fromisoformat("2026-01-01"), water_mm=one) for one in rain])

    assert bars(0, 0.04, 0.05, 0.1, 0.3) == "▁▁▂▂▂"
    assert bars(0, 50, 100) == "▁▅█"
    assert bars() == ""


# --- which place ----------------------------------------------------------------------------

PARIS = place("Paris", "Île-de-France", "FR", people=2138551)
SPRINGFIELDS = [
    place("Springfield", "Missouri", "US", people=166810),
    place("Springfield", "Massachusetts", "US", people=155929),
    place("Springfield", "Illinois", "US", people=116565, admin2="Sangamon"),
    place("Springfield Heights", "Ohio", "US", people=9),
]


async def test_of_several_places_the_one_that_everybody_means_is_taken_and_named():
    mesh = sky()
    mesh.fetch.pages[SEARCH_URL] = page(search(PARIS, place("Paris", "Texas", "US", people=24171)))
    assert (await answer(mesh, "/wx Paris")).startswith("🌧️ Paris (Île-de-France, FR): ")
    for where in ("texas", "US", "united states", "Tex"):
        assert (await answer(mesh, f"/wx Paris, {where}")).startswith("🌧️ Paris (Texas, US): ")
    assert mesh.fetch.asked[-1][1]["latitude"] == 45.17
    assert all(asked["name"] == "Paris" for url, asked in mesh.fetch.asked if url == SEARCH_URL)


async def test_of_several_that_may_be_meant_nobody_is_guessed():
    mesh = sky()
    mesh.fetch.pages[SEARCH_URL] = page(search(*SPRINGFIELDS))
    assert await answer(mesh, "/wx springfield") == (
        "📍 Springfield may be in: Missouri, US; Massachusetts, US; Illinois, US. Write /wx Springfield, Missouri"
    )
    assert (await answer(mesh, "/wx Springfield, Illinois")).startswith("🌧️ Springfield (Illinois, US)")
    assert (await answer(mesh, "/wx Springfield, sangamon")).startswith("🌧️ Springfield (Illinois, US)")
    assert (await answer(mesh, "/wx Springfield, Mars")).startswith("📍 Springfield may be in: Missouri, US;")
    assert (await answer(mesh, "/wx Springfield, US")).startswith("📍 Springfield may be in: Missouri, US;")
    # A beginning that fits two is no choice either.
    assert (await answer(mesh, "/wx Springfield, M")).startswith(
        "📍 Springfield may be in: Missouri, US; Massachusetts, US."
    )


async def test_villages_of_one_region_are_told_apart_by_their_district():
    mesh = sky()
    found = [place("Saint-Martin", "Occitanie", "FR", admin2=district) for district in ("Gers", "Ariège", "Ariège")]
    mesh.fetch.pages[SEARCH_URL] = page(search(*found))
    said = await answer(mesh, "/wx saint martin")
    assert said == "📍 Saint-Martin may be in: Gers, FR; Ariège, FR. Write /wx Saint-Martin, Gers"
    assert (await answer(mesh, "/wx saint martin, ariege")).startswith("🌧️ Saint-Martin (Occitanie, FR)")


@pytest.mark.parametrize("name", ["Xyzzy", "x", "!!", ", France", '""', EMOJI_24, "\x00\x1b[2J"])
async def test_a_place_that_nobody_knows_is_said_to_be_unknown(name):
    mesh = sky()
    mesh.fetch.pages[SEARCH_URL] = page(search())
    assert (await answer(mesh, f"/wx {name}")).startswith(("I know no place called", "🌧️ Where you are"))


async def test_an_unknown_place_is_remembered_as_such():
    mesh = sky()
    mesh.fetch.pages[SEARCH_URL] = page(search())
    async with mesh.running():
        for _ in range(3):
            said = (await mesh.ask("/wx Nowhereville")).text
    assert said == "I know no place called “Nowhereville”. Of several names write one, and the country behind a comma."
    assert len(mesh.fetch.asked) == 1


# --- one request ----------------------------------------------------------------------------


async def test_several_askers_of_one_place_join_one_request_and_the_next_ones_are_answered_from_memory():
    mesh = sky()
    mesh.nodes.add(Node(num=BOB, position=Position(latitude=45.1899, longitude=5.7201)))
    mesh.fetch.delay_s = 5
    async with mesh.running():
        began = mesh.clock.now()
        mesh.say("/wx")
        await asyncio.sleep(2)
        mesh.say("/wx", sender=BOB)
        mesh.say("/wx rain")
        await mesh.outbox.wait_for(3)
        assert mesh.clock.now() - began == pytest.approx(5)
        await asyncio.sleep(800)
        await mesh.ask("/wx")
        assert len(mesh.fetch.asked) == 1
        await asyncio.sleep(100)
        await mesh.ask("/wx")
    assert len(mesh.fetch.asked) == 2


async def test_whoever_waits_for_a_request_that_fails_is_told_so_and_the_next_one_tries_anew():
    mesh = sky()
    mesh.fetch.delay_s = 5
    mesh.fetch.error = refusals.unanswered("api.open-meteo.com", 5)
    async with mesh.running():
        for _ in range(3):
            mesh.say("/wx")
        posted = await mesh.outbox.wait_for(3)
        assert {one.text for one in posted} == {"The weather server does not answer. Please try again later."}
        assert len(mesh.fetch.asked) == 1
        mesh.fetch.error = None
        assert (await mesh.ask("/wx")).text.startswith("🌧️")


async def test_one_whose_request_is_given_up_with_whoever_made_it_makes_another_one():
    shared = Shared[int](kept_s=60, most=2)
    loop = asyncio.get_running_loop()
    calls = []

    async def fetch() -> int:
        calls.append(loop.time())
        await asyncio.sleep(10)
        return len(calls)

    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(shared.get("a", loop.time, fetch))
        await asyncio.sleep(1)
        second = tasks.create_task(shared.get("a", loop.time, fetch))
        await asyncio.sleep(1)
        first.cancel()
    assert second.result() == (2, 0.0)
    assert len(calls) == 2


async def test_what_is_kept_is_bounded():
    shared = Shared[int](kept_s=60, most=3)
    now = asyncio.get_running_loop().time

    async def fetch() -> int:
        return 1

    for key in range(10):
        await shared.get(key, now, fetch)
    assert len(shared) == 3


async def test_no_number_of_invented_people_asks_the_server_without_end():
    mesh = sky()
    async with mesh.running():
        for number in range(MOST_AN_HOUR):
            mesh.nodes.add(Node(num=1000 + number, position=Position(latitude=1 + number / 10, longitude=5.0)))
            await mesh.ask("/wx", sender=1000 + number)
        said = (await mesh.ask("/wx")).text
        assert said == "I have asked the weather server often enough. Please try again in 1 h 0 min."
        assert len(mesh.fetch.asked) == MOST_AN_HOUR
        await asyncio.sleep(3600)
        assert (await mesh.ask("/wx")).text.startswith("🌧️")


# --- what goes wrong ------------------------------------------------------------------------

FAILURES = [
    (refusals.switched_off(), "wx-off"),
    (refusals.unanswered("api.open-meteo.com", 10), "wx-down"),
    (refusals.private("weather.lan", "weather.lan:8080"), "wx-down"),
    (FetchError("Busy.", status=429), "wx-busy"),
    (FetchError("Broken.", status=500), "wx-nonsense"),
    (refusals.garbled("api.open-meteo.com"), "wx-nonsense"),
]


@pytest.mark.parametrize(("error", "sentence"), FAILURES)
@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_what_goes_wrong_is_said_in_a_sentence(language, error, sentence):
    mesh = sky(options=BotOptions(language=language))
    mesh.fetch.error = error
    for question in ("/wx", "/wx rain", "/wx Grenoble"):
        assert await answer(mesh, question) == words.render(sentence, {}, language)


async def test_the_operator_is_told_the_remedy_at_the_console():
    mesh = sky()
    mesh.nodes.add(Node(num=US, position=HERE))
    mesh.fetch.error = refusals.private("weather.lan", "weather.lan:8080")
    said = (await mesh.console().ask("wx", "en")).text
    assert said.endswith('If it is to be reached all the same, add "weather.lan:8080" to internet.allow.')


NONSENSE = [
    [], None, "sunny", 7, {}, {"current": []}, {"current": {"time": "2026-11-22T12:15"}},
    {"current": {"time": 7, "temperature_2m": 8}}, {"current": {"time": "soon", "temperature_2m": 8}},
    forecast(temperature="8"), forecast(temperature=True), forecast(temperature=None), forecast(temperature=1e300),
    forecast(temperature=10**400), forecast(at="9999-12-31T23:59"), forecast(at="0001-01-01T00:00"),
]  # fmt: skip


@pytest.mark.parametrize("said", NONSENSE)
async def test_what_is_no_weather_is_said_to_be_none(said):
    mesh = sky()
    mesh.fetch.pages[FORECAST_URL] = page(said)
    assert await answer(mesh, "/wx") == words.render("wx-nonsense", {})


@pytest.mark.parametrize(
    "said",
    [
        [], None, "Grenoble", {}, {"results": {}}, {"results": [7]}, {"results": [{}]}, {"results": [{"name": "x"}]},
        search({"name": "x", "latitude": "1", "longitude": 2}), search({"name": " ", "latitude": 1, "longitude": 2}),
        search({"name": "x", "latitude": 10**400, "longitude": 2}), search({"name": "x", "latitude": 91, "longitude": 2}),
    ],
)  # fmt: skip
async def test_what_is_no_place_is_said_to_be_none(said):
    mesh = sky()
    mesh.fetch.pages[SEARCH_URL] = page(said)
    assert await answer(mesh, "/wx Grenoble") == words.render("wx-nonsense", {})


@pytest.mark.parametrize("wrong", ["x", None, True, -1e9, [], {}, 10**400])
async def test_one_wrong_value_costs_its_own_place_only(wrong):
    mesh = sky()
    said = forecast(rain=(wrong,) * 15, code=wrong, relative_humidity_2m=wrong, wind_speed_10m=wrong)
    said["daily"]["temperature_2m_max"][0] = wrong
    said["daily"]["time"][1] = wrong
    said["daily"]["weather_code"] = wrong
    mesh.fetch.pages[FORECAST_URL] = page(said)
    assert (await answer(mesh, "/wx")).startswith("🌡️ Where you are: 8 °C, sky not told")


def test_a_flood_of_hours_and_days_is_not_looked_at():
    said = forecast(rain=(1.0,) * 100_000)
    said["hourly"]["time"] = ["2026-11-22T13:00"] * 100_000
    said["daily"] = {name: ["2026-11-22"] * 100_000 for name in ("time", *weather.DAILY)}
    told = weather.read(said, "x")
    assert len(told.hours) == weather.MOST_HOURS
    assert len(told.days) <= weather.MOST_DAYS


async def test_hours_with_a_gap_end_there():
    said = forecast()
    del said["hourly"]["time"][3:5]
    del said["hourly"]["precipitation"][3:5]
    told = weather.read(said, "x")
    assert len(told.rain(told.at)) == 2


# --- on air ---------------------------------------------------------------------------------


@pytest.mark.parametrize("units", Units)
@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_every_answer_fits_the_air_with_names_of_24_bytes_of_emoji(language, units):
    mesh = sky(options=BotOptions(language=language, channels=(1,), commands_per_hour=1000), units=units)
    long = EMOJI_24 * 3
    many = [place(long, f"{long}{n}" if n % 2 else long, EMOJI_24, admin2=f"{long}{n}") for n in range(10)]
    async with mesh.running():
        for code in (*telling.SKIES, 42, None):
            said = forecast(
                temperature=-88.8, code=code, rain=(499.9,) * 15, wind_speed_10m=599, relative_humidity_2m=100
            )
            said["daily"]["temperature_2m_max"] = said["daily"]["temperature_2m_min"] = [-88.8] * 3
            said["daily"]["precipitation_sum"] = [1999.9] * 3
            said["daily"]["weather_code"] = [code] * 3
            mesh.fetch.pages = {FORECAST_URL: page(said), SEARCH_URL: page(search(many[0]))}
            for question in ("/wx", "/wx rain", "/wx Somewhere", "/wx rain Somewhere"):
                lines = (await mesh.ask(question)).text.split("\n")
                assert len(lines) >= 3, "what matters is not left out"
            await asyncio.sleep(90_000)
        mesh.fetch.pages[SEARCH_URL] = page(search(*many))
        await mesh.ask("/wx Somewhere")
        mesh.fetch.pages[SEARCH_URL] = page(search())
        await mesh.ask("/wx " + "W" * 190)
    for posted in mesh.outbox.posted:
        assert len(posted.text.encode()) <= 215
        assert not posted.text.startswith("1/")
        assert "…\n" not in posted.text.removesuffix("…")


async def test_a_peer_on_the_air_is_told_that_the_internet_is_off(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(3)
        play.radio.hear_text(play.people[0], "/wx Grenoble")
        await asyncio.sleep(2)
        assert play.answers()[-1] == words.render("wx-off", {}, "fr")


# --- settings -------------------------------------------------------------------------------


def test_an_address_that_is_none_is_refused():
    for name in ("forecast_url", "search_url"):
        with pytest.raises(ValueError, match="begins with https"):
            WxSettings(**{name: "weather.lan"})


def test_every_code_has_a_word_and_an_emoji_in_every_language():
    for code in (None, *range(100)):
        word, emoji = telling.sky(code, is_day=False)
        assert emoji
        assert all(words.has_own(f"wx-sky-{word}", language) for language in words.LANGUAGES)


def test_winds_are_named_after_where_they_come_from():
    assert [telling.wind_name(one) for one in (0, 22, 23, 90, 180, 270, 337, 338, 360)] == [
        "n", "n", "ne", "e", "s", "w", "nw", "n", "n",
    ]  # fmt: skip


def test_a_position_is_rounded_and_the_impossible_is_none():
    assert places.rounded(45.18765, -0.004) == Place(latitude=45.19, longitude=0.0)
    assert str(places.rounded(1, -0.004).longitude) == "0.0"
    for wrong in ((91, 0), (0, 181), (float("inf"), 0), (0.0, float("nan")), (0, 0)):
        assert places.rounded(*wrong) is None


def test_an_hour_of_rain_belongs_to_the_hour_before_its_time():
    told = weather.read(forecast(), "x")
    assert told.rain(told.at)[0] == Hour(begins=datetime.fromisoformat("2026-11-22T12:00"), water_mm=0)
    assert told.rain(told.at + timedelta(days=3)) == []
