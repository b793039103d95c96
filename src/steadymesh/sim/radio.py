"""One simulated radio: what it hears, what it does by itself, and the way of a client into it.

No socket and no task: `attach` gives a phone per client, `agenda` says what the radio is going to do.
Its own data are `node`'s, who is around `company`'s, the queues towards the client `outlet`'s, sending is `router`'s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.ports import Clock
from steadymesh.sim import compose, identity, inbox, sniffing
from steadymesh.sim.agenda import Agenda, Appointment
from steadymesh.sim.company import Company
from steadymesh.sim.ether import Ether
from steadymesh.sim.introduction import HARD_LIMIT_PERCENT, URGENT_GAP_S, Introduction
from steadymesh.sim.medium import Medium
from steadymesh.sim.metrics import OwnTelemetry
from steadymesh.sim.outlet import Outlet
from steadymesh.sim.people import Peer
from steadymesh.sim.phone import RadioPhone
from steadymesh.sim.pki import next_pair, pair_of
from steadymesh.sim.profile import DEFAULT_PROFILE, Profile
from steadymesh.sim.proxy import Proxy
from steadymesh.sim.router import Router
from steadymesh.sim.sent import ReadText, SentText
from steadymesh.sim.settings import Settings
from steadymesh.sim.station import Message, Wake
from steadymesh.wire import pb

REBOOT_DOWN_S: Final = 1.0
"""Seen: connections are refused for about a second."""

REMEMBERED_TEXTS: Final = 10_000


class Radio(Company):
    """A node of the mesh that clients talk to. See `Node` for its other arguments, `Company` for who is around.

    Args:
        ether: Makes the air around it: the simple one, where each peer's attributes decide, or a whole mesh
            (`village.ether.MeshEther.join`).

    Attributes:
        agenda: What it is going to do.
        outlet: What waits for the client.
        router: Its transmit side.
        ether: What becomes of what it sends.
        introduction: When it says who it is.
        sent_texts: Texts of the client's that it put on the air, the last 10,000.
        read_texts: Direct messages of the client's that somebody decrypted, the last 10,000.
        lora_resets: How often the LoRa chip was started anew; `ether.lost` has what that took off the air.
        channel_utilization: Per cent that it measures; None: what there is on the air, on the simple air some few,
            which vary.
        proxy: What stands between it and its clients; None: nothing.
        has_warned: The client knows that somebody advertises our key.
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
        ether: Callable[[Radio], Medium] = Ether,
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
        self.peers = {}
        self.sent_texts: deque[SentText] = deque(maxlen=REMEMBERED_TEXTS)
        self.read_texts: deque[ReadText] = deque(maxlen=REMEMBERED_TEXTS)
        self.lora_resets = 0
        self.channel_utilization: float | None = None
        self.proxy: Proxy | None = None
        self.on_sent: list[Callable[[Message, bool], None]] = []
        self.on_ready: list[Callable[[], object]] = []
        self.on_reboot: Callable[[float], None] | None = None
        self.ether: Medium = ether(self)
        self.router = Router(self)
        self.introduction = Introduction(self)
        self.nodes.on_overrun = self._crash
        self.has_warned = False
        self._telemetry = OwnTelemetry(self)
        self._restart: Appointment | None = None
        self._start()

    @property
    def tcp_idle_s(self) -> float | None:
        """Seconds after which a silent client is closed; None: never."""
        return self.profile.tcp_idle_s

    @property
    def utilization(self) -> float:
        """Channel utilisation, per cent, as far as it decides anything."""
        measured = self.ether.utilization() if self.channel_utilization is None else self.channel_utilization
        return measured or 0.0

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
            self.introduction.send(is_urgent=True)
        elif self.profile.answers_heartbeat:
            self.outlet.heartbeat_due = True

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
            pki: Whether a direct message is to be encrypted, with our key as they know it; False: by the channel's key.
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
        self.hear_from(peer, packet, by_pki=pki)
        return PacketId(packet.id)

    def hear_from(self, peer: Peer, packet: Message, *, by_pki: bool = True) -> None:
        """Hear a text as its sender's node made it: one for us is opened with our keys, or not (`inbox`).

        Args:
            peer: The sender.
            packet: What it wrote, in plain.
            by_pki: Whether a direct message is to be encrypted for us.
        """
        if packet.to != self.num:
            self.hear(packet)
        elif not sniffing.ignores(self, packet):
            inbox.hear_direct(self, peer, packet, by_pki=by_pki)

    def hear_nodeinfo(self, sender: Peer | int, *, to: NodeNum = BROADCAST, rx_age_s: float = 0.0) -> PacketId:
        """Have a NodeInfo come in: forwarded whatever the node DB makes of it; return its packet id."""
        peer = self.peer(sender)
        peer.introduced_at_s = self.clock.now()
        data = pb.Data(portnum=pb.PortNum.NODEINFO_APP, payload=compose.user_of(peer).SerializeToString(), bitfield=0)
        return self.hear_data(peer, data, to=to, rx_age_s=rx_age_s)

    def introduce(self, peer: Peer) -> None:
        """Have a peer say who it is because our radio lacks its key (35): not twice in a minute."""
        said = peer.introduced_at_s
        if peer.utilization <= HARD_LIMIT_PERCENT and (said is None or self.clock.now() - said >= URGENT_GAP_S):
            self.hear_nodeinfo(peer, to=self.num)

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
        """Note who was heard and forward the packet to the client (`MeshService::handleFromRadio`).

        Whoever is ignored is not heard; a stranger is asked who they are.
        """
        if sniffing.ignores(self, packet):
            return
        sniffing.take_user(self, packet)
        sniffing.note_heard(self, packet)
        self.outlet.put_packet(packet)
        if packet.HasField("decoded"):
            self.introduction.heard(packet)

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
        """Restart: connections end, RAM is forgotten, one more is counted; a new key counts from now on.

        Args:
            num: Its node number from now on, under which everybody around knows it; None: as before, or (2.8) what
                follows from its key.
            down_s: Seconds for which nobody can connect.
        """
        if self.on_reboot is not None:
            self.on_reboot(down_s)
        self.restart_in(-1)
        self.outlet.clear()
        self.router.forget()
        self.reboot_count += 1
        self.prefs.is_editing = False
        self.has_warned = False
        identity.become(self, num)
        self.set_clock()
        self._start()

    def restart_in(self, delay_s: float) -> None:
        """Restart later: whoever asked last is heeded, less than 0 calls it off (`AdminModule::reboot`)."""
        if self._restart is not None:
            self._restart.cancel()
        self._restart = self.agenda.at(self.clock.now() + delay_s, self.reboot) if delay_s >= 0 else None

    def rekey(self, private_key: bytes | None = None) -> None:
        """Be given a new key pair, as when the radio is reflashed, and restart. See `identity`.

        Args:
            private_key: The new one; None: what follows upon the old one.
        """
        keys = next_pair(self.private_key) if private_key is None else pair_of(private_key)
        identity.adopt(self, keys)
        self.prefs.put_keys(keys)
        self.reboot()

    def reset_lora(self) -> None:
        """Start the LoRa chip anew: what is on the air is lost."""
        self.lora_resets += 1
        self.ether.reset()

    def _crash(self) -> None:
        """The node DB wrote past its end: the radio restarts (`NodeDB::getOrCreateMeshNode`, ≤ 2.7)."""
        self.restart_in(0)

    def _start(self) -> None:
        self._telemetry.start()
        # The main loop's first turn finds `lastQueueStatus.free` 0 and tells what is free (`MeshService::loop`, seen)
        self.router.report(0, 0)

    def tell_own_telemetry(self) -> None:
        """Tell the client our own metrics."""
        self._telemetry.tell()
