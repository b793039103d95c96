"""A mesh made by hand, and somebody on a node who writes down what comes."""

from __future__ import annotations

from steadymesh.sim.terrain.links import Links
from steadymesh.sim.terrain.modem import Modem
from steadymesh.sim.terrain.terrain import Terrain

MODEM = Modem("LONG_FAST")
LIMIT = MODEM.snr_limit_db


class Ears:
    """Lives on a node."""

    def __init__(self, says=0):
        self.says = says
        self.heard, self.told = [], []

    def take(self, arrival):
        self.heard.append(arrival)
        return self.says

    def relayed(self, packet):
        self.told.append(("relayed", packet.id))

    def given_up(self, packet):
        self.told.append(("given up", packet.id))

    def freed(self):
        pass


def terrain(links, **more):
    """A mesh with ears on every node, on which noise takes nothing."""
    made = Terrain(links, modem=MODEM, **more)
    for node in made.nodes:
        node.app = Ears()
        for link in node.links:
            link.loss = 0.0 if link.is_heard else 1.0
    return made


def line(count, **more):
    return terrain(Links.line(count, limit_db=LIMIT), **more)


def pairs(count, signals, **more):
    return terrain(Links.by_hand(count, signals, limit_db=LIMIT), **more)
