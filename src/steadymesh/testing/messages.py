"""The log of messages: knows copies, and what was asked within the last hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from steadymesh.ids import NodeNum, PacketId
from steadymesh.model import LogMessage


class FakeMessages:
    """See `ports.MessageLog`.

    Attributes:
        kept: Every text that came in.
    """

    def __init__(self) -> None:
        self.kept: list[LogMessage] = []
        self._seen: set[tuple[NodeNum, PacketId]] = set()

    async def seen_before(self, sender: NodeNum, packet_id: PacketId) -> bool:
        """Return whether a text with this sender and id came before, and note it."""
        seen = (sender, packet_id) in self._seen
        self._seen.add((sender, packet_id))
        return seen

    async def append(self, message: LogMessage) -> None:
        """Keep a text."""
        self.kept.append(message)

    async def load_since(self, since: datetime) -> Sequence[LogMessage]:
        """Return what came in since then."""
        return [one for one in self.kept if one.received >= since]
