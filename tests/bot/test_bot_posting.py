"""What one plug-in may hand in."""

import asyncio

import pytest

from botkit import ALICE, Mesh, Outbox
from steadymesh.bot.posting import HOUR_S, PER_HOUR, POST_S, CountingPoster
from steadymesh.errors import UsageError
from steadymesh.ids import PRIMARY
from steadymesh.model import Priority


def poster(mesh: Mesh, outbox: Outbox | None = None) -> CountingPoster:
    return CountingPoster("tide", outbox or mesh.outbox, mesh.clock)


async def post(one: CountingPoster, **fields):
    given = {"to": ALICE, "text": "x", "channel": PRIMARY, "priority": Priority.MESSAGE, "lifetime_s": None}
    return await one.post(**{**given, "follows": None, "key": None, **fields})


async def test_what_is_handed_in_reaches_the_outbox_as_it_is():
    mesh = Mesh()
    entry = await post(poster(mesh), text="hello", key="k1", lifetime_s=60.0, follows="k0")
    (posted,) = mesh.outbox.posted
    assert (posted.text, posted.key, posted.lifetime_s, posted.follows, entry.key) == ("hello", "k1", 60.0, "k0", "k1")


async def test_one_that_posts_in_a_loop_is_stopped_and_may_again_an_hour_later():
    mesh, refused = Mesh(), 0
    one, other = poster(mesh), poster(mesh)
    for _ in range(1000):
        try:
            await post(one)
        except UsageError:
            refused += 1
    assert (len(mesh.outbox.posted), refused) == (PER_HOUR, 1000 - PER_HOUR)
    with pytest.raises(UsageError, match="The plug-in tide has handed in 120 texts"):
        await post(one)
    await post(other)  # nobody else is hurt
    await asyncio.sleep(HOUR_S)
    await post(one)


async def test_an_outbox_that_does_not_answer_ends_the_call():
    mesh = Mesh()
    mesh.outbox.delay_s = 1000
    began = mesh.clock.now()
    with pytest.raises(TimeoutError):
        await post(poster(mesh))
    assert mesh.clock.now() - began == POST_S


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "!0badcafe"},
        {"to": None},
        {"text": b"x"},
        {"text": None},
        {"channel": "0"},
        {"priority": "high"},
        {"priority": 5},
        {"lifetime_s": "60"},
        {"follows": 5},
        {"key": 7},
    ],
)
async def test_what_is_of_another_kind_never_gets_past_the_plug_in(wrong):
    mesh = Mesh()
    (name,) = wrong
    with pytest.raises(TypeError, match=name):
        await post(poster(mesh), **wrong)
    assert mesh.outbox.posted == []
