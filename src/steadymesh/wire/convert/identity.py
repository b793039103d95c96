"""Orders to our own radio about itself, and what it answers: AdminMessage ⇄ model. Never prints what it reads.

The radio sets `from` to 0 on whatever a client sends (firmware `MeshService.cpp`, handleToRadio), which is what makes
an admin message local: no passkey, and only then does 2.8 tell its private key (`AdminModule.cpp`, handleGetConfig).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final, assert_never

from steadymesh.errors import UsageError
from steadymesh.ids import MAX_CHANNELS, ChannelIndex, NodeNum, PublicKey
from steadymesh.model import (
    AdminIntent,
    BeginEdit,
    CommitEdit,
    PrivateKey,
    ReadChannel,
    ReadOwner,
    ReadSecurity,
    RestartRadio,
    WriteChannel,
    WriteOwner,
    WriteSecurity,
)
from steadymesh.model.identity import ChannelSlot, Owner, Security
from steadymesh.wire import pb
from steadymesh.wire.codec import Message, decode
from steadymesh.wire.convert.names import CHANNEL_ROLES
from steadymesh.wire.convert.nodes import MAX_NAME, public_key

PSK_BYTES: Final = frozenset({0, 1, 16, 32})
"""Lengths of a channel's key: none, the index of a default one, AES-128, AES-256 (firmware `Channels.cpp`, getKey)."""

MAX_ADMIN_KEYS: Final = 3
"""`SecurityConfig.admin_key` (`config.options`)."""

MAX_CHANNEL_NAME_BYTES: Final = 11
"""`ChannelSettings.name` has room for 12 with the final zero (`channel.options`)."""

MAX_LONG_NAME_BYTES: Final = 39
"""`User.long_name` has room for 40 with the final zero (`mesh.options`); a longer one makes the packet unreadable."""

MAX_SHORT_NAME_BYTES: Final = 4
"""`User.short_name` has room for 5 (`mesh.options`)."""

_SECURITY: Final = pb.AdminMessage.ConfigType.Value("SECURITY_CONFIG")

_Settings: Final = pb.channel_pb2.ChannelSettings
_SecurityConfig: Final = pb.Config.SecurityConfig


def admin_message(intent: AdminIntent) -> Message:
    """Return the AdminMessage that carries an order.

    Raises:
        UsageError: Settings that can't be read.
    """
    match intent:
        case ReadChannel():
            # The request carries the index plus one: 0 would be no request at all (`AdminModule.cpp`).
            message = pb.AdminMessage(get_channel_request=intent.index + 1)
        case ReadSecurity():
            message = pb.AdminMessage(get_config_request=_SECURITY)
        case ReadOwner():
            message = pb.AdminMessage(get_owner_request=True)
        case WriteChannel():
            message = pb.AdminMessage(set_channel=_parsed(pb.Channel, intent.channel))
        case WriteSecurity():
            message = pb.AdminMessage(set_config=pb.Config(security=_parsed(_SecurityConfig, intent.security)))
        case WriteOwner():
            message = pb.AdminMessage(set_owner=_user(intent))
        case BeginEdit():
            message = pb.AdminMessage(begin_edit_settings=True)
        case CommitEdit():
            message = pb.AdminMessage(commit_edit_settings=True)
        case RestartRadio():
            message = pb.AdminMessage(reboot_seconds=intent.delay_s)
        case _:
            assert_never(intent)
    return message


# --- what the radio answers -----------------------------------------------------------------


def security_of(answer: bytes) -> Security | None:
    """Return the security settings in the payload of an answer; None: it is no such answer."""
    message = decode(pb.AdminMessage, answer)
    if message is None or message.WhichOneof("payload_variant") != "get_config_response":
        return None
    response = message.get_config_response
    if response.WhichOneof("payload_variant") != "security":
        return None
    told = response.security
    private = bytes(told.private_key)
    return Security(
        private_key=PrivateKey(private) if any(private) else None,
        public_key=public_key(told.public_key),
        admin_keys=tuple(key for raw in told.admin_key if (key := public_key(raw)) is not None),
        is_managed=told.is_managed,
        raw=told.SerializeToString(),
    )


def channel_of(answer: bytes, index: ChannelIndex) -> ChannelSlot | None:
    """Return the channel in the payload of an answer; None: it is no such answer, or that of another slot."""
    message = decode(pb.AdminMessage, answer)
    if message is None or message.WhichOneof("payload_variant") != "get_channel_response":
        return None
    told = message.get_channel_response
    if told.index != index:
        return None
    slot = ChannelSlot(index=index, role=CHANNEL_ROLES.name(told.role))
    if not slot.is_used:
        return slot  # whatever was in it once is nobody's business
    return ChannelSlot(
        index=index,
        role=slot.role,
        name=told.settings.name[:MAX_NAME],
        settings=told.settings.SerializeToString(deterministic=True),
    )


