"""What can be said of plug-ins, keys and alerts while no bot runs: from the configuration and from what is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from steadymesh.app.logs import muted
from steadymesh.app.pluginlist import plugin_rows
from steadymesh.config import Config
from steadymesh.doctor import rooms
from steadymesh.doctor.finding import Finding, note, ok
from steadymesh.doctor.within import within
from steadymesh.errors import DeadlineError, SteadymeshError
from steadymesh.keys.book.audit import audit, ours_of
from steadymesh.keys.book.book import Book
from steadymesh.store.peek import kept_keys
from steadymesh.store.statedir import DATABASE_NAME

KEYS_S: Final = 3.0
"""For the key book: 100,000 keys take a second."""


def check(config: Config, *, may_read: bool) -> Iterator[Finding]:
    """Yield what there is to say; what can't be read is told of by whoever looks at the disk.

    Args:
        config: The configuration.
        may_read: The disk answers.
    """
    if may_read:
        yield from keys(config.state_dir / DATABASE_NAME)
    yield from plugins(config)
    if not config.alerts.services:
        yield note("alerts", "nobody")


def keys(database: Path) -> Iterator[Finding]:
    """Yield how sound the kept key book is."""
    if not database.is_file():
        return
    book = Book()
    try:
        book.restore(within(KEYS_S + 1, lambda: kept_keys(database, timeout_s=KEYS_S)))
    except (SteadymeshError, DeadlineError):
        return
    found = Counter(finding.kind.value for finding in audit(book, ours_of(book)))
    yield from rooms.keys(found, known=len(book), held=book.held_count)


def plugins(config: Config) -> Iterator[Finding]:
    """Yield which plug-ins the bot would not load. They are imported, as `plugin check` does it."""
    with muted():
        try:
            rows = plugin_rows(config)
        except SteadymeshError as exc:  # one of our own: the bot would not start
            yield from rooms.refused_plugins({"steadymesh": str(exc)})
            return
    refused = {str(row["name"]): str(row["problem"]) for row in rows if row["state"] == "not-loaded"}
    yield from rooms.refused_plugins(refused)
    if not refused:
        yield ok("plugins", "loaded", count=sum(row["state"] == "loaded" for row in rows))
