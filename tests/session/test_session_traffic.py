"""READY: one packet in flight, the floors, room, probes, and every send resolved exactly once."""

from __future__ import annotations

import pytest

from sessionkit import (
    ADMIN,
    ALL,
    OTHER,
    OWN,
    PEER,
    TEXT,
    TRACEROUTE,
    Desk,
    complete,
    config_dump,
    key,
    node_dump,
    node_info,
    one,
    only,
    own_telemetry,
    packet,
    queue_status,
    routing,
    security,
)
from steadymesh.errors import ClosedError, InvalidIdError, NotReadyError, ProbeError, UsageError
from steadymesh.events import (
    NodesRefreshed,
    ProbeAnswered,
    ProxySuspected,
    QueueReported,
    SendResolved,
    SessionReady,
    VerdictReceived,
)
from steadymesh.ids import PublicKey
from steadymesh.model import (
    AskNodeInfo,
    CommitEdit,
    Node,
    PushContact,
    ReadSecurity,
    RefreshNodes,
    RemoveFavorite,
    RequestMetadata,
    RoutingError,
    SendData,
    SendRaw,
    SendText,
)
from steadymesh.session.state import SessionState
from steadymesh.wire import pb

DM = SendText(to=PEER, text="hi")
CONTACT = PushContact(node=Node(num=PEER, public_key=PublicKey(key(2))))


def ready(firmware: str = "2.7.26.54e0d8d", **options: float) -> Desk:
    desk = Desk(**options)
    desk.shake(firmware)
    assert desk.sent() == []
    return desk


def kinds(desk: Desk) -> list[str]:
    return [m.WhichOneof("payload_variant") for m in desk.sent()]


def send(desk: Desk, intent=DM, packet_id: int = 5) -> None:
    desk.session.send(intent, packet_id, desk.now)


# --- one packet -------------------------------------------------------------------------------


def test_a_text_goes_out_and_is_taken():
    desk = ready()
    send(desk)
    [message] = desk.sent()
    assert (message.packet.id, message.packet.to, message.packet.decoded.payload) == (5, PEER, b"hi")
    events = desk.tell(queue_status(5, free=15), after=0.1)
    assert events == [
        QueueReported(generation=1, free=15, maxlen=16, now=desk.now),
        SendResolved(generation=1, packet_id=5, taken=True, res=0, now=desk.now),
    ]


def test_a_refusal_is_told_with_its_number():
    desk = ready()
    send(desk)
    resolved = one(desk.tell(queue_status(5, res=39)), SendResolved)
    assert (resolved.taken, resolved.res) == (False, 39)


def test_a_status_of_something_else_resolves_nothing():
    desk = ready()
    send(desk)
    assert only(desk.tell(queue_status(6), queue_status()), SendResolved) == []


def test_only_one_packet_is_in_flight():
    desk = ready()
    send(desk)
    assert desk.session.wait_s(RequestMetadata(), desk.now) is None
    assert desk.session.wait_s(RefreshNodes(), desk.now) is None
    with pytest.raises(NotReadyError):
        send(desk, RequestMetadata(), 6)
    desk.tell(queue_status(5))
    assert desk.session.wait_s(RequestMetadata(), desk.now) == 0


def test_texts_keep_their_distance():
    desk = ready()
    send(desk)
    desk.tell(queue_status(5))
    assert desk.session.wait_s(DM, desk.now) == pytest.approx(2.2)
    with pytest.raises(NotReadyError):
        send(desk)
    assert desk.session.wait_s(SendData(to=PEER, port=TRACEROUTE, payload=b""), desk.now) == 0
    desk.wait(2.2)
    send(desk)


def test_a_raw_packet_keeps_the_distance_of_its_kind():
    desk = ready()
    raw = pb.MeshPacket(to=PEER)
    raw.decoded.portnum = TEXT
    send(desk, SendRaw(packet=raw.SerializeToString()))
    desk.tell(queue_status(5))
    assert desk.session.wait_s(DM, desk.now) == pytest.approx(2.2)


def test_nothing_is_sent_before_ready():
    desk = Desk()
    for messages in ((), config_dump(), (complete(69420),), node_dump()):
        assert desk.session.wait_s(DM, desk.now) is None
        with pytest.raises(NotReadyError, match="wait_s"):
            send(desk)
        desk.session.start(desk.now)
        desk.tell(*messages)


