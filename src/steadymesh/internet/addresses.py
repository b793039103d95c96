"""Which addresses are the internet's, and which lead into somebody's house."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_NOBODYS_V4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network: Linux takes 0.0.0.0 for this machine
            "10.0.0.0/8",
            "100.64.0.0/10",  # behind the provider's NAT (RFC 6598)
            "127.0.0.0/8",
            "169.254.0.0/16",  # link-local, and the clouds' metadata
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",  # 6to4 relays (RFC 7526)
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
"""IANA's registry of special addresses, written down: what `ipaddress` calls global differs between versions."""

_ANYBODYS_V6: Final = IPv6Network("2000::/3")
"""All that IANA has given out for use between networks so far."""

_NOBODYS_V6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocols: Teredo, ORCHID, benchmarks
            "2001:db8::/32",
            "2002::/16",  # 6to4: an IPv4 address stands inside, and nobody routes it any more
            "3fff::/20",
        ),
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""An IPv4 address stands in the last 32 bits; networks without IPv4 reach the old internet by it (RFC 6052)."""


def is_public(address: str) -> bool:
    """Return whether an IPv4 or IPv6 address, without a zone, belongs to the internet.

    Raises:
        ValueError: It is no address.
    """
    match ip_address(address):
        case IPv4Address() as v4:
            return _is_public_v4(v4)
        case IPv6Address() as v6:
            return _is_public_v6(v6)


def _is_public_v4(address: IPv4Address) -> bool:
    return not any(address in network for network in _NOBODYS_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    if address.ipv4_mapped is not None:  # ::ffff:127.0.0.1 leads where 127.0.0.1 does
        return _is_public_v4(address.ipv4_mapped)
    if address in _NAT64:
        return _is_public_v4(IPv4Address(int(address) & 0xFFFF_FFFF))
    return address in _ANYBODYS_V6 and not any(address in network for network in _NOBODYS_V6)
