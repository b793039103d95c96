"""`why`: the last failure, for people and for programs, from the running process or the disk."""

import json

import pytest

from steadymesh.app import why as app_why
from steadymesh.cli import run
from steadymesh.cli import why as command
from steadymesh.errors import NotRunningError

ROW = {
    "node": "!11223344",
    "name": "Alice",
    "created": "2026-07-01T12:00:00Z",
    "handed": None,
    "outcome": "refused",
    "reason": "KEY_HELD",
    "what": "Alice shows a new key.",
    "remedy": "Compare it.",
}


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STEADYMESH_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "state").mkdir()
    return tmp_path / "state"


class Process:
    """A running steadymesh that answers the same whatever it is asked."""

    def __init__(self, monkeypatch, answer):
        self.asked = []
        self.answer = answer
        monkeypatch.setattr(command, "ask", self.ask)

    def ask(self, _state_dir, op, args):
        self.asked.append((op, args))
        return self.answer


def lines(capfd):
    return dict(line.split("  ", 1) for line in capfd.readouterr().out.splitlines())


def test_the_last_failure_in_words(state, monkeypatch, capfd):
    process = Process(monkeypatch, ROW)
    assert run(["why"]) == 0
    said = {key: value.strip() for key, value in lines(capfd).items()}
    assert said["To"] == "Alice (!11223344)"
    assert said["When"].startswith("2026-07-01 ")
    assert said["Ended"] == "refused (KEY_HELD)"
    assert said["Why"] == "Alice shows a new key."
    assert said["What to do"] == "Compare it."
    assert process.asked == [("why", {"language": "en"})]


@pytest.mark.parametrize("spelling", ["!11223344", "0x11223344", "287454020"])
def test_a_node_in_any_spelling_is_asked_for_as_one(state, monkeypatch, capfd, spelling):
    process = Process(monkeypatch, ROW | {"name": "", "reason": "", "outcome": "expired"})
    assert run(["why", spelling, "--language", "fr"]) == 0
    assert process.asked == [("why", {"language": "fr", "node": "!11223344"})]
    out = capfd.readouterr().out
    assert out.startswith("À          !11223344\n")
    assert "expiré\n" in out


def test_the_channel_is_named_in_the_language(state, monkeypatch, capfd):
    Process(monkeypatch, ROW | {"node": "broadcast", "name": "", "outcome": "of-a-later-release"})
    assert run(["why"]) == 0
    out = capfd.readouterr().out
    assert "the channel\n" in out
    assert "of-a-later-release (KEY_HELD)" in out


def test_as_json_it_is_the_answer(state, monkeypatch, capfd):
    Process(monkeypatch, ROW)
    assert run(["why", "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == ROW


def test_nothing_failed_says_so(state, monkeypatch, capfd):
    Process(monkeypatch, None)
    assert run(["why"]) == 0
    assert capfd.readouterr().out == "Nothing has failed lately.\n"
    assert run(["why", "!11223344"]) == 0
    assert capfd.readouterr().out == "Nothing to !11223344 has failed lately.\n"
    assert run(["why", "--json"]) == 0
    assert json.loads(capfd.readouterr().out) is None


def test_without_a_process_the_disk_is_asked(state, monkeypatch, capfd):
    asked = []

    def kept(*args):
        asked.append(args)
        return ROW

    monkeypatch.setattr(app_why, "kept_why", kept)
    assert run(["why", "!11223344"]) == 0
    assert asked == [(state, 0x11223344, "en")]
    assert "Alice" in capfd.readouterr().out


def test_without_anything_kept_it_says_that_none_runs(state, capfd):
    state.rmdir()
    assert run(["why"]) == NotRunningError.exit_code
    assert len(capfd.readouterr().err.splitlines()) == 1


def test_what_is_no_node_is_refused_in_one_line(state, capfd):
    assert run(["why", "Alice!"]) == 2
    assert len(capfd.readouterr().err.splitlines()) == 1
