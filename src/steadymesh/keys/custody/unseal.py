"""Opens direct messages that the radio could not decrypt and forwarded as they were (firmware ≤ 2.7.27).

The radio's private key is in memory only, as the handshake told it. What can't be opened yet waits a minute for the
sender's key: our radio's 35 makes the sender tell it at once (`ReliableRouter.cpp`, sniffReceived).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

import structlog

from steadymesh.bus import Bus, WhenFull
from steadymesh.events import KeyChanged, KeyLearned, SealedReceived
from steadymesh.ids import NodeNum, PacketId, format_node_num
from steadymesh.keys.book.book import Book
from steadymesh.keys.custody.crypto import Opener
from steadymesh.model import NodeKey, PrivateKey, Standing, Trust
from steadymesh.ports import Clock, RadioFacts, Reception
from steadymesh.words import clean

log = structlog.get_logger("keys")

QUEUE: Final = 200
"""Sealed packets that may wait for one turn of the loop: twice the longest queue that a radio has for us."""

PATIENCE_S: Final = 60.0
"""How long one waits for its sender's key."""

_CLOCK_S: Final = 0.001
"""A timer may ring this much before its time."""

MAX_WAITING: Final = 50
"""Packets that wait for keys; beyond, the oldest goes."""

REMEMBERED: Final = 2_000
"""Opened packets whose copies are known again: anybody can record a sealed packet and send it as often as they like."""

STALE_S: Final = 12 * 3600.0
"""A packet that our radio received so long ago says nothing of who writes now."""

MAX_TRIED: Final = 6
"""Keys of one sender that are tried: each costs some 0.1 ms, and a number may have had many."""

MAX_SHOWN_NAME: Final = 40


class Unsealer:
    """Opens what was sealed for our radio.

    Args:
        book: The senders' keys.
        reception: Where the plaintext goes.
        radio: Has our private key.
        bus: Brings sealed packets, and news of keys.
        clock: For how long one waits.
        on_opened: Called with the binding that opened a packet which is neither a copy nor stale.
    """

    def __init__(
        self,
        *,
        book: Book,
        reception: Reception,
        radio: RadioFacts,
        bus: Bus,
        clock: Clock,
        on_opened: Callable[[NodeKey], None],
    ) -> None:
        self._book = book
        self._reception = reception
        self._radio = radio
        self._clock = clock
        self._on_opened = on_opened
        self._waiting: deque[SealedReceived] = deque(maxlen=MAX_WAITING)
        self._known: dict[tuple[NodeNum, PacketId], None] = {}
        self._opener: tuple[PrivateKey, Opener] | None = None
        self._packets = bus.subscribe("keys-sealed", (SealedReceived,), size=QUEUE, when_full=WhenFull.DROP_NEWEST)
        self._news = bus.subscribe("keys-sealed-news", (KeyLearned, KeyChanged), size=1, when_full=WhenFull.SAY_ONCE)
        self.opened = 0
        """Messages opened since the start."""
        self.unreadable = 0
        """Messages given up since the start."""

    async def run(self) -> None:
        """Open until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._take_packets(), name="keys-unseal")
            tasks.create_task(self._follow_news(), name="keys-unseal-news")

    async def _take_packets(self) -> None:
        while True:
            await self._wait_for_packets()
            for event in self._packets.take_all():
                if isinstance(event, SealedReceived) and not self._open(event):
                    self._waiting.append(event)
            self._give_up()

    async def _wait_for_packets(self) -> None:
        """Return when a packet came, or when one that waits has waited long enough."""
        ends = self._waiting[0].now + PATIENCE_S if self._waiting else None
        try:
            async with asyncio.timeout_at(ends):
                await self._packets.wait()
        except TimeoutError:
            return

    async def _follow_news(self) -> None:
        while True:
            await self._news.wait()
            self._news.take_all()
            for event in tuple(self._waiting):
                if self._open(event):
                    self._waiting.remove(event)

    def _open(self, event: SealedReceived) -> bool:
        """Return whether a packet was opened and handed on, or is a copy of one that was."""
        if (event.packet.sender, event.packet.id) in self._known:
            return True
        opener = self._current_opener()
        if opener is None:
            return False
        for binding in self._candidates(event.packet.sender):
            plaintext = opener.open(event.packet, binding.key)
            if plaintext is not None:
                self._remember(event.packet.sender, event.packet.id)
                if self._reception.receive_opened(event, plaintext, binding.key):
                    self.opened += 1
                    self._tell(event.packet.sender, binding)
                    if event.age_s is None or event.age_s < STALE_S:
                        self._on_opened(binding)
                return True
        return False

    def _remember(self, sender: NodeNum, packet_id: PacketId) -> None:
        self._known[sender, packet_id] = None
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]

    def _candidates(self, sender: NodeNum) -> list[NodeKey]:
        """Return the keys that a sender may have used, the likeliest first; never one that a person has revoked."""
        order = {Standing.CURRENT: 0, Standing.HELD: 1, Standing.FORMER: 2}
        usable = [one for one in self._book.bindings(sender) if one.trust is not Trust.REVOKED]
        return sorted(usable, key=lambda one: (order[one.standing], -one.last_seen.timestamp()))[:MAX_TRIED]

    def _current_opener(self) -> Opener | None:
        radio = self._radio.radio()
        if radio is None or radio.private_key is None:
            return None
        if self._opener is None or self._opener[0] != radio.private_key:
            try:
                self._opener = (radio.private_key, Opener(radio.private_key))
            except ValueError:  # 32 bytes are always one; another length is none
                return None
        return self._opener[1]

    def _give_up(self) -> None:
        """Tell of what has waited long enough."""
        now = self._clock.now()
        while self._waiting and self._waiting[0].now + PATIENCE_S <= now + _CLOCK_S:
            sender = self._waiting.popleft().packet.sender
            self.unreadable += 1
            known = self._book.get(sender)
            log.info(
                "sealed-unreadable",
                node=format_node_num(sender),
                name="" if known is None else clean(known.long_name, MAX_SHOWN_NAME),
                known="no" if known is None else "yes",
            )

    def _tell(self, sender: NodeNum, binding: NodeKey) -> None:
        log.info(
            "sealed-opened",
            node=format_node_num(sender),
            name=clean(binding.long_name, MAX_SHOWN_NAME),
            fingerprint=binding.key.fingerprint,
            standing=binding.standing.value,
        )
