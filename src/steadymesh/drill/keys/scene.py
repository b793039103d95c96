"""The radio's side of a cause: one radio, the person whom it is about, some others. Knows no client.

Virtual or real time, steadymesh or another client behind the door: it is the same to a scene.
"""

from __future__ import annotations

from typing import Final

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.ports import Clock
from steadymesh.sim import compose
from steadymesh.sim.people import Peer, make_peer
from steadymesh.sim.profile import PROFILES, Profile
from steadymesh.sim.radio import Radio
from steadymesh.sim.record import FAVORITE
from steadymesh.sim.server import SimServer
from steadymesh.sim.settings import Settings

SEED: Final = 11

_PERSON: Final = 1

PERSON_KEY: Final = PublicKey(make_peer(SEED, _PERSON).public_key)
"""The key of the person whom a case is about, until they are reset."""

PRESET: Final = "SHORT_FAST"
"""The mesh's modem preset: the radio gives up after 15 s."""

PEERS_OF_28: Final = "2.7.26"
"""What people run around a radio on 2.8, where a case does not say otherwise: most of its causes are theirs."""

NEWEST: Final = "2.8.0"

BUSY_PERCENT: Final = 60.0
"""Channel use above which nobody sends a NodeInfo (firmware `AirTime::isTxAllowedChannelUtil`: 40)."""

OTHERS: Final = 3

_FIRST_OTHER: Final = 100


class Scene:
    """One radio and its mesh.

    Args:
        clock: Loop time.
        firmware: What our radio runs, by its profile's name.
        preset: The modem preset.
        seed: Other seeds, other people.

    Attributes:
        radio: Ours.
        server: Its door.
        person: Whom the case is about: in reach, heard directly, met long ago unless the case says otherwise.
        others: People who are there too.
        users_favorites: Nodes that the owner has marked in the app.
    """

    def __init__(self, *, clock: Clock, firmware: str, preset: str = PRESET, seed: int = SEED) -> None:
        self.firmware = firmware
        self.profile = PROFILES[firmware]
        self.preset = preset
        self._clock = clock
        self._seed = seed
        self.users_favorites: set[NodeNum] = set()
        self.build()

    def build(self, *, role: str = "CLIENT", capacity: int | None = None) -> None:
        """Make the radio, alone; whoever was around is gone."""
        self.radio = Radio(
            clock=self._clock,
            seed=self._seed,
            profile=self.profile,
            settings=Settings(preset=self.preset, role=role),
            capacity=capacity,
        )
        self.radio.channel_utilization = 0.0
        self.server = SimServer(self.radio, clock=self._clock)
        self.person = self.meet(_PERSON)
        self.others = [self.meet(_FIRST_OTHER + number) for number in range(OTHERS)]
        self.address = self.person.num

    @property
    def peers_firmware(self) -> Profile:
        """What the people run."""
        return PROFILES[PEERS_OF_28] if self.firmware == NEWEST else self.profile

    def meet(self, index: int, *, firmware: Profile | None = None, known: bool = True) -> Peer:
        """Return somebody new, who is around and knows our radio, as it knows them unless that is said otherwise."""
        peer = make_peer(self._seed, index, firmware=firmware or self.peers_firmware)
        peer.hops, peer.rssi_dbm = 0, -70
        return self.radio.add_peer(peer, known=known)

    def become(self, person: Peer) -> None:
        """Let the case be about somebody else."""
        self.drop(self.person)
        self.person, self.address = person, person.num

    def drop(self, peer: Peer) -> None:
        """Let somebody be no more, and nobody remember them."""
        self.radio.peers.pop(peer.num, None)
        self.radio.nodes.remove(peer.num)

    def lose(self, peer: Peer) -> None:
        """Let the radio know nothing of a peer any more, not even in 2.8's warm tier."""
        self.radio.nodes.remove(peer.num)

    def favor(self, peer: Peer) -> bool:
        """Let the owner mark a node as favourite in the app; return False where the radio has no room for it."""
        nodes = self.radio.nodes
        record = nodes.know(peer.num, compose.user_of(peer))
        if not nodes.mark(record, FAVORITE):
            return False
        self.users_favorites.add(peer.num)
        return True

    def silence(self, peer: Peer) -> None:
        """Let a peer answer no question about itself: its channel is full."""
        peer.utilization = BUSY_PERCENT
