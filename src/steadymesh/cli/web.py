"""`web token new`, `web token list`, `web token revoke`: who may ask by HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from steadymesh.cli.options import Given, Json
from steadymesh.cli.output import out, out_json, table
from steadymesh.words import render


def new(
    name: str,
    /,
    *,
    scope: Annotated[list[Literal["read", "send", "admin"]] | None, Parameter(negative="")] = None,
    json: Json = False,
    options: Given,
) -> int:
    """Make a token, and show it this once.

    Parameters
    ----------
    name
        What it is for, such as grafana.
    scope
        What it is good for: read (the default) looks, send hands in messages, admin decides who has the radio. May be
        given several times; none includes another.
    """
    from steadymesh.clock import SystemClock
    from steadymesh.web.tokens import Scope, TokenFile

    config = options.load()
    scopes = frozenset(Scope(word) for word in scope or ["read"])
    secret = TokenFile(config.state_dir.expanduser().absolute()).add(name, scopes, at=SystemClock().at())
    words = [one.value for one in Scope if one in scopes]
    if json:
        out_json({"name": name, "scopes": words, "token": secret})
    else:
        out(render("cli-token-new", {"name": name, "scopes": ", ".join(words)}, config.language))
        out(secret)
    return 0


def list_tokens(*, json: Json = False, options: Given) -> int:
    """List the tokens: name, scopes, when it was made; never a token itself."""
    from steadymesh.web.tokens import TokenFile

    config = options.load()
    tokens = TokenFile(config.state_dir.expanduser().absolute()).tokens()
    if json:
        out_json([token.row() for token in tokens])
    elif not tokens:
        out(render("cli-token-none", {}, config.language))
    else:
        headings = [render(f"cli-token-heading-{name}", {}, config.language) for name in ("name", "scopes", "created")]
        rows = [(one.name, " ".join(sorted(scope.value for scope in one.scopes)), one.created) for one in tokens]
        out(table(headings, rows))
    return 0


def revoke(name: str, /, *, options: Given) -> int:
    """Take a token back: it is good for nothing from now on, in a running bot too.

    Parameters
    ----------
    name
        As `web token list` shows it.
    """
    from steadymesh.web.tokens import TokenFile

    config = options.load()
    TokenFile(config.state_dir.expanduser().absolute()).revoke(name)
    out(render("cli-token-revoked", {"name": name}, config.language))
    return 0
