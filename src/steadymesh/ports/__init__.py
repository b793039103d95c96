"""The seams between rooms, as Protocols. `app` introduces the implementations to each other.

Every `async` method here may take long, raise or never answer: the caller owns the deadline (`asyncio.timeout`),
save where a port says that it brings its own (`Fetch`).
Synchronous methods answer at once and do no I/O.
"""

from steadymesh.ports.internet import Fetch
from steadymesh.ports.keys import Custody, CustodyStore, KeyBook, KeyStore, Rekeying
from steadymesh.ports.link import LinkControl, RadioFacts, Reception, Transmitter
from steadymesh.ports.messages import (
    AirFacts,
    Errands,
    Failures,
    MessageLog,
    Outbox,
    OutboxArchive,
    OutboxJournal,
    SentLog,
)
from steadymesh.ports.nodes import NodeDirectory, NodeLookup, NodeStore, RadioTable
from steadymesh.ports.plugins import PluginStore, PluginStores
from steadymesh.ports.surroundings import Clock, Notifier, Storage
from steadymesh.ports.tracing import Traceroutes

__all__ = [
    "AirFacts",
    "Clock",
    "Custody",
    "CustodyStore",
    "Errands",
    "Failures",
    "Fetch",
    "KeyBook",
    "KeyStore",
    "LinkControl",
    "MessageLog",
    "NodeDirectory",
    "NodeLookup",
    "NodeStore",
    "Notifier",
    "Outbox",
    "OutboxArchive",
    "OutboxJournal",
    "PluginStore",
    "PluginStores",
    "RadioFacts",
    "RadioTable",
    "Reception",
    "Rekeying",
    "SentLog",
    "Storage",
    "Traceroutes",
    "Transmitter",
]
