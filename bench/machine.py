"""Where and with what it was measured."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import steadymesh


def processor() -> str:
    """Return the processor's name and clock; on other systems than Linux what Python knows."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    lines = (line.partition(":") for line in text.splitlines())
    fields = {name.strip(): value.strip() for name, _, value in lines}
    return f"{fields.get('model name', platform.machine())}, {float(fields.get('cpu MHz', 0)) / 1000:.1f} GHz"


def facts() -> dict[str, str]:
    """Return date, machine and versions, by name."""
    found = {
        "Measured on": datetime.now(UTC).strftime("%Y-%m-%d"),
        "on": f"{os.cpu_count()} shared cores ({processor()}), {platform.system()}",
        "Python": platform.python_version(),
        "steadymesh": steadymesh.__version__,
    }
    for package in ("meshtastic", "protobuf"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
