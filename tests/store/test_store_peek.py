"""A database that is looked into, and stays as it was."""

import pytest

from bookkit import DAY, A, B, bound
from steadymesh.errors import StoreError
from steadymesh.store import Store
from steadymesh.store.peek import inventory, kept_keys
from steadymesh.store.tables import HEAD


@pytest.fixture
async def kept(tmp_path):
    store = Store.open(tmp_path / "steadymesh.db", at=DAY)
    await store.keys.save_keys([bound(A, 1), bound(B, 2)])
    store.close(5)
    return tmp_path / "steadymesh.db"


async def test_an_inventory_has_numbers_only_and_changes_nothing(kept):
    before = {file.name: file.read_bytes() for file in kept.parent.iterdir()}
    found = inventory(kept, timeout_s=2)
    assert found.schema == HEAD
    assert found.pages * found.page_bytes == kept.stat().st_size
    assert dict(found.rows)["key_bindings"] == 2
    assert {file.name: file.read_bytes() for file in kept.parent.iterdir()} == before


async def test_a_database_that_is_open_can_be_looked_into(tmp_path):
    store = Store.open(tmp_path / "steadymesh.db", at=DAY)
    try:
        await store.keys.save_keys([bound(A, 1)])
        assert dict(inventory(tmp_path / "steadymesh.db", timeout_s=2).rows)["key_bindings"] == 1
        await store.keys.save_keys([bound(B, 1)])
    finally:
        store.close(5)


async def test_the_kept_keys_are_read(kept):
    assert {one.node for one in kept_keys(kept, timeout_s=2)} == {A, B}


def test_what_is_no_database_is_one_sentence(tmp_path):
    (tmp_path / "x.db").write_bytes(b"nothing at all" * 100)
    for look in (inventory, kept_keys):
        with pytest.raises(StoreError, match="can't be read"):
            look(tmp_path / "x.db", timeout_s=1)
