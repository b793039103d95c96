"""What the node DB learns from every packet that is heard (firmware `NodeDB.cpp`, updateFrom, updateUser)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steadymesh.ids import NodeNum
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio


def ignores(radio: Radio, packet: Message) -> bool:
    """Return whether its sender is ignored: nothing of them is heard (`Router::perhapsHandleReceived`)."""
    record = radio.nodes.get(NodeNum(getattr(packet, "from")))
    return record is not None and record.is_ignored


def take_user(radio: Radio, packet: Message) -> None:
    """Let the node DB judge a NodeInfo; our own key is nobody else's, which is told to the client once."""
    if packet.decoded.portnum != pb.PortNum.NODEINFO_APP:
        return
    try:
        user = pb.User.FromString(packet.decoded.payload)
    except pb.DecodeError:
        return
    if radio.profile.warns_of_own_key and user.public_key and user.public_key == radio.public_key:
        if not radio.has_warned:
            radio.has_warned = True
            warning = f"Remote device {user.long_name} has advertised your public key."
            radio.outlet.put_notification(warning, reply_id=0, at_s=radio.wall_s())
        return
    radio.nodes.put_user(NodeNum(getattr(packet, "from")), user)


def note_heard(radio: Radio, packet: Message) -> None:
    """Note when and how well somebody around was heard; a newcomer drives out another one if need be."""
    peer = radio.peers.get(NodeNum(getattr(packet, "from")))
    record = radio.nodes.hear(peer.num) if peer is not None else None
    if peer is not None and record is not None:
        record.last_heard = max(record.last_heard, packet.rx_time)
        record.snr_db = peer.snr_db
        record.hops_away = peer.hops