def test_an_intent_that_makes_no_packet_is_refused_and_nothing_follows():
    desk = ready()
    with pytest.raises(InvalidIdError):
        send(desk, PushContact(node=Node(num=PEER)))
    with pytest.raises(UsageError):
        send(desk, SendRaw(packet=b"\x0a\xff"))
    assert desk.session.wait_s(DM, desk.now) == 0
    assert desk.session.events() == []
    assert desk.sent() == []


def test_a_payload_that_the_radio_would_drop_in_silence_is_refused_here():
    desk = ready()
    send(desk, SendText(to=PEER, text="x" * 234))
    resolved = one(desk.session.events(), SendResolved)
    assert (resolved.taken, resolved.res) == (False, RoutingError.TOO_LARGE.value)
    assert desk.sent() == []
    assert desk.session.wait_s(DM, desk.now) == 0


def test_asking_for_a_node_info_shows_our_own_user():
    desk = ready()
    send(desk, AskNodeInfo(node=PEER))
    [message] = desk.sent()
    assert pb.User.FromString(message.packet.decoded.payload).long_name == "Own node"


# --- queueStatus that stays away --------------------------------------------------------------


def test_a_missing_status_repeats_the_same_packet_then_probes_and_then_frees_the_slot():
    desk = ready()
    send(desk)
    [first] = desk.sent()
    desk.wait(4.9)
    desk.tell(own_telemetry(5))
    assert desk.sent() == []
    desk.wait(0.1)
    assert desk.sent() == [first]
    desk.wait(5)
    assert kinds(desk) == ["heartbeat"]
    assert desk.session.wait_s(DM, desk.now) is None
    events = desk.tell(queue_status(), after=0.5)
    assert one(events, ProbeAnswered).seconds == 0.5
    assert one(events, SendResolved) == SendResolved(generation=1, packet_id=5, taken=None, res=0, now=desk.now)
    assert desk.session.wait_s(DM, desk.now) == 0
    assert one(desk.tell(routing(5)), VerdictReceived).packet_id == 5


def test_a_missing_status_and_an_unanswered_probe_end_the_session():
    desk = ready()
    send(desk)
    events = desk.wait(26)
    assert isinstance(desk.session.failure, ProbeError)
    assert one(events, SendResolved).taken is None
    assert kinds(desk) == ["packet", "packet", "heartbeat", "heartbeat"]


def test_a_probe_that_is_out_already_serves_the_packet_too():
    desk = ready(heartbeat_interval_s=8, queue_status_timeout_s=5)
    send(desk)
    desk.wait(10)  # probed at 8 for silence, at 10 for the packet
    assert kinds(desk) == ["packet", "packet", "heartbeat"]
    assert one(desk.tell(own_telemetry(1)), SendResolved).taken is None


def test_a_late_status_that_answers_the_probe_too_says_what_became_of_the_packet():
    desk = ready()
    send(desk)
    desk.wait(11)
    events = desk.tell(queue_status(5, res=7))
    assert (one(events, SendResolved).taken, one(events, SendResolved).res) == (False, 7)
    assert only(events, ProbeAnswered)


def test_a_status_that_comes_after_all_resolves_once():
    desk = ready()
    send(desk)
    desk.wait(7)
    assert one(desk.tell(queue_status(5), queue_status(5)), SendResolved).taken is True


def test_a_verdict_for_the_packet_in_flight_proves_that_it_was_taken():
    desk = ready()
    send(desk)
    events = desk.tell(routing(5, sender=PEER))
    assert one(events, SendResolved).taken is True
    verdict = one(events, VerdictReceived)
    assert (verdict.own, verdict.sender, verdict.error) == (False, PEER, RoutingError.NONE)


def test_frames_that_come_while_three_statuses_stay_away_mean_a_deaf_radio():
    desk = ready()
    send(desk)
    for _ in range(19):
        desk.wait(1)
        desk.tell(own_telemetry(5))
    assert isinstance(desk.session.failure, ProbeError)
    assert "hears nothing" in str(desk.session.failure)
    assert desk.now == 100 + 19
    assert kinds(desk) == ["packet", "packet", "heartbeat"]


# --- room -------------------------------------------------------------------------------------


def test_a_full_queue_holds_what_goes_on_air_but_not_orders_to_the_radio():
    desk = ready(text_gap_s=0)
    send(desk)
    desk.tell(queue_status(5, free=0))
    assert desk.session.wait_s(DM, desk.now) == 30
    for order in (RequestMetadata(), RemoveFavorite(node=PEER), CONTACT, RefreshNodes(), ReadSecurity(), CommitEdit()):
        assert desk.session.wait_s(order, desk.now) == 0
    desk.tell(queue_status(free=4), after=2)
    assert desk.session.wait_s(DM, desk.now) == 0


