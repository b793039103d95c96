"""What administrators do from afar, through a whole house on a simulated radio: each effect behind its own answer."""

import asyncio
import base64

from housekit import START, playing
from keystage import OLD, staged
from steadymesh.clock import LoopClock
from steadymesh.ids import BROADCAST
from steadymesh.model import LinkState
from steadymesh.sim.radio import Radio


def admins() -> str:
    """Return the setting that makes the first person on the mesh an administrator."""
    peer = Radio(clock=LoopClock(START, seed=3), seed=3).add_peer()
    return f"bot.admins=['{base64.b64encode(peer.public_key).decode()}']"


async def test_an_administrator_speaks_mutes_and_bans_from_afar_and_nobody_else_does(tmp_path):
    async with playing(tmp_path, admins(), "language=en") as play:
        await asyncio.sleep(5)
        admin, person = play.people[:2]
        play.radio.hear_text(person, "/say hello")
        await asyncio.sleep(3)
        assert play.answers()[-1].startswith("Only an administrator")
        play.radio.hear_text(admin, "/say hello")
        await asyncio.sleep(10)
        [said] = [sent for sent in play.radio.sent_texts if sent.to == BROADCAST]
        assert said.text == "hello"
        play.radio.hear_text(admin, f"/ban !{person.num:08x} 1h")
        await asyncio.sleep(10)
        before = len(play.answers())
        play.radio.hear_text(person, "/ping")
        await asyncio.sleep(10)
        assert len(play.answers()) == before
        play.radio.hear_text(admin, "/bans")
        await asyncio.sleep(10)
        assert play.answers()[-1].startswith("🚫 Banned: 1\n")
        play.flush()
        assert play.ids("node-banned", "said-for-admin") == ["said-for-admin", "node-banned"]


async def test_the_link_is_cut_and_the_radio_restarts_only_when_the_answer_is_out(tmp_path):
    async with playing(tmp_path, admins(), "language=en") as play:
        await asyncio.sleep(5)
        admin, link = play.people[0], play.house.link

        async def ask(text: str) -> str:
            before = len(play.answers())
            play.radio.hear_text(admin, text)
            while len(play.answers()) == before:
                assert link.status().state is LinkState.READY
                await asyncio.sleep(0.1)
            return play.answers()[-1]

        assert (await ask("/reconnect")).startswith("🔌 After this message")
        await asyncio.sleep(35)
        assert (link.status().state, link.status().generation) == (LinkState.READY, 2)
        assert (await ask("/release 2m")).startswith("🤝 After this message")
        await asyncio.sleep(35)
        assert link.status().state is LinkState.RELEASED
        await asyncio.sleep(120)
        assert link.status().state is LinkState.READY
        reboots = play.radio.reboot_count
        assert "again within 60 s" in await ask("/reboot-node")
        await asyncio.sleep(5)
        assert (await ask("/reboot-node")).startswith("♻️ After this message")
        await asyncio.sleep(120)
        assert play.radio.reboot_count == reboots + 1
        assert link.status().state is LinkState.READY
        assert (await ask("/ping")).startswith("🏓 Pong")
        play.flush()
        assert "radio-restart-ordered" in play.ids("radio-")


async def test_what_was_heard_is_counted_and_kept_over_a_restart(tmp_path):
    async with staged(tmp_path, OLD, seed=1) as stage:
        people = [stage.radio.add_peer() for _ in range(3)]
        for life in (1, 2):
            stage.begin()
            await asyncio.sleep(5)
            for _ in range(10):
                stage.radio.hear_position(people[1])
                stage.radio.hear_telemetry(people[2])
                await asyncio.sleep(2)
            stage.radio.hear_text(people[0], "/stats types")
            await asyncio.sleep(10)
            head, kinds = stage.radio.sent_texts[-1].text.split("\n")
            assert "positions" in kinds
            assert "telemetry" in kinds
            assert 20 * life <= int(head.split(" h, ")[1].split(" ")[0]) < 25 * life
            await stage.end()
            await asyncio.sleep(5)
