"""A simulated radio on a desk: one client that is no client of ours, and time that the test moves."""

from __future__ import annotations

from datetime import UTC, datetime

from steadymesh.sim.radio import Radio
from steadymesh.wire import pb

NOW_S = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp())
PORTS = pb.PortNum


class Desk:
    """A radio, one client of it, and time."""

    def __init__(self, clock, **radio):
        self.clock = clock
        self.radio = Radio(clock=clock, **radio)
        self.peer = self.radio.add_peer()
        self.peer.hops = 0
        self.radio.outlet.take()
        self.phone = self.radio.attach(lambda: None)
        self.say(want_config_id=69420)
        self.take()

    def reconnect(self, nonce=69420):
        """Another client; what its dump told."""
        self.phone.close()
        self.phone = self.radio.attach(lambda: None)
        self.say(want_config_id=nonce)
        return self.take()

    def dm(self, packet_id, *, to=None, **more):
        """A text that insists on PKI and on an ack; what became of it in two minutes."""
        self.send(to=to, packet_id=packet_id, want_ack=True, pki_encrypted=True, **more)
        return errors(self.after(120))

    def say(self, **fields):
        self.phone.receive(pb.ToRadio(**fields).SerializeToString())

    def send(self, payload=b"hello", *, to=None, packet_id=7, port=1, me=True, want_response=False, **more):
        packet = pb.MeshPacket(to=self.peer.num if to is None else to, id=packet_id, **more)
        packet.decoded.portnum, packet.decoded.payload = port, payload
        packet.decoded.want_response = want_response
        if me:
            setattr(packet, "from", self.radio.num)
        self.say(packet=packet)

    def admin(self, packet_id=9, **fields):
        self.send(
            pb.AdminMessage(**fields).SerializeToString(),
            to=self.radio.num, port=PORTS.ADMIN_APP, packet_id=packet_id, want_response=True,
        )  # fmt: skip
        return [f.packet for f in self.take() if f.HasField("packet")]

    def take(self):
        frames = []
        while (payload := self.phone.pull()) is not None:
            frames.append(pb.FromRadio.FromString(payload))
        return frames

    def after(self, seconds):
        """What comes within that time."""
        end = self.clock.time + seconds
        while (when := self.radio.agenda.next_at()) is not None and when <= end:
            self.clock.time = when
            self.radio.agenda.run_due(when)
        self.clock.time = end
        return self.take()

    def statuses(self, frames=None):
        frames = self.take() if frames is None else frames
        return [(f.queueStatus.res, f.queueStatus.mesh_packet_id) for f in frames if f.HasField("queueStatus")]


def verdicts(frames):
    """(says, of packet, error) of the routing packets."""
    return [
        (
            getattr(f.packet, "from"),
            f.packet.decoded.request_id,
            pb.Routing.FromString(f.packet.decoded.payload).error_reason,
        )
        for f in frames
        if f.HasField("packet") and f.packet.decoded.portnum == PORTS.ROUTING_APP
    ]


def errors(frames):
    """The errors alone of the routing packets."""
    return [error for _, _, error in verdicts(frames)]


def packets(frames, port):
    """The packets of that port."""
    return [f.packet for f in frames if f.HasField("packet") and f.packet.decoded.portnum == PORTS.Value(port)]


def sealed(frames):
    """The packets that the radio could not decrypt."""
    return [f.packet for f in frames if f.packet.encrypted]
