"""What a visit means, from what was written down of it."""

import pytest

from steadymesh.doctor import verdicts
from steadymesh.doctor.road import Try
from steadymesh.doctor.visit import Visit
from steadymesh.errors import ClosedError, HandshakeError, ProbeError
from steadymesh.events import SessionReady
from steadymesh.ids import NodeNum
from steadymesh.model import Node, RadioInfo

FAST = Try(address="192.168.1.38:4403", seconds=0.01, blockage=None)


def a_visit(**more) -> Visit:
    """A visit of ten seconds without anything to be told."""
    radio = RadioInfo(num=NodeNum(1), node=Node(num=NodeNum(1)), firmware="2.7.26")
    ready = SessionReady(generation=1, radio=radio, nodes=(), seconds=1.0, image=(), now=101.0)
    healthy = {
        "tries": (FAST,), "began": 100.0, "connected": 100.0, "first_bytes": 100.5, "last_bytes": 110.9, "ready": ready,
        "ended": 111.0, "received_bytes": 5000, "questions": 2, "probes": [0.1, 0.2], "metadata_asked": 101.0,
        "metadata_answered": 101.2,
    }  # fmt: skip
    return Visit(**{**healthy, **more})


def names(findings):
    return [f"{one.check}-{one.what}" for one in findings]


def test_a_visit_without_anything_wrong():
    assert names(verdicts.connected(a_visit())) == ["connect-open"]
    assert names(verdicts.shaken(a_visit())) == ["first-frame-came", "handshake-complete"]
    assert names(verdicts.left(a_visit())) == ["probe-answered", "other-client-none-seen", "proxy-none-seen"]


@pytest.mark.parametrize(("seconds", "found"), [(2.0, "connect-open"), (2.1, "connect-slow")])
def test_a_slow_connect(seconds, found):
    slow = Try(address="a", seconds=seconds, blockage=None)
    assert names(verdicts.connected(a_visit(tries=(slow,)))) == [found]


@pytest.mark.parametrize(("first", "found"), [(104.0, "first-frame-came"), (104.1, "first-frame-late")])
def test_a_late_first_frame(first, found):
    assert names(verdicts.shaken(a_visit(first_bytes=first)))[0] == found


@pytest.mark.parametrize(("slowest", "found"), [(1.5, "probe-answered"), (1.6, "probe-slow")])
def test_slow_answers(slowest, found):
    assert names(verdicts.left(a_visit(probes=[0.1, slowest])))[0] == found


def test_a_radio_that_talks_all_the_time_needs_no_probe_and_a_short_visit_has_no_time_for_one():
    assert "probe-not-needed" in names(verdicts.left(a_visit(probes=[])))
    assert names(verdicts.left(a_visit(probes=[], ended=102.0))) == ["probe-no-time", "proxy-none-seen"]


@pytest.mark.parametrize("error", [ProbeError("No."), HandshakeError("No.")])
def test_a_radio_that_stops_answering_says_nothing_of_other_clients(error):
    assert names(verdicts.left(a_visit(error=error))) == ["probe-dead", "proxy-none-seen"]


@pytest.mark.parametrize(("closed", "found"), [(True, "other-client-cut"), (False, "other-client-reset")])
def test_an_end_by_the_other_side(closed, found):
    visit = a_visit(error=ClosedError("It closed."), was_closed=closed, ended=104.0)
    assert names(verdicts.left(visit)) == ["probe-answered", found, "proxy-none-seen"]


@pytest.mark.parametrize(
    ("ended", "probes", "found"),
    [(107.0, [0.1], ["proxy-suspected"]), (106.9, [0.1], []), (107.0, [], [])],
)
def test_a_proxy_is_suspected_only_after_time_enough_and_when_heartbeats_are_answered(ended, probes, found):
    visit = a_visit(metadata_answered=None, ended=ended, probes=probes)
    assert [name for name in names(verdicts.left(visit)) if name.startswith("proxy")] == found


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"error": HandshakeError("No.")}, ["first-frame-came", "handshake-stalled"]),
        ({"last_bytes": 101.0}, ["first-frame-came", "handshake-unfinished"]),
        ({"last_bytes": 100.0}, ["first-frame-came", "handshake-stalled"]),
        ({"questions": 3}, ["first-frame-came", "handshake-stalled"]),
        ({"first_bytes": None, "last_bytes": None, "received_bytes": 0}, ["first-frame-silence"]),
        ({"dropped": {"bytes-skipped": 2501}}, ["first-frame-stranger"]),
        ({"dropped": {"bytes-skipped": 2500}}, ["first-frame-came", "handshake-unfinished"]),
        ({"error": ClosedError("It broke.")}, ["first-frame-came", "handshake-reset"]),
    ],
)
def test_a_handshake_that_was_not_completed(changes, found):
    assert names(verdicts.left(a_visit(ready=None, **changes))) == found
