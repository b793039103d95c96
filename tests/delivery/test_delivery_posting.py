"""Posting under a key of the caller's: once, however often and whenever."""

import asyncio
from datetime import timedelta

import pytest

from delivery.delivery_kit import OWN, PEER, THIRD, House, entry
from steadymesh.errors import StoreError, UsageError
from steadymesh.ids import PacketId
from steadymesh.model import Outcome, Priority, RoutingError

KEY = "mail:17"


def mail(house, text="hi", key=KEY, **options):
    return house.delivery.post(to=PEER, text=text, key=key, **options)


async def test_a_chosen_key_is_the_entrys_and_the_rest_is_as_asked():
    house = House()
    async with house.running():
        posted = await house.delivery.post(
            to=THIRD, text="hi", key=KEY, priority=Priority.MESSAGE, lifetime_s=60, follows="x"
        )
        assert (posted.key, posted.intent.to, posted.priority, posted.follows) == (KEY, THIRD, Priority.MESSAGE, "x")
        assert (posted.deadline - posted.created).total_seconds() == 60
        assert house.journal.writes[0].key == KEY
        assert await house.delivery.fate(KEY) == house.delivery.entry(KEY)


async def test_what_was_posted_under_a_key_is_returned_as_it_stands_whatever_is_asked_for_now():
    house = House()
    async with house.running():
        posted = await mail(house)
        await asyncio.sleep(0.01)
        again = await mail(house, text="another", priority=Priority.ALERT)
        assert (again.packet_id, again.intent.text, again.outcome) == (posted.packet_id, "hi", Outcome.SENT)
        house.radio.say(posted.packet_id)
        await asyncio.sleep(1)
        assert (await mail(house)).outcome is Outcome.ACKNOWLEDGED
        assert house.radio.texts == ["hi"]


@pytest.mark.parametrize("once", [False, True])
async def test_what_is_posted_for_once_has_its_second_chance_behind_it(once):
    house = House()
    async with house.running():
        posted = await mail(house, once=once)
        assert (posted.second_chance, house.journal.writes[0].second_chance) == (once, once)


@pytest.mark.parametrize("is_slow", [False, True])
async def test_many_who_post_under_one_key_at_once_post_one(is_slow):
    house = House()
    async with house.running():
        house.journal.save_hangs = is_slow
        async with asyncio.TaskGroup() as tasks:
            posts = [tasks.create_task(mail(house, f"text {n}"), name="post") for n in range(20)]
        assert len({post.result().packet_id for post in posts}) == 1
        house.journal.save_hangs = False
        await asyncio.sleep(10)
        assert house.radio.texts == ["text 0"]


async def test_who_posts_second_waits_until_the_first_is_written_down():
    house = House(journal_timeout_s=5)
    async with house.running():
        house.journal.save_hangs = True
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(mail(house), name="first")
            await asyncio.sleep(1)
            began = house.clock.now()
            await mail(house)
            assert house.clock.now() - began == pytest.approx(4, abs=0.01)


async def test_a_first_who_is_cancelled_while_it_is_written_down_has_posted_it():
    house = House(journal_timeout_s=5)
    async with house.running():
        house.journal.save_hangs = True
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await mail(house)
        house.journal.save_hangs = False
        posted = await mail(house)
        await asyncio.sleep(1)
        assert house.radio.ids == [posted.packet_id]


@pytest.mark.parametrize("outcome", [Outcome.ACKNOWLEDGED, Outcome.REFUSED, Outcome.EXPIRED, Outcome.RELAYED])
async def test_what_ended_in_an_earlier_run_is_not_posted_again(outcome):
    house = House(recent=[entry(1, key=KEY, outcome=outcome)], recent_max=1)
    async with house.running():
        assert (await mail(house)).outcome is outcome
        assert (await house.delivery.fate(KEY)).outcome is outcome
        await asyncio.sleep(10)
    assert house.radio.texts == []


async def test_what_an_earlier_run_left_open_goes_on_and_is_not_posted_again():
    house = House(entry(1, key=KEY))
    async with house.running():
        posted = await mail(house)
        await asyncio.sleep(10)
    assert posted.packet_id == entry(1).packet_id
    assert house.radio.ids == [posted.packet_id]


async def test_what_ended_long_ago_is_read_from_the_disk():
    house = House(recent_max=2)
    async with house.running():
        posted = await mail(house)
        await asyncio.sleep(0.01)
        house.radio.say(posted.packet_id)
        for number in range(5):
            other = await house.delivery.post(to=PEER, text=f"{number}")
            await asyncio.sleep(0.01)
            house.radio.say(other.packet_id)
        await asyncio.sleep(1)
        assert house.delivery.entry(KEY) is None
        assert (await house.delivery.fate(KEY)).outcome is Outcome.ACKNOWLEDGED
        assert (await mail(house)).packet_id == posted.packet_id


