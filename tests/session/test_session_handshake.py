"""From the first question to READY: both phases, both firmwares, every way to stall."""

from __future__ import annotations

import pytest

from sessionkit import (
    ALL,
    NONCE,
    OTHER,
    OWN,
    PEER,
    TEXT,
    Desk,
    complete,
    config_dump,
    framed,
    key,
    my_info,
    node_dump,
    node_info,
    one,
    only,
    own_telemetry,
    packet,
    queue_status,
)
from steadymesh.errors import ClosedError, HandshakeError
from steadymesh.events import RadioRebooted, SessionReady, TextReceived
from steadymesh.session import handshake
from steadymesh.session.state import SessionState
from steadymesh.wire import pb

REBOOTED = pb.FromRadio(rebooted=True)


def test_nothing_is_sent_and_nothing_is_due_before_the_start():
    desk = Desk()
    desk.tell(*config_dump())
    assert desk.session.data_to_send() == b""
    assert desk.session.deadline() is None
    desk.wait(1000)
    assert desk.session.state is SessionState.NEW


def test_the_first_question_is_69420_and_is_asked_once():
    desk = Desk()
    desk.session.start(desk.now)
    desk.session.start(desk.now)
    assert desk.wants() == [69420]
    assert desk.session.state is SessionState.CONFIG


def test_the_second_question_is_69421_where_the_firmware_knows_it():
    desk = Desk()
    desk.session.start(desk.now)
    desk.wants()
    desk.tell(*config_dump("2.6.8.abc"), complete(69420))
    assert desk.wants() == [69421]
    assert desk.session.state is SessionState.NODES


@pytest.mark.parametrize("firmware", ["2.6.7.abc", "2.5.23", "", "unknown"])
@pytest.mark.parametrize(("nonce", "asked"), [(NONCE, NONCE), (69420, 69422), (69421, 69423), (0, 2)])
def test_older_firmware_is_asked_for_everything_with_an_ordinary_nonce(firmware: str, nonce: int, asked: int):
    desk = Desk(nonce=nonce)
    desk.session.start(desk.now)
    desk.wants()
    desk.tell(*config_dump(firmware), complete(69420))
    assert desk.wants() == [asked]
    dump = [*config_dump(firmware), *node_dump()[1:]]
    ready = one(desk.tell(*dump, complete(asked)), SessionReady)
    assert ready.image == tuple(m.SerializeToString() for m in dump)
    assert {node.num for node in ready.nodes} == {OWN, PEER}


def test_ready_tells_the_radio_its_nodes_the_time_and_the_dump_as_it_came():
    desk = Desk(generation=7)
    desk.wait(3)
    desk.session.start(desk.now)
    desk.wants()
    desk.tell(*config_dump(), complete(69420), after=0.125)
    desk.wants()
    ready = one(desk.tell(*node_dump(), complete(69421), after=0.125), SessionReady)
    assert ready.generation == 7
    assert ready.seconds == 3 + 10 * 0.125
    assert ready.now == desk.now
    assert (ready.radio.num, ready.radio.firmware_version, ready.radio.hop_limit) == (OWN, (2, 7, 26), 3)
    assert [(node.num, node.long_name) for node in ready.nodes] == [(OWN, "Own node"), (PEER, "Peer")]
    assert ready.image == tuple(m.SerializeToString() for m in config_dump() + node_dump())
    assert ready.radio.node == ready.nodes[0]
    assert desk.directory.held() == {PEER: ready.nodes[1].public_key}
    assert desk.session.data_to_send() == b""


def test_packets_between_the_phases_are_processed_as_late():
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*config_dump(), complete(69420))
    text = one(desk.tell(packet(TEXT, b"hi")), TextReceived)
    assert text.message.text == "hi"
    assert text.late
    assert desk.session.state is SessionState.NODES


def test_a_radio_that_never_speaks_is_asked_twice_and_fails_after_20_seconds():
    desk = Desk()
    desk.session.start(desk.now)
    desk.wants()
    desk.wait(9.9)
    assert desk.wants() == []
    desk.wait(0.1)
    assert desk.wants() == [69420]
    desk.wait(9.9)
    assert desk.session.failure is None
    desk.wait(0.1)
    assert isinstance(desk.session.failure, HandshakeError)
    assert "configuration" in str(desk.session.failure)
    assert desk.session.state is SessionState.OVER
    assert desk.wants() == []


