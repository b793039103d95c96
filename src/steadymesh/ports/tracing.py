"""The way to a node, as other rooms ask for it."""

from __future__ import annotations

from typing import Protocol

from steadymesh.ids import NodeNum
from steadymesh.model import Trace


class Traceroutes(Protocol):
    """Who asks the mesh which way its packets take. Each question is sent by every node on the way, there and back."""

    async def trace(self, node: NodeNum, *, timeout_s: float = 60) -> Trace:
        """Return the way to a node and back; never raises for what the radio or the mesh does.

        It waits for its turn behind texts, and for the answer, `timeout_s` in all. Cancelling it takes it back if it
        has not left.

        Raises:
            UsageError: It is nobody's number, everybody's, or our own radio's.
        """
        ...
