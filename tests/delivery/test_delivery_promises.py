"""Any interleaving of verdicts, refusals, keys, losses, restarts and time keeps the queue's promises."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from delivery.delivery_kit import OWN, PEER, START, THIRD, entry, lost, ready, resolved, verdict
from steadymesh.delivery.bill import AirShares
from steadymesh.delivery.changes import Step
from steadymesh.delivery.lines import kind_of, person_of
from steadymesh.delivery.manners import NoManners
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.queue import OutgoingQueue
from steadymesh.delivery.sharing import SharedAir
from steadymesh.delivery.standing import Waits
from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.model import Node, Objection, Outcome, Priority, RoutingError, SendText
from steadymesh.session.directory import Directory

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

    def objection(self, kind) -> str:
        return "CHANNEL_BUSY" if kind.priority in self.busy else ""

    def free_at(self, kind, intent, now, *, is_behind=False) -> float:
        return self.free


IN_LINE = {Waits.TURN, Waits.AIR_BUDGET, Waits.CHANNEL_BUSY, Waits.QUIET_HOURS}

RADIO = replace(ready().radio, region="EU_868", modem_preset="LONG_FAST", firmware="2.7.26.abc")
RADIOS = [
    RADIO,
    replace(RADIO, region="US", modem_preset="SHORT_FAST"),
    replace(RADIO, modem_preset="LONG_SLOW"),
    replace(RADIO, region="EU_866", modem_preset="LONG_SLOW"),
]


class Promises(RuleBasedStateMachine):
    """The queue between an arbitrary radio and a journal; the process may be killed at any step.

    The others' air is `SharedAir` in half of the examples, else it does what it likes. When somebody was last heard stands
    in a real directory: what the radio hears while nobody listens is in its next dump.
    """

    @initialize(is_shared=st.booleans())
    def begin(self, is_shared) -> None:
        self.is_shared = is_shared
        self.radio = RADIO
        self.use = None
        self.is_quiet = False
        self.radio_heard = {}  # node → when, as the radio has it
        self.times_heard = dict.fromkeys([*PEOPLE, NEW_NUMBER], 0)
        self.times_known = dict(self.times_heard)  # of these, what has come to the directory
        self.times_when_unheard = {}  # key → its recipient, and how often they were known to have been heard when nobody confirmed it
        self.relayed = set()  # ids that a neighbour has, as far as the queue was told in time
        self.is_connected = False
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
        self.rounds = {}  # key → waits for a key, in this process
        self.make_queue()
        self.connect()
        self.post(Priority.REPLY, PEER, want_ack=True)

    def make_queue(self) -> None:
        self.rounds = {}
        self.directory = Directory()
        self.directory.seed([Node(num=who, last_heard=START - timedelta(hours=3)) for who in PEOPLE])
        self.manners = Whims()
        if self.is_shared:
            self.manners = SharedAir(
                shares=AirShares(),
                channel_use=lambda: self.use,
                hops_to=lambda _num: 2,
                is_quiet=lambda: self.is_quiet,
            )
        self.queue = OutgoingQueue(
            options=DeliveryOptions(open_max=6),
            draw_id=lambda: PacketId(next(self.ids)),
            diagnose=lambda _to, reason, _used: "RADIO_OR_KEY" if reason == "MAX_RETRANSMIT" else reason,
            last_heard=self.last_heard,
            manners=self.manners,
            may_mend=lambda to, reason: to == PEER and reason == "RADIO_OR_KEY",
        )

    def last_heard(self, num):
        node = self.directory.get(num)
        return None if node is None else node.last_heard

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
            if change.step is Step.UNHEARD:
                to = change.entry.intent.to
                self.times_when_unheard[change.entry.key] = to, self.times_known[to]
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
        is_long=SELDOM,
        is_proved=st.booleans(),
        lifetime_s=st.sampled_from([600, 600, 12 * 3600]),
    )
    def post(self, priority, to, *, want_ack, lifetime_s=600, is_piece=False, is_long=False, is_proved=True) -> None:
        number = next(self.numbers)
        new = entry(
            number,
            packet_id=self.queue.fresh_id(),
            intent=SendText(to=to, text=f"text {number} {'x' * 180 * is_long}", want_ack=want_ack),
            follows=f"e{number - 1}" if is_piece else "",
            priority=priority,
            is_proved=is_proved,
            created=self.at(),
            deadline=self.at() + timedelta(seconds=lifetime_s),
        )
        self.queue.add(new, now=self.now)
        self.journal[new.key] = new
        self.settle()

    @rule(seconds=st.sampled_from([0.1, 1.0, 3.0, 10.0, 60.0, 200.0, 1500.0]))
    def wait(self, seconds) -> None:
        self.now += seconds
        self.queue.handle_deadline(self.now)
        self.settle()

    @rule(who=st.sampled_from(PEOPLE))
    def somebody_is_heard(self, who) -> None:
        """By the radio, whether anybody listens to it or not."""
        moment = int(self.at().timestamp())
        self.radio_heard[who] = self.at().replace(microsecond=0)
        self.times_heard[who] += 1
        if self.is_connected:
            self.directory.heard(who, moment, 5.0, 2, False)
            self.times_known[who] += 1

    def dump(self) -> None:
        nodes = [Node(num=who, last_heard=moment) for who, moment in self.radio_heard.items()]
        self.directory.dumped(nodes, OWN)
        self.times_known = dict(self.times_heard)

    @rule(radio=st.sampled_from(RADIOS))
    def the_radio_is_set_otherwise(self, radio) -> None:
        self.radio = radio
        self.connect()

    @rule(busy=st.sets(st.sampled_from([p.value for p in Priority])), gap=st.sampled_from([0.0, 5.0, 30.0]))
    def the_air_changes(self, busy, gap) -> None:
        if self.is_shared:
            self.use = gap + len(busy)
            self.is_quiet = Priority.ANNOUNCEMENT.value in busy
        else:
            self.manners.busy, self.manners.free = busy, self.now + gap

    @rule(share=st.sampled_from([0.1, 0.4, 0.9]))
    def the_hour_is_used_up(self, share) -> None:
        if self.is_shared:
            self.manners.ledger.spend(share * self.manners.ledger.budget_s, self.now)

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
        self.is_connected = True
        self.dump()
        self.queue.ready(ready(self.generation, self.now))
        if self.is_shared and self.manners.radio(self.radio):
            self.queue.air_changed(self.now)
        self.in_flight = None

    @rule()
    def disconnect(self) -> None:
        self.queue.lost(lost(self.generation, self.now))
        self.is_connected = False
        self.in_flight = None

    @rule(stays=SELDOM, killed=SELDOM)
    def hand_over(self, stays, killed) -> None:
        chosen = self.queue.next(self.now)
        if chosen is None:
            return
        assert self.in_flight is None or self.now >= self.in_flight_since + 60, "two in flight"
        self.check_turn(chosen)
        prepared = self.queue.handover.prepare(chosen.key, at=self.at())
        self.journal[prepared.key] = prepared
        if stays or not self.queue.handover.may_go(prepared):
            self.queue.handover.take_back(prepared, self.now)
            self.settle()
            return
        before = self.journal.get(prepared.follows)
        if before is not None and prepared.packet_id not in self.handed:
            assert before.outcome not in (Outcome.REFUSED, Outcome.EXPIRED), "a piece without the first"
        self.note_handed(prepared)
        if killed:  # on the air, and nobody is left who knows
            self.restart()
            return
        self.queue.handover.handed(prepared, self.generation, self.now)
        self.in_flight, self.in_flight_since = prepared.packet_id, self.now
        self.settle()

    def check_turn(self, chosen) -> None:
        if self.is_shared:
            costs = self.manners.ledger.used_s(self.now) + self.manners._hold_s(chosen.intent)
            assert costs <= self.manners.ledger.budget_s + 0.001, "more than our share of an hour"
        if chosen.packet_id in self.handed:
            return
        for other in self.queue.open_entries():
            if other.key == chosen.key:
                return
            are_alike = (person_of(other), self.kind(other)) == (person_of(chosen), self.kind(chosen))
            assert not are_alike or self.queue.standing(other.key, self.now).waits not in IN_LINE, "out of its order"

    def kind(self, one):
        return kind_of(one, lambda _num: False)

    @rule(is_final=SELDOM, reason=st.sampled_from(["KEY_HELD", "KEY_UNKNOWN"]))
    def object(self, is_final, reason) -> None:
        chosen = self.queue.next(self.now)
        if chosen is not None and chosen.intent.to != BROADCAST:
            self.queue.keys.object(chosen.key, Objection(reason=reason, is_final=is_final), self.now)
            assert self.queue.next(self.now) != chosen, "goes in spite of the objection"
            self.settle()

    @rule(node=st.sampled_from(PEOPLE))
    def key_is_placed(self, node) -> None:
        self.queue.keys.placed(node, self.now)
        assert not self.queue.waiting.of(node)
        self.settle()

    @rule(node=st.sampled_from(PEOPLE), reason=st.sampled_from(["PUSH_OFF", "KEY_HELD"]))
    def key_is_refused(self, node, reason) -> None:
        waiting = {item.entry.key for item in self.queue.waiting.of(node)}
        self.queue.keys.refused(node, reason, self.now)
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
        self.queue.keys.renumbered(before, NEW_NUMBER, self.now)
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

    @rule(to=st.sampled_from(PEOPLE), was_heard=st.booleans(), is_killed=st.booleans(), comes_back=SELDOM)
    def write_to_somebody_who_is_silent(self, to, was_heard, is_killed, comes_back) -> None:
        if was_heard:
            self.somebody_is_heard(to)
            self.wait(1.0)
        self.post(Priority.MESSAGE, to, want_ack=True, lifetime_s=12 * 3600)
        key = next(reversed(self.journal))
        for _ in range(8):
            self.hand_over_and_be_refused(RoutingError.MAX_RETRANSMIT)
            if key in self.by_key:
                break
            self.wait(10.0)
        if is_killed:
            self.restart()
        if comes_back:
            self.somebody_is_heard(to)
        for _ in range(3):
            self.wait(10.0)
            self.hand_over(False, False)

    @rule(to=st.sampled_from(PEOPLE), own=st.booleans())
    def write_several_texts_to_somebody_who_is_spared(self, to, own) -> None:
        """A verdict, or a relay, comes while the others stand back."""
        for _ in range(4):
            self.post(Priority.MESSAGE, to, want_ack=True)
        for _ in range(4):
            self.hand_over(False, False)
            if self.in_flight is None:
                return
            packet_id, self.in_flight = self.in_flight, None
            self.queue.resolved(resolved(packet_id, True, 0, self.now, self.generation))
            for _ in range(3):
                self.wait(0.6)
                self.hand_over(False, False)
                if self.in_flight is not None:
                    return
            self.hear_of(packet_id, own=own, error=RoutingError.NONE)

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
            assert self.relayed.isdisjoint(ids), "said again though a neighbour has it"
            if ids and (unheard := self.times_when_unheard.pop(key, None)) is not None:
                was, times = unheard  # who may have another number since
                assert self.times_heard[was] > times, "sent again to somebody who is still silent"
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
        self.hear_of(data.draw(st.sampled_from(sorted(self.handed))), own=own, error=error)

    def hear_of(self, packet_id, *, own, error) -> None:
        to = self.journal[self.handed[packet_id]].intent.to
        # A third party has no say, and nobody but our own radio in what only that can know.
        if error is RoutingError.NONE and own and packet_id == self.journal[self.handed[packet_id]].packet_id:
            self.relayed.add(packet_id)
        if error is not RoutingError.NONE and not own and to == PEER:
            self.relayed.discard(packet_id)  # its recipient says no
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
        if self.is_shared:
            self.restore_air(rows)
        self.queue.handle_deadline(self.now)
        self.settle()

    def restore_air(self, rows) -> None:
        hour = [e for e in rows if max(e.created, e.last_sent or e.created) > self.at() - timedelta(hours=1)]
        self.manners.restore(hour, now=self.now, at=self.at())
        spent = sum(e.airtime_s for e in rows if e.last_sent and self.at() - e.last_sent < timedelta(minutes=59))
        assert self.manners.ledger.used_s(self.now) >= spent - 0.001, "a restart begins no new hour"

    @invariant()
    def nobody_is_waited_for_without_reason(self) -> None:
        for one in self.queue.open_entries():
            if self.queue.standing(one.key, self.now).waits is Waits.HEARD:
                assert one.key in self.times_when_unheard

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
            self.now += 4000.0
            self.queue.handle_deadline(self.now)
            self.settle()
        assert set(self.ends) == set(self.journal)
        assert len(self.queue) == 0


Promises.TestCase.settings = settings(max_examples=120, stateful_step_count=50, deadline=None, database=None)
TestPromises = Promises.TestCase
