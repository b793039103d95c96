"""Lists of hosts, as settings are written: `localhost:11434`, `192.168.1.20`, `[::1]:8080`."""

from __future__ import annotations

import re
from typing import Final

from steadymesh.config.kinds import Kind, items, shown_list
from steadymesh.errors import Told
from steadymesh.internet.places import parse_place

_ADDRESS_FIRST: Final = re.compile(r"\s*\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]\s*(?:[:,]|$)")
"""A string that begins with an IPv6 address in brackets: they are not those of a list."""


def places() -> Kind:
    """Hosts or single ports of them, each once, as `internet.places` writes them."""

    def read(raw: object) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for item in items(f"[{raw}]" if isinstance(raw, str) and _ADDRESS_FIRST.match(raw) else raw):
            if not isinstance(item, str):
                raise kind.refusal()
            found[str(parse_place(item))] = None  # its InvalidIdError says what is wrong
        return tuple(found)

    accepted = Told('a list of hosts, each alone or with a port, such as ["localhost:11434"]', "accepts-places")
    kind = Kind(accepted=accepted, read=read, show=shown_list)
    return kind
