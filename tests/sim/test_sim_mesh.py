"""The living mesh: what a newcomer sees in the first minute, and that it is the same each time."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from steadymesh.errors import InputFileError, UsageError
from steadymesh.ids import BROADCAST
from steadymesh.sim import pki
from steadymesh.sim.cast import CAST, FORGOTTEN_ASKS, QUESTIONS, REKEYED_ASKS
from steadymesh.sim.faults import FaultPlan
from steadymesh.sim.people import HOME
from steadymesh.sim.scenario import SimOptions, build, serve
from steadymesh.wire import pb

PORTS = pb.PortNum


async def listen(client, seconds, clock):
    """(time, packet) of everything that comes within that time."""
    heard, end = [], clock.now() + seconds
    while clock.now() < end:
        try:
            message = await client.frame(end - clock.now())
        except (TimeoutError, EOFError, ConnectionError):
            break
        if message.HasField("packet"):
            heard.append((clock.now(), message.packet))
    return heard


async def minute(connect, clock, **options):
    async with build(SimOptions(port=0, **options), clock=clock) as server, await connect(server) as client:
        frames = await client.dump(69421)
        await client.dump(69420)
        return frames, await listen(client, 60, clock), server


async def test_a_newcomer_sees_life_within_two_seconds_and_everything_in_a_minute(connect, clock):
    frames, heard, server = await minute(connect, clock)
    numbers = {f.node_info.num for f in frames}
    assert len(numbers) == 1 + len(CAST), "own node, nine friends, and the end of the dump"
    assert any(p.decoded.portnum == PORTS.TEXT_MESSAGE_APP for t, p in heard if t < 2)
    direct = [p.decoded.payload.decode() for _, p in heard if p.to == server.radio.num and p.decoded.portnum == 1]
    assert set(direct) >= set(QUESTIONS)
    assert all(
        p.pki_encrypted and len(p.public_key) == 32
        for _, p in heard
        if p.to == server.radio.num and p.decoded.portnum == 1
    )
    ports = {p.decoded.portnum for _, p in heard}
    assert ports >= {PORTS.POSITION_APP, PORTS.TELEMETRY_APP, PORTS.NODEINFO_APP, PORTS.TEXT_MESSAGE_APP}
    assert sum(p.to == BROADCAST and p.decoded.portnum == 1 for _, p in heard) >= 5


async def test_walkers_walk_and_stay_in_the_neighbourhood(connect, clock):
    _, heard, _ = await minute(connect, clock)
    tracks = {}
    for _, packet in heard:
        if packet.decoded.portnum == PORTS.POSITION_APP:
            place = pb.Position.FromString(packet.decoded.payload)
            tracks.setdefault(getattr(packet, "from"), []).append((place.latitude_i / 1e7, place.longitude_i / 1e7))
    assert len(tracks) == sum(role.walks for role in CAST)
    for track in tracks.values():
        assert len(set(track)) == len(track) > 3
        assert all(abs(lat - HOME[0]) < 0.5 and abs(lon - HOME[1]) < 0.5 for lat, lon in track)


async def test_keys_of_the_people_are_those_of_the_node_table(connect, clock):
    frames, heard, _ = await minute(connect, clock)
    keys = {f.node_info.num: f.node_info.user.public_key for f in frames}
    assert len(set(keys.values()) - {b""}) == 10
    for _, packet in heard:
        if packet.pki_encrypted:
            assert packet.public_key == keys[getattr(packet, "from")]


async def test_the_stranger_introduces_itself_with_a_key(connect, clock):
    frames, heard, _ = await minute(connect, clock)
    known = {f.node_info.num for f in frames}
    users = {
        getattr(p, "from"): pb.User.FromString(p.decoded.payload)
        for _, p in heard
        if p.decoded.portnum == PORTS.NODEINFO_APP
    }
    (stranger,) = set(users) - known
    assert users[stranger].long_name == "Noémie vient d'arriver"
    assert len(users[stranger].public_key) == 32


async def heard_for(seconds, connect, clock, **options):
    async with build(SimOptions(port=0, **options), clock=clock) as server, await connect(server) as client:
        await client.dump(69420)
        return await listen(client, seconds, clock), server


def named(server, name):
    return next(p for p in server.radio.peers.values() if p.long_name.startswith(name))


async def test_somebody_is_forgotten_writes_sealed_and_says_who_they_are(connect, clock):
    heard, server = await heard_for(40, connect, clock)
    forgotten = named(server, "François")
    theirs = [(p, p.decoded.portnum) for _, p in heard if getattr(p, "from") == forgotten.num]
    (closed,) = [p for p, _ in theirs if p.encrypted]
    after = theirs[theirs.index((closed, 0)) + 1 :]
    assert PORTS.NODEINFO_APP in [port for p, port in after if p.to == server.radio.num]
    assert (closed.channel, closed.to, closed.want_ack) == (0, server.radio.num, True)
    plain = pki.unseal(
        closed.encrypted,
        private=server.radio.private_key, public=forgotten.public_key, sender=forgotten.num, packet_id=closed.id,
    )  # fmt: skip
    assert pb.Data.FromString(plain).payload.decode() == FORGOTTEN_ASKS
    assert server.radio.nodes.key_of(forgotten.num) == forgotten.public_key


async def test_somebody_gets_a_new_key_that_the_radio_does_not_believe_and_writes_with_it(connect, clock):
    heard, server = await heard_for(75, connect, clock)
    rekeyed = named(server, "Bjørn")
    theirs = [p for _, p in heard if getattr(p, "from") == rekeyed.num]
    users = [pb.User.FromString(p.decoded.payload) for p in theirs if p.decoded.portnum == PORTS.NODEINFO_APP]
    assert rekeyed.public_key in [user.public_key for user in users]
    assert server.radio.nodes.key_of(rekeyed.num) != rekeyed.public_key
    closed = [p for p in theirs if p.encrypted]
    ends = {"private": server.radio.private_key, "public": rekeyed.public_key, "sender": rekeyed.num}
    plain = [pki.unseal(p.encrypted, packet_id=p.id, **ends) for p in closed]
    assert REKEYED_ASKS in [pb.Data.FromString(one).payload.decode() for one in plain]


async def test_on_2_8_the_one_with_the_new_key_has_a_new_number_and_walks_on(connect, clock):
    heard, server = await heard_for(75, connect, clock, profile="2.8")
    rekeyed = named(server, "Bjørn")
    ports = {p.decoded.portnum for _, p in heard if getattr(p, "from") == rekeyed.num}
    assert ports >= {PORTS.NODEINFO_APP, PORTS.POSITION_APP, PORTS.TEXT_MESSAGE_APP}
    assert not [p for _, p in heard if p.encrypted]


async def test_nodes_ack_answers_and_somebody_says_thanks(connect, clock):
    async with build(SimOptions(port=0, language="fr"), clock=clock) as server, await connect(server) as client:
        await client.dump(69420)
        acked, thanks = set(), []
        for packet_id in range(1, 13):
            asker = next(p for p in server.radio.peers.values() if p.hops == 0)
            client.send(
                b"voila", to=asker.num, packet_id=packet_id, want_ack=True, pki_encrypted=True, me=server.radio.num
            )
            for _, packet in await listen(client, 6, clock):
                if packet.decoded.portnum == PORTS.ROUTING_APP and getattr(packet, "from") == asker.num:
                    acked.add(packet.decoded.request_id)
                if packet.decoded.reply_id and packet.decoded.portnum == 1 and packet.to == server.radio.num:
                    thanks.append(packet.decoded.payload.decode())
        assert acked >= set(range(1, 13))
        assert thanks
        assert "erci" in "".join(thanks) or "reçu" in "".join(thanks)


async def test_the_same_seed_plays_the_same_minute(connect, clock):
    def story(heard):
        return [(round(t, 3), getattr(p, "from"), p.decoded.portnum, p.id) for t, p in heard]

    stories = []
    for seed in (7, 7, 8):
        clock.wall_shift -= timedelta(seconds=clock.now())
        began = clock.now()
        _, heard, _ = await minute(connect, clock, seed=seed)
        stories.append([(round(t - began, 3), *rest) for t, *rest in story(heard)])
    assert stories[0] == stories[1] != stories[2]


async def test_the_link_is_cut_after_25_seconds_and_again_and_again(connect, clock):
    async with build(SimOptions(port=0, mishaps=True), clock=clock) as server:
        cuts = []
        began = clock.now()
        while clock.now() - began < 400:
            try:
                async with await connect(server) as client:
                    await client.dump()
                    await listen(client, 600, clock)
                    cuts.append(clock.now() - began)
            except ConnectionRefusedError:
                await asyncio.sleep(0.5)
        assert cuts[0] == pytest.approx(25, abs=0.01)
        gaps = [b - a for a, b in pairwise(cuts)]
        assert len(gaps) >= 4
        assert all(44 < gap < 91 for gap in gaps)
        assert set(server.stats.ends) >= {"fin-when-ready", "rst-when-ready", "reboot"}


async def test_nobody_plays_before_somebody_listens(clock):
    async with build(SimOptions(port=0), clock=clock) as server:
        await asyncio.sleep(120)
        assert server.radio.outlet.packets <= 1, "own telemetry"


@pytest.mark.parametrize("nodes", [1, 12, 300])
async def test_the_node_table_has_as_many_nodes_as_asked_for(connect, clock, nodes):
    async with build(SimOptions(port=0, nodes=nodes), clock=clock) as server, await connect(server) as client:
        told = [f for f in await client.dump(69421) if f.HasField("node_info")]
        assert len(told) == 1 + max(nodes, len(CAST) - 1)


async def test_firmware_2_8_and_2_5_have_a_living_mesh_too(connect, clock):
    for profile in ("2.5.23", "2.6.8", "2.8.0"):
        _, heard, _ = await minute(connect, clock, profile=profile)
        assert len(heard) > 30


async def test_planned_faults_begin_after_the_start(connect, clock):
    options = SimOptions(port=0, faults=(FaultPlan(name="fin-when-ready", after_s=5), FaultPlan(name="heartbeat-lost")))
    async with build(options, clock=clock) as server, await connect(server) as client:
        assert [f.name for f in server.faults] == ["heartbeat-lost"]
        began = clock.now()
        await client.dump()
        await listen(client, 60, clock)
        assert clock.now() - began == pytest.approx(5)


async def test_what_can_not_be_built_is_said_at_once(clock, tmp_path):
    with pytest.raises(UsageError, match="no firmware"):
        build(SimOptions(profile="1.0"), clock=clock)
    with pytest.raises(InputFileError):
        build(SimOptions(replay=tmp_path / "nothing"), clock=clock)
    with pytest.raises(UsageError, match="no fault"):
        build(SimOptions(faults=(FaultPlan(name="nothing"),)), clock=clock)
    capture = Path(__file__).parents[1] / "vectors" / "v2_7-messages.jsonl"
    with pytest.raises(UsageError, match="recording"):
        build(SimOptions(replay=capture, faults=(FaultPlan(name="burst"),)), clock=clock)


async def test_serve_serves_until_cancelled_and_leaves_nothing(clock):
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(30):
            await serve(SimOptions(port=0, mishaps=True), clock=clock)
