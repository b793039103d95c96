"""Where the radio is, as a person writes it: `tcp://192.168.1.38`, `tcp://[::1]:4404`, `meshtastic.local`.

Parses and prints; resolves nothing.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

from steadymesh.errors import InvalidIdError, Told
from steadymesh.wire.limits import DEFAULT_PORT
from steadymesh.words import clean

MAX_HOST: Final = 253
"""Longest host name (RFC 1035 §2.3.4, without the root's dot)."""

_LATER: Final = frozenset({"serial", "usb", "ble", "bluetooth"})
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_HOST_PORT: Final = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::(.*))?", re.DOTALL)
_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_DOTTED_NUMBERS: Final = re.compile(r"[0-9.]+")
_NO_PLACE: Final = (
    ("@", "a user name", "target-no-user"),
    ("/", "a path", "target-no-path"),
    ("?", "a query", "target-no-query"),
    ("#", "a fragment", "target-no-fragment"),
)
_REMEDY: Final = f"Write tcp://192.168.1.38, tcp://[::1]:{DEFAULT_PORT} or tcp://meshtastic.local."


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A radio's address as configured."""

    host: str
    """A name or a numeric address, IPv6 without brackets."""
    port: int = DEFAULT_PORT
    scheme: str = "tcp"

    @property
    def address(self) -> str:
        """Return `host:port`, an IPv6 address in brackets."""
        return join_host_port(self.host, self.port)

    @property
    def is_numeric(self) -> bool:
        """Return whether the host is an address already, so that nothing needs to be looked up."""
        return is_numeric_host(self.host)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.address}"


def join_host_port(host: str, port: int) -> str:
    """Return `host:port` for people, an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_numeric_host(host: str) -> bool:
    """Return whether `host` is an IPv4 or IPv6 address (with or without a zone)."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def parse_target(text: str) -> Target:
    """Return the radio's address that `text` writes.

    Understood: `tcp://host`, `tcp://host:port`, `tcp://[ipv6]:port`, and each of them without `tcp://`.

    Raises:
        InvalidIdError: It is something else; the sentence says what is wrong with which part.
    """
    word = text.strip()
    if not word:
        raise InvalidIdError(
            "The radio's address is empty.", remedy=_REMEDY, sentence="target-empty", fields={"port": DEFAULT_PORT}
        )
    if not word.isprintable() or " " in word:
        raise _invalid(word, Told("it holds a space or a control character", "target-space"))
    if match := _SCHEME.fullmatch(word):
        scheme, rest = match[1].lower(), match[2]
        if scheme != "tcp":
            raise _unknown_scheme(word, scheme)
    elif word.startswith(("/", "COM")):
        raise _unknown_scheme(word, "serial")
    else:
        rest = word
    return _parse_rest(word, rest)


def _parse_rest(word: str, rest: str) -> Target:
    """Return the target that stands behind the scheme."""
    rest = rest.removesuffix("/")
    for mark, part, sentence in _NO_PLACE:
        if mark in rest:
            why = f"a radio's address has no place for {part}"
            raise _invalid(word, Told(why, sentence))
    if ":" in rest and is_numeric_host(rest):
        return Target(host=rest)
    match = _HOST_PORT.fullmatch(rest)
    if match is None:
        raise _invalid(word, Told("an IPv6 address stands in brackets, a port behind one colon", "target-colons"))
    host, port = match[1], match[2]
    return Target(host=_parse_host(word, host), port=DEFAULT_PORT if port is None else _parse_port(word, port))


def _parse_host(word: str, host: str) -> str:
    """Return the host without brackets, if it can be one."""
    if host.startswith("["):
        inner = host[1:-1].replace("%25", "%")
        if ":" not in inner or not is_numeric_host(inner):
            raise _invalid(word, _is_not("an IPv6 address", "target-no-ipv6", inner))
        return inner
    if not host:
        raise _invalid(word, Told("the host is missing", "target-no-host"))
    try:
        name = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError as exc:
        raise _invalid(word, _is_not("a host name", "target-no-name", host)) from exc
    if _DOTTED_NUMBERS.fullmatch(name):
        if not is_numeric_host(name):
            raise _invalid(word, _is_not("an IPv4 address", "target-no-ipv4", host))
        return name
    labels = name.removesuffix(".").split(".")
    if len(name) > MAX_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise _invalid(word, _is_not("a host name", "target-no-name", host))
    return name


def _parse_port(word: str, port: str) -> int:
    """Return the port's number, 1 … 65535."""
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) <= 65535):
        raise _invalid(word, _is_not("a port (1 to 65535)", "target-no-port", clean(port, 10)))
    return int(port)


def _is_not(what: str, sentence: str, part: str) -> Told:
    """Return why a part of an address is none."""
    shown = clean(part, 40)
    return Told(f"“{shown}” is not {what}", sentence, {"part": shown})


def _invalid(word: str, why: Told) -> InvalidIdError:
    shown = clean(word, 60)
    return InvalidIdError(
        f"“{shown}” is not a radio's address: {why}.",
        remedy=_REMEDY,
        sentence="target-invalid",
        fields={"text": shown, "why": why, "port": DEFAULT_PORT},
    )


def _unknown_scheme(word: str, scheme: str) -> InvalidIdError:
    if scheme in _LATER:
        shown = clean(word, 60)
        return InvalidIdError(
            f"“{shown}” can't be reached: serial and Bluetooth links are not available yet.",
            remedy=_REMEDY,
            sentence="target-later",
            fields={"text": shown, "port": DEFAULT_PORT},
        )
    name = clean(scheme, 20)
    return _invalid(word, Told(f"“{name}” is not a way to a radio, only tcp is", "target-no-scheme", {"part": name}))