async def test_one_that_was_refused_stays_refused_and_another_key_is_another_try():
    house = House()
    async with house.running():
        posted = await mail(house)
        await asyncio.sleep(0.01)
        house.radio.say(posted.packet_id, RoutingError.TOO_LARGE, OWN)
        await asyncio.sleep(0.01)
        assert (await mail(house)).outcome is Outcome.REFUSED
        assert (await mail(house, key=f"{KEY}/2")).outcome is Outcome.WAITING


async def test_nobody_knows_the_fate_of_what_was_never_posted():
    house = House()
    async with house.running():
        assert await house.delivery.fate("nothing") is None
        ours = await house.delivery.post(to=PEER, text="hi")
        assert (await house.delivery.fate(ours.key)).packet_id == ours.packet_id


async def test_a_key_that_is_none_and_a_text_that_does_not_fit_post_nothing():
    house = House()
    async with house.running():
        for bad in ("", "a b", "x" * 65, "-x", "20260701T120000-000000ab"):
            with pytest.raises(UsageError, match="key of a message"):
                await mail(house, key=bad)
        with pytest.raises(UsageError, match="empty text"):
            await mail(house, text="")
        assert await house.delivery.fate(KEY) is None
        assert (await mail(house)).intent.text == "hi"


# --- while the journal can't be read or written -----------------------------------------------------


async def test_at_the_start_a_keyed_post_waits_until_the_journal_is_read():
    house = House(entry(1, key=KEY))
    house.journal.fails = True
    async with house.running():
        async with asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(mail(house), name="post")
            other = tasks.create_task(house.delivery.post(to=PEER, text="at once"), name="post")
            await asyncio.sleep(1.5)
            assert other.done()
            assert not waiting.done()
            house.journal.fails = False
        assert waiting.result().packet_id == entry(1).packet_id
        await asyncio.sleep(10)
    assert sorted(house.radio.texts) == ["at once", "text 1"]


async def test_a_journal_that_is_not_read_in_time_refuses_the_post_and_nothing_was_posted():
    house = House()
    house.journal.hangs = True
    async with house.running():
        began = house.clock.now()
        with pytest.raises(StoreError, match="did not answer within 10 s"):
            await mail(house)
        assert house.clock.now() - began == pytest.approx(10, abs=0.01)
        with pytest.raises(StoreError):
            await house.delivery.fate(KEY)
        assert house.delivery.entries() == ()


async def test_a_journal_that_can_not_be_asked_refuses_the_post_and_another_try_posts():
    house = House()
    async with house.running():
        house.journal.fails = True
        with pytest.raises(StoreError, match="locked"):
            await mail(house)
        assert house.delivery.entries() == ()
        house.journal.fails = False
        await mail(house)
        await asyncio.sleep(0.01)
        assert house.radio.texts == ["hi"]


@pytest.mark.parametrize("how", ["save_fails", "save_hangs"])
async def test_under_a_chosen_key_nothing_leaves_that_was_never_written_down_and_others_do(how):
    house = House()
    async with house.running():
        setattr(house.journal, how, True)
        began = house.clock.now()
        assert (await mail(house)).outcome is Outcome.WAITING
        assert house.clock.now() - began < 0.3
        await house.delivery.post(to=PEER, text="of no key")
        await asyncio.sleep(60)
        assert house.radio.texts == ["of no key"]
        setattr(house.journal, how, False)
        await asyncio.sleep(6)
        assert house.radio.texts == ["of no key", "hi"]
        assert house.journal.rows[KEY].attempts == 1


async def test_what_was_written_down_when_it_was_posted_leaves_while_the_disk_fails():
    house = House(connect=False)
    async with house.running():
        await mail(house, lifetime_s=300)
        house.journal.save_fails = True
        house.radio.connect()
        await asyncio.sleep(1)
        assert house.radio.texts == ["hi"], "a repeat under its id would be known for one"


async def test_what_was_never_written_down_expires_like_any_other():
    house = House()
    async with house.running():
        house.journal.save_fails = True
        await mail(house, lifetime_s=30)
        await asyncio.sleep(40)
        assert house.outcomes() == [("hi", Outcome.EXPIRED)]
        assert house.radio.texts == []
        assert (await mail(house)).outcome is Outcome.EXPIRED
        await mail(house, key="next")
        assert house.delivery._posting._unwritten == {"next"}, "what has ended is forgotten"


