"""What the service manager wants to know of us: sd_notify(3) without its library.

One datagram a state to the socket that `NOTIFY_SOCKET` names. Telling never waits and never fails: whoever does not
listen does not hold us up.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from typing import Final

import structlog

from steadymesh.words import clean

log = structlog.get_logger("alerts")

READY: Final = "READY=1"
"""The process serves; sent once, whatever the link does: a radio that is away is no failed start."""

STOPPING: Final = "STOPPING=1"
"""The end has begun."""

MAX_STATUS: Final = 200
"""Characters of a status line that `systemctl status` still shows well."""


class ServiceManager:
    """Tells the service manager how we are; does nothing where there is none. A `ports.Notifier`.

    Args:
        environ: The process's environment; None: that of this process.
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        environ = os.environ if environ is None else environ
        path = environ.get("NOTIFY_SOCKET", "")
        self._address = f"\0{path[1:]}" if path.startswith("@") else path
        self._socket: socket.socket | None = None
        self._has_failed = False
        if path.startswith(("/", "@")):
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
            self._socket.setblocking(False)

    @property
    def is_there(self) -> bool:
        """Whether a service manager wants to be told."""
        return self._socket is not None

    def notify(self, state: str) -> None:
        """Send one state line such as `READY=1`; never waits, never raises."""
        if self._socket is None:
            return
        try:
            self._socket.sendto(state.encode("utf-8", "replace"), self._address)
        except OSError as exc:
            tell = log.debug if self._has_failed else log.warning
            tell("service-manager-deaf", error=exc.strerror or type(exc).__name__)
            self._has_failed = True
        else:
            self._has_failed = False

    def status(self, sentence: str) -> None:
        """Show one sentence in `systemctl status`."""
        self.notify(f"STATUS={clean(sentence, MAX_STATUS)}")

    def close(self) -> None:
        """Tell nothing any more. Idempotent."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def watchdog_s(environ: Mapping[str, str] | None = None) -> float | None:
    """Return how long the service manager lets us be silent (`WATCHDOG_USEC`); None: it does not watch this process.

    Source: sd_watchdog_enabled(3).
    """
    environ = os.environ if environ is None else environ
    try:
        microseconds = int(environ.get("WATCHDOG_USEC", ""))
        watched = int(environ.get("WATCHDOG_PID", "") or os.getpid())
    except ValueError:
        return None
    return microseconds / 1e6 if microseconds > 0 and watched == os.getpid() else None
