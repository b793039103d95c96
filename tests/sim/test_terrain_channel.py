"""The shared channel: who decodes what when several send, and what a node measures of it."""

import pytest

from sim.terrain_kit import LIMIT, MODEM, Ears, line, pairs
from steadymesh.sim.terrain.channel import CAPTURE_DB, NOISE_LOSS, loss
from steadymesh.sim.terrain.node import QUEUE
from steadymesh.sim.terrain.packet import ACK, BACKGROUND, HIGH
from steadymesh.sim.terrain.terrain import Terrain
from steadymesh.sim.terrain.usage import Usage

SIZE = 100
AIRTIME = MODEM.airtime_s(SIZE)


def ids(terrain, index):
    return [a.packet.id for a in terrain.nodes[index].app.heard]


def at_once(terrain, senders, *, apart_s=0.0):
    """Let them all send to nobody's relaying, past contention: so many seconds apart."""
    for node in terrain.nodes:
        node.relays = False
    slots = MODEM.own_delay_s
    terrain.modem.own_delay_s = lambda *_: 0.0
    for number, sender in enumerate(senders, start=1):
        terrain.send(sender, None, size_bytes=SIZE, packet_id=number, to_all=True)
        terrain.run(terrain.now + apart_s)
    terrain.modem.own_delay_s = slots
    terrain.run(terrain.now + 10)


@pytest.fixture(autouse=True)
def _modem_stays_as_it_is():
    before = MODEM.own_delay_s
    yield
    MODEM.own_delay_s = before


# --- collisions


def test_hidden_nodes_collide_at_whoever_hears_both():
    """0 and 2 don't hear each other, so that neither waits for the other."""
    mesh = line(3)
    at_once(mesh, [0, 2], apart_s=0.3)
    assert ids(mesh, 1) == []
    assert mesh.tally.collided == 2


def test_who_hears_somebody_send_waits_until_it_is_over():
    mesh = pairs(3, {(0, 1): 5, (1, 2): 5, (0, 2): 5})
    at_once(mesh, [0, 2], apart_s=0.3)
    assert ids(mesh, 1) == [1, 2]
    assert mesh.tally.collided == 0


def test_what_began_within_the_same_slot_is_not_noticed():
    mesh = pairs(3, {(0, 1): 5, (1, 2): 5, (0, 2): 5})
    at_once(mesh, [0, 2], apart_s=MODEM.slot_s / 2)
    assert ids(mesh, 1) == []
    assert (mesh.tally.collided, mesh.tally.deaf) == (2, 2)


@pytest.mark.parametrize(("stronger_db", "decoded"), [(CAPTURE_DB, [1]), (CAPTURE_DB - 0.5, []), (-CAPTURE_DB, [2])])
def test_six_decibels_are_enough_to_be_decoded_all_the_same(stronger_db, decoded):
    mesh = pairs(3, {(0, 1): stronger_db - 5, (2, 1): -5})
    at_once(mesh, [0, 2], apart_s=0.3)
    assert ids(mesh, 1) == decoded


def test_a_signal_too_weak_to_be_decoded_disturbs_what_is_hardly_stronger():
    for snr_db, decoded in ((LIMIT + 2, []), (LIMIT + 5, [1])):
        mesh = pairs(3, {(0, 1): snr_db, (2, 1): LIMIT - 2})
        at_once(mesh, [0, 2], apart_s=0.3)
        assert ids(mesh, 1) == decoded


def test_who_sends_hears_nothing_meanwhile():
    """1 does not hear 0 begin (it began within the slot), and 2 in between hears both collide."""
    mesh = pairs(2, {(0, 1): 5})
    at_once(mesh, [0, 1], apart_s=0.001)
    assert (ids(mesh, 0), ids(mesh, 1)) == ([], [])
    assert mesh.tally.deaf == 2


