"""Clients of the event stream: `python -m bench.listeners PORT COUNT SLOW`; the slow ones read nothing until told."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from typing import Final

from bench.tell import say

REQUEST: Final = b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
DROPPED: Final = re.compile(rb'event: dropped\ndata: \{"count":(\d+)')
ID: Final = re.compile(rb"id: [0-9a-f]{8}-(\d+)\n")
KEPT: Final = 80
"""Bytes of one reading that are looked at with the next: longer than what is looked for."""

CATCH_UP_S: Final = 5.0


class Listener(asyncio.Protocol):
    """One client."""

    def __init__(self, *, is_slow: bool) -> None:
        self.is_slow = is_slow
        self.events = self.lost = self.told = self.gaps = self.last = 0
        self._rest = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(REQUEST)
        if self.is_slow:
            transport.pause_reading()

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        end = max(0, data.rfind(b"\n\n", 0, len(data)))
        whole, self._rest = data[:end], data[end:][-65_536:]
        for count in DROPPED.findall(whole):
            self.told += 1
            self.lost += int(count)
        numbers = [int(number) for number in ID.findall(whole)]
        self.events += len(numbers)
        for number in numbers:
            self.gaps += self.last not in (0, number - 1)
            self.last = number


async def main(port: int, count: int, slow: int) -> None:
    """Listen until told to end."""
    loop = asyncio.get_running_loop()
    clients: list[Listener] = []
    for index in range(count):
        line = socket.socket()
        if index < slow:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.setblocking(False)
        await loop.sock_connect(line, ("127.0.0.1", port))
        _, client = await loop.create_connection(lambda i=index: Listener(is_slow=i < slow), sock=line)  # type: ignore[misc]
        clients.append(client)
    say(listening=len(clients))
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    await lines.readline()
    for client in clients[:slow]:
        client.transport.resume_reading()
    await asyncio.sleep(CATCH_UP_S)
    say(
        events=min(client.events for client in clients[slow:]),
        gaps=sum(client.gaps for client in clients[slow:]),
        told=sum(client.told > 0 for client in clients[:slow]),
        lost=sum(client.lost for client in clients),
    )


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:4])))
