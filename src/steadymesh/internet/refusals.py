"""Why nothing was fetched, in one sentence each.

The host is named and nothing else of the address: paths, parameters and headers carry tokens, and what people asked.
"""

from __future__ import annotations

import errno
import os
import socket
import ssl
from typing import Final

from steadymesh.errors import FetchError, Told
from steadymesh.words import clean

_SYSTEM: Final = {
    errno.ECONNREFUSED: Told("it refused the connection", "internet-why-refused"),
    errno.EHOSTUNREACH: Told("nobody is at that address", "internet-why-not-there"),
    errno.ENETUNREACH: Told("this machine has no way there", "internet-why-no-way"),
    errno.ETIMEDOUT: Told("nothing came back in time", "internet-why-timed-out"),
}
_LOOKUP: Final = {
    socket.EAI_NONAME: Told("nobody knows that name", "internet-why-unknown-name"),
    socket.EAI_AGAIN: Told("no name server answers", "internet-why-no-name-server"),
}
"""What the system says often enough to be said in the operator's language."""


def switched_off() -> FetchError:
    """Nobody has allowed the bot to use the internet."""
    return FetchError(
        "Nothing is fetched: internet.enabled is off.",
        remedy="Set internet.enabled = true.",
        sentence="internet-error-off",
    )


def closing() -> FetchError:
    """The process is about to end."""
    return FetchError("Nothing is fetched any more: steadymesh is ending.", sentence="internet-error-closing")


def not_loaded(timeout_s: float) -> FetchError:
    """The library was not read in time: a disk that is very slow, or broken."""
    return FetchError(
        f"The HTTP client was not ready within {timeout_s:g} s.",
        remedy="Look at the disk.",
        sentence="internet-error-not-loaded",
        fields={"timeout_s": timeout_s},
    )


def no_certificates(exc: OSError) -> FetchError:
    """Whom the system trusts is not to be read."""
    why = clean(exc.strerror or str(exc))
    return _error(
        f"The certificates that this system trusts can't be read: {why}.",
        sentence="internet-error-no-certificates",
        fields={"why": why},
    )


def no_address_at_all() -> FetchError:
    """What was to be fetched is no URL, or none with a host."""
    return FetchError(
        "What was to be fetched has no usable address.",
        remedy="It begins with https:// or http:// and a host.",
        sentence="internet-error-no-url",
    )


def wrong_scheme(host: str) -> FetchError:
    """Some other protocol was to be spoken."""
    return _error(f"{host} is asked by https and http only.", sentence="internet-error-scheme", fields={"host": host})


def has_user(host: str) -> FetchError:
    """The URL carries a user name or a password."""
    return _error(
        f"The address of {host} has a user name or a password in it.",
        remedy="Send that as a header.",
        sentence="internet-error-user",
        fields={"host": host},
    )


def private(host: str, place: str) -> FetchError:
    """The host has no public address, and nobody allowed it."""
    return _error(
        f"{host} lies in a private network.",
        remedy=f'If it is to be reached all the same, add "{place}" to internet.allow.',
        sentence="internet-error-private",
        fields={"host": host, "place": place},
    )


def all_busy(host: str, timeout_s: float) -> FetchError:
    """Other requests took all the time that this one had."""
    return _error(
        f"{host} was not asked within {timeout_s:g} s: too many other requests are under way.",
        sentence="internet-error-busy",
        fields={"host": host, "timeout_s": timeout_s},
    )


def unanswered(host: str, timeout_s: float) -> FetchError:
    """The whole answer was not there in time."""
    return _error(
        f"{host} did not answer within {timeout_s:g} s.",
        sentence="internet-error-unanswered",
        fields={"host": host, "timeout_s": timeout_s},
    )


def lookups_hang(host: str, count: int) -> FetchError:
    """So many other names are being looked up that none is begun any more."""
    return _error(
        f"{host} is not looked up: {count} other names still wait for an answer.",
        remedy="Check this machine's name server.",
        sentence="internet-error-lookups",
        fields={"host": host, "count": count},
    )


