"""The key table: every cause ends as it must, and a case that proves nothing is seen to."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import replace

import pytest

from steadymesh.drill.keys import causes, deeds
from steadymesh.drill.keys.case import FIRMWARES, Fate, KeyCase, KeyRow, Writer, harmless, read, refused, unheard
from steadymesh.drill.keys.cases import CASES
from steadymesh.drill.keys.judge import as_expected, compared, spelled
from steadymesh.drill.keys.play import play
from steadymesh.drill.keys.table import NAMES, Plays, cell, run
from steadymesh.errors import UsageError

PLAYED = ("2.6.8", "2.7.26", "2.8.0")
"""The first that can be given a key, today's, and the one to come."""

TELLING = ("evicted", "pinned", "pinned-by-us", "full-of-favorites", "proxy-swallows", "lost-asks")
"""Where firmwares differ most; `make faults` plays all causes on all of them."""

PLAYS = Plays()

ROW = KeyRow(
    name="x", firmware="2.7.26", writer="we", fate="read", reason="", why="", seconds=2.3, pushed=1, unfavorited=0,
    asked=0, flash_writes=1, opened=0, tries=2, waited_for=("PKI_SEND_FAIL_PUBLIC_KEY",),
)  # fmt: skip


@pytest.mark.parametrize("firmware", PLAYED)
@pytest.mark.parametrize("name", NAMES)
def test_every_cause_ends_as_it_must(name, firmware):
    assert PLAYS.row(name, firmware).problems == ()


@pytest.mark.parametrize("firmware", [name for name in FIRMWARES if name not in PLAYED])
@pytest.mark.parametrize("name", TELLING)
def test_telling_causes_end_as_they_must_on_every_other_firmware(name, firmware):
    assert PLAYS.row(name, firmware).problems == ()


# --- the judge ------------------------------------------------------------------------------


def test_names_are_unique_and_every_control_is_a_case_of_the_same_writer():
    by_name = {case.name: case for case in CASES}
    assert len(by_name) == len(CASES)
    assert {by_name[case.control].writer is case.writer for case in CASES if case.control} == {True}
    assert [case.name for case in CASES if not case.control] == ["known", "asks"]
    assert {firmware for case in CASES for firmware in case.but} <= set(FIRMWARES)


@pytest.mark.parametrize(
    ("row", "expect", "problems"),
    [
        (ROW, read(), []),
        (ROW, read(0), ["1 keys written and 0 marks taken, 0 allowed"]),
        (ROW, refused("PUSH_OFF", 1), ["read instead of PUSH_OFF"]),
        (replace(ROW, fate="refused", reason="KEY_HELD"), refused("PUSH_OFF", 1), ["KEY_HELD instead of PUSH_OFF"]),
        (replace(ROW, fate="open", pushed=0), read(), ["open instead of read"]),
    ],
)
def test_what_is_not_as_it_must_be_is_named(row, expect, problems):
    assert list(as_expected(row, expect)) == problems


def test_a_cause_that_changes_nothing_fails_and_a_harmless_one_must_not_do_harm():
    other = replace(ROW, name="control", pushed=0)
    assert list(compared(ROW, other, read())) == []
    assert list(compared(ROW, replace(ROW, name="control", seconds=99.0), read())) == [
        "does not bite: the same came of control"
    ]
    assert list(compared(ROW, ROW, harmless(read()))) == []
    assert next(compared(ROW, other, harmless(read()))).startswith("does harm where control does none")


def test_a_case_without_a_cause_does_not_bite():
    control, idle = KeyCase(name="control", title="", expect=read(0)), KeyCase(
        name="idle", title="", control="control", expect=read(0)
    )  # fmt: skip
    assert Plays((control, idle)).row("idle", "2.7.26").problems == ("does not bite: the same came of control",)


def test_a_message_that_is_not_read_where_it_could_be_fails():
    case = KeyCase(name="x", title="", cause=causes.reset_and_silent, expect=read())
    assert play(case, "2.7.26").problems == ("NO_CHANNEL instead of read",)


def test_a_touched_favorite_of_the_users_and_one_too_many_of_ours_are_seen():
    async def meddles(stage):
        for other in stage.scene.others:
            stage.scene.radio.nodes.touch(other.num).is_favorite = True
        stage.scene.users_favorites.add(stage.scene.person.num)

    case = KeyCase(name="x", title="", before=causes.small, settled=meddles, expect=read(0))
    assert play(case, "2.7.26").problems == ("3 favourites of ours", "a favourite of the user's was touched")


