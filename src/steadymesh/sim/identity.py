"""Who the radio is: its key pair, its number, and what those around it still believe (firmware `NodeDB.cpp`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steadymesh.ids import NodeNum, format_node_num
from steadymesh.sim.introduction import Introduction
from steadymesh.sim.people import number_of_key
from steadymesh.sim.pki import KeyPair, pair_of

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio

FIRST_INTRODUCTION_S: Final = 30.0
"""A node that has started says who it is after half a minute (`NodeInfoModule::NodeInfoModule`, setStartDelay)."""


def adopt(radio: Radio, keys: KeyPair) -> None:
    """Encrypt, decrypt and introduce ourselves with a key pair from now on: whoever knew the old key holds a stale one.

    Our own node DB keeps the old one until the next start.
    """
    for peer in radio.peers.values():
        peer.our_key = radio.key_known_to(peer)
    radio.keys = keys
    radio.owner.public_key = keys.public


def become(radio: Radio, num: NodeNum | None) -> None:
    """Be who the stored key says (`NodeDB::NodeDB`, `createNewIdentity`).

    With a new key our NodeInfo goes out half a minute later. On 2.8 it brings a new number, whose key nobody knows.

    Args:
        radio: Ours.
        num: Its number from now on, under which everybody around knows it; None: what follows from all that.
    """
    keys = pair_of(bytes(radio.prefs.security.private_key))
    record = radio.nodes.get(radio.num)
    is_new = record is None or record.public_key != keys.public
    adopt(radio, keys)
    radio.prefs.put_keys(keys)
    if num is None and is_new and radio.profile.number_from_key:
        num = number_of_key(keys.public)
        for peer in radio.peers.values():
            peer.our_key = b""
    if num is not None and num != radio.num:
        radio.nodes.renumber(num)
        radio.owner.id = format_node_num(num)
    radio.nodes.put_own(radio.owner)
    if is_new:
        radio.introduction = Introduction(radio)
        radio.agenda.at(radio.clock.now() + FIRST_INTRODUCTION_S, radio.introduction.send)
