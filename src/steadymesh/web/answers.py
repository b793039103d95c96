"""What is sent back, with the headers that keep browsers from guessing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from steadymesh.web.jsontext import as_bytes

SECURITY: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer."""


def answer(
    status: int, value: object, *, media: str = "application/json", headers: Mapping[str, str] | None = None
) -> Response:
    """Return a JSON answer."""
    return Response(as_bytes(value), status_code=status, headers={**SECURITY, **(headers or {})}, media_type=media)


def plain(status: int, body: bytes, media: str) -> Response:
    """Return an answer that is no JSON."""
    return Response(body, status_code=status, headers={**SECURITY, "Content-Type": media})
