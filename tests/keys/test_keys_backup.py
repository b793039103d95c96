"""Our own format: the import of an export is the same book, whatever happened to it; damage is told and harms nothing."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyskit import START, bound, key
from steadymesh.errors import InputFileError
from steadymesh.ids import NodeNum
from steadymesh.keys.book.book import Book
from steadymesh.keys.files.backup import format_backup, parse_backup
from steadymesh.keys.files.recognition import parse_file
from steadymesh.keys.files.records import FileKind, KeyRecord, Problem
from steadymesh.keys.files.texts import json_object
from steadymesh.model import KeySource, NodeKey, Standing, Trust

nums = st.integers(1, 6).map(NodeNum)
keys = st.integers(1, 8).map(key)
names = st.text(st.characters(codec="utf-8"), max_size=8)
acts = st.one_of(
    st.tuples(st.just("observe"), nums, keys, st.sampled_from(KeySource), names, st.booleans()),
    st.tuples(st.sampled_from(("accept", "verify", "forget")), nums),
    st.tuples(st.just("revoke"), keys),
)


def played(story) -> Book:
    """Return a book to which all that happened, a moment after the other."""
    book = Book()
    for place, (what, *args) in enumerate(story):
        at = START + timedelta(hours=place, microseconds=place)
        match what:
            case "observe":
                num, of, source, name, verified = args
                book.observe(num, of, source, at, long_name=name, verified=verified)
            case "forget":
                book.forget(*args)
            case _:
                getattr(book, what)(*args, at)
    return book


def whole(book: Book) -> list[NodeKey]:
    return [binding for num in sorted(book.numbers()) for binding in book.bindings(num)]


def exported(book: Book) -> bytes:
    return format_backup(whole(book), (), own=book.own, at=START).encode()


@given(st.lists(acts, max_size=25))
def test_the_import_of_an_export_is_the_same_book(story):
    book = played(story)
    told = parse_file(exported(book), what="x")
    assert (told.kind, told.problems, list(told.bindings)) == (FileKind.BACKUP, (), whole(book))
    restored = Book()
    restored.restore(told.bindings)
    assert whole(restored) == whole(book)
    assert restored.content_digest() == book.content_digest()
    assert exported(restored) == exported(book)


@given(st.lists(acts, max_size=15))
def test_importing_a_backup_into_the_book_it_is_of_changes_nothing(story):
    book = played(story)
    before = whole(book)
    book.restore(parse_file(exported(book), what="x").bindings)
    assert whole(book) == before


bindings = st.builds(
    NodeKey,
    node=nums,
    key=keys,
    source=st.sampled_from(KeySource),
    first_seen=st.datetimes(timezones=st.just(UTC)),
    last_seen=st.datetimes(timezones=st.just(UTC)),
    trust=st.sampled_from(Trust),
    standing=st.sampled_from(Standing),
    until=st.none() | st.datetimes(timezones=st.just(UTC)),
    reason=names,
    long_name=names,
    short_name=names,
    hw_model=names,
)


@given(bindings)
def test_every_field_comes_back(binding):
    text = format_backup([binding], (), own=NodeNum(9), at=START)
    assert parse_backup(json_object(text, what="x"), what="x").bindings == (binding,)


def test_names_and_places_come_back_without_keys():
    anna = KeyRecord(num=NodeNum(10), name="Anna", latitude=48.1, longitude=-1.6, key=key(1))
    told = parse_file(format_backup((), [anna], own=None, at=START).encode(), what="x")
    assert told.records == (KeyRecord(num=NodeNum(10), name="Anna", latitude=48.1, longitude=-1.6),)


def test_half_a_character_is_written_as_its_replacement():
    text = format_backup([bound_with(long_name="A\ud800")], (), own=None, at=START)
    assert text.encode()
    assert parse_file(text.encode(), what="x").bindings[0].long_name == "A\N{REPLACEMENT CHARACTER}"


def bound_with(**fields: object) -> NodeKey:
    from dataclasses import replace

    return replace(bound(NodeNum(10), 1), **fields)


def file_of(*rows: object, **more: object) -> bytes:
    return json.dumps({"format": "steadymesh-keys", "version": 1, "keys": list(rows), **more}).encode()


def row(**fields: object) -> dict[str, object]:
    text = format_backup([bound(NodeNum(10), 1)], (), own=None, at=START)
    return {**json.loads(text)["keys"][0], **fields}


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (3, Problem(entry="keys[1]", reason="import-entry-kind", detail="number")),
        ({}, Problem(entry="keys[1]", reason="import-node-missing")),
        (row(node="x"), Problem(entry="x", reason="import-node-unusable")),
        (row(node=12), Problem(entry="keys[1]", reason="import-node-missing")),
        (row(node="!00000000"), Problem(entry="!00000000", reason="import-node-unusable")),
        (row(node="!ffffffff"), Problem(entry="!ffffffff", reason="import-node-broadcast")),
        (row(public_key="AAAA"), Problem(entry="!0000000a", reason="import-key-text", detail="4")),
        (row(public_key=None), Problem(entry="!0000000a", reason="import-key-kind", detail="null")),
        (row(trust="blind"), Problem(entry="!0000000a", reason="import-backup-field", detail="trust")),
        (row(standing=None), Problem(entry="!0000000a", reason="import-backup-field", detail="standing")),
        (row(source=["x"]), Problem(entry="!0000000a", reason="import-backup-field", detail="source")),
        (row(first_seen="yesterday"), Problem(entry="!0000000a", reason="import-backup-field", detail="first_seen")),
        (row(last_seen="2026-03-01T12:00:00"), Problem(entry="!0000000a", reason="import-backup-field", detail="last_seen")),
        (row(until=7), Problem(entry="!0000000a", reason="import-backup-field", detail="until")),
        (row(long_name=7), Problem(entry="!0000000a", reason="import-backup-field", detail="long_name")),
    ],
)  # fmt: skip
def test_an_unusable_key_is_told_of_and_the_rest_imports(bad, problem):
    told = parse_file(file_of(bad, row(node="!0000000b")), what="x")
    assert [binding.node for binding in told.bindings] == [11]
    assert told.problems == (problem,)


def test_two_current_keys_of_one_node_are_not_both_taken():
    told = parse_file(file_of(row(), row(public_key=key(2).base64, fingerprint=key(2).fingerprint), row()), what="x")
    assert len(told.bindings) == 1
    assert [p.detail for p in told.problems] == ["current", "current"]


@pytest.mark.parametrize("damage", [{"public_key": key(2).base64}, {"fingerprint": "00000000"}, {"fingerprint": 7}])
def test_a_key_and_a_fingerprint_that_are_not_of_each_other_are_left_out(damage):
    told = parse_file(file_of(row(**damage)), what="x")
    assert told.bindings == ()
    assert [(p.reason, p.detail) for p in told.problems] == [("import-backup-field", "fingerprint")]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (file_of(version=2), "import-backup-version"),
        (file_of(version="1"), "import-backup-version"),
        (file_of(keys={}), "import-backup-no-keys"),
        (file_of(keys=None), "import-backup-no-keys"),
        (file_of(row())[:-9], "import-file-no-json"),
    ],
)
def test_a_backup_that_is_damaged_as_a_whole_changes_nothing(data, sentence):
    with pytest.raises(InputFileError) as caught:
        parse_file(data, what="x.json")
    assert caught.value.told.sentence == sentence


def test_damaged_names_are_told_of():
    told = parse_file(file_of(nodes={"x": {}, "7": 3, "8": {"name": "H", "publicKey": key(1).base64}}), what="x")
    assert [p.reason for p in told.problems] == ["import-node-unusable", "import-entry-kind"]
    assert told.records == (KeyRecord(num=NodeNum(8), name="H"),)


def test_a_moment_is_written_as_exactly_as_it_is():
    at = datetime(2026, 3, 1, 12, 0, 0, 7, tzinfo=UTC)
    assert '"2026-03-01T12:00:00.000007Z"' in format_backup([bound(NodeNum(10), 1, at=at)], (), own=None, at=START)
