"""The connection that texts are handed to, as far as they care. PURE."""

from __future__ import annotations

from dataclasses import dataclass

from steadymesh.ids import NodeNum


@dataclass(slots=True, kw_only=True)
class Connection:
    """The one that is up, and whose radio it was last."""

    generation: int | None = None
    """None: none is up."""
    ready_since: float = 0.0
    """Loop time."""
    own: NodeNum | None = None
    """Our radio's number, as of its last handshake; None: there was none yet."""
