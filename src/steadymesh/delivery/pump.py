"""Carries texts from the queue to the radio and verdicts back; wakes only when something happened or is due.

Outlives connections: it knows the link as a `Transmitter` and by its events. `Intake` takes events and hints
the moment they come; this hands texts and errands over, one at a time, each text written down before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import structlog

from steadymesh.bus import Bus
from steadymesh.delivery.changes import Step
from steadymesh.delivery.entrusted import Entrusted
from steadymesh.delivery.errands import ErrandDoor
from steadymesh.delivery.hearsay import Hearsay
from steadymesh.delivery.intake import Intake
from steadymesh.delivery.journal import BoundedJournal
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.posting import Manner, Posting
from steadymesh.delivery.queue import OutgoingQueue
from steadymesh.delivery.sharing import SharedAir
from steadymesh.delivery.standing import Standing
from steadymesh.delivery.telling import tell
from steadymesh.errors import NotReadyError, SteadymeshError
from steadymesh.events import Delivered
from steadymesh.ids import PRIMARY, ChannelIndex, NodeNum, PacketId, format_node_num
from steadymesh.model import AirUse, Entry, Outcome, Priority, SendText
from steadymesh.ports import Clock, Custody, NodeLookup, OutboxJournal, Transmitter

_log = structlog.get_logger("delivery")

_NOT_READY_PAUSE_S = 1.0
"""After a transmitter that said "now" and then was not ready: it can't happen, and must not become a busy loop."""

_UNWRITTEN_PAUSE_S = 5.0
"""A text that must not leave before its attempt was written down waits so long between two tries while the disk fails:
each may take `journal_timeout_s` of everybody's time."""

_DEFECT_PAUSE_S = 30.0
"""A text whose hand-over failed by a defect stands back, so that the others get through."""


