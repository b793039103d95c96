"""Whatever happens to the mail, in whatever order: nobody is handed a letter twice, and every letter has an end."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mailkit import ANN, BEN, CEM, DAY, HOUR, MINUTE, MORE, World, letter
from steadymesh.errors import SteadymeshError
from steadymesh.model import Outcome
from steadymesh.plugins.mail.letter import Letter, Notice, Reason, State

PEOPLE = st.sampled_from([ANN, BEN, CEM])
WAYS = st.sampled_from(["proved", "proved", "unproved", "console"])
ENDS = [
    (Outcome.ACKNOWLEDGED, "", True, True),
    (Outcome.RELAYED, "", True, True),
    (Outcome.RELAYED, "", False, True),
    (Outcome.REFUSED, "MAX_RETRANSMIT", True, True),
    (Outcome.REFUSED, "MAX_RETRANSMIT", False, True),
    (Outcome.REFUSED, "NO_CHANNEL", False, True),
    (Outcome.REFUSED, "KEY_UNKNOWN", False, False),
    (Outcome.REFUSED, "CANCELLED", False, False),
    (Outcome.EXPIRED, "", True, True),
    (Outcome.EXPIRED, "", False, True),
    (Outcome.EXPIRED, "AIR_BUDGET", False, False),
]


class Mail(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.written: set[int] = set()
        self.count = 0

    # --- what people do -----------------------------------------------------------------------

    @precondition(lambda self: len(self.world.desk.office) < 4)
    @rule(pair=st.sampled_from([(ANN, BEN), (ANN, BEN), (BEN, ANN), (CEM, BEN)]), pieces=st.integers(1, 2), way=WAYS)
    def write(self, pair, pieces, way) -> None:
        self.count += 1
        draft = letter(
            sender=pair[0], to=pair[1], pieces=pieces, is_proved=way != "unproved", text=f"text {self.count}",
            written=self.world.time, is_operators=way == "console",
        )  # fmt: skip
        taken = self._asked(lambda desk: desk.take(self.world, draft))
        if isinstance(taken, Letter):
            assert taken.number not in self.written
            self.written.add(taken.number)

    @rule(who=PEOPLE, number=st.integers(1, 120), at_desk=st.booleans())
    def ask(self, who, number, at_desk) -> None:
        self._asked(lambda desk: desk.read(self.world, who, self._one(who, number), is_here=at_desk))

    @rule(who=PEOPLE, number=st.integers(1, 120))
    def throw_away(self, who, number) -> None:
        self._asked(lambda desk: desk.delete(self.world, who, self._one(who, number)))

    @precondition(lambda self: len(self.world.desk.office))
    @rule(which=st.integers(0, 9), after=st.sampled_from([MINUTE, 11 * MINUTE, 2 * HOUR]))
    def hear(self, which, after) -> None:
        self.world.pass_(after)
        there = [who for who in (ANN, BEN, CEM) if self.world.desk.office.concerns(who)]
        self._hear(there[which % len(there)] if there else BEN)

    def _hear(self, who) -> None:
        self.world.run(lambda desk: desk.heard(self.world, who))

    # --- what happens ---------------------------------------------------------------------------

    @precondition(lambda self: self.world.open())
    @rule(which=st.integers(0, 9), how=st.sampled_from(ENDS), is_told=st.sampled_from([True, True, False]))
    def end(self, which, how, is_told) -> None:
        still_open = self.world.open()
        key = still_open[which % len(still_open)].key
        outcome, reason, is_read, is_sent = how
        told = self.world.end(key, outcome, reason, is_read=is_read, is_sent=is_sent)
        if is_told:
            self.world.run(lambda desk: desk.ended(self.world, told))

    @precondition(lambda self: self._late())
    @rule(which=st.integers(0, 9))
    def confirm_late(self, which) -> None:
        """The outbox improves what it knows and tells nobody."""
        late = self._late()
        one = late[which % len(late)]
        self.world.entries[one.key] = replace(one, outcome=Outcome.ACKNOWLEDGED, reason="")

    def _late(self):
        return [
            one
            for one in self.world.entries.values()
            if one.outcome.is_final and self.world.read[one.key] and one.outcome is not Outcome.ACKNOWLEDGED
        ]

    @rule(time=st.sampled_from([MINUTE, 11 * MINUTE, HOUR, 6 * HOUR, DAY, 5 * DAY]), looks=st.booleans())
    def wait(self, time, looks) -> None:
        self.world.pass_(time)
        if looks:
            self.world.run(lambda desk: desk.look(self.world))

    @precondition(lambda self: self.count % 3 == 2)
    @rule(who=PEOPLE)
    def ban(self, who) -> None:
        self.world.barred ^= {who}

    @rule(who=PEOPLE)
    def renumber(self, who) -> None:
        """There and back again, so that there are always the same three."""
        self.world.run(lambda desk: desk.renumbered(self.world, who, MORE))
        self.world.run(lambda desk: desk.renumbered(self.world, MORE, who))

    @rule(what=st.sampled_from(["disk_fails", "disk_is_deaf", "outbox_fails", "outbox_is_late"]))
    def fail(self, what) -> None:
        setattr(self.world, what, True)

    @rule()
    def recover(self) -> None:
        world = self.world
        world.disk_fails = world.disk_is_deaf = world.outbox_fails = world.outbox_is_late = False

    @precondition(lambda self: len(self.world.desk.office))
    @rule(steps=st.integers(0, 8))
    def doom(self, steps) -> None:
        """The process will be killed after so many steps."""
        self.world.fuse = steps

    @precondition(lambda self: self.world.posted)
    @rule()
    def restart(self) -> None:
        self.world.restart()

    # --- what must hold ---------------------------------------------------------------------------

    @invariant()
    def ends_are_true(self) -> None:
        for number, ends in self.world.ends.items():
            for end in ends:
                read = [self._was_read(number, piece) for piece in range(end.pieces)]
                if end.state is State.DELIVERED and not end.is_read:
                    assert all(read), "delivered, and nobody read it"
                if end.reason in (Reason.UNHEARD, Reason.UNREADABLE):
                    assert not any(read), "returned as unread, and it was read"

    def teardown(self) -> None:
        """In the end everything works, everybody is there, and there is time."""
        self.recover()
        self.world.fuse = None
        self.world.barred.clear()
        for _ in range(20):
            for one in self.world.open():
                told = self.world.end(one.key, Outcome.ACKNOWLEDGED, is_read=True)
                self.world.run(lambda desk, told=told: desk.ended(self.world, told))
            self.world.run(lambda desk: desk.look(self.world))
            for who in (ANN, BEN, CEM):
                self._hear(who)
            self.world.pass_(DAY)
        left = list(self.world.desk.office)
        assert not [one for one in left if one.is_open], "a letter without an end"
        assert not [one for one in left if one.notice in (Notice.OWED, Notice.OUT)], "a sender who was told nothing"
        assert not [number for number in self.written if number not in self.world.ends and self._is_lost(number)]

    # --- helpers ------------------------------------------------------------------------------------

    def _asked(self, begin):
        try:
            return self.world.run(begin)
        except SteadymeshError:
            return None

    def _one(self, who, number: int) -> int:
        """Mostly a letter that concerns them."""
        theirs = [one.number for one in self.world.desk.office if who in (one.sender, one.to)]
        return theirs[number % len(theirs)] if theirs and number % 5 else number

    def _was_read(self, number: int, piece: int) -> bool:
        begin = f"mail:{number}.{piece + 1}."
        return any(count for key, count in self.world.read.items() if key.startswith(begin))

    def _is_lost(self, number: int) -> bool:
        """Whether a letter that was taken in ended without a word; one that ended in the step of a kill is not."""
        return f"letter/{number:09d}" in self.world.disk


Mail.TestCase.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)
TestMail = Mail.TestCase
