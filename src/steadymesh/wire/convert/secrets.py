"""The dump → what in it is nobody else's business: keys and passwords, named. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from steadymesh.wire.codec import Message, decode_from_radio

LEAST_BYTES: Final = 5
"""A PSK of one byte names a well-known one (`Channels.cpp`, getKey); what is shorter than this is no secret."""

_NODE_INFO: Final = b"\x22"
"""How a FromRadio with a `node_info` begins: field 4, length-delimited (`mesh.proto`)."""


def without_nodes(image: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return a dump's payloads but those of nodes, which are most of it and hold no secret."""
    return tuple(payload for payload in image if not payload.startswith(_NODE_INFO))


def radio_secrets(image: Iterable[bytes]) -> tuple[tuple[str, bytes], ...]:
    """Return the name and the bytes of each secret in a dump, such as `radio.private_key` and `radio.channel-1.psk`.

    Args:
        image: Payloads as they came.
    """
    return tuple((name, raw) for name, raw in _found(image) if len(raw) >= LEAST_BYTES and any(raw))


def _found(image: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    for payload in image:
        message = decode_from_radio(payload)
        match None if message is None else message.WhichOneof("payload_variant"):
            case "config":
                yield from _of_config(message.config)  # type: ignore[union-attr]
            case "moduleConfig":
                yield "radio.mqtt.password", message.moduleConfig.mqtt.password.encode()  # type: ignore[union-attr]
            case "channel":
                channel = message.channel  # type: ignore[union-attr]
                yield f"radio.channel-{channel.index}.psk", bytes(channel.settings.psk)
            case _:
                pass


def _of_config(config: Message) -> Iterator[tuple[str, bytes]]:
    match config.WhichOneof("payload_variant"):
        case "security":
            yield "radio.private_key", bytes(config.security.private_key)
        case "network":
            yield "radio.wifi_psk", config.network.wifi_psk.encode()
        case _:
            pass
