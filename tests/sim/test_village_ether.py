"""Our radio in a mesh: what its client sees of the physics."""

import pytest

from sim.mesh_kit import line, pairs
from sim.sim_kit import NOW_S, PORTS, errors, packets, sealed, verdicts
from steadymesh.errors import UsageError
from steadymesh.ids import BROADCAST
from steadymesh.model import RoutingError
from steadymesh.sim.people import make_peer
from steadymesh.sim.profile import PROFILES
from steadymesh.sim.settings import Settings
from steadymesh.wire import pb

# --- ours to a peer


def test_a_neighbour_reads_acks_and_its_ack_is_acked(still):
    desk = line(still, 2)
    desk.send(want_ack=True, pki_encrypted=True)
    assert desk.statuses() == [(0, 7)]
    assert verdicts(desk.after(30)) == [(desk.peer.num, 7, 0)]
    ((read),) = desk.radio.read_texts
    assert (read.peer, read.text, read.repeated, read.pki) == (desk.peer.num, "hello", False, True)
    ((shown),) = desk.ether.ledger.shown
    assert (shown.to, shown.text, shown.packet_id, shown.direct, shown.hops) == (desk.peer.num, "hello", 7, True, 0)
    assert desk.terrain.tally.transmissions == 3, "the text, its ack, and the ack's"


def test_over_two_relays_our_own_radio_speaks_first_and_the_ack_tells_its_way(still):
    desk = line(still, 4)
    desk.send(want_ack=True, pki_encrypted=True, hop_limit=3)
    frames = desk.after(60)
    assert verdicts(frames) == [(desk.radio.num, 7, 0), (desk.peer.num, 7, 0)]
    ack = packets(frames, "ROUTING_APP")[-1]
    assert (ack.hop_start - ack.hop_limit, ack.relay_node, ack.want_ack) == (2, desk.peers[0].num & 0xFF, True)
    assert (ack.rx_snr, ack.rx_time) != (0, 0)
    assert desk.peer.hops == 2


def test_nobody_in_reach_ends_as_max_retransmit_after_three_transmissions(still):
    desk = line(still, 2, preset="SHORT_FAST")
    desk.terrain.take_away(1, away=True)
    desk.send(want_ack=True, pki_encrypted=True)
    assert verdicts(desk.after(14)) == []
    assert verdicts(desk.after(3)) == [(desk.radio.num, 7, RoutingError.MAX_RETRANSMIT.value)]
    assert desk.terrain.tally.transmissions == 3
    assert not desk.radio.sent_texts[0].read


def test_who_is_not_there_is_relayed_to_all_the_same(still):
    """A neighbour repeats it; that nobody reads it, nobody says."""
    desk = line(still, 3)
    desk.terrain.switch(2, on=False)
    desk.send(want_ack=True, pki_encrypted=True)
    assert verdicts(desk.after(120)) == [(desk.radio.num, 7, 0)]
    assert not desk.radio.read_texts


def test_a_channel_text_is_shown_to_everybody_whom_it_reaches_once(still):
    desk = line(still, 4)
    reached = []
    desk.radio.on_sent.append(lambda packet, repeated: reached.append((packet.id, repeated)))
    desk.send(to=BROADCAST, want_ack=True)
    assert verdicts(desk.after(60)) == [(desk.radio.num, 7, 0)]
    assert [(s.to, s.direct, s.hops) for s in desk.ether.ledger.shown] == [
        (peer.num, False, hops) for hops, peer in enumerate(desk.peers)
    ]
    assert reached == [(7, False)]
    assert desk.radio.sent_texts[0].read


def test_the_same_id_again_is_shown_to_nobody_again_and_acked_again(still):
    desk = line(still, 2)
    desk.send(want_ack=True, pki_encrypted=True)
    desk.after(30)
    desk.reconnect()
    desk.send(want_ack=True, pki_encrypted=True)
    assert errors(desk.after(30)) == [0]
    assert len(desk.ether.ledger.shown) == len(desk.radio.read_texts) == 1
    assert [t.repeated for t in desk.radio.sent_texts] == [False, True]
    assert desk.ether.ledger.repeated() == []


def test_a_new_id_is_shown_again_which_the_ledger_tells(still):
    desk = line(still, 2)
    for packet_id in (7, 8):
        desk.send(packet_id=packet_id, want_ack=True, pki_encrypted=True)
        desk.after(30)
    assert desk.ether.ledger.repeated() == [(desk.peer.num, "hello", None, 2)]