def test_a_queue_full_for_30_seconds_is_probed_and_tried():
    desk = ready(text_gap_s=0)
    busy(desk, 40)  # the look for a proxy is over
    send(desk)
    desk.tell(queue_status(5, res=32, free=0))
    for _ in range(3):
        desk.wait(9.9)
        desk.tell(own_telemetry(5))
    desk.sent()
    desk.wait(0.3)
    assert kinds(desk) == ["heartbeat"]
    assert desk.session.wait_s(DM, desk.now) == 0
    desk.tell(queue_status(free=0))  # the probe's answer must not come before whoever waited
    assert desk.session.wait_s(DM, desk.now) == 0
    send(desk, packet_id=6)
    desk.tell(queue_status(6, res=32, free=0))
    assert desk.session.wait_s(DM, desk.now) == 30


def test_an_order_to_the_radio_is_no_try_of_its_transmit_queue():
    desk = ready(text_gap_s=0)
    busy(desk, 40)
    send(desk)
    desk.tell(queue_status(5, res=32, free=0))
    for _ in range(4):
        desk.wait(9.9)
        desk.tell(own_telemetry(5))
    send(desk, RequestMetadata(), packet_id=6)
    desk.tell(queue_status(6, free=0))
    assert desk.session.wait_s(DM, desk.now) == 0


# --- liveness ---------------------------------------------------------------------------------


def test_a_dead_radio_is_noticed_after_31_seconds():
    desk = ready()
    desk.wait(14.9)
    assert desk.sent() == []
    desk.wait(0.1)
    assert kinds(desk) == ["heartbeat"]
    desk.wait(8)
    assert kinds(desk) == ["heartbeat"]
    desk.wait(7.9)
    assert desk.session.failure is None
    desk.wait(0.1)
    assert isinstance(desk.session.failure, ProbeError)
    assert "stopped answering" in str(desk.session.failure)
    assert desk.session.state is SessionState.OVER


def test_a_quiet_mesh_lives_for_ever():
    desk = ready()
    answered = 0
    for _ in range(3600):
        desk.wait(1)
        for message in desk.sent():
            kind = message.WhichOneof("payload_variant")
            answer = queue_status() if kind == "heartbeat" else packet(ADMIN, request_id=message.packet.id, sender=OWN)
            answered += len(only(desk.tell(answer), ProbeAnswered))
    assert desk.session.failure is None
    assert answered > 200


def test_one_lost_answer_is_no_reason_to_go():
    desk = ready()
    desk.wait(23)
    assert one(desk.tell(queue_status(), after=0.25), ProbeAnswered).seconds == 0.25
    desk.wait(14)
    assert desk.session.failure is None


def test_old_firmware_is_probed_with_a_request_to_itself():
    desk = ready("2.7.3.abc")
    desk.wait(15)
    [probe] = desk.sent()
    assert (probe.packet.to, getattr(probe.packet, "from"), probe.packet.decoded.portnum) == (OWN, OWN, ADMIN)
    assert pb.AdminMessage.FromString(probe.packet.decoded.payload).get_device_metadata_request
    events = desk.tell(queue_status(probe.packet.id), packet(ADMIN, b"", sender=OWN, request_id=probe.packet.id))
    assert only(events, ProbeAnswered)
    assert only(events, SendResolved) == []
    desk.wait(15)
    [second] = desk.sent()
    assert second.packet.id != probe.packet.id
    desk.tell(queue_status(second.packet.id))
    desk.wait(5)
    assert desk.session.failure is None


def test_ids_of_our_own_packets_are_never_0():
    desk = Desk(nonce=0xFFFFFFFF)
    desk.shake("2.7.3")
    desk.wait(15)
    assert [m.packet.id for m in desk.sent()] == [1]


# --- the look for a proxy ---------------------------------------------------------------------


def busy(desk: Desk, seconds: int, *, answers: bool = True) -> list:
    """Let the radio live, its heartbeats answered, its metadata perhaps not."""
    events = []
    for _ in range(seconds):
        events += desk.wait(1)
        for message in desk.sent():
            if message.WhichOneof("payload_variant") == "heartbeat":
                events += desk.tell(queue_status())
            elif answers:
                request = message.packet
                assert pb.AdminMessage.FromString(request.decoded.payload).get_device_metadata_request
                events += desk.tell(queue_status(request.id), packet(ADMIN, b"", sender=OWN, request_id=request.id))
    return events


def test_an_honest_radio_is_asked_once_and_not_suspected():
    desk = ready()
    events = busy(desk, 300)
    assert only(events, ProxySuspected) == []
    assert only(events, SendResolved) == []


