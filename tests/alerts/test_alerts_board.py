"""What is told, and when: each cause once with its end, patiently, and not more than people can bear."""

from __future__ import annotations

import json

from steadymesh.alerts.board import MOST_AN_HOUR, Board
from steadymesh.alerts.cause import MAX_ITEMS, SHOWN, Phase
from steadymesh.alerts.changes import Began, Doubted, Ended
from steadymesh.alerts.kinds import MANNERS, AlertKind

LINK = AlertKind.LINK
DAY = 86_400.0


class Story:
    """A board, and what it told when."""

    def __init__(self, board: Board | None = None) -> None:
        self.board = board or Board()
        self.now = 0.0
        self.told: list[tuple[float, AlertKind, Phase]] = []
        self.tellings = []

    def until(self, now: float) -> None:
        """Let time pass, asking whenever the board wants to be asked."""
        while True:
            deadline = self.board.deadline()
            if deadline is None or deadline > now:
                break
            self.now = max(self.now, deadline)
            self.ask()
        self.now = now
        self.ask()

    def ask(self) -> None:
        for telling in self.board.due(self.now):
            self.told.append((self.now, telling.kind, telling.phase))
            self.tellings.append(telling)

    def note(self, *changes) -> None:
        for change in changes:
            self.board.note(change, self.now)
        self.until(self.now)


def began(kind=LINK, item="", name="", lapse_s=None, ago_s=0.0, **fields):
    return Began(kind=kind, item=item, name=name, lapse_s=lapse_s, ago_s=ago_s, fields=fields)


def test_what_lasts_is_told_once_and_its_end_once_with_how_long():
    story = Story()
    story.until(1000)
    story.note(began(ago_s=120, reason="probe"))
    story.note(began(ago_s=120, reason="probe"))
    story.until(4000)
    story.note(Ended(kind=LINK))
    story.until(10 * DAY)
    assert story.told == [(1000, LINK, Phase.BEGAN), (4000, LINK, Phase.ENDED)]
    assert story.tellings[1].seconds == 3120
    assert story.tellings[0].fields == {"reason": "probe"}


def test_what_goes_on_is_told_again_once_a_day():
    story = Story()
    story.note(began())
    story.until(2.5 * DAY)
    assert [phase for _, _, phase in story.told] == [Phase.BEGAN, Phase.STILL, Phase.STILL]
    assert [now for now, _, _ in story.told] == [0, DAY, 2 * DAY]


def test_what_passes_before_it_settled_is_no_news():
    story = Story()
    story.note(began(AlertKind.STORE))
    story.until(29)
    story.note(Ended(kind=AlertKind.STORE))
    story.until(DAY)
    assert story.told == []


def test_what_comes_back_before_its_end_was_told_has_not_ended():
    story = Story()
    story.note(began(AlertKind.STORE))
    story.until(100)
    story.note(Ended(kind=AlertKind.STORE))
    story.until(130)
    story.note(began(AlertKind.STORE))
    story.until(20_000)
    assert story.told == [(30, AlertKind.STORE, Phase.BEGAN)]


def test_what_comes_and_goes_is_told_so_and_then_nothing_until_an_hour_of_quiet():
    story = Story()
    for turn in range(20):
        story.until(turn * 300.0)
        story.note(began())
        story.until(turn * 300.0 + 100)
        story.note(Ended(kind=LINK))
    story.until(DAY)
    phases = [phase for _, _, phase in story.told]
    assert phases == [Phase.BEGAN, Phase.ENDED, Phase.BEGAN, Phase.ENDED, Phase.FLAPPING, Phase.ENDED]
    assert story.told[-1][0] == 19 * 300 + 100 + 3600


def test_an_end_that_was_doubted_is_none():
    story = Story()
    story.note(began())
    story.until(500)
    story.note(Ended(kind=LINK, after_s=60))
    story.until(550)
    story.note(Doubted(kind=LINK))
    story.until(700)
    assert story.told == [(0, LINK, Phase.BEGAN)]
    story.note(Ended(kind=LINK, after_s=60))
    story.until(800)
    assert story.told[1:] == [(760, LINK, Phase.ENDED)]
    assert story.tellings[-1].seconds == 700, "it ended when it was ready again, not when that was believed"


def test_what_is_not_heard_of_again_ends_by_itself():
    story = Story()
    story.note(began(AlertKind.CONTENDED, lapse_s=900))
    story.until(600)
    story.note(began(AlertKind.CONTENDED, lapse_s=900))
    story.until(5000)
    assert story.told == [(0, AlertKind.CONTENDED, Phase.BEGAN), (1500, AlertKind.CONTENDED, Phase.ENDED)]


