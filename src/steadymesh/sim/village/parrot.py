"""Another bot, which answers everything: the partner of a loop that nobody wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steadymesh.sim.village.resident import Note, Resident

if TYPE_CHECKING:
    from steadymesh.sim.village.ether import MeshEther

THINKS_S: Final = 1.5
"""What it takes to answer."""

LONGEST: Final = 160
"""Characters of an answer."""


class Parrot:
    """A bot on a node of its own.

    Args:
        ether: The mesh.
        resident: Its node.
        prefix: It answers texts on the channel that begin so; empty: all of them. Direct messages it always answers.
        template: What it says; `{text}` is what was said to it.
        gap_s: It says nothing so soon after the last time.

    Attributes:
        resident: See there.
    """

    def __init__(
        self,
        ether: MeshEther,
        resident: Resident,
        *,
        prefix: str = "",
        template: str = "{text}",
        gap_s: float = 5.0,
    ) -> None:
        self.resident = resident
        self._ether = ether
        self._prefix = prefix
        self._template = template
        self._gap_s = gap_s
        self._last_at_s: float | None = None
        resident.on_note = self._read

    def _read(self, note: Note) -> None:
        now = self._ether.terrain.now
        if note.is_emoji or not (note.is_direct or note.text.startswith(self._prefix)):
            return
        if self._last_at_s is not None and now - self._last_at_s < self._gap_s:
            return
        self._last_at_s = now
        self._ether.terrain.schedule.at(now + THINKS_S, self._answer, note)

    def _answer(self, note: Note) -> None:
        text = self._template.replace("{text}", note.text)[:LONGEST]
        to = None if note.is_ours or not note.is_direct else self._ether.radio.peers.get(note.sender)
        self._ether.ledger.replies += 1
        self.resident.write(text, to=to, to_all=not note.is_direct, reply_id=note.packet_id)
