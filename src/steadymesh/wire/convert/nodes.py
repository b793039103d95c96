"""NodeInfo, User, Position, Telemetry → model."""

from __future__ import annotations

import functools
from datetime import UTC, datetime
from math import isfinite
from typing import Final

from steadymesh.errors import InvalidIdError
from steadymesh.ids import KEY_BYTES, NodeNum, PublicKey
from steadymesh.model import Node, Position, Telemetry
from steadymesh.wire import pb
from steadymesh.wire.codec import Message, decode
from steadymesh.wire.convert.names import HARDWARE, ROLES
from steadymesh.wire.swift import swift

MAX_NAME: Final = 200
"""Longest name that is kept, in characters. The firmware's own limit is 39 bytes; a peer may send anything."""

_Node: Final = swift(Node)
_Position: Final = swift(Position)
_Telemetry: Final = swift(Telemetry)

_DEGREES: Final = 1e-7
"""Unit of `latitude_i` and `longitude_i` (`mesh.proto`, Position)."""


@functools.lru_cache(maxsize=256)  # most packets share their second with others
def moment(seconds: int) -> datetime | None:
    """Return the moment of a u32 of Unix seconds; None for 0, which the firmware writes when it has no time."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


@functools.lru_cache(maxsize=1024)  # peers repeat themselves
def public_key(raw: bytes) -> PublicKey | None:
    """Return the key in a message's field; None if it is empty or no key."""
    if len(raw) != KEY_BYTES:
        return None
    try:
        return PublicKey(raw)
    except InvalidIdError:
        return None


def malformed_key(payload: bytes) -> bytes:
    """Return what a NODEINFO_APP payload carries in the place of a key and is none; empty: a key, or nothing."""
    user = decode(pb.User, payload)
    raw = b"" if user is None else bytes(user.public_key)
    return b"" if not raw or public_key(raw) is not None else raw


def node_from_info(info: Message) -> Node:
    """Return the node that a NodeInfo of the radio's dump tells of; all but its number may be unknown."""
    user = info.user
    named = info.HasField("user")
    return _Node(
        num=info.num,
        long_name=user.long_name[:MAX_NAME],
        short_name=user.short_name[:MAX_NAME],
        hw_model=HARDWARE.name(user.hw_model),
        role=ROLES.name(user.role) if named else "",
        public_key=public_key(user.public_key),
        is_unmessagable=user.is_unmessagable,
        is_licensed=user.is_licensed,
        is_favorite=info.is_favorite,
        is_ignored=info.is_ignored,
        is_key_verified=info.is_key_manually_verified,
        via_mqtt=info.via_mqtt,
        channel=info.channel,
        snr_db=measured(info.snr) or None,
        hops_away=info.hops_away if info.HasField("hops_away") else None,
        last_heard=moment(info.last_heard),
        position=position_of(info.position) if info.HasField("position") else None,
        telemetry=_device_metrics(info.device_metrics) if info.HasField("device_metrics") else None,
    )


def node_from_user(num: NodeNum, payload: bytes) -> Node | None:
    """Return the node that a NODEINFO_APP payload tells of; None if it is no User."""
    user = decode(pb.User, payload)
    if user is None:
        return None
    return _Node(
        num=num,
        long_name=user.long_name[:MAX_NAME],
        short_name=user.short_name[:MAX_NAME],
        hw_model=HARDWARE.name(user.hw_model),
        role=ROLES.name(user.role),
        public_key=public_key(user.public_key),
        is_unmessagable=user.is_unmessagable,
        is_licensed=user.is_licensed,
    )


def position(payload: bytes) -> Position | None:
    """Return the position in a POSITION_APP payload; None if there is none in it (a request, a time report)."""
    message = decode(pb.Position, payload)
    return None if message is None else position_of(message)


def position_of(message: Message) -> Position | None:
    """Return what a Position tells; None without coordinates, with impossible ones, or with 0/0 (no fix)."""
    latitude, longitude = message.latitude_i, message.longitude_i
    if (latitude == 0 and longitude == 0) or abs(latitude) > 900_000_000 or abs(longitude) > 1_800_000_000:
        return None
    return _Position(
        latitude=latitude * _DEGREES,
        longitude=longitude * _DEGREES,
        altitude_m=message.altitude if message.HasField("altitude") else None,
        at=moment(message.timestamp or message.time),
    )


def telemetry(payload: bytes) -> Telemetry | None:
    """Return the device metrics in a TELEMETRY_APP payload; None if it carries others, or none.

    `local_stats`, which our own radio sends as well, has some of them.
    """
    message = decode(pb.Telemetry, payload)
    if message is None:
        return None
    variant = message.WhichOneof("variant")
    if variant == "device_metrics":
        return _device_metrics(message.device_metrics)
    if variant == "local_stats":
        stats = message.local_stats
        return _Telemetry(
            channel_utilization_percent=measured(stats.channel_utilization),
            air_util_tx_percent=measured(stats.air_util_tx),
            uptime_s=stats.uptime_seconds,
        )
    return None


@functools.lru_cache(maxsize=4096)  # sensors repeat themselves: quarters of a dB, hundredths of a volt
def measured(value: float) -> float | None:
    """Return a measured number as a person writes it (float32 has seven digits); None if it is not finite."""
    return round(value, 4) if isfinite(value) else None


def _device_metrics(metrics: Message) -> Telemetry:
    """Return what DeviceMetrics tell."""
    told = metrics.HasField
    return _Telemetry(
        battery_percent=metrics.battery_level if told("battery_level") else None,
        voltage_v=measured(metrics.voltage) if told("voltage") else None,
        channel_utilization_percent=measured(metrics.channel_utilization) if told("channel_utilization") else None,
        air_util_tx_percent=measured(metrics.air_util_tx) if told("air_util_tx") else None,
        uptime_s=metrics.uptime_seconds if told("uptime_seconds") else None,
    )
