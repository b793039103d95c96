"""Files on the disk: capped, atomic, private."""

import os
import stat
from pathlib import Path

import pytest

from steadymesh.errors import InputFileError, UsageError
from steadymesh.ids import NodeNum
from steadymesh.keys.files import imports
from steadymesh.keys.files.imports import is_database, read_text_file, write_node_names
from steadymesh.keys.files.records import KeyRecord

RECORDS = (KeyRecord(num=NodeNum(1), name="Anna"),)


def test_written_file_reads_back_and_is_private(tmp_path):
    path = tmp_path / "node_names.json"
    write_node_names(path, RECORDS)
    assert read_text_file(path).records == RECORDS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_readable_file_that_is_replaced_becomes_private(tmp_path):
    path = tmp_path / "node_names.json"
    path.write_text("{}")
    path.chmod(0o644)
    write_node_names(path, RECORDS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "node_names.json"
    path.write_text("old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match=r"can't be written to .*: No space left on device"):
        write_node_names(path, RECORDS)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_directory_that_does_not_exist_is_said_so(tmp_path):
    with pytest.raises(UsageError, match=r"No such file or directory\. Name another directory\."):
        write_node_names(tmp_path / "no" / "x.json", RECORDS)


def test_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(InputFileError, match="can't be read: No such file or directory"):
        read_text_file(tmp_path / "x.json")


def test_directory_is_no_file(tmp_path):
    with pytest.raises(InputFileError, match="is not a file"):
        read_text_file(tmp_path)


def test_pipe_does_not_hang(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(InputFileError, match="is not a file"):
        read_text_file(path)


def test_too_large_file_is_not_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "MAX_BYTES", 1024 * 1024)
    path = tmp_path / "big.json"
    with path.open("wb") as file:
        file.truncate(1024 * 1024 + 1)
    with pytest.raises(InputFileError, match=r"has more than 1 MB; nothing was imported\."):
        read_text_file(path)


def test_damaged_file_names_its_path(tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(b"{")
    with pytest.raises(InputFileError, match=r"x\.json is not JSON at line 1, column 2"):
        read_text_file(path)


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"SQLite format 3\x00" + bytes(84), True), (b"{}", False), (b"", False)],
)
def test_a_database_is_told_by_its_first_bytes(tmp_path: Path, data: bytes, told: bool):
    path = tmp_path / "x"
    path.write_bytes(data)
    assert is_database(path) is told
