"""Local administration: what a client may ask of its own radio (firmware `AdminModule.cpp`).

Nodes and the radio itself are here, settings in `admin_settings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steadymesh.ids import NodeNum
from steadymesh.model import RoutingError
from steadymesh.sim import admin_settings, compose
from steadymesh.sim.dice import Dice
from steadymesh.sim.record import FAVORITE, IGNORED
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio


def answer(radio: Radio, data: Message) -> Message:
    """Do what an ADMIN_APP packet to ourselves asks; return the answer's Data (its request_id is not set yet).

    An acknowledgement means "handled", not "stored": what this firmware does not know, `add_contact` before 2.6.8 for
    one, is acknowledged all the same. A radio that is managed does none of it, and "no module responded" is all it says
    (`AdminModule::handleReceivedProtobuf`, `MeshModule::callModules`).
    """
    request = pb.AdminMessage()
    try:
        request.ParseFromString(data.payload)
    except pb.DecodeError:
        return compose.routing(0, RoutingError.BAD_REQUEST.value)
    if radio.is_managed:
        return compose.routing(0, RoutingError.NO_RESPONSE.value)
    variant = request.WhichOneof("payload_variant") or ""
    told = _told(radio, variant, request) or admin_settings.told(radio, variant, request)
    if told is not None:
        told.session_passkey = Dice(radio.seed, f"passkey/{radio.reboot_count}").block(8)
        return pb.Data(portnum=pb.PortNum.ADMIN_APP, payload=told.SerializeToString())
    error = admin_settings.change(radio, variant, request)
    if error is None:
        _do(radio, variant, request)
    return compose.routing(0, (error or RoutingError.NONE).value)


def _told(radio: Radio, variant: str, request: Message) -> Message:
    """Return the AdminMessage that answers a question about the radio itself; None: it is another one."""
    del request
    if variant != "get_device_metadata_request":
        return None
    return pb.AdminMessage(get_device_metadata_response=radio.device_metadata())


def _do(radio: Radio, variant: str, request: Message) -> None:
    """Do what is asked about a node, or to the radio."""
    match variant:
        case "add_contact" if radio.profile.knows_add_contact:
            is_base = radio.role == "CLIENT_BASE"
            radio.nodes.put_contact(request.add_contact, at_s=radio.wall_s(), is_base=is_base)
        case "set_favorite_node":
            _mark(radio, request.set_favorite_node, FAVORITE, on=True)
        case "remove_favorite_node":
            _mark(radio, request.remove_favorite_node, FAVORITE, on=False)
        case "set_ignored_node":
            _mark(radio, request.set_ignored_node, IGNORED, on=True)
        case "remove_ignored_node":
            _mark(radio, request.remove_ignored_node, IGNORED, on=False)
        case "remove_by_nodenum":
            radio.nodes.remove(NodeNum(request.remove_by_nodenum))
            radio.nodes.save()
        case "reboot_seconds":
            radio.restart_in(request.reboot_seconds)
        case _:
            pass


def _mark(radio: Radio, num: int, name: str, *, on: bool) -> None:
    """Set or take a mark: written to flash whether it changes anything or not, ≤ 2.7 starts the LoRa chip anew.

    2.8 refuses a mark that would leave no room in its table, and can ignore somebody whom it does not know.
    """
    nodes = radio.nodes
    if num not in nodes and not (on and name == IGNORED and radio.profile.reserved_nodes):
        return
    record = nodes.touch(NodeNum(num))
    if not on:
        setattr(record, name, False)
    elif not nodes.mark(record, name):
        reserved = nodes.capacity - radio.profile.reserved_nodes
        warning = f"Cannot {name.removeprefix('is_')} 0x{num:08x}: {reserved} nodes are marked"
        radio.outlet.put_notification(warning, reply_id=0, at_s=radio.wall_s())
        return
    elif name == IGNORED:
        record.drop_rest()
        if radio.profile.ignoring_erases_key:
            record.drop_key()
    if radio.profile.resets_lora:
        radio.reset_lora()
    nodes.save()
