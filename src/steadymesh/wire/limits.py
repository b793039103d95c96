"""Sizes that the protocol sets, each with its source."""

from __future__ import annotations

from typing import Final

MAGIC: Final = b"\x94\xc3"
"""Start of every frame (firmware `StreamAPI.cpp`, START1 and START2)."""

HEADER_BYTES: Final = 4
"""Magic and a big-endian u16 length."""

MAX_FRAME_PAYLOAD: Final = 512
"""Longest payload of a frame (firmware `mesh-pb-constants.h`, MAX_TO_FROM_RADIO_SIZE)."""

MAX_DATA_PAYLOAD: Final = 233
"""Longest `Data.payload` that a ToRadio may carry; a longer one is dropped without an answer (seen)."""

MAX_TEXT_CHANNEL: Final = 232
"""Longest text on a channel, in UTF-8 bytes (seen: 233 is refused as TOO_LARGE)."""

MAX_TEXT_DM: Final = 220
"""Longest text of a PKI direct message, in UTF-8 bytes (seen: 221 is refused as TOO_LARGE)."""

REPLY_ID_BYTES: Final = 5
"""What a `reply_id` takes from either (a tag byte and a fixed32)."""

DEFAULT_PORT: Final = 4403
"""The node's TCP port (firmware `ServerAPI.h`, SERVER_API_DEFAULT_PORT)."""

CONFIG_ONLY_NONCE: Final = 69420
"""`want_config_id` for everything but the other nodes (firmware `PhoneAPI.h`, SPECIAL_NONCE_ONLY_CONFIG)."""

NODES_ONLY_NONCE: Final = 69421
"""`want_config_id` for the nodes only, since 2.6.8 (firmware `PhoneAPI.h`, SPECIAL_NONCE_ONLY_NODES)."""
