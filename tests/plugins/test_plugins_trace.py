"""`trace`: the way there and back, every other end of a traceroute, and the way of the question itself."""

import asyncio
from dataclasses import replace

import pytest

from botkit import ALICE, ALICES_KEY, BOB, EMOJI_24, US, Mesh
from steadymesh import words
from steadymesh.bot.options import BotOptions
from steadymesh.ids import NodeNum
from steadymesh.model import LinkState, Node, Trace, TraceHop, TraceOutcome

RELAYED = {"hop_limit": 1, "hop_start": 3, "relay_node": 0xB0}


def hop(node: int | None, snr_db: float | None) -> TraceHop:
    return TraceHop(node=None if node is None else NodeNum(node), snr_db=snr_db)


FOUND = Trace(
    outcome=TraceOutcome.ANSWERED,
    towards=(hop(3, 4.0), hop(None, -7.25), hop(BOB, 2.5)),
    back=(hop(3, None), hop(US, 6.0)),
)


def mesh_in(language: str = "en", answer: Trace = FOUND, **options) -> Mesh:
    mesh = Mesh(options=BotOptions(language=language, **options))
    mesh.nodes.add(Node(num=BOB, long_name="Bob", hops_away=0), Node(num=3, long_name="Hill Top", short_name="Hill"))
    mesh.tracer.answer = answer
    mesh.tracer.delay_s = 12
    return mesh


def ended(outcome: TraceOutcome, wait_s: float = 0.0) -> Trace:
    return Trace(outcome=outcome, wait_s=wait_s)


async def answer(mesh: Mesh, text: str, **fields) -> str:
    async with mesh.running():
        return (await mesh.ask(text, **fields)).text


# --- the way there and back -----------------------------------------------------------------


async def test_one_message_tells_both_ways_when_the_answer_is_there():
    mesh = mesh_in()
    async with mesh.running():
        mesh.say("/trace bob")
        await mesh.nothing_for(16)
        await mesh.pause(2)
    (posted,) = mesh.outbox.posted
    assert posted.text == "There (dB): Hill Top 4 → ? -7.25 → Bob 2.5\nBack (dB): Hill Top ? → me 6"
    assert mesh.tracer.asked == [BOB]


async def test_both_ways_in_french():
    assert await answer(mesh_in("fr"), "/trajet bob") == (
        "Aller (dB) : Hill Top 4 → ? -7,25 → Bob 2,5\nRetour (dB) : Hill Top ? → moi 6"
    )


async def test_a_node_that_does_not_tell_the_way_back():
    found = replace(FOUND, towards=(hop(BOB, None),), back=())
    assert await answer(mesh_in("en", found), "/traceroute bob") == "There (dB): Bob ?\nIt does not tell the way back."
    assert (await answer(mesh_in("fr", found), "/trace bob")).endswith("\nIl ne dit pas le trajet du retour.")


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("short", ["", "Hill", EMOJI_24, "👩"])
@pytest.mark.parametrize("relays", range(9))
async def test_the_longest_way_fits_one_message_uncut(language, short, relays):
    nums = [NodeNum(0x0ABC_0000 + number) for number in range(relays)]
    found = Trace(
        outcome=TraceOutcome.ANSWERED,
        towards=(*(hop(num, -19.75) for num in nums), hop(BOB, -19.75)),
        back=(*(hop(num, -19.75) for num in reversed(nums)), hop(US, -19.75)),
    )
    mesh = mesh_in(language, found)
    mesh.nodes.add(*(Node(num=num, long_name=EMOJI_24, short_name=short) for num in (*nums, BOB)))
    text = await answer(mesh, "/trace !0000b0b0")
    assert len(text.encode()) <= 215
    assert text.count("-") == 2 * (relays + 1)
    assert "…" not in text


async def test_a_long_way_is_told_by_short_names_and_whole_decibels():
    nums = [NodeNum(0x0ABC_0000 + number) for number in range(7)]
    found = Trace(
        outcome=TraceOutcome.ANSWERED,
        towards=(*(hop(num, -7.25) for num in nums), hop(BOB, None)),
        back=(hop(nums[0], 6.75), hop(US, -1.5)),
    )
    mesh = mesh_in("en", found)
    mesh.nodes.add(*(Node(num=num, long_name="A station with a name", short_name=f"S{num & 7}") for num in nums[1:]))
    assert await answer(mesh, "/trace bob") == (
        "There (dB): 0000 -7.25 → S1 -7.25 → S2 -7.25 → S3 -7.25 → S4 -7.25 → S5 -7.25 → S6 -7.25 → b0b0 ?\n"
        "Back (dB): 0000 6.75 → me -1.5"
    )
    mesh.tracer.answer = replace(found, back=found.towards)
    assert (await answer(mesh, "/trace bob", sender=BOB)).startswith("There (dB): 0000 -7>S1 -7>S2 -7>")


