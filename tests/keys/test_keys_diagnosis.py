"""What is behind a refusal or a silence, as far as keys tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from custodykit import Desk
from keyskit import ANNA, OWN, START, bound, key
from steadymesh.ids import NodeNum
from steadymesh.keys.book.policy import number_of_key
from steadymesh.keys.custody.diagnosis import behind_no_channel, is_drawn_from, own_changed_since
from steadymesh.model import Contact, HeldKey, Standing


@pytest.mark.parametrize(
    ("current", "pending", "used", "own_changed", "expected"),
    [
        (1, None, 1, False, "NO_CHANNEL"),
        (1, None, 1, True, "PEER_HAS_OUR_OLD_KEY"),
        (1, 2, 1, False, "PEER_HAS_NEW_KEY"),
        (1, 2, 2, True, "PEER_HAS_OUR_OLD_KEY"),
        (2, None, 1, True, "PEER_HAS_NEW_KEY"),
        (None, None, None, False, "NO_CHANNEL"),
        (None, None, 1, True, "PEER_HAS_OUR_OLD_KEY"),
    ],
)
def test_whose_key_is_old(current, pending, used, own_changed, expected):
    told = behind_no_channel(
        current=None if current is None else bound(ANNA, current),
        pending=None if pending is None else bound(ANNA, pending),
        used=None if used is None else key(used),
        own_changed=own_changed,
    )
    assert told == expected


def test_our_key_has_changed_for_whoever_has_not_understood_us_since():
    former = replace(bound(OWN, 9), standing=Standing.FORMER, until=START)
    early, late = START - timedelta(days=1), START + timedelta(days=1)
    assert own_changed_since((bound(OWN, 8), former), Contact(node=ANNA), None)
    assert own_changed_since((former,), Contact(node=ANNA, last_dm=early), None)
    assert not own_changed_since((former,), Contact(node=ANNA, last_dm=late), None)
    assert not own_changed_since((bound(OWN, 8),), Contact(node=ANNA), None)
    assert own_changed_since((former,), Contact(node=ANNA), bound(ANNA, 1, at=early))
    assert not own_changed_since((former,), Contact(node=ANNA), bound(ANNA, 1, at=late))


def test_number_drawn_from_a_key_is_recognised():
    assert is_drawn_from(number_of_key(key(1).raw), key(1))
    assert not is_drawn_from(ANNA, key(1))


async def test_silence_of_a_peer_on_28_names_radio_and_key():
    desk = Desk()
    num = number_of_key(key(1).raw)
    desk.knows(num, 1)
    desk.knows(ANNA, 2)
    assert desk.custodian.diagnose(num, "MAX_RETRANSMIT") == "RADIO_OR_KEY"
    assert desk.custodian.diagnose(ANNA, "MAX_RETRANSMIT") == "MAX_RETRANSMIT"
    assert desk.custodian.diagnose(NodeNum(0x77), "MAX_RETRANSMIT") == "MAX_RETRANSMIT"


async def test_reasons_that_have_nothing_to_do_with_keys_stay():
    desk = Desk()
    for reason in ("", "RES_33", "TOO_LARGE", "OUTBOX_FULL", "UNKNOWN_77", "PUSH_ROLE"):
        assert desk.custodian.diagnose(ANNA, reason) == reason


async def test_no_channel_after_our_radio_was_reset_names_our_old_key():
    desk = Desk()
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=key(1)))
    desk.book.set_own(OWN, key(98), at=START - timedelta(days=1))
    desk.book.set_own(OWN, key(99), at=START + timedelta(minutes=1))
    assert desk.custodian.diagnose(ANNA, "NO_CHANNEL") == "PEER_HAS_OUR_OLD_KEY"


async def test_message_whose_key_nobody_knows_says_so():
    desk = Desk()
    assert desk.custodian.diagnose(ANNA, "PKI_SEND_FAIL_PUBLIC_KEY") == "KEY_UNKNOWN"
    desk.knows(ANNA, 1)
    assert desk.custodian.diagnose(ANNA, "PKI_SEND_FAIL_PUBLIC_KEY") == "PKI_SEND_FAIL_PUBLIC_KEY"
