"""What a plug-in may look at: a link, a radio, a directory, a key book; all of them say what the test says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from steadymesh.errors import InvalidIdError
from steadymesh.ids import ChannelIndex, NodeNum, PublicKey, parse_node_num
from steadymesh.model import (
    AirUse,
    Channel,
    ErrandEnd,
    HeldKey,
    Intent,
    KeySource,
    LinkState,
    LinkStatus,
    Node,
    NodeKey,
    RadioInfo,
    Standing,
    Trace,
    TraceOutcome,
)

OWN_NUM: Final = NodeNum(0x0B07_0B07)
"""Our own radio's number."""

CHANNELS: Final = ("", "Talk")
"""Names of the radio's channels; the primary one has none, and goes by that of its preset, `LongFast`."""


class FakeLink:
    """The link, and the radio behind it (`ports.LinkControl`, `ports.RadioFacts`).

    Attributes:
        info: What the radio has said of itself; None: nothing yet.
        now: How the link stands.
        held: For how many nodes the radio holds a key.
        reconnections_wanted: How often somebody wanted the connection made anew.
    """

    def __init__(self, at: datetime) -> None:
        channels = tuple(
            Channel(index=ChannelIndex(index), name=name, role="SECONDARY" if index else "PRIMARY")
            for index, name in enumerate(CHANNELS)
        )
        node = Node(num=OWN_NUM, long_name="The bot", short_name="Bot")
        self.info: RadioInfo | None = RadioInfo(
            num=OWN_NUM, node=node, region="EU_868", modem_preset="LONG_FAST", channels=channels
        )
        self.now = LinkStatus(state=LinkState.READY, target="tcp://radio", since=at, ready_since=at, generation=1)
        self.held = 0
        self.reconnections_wanted = 0

    def status(self) -> LinkStatus:
        """Return how the link stands."""
        return self.now

    def radio(self) -> RadioInfo | None:
        """Return what the radio has said of itself."""
        return self.info

    def held_keys(self) -> int:
        """Return for how many nodes the radio holds a key."""
        return self.held

    def release(self, seconds: float) -> None:  # noqa: ARG002  (nobody waits for the slot here)
        """Give the radio's slot away."""
        self.now = replace(self.now, state=LinkState.RELEASED)

    def take(self) -> None:
        """Have it back."""
        self.now = replace(self.now, state=LinkState.READY)

    def reconnect(self) -> None:
        """Note that somebody wants the connection made anew."""
        self.reconnections_wanted += 1


class FakeDirectory:
    """Everybody that was heard of (`ports.NodeLookup`)."""

    def __init__(self) -> None:
        self.nodes: dict[NodeNum, Node] = {}

    def add(self, node: Node) -> None:
        """Have a node known, as it is now."""
        self.nodes[node.num] = node

    def get(self, num: NodeNum) -> Node | None:
        """Return one node; None: never heard of."""
        return self.nodes.get(num)

    def snapshot(self) -> Mapping[NodeNum, Node]:
        """Return all nodes, as they are now."""
        return dict(self.nodes)


