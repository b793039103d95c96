"""What a lookup, a connection attempt or a connection ended with, in words.

Every error here names its sentence of `locale/`: the log tells it in the operator's language, the system's own English
stands only where the system says something rare.
"""

from __future__ import annotations

import errno
import os
import socket
from typing import Final

from steadymesh.errors import ClosedError, ConnectError, ResetError, ResolveError, Told

_ON_AND_THERE: Final = "Is the radio on, and is this its address?"
_GIVE_ADDRESS: Final = "Give the radio's IP address."

_REFUSALS: Final[dict[int, tuple[str, str, str]]] = {
    errno.ECONNREFUSED: (
        "link-error-refused",
        "refused the connection",
        "The machine is there: is the radio's network API enabled, and is this its port?",
    ),
    errno.EHOSTUNREACH: ("link-error-not-there", "is not there", _ON_AND_THERE),
    errno.ENETUNREACH: (
        "link-error-no-way",
        "lies in a network that this machine has no way to",
        "Check this machine's own network.",
    ),
}

_SYSTEM: Final = {
    errno.ETIMEDOUT: Told("nothing came back in time", "link-why-timed-out"),
    errno.EHOSTUNREACH: Told("nobody is at that address any more", "link-why-not-there"),
    errno.ENETUNREACH: Told("this machine has no way there any more", "link-why-no-way"),
    errno.ENETDOWN: Told("this machine's network is down", "link-why-network-down"),
    errno.EHOSTDOWN: Told("that machine is down", "link-why-machine-down"),
    errno.ENOENT: Told("there is no such file", "link-why-no-file"),
    errno.EACCES: Told("it may not be run", "link-why-not-allowed"),
}
"""What the system says often enough to be said in the operator's language."""

_LOOKUP: Final = {
    socket.EAI_NONAME: Told("nobody knows that name", "link-why-unknown-name"),
    socket.EAI_AGAIN: Told("no name server answers", "link-why-no-name-server"),
}


def system_says(exc: OSError | ValueError) -> Told:
    """Return why the system did not do something: in our words where we have some, else in its own."""
    if isinstance(exc, socket.gaierror):  # its numbers are not those of errno
        return _LOOKUP.get(exc.errno or 0) or Told(exc.strerror or str(exc))
    number = exc.errno if isinstance(exc, OSError) else None
    if number is None:
        return Told(str(exc) or type(exc).__name__)
    return _SYSTEM.get(number) or Told(getattr(exc, "strerror", None) or os.strerror(number))


def refused(where: str, exc: OSError) -> ConnectError:
    """Return what a failed connect means."""
    known = _REFUSALS.get(exc.errno or 0)
    if known is None:
        why = system_says(exc)
        return ConnectError(
            f"{where} can't be reached: {why}.", sentence="link-error-unreachable", fields={"where": where, "why": why}
        )
    sentence, what, remedy = known
    return ConnectError(f"{where} {what}.", remedy=remedy, sentence=sentence, fields={"where": where})


def unanswered(where: str, timeout_s: float) -> ConnectError:
    """Return what a connect without an answer means."""
    seconds = round(timeout_s, 1)
    return ConnectError(
        f"{where} did not answer within {seconds:g} s.",
        remedy=_ON_AND_THERE,
        sentence="link-error-unanswered",
        fields={"where": where, "seconds": seconds},
    )


def closed() -> ClosedError:
    """Return what the other side's orderly end (EOF) means."""
    return ClosedError("The radio closed the connection.", sentence="session-error-closed")


def broken(where: str, exc: Exception) -> ResetError:
    """Return what the end of a connection means that nobody said goodbye to."""
    if isinstance(exc, ConnectionError):
        return ResetError(f"{where} reset the connection.", sentence="link-error-reset", fields={"where": where})
    why = system_says(exc) if isinstance(exc, (OSError, ValueError)) else Told(type(exc).__name__)
    return ResetError(
        f"The connection to {where} broke: {why}.", sentence="link-error-broken", fields={"where": where, "why": why}
    )


def lookup_is_stuck(host: str) -> ResolveError:
    """Return the error of a lookup that somebody gave up on before, and that has not come back since."""
    return ResolveError(
        f"Looking up {host} is still stuck.",
        remedy=_GIVE_ADDRESS,
        sentence="link-error-lookup-stuck",
        fields={"host": host},
    )


def lookup_is_late(host: str, timeout_s: float) -> ResolveError:
    """Return the error of a lookup that did not end in time."""
    return ResolveError(
        f"Looking up {host} took more than {timeout_s:g} s.",
        remedy=_GIVE_ADDRESS,
        sentence="link-error-lookup-late",
        fields={"host": host, "timeout_s": timeout_s},
    )


def no_address(host: str, error: Exception | None) -> ResolveError:
    """Return the error of a lookup that found nothing."""
    why = system_says(error) if isinstance(error, (OSError, ValueError)) else _LOOKUP[socket.EAI_NONAME]
    return ResolveError(
        f"{host} has no address: {why}.",
        remedy="Check the name, or give the radio's IP address.",
        sentence="link-error-no-address",
        fields={"host": host, "why": why},
    )


def unusable_zone(host: str) -> ResolveError:
    """Return the error of an IPv6 address whose zone names no interface of this machine."""
    return ResolveError(
        f"{host} can't be used as an address here.",
        remedy="Check the zone behind the %.",
        sentence="link-error-zone",
        fields={"host": host},
    )
