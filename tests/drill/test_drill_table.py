"""The fault table itself: every drill passes, and a drill that goes wrong is seen to."""

import io
import json
from dataclasses import replace

import pytest
from bench.tables import line

from steadymesh.drill.case import GROWTH_MB, Case, Expect
from steadymesh.drill.cases import CASES
from steadymesh.drill.killed import play_killed
from steadymesh.drill.play import play
from steadymesh.drill.report import NAMES, cells, run, seconds
from steadymesh.errors import UsageError
from steadymesh.sim.faults import CATALOGUE


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_house_survives(case):
    row = play(case)
    assert row.problems == ()


@pytest.mark.real
def test_a_killed_process_loses_nothing_and_repeats_nothing():
    assert play_killed().problems == ()


def test_every_fault_of_the_simulator_is_drilled():
    assert {case.fault for case in CASES if case.fault} == set(CATALOGUE)


def test_a_link_that_is_lost_where_it_must_stay_fails_the_drill():
    row = play(Case(name="x", fault="fin-when-ready", expect=Expect.STAYS))
    assert "the link was lost" in row.problems


def test_a_link_that_stays_where_it_must_be_lost_fails_the_drill():
    row = play(Case(name="x", fault="heartbeat-lost", expect=Expect.LOST_BY_PROBE))
    assert "never noticed" in row.problems


def test_a_dead_link_that_is_noticed_too_late_fails_the_drill():
    slow = ("link.heartbeat_interval=50s", "link.queue_status_timeout=60s")
    row = play(Case(name="x", fault="half-open", expect=Expect.LOST_BY_PROBE, hold_s=120, sets=slow))
    assert any(problem.startswith("noticed after") for problem in row.problems)


def test_an_unknown_drill_names_the_nearest():
    with pytest.raises(UsageError, match="half-open"):
        run(json=False, names=["half-opne"], out=io.StringIO())


def test_the_table_is_printed_and_the_document_has_every_column():
    out = io.StringIO()
    assert run(json=False, names=["fin-when-ready"], out=out) == 0
    assert "1 of 1 passed" in out.getvalue()
    out = io.StringIO()
    assert run(json=True, names=["fin-when-ready"], out=out) == 0
    document = json.loads(out.getvalue())
    assert document["passed"] is True
    assert document["rows"][0]["noticed_s"] < 1
    assert 0 <= document["rows"][0]["grown_mb"] <= document["rows"][0]["grown_allowed_mb"] == GROWTH_MB
    assert len(NAMES) == len(set(NAMES))


def test_the_table_speaks_the_persons_language():
    out = io.StringIO()
    assert run(json=False, names=["heartbeat-lost"], language="fr", out=out) == 0
    headings, row, _, end = out.getvalue().splitlines()
    assert headings.split("  ")[0] == "panne"
    assert "de nouveau prêt" in headings
    assert row.startswith("heartbeat-lost")
    assert "– (tient)" in row
    assert end.startswith("1 sur 1 réussies en ")
    assert (seconds(0.01), seconds(31), seconds(31, "fr"), seconds(0, "fr")) == (
        "at once",
        "31.0 s",
        "31,0 s",
        "aussitôt",
    )


def test_the_tables_show_what_failed():
    row = play(CASES[0])
    assert cells(row)[-1] == "✓"
    assert line(row, None).split(" | ")[4] == "✓"
    broken = replace(row, problems=("x",))
    assert cells(broken)[-1] == "✗"
    assert line(broken, None).split(" | ")[4] == "✗"
