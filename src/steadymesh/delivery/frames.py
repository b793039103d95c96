"""How many bytes a text is on the air. PURE: counted, not serialized, because delivery knows no protobuf.

What goes out is not what was handed over: the radio adds a bit field, a cipher's trailer and, since 2.8, a signature.
"""

from __future__ import annotations

from typing import Final

from steadymesh.delivery.airtime import MAX_FRAME_BYTES
from steadymesh.ids import BROADCAST
from steadymesh.model import RadioInfo, SendText

MESH_HEADER_BYTES: Final = 16
"""firmware `RadioInterface.h`, MESHTASTIC_HEADER_LENGTH."""

CIPHER_BYTES: Final = 12
"""Tag and extra nonce of a PKI direct message (firmware `RadioInterface.h`, MESHTASTIC_PKC_OVERHEAD)."""

SIGNATURE_BYTES: Final = 66
"""XEdDSA signature of a channel text with its tag and length (firmware 2.8 `CryptoEngine.h`,
XEDDSA_SIGNATURE_FIELD_BYTES)."""

_PORT_BYTES: Final = 2
"""`Data.portnum`: TEXT_MESSAGE_APP is 1."""

_BITFIELD_BYTES: Final = 2
"""`Data.bitfield`, which the radio sets in everything of its own (firmware `Router.cpp`, perhapsEncode)."""

_FIXED32_BYTES: Final = 5
"""`Data.reply_id` and `Data.emoji`: a tag byte and four more each; 0 is not written."""

_ONE_BYTE_LENGTH: Final = 128
"""From here on a length takes two bytes."""

_FIRST_SIGNING: Final = (2, 8, 0)
"""Firmware that signs its broadcasts (`Router.cpp`, perhapsEncode). On STM32 boards it does not; they count as if."""


def frame_bytes(intent: SendText, *, signs: bool = False) -> int:
    """Return the bytes on the air of one transmission of a text, the mesh's header included.

    More than `MAX_FRAME_BYTES` means that the radio will refuse it as TOO_LARGE.

    Args:
        intent: The text. To a node it is PKI-encrypted, as `wire.convert` has it.
        signs: Whether our radio signs what it sends to channels: `signs_channel_texts` says so.
    """
    text = len(intent.text.encode("utf-8", "replace"))
    payload = 1 + (1 if text < _ONE_BYTE_LENGTH else 2) + text if text else 0
    size = MESH_HEADER_BYTES + _PORT_BYTES + payload + _BITFIELD_BYTES
    if intent.reply_id:
        size += _FIXED32_BYTES
    if intent.is_tapback:
        size += _FIXED32_BYTES
    if intent.to != BROADCAST:
        return size + CIPHER_BYTES
    # What would not fit with a signature goes without one (`Router.cpp`, signedDataFits).
    return size + SIGNATURE_BYTES if signs and size + SIGNATURE_BYTES <= MAX_FRAME_BYTES else size


def signs_channel_texts(radio: RadioInfo | None) -> bool:
    """Return whether our radio adds a signature to channel texts. None: not known, and most radios don't yet."""
    return radio is not None and radio.has_pkc and radio.firmware_version >= _FIRST_SIGNING
