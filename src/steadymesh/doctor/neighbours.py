"""Who on this very machine is connected to the radio already: the kernel's own list, which costs nobody anything.

A radio has one place for TCP clients, and a newcomer takes it. A bot with another state directory, or a script of the
official library, would be put out by our visit; so it is looked for before.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from steadymesh.link.resolver import Endpoint

ESTABLISHED: Final = "01"
"""Linux `include/net/tcp_states.h`."""

Neighbours: TypeAlias = Callable[[Sequence[Endpoint]], bool]
"""Says whether a program on this machine is connected to one of these addresses."""


def is_connected(endpoints: Sequence[Endpoint], root: Path = Path("/")) -> bool:
    """Return whether a program on this machine is connected to one of these addresses.

    Where the system has no such list, nobody is seen.

    Args:
        endpoints: The radio's addresses.
        root: Where /proc is.
    """
    wanted = {(_plain(endpoint.address[0]), endpoint.address[1]) for endpoint in endpoints}
    return any(remote in wanted for name in ("tcp", "tcp6") for remote in _remotes(root / "proc/net" / name))


def _remotes(table: Path) -> Iterator[tuple[str, int]]:
    """Yield the far end of every established connection (proc(5), /proc/net/tcp)."""
    try:
        lines = table.read_text("ascii", "replace").splitlines()[1:]
    except OSError:
        return
    for line in lines:
        columns = line.split()
        if len(columns) > 3 and columns[3] == ESTABLISHED:
            address, _, port = columns[2].partition(":")
            yield _decoded(address), int(port, 16)


def _decoded(words: str) -> str:
    """Return the address that the kernel writes as words of 32 bits in the machine's own byte order."""
    raw = b"".join(int(words[start : start + 8], 16).to_bytes(4, sys.byteorder) for start in range(0, len(words), 8))
    return _plain(str(ipaddress.ip_address(raw)))


def _plain(address: str) -> str:
    """Return an address in the one form that compares: no zone, and IPv4 within IPv6 as IPv4."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)
