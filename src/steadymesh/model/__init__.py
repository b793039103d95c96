"""What there is on a mesh, as frozen values, and what we may ask of a radio (the intents).

The language that every room above `wire` speaks. No protobuf, no socket, no clock in here.
Enumerated firmware values are kept as the firmware's own names in upper case (`"CLIENT_BASE"`, `"LONG_FAST"`); a number
that we don't know becomes `"UNKNOWN_<n>"`.
"""

from __future__ import annotations

from steadymesh.model.deliveries import Entry, LogMessage, Outcome, Priority
from steadymesh.model.intents import (
    AskNodeInfo,
    Intent,
    PushContact,
    RefreshNodes,
    RemoveFavorite,
    RequestMetadata,
    SendData,
    SendRaw,
    SendText,
)
from steadymesh.model.link import LinkState, LinkStatus
from steadymesh.model.messages import RoutingError, SealedPacket, TextMessage
from steadymesh.model.nodes import KeySource, Node, NodeKey, Position, Telemetry
from steadymesh.model.radio import Channel, PrivateKey, RadioInfo

__all__ = [
    "AskNodeInfo",
    "Channel",
    "Entry",
    "Intent",
    "KeySource",
    "LinkState",
    "LinkStatus",
    "LogMessage",
    "Node",
    "NodeKey",
    "Outcome",
    "Position",
    "Priority",
    "PrivateKey",
    "PushContact",
    "RadioInfo",
    "RefreshNodes",
    "RemoveFavorite",
    "RequestMetadata",
    "RoutingError",
    "SealedPacket",
    "SendData",
    "SendRaw",
    "SendText",
    "Telemetry",
    "TextMessage",
]
