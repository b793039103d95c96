"""The way to the internet, for whoever needs something from there. Implemented by `internet`, the only HTTP client."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Protocol

from steadymesh.model.internet import Fetched
from steadymesh.model.values import Json

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
"""No parameters, no headers."""


class Fetch(Protocol):
    """Asks a server once and returns its whole answer, or says in one sentence why there is none.

    Unlike most of what waits, both methods bring their own deadline: `timeout_s`, else `internet.timeout`. They raise
    `FetchError`: internet.enabled is off; the address is none, or private and not allowed; no answer in time; too large
    an answer; an answer that is none; a status other than 2xx, which the error's `status` tells.
    """

    @property
    def is_on(self) -> bool:
        """Whether anything is fetched at all (`internet.enabled`): if not, nobody need be asked where they are."""
        ...

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int | float] = NOTHING,
        headers: Mapping[str, str] = NOTHING,
        timeout_s: float | None = None,
    ) -> Fetched:
        """Return what stands at an address; redirects are followed, at most three.

        Args:
            url: `https://…` or `http://…`, without a user name in it.
            params: Put behind what the address has of them already.
            headers: Sent to this very host only, not to where it may redirect.
            timeout_s: For all of it; None: as `internet.timeout` says.
        """
        ...

    async def post(
        self, url: str, *, json: Json, headers: Mapping[str, str] = NOTHING, timeout_s: float | None = None
    ) -> Fetched:
        """Send JSON to an address and return the answer; see `get`. What is sent is not carried to another host."""
        ...
