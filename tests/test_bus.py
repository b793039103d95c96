import asyncio

import pytest

from steadymesh.bus import Bus, WhenFull
from steadymesh.events import LinkAway, LinkBack


def away(n: float) -> LinkAway:
    return LinkAway(away_seconds=n, reason="closed")


async def test_a_subscriber_gets_only_the_kinds_it_asked_for_in_order():
    bus = Bus()
    with bus.subscribe("one", [LinkAway]) as sub:
        bus.publish(away(1))
        bus.publish(LinkBack(away_seconds=2))
        bus.publish(away(3))
        assert sub.take_all() == [away(1), away(3)]
        assert sub.take_all() == []


async def test_iterating_waits_for_the_next_event():
    bus = Bus()
    got = []
    with bus.subscribe("one", [LinkAway]) as sub:
        asyncio.get_running_loop().call_later(5, bus.publish, away(1))
        async with asyncio.timeout(10):
            async for event in sub:
                got.append((asyncio.get_running_loop().time(), event))
                break
    assert got[0][1] == away(1)


@pytest.mark.parametrize(
    ("when_full", "kept"), [(WhenFull.DROP_OLDEST, [2.0, 3.0]), (WhenFull.DROP_NEWEST, [1.0, 2.0])]
)
async def test_a_full_subscription_drops_as_agreed_and_counts(when_full, kept):
    bus = Bus()
    with bus.subscribe("slow", [LinkAway], size=2, when_full=when_full) as sub:
        for n in (1.0, 2.0, 3.0):
            bus.publish(away(n))
        assert sub.dropped == 1
        assert [e.away_seconds for e in sub.take_all()] == kept


async def test_a_subscriber_that_wants_to_be_told_once_loses_nothing_by_a_thousand():
    bus = Bus()
    with bus.subscribe("hints", [LinkAway], size=1, when_full=WhenFull.SAY_ONCE) as sub:
        for n in range(1000):
            bus.publish(away(n))
        assert (sub.take_all(), sub.dropped) == ([away(0)], 0)
        bus.publish(away(1))
        assert sub.take_all() == [away(1)]


async def test_a_slow_subscriber_costs_the_others_nothing():
    bus = Bus()
    with bus.subscribe("slow", [LinkAway], size=1), bus.subscribe("quick", [LinkAway], size=10) as quick:
        for n in range(5):
            bus.publish(away(n))
        assert len(quick) == 5
        assert quick.dropped == 0


async def test_after_close_nothing_comes_and_closing_twice_is_no_error():
    bus = Bus()
    sub = bus.subscribe("one", [LinkAway])
    sub.close()
    sub.close()
    bus.publish(away(1))
    assert sub.take_all() == []
    assert bus.subscriptions() == ()


async def test_a_cancelled_wait_leaves_the_subscription_usable():
    bus = Bus()
    with bus.subscribe("one", [LinkAway]) as sub:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await sub.wait()
        bus.publish(away(1))
        async with asyncio.timeout(1):
            await sub.wait()
        assert len(sub) == 1
