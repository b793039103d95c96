"""One packet that is no text, and what is heard of it until it is over."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from steadymesh.bus import Subscription
from steadymesh.delivery.verdicts import error_in, is_refusal
from steadymesh.events import Event, PacketReceived, SendResolved, SessionLost, SessionReady, VerdictReceived
from steadymesh.ids import NodeNum, PacketId
from steadymesh.model import AskNodeInfo, ErrandEnd, Intent, RefreshNodes, SendData, SendRaw, SendText

NOT_HANDED: Final = ErrandEnd(taken=False, is_handed=False)
"""Its turn did not come, or there were traceroutes enough."""


@dataclass(slots=True, eq=False, kw_only=True)
class Errand:
    """One packet that is not a text."""

    intent: Intent
    packet_id: PacketId
    is_urgent: bool
    is_alone: bool
    order: int
    is_handed: asyncio.Event = field(default_factory=asyncio.Event)
    events: Subscription | None = None
    """None: it waits for its turn."""
    end: ErrandEnd | None = None
    """Known as soon as it is handed over; None: not yet."""
    own: NodeNum | None = None
    """Our radio's number when it was handed over."""
    handed_at: float = 0.0
    """Loop time when it was."""
    is_resolved: bool = False
    taken: bool | None = None
    error: int | None = None
    answer: bytes = b""

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Return who goes first: the lower. The texts wait for whoever needs quiet, so that must not wait long."""
        return (not self.is_alone, not self.is_urgent, self.order)

    def so_far(self) -> ErrandEnd:
        """Return what is known now."""
        if not self.is_handed.is_set():
            return NOT_HANDED
        return ErrandEnd(taken=self.taken, error=self.error, answer=self.answer)

    def take(self, event: Event) -> ErrandEnd | None:
        """Take note of an event; return the end when that is it."""
        match event:
            case SendResolved(packet_id=self.packet_id):
                self.is_resolved = True
                if event.taken is False and is_refusal(event.res):
                    self.taken = False
                    self.error = error_in(event.res) if self.error is None else self.error
                elif event.taken is not None:
                    self.taken = True
            case VerdictReceived(packet_id=self.packet_id, own=True):
                self.error = event.number
            case PacketReceived(request_id=self.packet_id) if self._is_answer(event):
                self.answer = event.payload
            case SessionLost() | SessionReady():  # the radio, or what it was asked, is gone
                return ErrandEnd(taken=None, error=self.error, answer=self.answer)
        return self.so_far() if self._is_over else None

    @property
    def is_with_peer(self) -> bool:
        """Whether the radio is done with it, and all that is to come is a peer's answer: another one may go meanwhile.

        What needs quiet is alone until its end.
        """
        return self.is_resolved and self.end is None and self._peer is not None and not self.is_alone

    def _is_answer(self, packet: PacketReceived) -> bool:
        """Whether a packet that names ours answers it: by whoever was asked, and a request by data of its own kind."""
        if isinstance(self.intent, SendData) and self._peer is not None:
            return packet.sender == self._peer and packet.port == self.intent.port
        return packet.sender == self.own

    @property
    def _is_over(self) -> bool:
        """Whether nothing more is to be expected.

        An answer that comes before its queueStatus is held until that has come: only then is the radio's slot free.
        """
        if not self.is_resolved:
            return False
        if self.taken is False or self.answer or not self._wants_answer:
            return True
        is_relay = self.error == 0 and self._peer is not None  # a neighbour passed it on: the answer is still to come
        return self.error is not None and not is_relay

    @property
    def _wants_answer(self) -> bool:
        """Whether more than the radio's queueStatus is to come. What a NodeInfo says is heard elsewhere."""
        match self.intent:
            case AskNodeInfo() | RefreshNodes() | SendText() | SendRaw():
                return False
            case SendData():
                return self.intent.want_response
            case _:  # an order to our own radio: it says that it has handled it (firmware `AdminModule.cpp`)
                return True

    @property
    def _peer(self) -> NodeNum | None:
        """Who else than our own radio may answer."""
        return self.intent.to if isinstance(self.intent, SendData) and self.intent.to != self.own else None
