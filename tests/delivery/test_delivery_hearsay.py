"""What delivery knows of the mesh."""

from __future__ import annotations

from dataclasses import replace

import pytest

from delivery.delivery_kit import OWN, PEER, START, ready
from steadymesh.delivery.hearsay import USE_KEPT_S, Hearsay
from steadymesh.events import TelemetryReceived
from steadymesh.model import Node, Telemetry
from steadymesh.session.directory import Directory


def measured(percent, *, sender=OWN, now=10.0, replayed=False):
    told = Telemetry(channel_utilization_percent=percent)
    return TelemetryReceived(generation=1, sender=sender, telemetry=told, raw=b"", replayed=replayed, now=now)


def connected(percent=None):
    hearsay, event = Hearsay(None), ready(now=5.0)
    node = Node(num=OWN, telemetry=Telemetry(channel_utilization_percent=percent))
    hearsay.ready(replace(event, radio=replace(event.radio, node=node)))
    return hearsay


def test_the_use_of_the_channel_is_our_own_radios_and_five_minutes_old_at_most():
    hearsay = connected()
    assert hearsay.channel_use(5.0) is None
    hearsay.measured(measured(30.0))
    assert hearsay.channel_use(10.0 + USE_KEPT_S - 1) == 30.0
    assert hearsay.channel_use(10.0 + USE_KEPT_S) is None


def test_what_the_dump_tells_counts_until_something_newer_comes():
    hearsay = connected(40.0)
    assert hearsay.channel_use(6.0) == 40.0
    hearsay.measured(measured(10.0))
    assert hearsay.channel_use(11.0) == 10.0


@pytest.mark.parametrize("event", [measured(90.0, sender=PEER), measured(None), measured(90.0, replayed=True)])
def test_nobody_elses_word_counts(event):
    hearsay = connected(40.0)
    hearsay.measured(event)
    assert hearsay.channel_use(11.0) == 40.0


def test_a_radio_that_has_measured_nothing_says_nothing():
    hearsay = Hearsay(None)
    hearsay.ready(ready())
    assert hearsay.channel_use(0.0) is None


def test_nodes_are_looked_up_where_there_is_a_directory():
    directory = Directory()
    directory.told(Node(num=PEER, last_heard=START, hops_away=2))
    hearsay = Hearsay(directory)
    assert (hearsay.last_heard(PEER), hearsay.hops_to(PEER)) == (START, 2)
    assert (hearsay.last_heard(OWN), hearsay.hops_to(OWN)) == (None, None)
    assert (Hearsay(None).last_heard(PEER), Hearsay(None).hops_to(PEER)) == (None, None)
