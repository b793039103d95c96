"""Values and stores for the store's tests."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

from steadymesh.ids import BROADCAST, ChannelIndex, NodeNum, PacketId, PublicKey
from steadymesh.model import Entry, KeySource, LogMessage, Node, NodeKey, SendText, TextMessage
from steadymesh.store import Store, StoreOptions

AT = datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=UTC)
PEER = NodeNum(0x11223344)
FAST = {"busy_timeout_s": 0.02, "retry_first_s": 0.02, "retry_max_s": 0.05}
"""For tests in which the disk fails: tried again at once."""


def key(node: int = PEER, fill: int = 7, **changes) -> NodeKey:
    values = {
        "node": NodeNum(node),
        "key": PublicKey(bytes([fill]) * 32),
        "source": KeySource.HEARD,
        "first_seen": AT,
        "last_seen": AT + timedelta(minutes=fill),
    }
    return NodeKey(**(values | changes))


def entry(number: int = 1, **changes) -> Entry:
    values = {
        "key": f"e{number:03}",
        "intent": SendText(to=PEER, text=f"text {number} é🙂"),
        "packet_id": PacketId(0xF0000000 + number),
        "created": AT + timedelta(seconds=number),
        "deadline": AT + timedelta(seconds=600 + number),
    }
    return Entry(**(values | changes))


def message(number: int = 1, **changes) -> LogMessage:
    values = {
        "id": PacketId(number),
        "sender": PEER,
        "to": BROADCAST,
        "channel": ChannelIndex(0),
        "text": f"hello {number}",
    }
    return LogMessage(message=TextMessage(**(values | changes)), received=AT + timedelta(seconds=number))


def node(num: int = PEER, **changes) -> Node:
    return Node(**({"num": NodeNum(num), "long_name": f"Node {num}"} | changes))


@contextmanager
def opened(path, **options):
    """A store that is closed whatever happens."""
    store = Store.open(path, at=AT, options=StoreOptions(**options))
    try:
        yield store
    finally:
        store.close(2)


@contextmanager
def locked(path):
    """Another program holds the database: nobody else writes."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def until(condition, seconds=3.0):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def row_count(path, table):
    with closing(sqlite3.connect(path)) as other:
        return other.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def as_killed_now(path, folder):
    """The database as a process that is killed at this moment leaves it behind: what the kernel has of its files."""
    folder.mkdir()
    for file in (path, path.with_name(f"{path.name}-wal")):
        shutil.copy(file, folder / file.name)
    return folder / path.name


def is_settled(store):
    """Everything is written, nothing was given up."""
    facts = store.facts()
    return (facts["failing"], facts["waiting"], facts["dropped"]) == ("", 0, 0)
