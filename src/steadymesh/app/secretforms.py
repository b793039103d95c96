"""In which forms a secret may stand in a text, and digests that tell a form without showing it. Pure."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Final
from urllib.parse import quote, quote_plus

DIGEST_BYTES: Final = 16

SALT_BYTES: Final = 16

KEY_BYTES: Final = frozenset({16, 32})
"""Sizes of keys; what has another size is a password, and a text."""


def forms_of_text(text: str) -> frozenset[str]:
    """Return how a secret text may be written: as it is, escaped for JSON, a URL or Python, in base64, in hex.

    Hexadecimal is in lower case. Base64 is what a longer text with the secret in it has of it, at each of the three
    places where it may begin, without padding.

    Args:
        text: The secret.
    """
    raw = text.encode("utf-8", "surrogateescape")
    return frozenset(
        {
            text,
            json.dumps(text)[1:-1],
            json.dumps(text, ensure_ascii=False)[1:-1],
            repr(text)[1:-1],
            quote(text, safe="", errors="replace"),
            quote(text, errors="replace"),
            quote_plus(text, errors="replace"),
            raw.hex(),
            *_base64(raw),
        }
    )


def forms_of_bytes(raw: bytes) -> frozenset[str]:
    """Return how secret bytes may be written; a password's are a text.

    Args:
        raw: The secret.
    """
    if len(raw) in KEY_BYTES:
        escaped = repr(raw)[2:-1]
        return frozenset({raw.hex(), escaped, json.dumps(escaped)[1:-1], *(text.rstrip("=") for text in _encoded(raw))})
    return forms_of_text(raw.decode("utf-8", "surrogateescape"))


def digest_of(form: str, salt: bytes) -> str:
    """Return what tells that a text is this form, to whoever has the text and the salt only."""
    return hashlib.blake2b(form.encode("utf-8", "surrogateescape"), key=salt, digest_size=DIGEST_BYTES).hexdigest()


def _encoded(raw: bytes) -> tuple[str, str]:
    return base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()


def _base64(raw: bytes) -> set[str]:
    """Return what is the same in the base64 of every text that has `raw` in it, for each place modulo three."""
    found = set()
    for before in range(3):
        whole = (len(raw) + before) // 3 * 3
        padded = bytes(before) + raw[: whole - before]
        skip = (before * 8 + 5) // 6  # characters that hold bits of what stands before it
        found |= {text[skip:] for text in _encoded(padded) if len(text) - skip >= len(raw)}
    return found
