from datetime import timedelta

import pytest

from steadymesh.ids import PacketId
from steadymesh.store.upkeep import Tidied
from store.store_kit import AT, key, message, node, opened, row_count

pytestmark = pytest.mark.real

DAY = timedelta(days=1)
YEAR_S = 365 * 86_400.0


async def test_who_was_not_heard_for_a_year_is_forgotten_but_for_their_key_and_favourites(tmp_path):
    with opened(tmp_path / "s.db", nodes_kept_s=YEAR_S) as store:
        await store.keys.save_keys([key(1)])
        kept = {2: {"last_heard": AT}, 3: {}, 4: {"last_heard": AT - 400 * DAY, "is_favorite": True}}
        await store.nodes.save_nodes(
            [node(1, last_heard=AT - 366 * DAY), *(node(num, **changes) for num, changes in kept.items())]
        )
        assert await store.upkeep.tidy(AT) == Tidied(nodes=1, texts=0, freed_bytes=0)
        assert [n.num for n in await store.nodes.load_nodes()] == [2, 3, 4]
        assert await store.keys.load_keys() == (key(1),)
        assert await store.upkeep.tidy(AT) == Tidied(nodes=0, texts=0, freed_bytes=0)


async def test_texts_older_than_they_may_be_are_deleted_and_none_where_nothing_is_said(tmp_path):
    path = tmp_path / "s.db"
    for kept_s, left in ((0.0, 5), (2.5, 2), (0.001, 0)):
        with opened(path, texts_kept_s=kept_s) as store:
            if not kept_s:
                for number in range(5):
                    await store.messages.append(message(number))
                await store.flush()
            await store.upkeep.tidy(AT + timedelta(seconds=5))
            assert row_count(path, "messages") == left


async def test_a_file_that_is_mostly_free_is_shortened_and_the_next_one_is_not(tmp_path):
    path = tmp_path / "s.db"
    with opened(path, texts_kept=10_000, texts_kept_s=3600.0) as store:
        for number in range(9_000):
            await store.messages.append(message(number, text="x" * 400))
        await store.flush()
        await store.upkeep.tidy(AT)
        tidied = await store.upkeep.tidy(AT + DAY)
        assert tidied.texts == 9_000
        assert tidied.freed_bytes > 3_000_000
        assert (await store.upkeep.tidy(AT + DAY)).freed_bytes == 0
    assert path.stat().st_size < 300_000


async def test_as_many_texts_wait_as_are_kept_and_no_more_than_memory_may_hold(tmp_path):
    with opened(tmp_path / "s.db", texts_kept=1_000_000, texts_queued=10, text_delay_s=60.0) as store:
        for number in range(20):
            await store.messages.append(message(number))
        assert store.facts()["waiting"] == 10
        assert store.facts()["dropped"] == 10
        assert PacketId(19) in {kept.message.id for kept in await store.messages.load_messages(50)}
