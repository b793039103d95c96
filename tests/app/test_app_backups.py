"""Everything that is kept, into one file and back: whole, checked, and from nobody else."""

import asyncio
import gzip
import json
import os
import random
import sqlite3
import stat
import tarfile
from contextlib import closing
from io import BytesIO

import pytest

from app.test_app_process import ended, running, steadymesh, wait_for
from steadymesh.app.backups import back_up, restore
from steadymesh.errors import InputFileError, StateError, StateInUseError, UsageError
from steadymesh.store import StateDir, Store
from steadymesh.store.migrate import upgrade
from steadymesh.store.tables import HEAD
from store.disk_kit import disk
from store.store_kit import AT, entry, key, locked, message, node, opened

pytestmark = pytest.mark.real

DATABASE = "steadymesh.db"


@pytest.fixture
def state(tmp_path):
    state = tmp_path / "state"
    state.mkdir(mode=0o700)

    async def made():
        with opened(state / DATABASE) as store:
            await fill(store)

    asyncio.run(made())
    (state / "web-tokens.json").write_text('{"tokens": []}')
    (state / "console_history").write_text("say secret")
    return state


async def fill(store, number=1):
    await store.keys.save_keys([key(number)])
    await store.outbox.save(entry(number))
    await store.messages.append(message(number))
    await store.plugins.drawer("board").put(f"k{number}", number)
    await store.nodes.save_nodes([node(number)])


async def holds(state, number):
    with opened(state / DATABASE) as store:
        assert store.notice is None
        assert await store.keys.load_keys() == (key(number),)
        assert await store.outbox.load_open() == (entry(number),)
        assert await store.messages.load_messages(9) == (message(number),)
        assert await store.plugins.drawer("board").items() == ((f"k{number}", number),)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


# --- there ----------------------------------------------------------------------------------


