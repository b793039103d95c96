"""Traceroutes and NeighborInfo over a mesh: what every node on the way writes."""

import pytest

from sim.mesh_kit import line, pairs
from sim.sim_kit import PORTS, errors, packets
from sim.test_village import HOUR_S, watch
from steadymesh.ids import BROADCAST
from steadymesh.sim.dice import Dice
from steadymesh.sim.terrain.neighbors import MOST, Neighbors
from steadymesh.sim.village.beacons import NEIGHBORS_MIN_S, Beacons, Intervals
from steadymesh.sim.village.village import VillageOptions
from steadymesh.wire import pb

CHAIN = {
    (0, 1): 4.0, (1, 2): -7.25, (2, 3): 2.5,
    (3, 2): 8.75, (2, 1): -11.5, (1, 0): 6.0,
}  # fmt: skip
"""Two relays between us and the last one; each link is heard better one way round than the other."""


def trace(desk, payload=b"", **more):
    desk.send(payload, port=PORTS.TRACEROUTE_APP, want_response=True, hop_limit=3, **more)
    answers = packets(desk.after(60), "TRACEROUTE_APP")
    return [(answer, pb.RouteDiscovery.FromString(answer.decoded.payload)) for answer in answers]


def test_each_relay_adds_itself_and_how_well_it_heard_the_one_before_there_and_back(still):
    desk = pairs(still, 4, CHAIN)
    ((answer, route),) = trace(desk)
    first, second, last = (peer.num for peer in desk.peers)
    assert getattr(answer, "from") == last
    assert (answer.decoded.request_id, answer.hop_start - answer.hop_limit) == (7, 2)
    assert (list(route.route), list(route.snr_towards)) == ([first, second], [16, -29, 10])
    assert list(route.route_back) == [second, first]
    assert list(route.snr_back) == [35, -46, round(answer.rx_snr * 4)], "our own radio adds its signal at the end"


def test_a_neighbour_has_no_relays_and_a_signal_each_way(still):
    desk = line(still, 2)
    ((answer, route),) = trace(desk)
    assert (list(route.route), list(route.route_back)) == ([], [])
    assert (list(route.snr_towards), list(route.snr_back)) == ([20], [round(answer.rx_snr * 4)])


def test_who_can_not_read_it_relays_it_and_is_nobody_on_the_way(still):
    desk = pairs(still, 4, CHAIN)
    desk.terrain.nodes[1].reads = False
    ((_, route),) = trace(desk)
    second = desk.peers[1].num
    assert (list(route.route), list(route.snr_towards)) == ([BROADCAST, second], [-128, -29, 10])
    assert (list(route.route_back), list(route.snr_back)[:2]) == ([second, BROADCAST], [35, -128])


def test_beyond_the_hop_limit_nobody_answers(still):
    desk = line(still, 6)
    assert trace(desk) == []


def test_an_answer_is_as_reliable_as_the_question(still):
    desk = pairs(still, 4, CHAIN)
    ((plain, _),) = trace(desk)
    assert not plain.want_ack
    desk.send(b"", port=PORTS.TRACEROUTE_APP, want_response=True, want_ack=True, hop_limit=3, packet_id=8)
    frames = desk.after(60)
    (answer,) = packets(frames, "TRACEROUTE_APP")
    assert answer.want_ack
    assert errors(frames) == [0], "somebody was heard relaying it"


@pytest.mark.parametrize("payload", [b"\x0a\xff", pb.RouteDiscovery(route=range(1, 40)).SerializeToString()])
def test_what_a_client_has_written_into_it_spoils_nothing(still, payload):
    desk = line(still, 3)
    ((answer, route),) = trace(desk, payload)
    assert answer.decoded.request_id == 7
    assert len(route.route_back) == 1


# --- who hears whom


def test_a_node_that_says_whom_it_hears_tells_of_those_it_heard_directly(still):
    desk = pairs(still, 4, CHAIN | {(0, 2): -3.0})
    told = desk.residents[1]
    beacons = Beacons(
        desk.ether, told, intervals=Intervals(node_info_s=0), dice=Dice(1, "beacons"), tells_neighbors=True
    )
    desk.ether.pulse.act(beacons.start)
    desk.after(60)
    for number, resident in enumerate((desk.residents[0], desk.residents[2])):
        resident.write("salut", to_all=True)
        desk.after(60)
        desk.send(to=BROADCAST, packet_id=100 + number)
        desk.after(60)
    came = packets(desk.after(13 * HOUR_S), "NEIGHBORINFO_APP")
    assert len(came) == 2, "every six hours"
    info = pb.NeighborInfo.FromString(came[0].decoded.payload)
    assert (getattr(came[0], "from"), came[0].to, info.node_id) == (told.peer.num, BROADCAST, told.peer.num)
    assert info.node_broadcast_interval_secs == 21_600
    assert {one.node_id: one.snr for one in info.neighbors} == {
        desk.radio.num: -3.0, desk.peers[0].num: -7.25, desk.peers[2].num: 8.75,
    }  # fmt: skip


def test_whoever_came_in_first_makes_room_and_the_silent_are_forgotten():
    near = Neighbors(keep_s=100)
    for place in range(MOST + 1):
        near.heard(place, 1.0, now=place)
    near.heard(1, 2.0, now=90)
    assert [place for place, _ in near.listed(90)] == list(range(1, MOST + 1))
    assert near.listed(108) == [(1, 2.0), (8, 1.0), (9, 1.0), (10, 1.0)]
    near.forget()
    assert near.listed(108) == []


def test_nobody_says_so_more_often_than_every_four_hours():
    assert Intervals(neighbors_s=60).times(5).neighbors_s == NEIGHBORS_MIN_S
    assert Intervals().times(0.5).neighbors_s == 43_200


def test_in_a_village_nobody_says_so_unless_asked_for_and_then_a_few():
    village, _ = watch(start=False)
    assert not any(node.neighbors for node in village.terrain.nodes)
    village, us = watch(options=VillageOptions(peers=25, people=5, parrot=False, neighbors=0.2))
    tellers = [r.peer.num for r in village.ether.residents if r.node.neighbors is not None]
    assert 1 <= len(tellers) <= 10
    us.run(12 * HOUR_S)
    came = packets(us.frames, "NEIGHBORINFO_APP")
    assert {getattr(packet, "from") for packet in came} <= set(tellers)
    assert len(tellers) <= len(came) + 2 <= 3 * len(tellers) + 2
    links = village.terrain.links
    for packet in came:
        info = pb.NeighborInfo.FromString(packet.decoded.payload)
        place = village.ether.place_of(info.node_id)
        for one in info.neighbors:
            other = 0 if one.node_id == village.radio.num else village.ether.place_of(one.node_id)
            assert links.hears(other, place)
