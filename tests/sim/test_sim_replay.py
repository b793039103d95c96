"""Recordings served again: what a client gets is what was recorded, however it asks."""

import asyncio
import json
from pathlib import Path

import pytest

from steadymesh.errors import InputFileError, UsageError
from steadymesh.sim.framing import frame
from steadymesh.sim.recording import load, parse
from steadymesh.sim.replay import Replay
from steadymesh.sim.server import SimServer
from steadymesh.wire import pb

VECTORS = Path(__file__).parents[1] / "vectors"
ALL = sorted(path.name for path in VECTORS.glob("*.jsonl"))


def served(clock, name):
    return SimServer(Replay.load(VECTORS / name, clock=clock), clock=clock)


def recorded_nodes(name):
    """Numbers of the nodes that the first connection's dumps tell."""
    segment = load(VECTORS / name).segments[0]
    return {
        pb.FromRadio.FromString(t.payload).node_info.num
        for d in segment.dumps
        for t in d.frames
        if t.kind == "node_info"
    }


@pytest.mark.parametrize("name", ALL)
async def test_both_phases_are_served_from_every_recording(clock, connect, kinds_of, name):
    async with served(clock, name) as server, await connect(server) as client:
        first = await client.dump(69420)
        second = await client.dump(69421)
        kinds = kinds_of(first)
        assert kinds[:3] == ["my_info", "deviceuiConfig", "node_info"]
        assert kinds.count("channel") == 8
        assert kinds.count("config") == 10
        assert kinds.count("node_info") == 1
        assert kinds[-1] == "config_complete_id"
        nodes = [f.node_info.num for f in second if f.HasField("node_info")]
        assert nodes[0] == first[2].node_info.num
        assert set(nodes) >= recorded_nodes(name)
        assert len(set(nodes)) == len(nodes)


@pytest.mark.parametrize("name", ALL)
async def test_any_ordinary_nonce_gets_the_whole_dump_with_its_own_end(clock, connect, kinds_of, name):
    async with served(clock, name) as server, await connect(server) as client:
        frames = await client.dump(4711)
        assert frames[-1].config_complete_id == 4711
        assert {f.node_info.num for f in frames if f.HasField("node_info")} >= recorded_nodes(name)
        kinds = kinds_of(frames)
        assert kinds.index("moduleConfig") < kinds.index("fileInfo")


async def test_a_recorded_dump_comes_byte_for_byte(clock, connect):
    name = "v2_7-handshake-150-nodes.jsonl"
    async with served(clock, name) as server, await connect(server) as client:
        for dump in load(VECTORS / name).segments[0].dumps:
            client.say(want_config_id=dump.nonce)
            expected = b"".join(frame(t.payload) for t in dump.frames)
            assert await client.reader.readexactly(len(expected)) == expected
            assert (await client.frame()).config_complete_id == dump.nonce


async def test_live_frames_come_in_their_own_time_after_the_handshake(clock, connect):
    async with served(clock, "v2_7-messages.jsonl") as server, await connect(server) as client:
        began = clock.now()
        await client.dump(69420)
        await client.dump(69421)
        got = await client.until("packet")
        assert got[-1].packet.decoded.payload == b"/help"
        assert clock.now() - began == pytest.approx(0.970 - 0.151, abs=0.002)
        while got[-1].packet.decoded.payload != "bonjour à tous 👋".encode():
            got = await client.until("packet")
        assert clock.now() - began == pytest.approx(4.070 - 0.151, abs=0.002)
        while got[-1].packet.decoded.request_id != 1303458650:
            got = await client.until("packet")
        assert clock.now() - began == pytest.approx(8.977 - 0.151, abs=0.002)
        await client.quiet(300)


async def test_the_radios_own_end_is_honoured_once(clock, connect):
    async with served(clock, "v2_7-evicted.jsonl") as server:
        async with await connect(server) as client:
            began = clock.now()
            await client.dump(69420)
            await client.until("packet")
            await client.eof()
            assert clock.now() - began == pytest.approx(1.13 - 0.088, abs=0.01)
        assert server.stats.ends == {"recorded": 1}, "the radio's end, nobody's goodbye"
        async with await connect(server) as client:
            await client.dump(69420)
            await client.quiet(100)


async def test_a_recording_of_two_connections_goes_on_in_the_second(clock, connect):
    async with served(clock, "v2_7-while-away.jsonl") as server:
        async with await connect(server) as client:
            await client.dump()
            await client.eof()
        async with await connect(server) as client:
            await client.dump()
            texts = []
            while len(texts) < 3:
                packet = (await client.until("packet"))[-1].packet
                texts += [packet.decoded.payload] if packet.decoded.portnum == 1 else []
            assert texts == [b"while you were away 1", b"while you were away 2", b"while you were away 3"]