def test_what_began_while_we_sent_is_lost_also_after_we_have_ended():
    mesh = pairs(2, {(0, 1): 5, (1, 0): LIMIT - 20})
    for node in mesh.nodes:
        node.relays = False
    mesh.send(0, None, size_bytes=SIZE, packet_id=1, to_all=True)
    mesh.run(AIRTIME / 2)
    mesh.send(1, None, size_bytes=20, packet_id=2, to_all=True)
    mesh.run(20)
    assert ids(mesh, 0) == [], "it never hears the other one"
    assert mesh.tally.collided == 0


def test_noise_takes_more_the_weaker_the_signal():
    losses = [loss(margin) for margin in (0, 1, 3, 6, 20)]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] > 0.3
    assert losses[-1] == pytest.approx(NOISE_LOSS, abs=1e-4)
    assert loss(-0.1) == 1


def test_at_the_limit_a_third_is_lost_and_counted():
    mesh = pairs(2, {(0, 1): LIMIT})
    mesh.nodes[0].links[0].loss = loss(0)
    for number in range(1, 201):
        mesh.send(0, None, size_bytes=SIZE, packet_id=number, to_all=True, hop_limit=0)
        mesh.run(30 * number)
    assert 100 < len(ids(mesh, 1)) < 140
    assert len(ids(mesh, 1)) + mesh.tally.noise == 200


# --- the queue


def test_acks_go_first_and_beacons_last():
    mesh = line(2)
    for number, priority in ((1, BACKGROUND), (2, HIGH), (3, ACK), (4, HIGH)):
        mesh.send(0, None, size_bytes=SIZE, packet_id=number, to_all=True, priority=priority)
    mesh.run(60)
    assert ids(mesh, 1) == [3, 2, 4, 1]


def test_a_full_queue_drops_what_matters_least():
    mesh = line(2)
    for number in range(1, QUEUE + 1):
        assert mesh.send(0, None, size_bytes=SIZE, packet_id=number, to_all=True, priority=BACKGROUND)
    assert mesh.send(0, None, size_bytes=SIZE, packet_id=99, to_all=True, priority=BACKGROUND) is None
    assert mesh.send(0, None, size_bytes=SIZE, packet_id=100, to_all=True, priority=HIGH)
    mesh.run(120)
    assert ids(mesh, 1) == [100, *range(1, QUEUE)]
    assert mesh.tally.dropped == 2


# --- what a node measures


def test_the_channels_use_is_that_of_the_last_minute_in_steps_of_ten_seconds():
    usage = Usage()
    usage.heard(5, 3.0)
    usage.heard(15, 1.5)
    assert usage.channel_percent(15) == pytest.approx(7.5)
    assert usage.channel_percent(59.9) == pytest.approx(7.5)
    assert usage.channel_percent(60) == pytest.approx(2.5)
    assert usage.channel_percent(70) == 0
    usage.heard(10_000, 6.0)
    assert usage.channel_percent(10_000) == pytest.approx(10)


def test_own_airtime_is_that_of_the_last_hour_in_minutes():
    usage = Usage(now=100)
    usage.sent(100, 36.0)
    usage.sent(100 + 1800, 36.0)
    assert usage.sent_percent(1900) == pytest.approx(2)
    assert usage.sent_percent(100 + 3599) == pytest.approx(2)
    assert usage.sent_percent(100 + 3600) == pytest.approx(1)
    assert usage.sent_percent(20_000) == 0
    assert usage.hours == {0: 72.0}


def test_receptions_count_for_the_channel_and_transmissions_for_both():
    mesh = line(2)
    mesh.send(0, None, size_bytes=SIZE, to_all=True, hop_limit=0)
    mesh.run(9)
    assert mesh.channel_percent(0) == mesh.channel_percent(1) == pytest.approx(100 * AIRTIME / 60)
    assert mesh.sent_percent(0) == pytest.approx(100 * AIRTIME / 3600)
    assert mesh.sent_percent(1) == 0


