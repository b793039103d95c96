import pytest

from steadymesh.delivery.traces import Traces, is_trace
from steadymesh.model import RefreshNodes, SendData


@pytest.mark.parametrize(
    ("intent", "is_one"),
    [
        (SendData(to=1, port=70, payload=b""), True),
        (SendData(to=1, port=1, payload=b""), False),
        (RefreshNodes(), False),
    ],
)
def test_what_a_traceroute_is(intent, is_one):
    assert is_trace(intent) is is_one


def test_half_a_minute_apart_and_six_in_any_hour():
    traces = Traces()
    for number in range(6):
        now = 30.0 * number
        assert traces.wait_s(now) == 0
        traces.sent(now)
        assert traces.wait_s(now + 10) == (20 if number < 5 else 3440)
    assert traces.wait_s(3599.0) == 1
    assert traces.wait_s(3600.0) == 0
    traces.sent(3600.0)
    assert traces.wait_s(3601.0) == 29
    assert traces.wait_s(3630.0) == 0
