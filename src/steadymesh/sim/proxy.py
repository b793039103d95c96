"""Something between a client and its radio that answers for the radio: a gateway, a sharing service, a phone app.

It lets the dump, the packets of the mesh and everything for other nodes through. Heartbeats it answers itself, and
administration never reaches the radio: it is swallowed, or acknowledged without anything being done.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from steadymesh.model import RoutingError
from steadymesh.sim.fault import Fault
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio
    from steadymesh.sim.server import SimServer


class Proxy(Enum):
    """What it does with administration."""

    SWALLOWS = "swallows"
    """No queueStatus, no answer, no effect."""
    ACKNOWLEDGES = "acknowledges"
    """queueStatus and an ack, no effect; a question gets the ack and no answer."""

    def takes(self, radio: Radio, message: Message) -> bool:
        """Return whether it keeps a ToRadio for itself.

        Args:
            radio: The radio behind it.
            message: Protobuf `ToRadio`.
        """
        match message.WhichOneof("payload_variant"):
            case "heartbeat":
                radio.outlet.put_status(radio.router.status())
                return True
            case "packet" if self._is_administration(radio, message.packet):
                if self is Proxy.ACKNOWLEDGES:
                    radio.router.report(0, message.packet.id)
                    radio.router.verdict(message.packet.id, RoutingError.NONE)
                return True
            case _:
                return False

    @staticmethod
    def _is_administration(radio: Radio, packet: Message) -> bool:
        return bool(packet.to == radio.num and packet.decoded.portnum == pb.PortNum.ADMIN_APP)


class Proxied(Fault):
    """A proxy stands before the radio. Not in the catalogue: `server.inject(Proxied(Proxy.SWALLOWS))`."""

    name = "proxied"
    sentence = "A proxy answers heartbeats and keeps administration from the radio, until it is ended."
    needs_radio = True

    def __init__(self, proxy: Proxy = Proxy.SWALLOWS) -> None:
        super().__init__()
        self._proxy = proxy

    def begin(self, server: SimServer) -> None:
        """Step in between."""
        server.radio.proxy = self._proxy

    def end(self, server: SimServer) -> None:
        """Step aside."""
        server.radio.proxy = None
