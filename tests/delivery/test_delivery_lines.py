"""Whose turn it is."""

from __future__ import annotations

from delivery.delivery_kit import PEER, THIRD, entry
from steadymesh.delivery.lines import Kind, Lines, person_of
from steadymesh.ids import BROADCAST
from steadymesh.model import Priority, SendText

REPLIES = Kind(Priority.REPLY.value)
NEWS = Kind(Priority.ANNOUNCEMENT.value, is_to_channel=True)
ANNA, BERT, CARL = (1, 0), (2, 0), (3, 0)


def turns(lines: Lines, kind: Kind = REPLIES) -> list[str]:
    """Let everybody have their turns, until nobody is left."""
    served = []
    while kind in lines.kinds():
        key = next(iter(lines.of(kind)))
        served.append(key)
        lines.served(key)
    return served


def test_people_take_turns_and_each_ones_texts_keep_their_order():
    lines = Lines()
    for order, (key, person) in enumerate(
        [("a1", ANNA), ("a2", ANNA), ("a3", ANNA), ("b1", BERT), ("c1", CARL), ("b2", BERT)]
    ):
        lines.join(key, REPLIES, person, order)
    assert turns(lines) == ["a1", "b1", "c1", "a2", "b2", "a3"]
    assert len(lines) == 0


def test_a_text_that_comes_back_has_its_old_place_among_its_persons():
    lines = Lines()
    lines.join("a1", REPLIES, ANNA, 1)
    lines.join("a2", REPLIES, ANNA, 2)
    lines.leave("a1")
    assert list(lines.of(REPLIES)) == ["a2"]
    lines.join("a1", REPLIES, ANNA, 1)
    assert turns(lines) == ["a1", "a2"]


def test_what_has_left_from_the_middle_is_never_served():
    lines = Lines()
    for order in range(5):
        lines.join(f"a{order}", REPLIES, ANNA, order)
    lines.leave("a2")
    lines.leave("unknown")
    lines.served("unknown")
    assert "a2" not in lines
    assert (lines.count(REPLIES), lines.count(NEWS)) == (4, 0)
    assert turns(lines) == ["a0", "a1", "a3", "a4"]
    assert lines.count(REPLIES) == 0


def test_a_text_that_joins_under_another_kind_leaves_the_first_one():
    lines = Lines()
    lines.join("x", NEWS, (BROADCAST, 0), 1)
    lines.join("x", REPLIES, ANNA, 1)
    assert lines.kinds() == [REPLIES]
    assert list(lines.of(NEWS)) == []


def test_kinds_come_by_priority_then_people_before_channels_and_administrators_first():
    lines = Lines()
    kinds = [
        NEWS,
        Kind(Priority.REPLY.value, is_to_channel=True),
        REPLIES,
        Kind(Priority.REPLY.value, is_to_others=False),
        Kind(Priority.ALERT.value),
    ]
    for number, kind in enumerate(kinds):
        lines.join(str(number), kind, ANNA, number)
    assert lines.kinds() == list(reversed(kinds))
    assert next(kind.priority_name for kind in lines.kinds()) is Priority.ALERT


def test_a_channel_is_one_person_and_so_is_a_node_on_any_channel():
    assert person_of(entry(intent=SendText(to=BROADCAST, text="x", channel=2))) == (BROADCAST, 2)
    assert person_of(entry(intent=SendText(to=PEER, text="x", channel=2))) == (PEER, 0)
    assert person_of(entry(intent=SendText(to=THIRD, text="x"))) == (THIRD, 0)


def test_whoever_stands_back_does_so_with_all_that_they_have_and_comes_back_behind_the_others():
    lines = Lines()
    lines.join("a1", REPLIES, ANNA, 1)
    lines.join("a2", NEWS, ANNA, 2)
    lines.join("b1", REPLIES, BERT, 3)
    lines.set_aside(ANNA)
    assert (lines.kinds(), list(lines.of(REPLIES)), list(lines.of(NEWS))) == ([REPLIES], ["b1"], [])
    lines.join("a0", REPLIES, ANNA, 0)
    lines.join("a3", REPLIES, ANNA, 4)
    lines.set_aside(ANNA)
    lines.leave("a1")
    lines.leave("a2")
    assert list(lines.of(REPLIES)) == ["b1"]
    assert set(lines.texts()) == {"a0", "a3", "b1"}
    lines.bring_back(ANNA)
    lines.bring_back(CARL)
    assert turns(lines) == ["b1", "a0", "a3"]
    assert lines.kinds() == []


def test_whoever_is_alone_and_stands_back_leaves_no_line_behind():
    lines = Lines()
    lines.join("a1", REPLIES, ANNA, 1)
    lines.set_aside(ANNA)
    assert lines.kinds() == []
    lines.leave("a1")
    lines.bring_back(ANNA)
    assert lines.kinds() == []
