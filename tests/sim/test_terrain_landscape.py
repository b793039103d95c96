"""Places, links, presets."""

import pytest

from steadymesh.sim.settings import PRESETS
from steadymesh.sim.terrain.landscape import draw
from steadymesh.sim.terrain.links import Links
from steadymesh.sim.terrain.modem import Modem, window
from steadymesh.sim.terrain.places import path_loss_db, range_km
from steadymesh.sim.terrain.schedule import Schedule


@pytest.mark.parametrize("seed", range(4))
def test_sixty_nodes_are_connected_over_three_to_five_hops(seed):
    land = draw(seed, 60, modem=Modem("LONG_FAST"))
    assert len(land.places) == len(land.links) == 61
    assert land.links.diameter() in {3, 4, 5}
    hops = land.links.hops(0)
    assert 5 <= hops.count(1) <= 30
    assert max(hops) >= 2


def test_the_same_seed_draws_the_same_landscape():
    one, two, other = (draw(seed, 30, modem=Modem("LONG_FAST")) for seed in (1, 1, 2))
    assert one.places == two.places
    assert one.links.snr_db == two.links.snr_db != other.links.snr_db


def test_a_faster_preset_reaches_less_far():
    assert range_km(Modem("LONG_FAST")) > range_km(Modem("MEDIUM_FAST")) > range_km(Modem("SHORT_TURBO"))
    assert 3 < range_km(Modem("LONG_FAST")) < 15


def test_a_few_nodes_and_those_near_us_are_connected_too():
    land = draw(3, 10, modem=Modem("MEDIUM_FAST"), near=6)
    assert all(land.links.hears(0, index) and land.links.hears(index, 0) for index in range(1, 4))
    assert None not in land.links.hops(0)


def test_the_path_loss_grows_with_distance():
    assert path_loss_db(1) == 124
    assert path_loss_db(10) == pytest.approx(159)


def test_links_by_hand_are_mutual_unless_both_ways_are_given():
    links = Links.by_hand(3, {(0, 1): 5, (1, 2): 5, (2, 1): -30}, limit_db=-17.5)
    assert (links.hears(0, 1), links.hears(1, 0), links.hears(1, 2), links.hears(2, 1)) == (True, True, True, False)
    assert links.hops(0) == [0, 1, None]
    assert links.diameter() is None
    assert Links.line(5, limit_db=-17.5).diameter() == 4


def test_slots_and_windows_are_the_firmwares():
    """LongFast: 2.5 symbols of 8.192 ms and 7.6 ms; the window grows from 3 to 8 with use, and with the signal."""
    modem = Modem("LONG_FAST")
    assert modem.slot_s == pytest.approx(0.02808)
    assert [window(percent, 0, 100) for percent in (0, 19, 20, 59, 100)] == [3, 3, 4, 5, 8]
    assert modem.own_delay_s(0, 0.999) == pytest.approx(7 * modem.slot_s)
    assert modem.relay_delay_s(-20, 0, is_early=False) == pytest.approx(16 * modem.slot_s)
    assert modem.relay_delay_s(10, 0.999, is_early=False) == pytest.approx((16 + 255) * modem.slot_s)
    assert modem.relay_delay_s(10, 0.999, is_early=True) == pytest.approx(15 * modem.slot_s)
    assert modem.retransmission_s(1.0, 0) == pytest.approx(2 + 56 * modem.slot_s + 4.5)


def test_three_unheard_transmissions_on_short_fast_take_the_quarter_of_a_minute_that_was_seen():
    modem = Modem("SHORT_FAST")
    assert 3 * modem.retransmission_s(modem.airtime_s(40), 0) == pytest.approx(15, abs=0.6)


def test_every_preset_has_a_limit():
    assert all(Modem(preset).snr_limit_db < 0 for preset in PRESETS)


def test_events_are_kept_in_order_and_time_goes_on_without_any():
    schedule, kept = Schedule(10), []
    for when, name in ((12, "b"), (11, "a"), (12, "c"), (5, "at once")):
        schedule.at(when, lambda name: kept.append((schedule.now, name)), name)
    assert schedule.next_at() == 5
    schedule.run(11.5)
    assert kept == [(10, "at once"), (11, "a")]
    schedule.run(20)
    assert kept[2:] == [(12, "b"), (12, "c")]
    assert (schedule.now, schedule.events, schedule.next_at()) == (20, 4, None)
