"""What looks like a key, a password or a place, whoever wrote it: hidden without being known. Pure."""

from __future__ import annotations

import re
from typing import Final

KEY: Final = "(key)"
PASSWORD: Final = "(hidden)"  # noqa: S105  (what stands for one)
PLACE: Final = "(place)"
LINK: Final = "(link)"

_LETTER: Final = r"(?:[A-Za-z0-9+/_-]|%2[BbFf])"
_PAD: Final = r"(?:=|%3[Dd])"

_BASE64: Final = re.compile(
    rf"(?<![A-Za-z0-9+/_-])(?:{_LETTER}{{43}}{_PAD}?|{_LETTER}{{22}}{_PAD}{{2}})(?![A-Za-z0-9+/_=-])"
)
"""32 bytes, padded or not; 16 bytes, padded: without, any long word would be one."""

_HEX: Final = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{32})(?![0-9A-Za-z])")
_SPACED_HEX: Final = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}[ :,-]){15,}[0-9a-fA-F]{2}(?![0-9A-Za-z])")
_BYTES: Final = re.compile(r"""\bb(['"])(?:(?!\1)[^\\\n]|\\.)*\\+x(?:(?!\1)[^\\\n]|\\.)*\1""")
"""Python's way of writing bytes that are no text."""

_SHARED: Final = re.compile(r"meshtastic\.org/[a-z]/\S+", re.IGNORECASE)
"""A channel link holds its PSK, a contact link a name and a key."""

_OUR_TOKEN: Final = re.compile(r"smw_[A-Za-z0-9_-]{8,}")
"""Of our own HTTP (`web.tokens`)."""

_USER: Final = re.compile(r"(?<=://)[^/\s@\"']+@")
_NAMED: Final = re.compile(
    r"(?P<name>\b(?:[\w-]*(?:password|passwd|token|secret|api[_-]?key|psk|private[_-]?key)|authorization)"
    r"[\"']?\s*[:=]\s*[\"']?(?:(?:bearer|basic)\s+)?)(?P<value>[^\s\"',;}\])(]{4,})",
    re.IGNORECASE,
)
_BEARER: Final = re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)

_DEGREES: Final = re.compile(r"(?<![\d.])-?\d{1,3}\.\d{4,}(?![\d.])")
"""Four decimals are some ten metres."""


def hidden(text: str) -> str:
    """Return a text without what looks like a key or a password."""
    text = _OUR_TOKEN.sub(PASSWORD, _SHARED.sub(LINK, text))
    text = _BYTES.sub(KEY, text)
    text = _BASE64.sub(lambda match: KEY if _is_drawn(match[0]) else match[0], text)
    text = _SPACED_HEX.sub(KEY, _HEX.sub(KEY, text))
    text = _BEARER.sub(lambda match: f"{match[1]} {PASSWORD}", _USER.sub(f"{PASSWORD}@", text))
    return _NAMED.sub(lambda match: f"{match['name']}{PASSWORD}" if _is_value(match["value"]) else match[0], text)


def without_places(text: str) -> str:
    """Return a text without what looks like a latitude or a longitude."""
    return _DEGREES.sub(PLACE, text)


def _is_drawn(word: str) -> bool:
    """Return whether a word looks drawn by chance: a long name of a file or a setting has not all kinds of letters."""
    return (
        any(one.isupper() for one in word)
        and any(one.islower() for one in word)
        and any(one.isdigit() or one in "+/=%" for one in word)
    )


def _is_value(word: str) -> bool:
    """Return whether a word behind `token:` may be one: what is true, none or a number of them is not."""
    return word.lower() not in ("true", "false", "null", "none") and not word.isdecimal()