class FakeKeys:
    """Whose key is whose (`ports.KeyBook`, `ports.Rekeying`); every key is current."""

    def __init__(self) -> None:
        self.known: dict[NodeNum, NodeKey] = {}
        self.waiting: dict[NodeNum, NodeKey] = {}
        self.revoked: set[PublicKey] = set()
        self.verified: set[PublicKey] = set()

    def add(self, num: NodeNum, key: PublicKey, at: datetime, *, name: str = "", short_name: str = "") -> None:
        """Have a key known."""
        self.known[num] = NodeKey(
            node=num,
            key=key,
            source=KeySource.HEARD,
            first_seen=at,
            last_seen=at,
            long_name=name,
            short_name=short_name,
        )

    def get(self, num: NodeNum) -> NodeKey | None:
        """Return a node's current key."""
        return self.known.get(num)

    def held(self, num: NodeNum) -> NodeKey | None:
        """Return the key about which a person must decide."""
        return self.waiting.get(num)

    def all(self) -> Sequence[NodeKey]:
        """Return every current key."""
        return tuple(self.known.values())

    def is_revoked(self, key: PublicKey) -> bool:
        """Return whether a key is not to be used any more."""
        return key in self.revoked

    def is_verified(self, key: PublicKey) -> bool:
        """Return whether a person has compared a key."""
        return key in self.verified

    def find(self, word: str, *, limit: int = 20) -> Sequence[NodeKey]:
        """Return whom a word may mean."""
        folded = word.casefold()
        try:
            num = parse_node_num(word)
        except InvalidIdError:
            num = None
        return [
            one
            for one in self.known.values()
            if one.node == num
            or (len(folded) >= 4 and one.key.fingerprint.startswith(folded))
            or (folded and one.long_name.casefold().startswith(folded))
            or one.short_name.casefold() == folded
        ][:limit]

    def __len__(self) -> int:
        return len(self.known)

    def rekey(self, num: NodeNum, proved: PublicKey | None) -> str:
        """Return what comes of a wish to weigh a key again."""
        current = self.known.get(num)
        return "unknown" if current is None else "current" if current.key == proved else "filed"

    def accept(self, num: NodeNum) -> NodeKey | None:
        """Take a held key for current."""
        held = self.waiting.pop(num, None)
        if held is not None:
            self.known[num] = replace(held, standing=Standing.CURRENT)
        return self.known[num] if held is not None else None


class FakeTable:
    """What the radio itself has of the keys (`ports.RadioTable`)."""

    def __init__(self) -> None:
        self.entries: dict[NodeNum, HeldKey] = {}

    def held_key(self, num: NodeNum) -> HeldKey | None:
        """Return what the radio has of a node."""
        return self.entries.get(num)

    def held_favorites(self) -> Sequence[NodeNum]:
        """Return the radio's favourites."""
        return [num for num, held in self.entries.items() if held.is_favorite]

    def note_held(self, num: NodeNum, held: HeldKey | None) -> None:
        """Note what the radio has."""
        self.entries.pop(num, None)
        if held is not None:
            self.entries[num] = held


class FakeAir:
    """What we use of the air (`ports.AirFacts`): `use`, None: nobody can tell."""

    def __init__(self) -> None:
        self.use: AirUse | None = None

    def air_use(self) -> AirUse | None:
        """Return what we use."""
        return self.use


class FakeErrands:
    """Takes packets that are no texts (`ports.Errands`): notes them in `asked`, and ends each as `end` says."""

    def __init__(self) -> None:
        self.asked: list[Intent] = []
        self.end = ErrandEnd(taken=True, error=0)

    async def run(
        self, intent: Intent, *, urgent: bool = False, alone: bool = False, timeout_s: float = 60.0
    ) -> ErrandEnd:
        """Take one packet."""
        del urgent, alone, timeout_s
        self.asked.append(intent)
        return self.end

    def idle_s(self) -> float:
        """Return for how long no text has been on its way."""
        return 0.0

    def recipients(self) -> Sequence[NodeNum]:
        """Return to whom texts are on their way."""
        return ()

    def channel_use(self) -> float | None:
        """Return how much the channel is used."""
        return None

    def trace_wait_s(self) -> float:
        """Return how long the next traceroute has to wait."""
        return 0.0


class FakeTraceroutes:
    """Answers traceroutes (`ports.Traceroutes`) with what stands in `ways`; nobody else answers."""

    def __init__(self) -> None:
        self.asked: list[NodeNum] = []
        self.ways: dict[NodeNum, Trace] = {}

    async def trace(self, node: NodeNum, *, timeout_s: float = 60) -> Trace:
        """Return the way to a node."""
        del timeout_s
        self.asked.append(node)
        return self.ways.get(node, Trace(outcome=TraceOutcome.UNANSWERED))
