"""Bytes → frames: finds `94 C3 length payload` in whatever else a connection carries.

Incremental, linear, and never stuck: nothing is believed of a header but what the bytes behind it confirm. Between
frames there may be debug text, torn frames, noise. Knows no protobuf: the decoder is given to it.

Why so careful: the magic is not escaped in payloads, so a text from the mesh may hold the bytes of a frame. A complete
frame that decodes wins over anything inside it; an incomplete one is searched only if it does not open like a message
that fills it (`shape.fills`), or once it has been incomplete for so long that it must be torn (`Framer.doubt`).
Otherwise a peer could forge frames by having its text cut in two by TCP.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from steadymesh.wire.limits import HEADER_BYTES, MAGIC
from steadymesh.wire.shape import HEADER, HEADER_BEGUN, claimed, fills

T = TypeVar("T")


def frame(payload: bytes) -> bytes:
    """Return the frame that carries a payload (firmware `StreamAPI.cpp`, emitTxBuffer)."""
    return MAGIC + len(payload).to_bytes(2, "big") + payload


class Framer(Generic[T]):
    """Cuts a stream of bytes into decoded frames.

    Args:
        decode: A payload's message, or None if it is none.
        known: Whether a message is of a kind that we know. One that decodes, but to nothing known, yields to a known
            one inside it.

    Attributes:
        skipped_bytes: Bytes that belonged to no frame.
        undecodable: Complete frames that did not decode.
    """

    def __init__(self, decode: Callable[[bytes], T | None], known: Callable[[T], bool]) -> None:
        self.skipped_bytes = 0
        self.undecodable = 0
        self._decode = decode
        self._known = known
        self._tail = b""
        self._tail_at = 0
        self._held: int | None = None
        self._doubted = -1

    @property
    def held_at(self) -> int | None:
        """Where in the stream the incomplete frame begins that is being waited for; None: none is."""
        return self._held

    @property
    def is_doubted(self) -> bool:
        """Whether the frame that is being waited for has been doubted already."""
        return self._held == self._doubted

    def feed(self, data: bytes) -> list[tuple[T, bytes]]:
        """Take the next bytes; return the frames that are complete now, each with its payload as it came."""
        bytes_ = self._tail + data if self._tail else bytes(data)
        found: list[tuple[T, bytes]] = []
        search, decode, known = HEADER.search, self._decode, self._known
        size = len(bytes_)
        settled = scan = 0
        held = -1
        while (match := search(bytes_, scan)) is not None:
            start = match.start()
            body = start + HEADER_BYTES
            length = bytes_[start + 2] << 8 | bytes_[start + 3]  # `claimed`, without the call
            end = body + length
            if end > size:
                if held < 0:
                    held = start
                    if self._tail_at + start != self._doubted and fills(bytes_, body, length):
                        break
                scan = body - 2
                continue
            payload = bytes_[body:end]
            message = decode(payload)
            if message is None or (not known(message) and (held >= 0 or self._hides_frame(payload))):
                self.undecodable += held < 0
                scan = body - 2
                continue
            found.append((message, payload))
            self.skipped_bytes += start - settled
            settled = scan = end
            held = -1
        keep = held
        if held < 0:
            begun = HEADER_BEGUN.search(bytes_, max(scan, size - HEADER_BYTES))
            keep = size if begun is None else begun.start()
        self.skipped_bytes += keep - settled
        self._tail = bytes_[keep:]
        self._tail_at += keep
        self._held = None if held < 0 else self._tail_at
        return found

    def doubt(self) -> list[tuple[T, bytes]]:
        """Stop believing the incomplete frame that is being waited for; return the frames that it was hiding.

        It is not thrown away: if its bytes do come and nothing better was found in them, it is still a frame. A slow
        link loses nothing, a torn frame holds up nobody.
        """
        self._doubted = -1 if self._held is None else self._held
        return self.feed(b"")

    def _hides_frame(self, payload: bytes) -> bool:
        """Return whether the bytes of a payload hold a complete frame of a known kind."""
        scan = 0
        while (match := HEADER.search(payload, scan)) is not None:
            body = match.end() - 1
            end = body + claimed(payload, match.start())
            if end <= len(payload):
                message = self._decode(payload[body:end])
                if message is not None and self._known(message):
                    return True
            scan = body - 2
        return False
