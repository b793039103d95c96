"""A desk in the middle of a mesh: a client, its radio at place 0, and peers at the others."""

from __future__ import annotations

from sim.sim_kit import Desk
from steadymesh.sim.people import make_peer
from steadymesh.sim.radio import Radio
from steadymesh.sim.settings import Settings
from steadymesh.sim.terrain.links import Links
from steadymesh.sim.terrain.modem import Modem
from steadymesh.sim.terrain.terrain import Terrain
from steadymesh.sim.village.ether import MeshEther
from steadymesh.wire import pb


class MeshDesk(Desk):
    """Our radio and its client; `peers[i]` lives at place i + 1."""

    def __init__(
        self, clock, links, *, preset="LONG_FAST", settings=None, seed=0, lossless=True, stride_s=0.0, **radio
    ):
        self.clock = clock
        settings = settings or Settings(preset=preset)
        self.terrain = Terrain(links, modem=Modem(settings.preset), region=settings.region, seed=seed, now=clock.now())
        self.ether = MeshEther(self.terrain, stride_s=stride_s)
        self.radio = Radio(clock=clock, settings=settings, seed=seed, ether=self.ether.join, **radio)
        if lossless:
            for node in self.terrain.nodes:
                for link in node.links:
                    link.loss = 0.0 if link.is_heard else 1.0
        self.peers = [self.radio.add_peer(make_peer(seed, index)) for index in range(1, len(links))]
        self.residents = [self.ether.settle(peer, index) for index, peer in enumerate(self.peers, start=1)]
        self.peer = self.peers[-1]
        self.radio.outlet.take()
        self.phone = self.radio.attach(lambda: None)
        self.say(want_config_id=69420)
        self.take()

    def send(self, payload=b"hello", *, reply_id=0, **more):
        if not reply_id:
            super().send(payload, **more)
            return
        packet = pb.MeshPacket(to=more["to"], id=more["packet_id"])
        packet.decoded.portnum, packet.decoded.payload, packet.decoded.reply_id = 1, payload, reply_id
        self.say(packet=packet)


def line(clock, count, **more):
    """Our radio at the end of a line of that many nodes."""
    limit_db = Modem(more.get("preset", "LONG_FAST")).snr_limit_db
    return MeshDesk(clock, Links.line(count, limit_db=limit_db), **more)


def pairs(clock, count, signals, **more):
    limit_db = Modem(more.get("preset", "LONG_FAST")).snr_limit_db
    return MeshDesk(clock, Links.by_hand(count, signals, limit_db=limit_db), **more)
