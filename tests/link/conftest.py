from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from linkkit import Log


@pytest.fixture
def log() -> Iterator[Log]:
    """Everything that is logged, at every level."""
    lines = Log()
    before = structlog.get_config()
    structlog.reset_defaults()
    structlog.configure(processors=[lines])
    yield lines
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def _quiet(log: Log) -> None:
    """No test of the link prints a log."""
