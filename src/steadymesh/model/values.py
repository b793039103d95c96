"""Plain data, as JSON has it."""

from __future__ import annotations

from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What a JSON document holds, and what comes back from it as it was: numbers are finite, objects' keys are text."""
