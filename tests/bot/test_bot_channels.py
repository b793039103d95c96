from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from botkit import Link
from steadymesh.bot.channels import Listening


def answered(*wanted, **radio):
    info = replace(Link().info, **radio)
    return [i for i in range(8) if Listening(wanted).answers_on(i, info)]


def test_no_channel_is_listed_and_none_is_answered():
    assert answered() == []


@pytest.mark.parametrize(
    ("wanted", "indices"),
    [((1,), [1]), (("1",), [1]), (("talk",), [1]), ((" TALK ",), [1]), ((0, "Talk"), [0, 1]), (("Off",), [])],
)
def test_channels_are_found_by_index_and_name(wanted, indices):
    assert answered(*wanted) == indices


@pytest.mark.parametrize(
    ("preset", "name"), [("LONG_FAST", "LongFast"), ("LONG_MODERATE", "LongMod"), ("SHORT_TURBO", "shortturbo")]
)
def test_a_channel_without_a_name_is_called_as_its_preset(preset, name):
    assert answered(name, modem_preset=preset) == [0]
    assert answered("Custom", use_preset=False) == [0]


def test_before_the_first_handshake_only_indices_are_known():
    listening = Listening(("Talk", 0))
    assert [listening.answers_on(0, None), listening.answers_on(1, None)] == [True, False]
    assert listening.answers_on(1, Link().info)


def test_a_name_that_moves_to_another_slot_is_followed():
    listening, info = Listening(("Talk",)), Link().info
    assert listening.answers_on(1, info)
    moved = replace(info, channels=(replace(info.channels[1], index=3),))
    assert [listening.answers_on(1, moved), listening.answers_on(3, moved)] == [False, True]


def test_a_name_that_the_radio_lacks_is_told_once():
    listening = Listening(("nowhere",))
    with capture_logs() as logs:
        assert not listening.answers_on(0, Link().info)
        assert not listening.answers_on(0, replace(Link().info))
    assert logs == [{"event": "bot-channel-unknown", "log_level": "warning", "channel": "nowhere"}]
