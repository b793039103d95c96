"""A file is in its place whole, or what was there stays; its reader is its owner alone from the first byte on."""

import errno
import os
import stat

import pytest

from steadymesh import wholefile


def names_in(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode_of(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_is_there_whole_and_private_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        wholefile.put(tmp_path / "new", b"all of it")
    finally:
        os.umask(before)
    assert (tmp_path / "new").read_bytes() == b"all of it"
    assert mode_of(tmp_path / "new") == 0o600
    assert names_in(tmp_path) == ["new"]


def test_a_mode_can_be_wished_for(tmp_path):
    wholefile.put(tmp_path / "unit", b"x", mode=0o644)
    assert mode_of(tmp_path / "unit") == 0o644


def test_a_link_is_replaced_and_not_followed(tmp_path):
    (tmp_path / "target").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    wholefile.put(tmp_path / "link", b"new")
    assert (tmp_path / "target").read_text() == "mine"
    assert not (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("links", [True, False], ids=["links", "no-links"])
def test_what_is_there_is_not_replaced_unless_it_may_be(tmp_path, monkeypatch, links):
    def refuse(*_args):
        raise OSError(errno.EACCES, "not on this file system")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    wholefile.put(tmp_path / "one", b"first", replace=False)
    with pytest.raises(FileExistsError):
        wholefile.put(tmp_path / "one", b"second", replace=False)
    assert (tmp_path / "one").read_bytes() == b"first"
    assert names_in(tmp_path) == ["one"]
    wholefile.put(tmp_path / "one", b"second")
    assert (tmp_path / "one").read_bytes() == b"second"


def test_a_full_disk_leaves_what_was_there_and_nothing_else(tmp_path, monkeypatch):
    wholefile.put(tmp_path / "one", b"first")

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        wholefile.put(tmp_path / "one", b"second")
    assert (tmp_path / "one").read_bytes() == b"first"
    assert names_in(tmp_path) == ["one"]


@pytest.mark.parametrize("name", ["n" * 255, "\N{LOBSTER}" * 63], ids=["ascii", "emoji"])
def test_a_long_name_can_be_written_too(tmp_path, name):
    wholefile.put(tmp_path / name, b"x")
    assert names_in(tmp_path) == [name]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_makes_for_somebody_is_theirs(tmp_path):
    os.chown(tmp_path, 65_534, 65_534)
    wholefile.put(tmp_path / "theirs", b"x", as_the_folders_owner=True)
    assert (tmp_path / "theirs").stat().st_uid == 65_534