def test_more_flash_writes_than_were_ordered_are_seen():
    async def wears(stage):
        stage.scene.radio.nodes.save()

    assert play(KeyCase(name="x", title="", settled=wears, expect=read(0)), "2.7.26").problems == (
        "1 flash writes, 0 allowed",
    )


def test_a_message_that_is_read_twice_is_seen():
    async def repeats(stage):
        await stage.house.delivery.post(to=stage.scene.person.num, text="Again.")

    assert "read 2 times" in play(KeyCase(name="x", title="", settled=repeats, expect=read(0)), "2.7.26").problems


def test_a_table_in_which_nobody_can_come_and_go_is_seen():
    def marks_all(scene):
        scene.build(capacity=5)
        for peer in (scene.person, *scene.others):
            scene.favor(peer)

    case = KeyCase(name="x", title="", before=marks_all, expect=read(0))
    assert play(case, "2.7.26").problems == ("the radio's table has no room for anybody who comes and goes",)


@pytest.mark.parametrize("secret", ["private", "public", "text"])
def test_what_must_not_stand_in_the_log_is_found(secret):
    async def tells(stage):
        radio = stage.scene.radio
        said = {"private": radio.private_key.hex(), "public": deeds.base64_of(radio.public_key), "text": stage.text}
        logging.getLogger("leak").warning(said[secret])

    [problem] = play(KeyCase(name="x", title="", settled=tells, expect=read(0)), "2.7.26").problems
    assert problem.startswith("what was written" if secret == "text" else "a key")


def test_a_key_is_found_in_every_spelling():
    key = bytes(range(200, 232))
    assert all(spelled(key, f"… {word[:24]} …") for word in (key.hex(), deeds.base64_of(key), str(key)[2:-1]))
    assert not spelled(key, "nothing of the kind")


# --- the table ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "✓ 2 s +1"),
        ({"seconds": 0.4, "pushed": 0}, "✓"),
        ({"seconds": 3000.1, "unfavorited": 1, "flash_writes": 2}, "✓ 50 min +2"),
        ({"seconds": None, "fate": "refused", "reason": "KEY_HELD"}, "KEY_HELD +1"),
        ({"seconds": None, "fate": "refused", "reason": "PUSH_NO_EFFECT", "flash_writes": 0}, "PUSH_NO_EFFECT"),
        ({"seconds": None, "fate": "unheard"}, "unheard"),
        ({"seconds": None, "fate": "unreadable"}, "unreadable"),
        ({"seconds": None, "fate": "open"}, "silence"),
        ({"problems": ("x",)}, "✗ ✓ 2 s +1"),
    ],
)
def test_a_cell_says_what_came_of_it(changes, shown):
    assert cell(replace(ROW, **changes)) == shown


def test_the_table_is_printed_in_the_persons_language():
    out = io.StringIO()
    assert run(json=False, names=["known", "lost-asks"], language="fr", out=out, firmwares=("2.7.26", "2.8.0")) == 0
    head, first, second, _, legend, end = out.getvalue().splitlines()
    assert head.split() == ["cause", "2.7.26", "2.8.0"]
    assert first.split() == ["known", "✓", "✓"]
    assert second.endswith("jamais reçu")
    assert "flash" in legend
    assert end.startswith("4 sur 4 réussies en ")


def test_the_document_has_every_column_and_the_reason_in_words():
    out = io.StringIO()
    assert run(json=True, names=["push-off"], out=out, firmwares=("2.7.26",)) == 0
    document = json.loads(out.getvalue())
    [row] = document["rows"]
    assert document["passed"] is row["passed"] is True
    assert (row["fate"], row["reason"], row["flash_writes"]) == (Fate.REFUSED.value, "PUSH_OFF", 0)
    assert "keys.push = off forbids" in row["why"]


def test_an_unknown_cause_names_the_nearest():
    with pytest.raises(UsageError, match="evicted"):
        run(json=False, names=["evictd"], out=io.StringIO())


def test_a_failed_row_is_told_and_makes_the_exit_code(monkeypatch):
    wrong = replace(CASES[0], expect=unheard())
    monkeypatch.setattr("steadymesh.drill.keys.table.CASES", (wrong,))
    out = io.StringIO()
    assert run(json=False, names=["known"], out=out, firmwares=("2.7.26",)) == 1
    assert "known, 2.7.26: read instead of unheard" in out.getvalue()


def test_who_writes_is_told():
    assert {case.writer for case in CASES} == set(Writer)
