"""What the mesh's people are told of the mesh: each command asked on the air of a whole house, and answered on it."""

import asyncio
import re

from housekit import InALine, playing
from steadymesh.ids import BROADCAST, format_node_num
from steadymesh.sim import compose
from steadymesh.sim.people import HOME
from steadymesh.wire import pb


async def asked(play, text, within_s=30.0, **fields):
    """Let the first of the people ask, and return the one answer."""
    before = len(play.radio.sent_texts)
    question = play.radio.hear_text(play.people[0], text, **fields)
    await asyncio.sleep(within_s)
    (answer,) = list(play.radio.sent_texts)[before:]
    assert answer.reply_id == question
    assert answer.to == play.people[0].num
    assert len(answer.text.encode()) <= 215
    return answer.text


async def test_every_command_about_the_mesh_is_answered_on_air(tmp_path):
    async with playing(tmp_path, "bot.timezone=UTC", "bot.commands_per_hour=1000", "language=en") as play:
        radio, (me, other, *_) = play.radio, play.people
        radio.nodes.touch(radio.num).position = compose.place(*HOME, 212, radio.wall_s())
        await asyncio.sleep(20)
        for peer in (me, other):
            radio.hear_position(peer)
            radio.hear_telemetry(peer, battery=87)
        hears = pb.NeighborInfo(node_id=other.num)
        hears.neighbors.add(node_id=me.num, snr=-3.5)
        port = pb.PortNum.NEIGHBORINFO_APP
        radio.hear_data(other, pb.Data(portnum=port, payload=hears.SerializeToString()), to=BROADCAST)
        radio.hear_text(other, "good morning", to=BROADCAST)
        await asyncio.sleep(5)
        names = {peer.num: peer.long_name for peer in play.people}
        name, number = names[other.num], format_node_num(other.num)
        way = r"\d+(\.\d)? km [NESW]{1,3} \(\d{1,3}°\)"

        heard = rf"(Heard directly|Over \d hops?): SNR {me.snr_db:g} dB, RSSI {me.rssi_dbm} dBm"
        assert re.fullmatch(rf"📻 {names[me.num]}: {heard}", await asked(play, "/test"))
        assert re.fullmatch(
            rf"You are {names[me.num]} {format_node_num(me.num)}\n{heard}\n📍 {way} from my radio\n"
            r"🕐 Received at 12:0\d:\d\d",
            await asked(play, "my"),
        )
        assert re.match(r"5 nodes known; heard in 1 h: 5, in 24 h: 5\nLatest: ", await asked(play, "/nodes"))
        assert re.match(r"Page 1 of \d: ", await asked(play, "/nodes 1"))
        assert await asked(play, f"/nodes {name}") == f"1 node, “{name}”: {name} 2 min"
        assert (await asked(play, "/lheard")).startswith(f"👂 Heard last:\n{names[me.num]} 0 s, ")
        told = await asked(play, f"/info {name}")
        assert told.startswith(f"👤 {name} ({other.short_name}) {number}\nHeard 3 min ago, ")
        assert re.search(rf"\n📍 {way} from my radio\n", told)
        assert told.endswith("\n🔋 87 %")
        assert re.fullmatch(rf"📍 {names[me.num]} → {name}: {way}", await asked(play, f"/dist {name}"))
        assert re.match(r"📶 \d nodes? heard directly in 24 h:\n", await asked(play, "/neighbors"))
        assert re.fullmatch(
            rf"📶 {name} heard, as it told \d min ago:\n{names[me.num]} -3.5 dB",
            await asked(play, f"/neighbors {number}"),
        )
        assert re.match(heard, await asked(play, "/trace"))
        assert await asked(play, "/time") == "🕐 2026-03-01 12:05:55 UTC\nMy radio's clock agrees."
        assert re.match(
            r"☀️ 06:1\d – 17:2\d \(UTC\), 11 h \d+ min of daylight\n🌔 .*\nWhere your", await asked(play, "/sun")
        )
        assert await asked(play, "/echo /ping everybody") == "🔁 ping everybody"
        assert (await asked(play, "/soleil")).startswith("☀️ 06:1")
        assert "jour" in await asked(play, "/soleil")


async def test_a_traceroute_is_asked_for_on_air_and_answered_with_both_ways(tmp_path):
    async with playing(tmp_path, "language=en", kind=InALine) as play:
        await play.ready()
        first, second, last = play.people
        notes = []
        asker = play.ether.resident(first)
        asker.on_note = notes.append
        asker.write(f"/trace {format_node_num(last.num)}")
        await asyncio.sleep(60)
        asker.write("/trace")
        asker.write(f"/trace {format_node_num(second.num)}")
        await asyncio.sleep(60)
    both, passive, again = [note.text for note in notes if note.is_ours]
    there, back = both.split("\n")
    assert there == f"There (dB): {first.long_name} 4 → {second.long_name} -7.25 → {last.long_name} 2.5"
    assert re.fullmatch(rf"Back \(dB\): {second.long_name} 8.75 → {first.long_name} -11.5 → me \d(\.\d+)?", back)
    assert passive.startswith("Heard directly: SNR ")
    assert re.search(r"yours has to wait\. Please ask again in \d min\.$", again)
