"""What each of our commands says, word for word, in both languages."""

from dataclasses import replace
from datetime import timedelta

import pytest

from botkit import ALICE, ALICES_KEY, BOB, START, US, Mesh
from steadymesh import words
from steadymesh.bot.console import Console
from steadymesh.bot.options import BotOptions
from steadymesh.bot.plugin import Context, Scope, Who, command
from steadymesh.ids import PublicKey
from steadymesh.model import AirUse, LinkState, Node
from steadymesh.plugins.help import show_help

OTHER_KEY = PublicKey(b"\x07" * 32)


async def answer(mesh: Mesh, text: str, **fields) -> str:
    async with mesh.running():
        return (await mesh.ask(text, **fields)).text


def french() -> Mesh:
    return Mesh(options=BotOptions(language="fr"))


# --- help -----------------------------------------------------------------------------------


async def test_help_lists_every_command_that_fits_and_names_the_next_page():
    mesh = Mesh()
    pages = [await answer(mesh, f"/help {number}") for number in range(1, 9)]
    shown = [name for page in dict.fromkeys(pages) for name in page.removeprefix("Commands: ").split("\n")[0].split()]
    assert shown == [one.name for one in mesh.router.all() if not one.is_for_admins]
    assert pages[0].startswith("Commands: help ping ")
    assert (await answer(french(), "/aide")).startswith("Commandes : aide ping essai ")


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("prefix", ["/", "!" * 8])
@pytest.mark.parametrize("is_admin", [False, True])
async def test_no_page_of_help_cuts_a_name_on_air_or_at_the_console(language, prefix, is_admin):
    admins = (ALICES_KEY,) if is_admin else ()
    options = BotOptions(
        language=language, prefix=prefix, admins=admins, commands_per_minute=1000, commands_per_hour=1000
    )
    mesh = Mesh(options=options)
    names = {one.word_in(language) for one in mesh.router.all() if is_admin or not one.is_for_admins}
    console = Console(
        router=mesh.router, host=mesh.host, services=mesh.services, options=options, bus=mesh.bus, clock=mesh.clock
    )
    async with mesh.running():
        on_air = [(await mesh.ask(f"{prefix}help {number}")).text for number in range(1, 9)]
        at_console = [(await console.ask(f"help {number}", language)).text for number in range(1, 9)]
    assert names_in(on_air) == names
    assert names_in(at_console) == {one.word_in(language) for one in mesh.router.all() if Scope.CONSOLE & one.scope}


async def test_what_help_offers_at_the_console_can_be_asked_there_and_what_is_for_the_mesh_is_explained():
    mesh = Mesh()
    console = Console(
        router=mesh.router,
        host=mesh.host,
        services=mesh.services,
        options=BotOptions(),
        bus=mesh.bus,
        clock=mesh.clock,
    )
    async with mesh.running():
        assert "help status tells what status does" in (await console.ask("help", "en")).text
        told = (await console.ask("help ping", "en")).text
        assert told.startswith("How well I hear you: ")
        assert told.endswith("\n/ping makes sense on the mesh only.")
        assert (await console.ask("aide essai", "fr")).text.endswith("n'a de sens que sur le réseau.")


def names_in(pages: list[str]) -> set[str]:
    """Return every word that stands behind the colon of a page's first line."""
    return {name for page in pages for name in page.split("\n")[0].partition(":")[2].split()}


@pytest.mark.parametrize("word", ["nodes", "NODES", "/nodes", "nœuds"])
async def test_help_explains_one_command(word):
    assert (await answer(Mesh(), f"/help {word}")).startswith(
        "How many nodes I know, and whom I heard last; a page, or only some: direct, a role, part of a name.\n"
        "Write: /nodes [PAGE|FILTER]"
    )
    assert (await answer(Mesh(), f"/aide {word}")).endswith(
        " · /nodes /noeuds" if word == "nœuds" else " · /nœuds /noeuds"
    )


