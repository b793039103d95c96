"""Protobuf by hand, for what the installed protobuf classes do not know: messages of later firmware."""

from __future__ import annotations


def varint(value: int) -> bytes:
    """Return an unsigned number in base 128."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(tag: int, value: int) -> bytes:
    """Return one varint field."""
    return varint(tag << 3) + varint(value)


def fixed32(tag: int, value: int) -> bytes:
    """Return one fixed32 field."""
    return varint(tag << 3 | 5) + value.to_bytes(4, "little")


def nested(tag: int, content: bytes = b"") -> bytes:
    """Return one length-delimited field: bytes, a string or a message."""
    return varint(tag << 3 | 2) + varint(len(content)) + content