# --- every other end ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "said", "dit"),
    [
        (
            ended(TraceOutcome.UNANSWERED),
            (
                "⌛ Bob did not answer within a minute: out of reach, switched off, or on another channel. "
                "You can ask again in 10 min."
            ),
            (
                "⌛ Bob n'a pas répondu en une minute : hors de portée, éteint, ou sur un autre canal. "
                "Vous pourrez redemander dans 10 min."
            ),
        ),
        (
            ended(TraceOutcome.REFUSED, 1500.0),
            "There were traceroutes enough for everybody's air. Please ask again in 26 min.",
            "Assez de traceroutes pour les ondes de tous. Redemandez dans 26 min.",
        ),
        (
            ended(TraceOutcome.REFUSED, 20.0),
            "There were traceroutes enough for everybody's air. Please ask again in 10 min.",
            "Assez de traceroutes pour les ondes de tous. Redemandez dans 10 min.",
        ),
        (
            ended(TraceOutcome.UNAVAILABLE),
            "My radio could not send it: no link, or no air. Please ask again in 10 min.",
            "Ma radio n'a pas pu l'émettre : pas de lien, ou pas de temps d'antenne. Redemandez dans 10 min.",
        ),
    ],
)
async def test_what_came_of_it_is_said_with_how_long_to_wait(end, said, dit):
    assert await answer(mesh_in("en", end), "/trace bob") == said
    assert await answer(mesh_in("fr", end), "/trace bob") == dit


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (ended(TraceOutcome.UNANSWERED), "⌛ Bob did not answer within a minute: out of reach, switched off, or on another channel."),
        (ended(TraceOutcome.REFUSED, 20.0), "There were traceroutes enough for everybody's air. Please ask again in 21 s."),
        (ended(TraceOutcome.UNAVAILABLE), "My radio could not send it: no link, or no air. Please ask again in 1 min."),
    ],
)  # fmt: skip
async def test_an_administrator_waits_for_the_air_alone(end, said):
    mesh = mesh_in("en", end, admins=(ALICES_KEY,))
    assert await answer(mesh, "/trace bob") == said
    assert await mesh.at_console("trace bob") == said


async def test_the_next_one_of_a_person_waits_for_ten_minutes_and_costs_nothing():
    mesh = mesh_in()
    async with mesh.running():
        await mesh.ask("/trace bob")
        again = await mesh.ask("/trace alice")
        await mesh.pause(600)
        later = await mesh.ask("/trace alice")
    assert again.text == (
        "Every node on the way sends a traceroute, there and back: yours has to wait. Please ask again in 10 min."
    )
    assert later.text.startswith("There")
    assert mesh.tracer.asked == [BOB, ALICE]


@pytest.mark.parametrize("state", [state for state in LinkState if state is not LinkState.READY])
async def test_without_a_link_nothing_is_asked_nor_counted(state):
    mesh = mesh_in()
    now = mesh.link.now
    async with mesh.running():
        mesh.link.now = replace(now, state=state)
        text = (await mesh.ask("/trace bob")).text
        mesh.link.now = now
        assert (await mesh.ask("/trace bob")).text.startswith("There")
    assert text == "My radio could not send it: no link, or no air. Please ask again in 1 min."


async def test_there_is_no_way_to_our_own_radio():
    mesh = mesh_in()
    assert await answer(mesh, "/trace !0b070b07") == "That is my own radio: there is no way to it."
    assert await mesh.at_console("trace !0b070b07", "fr") == "C'est ma propre radio : aucun trajet n'y mène."
    assert mesh.tracer.asked == []


async def test_one_that_hangs_is_ended_after_a_minute_and_a_half():
    mesh = mesh_in()
    mesh.tracer.delay_s = 1000
    async with mesh.running():
        asked = asyncio.get_running_loop().time()
        mesh.say("/trace bob")
        text = (await mesh.outbox.wait_for(1, within_s=120))[0].text
    assert text == "Sorry, trace took too long. Please try again later."
    assert asyncio.get_running_loop().time() - asked == pytest.approx(90, abs=1)


# --- the question's own way -----------------------------------------------------------------


async def test_without_a_name_the_questions_own_way_is_told_and_no_air_is_spent():
    mesh = mesh_in()
    assert await answer(mesh, "/trace", **RELAYED) == (
        "Over 2 hops, the last by Bob: SNR 6.25 dB, RSSI -87 dBm\n"
        "No air was spent on this. /trace NAME asks the mesh for the way there and back."
    )
    assert await answer(mesh_in("fr"), "/trajet", **RELAYED) == (
        "En 2 sauts, le dernier par Bob : SNR 6,25 dB, RSSI -87 dBm\n"
        "Sans occuper les ondes. /trajet NŒUD demande au réseau le trajet aller et retour."
    )
    assert mesh.tracer.asked == []


async def test_the_console_has_no_way_of_its_own():
    assert await mesh_in().at_console("trace") == "Name a node: /trace [NODE]"
    assert await mesh_in().at_console("trajet", "fr") == "Donnez un nœud : /trajet [NŒUD]"
