"""What a row of the key table expects on firmware that differs from the others."""

from __future__ import annotations

from typing import Final

from steadymesh.drill.keys.case import harmless, refused, unheard
from steadymesh.drill.keys.scene import NEWEST

OLDEST: Final = "2.5.23"

UNSUPPORTED: Final = {OLDEST: refused("PUSH_UNSUPPORTED")}
"""Before 2.6.8 nobody can give the radio a key."""

AS_UNSUPPORTED: Final = {OLDEST: harmless(refused("PUSH_UNSUPPORTED"))}

SILENT: Final = {NEWEST: unheard()}
"""2.8 drops what it can't decrypt without a word to its client."""
