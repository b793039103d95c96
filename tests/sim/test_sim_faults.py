import asyncio
import socket
import struct

import pytest

from steadymesh.errors import UsageError
from steadymesh.sim.faults import CATALOGUE, FaultPlan, make, parse_plan
from steadymesh.wire import pb


def cut(data):
    """Frames by the firmware's rules for a perfect stream; the rest is returned too."""
    frames = []
    while len(data) >= 4 and data[:2] == b"\x94\xc3" and len(data) >= 4 + int.from_bytes(data[2:4], "big"):
        size = int.from_bytes(data[2:4], "big")
        frames.append(data[4 : 4 + size])
        data = data[4 + size :]
    return frames, data


async def collect(client, seconds):
    """The chunks that come within that time."""
    chunks = []
    try:
        async with asyncio.timeout(seconds):
            while chunk := await client.reader.read(1 << 16):
                chunks.append(chunk)
    except TimeoutError:
        pass
    return chunks


# --- names and plans


def test_every_fault_has_its_name_and_a_sentence():
    assert len(CATALOGUE) == 31
    for name, kind in CATALOGUE.items():
        fault = kind()
        assert fault.name == name
        assert fault.sentence.endswith(".")
        assert not fault.over


def test_a_plan_is_a_name_with_or_without_seconds():
    assert parse_plan("fin-when-ready") == FaultPlan(name="fin-when-ready", after_s=0.0)
    assert parse_plan(" half-open@30 ") == FaultPlan(name="half-open", after_s=30.0)
    assert parse_plan("half-open@0.5s") == FaultPlan(name="half-open", after_s=0.5)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("half-opne", "Did you mean “half-open”?"),
        ("fin@3", "Did you mean “fin-"),
        ("qqqqqqqq", "There are: refused, black-hole"),
        ("duel@soon", "“soon” is no number of seconds"),
        ("duel@-1", "“-1” is no number of seconds"),
        ("duel@nan", "“nan” is no number of seconds"),
        ("duel@inf", "“inf” is no number of seconds"),
        ("duel@", "“” is no number of seconds"),
        ("", "There is no fault called “”"),
        ("a\x1b[31m" + "x" * 100, "�"),
    ],
)
def test_a_plan_that_makes_no_sense_is_told_in_a_sentence(text, what):
    with pytest.raises(UsageError) as told:
        parse_plan(text)
    assert what in str(told.value)
    assert "\x1b" not in str(told.value)


async def test_a_planned_fault_begins_when_its_time_has_come(serve, connect, clock):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject("fin-when-ready", after_s=30)
        await client.quiet(29.9)
        assert await client.rest(1) == b""
        assert clock.now() == pytest.approx(30)


# --- the door


async def test_refused_cuts_and_refuses_until_it_is_ended(serve, connect):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject("refused")
        await client.eof()
        with pytest.raises(ConnectionRefusedError):
            await connect(server)
        port = server.address[1]
        server.heal()
        assert server.address[1] == port
        async with await connect(server) as again:
            await again.dump()


async def test_black_hole_answers_no_attempt_until_it_is_ended(serve, connect):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject("black-hole")
        await client.eof()
        with pytest.raises(TimeoutError):
            await connect(server)
        server.heal()
        async with await connect(server) as again:
            await again.dump()


async def test_silence_accepts_and_says_nothing(serve, connect):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject("silence")
        await client.eof()
        async with await connect(server) as again:
            again.say(want_config_id=69420)
            again.say(heartbeat=pb.mesh_pb2.Heartbeat())
            await again.quiet(100)
            server.heal()
            with pytest.raises(ConnectionResetError):
                await again.rest()
        async with await connect(server) as healthy:
            await healthy.dump()


async def test_fin_when_ready_is_one_clean_end(serve, connect):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject("fin-when-ready")
        assert server.faults == []
        await client.eof()
        async with await connect(server) as again:
            await again.dump()
            await again.quiet(10)


async def test_fin_when_ready_waits_for_somebody_who_is_ready(serve, connect, clock):
    async with serve() as server:
        server.inject("fin-when-ready")
        async with await connect(server) as client:
            await client.dump(69420)
            await client.dump(69421)
            done = clock.now()
            await client.eof()
            assert clock.now() - done == pytest.approx(1, abs=0.1)


async def test_rst_when_ready_is_a_reset(serve, connect):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject("rst-when-ready")
        with pytest.raises(ConnectionResetError):
            await client.rest()