def test_what_collided_counts_as_used():
    mesh = line(3)
    at_once(mesh, [0, 2], apart_s=0.3)
    assert mesh.channel_percent(1) == pytest.approx(200 * AIRTIME / 60)


# --- the duty cycle


def test_who_has_used_up_its_hour_sends_and_relays_nothing():
    mesh = line(3, region="EU_866")
    busy = mesh.nodes[1]
    busy.usage.sent(0, 0.026 * 3600)
    assert mesh.send(1, 2, size_bytes=SIZE) is None
    mesh.send(0, None, size_bytes=SIZE, packet_id=7, to_all=True)
    mesh.run(60)
    assert (ids(mesh, 1), ids(mesh, 2)) == ([7], [])
    assert mesh.tally.over_duty == 2


def test_the_minutes_of_silence_are_counted_as_the_firmware_counts_them():
    usage = Usage()
    usage.sent(30, 300)
    usage.sent(1800, 200)
    assert usage.silent_minutes(1800, 10) == 29
    mesh = line(2)
    assert mesh.silent_minutes(0) is None
    mesh.nodes[0].usage.sent(0, 400)
    assert mesh.silent_minutes(0) == 59


def test_where_there_is_no_duty_cycle_nobody_has_to_be_silent():
    mesh = line(2, region="US")
    mesh.nodes[0].usage.sent(0, 3000)
    assert mesh.silent_minutes(0) is None
    assert mesh.send(0, 1, size_bytes=SIZE)


# --- power


def test_who_is_cut_off_is_decoded_by_nobody():
    for cut in ("reset", "switch"):
        mesh = line(2)
        mesh.send(0, None, size_bytes=SIZE, packet_id=7, to_all=True)
        while mesh.nodes[0].sending is None:
            mesh.run(mesh.now + 0.01)
        if cut == "reset":
            assert mesh.reset(0).packet.id == 7
        else:
            mesh.switch(0, on=False)
        mesh.run(60)
        assert ids(mesh, 1) == []
        assert not mesh.nodes[1].incoming


def test_a_reset_spoils_what_is_being_received_and_what_waits_goes_out_afterwards():
    mesh = line(2)
    mesh.send(0, None, size_bytes=SIZE, packet_id=7, to_all=True)
    while mesh.nodes[0].sending is None:
        mesh.run(mesh.now + 0.01)
    mesh.run(mesh.now + 0.1)
    mesh.send(1, None, size_bytes=SIZE, packet_id=8, to_all=True)
    assert mesh.reset(1) is None
    mesh.run(60)
    assert (ids(mesh, 1), ids(mesh, 0)) == ([], [8])


def test_who_is_off_or_away_hears_nothing():
    mesh = line(3)
    mesh.switch(1, on=False)
    mesh.send(0, None, size_bytes=SIZE, to_all=True)
    mesh.run(60)
    assert mesh.send(1, 0, size_bytes=SIZE) is None
    mesh.switch(1, on=True)
    mesh.take_away(1, away=True)
    mesh.send(0, None, size_bytes=SIZE, to_all=True)
    mesh.run(120)
    assert ids(mesh, 1) == []
    mesh.take_away(1, away=False)
    mesh.send(0, None, size_bytes=SIZE, packet_id=9, to_all=True)
    mesh.run(180)
    assert ids(mesh, 1) == [9]


# --- the same each time


def test_the_same_seed_gives_the_same_mesh_and_another_one_another():
    def story(seed):
        mesh = Terrain(line(8).links, modem=MODEM, seed=seed)
        for node in mesh.nodes:
            node.app = Ears()
        for number in range(1, 40):
            mesh.send(number % 8, None, size_bytes=SIZE, packet_id=number, to_all=True)
            mesh.run(3 * number)
        mesh.run(300)
        return [(a.packet.id, a.hops, a.relay.index) for node in mesh.nodes for a in node.app.heard], mesh.tally

    assert story(1) == story(1) != story(2)
