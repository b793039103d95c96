"""The one door to the protobuf classes of the `meshtastic` package.

`import meshtastic` runs a heavy `__init__` (serial, pubsub, Bluetooth: 190 ms, 17 MB). The generated modules need only
the package's *name*, so we lend them an empty package while they load and take it away again; a later
`import meshtastic` (by `steadymesh.compat`) then finds the real one and the same protobuf modules.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any


def _load(*names: str) -> list[Any]:
    """Import `meshtastic.protobuf.<name>` for each name without running `meshtastic/__init__.py`."""
    lent: ModuleType | None = None
    if "meshtastic" not in sys.modules:
        spec = importlib.util.find_spec("meshtastic")
        if spec is None or spec.submodule_search_locations is None:
            raise ImportError("The package 'meshtastic' is not installed: run `make setup`.")
        lent = ModuleType("meshtastic")
        lent.__path__ = list(spec.submodule_search_locations)
        sys.modules["meshtastic"] = lent
    try:
        return [importlib.import_module(f"meshtastic.protobuf.{name}") for name in names]
    finally:
        if lent is not None and sys.modules.get("meshtastic") is lent:
            del sys.modules["meshtastic"]


mesh_pb2, admin_pb2, portnums_pb2, telemetry_pb2, config_pb2, channel_pb2, module_config_pb2 = _load(
    "mesh_pb2", "admin_pb2", "portnums_pb2", "telemetry_pb2", "config_pb2", "channel_pb2", "module_config_pb2"
)

FromRadio = mesh_pb2.FromRadio
ToRadio = mesh_pb2.ToRadio
MeshPacket = mesh_pb2.MeshPacket
Data = mesh_pb2.Data
User = mesh_pb2.User
NodeInfo = mesh_pb2.NodeInfo
Position = mesh_pb2.Position
Routing = mesh_pb2.Routing
RouteDiscovery = mesh_pb2.RouteDiscovery
NeighborInfo = mesh_pb2.NeighborInfo
QueueStatus = mesh_pb2.QueueStatus
MyNodeInfo = mesh_pb2.MyNodeInfo
DeviceMetadata = mesh_pb2.DeviceMetadata
AdminMessage = admin_pb2.AdminMessage
SharedContact = admin_pb2.SharedContact
Telemetry = telemetry_pb2.Telemetry
PortNum = portnums_pb2.PortNum
Config = config_pb2.Config
ModuleConfig = module_config_pb2.ModuleConfig
Channel = channel_pb2.Channel

DecodeError: type[Exception] = importlib.import_module("google.protobuf.message").DecodeError
"""What the protobuf classes raise on bytes that are no such message."""
