"""What our radio says of itself, part by part, without its secrets."""

from __future__ import annotations

import pytest

from sessionkit import OWN, PEER, SECRET, channel, key, lora, metadata, my_info, node_info, security
from steadymesh.model import Channel, Node
from steadymesh.wire import pb
from steadymesh.wire.convert.radio import RadioParts


def test_nothing_told_is_nothing_known():
    parts = RadioParts()
    assert parts.num is None
    assert parts.firmware_version == (0, 0, 0)
    assert parts.nodes() == ()


def test_all_parts_make_the_radio():
    parts = RadioParts()
    info = my_info(reboot_count=4)
    info.my_info.device_id = b"id"
    info.my_info.nodedb_count = 9
    parts.my_info(info.my_info)
    parts.metadata(metadata().metadata)
    parts.channel(channel(1, "second", role=2, psk=b"").channel)
    parts.channel(channel(0).channel)
    parts.config(lora(hop_limit=5).config)
    parts.config(security().config)
    parts.config(pb.Config(device=pb.Config.DeviceConfig(role=2)))
    parts.config(pb.Config())
    own = parts.node_info(node_info(OWN, "Own").node_info)
    radio = parts.radio_info()
    assert (radio.num, radio.node, radio.reboot_count, radio.device_id, radio.nodedb_count) == (OWN, own, 4, b"id", 9)
    assert (radio.firmware, radio.firmware_version) == ("2.7.26.54e0d8d", (2, 7, 26))
    assert (radio.hw_model, radio.role, radio.pio_env) == ("PORTDUINO", "ROUTER", "native")
    assert (radio.has_wifi, radio.has_bluetooth, radio.has_pkc) == (True, False, True)
    assert (radio.region, radio.modem_preset, radio.use_preset, radio.hop_limit) == ("EU_868", "LONG_FAST", True, 5)
    assert radio.channels == (
        Channel(index=0, name="", role="PRIMARY", has_psk=True),
        Channel(index=1, name="second", role="SECONDARY", has_psk=False),
    )
    assert radio.private_key is not None
    assert radio.private_key.raw == SECRET
    assert pb.User.FromString(parts.own_user).long_name == "Own"


def test_the_private_key_is_in_no_repr():
    parts = RadioParts()
    parts.config(security().config)
    assert repr(SECRET)[2:-1] not in repr(parts.radio_info())
    assert SECRET.hex() not in repr(parts.radio_info())


def test_a_security_config_without_a_key_has_none():
    parts = RadioParts()
    parts.config(pb.Config(security=pb.Config.SecurityConfig(is_managed=True)))
    assert parts.radio_info().private_key is None
    assert parts.radio_info().is_managed


@pytest.mark.parametrize(("told", "used"), [(0, 3), (7, 7), (9, 7)])
def test_the_hop_limit_stays_within_the_firmwares(told: int, used: int):
    parts = RadioParts()
    parts.config(lora(hop_limit=told).config)
    assert parts.radio_info().hop_limit == used


@pytest.mark.parametrize("told", [True, False])
def test_a_duty_cycle_that_was_taken_off_is_known(told: bool):
    parts = RadioParts()
    assert not parts.radio_info().override_duty_cycle
    frame = lora()
    frame.config.lora.override_duty_cycle = told
    parts.config(frame.config)
    assert parts.radio_info().override_duty_cycle is told


@pytest.mark.parametrize("num", [0, 0xFFFFFFFF])
def test_a_number_that_nobody_has_is_not_taken(num: int):
    parts = RadioParts()
    parts.my_info(my_info(num).my_info)
    assert parts.num is None


def test_our_own_entry_stays_when_the_nodes_are_told_again():
    parts = RadioParts()
    parts.my_info(my_info().my_info)
    parts.node_info(node_info(OWN, "Own").node_info)
    parts.node_info(node_info(PEER, "Peer", public_key=key(2)).node_info)
    parts.forget_nodes()
    assert [node.num for node in parts.nodes()] == [OWN]


def test_a_radio_that_does_not_list_itself_is_still_a_node():
    parts = RadioParts()
    parts.my_info(my_info().my_info)
    assert parts.radio_info().node == Node(num=OWN)


def test_a_node_told_twice_is_one_node():
    parts = RadioParts()
    parts.node_info(node_info(PEER, "Old").node_info)
    parts.node_info(node_info(PEER, "New").node_info)
    assert [node.long_name for node in parts.nodes()] == ["New"]