@pytest.mark.parametrize("name", ["half-open", "half-open-unread"])
async def test_half_open_is_silence_without_an_end(serve, connect, name):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject(name)
        client.say(heartbeat=pb.mesh_pb2.Heartbeat())
        await client.quiet(200)
        async with await connect(server) as other:
            await other.dump()
            await client.quiet(1)
            server.heal()
            with pytest.raises(ConnectionResetError):
                await client.rest()
            other.say(heartbeat=pb.mesh_pb2.Heartbeat())
            await other.until("queueStatus")


async def write_for_ever(writer):
    async with asyncio.timeout(5):
        while True:
            writer.write(bytes(65_536))
            await writer.drain()


async def test_half_open_unread_fills_the_clients_buffers(serve, connect):
    async with serve() as server, await connect(server) as client:
        sock = client.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        await client.dump()
        server.inject("half-open-unread")
        client.writer.transport.set_write_buffer_limits(high=1)
        with pytest.raises(TimeoutError):
            await write_for_ever(client.writer)
        assert client.writer.transport.get_write_buffer_size() > 0


async def test_duel_takes_the_slot_back_a_second_after_each_loss(serve, connect, clock):
    async with serve() as server:
        async with await connect(server) as client:
            await client.dump()
            server.inject("duel")
            await client.eof()
        for _ in range(3):
            async with await connect(server) as client:
                began = clock.now()
                await client.dump()
                await client.eof()
                assert clock.now() - began == pytest.approx(1, abs=0.01)
        server.heal()
        async with await connect(server) as client:
            await client.dump()
            await client.quiet(20)


async def test_duel_hands_what_comes_meanwhile_to_the_other_client(serve, connect):
    async with serve() as server:
        server.inject("duel")
        server.radio.hear_text(next(iter(server.radio.peers)), "for whoever listens")
        await asyncio.sleep(1)
        server.heal()
        async with await connect(server) as client:
            await client.dump()
            await client.quiet(10)


# --- the dump


async def test_dump_stall_stops_in_the_middle_asked_once_or_twice(serve, connect):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject("dump-stall")
        await client.eof()
        async with await connect(server) as again:
            for _ in range(2):
                again.say(want_config_id=69420)
            frames = [await again.frame() for _ in range(15)]
            assert frames[0].HasField("my_info")
            await again.quiet(100)
            server.heal()
            await again.until("config_complete_id")


async def test_dump_stall_once_is_cured_by_asking_again(serve, connect):
    async with serve() as server, await connect(server) as client:
        server.inject("dump-stall-once")
        await client.eof()
        async with await connect(server) as again:
            again.say(want_config_id=69420)
            for _ in range(15):
                await again.frame()
            await again.quiet(15)
            frames = await again.dump()
            assert frames[0].HasField("my_info")


async def test_dump_bursts_has_gaps_of_ten_seconds(serve, connect, clock):
    async with serve() as server, await connect(server) as client:
        server.inject("dump-bursts")
        await client.eof()
        async with await connect(server) as again:
            began = clock.now()
            frames = await again.dump(within_s=60)
            assert clock.now() - began == pytest.approx(20, abs=0.1)
            assert len(frames) == 43


async def test_dump_slow_comes_at_one_kilobyte_a_second(serve, connect, clock):
    async with serve(peers=100) as server, await connect(server) as client:
        server.inject("dump-slow")
        await client.eof()
        async with await connect(server) as again:
            began = clock.now()
            frames = await again.dump(77, within_s=600)
            size = sum(4 + len(frame.SerializeToString()) for frame in frames)
            assert clock.now() - began == pytest.approx(size / 1000, rel=0.02)


async def test_dump_5000_is_a_crowd_and_goes_again(serve, connect, kinds_of):
    async with serve() as server, await connect(server) as client:
        server.inject("dump-5000")
        await client.eof()
        async with await connect(server) as again:
            assert kinds_of(await again.dump(69421, within_s=60)).count("node_info") == 5003
            server.heal()
            assert kinds_of(await again.dump(69421)).count("node_info") == 3


async def test_fin_in_dump_ends_each_dump_in_the_middle(serve, connect):
    async with serve() as server, await connect(server) as client:
        server.inject("fin-in-dump")
        await client.eof()
        for _ in range(2):
            async with await connect(server) as again:
                again.say(want_config_id=69420)
                frames, rest = cut(await again.rest())
                assert (len(frames), rest) == (15, b"")
        server.heal()
        async with await connect(server) as again:
            await again.dump()


# --- the radio


