"""Identifiers of the mesh: node numbers, packet ids, channel indices, public keys.

Parses what people and programs write, prints what they read. Knows no protocol beyond these.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final, NewType, Self

from steadymesh.errors import InvalidIdError

NodeNum = NewType("NodeNum", int)
"""A node's number: u32, printed `!0badcafe`."""

PacketId = NewType("PacketId", int)
"""A packet's id: u32, never 0, unique together with its sender."""

ChannelIndex = NewType("ChannelIndex", int)
"""A channel's slot in the radio, 0 (primary) to 7."""

BROADCAST: Final = NodeNum(0xFFFFFFFF)
"""Everybody on the channel (firmware `MeshTypes.h`, NODENUM_BROADCAST)."""

PRIMARY: Final = ChannelIndex(0)
"""The primary channel's slot."""

MAX_CHANNELS: Final = 8
"""Slots in the firmware's channel file (`MAX_NUM_CHANNELS`)."""

KEY_BYTES: Final = 32
"""An X25519 public key."""

_HEX_NODE: Final = re.compile(r"(?:!|0[xX])([0-9a-fA-F]{1,8})")
_BARE_HEX_NODE: Final = re.compile(r"[0-9a-fA-F]{8}")


def parse_node_num(text: str) -> NodeNum:
    """Return the node number that `text` writes.

    Understood: `!0badcafe`, `0x0badcafe`, decimal, and eight hex digits of which one is a letter
    (eight digits without a letter are decimal, as CONTRACT C has it).

    Raises:
        InvalidIdError: It is none of these, or not within 1 … 0xFFFFFFFF.
    """
    word = text.strip()
    if match := _HEX_NODE.fullmatch(word):
        value = int(match[1], 16)
    elif word.isascii() and word.isdigit() and len(word) <= 10:
        value = int(word)
    elif _BARE_HEX_NODE.fullmatch(word):
        value = int(word, 16)
    else:
        raise InvalidIdError(
            f"{_shown(text)} is not a node number.",
            remedy="Write !0badcafe, 0x0badcafe or a decimal number.",
            sentence="id-no-node",
            fields={"text": _cut(text)},
        )
    if not 0 < value <= 0xFFFFFFFF:
        raise InvalidIdError(
            f"{_shown(text)} is not a node number.",
            remedy="It must lie within 1 and 4294967295.",
            sentence="id-node-out-of-range",
            fields={"text": _cut(text)},
        )
    return NodeNum(value)


def format_node_num(num: int) -> str:
    """Return `!0badcafe`, as the apps print it."""
    return f"!{num:08x}"


def _shown(text: str) -> str:
    """Return `text` cut and cleaned for an error message, in quotation marks."""
    return f"“{_cut(text)}”"


def _cut(text: str) -> str:
    clean = "".join(c if c.isprintable() else "�" for c in text[:40])
    return f"{clean}…" if len(text) > 40 else clean


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An X25519 public key: 32 bytes, never all zero.

    Its `repr` is the fingerprint only, so that no key reaches a log by accident.

    Raises:
        InvalidIdError: Not 32 bytes, or all zero (an empty key would erase the radio's).
    """

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise InvalidIdError(
                f"A public key has {KEY_BYTES} bytes, this one {len(self.raw)}.",
                sentence="id-key-length",
                fields={"bytes": KEY_BYTES, "length": len(self.raw)},
            )
        if not any(self.raw):
            raise InvalidIdError("A public key of zeros is no key.", sentence="id-key-of-zeros")

    @property
    def fingerprint(self) -> str:
        """First 8 hex digits of the key's SHA-256: enough to compare, too little to forge by accident."""
        return hashlib.sha256(self.raw).hexdigest()[:8]

    @property
    def base64(self) -> str:
        """Standard base64, 44 characters, as `node_names.json` and the official library have it."""
        return base64.b64encode(self.raw).decode("ascii")

    def __repr__(self) -> str:
        return f"PublicKey({self.fingerprint}…)"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key that `text` writes: 64 hex digits (always hex), base64 or URL-safe base64.

        Raises:
            InvalidIdError: None of these, or not 32 bytes.
        """
        word = text.strip().removeprefix("base64:")
        if re.fullmatch(r"[0-9a-fA-F]{64}", word):
            return cls(bytes.fromhex(word))
        padded = word.rstrip("=").replace("-", "+").replace("_", "/")
        padded += "=" * (-len(padded) % 4)
        try:
            raw = base64.b64decode(padded, validate=True)
        except (binascii.Error, ValueError) as exc:
            raise InvalidIdError(
                "This is no public key.",
                remedy="Write 44 characters of base64 or 64 hex digits.",
                sentence="id-no-key",
            ) from exc
        return cls(raw)
