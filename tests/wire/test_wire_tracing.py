"""The way of packets, and who hears whom: as firmware tells it, and as somebody might forge it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessionkit import ALL, OTHER, OWN, PEER, recorded, unframed
from steadymesh.ids import NodeNum
from steadymesh.model import Neighbor, Trace, TraceHop, TraceOutcome
from steadymesh.wire import pb
from steadymesh.wire.convert.packets import NEIGHBORS, TRACEROUTE
from steadymesh.wire.convert.tracing import MAX_NEIGHBORS, MAX_RELAYS, neighbors, route_discovery

RELAY = NodeNum(0xA1A2A3A4)


def hops(*pairs):
    return tuple(TraceHop(node=node, snr_db=snr_db) for node, snr_db in pairs)


def read(**lists):
    return route_discovery(pb.RouteDiscovery(**lists).SerializeToString(), node=PEER, own=OWN)


# --- ways


def test_the_answer_of_a_neighbour_as_real_firmware_gave_it():
    packets = [pb.FromRadio.FromString(p).packet for p in unframed(recorded("v2_7-traceroute-and-telemetry"))]
    (answer,) = [p for p in packets if p.decoded.portnum == TRACEROUTE]
    assert answer.decoded.payload == bytes.fromhex("1201192201 19")
    trace = route_discovery(answer.decoded.payload, node=PEER, own=OWN)
    assert trace == Trace(
        outcome=TraceOutcome.ANSWERED, towards=hops((PEER, 6.25)), back=hops((OWN, 6.25)), wait_s=0
    )  # fmt: skip


def test_two_relays_there_and_one_back_byte_by_byte():
    payload = bytes.fromhex(
        "0a08 a4a3a2a1 67452301"  # route, fixed32: !a1a2a3a4, !01234567
        "1215 ecffffffffffffffff01 d8ffffffffffffffff01 01"  # snr_towards, int32: -20, -40, 1
        "1a04 67452301"  # route_back: !01234567
        "2202 08 7f"  # snr_back: 8, 127
    )
    trace = route_discovery(payload, node=PEER, own=OWN)
    assert trace is not None
    assert trace.towards == hops((RELAY, -5.0), (0x01234567, -10.0), (PEER, 0.25))
    assert trace.back == hops((0x01234567, 2.0), (OWN, 31.75))


def test_a_relay_that_could_not_read_it_is_on_the_way_without_a_name():
    trace = read(route=[ALL, RELAY], snr_towards=[-128, -30, 12], route_back=[ALL], snr_back=[-128, 20])
    assert trace.towards == hops((None, None), (RELAY, -7.5), (PEER, 3.0))
    assert trace.back == hops((None, None), (OWN, 5.0))


def test_old_firmware_tells_neither_signals_nor_the_way_back():
    trace = read(route=[RELAY])
    assert trace == Trace(outcome=TraceOutcome.ANSWERED, towards=hops((RELAY, None), (PEER, None)), back=())


def test_the_way_back_of_a_peer_with_old_firmware_is_told_by_the_relays():
    trace = read(route=[RELAY], snr_towards=[25], route_back=[RELAY], snr_back=[20, 16])
    assert trace.towards == hops((RELAY, None), (PEER, None)), "one signal for two hops: nobody knows of which"
    assert trace.back == hops((RELAY, 5.0), (OWN, 4.0))


@pytest.mark.parametrize("quarters", [-129, -128, 128, 2**31 - 1, -(2**31)])
def test_what_no_byte_holds_is_no_signal(quarters):
    assert read(snr_towards=[quarters]).towards == hops((PEER, None))


@pytest.mark.parametrize("num", [0, ALL])
def test_nobodys_number_is_nobody(num):
    assert read(route=[num], snr_towards=[4, 8]).towards == hops((None, 1.0), (PEER, 2.0))


@pytest.mark.parametrize("name", ["route", "snr_towards", "route_back", "snr_back"])
def test_more_relays_than_a_way_can_have_are_no_answer(name):
    assert read(**{name: [7] * MAX_RELAYS}) is not None
    assert read(**{name: [7] * (MAX_RELAYS + 1)}) is None
    assert read(**{name: [7] * 300}) is None


def test_nothing_at_all_is_an_answer_that_tells_nothing_of_the_way():
    assert read().towards == hops((PEER, None))
    assert route_discovery(b"\x0a\xff", node=PEER, own=OWN) is None


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(payload):
    trace = route_discovery(payload, node=PEER, own=OWN)
    assert trace is None or (1 <= len(trace.towards) <= MAX_RELAYS + 1 and len(trace.back) <= MAX_RELAYS + 1)
    told = neighbors(payload, PEER)
    assert told is None or 1 <= len(told) <= MAX_NEIGHBORS


NUMBERS = st.lists(st.integers(0, ALL), max_size=20)
QUARTERS = st.lists(st.integers(-(2**31), 2**31 - 1), max_size=20)


@given(NUMBERS, QUARTERS, NUMBERS, QUARTERS)
def test_every_way_ends_where_it_should_and_names_nobody_that_can_not_be(route, towards, route_back, back):
    trace = read(route=route, snr_towards=towards, route_back=route_back, snr_back=back)
    if trace is None:
        return
    assert trace.towards[-1].node == PEER
    assert [hop.node for hop in trace.back[-1:]] in ([], [OWN])
    for hop in (*trace.towards, *trace.back):
        assert hop.node is None or 0 < hop.node < ALL
        assert hop.snr_db is None or -32 < hop.snr_db < 32


# --- neighbours


def told(*pairs, node_id=PEER, sender=PEER):
    listed = [{"node_id": num, "snr": snr} for num, snr in pairs]
    message = pb.NeighborInfo(
        node_id=node_id, last_sent_by_id=OWN, node_broadcast_interval_secs=21_600, neighbors=listed
    )
    return neighbors(message.SerializeToString(), sender)


def near(*pairs):
    return tuple(Neighbor(node=num, snr_db=snr_db) for num, snr_db in pairs)


def test_neighbours_come_in_the_senders_order_with_their_signals():
    assert told((OTHER, 6.25), (RELAY, -12.5), (OWN, 0)) == near((OTHER, 6.25), (RELAY, -12.5), (OWN, 0.0))


def test_nobody_everybody_the_sender_and_who_was_told_already_are_left_out():
    assert told((0, 1), (ALL, 1), (PEER, 1), (OTHER, 2), (OTHER, 3)) == near((OTHER, 2.0))


@pytest.mark.parametrize("snr", [float("nan"), float("inf"), -32.0, 1e38])
def test_what_no_chip_measures_is_not_told(snr):
    assert told((OTHER, snr)) == near((OTHER, None))


def test_ten_neighbours_are_the_most():
    assert told(*((num, 1) for num in range(1, 100))) == near(*((num, 1.0) for num in range(1, MAX_NEIGHBORS + 1)))


def test_an_apps_question_and_an_empty_list_tell_of_nobody():
    assert told((0, 0)) is None
    assert told() is None
    assert neighbors(b"", PEER) is None
    assert neighbors(b"\x22\xff", PEER) is None


def test_nobody_tells_of_anothers_neighbours():
    assert told((OTHER, 1), node_id=RELAY) is None
    assert told((OTHER, 1), node_id=0) == near((OTHER, 1.0))


def test_the_ports_are_the_firmwares():
    assert (TRACEROUTE, NEIGHBORS) == (70, 71)
