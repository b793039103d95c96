"""Who is out there: peers with names, keys and places, the same for the same seed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Final

from steadymesh.ids import NodeNum
from steadymesh.model import RoutingError
from steadymesh.sim.dice import Dice

GIVEN_NAMES: Final = (
    "Zoé", "Anaïs", "Jürgen", "Ève", "Loïc", "Maëlle", "François", "Bjørn", "Łukasz", "Noémie", "Hélène", "Gaël",
)  # fmt: skip
PLACES: Final = ("Belledonne", "Chartreuse", "Vercors", "Écrins", "Taillefer", "Trièves", "Matheysine", "Oisans")
HARDWARE: Final = (43, 9, 4, 7, 12, 48, 50, 31)
"""HELTEC_V3, RAK4631, TBEAM, T_ECHO, LILYGO_TBEAM_S3_CORE, HELTEC_WIRELESS_TRACKER, T_DECK, STATION_G2."""

HOME: Final = (45.1885, 5.7245)
"""Grenoble: where the simulated mesh lives."""


@dataclass(slots=True, kw_only=True)
class Peer:
    """One node of the mesh around the radio, as it is on the air (not as the radio knows it)."""

    num: NodeNum
    long_name: str
    short_name: str
    public_key: bytes = field(repr=False)
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
    knows_our_key: bool = True
    """False: it can't decrypt our DM, says PKI_UNKNOWN_PUBKEY, and learns the key from the NodeInfo that follows."""
    refuses: RoutingError = RoutingError.NONE
    """Answer every DM with this error."""
    is_unmessagable: bool = False
    asked_at_s: float | None = None
    """Loop time when it was last asked for its NodeInfo; None: never."""

    @property
    def mac(self) -> bytes:
        """Return the hardware address that its NodeInfo tells (deprecated, still sent by firmware ≤ 2.7)."""
        return b"\x80\x00" + int(self.num).to_bytes(4, "big")


def make_key(seed: int, label: str) -> bytes:
    """Return 32 bytes that look like an X25519 key, the same for the same seed and label."""
    return Dice(seed, f"key/{label}").block(32)


def make_private_key(seed: int, label: str) -> bytes:
    """Return 32 bytes clamped as X25519 wants its private keys (RFC 7748, section 5)."""
    key = bytearray(Dice(seed, f"private/{label}").block(32))
    key[0] &= 248
    key[31] = key[31] & 127 | 64
    return bytes(key)


def number_of_key(public_key: bytes) -> NodeNum:
    """Return the node number that 2.8 draws from a key."""
    return NodeNum(zlib.crc32(public_key) & 0xFFFFFFFF)


def make_peer(seed: int, index: int, *, number_from_key: bool = False) -> Peer:
    """Return the peer with that index: name, key and place follow from seed and index."""
    dice = Dice(seed, f"peer/{index}")
    key = make_key(seed, f"peer/{index}")
    name = f"{GIVEN_NAMES[index % len(GIVEN_NAMES)]} {dice.pick(PLACES)} {index}"
    num = number_of_key(key) if number_from_key else NodeNum(0x10000000 + (dice.number() & 0x0FFFFFFF))
    return Peer(
        num=num,
        long_name=name,
        short_name=f"{index % 10_000:04d}",
        public_key=key,
        hw_model=dice.pick(HARDWARE),
        hops=dice.below(4),
        snr_db=round(dice.between(-15, 11) * 4) / 4,
        rssi_dbm=-60 - dice.below(60),
        latitude=HOME[0] + dice.between(-0.2, 0.2),
        longitude=HOME[1] + dice.between(-0.3, 0.3),
        altitude_m=200 + dice.below(2500),
    )
