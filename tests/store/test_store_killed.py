import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from store.store_kit import opened

pytestmark = pytest.mark.real

WRITER = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from store.store_kit import AT, entry, key
from steadymesh.store import Store

async def main():
    store = Store.open(Path({path!r}), at=AT)
    for number in range(100_000):
        await store.outbox.save(entry(number, key=f"e{{number:06}}"))
        await store.keys.save_keys([key(number % 50 + 1, fill=number % 250 + 1)])
        await store.plugins.drawer("mail").put(str(number % 50), number)
        await store.plugins.drawer("mail").delete(str((number + 25) % 50))
        print(number, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize("lines", [1, 40, 150])
async def test_whatever_was_saved_survives_kill_9(tmp_path, lines):
    path = tmp_path / "s.db"
    code = WRITER.format(tests=str(Path(__file__).parents[1]), path=str(path))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as writer:  # noqa: ASYNC220
        assert writer.stdout is not None
        for _ in range(lines):
            last = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().split("\n")
        last = int(rest[-2]) if len(rest) > 1 else last
    assert writer.returncode == -signal.SIGKILL
    with opened(path) as store:
        assert store.notice is None
        kept = [e.key for e in await store.outbox.load_open()]
        assert kept[: last + 1] == [f"e{number:06}" for number in range(last + 1)]
        assert len(kept) <= last + 2
        assert {k.key.raw[0] for k in await store.keys.load_keys()} >= {number % 250 + 1 for number in range(last + 1)}
        drawer = dict(await store.plugins.drawer("mail").items())
        for number in range(max(0, last - 24), last + 1):
            assert drawer.get(str(number % 50), number) >= number
        assert drawer[str(last % 50)] == last
        assert len(drawer) <= 26
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
