"""What happened, as frozen values that travel on the bus: past participles, each with who publishes it.

`generation` is the number of the connection attempt an event belongs to: what was scheduled for an older one is void.
`now` is loop time in seconds, when the bytes came in or the thing happened.
"""

from steadymesh.events.house import (
    CommandHandled,
    Delivered,
    LinkAway,
    LinkBack,
    LoopMuted,
    PluginPaused,
    StoreBack,
    StoreFailing,
    TopicPublished,
)
from steadymesh.events.keys import (
    KeyChanged,
    KeyDecided,
    KeyEvent,
    KeyFound,
    KeyLearned,
    KeyPlaced,
    KeyRefused,
    KeysSynced,
    NodeRenumbered,
)
from steadymesh.events.link import AttemptFailed, LinkChanged, LinkContended, LinkEvent, Reconnected, SessionLost
from steadymesh.events.session import (
    DutyCycleReached,
    NeighborsTold,
    NodeSeen,
    NodesRefreshed,
    PacketReceived,
    PositionReceived,
    ProbeAnswered,
    ProxySuspected,
    QueueReported,
    RadioRebooted,
    SealedReceived,
    SendResolved,
    SessionEvent,
    SessionReady,
    TelemetryReceived,
    TextReceived,
    VerdictReceived,
)

HouseEvent = (
    KeyEvent
    | Delivered
    | CommandHandled
    | LoopMuted
    | PluginPaused
    | TopicPublished
    | StoreFailing
    | StoreBack
    | LinkAway
    | LinkBack
)
Event = SessionEvent | LinkEvent | HouseEvent

__all__ = [
    "AttemptFailed",
    "CommandHandled",
    "Delivered",
    "DutyCycleReached",
    "Event",
    "HouseEvent",
    "KeyChanged",
    "KeyDecided",
    "KeyEvent",
    "KeyFound",
    "KeyLearned",
    "KeyPlaced",
    "KeyRefused",
    "KeysSynced",
    "LinkAway",
    "LinkBack",
    "LinkChanged",
    "LinkContended",
    "LinkEvent",
    "LoopMuted",
    "NeighborsTold",
    "NodeRenumbered",
    "NodeSeen",
    "NodesRefreshed",
    "PacketReceived",
    "PluginPaused",
    "PositionReceived",
    "ProbeAnswered",
    "ProxySuspected",
    "QueueReported",
    "RadioRebooted",
    "Reconnected",
    "SealedReceived",
    "SendResolved",
    "SessionEvent",
    "SessionLost",
    "SessionReady",
    "StoreBack",
    "StoreFailing",
    "TelemetryReceived",
    "TextReceived",
    "TopicPublished",
    "VerdictReceived",
]
