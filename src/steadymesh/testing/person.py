"""Somebody on the fake mesh: asks the bot, moves about, and finds its messages."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from steadymesh.events import Event, NeighborsTold, NodeSeen, PositionReceived, TelemetryReceived
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import Neighbor, Node, Position, Telemetry


class Surroundings(Protocol):
    """What a person needs of the mesh; `FakeMesh` is it."""

    def event(self, kind: type[Event], **fields: object) -> Event:
        """Return an event."""
        ...

    def texts_to(self, num: NodeNum) -> Sequence[str]:
        """Return what was written to a node."""
        ...

    async def publish(self, event: Event) -> None:
        """Have something happen."""
        ...


class Ask(Protocol):
    """How a person's text comes in."""

    def __call__(
        self, person: Person, text: str, *, on: str | int | None, proved: bool, mqtt: bool, hops: int, late_s: float
    ) -> Awaitable[str]:
        """Return what it is answered."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on the mesh; made by `FakeMesh.person`."""

    num: NodeNum
    """Their node's number."""
    name: str
    """As their node calls itself."""
    key: PublicKey
    """The public key that proves their direct messages."""
    node: Node = field(repr=False)
    """What their node tells of itself."""
    mesh: Surroundings = field(repr=False)
    """Where they live."""
    asks: Ask = field(repr=False)
    """Use `ask`."""

    async def ask(
        self,
        text: str,
        *,
        on: str | int | None = None,
        proved: bool = True,
        mqtt: bool = False,
        hops: int = 0,
        late_s: float = 0.0,
    ) -> str:
        """Write a text and return what it is answered, the pieces of a long answer in a line each; empty: nothing.

        It returns when the command has ended; of virtual time that takes what the command takes.

        Args:
            text: As typed, such as `/greet Bob`.
            on: A channel, by name or number; None: by direct message.
            proved: Whether their public key proves a direct message; one on a channel is never proved.
            mqtt: Whether it came by MQTT.
            hops: Over how many relays.
            late_s: For how many seconds it has waited in the radio's queue.
        """
        return await self.asks(self, text, on=on, proved=proved, mqtt=mqtt, hops=hops, late_s=late_s)

    @property
    def inbox(self) -> Sequence[str]:
        """What was written to them alone, answers too, in order."""
        return self.mesh.texts_to(self.num)

    async def is_heard(self) -> None:
        """Tell who they are (`NodeSeen`); the directory and the key book have it first."""
        await self.mesh.publish(self.mesh.event(NodeSeen, node=self.node, told_key=self.key))

    async def moves(self, latitude: float, longitude: float, altitude_m: int | None = None) -> None:
        """Tell where they are (`PositionReceived`); the directory has it first."""
        position = Position(latitude=latitude, longitude=longitude, altitude_m=altitude_m)
        await self.mesh.publish(self.mesh.event(PositionReceived, sender=self.num, position=position))

    async def reports(self, telemetry: Telemetry) -> None:
        """Tell how their node is (`TelemetryReceived`); the directory has it first."""
        await self.mesh.publish(self.mesh.event(TelemetryReceived, sender=self.num, telemetry=telemetry))

    async def hears(self, *others: Person, snr_db: float | None = None) -> None:
        """Tell whom their node hears directly (`NeighborsTold`)."""
        neighbors = tuple(Neighbor(node=one.num, snr_db=snr_db) for one in others)
        await self.mesh.publish(self.mesh.event(NeighborsTold, sender=self.num, neighbors=neighbors))


def told(node: Node, event: Event) -> Node:
    """Return a node as it is known after an event about it."""
    match event:
        case NodeSeen():
            return event.node
        case PositionReceived():
            return replace(node, position=event.position)
        case TelemetryReceived():
            return replace(node, telemetry=event.telemetry)
        case _:
            return node
