"""A host, or one port of it, as the operator writes it into `internet.allow`: `localhost:11434`, `[::1]:8080`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from steadymesh.errors import InvalidIdError
from steadymesh.words import clean

MAX_HOST: Final = 253
"""Longest host name (RFC 1035 §2.3.4, without the root's dot)."""

_PLACE: Final = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+))(?::(?P<port>[0-9]{1,5}))?")
_LABEL: Final = re.compile(r"[A-Za-z0-9_-]{1,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A host that may be reached although it is private."""

    host: str
    """As `same_host` writes it."""
    port: int | None = None
    """None: every port."""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"


def is_host(text: str) -> bool:
    """Return whether this is a host: an address without brackets or zone, or a name in ASCII."""
    if is_numeric(text):
        return "%" not in text
    return len(text) <= MAX_HOST and all(_LABEL.fullmatch(label) for label in text.removesuffix(".").split("."))


def is_numeric(host: str) -> bool:
    """Return whether a host is an address already, so that there is nothing to look up."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def same_host(host: str) -> str:
    """Return a host in the one form that two writings of it have in common."""
    return ip_address(host).compressed if is_numeric(host) else host.lower().removesuffix(".")


def parse_place(text: str) -> Place:
    """Return the place that somebody means.

    Raises:
        InvalidIdError: It is none, such as a whole URL.
    """
    word = text.strip()
    if is_numeric(word) and is_host(word):  # an IPv6 address needs brackets only before a port
        return Place(host=same_host(word))
    match = _PLACE.fullmatch(word)
    host = (match["v6"] or match["name"]) if match else ""
    port = int(match["port"]) if match and match["port"] else None
    is_sound = is_host(host) and (is_numeric(host) if match and match["v6"] else True)
    if not is_sound or (port is not None and not 0 < port <= 65535):
        shown = clean(word, 60)
        raise InvalidIdError(
            f"“{shown}” is not a host.",
            remedy="Write localhost:11434, 192.168.1.20 or [::1]:8080.",
            sentence="internet-no-place",
            fields={"text": shown},
        )
    return Place(host=same_host(host), port=port)


def is_allowed(host: str, port: int, places: Iterable[Place]) -> bool:
    """Return whether a host is meant to be reached on a port, wherever it lies.

    It is taken by what the address calls it: were it by where that leads, whoever owns a name could point it at an
    allowed machine and have it asked under that name.
    """
    same = same_host(host)
    return any(place.host == same and place.port in (None, port) for place in places)
