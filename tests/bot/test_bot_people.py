"""What is remembered of people: over restarts, within bounds, and whatever the store does."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, ALICES_KEY, BOB, START, Drawers, Mesh
from steadymesh.bot import people as module
from steadymesh.bot.options import BotOptions
from steadymesh.bot.people import AGAIN_S, KEEP_S, LOAD_S, People
from steadymesh.clock import LoopClock
from steadymesh.errors import StoreError, UsageError
from steadymesh.ids import NodeNum, PublicKey

OTHER_KEY = PublicKey(b"\x07" * 32)


class SlowDrawer:
    """Never answers, until it is told to."""

    def __init__(self, drawer) -> None:
        self._drawer = drawer
        self.is_stuck = True

    def __getattr__(self, name):
        async def call(*args):
            if self.is_stuck:
                await asyncio.get_running_loop().create_future()
            return await getattr(self._drawer, name)(*args)

        return call


class House:
    """A store that outlives the bots on it."""

    def __init__(self) -> None:
        self.clock = LoopClock(START)
        self.drawers = Drawers()
        self.drawer = self.drawers.drawer("bot")

    async def restarted(self) -> People:
        people = People(self.clock, self.drawer)
        assert await people.load()
        return people


# --- over restarts --------------------------------------------------------------------------


async def test_languages_bans_and_silence_outlive_the_process():
    house = House()
    people = await house.restarted()
    await people.choose(ALICE, "fr")
    await people.choose(BOB, "en")
    await people.ban(BOB, timedelta(hours=2))
    await people.ban(NodeNum(7))
    await people.be_silent(timedelta(hours=1))
    people = await house.restarted()
    assert (people.language_of(ALICE), people.language_of(BOB), people.language_of(NodeNum(7))) == ("fr", "en", None)
    assert people.banned() == {BOB: START + timedelta(hours=2), 7: None}
    assert people.silent_s() == pytest.approx(3600, abs=1)


async def test_what_was_taken_back_stays_so():
    house = House()
    people = await house.restarted()
    await people.choose(ALICE, "fr")
    await people.choose(ALICE, None)
    await people.ban(BOB)
    assert await people.unban(BOB)
    assert not await people.unban(BOB)
    await people.be_silent(timedelta(hours=1))
    await people.be_silent(None)
    assert house.drawer.kept == {}
    people = await house.restarted()
    assert people.language_of(ALICE) is None
    assert not people.is_banned(BOB)
    assert people.silent_s() == 0


async def test_bans_and_silence_end_by_the_clock_on_the_wall_also_while_the_process_is_down():
    house = House()
    people = await house.restarted()
    await people.ban(BOB, timedelta(hours=2))
    await people.be_silent(timedelta(hours=1))
    house.clock.wall_shift = timedelta(hours=1, minutes=59)
    people = await house.restarted()
    assert people.is_banned(BOB)
    assert people.silent_s() == 0
    house.clock.wall_shift = timedelta(hours=2)
    assert not people.is_banned(BOB)
    assert people.banned() == {}
    assert not await people.unban(BOB)


async def test_a_new_ban_replaces_the_one_before():
    people = await House().restarted()
    await people.ban(BOB)
    await people.ban(BOB, timedelta(minutes=1))
    assert people.banned() == {BOB: START + timedelta(minutes=1)}


# --- what stands in the store ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language/!0badcafe", "tlh"),
        ("language/!0badcafe", 7),
        ("language/!0badcafe", ["fr"]),
        ("language/nobody", "fr"),
        ("language/", "fr"),
        ("banned/!0badcafe", "tomorrow"),
        ("banned/!0badcafe", "2030-01-01T00:00:00"),
        ("banned/!0badcafe", 5),
        ("banned/!0badcafe", False),
        ("banned/!0badcafe", None),
        ("banned/!0badcafe", {"until": 1}),
        ("banned/everybody at all", True),
        ("silent", "2030-01-01"),
        ("silent", "\x00"),
        ("silent", True),
        ("silently", "2030-01-01T00:00:00+00:00"),
        ("", "fr"),
    ],
)
async def test_what_is_spoilt_is_passed_over_and_the_rest_is_taken(key, value):
    house = House()
    house.drawer.kept = {"banned/!0000b0b0": True, key: value, "language/!00000007": "fr"}
    people = await house.restarted()
    assert people.banned() == {BOB: None}
    assert people.language_of(NodeNum(7)) == "fr"
    assert people.language_of(ALICE) is None
    assert people.silent_s() == 0


# --- bounds ---------------------------------------------------------------------------------


async def test_whoever_chose_a_language_first_is_forgotten_on_the_disk_too(monkeypatch):
    monkeypatch.setattr(module, "MOST_PEOPLE", 3)
    house = House()
    people = await house.restarted()
    for number in (1, 2, 3, 1, 4):
        await people.choose(NodeNum(number), "fr")
    assert [people.language_of(NodeNum(number)) for number in (1, 2, 3, 4)] == ["fr", None, "fr", "fr"]
    assert sorted(house.drawer.kept) == ["language/!00000001", "language/!00000003", "language/!00000004"]
    monkeypatch.setattr(module, "MOST_PEOPLE", 2)
    people = await house.restarted()
    assert sum(people.language_of(NodeNum(number)) is not None for number in (1, 3, 4)) == 2


async def test_no_more_are_banned_than_there_is_room_for_and_those_whose_time_is_over_make_some(monkeypatch):
    monkeypatch.setattr(module, "MOST_BANNED", 3)
    house = House()
    people = await house.restarted()
    await people.ban(NodeNum(1), timedelta(minutes=1))
    await people.ban(NodeNum(2))
    await people.ban(NodeNum(3))
    with pytest.raises(UsageError, match="banned already"):
        await people.ban(NodeNum(4))
    assert not people.is_banned(NodeNum(4))
    await people.ban(NodeNum(3), timedelta(days=1))
    house.clock.wall_shift = timedelta(minutes=1)
    await people.ban(NodeNum(4))
    assert set(people.banned()) == {2, 3, 4}
    assert sorted(house.drawer.kept) == ["banned/!00000002", "banned/!00000003", "banned/!00000004"]


# --- a store that fails ---------------------------------------------------------------------


async def test_a_store_that_does_not_write_leaves_it_in_memory_and_says_so():
    house = House()
    people = await house.restarted()
    house.drawers.error = StoreError("The disk is full.")
    for doing in (
        people.choose(ALICE, "fr"),
        people.ban(BOB),
        people.be_silent(timedelta(hours=1)),
    ):
        with pytest.raises(StoreError):
            await doing
    assert people.language_of(ALICE) == "fr"
    assert people.is_banned(BOB)
    assert people.silent_s() > 0
    with pytest.raises(StoreError):
        await people.unban(BOB)
    assert not people.is_banned(BOB)


async def test_a_store_that_never_answers_is_waited_for_three_seconds():
    house = House()
    people = People(house.clock, SlowDrawer(house.drawer))
    with pytest.raises(StoreError, match="did not answer"):
        await people.ban(BOB)
    assert house.clock.now() == pytest.approx(KEEP_S)
    assert people.is_banned(BOB)


async def test_without_a_store_it_ends_with_the_process():
    people = People(LoopClock(START))
    assert await people.load()
    await people.choose(ALICE, "fr")
    await people.ban(BOB)
    assert people.language_of(ALICE) == "fr"
    assert await people.unban(BOB)


@pytest.mark.parametrize("how", ["raises", "hangs"])
async def test_what_can_not_be_read_at_the_start_is_read_when_that_works_again(how):
    house = House()
    before = await house.restarted()
    await before.ban(BOB)
    await before.ban(NodeNum(7))
    await before.choose(ALICE, "fr")
    slow = SlowDrawer(house.drawer)
    slow.is_stuck = how == "hangs"
    house.drawers.error = StoreError("The disk is gone.") if how == "raises" else None
    people = People(house.clock, slow)
    with capture_logs() as logs:
        assert not await people.load()
        assert house.clock.now() == pytest.approx(LOAD_S if how == "hangs" else 0)
        async with asyncio.TaskGroup() as tasks:
            loading = tasks.create_task(people.load_at_last(), name="loading")
            await asyncio.sleep(2 * AGAIN_S)
            assert not people.is_banned(BOB)
            with pytest.raises(StoreError):
                await people.unban(NodeNum(7))  # newer than what is kept
            house.drawers.error, slow.is_stuck = None, False
            await loading
    assert people.is_banned(BOB)
    assert not people.is_banned(NodeNum(7))
    assert people.language_of(ALICE) == "fr"
    lines = [(line["log_level"], line["event"]) for line in logs if line["log_level"] != "debug"]
    assert lines == [("warning", "people-not-loaded"), ("info", "people-loaded")]


async def test_the_bot_answers_while_that_can_not_be_read_and_bans_again_when_it_can():
    mesh = Mesh(options=BotOptions(commands_per_minute=1000, commands_per_hour=1000))
    mesh.drawers.drawer("bot").kept["banned/!0badcafe"] = True
    mesh.drawers.error = StoreError("The disk is gone.")
    async with mesh.running() as bot:
        await mesh.ask("/ping")
        mesh.drawers.error = None
        await mesh.pause(AGAIN_S)
        mesh.say("/ping")
        await mesh.nothing_for(10)
        assert bot.counters["banned"] == 1


# --- who is not answered --------------------------------------------------------------------


async def test_whoever_is_banned_gets_nothing_under_any_key_and_administrators_are_heard():
    mesh = Mesh(options=BotOptions(admins=(ALICES_KEY,), channels=(1,)))
    async with mesh.running() as bot:
        await mesh.services.people.ban(BOB)
        mesh.say("/ping", sender=BOB, public_key=OTHER_KEY)
        mesh.say("/ping", sender=BOB, pki_encrypted=False, public_key=None)
        mesh.say_on(1, "/ping", sender=BOB)
        mesh.say("/nonsense", sender=BOB, public_key=OTHER_KEY)
        await mesh.nothing_for(10)
        assert bot.counters["banned"] == 4
        await mesh.ask("/ping", sender=BOB)  # under the administrator's key
        await mesh.services.people.ban(ALICE)
        await mesh.ask("/ping")
        await mesh.services.people.unban(BOB)
        await mesh.ask("/ping", sender=BOB, public_key=OTHER_KEY)


async def test_a_ban_that_ends_is_over_without_anybodys_doing():
    mesh = Mesh()
    async with mesh.running():
        await mesh.services.people.ban(ALICE, timedelta(minutes=10))
        mesh.say("/ping")
        await mesh.nothing_for(599)
        await mesh.pause(2)
        await mesh.ask("/ping")


async def test_while_the_bot_is_silent_administrators_alone_are_answered_and_then_everybody_again():
    mesh = Mesh(options=BotOptions(admins=(ALICES_KEY,)))
    async with mesh.running() as bot:
        await mesh.services.people.be_silent(timedelta(minutes=5))
        mesh.say("/ping", public_key=OTHER_KEY)
        mesh.say("/ping", opened_here=True)
        await mesh.nothing_for(10)
        assert bot.counters["silent"] == 2
        await mesh.ask("/ping")
        await mesh.pause(300)
        await mesh.ask("/ping", public_key=OTHER_KEY)


async def test_an_administrator_whose_key_was_revoked_is_banned_like_anybody():
    mesh = Mesh(options=BotOptions(admins=(ALICES_KEY,)))
    mesh.keys.revoked.add(ALICES_KEY)
    async with mesh.running():
        await mesh.services.people.ban(ALICE)
        mesh.say("/ping")
        await mesh.nothing_for(10)
