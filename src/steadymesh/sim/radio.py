"""One simulated radio: what it hears, what it does by itself, and the way of a client into it.

No socket and no task: `attach` gives a phone per client, `agenda` says what the radio is going to do.
Its own data are `node`'s, the queues towards the client `outlet`'s, sending is `router`'s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from steadymesh.errors import UsageError
from steadymesh.ids import BROADCAST, KEY_BYTES, NodeNum, PacketId, format_node_num
from steadymesh.ports import Clock
from steadymesh.sim import compose
from steadymesh.sim.agenda import Agenda, Appointment
from steadymesh.sim.dice import Dice
from steadymesh.sim.node import Node
from steadymesh.sim.outlet import Outlet
from steadymesh.sim.people import Peer, make_peer
from steadymesh.sim.phone import RadioPhone
from steadymesh.sim.profile import DEFAULT_PROFILE, Profile
from steadymesh.sim.router import Router, SentText
from steadymesh.sim.settings import Settings
from steadymesh.sim.station import Message, Wake
from steadymesh.wire import pb

OWN_TELEMETRY_S: Final = 60.0
"""An idle node tells the client its own metrics that often (`DeviceTelemetry.h`, sendToPhoneIntervalMs)."""

REBOOT_DOWN_S: Final = 1.0
"""Seen: connections are refused for about a second."""

SEALED_OVERHEAD: Final = 12
"""Bytes that PKI adds to the plaintext on the air."""


class Radio(Node):
    """A node of the mesh that clients talk to. See `Node` for its arguments.

    Attributes:
        agenda: What it is going to do.
        outlet: What waits for the client.
        router: Its transmit side.
        peers: Who is around, whether the radio knows them or not.
        sent_texts: Texts of the client's that it put on the air, the last 10,000.
        on_ready: Called when a client has its dump.
        on_sent: Called with every packet of the client's that reached the mesh, and whether its id was used before.
        on_reboot: Called when it restarts, with the seconds for which it can't be reached.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        seed: int = 0,
        profile: Profile = DEFAULT_PROFILE,
        settings: Settings | None = None,
        num: NodeNum | None = None,
        long_name: str = "Steadymesh Sim",
        short_name: str = "SIM",
        capacity: int | None = None,
    ) -> None:
        super().__init__(
            clock=clock,
            seed=seed,
            profile=profile,
            settings=settings or Settings(),
            num=num,
            long_name=long_name,
            short_name=short_name,
            capacity=capacity,
        )
        self.agenda = Agenda()
        self.outlet = Outlet(profile.phone_queue)
        self.peers: dict[NodeNum, Peer] = {}
        self.sent_texts: deque[SentText] = deque(maxlen=10_000)
        self.on_sent: list[Callable[[Message, bool], None]] = []
        self.on_ready: list[Callable[[], object]] = []
        self.on_reboot: Callable[[float], None] | None = None
        self.router = Router(self)
        self._telemetry: Appointment | None = None
        self._start()

    @property
    def tcp_idle_s(self) -> float | None:
        """Seconds after which a silent client is closed; None: never."""
        return self.profile.tcp_idle_s

    # --- its clients ----------------------------------------------------------------------

    def attach(self, wake: Wake) -> RadioPhone:
        """Take a client in."""
        phone = RadioPhone(self, wake)
        self.outlet.listeners.append(phone)
        return phone

    def detach(self, phone: RadioPhone) -> None:
        """Let a client go; what waits for it waits for the next one."""
        if phone in self.outlet.listeners:
            self.outlet.listeners.remove(phone)

    def heartbeat(self, nonce: int) -> None:
        """Take a heartbeat of a client's."""
        if nonce == 1 and self.profile.node_info_ping:
            self.router.broadcast_node_info()
        elif self.profile.answers_heartbeat:
            self.outlet.heartbeat_due = True

    # --- who is around --------------------------------------------------------------------

    def add_peer(self, peer: Peer | None = None, *, known: bool = True) -> Peer:
        """Let somebody be around; return them.

        Args:
            peer: None: the next one of this seed.
            known: Whether the radio has their NodeInfo, with the key.
        """
        if peer is None:
            peer = make_peer(self.seed, len(self.peers) + 1, number_from_key=self.profile.number_from_key)
        self.peers[peer.num] = peer
        if known:
            self.nodes.put_user(peer.num, compose.user_of(peer))
            self._note_heard(peer, self.wall_s())
        return peer

    def peer(self, sender: Peer | int) -> Peer:
        """Return the peer of that number.

        Raises:
            UsageError: Nobody of that number is around.
        """
        if isinstance(sender, Peer):
            return sender
        found = self.peers.get(NodeNum(sender))
        if found is None:
            raise UsageError(f"Nobody called {format_node_num(sender)} is around.", remedy="Use `add_peer` first.")
        return found

    # --- hearing --------------------------------------------------------------------------

    def hear_text(
        self,
        sender: Peer | int,
        text: str | bytes,
        *,
        to: NodeNum | None = None,
        channel: int = 0,
        pki: bool = True,
        rx_age_s: float = 0.0,
        packet_id: PacketId | None = None,
        reply_id: PacketId | None = None,
        emoji: bool = False,
        want_ack: bool | None = None,
    ) -> PacketId:
        """Have a text come in over the air; return its packet id.

        Args:
            sender: A peer or its number.
            text: What it says; bytes may be invalid UTF-8.
            to: None: to our radio; `BROADCAST`: to the channel.
            channel: Index of the channel that a broadcast (or a direct message without PKI) came on.
            pki: Whether a direct message is encrypted with our key.
            rx_age_s: How long ago it was heard.
            packet_id: None: a fresh one.
            reply_id: The packet that it answers.
            emoji: It is a tapback.
            want_ack: None: for direct messages.
        """
        peer = self.peer(sender)
        to = self.num if to is None else to
        content = text.encode() if isinstance(text, str) else text
        data = pb.Data(portnum=pb.PortNum.TEXT_MESSAGE_APP, payload=content, bitfield=0)
        if reply_id is not None:
            data.reply_id = reply_id
        data.emoji = int(emoji)
        packet = self._heard(peer, data, to=to, channel=channel, rx_age_s=rx_age_s, packet_id=packet_id)
        packet.want_ack = (to != BROADCAST) if want_ack is None else want_ack
        if to == self.num:
            self._hear_direct(peer, packet, pki=pki)
        else:
            self.hear(packet)
        return PacketId(packet.id)

    def _hear_direct(self, peer: Peer, packet: Message, *, pki: bool) -> None:
        """Take a direct message as far as the firmware does: decrypt, forward as it is, or drop."""
        record = self.nodes.get(peer.num)
        if not pki:
            if not self.profile.rejects_channel_dms:
                self.hear(packet)
                self.router.acknowledge(peer, packet)
        elif record is not None and record.public_key == peer.public_key:
            packet.channel = 0
            packet.pki_encrypted = True
            packet.public_key = peer.public_key
            self.hear(packet)
            self.router.acknowledge(peer, packet)
        elif self.profile.forwards_sealed:
            packet.channel = 0
            sealed = Dice(self.seed, f"sealed/{packet.id}").block(packet.decoded.ByteSize() + SEALED_OVERHEAD)
            packet.ClearField("decoded")
            packet.encrypted = sealed
            self.outlet.put_packet(packet)
            if record is None or len(record.public_key) != KEY_BYTES:
                # Our 35 makes the peer send its NodeInfo at once (`ReliableRouter::sniffReceived`, seen)
                self.agenda.at(self.clock.now() + 0.2, lambda: self._hear_user(peer, to=self.num))

    def hear_nodeinfo(self, sender: Peer | int, *, to: NodeNum = BROADCAST, rx_age_s: float = 0.0) -> PacketId:
        """Have a NodeInfo come in: forwarded whatever the node DB makes of it; return its packet id."""
        return self._hear_user(self.peer(sender), to=to, rx_age_s=rx_age_s)

    def _hear_user(self, peer: Peer, *, to: NodeNum, rx_age_s: float = 0.0) -> PacketId:
        user = compose.user_of(peer)
        self.nodes.put_user(peer.num, user)
        data = pb.Data(portnum=pb.PortNum.NODEINFO_APP, payload=user.SerializeToString(), bitfield=0)
        return self.hear_data(peer, data, to=to, rx_age_s=rx_age_s)

    def hear_position(self, sender: Peer | int, *, rx_age_s: float = 0.0) -> PacketId:
        """Have a peer tell where it is (its own coordinates); return the packet's id."""
        peer = self.peer(sender)
        position = compose.position(peer, self.wall_s(age_s=rx_age_s))
        if peer.num in self.nodes:
            self.nodes.touch(peer.num).position = position
        data = pb.Data(portnum=pb.PortNum.POSITION_APP, payload=position.SerializeToString(), bitfield=0)
        return self.hear_data(peer, data, to=BROADCAST, rx_age_s=rx_age_s)

    def hear_telemetry(
        self,
        sender: Peer | int,
        *,
        battery: int = 87,
        voltage: float = 4.02,
        uptime_s: int = 3600,
        rx_age_s: float = 0.0,
    ) -> PacketId:
        """Have a peer tell how it is; return the packet's id."""
        peer = self.peer(sender)
        told = compose.telemetry(
            self.wall_s(age_s=rx_age_s),
            battery=battery,
            voltage=voltage,
            utilization=4.5,
            air_tx=0.7,
            uptime_s=uptime_s,
        )
        if peer.num in self.nodes:
            self.nodes.touch(peer.num).metrics = told.device_metrics
        data = pb.Data(portnum=pb.PortNum.TELEMETRY_APP, payload=told.SerializeToString(), bitfield=0)
        return self.hear_data(peer, data, to=BROADCAST, rx_age_s=rx_age_s)

    def hear_data(
        self, sender: Peer | int, data: Message, *, to: NodeNum | None = None, rx_age_s: float = 0.0
    ) -> PacketId:
        """Have any application payload (protobuf `Data`) come in; return its packet id.

        Args:
            sender: A peer or its number.
            data: Port and payload.
            to: None: to our radio.
            rx_age_s: How long ago it was heard.
        """
        packet = self._heard(self.peer(sender), data, to=self.num if to is None else to, rx_age_s=rx_age_s)
        self.hear(packet)
        return PacketId(packet.id)

    def hear_raw(self, packet: bytes) -> None:
        """Have a serialized MeshPacket come in as it is."""
        self.hear(pb.MeshPacket.FromString(packet))

    def hear(self, packet: Message) -> None:
        """Note who was heard and forward the packet to the client (`MeshService::handleFromRadio`)."""
        peer = self.peers.get(NodeNum(getattr(packet, "from")))
        if peer is not None:
            self._note_heard(peer, packet.rx_time)
        self.outlet.put_packet(packet)

    def _note_heard(self, peer: Peer, at_s: int) -> None:
        record = self.nodes.touch(peer.num)
        record.last_heard = max(record.last_heard, at_s)
        record.snr_db = peer.snr_db
        record.hops_away = peer.hops

    def _heard(
        self,
        peer: Peer,
        data: Message,
        *,
        to: NodeNum,
        channel: int = 0,
        rx_age_s: float = 0.0,
        packet_id: PacketId | None = None,
    ) -> Message:
        """Return a packet as the receiver hands it on: signal, hops and time filled in."""
        packet = compose.packet(sender=peer.num, to=to, packet_id=packet_id or self.dice.number(), data=data)
        hop_start = max(self.settings.hop_limit, peer.hops)
        compose.add_reception(
            packet, peer, at_s=self.wall_s(age_s=rx_age_s), hop_start=hop_start, hop_limit=hop_start - peer.hops
        )
        packet.channel = channel
        return packet

    def replayed_packets(self) -> Iterator[bytes]:
        """Return what 2.8 replays after a dump: last positions, then metrics (`PhoneAPI::popReplayPacket`)."""
        for kind in ("position", "metrics"):
            for record in self.nodes.others():
                if getattr(record, kind) is not None:
                    told = pb.FromRadio()
                    told.packet.CopyFrom(compose.replay(record, kind, self.settings.hop_limit))
                    yield told.SerializeToString()

    # --- its life -------------------------------------------------------------------------

    def reboot(self, *, num: NodeNum | None = None, down_s: float = REBOOT_DOWN_S) -> None:
        """Restart: connections end, RAM is forgotten, one more is counted.

        Args:
            num: Its node number from now on; None: as before.
            down_s: Seconds for which nobody can connect.
        """
        if self.on_reboot is not None:
            self.on_reboot(down_s)
        self.outlet.clear()
        self.router.forget()
        self.reboot_count += 1
        if num is not None:
            self.nodes.renumber(num)
        self.set_clock()
        self._start()

    def _start(self) -> None:
        if self._telemetry is not None:
            self._telemetry.cancel()
        self._telemetry = self.agenda.at(self.clock.now() + OWN_TELEMETRY_S, self._keep_telling)
        # The main loop's first turn finds `lastQueueStatus.free` 0 and tells what is free (`MeshService::loop`, seen)
        self.router.report(0, 0)

    def _keep_telling(self) -> None:
        if not self.outlet.packets:  # the client has taken the last one (`DeviceTelemetryModule::runOnce`)
            self.tell_own_telemetry()
        self._telemetry = self.agenda.at(self.clock.now() + OWN_TELEMETRY_S, self._keep_telling)

    def tell_own_telemetry(self) -> None:
        """Tell the client our own metrics."""
        told = compose.telemetry(
            self.wall_s(),
            battery=101,
            voltage=4.2,
            utilization=round(self.dice.between(3, 5), 2),
            air_tx=round(self.router.air_percent(), 3),
            uptime_s=int(self.uptime_s),
        )
        self.nodes.touch(self.num).metrics = told.device_metrics
        data = pb.Data(portnum=pb.PortNum.TELEMETRY_APP, payload=told.SerializeToString())
        packet = compose.packet(sender=self.num, to=BROADCAST, packet_id=self.dice.number(), data=data)
        packet.hop_limit = self.settings.hop_limit
        packet.rx_time = self.wall_s()
        packet.priority = compose.PRIORITY_BACKGROUND
        self.outlet.put_packet(packet)
