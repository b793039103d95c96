"""What the journal refuses is owed to it, and told as such until it is written down."""

from __future__ import annotations

import asyncio

from delivery.delivery_kit import PEER, START, House, Journal, entry
from steadymesh.clock import LoopClock
from steadymesh.delivery.journal import OWED_MAX, PAY_PAUSE_S, BoundedJournal
from steadymesh.errors import StoreError
from steadymesh.model import Outcome


class Narrow(Journal):
    """Takes so many writes, and refuses whatever comes then, without keeping it."""

    room = 0

    def _write(self, entry) -> None:
        if self.room <= 0:
            raise StoreError("The store can't take more outgoing messages.")
        self.room -= 1
        super()._write(entry)


async def test_what_was_refused_is_written_down_as_it_stands_last_when_there_is_room_again():
    house = House(connect=False)
    journal = house.journal
    journal.__class__ = Narrow
    async with house.running():
        for number in range(5):
            await house.delivery.post(to=PEER, text=f"text {number}", lifetime_s=3600)
        assert house.delivery.facts()["journal"] == "failing"
        house.delivery.cancel(house.delivery.entries()[0].key)
        await asyncio.sleep(3 * PAY_PAUSE_S)
        assert (journal.rows, house.delivery.facts()["journal"]) == ({}, "failing")
        journal.room = 3
        await asyncio.sleep(PAY_PAUSE_S)
        assert len(journal.rows) == 3
        assert house.delivery.facts()["journal"] == "failing", "two are owed yet"
        journal.room = 100
        await asyncio.sleep(PAY_PAUSE_S)
        assert [e.outcome for e in journal.rows.values()] == [*[Outcome.WAITING] * 4, Outcome.REFUSED]
        assert len(journal.writes) == 5
        await house.delivery.post(to=PEER, text="later")
        assert house.delivery.facts()["journal"] == "ok"


async def test_what_is_owed_is_handed_over_at_once_when_a_write_gets_through():
    kept = Narrow()
    journal = BoundedJournal(journal=kept, clock=LoopClock(START), timeout_s=1.0)
    assert not await journal.save(entry(1), entry(2))
    journal.pay()
    kept.room = 10
    journal.pay()
    assert kept.writes == [], "not again so soon"
    assert await journal.save(entry(3))
    assert journal.is_failing
    journal.pay()
    assert (len(kept.rows), journal.is_failing, journal.deadline()) == (3, False, None)


async def test_what_is_owed_has_a_bound():
    journal = BoundedJournal(journal=Narrow(), clock=LoopClock(START), timeout_s=1.0)
    for number in range(OWED_MAX + 10):
        journal.keep(entry(number))
    assert len(journal._owed) == OWED_MAX
