"""A radio of ours with a whole mesh around it, ready to play."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from steadymesh.ports import Clock
from steadymesh.sim.dice import Dice
from steadymesh.sim.people import Peer, make_peer
from steadymesh.sim.profile import DEFAULT_PROFILE, Profile
from steadymesh.sim.radio import Radio
from steadymesh.sim.settings import Settings
from steadymesh.sim.terrain.landscape import Landscape, draw
from steadymesh.sim.terrain.modem import Modem
from steadymesh.sim.terrain.terrain import Terrain
from steadymesh.sim.village.beacons import Beacons, Intervals
from steadymesh.sim.village.copies import Copies
from steadymesh.sim.village.ether import MeshEther
from steadymesh.sim.village.habits import Habits
from steadymesh.sim.village.ledger import Ledger
from steadymesh.sim.village.parrot import Parrot
from steadymesh.sim.village.person import Person
from steadymesh.sim.village.resident import Resident
from steadymesh.sim.village.rhythm import DAY_S, Rhythm

PEERS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageOptions:
    """What a mesh is made of.

    Attributes:
        peers: Nodes besides ours, those near us included.
        near: Places near us, the first ones, that are left free: whoever builds the mesh settles somebody there, and
            calls `populate` then.
        known: How many of the others our radio knows when it starts; None: all.
        people: How many of them have a person, who chats and asks; the others only relay and measure.
        habits: What people do.
        intervals: How chatty the nodes are.
        neighbors: Share of the nodes that say whom they hear (NeighborInfo): 0, as on every public mesh, where the
            firmware does not send it by LoRa (`NeighborInfoModule.cpp`, isDefaultChannel; since 2.5.13).
        language: In which people chat.
        parrot: Whether one of the nodes is a bot that answers everything.
        parrot_prefix: …on the channel only what begins so; empty: everything.
        copies: Share of the packets that come a second time by MQTT; 0: none, and our radio takes none.
        stride_s: How far the mesh may run ahead of the loop (see `Pulse`): with 1 s a whole bot's virtual day takes
            half as long.
    """

    peers: int = PEERS
    near: int = 0
    known: int | None = None
    people: int = 45
    habits: Habits = field(default_factory=Habits)
    intervals: Intervals = field(default_factory=Intervals)
    neighbors: float = 0.0
    language: str = "en"
    parrot: bool = True
    parrot_prefix: str = ""
    copies: float = 0.05
    stride_s: float = 0.0


class Village:
    """A mesh and our radio in it.

    Args:
        clock: Loop time, and the wall time that the radio starts with.
        seed: What everything that is drawn follows from.
        options: What it is made of.
        settings: Configuration of our radio; all nodes use its preset.
        profile: Firmware of our radio, and of the peers.
        landscape: Places and links, ours first; None: drawn.
        capacity: Size of our radio's node DB; None: the firmware's.

    Attributes:
        radio: Ours, for clients to `attach` to.
        ether: Its way into the mesh.
        terrain: The mesh itself.
        ledger: What happened to people.
        people: Those who live there, by place.
        parrot: The other bot; None: there is none.
        landscape: Where they all are.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        seed: int = 0,
        options: VillageOptions | None = None,
        settings: Settings | None = None,
        profile: Profile = DEFAULT_PROFILE,
        landscape: Landscape | None = None,
        capacity: int | None = None,
    ) -> None:
        options, settings = options or VillageOptions(), settings or Settings()
        modem = Modem(settings.preset)
        self.landscape = landscape or draw(seed, options.peers, modem=modem, near=options.near)
        self.terrain = Terrain(
            self.landscape.links,
            modem=modem,
            places=self.landscape.places,
            region=settings.region,
            seed=seed,
        )
        self.ether = MeshEther(self.terrain, stride_s=options.stride_s)
        self.radio = Radio(
            clock=clock, seed=seed, profile=profile, settings=settings, capacity=capacity, ether=self.ether.join
        )
        self.people: list[Person] = []
        self.parrot: Parrot | None = None
        self._options = options
        self._seed = seed
        self._midnight_s = -(clock.at().timestamp() % DAY_S)
        self._beacons: list[Beacons] = []
        if not options.near:
            self.populate()
        if options.copies:
            self.radio.prefs.lora.ignore_mqtt = False

    @property
    def ledger(self) -> Ledger:
        """What happened to people."""
        return self.ether.ledger

    def airtime_s(self, peer: Peer | None = None, *, own: bool = False) -> Mapping[int, float]:
        """Return the airtime of a node in seconds, by hour since the mesh began; hours without any are left out.

        Args:
            peer: Whose; None: our radio's.
            own: Of its own packets alone, without what it relayed for others.
        """
        node = self.terrain.nodes[0] if peer is None else self.ether.resident(peer).node
        return node.usage.own_hours if own else node.usage.hours

    def populate(self) -> None:
        """Give everybody a node, a place, and something to do."""
        options, radio, hops = self._options, self.radio, self.landscape.links.hops(0)
        free, last = options.near + 1, len(self.terrain.nodes) - 1
        for place in range(free, last + 1):
            peer = make_peer(self._seed, place, firmware=radio.profile)
            peer.hops = (hops[place] or 1) - 1
            radio.add_peer(peer, known=options.known is None or place - free < options.known)
            resident = self.ether.settle(peer, place)
            dice = Dice(self._seed, f"village/{place}")
            if options.parrot and place == last:
                self.parrot = Parrot(self.ether, resident, prefix=options.parrot_prefix)
                self._beacons.append(Beacons(self.ether, resident, intervals=options.intervals, dice=dice))
            else:
                # Dice of their own: who tells of neighbours changes nothing that the others do.
                tells = Dice(self._seed, f"neighbors/{place}").fraction() < options.neighbors
                self._live(resident, dice, is_person=place - free < options.people, tells_neighbors=tells)

    def _live(self, resident: Resident, dice: Dice, *, is_person: bool, tells_neighbors: bool) -> None:
        options, habits = self._options, self._options.habits
        walks = is_person and dice.fraction() < habits.walkers
        rhythm = Rhythm(dice, midnight_s=self._midnight_s)
        beacons = Beacons(
            self.ether,
            resident,
            intervals=options.intervals,
            dice=dice,
            rhythm=rhythm if walks else None,
            tells_neighbors=tells_neighbors,
        )
        self._beacons.append(beacons)
        if is_person:
            self.people.append(
                Person(
                    self.ether,
                    resident,
                    habits=habits,
                    rhythm=rhythm,
                    beacons=beacons,
                    dice=dice,
                    language=options.language,
                    walks=walks,
                    switches_off=dice.fraction() < habits.off_at_night,
                )
            )

    def switch_others(self, *, on: bool) -> None:
        """Switch every node on or off, but for ours and those at the places near us."""
        for place in range(self._options.near + 1, len(self.terrain.nodes)):
            self.terrain.switch(place, on=on)

    def start(self) -> None:
        """Begin to play."""
        self.ether.pulse.act(self._start)

    def _start(self) -> None:
        for beacons in self._beacons:
            beacons.start()
        for person in self.people:
            person.start()
        if self._options.copies:
            Copies(self.ether, dice=Dice(self._seed, "copies"), share=self._options.copies).start()
