"""A host name → socket addresses, in a thread of its own, within a deadline.

`getaddrinfo` can't be cancelled, and the loop's own executor is joined at exit: one name that does not resolve would
hold up the end of the process. So: a daemon thread that lives for one lookup, never more than one at a time. Whoever
gives up waiting leaves it behind; the next who asks joins the lookup that is still under way instead of starting one.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from steadymesh.link.refusals import lookup_is_late, lookup_is_stuck, no_address, unusable_zone
from steadymesh.link.target import is_numeric_host

MAX_ADDRESSES: Final = 4
"""Addresses of one name that are tried; a node has two at most (IPv4 and IPv6)."""

Address = tuple[str, int] | tuple[str, int, int, int]
"""What `socket.connect` takes."""

Resolve = Callable[[str, int], Sequence["Endpoint"]]
"""Look a name up; may block for ever; raises OSError (or UnicodeError) when there is no address."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A family and an address to connect to."""

    family: int
    address: Address


def look_up(host: str, port: int, *, flags: int = 0) -> Sequence[Endpoint]:
    """Return the system's addresses for a host, in its order of preference. Blocks.

    Raises:
        OSError: There is none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=flags)
    return [Endpoint(family, _plain(address)) for family, _type, _proto, _name, address in found]  # type: ignore[arg-type]


def _plain(address: Address) -> Address:
    """Return the address without its zone's name, whose number it carries: the loop would look the name up again."""
    return (address[0].partition("%")[0], *address[1:])


class _Lookup:
    """One lookup under way: a thread, and what it brought."""

    def __init__(self, resolve: Resolve, host: str, port: int, done: Callable[[_Lookup], None]) -> None:
        self.endpoints: tuple[Endpoint, ...] = ()
        self.error: Exception | None = None
        self.finished = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._done = done
        self._arguments = (resolve, host, port)
        threading.Thread(target=self._run, name="steadymesh-resolver", daemon=True).start()

    def _run(self) -> None:
        """Run in the thread: look up, hand the outcome to the loop if there still is one."""
        resolve, host, port = self._arguments
        endpoints: tuple[Endpoint, ...] = ()
        error: Exception | None = None
        try:
            endpoints = tuple(resolve(host, port))[:MAX_ADDRESSES]
        except (OSError, UnicodeError) as exc:
            error = exc
        finally:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self._loop.call_soon_threadsafe(self._finish, endpoints, error)

    def _finish(self, endpoints: tuple[Endpoint, ...], error: Exception | None) -> None:
        self.endpoints, self.error = endpoints, error
        self.finished.set()
        self._done(self)


class Resolver:
    """Finds the addresses of one host, and remembers the last one that worked.

    Args:
        host: A name or a numeric address; numeric ones need no thread.
        port: Goes into the addresses.
        resolve: Does the lookup, in the thread.
    """

    def __init__(self, host: str, port: int, *, resolve: Resolve = look_up) -> None:
        self._host = host
        self._port = port
        self._resolve = resolve
        self._lookup: _Lookup | None = None
        self._given_up = False
        self._late: tuple[Endpoint, ...] = ()
        self._waiting = 0
        self.last_good: Endpoint | None = None
        """The address of the last connection that was opened."""

    async def endpoints(self, *, timeout_s: float) -> tuple[Endpoint, ...]:
        """Return the host's addresses, the last good one first.

        Args:
            timeout_s: For the lookup. A lookup that somebody gave up on before is not waited for again while there is
                a last good address.

        Raises:
            ResolveError: No address, or none in time; `last_good` may still serve.
        """
        if is_numeric_host(self._host):
            return self._numeric()
        if self._late:
            found, self._late = self._late, ()
            return self._ordered(found)
        if self._given_up and self.last_good is not None:
            raise lookup_is_stuck(self._host)
        lookup = self._lookup
        if lookup is None:
            lookup = self._lookup = _Lookup(self._resolve, self._host, self._port, self._finished)
        self._waiting += 1
        try:
            async with asyncio.timeout(timeout_s):
                await lookup.finished.wait()
        except TimeoutError as exc:
            self._given_up = not lookup.finished.is_set()
            raise lookup_is_late(self._host, timeout_s) from exc
        finally:
            self._waiting -= 1
        return self._outcome(lookup)

    def confirm(self, endpoint: Endpoint) -> None:
        """Remember an address that could be connected to."""
        self.last_good = endpoint

    def busy(self) -> bool:
        """Return whether somebody waits for the thread."""
        return self._waiting > 0

    def _outcome(self, lookup: _Lookup) -> tuple[Endpoint, ...]:
        """Return what a finished lookup found, or raise."""
        if not lookup.endpoints:
            raise no_address(self._host, lookup.error) from lookup.error
        return self._ordered(lookup.endpoints)

    def _finished(self, lookup: _Lookup) -> None:
        """Free the place for the next lookup; keep what came too late for everybody."""
        self._lookup = None
        self._given_up = False
        if not self._waiting:
            self._late = lookup.endpoints

    def _numeric(self) -> tuple[Endpoint, ...]:
        """Return the one address that the host is. Asks no server and reads no file."""
        try:
            return tuple(look_up(self._host, self._port, flags=socket.AI_NUMERICHOST))
        except OSError as exc:  # an IPv6 zone that names no interface of this machine
            raise unusable_zone(self._host) from exc

    def _ordered(self, found: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
        """Return the addresses with the last good one first, if it is still among them."""
        return tuple(sorted(found, key=lambda endpoint: endpoint != self.last_good))
