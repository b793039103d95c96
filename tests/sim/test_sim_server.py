import asyncio
import contextlib
import socket

import pytest

from steadymesh import words
from steadymesh.errors import UsageError
from steadymesh.sim.crowd import add_crowd
from steadymesh.sim.packets import chunked, encoded_packets
from steadymesh.sim.profile import PROFILES
from steadymesh.sim.radio import Radio
from steadymesh.sim.server import SimServer
from steadymesh.wire import pb


async def test_a_client_that_says_nothing_hears_nothing_and_is_closed_after_fifteen_minutes(serve, connect, clock):
    async with serve() as server, await connect(server) as client:
        server.radio.hear_text(next(iter(server.radio.peers)), "anybody?")
        began = clock.now()
        assert await client.rest(1000) == b""
        assert clock.now() - began == pytest.approx(900, abs=0.01)
        assert server.stats.ends == {"idle": 1}


async def test_a_byte_of_the_clients_starts_the_fifteen_minutes_again(serve, connect, clock):
    async with serve() as server, await connect(server) as client:
        await asyncio.sleep(600)
        client.say(heartbeat=pb.mesh_pb2.Heartbeat())
        await client.until("queueStatus")
        began = clock.now()
        await client.rest(1000)
        assert clock.now() - began == pytest.approx(900, abs=0.01)


async def test_old_firmware_closes_nobody_for_silence(serve, connect):
    async with serve(profile=PROFILES["2.5.23"]) as server, await connect(server) as client:
        await client.quiet(5000)


async def test_a_newcomer_wins(serve, connect):
    async with serve() as server, await connect(server) as first:
        await first.dump()
        async with await connect(server) as second:
            await first.eof()
            await second.dump()
            assert server.stats.evictions == 1
            async with await connect(server) as third:
                await third.dump()
                await second.eof()
        assert (server.stats.connections, server.stats.ends["evicted"]) == (3, 2)


async def test_of_eight_at_once_the_last_one_lives(serve, connect):
    async with serve() as server:
        clients = [await connect(server) for _ in range(8)]
        for client in clients[:-1]:
            assert await client.rest() == b""
        await clients[-1].dump()
        for client in clients:
            client.writer.transport.abort()


async def test_goodbye_is_answered_by_an_end_and_loses_nothing(serve, connect):
    async with serve() as server:
        async with await connect(server) as client:
            await client.dump()
            client.say(disconnect=True)
            await client.eof()
        assert server.stats.ends == {"goodbye": 1}
        server.radio.hear_text(next(iter(server.radio.peers)), "while you were away")
        async with await connect(server) as client:
            await client.dump()
            assert (await client.until("packet"))[-1].packet.decoded.payload == b"while you were away"


async def test_a_client_that_leaves_or_resets_is_noticed(serve, connect):
    async with serve() as server:
        client = await connect(server)
        await client.dump()
        client.writer.close()
        await client.writer.wait_closed()
        client = await connect(server)
        await client.dump()
        sock = client.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        client.writer.transport.abort()
        await asyncio.sleep(0.1)
        assert server.door is None
        assert server.stats.ends == {"left": 1, "reset": 1}


def slow(client):
    """Make a client that reads nothing; 20 MB do not fit between it and the radio."""
    client.writer.transport.pause_reading()


async def test_a_client_that_reads_late_gets_everything_in_order(serve, connect):
    async with serve() as server, await connect(server) as lazy:
        await lazy.dump()
        slow(lazy)
        chunks = [(b"%4d" % n) * 16_384 for n in range(320)]
        server.pour(chunks)
        await asyncio.sleep(10)
        assert server.door.pouring
        lazy.writer.transport.resume_reading()
        async with asyncio.timeout(60):
            assert await lazy.reader.readexactly(320 * 65_536) == b"".join(chunks)
        server.radio.hear_position(next(iter(server.radio.peers)))
        assert (await lazy.frame()).packet.decoded.portnum == pb.PortNum.POSITION_APP


async def test_a_client_that_does_not_read_holds_nobody_up(serve, connect, clock):
    async with serve() as server, await connect(server) as lazy:
        await lazy.dump()
        slow(lazy)
        server.pour(bytes(65_536) for _ in range(1000))
        await asyncio.sleep(1)
        peer = next(iter(server.radio.peers))
        for _ in range(200):
            server.radio.hear_text(peer, "x" * 200, want_ack=False)
        assert server.radio.outlet.dropped == 168
        assert server.door.pouring
        began = clock.now()
        async with await connect(server) as keen:
            await keen.dump()
            assert (await keen.frame()).packet.decoded.payload == b"x" * 200
        assert clock.now() == began


