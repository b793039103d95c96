"""`backup` and `restore` at the command line: what they print, and what they don't take."""

import json

import pytest

from steadymesh.cli import run
from steadymesh.store import Store
from store.store_kit import AT


@pytest.fixture
def kept(state):
    state.chmod(0o700)
    Store.open(state / "steadymesh.db", at=AT).close(2)
    return state


def test_a_backup_says_what_is_in_it_and_that_it_is_private(kept, tmp_path, capfd):
    assert run(["backup", "b"]) == 0
    out = capfd.readouterr().out
    assert out.startswith("b: 0 keys, 0 nodes, 0 texts that came in and 0 of ours (0 MB), checked.")
    assert "people's texts, positions and public keys" in out
    assert run(["restore", "b", "--language", "fr"]) == 0
    assert capfd.readouterr().out.count("\n") == 2
    assert run(["restore", "b", "--json"]) == 0
    assert len(json.loads(capfd.readouterr().out)["aside"]) == 1


def test_what_a_failing_disk_could_not_take_is_told(kept, process, capfd):
    process.answers["store.flush"] = {"failing": "full", "waiting": 7}
    assert run(["backup", "b", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["not_written_yet"] == 7
    assert run(["backup", "b"]) == 0
    assert "7 changes are not in the backup" in capfd.readouterr().err
    process.answers["store.flush"] = {"ok": False, "error": "The store is closed."}
    assert run(["backup", "b"]) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_no_file_a_pipe_and_an_option_are_no_places(kept, command, capfd):
    for word, said in (
        ("-", "what goes into a pipe"),
        (" ", "No file is named"),
        ("--jsn", "There is no option --jsn"),
    ):
        assert run([command, word]) == 2
        assert said in capfd.readouterr().err


def test_exit_codes(kept, tmp_path, capfd):
    (tmp_path / "odd").write_text("x")
    assert run(["restore", "odd"]) == 2
    assert run(["backup", "nowhere/b"]) == 2
    assert run(["backup", "b", "--state-dir", "none"]) == 3
    assert capfd.readouterr().err.count("\n") == 3
