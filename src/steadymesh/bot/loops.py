"""PURE: tells another bot that answers our answers from a person who asks again.

Both send the same command again and again. What sets them apart is what makes them speak: a person asks because they
want to know, a bot because we have just said something to it. So a text counts against its sender only as an *answer to
our answer*:

* we have answered the sender since its last command, and the answer had reached it: its node has acknowledged it.
  Nobody acknowledges what goes to a channel: that counts as heard when it is handed over;
* it came within `PROMPT_S` after that (`SLOW_PROMPT_S` on the slow presets), and had not been waiting for us in the
  radio's queue;
* it is the command that we had answered: `canonical` has taken case, white space, numbers and durations out of it.

When the same pair, that command and our answer to it, has gone back and forth `ROUNDS` times in one chain and the
command comes back once more, that is a loop, and its node is muted for `MUTE_S`. A person may send the same command
three times as fast as they like, and go on for ever if they let `PROMPT_S` pass after each answer; one who does not
wait for the answers answers nothing; any other command in between begins anew. A bot that is slower than that, says
something else each time or acknowledges nothing is no loop in this sense: the limits of the hour (`bot.limits`) hold
it.

The same rule holds on channels: whoever answers our channel replies there is known by its number. Direct messages that
a key proves are kept apart from whatever was said under the same number without proof (`proof.Person`): nobody gets
somebody else muted by writing under their number.

A restart forgets all of it; a loop is found again after three rounds.
"""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from steadymesh.bot.proof import Person
from steadymesh.ids import NodeNum, PacketId

ROUNDS: Final = 3
"""Times that the same pair goes back and forth; the command that would begin the next one is the loop's proof."""

PROMPT_S: Final = 10.0
"""A bot answers within a second or two, and its text takes a few more over three hops on LongFast. Whoever tests their
range waits for the answer, walks on, and asks again later than that."""

SLOW_PROMPT_S: Final = 60.0
"""The same where a short text takes two to five seconds a hop."""

SLOW_PRESETS: Final = frozenset({"LONG_MODERATE", "LONG_SLOW", "VERY_LONG_SLOW"})
"""Modem presets with at most a third of LongFast's speed."""

MUTE_S: Final = 3600.0
"""For how long a node's commands are not answered: by then the other bot's operator may have noticed too."""

MAX_NODES: Final = 500
"""Of whom is remembered what was said last, 1 kB each; more never talk to one bot within a minute."""

COMPARED: Final = 240
"""Characters of a text that are compared: one packet holds no more."""

_AMOUNTS: Final = re.compile(
    r"[-+−]?\d+(?:[.,:]\d+)*(?:\s*(?:d|j|h|m|min|s|ms|am|pm)\b)?"
    r"(?:\s*\d+(?:[.,:]\d+)*(?:\s*(?:d|j|h|m|min|s|ms|am|pm)\b)?)*"
)
"""A number, a time of day, or a duration such as “1 h 5 min”: whatever grows from one message to the next."""


def prompt_s(preset: str) -> float:
    """Return within how many seconds a text may be an answer to ours.

    Args:
        preset: The radio's modem preset, such as `LONG_FAST`; empty: not known.
    """
    return SLOW_PROMPT_S if preset in SLOW_PRESETS else PROMPT_S


def canonical(text: str) -> str:
    """Return a text as it is compared: “Up 12 min” and “up  1 h 3 min” are the same."""
    folded = unicodedata.normalize("NFKC", text[:COMPARED]).casefold()
    return " ".join(_AMOUNTS.sub("0", folded).split())


@dataclass(slots=True)
class _Talk:
    """What was said between a node and us."""

    pair: tuple[str, str] = ("", "")
    """Its last command that we answered, and our answer."""
    times: int = 0
    """How often that pair has gone back and forth in one chain."""
    has_answer: bool = False
    """Whether we have answered its last command."""
    question: PacketId | None = None
    """That command's packet id."""
    reached: float | None = None
    """When that answer reached the node; None: as far as we know it has not."""
    is_chained: bool = False
    """Whether its last command was an answer to our answer, and the same again."""


class Loops:
    """The loops that we are in.

    Args:
        size: Nodes remembered; the one who was silent longest goes. As many may be muted.
    """

    def __init__(self, size: int = MAX_NODES) -> None:
        self._size = size
        self._talks: OrderedDict[Person, _Talk] = OrderedDict()
        self._muted: OrderedDict[Person, float] = OrderedDict()
        """Until when, by person."""

    def is_muted(self, person: Person, now: float) -> bool:
        """Return whether somebody's commands are not answered now."""
        until = self._muted.get(person)
        if until is None or until > now:
            return until is not None
        del self._muted[person]
        return False

    def muted(self, now: float) -> Mapping[Person, float]:
        """Return who is muted, and for how many seconds still."""
        return {person: until - now for person, until in self._muted.items() if until > now}

    def heard(self, person: Person, text: str, now: float, within_s: float = PROMPT_S) -> bool:
        """Take a command that would be answered; return whether it closes a loop: its sender is muted from now on.

        Args:
            person: Who sent it.
            text: As it came.
            now: Loop time.
            within_s: How soon it must follow our answer to be one to it (`prompt_s`); 0: it can't be, for it was sent
                before that.
        """
        talk = self._talks.get(person)
        if talk is None:
            talk = self._talks[person] = _Talk()
            if len(self._talks) > self._size:
                self._talks.popitem(last=False)
        self._talks.move_to_end(person)
        is_prompt = talk.reached is not None and now - talk.reached < within_s
        talk.is_chained = is_prompt and canonical(text) == talk.pair[0]
        talk.has_answer, talk.reached = False, None
        if not talk.is_chained or talk.times < ROUNDS:
            return False
        del self._talks[person]
        self._muted[person] = now + MUTE_S
        self._muted.move_to_end(person)
        if len(self._muted) > self._size:
            self._muted.popitem(last=False)
        return True

    def answered(
        self,
        person: Person,
        text: str,
        answer: str,
        now: float,
        *,
        direct: bool,
        question: PacketId | None = None,
    ) -> None:
        """Note that a command was answered: the answer was handed over.

        Args:
            person: Who sent it.
            text: The command as it came.
            answer: Ours.
            now: Loop time.
            direct: It went to the node, which will acknowledge it; False: to a channel.
            question: The command's packet id, as `reached` will be told; None: any message that reaches them counts.
        """
        talk = self._talks.get(person)
        if talk is None:
            return
        pair = (canonical(text), canonical(answer))
        talk.times = talk.times + 1 if talk.is_chained and pair == talk.pair else 1
        talk.pair = pair
        talk.has_answer, talk.reached, talk.question = True, None if direct else now, question

    def reached(self, node: NodeNum, now: float, question: PacketId | None = None) -> None:
        """Note that a node acknowledged a message of ours: whoever speaks under its number can answer from now on.

        The acknowledgement of an answer counts for whoever had asked. What a node is sent because somebody asked in its
        name must not make its owner's next command look prompt.

        Args:
            node: Which.
            now: Loop time.
            question: What that message answered; None: it does not say.
        """
        for person, talk in self._talks.items():
            is_meant = question is None or talk.question is None or question == talk.question
            if person.node == node and talk.has_answer and is_meant:
                talk.reached = now
