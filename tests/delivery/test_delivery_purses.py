"""Who may use which part of our hour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.delivery_kit import OWN, PEER, entry
from steadymesh.delivery.lines import kind_of
from steadymesh.delivery.purses import KEPT, Purse, fits
from steadymesh.ids import BROADCAST
from steadymesh.model import Priority, SendText

BUDGET_S = 100.0


def may(cost_s, purse, *, is_behind=False, **used):
    return fits(cost_s, purse, {Purse[name]: s for name, s in used.items()}, BUDGET_S, is_behind=is_behind)


@pytest.mark.parametrize(
    ("purse", "most"),
    [
        (Purse.FIRST, 100.0),
        (Purse.ANSWER, 85.0),
        (Purse.STRANGER, 65.0),
        (Purse.MESSAGE, 60.0),
        (Purse.NEWS, 50.0),
    ],
)
def test_what_nobody_else_uses_is_anybodys_but_for_the_parts_that_are_kept(purse, most):
    assert may(1.0, purse, **{purse.name: most - 1.0})
    assert not may(1.0, purse, **{purse.name: most - 0.9})


@pytest.mark.parametrize("purse", KEPT)
def test_each_has_its_part_when_all_others_have_taken_what_they_may(purse):
    goes_before = {Purse.STRANGER: [Purse.ANSWER]}.get(purse, [])
    others = [other for other in (*KEPT, Purse.NEWS) if other not in (purse, Purse.FIRST, *goes_before)]
    used = dict.fromkeys(Purse, 0.0)
    for other in others:
        while fits(1.0, other, used, BUDGET_S, is_behind=False):
            used[other] += 1.0
    assert fits(KEPT[purse] * BUDGET_S, purse, used, BUDGET_S, is_behind=False)
    assert fits(KEPT[purse] * BUDGET_S, purse, used, BUDGET_S, is_behind=True)


def test_people_whom_a_key_proves_may_use_the_strangers_part_and_nothing_else():
    assert may(15.0, Purse.ANSWER, ANSWER=70.0)
    assert not may(15.1, Purse.ANSWER, ANSWER=70.0)
    assert not may(0.1, Purse.STRANGER, ANSWER=85.0)
    assert may(10.0, Purse.MESSAGE, ANSWER=85.0)
    assert not may(10.1, Purse.MESSAGE, ANSWER=85.0)


def test_behind_one_that_is_short_of_air_only_the_own_part_is_left():
    assert may(1.0, Purse.MESSAGE, is_behind=True, MESSAGE=9.0)
    assert not may(1.0, Purse.MESSAGE, is_behind=True, MESSAGE=9.1)
    assert not may(1.0, Purse.NEWS, is_behind=True)
    assert may(1.0, Purse.FIRST, is_behind=True, MESSAGE=90.0)


def test_a_text_that_costs_more_than_its_kind_may_ever_have_goes_once_an_hour():
    assert may(75.0, Purse.MESSAGE, ANSWER=20.0)
    assert not may(75.0, Purse.MESSAGE, MESSAGE=1.0)
    assert not may(75.0, Purse.MESSAGE, ANSWER=26.0)
    assert not may(101.0, Purse.FIRST)


@given(
    texts=st.lists(
        st.tuples(st.sampled_from([p for p in Purse if p is not Purse.FIRST]), st.floats(0.1, 30.0), st.booleans()),
        max_size=60,
    )
)
def test_whatever_goes_in_whatever_order_leaves_each_its_part(texts):
    used = dict.fromkeys(Purse, 0.0)
    for purse, cost_s, is_behind in texts:
        if purse is not Purse.QUESTION and fits(cost_s, purse, used, BUDGET_S, is_behind=is_behind):
            used[purse] += cost_s
        assert sum(used.values()) <= BUDGET_S + 1e-3
        for one, part in KEPT.items():
            left_s = part * BUDGET_S - used[one]
            if one is Purse.STRANGER:
                left_s = min(left_s, left_s + KEPT[Purse.ANSWER] * BUDGET_S - used[Purse.ANSWER])
            assert left_s <= 0.01 or fits(left_s, one, used, BUDGET_S, is_behind=True)


@pytest.mark.parametrize(
    ("to", "priority", "is_proved", "purse"),
    [
        (PEER, Priority.ALERT, True, Purse.FIRST),
        (OWN, Priority.REPLY, True, Purse.FIRST),
        (OWN, Priority.REPLY, False, Purse.STRANGER),
        (OWN, Priority.MESSAGE, True, Purse.FIRST),
        (PEER, Priority.REPLY, True, Purse.ANSWER),
        (PEER, Priority.REPLY, False, Purse.STRANGER),
        (BROADCAST, Priority.REPLY, False, Purse.STRANGER),
        (PEER, Priority.MESSAGE, False, Purse.MESSAGE),
        (PEER, Priority.ANNOUNCEMENT, True, Purse.NEWS),
        (PEER, Priority.KEYS, True, Purse.NEWS),
    ],
)
def test_who_pays_for_what(to, priority, is_proved, purse):
    text = entry(intent=SendText(to=to, text="x"), priority=priority, is_proved=is_proved)
    assert kind_of(text, lambda num: num == OWN).purse is purse