async def test_what_lives_longer_than_peers_remember_it_does_not_leave_unwritten():
    """Killed then, the next process would send under its old id what everybody has forgotten."""
    house = House(connect=False)
    async with house.running():
        await house.delivery.post(to=PEER, text="hi", priority=Priority.MESSAGE, lifetime_s=12 * 3600)
        house.journal.save_fails = True
        house.radio.connect()
        await asyncio.sleep(60)
        assert house.radio.texts == []
        house.journal.save_fails = False
        await asyncio.sleep(6)
        assert house.radio.texts == ["hi"]


async def test_what_the_disk_has_never_heard_of_leaves_from_memory():
    house = House()
    async with house.running():
        house.journal.save_fails = True
        await house.delivery.post(to=PEER, text="hi", lifetime_s=12 * 3600)
        await asyncio.sleep(0.1)
        assert house.radio.texts == ["hi"]


async def test_what_was_owed_to_the_disk_counts_as_written_when_it_takes_another_text():
    house = House(connect=False)
    async with house.running():
        house.journal.save_fails = True
        await house.delivery.post(to=PEER, text="one", priority=Priority.MESSAGE, lifetime_s=12 * 3600)
        house.journal.save_fails = False
        await house.delivery.post(to=THIRD, text="two", lifetime_s=60)
        house.journal.save_fails = True
        house.radio.connect()
        await asyncio.sleep(20)
        assert house.radio.texts == ["two"], "the first is on the disk, as one that never left"


async def test_a_repeat_of_what_was_written_down_leaves_while_the_disk_fails():
    house = House()
    async with house.running():
        house.radio.takes = False
        await house.delivery.post(to=PEER, text="hi", priority=Priority.MESSAGE, lifetime_s=12 * 3600)
        await asyncio.sleep(1)
        house.journal.save_fails = True
        house.radio.cut()
        house.radio.connect()
        await asyncio.sleep(10)
        assert house.radio.texts == ["hi", "hi"]
        assert len(set(house.radio.ids)) == 1


# --- several pieces ------------------------------------------------------------------------------


def letters(house, *texts, **options):
    return house.delivery.post_all(to=PEER, texts=texts, **options)


async def test_pieces_are_written_down_together_each_behind_the_one_before():
    house = House(connect=False)
    async with house.running():
        entries = await letters(
            house, "one", "two", "three", priority=Priority.MESSAGE, lifetime_s=60, reply_id=PacketId(7)
        )
        keys = [one.key for one in entries]
        assert [one.follows for one in entries] == ["", *keys[:-1]]
        assert [row.intent.text for row in house.journal.rows.values()] == ["one", "two", "three"]
        assert {(e.priority, e.intent.reply_id, e.deadline - e.created) for e in entries} == {
            (Priority.MESSAGE, 7, timedelta(seconds=60))
        }
        house.radio.connect()
        for count in (1, 2, 3):
            await asyncio.sleep(3)
            assert len(house.radio.texts) == count
            house.radio.say(house.radio.ids[-1])
        assert house.radio.texts == ["one", "two", "three"]


async def test_no_piece_leaves_before_all_are_written_down():
    house = House(journal_timeout_s=5)
    async with house.running():
        house.journal.save_hangs = True
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(letters(house, "one", "two"), name="post")
            await asyncio.sleep(4.9)
            assert house.radio.sent == []
        await asyncio.sleep(6)
        assert house.radio.texts[:1] == ["one"], "in the end from memory"


@pytest.mark.parametrize("texts", [("good", ""), ("good", "x" * 300), ("half \udce9",)])
async def test_of_pieces_of_which_one_can_not_be_sent_none_is_taken(texts):
    house = House()
    async with house.running():
        with pytest.raises(UsageError):
            await letters(house, *texts)
        await asyncio.sleep(1)
        assert (house.radio.sent, house.journal.writes) == ([], [])
        assert await letters(house) == []


async def test_pieces_for_which_there_is_no_room_are_refused_from_the_end():
    house = House(connect=False, open_max=2)
    async with house.running():
        entries = await letters(house, "one", "two", "three")
        assert [(one.outcome, one.reason) for one in entries] == [
            (Outcome.WAITING, ""),
            (Outcome.WAITING, ""),
            (Outcome.REFUSED, "OUTBOX_FULL"),
        ]


async def test_whether_who_asked_was_proved_is_written_down():
    house = House(connect=False)
    async with house.running():
        for is_proved in (True, False):
            posted = await house.delivery.post(to=PEER, text="hi", is_proved=is_proved)
            assert house.journal.rows[posted.key].is_proved is is_proved
