"""The firmware's floors between packets of a kind."""

from __future__ import annotations

import pytest

from steadymesh.session.pacing import Pacing


@pytest.mark.parametrize(("port", "gap_s"), [(1, 2.2), (3, 10), (8, 10), (11, 10), (67, 10), (70, 30)])
def test_a_second_packet_of_a_kind_waits_out_the_floor(port: int, gap_s: float):
    pacing = Pacing(2.2)
    assert pacing.wait_s(port, 100) == 0
    pacing.sent(port, 100)
    assert pacing.wait_s(port, 100) == pytest.approx(gap_s)
    assert pacing.wait_s(port, 101) == pytest.approx(gap_s - 1)
    assert pacing.wait_s(port, 200) == 0


def test_kinds_do_not_wait_for_each_other():
    pacing = Pacing(2.2)
    pacing.sent(70, 100)
    assert pacing.wait_s(1, 100) == pacing.wait_s(67, 100) == 0


@pytest.mark.parametrize("port", [None, 6, 4, 256])
def test_what_has_no_floor_never_waits(port: int | None):
    pacing = Pacing(2.2)
    pacing.sent(port, 100)
    assert pacing.wait_s(port, 100) == 0


def test_a_gap_of_0_is_none():
    pacing = Pacing(0)
    pacing.sent(1, 100)
    assert pacing.wait_s(1, 100) == 0
