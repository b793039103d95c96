"""Pending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, Union

Json: TypeAlias = Union[None, bool, int, float, str, "list[Json]", "dict[str, Json]"]


class PluginStore(Protocol):
    async def get(self, key: str) -> Json: ...
    async def put(self, key: str, value: Json) -> None: ...
    def keep(self, key: str, value: Json) -> None: ...
    async def delete(self, key: str) -> None: ...
    async def items(self, prefix: str = "") -> Sequence[tuple[str, Json]]: ...


class PluginStores(Protocol):
    def drawer(self, plugin: str) -> PluginStore: ...


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
