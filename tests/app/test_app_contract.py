"""What the operator asked for, on the whole house: the log, its order and its timeline."""

import asyncio
import base64

import pytest

from housekit import playing


async def test_a_reconnection_is_over_at_once_and_the_sync_follows_15_s_later(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(100)
        play.server.cut()
        await asyncio.sleep(40)
        play.flush()
        lost = play.when("link-lost")
        assert play.when("link-reconnected") == pytest.approx(lost, abs=1)
        ready = play.when("link-reconnected")
        assert play.when("pubkey-sync-scheduled", 1) == pytest.approx(ready, abs=0.01)
        assert play.when("pubkey-sync-deferred-start", 1) == pytest.approx(ready + 15, abs=0.01)
        assert play.when("pubkey-sync-result", 1) == pytest.approx(ready + 15, abs=0.1)


async def test_the_lines_of_a_reconnection_come_in_the_operators_order(tmp_path):
    async with playing(tmp_path, "link.preset=gentle") as play:
        await asyncio.sleep(100)
        play.flush()
        before = len(play.log())
        play.server.cut()
        await asyncio.sleep(60)
        play.flush()
        ids = [line["event"] for line in play.log()[before:] if line["event"].startswith(("link-", "pubkey-"))]
    wanted = [
        "link-reconnecting",
        "link-closing-old",
        "link-closed",
        "link-waiting",
        "link-opening",
        "link-settling",
        "link-connected",
        "pubkey-sync-scheduled",
        "link-reconnected",
        "pubkey-sync-deferred-start",
        "pubkey-sync-started",
        "pubkey-sync-nodes",
        "pubkey-sync-known",
        "pubkey-sync-complete",
        "pubkey-sync-result",
    ]
    assert [one for one in ids if one in wanted] == wanted


async def test_the_gentle_preset_keeps_the_classical_timeline(tmp_path):
    async with playing(tmp_path, "link.preset=gentle") as play:
        await asyncio.sleep(100)
        play.server.cut()
        await asyncio.sleep(60)
        play.flush()
        lost = play.when("link-lost")
        assert play.when("link-reconnected") - lost == pytest.approx(18, abs=0.5)
        assert play.when("pubkey-sync-result", 1) - lost == pytest.approx(33, abs=0.5)


async def test_the_log_speaks_the_operators_french(tmp_path):
    async with playing(tmp_path, "link.preset=gentle", form="text") as play:
        await asyncio.sleep(100)
        play.server.cut()
        await asyncio.sleep(60)
        play.flush()
        text = (tmp_path / "log").read_text()
    port = play.server.address[1]
    for sentence in (
        f"🔄 Reconnexion TCP #1 à 127.0.0.1:{port}... [link-reconnecting]",
        "🔄 Fermeture ancienne interface TCP... [link-closing-old]",
        "✅ Ancienne interface TCP fermée [link-closed]",
        "⏳ Attente nettoyage (15s) - tentative 1... [link-waiting]",
        "🔧 Création nouvelle interface TCP... [link-opening]",
        "⏳ Stabilisation nouvelle interface (3s)... [link-settling]",
        f"✅ Socket connecté à ('127.0.0.1', {port}) [link-connected]",
        "🔑 Synchronisation clés publiques programmée dans 15s... [pubkey-sync-scheduled]",
        "✅ Reconnexion TCP réussie (background) [link-reconnected]",
        "🔑 Démarrage synchronisation clés publiques différée... [pubkey-sync-deferred-start]",
        "🔄 Starting public key synchronization to interface.nodes... [pubkey-sync-started]",
        "   Current interface.nodes count: 6 [pubkey-sync-nodes]",
        "   Keys to sync from node_names: 5 [pubkey-sync-known]",
        "✅ SYNC COMPLETE: 5 public keys synchronized to interface.nodes [pubkey-sync-complete]",
        "✅ 5 clés publiques re-synchronisées [pubkey-sync-result]",
    ):
        assert sentence in text


class Hanging:
    async def nodes(self):
        await asyncio.Event().wait()

    held_keys = nodes

    async def put_keys(self, keys):
        await asyncio.Event().wait()


async def test_commands_are_answered_while_the_key_sync_hangs_and_a_clear_line_says_so(tmp_path):
    async with playing(tmp_path, "keys.sync_delay=0", key_directory=Hanging()) as play:
        await asyncio.sleep(3)
        asked = play.loop.time()
        play.radio.hear_text(play.people[0], "/help")
        await asyncio.sleep(0.5)
        assert play.radio.sent_texts[-1].at_s - asked < 0.1
        await asyncio.sleep(20)
        play.flush()
        errors = [line for line in play.log() if line["level"] == "error"]
        assert len(errors) == 1
        assert errors[0]["event"] == "pubkey-sync-nodes-error"
        before = play.loop.time()
    assert play.loop.time() - before <= 1.0


async def test_a_lost_link_takes_its_sync_along_and_the_next_one_schedules_its_own(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(10)
        play.server.cut()
        await asyncio.sleep(30)
        play.flush()
        assert play.ids("pubkey-sync-scheduled", "pubkey-sync-deferred-start") == [
            "pubkey-sync-scheduled",
            "pubkey-sync-scheduled",
            "pubkey-sync-deferred-start",
        ]


async def test_keys_and_names_survive_a_restart_even_when_the_radio_has_forgotten_them(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(20)
        known = {key.node: key.key for key in play.house.keys.book.all()}
        names = {num: node.long_name for num, node in play.house.directory.snapshot().items()}
        assert len(known) == 5
    async with playing(tmp_path) as play:
        for peer in list(play.radio.nodes.nums() if hasattr(play.radio.nodes, "nums") else []):
            if peer != play.radio.num:
                play.radio.nodes.remove(peer)
        await asyncio.sleep(20)
        assert {key.node: key.key for key in play.house.keys.book.all()} == known
        shown = play.house.directory.snapshot()
        assert {num: shown[num].long_name for num in known} == {num: names[num] for num in known}


async def test_nothing_secret_is_in_log_status_or_answers(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(30)
        for word in ("/help", "/keys", "/status", "/nodes", "/ping"):
            play.radio.hear_text(play.people[0], word)
            await asyncio.sleep(20)
        play.flush()
        status = str(play.house.status.status())
        everything = (tmp_path / "log").read_text() + status + "".join(play.answers()) + repr(play.house.link.radio())
    secret = play.house.link.radio().private_key.raw
    for spelling in (secret.hex(), base64.b64encode(secret).decode(), repr(secret)):
        assert spelling not in everything
    assert secret not in (tmp_path / "steadymesh.db").read_bytes()
