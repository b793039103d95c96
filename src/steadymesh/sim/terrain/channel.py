"""The one channel that all share: who decodes a transmission, and why others don't.

A receiver loses a transmission when it sends itself (half-duplex), when another one that reaches it overlaps and is not
6 dB weaker (collision, capture), or to noise. Source of the capture: Bor et al., "Do LoRa low-power wide-area networks
scale?", 2016, where 6 dB decide.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from steadymesh.sim.terrain.links import Links
from steadymesh.sim.terrain.node import Link, MeshNode
from steadymesh.sim.terrain.packet import Transmission
from steadymesh.sim.terrain.schedule import Schedule
from steadymesh.sim.terrain.tally import Tally

CAPTURE_DB: Final = 6.0
"""A transmission that is so much stronger is decoded in spite of another one."""

DISTURBS_DB: Final = 6.0
"""A signal that is so much below the limit can't spoil one that is decoded."""

SAME_S: Final = 1e-6
"""Slots of different nodes often begin at the same time: the last bits of a number must not decide."""

NOISE_LOSS: Final = 0.002
"""Share of packets that are lost however strong they are."""

EDGE_LOSS: Final = 0.4
EDGE_DB: Final = 1.5
"""Share that is lost at the limit, and over how many dB it falls to a third: signals fade."""


def loss(margin_db: float) -> float:
    """Return the share of packets that noise takes, by what the signal is above the limit."""
    return NOISE_LOSS + EDGE_LOSS * math.exp(-margin_db / EDGE_DB) if margin_db >= 0 else 1.0


class Channel:
    """The air.

    Args:
        schedule: Virtual time.
        nodes: Everybody.
        links: Who hears whom.
        slot_s: What it takes to notice that somebody sends.
        draw: Chance, within [0, 1).
        tally: Where it is counted.

    Attributes:
        on_received: Called with receiver, transmission and signal of each packet that is decoded.
        on_idle: Called with a node at which something has ended that it sent, heard or might have heard.
    """

    def __init__(
        self,
        *,
        schedule: Schedule,
        nodes: list[MeshNode],
        links: Links,
        slot_s: float,
        draw: Callable[[], float],
        tally: Tally,
    ) -> None:
        self.on_received: Callable[[MeshNode, Transmission, float], None] = lambda _node, _tx, _snr_db: None
        self.on_idle: Callable[[MeshNode], None] = lambda _node: None
        self._schedule = schedule
        self._slot_s = slot_s
        self._draw = draw
        self._tally = tally
        for node in nodes:
            signals = links.snr_db[node.index]
            node.snr_from = [row[node.index] for row in links.snr_db]
            node.links = [
                Link(other, signals[other.index], loss(signals[other.index] - links.limit_db),
                     is_heard=signals[other.index] >= links.limit_db)
                for other in nodes
                if other is not node and signals[other.index] > links.limit_db - DISTURBS_DB
            ]  # fmt: skip

    def is_busy(self, node: MeshNode) -> bool:
        """Return whether a node notices that somebody sends (`RadioLibInterface::isChannelActive`, receiving).

        What began within this slot is not noticed yet: two that draw the same slot collide.
        """
        since = self._schedule.now - self._slot_s + SAME_S
        return any(tx.begins <= since for tx in node.incoming)

    def begin(self, tx: Transmission) -> None:
        """Let a node send."""
        sender = tx.sender
        sender.sending = tx
        self._tally.transmissions += 1
        if tx.packet.source is not sender:
            self._tally.relays += 1
        for other in sender.incoming:
            self._deafen(other, sender)
        if not sender.is_away:
            for link in sender.links:
                node = link.node
                if node.is_on and not node.is_away:
                    self._reach(tx, link, node)
        self._schedule.at(tx.begins + tx.packet.airtime_s, self._end, tx)

    def _reach(self, tx: Transmission, link: Link, node: MeshNode) -> None:
        """Let a transmission come to an antenna, where others may be already."""
        if node.sending is not None:
            self._deafen(tx, node)
        if node.incoming:
            for other in node.incoming:
                stronger_db = link.snr_db - node.snr_from[other.sender.index]
                if stronger_db < CAPTURE_DB:
                    self._spoil(tx, node)
                if stronger_db > -CAPTURE_DB:
                    self._spoil(other, node)
        node.incoming.append(tx)

    @staticmethod
    def _deafen(tx: Transmission, node: MeshNode) -> None:
        tx.lost[node.index] = True

    @staticmethod
    def _spoil(tx: Transmission, node: MeshNode) -> None:
        tx.lost.setdefault(node.index, False)

    def _end(self, tx: Transmission) -> None:
        """Let those decode it who can, and everybody go on who waited for its end."""
        sender, lost, airtime_s, now = tx.sender, tx.lost, tx.packet.airtime_s, self._schedule.now
        if sender.sending is tx:
            sender.sending = None
            sender.usage.sent(now, airtime_s, is_own=tx.packet.source is sender)
        reached = [link for link in sender.links if tx in link.node.incoming]
        for link in reached:
            link.node.incoming.remove(tx)
        for link in reached:
            if not link.is_heard or tx.is_broken:
                continue
            node = link.node
            spoiled = lost.get(node.index)
            if spoiled is not None:
                if spoiled:
                    self._tally.deaf += 1
                else:
                    self._tally.collided += 1
                    node.usage.heard(now, airtime_s)
            elif self._draw() < link.loss:
                self._tally.noise += 1
                node.usage.heard(now, airtime_s)
            else:
                self._tally.received += 1
                node.usage.heard(now, airtime_s)
                self.on_received(node, tx, link.snr_db)
        self.on_idle(sender)
        for link in reached:
            if link.node.queue:
                self.on_idle(link.node)

    def cut(self, node: MeshNode) -> Transmission | None:
        """Break off what a node sends just now, and let it lose what it receives; return what it was sending."""
        for other in node.incoming:
            self._deafen(other, node)
        tx = node.sending
        if tx is not None:
            tx.is_broken = True
            node.sending = None
            now = self._schedule.now
            node.usage.sent(now, now - tx.begins, is_own=tx.packet.source is node)
        return tx

    def leave(self, node: MeshNode) -> None:
        """Take a node's antenna off the air: what was coming to it does not arrive, what it was sending is cut off."""
        self.cut(node)
        node.incoming.clear()
