"""Any interleaving of verdicts, refusals, keys, losses, restarts and time keeps the queue's promises."""

from datetime import timedelta
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from delivery.delivery_kit import OWN, PEER, START, THIRD, entry, lost, ready, resolved, verdict
from steadymesh.delivery.changes import Step
from steadymesh.delivery.manners import NoManners
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.queue import OutgoingQueue
from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.model import Objection, Outcome, Priority, RoutingError, SendText

NAKS = [
    RoutingError.RATE_LIMIT_EXCEEDED,
    RoutingError.DUTY_CYCLE_LIMIT,
    RoutingError.PKI_UNKNOWN_PUBKEY,
    RoutingError.MAX_RETRANSMIT,
    RoutingError.PKI_SEND_FAIL_PUBLIC_KEY,
    RoutingError.PKI_FAILED,
]
LACKS_KEY = [RoutingError.PKI_SEND_FAIL_PUBLIC_KEY, RoutingError.PKI_FAILED]
PEOPLE = [PEER, THIRD]
NEW_NUMBER = NodeNum(0x0E0E0E0E)
SELDOM = st.sampled_from([False] * 5 + [True])

OURS_TO_SAY = frozenset(
    RoutingError[name]
    for name in (
        "NO_INTERFACE", "MAX_RETRANSMIT", "TOO_LARGE", "DUTY_CYCLE_LIMIT", "RATE_LIMIT_EXCEEDED", "PKI_FAILED",
        "PKI_SEND_FAIL_PUBLIC_KEY",
    )
)  # fmt: skip


class Whims(NoManners):
    """The others' air, as it may be."""

    def __init__(self) -> None:
        self.busy: set[int] = set()
        self.free = 0.0

    def objection(self, kind, intent=None) -> str:
        return "CHANNEL_BUSY" if kind.priority in self.busy else ""

    def free_at(self, kind, intent, now) -> float:
        return self.free


