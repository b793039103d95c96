"""A mesh without people: nodes in a landscape that share one channel, moved by virtual time."""

from __future__ import annotations

import random
from collections.abc import Sequence

from steadymesh.sim.terrain.antenna import Antenna
from steadymesh.sim.terrain.channel import Channel
from steadymesh.sim.terrain.flooding import Flooding
from steadymesh.sim.terrain.links import Links
from steadymesh.sim.terrain.modem import Modem
from steadymesh.sim.terrain.node import MeshNode
from steadymesh.sim.terrain.packet import DEFAULT, Packet, Transmission
from steadymesh.sim.terrain.places import ROOF, Place
from steadymesh.sim.terrain.reliable import Reliable
from steadymesh.sim.terrain.schedule import Schedule
from steadymesh.sim.terrain.tally import Tally
from steadymesh.sim.terrain.usage import DUTY_CYCLES, FREE_CYCLE


class Terrain:
    """The whole of it.

    Args:
        links: Who hears whom; our own place is the first.
        modem: The preset that all use.
        places: What stands there; None: plain nodes that relay.
        region: Where they are: its duty cycle holds for all.
        seed: What everything that is drawn follows from.
        now: Virtual seconds to begin with.

    Attributes:
        schedule: Virtual time: `schedule.run(until)` moves the mesh.
        nodes: By number of place.
        modem: See there.
        links: See there.
        tally: What happened so far.
    """

    def __init__(
        self,
        links: Links,
        *,
        modem: Modem,
        places: Sequence[Place] | None = None,
        region: str = "EU_868",
        seed: int = 0,
        now: float = 0.0,
    ) -> None:
        self.links = links
        self.modem = modem
        self.tally = Tally()
        self.schedule = Schedule(now)
        self.nodes = [MeshNode(i, place, now) for i, place in enumerate(places or [ROOF] * len(links))]
        self._random = random.Random(f"terrain/{seed}")  # noqa: S311
        draw = self._random.random
        self._channel = Channel(
            schedule=self.schedule, nodes=self.nodes, links=links, slot_s=modem.slot_s, draw=draw, tally=self.tally
        )
        self._antenna = Antenna(
            schedule=self.schedule,
            channel=self._channel,
            modem=modem,
            draw=draw,
            tally=self.tally,
            duty_cycle=DUTY_CYCLES.get(region, FREE_CYCLE),
        )
        self.reliable = Reliable(
            schedule=self.schedule, antenna=self._antenna, modem=modem, next_id=self.next_id, tally=self.tally
        )
        self._flooding = Flooding(
            channel=self._channel, antenna=self._antenna, reliable=self.reliable, tally=self.tally
        )

    @property
    def now(self) -> float:
        """Virtual seconds."""
        return self.schedule.now

    def run(self, until: float) -> None:
        """Let everything happen up to that time."""
        self.schedule.run(until)

    def next_id(self) -> int:
        """Return a fresh packet id."""
        return self._random.getrandbits(32) or 1

    def send(
        self,
        source: int,
        dest: int | None,
        *,
        size_bytes: int,
        packet_id: int | None = None,
        to_all: bool = False,
        want_ack: bool = False,
        is_text: bool = False,
        hop_limit: int | None = None,
        priority: int = DEFAULT,
        request_id: int = 0,
        error: int = 0,
        is_traced: bool = False,
        content: object = None,
    ) -> Packet | None:
        """Let a node send something of its own; None: its queue is full or its hour used up, or it is off.

        Args:
            source: Its place.
            dest: Whose it is; None: everybody's (`to_all`), or that of somebody who is not there.
            size_bytes: Payload on the air.
            packet_id: None: a fresh one.
            to_all: It is a broadcast.
            want_ack: Repeat it until it is acked; for a broadcast: until somebody relays it.
            is_text: It is a text: its ack wants an ack.
            hop_limit: Relays; None: the node's setting.
            priority: `MeshPacket.Priority`.
            request_id: It answers that packet of the recipient's.
            error: What it says of that; 0: an ack.
            is_traced: It is a traceroute, or the answer to one: whoever relays it adds itself.
            content: What it carries.
        """
        node = self.nodes[source]
        packet = Packet(
            node,
            None if dest is None else self.nodes[dest],
            packet_id or self.next_id(),
            size_bytes=size_bytes,
            airtime_s=self.modem.airtime_s(size_bytes),
            hop_start=node.hop_limit if hop_limit is None else hop_limit,
            to_all=to_all,
            want_ack=want_ack,
            is_text=is_text,
            request_id=request_id,
            error=error,
            priority=priority,
            is_traced=is_traced,
            content=content,
        )
        return packet if node.is_on and self.reliable.send(packet) else None

    # --- power and place ------------------------------------------------------------------

    def switch(self, index: int, *, on: bool) -> None:
        """Switch a node on or off: it forgets what is in RAM, and what it was sending is cut off."""
        node = self.nodes[index]
        if node.is_on == on:
            return
        self._channel.leave(node)
        node.forget()
        node.is_on = on
        node.usage.restart(self.now)

    def take_away(self, index: int, *, away: bool) -> None:
        """Let a node walk out of everybody's reach, or come back."""
        node = self.nodes[index]
        if node.is_away != away:
            self._channel.leave(node)
            node.is_away = away

    def reset(self, index: int) -> Transmission | None:
        """Start a node's LoRa chip anew; return what was on the air from it, which nobody can decode now."""
        node = self.nodes[index]
        cut = self._channel.cut(node)
        self._antenna.arm(node)
        return cut

    def forget(self, index: int) -> None:
        """Restart a node: like `switch` off and on, in no time."""
        self.switch(index, on=False)
        self.switch(index, on=True)

    # --- what a node knows ----------------------------------------------------------------

    def channel_percent(self, index: int) -> float:
        """Return the channel's utilisation as a node measures it."""
        return self.nodes[index].usage.channel_percent(self.now)

    def sent_percent(self, index: int) -> float:
        """Return the share of the last hour that a node sent."""
        return self.nodes[index].usage.sent_percent(self.now)

    def silent_minutes(self, index: int) -> int | None:
        """Return for how many minutes a node must not send; None: it may."""
        node = self.nodes[index]
        if not self._antenna.is_over_duty(node):
            return None
        return node.usage.silent_minutes(self.now, self._antenna.duty_cycle)
