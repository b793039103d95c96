"""Every address that is served, declared once: the application serves them, the OpenAPI document is made of them.

`op` names what the house does for it; a handler of that name gets the parameters, or the body's members.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from steadymesh.web import schemas
from steadymesh.web.params import Kind, Param
from steadymesh.web.schemas import Schema
from steadymesh.web.tokens import Scope

MOST_ROWS: Final = 500
"""Rows of one page; some 250 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One address with one method."""

    method: str
    path: str
    op: str
    scope: Scope | None
    """What a token must be good for; None: anybody may ask."""
    about: str
    """One sentence, in English."""
    params: tuple[Param, ...] = ()
    body: Schema | None = None
    """None: it takes none."""
    answer: Schema
    media: str = "application/json"
    status: int = 200
    refusals: tuple[int, ...] = ()
    """Statuses of problems beside those that every address has."""

    @property
    def is_change(self) -> bool:
        """Whether it changes something."""
        return self.method == "POST"


def _limit(default: int = 100) -> Param:
    return Param(name="limit", about="Rows at most.", kind=Kind.COUNT, least=1, most=MOST_ROWS, default=default)


_CURSOR: Final = "What `next` of the page before says."

ENDPOINTS: Final = (
    Endpoint(
        method="GET",
        path="/livez",
        op="live",
        scope=None,
        about="The event loop turns.",
        answer=schemas.LIVE,
    ),
    Endpoint(
        method="GET",
        path="/readyz",
        op="ready",
        scope=None,
        about="The radio has answered in time; 503 with the reason in words where it has not.",
        answer=schemas.READY,
    ),
    Endpoint(
        method="GET",
        path="/metrics",
        op="metrics",
        scope=Scope.READ,
        about="Everything that can be counted, for Prometheus.",
        answer=schemas.text(),
        media="text/plain",
    ),
    Endpoint(
        method="GET",
        path="/api/v1/openapi.json",
        op="openapi",
        scope=None,
        about="This document.",
        answer=schemas.thing(
            open_=True,
            openapi=schemas.text(),
            info=schemas.thing(open_=True),
            paths=schemas.thing(open_=True),
            components=schemas.thing(open_=True),
        ),
    ),
    Endpoint(
        method="GET",
        path="/api/v1/status",
        op="status",
        scope=Scope.READ,
        about="Everything at once, as `steadymesh status --json` shows it.",
        answer=schemas.STATUS,
    ),
    Endpoint(
        method="GET",
        path="/api/v1/nodes",
        op="nodes",
        scope=Scope.READ,
        about="Everybody on the mesh, by node number.",
        params=(
            _limit(),
            Param(name="since", about="Only nodes that were heard since then.", kind=Kind.TIME),
            Param(name="cursor", about=_CURSOR, kind=Kind.NODE),
        ),
        answer=schemas.page("nodes", schemas.NODE_ROW),
    ),
    Endpoint(
        method="GET",
        path="/api/v1/keys",
        op="keys",
        scope=Scope.READ,
        about="The public keys of the mesh, by node number.",
        params=(_limit(), Param(name="cursor", about=_CURSOR, kind=Kind.NODE)),
        answer=schemas.page("keys", schemas.KEY_ROW),
    ),
    Endpoint(
        method="GET",
        path="/api/v1/messages",
        op="messages",
        scope=Scope.READ,
        about="The texts that came in, newest first.",
        params=(
            _limit(),
            Param(name="since", about="Only what was received since then.", kind=Kind.TIME),
            Param(name="cursor", about=_CURSOR, kind=Kind.COUNT, least=1, most=999_999_999),
        ),
        answer=schemas.page("messages", schemas.MESSAGE_ROW),
    ),
    Endpoint(
        method="GET",
        path="/api/v1/outbox",
        op="outbox",
        scope=Scope.READ,
        about="Outgoing messages: the open ones, first come first; or all, or the failed ones, newest first.",
        params=(
            Param(
                name="which",
                about="Which messages.",
                kind=Kind.CHOICE,
                choices=("open", "all", "failed"),
                default="open",
            ),
            _limit(),
            Param(name="since", about="Only what was handed in since then.", kind=Kind.TIME),
            Param(name="cursor", about=_CURSOR, kind=Kind.KEY),
        ),
        answer=schemas.page("outbox", schemas.OUTBOX_ROW),
    ),
    Endpoint(
        method="GET",
        path="/api/v1/events",
        op="events",
        scope=Scope.READ,
        about="What happens, as it happens: server-sent events, resumed by the header Last-Event-ID.",
        answer=schemas.text(),
        media="text/event-stream",
    ),
    Endpoint(
        method="POST",
        path="/api/v1/messages",
        op="send",
        scope=Scope.SEND,
        about="Hand in a message, as `steadymesh send` does: it is written down when this answers.",
        body=schemas.MESSAGE,
        answer=schemas.thing(who=schemas.text(), entries=schemas.listed(schemas.SENT_ROW)),
        status=202,
    ),
    Endpoint(
        method="POST",
        path="/api/v1/link/release",
        op="link.release",
        scope=Scope.ADMIN,
        about="Give the radio's only place to somebody else for a while; answers how the link stood when it was asked.",
        body=schemas.RELEASE,
        answer=schemas.LINK,
    ),
    Endpoint(
        method="POST",
        path="/api/v1/link/take",
        op="link.take",
        scope=Scope.ADMIN,
        about="Take the radio's place back; answers likewise.",
        body=schemas.NOTHING,
        answer=schemas.LINK,
    ),
    Endpoint(
        method="POST",
        path="/api/v1/link/reconnect",
        op="link.reconnect",
        scope=Scope.ADMIN,
        about="End the connection to the radio and make a new one; answers likewise.",
        body=schemas.NOTHING,
        answer=schemas.LINK,
    ),
)
