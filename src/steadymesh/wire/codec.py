"""Frames ⇄ protobuf: decodes FromRadio, however damaged, and encodes ToRadio.

Nothing here raises on what a radio sends. nanopb does not check that strings are UTF-8, protobuf in Python does: one
peer with a broken name would hide a node, or the whole frame. Such messages are mended: the same bytes are read by a
copy of the schema in which strings are bytes, each string is repaired, and the result is read again.
"""

from __future__ import annotations

import functools

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message

from steadymesh.wire import pb
from steadymesh.wire.framing import frame
from steadymesh.wire.shape import fills

__all__ = [
    "Message",
    "decode",
    "decode_from_radio",
    "disconnect",
    "heartbeat",
    "is_known",
    "send_packet",
    "want_config",
]

_STRING = descriptor_pb2.FieldDescriptorProto.TYPE_STRING
_BYTES = descriptor_pb2.FieldDescriptorProto.TYPE_BYTES


def decode_from_radio(payload: bytes) -> Message | None:
    """Return the FromRadio in a frame's payload; None if it is none."""
    try:
        return pb.FromRadio.FromString(payload)
    except DecodeError:
        # Noise fails here as well: only what is built like a FromRadio is worth mending.
        return _mended(pb.FromRadio, payload) if fills(payload, 0, len(payload)) else None


def is_known(message: Message) -> bool:
    """Return whether a FromRadio carries a variant that our protobufs know."""
    return message.WhichOneof("payload_variant") is not None


def decode(kind: type[Message], payload: bytes) -> Message | None:
    """Return the message of a kind in a packet's payload, strings mended where need be; None if it is none."""
    try:
        return kind.FromString(payload)
    except DecodeError:
        return _mended(kind, payload)


def want_config(nonce: int) -> bytes:
    """Return the frame that asks for a dump; the radio's `config_complete_id` repeats the nonce."""
    return frame(pb.ToRadio(want_config_id=nonce).SerializeToString())


def heartbeat() -> bytes:
    """Return the frame of a heartbeat, nonce 0 (1 would broadcast our NodeInfo, firmware `PhoneAPI.cpp`)."""
    message = pb.ToRadio()
    message.heartbeat.SetInParent()
    return frame(message.SerializeToString())


def disconnect() -> bytes:
    """Return the frame of an orderly goodbye."""
    return frame(pb.ToRadio(disconnect=True).SerializeToString())


def send_packet(packet: Message) -> bytes:
    """Return the frame that hands a MeshPacket to the radio."""
    return frame(pb.ToRadio(packet=packet).SerializeToString())


def _mended(kind: type[Message], payload: bytes) -> Message | None:
    """Return the message with every broken string repaired (U+FFFD); None if strings are not what is wrong with it."""
    tolerant = _tolerant(kind.DESCRIPTOR.full_name)
    try:
        message = tolerant.FromString(payload)
        _repair(message, kind.DESCRIPTOR)
        return kind.FromString(message.SerializeToString())
    except DecodeError:
        return None


def _repair(message: Message, strict: descriptor_pb2.DescriptorProto) -> None:
    """Make valid UTF-8 of every field that `strict` has as a string (nothing of the radio's repeats one)."""
    for field, value in message.ListFields():
        wanted = strict.fields_by_number[field.number]
        if wanted.message_type is not None:
            for inner in [value] if isinstance(value, Message) else value:
                _repair(inner, wanted.message_type)
        elif wanted.type == _STRING:
            setattr(message, field.name, value.decode("utf-8", "replace").encode())


@functools.cache
def _tolerant(full_name: str) -> type[Message]:
    """Return a class that reads the same bytes as the named message, with bytes for every string."""
    found: type[Message] = message_factory.GetMessageClass(_tolerant_pool().FindMessageTypeByName(full_name))
    return found


@functools.cache
def _tolerant_pool() -> descriptor_pool.DescriptorPool:
    """Return a copy of the radio's schema in which every string is bytes. Made when the first broken string comes."""
    pool = descriptor_pool.DescriptorPool()
    added: set[str] = set()

    def add(file: descriptor_pb2.FileDescriptorProto) -> None:
        if file.name in added:
            return
        added.add(file.name)
        for dependency in file.dependencies:
            add(dependency)
        copy = descriptor_pb2.FileDescriptorProto()
        file.CopyToProto(copy)
        if not copy.package.startswith("google."):
            for message in copy.message_type:
                _loosen(message)
        pool.Add(copy)

    add(pb.mesh_pb2.DESCRIPTOR)
    add(pb.admin_pb2.DESCRIPTOR)
    return pool


def _loosen(message: descriptor_pb2.DescriptorProto) -> None:
    """Turn every string of a message's description, and of those inside it, into bytes."""
    for field in message.field:
        if field.type == _STRING:
            field.type = _BYTES
    for inner in message.nested_type:
        _loosen(inner)
