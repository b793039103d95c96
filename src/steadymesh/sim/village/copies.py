"""Packets that come to our radio a second time: some neighbour's node got them by MQTT and repeats them.

The same (from, id) again, seconds to minutes later, with `via_mqtt` set (`MQTT.cpp`, onReceiveProto). A node's own
memory drops most of them (`PacketHistory.cpp`); these are the ones that it no longer remembers. Our radio takes none
while `lora.ignore_mqtt` is set, as the firmware does (`Router::perhapsHandleReceived`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steadymesh.sim.dice import Dice
from steadymesh.sim.people import Peer
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.village.ether import MeshEther

BY_MQTT: Final = 5
"""`MeshPacket.TransportMechanism.TRANSPORT_MQTT`."""


class Copies:
    """Repeats some of what our radio hears.

    Args:
        ether: The mesh.
        dice: Chance.
        share: Which share of the packets comes again.
        after_s: How much later.
    """

    def __init__(
        self, ether: MeshEther, *, dice: Dice, share: float = 0.05, after_s: tuple[float, float] = (2.0, 90.0)
    ) -> None:
        self._ether = ether
        self._dice = dice
        self._share = share
        self._after_s = after_s

    def start(self) -> None:
        """Begin."""
        self._ether.on_received.append(self._received)

    def _received(self, peer: Peer, packet: Message) -> None:
        del peer
        if self._dice.fraction() >= self._share:
            return
        copy = pb.MeshPacket()
        copy.CopyFrom(packet)
        copy.via_mqtt = True
        copy.transport_mechanism = BY_MQTT
        schedule = self._ether.terrain.schedule
        schedule.at(schedule.now + self._dice.between(*self._after_s), self._again, copy)

    def _again(self, copy: Message) -> None:
        radio = self._ether.radio
        if radio.prefs.lora.ignore_mqtt:
            return
        self._ether.ledger.copies += 1
        copy.rx_time = radio.wall_s()
        copy.rx_snr, copy.rx_rssi = 0.0, 0
        radio.hear(copy)