def owner_of(answer: bytes) -> Owner | None:
    """Return the names in the payload of an answer; None: it is no such answer."""
    message = decode(pb.AdminMessage, answer)
    if message is None or message.WhichOneof("payload_variant") != "get_owner_response":
        return None
    user = message.get_owner_response
    return Owner(
        long_name=user.long_name[:MAX_NAME],
        short_name=user.short_name[:MAX_NAME],
        is_licensed=user.is_licensed,
        is_unmessagable=user.is_unmessagable if user.HasField("is_unmessagable") else None,
    )


# --- what is written back -------------------------------------------------------------------


def security_bytes(
    before: Security, private_key: PrivateKey, public: PublicKey, admin_keys: Sequence[PublicKey]
) -> bytes:
    """Return the radio's own security settings with another key pair, and with these admin keys unless there are none.

    Both halves of the pair are given: ≤ 2.7 derives the public one again, but not before a region is set, and 2.8 keeps
    what it is given and would take another number in the middle of the edit if it had to derive it
    (`AdminModule.cpp`, handleSetConfig; `NodeDB.cpp`, generateCryptoKeyPair).
    """
    security = _parsed(_SecurityConfig, before.raw)
    security.private_key = private_key.raw
    security.public_key = public.raw
    if admin_keys:
        del security.admin_key[:]
        security.admin_key.extend(key.raw for key in admin_keys[:MAX_ADMIN_KEYS])
    return bytes(security.SerializeToString())


def channel_bytes(slot: ChannelSlot) -> bytes:
    """Return a serialized `Channel`.

    Raises:
        UsageError: Its settings can't be read.
    """
    channel = pb.Channel(index=slot.index, role=CHANNEL_ROLES.number(slot.role))
    channel.settings.CopyFrom(_parsed(_Settings, slot.settings) if slot.is_used else _Settings())
    return bytes(channel.SerializeToString())


def is_channel_sound(slot: ChannelSlot) -> bool:
    """Return whether the radio could take a channel as it is: settings that can be read, a key of a possible length."""
    if not 0 <= slot.index < MAX_CHANNELS:
        return False
    settings = decode(_Settings, slot.settings)
    return (
        settings is not None
        and len(settings.psk) in PSK_BYTES
        and len(settings.name.encode("utf-8", "replace")) <= MAX_CHANNEL_NAME_BYTES
        and (settings.name == slot.name or not slot.is_used)
    )


def is_owner_sound(long_name: str, short_name: str) -> bool:
    """Return whether the radio could take these names; an empty one leaves its own, one of spaces is refused."""
    return all(
        len(name.encode("utf-8", "replace")) <= limit and (not name or bool(name.strip()))
        for name, limit in ((long_name, MAX_LONG_NAME_BYTES), (short_name, MAX_SHORT_NAME_BYTES))
    )


def is_same_channel(one: ChannelSlot, other: ChannelSlot) -> bool:
    """Return whether two slots say the same, whatever their bytes look like; of unused ones it does not matter."""
    if one.role != other.role or not one.is_used:
        return one.role == other.role
    return decode(_Settings, one.settings) == decode(_Settings, other.settings)


def is_same_room(one: ChannelSlot, other: ChannelSlot) -> bool:
    """Return whether two slots reach the same people: role, name and key, whatever the radio makes of the rest.

    2.8 cuts `position_precision` on a channel with a public key (`AdminModule.cpp`, handleSetChannel).
    """
    if one.role != other.role or not one.is_used:
        return one.role == other.role
    first, second = decode(_Settings, one.settings), decode(_Settings, other.settings)
    return first is not None and second is not None and (first.name, first.psk) == (second.name, second.psk)


def number_of_key(key: PublicKey) -> NodeNum:
    """Return the node number that firmware 2.8 draws from a key (`NodeDB.cpp`, createNewIdentity: zlib's crc32)."""
    return NodeNum(zlib.crc32(key.raw))


def _user(intent: WriteOwner) -> Message:
    """Return the User of a `set_owner`; no id, which ≤ 2.7.10 would take over (`AdminModule.cpp`, handleSetOwner)."""
    user = pb.User(long_name=intent.long_name, short_name=intent.short_name, is_licensed=intent.is_licensed)
    if intent.is_unmessagable is not None:
        user.is_unmessagable = intent.is_unmessagable
    return user


def _parsed(kind: type[Message], payload: bytes) -> Message:
    message = decode(kind, payload)
    if message is None:
        raise UsageError("Settings for the radio can't be read; they were not written.", sentence="identity-unreadable")
    return message
