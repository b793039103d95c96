"""The unit file: what it promises the service manager, and that systemd reads it."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[2] / "contrib" / "systemd" / "steadymesh.service"


def test_the_unit_is_watched_restarted_and_ended_in_time():
    parser = configparser.ConfigParser(strict=False, interpolation=None)  # one may stand twice
    parser.optionxform = str
    parser.read(UNIT, encoding="utf-8")
    service = parser["Service"]
    promised = {
        "Type": "notify", "NotifyAccess": "main", "Restart": "always", "StateDirectory": "steadymesh", "TimeoutStopSec": "5",
    }  # fmt: skip
    assert {name: service[name] for name in promised} == promised
    assert int(service["WatchdogSec"]) >= 10
    assert parser["Unit"]["StartLimitIntervalSec"] == "0"


@pytest.mark.real
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_nothing_wrong(tmp_path):
    unit = tmp_path / "steadymesh.service"
    unit.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={shutil.which('true')}", UNIT.read_text()))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 0, done.stderr
    assert str(unit) not in done.stderr
