"""`nodes` page by page and filtered, `lheard` and `info`, word for word, in both languages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botkit import ALICE, BOB, EMOJI_24, START, US, Mesh
from steadymesh.bot.naming import shown_name
from steadymesh.bot.options import BotOptions
from steadymesh.ids import PublicKey
from steadymesh.model import Node, Position, Telemetry
from steadymesh.plugins.nodes import most_bytes

KEY = PublicKey(b"\x07" * 32)
HERE, THERE = Position(latitude=45.1885, longitude=5.7245), Position(latitude=45.25, longitude=5.75)


def ago(**fields) -> dict:
    return {"last_heard": START - timedelta(**fields)}


def mesh_in(language: str = "en", *nodes: Node) -> Mesh:
    mesh = Mesh(options=BotOptions(language=language))
    mesh.nodes.known.clear()
    mesh.nodes.add(*nodes)
    return mesh


def few() -> tuple[Node, ...]:
    return (
        Node(num=US, long_name="The bot", **ago(minutes=0)),
        Node(num=ALICE, long_name="Alice", role="CLIENT", hops_away=0, snr_db=6.25, **ago(minutes=2)),
        Node(num=BOB, long_name="Bob", short_name="Bo", role="ROUTER_LATE", hops_away=2, snr_db=-3.0, **ago(hours=3)),
        Node(num=3, long_name="Relay", role="ROUTER_LATE", hops_away=1, **ago(days=2)),
        Node(num=4, long_name="Cloud", via_mqtt=True, hops_away=0, **ago(days=3)),
        Node(num=5, long_name="Never heard", short_name="Nvr"),
    )


async def answer(mesh: Mesh, text: str, **fields) -> str:
    async with mesh.running():
        return (await mesh.ask(text, **({"at": START} | fields))).text


# --- nodes: a page --------------------------------------------------------------------------


async def test_a_page_lists_everybody_the_latest_first():
    assert await answer(mesh_in("en", *few()), "/nodes 1") == (
        "Page 1 of 1: Alice 2 min, Bob 3 h 0 min, Relay 2 d 0 h, Cloud 3 d 0 h, Never heard"
    )
    assert (await answer(mesh_in("fr", *few()), "/nœuds 1")).startswith("Page 1 sur 1 : Alice 2 min, ")


@pytest.mark.parametrize("name", ["Station", EMOJI_24])
async def test_the_pages_together_are_everybody_once_and_each_fits(name):
    count = 60
    mesh = mesh_in("en", *(Node(num=n, long_name=f"{n} {name}"[:39], **ago(minutes=n)) for n in range(1, count + 1)))
    shown, page, pages = [], 1, 99
    while page <= pages:
        text = await answer(mesh, f"/nodes {page}")
        head, names = text.split(": ")
        assert len(text.encode()) <= 215
        assert head.startswith(f"Page {page} of ")
        pages = int(head.rsplit(" ", 1)[1])
        shown += names.split(", ")
        page += 1
        await mesh.pause(600)
    assert len(shown) == count
    assert [int(one.split()[0]) for one in shown] == list(range(1, count + 1))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["Station", EMOJI_24])
async def test_the_second_page_goes_on_where_the_plain_answer_ends(language, name):
    mesh = mesh_in(language, *(Node(num=n, long_name=f"{n} {name}"[:39], **ago(minutes=n)) for n in range(1, 41)))
    plain = await answer(mesh, "/nodes")
    assert len(plain.encode()) <= 215
    names, way = plain.split("\n")[1].split(":", 1)[1].rsplit(", … ", 1)
    assert way == "/nodes 2"
    first, second = [await answer(mesh, f"/nodes {page}") for page in (1, 2)]
    assert first.split(":", 1)[1].strip() == names.strip()
    last = int(names.split(", ")[-1].split()[0])
    assert second.split(":", 1)[1].split()[0] == str(last + 1)


async def test_whoever_reads_all_pages_is_told_of_who_was_never_heard_too():
    silent = [Node(num=n, long_name=f"Silent station {n}") for n in range(2, 40)]
    text = await answer(mesh_in("en", Node(num=1, long_name="Alice", **ago(minutes=1)), *silent), "/nodes")
    assert text.endswith("\nLatest: Alice 1 min, … /nodes 1")


@pytest.mark.parametrize(("asked", "page"), [("0", 1), ("2", 2), ("99", 4)])
async def test_a_page_that_is_not_there_is_the_nearest_that_is(asked, page):
    mesh = mesh_in("en", *(Node(num=n, long_name=f"Station {n:02}", **ago(minutes=n)) for n in range(1, 31)))
    assert (await answer(mesh, f"/nodes {asked}")).startswith(f"Page {page} of 4: ")


async def test_no_more_pages_are_made_than_anybody_reads():
    mesh = mesh_in("en", *(Node(num=n, long_name="x" * 20, **ago(minutes=n)) for n in range(1, 2000)))
    assert (await answer(mesh, "/nodes 99")).startswith("Page 50 of 50: ")


# --- nodes: a filter ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("direct", "1 node, “direct”: Alice 2 min"),
        ("DIRECT", "1 node, “DIRECT”: Alice 2 min"),
        ("router_late", "2 nodes, “router_late”: Bob 3 h 0 min, Relay 2 d 0 h"),
        ("router late", "2 nodes, “router late”: Bob 3 h 0 min, Relay 2 d 0 h"),
        ("o", "2 nodes, “o”: Bob 3 h 0 min, Cloud 3 d 0 h"),
        ("nvr", "1 node, “nvr”: Never heard"),
        ("never heard", "1 node, “never heard”: Never heard"),
        ("o 1", "2 nodes, “o”: Bob 3 h 0 min, Cloud 3 d 0 h"),
        ("xyz", "None of my nodes is “xyz”. Write a page, direct, a role such as router, or part of a name."),
    ],
)
async def test_a_filter_is_a_role_or_part_of_a_name(words, said):
    assert await answer(mesh_in("en", *few()), f"/nodes {words}") == said


async def test_a_filter_in_french():
    assert await answer(mesh_in("fr", *few()), "/nodes router_late") == (
        "2 nœuds, « router_late » : Bob 3 h 0 min, Relay 2 j 0 h"
    )
    assert (await answer(mesh_in("fr", *few()), "/nodes xyz")).startswith("Aucun nœud ne répond à « xyz ». ")


async def test_a_role_is_understood_in_french():
    for word in ("routeur-tardif", "Routeur-Tardif"):
        found = await answer(mesh_in("fr", *few()), f"/noeuds {word}")
        assert found == f"2 nœuds, « {word} » : Bob 3 h 0 min, Relay 2 j 0 h"
    assert (await answer(mesh_in("en", *few()), "/nodes clients")).startswith("1 node, “clients”: Alice")


async def test_a_number_at_the_end_may_be_part_of_the_name():
    mesh = mesh_in("en", *(Node(num=n, long_name=f"Station {n}", **ago(minutes=n)) for n in (1, 2)))
    assert await answer(mesh, "/nodes station 2") == "1 node, “station 2”: Station 2 2 min"
    assert (await answer(mesh, "/nodes station 3")).startswith("2 nodes, “station”: ")


@given(st.text(max_size=45), st.sampled_from(["", "Al", "\x1b", EMOJI_24]))
def test_no_name_is_shown_longer_than_its_page_reckons(long_name, short_name):
    node = Node(num=5, long_name=long_name, short_name=short_name)
    assert len(shown_name(node, 5).encode()) <= most_bytes(long_name)


async def test_a_filter_has_pages():
    mesh = mesh_in("en", *(Node(num=n, long_name=f"Station {n:02}", **ago(minutes=n)) for n in range(1, 31)))
    first, second = [await answer(mesh, f"/nodes station{page}") for page in ("", " 2")]
    assert first.startswith("30 nodes, “station”, page 1 of 4: Station 01 1 min, ")
    assert second.startswith("30 nodes, “station”, page 2 of 4: Station ")
    assert set(first.split(": ")[1].split(", ")).isdisjoint(second.split(": ")[1].split(", "))


async def test_the_console_shows_them_all():
    mesh = mesh_in("en", *(Node(num=n, long_name=f"Station {n:03}", **ago(minutes=n)) for n in range(1, 251)))
    assert (await mesh.at_console("nodes 1")).count("Station") == 250
    assert (await mesh.at_console("nodes station")).startswith("250 nodes, “station”: Station 001 1 min, ")


# --- lheard ---------------------------------------------------------------------------------


async def test_lheard_tells_age_and_signal_or_hops():
    mesh = mesh_in("en", *few(), Node(num=6, long_name="Old", **ago(days=9)), Node(num=7, hops_away=0, **ago(days=10)))
    assert await answer(mesh, "/lheard") == (
        "👂 Heard last:\nAlice 2 min, 6.25 dB\nBob 3 h 0 min, 2 hops\nRelay 2 d 0 h, 1 hop\nCloud 3 d 0 h, MQTT\n"
        "Old 9 d 0 h\n!00000007 10 d 0 h, direct"
    )


async def test_lheard_in_french():
    assert await answer(mesh_in("fr", *few()), "/entendus") == (
        "👂 Derniers entendus :\nAlice 2 min, 6,25 dB\nBob 3 h 0 min, 2 sauts\nRelay 2 j 0 h, 1 saut\nCloud 3 j 0 h, MQTT"
    )


async def test_lheard_goes_by_the_radios_clock_and_knows_nobody_at_first():
    mesh = mesh_in("en", *few())
    mesh.clock.wall_shift = timedelta(days=-1)
    assert "Alice 7 min" in await answer(mesh, "/lheard", at=START + timedelta(minutes=5))
    assert "Alice 0 s" in await answer(mesh, "/lheard", at=None)
    assert await answer(mesh_in("en", few()[0], few()[5]), "/lheard") == "I have heard nobody yet."
    assert await answer(mesh_in("fr"), "/lheard") == "Je n'ai encore entendu personne."


# --- info -----------------------------------------------------------------------------------


def whole_mesh(language: str) -> Mesh:
    mesh = mesh_in(language, *few())
    mesh.nodes.add(
        replace(
            mesh.nodes.known[ALICE],
            short_name="Al",
            hw_model="HELTEC_V3",
            position=THERE,
            telemetry=Telemetry(battery_percent=87),
        )
    )
    mesh.place(US, HERE)
    mesh.keys.add(ALICE, KEY, verified=True)
    return mesh


async def test_info_tells_all_that_is_known():
    assert await answer(whole_mesh("en"), "/info alice") == (
        f"👤 Alice (Al) !0badcafe\nHeard 2 min ago, directly, SNR 6.25 dB\n🔑 {KEY.fingerprint}, verified\n"
        "📍 7.1 km NNE (16°) from my radio\nHELTEC_V3, CLIENT\n🔋 87 %"
    )
    assert await answer(whole_mesh("fr"), "/fiche alice") == (
        f"👤 Alice (Al) !0badcafe\nEntendu il y a 2 min, en direct, SNR 6,25 dB\n🔑 {KEY.fingerprint}, vérifiée\n"
        "📍 7,1 km NNE (16°) depuis ma radio\nHELTEC_V3, CLIENT\n🔋 87 %"
    )


@pytest.mark.parametrize(
    ("who", "said", "dit"),
    [
        ("bob", "👤 Bob (Bo) !0000b0b0\nHeard 3 h 0 min ago, 2 hops\n🔑 No key known\nROUTER_LATE", "Entendu il y a 3 h 0 min, 2 sauts"),
        ("relay", "👤 Relay !00000003\nHeard 2 d 0 h ago, 1 hop\n🔑 No key known\nROUTER_LATE", "Entendu il y a 2 j 0 h, 1 saut"),
        ("cloud", "👤 Cloud !00000004\nHeard 3 d 0 h ago by MQTT\n🔑 No key known", "Entendu il y a 3 j 0 h par MQTT"),
        ("!00000005", "👤 Never heard (Nvr) !00000005\nNever heard\n🔑 No key known", "Jamais entendu"),
        ("!00000009", "👤 !00000009\nNever heard\n🔑 No key known", "🔑 Aucune clé connue"),
    ],
)  # fmt: skip
async def test_info_tells_nothing_that_it_does_not_know(who, said, dit):
    assert await answer(mesh_in("en", *few()), f"/info {who}") == said
    assert dit in (await answer(mesh_in("fr", *few()), f"/info {who}")).split("\n")


async def test_info_tells_of_a_key_that_waits_and_of_power():
    mesh = mesh_in("en", Node(num=BOB, hops_away=None, telemetry=Telemetry(battery_percent=101), **ago(minutes=1)))
    mesh.keys.add(BOB, KEY)
    mesh.keys.hold(BOB, PublicKey(b"\x08" * 32))
    assert await answer(mesh, "/info !0000b0b0") == (
        f"👤 !0000b0b0\nHeard 1 min ago\n🔑 {KEY.fingerprint}, not verified, another one waits\n🔌 Powered"
    )
    assert "non vérifiée, une autre attend\n🔌 Sur secteur" in await mesh.at_console("info !0000b0b0", "fr")
    mesh.nodes.add(Node(num=6, hops_away=0, telemetry=Telemetry(), **ago(minutes=1)))
    assert await answer(mesh, "/info !00000006") == "👤 !00000006\nHeard 1 min ago, directly\n🔑 No key known"


async def test_info_knows_our_own_radio():
    mesh = mesh_in("en")
    assert await answer(mesh, "/info !0b070b07") == "👤 !0b070b07\nMy own radio\n🔑 No key known"
    mesh.link.info = replace(mesh.link.info, node=Node(num=US, public_key=KEY, hw_model="RAK4631", role="CLIENT"))
    said = f"👤 !0b070b07\nMy own radio\n🔑 {KEY.fingerprint}, mine\nRAK4631, CLIENT"
    assert await answer(mesh, "/info !0b070b07") == said
    assert await mesh.at_console("info !0b070b07") == said
    mesh.link.info = None
    assert await answer(mesh, "/info !0b070b07") == "👤 !0b070b07\nNever heard\n🔑 No key known"


async def test_info_without_a_name_tells_how_it_is_written():
    assert (await answer(mesh_in("en", *few()), "/info")).endswith("Write: /info NODE")
    assert "I know nobody called “xyz”" in await answer(mesh_in("en", *few()), "/info xyz")