def test_a_dump_that_stalls_is_asked_for_once_more_and_may_still_succeed():
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*config_dump()[:3])
    desk.wants()
    desk.wait(14.9)
    assert desk.wants() == []
    desk.wait(0.1)
    assert desk.wants() == [69420]
    desk.tell(*config_dump(), complete(69420))
    assert desk.wants() == [69421]
    ready = one(desk.tell(*node_dump(), complete(69421)), SessionReady)
    assert ready.image == tuple(m.SerializeToString() for m in config_dump() + node_dump())


def test_a_node_table_that_stalls_twice_fails():
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*config_dump(), complete(69420), *node_dump()[:1])
    desk.wants()
    desk.wait(15)
    assert desk.wants() == [69421]
    desk.wait(15)
    assert isinstance(desk.session.failure, HandshakeError)
    assert "node table" in str(desk.session.failure)


def test_each_phase_has_a_second_chance_of_its_own():
    desk = Desk()
    desk.session.start(desk.now)
    desk.wait(10)
    desk.tell(*config_dump(), complete(69420))
    desk.wait(15)
    assert desk.wants() == [69420, 69420, 69421, 69421]
    one(desk.tell(*node_dump(), complete(69421)), SessionReady)


def test_a_node_table_told_again_replaces_what_came_of_the_first():
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*config_dump(), complete(69420), node_info(OTHER, "Gone"))
    desk.wait(15)
    ready = one(desk.tell(*node_dump(), complete(69421)), SessionReady)
    assert {node.num for node in ready.nodes} == {OWN, PEER}


def test_a_dump_in_bursts_with_gaps_of_10_seconds_succeeds():
    desk = Desk()
    desk.session.start(desk.now)
    desk.wants()
    for message in (*config_dump(), complete(69420), *node_dump(), complete(69421)):
        desk.wait(9.99)
        desk.tell(message)
    assert desk.session.state is SessionState.READY
    assert desk.wants() == [69421]


def test_a_healthy_dump_at_1_kilobyte_a_second_succeeds_however_long_it_takes():
    desk = Desk()
    desk.session.start(desk.now)
    names = [node_info(1000 + i, f"Node {i}", public_key=key(3)) for i in range(600)]
    first = b"".join(framed(m) for m in (*config_dump(), complete(69420)))
    second = b"".join(framed(m) for m in (*node_dump(), *names, complete(69421)))
    events = []
    began = desk.now
    for stream in (first, second):
        for at in range(0, len(stream), 100):
            events += desk.wait(0.1)
            desk.session.receive_data(stream[at : at + 100], desk.now)
    assert desk.now - began > 40
    ready = one(events + desk.session.events(), SessionReady)
    assert len(ready.nodes) == 602


def test_live_frames_are_no_progress_of_a_dump():
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*config_dump(), complete(69420))
    desk.wants()
    for _ in range(32):
        desk.wait(1)
        desk.tell(own_telemetry(60), queue_status())
    assert desk.wants() == [69421]
    assert isinstance(desk.session.failure, HandshakeError)


def test_a_dump_with_another_nonce_does_not_end_ours():
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*config_dump(), complete(12345))
    assert desk.session.state is SessionState.CONFIG
    assert desk.session.counters["dumps-of-others"] == 1


def test_without_the_frame_that_names_the_radio_it_is_asked_again():
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*config_dump()[1:], complete(69420))
    assert desk.wants() == [69420, 69420]
    desk.tell(*config_dump()[1:], complete(69420))
    assert isinstance(desk.session.failure, HandshakeError)


def test_a_dump_without_end_fails(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handshake, "MAX_DUMP_FRAMES", 20)
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*config_dump(), complete(69420), *[node_info(i, "x") for i in range(1, 40)])
    assert isinstance(desk.session.failure, HandshakeError)
    assert "no end" in str(desk.session.failure)


