"""Who is around a simulated radio, whether it knows them or not."""

from __future__ import annotations

from steadymesh.errors import UsageError
from steadymesh.ids import NodeNum, format_node_num
from steadymesh.sim import compose
from steadymesh.sim.node import Node
from steadymesh.sim.people import Peer, make_peer
from steadymesh.sim.profile import Profile


class Company(Node):
    """A node with people around it. See `Node` for its arguments.

    Attributes:
        peers: Who is around, by number.
    """

    peers: dict[NodeNum, Peer]

    def add_peer(self, peer: Peer | None = None, *, known: bool = True, firmware: Profile | None = None) -> Peer:
        """Let somebody be around, who knows our key unless they say otherwise; return them.

        Args:
            peer: None: the next one of this seed.
            known: Whether the radio has their NodeInfo, with the key.
            firmware: What they run; None: what they ran before, or what our radio runs.
        """
        firmware = firmware or (peer.firmware if peer is not None else None) or self.profile
        if peer is None:
            peer = make_peer(self.seed, len(self.peers) + 1, firmware=firmware)
        peer.firmware = firmware
        peer.our_key = self.public_key if peer.our_key is None else peer.our_key
        peer.on_renumber = self._renumbered
        self.peers[peer.num] = peer
        if known:
            record = self.nodes.know(peer.num, compose.user_of(peer))
            record.last_heard = max(record.last_heard, self.wall_s())
            record.snr_db, record.hops_away = peer.snr_db, peer.hops
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

    def firmware_of(self, peer: Peer) -> Profile:
        """Return what a peer runs."""
        return peer.firmware or self.profile

    def key_known_to(self, peer: Peer) -> bytes:
        """Return our key as a peer knows it; empty: it lacks it."""
        return self.public_key if peer.our_key is None else peer.our_key

    def forget_node(self, num: NodeNum) -> None:
        """Drive a node out of the node DB, as others do when it is full: its key is gone, but for 2.8's warm tier."""
        self.nodes.evict(num)

    def _renumbered(self, old: NodeNum, new: NodeNum) -> None:
        kept = {new if num == old else num: peer for num, peer in self.peers.items()}  # everybody keeps their place
        self.peers.clear()
        self.peers.update(kept)
