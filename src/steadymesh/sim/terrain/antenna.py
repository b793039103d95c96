"""The transmit side of every node: queues, contention, listening before talking (firmware `RadioLibInterface.cpp`)."""

from __future__ import annotations

from collections.abc import Callable

from steadymesh.sim.terrain.channel import Channel
from steadymesh.sim.terrain.modem import Modem
from steadymesh.sim.terrain.node import QUEUE, MeshNode
from steadymesh.sim.terrain.packet import Packet, Queued, Step, Transmission
from steadymesh.sim.terrain.schedule import Schedule
from steadymesh.sim.terrain.tally import Tally


class Antenna:
    """Lets nodes send.

    Args:
        schedule: Virtual time.
        channel: The air.
        modem: The preset.
        draw: Chance, within [0, 1).
        tally: Where it is counted.
        duty_cycle: Per cent of an hour that one may send.

    Attributes:
        duty_cycle: See there.
    """

    def __init__(
        self,
        *,
        schedule: Schedule,
        channel: Channel,
        modem: Modem,
        draw: Callable[[], float],
        tally: Tally,
        duty_cycle: float,
    ) -> None:
        self.duty_cycle = duty_cycle
        self._schedule = schedule
        self._channel = channel
        self._modem = modem
        self._draw = draw
        self._tally = tally
        channel.on_idle = self.arm

    def is_over_duty(self, node: MeshNode) -> bool:
        """Return whether a node has used up its hour (`Router::send`); it then relays nothing either."""
        return self.duty_cycle < 100 and node.usage.sent_percent(self._schedule.now) > self.duty_cycle

    def put(
        self,
        node: MeshNode,
        packet: Packet,
        hop_limit: int,
        snr_db: float | None = None,
        trail: tuple[Step, ...] = (),
    ) -> bool:
        """Queue a packet; return whether there was room, and air left in the hour.

        By priority, and of those with the same first what is on the mesh already (`CompareMeshPacketFunc`). A full
        queue drops what matters least.

        Args:
            node: Who sends.
            packet: What.
            hop_limit: Relays that are left when it goes out.
            snr_db: How well it was heard; None: it is the node's own.
            trail: Who has relayed a traceroute, this node included.
        """
        if self.is_over_duty(node):
            self._tally.over_duty += 1
            return False
        queue = node.queue
        if len(queue) >= QUEUE:
            self._tally.dropped += 1
            if queue[-1].packet.priority >= packet.priority:
                return False
            del queue[-1]
        queued = Queued(packet, hop_limit, snr_db, trail)
        rank = (-packet.priority, snr_db is None)
        place = len(queue)
        while place and (-queue[place - 1].packet.priority, queue[place - 1].snr_db is None) > rank:
            place -= 1
        queue.insert(place, queued)
        self.arm(node)
        return True

    def arm(self, node: MeshNode) -> None:
        """Let a node try after its delay, if it has something and is not about to (`setTransmitDelay`)."""
        if node.is_armed or not node.queue or node.sending is not None:
            return
        node.is_armed = True
        front, now = node.queue[0], self._schedule.now
        if front.snr_db is None:
            delay_s = self._modem.own_delay_s(node.usage.channel_percent(now), self._draw())
        else:
            delay_s = self._modem.relay_delay_s(front.snr_db, self._draw(), is_early=node.is_router)
        self._schedule.at(now + delay_s, self._try, node)

    def _try(self, node: MeshNode) -> None:
        """Send unless somebody else does; then again when that has ended (`TRANSMIT_DELAY_COMPLETED`).

        The firmware asks again and again while the channel is busy; it can't send before the end either.
        """
        node.is_armed = False
        if not node.queue or not node.is_on or node.sending is not None or self._channel.is_busy(node):
            return
        front = node.queue.pop(0)
        self._channel.begin(Transmission(front.packet, front.hop_limit, node, self._schedule.now, front.trail))
        if node.app is not None:
            node.app.freed()
