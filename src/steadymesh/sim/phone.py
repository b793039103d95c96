"""One client's conversation with the simulated radio: firmware `PhoneAPI.cpp`, without a socket."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from steadymesh.ids import BROADCAST
from steadymesh.model import RoutingError
from steadymesh.sim import settings as frames
from steadymesh.sim.station import Message, Wake
from steadymesh.wire import pb
from steadymesh.wire.limits import CONFIG_ONLY_NONCE, MAX_DATA_PAYLOAD, NODES_ONLY_NONCE

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio

REMEMBERED_IDS: Final = 20
"""Packet ids that a connection remembers (`PhoneAPI.h`, recentToRadioPacketIds)."""

MAX_ENCRYPTED: Final = 256
"""Longest `MeshPacket.encrypted` that nanopb decodes (`mesh.options`)."""


class RadioPhone:
    """What the radio keeps for one client. Made by `Radio.attach`."""

    def __init__(self, radio: Radio, wake: Wake) -> None:
        self._wake = wake
        self._radio = radio
        self._dump: Iterator[bytes] | None = None
        self._nonce = 0
        self._live = False
        self._left = False
        self._replay: Iterator[bytes] = iter(())
        self._recent: deque[int] = deque(maxlen=REMEMBERED_IDS)
        self._last_by_port: dict[int, float] = {}

    @property
    def dumping(self) -> bool:
        """Whether a dump is being sent."""
        return self._dump is not None

    @property
    def ready(self) -> bool:
        """Whether a dump was completed on this connection and no other is running."""
        return self._live

    @property
    def over(self) -> str:
        """Why the conversation is over: `goodbye`, the client's; empty: it is not."""
        return "goodbye" if self._left else ""

    def wake(self) -> None:
        """Tell the connection that there is something to be pulled."""
        self._wake()

    def receive(self, payload: bytes) -> None:
        """Take one ToRadio payload; what does not decode is dropped without an answer (`handleToRadio`)."""
        message = pb.ToRadio()
        try:
            message.ParseFromString(payload)
        except pb.DecodeError:
            return
        if self._radio.proxy is not None and self._radio.proxy.takes(self._radio, message):
            return
        match message.WhichOneof("payload_variant"):
            case "want_config_id":
                self._start(message.want_config_id)
            case "packet":
                self._packet(message.packet)
            case "heartbeat":
                self._radio.heartbeat(message.heartbeat.nonce)
            case "disconnect":
                self._left = True
                self.close()
            case _:
                pass

    def pull(self) -> bytes | None:
        """Return the next FromRadio payload (`getFromRadio`): heartbeat's answer, dump, queueStatus, packets."""
        if self._left:
            return None
        radio = self._radio
        if radio.outlet.heartbeat_due:
            radio.outlet.heartbeat_due = False
            return radio.router.status()
        if self._dump is not None:
            payload = next(self._dump, None)
            if payload is not None:
                return payload
            return self._complete()
        if not self._live:
            return None
        return radio.outlet.take() or next(self._replay, None)

    def close(self) -> None:
        """Forget the client (`PhoneAPI::close`): what waits in the radio's queue stays for the next one."""
        self._dump = None
        self._live = False
        self._replay = iter(())
        self._radio.detach(self)

    def _start(self, nonce: int) -> None:
        """Begin a dump, from the top also in the middle of another (`handleStartConfig`)."""
        self._nonce = nonce
        self._live = False
        self._replay = iter(())
        self._dump = self._frames(nonce)

    def _frames(self, nonce: int) -> Iterator[bytes]:
        """Return the dump in the order that client apps assume (`STATE_SEND_…`)."""
        radio, profile = self._radio, self._radio.profile
        if nonce == NODES_ONLY_NONCE and profile.knows_nodes_only:
            yield radio.nodes.own_payload()
            yield from radio.nodes.other_payloads()
            return
        yield radio.my_info()
        yield radio.device_ui()
        yield radio.nodes.own_payload()
        yield radio.metadata()
        if profile.region_presets:
            yield frames.region_presets_frame()
        yield from radio.prefs.channel_frames()
        yield from radio.prefs.config_frames()
        yield from frames.module_frames(profile, radio.num)
        if nonce != CONFIG_ONLY_NONCE:
            yield from radio.nodes.other_payloads()
        yield from frames.file_frames(len(radio.nodes))

    def _complete(self) -> bytes:
        """End the dump (`sendConfigComplete`); 2.8 then replays what it keeps of the others' places and metrics."""
        self._dump = None
        self._live = True
        if self._radio.profile.thin_node_info and self._nonce != CONFIG_ONLY_NONCE:
            self._replay = self._radio.replayed_packets()
        for listener in tuple(self._radio.on_ready):
            listener()
        told = pb.FromRadio()
        told.config_complete_id = self._nonce
        return bytes(told.SerializeToString())

    def _packet(self, packet: Message) -> None:
        """Take a packet for the mesh, or not (`handleToRadioPacket`)."""
        if len(packet.decoded.payload) > MAX_DATA_PAYLOAD or len(packet.encrypted) > MAX_ENCRYPTED:
            return  # nanopb refuses the whole ToRadio: no answer of any kind (seen)
        if packet.id:
            if packet.id in self._recent:
                return
            self._recent.append(packet.id)
        radio, port = self._radio, packet.decoded.portnum
        ports = pb.PortNum
        if port == ports.TRACEROUTE_APP and packet.to == BROADCAST and packet.hop_limit > 0:
            self._warn("Multi-hop traceroute to broadcast address is not allowed", packet.id)
            radio.router.report(0, packet.id)
            return
        if self._too_early(port):
            if port == ports.TRACEROUTE_APP:
                self._warn("TraceRoute can only be sent once every 30 seconds", packet.id)
            radio.router.report(0, packet.id)
            # With `from` 0 the NAK leaves over LoRa to node 0 and never comes here (seen)
            if port == ports.TEXT_MESSAGE_APP and radio.profile.rate_limit_nak and getattr(packet, "from") == radio.num:
                radio.router.verdict(packet.id, RoutingError.RATE_LIMIT_EXCEEDED)
            return
        self._last_by_port[port] = radio.clock.now()
        radio.router.send(packet)

    def _warn(self, message: str, packet_id: int) -> None:
        self._radio.outlet.put_notification(message, reply_id=packet_id, at_s=self._radio.wall_s())

    def _too_early(self, port: int) -> bool:
        last = self._last_by_port.get(port)
        if last is None:
            return False
        profile, ports = self._radio.profile, pb.PortNum
        match port:
            case ports.TEXT_MESSAGE_APP:
                gap_s = profile.text_gap_s
            case ports.TRACEROUTE_APP:
                gap_s = profile.traceroute_gap_s
            case ports.POSITION_APP:
                gap_s = profile.quiet_gap_s
            case ports.WAYPOINT_APP | ports.ALERT_APP | ports.TELEMETRY_APP if profile.rate_limit_nak:
                gap_s = profile.quiet_gap_s
            case _:
                return False
        return self._radio.clock.now() - last < gap_s
