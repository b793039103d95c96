"""The key table's rows, in the order in which they are printed."""

from __future__ import annotations

from typing import Final

from steadymesh.drill.keys.cases_asking import ASKING
from steadymesh.drill.keys.cases_keys import KEYS
from steadymesh.drill.keys.cases_limits import LIMITS

CASES: Final = (*KEYS, *LIMITS, *ASKING)
"""Rows of the key table. Each is played on every firmware."""
