"""What a node makes of a packet that it hears: it knows it, relays it, hands it on (firmware `FloodingRouter.cpp`).

Directed relaying (`NextHopRouter`, next_hop) is not played: every packet floods.
"""

from __future__ import annotations

from steadymesh.sim.terrain.antenna import Antenna
from steadymesh.sim.terrain.channel import Channel
from steadymesh.sim.terrain.node import Arrival, MeshNode
from steadymesh.sim.terrain.packet import Step, Transmission
from steadymesh.sim.terrain.reliable import Reliable
from steadymesh.sim.terrain.tally import Tally


class Flooding:
    """Routes what is heard.

    Args:
        channel: The air.
        antenna: The way onto it.
        reliable: Acks.
        tally: Where it is counted.
    """

    def __init__(self, *, channel: Channel, antenna: Antenna, reliable: Reliable, tally: Tally) -> None:
        self._antenna = antenna
        self._reliable = reliable
        self._tally = tally
        channel.on_received = self._received

    def _received(self, node: MeshNode, tx: Transmission, snr_db: float) -> None:
        packet = tx.packet
        if node.pending:
            self._reliable.postpone(node, packet.airtime_s)
        if packet.source is node:
            self._reliable.heard_again(node, packet)
            return
        best = node.seen.get(packet.key)
        if best is not None:
            self._tally.duplicates += 1
            self._known(node, tx, best, snr_db)
            return
        node.remember(packet.key, tx.hop_limit)
        if node.neighbors is not None and tx.sender is packet.source:
            node.neighbors.heard(packet.source.index, snr_db, tx.begins)
        if packet.request_id and packet.dest is not None and packet.dest is not node:
            # The answer is under way: the question needs no relay of ours any more (`sniffReceived`)
            self._cancel(node, packet.dest.index << 32 | packet.request_id)
        if packet.dest is not node:
            self._relay(node, tx, snr_db)
        if packet.to_all or packet.dest is node:
            arrival = Arrival(packet, packet.hop_start - tx.hop_limit, tx.hop_limit, snr_db, tx.sender, tx.trail)
            self._reliable.arrived(node, arrival)

    def _known(self, node: MeshNode, tx: Transmission, best: int, snr_db: float) -> None:
        """Take a packet that the node knows (`shouldFilterReceived`).

        With more relays left than the copy that waits, it replaces that; repeated by its source, it is relayed or
        acked once more; relayed by another one, there is no need to do so as well.
        """
        packet = tx.packet
        waiting = node.queued(packet.key)
        if tx.hop_limit > best:
            node.seen[packet.key] = tx.hop_limit
            if waiting is not None:
                node.unqueue(packet.key)
                self._relay(node, tx, snr_db)
                return
        if packet.hop_start != tx.hop_limit:
            if waiting is not None:
                self._cancel(node, packet.key)
        elif waiting is None:
            if packet.dest is node:
                self._reliable.accept_again(node, packet)
            elif packet.hop_start:
                self._relay(node, tx, snr_db)

    def _relay(self, node: MeshNode, tx: Transmission, snr_db: float) -> None:
        """Queue a packet for relaying, if it may be (`perhapsRebroadcast`); into a traceroute a relay writes itself."""
        if tx.hop_limit > 0 and node.relays:
            trail = (*tx.trail, Step(node if node.reads else None, snr_db)) if tx.packet.is_traced else ()
            self._antenna.put(node, tx.packet, tx.hop_limit - 1, snr_db, trail)

    def _cancel(self, node: MeshNode, key: int) -> None:
        """Take a relay back, unless this is a router, which always relays (`roleAllowsCancelingDupe`)."""
        if not node.is_router and node.unqueue(key):
            self._tally.cancelled += 1