def test_without_our_key_it_is_refused_our_node_info_goes_out_and_the_next_one_is_read(still):
    desk = line(still, 2)
    desk.peer.knows_our_key = False
    desk.send(want_ack=True, pki_encrypted=True)
    assert errors(desk.after(30)) == [RoutingError.PKI_UNKNOWN_PUBKEY.value]
    assert desk.peer.our_key == desk.radio.public_key
    desk.send(packet_id=8, want_ack=True, pki_encrypted=True)
    assert errors(desk.after(30)) == [0]


def test_a_2_8_peer_that_can_not_read_us_says_nothing(still):
    desk = line(still, 2)
    desk.peer.firmware, desk.peer.knows_our_key = PROFILES["2.8.0"], False
    desk.send(want_ack=True, pki_encrypted=True)
    assert errors(desk.after(60)) == [RoutingError.MAX_RETRANSMIT.value]


@pytest.mark.parametrize("port", ["TRACEROUTE_APP", "TELEMETRY_APP", "NODEINFO_APP"])
def test_a_peers_node_answers_a_request_itself(still, port):
    desk = line(still, 3)
    desk.send(b"", port=PORTS.Value(port), want_response=True, hop_limit=3)
    (answer,) = packets(desk.after(60), port)
    assert (answer.decoded.request_id, answer.hop_start - answer.hop_limit) == (7, 1)


def test_the_transmit_queue_is_that_of_the_node_and_tells_when_there_is_room_again(still):
    desk = line(still, 2)
    for packet_id in range(1, 18):
        desk.send(b"x" * 100, port=PORTS.PRIVATE_APP, packet_id=packet_id)
    (*_, last) = [f.queueStatus for f in desk.take()]
    assert (last.res, last.free, last.mesh_packet_id) == (32, 0, 17)
    told = [f.queueStatus for f in desk.after(5) if f.HasField("queueStatus")]
    assert told[0].free >= 0
    assert told[0].mesh_packet_id == 0


def test_over_the_duty_cycle_it_is_refused_with_a_warning_and_both_verdicts(still):
    desk = line(still, 2)
    desk.terrain.nodes[0].usage.sent(0, 361)
    desk.send(want_ack=True, pki_encrypted=True)
    frames = desk.take()
    assert desk.statuses(frames) == [(9, 7)]
    assert verdicts(frames) == [(desk.radio.num, 7, RoutingError.DUTY_CYCLE_LIMIT.value)]
    (warning,) = [f.clientNotification for f in frames if f.HasField("clientNotification")]
    assert warning.message == "Duty cycle limit exceeded. You can send again in 59 mins"
    assert desk.radio.sent_texts == desk.radio.sent_texts.__class__()
    desk.after(3700)
    desk.send(packet_id=8, want_ack=True, pki_encrypted=True)
    assert errors(desk.after(30)) == [0]


def test_our_node_relays_for_others_and_that_is_its_airtime_too(still):
    desk = pairs(still, 3, {(0, 1): 5, (0, 2): 5})
    desk.residents[0].write("salut", to_all=True)
    desk.after(30)
    assert desk.terrain.nodes[0].usage.hours[0] > 0.3
    assert desk.radio.ether.air_percent() > 0


def test_what_it_measures_is_told_to_the_client(still):
    desk = line(still, 2)
    for _ in range(20):
        desk.send(b"x" * 200, port=PORTS.PRIVATE_APP, to=BROADCAST, packet_id=desk.radio.dice.number())
        desk.after(2.9)
    told = packets(desk.after(5), "TELEMETRY_APP")[0]
    metrics = pb.Telemetry.FromString(told.decoded.payload).device_metrics
    assert metrics.channel_utilization > 20
    assert metrics.air_util_tx > 0.5
    assert desk.radio.utilization > 20


def test_a_reset_of_the_chip_loses_what_is_on_the_air_and_the_radio_repeats_it(still):
    desk = line(still, 2)
    desk.send(want_ack=True, pki_encrypted=True)
    while desk.terrain.nodes[0].sending is None:
        desk.after(0.01)
    desk.radio.reset_lora()
    assert desk.radio.ether.lost == [7]
    assert errors(desk.after(30)) == [0]
    assert desk.terrain.tally.retries == 1


def test_a_restart_forgets_what_waited(still):
    desk = line(still, 2)
    desk.send(want_ack=True, pki_encrypted=True)
    desk.radio.reboot()
    desk.reconnect()
    assert errors(desk.after(60)) == []
    assert not desk.radio.read_texts
    desk.send(want_ack=True, pki_encrypted=True)
    assert errors(desk.after(30)) == [0]


# --- a peer's to ours


