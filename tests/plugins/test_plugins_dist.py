"""`dist`: from whom to whom, and what is said where a place is not known."""

from datetime import timedelta

import pytest

from botkit import ALICE, BOB, START, US, Mesh
from steadymesh.bot.options import BotOptions
from steadymesh.model import Node, Position

HERE, THERE = Position(latitude=45.1885, longitude=5.7245), Position(latitude=45.25, longitude=5.75)
HILL = Position(latitude=45.0, longitude=5.0, at=START - timedelta(days=3))


def mesh_in(language: str = "en", **places: Position) -> Mesh:
    mesh = Mesh(options=BotOptions(language=language))
    mesh.nodes.add(
        Node(num=BOB, long_name="Bob Station"), Node(num=US, long_name="The bot"), Node(num=5, long_name="Hill")
    )
    for name, place in places.items():
        mesh.place({"us": US, "alice": ALICE, "bob": BOB, "hill": 5}[name], place)
    return mesh


async def answer(mesh: Mesh, text: str, **fields) -> str:
    async with mesh.running():
        return (await mesh.ask(text, **fields)).text


@pytest.mark.parametrize("asked", ["/dist Bob Station", "/dist bob", "/distance !0000b0b0", '/dist "Bob Station"'])
async def test_one_node_is_looked_at_from_whoever_asks(asked):
    assert await answer(mesh_in(alice=HERE, bob=THERE, us=HILL), asked) == "📍 Alice → Bob Station: 7.1 km NNE (16°)"


async def test_one_node_is_looked_at_from_our_radio_where_the_asker_tells_no_place():
    assert await answer(mesh_in(bob=THERE, us=HERE), "/dist bob") == "📍 The bot → Bob Station: 7.1 km NNE (16°)"
    assert await answer(mesh_in(alice=THERE, us=HERE), "/dist alice") == "📍 The bot → Alice: 7.1 km NNE (16°)"
    assert (
        await mesh_in(bob=THERE, us=HERE).at_console("dist bob", "fr") == "📍 The bot → Bob Station : 7,1 km NNE (16°)"
    )


@pytest.mark.parametrize("asked", ["/dist Bob Station Hill", "/dist bob hill", '/dist "bob" !00000005'])
async def test_two_nodes_are_looked_at_from_the_first(asked):
    assert (await answer(mesh_in(bob=HERE, hill=THERE), asked)) == "📍 Bob Station → Hill: 7.1 km NNE (16°)"


async def test_an_old_position_is_told_to_be_old():
    assert await answer(mesh_in(bob=HERE, hill=HILL), "/dist bob hill") == (
        "📍 Bob Station → Hill: 60.6 km WSW (250°)\nHill told that 3 d 0 h ago"
    )
    assert (await answer(mesh_in("fr", bob=HERE, hill=HILL), "/dist bob hill")).endswith(
        "\nHill l'a dit il y a 3 j 0 h"
    )


@pytest.mark.parametrize(
    ("places", "asked", "said", "dit"),
    [
        (
            {},
            "/dist bob",
            "I don't know where Bob Station is: it has told no position.",
            "Je ne sais pas où est Bob Station : il n'a pas donné sa position.",
        ),
        (
            {"bob": HERE},
            "/dist bob",
            "I know neither where you nor where my radio is. Name two nodes.",
            "Je ne sais ni où vous êtes, ni où est ma radio. Donnez deux nœuds.",
        ),
        (
            {"alice": HERE},
            "/dist alice",
            "That is one and the same node. Name another one.",
            "C'est un seul et même nœud. Donnez-en un autre.",
        ),
        ({"bob": HERE}, "/dist bob bob", "That is one and the same node. Name another one.", None),
        ({"alice": HERE}, "/dist hill", "I don't know where Hill is: it has told no position.", None),
        (
            {},
            "/dist hill bob",
            (
                "I don't know where Hill is: it has told no position.\n"
                "I don't know where Bob Station is: it has told no position."
            ),
            None,
        ),
    ],
)
async def test_what_is_not_known_is_said(places, asked, said, dit):
    assert await answer(mesh_in(**places), asked) == said
    if dit is not None:
        assert await answer(mesh_in("fr", **places), asked) == dit


async def test_dist_works_before_our_radio_has_told_anything():
    mesh = mesh_in(bob=HERE)
    mesh.link.info = None
    assert (await answer(mesh, "/dist bob")).startswith("I know neither")


async def test_wrong_arguments_tell_how_it_is_written():
    mesh = mesh_in()
    assert (await answer(mesh, "/dist")).endswith("Write: /dist NODE [NODE]")
    assert "I know nobody called “hill x”" in await answer(mesh, "/dist bob hill x")
