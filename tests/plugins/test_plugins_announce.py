"""Announcements: what is refused at the start, when each is said, and that none is said twice, over restarts too."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from botkit import START, Mesh
from housekit import playing
from steadymesh.bot import loader
from steadymesh.bot.options import BotOptions
from steadymesh.config import load
from steadymesh.config.plugins import read_settings
from steadymesh.errors import ConfigError, StoreError, UsageError
from steadymesh.events import TopicPublished
from steadymesh.ids import BROADCAST
from steadymesh.model import Node, Priority
from steadymesh.plugins.announce import AnnounceSettings, Entry
from steadymesh.plugins.announce.entries import Verdict, due, label
from steadymesh.words import tell

HOURLY = Entry(cron="0 * * * *", text="It is {time}", channel=1)
"""`START` is noon."""


def meshed(*entries: Entry, language: str = "en", drawers=None, from_start: timedelta | None = None, **chosen) -> Mesh:
    mesh = Mesh(
        options=BotOptions(language=language),
        settings={"announce": AnnounceSettings(entries=entries, **chosen)},
        drawers=drawers,
    )
    mesh.clock.wall_shift = timedelta() if from_start is None else from_start - timedelta(seconds=mesh.clock.now())
    return mesh


def said(mesh: Mesh) -> list[str]:
    return [one.text for one in mesh.outbox.posted]


async def until(mesh: Mesh, hour: int, minute: int = 0, *, days: int = 0) -> None:
    """Wait until a time of day has just begun."""
    there = START.replace(hour=hour, minute=minute) + timedelta(days=days, seconds=2)
    await mesh.pause((there - mesh.clock.at()).total_seconds())


# --- when -----------------------------------------------------------------------------------


async def test_an_announcement_is_said_at_its_time_on_its_channel_when_the_air_allows():
    mesh = meshed(HOURLY, from_start=timedelta(minutes=30))
    async with mesh.running(hosted=True):
        await until(mesh, 12, 59)
        assert said(mesh) == []
        await until(mesh, 14, 59)
    assert said(mesh) == ["It is 13:00", "It is 14:00"]
    one = mesh.outbox.posted[0]
    assert (one.to, one.channel, one.priority, one.lifetime_s) == (BROADCAST, 1, Priority.ANNOUNCEMENT, 7200)


async def test_what_is_due_at_the_first_start_is_not_made_up():
    mesh = meshed(replace(HOURLY, catch_up=True))
    async with mesh.running(hosted=True):
        await mesh.pause(600)
    assert said(mesh) == []


async def test_a_restart_in_the_very_minute_says_nothing_twice():
    mesh = meshed(HOURLY, from_start=timedelta(minutes=59))
    async with mesh.running(hosted=True):
        await until(mesh, 13)
        assert said(mesh) == ["It is 13:00"]
        again = meshed(HOURLY, drawers=mesh.drawers, from_start=timedelta(hours=1, seconds=20))
        async with again.running(hosted=True):
            await again.pause(300)
    assert said(again) == []


async def test_a_death_between_saying_and_noting_it_says_nothing_twice():
    mesh = meshed(HOURLY, from_start=timedelta(minutes=59))
    async with mesh.running(hosted=True):
        await until(mesh, 13)
    kept = mesh.drawers.drawer("announce").kept
    kept["last"] = {HOURLY.id: "2026-11-22T12:00"}
    again = meshed(HOURLY, drawers=mesh.drawers, from_start=timedelta(hours=1, seconds=20))
    again.outbox.posted, again.outbox.kept = mesh.outbox.posted, mesh.outbox.kept
    async with again.running(hosted=True):
        await again.pause(300)
    assert said(again) == ["It is 13:00"]
    assert kept["last"] == {HOURLY.id: "2026-11-22T13:00"}


async def test_who_starts_again_a_moment_after_the_time_says_it_still():
    mesh = meshed(HOURLY, from_start=timedelta(minutes=50))
    async with mesh.running(hosted=True):
        await mesh.pause(60)
    again = meshed(HOURLY, drawers=mesh.drawers, from_start=timedelta(hours=1, seconds=90))
    async with again.running(hosted=True):
        await again.pause(300)
    assert said(again) == ["It is 13:01"]


@pytest.mark.parametrize(("catch_up", "found"), [(False, []), (True, ["It is 15:30"])])
async def test_what_was_missed_is_made_up_once_if_that_is_wanted_and_else_told_of_in_the_log(catch_up, found):
    entry = replace(HOURLY, catch_up=catch_up)
    mesh = meshed(entry, from_start=timedelta(minutes=50))
    async with mesh.running(hosted=True):
        await mesh.pause(60)
    again = meshed(entry, drawers=mesh.drawers, from_start=timedelta(hours=3, minutes=30))
    with capture_logs() as logs:
        async with again.running(hosted=True):
            await again.pause(600)
    assert said(again) == found
    missed = [(line["entry"], line["due"]) for line in logs if line["event"] == "announce-missed"]
    assert missed == ([] if catch_up else [(1, "2026-11-22T15:00")])


async def test_a_clock_that_was_far_ahead_silences_nothing_for_long():
    mesh = meshed(HOURLY, from_start=timedelta(days=400))
    async with mesh.running(hosted=True):
        await mesh.pause(60)
    again = meshed(HOURLY, drawers=mesh.drawers, from_start=timedelta(minutes=30))
    async with again.running(hosted=True):
        await until(again, 13)
    assert said(again) == ["It is 13:00"]


@pytest.mark.parametrize(
    "last_day",
    [date(2026, 11, 22), datetime(2026, 11, 22, 23, 30), datetime(2026, 11, 22, 23, 0, tzinfo=UTC)],  # noqa: DTZ001
)
async def test_nothing_is_said_after_the_last_day(last_day):
    mesh = meshed(replace(HOURLY, until=last_day, text="x"), from_start=timedelta(hours=9, minutes=30))
    async with mesh.running(hosted=True):
        await mesh.pause(5 * 3600)
    assert said(mesh) == ["x", "x"]


async def test_each_entry_has_its_own_time():
    mesh = meshed(
        Entry(cron="*/30 * * * *", text="half", channel=0),
        Entry(cron="0 13 * * 0", text="Sunday at one", channel="TALK"),
        Entry(cron="0 13 * * 1", text="Monday at one", channel=0),
        from_start=timedelta(minutes=10),
    )
    async with mesh.running(hosted=True):
        await until(mesh, 13)
    assert [(one.text, one.channel) for one in mesh.outbox.posted] == [("half", 0), ("half", 0), ("Sunday at one", 1)]


def test_the_night_with_an_hour_twice_says_it_once():
    zone = ZoneInfo("Europe/Zurich")
    entry = Entry(cron="30 2 * * *", text="x", channel=0)
    last, said_at, now = "2026-10-24T02:30", [], datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    while now < datetime(2026, 10, 25, 4, 0, tzinfo=UTC):
        decision = due(entry, last, now, zone)
        if decision.verdict is Verdict.SAY:
            said_at.append(now)
        last, now = decision.label, now + timedelta(minutes=1)
    assert said_at == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
    assert label(datetime(2026, 10, 25, 1, 30, tzinfo=UTC).astimezone(zone)) == last


def test_the_night_that_lacks_an_hour_says_it_once_or_not_at_all():
    zone = ZoneInfo("Europe/Zurich")
    entry = Entry(cron="30 2 * * *", text="x", channel=0)
    last, times, now = "2026-03-28T02:30", 0, datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    while now < datetime(2026, 3, 29, 4, 0, tzinfo=UTC):
        decision = due(entry, last, now, zone)
        times += decision.verdict is Verdict.SAY
        last, now = decision.label, now + timedelta(minutes=1)
    assert times <= 1


# --- what and where -------------------------------------------------------------------------


async def test_placeholders_are_filled_in():
    mesh = meshed(Entry(cron="* * * * *", text="{nodes} nodes on {date} at {time}", channel="talk"))
    mesh.nodes.add(*(Node(num=num) for num in range(1, 4)), Node(num=mesh.link.info.num))
    async with mesh.running(hosted=True):
        await mesh.pause(70)
    assert said(mesh) == ["4 nodes on 2026-11-22 at 12:01"]


@pytest.mark.parametrize(("language", "found"), [("en", "Good morning"), ("fr", "Bonjour")])
async def test_a_channel_hears_the_operators_language(language, found):
    entry = Entry(cron="* * * * *", text={"en": "Good morning", "fr": "Bonjour"}, channel=0)
    mesh = meshed(entry, language=language)
    async with mesh.running(hosted=True):
        await mesh.pause(70)
    assert said(mesh) == [found]


async def test_a_topic_is_published_once_in_every_language():
    entry = Entry(cron="0 13 * * *", text={"en": "Good day, {time}", "fr": "Bonjour, {time}"}, topic="news")
    mesh = meshed(entry, from_start=timedelta(minutes=59))
    news = mesh.bus.subscribe("test", [TopicPublished])
    async with mesh.running(hosted=True):
        await until(mesh, 13, 30)
    (event,) = news.take_all()
    assert event.texts == {"en": "Good day, 13:00", "fr": "Bonjour, 13:00"}
    assert (event.topic, event.plugin, event.author) == ("news", "announce", None)
    assert mesh.drawers.drawer("announce").kept["last"] == {entry.id: "2026-11-22T13:00"}


async def test_a_channel_that_the_radio_has_not_is_told_of_once():
    mesh = meshed(Entry(cron="* * * * *", text="x", channel="nowhere"))
    with capture_logs() as logs:
        async with mesh.running(hosted=True):
            await mesh.pause(600)
    told = [line for line in logs if line["log_level"] == "warning"]
    assert [(line["event"], line["entry"], line["channel"]) for line in told] == [
        ("announce-no-such-channel", 1, "nowhere")
    ]
    assert said(mesh) == []


async def test_before_the_radio_has_told_its_channels_it_is_said_a_little_later():
    mesh = meshed(HOURLY, from_start=timedelta(minutes=59))
    radio, mesh.link.info = mesh.link.info, None
    async with mesh.running(hosted=True):
        await until(mesh, 13)
        assert said(mesh) == []
        mesh.link.info = radio
        await until(mesh, 13, 5)
    assert said(mesh) == ["It is 13:01"]


async def test_while_the_bot_is_mute_nothing_is_said():
    mesh = meshed(HOURLY, from_start=timedelta(minutes=59))
    await mesh.services.people.be_silent(timedelta(minutes=30))
    async with mesh.running(hosted=True):
        await until(mesh, 13, 50)
    assert said(mesh) == []


@pytest.mark.parametrize(("error", "found"), [(StoreError("full"), ["It is 13:01"]), (UsageError("no"), [])])
async def test_what_the_outbox_does_not_take_is_told_of_and_tried_again_if_that_may_help(error, found):
    mesh = meshed(HOURLY, from_start=timedelta(minutes=59))
    with capture_logs() as logs:
        async with mesh.running(hosted=True):
            mesh.outbox.error = error
            await until(mesh, 13)
            mesh.outbox.error = None
            await until(mesh, 13, 5)
    assert said(mesh) == found
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["announce-not-posted"]


async def test_an_outbox_that_is_full_is_told_of():
    mesh = meshed(HOURLY, from_start=timedelta(minutes=59))
    mesh.outbox.is_full = True
    with capture_logs() as logs:
        async with mesh.running(hosted=True):
            await until(mesh, 13, 5)
    assert [(line["event"], line["error"]) for line in logs if line["log_level"] == "warning"] == [
        ("announce-not-posted", "OUTBOX_FULL")
    ]


async def test_while_it_is_not_known_what_was_said_nothing_is():
    mesh = meshed(HOURLY, from_start=timedelta(minutes=58))
    async with mesh.running(hosted=True):
        await mesh.pause(5)
    again = meshed(HOURLY, drawers=mesh.drawers, from_start=timedelta(minutes=59))
    again.drawers.error = StoreError("The disk is gone.")
    with capture_logs() as logs:
        async with again.running(hosted=True):
            await until(again, 13)
            assert said(again) == []
            again.drawers.error = None
            await until(again, 13, 5)
    assert said(again) == ["It is 13:01"]
    assert "announce-not-loaded" in {line["event"] for line in logs if line["log_level"] == "warning"}


async def test_a_disk_that_is_full_makes_nobody_say_anything_twice():
    mesh = meshed(HOURLY, from_start=timedelta(minutes=58))
    with capture_logs() as logs:
        async with mesh.running(hosted=True):
            await mesh.pause()
            mesh.drawers.error = StoreError("The disk is full.")
            await until(mesh, 13, 5)
    assert said(mesh) == ["It is 13:00"]
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["announce-not-kept"]


async def test_what_stands_in_the_settings_no_more_is_forgotten():
    mesh = meshed(HOURLY)
    mesh.drawers.drawer("announce").keep("last", {"gone": "2026-11-22T12:00", HOURLY.id: 5})
    async with mesh.running(hosted=True):
        await mesh.pause()
    assert mesh.drawers.drawer("announce").kept["last"].keys() == {HOURLY.id}


# --- what is refused at the start -----------------------------------------------------------


def settings(text: str, tmp_path) -> AnnounceSettings:
    file = tmp_path / "steadymesh.toml"
    file.write_text(text)
    return read_settings(load(file=file, env={}).plugins, "announce", AnnounceSettings)


def refused(text: str, tmp_path, language: str = "en") -> str:
    with pytest.raises(ConfigError) as caught:
        settings(text, tmp_path)
    return tell(caught.value.told, language)


GOOD = """
[plugin.announce]
lifetime = "30m"

