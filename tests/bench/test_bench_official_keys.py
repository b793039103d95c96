"""What the official library's users get, and the key table of docs/keys.md."""

from dataclasses import replace

import pytest
from bench.keytable import SAME, markdown, row_of
from bench.official_keys import OfficialKeyRow, by_case, cases, outcome, ranges

from steadymesh.drill.keys.case import FIRMWARES, KeyCase, KeyRow, Writer, read
from steadymesh.drill.keys.cases import CASES

WE = KeyCase(name="we", title="we write", expect=read())
THEY = replace(WE, name="they", writer=Writer.THEY)
QUIET = {"error": "", "heard": False, "naks": [], "acked": False}


@pytest.mark.parametrize(
    ("case", "seen", "told", "expected"),
    [
        (WE, [True], {"acked": True}, "read"),
        (WE, [False], {}, "read in clear"),
        (WE, [], {"naks": ["PKI_SEND_FAIL_PUBLIC_KEY"]}, "NAK 39"),
        (WE, [], {"naks": ["MAX_RETRANSMIT", "NO_CHANNEL"]}, "NAK 6"),
        (WE, [], {}, "silence"),
        (WE, [], {"error": "ConnectionRefusedError: no"}, "ConnectionRefusedError"),
        (THEY, [], {}, "never sees it"),
        (THEY, [True], {"heard": True}, "answered"),
        (THEY, [], {"heard": True, "naks": ["PKI_FAILED"]}, "answer: NAK 34"),
    ],
)
def test_what_the_sender_gets_is_what_was_read_or_what_the_library_said(case, seen, told, expected):
    assert outcome(case, {"read": seen}, {**QUIET, **told}) == expected


def test_firmwares_that_agree_are_told_together():
    assert ranges({"2.5.23": "a", "2.6.8": "a"}) == "a"
    assert ranges({"2.5.23": "a", "2.6.8": "a", "2.8.0": "b"}) == "≤ 2.6.8 a; ≥ 2.8.0 b"
    assert ranges({"2.5.23": "a", "2.6.8": "b", "2.7.10": "b", "2.8.0": "a"}) == "≤ 2.5.23 a; – 2.7.10 b; ≥ 2.8.0 a"


def test_rows_of_one_mode_become_a_cell_a_cause():
    rows = [
        OfficialKeyRow(name="x", firmware=firmware, mode=mode, outcome=mode) for firmware in FIRMWARES
        for mode in ("plain", "dict")
    ]  # fmt: skip
    assert by_case(rows, "dict") == {"x": "dict"}


def test_what_is_steadymeshs_own_is_not_asked_of_a_library():
    assert {case.name for case in cases()} == {case.name for case in CASES if not case.is_ours}
    assert [case.name for case in cases(["known"])] == ["known"]


def rows(name: str, **changes: object) -> list[KeyRow]:
    row = KeyRow(
        name=name, firmware="", writer="we", fate="read", reason="", why="", seconds=2.0, pushed=0, unfavorited=0,
        asked=0, flash_writes=0, opened=0, tries=1, waited_for=(),
    )  # fmt: skip
    return [replace(row, firmware=firmware, **changes) for firmware in FIRMWARES]


def test_a_row_has_a_cell_for_each_firmware_and_tells_a_repeated_reason_once():
    refused = rows("we", fate="refused", reason="PUSH_OFF", seconds=None)
    line = row_of(WE, [*rows("we")[:2], *refused[2:]], {"we": "read"}, {"we": "read"})
    assert line == f"| we write | ✓ 2 s | ✓ 2 s | PUSH_OFF | {SAME} | {SAME} | {SAME} | read | the same |"
    assert row_of(WE, rows("we"), {}, {}).endswith("| – | – |")
    assert row_of(WE, rows("we"), {"we": "NAK 39"}, {"we": "read"}).endswith("| NAK 39 | read |")


def test_the_page_has_every_cause_once():
    page = markdown([row for case in CASES for row in rows(case.name)], {}, {})
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    assert len(lines) == len(CASES) + 2
    assert f"{len(CASES) * len(FIRMWARES)} of {len(CASES) * len(FIRMWARES)} of ours" in page
