"""The radio of the benchmarks: a process of its own that answers handshakes and sends made-up bytes when told to.

`python -m bench.radio --nodes 1000` prints `{"port": …}`, then one JSON line for each thing that happens, with the
machine's monotonic time; commands are JSON lines on stdin. Unlike a real radio it takes any number of clients, limits
no texts, and does nothing by itself: what is measured is the client.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable

from bench import stream
from bench.tell import say
from steadymesh.wire import pb

BACKLOG = 600
ASK_GRACE_S = 5.0
"""How long an answer may still come after the last question."""

BACKGROUND_TICK_S = 0.01


class Client(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, radio: Radio) -> None:
        self._radio = radio
        self._rest = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._radio.clients.append(self)
        self._radio.tell(event="accepted")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  (as asyncio has it)
        self._radio.clients.remove(self)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        data = self._rest + data
        at = data.find(b"\x94\xc3")
        while at >= 0 and len(data) - at >= 4:
            size = int.from_bytes(data[at + 2 : at + 4], "big")
            if len(data) - at - 4 < size:
                break
            self._take(pb.ToRadio.FromString(data[at + 4 : at + 4 + size]), now)
            data = data[at + 4 + size :]
            at = data.find(b"\x94\xc3")
        self._rest = data if at >= 0 else b""

    def _take(self, message: object, now: float) -> None:
        kind = message.WhichOneof("payload_variant")  # type: ignore[attr-defined]
        if kind == "want_config_id":
            nonce: int = message.want_config_id  # type: ignore[attr-defined]
            self.transport.write(self._radio.dump.answer(nonce))
            if nonce != stream.CONFIG_ONLY:
                self._radio.tell(event="dumped")
        elif kind == "heartbeat":
            self._radio.heartbeats += 1
            self.transport.write(stream.queue_status())
        elif kind == "disconnect":
            self.transport.close()
        elif kind == "packet":
            self._radio.sent(self, message.packet, now)  # type: ignore[attr-defined]


class Radio:
    """Holds the clients, the dump, and what is asked of it."""

    def __init__(self, nodes: int, *, quiet: bool) -> None:
        self.clients: list[Client] = []
        self.nodes = nodes
        self.dump = stream.Dump(nodes, at=int(time.time()))
        self.heartbeats = 0
        self.packets = 0
        self._quiet = quiet
        self._open: dict[int, float] = {}
        self._seconds: list[float] = []

    def tell(self, **fields: object) -> None:
        """Tell the parent, unless there would be hundreds of lines that nobody reads."""
        if not self._quiet:
            say(**fields)

    def sent(self, client: Client, packet: object, now: float) -> None:
        """Take a packet: queueStatus at once, the recipient's ack behind it, and note which question it answers."""
        self.packets += 1
        asked = self._open.pop(packet.decoded.reply_id, None)  # type: ignore[attr-defined]
        if asked is not None:
            self._seconds.append(now - asked)
        packet_id: int = packet.id  # type: ignore[attr-defined]
        answer = stream.queue_status(packet_id)
        if packet.want_ack and packet.to != 0xFFFFFFFF:  # type: ignore[attr-defined]
            answer += stream.acknowledgement(
                0x70000000 + self.packets,
                sender=packet.to,  # type: ignore[attr-defined]
                request_id=packet_id,
                at=int(time.time()),
            )
        client.transport.write(answer)

    # --- commands -----------------------------------------------------------------------------

    async def pour(self, kind: str, count: int) -> None:
        """Send packets, all at once."""
        data = b"".join(stream.traffic(kind, count, nodes=max(self.nodes, 1), at=int(time.time())))
        say(poured=True, bytes=len(data))
        self.clients[-1].transport.write(data)

    async def garbage(self, name: str, size: int) -> None:
        """Send garbage, one text right behind it, and more texts later, in the pace of a mesh."""
        noise = stream.GARBAGE[name](size)
        client, now = self.clients[-1], int(time.time())
        first = stream.text(1, sender=stream.OWN + 1, said="text 0", at=now)
        say(garbage=name)
        client.transport.write(noise + first)
        for number in range(1, 40):
            await asyncio.sleep(0.5)
            if client.transport.is_closing():
                return
            client.transport.write(stream.text(1 + number, sender=stream.OWN + 1, said=f"text {number}", at=now))

    async def ask(self, said: str, count: int, rate: float, background: float) -> None:
        """Ask questions at a steady rate among background traffic; tell how long each answer took."""
        client = self.clients[-1]
        end = time.monotonic() + count / rate + ASK_GRACE_S
        self._open.clear()
        self._seconds.clear()
        loudness = asyncio.get_running_loop().create_task(self._background(client, background), name="background")
        began = time.monotonic()
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            index = 0x40000000 + number
            sender = stream.OWN + 1 + number % self.nodes
            data = stream.question(index, sender=sender, said=said, at=int(time.time()))
            self._open[0x10000000 + index] = time.monotonic()
            client.transport.write(data)
        while self._open and time.monotonic() < end:  # noqa: ASYNC110  (a look now and then is enough)
            await asyncio.sleep(0.05)
        loudness.cancel()
        say(answers=sorted(self._seconds), unanswered=len(self._open), heard=self._heard)

    _heard = 0

    async def _background(self, client: Client, rate: float) -> None:
        began = time.monotonic()
        while True:
            await asyncio.sleep(BACKGROUND_TICK_S)
            due = int((time.monotonic() - began) * rate) - self._heard
            data = b"".join(stream.traffic("mixed", due, nodes=self.nodes, at=int(time.time()), first=self._heard))
            self._heard += due
            client.transport.write(data)

    async def count(self) -> None:
        """Tell how many clients there are and how many heartbeats came."""
        say(clients=len(self.clients), heartbeats=self.heartbeats)


async def serve(nodes: int, *, quiet: bool) -> None:
    """Serve until stdin ends."""
    loop = asyncio.get_running_loop()
    radio = Radio(nodes, quiet=quiet)
    server = await loop.create_server(lambda: Client(radio), "127.0.0.1", 0, backlog=BACKLOG)
    say(port=server.sockets[0].getsockname()[1])
    commands: dict[str, Callable[..., object]] = {
        name: getattr(radio, name) for name in ("pour", "garbage", "ask", "count")
    }
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with asyncio.TaskGroup() as group:
        while line := await lines.readline():
            order = json.loads(line)
            group.create_task(commands[order.pop("do")](**order), name="order")  # type: ignore[arg-type]
        raise SystemExit(0)


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--nodes", type=int, default=100)
    parser.add_argument("--quiet", action="store_true")
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.nodes, quiet=arguments.quiet))


if __name__ == "__main__":
    main()
