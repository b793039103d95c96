"""A host's name → its addresses, in the system's order of preference."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from steadymesh.internet.aside import Aside
from steadymesh.internet.places import is_numeric, same_host
from steadymesh.internet.refusals import lookups_hang, no_address

MAX_ADDRESSES: Final = 4
"""Addresses of one name that are tried: two of each kind; a large site has dozens, all alike."""

MAX_LOOKUPS: Final = 8
"""Names that are looked up at once: more than requests at once, since a thread that hangs outlives its request."""

Resolve = Callable[[str], Sequence[str]]
"""Look a name up; may block for ever; raises OSError (or UnicodeError) when there is no address."""


def look_up(host: str) -> Sequence[str]:
    """Return the system's addresses for a name. Blocks.

    A zone is cut off: it names an interface of this machine, and asyncio would look the address up again for it.

    Raises:
        OSError: There is none.
    """
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(address[0]).partition("%")[0] for _family, _type, _proto, _name, address in found]


class Names:
    """Finds addresses, each name in a thread of its own.

    Args:
        resolve: Does the lookup, in the thread.
    """

    def __init__(self, resolve: Resolve = look_up) -> None:
        self._resolve = resolve
        self._lookups = Aside[Sequence[str]]("steadymesh-resolver", most=MAX_LOOKUPS)

    def busy(self) -> bool:
        """Return whether a lookup is under way that somebody waits for."""
        return self._lookups.busy()

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Return a host's addresses, each once; a numeric host is its own. The caller owns the deadline.

        Raises:
            FetchError: There is none, or too many other lookups hang.
        """
        if is_numeric(host):
            return (same_host(host),)
        key = same_host(host)
        if not self._lookups.has_room(key):
            raise lookups_hang(host, MAX_LOOKUPS)
        try:
            found = await self._lookups.run(key, partial(self._resolve, key))
        except (OSError, UnicodeError) as exc:
            raise no_address(host, exc) from exc
        if not found:
            raise no_address(host, None)
        return tuple(dict.fromkeys(found))