[[plugin.announce.entries]]
cron = "0 8 * * *"
text = "Good morning"
channel = "Talk"
until = 2026-12-24

[[plugin.announce.entries]]
"""


def test_entries_are_read_from_the_file(tmp_path):
    read = settings(
        GOOD + 'cron = "0 9 * * *"\ntext = { en = "Hi", fr = "Salut" }\ntopic = "news"\ncatch_up = true', tmp_path
    )
    one, two = read.entries
    assert read.lifetime == timedelta(minutes=30)
    assert (one.channel, one.until, one.texts) == ("Talk", date(2026, 12, 24), {"": "Good morning"})
    assert (two.topic, two.catch_up, two.texts) == ("news", True, {"en": "Hi", "fr": "Salut"})
    assert one.id != two.id


WRONG = [
    ('cron = "8 o\'clock"\ntext = "x"\nchannel = 0', "entry #2 “x”: “8 o'clock” is no cron expression."),
    ('cron = "0 8 31 2 *"\ntext = "x"\nchannel = 0', "entry #2 “x”: “0 8 31 2 *” is no cron expression."),
    ('cron = "* * * * *"\ntext = "x"', "entry #2 “x” needs a channel or a topic, and only one of them."),
    ('cron = "* * * * *"\ntext = "x"\nchannel = 0\ntopic = "news"', "entry #2 “x” needs a channel or a topic"),
    ('cron = "* * * * *"\ntext = "x"\nchannel = 8', "entry #2 “x”: there is no channel 8; write 0 to 7, or a name."),
    ('cron = "* * * * *"\ntext = " "\nchannel = 0', "entry #2 says nothing."),
    ('cron = "* * * * *"\ntext = {}\nchannel = 0', "entry #2 says nothing."),
    (
        'cron = "* * * * *"\ntext = { de = "x" }\nchannel = 0',
        "entry #2 “x”: there is no language “de”; there are en, fr.",
    ),
    (
        'cron = "* * * * *"\ntext = "Hi {name}"\nchannel = 0',
        "entry #2 “Hi {name}”: “{name}” is not known; there are {nodes}, {date}, {time}.",
    ),
    (
        f'cron = "* * * * *"\ntext = "{"x" * 233}"\nchannel = 0',
        f"entry #2 “{'x' * 29}…” is too long: it may take 233 bytes, and 232 are the most.",
    ),
    (
        f'cron = "* * * * *"\ntext = "{"x" * 220}{{time}}"\ntopic = "news"',
        f"entry #2 “{'x' * 29}…” is too long: it may take 225 bytes, and 220 are the most.",
    ),
]


@pytest.mark.parametrize(("text", "told"), WRONG)
def test_a_wrong_entry_is_named_in_one_line(tmp_path, text, told):
    line = refused(GOOD + text, tmp_path)
    assert line.startswith(f"plugin.announce ({tmp_path}/steadymesh.toml:3): {told}")
    assert "\n" not in line


def test_a_wrong_entry_is_named_in_french_too(tmp_path):
    line = refused(GOOD + 'cron = "x"\ntext = "Salut"\nchannel = 0', tmp_path, "fr")
    where = f"plugin.announce ({tmp_path}/steadymesh.toml:3)"
    assert line.startswith(f"{where} : entrée #2 “Salut” : « x » n'est pas une expression cron. Écrivez")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('cron = "* * * * *"\ntext = "x"\nchanel = 0', "plugin.announce.entries #2 chanel"),
        ('text = "x"\nchannel = 0', "plugin.announce.entries #2 cron"),
        ('cron = "* * * * *"\ntext = "x"\nchannel = 0\ncatch_up = "perhaps"', "plugin.announce.entries #2 catch_up"),
    ],
)
def test_a_setting_that_is_none_or_is_missing_is_named_with_its_entry(tmp_path, text, told):
    line = refused(GOOD + text, tmp_path)
    assert line.startswith(told)
    assert "steadymesh.toml:5)" in line
    assert "\n" not in line


def test_a_wrong_entry_costs_the_announcements_and_nothing_else(tmp_path):
    file = tmp_path / "steadymesh.toml"
    file.write_text(GOOD + 'cron = "x"\ntext = "Salut"\nchannel = 0')
    written = load(file=file, env={}).plugins
    with capture_logs() as logs:
        loaded = loader.load(read_settings=partial(read_settings, written), installed=())
    assert [(line["event"], line["plugin"]) for line in logs] == [("plugin-not-loaded", "announce")]
    assert ") : entrée #2 “Salut” : « x » n'est pas" in tell(logs[0]["error"].told, "fr")
    assert {one.name for one in loaded.plugins} >= {"ping", "board", "topics", "greeting"}


@pytest.mark.parametrize("wrong", [{"lifetime": timedelta(0)}, {"entries": (HOURLY,) * 51}])
def test_too_many_entries_and_no_time_are_refused(wrong):
    with pytest.raises(ValueError, match=r"at most|must be from"):
        AnnounceSettings(**wrong)


# --- on air ---------------------------------------------------------------------------------


ON_AIR = """
bot.timezone = "UTC"
plugin.topics.names = ["news"]

[[plugin.announce.entries]]
cron = "1 12 * * *"
text = "Midi passé, {nodes} nœuds"
channel = "LongFast"

[[plugin.announce.entries]]
cron = "1 12 * * *"
text = { en = "Good day", fr = "Bonjour" }
topic = "news"
"""


async def test_announcements_go_out_on_the_air_and_a_restart_in_that_minute_says_none_again(tmp_path):
    file = tmp_path / "steadymesh.toml"
    file.write_text(ON_AIR)
    async with playing(tmp_path, config=file) as play:
        await asyncio.sleep(20)
        play.radio.hear_text(play.people[0], "/subscribe news")
        await asyncio.sleep(75)
        assert "Je vous écrirai" in play.answers()[0]
        sent = {(one.to, one.text) for one in play.radio.sent_texts if "écrirai" not in one.text}
    assert sent == {
        (BROADCAST, "Midi passé, 5 nœuds"),
        (play.people[0].num, "🔔 news : Bonjour\n/désabonner news y met fin."),
    }
    async with playing(tmp_path, config=file) as play:
        await asyncio.sleep(300)
        assert play.answers() == []
