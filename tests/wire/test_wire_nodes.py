"""NodeInfo, User, Position and Telemetry become what the model says, whatever is missing or absurd in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sessionkit import key
from steadymesh.ids import PublicKey
from steadymesh.model import Node, Position, Telemetry
from steadymesh.wire import pb
from steadymesh.wire.convert import nodes


def test_a_complete_entry_of_the_node_table():
    info = pb.NodeInfo(
        num=7, snr=6.25, last_heard=1_700_000_000, channel=2, via_mqtt=True, hops_away=0,
        is_favorite=True, is_ignored=True, is_key_manually_verified=True,
    )  # fmt: skip
    info.user.long_name = "Zoé & Léa"
    info.user.short_name = "zoé"
    info.user.hw_model = 43
    info.user.role = 2
    info.user.public_key = key(3)
    info.user.is_unmessagable = True
    info.user.is_licensed = True
    info.position.latitude_i = 485_000_000
    info.position.longitude_i = -23_000_000
    info.device_metrics.battery_level = 101
    assert nodes.node_from_info(info) == Node(
        num=7,
        long_name="Zoé & Léa",
        short_name="zoé",
        hw_model="HELTEC_V3",
        role="ROUTER",
        public_key=PublicKey(key(3)),
        is_unmessagable=True,
        is_licensed=True,
        is_favorite=True,
        is_ignored=True,
        is_key_verified=True,
        via_mqtt=True,
        channel=2,
        snr_db=6.25,
        hops_away=0,
        last_heard=datetime.fromtimestamp(1_700_000_000, UTC),
        position=Position(latitude=pytest.approx(48.5), longitude=pytest.approx(-2.3)),
        telemetry=Telemetry(battery_percent=101),
    )


def test_an_entry_without_a_user_is_a_number_and_nothing_more():
    assert nodes.node_from_info(pb.NodeInfo(num=7)) == Node(num=7)


def test_an_overlong_name_is_cut():
    node = nodes.node_from_user(7, pb.User(long_name="x" * 9000, short_name="y" * 9000).SerializeToString())
    assert node is not None
    assert len(node.long_name) == len(node.short_name) == 200


def test_a_user_that_is_none_is_none():
    assert nodes.node_from_user(7, b"\x0a\xff\xff") is None


@pytest.mark.parametrize("raw", [b"", b"short", bytes(32), b"x" * 33])
def test_what_is_no_key_is_none(raw: bytes):
    assert nodes.public_key(raw) is None


def test_a_position_with_height_and_time():
    message = pb.Position(latitude_i=1, longitude_i=-2, altitude=-5, time=50)
    assert nodes.position(message.SerializeToString()) == Position(
        latitude=pytest.approx(1e-7), longitude=pytest.approx(-2e-7), altitude_m=-5, at=datetime.fromtimestamp(50, UTC)
    )


def test_the_time_of_the_fix_goes_before_the_time_of_the_report():
    told = nodes.position(pb.Position(latitude_i=1, longitude_i=1, time=50, timestamp=40).SerializeToString())
    assert told is not None
    assert told.at == datetime.fromtimestamp(40, UTC)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        pb.Position(time=5).SerializeToString(),
        pb.Position(latitude_i=0, longitude_i=0).SerializeToString(),
        pb.Position(latitude_i=900_000_001, longitude_i=1).SerializeToString(),
        pb.Position(latitude_i=1, longitude_i=-1_800_000_001).SerializeToString(),
        b"\x0d\xff",
    ],
)
def test_no_coordinates_or_impossible_ones_are_no_position(payload: bytes):
    assert nodes.position(payload) is None


def test_a_node_on_the_equator_has_a_position():
    assert nodes.position(pb.Position(latitude_i=0, longitude_i=50_000_000).SerializeToString()) is not None


def telemetry(**metrics: float) -> Telemetry | None:
    message = pb.Telemetry()
    message.device_metrics.SetInParent()
    for name, value in metrics.items():
        setattr(message.device_metrics, name, value)
    return nodes.telemetry(message.SerializeToString())


def test_device_metrics_tell_what_they_tell():
    assert telemetry() == Telemetry()
    assert telemetry(
        battery_level=0, voltage=3.7, channel_utilization=0.0, air_util_tx=1.25, uptime_seconds=60
    ) == Telemetry(
        battery_percent=0, voltage_v=3.7, channel_utilization_percent=0.0, air_util_tx_percent=1.25, uptime_s=60
    )


def test_a_number_that_is_none_is_not_told():
    assert telemetry(voltage=float("nan"), air_util_tx=float("inf")) == Telemetry()


def test_local_stats_of_our_radio_are_telemetry():
    message = pb.Telemetry()
    message.local_stats.uptime_seconds = 60
    message.local_stats.channel_utilization = 2.5
    assert nodes.telemetry(message.SerializeToString()) == Telemetry(
        uptime_s=60, channel_utilization_percent=2.5, air_util_tx_percent=0.0
    )


def test_other_telemetry_is_none_of_it():
    message = pb.Telemetry()
    message.environment_metrics.temperature = 20
    assert nodes.telemetry(message.SerializeToString()) is None
    assert nodes.telemetry(b"\x0d\xff") is None


def test_0_is_no_moment():
    assert nodes.moment(0) is None
    assert nodes.moment(0xFFFFFFFF) == datetime(2106, 2, 7, 6, 28, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "malformed"), [(b"", b""), (bytes([1]) * 32, b""), (bytes(32), bytes(32)), (b"\x01" * 31, b"\x01" * 31)]
)
def test_what_stands_in_the_place_of_a_key_and_is_none_is_handed_on(key, malformed):
    assert nodes.malformed_key(pb.User(long_name="Anna", public_key=key).SerializeToString()) == malformed


def test_rubbish_has_no_key_of_any_kind():
    assert nodes.malformed_key(b"\xff\xff") == b""
