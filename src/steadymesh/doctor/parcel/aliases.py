"""Other names for nodes: the same one throughout a report, and in the next report another. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

OUR_RADIO: Final = "our-radio"

LEAST_NAME: Final = 2
"""Characters of a name below which it is everywhere."""

_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])(?:!|0x)([0-9a-fA-F]{8})(?![0-9A-Za-z])")
_FINGERPRINT: Final = re.compile(r"(?<![0-9A-Za-z!-])(?=[0-9]*[a-f])[0-9a-f]{8}(?![0-9A-Za-z])")
"""Of a key, as we write it: whoever knows the key knows whose it is."""

_DECIMAL: Final = re.compile(r"(?<![\d.])\d{6,10}(?![\d.])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A node, and what it is called."""

    num: int
    names: tuple[str, ...] = ()


class Aliases:
    """Renames nodes in texts.

    Args:
        key: Of this report alone; thrown away with this object.
        nodes: Those that are known.
        own: The number of our own radio; None: not known.
        ordinary: Words that stay, whoever is called so: our own sentences are made of them.
    """

    def __init__(
        self, *, key: bytes, nodes: Iterable[Named] = (), own: int | None = None, ordinary: Collection[str] = ()
    ) -> None:
        self._key = key
        self._own = own
        self._nums: set[int] = set()
        names: dict[str, int] = {}
        for node in nodes:
            self._nums.add(node.num)
            for name in node.names:
                if len(name) >= LEAST_NAME and name.lower() not in ordinary and not name.isdecimal():
                    names.setdefault(name, node.num)
        self._names: Mapping[str, int] = names
        longest_first = sorted(names, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_whole, longest_first))) if longest_first else None

    def renamed(self, text: str) -> str:
        """Return a text with other names and numbers."""
        text = _FINGERPRINT.sub(lambda match: f"key-{self._hashed(bytes.fromhex(match[0]))}", text)
        text = _NUMBER.sub(lambda match: self.alias(int(match[1], 16)), text)
        text = _DECIMAL.sub(lambda match: self.alias(int(match[0])) if int(match[0]) in self._nums else match[0], text)
        if self._pattern is not None:
            text = self._pattern.sub(lambda match: self.alias(self._names[match[0]]), text)
        return text

    def alias(self, num: int) -> str:
        """Return what a node is called in this report."""
        if num == self._own:
            return OUR_RADIO
        return f"node-{self._hashed(num.to_bytes(8, 'big'))}"

    def _hashed(self, raw: bytes) -> str:
        return hashlib.blake2b(raw, key=self._key, digest_size=4).hexdigest()


def _whole(name: str) -> str:
    """Return a pattern of a name that is no part of a longer word."""
    before = r"(?<!\w)" if name[0].isalnum() else ""
    after = r"(?!\w)" if name[-1].isalnum() else ""
    return f"{before}{re.escape(name)}{after}"
