"""CONTRACT C: every variant of `node_names.json`, every kind of damage, and the old database's rows."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh import words
from steadymesh.errors import InputFileError
from steadymesh.ids import NodeNum, PublicKey, parse_node_num
from steadymesh.keys.files.collected import MAX_NAME
from steadymesh.keys.files.formats import (
    format_node_names,
    parse_legacy_rows,
    parse_node_names,
    record_of_row,
    row_of_record,
)
from steadymesh.keys.files.records import ImportReport, KeyRecord, Parsed, Problem, nodes_of_records, records_of_book
from steadymesh.model import KeySource, Node, NodeKey, Position

NODE = NodeNum(0x0BADCAFE)
RAW = bytes(range(200, 232))
KEY = PublicKey(RAW)
STANDARD = base64.b64encode(RAW).decode()
URL_SAFE = base64.urlsafe_b64encode(RAW).decode()
WHEN = datetime(2026, 1, 14, 22, 13, 20, 250000, tzinfo=UTC)


def parsed(content: object) -> Parsed:
    return parse_node_names(json.dumps(content).encode())


def test_whole_entry():
    entry = {
        "name": "Anna", "shortName": "AN", "hwModel": "TBEAM", "lat": 47.5, "lon": -1.25, "alt": 12,
        "last_update": WHEN.timestamp(), "publicKey": STANDARD,
    }  # fmt: skip
    assert parsed({"195939070": entry}) == Parsed(
        records=(
            KeyRecord(
                num=NODE, name="Anna", short_name="AN", hw_model="TBEAM", key=KEY,
                latitude=47.5, longitude=-1.25, altitude_m=12.0, at=WHEN,
            ),
        ),
        problems=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    "spelling", ["195939070", "!0badcafe", "0x0badcafe", "0X0BADCAFE", "0badcafe", "0BADCAFE", " 195939070 "]
)
def test_every_spelling_of_a_node(spelling):
    result = parsed({spelling: {"publicKey": STANDARD}})
    assert [(r.num, r.key) for r in result.records] == [(NODE, KEY)]
    assert result.problems == ()


def test_eight_digits_without_a_letter_are_decimal():
    assert parsed({"12345678": {}}).records[0].num == 12345678


@pytest.mark.parametrize(
    "spelling",
    [
        STANDARD,
        STANDARD.rstrip("="),
        URL_SAFE,
        URL_SAFE.rstrip("="),
        RAW.hex(),
        RAW.hex().upper(),
        f" {STANDARD}\n",
        f"base64:{STANDARD}",
    ],
)
def test_every_spelling_of_a_key(spelling):
    assert parsed({"!0badcafe": {"publicKey": spelling}}).with_key[0].key == KEY


def test_sixty_four_hex_digits_are_hex_never_base64():
    assert parsed({"!0badcafe": {"publicKey": "ab" * 32}}).records[0].key == PublicKey(b"\xab" * 32)


@pytest.mark.parametrize(
    "entry", [{}, {"publicKey": None}, {"publicKey": ""}, {"name": None, "lat": None, "last_update": None}]
)
def test_missing_and_null_fields_are_not_told(entry):
    result = parsed({"!0badcafe": entry})
    assert result == Parsed(records=(KeyRecord(num=NODE),), problems=())
    assert result.with_key == ()


def test_bare_name_is_the_oldest_format():
    assert parsed({"195939070": "Anna"}).records == (KeyRecord(num=NODE, name="Anna"),)


@pytest.mark.parametrize("value", [0, -1.0])
def test_zero_as_date_is_never(value):
    assert parsed({"!0badcafe": {"last_update": value}}) == Parsed(records=(KeyRecord(num=NODE),), problems=())


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"Anna's node": {}}, Problem(entry="Anna's node", reason="import-node-unusable")),
        ({"0": {}}, Problem(entry="0", reason="import-node-unusable")),
        ({"": {}}, Problem(entry="", reason="import-node-missing")),
        ({" ": {}}, Problem(entry=" ", reason="import-node-missing")),
        ({"99999999999": {}}, Problem(entry="99999999999", reason="import-node-unusable")),
        ({"4294967295": {}}, Problem(entry="4294967295", reason="import-node-broadcast")),
        ({"1": None}, Problem(entry="1", reason="import-entry-kind", detail="null")),
        ({"1": True}, Problem(entry="1", reason="import-entry-kind", detail="boolean")),
        ({"1": 7.5}, Problem(entry="1", reason="import-entry-kind", detail="number")),
        ({"1": ["a"]}, Problem(entry="1", reason="import-entry-kind", detail="list")),
        ({"1": {"publicKey": "abc"}}, Problem(entry="1", reason="import-key-text", detail="3")),
        ({"1": {"publicKey": "é" * 44}}, Problem(entry="1", reason="import-key-text", detail="44")),
        ({"1": {"publicKey": STANDARD[:40]}}, Problem(entry="1", reason="import-key-text", detail="40")),
        ({"1": {"publicKey": "A" * 43 + "="}}, Problem(entry="1", reason="import-key-text", detail="44")),
        ({"1": {"publicKey": {"a": 1}}}, Problem(entry="1", reason="import-key-kind", detail="object")),
        ({"1": {"publicKey": [1, 2]}}, Problem(entry="1", reason="import-key-kind", detail="list")),
        ({"1": {"publicKey": 12}}, Problem(entry="1", reason="import-key-kind", detail="number")),
        ({"1": {"publicKey": False}}, Problem(entry="1", reason="import-key-kind", detail="boolean")),
    ],
)  # fmt: skip
def test_unusable_entry_is_named_and_the_rest_imports(content, problem):
    result = parsed({**content, "195939070": {"publicKey": STANDARD}})
    assert result.records == (KeyRecord(num=NODE, key=KEY),)
    assert result.problems == (problem,)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 12), ("shortName", ["x"]), ("hwModel", {}), ("lat", 90.5), ("lat", "47"), ("lon", True), ("alt", 1e9),
        ("last_update", "yesterday"), ("last_update", 1.7e12), ("lon", 10**400),
        ("last_update", 2026), ("last_update", 1577836799), ("last_update", "2019-12-31 23:59:59"), ("last_update", "2026"),
        ("last_update", "2100-01-01"), ("last_update", "0001-01-01T00:00:00+23:59"),
    ],
)  # fmt: skip
def test_unusable_field_is_named_and_the_key_imports(field, value):
    result = parsed({"!0badcafe": {"publicKey": STANDARD, field: value}})
    assert result.records == (KeyRecord(num=NODE, key=KEY),)
    assert result.problems == (Problem(entry="!0badcafe", reason="import-field-unusable", detail=field, skipped=False),)


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity"])
def test_numbers_that_are_none_are_not_told(word):
    result = parse_node_names(b'{"1": {"lat": ' + word + b"}}")
    assert result.records == (KeyRecord(num=NodeNum(1)),)
    assert result.problems[0].detail == "lat"


def test_joke_names_are_cut_and_half_characters_replaced():
    record = parse_node_names(
        json.dumps({"1": {"name": "\ud83d" + "x" * 10_000, "shortName": "\x1b[31m"}}).encode()
    ).records[0]
    assert record.name == "\N{REPLACEMENT CHARACTER}" + "x" * (MAX_NAME - 1)
    assert record.short_name == "\x1b[31m"
    format_node_names([record]).encode()


def test_long_or_dirty_entry_key_is_shown_clean():
    problem = parsed({"\x1b[2J" + "y" * 500: {}}).problems[0]
    assert len(problem.entry) == 40
    assert "\x1b" not in problem.entry


# --- the same node twice --------------------------------------------------------------------

OTHER = PublicKey(b"\x07" * 32)


@pytest.mark.parametrize(
    ("first", "second", "key", "told"),
    [
        ({"publicKey": STANDARD}, {"publicKey": STANDARD}, KEY, False),
        ({"publicKey": STANDARD}, {"publicKey": None}, KEY, False),
        ({"publicKey": None}, {"publicKey": STANDARD}, KEY, False),
        ({"publicKey": STANDARD}, {"publicKey": OTHER.base64}, OTHER, True),
        ({"publicKey": STANDARD, "last_update": 2e9}, {"publicKey": OTHER.base64, "last_update": 1.8e9}, KEY, True),
        ({"publicKey": STANDARD, "last_update": 1.8e9}, {"publicKey": OTHER.base64, "last_update": 2e9}, OTHER, True),
    ],
)
def test_same_node_twice_gives_one_record_and_a_line_if_the_keys_differ(first, second, key, told):
    result = parsed({"195939070": first, "!0badcafe": second})
    assert [(r.num, r.key) for r in result.records] == [(NODE, key)]
    assert [p.reason for p in result.problems] == (["import-node-twice"] if told else [])


def test_same_spelling_twice_is_seen_too():
    text = f'{{"1": {{"publicKey": "{STANDARD}"}}, "1": {{"publicKey": "{OTHER.base64}"}}}}'
    result = parse_node_names(text.encode())
    assert result.records[0].key == OTHER
    assert [p.reason for p in result.problems] == ["import-node-twice"]


# --- a damaged file -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "x.json is empty; nothing was imported."),
        (b" \n", "x.json is empty; nothing was imported."),
        (b'{"1": {}\n  "2": {}}', "x.json is not JSON at line 2, column 3 (Expecting ',' delimiter); nothing was imported."),
        (b'{"1": ', "x.json is not JSON at line 1, column 7 (Expecting value); nothing was imported."),
        (b"SQLite format 3\x00", "x.json is not JSON at line 1, column 1 (Expecting value); nothing was imported."),
        (b'{"1":\n "\xe9t\xe9"}', "x.json is not UTF-8 at line 2, column 3; nothing was imported."),
        ('{"1": "é"}'.encode("utf-16"), "x.json is not UTF-8 at line 1, column 1; nothing was imported."),
        (b"[]", "x.json holds no JSON object of nodes at line 1, column 1; nothing was imported."),
        (b"null", "x.json holds no JSON object of nodes at line 1, column 1; nothing was imported."),
        (b"[" * 200_000, "x.json is JSON that nobody's bot wrote (a number or a nesting without end); nothing was imported."),
        (
            b'{"1": {"alt": ' + b"9" * 5000 + b"}}",
            "x.json is JSON that nobody's bot wrote (a number or a nesting without end); nothing was imported.",
        ),
    ],
)  # fmt: skip
def test_damaged_file_is_one_sentence_with_the_place(data, sentence):
    with pytest.raises(InputFileError) as caught:
        parse_node_names(data, what="x.json")
    assert str(caught.value).startswith(sentence)
    assert len(str(caught.value)) > len(sentence), "and what to do about it"
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_byte_order_mark_is_no_damage():
    assert parse_node_names(b'\xef\xbb\xbf{"1": "A"}').records == (KeyRecord(num=NodeNum(1), name="A"),)


@given(st.binary(max_size=60))
def test_any_bytes_give_records_or_one_sentence(data):
    try:
        result = parse_node_names(data)
    except InputFileError:
        return
    assert isinstance(result, Parsed)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(["name", "shortName", "hwModel", "publicKey", "lat", "lon", "alt", "last_update"])


@given(
    st.dictionaries(
        st.text(max_size=6) | st.integers(0, 2**33).map(str), json_values | st.dictionaries(fields, json_values)
    )
)
def test_any_object_is_read_to_the_end(content):
    result = parsed(content)
    reported = {p.entry for p in result.problems if p.skipped}
    taken = {r.num for r in result.records}
    for entry in content:
        assert words.clean(entry, 40) in reported or parse_node_num(entry) in taken
    for problem in result.problems:
        for language in words.LANGUAGES:
            assert problem.reason not in problem.sentence(language)


# --- the old database -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Row:
    node_id: object = "195939070"
    name: object = None
    short_name: object = None
    hw_model: object = None
    public_key: object = None
    lat: object = None
    lon: object = None
    alt: object = None
    last_updated: object = None
    source: object = None


def test_row_of_the_old_database():
    row = Row(
        name="Anna", short_name="AN", hw_model="TBEAM", public_key=RAW, lat=47.5, lon=1.0, alt=3.0,
        last_updated=WHEN.timestamp(), source="radio",
    )  # fmt: skip
    expected = KeyRecord(
        num=NODE,
        name="Anna",
        short_name="AN",
        hw_model="TBEAM",
        key=KEY,
        latitude=47.5,
        longitude=1.0,
        altitude_m=3.0,
        at=WHEN,
    )
    assert parse_legacy_rows([row]) == Parsed(records=(expected,), problems=())


@pytest.mark.parametrize("value", [RAW, STANDARD, RAW.hex()])
def test_key_of_a_row_may_be_bytes_or_text(value):
    assert parse_legacy_rows([Row(public_key=value)]).records[0].key == KEY


@pytest.mark.parametrize("value", [None, ""])
def test_row_without_a_key_is_a_name(value):
    assert parse_legacy_rows([Row(public_key=value, name="A")]).records == (KeyRecord(num=NODE, name="A"),)


@pytest.mark.parametrize(("value", "size"), [(b"", "0"), (RAW[:31], "31"), (RAW + b"x", "33"), (bytes(32), "32")])
def test_blob_that_is_no_key_is_reported(value, size):
    result = parse_legacy_rows([Row(public_key=value), Row(node_id=7, public_key=RAW)])
    assert [r.num for r in result.records] == [7]
    assert result.problems == (Problem(entry="195939070", reason="import-key-bytes", detail=size),)


def test_row_without_a_node_is_reported():
    [problem] = parse_legacy_rows([Row(node_id=None)]).problems
    assert problem == Problem(entry="", reason="import-node-missing")
    assert problem.sentence() == "An entry without a node number was left out"
    assert "entrée" in problem.sentence("fr")


@pytest.mark.parametrize("stamp", ["2026-01-14 22:13:20.250", "2026-01-14T23:13:20.250+01:00"])
def test_time_stamp_of_the_database_is_utc(stamp):
    assert parse_legacy_rows([Row(last_updated=stamp)]).records[0].at == WHEN


# --- export ---------------------------------------------------------------------------------

NAIVE = datetime(2020, 1, 1)  # noqa: DTZ001  (hypothesis adds the zone)

records = st.builds(
    KeyRecord,
    num=st.integers(1, 0xFFFFFFFE).map(NodeNum),
    name=st.text(max_size=MAX_NAME),
    short_name=st.text(max_size=8),
    hw_model=st.text(max_size=8),
    key=st.none() | st.binary(min_size=32, max_size=32).filter(any).map(PublicKey),
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
    altitude_m=st.none() | st.floats(-100, 9000),
    at=st.none() | st.datetimes(NAIVE, NAIVE.replace(year=2099), timezones=st.just(UTC)),
)


@given(st.lists(records, max_size=5, unique_by=lambda r: r.num))
def test_import_of_an_export_is_the_same(originals):
    result = parse_node_names(format_node_names(originals).encode())
    assert result.problems == ()
    assert result.records == tuple(sorted(originals, key=lambda r: r.num))


def test_export_has_the_old_bots_shape():
    record = KeyRecord(num=NODE, name="Ännä", key=KEY, at=WHEN)
    assert json.loads(format_node_names([record])) == {
        "195939070": {
            "name": "Ännä", "shortName": None, "hwModel": None, "lat": None, "lon": None, "alt": None,
            "last_update": WHEN.timestamp(), "publicKey": STANDARD,
        }
    }  # fmt: skip
    assert "Ännä" in format_node_names([record])


def test_record_goes_through_the_control_socket_and_back():
    record = KeyRecord(num=NODE, name="Anna", key=KEY, at=WHEN)
    assert record_of_row(str(record.num), json.loads(json.dumps(row_of_record(record)))) == record


def test_row_with_an_unusable_field_is_a_record_all_the_same():
    assert record_of_row("1", {"lat": "x"}) == KeyRecord(num=NodeNum(1))


def test_row_that_can_not_be_used_raises():
    with pytest.raises(InputFileError, match="not a node number"):
        record_of_row("nobody", {})


def test_book_is_exported_with_what_the_directory_knows():
    bound = NodeKey(node=NODE, key=KEY, source=KeySource.HEARD, first_seen=WHEN, last_seen=WHEN, long_name="Anna")
    node = Node(
        num=NODE,
        long_name="Other",
        short_name="AN",
        hw_model="TBEAM",
        position=Position(latitude=1.0, longitude=2.0, altitude_m=3),
    )
    assert records_of_book([bound], {}) == (KeyRecord(num=NODE, name="Anna", key=KEY, at=WHEN),)
    assert records_of_book([bound], {NODE: node}) == (
        KeyRecord(
            num=NODE,
            name="Anna",
            short_name="AN",
            hw_model="TBEAM",
            key=KEY,
            latitude=1.0,
            longitude=2.0,
            altitude_m=3.0,
            at=WHEN,
        ),
    )
    nameless = NodeKey(node=NODE, key=KEY, source=KeySource.HEARD, first_seen=WHEN, last_seen=WHEN)
    assert records_of_book([nameless], {NODE: Node(num=NODE, long_name="Anna")})[0].name == "Anna"


def test_nodes_without_a_key_are_exported_if_anything_is_known_of_them():
    bound = NodeKey(node=NODE, key=KEY, source=KeySource.HEARD, first_seen=WHEN, last_seen=WHEN)
    nodes = (
        Node(num=NodeNum(1), long_name="Named", last_heard=WHEN),
        Node(num=NodeNum(2), short_name="S"),
        Node(num=NodeNum(3), position=Position(latitude=0.0, longitude=5.0)),
        Node(num=NodeNum(4), hw_model="TBEAM", last_heard=WHEN, public_key=KEY),
        Node(num=NODE, long_name="Anna"),
    )
    assert records_of_book([bound], {node.num: node for node in nodes}) == (
        KeyRecord(num=NODE, name="Anna", key=KEY, at=WHEN),
        KeyRecord(num=NodeNum(1), name="Named", at=WHEN),
        KeyRecord(num=NodeNum(2), short_name="S"),
        KeyRecord(num=NodeNum(3), latitude=0.0, longitude=5.0),
    )


# --- what a file tells of nodes besides keys ------------------------------------------------


def test_names_places_and_dates_of_a_file_are_nodes_and_the_key_is_the_books():
    bound = NodeKey(node=NODE, key=OTHER, source=KeySource.HEARD, first_seen=WHEN, last_seen=WHEN)
    record = KeyRecord(
        num=NODE, name="Anna", short_name="AN", hw_model="TBEAM", key=KEY, latitude=47.5, longitude=-1.25, altitude_m=12.4,
        at=WHEN,
    )  # fmt: skip
    bare = KeyRecord(num=NodeNum(7), name="Bare", key=KEY)
    assert nodes_of_records([record, bare], [bound], WHEN) == (
        Node(
            num=NODE, long_name="Anna", short_name="AN", hw_model="TBEAM", public_key=OTHER, last_heard=WHEN,
            position=Position(latitude=47.5, longitude=-1.25, altitude_m=12),
        ),
        Node(num=NodeNum(7), long_name="Bare"),
    )  # fmt: skip


@pytest.mark.parametrize("place", [(None, 1.0), (1.0, None), (0.0, 0.0)])
def test_half_a_place_and_the_place_of_a_node_without_a_fix_are_none(place):
    latitude, longitude = place
    [node] = nodes_of_records([KeyRecord(num=NODE, latitude=latitude, longitude=longitude, altitude_m=5.0)], [], WHEN)
    assert node == Node(num=NODE)


def test_nobody_was_heard_in_the_future():
    record = KeyRecord(num=NODE, at=WHEN)
    assert nodes_of_records([record], [], WHEN.replace(year=2025)) == (Node(num=NODE),)


def test_report_is_json_in_a_persons_language():
    report = ImportReport(
        imported=1, unchanged=2, without_key=3, skipped=(Problem(entry="7", reason="import-node-own"),), saved=True
    )
    assert report.as_dict("fr") == {
        "imported": 1, "unchanged": 2, "without_key": 3, "replaced": [], "saved": True,
        "skipped": [{"entry": "7", "reason": "import-node-own", "sentence": "« 7 » écarté : c'est notre propre radio"}],
    }  # fmt: skip
