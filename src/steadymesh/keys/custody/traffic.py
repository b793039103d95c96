"""What passes between people and us, as far as it tells of keys: who writes, under which key, what was acknowledged.

It is read whenever somebody asks, not only when the custodian has its turn: what a person wrote a moment ago may decide
about the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from steadymesh.bus import Bus
from steadymesh.events import Delivered, Event, NodeSeen, ProxySuspected, TextReceived
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.custody.contacts import Contacts
from steadymesh.keys.custody.justintime import JustInTime
from steadymesh.keys.custody.tending import Tending
from steadymesh.model import Outcome, RadioInfo, TextMessage
from steadymesh.ports import RadioFacts

QUEUE: Final = 5_000
"""Events of the mesh that may wait: texts and NodeInfos; one read of the socket holds fewer."""

MAX_UNDECIDED: Final = 1_000
"""Numbers whose last message came under another key than the book's; beyond, the oldest is forgotten."""


class Traffic:
    """Follows the mesh for the custodian. It listens from its making on, not from `run`.

    Args:
        book: Which key is whose.
        radio: What our radio said of itself.
        contacts: What has passed between us and others.
        tending: The radio's table, of which traffic proves something.
        just_in_time: Is told whose key the radio may have learned by itself.
        bus: Where the mesh is heard.
        wake: Called when there may be something to do.
        proved: Called when a direct message has proved that whoever wrote it holds a key.
    """

    def __init__(
        self,
        *,
        book: Book,
        radio: RadioFacts,
        contacts: Contacts,
        tending: Tending,
        just_in_time: JustInTime,
        bus: Bus,
        wake: Callable[[], None],
        proved: Callable[[NodeNum, PublicKey], None],
    ) -> None:
        self._book = book
        self._radio = radio
        self._contacts = contacts
        self._tending = tending
        self._just_in_time = just_in_time
        self._wake = wake
        self._proved = proved
        self._events = bus.subscribe("custody-traffic", (TextReceived, Delivered, NodeSeen, ProxySuspected), size=QUEUE)
        self._undecided: dict[NodeNum, PublicKey] = {}

    def undecided(self, num: NodeNum) -> PublicKey | None:
        """Return the key of a node's last message to us, where it is not theirs in the book; None: it was."""
        return self._undecided.get(num)

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            await self._events.wait()
            self.take_all()

    def take_all(self) -> None:
        """Take what has come so far."""
        for event in self._events.take_all():
            self._take(event)

    def _take(self, event: Event) -> None:
        radio = self._radio.radio()
        match event:
            case TextReceived(message=message) if radio is not None and _is_to(message, radio):
                self._note_writer(message)
            case Delivered(entry=entry) if entry.outcome is Outcome.ACKNOWLEDGED:
                to = entry.intent.to
                self._tending.proved(to)
                known = self._book.get(to)
                self._contacts.wrote(to, known.key if known else None)
            case NodeSeen(node=node, told_key=key) if key is not None and radio is not None and node.num != radio.num:
                if self._tending.heard(node.num, key):
                    self._just_in_time.learned(node.num)
                self._just_in_time.heard(node.num, key)
                self._wake()
            case ProxySuspected():
                self._tending.swallowed()
            case _:
                pass

    def _note_writer(self, message: TextMessage) -> None:
        """Note who writes to us, and under which key.

        Somebody who writes under another key than the book's proves that they hold that one, and nothing of who they
        are: it must not count as a message exchanged with the person whom we know.
        """
        sender, known = message.sender, self._book.get(message.sender)
        key = message.public_key if message.is_proved else None
        if key is not None:
            self._proved(sender, key)
            known = self._book.get(sender)
            if not message.opened_here:
                self._tending.opened(sender, key)
        self._undecided.pop(sender, None)
        if key is None or known is None or key == known.key:
            self._contacts.wrote(sender, key)
            return
        self._undecided[sender] = key
        if len(self._undecided) > MAX_UNDECIDED:
            del self._undecided[next(iter(self._undecided))]


def _is_to(message: TextMessage, radio: RadioInfo) -> bool:
    """Return whether a text is somebody's direct message to our radio."""
    return message.to == radio.num and message.sender != radio.num and not message.is_tapback
