"""The internet's own settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class InternetOptions:
    """Whether anything is fetched, from where, and how much of it."""

    enabled: bool = False
    """A bot that nobody told to goes nowhere but to its radio."""
    allow: tuple[str, ...] = ()
    """`host` or `host:port`, as `places.parse_place` reads them: reached although they are private."""
    timeout_s: float = 10.0
    """For a whole request: its turn, the name, the connection, TLS, every redirect, the body to its last byte."""
    limit_bytes: int = 256_000
    """Of a body as it is after decompression; an answer that fits into a few packets is made of far less."""
    max_at_once: int = 4
    """Requests under way; further ones wait, within their own time."""