async def test_on_the_mesh_what_only_the_console_has_is_not_listed_and_said_to_be_there():
    async def fine(context: Context) -> str:
        return "fine"

    only = command("conly", help="help-help", aliases=("con",), scope=Scope.CONSOLE)(fine)
    secret = command("secret", help="help-help", scope=Scope.CONSOLE, who=Who.ADMIN)(fine)
    shown = command("help", help="help-help")(show_help.handler)
    mesh = Mesh(shown, only, secret, options=BotOptions(admins=(ALICES_KEY,)))
    async with mesh.running():
        assert (await mesh.ask("/help")).text.startswith("Commands: help\n")
        assert (await mesh.ask("/conly")).text == "conly works at the operator's console only."
        assert (await mesh.ask("/help con")).text == "con works at the operator's console only."
        assert (await mesh.ask("/help secret")).text == "secret works at the operator's console only."
        others = {"sender": BOB, "public_key": OTHER_KEY}
        assert "secret works" not in (await mesh.ask("/help secret", **others)).text
        assert (await mesh.at_console("help")).startswith("Commands: help conly secret\n")
        assert await mesh.at_console("conly") == "fine"


async def test_help_knows_slips_and_strangers():
    assert await answer(Mesh(), "/help pnig") == "I don't know that command. Did you mean /ping?"
    assert await answer(french(), "/help cuisine") == "Je ne connais pas cette commande. /aide donne la liste."


async def test_usage_shows_the_word_that_was_used():
    assert (await answer(Mesh(), "/fiche")).endswith("Écrivez : /fiche NŒUD")
    assert (await answer(Mesh(), "/info")).endswith("Write: /info NODE")
    assert "À écrire : /fiche NŒUD · /info" in await answer(french(), "/aide fiche")
    assert "À écrire : /info NŒUD · /fiche" in await answer(french(), "/aide info")


async def test_a_slip_is_answered_with_the_word_that_it_was_to_be():
    assert (await answer(french(), "/aide ficha")).endswith("Vouliez-vous dire /fiche ?")
    assert (await answer(french(), "/statistique")).endswith("Vouliez-vous dire /statistiques ?")


async def test_choices_are_understood_and_shown_in_french():
    for word in ("canal", "channel", "CANAL"):
        assert await answer(french(), f"/statistiques {word}") == (
            "Ma radio n'a pas encore dit à quel point le canal est occupé."
        )
    assert await answer(Mesh(), "/stats palmares") == await answer(Mesh(), "/stats top")
    assert await answer(french(), "/statistiques quoi") == (
        "« quoi » n'est pas parmi palmarès|types|canal|sauts|heure.\n"
        "Écrivez : /statistiques [palmarès|types|canal|sauts|heure]"
    )
    assert "/stats [top|types|channel|hops|hour]" in await answer(Mesh(), "/stats what")


async def test_every_command_that_is_no_name_of_its_own_has_a_french_word():
    without = {one.name for one in Mesh().router.all() if not one.words.get("fr")}
    assert without == {"ping", "dist"}  # everybody's word; `distance` is its alias


async def test_the_argument_of_a_letter_is_a_number_that_it_bears():
    assert "/jeter NUMÉRO" in await answer(french(), "/aide jeter")
    assert "/lire [NUMÉRO]" in await answer(french(), "/aide lire")


@pytest.mark.parametrize("asked", ["/sun Paris", "/whoami Bob", "/lheard 5", "/status now", "/time x", "/more 2"])
async def test_what_a_command_takes_no_notice_of_is_answered_with_how_it_is_written(asked):
    command, _, word = asked.partition(" ")
    assert await answer(Mesh(), asked) == f"“{word}” is too much.\nWrite: {command}"


@pytest.mark.parametrize("command", ["ping", "test"])
async def test_ping_and_test_may_be_asked_politely(command):
    assert await answer(Mesh(), f"/{command} please, my new antenna") == await answer(Mesh(), f"/{command}")
    assert (await answer(Mesh(), f"/help {command}")).split("\n")[1].startswith(f"Write: /{command}")
    assert "[" not in await answer(Mesh(), f"/help {command}")


async def test_help_shows_the_prefix_that_is_set():
    mesh = Mesh(options=BotOptions(prefix="!"))
    assert "!help ping" in await answer(mesh, "!help")


# --- ping -----------------------------------------------------------------------------------


