"""A fake mesh: people who ask a bot with one plug-in, and whatever else happens to it; all of it scripted."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeVar

from steadymesh.errors import UsageError
from steadymesh.events import (
    Delivered,
    Event,
    LinkChanged,
    NodeSeen,
    PositionReceived,
    Reconnected,
    SessionLost,
    TelemetryReceived,
    TextReceived,
)
from steadymesh.ids import BROADCAST, PRIMARY, ChannelIndex, NodeNum
from steadymesh.model import LinkState, LogMessage, Node, Outcome, Position, Priority, TextMessage
from steadymesh.testing.house import FakeHouse, key_of
from steadymesh.testing.outbox import Posted
from steadymesh.testing.person import Person, told
from steadymesh.testing.surroundings import OWN_NUM

E = TypeVar("E")

FIRST: Final = 0x0A00_0001
"""Number of the first person."""

STEP_S: Final = 0.01
"""How often it is looked whether a command that takes its time has ended."""


class FakeMesh(FakeHouse):
    """A bot with our own plug-ins and yours, and people who ask it. Use it as `async with`, on virtual time.

    Args:
        plugin: Yours: its module, its module's name, or its file; None: only scripts are tested.
        name: Of an installed plug-in, as its entry point calls it; empty: as its module is called.
        settings: What the operator has written under `[plugin.NAME]`.
        scripts: What the operator has written under each `[script.NAME]`, by name.
        folder: Where scripts run: the folder of the configuration.
        language: The operator's.
        channels: On which commands are answered openly, by name or number.
        options: All other settings of the bot; None: its defaults without limits on how often people may ask.
        zone: The house's time zone.
        at: When it begins.
        allow_failures: Whether it is fine that something of the plug-in raises or takes too long; else that fails the
            test at the end.

    Raises:
        SteadymeshError: When it is entered: the plug-in can't be loaded, or its settings are wrong; what the operator
            would read.

    Attributes:
        bus: Where everything is published.
        clock: Both clocks; `clock.wall_shift` sets the one on the wall.
        outbox: What was handed in.
        internet: What servers answer, and what they were asked.
        stores: Every plug-in's drawer, and whether the disk fails.
        link: The link and the radio.
        directory: Everybody that was heard of.
        keys: Whose key is whose.
        table: What the radio has of the keys.
        air: What we use of the air.
        errands: Packets that were no texts.
        traceroutes: What traceroutes bring.
        log: Every line of the log, in order.
        plugin: Yours, as loaded.
    """

    # --- people ---------------------------------------------------------------------------------

    def person(
        self,
        name: str,
        *,
        short_name: str = "",
        num: int | None = None,
        language: str | None = None,
        position: tuple[float, float] | None = None,
        admin: bool = False,
        known: bool = True,
    ) -> Person:
        """Have somebody on the mesh.

        Args:
            name: Their long name.
            short_name: At most four characters; empty: the name's first two.
            num: Their node's number; None: the next one.
            language: That they have chosen with `/lang`; None: none.
            position: Latitude and longitude, in degrees; None: not told.
            admin: Whether the operator has named their key in `bot.admins`.
            known: Whether the directory and the key book know them yet; False: until `Person.is_heard`.
        """
        number = NodeNum(FIRST + self._born if num is None else num)
        key = self._admins.pop(0) if admin else key_of(number)
        place = None if position is None else Position(latitude=position[0], longitude=position[1])
        node = Node(
            num=number,
            long_name=name,
            short_name=short_name or name[:2],
            public_key=key,
            position=place,
            hops_away=0,
            last_heard=self.clock.at(),
        )
        self._born += 1
        if known:
            self._introduce(node)
        if language is not None:
            self._languages[number] = language
        return Person(num=number, name=name, key=key, node=node, mesh=self, asks=self._ask)

    def _introduce(self, node: Node) -> None:
        self.directory.add(node)
        if node.public_key is not None:
            name, short_name = node.long_name, node.short_name
            self.keys.add(node.num, node.public_key, self.clock.at(), name=name, short_name=short_name)

    async def _ask(
        self, person: Person, text: str, *, on: str | int | None, proved: bool, mqtt: bool, hops: int, late_s: float
    ) -> str:
        is_proved = proved and on is None
        message = TextMessage(
            id=self.clock.packet_id(),
            sender=person.num,
            to=OWN_NUM if on is None else BROADCAST,
            channel=PRIMARY if on is None else self.channel(on),
            text=text,
            at=self.clock.at() - timedelta(seconds=late_s),
            snr_db=None if mqtt else 6.25,
            rssi_dbm=None if mqtt else -87,
            hop_limit=7 - hops,
            hop_start=7,
            via_mqtt=mqtt,
            pki_encrypted=is_proved,
            public_key=person.key if is_proved else None,
        )
        before = len(self.outbox.posted)
        self._messages.kept.append(LogMessage(message=message, received=self.clock.at()))
        await self.publish(self.event(TextReceived, message=message, late=late_s > 0, age_s=late_s))
        while self._dispatcher.running:
            await asyncio.sleep(STEP_S)
            await self._quiet()
        return "\n".join(
            one.text
            for one in self.outbox.posted[before:]
            if one.priority is Priority.REPLY
            and (one.to == person.num or (one.to == BROADCAST and one.channel == message.channel))
        )

    async def console(self, text: str, *, language: str | None = None) -> str:
        """Return what the operator is answered at the terminal, who may do everything.

        Args:
            text: As typed, with or without the prefix.
            language: None: the operator's.
        """
        await self._quiet()
        said = await self._console.ask(text, language or self._options.language)
        await self._quiet()
        return said.text

    def channel(self, word: str | int) -> ChannelIndex:
        """Return a channel of the radio: `LongFast` (0) or `Talk` (1), by name or number.

        Raises:
            UsageError: The radio has no such channel.
        """
        channels = self.link.info.channels if self.link.info is not None else ()
        for one in channels:
            if word in (one.index, one.name or "LongFast"):
                return one.index
        raise UsageError(f"The fake radio has no channel {word}.", remedy="It has LongFast (0) and Talk (1).")

    def node(self, num: NodeNum) -> Node:
        """Return a node as the directory knows it."""
        return self.directory.get(num) or Node(num=num)

    # --- what happens ---------------------------------------------------------------------------

    async def publish(self, event: Event) -> None:
        """Have something happen; return when whatever takes no time has been done about it.

        What a node tells of itself stands in the directory first, as in the real house.
        """
        match event:
            case NodeSeen():
                self._introduce(event.node)
            case PositionReceived() | TelemetryReceived():
                self.directory.add(told(self.node(event.sender), event))
            case _:
                pass
        await self._quiet()
        self.bus.publish(event)
        await self._quiet()

    def event(self, kind: type[E], **fields: object) -> E:
        """Return an event of a class of `steadymesh.events`; generation, time and raw bytes are made up."""
        assert dataclasses.is_dataclass(kind)
        common = {"generation": 1, "now": self.clock.now(), "raw": b"", "image": (), "replayed": False, "late": False}
        wanted = {one.name for one in dataclasses.fields(kind)}
        make: Callable[..., E] = kind
        return make(**{**{name: value for name, value in common.items() if name in wanted}, **fields})

    async def pass_time(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass: what is due is done."""
        await self._quiet()
        await asyncio.sleep(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds())
        await self._quiet()

    async def lose_link(self, reason: str = "closed") -> None:
        """Have the radio gone."""
        at, now = self.clock.at(), self.clock.now()
        self.link.now = replace(
            self.link.now, state=LinkState.WAITING, since=at, lost_since=at, ready_since=None, last_reason=reason
        )
        await self.publish(SessionLost(generation=1, reason=reason, ready_seconds=now, now=now))
        await self.publish(LinkChanged(state=LinkState.WAITING, generation=1, now=now))

    async def restore_link(self) -> None:
        """Have the radio back."""
        at, now, lost = self.clock.at(), self.clock.now(), self.link.now.lost_since
        away_s = 0.0 if lost is None else (at - lost).total_seconds()
        self.link.now = replace(self.link.now, state=LinkState.READY, since=at, lost_since=None, ready_since=at)
        await self.publish(LinkChanged(state=LinkState.READY, generation=2, now=now))
        await self.publish(Reconnected(generation=2, away_seconds=away_s, attempts=1, now=now))

    # --- what came of it ------------------------------------------------------------------------

    @property
    def posted(self) -> Sequence[Posted]:
        """Every text that was handed in, answers too, in order."""
        return tuple(self.outbox.posted)

    def texts_to(self, num: NodeNum) -> Sequence[str]:
        """Return what was written to a node alone."""
        return self.outbox.texts_to(num)

    def texts_on(self, channel: str | int) -> Sequence[str]:
        """Return what was written to everybody on a channel."""
        return self.outbox.texts_on(self.channel(channel))

    async def settle(self, posted: Posted, outcome: Outcome = Outcome.ACKNOWLEDGED, reason: str = "") -> None:
        """Have a text end so, and everybody told (`Delivered`).

        Args:
            posted: One of `posted`.
            outcome: `ACKNOWLEDGED`, `RELAYED`, `REFUSED` or `EXPIRED`.
            reason: Of a refusal or an expiry, such as `NO_CHANNEL` or `MAX_RETRANSMIT`.
        """
        await self.publish(Delivered(entry=self.outbox.end(posted.key, outcome, reason)))