def test_something_that_answers_heartbeats_only_is_suspected_once():
    desk = ready()
    events = busy(desk, 300, answers=False)
    assert [event.what for event in only(events, ProxySuspected)] == ["metadata"]
    assert desk.session.failure is None


def questions(desk: Desk) -> list:
    """Return what was asked since, without the heartbeats."""
    return [message for message in desk.sent() if message.WhichOneof("payload_variant") == "packet"]


def test_the_look_waits_for_the_packet_in_flight():
    desk = ready()
    desk.wait(14)
    desk.tell(own_telemetry(5))
    desk.wait(14)
    desk.tell(own_telemetry(5))
    send(desk)
    desk.sent()
    desk.wait(4)
    assert questions(desk) == []
    desk.tell(queue_status(5))
    desk.wait(0)
    assert [m.packet.decoded.portnum for m in questions(desk)] == [ADMIN]


def test_while_our_own_question_is_in_flight_a_send_is_put_off_for_a_second():
    desk = ready()
    for _ in range(2):
        desk.wait(14)
        desk.tell(own_telemetry(5))
    desk.wait(2)
    [question] = questions(desk)
    assert desk.session.wait_s(DM, desk.now) == 1
    assert desk.session.wait_s(RefreshNodes(), desk.now) == 1
    desk.tell(packet(ADMIN, b"", sender=OWN, request_id=question.packet.id))
    assert desk.session.wait_s(DM, desk.now) == 0


def test_a_managed_radio_and_an_old_one_are_never_asked():
    managed = Desk()
    managed.session.start(managed.now)
    managed.tell(*config_dump(), security(is_managed=True), complete(69420), *node_dump(), complete(69421))
    old = ready("2.7.3.abc")
    for desk in (managed, old):
        desk.sent()
        for _ in range(29):
            desk.wait(1)
            desk.tell(own_telemetry(5))
        assert questions(desk) == []
        for _ in range(71):
            desk.wait(1)
            desk.tell(own_telemetry(5))
    assert questions(managed) == []
    assert len(questions(old)) == 3, "what probes an old radio is a question, and nothing else asks"


# --- refresh ----------------------------------------------------------------------------------


def test_a_refresh_reads_the_node_table_again():
    desk = ready()
    send(desk, RefreshNodes(), 9)
    assert desk.wants() == [69421]
    assert desk.session.state is SessionState.REFRESHING
    assert desk.session.wait_s(DM, desk.now) is None
    events = desk.tell(*node_dump(), node_info(OTHER, "Other", public_key=key(3)), complete(69421))
    refreshed = one(events, NodesRefreshed)
    assert {node.num for node in refreshed.nodes} == {OWN, PEER, OTHER}
    assert one(events, SendResolved) == SendResolved(generation=1, packet_id=9, taken=True, res=0, now=desk.now)
    assert set(desk.directory.held()) == {PEER, OTHER}
    assert desk.session.wait_s(DM, desk.now) == 0


def test_nothing_else_is_sent_during_a_refresh_and_what_comes_is_taken():
    desk = ready()
    send(desk, RefreshNodes(), 9)
    desk.wants()
    desk.wait(9)
    desk.tell(node_dump()[0])
    desk.wait(14)
    assert one(desk.tell(routing(3)), VerdictReceived)
    assert desk.sent() == []


def test_a_refresh_that_stalls_is_left_and_the_link_is_judged_by_probes():
    desk = ready()
    desk.wait(5)
    send(desk, RefreshNodes(), 9)
    desk.wants()
    events = desk.wait(10)
    assert one(events, SendResolved).taken is None
    assert only(events, NodesRefreshed) == []
    assert desk.session.state is SessionState.READY
    assert kinds(desk) == ["heartbeat"]
    desk.tell(queue_status())
    assert set(desk.directory.held()) == {PEER}
    assert desk.session.failure is None


def test_a_refresh_of_old_firmware_takes_the_whole_dump():
    desk = ready("2.6.7")
    send(desk, RefreshNodes(), 9)
    [nonce] = desk.wants()
    assert nonce not in (69420, 69421)
    assert one(desk.tell(*config_dump("2.6.7"), *node_dump(), complete(nonce)), NodesRefreshed)


# --- restarts behind an open link -------------------------------------------------------------


