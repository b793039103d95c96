"""Settings and advice."""

import pytest

from steadymesh.errors import ConfigError
from steadymesh.ids import NodeNum
from steadymesh.keys.options import KeyOptions
from steadymesh.keys.sync.advice import is_delay_short, is_esp32
from steadymesh.model import Node, RadioInfo


def radio(**facts: object) -> RadioInfo:
    return RadioInfo(num=NodeNum(1), node=Node(num=NodeNum(1)), **facts)


def test_defaults_are_the_contracts():
    options = KeyOptions()
    assert (options.sync_delay_s, options.sync_interval_s) == (15, 900)


def test_nought_is_allowed():
    assert KeyOptions(sync_delay_s=0, sync_interval_s=0).sync_delay_s == 0


@pytest.mark.parametrize("value", [-1.0, float("nan")])
def test_negative_delay_names_the_setting(value):
    with pytest.raises(ConfigError, match=r"keys\.sync_delay is"):
        KeyOptions(sync_delay_s=value)


@pytest.mark.parametrize(
    ("facts", "esp32"),
    [
        ({"hw_model": "HELTEC_V3", "pio_env": "heltec-v3", "has_wifi": True}, True),
        ({"hw_model": "TBEAM", "has_wifi": True}, True),
        ({"hw_model": "PORTDUINO", "pio_env": "native", "has_wifi": True}, False),  # as both captures have it
        ({"hw_model": "RAK4631", "pio_env": "rak4631"}, False),
        ({"hw_model": "RPI_PICO", "pio_env": "picow", "has_wifi": True}, False),
        ({"hw_model": "UNSET", "pio_env": "native-tft", "has_wifi": True}, False),
        ({}, False),
    ],
)
def test_esp32_is_told_from_the_others(facts, esp32):
    assert is_esp32(radio(**facts)) is esp32
    assert is_delay_short(9.9, radio(**facts)) is esp32
    assert not is_delay_short(10, radio(**facts))
