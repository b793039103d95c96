import json

import pytest
from bench.report import Better, Figure, Row, as_json, as_markdown, as_text, cells, middle, missed, percentile, quantity


def figure(value):
    return value if isinstance(value, Figure) else Figure(value=value)


def row(ours, official=None, **changes):
    return Row(bench="(x)", what="thing", unit="s", ours=figure(ours), official=figure(official), **changes)


def test_ratio_says_how_many_times_less_ours_takes():
    assert row(0.5, 10.0).ratio == 20


def test_ratio_says_how_many_times_more_ours_does():
    assert row(100.0, 4.0, better=Better.MORE).ratio == 25


def test_ratio_against_a_bound_is_the_least_it_can_be():
    unbounded = row(2.0, Figure(value=None, bound=10.0))
    assert unbounded.ratio == 5
    assert cells(unbounded)[2:4] == ("> 10 s", "> 5.0 ×")


def test_no_ratio_without_a_figure():
    assert row(1.0).ratio is None
    assert cells(row(1.0, Figure(value=None, word="lost")))[2:4] == ("lost", "–")


@pytest.mark.parametrize(
    ("ours", "official", "changes", "passed"),
    [
        (1.0, None, {}, None),
        (1.0, None, {"bar": 1.0}, True),
        (1.1, None, {"bar": 1.0}, False),
        (1.1, None, {"bar": 1.0, "better": Better.MORE}, True),
        (1.0, 14.0, {"ratio_bar": 15.0}, False),
        (1.0, 15.0, {"ratio_bar": 15.0}, True),
        (1.0, None, {"ratio_bar": 15.0}, False),
        (2.0, 60.0, {"ratio_bar": 15.0, "bar": 1.0}, False),
    ],
)
def test_passed_when_every_bar_is_reached(ours, official, changes, passed):
    assert row(ours, official, **changes).passed is passed


def test_a_figure_that_was_not_reached_misses_its_bar():
    unreached = row(Figure(value=None, bound=12.0), bar=1.0)
    assert unreached.passed is False
    assert missed([unreached]) == ["✗ (x): thing: wanted ≤ 1 s, reached > 12 s (– the official library)."]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.00314, "s", "3.14 ms"),
        (1.0, "s", "1 s"),
        (118_731.0, "/s", "118,700/s"),
        (1234.4, "MB", "1,234 MB"),
        (0.0, "", "0"),
    ],
)
def test_quantities_have_three_digits_and_a_unit(value, unit, words):
    assert quantity(value, unit) == words


def test_details_are_shown_only_where_a_bar_is_missed():
    rows = [row(0.5, bar=1.0, is_detail=True), row(2.0, bar=1.0, is_detail=True, note="left over")]
    assert as_text(rows).count("thing") == 1
    assert "| (x) | thing (left over) | 2 s | – | – | ≤ 1 s | ✗ |" in as_markdown(rows, {"Python": "3"})
    assert len(json.loads(as_json(rows, {}))["rows"]) == 2


def test_json_carries_ratio_and_verdict():
    told = json.loads(as_json([row(1.0, 2.0, bar=1.0)], {"Python": "3"}))
    assert told["facts"] == {"Python": "3"}
    assert (told["rows"][0]["ratio"], told["rows"][0]["passed"], told["rows"][0]["better"]) == (2.0, True, "less")


def test_middle_and_percentile():
    values = [5.0, 1.0, 3.0, 2.0, 4.0]
    assert middle(values) == 3
    assert percentile(values, 0.99) == 5
    assert percentile(values, 0.5) == 3
