"""Small meshes, each around one radio whose client is tried, in a process of their own.

`python -m bench.weatherbed NAME=WEATHER@SEED …` prints `{"ports": …}` and takes orders as JSON lines on stdin, each for
one bed. Asked to, it tells what people were shown, what was asked, and what our radio has sent.

Seven nodes relay, eight have people: one is our neighbour, the others are one to three relays away.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Final

import structlog

from bench.tell import say
from bench.weather import PEOPLE, QUESTION, WEATHERS
from steadymesh.clock import SystemClock
from steadymesh.ids import PacketId
from steadymesh.sim.fault import Fault
from steadymesh.sim.people import make_peer
from steadymesh.sim.radio import Radio
from steadymesh.sim.server import SimServer
from steadymesh.sim.settings import Settings
from steadymesh.sim.terrain.links import Links
from steadymesh.sim.terrain.modem import Modem
from steadymesh.sim.terrain.terrain import Terrain
from steadymesh.sim.village.ether import MeshEther
from steadymesh.sim.village.ledger import Question

PRESET: Final = "SHORT_TURBO"
"""The fastest: a radio gives up after some fifteen seconds, and a row lasts minutes, not hours."""

RELAYS: Final = 7

LINKS: Final = {
    (0, 1): 6.0, (0, 4): 3.0, (0, 7): 8.0, (1, 2): 4.0, (2, 3): 7.0, (4, 5): 5.0, (5, 6): 2.0,
    (8, 0): 7.0, (9, 7): 4.0, (10, 1): 5.0, (11, 4): 8.0, (12, 2): 3.0, (13, 5): 6.0, (14, 3): 5.0, (15, 6): 4.0,
}  # fmt: skip
"""Who hears whom, and how well, in dB: our radio is 0, 1 to 7 relay, 8 to 15 have people. A tree: with a second way to
somebody, what is lost of a flood would depend on chance more than on the weather."""

CHATTER: Final = ((1, 4, 7), (2, 5), (3, 6))
"""Who talks when the channel is busy: near us, and further away."""
CHATTER_BYTES: Final = 180
CHATTER_S: Final = 0.125

RETURNED_S: Final = 10.0
"""Whoever comes back walks: their node tells where it is (`PositionModule.cpp`, smart broadcasting)."""


class WeatherBed:
    """One radio and its mesh.

    Args:
        name: Of the weather.
        seed: What everything that is drawn follows from.
    """

    def __init__(self, name: str, seed: int) -> None:
        clock = SystemClock()
        weather = next(one for one in WEATHERS if one.name == name)
        modem = Modem(PRESET)
        places = 1 + RELAYS + PEOPLE
        links = Links.by_hand(places, LINKS, limit_db=modem.snr_limit_db)
        self.terrain = Terrain(links, modem=modem, seed=seed)
        for node in self.terrain.nodes:
            for link in node.links:
                link.loss = max(link.loss, weather.loss) if link.is_heard else 1.0
        self.ether = MeshEther(self.terrain)
        self.radio = Radio(clock=clock, settings=Settings(preset=PRESET), seed=seed, ether=self.ether.join)
        peers = [self.radio.add_peer(make_peer(seed, place)) for place in range(1, places)]
        residents = [self.ether.settle(peer, place) for place, peer in enumerate(peers, start=1)]
        self.people = residents[RELAYS:]
        self.server = SimServer(self.radio, clock=clock)
        self._asked: dict[PacketId, tuple[int, float, Question]] = {}
        self._half_open: Fault | None = None
        self._jammed = False
        self._airtime_before = 0.0

    def _airtime_s(self) -> float:
        return sum(self.terrain.nodes[0].usage.own_hours.values())

    def _loop_time(self, at_s: float) -> float:
        return self.ether.pulse.began_s + at_s

    # --- orders -----------------------------------------------------------------------------

    def people_are(self) -> None:
        """Tell who is there."""
        say(done=time.monotonic(), people=[int(one.peer.num) for one in self.people])

    def begin(self) -> None:
        """Count from here."""
        self._airtime_before = self._airtime_s()

    def ask(self, person: int) -> None:
        """Have somebody ask our bot."""
        one = self.people[person]
        packet_id = one.write(QUESTION)
        if packet_id is not None:
            question = Question(by=one.peer.num, text=QUESTION, asked_at_s=self.terrain.now)
            self.ether.note_question(packet_id, question)
            self._asked[packet_id] = (person, time.monotonic(), question)

    def cut(self) -> None:
        """Reset the client's connection."""
        self.server.cut(reset=True)

    def half_open(self, on: bool) -> None:
        """Forget the client's connection, which notices nothing; off: reset it."""
        if on:
            self._half_open = self.server.inject("half-open")
        elif self._half_open is not None:
            self.server.end(self._half_open)

    def reboot(self, down_s: float) -> None:
        """Restart the radio."""
        self.radio.reboot(down_s=down_s)

    def away(self, people: Sequence[int], on: bool) -> None:
        """Let people walk out of reach, or come back."""
        for person in people:
            one = self.people[person]
            self.ether.pulse.act(partial(self.terrain.take_away, one.node.index, away=on))
            if not on:
                self.ether.pulse.later(RETURNED_S, partial(self.ether.signals.position, one.peer))

    def jam(self, on: bool) -> None:
        """Let the relays talk among themselves."""
        self._jammed = on
        if on:
            for group in CHATTER:
                self._chatter(group, 0)

    def _chatter(self, group: Sequence[int], turn: int) -> None:
        if self._jammed:
            sender = group[turn % len(group)]
            self.ether.pulse.act(
                lambda: self.terrain.send(sender, None, size_bytes=CHATTER_BYTES, to_all=True, hop_limit=0)
            )
            self.ether.pulse.later(CHATTER_S, lambda: self._chatter(group, turn + 1))

    def forget(self, people: Sequence[int]) -> None:
        """Have the radio drop people from its table, as a full one does."""
        for person in people:
            self.radio.forget_node(self.people[person].peer.num)

    def percent(self) -> None:
        """Tell the channel's use."""
        say(done=time.monotonic(), percent=self.ether.utilization())

    def tell(self) -> None:
        """Tell what was seen."""
        place = {one.peer.num: index for index, one in enumerate(self.people)}
        say(
            done=time.monotonic(),
            shown=[
                (place[one.to], one.text, one.reply_id, self._loop_time(one.at_s))
                for one in self.ether.ledger.shown
                if one.to in place
            ],
            asked=[
                (packet_id, person, at) for packet_id, (person, at, question) in self._asked.items() if question.reached
            ],
            airtime_s=self._airtime_s() - self._airtime_before,
            tally={name: getattr(self.terrain.tally, name) for name in ("transmissions", "collided", "noise")},
        )


TELLS: Final = frozenset({"people_are", "percent", "tell"})
"""Orders that answer by themselves."""


async def main(wanted: Sequence[str]) -> None:
    """Serve until stdin ends."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(50), logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        beds: dict[str, WeatherBed] = {}
        for one in wanted:
            name, _, what = one.partition("=")
            weather, _, seed = what.partition("@")
            beds[name] = WeatherBed(weather, int(seed))
            await stack.enter_async_context(beds[name].server)
        say(ports={name: bed.server.address[1] for name, bed in beds.items()})
        lines = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while line := await lines.readline():
            order = json.loads(line)
            bed, name = beds[order.pop("bed")], order.pop("do")
            obey: Callable[..., None] = getattr(bed, name)
            obey(**order)
            if name not in TELLS:
                say(done=time.monotonic())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
