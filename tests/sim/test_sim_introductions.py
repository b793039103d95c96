"""NodeInfo on request: who answers, who keeps silent, what both sides learn of it, and when our radio asks."""

import pytest

from sim.sim_kit import PORTS, Desk, packets
from steadymesh.sim.people import make_peer
from steadymesh.sim.profile import PROFILES
from steadymesh.wire import pb

HOUR_S = 3600


class Asking(Desk):
    """A desk from which somebody is asked who they are."""

    def __init__(self, clock, peer="2.7.26", **more):
        super().__init__(clock, **more)
        self.peer = self.radio.add_peer(make_peer(9, 1), firmware=PROFILES[peer])
        self.peer.hops = 0
        self.count = 100

    def ask(self, payload=None):
        """Ask; the answers."""
        self.count += 1
        user = self.radio.owner.SerializeToString() if payload is None else payload
        self.send(user, port=PORTS.NODEINFO_APP, packet_id=self.count, want_response=True)
        return packets(self.after(10), "NODEINFO_APP")


@pytest.mark.parametrize("peer", list(PROFILES))
def test_the_answer_carries_the_key_and_the_question_ours(still, peer):
    desk = Asking(still, peer)
    desk.peer.knows_our_key = False
    desk.radio.nodes.remove(desk.peer.num)
    (answer,) = desk.ask()
    user = pb.User.FromString(answer.decoded.payload)
    assert (user.public_key, answer.decoded.request_id) == (desk.peer.public_key, desk.count)
    assert desk.radio.nodes.key_of(desk.peer.num) == desk.peer.public_key
    assert desk.peer.our_key == desk.radio.public_key
    assert desk.dm(1) == [0]


def test_a_question_without_our_user_teaches_nobody_our_key(still):
    desk = Asking(still)
    desk.peer.knows_our_key = False
    assert len(desk.ask(b"")) == 1
    assert not desk.peer.knows_our_key
    desk.ask(b"\xff\xff")
    assert not desk.peer.knows_our_key


@pytest.mark.parametrize("peer", ["2.7.19", "2.7.26", "2.8.0"])
def test_since_2_7_17_twelve_hours_of_silence_begin_anew_with_each_question(still, peer):
    desk = Asking(still, peer)
    assert len(desk.ask()) == 1
    desk.after(11 * HOUR_S)
    assert desk.ask() == []
    desk.after(11 * HOUR_S)
    assert desk.ask() == [], "the second question restarted the twelve hours"
    desk.after(12.1 * HOUR_S)
    assert len(desk.ask()) == 1


@pytest.mark.parametrize(("peer", "minutes"), [("2.5.23", 5), ("2.7.10", 5), ("2.7.26", 10), ("2.8.0", 10)])
def test_after_its_own_node_info_a_peer_keeps_silent_for_some_minutes(still, peer, minutes):
    desk = Asking(still, peer)
    desk.radio.hear_nodeinfo(desk.peer)
    desk.after(60 * minutes - 30)
    assert desk.ask() == []
    desk.after(13 * HOUR_S if minutes == 10 else 30)
    assert len(desk.ask()) == 1


def test_on_a_full_channel_nobody_answers(still):
    desk = Asking(still)
    desk.peer.utilization = 40.1
    assert desk.ask() == []
    desk.after(13 * HOUR_S)
    desk.peer.utilization = 40.0
    assert len(desk.ask()) == 1


# --- our radio's own


def sent_of(desk):
    sent = []
    desk.radio.on_sent.append(lambda packet, _: sent.append(packet))
    return sent


def test_a_stranger_is_asked_who_they_are_and_then_known(still):
    desk, stranger = Desk(still), make_peer(9, 2)
    desk.radio.add_peer(stranger, known=False)
    sent = sent_of(desk)
    desk.radio.hear_position(stranger)
    frames = desk.after(30)
    assert [(p.to, p.decoded.portnum, p.decoded.want_response) for p in sent] == [
        (stranger.num, PORTS.NODEINFO_APP, True)
    ]
    assert (0, sent[0].id) in desk.statuses(frames), "the client gets a queueStatus for it as well"
    assert len(packets(frames, "NODEINFO_APP")) == 1
    assert desk.radio.nodes.key_of(stranger.num) == stranger.public_key


@pytest.mark.parametrize("why", ["full", "router", "busy", "said lately"])
def test_a_stranger_is_not_asked(still, why):
    desk, stranger = Desk(still, capacity=2 if why == "full" else 9), make_peer(9, 2)
    desk.radio.add_peer(stranger, known=False)
    match why:
        case "router":
            desk.radio.role = "ROUTER"
        case "busy":
            desk.radio.channel_utilization = 25.1
        case "said lately":
            desk.say(heartbeat=pb.mesh_pb2.Heartbeat(nonce=1))
            desk.after(590)
        case _:
            pass
    sent = sent_of(desk)
    desk.radio.hear_position(stranger)
    desk.after(5)
    assert sent == []
    assert desk.radio.nodes.key_of(stranger.num) == b""


def test_who_cannot_be_read_or_answers_with_telemetry_is_not_asked(still):
    desk, stranger = Desk(still), make_peer(9, 2)
    desk.radio.add_peer(stranger, known=False)
    sent = sent_of(desk)
    desk.radio.hear_data(stranger, pb.Data(portnum=PORTS.TELEMETRY_APP, request_id=5))
    stranger.introduced_at_s = 0.0
    desk.radio.hear_text(stranger, "sealed")
    desk.after(30)
    assert sent == []


def test_a_broadcast_of_ours_teaches_everybody_in_range_our_key(still):
    desk = Desk(still)
    away = desk.radio.add_peer()
    away.in_range = False
    for peer in (desk.peer, away):
        peer.knows_our_key = False
    desk.say(heartbeat=pb.mesh_pb2.Heartbeat(nonce=1))
    desk.after(10)
    assert (desk.peer.our_key, away.our_key) == (desk.radio.public_key, b"")
    sent = sent_of(desk)
    desk.say(heartbeat=pb.mesh_pb2.Heartbeat(nonce=1))
    desk.after(30)
    assert sent == [], "not twice in a minute"


def test_above_forty_per_cent_our_radio_says_nothing(still):
    desk = Desk(still)
    desk.radio.channel_utilization = 40.1
    assert not desk.radio.introduction.send(is_urgent=True)


def test_own_telemetry_tells_the_utilisation_that_was_set(still):
    desk = Desk(still)
    desk.radio.channel_utilization = 33.5
    (told,) = packets(desk.after(61), "TELEMETRY_APP")
    assert pb.Telemetry.FromString(told.decoded.payload).device_metrics.channel_utilization == 33.5


def test_what_is_no_user_is_forwarded_and_changes_nothing(still):
    desk = Desk(still)
    writes = desk.radio.flash_writes
    desk.radio.hear_data(desk.peer, pb.Data(portnum=PORTS.NODEINFO_APP, payload=b"\xff\xff"))
    assert len(packets(desk.take(), "NODEINFO_APP")) == 1
    assert desk.radio.flash_writes == writes
