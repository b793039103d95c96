"""Nodes that a radio knows and that are not around: the long tail of a node DB."""

from __future__ import annotations

from typing import Final

from steadymesh.ids import NodeNum
from steadymesh.sim import compose
from steadymesh.sim.people import make_peer
from steadymesh.sim.radio import Radio

CROWD_BASE: Final = 10_000
"""Index of the first of them: those who are around have lower ones."""

APART_S: Final = 60
"""Between the last words of one and of the next."""


def add_crowd(radio: Radio, count: int) -> list[NodeNum]:
    """Put nodes into the radio's node DB that it heard some time ago and that are not around; return their numbers."""
    added = []
    for index in range(count):
        peer = make_peer(radio.seed, CROWD_BASE + index, number_from_key=radio.profile.number_from_key)
        if peer.num not in radio.nodes:
            record = radio.nodes.know(peer.num, compose.user_of(peer))
            record.last_heard = max(1, radio.wall_s() - APART_S * (index + 1))
            record.snr_db, record.hops_away = peer.snr_db, peer.hops
            added.append(peer.num)
    return added
