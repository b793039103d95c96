"""A disk that hangs is noticed by somebody who need not come back."""

import pytest

from steadymesh.app import backups
from steadymesh.errors import StoreError
from steadymesh.store import StateDir, Store
from steadymesh.store.canary import answers
from store.disk_kit import disk
from store.store_kit import AT


def test_a_disk_that_works_answers_and_nothing_is_left_on_it(tmp_path):
    assert answers(tmp_path, 10)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_answer_too(tmp_path):
    assert answers(tmp_path / "nowhere", 10)


def test_a_disk_that_hangs_does_not_and_no_backup_waits_for_it(tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "DISK_S", 0.3)
    with disk(tmp_path) as small:
        with StateDir.open(small.path) as held:
            Store.open(held.database, at=AT).close(10)
        with small.frozen():
            assert not answers(small.path, 0.3)
            with pytest.raises(StoreError, match="did not answer within"):
                backups.back_up(small.path, tmp_path / "backup", at=AT)
        assert answers(small.path, 10)
    assert not (tmp_path / "backup").exists()
