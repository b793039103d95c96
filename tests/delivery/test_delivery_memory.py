"""How messages ended lately, as far as somebody asks why."""

from __future__ import annotations

from delivery.delivery_kit import PEER, THIRD, entry
from steadymesh.delivery.memory import Memory, last_failed
from steadymesh.ids import BROADCAST
from steadymesh.model import Outcome, SendText

ACKED = entry(1, outcome=Outcome.ACKNOWLEDGED)
RELAYED = entry(2, outcome=Outcome.RELAYED)
REFUSED = entry(3, outcome=Outcome.REFUSED, reason="KEY_HELD")
TO_ALL = entry(4, outcome=Outcome.RELAYED, intent=SendText(to=BROADCAST, text="x"))
OTHERS = entry(5, outcome=Outcome.EXPIRED, intent=SendText(to=THIRD, text="x"))


def test_what_was_refused_or_expired_has_failed():
    assert last_failed([ACKED, REFUSED, OTHERS], None) is REFUSED
    assert last_failed([ACKED, REFUSED, OTHERS], THIRD) is OTHERS
    assert last_failed([ACKED], None) is None


def test_what_nobody_confirmed_is_told_where_nothing_worse_has_happened():
    assert last_failed([RELAYED, REFUSED], PEER) is REFUSED
    assert last_failed([TO_ALL, ACKED, RELAYED], PEER) is RELAYED
    assert last_failed([TO_ALL, RELAYED], None) is RELAYED
    assert last_failed([TO_ALL], None) is None, "nobody confirms a channel text"


def test_the_memory_looks_at_the_newest_first():
    memory = Memory(10)
    for one in (REFUSED, RELAYED, OTHERS):
        memory.keep(one)
    assert memory.last_failed(None) is OTHERS
    assert memory.last_failed(PEER) is REFUSED
