"""PKI as the radios do it: X25519, SHA-256, AES-CCM (firmware `CryptoEngine.cpp`). Its own code, not the client's.

Key pairs follow from a seed and a label; asked for again they come from a cache: a mesh of thousands is cheap.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from steadymesh.ids import KEY_BYTES
from steadymesh.sim.dice import Dice

TAG_BYTES: Final = 8
EXTRA_BYTES: Final = 4
OVERHEAD_BYTES: Final = TAG_BYTES + EXTRA_BYTES
"""What PKI adds on the air: a tag and the drawn part of the nonce (`CryptoEngine.h`, MESHTASTIC_PKC_OVERHEAD)."""

CACHED_PAIRS: Final = 32_768
CACHED_SECRETS: Final = 4096


@dataclass(frozen=True, slots=True)
class KeyPair:
    """The two halves of one identity, 32 bytes each."""

    private: bytes = field(repr=False)
    public: bytes


def clamp(secret: bytes) -> bytes:
    """Return 32 bytes as X25519 wants its private keys (RFC 7748, section 5)."""
    key = bytearray(secret)
    key[0] &= 248
    key[31] = key[31] & 127 | 64
    return bytes(key)


@lru_cache(maxsize=CACHED_PAIRS)
def make_pair(seed: int, label: str) -> KeyPair:
    """Return the key pair of that seed and label: always the same one."""
    return pair_of(clamp(Dice(seed, f"private/{label}").block(KEY_BYTES)))


def pair_of(private: bytes) -> KeyPair:
    """Return the pair of a private key (`CryptoEngine::regeneratePublicKey`)."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return KeyPair(private, X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw())


def next_pair(private: bytes) -> KeyPair:
    """Return the pair that follows upon this one: what a node draws when it is given a new identity."""
    return pair_of(clamp(hashlib.sha256(b"next/" + private).digest()))


@lru_cache(maxsize=CACHED_SECRETS)
def _secret(private: bytes, public: bytes) -> bytes | None:
    """Return the AES key of two ends: SHA-256 of the shared secret; None: a key that is none (`setDHPublicKey`)."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    try:
        mine, theirs = X25519PrivateKey.from_private_bytes(private), X25519PublicKey.from_public_bytes(public)
        return hashlib.sha256(mine.exchange(theirs)).digest()
    except ValueError:  # not 32 bytes, or a weak point
        return None


def _nonce(packet_id: int, extra: int, sender: int) -> bytes:
    """Return the 13 bytes of the nonce; the packet id has 64 bits, of which the extra nonce takes the upper half.

    Source: `CryptoEngine::initNonce`.
    """
    return packet_id.to_bytes(4, "little") + extra.to_bytes(4, "little") + sender.to_bytes(4, "little") + b"\0"


def seal(plain: bytes, *, private: bytes, public: bytes, sender: int, packet_id: int, extra: int) -> bytes:
    """Return what goes on the air (`CryptoEngine::encryptCurve25519`).

    Args:
        plain: A serialized `Data`.
        private: The sender's private key.
        public: The recipient's public key, as the sender knows it. One that is none gives rubbish, as in the firmware.
        sender: The sender's node number.
        packet_id: Id of the packet.
        extra: The part of the nonce that is drawn, 32 bits.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESCCM

    key = _secret(private, public)
    sealed = (
        bytes(len(plain) + TAG_BYTES)
        if key is None
        else AESCCM(key, tag_length=TAG_BYTES).encrypt(_nonce(packet_id, extra, sender), plain, None)
    )
    return sealed + extra.to_bytes(EXTRA_BYTES, "little")


def unseal(sealed: bytes, *, private: bytes, public: bytes, sender: int, packet_id: int) -> bytes | None:
    """Return the plaintext of what came over the air (`CryptoEngine::decryptCurve25519`); None: not for these keys.

    Args:
        sealed: Ciphertext, tag and extra nonce.
        private: The recipient's private key.
        public: The sender's public key, as the recipient knows it.
        sender: The sender's node number.
        packet_id: Id of the packet.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESCCM

    key = _secret(private, public) if len(sealed) > OVERHEAD_BYTES else None
    if key is None:
        return None
    extra = int.from_bytes(sealed[-EXTRA_BYTES:], "little")
    try:
        return AESCCM(key, tag_length=TAG_BYTES).decrypt(_nonce(packet_id, extra, sender), sealed[:-EXTRA_BYTES], None)
    except InvalidTag:
        return None