async def test_a_client_that_resets_in_the_middle_of_a_write_is_noticed(serve, connect):
    async with serve() as server:
        lazy = await connect(server)
        await lazy.dump()
        slow(lazy)
        server.pour(bytes(65_536) for _ in range(1000))
        await asyncio.sleep(1)
        lazy.writer.transport.abort()
        await asyncio.sleep(1)
        assert server.stats.ends == {"reset": 1}
        async with await connect(server) as client:
            await client.dump()


async def test_a_client_that_has_gone_is_noticed_by_the_next_write(serve, connect):
    async with serve() as server:
        client = await connect(server)
        await client.dump()
        server.inject("half-open")
        client.writer.transport.abort()
        await asyncio.sleep(1)
        assert server.stats.ends == {"left": 1}


async def test_five_thousand_nodes_come_whole_and_in_the_radios_order(serve, connect):
    async with serve(capacity=6000) as server, await connect(server) as client:
        add_crowd(server.radio, 5000)
        told = [f.node_info for f in await client.dump(69421) if f.HasField("node_info")]
        assert len(told) == 5003
        heard = [n.last_heard for n in told[1:]]
        assert heard == sorted(heard, reverse=True)
        again = [f.node_info for f in await client.dump(69421) if f.HasField("node_info")]
        assert again == told


async def test_poured_bytes_come_in_order_between_live_packets(serve, connect):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        frames = encoded_packets(server.radio, 3000)
        server.pour(chunked(frames))
        assert server.door.pouring
        got = [(await client.frame()).packet.id for _ in range(3000)]
        assert got == [pb.FromRadio.FromString(f[4:]).packet.id for f in frames]
        assert not server.door.pouring
        server.radio.hear_position(next(iter(server.radio.peers)))
        await client.frame()


async def test_pouring_to_nobody_is_nothing(serve):
    async with serve() as server:
        server.pour([b"x"])


async def test_several_radios_live_in_one_process(clock, connect):
    radios = [Radio(clock=clock, seed=seed) for seed in range(5)]
    async with contextlib.AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(SimServer(radio, clock=clock)) for radio in radios]
        clients = [await stack.enter_async_context(await connect(server)) for server in servers]
        numbers = {(await client.dump())[0].my_info.my_node_num for client in clients}
        assert len(numbers) == 5


async def test_closing_takes_no_time_in_any_state(serve, connect, clock):
    for name in ("half-open", "half-open-unread", "dump-stall", "black-hole", "duel", "tx-full", "burst", None):
        server = serve()
        server.start()
        client = await connect(server)
        await client.dump()
        client.writer.transport.pause_reading()
        if name:
            server.inject(name)
        before = clock.now()
        server.close()
        assert clock.now() == before
        client.writer.transport.abort()
        with pytest.raises(ConnectionRefusedError):
            await connect(server)


async def test_it_may_be_started_again_on_the_same_port(serve, connect):
    server = serve()
    for _ in range(3):
        async with server, await connect(server) as client:
            await client.dump()
    assert server.stats.connections == 3


async def test_an_address_that_is_taken_is_a_clear_error(serve, clock):
    async with serve() as server:
        host, port = server.address
        with pytest.raises(UsageError, match=rf"can't listen on {host}:{port}: Address already in use"):
            SimServer(Radio(clock=clock), clock=clock, port=port).start()
    with pytest.raises(UsageError, match=r"can't listen on no\.such\.host\.invalid:1"):
        SimServer(Radio(clock=clock), clock=clock, host="no.such.host.invalid", port=1).start()


async def test_ipv6_works_where_the_system_has_it(clock, connect):
    if not socket.has_ipv6:
        pytest.skip("no IPv6")
    try:
        server = SimServer(Radio(clock=clock), clock=clock, host="::1")
        server.start()
    except UsageError:
        pytest.skip("no IPv6 here")
    async with await connect(server) as client:
        await client.dump()
    server.close()


async def test_run_serves_until_it_is_cancelled(serve, connect):
    server = serve()
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(server.run(), name="sim")
        await asyncio.sleep(0)
        async with await connect(server) as client:
            await client.dump()
            task.cancel()
            await client.rest()
    with pytest.raises(ConnectionRefusedError):
        await connect(server)


async def test_the_radio_lives_on_its_own_time(serve, connect, clock):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        began = clock.now()
        await client.until("packet", within_s=100)
        assert 0 < clock.now() - began <= 60.001


def test_every_event_has_its_sentence_in_every_language():
    fields = {
        "host": "127.0.0.1",
        "port": 4403,
        "number": 3,
        "peer": "127.0.0.1:5",
        "why": "left",
        "down_s": 1.0,
        "fault": "duel",
    }
    for event in (
        "listening",
        "client-connected",
        "client-evicted",
        "client-left",
        "radio-rebooted",
        "fault-begun",
        "fault-ended",
    ):
        for language in words.LANGUAGES:
            assert words.has_own(f"sim-{event}", language)
            assert "{" not in words.render(f"sim-{event}", fields, language)
