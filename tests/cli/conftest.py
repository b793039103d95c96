"""A state directory, and a scripted process that uses it."""

from __future__ import annotations

import pytest

from clikit import running


@pytest.fixture
def state(tmp_path, monkeypatch):
    """A state directory; nothing else is configured."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    state = tmp_path / "state"
    state.mkdir()
    monkeypatch.setenv("STEADYMESH_STATE_DIR", str(state))
    return state


@pytest.fixture
def process(state):
    with running(state) as process:
        yield process
