"""`test` and `whoami`: how whoever asks is heard, word for word, in both languages."""

from datetime import UTC, timedelta, timezone

import pytest

from botkit import ALICE, BOB, START, US, Mesh
from steadymesh.bot.options import BotOptions
from steadymesh.model import Node, Position

HERE, THERE = Position(latitude=45.1885, longitude=5.7245), Position(latitude=45.25, longitude=5.75)
RELAYED = {"hop_limit": 1, "hop_start": 3, "relay_node": 0xB0, "snr_db": -7.5}


def mesh_in(language: str = "en") -> Mesh:
    mesh = Mesh(options=BotOptions(language=language, channels=(1,)))
    mesh.nodes.add(Node(num=BOB, long_name="Bob", hops_away=0))
    return mesh


async def answer(mesh: Mesh, text: str, **fields) -> str:
    async with mesh.running():
        return (await mesh.ask(text, **fields)).text


# --- test -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said", "dit"),
    [
        ({}, "📻 Alice: Heard directly: SNR 6.25 dB, RSSI -87 dBm", "📻 Alice : Reçu en direct : SNR 6,25 dB, RSSI -87 dBm"),
        (
            RELAYED,
            "📻 Alice: Over 2 hops, the last by Bob: SNR -7.5 dB, RSSI -87 dBm",
            "📻 Alice : En 2 sauts, le dernier par Bob : SNR -7,5 dB, RSSI -87 dBm",
        ),
        (
            {"via_mqtt": True, "snr_db": None, "rssi_dbm": None},
            "📻 Alice: By MQTT, not by radio alone",
            "📻 Alice : Par MQTT, pas seulement par radio",
        ),
    ],
)  # fmt: skip
async def test_a_radio_check_is_one_line(fields, said, dit):
    assert await answer(mesh_in(), "/test", **fields) == said
    assert await answer(mesh_in(), "/essai", **fields) == dit
    assert await answer(mesh_in(), "test", **fields) == said


async def test_a_radio_check_makes_no_sense_at_the_console():
    assert await mesh_in().at_console("test", "en") == "/test makes sense on the mesh only."


# --- whoami ---------------------------------------------------------------------------------


async def test_whoami_tells_all_that_is_known():
    mesh = mesh_in()
    mesh.place(US, HERE)
    mesh.place(ALICE, THERE)
    assert await answer(mesh, "/whoami", at=START, **RELAYED) == (
        "You are Alice !0badcafe\nOver 2 hops, the last by Bob: SNR -7.5 dB, RSSI -87 dBm\n"
        "📍 7.1 km NNE (16°) from my radio\n🕐 Received at 12:00:00"
    )
    mesh = mesh_in("fr")
    mesh.place(US, HERE)
    mesh.place(ALICE, THERE)
    assert await answer(mesh, "/moi", at=START) == (
        "Vous êtes Alice !0badcafe\nReçu en direct : SNR 6,25 dB, RSSI -87 dBm\n"
        "📍 7,1 km NNE (16°) depuis ma radio\n🕐 Reçu à 12:00:00"
    )


@pytest.mark.parametrize("placed", [None, US, ALICE])
async def test_my_tells_what_is_known_and_nothing_else(placed):
    mesh = mesh_in()
    if placed is not None:
        mesh.place(placed, HERE)
    mesh.nodes.add(Node(num=5))
    assert await answer(mesh, "/my", sender=5, at=None, snr_db=None, rssi_dbm=None, hop_start=None) == (
        "You are !00000005\nOver hops that your node does not tell"
    )


async def test_whoami_works_before_our_radio_has_told_anything():
    mesh = mesh_in()
    mesh.link.info = None
    mesh.place(ALICE, THERE)
    assert "📍" not in await answer(mesh, "/whoami", at=START)


async def test_whoami_tells_the_time_of_the_house():
    mesh = mesh_in()
    mesh.move_to(timezone(timedelta(hours=2)))
    assert (await answer(mesh, "/whoami", at=START.astimezone(UTC))).endswith("Received at 14:00:00")


async def test_whoami_at_the_console_is_our_radio():
    mesh = mesh_in()
    assert await mesh.at_console("whoami") == (
        "You are at the console: nothing of this went on air. My radio: !0b070b07"
    )
    mesh.nodes.add(Node(num=US, long_name="The bot"))
    said = await mesh.at_console("whoami", "en")
    assert said == "You are at the console: nothing of this went on air. My radio: The bot !0b070b07"
    assert await mesh.at_console("moi", "fr") == (
        "Vous êtes à la console : rien de ceci n'est passé par les ondes. Ma radio : The bot !0b070b07"
    )
    mesh.link.info = None
    assert await mesh.at_console("my", "en") == "You are at the console. My radio has not told yet who it is."
