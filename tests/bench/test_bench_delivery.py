"""The weathers of the delivery table, and what is counted of them."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from bench.deliverytable import PART, cells, markdown, totals
from bench.weather import (
    ASKS_AFTER_S,
    BEGIN_S,
    BURST,
    DIRECT,
    MOMENTS_S,
    PEOPLE,
    QUESTIONS,
    TO_CHANNEL,
    WEATHERS,
    Post,
    Record,
    Row,
    Shown,
    chosen,
    merged,
    posts,
    questions,
    row_of,
    timeline,
)  # fmt: skip

from steadymesh.model import Outcome

BY_NAME = {weather.name: weather for weather in WEATHERS}

ROW = Row(
    name="calm", side="steadymesh", direct=31, direct_of=32, channel=4, channel_of=4, reach=0.9375, answers=15,
    answers_of=16, twice=0, silent=0, told=1, relayed=1, wrong=0, words={"relayed": 1, "expired": 1}, airtime_s=2.84, slowest_s=7.4,
)  # fmt: skip


def post_acts(name: str) -> list[tuple[float, str]]:
    return [(act.at_s, act.details["post"].key) for act in timeline(BY_NAME[name]) if act.do == "post"]


# --- what happens -----------------------------------------------------------------------------


def test_everybody_is_written_to_and_asks_equally_often():
    people = [post.person for _, post in posts() if post.person is not None]
    assert len(people) == DIRECT
    assert {people.count(person) for person in range(PEOPLE)} == {DIRECT // PEOPLE}
    assert sum(post.person is None for _, post in posts()) == TO_CHANNEL
    asking = [person for _, person in questions()]
    assert {asking.count(person) for person in range(PEOPLE)} == {QUESTIONS // PEOPLE}


def test_in_calm_weather_nothing_is_nearer_to_another_than_a_mesh_needs():
    times = sorted([at_s for at_s, _ in posts()] + [at_s for at_s, _ in questions()])
    assert min(after - before for before, after in pairwise(times)) >= ASKS_AFTER_S


@pytest.mark.parametrize("name", BY_NAME)
def test_every_weather_has_the_same_texts_and_questions_in_order_of_time(name):
    acts = timeline(BY_NAME[name])
    assert [act.at_s for act in acts] == sorted(act.at_s for act in acts)
    assert sorted(key for _, key in post_acts(name)) == sorted(post.key for _, post in posts())
    assert sum(act.do == "ask" for act in acts) == QUESTIONS


def test_a_burst_is_twenty_texts_at_one_moment():
    times = [at_s for at_s, _ in post_acts("burst")]
    assert max(times.count(at_s) for at_s in times) == times.count(BEGIN_S) == BURST
    assert [one for one in post_acts("burst") if one[0] < BEGIN_S] == [
        one for one in post_acts("calm") if one[0] < BEGIN_S
    ]


def test_a_link_breaks_right_after_a_text_was_handed_over():
    handed = [at_s for at_s, _ in posts()]
    assert all(any(0 < moment - at_s < 1 for at_s in handed) for moment in MOMENTS_S)


def test_rows_are_chosen_by_name():
    assert [weather.name for weather in chosen(["keys", "calm"])] == ["calm", "keys"]
    assert list(chosen([])) == list(WEATHERS)


# --- what came of it --------------------------------------------------------------------------


def record(shown=(), said=None, handed=None, asked=()):
    handed = {"m0": (Post(key="m0", person=3), 10.0)} if handed is None else handed
    return Record(handed=handed, asked=asked, shown=shown, said=said or {}, airtime_s=1.5)


def shown(person, key, at, reply_id=None):
    return Shown(person=person, text=f"{key}: Supper", reply_id=reply_id, at=at)


def test_what_was_shown_counts_whatever_was_said_of_it():
    row = row_of("calm", "steadymesh", record([shown(3, "m0", 12.5)], {"m0": "NAK NO_CHANNEL"}))
    assert (row.direct, row.direct_of, row.silent, row.told, row.wrong, row.twice) == (1, 1, 0, 0, 0, 0)
    assert (row.slowest_s, row.airtime_s, row.words) == (2.5, 1.5, {})


def test_what_is_shown_again_counts_as_twice_and_is_as_fast_as_the_first_time():
    row = row_of("calm", "steadymesh", record([shown(3, "m0", 40.0), shown(3, "m0", 11.0)]))
    assert (row.direct, row.twice, row.slowest_s) == (1, 1, 1.0)


def test_a_direct_message_that_somebody_else_was_shown_is_lost():
    assert row_of("calm", "official", record([shown(2, "m0", 11.0)])).silent == 1


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        (None, "silent"),
        ("", "silent"),
        ("ack", "wrong"),
        ("relayed", "relayed"),
        ("NAK PKI_SEND_FAIL_PUBLIC_KEY", "told"),
        ("raised OSError", "told"),
        (f"{Outcome.EXPIRED.value} CHANNEL_BUSY", "told"),
        (Outcome.REFUSED.value, "told"),
    ],
)
def test_what_was_lost_counts_by_what_was_said_of_it(word, kind):
    row = row_of("calm", "official", record(said={} if word is None else {"m0": word}))
    counts = {name: getattr(row, name) for name in ("direct", "silent", "told", "relayed", "wrong")}
    assert counts == {**dict.fromkeys(counts, 0), kind: 1}
    assert row.words == {word or "nothing": 1}


def test_a_channel_text_is_there_when_anybody_was_shown_it_and_reaches_a_share_of_the_people():
    handed = {key: (Post(key=key, person=None), 0.0) for key in ("c1", "c2")}
    row = row_of("calm", "official", record([shown(0, "c1", 1.0), shown(5, "c1", 3.0)], handed=handed))
    assert (row.channel, row.channel_of, row.reach, row.silent, row.slowest_s) == (1, 2, 2 / 16, 1, 3.0)


def test_an_answer_belongs_to_its_question_and_its_person():
    asked = [(70, 1, 5.0), (71, 2, 6.0)]
    told = [shown(1, "pong", 9.0, reply_id=70), shown(1, "pong", 9.5, reply_id=71)]
    row = row_of("calm", "official", record(told, {"a71": "relayed"}, handed={}, asked=asked))
    assert (row.answers, row.answers_of, row.relayed, row.slowest_s, row.reach) == (1, 2, 1, 4.0, 0.0)


def test_rows_of_several_meshes_are_added_up():
    both = merged([ROW, replace(ROW, twice=1, reach=0.8125, slowest_s=9.0, words={"relayed": 2})])
    assert (both.direct, both.direct_of, both.twice, both.airtime_s) == (62, 64, 1, 5.68)
    assert (both.reach, both.slowest_s, both.words) == (0.875, 9.0, {"relayed": 3, "expired": 1})


# --- how it is told ---------------------------------------------------------------------------


def test_a_line_tells_what_came_and_what_did_not():
    assert cells(ROW) == ("steadymesh", "31/32", "4/4 (94%)", "15/16", "0", "1", "1", "0", "**0**", "2.8 s", "7 s")


def test_the_part_has_a_line_a_client_and_names_each_weather_once():
    rows = [replace(ROW, name=name, side=side) for name in ("calm", "keys") for side in ("steadymesh", "official")]
    lines = markdown(rows).splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 2 + len(rows)
    assert {line.count("|") for line in table} == {13}
    assert [line.split("|")[1].strip() for line in table[2:]] == ["calm", "", BY_NAME["keys"].title, ""]


def test_the_totals_are_over_all_weathers():
    rows = [ROW, replace(ROW, name="keys", twice=2, silent=3)]
    assert totals(rows) == (
        "In all, steadymesh: 100 of 104 shown (96%), 2 twice; 3 lost without a word, 2 told, 2 only relayed, 0 wrong."
    )


def test_the_page_has_a_place_for_it():
    page = Path(__file__).parents[2] / "docs" / "delivery.md"
    assert f"<!-- generated: {PART} -->" in page.read_text(encoding="utf-8")
