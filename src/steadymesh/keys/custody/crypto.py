"""What the radio does with a direct message, done here: for those that it could not decrypt and forwarded. PURE.

X25519 of our private and the sender's public key, SHA-256 of that as the AES-256 key, CCM with a tag of 8 bytes and no
further data (firmware `CryptoEngine.cpp`, decryptCurve25519; checked against recorded packets).
"""

from __future__ import annotations

import hashlib
from typing import Final

from steadymesh.ids import PublicKey
from steadymesh.model import PrivateKey, SealedPacket

TAG_BYTES: Final = 8
"""Of the authentication tag (`CryptoEngine.cpp`)."""

EXTRA_BYTES: Final = 4
"""Of the extra nonce that is sent along (`CryptoEngine.cpp`, extraNonce)."""

MAX_SEALED_BYTES: Final = 256
"""Longest `MeshPacket.encrypted` (`mesh.options`)."""


class Opener:
    """Opens what was sealed for one private key. Its `repr` shows nothing of it.

    Args:
        private_key: Our radio's own.

    Raises:
        ValueError: It is no X25519 key.
    """

    def __init__(self, private_key: PrivateKey) -> None:
        # Imported where it is needed: 8 MB that a bot whose radio reads everything never uses.
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        self._key = X25519PrivateKey.from_private_bytes(private_key.raw)

    def open(self, packet: SealedPacket, sender_key: PublicKey) -> bytes | None:
        """Return the plaintext (protobuf `Data`); None: it was not sealed with this key for us, or was damaged.

        Args:
            packet: As the radio forwarded it.
            sender_key: The public key that the sender may have used.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
        from cryptography.hazmat.primitives.ciphers.aead import AESCCM

        sealed = packet.ciphertext
        if not TAG_BYTES + EXTRA_BYTES < len(sealed) <= MAX_SEALED_BYTES:
            return None
        body, extra = sealed[:-EXTRA_BYTES], sealed[-EXTRA_BYTES:]
        nonce = packet.id.to_bytes(4, "little") + extra + packet.sender.to_bytes(4, "little") + b"\0"
        try:
            shared = self._key.exchange(X25519PublicKey.from_public_bytes(sender_key.raw))
            return AESCCM(hashlib.sha256(shared).digest(), tag_length=TAG_BYTES).decrypt(nonce, body, None)
        except (InvalidTag, ValueError):  # ValueError: a public key of low order, whose shared secret is zero
            return None

    def __repr__(self) -> str:
        return "Opener(hidden)"