def test_a_reboot_on_an_open_link_shakes_hands_anew():
    desk = ready()
    send(desk)
    events = desk.tell(pb.FromRadio(rebooted=True))
    assert one(events, SendResolved).taken is None
    assert desk.session.state is SessionState.CONFIG
    assert [m.WhichOneof("payload_variant") for m in desk.sent()] == ["packet", "want_config_id"]
    desk.tell(*config_dump(), complete(69420))
    assert one(desk.tell(*node_dump(), complete(69421)), SessionReady).generation == 1


def test_a_reboot_during_a_refresh_resolves_it():
    desk = ready()
    send(desk, RefreshNodes(), 9)
    assert one(desk.tell(pb.FromRadio(rebooted=True)), SendResolved).taken is None


@pytest.mark.parametrize("dump", [{"num": OTHER}, {"reboot_count": 3}])
def test_my_info_of_another_radio_shakes_hands_anew(dump: dict[str, int]):
    desk = ready()
    desk.tell(config_dump(**dump)[0])
    assert desk.wants() == [69420]


def test_somebody_elses_dump_is_read_but_moves_nothing():
    desk = ready()
    events = desk.tell(*config_dump(), node_info(OTHER, "Other", public_key=key(3)), complete(4))
    assert events == []
    assert desk.session.state is SessionState.READY
    assert set(desk.directory.held()) == {PEER, OTHER}
    assert desk.session.counters["frames-unexpected"] == 7
    assert desk.session.counters["dumps-of-others"] == 1


def test_no_key_for_ourselves_means_that_our_number_changed():
    desk = ready()
    send(desk, CONTACT)
    desk.tell(queue_status(5))
    desk.sent()
    desk.tell(routing(5, 39))
    assert desk.wants() == [69420]
    desk.tell(*config_dump(num=OTHER), complete(69420), *node_dump(OTHER), complete(69421))
    assert desk.session.state is SessionState.READY
    assert desk.memory.radio.num == OTHER
    desk.wants()
    send(desk, CONTACT, 6)
    desk.tell(queue_status(6), routing(6, 39, sender=OTHER))
    assert desk.session.state is SessionState.READY  # looked once: it is not that


def test_no_key_for_a_peer_does_not():
    desk = ready()
    send(desk)
    desk.tell(queue_status(5), routing(5, 39))
    assert desk.session.state is SessionState.READY


# --- the end ----------------------------------------------------------------------------------


def test_goodbye_is_said_and_what_is_in_flight_is_resolved():
    desk = ready()
    send(desk)
    assert desk.session.goodbye(desk.now)
    assert kinds(desk) == ["packet", "disconnect"]
    assert one(desk.session.events(), SendResolved).taken is None
    assert desk.session.state is SessionState.CLOSING
    assert desk.session.deadline() is None
    assert only(desk.tell(queue_status(5), packet(TEXT, b"last words", to=ALL)), SendResolved) == []
    desk.tell(node_info(OTHER), pb.FromRadio(rebooted=True), complete(69421))
    desk.session.receive_eof(desk.now)
    assert desk.session.state is SessionState.OVER
    assert desk.session.failure is None
    assert desk.wants() == []


def test_goodbye_during_a_refresh_resolves_it():
    desk = ready()
    send(desk, RefreshNodes(), 9)
    assert desk.session.goodbye(desk.now)
    assert one(desk.session.events(), SendResolved).packet_id == 9


def test_goodbye_is_pointless_before_ready_while_a_probe_is_open_and_after_the_end():
    desk = Desk()
    assert not desk.session.goodbye(desk.now)
    desk.shake()
    desk.sent()
    desk.wait(15)
    assert not desk.session.goodbye(desk.now)
    assert kinds(desk) == ["heartbeat"]
    desk.tell(queue_status())
    assert desk.session.goodbye(desk.now)
    assert not desk.session.goodbye(desk.now)


def test_a_link_closed_when_ready_resolves_what_is_in_flight():
    desk = ready()
    send(desk)
    desk.session.receive_eof(desk.now)
    assert isinstance(desk.session.failure, ClosedError)
    assert one(desk.session.events(), SendResolved).taken is None
    desk.session.receive_data(b"more", desk.now)
    desk.session.receive_eof(desk.now)
    desk.session.handle_deadline(desk.now)
    assert desk.session.events() == []


def test_too_early_a_deadline_is_no_harm():
    desk = ready()
    send(desk)
    send_again = desk.session.deadline()
    assert send_again == 105
    desk.session.handle_deadline(104)
    assert [m.packet.id for m in desk.sent()] == [5]
    handshaking = Desk()
    handshaking.session.start(handshaking.now)
    handshaking.session.handle_deadline(handshaking.now + 1)
    assert handshaking.wants() == [69420]