async def test_ping_heard_directly():
    assert await answer(Mesh(), "/ping") == (
        "🏓 Pong, Alice!\nHeard directly\nSNR 6.25 dB, RSSI -87 dBm\n"
        f"Direct message under your key {ALICES_KEY.fingerprint}"
    )
    assert await answer(french(), "/ping") == (
        "🏓 Pong, Alice !\nReçu en direct\nSNR 6,25 dB, RSSI -87 dBm\n"
        f"Message direct avec votre clé {ALICES_KEY.fingerprint}"
    )


@pytest.mark.parametrize(
    ("fields", "line", "ligne"),
    [
        ({"hop_limit": 2}, "Relayed, 1 hop; the last one:", "Relayé, 1 saut ; le dernier :"),
        ({"hop_limit": 0}, "Relayed, 3 hops; the last one:", "Relayé, 3 sauts ; le dernier :"),
        ({"hop_start": None}, "Your node does not tell the hops", "Votre nœud n'indique pas les sauts"),
        ({"via_mqtt": True}, "Came by MQTT, not by radio alone", "Arrivé par MQTT, pas seulement par radio"),
    ],
)
async def test_ping_names_the_way(fields, line, ligne):
    assert (await answer(Mesh(), "/ping", **fields)).split("\n")[1] == line
    assert (await answer(french(), "/ping", **fields)).split("\n")[1] == ligne


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({"snr_db": None}, ["RSSI -87 dBm"]),
        ({"rssi_dbm": None, "snr_db": -19.75}, ["SNR -19.75 dB"]),
        ({"snr_db": None, "rssi_dbm": None}, []),
    ],
)
async def test_ping_tells_no_signal_that_it_does_not_know(fields, lines):
    assert (await answer(Mesh(), "/ping", **fields)).split("\n")[2:-1] == lines


async def test_ping_names_what_proves_the_sender():
    unproved = await answer(Mesh(), "/ping", pki_encrypted=False)
    assert unproved.endswith("\nDirect message without your public key")
    by_mqtt = await answer(Mesh(), "/ping", via_mqtt=True)
    assert by_mqtt.endswith("\nMarked as under your key, which MQTT does not prove")
    lost = await answer(Mesh(), "/ping", public_key=None)
    assert lost.endswith("\nDirect message under your key –")
    mesh = Mesh(options=BotOptions(channels=(1,)))
    async with mesh.running():
        mesh.say_on(1, "/ping")
        (posted,) = await mesh.outbox.wait_for(1)
    assert posted.text.endswith("\nOn channel 1")


# --- nodes ----------------------------------------------------------------------------------


async def test_nodes_counts_the_others_and_names_the_latest():
    mesh = Mesh()
    mesh.nodes.add(
        Node(num=US, long_name="The bot", last_heard=START),
        Node(num=ALICE, long_name="Alice", last_heard=START - timedelta(minutes=2)),
        Node(num=BOB, long_name="Bob", last_heard=START - timedelta(hours=3)),
        Node(num=3, last_heard=START - timedelta(days=2)),
        Node(num=4, long_name="Never heard"),
    )
    async with mesh.running():
        text = (await mesh.ask("/nodes", at=START)).text
    assert text == "4 nodes known; heard in 1 h: 1, in 24 h: 2\nLatest: Alice 2 min, Bob 3 h 0 min, !00000003 2 d 0 h"


async def test_nodes_in_french_and_one_alone():
    mesh = french()
    mesh.nodes.add(Node(num=ALICE, long_name="Alice", last_heard=START))
    assert await answer(mesh, "/noeuds", at=START) == (
        "1 nœud connu ; entendus depuis 1 h : 1, depuis 24 h : 1\nDerniers : Alice 0 s"
    )


async def test_nodes_knows_nobody():
    mesh = Mesh()
    mesh.nodes.known.clear()
    assert await answer(mesh, "/nodes") == "I know no other node yet."
    mesh.nodes.add(Node(num=BOB))
    assert await answer(mesh, "/nodes") == "1 node known; heard in 1 h: 0, in 24 h: 0"


