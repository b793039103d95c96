"""The living mesh of `steadymesh run --sim`: people who walk, talk, measure, ask the bot and thank it.

It plays from the moment the first client is ready; everything in it follows from the seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import Final

from steadymesh.ids import NodeNum, PacketId
from steadymesh.sim.cast import (
    FORGOTTEN_ASKS,
    QUESTIONS,
    REKEYED_ASKS,
    SMALL_TALK,
    THANKS,
    THUMB,
    make_cast,
)
from steadymesh.sim.dice import Dice
from steadymesh.sim.people import Peer
from steadymesh.sim.radio import Radio
from steadymesh.sim.station import Message
from steadymesh.sim.voices import Straight, Voices
from steadymesh.wire import pb

FIRST_QUESTION_S: Final = 1.0
FIRST_TALK_S: Final = 0.3
STRANGER_S: Final = 12.0
"""When the one whom the radio does not know introduces themselves."""

FORGOTTEN_S: Final = 18.0
"""When the radio forgets somebody, as it does when its node table is full."""

REKEYED_S: Final = 52.0
"""When somebody's node gets a new key: after the first round of questions."""

WRITES_S: Final = 5.0
"""How long after that they write to the bot with it."""

READ_S: Final = (1.5, 4.0)
"""What somebody takes to read an answer before they say thanks."""

STEP_DEGREES: Final = 0.0006
"""A walker's step: some 50 m."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How busy they are: seconds from one to the next."""

    ask: tuple[float, float]
    talk: tuple[float, float]
    walk: tuple[float, float]
    measure: tuple[float, float]
    introduce: tuple[float, float]


FIRST_MINUTE: Final = Pace(
    ask=(6.0, 9.0), talk=(5.0, 11.0), walk=(4.0, 9.0), measure=(12.0, 25.0), introduce=(20.0, 40.0)
)
"""With six questions the first minute has seen all of them, and nobody asks more than the bot's manners allow."""

ON_THE_AIR: Final = Pace(
    ask=(60.0, 120.0), talk=(60.0, 120.0), walk=(180.0, 360.0), measure=(600.0, 1200.0), introduce=(900.0, 1800.0)
)
"""What a channel bears that sixty nodes share: on MediumFast less than a quarter of it is used."""


