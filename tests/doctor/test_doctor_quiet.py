"""Plug-ins, keys and alerts while no bot runs."""

import pytest

from bookkit import key
from doctorkit import START, config
from steadymesh.config import load
from steadymesh.doctor import disk, quiet
from steadymesh.doctor.finding import problem
from steadymesh.ids import NodeNum
from steadymesh.model import KeySource, NodeKey
from steadymesh.store import Store


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "plugins").mkdir()
    (tmp_path / "steadymesh.toml").touch()
    return tmp_path


def plugins(folder):
    return list(quiet.plugins(load(file=folder / "steadymesh.toml", env={}, sets=("language=en",))))


def test_plug_ins_that_can_be_loaded_are_counted(folder, capfd):
    [found] = plugins(folder)
    assert (found.what, found.facts["count"] > 20) == ("loaded", True)
    assert capfd.readouterr().err == ""


def test_one_that_can_not_be_loaded_is_told_with_why(folder, capfd):
    (folder / "plugins" / "tide.py").write_text("import no_such_library\n")
    [found] = plugins(folder)
    assert found.what == "refused"
    assert "no_such_library" in found.sentence("en")
    assert "tide" in found.remedy("en")
    assert capfd.readouterr().err == "", "it is a finding, not a line of the log as well"


def test_wrong_settings_of_one_of_our_own_are_told(folder):
    (folder / "steadymesh.toml").write_text("[plugin.wx]\nno_such_setting = 3\n")
    assert [one.what for one in plugins(folder)] == ["refused"]


@pytest.mark.parametrize(("sets", "found"), [([], ["nobody"]), (["alerts.urls=json://localhost/x"], [])])
def test_nobody_who_is_told_is_a_note(tmp_path, sets, found):
    settings = config(f"state_dir={tmp_path}", *sets)
    assert [one.what for one in quiet.check(settings, may_read=True) if one.check == "alerts"] == found


def kept(path, *keys):
    async def save():
        store = Store.open(path, at=START)
        await store.keys.save_keys(keys)
        store.close(5)

    return save()


def binding(num, raw):
    return NodeKey(node=NodeNum(num), key=key(raw), source=KeySource.HEARD, first_seen=START, last_seen=START)


async def test_the_kept_key_book_is_audited_and_stays_as_it_is(tmp_path):
    path = tmp_path / "steadymesh.db"
    await kept(path, binding(2, 1), binding(3, 2))
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert [one.what for one in quiet.keys(path)] == ["sound"]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


async def test_a_key_under_two_numbers_is_found(tmp_path):
    await kept(tmp_path / "steadymesh.db", binding(2, 1), binding(3, 1))
    [found] = quiet.keys(tmp_path / "steadymesh.db")
    assert (found.what, found.facts["shared"]) == ("findings", 2)


def test_what_can_not_be_read_is_told_of_elsewhere(tmp_path):
    assert list(quiet.keys(tmp_path / "none.db")) == []
    (tmp_path / "damaged.db").write_bytes(b"nothing" * 100)
    assert list(quiet.keys(tmp_path / "damaged.db")) == []


def test_of_a_disk_that_hangs_nothing_is_read(monkeypatch):
    monkeypatch.setattr(quiet, "keys", lambda _database: pytest.fail("it was read"))
    assert list(quiet.check(config(), may_read=False))
    assert not disk.may_be_read([problem("state", "hangs")])
    assert disk.may_be_read([problem("state", "read-only")])
