"""What the radio tells its client of itself each minute (firmware `DeviceTelemetry.cpp`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steadymesh.ids import BROADCAST
from steadymesh.sim import compose
from steadymesh.sim.agenda import Appointment
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio

OWN_TELEMETRY_S: Final = 60.0
"""An idle node tells the client its own metrics that often (`DeviceTelemetry.h`, sendToPhoneIntervalMs)."""


class OwnTelemetry:
    """The radio's own metrics, to the client only."""

    def __init__(self, radio: Radio) -> None:
        self._radio = radio
        self._next: Appointment | None = None

    def start(self) -> None:
        """Begin to tell, a minute from now."""
        if self._next is not None:
            self._next.cancel()
        self._next = self._radio.agenda.at(self._radio.clock.now() + OWN_TELEMETRY_S, self._keep_telling)

    def _keep_telling(self) -> None:
        if not self._radio.outlet.packets:  # the client has taken the last one (`DeviceTelemetryModule::runOnce`)
            self.tell()
        self._next = self._radio.agenda.at(self._radio.clock.now() + OWN_TELEMETRY_S, self._keep_telling)

    def tell(self) -> None:
        """Tell the client our own metrics."""
        radio = self._radio
        drawn = round(radio.dice.between(3, 5), 2)
        measured = radio.ether.utilization() if radio.channel_utilization is None else radio.channel_utilization
        told = compose.telemetry(
            radio.wall_s(),
            battery=101,
            voltage=4.2,
            utilization=drawn if measured is None else measured,
            air_tx=round(radio.ether.air_percent(), 3),
            uptime_s=int(radio.uptime_s),
        )
        radio.nodes.touch(radio.num).metrics = told.device_metrics
        data = pb.Data(portnum=pb.PortNum.TELEMETRY_APP, payload=told.SerializeToString())
        packet = compose.packet(sender=radio.num, to=BROADCAST, packet_id=radio.dice.number(), data=data)
        packet.hop_limit = radio.settings.hop_limit
        packet.rx_time = radio.wall_s()
        packet.priority = compose.PRIORITY_BACKGROUND
        radio.outlet.put_packet(packet)
