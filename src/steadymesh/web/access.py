"""Who may ask for what: the header lines of a request, judged before anything else is done with it.

- As long as there is no token, whoever is on this machine may look. For everything else a token is needed; as soon as
  there is one, for everything but health and the OpenAPI document.
- Where no token is shown, the Host line must name this machine: a page from elsewhere, whose name was made to lead here
  (DNS rebinding), asks under its own name.
- What changes something must be JSON and not come from a page of another host: browsers say both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from steadymesh.web.endpoints import Endpoint
from steadymesh.web.options import is_loopback
from steadymesh.web.problems import problem
from steadymesh.web.tokens import Token, TokenFile

MAX_TOKEN: Final = 200
"""Characters of an Authorization line that is looked at."""


class Access:
    """Judges requests.

    Args:
        tokens: Which there are; None: there can't be any (no state directory).
        is_open: Only this machine can ask.
    """

    def __init__(self, tokens: TokenFile | None, *, is_open: bool) -> None:
        self._tokens = tokens
        self._is_open = is_open

    def check(self, endpoint: Endpoint, headers: Mapping[str, str]) -> None:
        """Return if the request may go on.

        Raises:
            Problem: It may not.
            StateError: Nobody can say which tokens are good.
        """
        token = self._token(headers.get("authorization", ""))
        if token is None:
            _check_host(headers.get("host", ""), is_open=self._is_open)
        if endpoint.is_change:
            _check_site(headers)
        if endpoint.scope is None:
            return
        if token is not None:
            if endpoint.scope not in token.scopes:
                raise problem(403, "scope-missing", scope=endpoint.scope.value)
            return
        if endpoint.is_change or not self._is_open or self._has_tokens():
            raise problem(401, "token-missing", headers={"WWW-Authenticate": 'Bearer realm="steadymesh"'})

    def _has_tokens(self) -> bool:
        return self._tokens is not None and bool(self._tokens.tokens())

    def _token(self, line: str) -> Token | None:
        """Return the token of an Authorization line; None: there is no such line.

        Raises:
            Problem: There is one, and it is good for nothing.
        """
        if not line:
            return None
        kind, _, secret = line[:MAX_TOKEN].partition(" ")
        if kind.lower() == "bearer" and self._tokens is not None:
            token = self._tokens.find(secret.strip())
            if token is not None:
                return token
        raise problem(
            401, "token-wrong", headers={"WWW-Authenticate": 'Bearer realm="steadymesh", error="invalid_token"'}
        )


def _check_host(host: str, *, is_open: bool) -> None:
    """Raise Problem where a request is for somebody else."""
    if not host:
        raise problem(400, "host-missing", is_end=True)
    if is_open and not is_loopback(_name_of(host)):
        raise problem(421, "host-foreign")


def _check_site(headers: Mapping[str, str]) -> None:
    """Raise Problem where a change is asked for by a page of another host, or by a form."""
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower():
        raise problem(403, "site-foreign")
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise problem(403, "site-foreign")
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise problem(415, "not-json", is_end=True)


def _name_of(host: str) -> str:
    """Return the name or address of a Host line, without the port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()
