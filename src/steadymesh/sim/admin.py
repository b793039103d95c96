"""Local administration: what a client may ask of its own radio (firmware `AdminModule.cpp`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steadymesh.ids import NodeNum
from steadymesh.model import RoutingError
from steadymesh.sim import compose
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio


def answer(radio: Radio, data: Message) -> Message:
    """Do what an ADMIN_APP packet to ourselves asks; return the answer's Data (its request_id is not set yet).

    An acknowledgement means "handled", not "stored". A radio that is managed refuses all of it.
    """
    request = pb.AdminMessage()
    try:
        request.ParseFromString(data.payload)
    except pb.DecodeError:
        return compose.routing(0, RoutingError.BAD_REQUEST.value)
    variant = request.WhichOneof("payload_variant")
    if radio.settings.is_managed:
        return compose.routing(0, RoutingError.NOT_AUTHORIZED.value)
    match variant:
        case "get_device_metadata_request":
            reply = pb.AdminMessage()
            reply.get_device_metadata_response.CopyFrom(radio.device_metadata())
            return pb.Data(portnum=pb.PortNum.ADMIN_APP, payload=reply.SerializeToString())
        case "add_contact" if radio.profile.knows_add_contact:
            radio.nodes.put_contact(request.add_contact)
        case "set_favorite_node" | "remove_favorite_node":
            _mark(radio, getattr(request, variant), favorite=variant == "set_favorite_node")
        case "set_ignored_node" | "remove_ignored_node":
            _mark(radio, getattr(request, variant), ignored=variant == "set_ignored_node")
        case "remove_by_nodenum":
            radio.nodes.remove(NodeNum(request.remove_by_nodenum))
        case "reboot_seconds":
            radio.agenda.at(radio.clock.now() + max(0, request.reboot_seconds), radio.reboot)
        case _:
            return compose.routing(0, RoutingError.NO_RESPONSE.value)
    return compose.routing(0, RoutingError.NONE.value)


def _mark(radio: Radio, num: int, *, favorite: bool | None = None, ignored: bool | None = None) -> None:
    if num in radio.nodes:
        record = radio.nodes.touch(NodeNum(num))
        record.is_favorite = record.is_favorite if favorite is None else favorite
        record.is_ignored = record.is_ignored if ignored is None else ignored
