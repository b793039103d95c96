"""What the radio warns of."""

from __future__ import annotations

import pytest

from steadymesh.wire import pb
from steadymesh.wire.convert.warnings import silence_of


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("Duty cycle limit exceeded. You can send again in 7 mins", 420.0),
        ("Duty cycle limit exceeded. You can send again in 0 mins", 60.0),
        ("Duty cycle limit exceeded. You can send again in 255 mins", 3600.0),
        ("DUTY CYCLE LIMIT EXCEEDED, again in 1 min", 60.0),
        ("Duty cycle limit exceeded", None),
        ("Public Key mismatch", None),
        ("", None),
    ],
)
def test_the_minutes_stand_in_the_sentence(message, seconds):
    told = pb.FromRadio()
    told.clientNotification.message = message
    assert silence_of(told.clientNotification) == seconds
