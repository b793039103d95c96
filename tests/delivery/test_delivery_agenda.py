"""Times by key."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from steadymesh.delivery.agenda import Agenda


def test_nothing_comes_up_of_nothing():
    agenda = Agenda()
    assert (agenda.next_at(), agenda.take_due(1e9), len(agenda)) == (None, [], 0)


def test_what_is_due_comes_up_once_and_the_earliest_first():
    agenda = Agenda()
    for key, at in (("b", 2.0), ("a", 1.0), ("c", 3.0)):
        agenda.set(key, at)
    assert agenda.next_at() == 1.0
    assert agenda.take_due(2.0) == ["a", "b"]
    assert agenda.take_due(2.0) == []
    assert ("c" in agenda, "a" in agenda, len(agenda)) == (True, False, 1)


def test_a_time_that_was_replaced_or_dropped_does_not_come_up():
    agenda = Agenda()
    agenda.set("a", 1.0)
    agenda.set("a", 5.0)
    agenda.set("a", 5.0)
    agenda.set("b", 2.0)
    agenda.drop("b")
    agenda.drop("unknown")
    assert agenda.take_due(4.0) == []
    assert agenda.take_due(5.0) == ["a"]


def test_replacing_again_and_again_costs_no_memory():
    agenda = Agenda()
    for number in range(10_000):
        agenda.set("a", float(number))
    assert len(agenda._heap) < 100
    assert agenda.next_at() == 9999.0


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.one_of(st.none(), st.floats(0, 100))), max_size=60))
def test_it_knows_what_a_table_would_know(steps):
    agenda, table = Agenda(), {}
    for key, at in steps:
        if at is None:
            agenda.drop(key)
            table.pop(key, None)
        else:
            agenda.set(key, at)
            table[key] = at
    assert agenda.next_at() == min(table.values(), default=None)
    assert sorted(agenda.take_due(50)) == sorted(key for key, at in table.items() if at <= 50)
