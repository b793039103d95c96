"""Somebody with a node: sleeps, chats, asks our bot, asks again, mistypes, says thanks, walks away and comes back."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Final

from steadymesh.ids import PacketId
from steadymesh.model import RoutingError
from steadymesh.sim.cast import SMALL_TALK, THANKS, THUMB
from steadymesh.sim.dice import Dice
from steadymesh.sim.village.beacons import Beacons
from steadymesh.sim.village.habits import Habits
from steadymesh.sim.village.ledger import Question
from steadymesh.sim.village.resident import Note, Resident
from steadymesh.sim.village.rhythm import Rhythm

if TYPE_CHECKING:
    from steadymesh.sim.village.ether import MeshEther

READ_S: Final = (2.0, 12.0)
"""What somebody takes to read a text before they react."""

ANSWERS_WITHIN_S: Final = 600.0
"""What our bot writes to somebody later than that after their question is not its answer."""


class Person:
    """One person.

    Args:
        ether: The mesh.
        resident: Their node.
        habits: What they do.
        rhythm: Their days.
        beacons: Those of their node.
        dice: Chance.
        language: In which they chat.
        walks: They walk out of reach now and then.
        switches_off: Their node is off at night.

    Attributes:
        resident: See there.
        question: What they asked last; None: nothing yet.
    """

    def __init__(
        self,
        ether: MeshEther,
        resident: Resident,
        *,
        habits: Habits,
        rhythm: Rhythm,
        beacons: Beacons,
        dice: Dice,
        language: str = "en",
        walks: bool = False,
        switches_off: bool = False,
    ) -> None:
        self.resident = resident
        self.question: Question | None = None
        self._ether = ether
        self._habits = habits
        self._rhythm = rhythm
        self._beacons = beacons
        self._dice = dice
        self._talk = SMALL_TALK.get(language, SMALL_TALK["en"])
        self._thanks = THANKS.get(language, THANKS["en"])
        self._walks = walks
        self._switches_off = switches_off
        resident.on_note = self._read
        resident.on_verdict = self._verdict

    def start(self) -> None:
        """Begin to live."""
        now, at = self._ether.terrain.now, self._ether.terrain.schedule.at
        habits = self._habits
        if habits.chat_every_s:
            at(self._next(habits.chat_every_s), self._chat)
        if habits.ask_every_s:
            at(self._next(habits.ask_every_s), self._wonder)
        if self._walks:
            at(self._next(habits.walk_every_s), self._walk)
        if self._switches_off:
            at(self._rhythm.next_night(now), self._to_bed)
            if not self._rhythm.is_awake(now):
                self._to_bed(None, again=False)

    def _next(self, mean_s: float) -> float:
        """Return when something happens next that happens by chance; nothing does at night."""
        now = self._ether.terrain.now
        when = now - mean_s * math.log(1 - self._dice.fraction())
        if self._rhythm.is_awake(when):
            return when
        return self._rhythm.next_morning(when) + self._dice.between(0, 0.25) * mean_s

    def _soon(self, seconds: tuple[float, float]) -> float:
        return self._ether.terrain.now + self._dice.between(*seconds)

    # --- what they do ---------------------------------------------------------------------

    def _chat(self, _: object) -> None:
        self._ether.terrain.schedule.at(self._next(self._habits.chat_every_s), self._chat)
        self.resident.write(self._dice.pick(self._talk), to_all=True)

    def _wonder(self, _: object) -> None:
        """Ask our bot something."""
        self._ether.terrain.schedule.at(self._next(self._habits.ask_every_s), self._wonder)
        text = self._command()
        mistyped = self._dice.fraction() < self._habits.mistypes
        if mistyped:
            place = 1 + self._dice.below(max(1, len(text) - 2))
            text = text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]
        on_channel = self._dice.fraction() < self._habits.on_channel
        self.ask(text, mistyped=mistyped, on_channel=on_channel)

    def _command(self) -> str:
        drawn = self._dice.fraction() * sum(weight for _, weight in self._habits.commands)
        for text, weight in self._habits.commands:
            drawn -= weight
            if drawn < 0:
                return text
        return self._habits.commands[-1][0]

    def ask(self, text: str, *, mistyped: bool = False, on_channel: bool = False) -> Question:
        """Ask our bot something now, and again when it does not answer; return what is noted of it."""
        question = Question(
            by=self.resident.peer.num,
            text=text,
            asked_at_s=self._ether.terrain.now,
            mistyped=mistyped,
            on_channel=on_channel,
        )
        self.question = question
        self._ether.ledger.questions.append(question)
        self._try(question)
        return question

    def _try(self, question: Question) -> None:
        packet_id = self.resident.write(question.text, to_all=question.on_channel)
        if packet_id is not None:
            self._ether.note_question(packet_id, question)
            question.packet_ids.append(packet_id)
        question.tries += 1
        if question.tries < self._habits.tries:
            self._ether.terrain.schedule.at(self._soon(self._habits.patience_s), self._impatient, question)

    def _impatient(self, question: Question) -> None:
        """Ask again if there is no answer yet, and they still want to know."""
        if question is self.question and not question.is_answered and self._rhythm.is_awake(self._ether.terrain.now):
            self._try(question)

    def _walk(self, _: object) -> None:
        """Walk out of reach."""
        self._ether.terrain.take_away(self.resident.node.index, away=True)
        self._ether.terrain.schedule.at(self._soon(self._habits.walk_s), self._come_back)

    def _come_back(self, _: object) -> None:
        self._ether.terrain.take_away(self.resident.node.index, away=False)
        self._ether.terrain.schedule.at(self._next(self._habits.walk_every_s), self._walk)

    def _to_bed(self, _: object, *, again: bool = True) -> None:
        """Switch the node off until the morning."""
        now, at = self._ether.terrain.now, self._ether.terrain.schedule.at
        self._ether.terrain.switch(self.resident.node.index, on=False)
        at(self._rhythm.next_morning(now), self._get_up)
        if again:
            at(self._rhythm.next_night(now + 1), self._to_bed)

    def _get_up(self, _: object) -> None:
        self._ether.terrain.switch(self.resident.node.index, on=True)
        self._beacons.switched_on()

    # --- how they react -------------------------------------------------------------------

    def _read(self, note: Note) -> None:
        """Read a text that the node shows."""
        if note.is_ours:
            self._read_ours(note)
        elif not note.is_direct and not note.is_emoji and self._dice.fraction() < self._habits.tapbacks:
            self._ether.terrain.schedule.at(self._soon(READ_S), self._tapback, note.packet_id)

    def _tapback(self, packet_id: PacketId) -> None:
        self.resident.write(THUMB, to_all=True, reply_id=packet_id, emoji=True)

    def _read_ours(self, note: Note) -> None:
        """Take what our bot writes as the answer to what they asked, if it may be."""
        question = self.question
        if question is None or not (note.is_direct or note.reply_id in question.packet_ids):
            return
        if self._ether.terrain.now - question.asked_at_s > ANSWERS_WITHIN_S:
            return
        was_answered = question.is_answered
        question.answers.append(self._ether.ledger.shown[-1])
        if not was_answered and self._dice.fraction() < self._habits.thanks:
            thanks = self._dice.pick(self._thanks)
            write = partial(self.resident.write, thanks, reply_id=note.packet_id)
            self._ether.terrain.schedule.at(self._soon(READ_S), lambda _: write())

    def _verdict(self, packet_id: PacketId, error: RoutingError) -> None:
        """See in the app what became of a message."""
        question = self.question
        if question is None or packet_id not in question.packet_ids:
            return
        if error is RoutingError.NONE:
            question.verdict = "acked"
        else:
            question.verdict = "given-up" if error is RoutingError.MAX_RETRANSMIT else "refused"
