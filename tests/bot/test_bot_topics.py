"""What the contract has for news, channels, memory and cron times."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from botkit import ALICE, Mesh
from steadymesh.bot.cron import check
from steadymesh.bot.plugin import MAX_DIRECT_BYTES, command, last_time, next_time
from steadymesh.errors import ConfigError, UsageError
from steadymesh.events import TopicPublished


@command("nothing", help="help-help")
async def nothing(context) -> None:
    return None


# --- news -----------------------------------------------------------------------------------


async def test_what_a_plug_in_publishes_travels_on_the_bus():
    mesh = Mesh(nothing)
    heard = mesh.bus.subscribe("test", [TopicPublished])
    mesh.context().publish("Weather", "Rain at six")
    mesh.context().publish("weather", {"en": "Rain", "fr": "Pluie"}, author=ALICE)
    one, two = heard.take_all()
    assert (one.topic, one.texts, one.plugin, one.author) == ("weather", {"": "Rain at six"}, "test", None)
    assert (two.topic, two.texts, two.author) == ("weather", {"en": "Rain", "fr": "Pluie"}, ALICE)


async def test_what_is_published_is_cleaned_and_fits_one_message():
    mesh = Mesh(nothing)
    heard = mesh.bus.subscribe("test", [TopicPublished])
    mesh.context().publish("weather", {"en": "\x1b" + "é" * 500, "fr": " \x07 "})
    (event,) = heard.take_all()
    assert event.texts.keys() == {"en"}
    assert len(event.texts["en"].encode()) <= MAX_DIRECT_BYTES
    assert event.texts["en"].endswith("é…")


@pytest.mark.parametrize(("topic", "text"), [("two words", "x"), ("", "x"), ("weather", " "), ("weather", {})])
async def test_no_topic_and_no_text_are_refused(topic, text):
    mesh = Mesh(nothing)
    heard = mesh.bus.subscribe("test", [TopicPublished])
    with pytest.raises(UsageError, match="Nothing can be published"):
        mesh.context().publish(topic, text)
    assert heard.take_all() == []


# --- channels and memory --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "index"), [("0", 0), ("LONGFAST", 0), (" talk ", 1), ("Off", None), ("2", None), ("9", None)]
)
async def test_a_channel_is_found_by_index_and_by_name(word, index):
    assert Mesh(nothing).context().channel(word) == index


async def test_before_the_radio_has_told_there_is_no_channel():
    mesh = Mesh(nothing)
    mesh.link.info = None
    assert mesh.context().channel("0") is None


@dataclass
class Memory:
    seen: list[str] = field(default_factory=list)


async def test_a_plug_ins_memory_is_one_thing_for_all_that_it_does_and_ends_with_its_bot():
    mesh, other = Mesh(nothing), Mesh(nothing)
    mesh.context().memory(Memory).seen.append("x")
    assert mesh.context().memory(Memory).seen == ["x"]
    assert other.context().memory(Memory).seen == []


# --- cron -----------------------------------------------------------------------------------

NOON = datetime(2026, 11, 22, 12, 0, 0, 500_000, tzinfo=UTC)
"""A Sunday."""


@pytest.mark.parametrize(
    ("expression", "last", "following"),
    [
        ("0 12 * * *", (22, 12, 0), (23, 12, 0)),
        ("30 11 * * *", (22, 11, 30), (23, 11, 30)),
        ("*/5 * * * *", (22, 12, 0), (22, 12, 5)),
        ("0 8 * * 1", (16, 8, 0), (23, 8, 0)),
    ],
)
def test_the_last_and_the_next_time_of_an_expression(expression, last, following):
    assert last_time(expression, NOON, UTC) == datetime(2026, 11, *last, tzinfo=UTC)
    assert next_time(expression, NOON, UTC) == datetime(2026, 11, *following, tzinfo=UTC)
    check(expression)


def test_what_is_due_at_this_very_second_was_due():
    assert last_time("0 12 * * *", NOON.replace(microsecond=0), UTC) == NOON.replace(microsecond=0)


@pytest.mark.parametrize(
    "expression", ["", "x", "* * * *", "* * * * * *", "60 * * * *", "0 0 30 2 *", "* " * 200, 5, None]
)
def test_what_is_no_expression_is_refused_in_both_directions(expression):
    for look in (last_time, next_time):
        with pytest.raises(ConfigError, match="is no cron expression"):
            look(expression, NOON, UTC)
