"""Any event in any state: never raises, never sends before READY, resolves every send exactly once."""

from __future__ import annotations

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sessionkit import (
    ADMIN,
    ALL,
    NODEINFO,
    OTHER,
    PEER,
    POSITION,
    TELEMETRY,
    TEXT,
    Desk,
    complete,
    config_dump,
    framed,
    key,
    my_info,
    node_dump,
    node_info,
    own_telemetry,
    packet,
    queue_status,
    routing,
)
from steadymesh.errors import NotReadyError, UsageError
from steadymesh.events import SendResolved
from steadymesh.ids import PublicKey
from steadymesh.model import Node, PushContact, RefreshNodes, RequestMetadata, SendRaw, SendText
from steadymesh.session.directory import Directory
from steadymesh.session.memory import RadioMemory
from steadymesh.session.state import SessionState
from steadymesh.wire import pb

FRAMES = [
    my_info(), my_info(OTHER), my_info(0), *config_dump(), *config_dump("2.6.0"), *config_dump("2.8.0"),
    node_info(PEER, "Peer", public_key=key(2)), complete(69420), complete(69421), complete(1), queue_status(),
    queue_status(free=0), queue_status(res=32), pb.FromRadio(rebooted=True), pb.FromRadio(), b"\xea\x01\x00",
    pb.FromRadio(log_record=pb.mesh_pb2.LogRecord(message="x")), packet(TEXT, b"\xff\xfe"), packet(None),
    packet(None, encrypted=b"c"), packet(POSITION, b"\x0d\xff"), packet(TELEMETRY, b"\x0d\xff"), own_telemetry(5),
    own_telemetry(5000), packet(NODEINFO, b"\x0a\xff"), packet(71, b"\x22\xff"), packet(71, b"\x22\x02\x08\x05"), packet(ADMIN, b"", request_id=3), packet(0, b"", sender=0, to=0),
]  # fmt: skip
INTENTS = [
    SendText(to=PEER, text="x"),
    SendText(to=ALL, text="x" * 300),
    RequestMetadata(),
    RefreshNodes(),
    PushContact(node=Node(num=PEER, public_key=PublicKey(key(2)))),
    PushContact(node=Node(num=PEER)),
    SendRaw(packet=b"\x0a\xff"),
]


class AnyConversation(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.directory, self.memory = Directory(limit=50), RadioMemory()
        self.generation = 0
        self.accepted: Counter[int] = Counter()
        self.resolved: Counter[int] = Counter()
        self.next_id = 1
        self.connect()

    def connect(self) -> None:
        self.generation += 1
        now = self.desk.now if self.generation > 1 else 100.0
        self.desk = Desk(directory=self.directory, memory=self.memory, generation=self.generation, now=now)

    @property
    def state(self) -> SessionState:
        return self.desk.session.state

    @initialize(ready=st.booleans())
    def begin(self, ready: bool) -> None:
        if ready:
            self.desk.shake()

    @rule()
    def start(self) -> None:
        self.observe_while(lambda: self.desk.session.start(self.desk.now))

    @rule(frames=st.lists(st.sampled_from(FRAMES), min_size=1, max_size=6))
    def receive(self, frames: list) -> None:
        for frame in frames:
            self.observe_while(lambda frame=frame: self.desk.session.receive_data(framed(frame), self.desk.now))

    @rule(dump=st.sampled_from([[*config_dump(), complete(69420)], [*node_dump(), complete(69421)]]))
    def receive_dump(self, dump: list) -> None:
        self.receive(dump)

    @rule(data=st.binary(max_size=60))
    def receive_noise(self, data: bytes) -> None:
        self.observe_while(lambda: self.desk.session.receive_data(data, self.desk.now))

    @rule(cut=st.integers(1, 30), frame=st.sampled_from(FRAMES))
    def receive_torn(self, cut: int, frame) -> None:
        self.observe_while(lambda: self.desk.session.receive_data(framed(frame)[:cut], self.desk.now))

    @rule(error=st.sampled_from([0, 5, 39]), res=st.sampled_from([0, 7, 32]))
    def answer_the_last_send(self, error: int, res: int) -> None:
        self.receive([queue_status(self.next_id - 1, res=res), routing(self.next_id - 1, error)])

    @rule(seconds=st.floats(0, 40))
    def wait(self, seconds: float) -> None:
        end = self.desk.now + seconds
        while (due := self.desk.session.deadline()) is not None and due <= end:
            self.desk.now = max(self.desk.now, due)
            self.observe_while(lambda: self.desk.session.handle_deadline(self.desk.now))
        self.desk.now = end

    @rule(intent=st.sampled_from(INTENTS))
    def send(self, intent) -> None:
        packet_id, self.next_id = self.next_id, self.next_id + 1
        was = self.state
        try:
            self.desk.session.send(intent, packet_id, self.desk.now)
        except (NotReadyError, UsageError):
            assert self.desk.session.data_to_send() == b""
        else:
            assert was is SessionState.READY
            self.accepted[packet_id] += 1
            self.drain_live()

    @rule()
    def goodbye(self) -> None:
        said = self.desk.session.goodbye(self.desk.now)
        assert said is (self.state is SessionState.CLOSING and bool(self.desk.session.data_to_send()))
        self.drain_live()

    @rule()
    def close_and_connect_again(self) -> None:
        self.desk.session.receive_eof(self.desk.now)
        assert self.state is SessionState.OVER
        self.drain_live()
        assert self.resolved == self.accepted
        self.connect()

    def observe_while(self, act) -> None:
        """Act; outside READY nothing but questions may go out."""
        live = (SessionState.READY, SessionState.REFRESHING)
        before = self.state
        act()
        for event in self.desk.session.events():
            assert event.generation == self.generation
            repr(event)
            if isinstance(event, SendResolved):
                self.resolved[event.packet_id] += 1
        kinds = {m.WhichOneof("payload_variant") for m in self.desk.sent()}
        if before not in live and self.state not in live:
            assert kinds <= {"want_config_id"}

    def drain_live(self) -> None:
        self.observe_while(lambda: None)

    @invariant()
    def nothing_is_resolved_twice_and_at_most_one_is_open(self) -> None:
        assert self.resolved <= self.accepted
        assert sum((self.accepted - self.resolved).values()) <= 1
        if self.state is SessionState.OVER:
            assert self.resolved == self.accepted
            assert self.desk.session.deadline() is None


AnyConversation.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyConversation = AnyConversation.TestCase
