"""`alerts test` and `alerts list`: by the running process, else alone; exit codes; never an address."""

from __future__ import annotations

import json

import pytest

from clikit import running
from steadymesh.cli.main import run

pytestmark = pytest.mark.real


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("STEADYMESH_LANGUAGE", "en")
    monkeypatch.setenv("STEADYMESH_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("STEADYMESH_ALERTS__URLS", "tgram://sesame ntfy://sesame/sesame")
    return tmp_path


TAKEN = {"service": "telegram", "taken": "taken", "status": None}
REFUSED = {"service": "ntfy", "taken": "refused", "status": 403}


def test_each_service_is_named_by_its_kind_and_one_that_did_not_take_it_is_exit_code_1(state, capfd):
    with running(state) as process:
        process.answers["alerts.test"] = [TAKEN, REFUSED]
        assert run(["alerts", "test"]) == 1
        process.answers["alerts.test"] = [TAKEN]
        assert run(["alerts", "test"]) == 0
    out = capfd.readouterr().out.splitlines()
    assert out == ["telegram: taken", "ntfy: refused (status 403); is its address right?", "telegram: taken"]


def test_without_a_service_there_is_nothing_to_test(state, capfd, monkeypatch):
    monkeypatch.setenv("STEADYMESH_ALERTS__URLS", "")
    assert run(["alerts", "test"]) == 2
    assert "alerts.urls" in capfd.readouterr().err


def test_a_process_that_was_started_without_services_says_so(state, capfd):
    with running(state) as process:
        process.answers["alerts.test"] = []
        assert run(["alerts", "test"]) == 2
    assert "Restart it" in capfd.readouterr().err


def test_alone_the_services_are_tried_directly(state, capfd, monkeypatch):
    monkeypatch.setenv("STEADYMESH_ALERTS__URLS", "nonsense://sesame")
    assert run(["alerts", "test", "--json"]) == 1
    shown = capfd.readouterr()
    assert json.loads(shown.out) == [{"service": "nonsense", "taken": "unusable", "status": None}]
    assert "sesame" not in shown.out + shown.err


def test_what_goes_on_and_what_waits_is_listed(state, capfd):
    with running(state) as process:
        process.answers["alerts.list"] = {
            "current": [{"kind": "link", "names": [], "count": 1, "seconds": 4000.0, "is_told": True},
                        {"kind": "plugin", "names": ["wx"], "count": 1, "seconds": 60.0, "is_told": True}],
            "waiting": [{"at": "2026-03-01T12:00:00Z", "kind": "link", "phase": "began", "services": ["ntfy"], "text": "away\nx"}],
            "dropped": 0,
            "services": [{"service": "ntfy", "taken": 3, "waiting": 1, "last": "late", "status": None}],
        }  # fmt: skip
        assert run(["alerts", "list"]) == 0
        assert run(["alerts", "list", "--json"]) == 0
    out = capfd.readouterr().out
    lines = out.splitlines()
    assert lines[1:3] == ["  the radio is away, for 1h6m", "  a plug-in is paused, for 1m: wx"]
    assert lines[4].endswith("ntfy  away")
    assert lines[6].split("  ")[-1] == "no answer in time"
    assert json.loads(out[out.index("{") :])["dropped"] == 0


def test_alone_what_is_kept_is_listed(state, capfd):
    assert run(["alerts", "list"]) == 0
    assert capfd.readouterr().out.splitlines() == ["Nothing is going on.", "Nothing waits to be told."]
