"""What somebody asks this room for, before anybody has looked at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from steadymesh.model import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The arguments of one call of `ports.Fetch`."""

    method: Literal["GET", "POST"]
    url: str
    params: Mapping[str, str | int | float]
    headers: Mapping[str, str]
    json: Json = None
    """The body of a POST."""
