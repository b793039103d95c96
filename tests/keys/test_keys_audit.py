"""The audit: what is wrong, what only looks so, and that the list is the firmware's."""

import hashlib

import pytest

from bookkit import HEARD, A, B, C, at, book_with, drawn, key
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book import weak
from steadymesh.keys.book.audit import MAX_OTHERS, Ours, audit, audit_number, audit_ours, audit_raw, ours_of
from steadymesh.keys.book.book import Book
from steadymesh.keys.options import OnChange
from steadymesh.model import FindingKind, KeyFinding

WEAK = b"\x07" * 32


@pytest.fixture(autouse=True)
def one_weak_key(monkeypatch):
    monkeypatch.setattr(weak, "_DIGESTS", frozenset({hashlib.sha256(WEAK).digest()}))


def finding(kind, node, public_key, *others):
    return KeyFinding(kind=kind, node=node, fingerprint=public_key.fingerprint, others=others)


def found(book, **ours):
    return audit(book, ours_of(book, **ours))


def test_a_sound_book_has_no_findings():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    book.observe(B, key(2), HEARD, at(0))
    book.set_own(C, key(3))
    assert found(book) == ()


def test_a_weak_key_is_found_current_or_held():
    book = book_with(OnChange.HOLD)
    bad = PublicKey(WEAK)
    book.observe(A, bad, HEARD, at(0))
    book.observe(B, key(1), HEARD, at(0))
    book.observe(B, bad, HEARD, at(1))
    assert found(book) == (finding(FindingKind.WEAK, A, bad), finding(FindingKind.WEAK, B, bad))


def test_a_weak_former_key_is_no_matter_any_more():
    book = book_with(OnChange.ACCEPT)
    book.observe(A, PublicKey(WEAK), HEARD, at(0))
    book.observe(A, key(1), HEARD, at(1))
    assert found(book) == ()


def test_one_key_under_two_numbers_is_found_at_both():
    book = Book()
    for num in (A, B):
        book.observe(num, key(1), HEARD, at(0))
    assert found(book) == (
        finding(FindingKind.SHARED, A, key(1), B), finding(FindingKind.SHARED, B, key(1), A),
    )  # fmt: skip


def test_a_renumbered_node_shares_with_nobody():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    book.observe(drawn(1), key(1), HEARD, at(1))
    assert found(book) == ()
    book.observe(A, key(1), HEARD, at(2))
    assert found(book) == ()


def test_two_strangers_share_also_where_the_key_has_its_own_number():
    book = Book()
    book.observe(drawn(1), key(1), HEARD, at(1))
    for num in (A, B):
        book.observe(num, key(1), HEARD, at(2))
    assert {(one.node, one.others) for one in found(book)} == {(A, (B,)), (B, (A,))}


def test_a_cloned_key_names_only_some_of_its_numbers():
    book = Book()
    for num in range(1, 100):
        book.observe(NodeNum(num), key(1), HEARD, at(0))
    [one] = audit_number(book, NodeNum(50), Ours())
    assert len(one.others) == MAX_OTHERS


def test_our_own_key_under_another_number_is_an_impostor():
    book = Book()
    book.set_own(A, key(1), at=at(0))
    book.set_own(A, key(2), at=at(1))
    book.observe(B, key(2), HEARD, at(2))
    book.observe(C, key(1), HEARD, at(2))
    assert found(book) == (
        finding(FindingKind.IMPOSTOR, B, key(2), A), finding(FindingKind.IMPOSTOR, C, key(1), A),
    )  # fmt: skip


def test_our_own_number_before_is_no_impostor():
    book = Book()
    book.set_own(A, key(1), at=at(0))
    book.set_own(B, key(1), at=at(1))
    assert found(book) == ()


def test_an_impostor_without_a_number_of_ours_names_none():
    book = Book()
    book.observe(B, key(2), HEARD, at(0))
    ours = Ours(keys=frozenset({key(2)}), raw_keys=frozenset({key(2).raw}))
    assert audit_number(book, B, ours) == (finding(FindingKind.IMPOSTOR, B, key(2)),)


def test_a_drawn_number_that_shows_another_key_is_found():
    book = Book()
    num = drawn(1)
    book.observe(num, key(1), HEARD, at(0))
    book.observe(num, key(2), HEARD, at(1))
    assert found(book) == (finding(FindingKind.NOT_OWN_NUMBER, num, key(2)),)
    book.accept(num, at(2))
    assert found(book) == (finding(FindingKind.NOT_OWN_NUMBER, num, key(2)),)


def test_our_own_number_is_measured_on_2_8_only():
    book = Book()
    book.set_own(A, key(1))
    assert found(book) == ()
    assert found(book, draws_number=True) == (finding(FindingKind.NOT_OWN_NUMBER, A, key(1)),)
    book.set_own(drawn(1), key(1))
    assert found(book, draws_number=True) == ()


def test_our_own_weak_key_is_found():
    assert audit_ours(Ours(num=A, key=PublicKey(WEAK))) == (finding(FindingKind.WEAK, A, PublicKey(WEAK)),)
    assert audit_ours(Ours(num=A)) == ()


@pytest.mark.parametrize("raw", [b"", b"\x01" * 31, b"\x01" * 33, bytes(32)])
def test_bytes_that_are_no_key_are_malformed(raw):
    assert audit_raw(A, raw) == KeyFinding(kind=FindingKind.MALFORMED, node=A, fingerprint="")


def test_bytes_that_are_a_key_are_judged():
    assert audit_raw(A, key(1).raw) is None
    assert audit_raw(A, WEAK) == finding(FindingKind.WEAK, A, PublicKey(WEAK))


def test_the_list_of_weak_keys_is_whole(monkeypatch):
    monkeypatch.undo()
    assert len(weak._DIGESTS) == 24
    assert {len(digest) for digest in weak._DIGESTS} == {32}
    # The first and the last of the firmware's list (`NodeDB.h`, LOW_ENTROPY_HASHES).
    assert bytes.fromhex("f47ecc17e6b4a322eceed9084f3963ea8075e124ce05366963b2cbc028d3348b") in weak._DIGESTS
    assert bytes.fromhex("cc11fb1aaba131876ac6de8887a9b95937828db2ccd897409a5c8f4055cb4c3e") in weak._DIGESTS
    assert not weak.is_weak(key(1).raw)