async def test_what_is_backed_up_is_there_again_and_what_was_there_is_kept_aside(state, tmp_path):
    file, other = tmp_path / "b.tar.gz", tmp_path / "other"
    told = back_up(state, file, at=AT)
    assert told["counts"] == {"keys": 1, "nodes": 1, "texts": 1, "outbox": 1, "contacts": 0, "plugin_values": 1}
    assert told["has_tokens"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other.mkdir(mode=0o700)
    with opened(other / DATABASE) as store:
        await fill(store, 2)
    (other / "web-tokens.json").write_text("before")
    done = restore(other, file, at=AT)
    assert done["aside"] == [f"{DATABASE}.replaced-20260701T120000Z", "web-tokens.json.replaced-20260701T120000Z"]
    assert (other / "web-tokens.json").read_text() == '{"tokens": []}'
    assert stat.S_IMODE((other / DATABASE).stat().st_mode) == 0o600
    await holds(other, 1)
    (other / done["aside"][0]).rename(other / DATABASE)
    await holds(other, 2)
    assert (other / done["aside"][1]).read_text() == "before"


async def test_a_journal_goes_aside_with_its_database(state, tmp_path):
    file = tmp_path / "b"
    back_up(state, file, at=AT)
    with closing(sqlite3.connect(state / DATABASE)) as other:
        other.execute("DELETE FROM key_bindings")
        other.commit()
        wal = (state / f"{DATABASE}-wal").read_bytes()
    (state / f"{DATABASE}-wal").write_bytes(wal)
    done = restore(state, file, at=AT)
    await holds(state, 1)
    assert (state / f"{done['aside'][0]}-wal").read_bytes() == wal


def test_anything_that_reads_tar_reads_it_and_the_log_and_what_was_typed_are_not_in_it(state, tmp_path):
    file = tmp_path / "b.tar.gz"
    back_up(state, file, at=AT)
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["manifest.json", DATABASE, "web-tokens.json"]
        manifest = json.load(tar.extractfile("manifest.json"))
    assert manifest["format"] == "steadymesh-backup"
    assert manifest["schema"] == HEAD


async def test_a_backup_beside_a_writing_bot_is_one_moment(state, tmp_path):
    held = StateDir.open(state)
    with opened(state / DATABASE) as store:
        for number in range(2, 200):
            await store.outbox.save(entry(number))
            if number % 40 == 0:
                back_up(state, tmp_path / f"b{number}", at=AT)
    held.close()
    restore(tmp_path / "new", tmp_path / "b80", at=AT)
    with opened(tmp_path / "new" / DATABASE) as store:
        assert len(await store.outbox.load_open()) == 80


def test_a_running_process_is_backed_up_with_what_it_had_in_memory_and_refuses_to_be_restored(tmp_path):
    state, file = tmp_path / "state", tmp_path / "b"
    with running(state, "--sim") as process:
        wait_for(process, "link-ready")
        done = steadymesh("backup", str(file), "--json", "--state-dir", str(state))
        told = json.loads(done.stdout)
        assert told["counts"]["nodes"] >= 10, "node states wait for a minute"
        assert told["not_written_yet"] == 0
        refused = steadymesh("restore", str(file), "--state-dir", str(state))
        assert refused.returncode == 3
        assert "in use by another steadymesh" in refused.stderr
        assert ended(process)[0] == 0
    done = steadymesh("restore", str(file), "--state-dir", str(state), "--language", "fr")
    assert done.returncode == 0
    assert "est en place" in done.stdout
    assert "replaced-" in done.stdout


async def test_an_older_backup_is_brought_up_to_date(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir(mode=0o700)
    upgrade(old / DATABASE, "0003")
    back_up(old, tmp_path / "b", at=AT)
    done = restore(new, tmp_path / "b", at=AT)
    assert (done["schema"], done["migrated_to"]) == ("0003", HEAD)
    with opened(new / DATABASE) as store:
        assert store.notice is None
    assert names(new) == [DATABASE, "steadymesh.lock"]


# --- nothing is half written ----------------------------------------------------------------


def test_where_there_is_no_room_the_older_backup_stays(state, tmp_path):
    with disk(tmp_path, megabytes=2) as small:
        file = small.path / "b"
        back_up(state, file, at=AT)
        before = file.read_bytes()
        small.fill()
        with pytest.raises(UsageError, match="no space left"):
            back_up(state, file, at=AT)
        assert file.read_bytes() == before
        assert names(small.path) == ["b", "filler", "lost+found"]


def test_what_is_on_a_read_only_disk_can_still_be_saved(tmp_path):
    with disk(tmp_path) as small:
        Store.open(small.path / DATABASE, at=AT).close(2)
        small.fail()
        assert back_up(small.path, tmp_path / "b", at=AT)["schema"] == HEAD
        with pytest.raises(UsageError, match="read-only"):
            restore(small.path, tmp_path / "b", at=AT)


def test_what_can_not_be_backed_up_is_told_in_a_sentence(state, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for place, word in (
        (tmp_path / "pipe", "is no file"),
        (tmp_path, "is no file"),
        (state / DATABASE, "of the running state"),
        (state / "steadymesh.db-wal", "of the running state"),
        (tmp_path / "nowhere" / "b", "no such file"),
    ):
        with pytest.raises(UsageError, match=word):
            back_up(state, place, at=AT)
    with pytest.raises(StateError, match="nothing to back up"):
        back_up(tmp_path / "none", tmp_path / "b", at=AT)
    assert not (tmp_path / "none").exists()


def test_a_damaged_database_or_a_locked_one_makes_no_backup(state, tmp_path):
    with closing(sqlite3.connect(state / DATABASE)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
    with locked(state / DATABASE), pytest.raises(StateError, match="locked"):
        back_up(state, tmp_path / "b", at=AT)
    data = bytearray((state / DATABASE).read_bytes())
    data[5000:40_000] = random.Random(1).randbytes(35_000)
    (state / DATABASE).write_bytes(data)
    with pytest.raises(StateError, match="damaged"):
        back_up(state, tmp_path / "b", at=AT)
    assert not (tmp_path / "b").exists()


# --- from nobody else -----------------------------------------------------------------------


def packed(entries):
    out = BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb") as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for header, content in entries:
            info = header if isinstance(header, tarfile.TarInfo) else tarfile.TarInfo(header)
            info.size = len(content)
            tar.addfile(info, BytesIO(content))
    return out.getvalue()


def unpacked(file):
    with tarfile.open(file) as tar:
        return {name: tar.extractfile(name).read() for name in tar.getnames()}


def with_manifest(parts, **changes):
    told = json.loads(parts["manifest.json"]) | changes
    return [("manifest.json", json.dumps(told).encode()), *((n, c) for n, c in parts.items() if n != "manifest.json")]


def relabelled(parts, database):
    """A backup that says the right things of another database."""
    import hashlib

    told = json.loads(parts["manifest.json"])
    told["files"] = {DATABASE: {"size_bytes": len(database), "sha256": hashlib.sha256(database).hexdigest()}}
    return packed([("manifest.json", json.dumps(told).encode()), (DATABASE, database)])


def odd_database(tmp_path, *statements):
    path = tmp_path / "odd.db"
    path.unlink(missing_ok=True)
    Store.open(path, at=AT).close(2)
    with closing(sqlite3.connect(path)) as other:
        for statement in statements:
            other.execute(statement)
        other.commit()
        other.execute("PRAGMA journal_mode=DELETE")
    return path.read_bytes()


def hostile(parts, tmp_path):
    """Yield what is no backup of ours, with the word that says so."""
    whole = packed(with_manifest(parts))
    database = parts[DATABASE]
    link = tarfile.TarInfo("manifest.json")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    later = odd_database(tmp_path, "UPDATE alembic_version SET version_num = '9999'")
    trigger = odd_database(tmp_path, "CREATE TRIGGER t AFTER INSERT ON nodes BEGIN DELETE FROM key_bindings; END")
    view = odd_database(tmp_path, "DROP TABLE seen", "CREATE VIEW seen AS SELECT 1")
    lacking = odd_database(tmp_path, "DROP TABLE outbox_attempts")
    yield from {
        "empty": (b"", "no backup"),
        "text": (b"keys = 1\n" * 100, "no backup"),
        "a database": (database, "no backup"),
        "gzip of nothing": (gzip.compress(b""), "damaged"),
        "gzip of text": (gzip.compress(b"x" * 5000), "damaged"),
        "cut in half": (whole[: len(whole) // 2], "damaged"),
        "without its end": (whole[:-8], "damaged"),
        "a byte off": (whole[:900] + bytes([whole[900] ^ 1]) + whole[901:], "damaged"),
        "another tar": (packed([("etc/passwd", b"root")]), "no backup"),
        "a link": (packed([(link, b"")]), "no backup"),
        "one more file": (packed([*with_manifest(parts), ("../evil", b"x")]), "damaged"),
        "the same twice": (packed([*with_manifest(parts), (DATABASE, database)]), "damaged"),
        "a file less": (packed(with_manifest(parts)[:1]), "damaged"),
        "another format": (packed(with_manifest(parts, format="x")), "no backup"),
        "later form": (packed(with_manifest(parts, version=2)), "later version"),
        "no object": (packed([("manifest.json", b"[" * 50_000)]), "damaged"),
        "a path": (packed(with_manifest(parts, files={"../x": {}})), "no backup"),
        "odd files": (packed(with_manifest(parts, files={DATABASE: 7})), "damaged"),
        "long manifest": (packed([("manifest.json", b" " * 70_000)]), "no backup"),
        "no database": (relabelled(parts, b"garbage" * 1000), "damaged"),
        "empty database": (relabelled(parts, b""), "no backup"),
        "a page off": (relabelled(parts, database[:8192] + b"\xff" * 4096 + database[12_288:]), "damaged"),
        "later schema": (relabelled(parts, later), "later version"),
        "a trigger": (relabelled(parts, trigger), "no backup"),
        "a view": (relabelled(parts, view), "no backup"),
        "a table less": (relabelled(parts, lacking), "no backup"),
    }.items()


async def test_what_is_no_sound_backup_of_ours_is_refused_in_a_sentence_and_changes_nothing(state, tmp_path):
    back_up(state, tmp_path / "good", at=AT)
    parts = unpacked(tmp_path / "good")
    before = names(state)
    file = tmp_path / "bad"
    for name, (data, word) in hostile(parts, tmp_path):
        file.write_bytes(data)
        with pytest.raises(InputFileError) as caught:
            restore(state, file, at=AT)
        assert word in str(caught.value), name
        assert names(state) == before, name
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(InputFileError):
            restore(state, place, at=AT)
    with StateDir.open(state), pytest.raises(StateInUseError):
        restore(state, tmp_path / "good", at=AT)
    await holds(state, 1)