def no_address(host: str, exc: OSError | UnicodeError | None) -> FetchError:
    """The name leads nowhere."""
    why = _LOOKUP[socket.EAI_NONAME]
    if isinstance(exc, OSError):
        why = _LOOKUP.get(exc.errno or 0) or Told(clean(exc.strerror or str(exc)))
    return _error(
        f"{host} has no address: {why}.", sentence="internet-error-no-address", fields={"host": host, "why": why}
    )


def unreachable(host: str, exc: OSError) -> FetchError:
    """None of its addresses took the connection."""
    number = errno.ETIMEDOUT if isinstance(exc, TimeoutError) else exc.errno
    why = _SYSTEM.get(number or 0) or Told(os.strerror(number) if number else type(exc).__name__)
    return _error(
        f"{host} can't be reached: {why}.", sentence="internet-error-unreachable", fields={"host": host, "why": why}
    )


def untrusted(host: str, exc: ssl.SSLError | ValueError) -> FetchError:
    """TLS failed: the certificate is not for this host, or nobody trusted signed it, or that is no TLS."""
    if isinstance(exc, ssl.SSLCertVerificationError):
        why = clean(exc.verify_message)
        return _error(
            f"{host} is not trusted: {why}.", sentence="internet-error-untrusted", fields={"host": host, "why": why}
        )
    why = clean((exc.reason if isinstance(exc, ssl.SSLError) else None) or type(exc).__name__)
    return _error(
        f"{host} does not speak TLS as it should ({why}).",
        sentence="internet-error-no-tls",
        fields={"host": host, "why": why},
    )


def broken(host: str) -> FetchError:
    """The connection ended before the answer was whole."""
    return _error(
        f"{host} ended the connection before its answer was whole.",
        sentence="internet-error-broken",
        fields={"host": host},
    )


def garbled(host: str) -> FetchError:
    """What came is no HTTP, or compressed in a way that was not asked for, or damaged."""
    return _error(
        f"{host} sent something that can't be understood.", sentence="internet-error-garbled", fields={"host": host}
    )


def too_large(host: str, limit_bytes: int) -> FetchError:
    """More came than is taken."""
    limit_kb = limit_bytes // 1000
    return _error(
        f"{host} sends more than {limit_kb} kB.",
        remedy="If it has to be so much, raise internet.limit.",
        sentence="internet-error-too-large",
        fields={"host": host, "limit_kb": limit_kb},
    )


def failed(host: str, status: int) -> FetchError:
    """The server answered, with something else than what was asked for."""
    return FetchError(
        f"{host} answered with status {status}.",
        status=status,
        sentence="internet-error-status",
        fields={"host": host, "status": status},
    )


def too_many_redirects(host: str, most: int, status: int) -> FetchError:
    """It is always somewhere else."""
    return FetchError(
        f"{host} redirects once more, after {most} redirects.",
        status=status,
        sentence="internet-error-redirects",
        fields={"host": host, "most": most},
    )


def redirected_to_plain(host: str, status: int) -> FetchError:
    """It leads from https to http, where everybody on the way may read and write."""
    return FetchError(
        f"{host} redirects from https to http, which is not followed.",
        status=status,
        sentence="internet-error-downgrade",
        fields={"host": host},
    )


def redirected_with_body(host: str, status: int) -> FetchError:
    """What was sent to one host would have to be sent to another."""
    return FetchError(
        f"{host} redirects what it was sent to another host, which is not followed.",
        status=status,
        sentence="internet-error-body-elsewhere",
        fields={"host": host},
    )


def unsendable(host: str) -> FetchError:
    """A header or the JSON is none: a mistake of whoever asked."""
    return _error(
        f"What was to be sent to {host} is no proper header, or can't be written as JSON.",
        sentence="internet-error-unsendable",
        fields={"host": host},
    )


def _error(what: str, *, sentence: str, fields: dict[str, object], remedy: str = "") -> FetchError:
    return FetchError(what, remedy=remedy, sentence=sentence, fields=fields)
