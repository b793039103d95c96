"""The identity on the disk: 0600 from the first byte on, whole or not there, never over something else."""

import errno
import os
import stat
from pathlib import Path

import pytest

from steadymesh.errors import InputFileError, UsageError
from steadymesh.keys.files import identityfile
from steadymesh.keys.files.identity import MAX_BYTES
from steadymesh.keys.files.identityfile import check_target, read_identity_file, write_identity


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refusal(*args, **kwargs) -> str:
    with pytest.raises(UsageError) as caught:
        write_identity(*args, **kwargs)
    return caught.value.told.sentence


@pytest.fixture(autouse=True)
def wide_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def test_only_its_owner_may_read_it_whatever_the_umask_is(tmp_path):
    path = tmp_path / "echo.json"
    write_identity(path, "secret", replace=False)
    assert (path.read_text(), mode_of(path)) == ("secret", 0o600)
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_nlink == 1


def test_it_is_closed_to_others_before_the_first_byte_is_written(tmp_path, monkeypatch):
    modes = []
    real = os.fdopen

    def watched(handle, *args, **kwargs):
        modes.append(stat.S_IMODE(os.fstat(handle).st_mode))
        return real(handle, *args, **kwargs)

    monkeypatch.setattr(identityfile.os, "fdopen", watched)
    write_identity(tmp_path / "echo.json", "secret", replace=False)
    assert modes == [0o600]


def test_a_file_that_is_there_stays(tmp_path):
    path = tmp_path / "echo.json"
    path.write_text("older")
    assert refusal(path, "newer", replace=False) == "identity-target-exists"
    assert path.read_text() == "older"


def test_a_file_that_is_there_is_replaced_when_asked(tmp_path):
    path = tmp_path / "echo.json"
    path.write_text("older")
    path.chmod(0o644)
    write_identity(path, "newer", replace=True)
    assert (path.read_text(), mode_of(path)) == ("newer", 0o600)


@pytest.mark.parametrize("replace", [True, False])
def test_a_link_is_neither_followed_nor_replaced(tmp_path, replace):
    target, link = tmp_path / "precious", tmp_path / "echo.json"
    target.write_text("precious")
    link.symlink_to(target)
    assert refusal(link, "secret", replace=replace) == "identity-target-kind"
    link.unlink()
    link.symlink_to(tmp_path / "nowhere")
    assert refusal(link, "secret", replace=replace) == "identity-target-kind"
    assert target.read_text() == "precious"
    assert not (tmp_path / "nowhere").exists()


def test_a_link_that_appears_meanwhile_is_not_followed_either(tmp_path, monkeypatch):
    target, link = tmp_path / "precious", tmp_path / "echo.json"
    target.write_text("precious")
    monkeypatch.setattr(identityfile, "check_target", lambda path, replace: link.symlink_to(target))
    assert refusal(link, "secret", replace=False) == "identity-target-exists"
    link.unlink()
    write_identity(link, "secret", replace=True)
    assert target.read_text() == "precious"
    assert not link.is_symlink()


def test_a_pipe_and_a_directory_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        assert refusal(tmp_path / name, "secret", replace=True) == "identity-target-kind"
        with pytest.raises(InputFileError) as caught:
            read_identity_file(tmp_path / name)
        assert caught.value.told.sentence == "identity-file-kind"


def test_a_directory_that_is_not_there_is_named_before_a_radio_is_asked(tmp_path):
    with pytest.raises(UsageError) as caught:
        check_target(tmp_path / "no" / "echo.json", replace=False)
    assert (caught.value.told.sentence, caught.value.told.fields["is_there"]) == ("identity-target-folder", "no")


def test_a_directory_that_can_not_be_written_to_is_named_as_well(tmp_path, monkeypatch):
    monkeypatch.setattr(identityfile.os, "access", lambda *_: False)
    with pytest.raises(UsageError) as caught:
        check_target(tmp_path / "echo.json", replace=False)
    assert (caught.value.told.sentence, caught.value.told.fields["is_there"]) == ("identity-target-folder", "yes")


def test_a_name_that_is_too_long_or_lies_below_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    assert refusal(tmp_path / "file" / "echo.json", "secret", replace=False) == "identity-target-unwritable"
    assert refusal(tmp_path / ("x" * 300), "secret", replace=False) == "identity-target-unwritable"


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "echo.json"
    path.write_text("older")
    monkeypatch.setattr(identityfile.os, "fsync", full)
    assert refusal(path, "newer", replace=True) == "identity-target-unwritable"
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_system_without_links_keeps_it_as_well(tmp_path, monkeypatch):
    def no_links(*_args):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(identityfile.os, "link", no_links)
    path = tmp_path / "echo.json"
    write_identity(path, "secret", replace=False)
    assert (path.read_text(), mode_of(path)) == ("secret", 0o600)
    assert list(tmp_path.iterdir()) == [path]
    monkeypatch.setattr(identityfile, "check_target", lambda path, replace: None)
    assert refusal(path, "other", replace=False) == "identity-target-exists"
    assert path.read_text() == "secret"


def test_a_trouble_of_the_disk_while_it_gets_its_name_is_told(tmp_path, monkeypatch):
    def broken(*_args):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(identityfile.os, "link", broken)
    assert refusal(tmp_path / "echo.json", "secret", replace=False) == "identity-target-unwritable"
    assert list(tmp_path.iterdir()) == []


# --- reading --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "exposed"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True), (0o620, True)]
)
def test_a_file_that_others_may_touch_is_read_and_said_to_be(tmp_path, mode, exposed):
    path = tmp_path / "echo.json"
    path.write_text("secret")
    path.chmod(mode)
    found = read_identity_file(path)
    assert (found.data, found.is_exposed) == (b"secret", exposed)
    assert "secret" not in repr(found)


def test_a_file_that_is_not_there_or_far_too_large_is_refused(tmp_path):
    with pytest.raises(InputFileError) as caught:
        read_identity_file(tmp_path / "none")
    assert caught.value.told.sentence == "identity-file-unreadable"
    (tmp_path / "large").write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(InputFileError) as caught:
        read_identity_file(tmp_path / "large")
    assert caught.value.told.sentence == "identity-file-foreign"
