"""What there is on a mesh, as frozen values, and what we may ask of a radio (the intents).

The language that every room above `wire` speaks. No protobuf, no socket, no clock in here.
Enumerated firmware values are kept as the firmware's own names in upper case (`"CLIENT_BASE"`, `"LONG_FAST"`); a number
that we don't know becomes `"UNKNOWN_<n>"`.
"""

from __future__ import annotations

from steadymesh.model.deliveries import AirUse, Entry, ErrandEnd, LogMessage, Objection, Outcome, Priority
from steadymesh.model.health import Ailment, Health, answer_limit_s, health
from steadymesh.model.intents import (
    TRACE_GAP_S,
    TRACEROUTE,
    TRACES_PER_HOUR,
    AdminIntent,
    AskNodeInfo,
    BeginEdit,
    CommitEdit,
    Intent,
    PushContact,
    ReadChannel,
    ReadOwner,
    ReadSecurity,
    RefreshNodes,
    RemoveFavorite,
    RequestMetadata,
    RestartRadio,
    SendData,
    SendRaw,
    SendText,
    WriteChannel,
    WriteOwner,
    WriteSecurity,
)
from steadymesh.model.internet import Fetched
from steadymesh.model.keys import (
    Act,
    ActKind,
    Contact,
    FindingKind,
    HeldKey,
    HoldReason,
    KeyFinding,
    KeySource,
    NodeKey,
    Standing,
    Trust,
)
from steadymesh.model.link import LinkState, LinkStatus
from steadymesh.model.messages import RoutingError, SealedPacket, TextMessage
from steadymesh.model.nodes import Node, Position, Telemetry
from steadymesh.model.radio import Channel, PrivateKey, RadioInfo
from steadymesh.model.tracing import Neighbor, Trace, TraceHop, TraceOutcome
from steadymesh.model.values import Json

__all__ = [
    "TRACEROUTE",
    "TRACES_PER_HOUR",
    "TRACE_GAP_S",
    "Act",
    "ActKind",
    "AdminIntent",
    "Ailment",
    "AirUse",
    "AskNodeInfo",
    "BeginEdit",
    "Channel",
    "CommitEdit",
    "Contact",
    "Entry",
    "ErrandEnd",
    "Fetched",
    "FindingKind",
    "Health",
    "HeldKey",
    "HoldReason",
    "Intent",
    "Json",
    "KeyFinding",
    "KeySource",
    "LinkState",
    "LinkStatus",
    "LogMessage",
    "Neighbor",
    "Node",
    "NodeKey",
    "Objection",
    "Outcome",
    "Position",
    "Priority",
    "PrivateKey",
    "PushContact",
    "RadioInfo",
    "ReadChannel",
    "ReadOwner",
    "ReadSecurity",
    "RefreshNodes",
    "RemoveFavorite",
    "RequestMetadata",
    "RestartRadio",
    "RoutingError",
    "SealedPacket",
    "SendData",
    "SendRaw",
    "SendText",
    "Standing",
    "Telemetry",
    "TextMessage",
    "Trace",
    "TraceHop",
    "TraceOutcome",
    "Trust",
    "WriteChannel",
    "WriteOwner",
    "WriteSecurity",
    "answer_limit_s",
    "health",
]
