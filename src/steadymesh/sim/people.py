"""Who is out there: peers with names, keys and places, the same for the same seed."""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from steadymesh.ids import NodeNum, PacketId
from steadymesh.model import RoutingError
from steadymesh.sim import pki
from steadymesh.sim.dice import Dice
from steadymesh.sim.profile import PROFILES, Profile

GIVEN_NAMES: Final = (
    "Zoé", "Anaïs", "Jürgen", "Ève", "Loïc", "Maëlle", "François", "Bjørn", "Łukasz", "Noémie", "Hélène", "Gaël",
)  # fmt: skip
PLACES: Final = ("Belledonne", "Chartreuse", "Vercors", "Écrins", "Taillefer", "Trièves", "Matheysine", "Oisans")
HARDWARE: Final = (43, 9, 4, 7, 12, 48, 50, 31)
"""HELTEC_V3, RAK4631, TBEAM, T_ECHO, LILYGO_TBEAM_S3_CORE, HELTEC_WIRELESS_TRACKER, T_DECK, STATION_G2."""

HOME: Final = (45.1885, 5.7245)
"""Grenoble: where the simulated mesh lives."""


TOLD: Final = 100
"""Verdicts of our radio's that a peer remembers."""


@dataclass(slots=True, kw_only=True)
class Peer:
    """One node of the mesh around the radio, as it is on the air (not as the radio knows it)."""

    num: NodeNum
    long_name: str
    short_name: str
    public_key: bytes = field(repr=False)
    private_key: bytes = field(default=b"", repr=False)
    """The other half; empty: it has none, and reads nothing that is encrypted."""
    our_key: bytes | None = field(default=None, repr=False)
    """Our radio's key as it knows it; empty: it lacks it; another than ours: a stale one; None: whatever ours is."""
    firmware: Profile | None = None
    """What it runs; None: what our radio runs."""
    hw_model: int = 43
    role: int = 0
    hops: int = 0
    """Hops between it and our radio; 0: heard directly."""
    snr_db: float = 6.25
    rssi_dbm: int = -70
    latitude: float = HOME[0]
    longitude: float = HOME[1]
    altitude_m: int = 212
    in_range: bool = True
    """Hears our radio and is heard; False: everything to it ends as MAX_RETRANSMIT."""
    acks: bool = True
    """Acknowledges direct messages; False: it hears them, and the ack is lost."""
    refuses: RoutingError = RoutingError.NONE
    """Answer every DM with this error."""
    is_unmessagable: bool = False
    utilization: float = 4.5
    """Channel utilisation that it measures, per cent."""
    asked_at_s: float | None = None
    """Loop time when it was last asked for its NodeInfo; None: never."""
    introduced_at_s: float | None = None
    """Loop time when it last sent its NodeInfo; None: never."""
    told: deque[tuple[PacketId, RoutingError]] = field(default_factory=lambda: deque(maxlen=TOLD), repr=False)
    """What our radio said to its direct messages: packet and verdict, NONE for an ack."""
    on_renumber: Callable[[NodeNum, NodeNum], None] | None = field(default=None, repr=False, compare=False)
    """Told its old and its new number when that changes."""

    @property
    def mac(self) -> bytes:
        """Return the hardware address that its NodeInfo tells (deprecated, still sent by firmware ≤ 2.7)."""
        return b"\x80\x00" + int(self.num).to_bytes(4, "big")

    @property
    def is_28(self) -> bool:
        """Whether its number follows from its key, and it says nothing to what it can't decrypt (2.8)."""
        return self.firmware is not None and self.firmware.number_from_key

    @property
    def knows_our_key(self) -> bool:
        """Whether it has a key of ours; set False, it can't read us until it hears our NodeInfo."""
        return self.our_key != b""

    @knows_our_key.setter
    def knows_our_key(self, known: bool) -> None:
        self.our_key = None if known else b""

    def rekey(self) -> None:
        """Draw a new key pair, which follows from the old one; what it knows of others stays."""
        pair = pki.next_pair(self.private_key)
        self.private_key, self.public_key = pair.private, pair.public
        if self.is_28:
            self._renumber(number_of_key(self.public_key))

    def reflash(self) -> None:
        """Begin anew as the same node: a new key pair, nobody known, nobody answered yet."""
        self.our_key = b""
        self.asked_at_s = self.introduced_at_s = None
        self.rekey()

    def upgrade_to_28(self) -> None:
        """Run 2.8 from now on: the same key, and the number that follows from it (`NodeDB::createNewIdentity`)."""
        self.firmware = PROFILES["2.8.0"]
        self._renumber(number_of_key(self.public_key))

    def hear_of_us(self, key: bytes) -> None:
        """Take our radio's NodeInfo: the first key wins, an empty one changes nothing (`NodeDB::updateUser`)."""
        if self.our_key == b"":
            self.our_key = key

    def _renumber(self, num: NodeNum) -> None:
        old, self.num = self.num, num
        if self.on_renumber is not None and old != num:
            self.on_renumber(old, num)


def make_key(seed: int, label: str) -> bytes:
    """Return the public key of that seed and label."""
    return pki.make_pair(seed, label).public


def make_private_key(seed: int, label: str) -> bytes:
    """Return the private key that belongs to it."""
    return pki.make_pair(seed, label).private


def number_of_key(public_key: bytes) -> NodeNum:
    """Return the node number that 2.8 draws from a key."""
    return NodeNum(zlib.crc32(public_key) & 0xFFFFFFFF)


def make_peer(seed: int, index: int, *, number_from_key: bool = False, firmware: Profile | None = None) -> Peer:
    """Return the peer with that index: name, key and place follow from seed and index.

    Args:
        seed: Same seed, same people.
        index: Which of them.
        number_from_key: Its number is that of 2.8, whatever it runs.
        firmware: What it runs; None: what the radio runs that it is put around.
    """
    dice = Dice(seed, f"peer/{index}")
    pair = pki.make_pair(seed, f"peer/{index}")
    name = f"{GIVEN_NAMES[index % len(GIVEN_NAMES)]} {dice.pick(PLACES)} {index}"
    number_from_key = number_from_key or (firmware is not None and firmware.number_from_key)
    num = number_of_key(pair.public) if number_from_key else NodeNum(0x10000000 + (dice.number() & 0x0FFFFFFF))
    return Peer(
        num=num,
        long_name=name,
        short_name=f"{index % 10_000:04d}",
        public_key=pair.public,
        private_key=pair.private,
        firmware=firmware,
        hw_model=dice.pick(HARDWARE),
        hops=dice.below(4),
        snr_db=round(dice.between(-15, 11) * 4) / 4,
        rssi_dbm=-60 - dice.below(60),
        latitude=HOME[0] + dice.between(-0.2, 0.2),
        longitude=HOME[1] + dice.between(-0.3, 0.3),
        altitude_m=200 + dice.below(2500),
    )
