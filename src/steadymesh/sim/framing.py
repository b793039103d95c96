"""Frames as the firmware cuts and makes them (`StreamAPI.cpp`): its own code, not the client's.

Faithful to the end: a byte that breaks a match is forgotten together with the match, so `94 94 C3` hides a frame.
"""

from __future__ import annotations

from collections.abc import Iterator

from steadymesh.wire.limits import HEADER_BYTES, MAGIC, MAX_FRAME_PAYLOAD

START1, START2 = MAGIC


def frame(payload: bytes) -> bytes:
    """Return the payload with its header (`StreamAPI::buildFrameHeader`)."""
    return MAGIC + len(payload).to_bytes(2, "big") + payload


class Cutter:
    """Cuts ToRadio payloads out of a client's bytes (`StreamAPI::handleRecStream`)."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Return the payloads that are complete with `data`; keep the rest for the next call."""
        buffer = self._buffer
        buffer += data
        at = 0
        while at < len(buffer):
            if buffer[at] != START1:
                found = buffer.find(START1, at)
                at = len(buffer) if found < 0 else found
                continue
            if len(buffer) - at < 2:
                break
            if buffer[at + 1] != START2:
                at += 2
                continue
            if len(buffer) - at < HEADER_BYTES:
                break
            size = int.from_bytes(buffer[at + 2 : at + 4], "big")
            if size > MAX_FRAME_PAYLOAD:
                at += HEADER_BYTES
                continue
            if len(buffer) - at < HEADER_BYTES + size:
                break
            yield bytes(buffer[at + HEADER_BYTES : at + HEADER_BYTES + size])
            at += HEADER_BYTES + size
        del buffer[:at]