class Delivery:
    """The outbox (ports.Outbox, ports.Failures). One for each house; `run` may be started again after a defect.

    Args:
        bus: Brings the link's events, takes `Delivered`.
        clock: Both clocks, and packet ids.
        transmitter: The door to the radio.
        journal: Where entries are written down.
        options: Limits and times.
        custody: Who brings keys into the radio; None: nobody does, so that no text waits for one.
        nodes: Who was heard when, how far away they are, how much the channel is used; None: nobody can tell, and the
            air is all ours.

    Attributes:
        errands: Delivery's second door (ports.Errands).
    """

    def __init__(
        self,
        *,
        bus: Bus,
        clock: Clock,
        transmitter: Transmitter,
        journal: OutboxJournal,
        options: DeliveryOptions,
        custody: Custody | None = None,
        nodes: NodeLookup | None = None,
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._transmitter = transmitter
        self._journal = BoundedJournal(journal=journal, clock=clock, timeout_s=options.journal_timeout_s)
        self._options = options
        self._heard = Hearsay(nodes)
        self._entrusted = Entrusted()
        self.air = (
            None
            if nodes is None
            else SharedAir(
                shares=options.shares,
                channel_use=self.channel_use,
                hops_to=self._heard.hops_to,
                is_quiet=self._is_quiet,
                is_admin=self._entrusted.is_admin,
            )
        )
        self._queue = OutgoingQueue(
            options=options,
            draw_id=clock.packet_id,
            manners=self.air,
            last_heard=None if nodes is None else self._heard.last_heard,
            is_admin=self._entrusted.is_admin,
        )
        self._wake = asyncio.Event()
        self.errands = ErrandDoor(
            bus=bus,
            clock=clock,
            transmitter=transmitter,
            queue=self._queue,
            wake=self._wake.set,
            channel_use=self.channel_use,
        )
        self._posting = Posting(
            queue=self._queue, journal=self._journal, clock=clock, options=options, wake=self._wake.set
        )
        self._intake = Intake(
            bus=bus, clock=clock, queue=self._queue, heard=self._heard, air=self.air, wake=self._wake.set
        )
        if custody is not None:
            self.entrust(custody)
        self._outcomes = dict.fromkeys((o for o in Outcome if o.is_final), 0)

    def entrust(self, custody: Custody) -> None:
        """Let somebody bring keys into the radio: for a custody that is made after delivery, whose errands it needs."""
        self._entrusted.custody = custody
        self._queue.judging.diagnose = custody.diagnose
        self._queue.judging.may_mend = custody.may_mend

    async def post(
        self,
        *,
        to: NodeNum,
        text: str,
        channel: ChannelIndex = PRIMARY,
        reply_id: PacketId | None = None,
        priority: Priority = Priority.REPLY,
        lifetime_s: float | None = None,
        follows: str | None = None,
        key: str | None = None,
        once: bool = False,
        is_proved: bool = True,
    ) -> Entry:
        """Accept a text for delivery: it is written down, with its packet id, when this returns (ports.Outbox).

        If the disk fails or is slow, it returns after `journal_timeout_s` all the same: the text leaves from memory and
        is written down as soon as that works; under a key of the caller's it does not leave before. Once it is valid,
        cancelling the call does not take the text back.

        Args:
            to: A node, or `BROADCAST`.
            text: Must fit one packet.
            channel: Ignored for direct messages.
            reply_id: The packet that it answers.
            priority: Who goes first.
            lifetime_s: Seconds after which it expires; None: the default.
            follows: `Entry.key` of the piece before it; None: it follows none.
            key: Chosen by the caller: nothing is posted if there is, or was, an entry of that key; None: a fresh one.
            once: It has no second chance when nobody confirmed it.
            is_proved: Of an answer: a key proves who asked.

        Returns:
            The entry as it stands. Already REFUSED (`OUTBOX_FULL`) when too many wait that go first.

        Raises:
            UsageError: The text is empty or too long, the recipient is nobody, or the key can't be one.
            StoreError: With a key: it could not be told whether that was posted before, so nothing was.
        """
        intent = SendText(to=to, text=text, channel=channel, reply_id=reply_id)
        how = Manner(priority=priority, lifetime_s=lifetime_s, once=once, is_proved=is_proved)
        return await self._posting.post(intent, how, follows=follows, key=key)

    async def post_all(
        self,
        *,
        to: NodeNum,
        texts: Sequence[str],
        channel: ChannelIndex = PRIMARY,
        reply_id: PacketId | None = None,
        priority: Priority = Priority.REPLY,
        lifetime_s: float | None = None,
        is_proved: bool = True,
    ) -> Sequence[Entry]:
        """Accept the pieces of one text, each behind the one before: all are written down, or none (ports.Outbox).

        Raises:
            UsageError: One of them is empty or too long, or the recipient is nobody; none was taken.
        """
        intents = [SendText(to=to, text=text, channel=channel, reply_id=reply_id) for text in texts]
        how = Manner(priority=priority, lifetime_s=lifetime_s, is_proved=is_proved)
        return await self._posting.post_all(intents, how)

    async def fate(self, key: str) -> Entry | None:
        """Return a message as it stands, open or ended, in memory or on disk; None: there is none, or no more.

        Raises:
            StoreError: It can't be read.
        """
        return await self._posting.fate(key)

    def last_failed(self, to: NodeNum | None = None) -> Entry | None:
        """Return the last message, to this node or to anybody, that was refused or expired; None: none lately.

        Args:
            to: A node; None: anybody.
        """
        return self._queue.last_failed(to)

    @property
    def is_restored(self) -> bool:
        """Whether it knows what earlier runs left open; until then the disk does."""
        return self._posting.is_restored

    def entries(self) -> tuple[Entry, ...]:
        """Return every open message, first come first."""
        return self._queue.open_entries()

    def entry(self, key: str) -> Entry | None:
        """Return a message that is open or ended lately; None: there is none."""
        return self._queue.entry(key)

    def standing(self, key: str) -> Standing | None:
        """Return what an open message waits for; None: it is not open."""
        return self._queue.standing(key, self._clock.now())

    def cancel(self, key: str) -> tuple[Entry, ...]:
        """Take back a message that has not left, and the pieces behind it; return what was taken back.

        What the radio was handed stays as it is; the pieces behind it that it was not handed are taken back.
        """
        taken = self._queue.cancel(key, self._clock.now())
        self._settle()
        self._wake.set()
        return taken

    def air_use(self) -> AirUse | None:
        """Return what we use of the air; None: nobody can tell."""
        return None if self.air is None else self.air.use(self._clock.now())

    def facts(self) -> Mapping[str, object]:
        """Return how the outbox stands, for `status --json` and metrics."""
        return {
            "open": len(self._queue),
            "awaiting_key": len(self._queue.waiting),
            "journal": "failing" if self._journal.is_failing else "ok",
            **{outcome.value: count for outcome, count in self._outcomes.items()},
        }

    # --- what is known of the mesh ----------------------------------------------------------

    def channel_use(self) -> float | None:
        """Return how much our channel is used, percent; None: the radio has not said so for minutes."""
        return self._heard.channel_use(self._clock.now())

    def _is_quiet(self) -> bool:
        hours = self._options.quiet_hours
        return hours is not None and hours.is_quiet(self._clock.at().astimezone())

    # --- its life -----------------------------------------------------------------------------

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._intake.start(tasks)
            tasks.create_task(self._hand_over(), name="delivery-pump")
            if not self._posting.is_restored:
                tasks.create_task(self._restore(), name="delivery-restore")

    # --- what comes in ----------------------------------------------------------------------

    async def _restore(self) -> None:
        """Take up what an earlier process left open, as soon as the journal can be read."""
        kept = await self._journal.load(self._options)
        now, at = self._clock.now(), self._clock.at()
        self._queue.restore(kept.open, kept.recent, now=now, at=at)
        if self.air is not None:
            self.air.restore(kept.lately, now=now, at=at)
        self._posting.restored()
        if kept.open:
            _log.info("outbox-restored", count=len(kept.open))
        self._wake.set()

    # --- what goes out ----------------------------------------------------------------------

    async def _hand_over(self) -> None:
        while True:
            self._wake.clear()
            self._intake.drain()
            now = self._clock.now()
            self._queue.handle_deadline(now)
            self._settle()
            self._journal.pay()
            entry = None if self.errands.holds_texts else self._queue.next(now)
            errand = self.errands.next(now, text_is_due=entry is not None)
            errand_s = None if errand is None else self._transmitter.wait_s(errand.intent)
            entry_s = None if entry is None else self._transmitter.wait_s(entry.intent)
            if errand is not None and errand_s is not None and errand_s <= 0:
                is_handed = self.errands.hand(errand, now)
                if is_handed and self.air is not None:
                    self.air.errand(errand.intent, now)
            elif entry is not None and entry_s is not None and entry_s <= 0:
                if self._is_objected(entry, now):
                    await asyncio.sleep(0)  # thousands may be objected to, one after the other
                else:
                    await self._hand(entry)
            else:
                await self._sleep(now, min((s for s in (errand_s, entry_s) if s is not None), default=None))

    def _is_objected(self, entry: Entry, now: float) -> bool:
        """Return whether a direct message must not go to the radio now; then it ends, or waits for its key."""
        objection = self._entrusted.objection(entry.intent.to)
        if objection is None:
            return False
        self._queue.keys.object(entry.key, objection, now)
        return True

    async def _sleep(self, now: float, wait_s: float | None) -> None:
        """Return when something happened, is due, or after `wait_s` (None: an event will tell)."""
        due = (self._queue.deadline(now), self.errands.deadline(now), self._journal.deadline())
        ends = [at for at in (*due, None if wait_s is None else now + wait_s) if at is not None]
        try:
            async with asyncio.timeout_at(min(ends) if ends else None):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _hand(self, entry: Entry) -> None:
        """Write one attempt down, then make it, if it still stands."""
        prepared = self._queue.handover.prepare(entry.key, at=self._clock.at())
        pause_s = _DEFECT_PAUSE_S
        handed = False
        try:
            may_leave = await self._posting.write(prepared)
            self._intake.drain()
            pause_s = 0.0
            if not may_leave:
                pause_s = _UNWRITTEN_PAUSE_S
            elif self._queue.handover.may_go(prepared) and self._transmitter.wait_s(prepared.intent) == 0:
                pause_s = _DEFECT_PAUSE_S
                intent = self._entrusted.for_its_key(prepared.intent)
                generation = self._transmitter.transmit(intent, prepared.packet_id)
                handed = True
                self._queue.handover.handed(prepared, generation, self._clock.now(), used_key=intent.public_key)
        except NotReadyError:
            pause_s = _NOT_READY_PAUSE_S
        except SteadymeshError as exc:
            _log.warning("message-impossible", to=format_node_num(entry.intent.to), id=entry.packet_id, error=exc)
            self._queue.handover.give_up(prepared, "IMPOSSIBLE", self._clock.now())
        finally:
            if not handed:
                self._queue.handover.take_back(prepared, self._clock.now(), pause_s)
            self._settle()

    def _settle(self) -> None:
        """Write down and tell what changed, and see to what it needs."""
        for change in self._queue.take_changes():
            entry = change.entry
            self._journal.keep(entry)
            tell(change, self._clock.now())
            if change.step is Step.ENDED:
                self._outcomes[entry.outcome] += 1
                self._bus.publish(Delivered(entry=entry))
            elif change.step is Step.AWAITS_KEY and entry.key in self._queue.waiting:  # it has not gone on meanwhile
                self._entrusted.want(change)
