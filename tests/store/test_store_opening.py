import contextlib
import os
import resource
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import structlog
from sqlalchemy.exc import DBAPIError

from steadymesh import words
from steadymesh.errors import StoreError
from steadymesh.store import Store, StoreOptions
from steadymesh.store.engine import make_engine
from steadymesh.store.integrity import Health, check, free_name
from steadymesh.store.migrate import main as migrate
from steadymesh.store.migrate import upgrade
from steadymesh.store.opening import Schema
from steadymesh.store.tables import HEAD, METADATA
from store.store_kit import AT, entry, key, message, node, opened

pytestmark = pytest.mark.real

NEXT = f"{int(HEAD) + 1:04}"
LATER = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{HEAD}"


def upgrade():
    op.add_column("nodes", sa.Column("mood", sa.String(), nullable=True))
    op.execute("UPDATE nodes SET mood = 'good'")
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "steadymesh.db"


def names(path):
    return sorted(f.name for f in path.parent.iterdir() if not f.name.endswith(("-wal", "-shm")))


def sql(path, statement):
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement).fetchall()


def schema(tmp_path, script=LATER):
    folder = tmp_path / "later"
    folder.mkdir(exist_ok=True)
    (folder / f"{NEXT}_later.py").write_text(script)
    return Schema(head=NEXT, scripts=(folder,))


async def fill(path):
    with opened(path) as store:
        await store.keys.save_keys([key()])
        await store.outbox.save(entry())
        await store.messages.append(message())
        store.nodes.keep_node(node())


def reopened(path, **kwargs):
    store = Store.open(path, at=AT, **kwargs)
    store.close(2)
    return store


