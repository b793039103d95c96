"""Keys that must not be used: revoked ones, wherever the radio has them."""

from __future__ import annotations

from custodykit import START, Desk
from keyskit import key
from steadymesh.ids import NodeNum
from steadymesh.model import HeldKey

ANNA = NodeNum(0x0A)


async def test_revoked_key_is_not_used_even_where_the_radio_has_it_unseen():
    desk = Desk(firmware="2.8.0")
    desk.knows(ANNA, 1)
    desk.book.revoke(key(1), START)
    objection = desk.custodian.objection(ANNA)
    assert (objection.reason, objection.is_final) == ("KEY_REVOKED", True)
    desk.book.verify(ANNA, START, key(2))
    objection = desk.custodian.objection(ANNA)
    assert (objection.reason, objection.is_final) == ("KEY_WANTED", False), "the new one is brought before it is used"


async def test_revoked_key_that_may_not_be_replaced_in_the_radio_is_not_used_either():
    desk = Desk(role="ROUTER")
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=key(1)))
    desk.book.verify(ANNA, START, key(2))
    assert desk.custodian.objection(ANNA) is None, "the radio may know better which key is theirs"
    desk.book.revoke(key(1), START)
    assert desk.custodian.objection(ANNA).reason == "KEY_REVOKED"
