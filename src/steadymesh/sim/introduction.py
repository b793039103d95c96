"""When our radio says who it is, and whom it asks who they are (firmware `NodeInfoModule.cpp`, `MeshService.cpp`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steadymesh.ids import BROADCAST, NodeNum
from steadymesh.sim import compose
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio

URGENT_GAP_S: Final = 60.0
"""No second NodeInfo within that time, however urgent (`NodeInfoModule::allocReply`, shorterTimeout)."""

HARD_LIMIT_PERCENT: Final = 40.0
"""Above that channel utilisation nobody sends a NodeInfo (`AirTime::isTxAllowedChannelUtil`)."""

POLITE_LIMIT_PERCENT: Final = 25.0
"""Above that nobody asks a stranger (`MeshService::handleFromRadio`)."""

RELAYS: Final = frozenset({"ROUTER", "ROUTER_LATE", "CLIENT_BASE"})
"""Roles that ask no stranger (`MeshService::handleFromRadio`, isPreferredRebroadcaster)."""


class Introduction:
    """Our own NodeInfo on the air."""

    def __init__(self, radio: Radio) -> None:
        self._radio = radio
        self._sent_at: float | None = None

    def send(self, *, to: NodeNum = BROADCAST, asks: bool = False, is_urgent: bool = False) -> bool:
        """Say who we are, unless that was said lately or the channel is full; return whether it went out.

        Args:
            to: To whom.
            asks: Whether they are to say who they are.
            is_urgent: After 60 s it may be said again; else after 5 or 10 min.
        """
        radio, now = self._radio, self._radio.clock.now()
        gap_s = URGENT_GAP_S if is_urgent else radio.profile.node_info_gap_s
        if radio.utilization > HARD_LIMIT_PERCENT or (self._sent_at is not None and now - self._sent_at < gap_s):
            return False
        self._sent_at = now
        data = pb.Data(portnum=pb.PortNum.NODEINFO_APP, payload=radio.owner.SerializeToString(), bitfield=0)
        data.want_response = asks
        packet = compose.packet(sender=radio.num, to=to, packet_id=radio.dice.number(), data=data)
        packet.hop_limit = radio.settings.hop_limit
        radio.ether.transmit(packet, None)
        radio.router.report(0, packet.id)
        return True

    def heard(self, packet: Message) -> None:
        """Ask a stranger who they are: only as long as there is room for one more in the node DB."""
        radio = self._radio
        sender = NodeNum(getattr(packet, "from"))
        data = packet.decoded
        record = radio.nodes.get(sender)
        is_answer = data.portnum == pb.PortNum.TELEMETRY_APP and data.request_id
        if is_answer or (record is not None and record.user is not None) or radio.nodes.is_full:
            return
        if sender in radio.peers and radio.role not in RELAYS and radio.utilization <= POLITE_LIMIT_PERCENT:
            self.send(to=sender, asks=True)