async def test_the_rebooted_radio_has_its_new_number(clock, connect):
    async with served(clock, "v2_7-reboot.jsonl") as server:
        numbers = []
        for _ in range(2):
            async with await connect(server) as client:
                numbers.append((await client.dump())[0].my_info.my_node_num)
                if len(numbers) == 1:
                    await client.rest()
        assert numbers == [2882400001, 364907182]


async def test_a_client_that_talks_gets_a_queue_status_and_no_verdict(clock, connect):
    async with served(clock, "v2_7-handshake-150-nodes.jsonl") as server, await connect(server) as client:
        client.say(heartbeat=pb.mesh_pb2.Heartbeat())
        await client.dump()
        assert (await client.frame()).queueStatus.mesh_packet_id == 0
        client.send(to=5, packet_id=99)
        assert (await client.frame()).queueStatus.mesh_packet_id == 99
        client.writer.write(frame(b"\xff\xff"))
        client.writer.write(frame(pb.ToRadio(xmodemPacket={}).SerializeToString()))
        await client.quiet(20)
        client.say(disconnect=True)
        await client.eof()


async def test_the_private_key_stays_where_it_was_recorded(clock, connect):
    """It is served, as the radio serves it; nothing of ours prints it."""
    replay = Replay.load(VECTORS / "v2_7-handshake-plain.jsonl", clock=clock)
    key = next(
        pb.FromRadio.FromString(t.payload).config.security.private_key
        for t in replay.recording.segments[0].dumps[0].frames
        if pb.FromRadio.FromString(t.payload).config.HasField("security")
    )
    assert repr(key)[2:-1] not in repr(replay.recording)
    assert key.hex() not in repr(replay.recording)


@pytest.mark.parametrize("name", ["reboot", "tx-full", "dump-5000", "burst", "clock-back", "deaf"])
async def test_faults_that_need_a_radio_are_refused(clock, name):
    async with served(clock, ALL[0]) as server:
        with pytest.raises(UsageError, match="can't happen to a recording"):
            server.inject(name)
        with pytest.raises(UsageError, match="not a recording"):
            _ = server.radio


async def test_faults_of_the_stream_happen_to_recordings_too(clock, connect):
    async with served(clock, ALL[0]) as server, await connect(server) as client:
        await client.dump()
        server.inject("fin-when-ready")
        await client.rest()


# --- files


HEAD = '{"what": "a test", "firmware": "9"}'
ASK = json.dumps({"t": 0, "from": "client", "hex": frame(pb.ToRadio(want_config_id=5).SerializeToString()).hex()})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "has no handshake in it"),
        (HEAD, "has no handshake in it"),
        ("{}", "line 1"),
        ("not json", "line 1"),
        ("[]", "line 1"),
        (f"{HEAD}\n[1]", "line 2"),
        (f'{HEAD}\n{{"t": "0", "from": "radio", "hex": ""}}', "line 2"),
        (f'{HEAD}\n{{"t": NaN, "from": "radio", "hex": ""}}', "line 2"),
        (f'{HEAD}\n{{"t": 0, "from": "moon", "hex": ""}}', "line 2"),
        (f'{HEAD}\n\n{{"t": 0, "from": "radio", "hex": "zz"}}', "line 3"),
        (f'{HEAD}\n{{"t": 0, "from": "radio", "hex": 5}}', "line 2"),
        (f'{HEAD}\n{{"t": 0, "from": "socket"}}', "line 2"),
        (f'{HEAD}\n{{"t": 0, "from": "client"}}', "line 2"),
        (f"{HEAD}\n{'[' * 100_000}", "line 2"),
    ],
)
def test_what_is_no_recording_is_told_with_its_line(text, what):
    with pytest.raises(InputFileError, match=what):
        parse(text, name="capture.jsonl")


def test_undecodable_frames_are_told_with_their_line():
    line = json.dumps({"t": 0, "from": "radio", "hex": frame(b"\xff\xff").hex()})
    with pytest.raises(InputFileError, match="line 3"):
        parse(f"{HEAD}\n{ASK}\n{line}", name="x")


def test_files_that_can_not_be_read_are_told(tmp_path):
    with pytest.raises(InputFileError, match="can't be read"):
        load(tmp_path / "nothing.jsonl")
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputFileError, match="is no text"):
        load(binary)


async def test_a_dump_that_was_never_completed_is_served_as_far_as_it_goes(clock, connect):
    info = pb.FromRadio(my_info=pb.MyNodeInfo(my_node_num=5)).SerializeToString()
    line = json.dumps({"t": 0.1, "from": "radio", "hex": frame(info).hex()})
    replay = Replay(parse(f"{HEAD}\n{ASK}\n{line}", name="x"), clock=clock)
    async with SimServer(replay, clock=clock) as server, await connect(server) as client:
        frames = await client.dump(69420)
        assert [f.my_info.my_node_num for f in frames] == [5, 0]
        await client.dump(69421)
        await asyncio.sleep(1)