async def test_tx_full_says_so_takes_nothing_and_dies(serve, connect, clock):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        peer = next(iter(server.radio.peers))
        began = clock.now()
        server.inject("tx-full")
        assert (await client.until("queueStatus"))[-1].queueStatus.free == 0
        client.send(to=peer, packet_id=7, pki_encrypted=True)
        status = (await client.until("queueStatus"))[-1].queueStatus
        assert (status.res, status.free, status.mesh_packet_id) == (32, 0, 7)
        await client.eof()
        assert clock.now() - began == pytest.approx(3, abs=0.01)
        async with await connect(server) as again:
            await again.dump()
            again.send(to=peer, packet_id=7, pki_encrypted=True)
            status = (await again.until("queueStatus", mesh_packet_id=7))[-1].queueStatus
            assert (status.res, status.free) == (0, 15)
        assert [t.packet_id for t in server.radio.sent_texts] == [7]


async def test_no_queue_status_still_acks_and_answers_heartbeats(serve, connect, kinds_of):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject("no-queue-status")
        client.send(to=next(iter(server.radio.peers)), packet_id=7, pki_encrypted=True, want_ack=True)
        frames = await client.until("packet", within_s=10)
        assert kinds_of(frames) == ["packet"]
        assert frames[0].packet.decoded.request_id == 7
        client.say(heartbeat=pb.mesh_pb2.Heartbeat())
        await client.until("queueStatus")


async def test_heartbeat_lost_is_one_and_no_more(serve, connect):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject("heartbeat-lost")
        client.say(heartbeat=pb.mesh_pb2.Heartbeat())
        await client.quiet(8)
        assert server.faults == []
        client.say(heartbeat=pb.mesh_pb2.Heartbeat())
        await client.until("queueStatus")


async def test_deaf_talks_and_hears_nothing_of_this_client(serve, connect, kinds_of):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject("deaf")
        client.send(to=next(iter(server.radio.peers)), packet_id=7)
        client.say(heartbeat=pb.mesh_pb2.Heartbeat())
        assert set(kinds_of([await client.frame() for _ in range(10)])) == {"packet"}
        assert not server.radio.sent_texts
        async with await connect(server) as other:
            await other.dump()


async def test_reboot_ends_refuses_a_second_and_counts(serve, connect, clock):
    async with serve() as server, await connect(server) as client:
        before = (await client.dump())[0].my_info
        server.inject("reboot")
        await client.eof()
        with pytest.raises(ConnectionRefusedError):
            await connect(server)
        await asyncio.sleep(0.99)
        with pytest.raises(ConnectionRefusedError):
            await connect(server)
        await asyncio.sleep(0.02)
        async with await connect(server) as again:
            after = (await again.dump())[0].my_info
        assert after.reboot_count == before.reboot_count + 1
        assert after.my_node_num == before.my_node_num


async def test_reboot_new_number_is_another_node(serve, connect):
    async with serve() as server, await connect(server) as client:
        before = await client.dump()
        server.inject("reboot-new-number")
        await asyncio.sleep(1.1)
        async with await connect(server) as again:
            after = await again.dump()
        assert after[0].my_info.my_node_num != before[0].my_info.my_node_num
        assert after[2].node_info.num == after[0].my_info.my_node_num
        assert after[2].node_info.user.id == f"!{after[0].my_info.my_node_num:08x}"
        assert after[2].node_info.user.public_key == before[2].node_info.user.public_key


@pytest.mark.parametrize(("name", "shift"), [("clock-forward", 86_400), ("clock-back", -86_400)])
async def test_a_clock_that_is_wrong_shows_in_rx_time_until_it_is_set(serve, connect, name, shift):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        peer = next(iter(server.radio.peers))
        times = []
        for change in (lambda: None, lambda: server.inject(name), server.heal):
            change()
            server.radio.hear_telemetry(peer)
            times.append((await client.until("packet"))[-1].packet.rx_time)
        assert [t - times[0] for t in times] == [0, shift, 0]


async def test_burst_is_twenty_thousand_packets_with_ids_of_their_own(serve, connect):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject("burst")
        data = bytearray()
        for chunk in await collect(client, 1):
            data += chunk
        frames, rest = cut(bytes(data))
        assert rest == b""
        packets = [p.packet for p in map(pb.FromRadio.FromString, frames) if p.HasField("packet")]
        assert len(packets) == 20_000
        assert len({p.id for p in packets}) == 20_000
        assert sum(p.decoded.portnum == pb.PortNum.TEXT_MESSAGE_APP for p in packets) == 200


async def test_keysync_hang_changes_nothing_at_the_radio(serve, connect):
    async with serve() as server:
        server.inject("keysync-hang")
        async with await connect(server) as client:
            await client.dump()
            assert [fault.name for fault in server.faults] == ["keysync-hang"]


