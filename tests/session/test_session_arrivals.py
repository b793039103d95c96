"""Every packet becomes one event; what waited, what is replayed and how old it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sessionkit import (
    ADMIN,
    ALL,
    NEIGHBORS,
    NODEINFO,
    OTHER,
    OWN,
    PEER,
    POSITION,
    ROUTING,
    TELEMETRY,
    TEXT,
    TRACEROUTE,
    Desk,
    complete,
    config_dump,
    framed,
    key,
    node_dump,
    one,
    only,
    own_telemetry,
    packet,
    routing,
)
from steadymesh.events import (
    NeighborsTold,
    NodeSeen,
    PacketReceived,
    PositionReceived,
    RadioRebooted,
    SealedReceived,
    TelemetryReceived,
    TextReceived,
    VerdictReceived,
)
from steadymesh.ids import PublicKey
from steadymesh.model import Neighbor, RoutingError
from steadymesh.session.arrivals import BURST_PACKETS
from steadymesh.session.state import SessionState
from steadymesh.wire import pb

HERE = pb.Position(latitude_i=10_000_000, longitude_i=20_000_000).SerializeToString()
T0 = 1_700_000_000


def metrics(**values: float) -> bytes:
    message = pb.Telemetry()
    for name, value in values.items():
        setattr(message.device_metrics, name, value)
    return message.SerializeToString()


def drained(firmware: str = "2.7.26.54e0d8d") -> Desk:
    """Return a desk whose first burst is over."""
    desk = Desk(generation=4)
    desk.shake(firmware)
    desk.wait(3)
    return desk


def test_a_text():
    desk = drained()
    message = packet(TEXT, b"hello", rx_time=T0, rx_rssi=-70, rx_snr=6.25)
    event = one(desk.tell(message), TextReceived)
    assert (event.generation, event.now, event.late) == (4, desk.now, False)
    assert event.message.text == "hello"
    assert event.raw == message.SerializeToString()


def test_a_text_by_sms_from_a_peer_tells_the_directory_that_it_lives():
    desk = drained()
    desk.tell(packet(TEXT, b"x", sender=OTHER, rx_time=T0, rx_rssi=-70, rx_snr=6.25, hop_start=3, hop_limit=1))
    node = desk.directory.get(OTHER)
    assert (node.last_heard, node.snr_db, node.hops_away) == (datetime.fromtimestamp(T0, UTC), 6.25, 2)


def test_a_packet_that_nobody_may_relay_was_heard_directly():
    desk = drained()
    message = packet(TEXT, b"x", sender=OTHER)
    message.packet.decoded.bitfield = 0
    desk.tell(message)
    assert desk.directory.get(OTHER).hops_away == 0


@pytest.mark.parametrize(("start", "limit"), [(0, 3), (2, 3)])
def test_hops_that_cannot_be_told_are_not(start: int, limit: int):
    desk = drained()
    desk.tell(packet(TEXT, b"x", sender=OTHER, hop_start=start, hop_limit=limit))
    assert desk.directory.get(OTHER).hops_away is None


def test_nobody_and_we_ourselves_are_not_heard():
    desk = drained()
    desk.tell(packet(TEXT, b"x", sender=0), packet(TEXT, b"x", sender=OWN, rx_time=T0))
    assert desk.directory.get(0) is None
    assert desk.directory.get(OWN).last_heard is None


def test_a_position():
    desk = drained()
    event = one(desk.tell(packet(POSITION, HERE)), PositionReceived)
    assert (event.sender, event.replayed, event.position.latitude) == (PEER, False, pytest.approx(1))
    assert desk.directory.get(PEER).position == event.position


def test_telemetry():
    desk = drained()
    event = one(desk.tell(packet(TELEMETRY, metrics(battery_level=50))), TelemetryReceived)
    assert (event.sender, event.telemetry.battery_percent) == (PEER, 50)
    assert desk.directory.get(PEER).telemetry == event.telemetry


def test_neighbours():
    info = pb.NeighborInfo(node_id=PEER, neighbors=[{"node_id": OTHER, "snr": -3.25}])
    message = packet(NEIGHBORS, info.SerializeToString())
    event = one(drained().tell(message), NeighborsTold)
    assert (event.generation, event.sender, event.replayed) == (4, PEER, False)
    assert event.neighbors == (Neighbor(node=OTHER, snr_db=-3.25),)
    assert event.raw == message.SerializeToString()


def test_a_node_info_tells_its_key_beside_the_one_that_won():
    desk = drained()
    user = pb.User(long_name="Peer II", public_key=key(9))
    message = packet(NODEINFO, user.SerializeToString())
    event = one(desk.tell(message), NodeSeen)
    assert event.told_key == PublicKey(key(9))
    assert event.node.public_key == PublicKey(key(2))
    assert event.node.long_name == "Peer II"
    assert event.raw == message.SerializeToString()


def test_a_verdict_of_our_own_radio():
    event = one(drained().tell(routing(77, 5)), VerdictReceived)
    assert (event.packet_id, event.own, event.error, event.number) == (77, True, RoutingError.MAX_RETRANSMIT, 5)


@pytest.mark.parametrize(
    "message",
    [
        packet(TRACEROUTE, b"p"),
        packet(256, b"p"),
        packet(POSITION, b""),
        packet(TELEMETRY, b"\x0d\xff"),
        packet(NODEINFO, b"\x0a\xff\xff"),
        packet(NEIGHBORS, b"\x22\xff"),
        packet(NEIGHBORS, pb.NeighborInfo(node_id=OTHER, neighbors=[{"node_id": OTHER}]).SerializeToString()),
        packet(ROUTING, b"\x0a\xff", request_id=5),
        packet(ROUTING, pb.Routing(error_reason=0).SerializeToString()),
    ],
)
def test_what_nothing_else_tells_of_is_a_packet(message):
    event = one(drained().tell(message), PacketReceived)
    data = message.packet.decoded
    assert (event.sender, event.to, event.id) == (PEER, OWN, 4711)
    assert (event.port, event.payload) == (data.portnum, data.payload)
    assert event.request_id == (data.request_id or None)
    assert event.raw == message.SerializeToString()


def test_an_answer_names_the_packet_that_it_answers():
    assert one(drained().tell(packet(ADMIN, b"x", request_id=9)), PacketReceived).request_id == 9


def test_a_packet_to_us_that_could_not_be_decrypted_is_sealed():
    event = one(drained().tell(packet(None, encrypted=b"cipher")), SealedReceived)
    assert (event.packet.sender, event.packet.ciphertext) == (PEER, b"cipher")


def test_a_packet_to_others_that_could_not_be_decrypted_is_a_packet_without_a_port():
    event = one(drained().tell(packet(None, encrypted=b"cipher", to=ALL)), PacketReceived)
    assert (event.port, event.payload) == (0, b"cipher")


def test_a_packet_with_nothing_in_it_is_a_packet():
    event = one(drained().tell(packet(None)), PacketReceived)
    assert (event.port, event.payload) == (0, b"")


# --- what had waited --------------------------------------------------------------------------


def late(desk: Desk, rx_time: int = 0) -> bool:
    return one(desk.tell(packet(TEXT, b"x", rx_time=rx_time)), TextReceived).late


def test_the_first_burst_after_ready_may_have_waited():
    desk = Desk()
    desk.shake()
    assert late(desk)
    desk.wait(1.9)
    assert late(desk)
    desk.wait(2.1)
    assert not late(desk)
    assert not late(desk)


def test_a_quiet_start_ends_the_burst_too():
    desk = Desk()
    desk.shake()
    desk.wait(2.1)
    assert not late(desk)


def test_no_radios_queue_is_longer_than_the_burst():
    desk = Desk()
    desk.shake()
    assert [late(desk) for _ in range(BURST_PACKETS + 2)] == [True] * BURST_PACKETS + [False] * 2


def test_with_the_radios_clock_known_only_what_is_old_is_late():
    desk = drained()
    desk.tell(packet(TEXT, b"x", rx_time=T0))
    again = Desk(memory=desk.memory, directory=desk.directory, now=desk.now + 100, generation=5)
    again.shake()
    first, second = again.tell(packet(TEXT, b"old", rx_time=T0 + 40), packet(TEXT, b"new", rx_time=T0 + 98))
    assert (first.late, first.age_s) == (True, 60)
    assert (second.late, second.age_s) == (False, 2)


def test_what_waited_teaches_nothing_about_the_clock():
    desk = Desk()
    desk.shake()
    desk.tell(packet(TEXT, b"x", rx_time=T0))
    assert desk.memory.clock_offset_s() is None


def test_after_the_burst_a_great_age_means_that_the_clock_was_set_not_that_the_text_is_old():
    desk = drained()
    for second in range(20):
        desk.tell(packet(TEXT, b"x", rx_time=T0 + second), after=1)
    ages = []
    for second in range(20, 26):
        event = one(desk.tell(packet(TEXT, b"x", rx_time=T0 + second - 86_400), after=1), TextReceived)
        ages.append(event.age_s)
        assert not event.late
    assert ages == [None, None, 0, 0, 0, 0]


def test_a_clock_set_forward_makes_nothing_old():
    desk = drained()
    desk.tell(packet(TEXT, b"x", rx_time=T0))
    assert one(desk.tell(packet(TEXT, b"x", rx_time=T0 + 86_400), after=1), TextReceived).age_s == 0


def test_what_waited_while_our_process_stood_still_is_late():
    desk = drained()
    desk.tell(packet(TEXT, b"x", rx_time=T0))
    desk.now += 137  # nobody calls the session: SIGSTOP, a suspended machine
    old, new = desk.tell(packet(TEXT, b"old", rx_time=T0 + 7), packet(TEXT, b"new", rx_time=T0 + 136))
    assert (old.late, old.age_s) == (True, 130)
    assert (new.late, new.age_s) == (False, 1)
    desk.wait(3)
    assert not late(desk, T0 + 140)


# --- 2.8's replay -----------------------------------------------------------------------------

CACHED = {"to": ALL, "sender": OTHER, "transport_mechanism": 1, "rx_time": T0, "hop_limit": 3, "hop_start": 3}


def test_what_2_8_replays_is_marked_and_no_sign_of_life():
    desk = drained("2.8.0.7754068")
    position = one(desk.tell(packet(POSITION, HERE, **CACHED)), PositionReceived)
    telemetry = one(desk.tell(packet(TELEMETRY, metrics(battery_level=5), **CACHED)), TelemetryReceived)
    status = one(desk.tell(packet(36, b"s", **CACHED)), PacketReceived)
    assert position.replayed
    assert telemetry.replayed
    assert status.replayed
    node = desk.directory.get(OTHER)
    assert node.last_heard is None
    assert node.position == position.position
    assert node.telemetry == telemetry.telemetry
    assert desk.memory.clock_offset_s() is None


def test_what_came_from_the_air_is_not():
    desk = drained("2.8.0.7754068")
    assert not one(desk.tell(packet(POSITION, HERE, **CACHED, rx_rssi=-70)), PositionReceived).replayed
    assert not one(desk.tell(own_telemetry(5)), TelemetryReceived).replayed


# --- somebody else under our number -----------------------------------------------------------

BY_AIR = [{"rx_rssi": -70}, {"rx_snr": 3.5}, {"hop_start": 3}, {"transport_mechanism": 1}, {"via_mqtt": True}]


@pytest.mark.parametrize("reception", BY_AIR)
@pytest.mark.parametrize("error", [0, 38, 39])
def test_a_verdict_under_our_number_that_came_by_the_air_is_no_word_of_our_radios(reception, error):
    desk = drained()
    told = routing(77, error)
    for name, value in reception.items():
        setattr(told.packet, name, value)
    events = desk.tell(told)
    assert only(events, VerdictReceived) == []
    assert one(events, PacketReceived).request_id is None


def test_a_measurement_under_our_number_that_came_by_the_air_is_not_ours():
    desk = drained()
    desk.tell(own_telemetry(5000))
    events = desk.tell(own_telemetry(10, rx_rssi=-70))
    assert only(events, TelemetryReceived) == only(events, RadioRebooted) == []
    assert desk.directory.get(OWN).telemetry.uptime_s == 5000


def test_who_says_that_they_are_us_is_told_of_and_changes_nothing():
    desk = drained()
    before = desk.directory.get(OWN)
    user = pb.User(id="!x", long_name="Not us", public_key=key(9))
    event = one(desk.tell(packet(NODEINFO, user.SerializeToString(), sender=OWN, rx_rssi=-70)), NodeSeen)
    assert (event.told_key.raw, event.node.long_name) == (key(9), "Not us")
    assert desk.directory.get(OWN) == before


def test_older_firmware_replays_nothing():
    assert not one(drained().tell(packet(POSITION, HERE, **CACHED)), PositionReceived).replayed


# --- our own uptime ---------------------------------------------------------------------------


def test_an_uptime_that_went_back_is_a_restart():
    desk = drained()
    desk.tell(own_telemetry(5000))
    again = Desk(memory=desk.memory, generation=5)
    again.shake()
    events = again.tell(own_telemetry(40))
    assert one(events, RadioRebooted) == RadioRebooted(
        generation=5, what="uptime", before=5000, after=40, now=again.now
    )


def test_a_peers_uptime_and_an_untold_one_say_nothing_of_our_radio():
    desk = drained()
    desk.tell(own_telemetry(5000))
    events = desk.tell(
        packet(TELEMETRY, metrics(uptime_seconds=1)), packet(TELEMETRY, metrics(battery_level=1), sender=OWN)
    )
    assert [type(event) for event in events] == [TelemetryReceived] * 2


# --- frames that hide behind others -----------------------------------------------------------


def test_a_frame_behind_a_torn_one_is_through_after_a_second():
    desk = drained()
    torn = framed(packet(TEXT, b"x" * 200))[:60]
    desk.session.receive_data(torn + framed(packet(TEXT, b"behind")), desk.now)
    assert desk.session.deadline() == desk.now + 1
    assert one(desk.wait(1), TextReceived).message.text == "behind"


def test_a_frame_that_comes_in_pieces_over_seconds_is_taken():
    desk = drained()
    whole = framed(packet(TEXT, b"slow"))
    desk.session.receive_data(whole[:20], desk.now)
    assert desk.wait(5) == []
    assert desk.session.deadline() > desk.now
    desk.session.receive_data(whole[20:], desk.now)
    assert one(desk.session.events(), TextReceived).message.text == "slow"


def test_the_handshake_survives_a_torn_frame():
    desk = Desk()
    desk.session.start(desk.now)
    torn = framed(packet(TEXT, b"x" * 230))[:20]
    for message in (*config_dump(), complete(69420)):
        desk.session.receive_data(torn + framed(message), desk.now)
        desk.wait(1.5)
    assert desk.session.state is SessionState.NODES
    for message in (*node_dump(), complete(69421)):
        desk.session.receive_data(torn + framed(message), desk.now)
        desk.wait(1.5)
    assert desk.memory.radio is not None
    assert desk.session.state is SessionState.READY
    assert desk.session.counters["bytes-skipped"] > 0
    assert desk.session.counters["frames-undecodable"] == 0