class Mesh:
    """The people around one radio.

    Args:
        radio: The radio that they surround.
        seed: What they do follows from it.
        voices: How they make themselves heard; None: straight into the radio.
        language: In which they chat (`fr`, else English).

    Attributes:
        people: Who they are.
        voices: How they make themselves heard.
        pace: How busy they are.
        answers: How many texts of the bot's reached somebody.
    """

    def __init__(self, radio: Radio, *, seed: int = 0, language: str = "en", voices: Voices | None = None) -> None:
        self.answers = 0
        self.voices = voices or Straight(radio)
        self.pace = FIRST_MINUTE
        self._radio = radio
        self._dice = Dice(seed, "mesh")
        self._talk = SMALL_TALK.get(language, SMALL_TALK["en"])
        self._thanks = THANKS.get(language, THANKS["en"])
        self._cast = make_cast(seed, number_from_key=radio.profile.number_from_key)
        self._headings = {peer.short_name: self._dice.between(-1, 1) for _, peer in self._cast}
        self._batteries = {peer.short_name: 60 + self._dice.below(40) for _, peer in self._cast}
        self._questions = cycle(QUESTIONS)
        self.people = [peer for _, peer in self._cast]
        for role, peer in self._cast:
            radio.add_peer(peer, known=not role.stranger)
        self._talkers = cycle([peer for role, peer in self._cast if role.talks and not role.stranger])
        self._askers = cycle([peer for role, peer in self._cast if role.talks and not role.stranger])

    def start(self) -> None:
        """Play as soon as somebody listens."""
        self._radio.on_sent.append(self._heard)
        self._radio.on_ready.append(self._begin)

    def _begin(self) -> None:
        self._radio.on_ready.remove(self._begin)
        self._in(FIRST_TALK_S, self._chat)
        self._in(FIRST_QUESTION_S, self._ask)
        for role, peer in self._cast:
            if role.stranger:
                self._in(STRANGER_S, partial(self.voices.node_info, peer))
            if role.forgotten:
                self._in(FORGOTTEN_S, partial(self._forget, peer))
            if role.rekeyed:
                self._in(REKEYED_S, partial(self._rekey, peer))
            if role.walks:
                self._in(self._dice.between(0, self.pace.walk[1]), partial(self._walk, peer))
            self._in(self._dice.between(1, self.pace.measure[1]), partial(self._measure, peer))
        self._again(lambda pace: pace.introduce, self._introduce)

    # --- what they do ---------------------------------------------------------------------

    def _chat(self) -> None:
        """Somebody writes to all; now and then another one puts a thumb to it."""
        peer = next(self._talkers)
        said = self.voices.text(peer, self._dice.pick(self._talk), to_all=True)
        if self._dice.below(3) == 0 and said is not None:
            other = self._dice.pick([p for _, p in self._cast if p is not peer])
            self._in(self._dice.between(*READ_S), partial(self._tapback, other, said))
        self._again(lambda pace: pace.talk, self._chat)

    def _tapback(self, peer: Peer, said: PacketId) -> None:
        self.voices.text(peer, THUMB, to_all=True, reply_id=said, emoji=True)

    def _ask(self) -> None:
        """Somebody asks the bot something."""
        self.voices.text(next(self._askers), next(self._questions))
        self._again(lambda pace: pace.ask, self._ask)

    def _walk(self, peer: Peer) -> None:
        self._headings[peer.short_name] += self._dice.between(-0.5, 0.5)
        heading = self._headings[peer.short_name]
        peer.latitude += STEP_DEGREES * (1 - abs(heading) % 2)
        peer.longitude += STEP_DEGREES * heading
        peer.altitude_m = max(200, peer.altitude_m + self._dice.below(41) - 20)
        self.voices.position(peer)
        self._again(lambda pace: pace.walk, partial(self._walk, peer))

    def _measure(self, peer: Peer) -> None:
        self._batteries[peer.short_name] = max(5, self._batteries[peer.short_name] - self._dice.below(2))
        battery = self._batteries[peer.short_name]
        uptime_s = int(self._radio.uptime_s) + 600 * (1 + peer.num % 50)
        self.voices.telemetry(peer, battery=battery, voltage=round(3.3 + 0.009 * battery, 2), uptime_s=uptime_s)
        self._again(lambda pace: pace.measure, partial(self._measure, peer))

    def _introduce(self) -> None:
        """Somebody says who they are, as every node does now and then."""
        self.voices.node_info(self._dice.pick(self.people))
        self._again(lambda pace: pace.introduce, self._introduce)

    def _forget(self, peer: Peer) -> None:
        """The radio has no room for somebody any more; they write to the bot, which the radio can't read."""
        self._radio.forget_node(peer.num)
        self.voices.text(peer, FORGOTTEN_ASKS)

    def _rekey(self, peer: Peer) -> None:
        """Somebody's node has a new key and says so, which the radio does not believe; then they write to the bot."""
        peer.rekey()
        self.voices.node_info(peer)
        self._in(WRITES_S, partial(self.voices.text, peer, REKEYED_ASKS))

    # --- how they react -------------------------------------------------------------------

    def _heard(self, packet: Message, repeated: bool) -> None:  # noqa: FBT001  (a listener of the radio's)
        """Somebody got a text from the bot: the node has acked it; a person may say thanks."""
        peer = self._radio.peers.get(NodeNum(packet.to))
        if peer is None or repeated or packet.decoded.portnum != pb.PortNum.TEXT_MESSAGE_APP:
            return
        self.answers += 1
        if self._dice.below(4) == 0:
            thanks = self._dice.pick(self._thanks)
            answered = PacketId(packet.id)
            self._in(self._dice.between(*READ_S), lambda: self.voices.text(peer, thanks, reply_id=answered))

    def slow_down(self, pace: Pace, voices: Voices) -> None:
        """Be less busy from now on, and make yourselves heard in another way."""
        self.pace, self.voices = pace, voices

    def _again(self, interval: Callable[[Pace], tuple[float, float]], act: Callable[[], object]) -> None:
        """Do something again after an interval; if they slow down meanwhile, at some time within the longer one."""
        pace = self.pace

        def due() -> None:
            if self.pace is pace:
                act()
            else:
                self._in(self._dice.between(0, interval(self.pace)[1]), act)

        self._in(self._dice.between(*interval(pace)), due)

    def _in(self, delay_s: float, act: Callable[[], object]) -> None:
        self._radio.agenda.at(self._radio.clock.now() + delay_s, act)
