"""How a text was heard, who passed it on, and how far away somebody is: facts first, then the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botkit import ALICE, BOB, US, Mesh
from steadymesh import words
from steadymesh.bot import distances, hearing
from steadymesh.bot.relays import relay_of, told_byte
from steadymesh.ids import NodeNum
from steadymesh.model import Node, Position

RELAY = NodeNum(0x1234_56B0)
"""Its last byte is Bob's as well."""

HERE = Position(latitude=45.1885, longitude=5.7245)


def relayed(**fields):
    return Mesh().text("x", **({"hop_limit": 1, "hop_start": 3, "relay_node": 0xB0} | fields))


def nodes(*some):
    return {node.num: node for node in some}


# --- who passed it on ------------------------------------------------------------------------


def test_the_byte_of_a_number_that_ends_in_zero_is_ff():
    assert told_byte(NodeNum(0x1234_5600)) == 0xFF
    assert told_byte(RELAY) == 0xB0


async def test_the_only_neighbour_with_that_byte_has_passed_it_on():
    known = nodes(Node(num=RELAY, hops_away=0), Node(num=BOB, hops_away=2), Node(num=ALICE, hops_away=0))
    assert relay_of(relayed(), known, US) == RELAY


@pytest.mark.parametrize(
    "fields",
    [
        {"relay_node": None},
        {"relay_node": 0},
        {"relay_node": 0x77},
        {"hop_limit": 3},
        {"hop_start": None},
    ],
)
async def test_what_came_directly_or_tells_nothing_has_no_relay(fields):
    assert relay_of(relayed(**fields), nodes(Node(num=RELAY, hops_away=0)), US) is None


@pytest.mark.parametrize(
    "other",
    [
        Node(num=BOB, hops_away=2),
        Node(num=BOB),
        Node(num=BOB, hops_away=0, via_mqtt=True),
        Node(num=BOB, hops_away=0, role="CLIENT_MUTE"),
    ],
)
async def test_who_can_not_have_passed_it_on_does_not_count(other):
    assert relay_of(relayed(), nodes(other), US) is None
    assert relay_of(relayed(), nodes(other, Node(num=RELAY, hops_away=0)), US) == RELAY


async def test_of_two_neighbours_with_one_byte_nobody_is_guessed():
    assert relay_of(relayed(), nodes(Node(num=RELAY, hops_away=0), Node(num=BOB, hops_away=0)), US) is None


@pytest.mark.parametrize("who", ["own", "sender"])
async def test_neither_we_nor_the_sender_passed_it_on(who):
    message = relayed(sender=BOB) if who == "sender" else relayed()
    assert relay_of(message, nodes(Node(num=BOB, hops_away=0)), BOB if who == "own" else US) is None


# --- how it was heard ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "relay", "english", "french"),
    [
        ({"hop_limit": 3}, None, "Heard directly: SNR 6.25 dB, RSSI -87 dBm", "Reçu en direct : SNR 6,25 dB, RSSI -87 dBm"),
        ({"rssi_dbm": None}, "Bob", "Over 2 hops, the last by Bob: SNR 6.25 dB", "En 2 sauts, le dernier par Bob : SNR 6,25 dB"),
        ({"hop_limit": 2, "snr_db": None}, None, "Over 1 hop, the last by !…b0: RSSI -87 dBm", "En 1 saut, le dernier par !…b0 : RSSI -87 dBm"),
        ({"relay_node": None, "snr_db": None, "rssi_dbm": None}, None, "Over 2 hops", "En 2 sauts"),
        ({"via_mqtt": True, "snr_db": None, "rssi_dbm": None}, None, "By MQTT, not by radio alone", "Par MQTT, pas seulement par radio"),
        ({"hop_start": None, "snr_db": None}, None, "Over hops that your node does not tell: RSSI -87 dBm", "Votre nœud n'indique pas les sauts : RSSI -87 dBm"),
    ],
)  # fmt: skip
async def test_what_is_said_of_a_way(fields, relay, english, french):
    assert hearing.say(relayed(**fields), relay, "en") == english
    assert hearing.say(relayed(**fields), relay, "fr") == french


async def test_a_context_names_the_relay_as_people_know_it():
    mesh = Mesh()
    mesh.nodes.add(Node(num=RELAY, long_name="Hill", hops_away=0))
    context = mesh.context(hop_limit=1, relay_node=0xB0)
    assert context.relay == context.ref(RELAY)
    assert context.heard().startswith("Over 2 hops, the last by Hill: ")
    assert mesh.context(hop_limit=1, relay_node=0xB1).relay is None


# --- how far away ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("north", "east", "english", "french"),
    [
        (0, 0, "less than 10 m", "moins de 10 m"),
        (0.00005, 0, "less than 10 m", "moins de 10 m"),
        (0.00041, 0, "50 m N (0°)", "50 m N (0°)"),
        (0, -0.0063, "490 m W (270°)", "490 m O (270°)"),
        (-0.00897, 0, "1 km S (180°)", "1 km S (180°)"),
        (-0.05, -0.05, "6.8 km SW (215°)", "6,8 km SO (215°)"),
        (0.8, 0.02, "89 km N (1°)", "89 km N (1°)"),
        (1.0159, 0.4187, "118 km NNE (16°)", "118 km NNE (16°)"),
        (-79, 145, "16788 km E (79°)", "16788 km E (79°)"),
    ],
)
def test_a_distance_is_as_exact_as_nodes_tell(north, east, english, french):
    there = Position(latitude=HERE.latitude + north, longitude=HERE.longitude + east)
    assert distances.say(HERE, there, "en") == english
    assert distances.say(HERE, there, "fr") == french


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_any_distance_is_short(latitude, longitude):
    for language in words.LANGUAGES:
        shown = distances.say(HERE, Position(latitude=latitude, longitude=longitude), language)
        assert len(shown.encode()) <= 23
        assert "°" in shown or " 10 m" in shown or "20015" in shown


async def test_a_context_knows_where_nodes_are_our_own_too():
    mesh = Mesh()
    context = mesh.context()
    assert context.position_of(ALICE) is None
    assert context.position_of(NodeNum(5)) is None
    mesh.nodes.add(Node(num=ALICE, position=HERE))
    assert context.position_of(ALICE) == HERE
    assert context.position_of(US) is None
    mesh.place(US, HERE)
    assert context.position_of(US) == HERE
    assert context.way(HERE, HERE) == "less than 10 m"
    mesh.link.info = None
    assert context.position_of(US) is None


# --- how long to wait ------------------------------------------------------------------------


async def test_a_wait_is_rounded_up():
    context = Mesh().context()
    assert [context.wait(seconds) for seconds in (0, 29.2, 59, 60, 540.1)] == [
        "1 s",
        "30 s",
        "1 min",
        "2 min",
        "10 min",
    ]
