"""What can be wrong with a request, each with its status and one sentence in the asker's language (RFC 9457)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from steadymesh.errors import (
    DeadlineError,
    NotReadyError,
    StateError,
    SteadymeshError,
    Told,
    UsageError,
)
from steadymesh.words import LANGUAGES, render, tell

MEDIA: Final = "application/problem+json"

TITLES: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    421: "Misdirected Request",
    422: "Unprocessable Content",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
"""Every status of a refusal, with its words (RFC 9110, 15)."""

_WISH: Final = re.compile(
    r"\s*([a-zA-Z]{1,8}|\*)(?:-[a-zA-Z0-9]{1,8})*\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*"
)
"""One language of an Accept-Language header (RFC 9110, 12.5.4)."""

MOST_WISHES: Final = 20
"""Languages of such a header that are looked at."""


class Problem(Exception):  # noqa: N818  (RFC 9457 calls it so)
    """A request is refused.

    Args:
        status: The HTTP status.
        told: Why, in whatever language is wanted then.
        headers: Further headers of the answer.
        is_end: Nothing more is read from this connection.
        further: Further members of the document.
    """

    def __init__(
        self,
        status: int,
        told: Told,
        *,
        headers: Mapping[str, str] | None = None,
        is_end: bool = False,
        further: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(told.english)
        self.status = status
        self.told = told
        self.headers = dict(headers or {})
        self.is_end = is_end
        self.further = dict(further or {})

    def document(self, language: str) -> dict[str, object]:
        """Return what is answered."""
        return {
            "type": "about:blank",
            "title": TITLES[self.status],
            "status": self.status,
            "detail": tell(self.told, language),
            **self.further,
        }


def problem(
    status: int,
    sentence: str,
    *,
    headers: Mapping[str, str] | None = None,
    is_end: bool = False,
    **fields: object,
) -> Problem:
    """Return a problem whose sentence stands in `locale/` as `web-<sentence>`."""
    told = Told(render(f"web-{sentence}", fields), f"web-{sentence}", fields)
    return Problem(status, told, headers=headers, is_end=is_end)


def of_error(error: SteadymeshError) -> Problem:
    """Return what an error of ours is to whoever asked by HTTP."""
    match error:
        case DeadlineError() | NotReadyError() | StateError():
            status = 503
        case UsageError():
            status = 422
        case _:
            status = 502
    return Problem(status, error.told)


def language_of(wish: str, default: str) -> str:
    """Return the language of ours that an Accept-Language header likes best; `default` where it likes none.

    Args:
        wish: The header; empty: there was none.
        default: The operator's.
    """
    best, best_quality = default, 0.0
    for word in wish.split(",", MOST_WISHES)[:MOST_WISHES]:
        match = _WISH.fullmatch(word)
        if match is None:
            continue
        quality = float(match[2] or 1)
        if match[1].lower() in LANGUAGES and quality > best_quality:
            best, best_quality = match[1].lower(), quality
    return best
