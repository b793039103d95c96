"""A client that is no client of ours: raw sockets, and a decoder of its own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from steadymesh.clock import LoopClock
from steadymesh.sim.radio import Radio
from steadymesh.sim.server import SimServer
from steadymesh.wire import pb


class StillClock:
    """Time for a radio without a loop; the test moves it."""

    def __init__(self):
        self.time = 0.0

    def now(self):
        return self.time

    def at(self):
        return datetime(2026, 11, 22, tzinfo=UTC)

    def chance(self):
        return 0.5

    def packet_id(self):
        return 1


class Client:
    """One TCP client of the simulated radio."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        self.writer.transport.abort()

    def say(self, **fields):
        payload = pb.ToRadio(**fields).SerializeToString()
        self.writer.write(b"\x94\xc3" + len(payload).to_bytes(2, "big") + payload)

    def send(self, text=b"hello", *, to, packet_id, port=1, me=None, **more):
        packet = pb.MeshPacket(to=to, id=packet_id, **more)
        packet.decoded.portnum = port
        packet.decoded.payload = text
        if me is not None:
            setattr(packet, "from", me)
        self.say(packet=packet)

    async def frame(self, within_s=5.0):
        """The next frame, or EOFError, ConnectionError, TimeoutError; anything but a clean frame fails."""
        async with asyncio.timeout(within_s):
            header = await self.reader.readexactly(4)
            assert header[:2] == b"\x94\xc3", header
            return pb.FromRadio.FromString(await self.reader.readexactly(int.from_bytes(header[2:], "big")))

    async def until(self, variant, within_s=5.0, **fields):
        """Frames up to and with the first of that variant (and these field values)."""
        got = []
        async with asyncio.timeout(within_s):
            while True:
                message = await self.frame(within_s)
                got.append(message)
                if message.WhichOneof("payload_variant") == variant:
                    content = getattr(message, variant)
                    if all(getattr(content, name) == value for name, value in fields.items()):
                        return got

    async def dump(self, nonce=69420, within_s=5.0):
        self.say(want_config_id=nonce)
        return await self.until("config_complete_id", within_s)

    async def quiet(self, seconds):
        """Fail if anything comes within that time."""
        with pytest.raises(TimeoutError):
            await self.frame(seconds)

    async def eof(self, within_s=5.0):
        async with asyncio.timeout(within_s):
            assert await self.reader.read(1 << 20) == b"", "bytes before the end"

    async def rest(self, within_s=5.0):
        """All bytes up to the end."""
        async with asyncio.timeout(within_s):
            return await self.reader.read()


@pytest.fixture
def still():
    return StillClock()


@pytest.fixture
def clock():
    return LoopClock(datetime(2026, 11, 22, tzinfo=UTC))


@pytest.fixture
def connect():
    async def connected(server):
        async with asyncio.timeout(5):
            return Client(*await asyncio.open_connection(*server.address))

    return connected


@pytest.fixture
def serve(clock):
    """Make a server with a radio and some peers; use it with `async with`."""

    def made(peers=2, **radio):
        sim = Radio(clock=clock, **radio)
        for _ in range(peers):
            sim.add_peer().hops = 0
        sim.outlet.take()  # the queueStatus of its start, long taken by somebody
        return SimServer(sim, clock=clock)

    return made


def kinds(frames):
    return [frame.WhichOneof("payload_variant") for frame in frames]


@pytest.fixture
def kinds_of():
    return kinds
