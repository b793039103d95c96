"""`neighbors`: whom our radio hears, and what others told of themselves."""

from datetime import timedelta

from botkit import ALICE, BOB, EMOJI_24, START, US, Mesh
from steadymesh.bot.options import BotOptions
from steadymesh.events import NeighborsTold
from steadymesh.model import Neighbor, Node
from steadymesh.plugins.neighbors import MOST_TELLERS, Told


def mesh_in(language: str = "en") -> Mesh:
    mesh = Mesh(options=BotOptions(language=language))
    mesh.nodes.known.clear()
    heard = {"hops_away": 0, "last_heard": START - timedelta(hours=2)}
    mesh.nodes.add(
        Node(num=US, long_name="The bot", snr_db=1.0, **heard),
        Node(num=ALICE, long_name="Alice", snr_db=-3.5, **heard),
        Node(num=BOB, long_name="Bob", snr_db=6.25, **heard),
        Node(num=3, long_name="Mute", **heard),
        Node(num=4, long_name="Far", hops_away=1, snr_db=9.0, last_heard=START),
        Node(num=5, long_name="Cloud", via_mqtt=True, snr_db=9.0, **heard),
        Node(num=6, long_name="Gone", hops_away=0, snr_db=9.0, last_heard=START - timedelta(hours=25)),
        Node(num=7, long_name="Never", hops_away=0),
    )
    return mesh


async def answer(mesh: Mesh, text: str, **fields) -> str:
    async with mesh.running():
        return (await mesh.ask(text, **({"at": START} | fields))).text


def told(sender, *neighbors: Neighbor, now: float = 0.0, replayed: bool = False) -> NeighborsTold:
    return NeighborsTold(generation=1, sender=sender, neighbors=neighbors, raw=b"", replayed=replayed, now=now)


# --- ours -----------------------------------------------------------------------------------


async def test_our_own_are_those_heard_directly_within_a_day_the_best_first():
    said = "📶 3 nodes heard directly in 24 h:\nBob 6.25 dB\nAlice -3.5 dB\nMute"
    assert await answer(mesh_in(), "/neighbors") == said
    assert await answer(mesh_in(), "/neighbours !0b070b07") == said
    assert await mesh_in().at_console("neighbors") == said
    assert await answer(mesh_in("fr"), "/voisins") == (
        "📶 3 nœuds reçus en direct depuis 24 h :\nBob 6,25 dB\nAlice -3,5 dB\nMute"
    )


async def test_nobody_is_nobody():
    mesh = mesh_in()
    mesh.nodes.known.clear()
    assert await answer(mesh, "/neighbors") == "I have heard nobody directly in the last 24 h."
    assert await mesh.at_console("voisins", "fr") == "Je n'ai reçu personne en direct ces dernières 24 h."


async def test_as_many_are_shown_as_fit():
    mesh = mesh_in()
    mesh.nodes.add(
        *(Node(num=n, long_name=EMOJI_24, hops_away=0, snr_db=-19.75, last_heard=START) for n in range(10, 60))
    )
    text = await answer(mesh, "/neighbors")
    assert text.startswith("📶 53 nodes heard directly in 24 h:\nBob 6.25 dB\n")
    assert len(text.encode()) <= 215
    assert text.endswith(f"{EMOJI_24} -19.75 dB")


# --- others' --------------------------------------------------------------------------------


async def test_who_has_told_nothing_is_no_wonder():
    assert await answer(mesh_in(), "/neighbors bob") == (
        "📶 Bob has not told me whom it hears. Most nodes never do: NeighborInfo is off unless its owner switches it on."
    )
    assert (await answer(mesh_in("fr"), "/voisins bob")).startswith("📶 Bob ne m'a pas dit qui il reçoit. La plupart")


async def test_what_a_node_told_last_is_told_with_its_age():
    mesh = mesh_in()
    async with mesh.running(hosted=True):
        await mesh.pause()
        mesh.bus.publish(told(BOB, Neighbor(node=9, snr_db=1.0), now=mesh.clock.now()))
        await mesh.pause(60)
        mesh.bus.publish(
            told(
                BOB,
                Neighbor(node=3, snr_db=None),
                Neighbor(node=ALICE, snr_db=-3.5),
                Neighbor(node=8, snr_db=2.0),
                now=mesh.clock.now(),
            )
        )
        await mesh.pause(3 * 3600)
        text = (await mesh.ask("/neighbors bob")).text
        french = await mesh.at_console("neighbors bob", "fr")
    assert text == "📶 Bob heard, as it told 3 h 0 min ago:\n!00000008 2 dB\nAlice -3.5 dB\nMute"
    assert french.startswith("📶 Bob recevait, selon lui il y a 3 h 0 min :\n!00000008 2 dB\n")


async def test_what_the_radio_replays_has_no_age_and_is_left_out():
    mesh = mesh_in()
    async with mesh.running(hosted=True):
        await mesh.pause()
        mesh.bus.publish(told(BOB, Neighbor(node=9, snr_db=1.0), replayed=True))
        await mesh.pause()
        assert "has not told" in (await mesh.ask("/neighbors bob")).text


async def test_another_house_remembers_nothing_of_this_one():
    mesh = mesh_in()
    async with mesh.running(hosted=True):
        await mesh.pause()
        mesh.bus.publish(told(BOB, Neighbor(node=9, snr_db=1.0)))
        await mesh.pause()
    assert "!00000009" in await mesh.at_console("neighbors bob")
    assert "has not told" in await mesh_in().at_console("neighbors bob")


def test_memory_is_bounded_and_who_told_longest_ago_goes():
    memory = Told()
    some = (Neighbor(node=9, snr_db=None),)
    memory.note(1, some, 0.0)
    memory.note(2, some, 0.0)
    memory.note(1, some, 1.0)
    for num in range(10, 10 + MOST_TELLERS - 1):
        memory.note(num, some, 2.0)
    assert memory.get(2) is None
    assert memory.get(1) == (1.0, some)