# --- the stream


async def stream(server, client, name):
    """The bytes of a dump, healthy and under a fault, and the chunks of the latter."""
    await client.dump()
    client.say(want_config_id=69420)
    healthy = b"".join(await collect(client, 1))
    server.inject(name)
    client.say(want_config_id=69420)
    return healthy, await collect(client, 5)


async def test_garbage_stands_between_whole_frames(serve, connect):
    async with serve() as server, await connect(server) as client:
        healthy, chunks = await stream(server, client, "garbage")
        spoilt = b"".join(chunks)
        frames, _ = cut(healthy)
        assert spoilt.count(b"\x94\xc3") == len(frames) == 43
        at = 0
        for payload in frames:
            found = spoilt.index(b"\x94\xc3" + struct.pack(">H", len(payload)) + payload, at)
            assert 1 <= found - at <= 40
            at = found + 4 + len(payload)


async def test_false_header_promises_what_does_not_come(serve, connect):
    async with serve() as server, await connect(server) as client:
        healthy, chunks = await stream(server, client, "false-header")
        frames, _ = cut(healthy)
        assert len(b"".join(chunks)) == len(healthy) + 4 * len(frames)
        assert b"".join(chunks).startswith(b"\x94\xc3\x00\x40\x94\xc3")


async def test_lone_94_ends_every_chunk(serve, connect):
    async with serve() as server, await connect(server) as client:
        healthy, chunks = await stream(server, client, "lone-94")
        frames, _ = cut(healthy)
        assert len(b"".join(chunks)) == len(healthy) + (len(frames) + 1) // 2
        assert sum(chunk.endswith(b"\x94") for chunk in chunks) >= len(frames) - 2
        assert b"\x94\x94\xc3" in b"".join(chunks)


async def test_torn_frames_lack_their_second_half(serve, connect):
    async with serve() as server, await connect(server) as client:
        healthy, chunks = await stream(server, client, "torn-frames")
        frames, _ = cut(healthy)
        lost = sum((4 + len(payload)) // 2 for payload in frames[6::7])
        assert len(b"".join(chunks)) == len(healthy) - lost


async def test_oversize_length_stands_before_each_frame(serve, connect):
    async with serve() as server, await connect(server) as client:
        healthy, chunks = await stream(server, client, "oversize-length")
        frames, _ = cut(healthy)
        assert len(b"".join(chunks)) == len(healthy) + 4 * len(frames)
        assert b"".join(chunks).startswith(b"\x94\xc3\x02\x01\x94\xc3")


async def test_undecodable_payloads_stand_between_good_ones(serve, connect):
    async with serve() as server, await connect(server) as client:
        healthy, chunks = await stream(server, client, "undecodable")
        frames, _ = cut(b"".join(chunks))
        assert frames[1::2] == cut(healthy)[0]
        for payload in frames[::2]:
            with pytest.raises(pb.DecodeError):
                pb.FromRadio.FromString(payload)


async def test_unknown_variants_are_well_formed_and_unknown(serve, connect):
    async with serve() as server, await connect(server) as client:
        healthy, chunks = await stream(server, client, "unknown-variants")
        payloads, _ = cut(b"".join(chunks))
        good, _ = cut(healthy)
        strange = [pb.FromRadio.FromString(p) for p in payloads if p not in good]
        assert len(payloads) == len(good) * 2 + 20
        assert any(m.WhichOneof("payload_variant") is None for m in strange)
        assert any(m.HasField("node_info") and not m.node_info.HasField("user") for m in strange)


@pytest.mark.parametrize("name", list(CATALOGUE))
async def test_after_every_fault_the_radio_is_healthy_and_nothing_is_left(serve, connect, kinds_of, name):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        server.inject(name)
        await asyncio.sleep(10)
        server.heal()
        await asyncio.sleep(2)
        assert server.faults == []
        async with await connect(server) as again:
            first = await again.dump()
            second = await again.dump(69421)
            assert len(first) == 43
            assert kinds_of(second).count("node_info") == 3
            again.say(heartbeat=pb.mesh_pb2.Heartbeat())
            assert (await again.until("queueStatus"))[-1].queueStatus.free == 16


@pytest.mark.parametrize("name", list(CATALOGUE))
async def test_every_fault_may_begin_and_end_with_nobody_there(serve, connect, name):
    async with serve() as server:
        server.inject(name)
        await asyncio.sleep(1.5)
        server.heal()
        async with await connect(server) as client:
            await client.dump()


def test_a_fresh_fault_is_made_each_time():
    assert make("garbage") is not make("garbage")