def test_a_new_file_gets_its_tables_and_its_number_without_alembic(path):
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC; from steadymesh.store import Store;"
        f"s = Store.open(Path({str(path)!r}), at=datetime(2026, 7, 1, tzinfo=UTC)); assert s.notice is None;"
        "assert s.close(2); assert not [m for m in sys.modules if m.startswith('alembic')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
    assert sql(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_opening_again_changes_nothing(path):
    await fill(path)
    store = reopened(path)
    assert store.notice is None
    assert sql(path, "SELECT count(*) FROM key_bindings") == [(1,)]


def test_migrating_from_nothing_and_making_the_tables_give_the_same_schema(path, tmp_path):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import create_engine

    upgrade(path, "head")
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == HEAD
    engine.dispose()
    other = tmp_path / "made.db"
    reopened(other)
    listing = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
    assert sql(path, listing) == sql(other, listing)


async def test_an_older_schema_is_copied_and_then_migrated(path, tmp_path):
    await fill(path)
    store = Store.open(path, at=AT, schema=schema(tmp_path))
    store.close(2)
    assert f"migrated from schema {HEAD} to {NEXT}" in str(store.notice)
    backup = path.with_name(f"steadymesh.db.schema-{HEAD}-20260701T120000Z")
    assert backup.name in str(store.notice)
    assert sql(path, "SELECT mood FROM nodes") == [("good",)]
    assert sql(path, "SELECT version_num FROM alembic_version") == [(NEXT,)]
    assert sql(backup, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("last_line", "told"),
    [
        ("    op.execute('UPDATE nothing SET mood = 1')", "failed: The database"),
        ("    raise KeyError('mood')", "failed: KeyError"),
        ("    import os; os.kill(os.getpid(), 9)", "failed: exit code -9"),
    ],
)
async def test_a_migration_that_fails_changes_nothing(path, tmp_path, last_line, told):
    await fill(path)
    broken = LATER.rstrip() + "\n" + last_line + "\n"
    with pytest.raises(StoreError, match=told) as caught:
        Store.open(path, at=AT, schema=schema(tmp_path, broken))
    assert "Nothing was changed" in str(caught.value)
    assert sql(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert "mood" not in {row[1] for row in sql(path, "PRAGMA table_info(nodes)")}
    assert reopened(path).notice is None


async def test_a_migration_that_hangs_is_stopped(path, tmp_path):
    await fill(path)
    slow = LATER + "    import time; time.sleep(60)\n"
    began = time.monotonic()
    with pytest.raises(StoreError, match="took longer than 2 s"):
        Store.open(path, at=AT, schema=schema(tmp_path, slow), options=StoreOptions(migration_timeout_s=2.0))
    assert time.monotonic() - began < 10
    assert reopened(path).notice is None


async def test_a_missing_migration_is_a_sentence(path, tmp_path, capsys):
    await fill(path)
    assert migrate([str(path), "0007"]) == 3
    assert "migrations are incomplete" in capsys.readouterr().err
    assert migrate([str(path), "head"]) == 0


@pytest.mark.parametrize("number", ["0099", "e3f9a0"])
async def test_a_later_schema_is_refused_and_not_touched(path, number):
    await fill(path)
    sql(path, f"UPDATE alembic_version SET version_num = '{number}'")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=f"later version of steadymesh .schema {number}"):
        Store.open(path, at=AT)
    assert path.read_bytes() == before
    assert names(path) == ["steadymesh.db"]


@pytest.mark.parametrize("statement", ["CREATE TABLE theirs (x)", "CREATE TABLE alembic_version (version_num TEXT)"])
def test_another_programs_database_is_refused_and_not_touched(path, statement):
    sql(path, statement)
    with pytest.raises(StoreError, match="database of another program"):
        Store.open(path, at=AT)
    assert names(path) == ["steadymesh.db"]


def garbage(path):
    path.write_bytes(b"this was never a database\n" * 100)


def truncated(path):
    path.write_bytes(path.read_bytes()[:5000])


def scrambled(path):
    data = bytearray(path.read_bytes())
    data[4096 : len(data)] = os.urandom(len(data) - 4096)
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("damage", [garbage, truncated, scrambled])
async def test_a_damaged_file_is_kept_aside_and_a_new_one_begun(path, damage):
    await fill(path)
    damage(path)
    broken = path.read_bytes()
    store = Store.open(path, at=AT)
    try:
        aside = path.with_name("steadymesh.db.damaged-20260701T120000Z")
        assert aside.read_bytes() == broken
        assert aside.name in str(store.notice)
        assert "damaged" in str(store.notice)
        assert await store.keys.load_keys() == ()
        await store.keys.save_keys([key()])
    finally:
        store.close(2)
    assert reopened(path).notice is None


@pytest.mark.parametrize("damage", [garbage, truncated, scrambled])
async def test_a_look_at_what_is_kept_leaves_a_damaged_file_where_it_is(path, damage):
    await fill(path)
    damage(path)
    broken = path.read_bytes()
    with pytest.raises(StoreError, match="is damaged; it was left as it is") as caught:
        Store.open(path, at=AT, is_strict=True)
    assert caught.value.exit_code == 3
    assert path.read_bytes() == broken
    assert names(path) == ["steadymesh.db"]


async def test_a_look_at_what_is_kept_does_not_wait_for_a_lock(path):
    await fill(path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked by another program"):
            Store.open(path, at=AT, is_strict=True)


async def test_what_was_done_about_a_file_is_one_warning_in_the_operators_language(path, tmp_path):
    garbage(path)
    with structlog.testing.capture_logs() as logs:
        reopened(path)
        reopened(path)
        reopened(path, schema=schema(tmp_path))
    assert [(line["event"], line["log_level"]) for line in logs] == [("store-notice", "warning")] * 2
    moved, migrated = (line["what"] for line in logs)
    for told in (moved, migrated):
        assert words.tell(told, "en") == str(told)
    assert "était endommagée : elle est conservée sous steadymesh.db.damaged-20260701T120000Z" in words.tell(
        moved, "fr"
    )
    assert words.render("store-notice", {"what": moved}, "fr").endswith("depuis une sauvegarde."), "not cut"
    assert f"du schéma {HEAD} au schéma {NEXT}" in words.tell(migrated, "fr")


def test_a_database_that_is_a_link_is_not_followed(path, tmp_path):
    target = tmp_path / "elsewhere"
    target.write_text("")
    target.chmod(0o644)
    path.symlink_to(target)
    with pytest.raises(StoreError):
        Store.open(path, at=AT)
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert target.read_text() == ""


def test_a_damaged_file_on_a_full_disk_is_kept_and_told_of(path):
    path.write_bytes(b"garbage")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        store = Store.open(path, at=AT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "damaged-20260701T120000Z" in str(store.notice)
    assert "Until then" in str(store.notice)
    assert words.tell(store.notice, "en") == str(store.notice)
    assert "D'ici là, rien n'est écrit : le bot continue de mémoire." in words.tell(store.notice, "fr")
    store.close(2)
    assert path.with_name("steadymesh.db.damaged-20260701T120000Z").read_bytes() == b"garbage"


def test_a_second_damage_within_a_second_overwrites_nothing(path):
    for number in range(3):
        path.write_bytes(b"garbage %d" % number)
        path.with_name("steadymesh.db-wal").write_bytes(b"wal %d" % number)
        reopened(path)
    asides = [n for n in names(path) if "damaged" in n]
    assert len(asides) == 3
    contents = {(path.parent / n).read_bytes() for n in asides}
    assert contents == {b"garbage 0", b"garbage 1", b"garbage 2"}
    wals = {f.read_bytes() for f in path.parent.iterdir() if "damaged" in f.name and f.name.endswith("-wal")}
    assert wals == {b"wal 0", b"wal 1", b"wal 2"}


def test_an_empty_file_is_a_new_one(path):
    path.touch()
    assert reopened(path).notice is None
    assert sql(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_a_file_that_was_killed_before_its_tables_were_made_is_a_new_one(path):
    sql(path, "PRAGMA journal_mode=WAL")
    assert path.stat().st_size > 0
    assert reopened(path).notice is None
    assert sql(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_a_path_that_can_not_be_a_file_is_a_sentence(tmp_path):
    with pytest.raises(StoreError, match="can't be"):
        Store.open(tmp_path, at=AT)
    with pytest.raises(StoreError, match="can't be opened"):
        Store.open(tmp_path / "missing" / "s.db", at=AT)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
async def test_a_file_that_may_not_be_written_is_a_sentence(path):
    await fill(path)
    path.chmod(0o400)
    with pytest.raises(StoreError, match="read-only"):
        Store.open(path, at=AT)


def test_a_check_that_takes_too_long_is_given_up(path):
    from sqlalchemy import create_engine

    sql(
        path,
        "CREATE TABLE big AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n LIMIT 200000) SELECT x FROM n",
    )
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert check(connection, 0.0) is Health.UNCHECKED
        assert check(connection, 30.0) is Health.SOUND
    engine.dispose()


def test_a_name_that_is_taken_gets_a_number(path):
    first = free_name(path, "damaged", AT)
    first.touch()
    second = free_name(path, "damaged", AT)
    second.symlink_to("nowhere")
    assert free_name(path, "damaged", AT).name == f"{first.name}-3"


def test_a_connection_that_is_refused_is_closed_though_its_error_is_kept(path):
    path.write_bytes(b"no database" * 100)
    with pytest.raises(DBAPIError) as kept:
        make_engine(path, busy_timeout_s=0.1).connect()
    assert kept.value.__traceback__ is not None
    opened_files = [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    assert path not in opened_files
