"""The web room's own settings."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final

PORT: Final = 8480


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """Whether HTTP is served, and where."""

    enabled: bool = True
    host: str = "127.0.0.1"
    """An address, or `localhost`; nothing that has to be looked up."""
    port: int = PORT
    """0: any that is free (tests)."""

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        return is_loopback(self.host)

    @property
    def address(self) -> str:
        """Return both as they are written: `127.0.0.1:8480`, `[::1]:8480`."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine under any of its own names for itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_listen(text: str) -> tuple[str, int] | None:
    """Return address and port of `127.0.0.1:8480`, `[::1]:8480` or `localhost:8480`; None: it is something else."""
    host, colon, port = text.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]") if host.startswith("[") else host
    if not colon or not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65_535):
        return None
    if host != "localhost":
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return None
    return host, int(port)
