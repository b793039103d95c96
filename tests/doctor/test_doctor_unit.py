"""The systemd unit as it lies on the disk."""

import pytest

from steadymesh.app.serviceinstall import UNIT
from steadymesh.app.serviceunit import unit as written
from steadymesh.doctor import unit

OURS = "[Service]\nType=notify\nWatchdogSec=30\nRestart=always\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    place = tmp_path / "etc/systemd/system"
    place.mkdir(parents=True)
    return place


def check(root):
    return [one.what for one in unit.check(root, root / "home")]


def test_the_unit_that_service_install_writes_is_fine(place, tmp_path):
    from pathlib import Path

    from steadymesh.app.serviceunit import Installation

    of = Installation(program=("/opt/x",), config=Path("/etc/x.toml"), is_system=True, credentials=Path("/etc/c"))
    (place / UNIT).write_text(written(of))
    assert check(tmp_path) == ["fine"]


def test_no_unit_at_all_is_a_note(place, tmp_path):
    assert check(tmp_path) == ["none"]


def test_a_unit_of_the_users_own_is_found(tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    user = tmp_path / "home/.config/systemd/user"
    user.mkdir(parents=True)
    (user / UNIT).write_text(OURS)
    assert check(tmp_path) == ["fine"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (OURS.replace("Type=notify\n", ""), ["mute"]),
        (OURS.replace("notify", "exec"), ["mute"]),
        (OURS.replace("notify", "notify-reload"), ["fine"]),
        (OURS.replace("WatchdogSec=30", "WatchdogSec=0"), ["unwatched"]),
        (OURS.replace("WatchdogSec=30\n", "#WatchdogSec=30\n"), ["unwatched"]),
        (OURS.replace("Restart=always\n", ""), ["once"]),
        (OURS.replace("[Service]", "[Unit]"), ["mute", "unwatched", "once"]),
        ("", ["mute", "unwatched", "once"]),
    ],
)
def test_what_a_unit_lacks_is_told(place, tmp_path, text, found):
    (place / UNIT).write_text(text)
    assert check(tmp_path) == found


def test_what_is_written_beside_the_unit_counts(place, tmp_path):
    (place / UNIT).write_text(OURS)
    (place / f"{UNIT}.d").mkdir()
    (place / f"{UNIT}.d/10-mine.conf").write_text("[Service]\nWatchdogSec=0\n")
    assert check(tmp_path) == ["unwatched"]


@pytest.mark.parametrize("mark", [".dockerenv", "run/.containerenv"])
def test_a_container_has_no_unit_and_needs_none(place, tmp_path, mark):
    (tmp_path / mark).parent.mkdir(exist_ok=True)
    (tmp_path / mark).touch()
    assert check(tmp_path) == ["container"]