def test_after_the_end_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handshake, "MAX_DUMP_FRAMES", 3)
    desk = Desk()
    desk.session.start(desk.now)
    stream = b"".join(framed(m) for m in [*config_dump(), packet(TEXT, b"too late")])
    desk.session.receive_data(stream, desk.now)
    desk.session.receive_data(stream, desk.now)
    desk.session.receive_eof(desk.now)
    assert desk.session.events() == []
    assert isinstance(desk.session.failure, HandshakeError)
    assert desk.session.deadline() is None


@pytest.mark.parametrize("frames", [0, 3, 7])
def test_the_other_side_closing_in_the_handshake_is_a_closed_link(frames: int):
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*[*config_dump(), complete(69420)][:frames])
    desk.session.receive_eof(desk.now)
    assert isinstance(desk.session.failure, ClosedError)
    assert desk.session.state is SessionState.OVER


def test_the_other_side_closing_before_the_start_is_a_closed_link():
    desk = Desk()
    desk.session.receive_eof(desk.now)
    assert isinstance(desk.session.failure, ClosedError)


@pytest.mark.parametrize("done", [0, 3, 7, 8])
def test_a_radio_that_reboots_in_the_handshake_is_asked_anew(done: int):
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*[*config_dump(), complete(69420), *node_dump()][:done])
    desk.wants()
    desk.tell(REBOOTED)
    assert desk.wants() == [69420]
    desk.tell(*config_dump(), complete(69420))
    ready = one(desk.tell(*node_dump(), complete(69421)), SessionReady)
    assert len(ready.image) == len(config_dump()) + len(node_dump())


def test_a_radio_that_reboots_again_and_again_fails():
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*[REBOOTED] * 4)
    assert isinstance(desk.session.failure, HandshakeError)
    assert desk.wants() == [69420] * 4


def test_another_radio_in_the_middle_of_the_node_table_is_asked_from_the_beginning():
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*config_dump(), complete(69420), my_info(OTHER))
    assert desk.wants() == [69420, 69421, 69420]
    assert desk.session.state is SessionState.CONFIG


def test_my_info_of_the_same_radio_in_the_node_table_is_part_of_it():
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*config_dump(), complete(69420), my_info())
    assert desk.session.state is SessionState.NODES


def test_later_firmwares_unknown_frames_are_counted_and_kept_in_the_image():
    unknown = b"\x9a\x01\x02\x08\x01"  # field 19, region_presets of 2.8
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*config_dump("2.8.0.abc"), unknown, complete(69420))
    ready = one(desk.tell(*node_dump(), complete(69421)), SessionReady)
    assert unknown in ready.image
    assert desk.session.counters["frames-unknown"] == 1


def test_a_restart_since_the_last_session_is_told_before_ready():
    first = Desk()
    first.shake(reboot_count=4)
    second = Desk(memory=first.memory, directory=first.directory, generation=2)
    events = second.shake(reboot_count=5)
    assert events[0] == RadioRebooted(generation=2, what="reboot-count", before=4, after=5, now=second.now)
    assert type(events[1]) is SessionReady


def test_a_new_number_since_the_last_session_is_told():
    first = Desk()
    first.shake()
    second = Desk(memory=first.memory)
    assert one(second.shake(num=OTHER), RadioRebooted).what == "number"


def test_5000_nodes_are_ready():
    desk = Desk()
    desk.session.start(desk.now)
    desk.tell(*config_dump(), complete(69420))
    dump = [node_info(10_000 + i, f"Node {i}", public_key=key(3), last_heard=i) for i in range(5000)]
    ready = one(desk.tell(*node_dump(), *dump, complete(69421)), SessionReady)
    assert len(ready.nodes) == len(desk.directory) == 5002
    assert len(desk.directory.held()) == 5001


def test_no_event_prints_the_private_key():
    desk = Desk()
    for event in desk.shake():
        assert "c8c9cacb" not in repr(event)
        assert "\\xc8\\xc9\\xca" not in repr(event)
    assert only(desk.tell(packet(TEXT, b"x", to=ALL)), TextReceived)
