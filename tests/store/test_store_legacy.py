import contextlib
import hashlib
import sqlite3

import pytest

from steadymesh.errors import InputFileError
from steadymesh.store.legacy import LegacyNodeRow, read_legacy_nodes

pytestmark = pytest.mark.real

COLUMNS = "node_id TEXT, name, shortName, hwModel, publicKey BLOB, lat, lon, alt, last_updated, source"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "traffic history#1.db"


def write(path, rows, columns=COLUMNS):
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE meshtastic_nodes ({columns})")
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO meshtastic_nodes VALUES ({marks})", rows)


def test_rows_come_as_they_are_in_the_file_order(path):
    full = ("195939070", "Café", "CF", "HELTEC_V3", b"k" * 32, 48.1, -1.6, 90, 1767225600.5, "radio")
    write(path, [full, ("2", None, None, None, None, None, None, None, None, None)])
    first, second = read_legacy_nodes(path)
    assert first == LegacyNodeRow(
        node_id="195939070",
        name="Café",
        short_name="CF",
        hw_model="HELTEC_V3",
        public_key=b"k" * 32,
        lat=48.1,
        lon=-1.6,
        alt=90.0,
        last_updated=1767225600.5,
        source="radio",
    )
    assert second.node_id == "2"
    assert (second.name, second.public_key, second.lat, second.last_updated) == (None, None, None, None)


def test_odd_types_are_passed_on_or_left_empty_and_never_raise(path):
    write(path, [(7, 5, b"x", 1.5, "text", "north", None, "high", "2026-01-01 00:00:00", 0)])
    [row] = read_legacy_nodes(path)
    assert (row.node_id, row.public_key, row.last_updated) == ("7", "text", "2026-01-01 00:00:00")
    assert (row.name, row.short_name, row.lat, row.alt) == (None, None, None, None)


def test_columns_that_an_older_file_lacks_are_empty(path):
    write(path, [("1", b"k" * 32)], "node_id TEXT, publicKey BLOB")
    [row] = read_legacy_nodes(path)
    assert (row.public_key, row.name) == (b"k" * 32, None)


def test_columns_are_found_however_their_names_are_cased(path):
    write(path, [("1", "Anna", b"k" * 32)], "NODE_ID TEXT, name, publickey BLOB")
    [row] = read_legacy_nodes(path)
    assert (row.node_id, row.name, row.public_key) == ("1", "Anna", b"k" * 32)


@pytest.mark.parametrize(
    ("columns", "missing"),
    [("node_id, name", "publicKey"), ("a, b", "node_id and publicKey"), ("publicKey, b", "node_id")],
)
@pytest.mark.parametrize("rows", [[], [("1", "x")]])
def test_a_table_of_another_program_is_one_sentence(path, columns, missing, rows):
    write(path, rows, columns)
    with pytest.raises(InputFileError, match=f"without the column {missing}: another program's.*nothing was imported"):
        read_legacy_nodes(path)


def test_a_name_that_is_no_utf_8_is_kept_as_far_as_it_goes(path):
    write(path, [])
    sql = "INSERT INTO meshtastic_nodes (node_id, name) VALUES ('1', CAST(x'41ff42' AS TEXT))"
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)
    assert read_legacy_nodes(path)[0].name == "A\N{REPLACEMENT CHARACTER}B"


def test_the_file_and_its_directory_stay_as_they_are(path):
    write(path, [("1",) + (None,) * 9])
    before = hashlib.sha256(path.read_bytes()).digest(), sorted(path.parent.iterdir())
    read_legacy_nodes(path)
    assert (hashlib.sha256(path.read_bytes()).digest(), sorted(path.parent.iterdir())) == before


def test_rows_that_the_running_old_bot_has_only_in_its_wal_are_read(path):
    write(path, [])
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as old_bot:
        old_bot.execute("PRAGMA journal_mode=WAL")
        old_bot.execute("INSERT INTO meshtastic_nodes (node_id) VALUES ('42')")
        assert [row.node_id for row in read_legacy_nodes(path)] == ["42"]


def test_each_unusable_file_is_one_sentence(path, tmp_path):
    with pytest.raises(InputFileError, match="can't be read: no such file"):
        read_legacy_nodes(path)
    with pytest.raises(InputFileError, match="can't be read: is a directory"):
        read_legacy_nodes(tmp_path)
    path.write_text('{"195939070": "name"}')
    with pytest.raises(InputFileError, match="is not a SQLite database"):
        read_legacy_nodes(path)
    path.write_bytes(b"")
    with pytest.raises(InputFileError, match="no table meshtastic_nodes"):
        read_legacy_nodes(path)


def test_a_damaged_file_is_one_sentence(path):
    write(path, [(str(n), "n" * 200) + (None,) * 8 for n in range(500)])
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(bytes(data))
    with pytest.raises(InputFileError, match=r"is damaged .*nothing was imported"):
        read_legacy_nodes(path)


def test_a_locked_file_is_one_sentence(path):
    write(path, [])
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as old_bot:
        old_bot.execute("PRAGMA journal_mode=WAL")
        old_bot.execute("PRAGMA locking_mode=EXCLUSIVE")
        old_bot.execute("BEGIN EXCLUSIVE")
        old_bot.execute("INSERT INTO meshtastic_nodes (node_id) VALUES ('42')")
        with pytest.raises(InputFileError, match=r"locked by another program.*Stop the old bot"):
            read_legacy_nodes(path)


@pytest.mark.parametrize("rows", [3, 300])
def test_a_file_that_is_cut_off_anywhere_is_damaged(path, rows):
    write(path, [(str(n), "x" * 20, "x", "h", bytes([n % 255 + 1]) * 32, 0, 0, 0, 0, "r") for n in range(1, rows + 1)])
    whole = path.read_bytes()
    for size in (len(whole) - 1, 5000, 4097, 4096, 1000, 100):
        path.write_bytes(whole[:size])
        with pytest.raises(InputFileError, match=r"is damaged \(it is cut off\); nothing was imported"):
            read_legacy_nodes(path)


def test_a_page_of_zeros_is_damage(path):
    write(path, [(str(n), "x" * 20, "x", "h", b"k" * 32, 0, 0, 0, 0, "r") for n in range(1, 4)])
    whole = path.read_bytes()
    path.write_bytes(whole[:5000] + bytes(len(whole) - 5000))
    with pytest.raises(InputFileError, match="is damaged"):
        read_legacy_nodes(path)


def test_a_view_is_read_as_well(path):
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE other (node_id, publicKey)")
        connection.execute("INSERT INTO other VALUES ('1', 'x')")
        connection.execute("CREATE VIEW meshtastic_nodes AS SELECT * FROM other")
    assert [row.node_id for row in read_legacy_nodes(path)] == ["1"]