class Promises(RuleBasedStateMachine):
    """The queue between an arbitrary radio and a journal; the process may be killed at any step."""

    @initialize()
    def begin(self) -> None:
        self.ids = count(5000)
        self.now = 0.0
        self.generation = 0
        self.journal = {}
        self.ends = {}
        self.handed = {}  # packet id → key
        self.handed_on = set()  # (packet id, generation)
        self.nakked = set()  # ids with a NAK
        self.refused = set()  # ids with a NAK, or refused by a queueStatus (which is forgotten when the process dies)
        self.first_handed = {}  # packet id → loop time
        self.by_key = {}  # key → ids in the order of their first hand-over
        self.numbers = count(1)
        self.in_flight = None
        self.heard = {}
        self.manners = Whims()
        self.rounds = {}  # key → waits for a key, in this process
        self.make_queue()
        self.connect()
        self.post(Priority.REPLY, PEER, want_ack=True)

    def make_queue(self) -> None:
        self.rounds = {}
        self.queue = OutgoingQueue(
            options=DeliveryOptions(open_max=6),
            draw_id=lambda: PacketId(next(self.ids)),
            diagnose=lambda _to, reason, _used: "RADIO_OR_KEY" if reason == "MAX_RETRANSMIT" else reason,
            last_heard=self.heard.get,
            manners=self.manners,
            may_mend=lambda to, reason: to == PEER and reason == "RADIO_OR_KEY",
        )

    def at(self):
        return START + timedelta(seconds=self.now)

    def settle(self) -> None:
        for change in self.queue.take_changes():
            self.journal[change.entry.key] = change.entry
            if change.step is Step.ENDED:
                assert change.entry.key not in self.ends, "ended twice"
                assert change.entry.outcome.is_final
                self.ends[change.entry.key] = change.entry.outcome
                assert change.entry.outcome is not Outcome.REFUSED or change.entry.reason, "refused without a reason"
            if change.step is Step.AWAITS_KEY:
                assert change.entry.intent.to != BROADCAST
                self.rounds[change.entry.key] = self.rounds.get(change.entry.key, 0) + 1
                assert self.rounds[change.entry.key] <= 3, "waits for a key for ever"
            if change.step is Step.IMPROVED:
                assert change.entry.key in self.ends

    @rule(
        priority=st.sampled_from(Priority),
        to=st.sampled_from([*PEOPLE, BROADCAST]),
        want_ack=st.booleans(),
        is_piece=SELDOM,
    )
    def post(self, priority, to, want_ack, is_piece=False) -> None:
        number = next(self.numbers)
        new = entry(
            number,
            packet_id=self.queue.fresh_id(),
            intent=SendText(to=to, text=f"text {number}", want_ack=want_ack),
            follows=f"e{number - 1}" if is_piece else "",
            priority=priority,
            created=self.at(),
            deadline=self.at() + timedelta(seconds=600),
        )
        self.queue.add(new, now=self.now)
        self.journal[new.key] = new
        self.settle()

    @rule(seconds=st.sampled_from([0.1, 1.0, 3.0, 10.0, 60.0, 200.0]))
    def wait(self, seconds) -> None:
        self.now += seconds
        self.queue.handle_deadline(self.now)
        self.settle()

    @rule(who=st.sampled_from(PEOPLE))
    def somebody_is_heard(self, who) -> None:
        self.heard[who] = self.at()

    @rule(busy=st.sets(st.sampled_from([p.value for p in Priority])), gap=st.sampled_from([0.0, 5.0, 30.0]))
    def the_air_changes(self, busy, gap) -> None:
        self.manners.busy, self.manners.free = busy, self.now + gap

    @rule(data=st.data())
    def the_operator_takes_one_back(self, data) -> None:
        if self.journal:
            key = data.draw(st.sampled_from(sorted(self.journal)))
            was_open = key not in self.ends
            if self.queue.cancel(key, self.now):
                assert was_open
                assert key not in self.queue.waiting
            self.settle()

    @rule()
    def connect(self) -> None:
        self.generation += 1
        self.queue.ready(ready(self.generation, self.now))
        self.in_flight = None

    @rule()
    def disconnect(self) -> None:
        self.queue.lost(lost(self.generation, self.now))
        self.in_flight = None

    @rule(stays=SELDOM, killed=SELDOM)
    def hand_over(self, stays, killed) -> None:
        chosen = self.queue.next(self.now)
        if chosen is None:
            return
        assert self.in_flight is None or self.now >= self.in_flight_since + 60, "two in flight"
        prepared = self.queue.prepare(chosen.key, at=self.at())
        self.journal[prepared.key] = prepared
        if stays or not self.queue.may_go(prepared):
            self.queue.take_back(prepared, self.now)
            self.settle()
            return
        before = self.journal.get(prepared.follows)
        if before is not None and prepared.packet_id not in self.handed:
            assert before.outcome not in (Outcome.REFUSED, Outcome.EXPIRED), "a piece without the first"
        self.note_handed(prepared)
        if killed:  # on the air, and nobody is left who knows
            self.restart()
            return
        self.queue.handed(prepared, self.generation, self.now)
        self.in_flight, self.in_flight_since = prepared.packet_id, self.now
        self.settle()

    @rule(is_final=SELDOM, reason=st.sampled_from(["KEY_HELD", "KEY_UNKNOWN"]))
    def object(self, is_final, reason) -> None:
        chosen = self.queue.next(self.now)
        if chosen is not None and chosen.intent.to != BROADCAST:
            self.queue.object(chosen.key, Objection(reason=reason, is_final=is_final), self.now)
            assert self.queue.next(self.now) != chosen, "goes in spite of the objection"
            self.settle()

    @rule(node=st.sampled_from(PEOPLE))
    def key_is_placed(self, node) -> None:
        self.queue.key_placed(node, self.now)
        assert not self.queue.waiting.of(node)
        self.settle()

    @rule(node=st.sampled_from(PEOPLE), reason=st.sampled_from(["PUSH_OFF", "KEY_HELD"]))
    def key_is_refused(self, node, reason) -> None:
        waiting = {item.entry.key for item in self.queue.waiting.of(node)}
        self.queue.key_refused(node, reason, self.now)
        self.settle()
        assert waiting <= set(self.ends)

    @rule(times=st.integers(1, 5))
    def get_a_key_that_does_not_stay(self, times) -> None:
        for _ in range(times):
            self.hand_over_and_be_refused(RoutingError.PKI_SEND_FAIL_PUBLIC_KEY)
            for node in (*PEOPLE, NEW_NUMBER):
                self.key_is_placed(node)

    @rule(before=st.sampled_from(PEOPLE))
    def somebody_is_renumbered(self, before) -> None:
        self.queue.renumbered(before, NEW_NUMBER, self.now)
        self.settle()

    @rule()
    def run_an_errand(self) -> None:
        """Something that is no text takes the slot; whatever it is."""
        if self.queue.slot.is_free and self.queue.next(self.now) is None:
            errand = PacketId(next(self.ids))
            self.queue.slot.take(errand, self.generation, self.now)
            assert self.queue.next(self.now) is None
            self.queue.resolved(resolved(errand, True, 0, self.now, self.generation))
            assert self.queue.slot.is_free

    @rule(error=st.sampled_from(NAKS))
    def hand_over_and_be_refused(self, error) -> None:
        self.hand_over(False, False)
        if self.in_flight is not None:
            packet_id = self.in_flight
            self.note_nak(packet_id, error)
            self.queue.resolved(resolved(packet_id, True, 0, self.now, self.generation))
            self.in_flight = None
            self.queue.verdict(verdict(packet_id, error, OWN, self.now))
            self.settle()

    @rule()
    def hand_over_and_lose_the_link(self) -> None:
        self.hand_over(False, False)
        self.disconnect()
        self.connect()

    def note_nak(self, packet_id, error) -> None:
        is_repeat = sum(handed == packet_id for handed, _ in self.handed_on) > 1
        if is_repeat and error in LACKS_KEY:
            return  # that attempt was not on the air, an earlier one may have been: the id stays
        self.nakked.add(packet_id)
        self.refused.add(packet_id)

    def note_handed(self, prepared) -> None:
        packet_id, key = prepared.packet_id, prepared.key
        assert key not in self.queue.waiting, "sent while it waits for a key"
        assert (packet_id, self.generation) not in self.handed_on, "repeated on the same connection"
        self.handed_on.add((packet_id, self.generation))
        assert key not in self.ends, "sent after its end"
        assert packet_id not in self.nakked, "a refused id was used again"
        assert self.handed.get(packet_id, key) == key
        ids = self.by_key.setdefault(key, [])
        if packet_id not in ids:
            assert all(old in self.refused for old in ids), "a second id while the first may have been accepted"
            ids.append(packet_id)
        else:
            assert self.now <= self.first_handed[packet_id] + 300.001, "repeated when peers may have forgotten it"
        self.handed[packet_id] = key
        self.first_handed.setdefault(packet_id, self.now)

    @precondition(lambda self: self.handed)
    @rule(data=st.data(), taken=st.sampled_from([True, False, None]), res=st.sampled_from([7, 32, 33, 34, 35, 38, 39]))
    def resolve(self, data, taken, res) -> None:
        packet_id = self.in_flight or data.draw(st.sampled_from(sorted(self.handed)))
        if taken is False and res != 35:
            self.refused.add(packet_id)
        self.queue.resolved(resolved(packet_id, taken, 0 if taken else res, self.now, self.generation))
        self.in_flight = None
        self.settle()

    @precondition(lambda self: self.handed)
    @rule(data=st.data(), own=st.booleans(), error=st.sampled_from([RoutingError.NONE, *NAKS]))
    def verdict(self, data, own, error) -> None:
        packet_id = data.draw(st.sampled_from(sorted(self.handed)))
        to = self.journal[self.handed[packet_id]].intent.to
        # A third party has no say, and nobody but our own radio in what only that can know.
        if error is not RoutingError.NONE and (own or (to == PEER and error not in OURS_TO_SAY)):
            self.note_nak(packet_id, error)
        self.queue.verdict(verdict(packet_id, error, OWN if own else PEER, self.now))
        self.settle()

    @precondition(lambda self: self.generation % 3 == 2)
    @rule()
    def be_killed(self) -> None:
        self.restart()

    def restart(self) -> None:
        """kill -9, and a new process a second later: only the journal is left."""
        self.now += 1.0
        self.in_flight = None
        self.make_queue()
        self.connect()
        rows = sorted(self.journal.values(), key=lambda e: e.created)
        recent = [e for e in rows if e.outcome in (Outcome.REFUSED, Outcome.EXPIRED, Outcome.RELAYED)]
        self.queue.restore([e for e in rows if not e.outcome.is_final], recent[::-1], now=self.now, at=self.at())
        self.queue.handle_deadline(self.now)
        self.settle()

    @invariant()
    def nothing_is_lost(self) -> None:
        for key in self.journal:
            assert key in self.ends or self.queue.entry(key) is not None

    @invariant()
    def what_waits_for_a_key_holds_up_nobody(self) -> None:
        chosen = self.queue.next(self.now)
        assert chosen is None or chosen.key not in self.queue.waiting
        idle = len(self.queue.waiting) + len(self.queue._places.unheard)
        assert len(self.queue) > idle or not self.queue.is_busy

    def teardown(self) -> None:
        """Whatever happened, time ends everything."""
        if not hasattr(self, "queue"):
            return
        for _ in range(20):
            self.now += 400.0
            self.queue.handle_deadline(self.now)
            self.settle()
        assert set(self.ends) == set(self.journal)
        assert len(self.queue) == 0


Promises.TestCase.settings = settings(max_examples=120, stateful_step_count=50, deadline=None, database=None)
TestPromises = Promises.TestCase