async def test_nodes_goes_by_the_radios_clock():
    mesh = Mesh()
    mesh.nodes.add(Node(num=BOB, long_name="Bob", last_heard=START))
    mesh.clock.wall_shift = timedelta(days=-1)
    assert "Bob 5 min" in await answer(mesh, "/nodes", at=START + timedelta(minutes=5))
    assert "Bob 0 s" in await answer(mesh, "/nodes", at=None)


async def test_nodes_names_only_whole_names():
    mesh = Mesh()
    mesh.nodes.add(
        *(Node(num=i, long_name=f"Station {i:012}", last_heard=START - timedelta(minutes=i)) for i in range(1, 30))
    )
    text = await answer(mesh, "/nodes", at=START)
    *names, more = text.split("Latest: ")[1].split(", ")
    assert more == "… /nodes 2"
    assert names == [f"Station {i:012} {i} min" for i in range(1, len(names) + 1)]
    assert len(names) == 5
    assert len(text.encode()) <= 215


# --- status ---------------------------------------------------------------------------------


async def test_status_tells_link_keys_and_uptime():
    mesh = Mesh()
    mesh.keys.add(BOB, OTHER_KEY)
    mesh.link.now = replace(
        mesh.link.now, ready_since=START - timedelta(hours=3, minutes=12), reconnections=9, reconnections_today=2
    )
    async with mesh.running():
        await mesh.nothing_for(100)
        text = (await mesh.ask("/status")).text
    assert text == (
        "📡 Link ready for 3 h 13 min, 2 reconnections today\n🔑 1 key known, 40 held by my radio\n⏱ Running for 1 min"
    )


AIR = AirUse(is_known=True, budget_s=90.0, used_s=12.34, limit_percent=10.0, share=0.25, channel_use_percent=8.2)


@pytest.mark.parametrize(
    ("use", "said", "dit"),
    [
        (AIR, "📶 14 % of my air used, channel 8 %", "📶 14 % de mon temps d'antenne pris, canal 8 %"),
        (
            replace(AIR, channel_use_percent=None, used_s=0.0),
            "📶 0 % of my air used",
            "📶 0 % de mon temps d'antenne pris",
        ),
        (replace(AIR, is_known=False), None, None),
    ],
)
async def test_status_tells_of_the_air_where_it_is_known(use, said, dit):
    for mesh, line in ((Mesh(), said), (french(), dit)):
        mesh.air.use = use
        lines = (await answer(mesh, "/status")).splitlines()
        assert lines[3:] == ([] if line is None else [line])


class Storage:
    def __init__(self, cause):
        self.cause = cause

    def failing(self):
        return self.cause


@pytest.mark.parametrize(
    ("cause", "said", "dit"),
    [
        ("full", "my disk is full", "mon disque est plein"),
        ("locked", "my database is in use", "ma base est occupée"),
        ("read-only", "my disk is read-only", "mon disque est en lecture seule"),
        ("hanging", "my disk does not answer", "mon disque ne répond pas"),
        ("io", "my disk fails", "mon disque est en panne"),
        ("", None, None),
    ],
)
async def test_status_tells_of_a_disk_that_takes_nothing(cause, said, dit):
    for mesh, told, begins in (
        (Mesh(), said, "💾 Nothing is saved: "),
        (french(), dit, "💾 Rien n'est enregistré : "),
    ):
        mesh.services = replace(mesh.services, storage=Storage(cause))
        mesh.host = mesh._host()
        last = (await answer(mesh, "/status")).splitlines()[-1]
        assert last == begins + told if told else "💾" not in last


async def test_status_in_french():
    mesh = french()
    mesh.link.now = replace(mesh.link.now, reconnections_today=1)
    assert await answer(mesh, "/état") == (
        "📡 Lien établi depuis 0 s, 1 reconnexion aujourd'hui\n🔑 0 clé connue, 40 dans ma radio\n⏱ En marche depuis 0 s"
    )


@pytest.mark.parametrize("state", LinkState)
async def test_status_has_a_word_for_each_state(state):
    mesh = Mesh()
    mesh.link.now = replace(mesh.link.now, state=state, since=START - timedelta(minutes=5), ready_since=None)
    text = await answer(mesh, "/status")
    assert "status-link" not in text
    assert " for 5 min, " in text