def test_a_direct_message_comes_with_its_hops_and_signal_and_is_acked(still):
    desk = line(still, 4)
    packet_id = desk.residents[2].write("bonjour")
    (got,) = packets(desk.after(60), "TEXT_MESSAGE_APP")
    assert (got.decoded.payload, got.id, got.pki_encrypted, got.want_ack) == (b"bonjour", packet_id, True, True)
    assert (got.hop_start, got.hop_limit, got.relay_node) == (3, 1, desk.peers[0].num & 0xFF)
    assert got.rx_rssi < 0
    assert abs(got.rx_time - NOW_S) < 60
    assert list(desk.peer.told) == [(packet_id, RoutingError.NONE)]


def test_its_neighbours_node_confirms_our_ack(still):
    desk = line(still, 2)
    desk.residents[0].write("bonjour")
    frames = desk.after(30)
    (confirmed,) = packets(frames, "ROUTING_APP")
    assert (getattr(confirmed, "from"), confirmed.hop_start) == (desk.peer.num, 0)


def test_whoever_was_forgotten_is_forwarded_as_it_came_told_35_and_says_who_they_are(still):
    desk = line(still, 3)
    desk.radio.forget_node(desk.peer.num)
    packet_id = desk.residents[1].write("do you know me?")
    frames = desk.after(60)
    assert [p.id for p in sealed(frames)] == [packet_id]
    assert (packet_id, RoutingError.PKI_UNKNOWN_PUBKEY) in desk.peer.told
    assert desk.radio.nodes.key_of(desk.peer.num) == desk.peer.public_key


def test_who_lacks_our_key_can_not_write_to_us(still):
    desk = line(still, 2)
    desk.peer.knows_our_key = False
    assert desk.residents[0].write("hello?") is None
    assert desk.after(30) == []


def test_beacons_are_heard_by_all_and_kept(still):
    desk = line(still, 3)
    desk.ether.signals.node_info(desk.peer)
    desk.ether.signals.position(desk.peer)
    desk.ether.signals.telemetry(desk.peer, battery=55, uptime_s=100)
    frames = desk.after(60)
    for port in ("NODEINFO_APP", "POSITION_APP", "TELEMETRY_APP"):
        (heard,) = packets(frames, port)
        assert heard.hop_start - heard.hop_limit == 1
    record = desk.radio.nodes.get(desk.peer.num)
    assert record.metrics.battery_level == 55
    assert record.position.altitude == desk.peer.altitude_m
    assert record.hops_away == 1


def test_what_others_write_to_each_other_is_not_ours_to_see(still):
    desk = pairs(still, 3, {(0, 1): 5, (0, 2): 5, (1, 2): 5})
    notes, told = [], []
    desk.residents[1].on_note = notes.append
    desk.residents[0].on_verdict = lambda packet_id, error: told.append((packet_id, error))
    packet_id = desk.residents[0].write("psst", to=desk.peers[1])
    assert desk.after(40) == []
    assert [(n.text, n.sender, n.is_direct, n.is_ours) for n in notes] == [("psst", desk.peers[0].num, True, False)]
    assert told[0] == (packet_id, RoutingError.NONE)


def test_a_text_on_another_channel_says_which(still):
    desk = line(still, 2)
    desk.residents[0].write("here", to_all=True, channel=1)
    (got,) = packets(desk.after(20), "TEXT_MESSAGE_APP")
    assert (got.to, got.channel) == (BROADCAST, 1)


def test_whoever_has_no_place_is_a_clear_error(still):
    desk = line(still, 2)
    with pytest.raises(UsageError, match="has no place"):
        desk.ether.resident(make_peer(0, 99))
    with pytest.raises(UsageError, match="place 0"):
        desk.ether.settle(make_peer(0, 99), 0)
    with pytest.raises(UsageError, match="place 1"):
        desk.ether.settle(make_peer(0, 99), 1)


def test_the_radios_settings_decide_how_its_node_behaves(still):
    desk = line(still, 2, settings=Settings(role="CLIENT_MUTE", hop_limit=5))
    node = desk.terrain.nodes[0]
    assert (node.relays, node.hop_limit) == (False, 5)


def turns_with(still, stride_s):
    desk = line(still, 4, stride_s=stride_s)
    turns, run_due = [], desk.radio.agenda.run_due

    def counting(now):
        run_due(now)
        turns.append(desk.ether.pulse.began_s + desk.terrain.now - now)

    desk.radio.agenda.run_due = counting
    desk.residents[2].write("bonjour")
    assert len(packets(desk.after(59), "TEXT_MESSAGE_APP")) == 1
    return turns


def test_with_a_stride_the_mesh_runs_ahead_by_so_much_at_most_and_takes_fewer_turns(still):
    exact, ahead = turns_with(still, 0.0), turns_with(still, 1.0)
    assert max(exact) < 1e-6
    assert 0 < max(ahead) < 1 + 1e-6
    assert len(ahead) < 0.7 * len(exact)
