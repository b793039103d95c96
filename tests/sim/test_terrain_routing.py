"""Flooding and acks on meshes that are made by hand."""

import pytest

from sim.terrain_kit import LIMIT, MODEM, line, pairs
from steadymesh.sim.terrain.packet import ACK, ACK_BYTES

SIZE = 40
AIRTIME = MODEM.airtime_s(SIZE)


def heard(terrain, index):
    return [(a.packet.id, a.hops) for a in terrain.nodes[index].app.heard]


def acks(terrain, index):
    return [(a.packet.source.index, a.packet.request_id, a.packet.error)
            for a in terrain.nodes[index].app.heard if a.packet.request_id]  # fmt: skip


# --- flooding


def test_a_line_of_four_relays_with_one_hop_less_each_time():
    mesh = line(5)
    mesh.send(0, None, size_bytes=SIZE, packet_id=7, to_all=True)
    mesh.run(60)
    assert [heard(mesh, index) for index in range(1, 5)] == [[(7, 0)], [(7, 1)], [(7, 2)], [(7, 3)]]
    (last,) = mesh.nodes[4].app.heard
    assert (last.hop_limit, last.relay.index, last.packet.hop_start) == (0, 3, 3)


def test_the_hop_limit_ends_it():
    mesh = line(5)
    mesh.send(0, None, size_bytes=SIZE, packet_id=7, to_all=True, hop_limit=1)
    mesh.run(60)
    assert [heard(mesh, index) for index in range(1, 5)] == [[(7, 0)], [(7, 1)], [], []]
    assert mesh.tally.transmissions == 2


def test_nobody_hands_a_packet_on_twice_and_its_source_hears_no_echo():
    mesh = pairs(3, {(0, 1): 5, (1, 2): 5, (0, 2): 5})
    mesh.send(0, None, size_bytes=SIZE, packet_id=7, to_all=True)
    mesh.run(60)
    assert heard(mesh, 1) == heard(mesh, 2) == [(7, 0)]
    assert heard(mesh, 0) == []


def test_who_hears_another_relay_takes_its_own_back():
    """In a clique one relay is enough; now and then two draw the same slot, and both relay."""
    mesh = pairs(6, {(a, b): 5 for a in range(6) for b in range(a)})
    for number in range(1, 101):
        mesh.send(0, None, size_bytes=SIZE, packet_id=number, to_all=True)
        mesh.run(60 * number)
    assert mesh.tally.transmissions < 260
    assert mesh.tally.cancelled > 300


def test_a_router_relays_before_the_others_and_takes_nothing_back():
    mesh = pairs(4, {(a, b): 5 for a in range(4) for b in range(a)})
    mesh.nodes[3].is_router = True
    for number in range(1, 51):
        mesh.send(0, None, size_bytes=SIZE, packet_id=number, to_all=True)
        mesh.run(60 * number)
    assert mesh.nodes[3].usage.hours[0] == pytest.approx(50 * AIRTIME)
    assert mesh.nodes[1].usage.hours.get(0, 0) + mesh.nodes[2].usage.hours.get(0, 0) == 0


def test_who_is_mute_relays_nothing():
    mesh = line(3)
    mesh.nodes[1].relays = False
    mesh.send(0, None, size_bytes=SIZE, packet_id=7, to_all=True)
    mesh.run(60)
    assert (heard(mesh, 1), heard(mesh, 2)) == ([(7, 0)], [])


def test_who_hears_it_badly_relays_first():
    """It is probably far away, so that its relay reaches most (`getTxDelayMsecWeighted`)."""
    mesh = pairs(4, {(0, 1): 10, (0, 2): LIMIT + 2, (1, 2): 5, (1, 3): 5, (2, 3): 5})
    first = []
    for number in range(1, 41):
        mesh.send(0, None, size_bytes=SIZE, packet_id=number, to_all=True)
        mesh.run(60 * number)
        first.append(mesh.nodes[3].app.heard[-1].relay.index)
    assert first.count(2) > 30


# --- acks


def test_a_neighbour_acks_and_its_ack_is_acked():
    mesh = line(2)
    mesh.send(0, 1, size_bytes=SIZE, packet_id=7, want_ack=True, is_text=True)
    mesh.run(60)
    assert acks(mesh, 0) == [(1, 7, 0)]
    ((source, request, _),) = acks(mesh, 1)
    assert (source, request) == (0, mesh.nodes[0].app.heard[0].packet.id)
    assert mesh.tally.transmissions == 3
    assert not mesh.nodes[0].pending
    assert not mesh.nodes[1].pending


def test_what_is_no_text_is_acked_once():
    mesh = line(2)
    mesh.send(0, 1, size_bytes=SIZE, packet_id=7, want_ack=True)
    mesh.run(60)
    assert (acks(mesh, 0), acks(mesh, 1)) == ([(1, 7, 0)], [])


