"""The way of a visit: every address of the radio in turn, each timed and told apart. A `link.transport.Transport`."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from steadymesh.errors import ConnectError
from steadymesh.link.options import LinkOptions
from steadymesh.link.resolver import Endpoint
from steadymesh.link.target import Target
from steadymesh.link.tcp import TcpTransport
from steadymesh.link.transport import Receiver, Stream


class Blockage(Enum):
    """Why an address can't be connected to."""

    REFUSED = "refused"
    """The machine is there, nobody listens on the port."""
    SILENT = "silent"
    """No answer of any kind: switched off, another address, or a firewall that drops."""
    UNREACHABLE = "unreachable"
    """A router, or our own network, knows no way."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One address, tried."""

    address: str
    """As people write it: `192.168.1.38:4403`."""
    seconds: float
    blockage: Blockage | None
    """None: it took the connection."""
    error: str = ""
    """What the system said, for `OTHER`."""


class Road:
    """Connects to the first address that takes the connection.

    Args:
        endpoints: The radio's addresses; at least one.
        options: The link's settings.

    Attributes:
        tries: What became of each address so far.
    """

    def __init__(self, endpoints: Sequence[Endpoint], options: LinkOptions) -> None:
        self.tries: list[Try] = []
        self._targets = [_target(endpoint) for endpoint in endpoints]
        self._options = options

    async def open(self, receiver: Receiver, *, timeout_s: float) -> Stream:
        """Return a new stream; the addresses share the time.

        Raises:
            ConnectError: None of them took it; the first one's reason.
        """
        refusal: ConnectError | None = None
        loop = asyncio.get_running_loop()
        for target in self._targets:
            began = loop.time()
            transport = TcpTransport(target, self._options)
            try:
                stream = await transport.open(receiver, timeout_s=timeout_s / len(self._targets))
            except ConnectError as exc:
                refusal = refusal or exc
                blockage, error = _blockage(exc)
                self.tries.append(
                    Try(address=target.address, seconds=loop.time() - began, blockage=blockage, error=error)
                )
            else:
                self.tries.append(Try(address=target.address, seconds=loop.time() - began, blockage=None))
                return stream
        assert refusal is not None, "at least one address was tried"
        raise refusal

    def busy(self) -> bool:
        """Return False: numeric addresses need no thread."""
        return False


_ERRNOS: Final = {
    errno.ECONNREFUSED: Blockage.REFUSED,
    errno.EHOSTUNREACH: Blockage.UNREACHABLE,
    errno.ENETUNREACH: Blockage.UNREACHABLE,
    errno.EHOSTDOWN: Blockage.UNREACHABLE,
    errno.ENETDOWN: Blockage.UNREACHABLE,
    errno.ETIMEDOUT: Blockage.SILENT,
}


def _blockage(exc: ConnectError) -> tuple[Blockage, str]:
    cause = exc.__cause__
    if isinstance(cause, TimeoutError):  # our deadline, or the system's
        return Blockage.SILENT, ""
    found = _ERRNOS.get(cause.errno or 0) if isinstance(cause, OSError) else None
    error = (cause.strerror or "") if isinstance(cause, OSError) else ""
    return found or Blockage.OTHER, error.lower()


def _target(endpoint: Endpoint) -> Target:
    """Return the numeric target of an endpoint, with the zone that a link-local address needs."""
    address = endpoint.address
    zone = f"%{address[3]}" if len(address) == 4 and address[3] else ""
    return Target(host=f"{address[0]}{zone}", port=address[1])
