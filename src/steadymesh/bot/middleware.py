"""Judges each command before it is handled: whether it is one that we answer at all.

Each judge looks at one thing and answers at once. Only `Copies`, `Looping` and `TooFast` remember anything, and all are
bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from steadymesh.bot import proof
from steadymesh.bot.contract.surroundings import Services
from steadymesh.bot.lateness import age_s
from steadymesh.bot.limits import PersonLimits
from steadymesh.bot.loops import MUTE_S, Loops, prompt_s
from steadymesh.bot.memory import RecentPackets
from steadymesh.bot.options import BotOptions
from steadymesh.events import TextReceived
from steadymesh.ids import BROADCAST, NodeNum
from steadymesh.model.names import fold_name, folded_names

LOOP: Final = "loop"
"""Reason of the refusal that mutes a node; told to it once, in case it is a person after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a command is not handled."""

    reason: str
    """For the log and the counters."""
    wait_s: float | None = None
    """Seconds to tell the sender to wait; None: the sender is told nothing."""


class Judge(Protocol):
    """One reason not to answer."""

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return why the text is not to be answered; None: nothing against it."""
        ...


class NotForUs:
    """Our own words that come back, tapbacks, and texts to somebody else."""

    def __init__(self, services: Services) -> None:
        self._radio = services.radio

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return why the text is not meant for us to answer."""
        message, radio = event.message, self._radio.radio()
        if message.is_tapback:
            return Refusal(reason="tapback")
        if message.sender in (0, BROADCAST):  # forged: an answer to it would go to everybody
            return Refusal(reason="from-nobody")
        if radio is not None and message.sender == radio.num:
            return Refusal(reason="own-echo")
        if radio is not None and message.is_direct and message.to != radio.num:
            return Refusal(reason="not-to-us")
        return None


class Copies:
    """Texts that came before by another way (MQTT, UDP, another relay)."""

    def __init__(self) -> None:
        self._recent = RecentPackets()

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return a refusal for everything but the first of the same sender and packet id."""
        copy = self._recent.seen_before(event.message.sender, event.message.id)
        return Refusal(reason="copy") if copy else None


class Ignored:
    """Nodes that the operator named (`bot.ignore`): other bots, mostly.

    By number, or by a name that the node has given itself, long or short, whole, case apart. A name proves nothing: who
    takes an ignored one is ignored as well, and nobody is taken for a bot because of what it is called.
    """

    def __init__(self, services: Services, ignored: Iterable[NodeNum | str]) -> None:
        self._nodes = services.nodes
        self._keys = services.keys
        ignored = tuple(ignored)
        self._nums = frozenset(one for one in ignored if isinstance(one, int))
        self._names = frozenset(fold_name(one) for one in ignored if isinstance(one, str)) - {""}

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return a refusal for who is named."""
        sender = event.message.sender
        is_named = sender in self._nums or (bool(self._names) and not self._names.isdisjoint(self._names_of(sender)))
        return Refusal(reason="ignored") if is_named else None

    def _names_of(self, num: NodeNum) -> Iterable[str]:
        return folded_names(self._nodes.get(num) or self._keys.get(num))


class NotWanted:
    """Whom an administrator has banned, and everybody while the bot is to be silent. Administrators are heard."""

    def __init__(self, services: Services, options: BotOptions) -> None:
        self._people = services.people
        self._is_revoked = services.keys.is_revoked
        self._admins = options.admins

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return a refusal for who is not to be answered."""
        reason = "banned" if self._people.is_banned(event.message.sender) else ""
        reason = reason or ("silent" if self._people.silent_s() else "")
        if not reason or proof.is_admins(event.message, self._admins, self._is_revoked):
            return None
        return Refusal(reason=reason)


class TooOld:
    """Questions that waited in the radio until nobody waits for the answer.

    A direct message may have waited longer: its answer goes to one person, who is told how late it comes. Only what
    came in the first burst after READY can have waited (`TextReceived.late`); `lateness` tells on which clock.
    """

    def __init__(self, services: Services, *, max_age_s: float, max_late_s: float) -> None:
        self._clock = services.clock
        self._max_age_s = max_age_s
        self._max_late_s = max(max_age_s, max_late_s)

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return a refusal for what is older than the longest age."""
        age = age_s(event, self._clock.at())
        most_s = self._max_late_s if event.late and event.message.is_direct else self._max_age_s
        return Refusal(reason="too-old") if age is not None and age > most_s else None


class Unmessagable:
    """Nodes that say that nobody reads there (`User.is_unmessagable`): routers, sensors.

    Anybody can say so in another node's name. But who writes a direct message that a key proves reads answers too.
    """

    def __init__(self, services: Services) -> None:
        self._nodes = services.nodes

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return a refusal for whom no answer would reach."""
        if event.message.is_proved:
            return None
        node = self._nodes.get(event.message.sender)
        return Refusal(reason="unmessagable") if node is not None and node.is_unmessagable else None


class Looping:
    """Who answers our answers (`loops`): other bots that nobody has named. Administrators are people.

    Args:
        services: The radio's preset, the clock, whose key is revoked.
        loops: What was said.
        options: The administrators.
        on_loop: Called with the text that closes a loop.
    """

    def __init__(
        self, services: Services, loops: Loops, options: BotOptions, on_loop: Callable[[TextReceived], None]
    ) -> None:
        self._radio = services.radio
        self._clock = services.clock
        self._is_revoked = services.keys.is_revoked
        self._loops = loops
        self._admins = options.admins
        self._on_loop = on_loop

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return a refusal for who is muted, and for the text that proves a loop."""
        message, now = event.message, self._clock.now()
        if proof.is_admins(message, self._admins, self._is_revoked):
            return None
        person = proof.writer(message)
        if self._loops.is_muted(person, now):
            return Refusal(reason="muted")
        radio = self._radio.radio()
        preset = radio.modem_preset if radio is not None and radio.use_preset else ""
        within_s = 0.0 if event.late else prompt_s(preset)
        if not self._loops.heard(person, message.text, now, within_s):
            return None
        self._on_loop(event)
        return Refusal(reason=LOOP, wait_s=MUTE_S)


class TooFast:
    """People who ask for more than their share of the air: told once, then unanswered until there is room again.

    Administrators have no share: who looks after the bot must reach it.
    """

    def __init__(self, services: Services, limits: PersonLimits, options: BotOptions) -> None:
        self._clock = services.clock
        self._is_revoked = services.keys.is_revoked
        self._limits = limits
        self._admins = options.admins

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return a refusal, with the seconds to wait the first time, for who has had their share."""
        if proof.is_admins(event.message, self._admins, self._is_revoked):
            return None
        sender, now = proof.writer(event.message), self._clock.now()
        wait_s = self._limits.take(sender, now)
        if wait_s == 0:
            return None
        return Refusal(reason="too-fast", wait_s=wait_s if self._limits.is_to_be_told(sender, now) else None)


def judges(
    services: Services,
    options: BotOptions,
    *,
    limits: PersonLimits,
    loops: Loops,
    on_loop: Callable[[TextReceived], None],
) -> Sequence[Judge]:
    """Return every judge in order: what costs nothing first, and what takes a share only from who would be answered."""
    return (
        NotForUs(services),
        Ignored(services, options.ignore),
        NotWanted(services, options),
        Copies(),
        TooOld(services, max_age_s=options.max_age_s, max_late_s=options.max_late_s),
        Unmessagable(services),
        Looping(services, loops, options, on_loop),
        TooFast(services, limits, options),
    )