def test_what_happens_together_is_told_together_and_what_follows_an_hour_later():
    story = Story()
    for number in range(9):
        story.note(began(AlertKind.KEY_CHANGED, item=str(number), name=f"n{number}"))
    story.until(100)
    for number in range(9, 11):
        story.note(began(AlertKind.KEY_CHANGED, item=str(number), name=f"n{number}"))
    story.until(DAY)
    assert [now for now, _, _ in story.told] == [30, 3630]
    first, second = story.tellings
    assert (first.count, len(first.names)) == (9, SHOWN)
    assert second.names == ("n9", "n10")


def test_more_than_can_be_remembered_is_counted():
    story = Story()
    for number in range(MAX_ITEMS + 30):
        story.note(began(AlertKind.KEY_WEAK, item=str(number), name="x"))
    story.until(100)
    assert story.tellings[0].count == MAX_ITEMS + 30


def test_another_one_of_what_lasts_is_told_an_hour_later_new_ones_first():
    story = Story()
    story.note(began(AlertKind.KEY_WAITING, item="a", name="A"))
    story.until(100)
    story.note(began(AlertKind.KEY_WAITING, item="b", name="B"))
    story.until(5000)
    story.note(Ended(kind=AlertKind.KEY_WAITING, item="a"), Ended(kind=AlertKind.KEY_WAITING, item="b"))
    assert [phase for _, _, phase in story.told] == [Phase.BEGAN, Phase.AGAIN, Phase.ENDED]
    assert story.tellings[1].names == ("B", "A")


def test_not_more_than_a_dozen_an_hour_and_what_waits_is_told_if_it_still_goes_on():
    board = Board(most_an_hour=2)
    story = Story(board)
    story.note(began(LINK), began(AlertKind.BATTERY), began(AlertKind.PLUGIN, item="x"), began(AlertKind.OUTBOX))
    story.until(10)
    assert len(story.told) == 2
    story.note(Ended(kind=LINK))
    assert story.told[-1] == (10, LINK, Phase.ENDED), "an end is told all the same"
    story.note(Ended(kind=AlertKind.OUTBOX))
    story.until(DAY / 2)
    assert [(now, kind) for now, kind, _ in story.told[3:]] == [(3600, AlertKind.PLUGIN)]
    assert MOST_AN_HOUR >= 6


def test_what_is_to_be_left_out_is_never_told():
    story = Story(Board(quiet=frozenset({LINK})))
    story.note(began())
    story.until(DAY)
    assert story.told == []
    assert story.board.current(story.now) == ()


def kept(story: Story) -> object:
    return json.loads(json.dumps(story.board.dump(story.now)))


def test_the_next_process_tells_nothing_twice_and_tells_the_end():
    first = Story()
    first.until(1000)
    first.note(began(reason="probe"))
    first.until(2000)
    second = Story()
    second.board.restore(kept(first), 0.0, 500.0)
    second.until(100)
    assert second.told == []
    assert second.board.current(100)[0]["seconds"] == 1600
    second.note(began(reason="never-ready"))
    assert second.told == []
    second.note(Ended(kind=LINK))
    assert second.told == [(100, LINK, Phase.ENDED)]
    assert second.tellings[0].seconds == 1600


def test_what_lapsed_while_nobody_ran_has_ended():
    first = Story()
    first.note(began(AlertKind.PLUGIN, item="wx", name="wx", lapse_s=1000))
    second = Story()
    second.board.restore(kept(first), 50.0, 5000.0)
    second.now = 50.0
    second.until(60)
    assert [phase for _, _, phase in second.told] == [Phase.ENDED]


def test_a_happening_is_not_told_again_because_of_a_restart():
    first = Story()
    first.note(began(AlertKind.REBOOT, item="1"))
    first.until(10)
    second = Story()
    second.board.restore(kept(first), 0.0, 5.0)
    second.note(began(AlertKind.REBOOT, item="2"))
    second.until(3000)
    assert second.told == []
    second.until(4000)
    assert len(second.told) == 1


def test_what_is_no_board_is_left_out():
    for rubbish in (
        None,
        3,
        "x",
        [],
        {"link": 3},
        {"link": {"is_told": True}},
        {"link": {"told": "x", "items": [1]}},
        {"link": {"told": 3, "is_told": True, "items": {"a": 1}, "fields": [2], "begins": {"x": 1}}},
    ):
        board = Board()
        board.restore(rubbish, 10.0, -5.0)
        board.due(10.0)
        board.dump(11.0)


def test_every_kind_has_its_manner():
    assert set(MANNERS) == set(AlertKind)