def test_over_a_relay_its_own_packet_is_heard_first_and_the_ack_comes_back_by_flooding():
    mesh = line(4)
    mesh.send(0, 3, size_bytes=SIZE, packet_id=7, want_ack=True, is_text=True)
    mesh.run(120)
    assert mesh.nodes[0].app.told == [("relayed", 7)]
    assert acks(mesh, 0) == [(3, 7, 0)]
    ((ack),) = mesh.nodes[0].app.heard
    assert (ack.hops, ack.packet.hop_start, ack.packet.priority) == (2, 3, ACK)
    assert (mesh.tally.retries, mesh.tally.given_up) == (0, 0)


def test_a_broadcast_that_wants_an_ack_is_content_with_a_relay():
    mesh = line(3)
    mesh.send(0, None, size_bytes=SIZE, packet_id=7, to_all=True, want_ack=True)
    mesh.run(60)
    assert mesh.nodes[0].app.told == [("relayed", 7)]
    assert acks(mesh, 0) == []


def test_a_refusal_comes_back_like_an_ack():
    mesh = line(3)
    mesh.nodes[2].app.says = 6
    mesh.send(0, 2, size_bytes=SIZE, packet_id=7, want_ack=True)
    mesh.run(60)
    assert acks(mesh, 0) == [(2, 7, 6)]


def test_nobody_in_reach_ends_as_max_retransmit_after_three_transmissions():
    """2 x airtime + (8 + 16 + 32) slots + 4.5 s each time (`getRetransmissionMsec`); utilisation widens no window yet."""
    mesh = line(2)
    mesh.take_away(1, away=True)
    mesh.send(0, 1, size_bytes=SIZE, packet_id=7, want_ack=True)
    patience = 2 * AIRTIME + 56 * MODEM.slot_s + 4.5
    mesh.run(3 * patience - 0.01)
    assert mesh.nodes[0].app.told == []
    assert mesh.tally.transmissions == 3
    mesh.run(3 * patience + 0.01)
    assert mesh.nodes[0].app.told == [("given up", 7)]


def test_whatever_is_sent_or_heard_meanwhile_gives_the_ack_more_time():
    mesh = line(3)
    mesh.take_away(0, away=True)
    mesh.nodes[2].relays = False
    mesh.send(1, 0, size_bytes=SIZE, packet_id=7, want_ack=True, hop_limit=0)
    patience = 3 * (2 * AIRTIME + 56 * MODEM.slot_s + 4.5)
    mesh.run(3.5)
    mesh.send(2, None, size_bytes=200, to_all=True, hop_limit=0)
    mesh.run(patience)
    assert mesh.nodes[1].app.told == []
    mesh.run(patience + 2 * MODEM.airtime_s(200))
    assert mesh.nodes[1].app.told == [("given up", 7)]


def test_who_says_nothing_is_asked_three_times_and_answers_none():
    mesh = line(2)
    mesh.nodes[1].app.says = None
    mesh.send(0, 1, size_bytes=SIZE, packet_id=7, want_ack=True)
    mesh.run(120)
    assert heard(mesh, 1) == [(7, 0)], "its memory drops the repetitions"
    assert mesh.nodes[0].app.told == [("given up", 7)]


def test_a_lost_ack_is_given_again_when_its_source_repeats_the_packet():
    mesh = line(2)
    mesh.nodes[1].links[0].loss = 1.0
    mesh.send(0, 1, size_bytes=SIZE, packet_id=7, want_ack=True)
    mesh.run(5)
    assert acks(mesh, 0) == []
    mesh.nodes[1].links[0].loss = 0.0
    mesh.run(30)
    assert acks(mesh, 0) == [(1, 7, 0)]
    assert heard(mesh, 1) == [(7, 0)]


def test_a_relay_that_hears_the_ack_does_not_repeat_the_question():
    mesh = pairs(3, {(0, 1): 5, (0, 2): 5, (1, 2): 5})
    for number in range(1, 21):
        mesh.send(0, 1, size_bytes=SIZE, packet_id=number, want_ack=True)
        mesh.run(60 * number)
    assert mesh.nodes[2].usage.hours[0] == pytest.approx(20 * MODEM.airtime_s(ACK_BYTES)), "the acks alone"


# --- memory and power


def test_whoever_was_switched_off_has_forgotten_what_it_saw():
    mesh = line(2)
    for _ in range(2):
        mesh.send(0, None, size_bytes=SIZE, packet_id=7, to_all=True)
        mesh.run(mesh.now + 60)
    mesh.switch(1, on=False)
    mesh.send(0, None, size_bytes=SIZE, packet_id=8, to_all=True)
    mesh.run(mesh.now + 60)
    mesh.switch(1, on=True)
    mesh.send(0, None, size_bytes=SIZE, packet_id=7, to_all=True)
    mesh.run(mesh.now + 60)
    assert heard(mesh, 1) == [(7, 0), (7, 0)]


def test_a_node_remembers_some_hundreds_of_packets():
    mesh = line(2)
    node = mesh.nodes[1]
    for key in range(1, 1001):
        node.remember(key, 3)
    assert 200 <= len(node.seen) <= 400
    assert 1000 in node.seen
    assert 1 not in node.seen
