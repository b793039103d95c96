"""Pending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from steadymesh.ports.plugins import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    status: int
    body: bytes
    content_type: str


class Fetch(Protocol):
    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int | float] = {},
        headers: Mapping[str, str] = {},
        timeout_s: float | None = None,
    ) -> Fetched: ...
    async def post(
        self, url: str, *, json: Json, headers: Mapping[str, str] = {}, timeout_s: float | None = None
    ) -> Fetched: ...
