"""The house as the mail uses it (`means.Means`), on the public contract; and the one desk of a house."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from steadymesh.bot.plugin import PluginContext
from steadymesh.ids import NodeNum
from steadymesh.model import Entry
from steadymesh.plugins.mail.desk import Desk
from steadymesh.plugins.mail.letter import Letter, State
from steadymesh.plugins.mail.office import Limits
from steadymesh.plugins.mail.options import MailSettings
from steadymesh.ports import PluginStore

HEADER_BYTES: Final = 64
"""What stands before a piece of a letter takes no more, besides the name; the tests try every language."""


class _Troubles:
    """Which troubles the log has been told of."""

    def __init__(self) -> None:
        self.told: set[str] = set()


@dataclass(frozen=True, slots=True)
class House:
    """A house.

    Args:
        context: Of a command or a hook.
    """

    context: PluginContext = field(repr=False)

    @property
    def store(self) -> PluginStore:
        """The mail's own drawer."""
        return self.context.store

    def now(self) -> float:
        """Return loop time."""
        return self.context.now()

    def at(self) -> datetime:
        """Return wall time."""
        return self.context.services.clock.at()

    async def post(self, to: NodeNum, text: str, key: str) -> Entry:
        """Hand a text in, once for each key. See `means.Means.post`."""
        return await self.context.post(to, text, key=key, once=True)

    async def fate(self, key: str) -> Entry | None:
        """Return what became of a text. See `means.Means.fate`."""
        return await self.context.services.outbox.fate(key)

    def is_barred(self, num: NodeNum) -> bool:
        """Return whether an administrator has banned somebody, or our radio's user ignores them."""
        node = self.context.directory.get(num)
        return self.context.services.people.is_banned(num) or (node is not None and node.is_ignored)

    def letter_text(self, letter: Letter) -> str:
        """Return what a letter's next piece says, in its recipient's language."""
        return letter_text(self._for(letter.to), letter, pieces_of(self.context, letter)[letter.piece])

    def notice_text(self, letter: Letter) -> str:
        """Return what its sender is told, in their language."""
        return notice_text(self._for(letter.sender), letter)

    def failed(self, what: str, error: Exception) -> None:
        """Tell the operator: the first time as a warning."""
        troubles = self.context.memory(_Troubles)
        tell = self.context.log.debug if what in troubles.told else self.context.log.warning
        troubles.told.add(what)
        tell(what, error=str(error) or type(error).__name__)

    def ended(self, letter: Letter) -> None:
        """Tell the operator how a letter ended; never what it says."""
        outcome = "delivered" if letter.reason is None else letter.reason.value
        self.context.log.info("mail-ended", number=letter.number, outcome=outcome)

    def _for(self, num: NodeNum) -> PluginContext:
        chosen = self.context.services.people.language_of(num)
        return replace(self.context, language=chosen or self.context.operators_language)


def desk_of(context: PluginContext) -> Desk:
    """Return the one desk of this house."""
    desks = context.memory(_Desks)
    if desks.desk is None:
        desks.desk = Desk(_limits(context))
    return desks.desk


class _Desks:
    """Where the desk is: it is made with the settings, which a context has."""

    def __init__(self) -> None:
        self.desk: Desk | None = None


def _limits(context: PluginContext) -> Limits:
    return context.settings(MailSettings).limits()


def pieces_of(context: PluginContext, letter: Letter) -> tuple[str, ...]:
    """Return a letter's text in the pieces in which it goes; the same each time."""
    spare = HEADER_BYTES + len(letter.sender_name.encode())
    return tuple(context.pieces(letter.text, spare_bytes=spare)) or (letter.text,)


def letter_text(context: PluginContext, letter: Letter, text: str) -> str:
    """Return a letter, or a piece of one, as people read it: who wrote it, whether that is proved, and when.

    What they wrote is no field of a sentence, which would be one line and cut.
    """
    proof = "operator" if letter.is_operators else "proved" if letter.is_proved else "none"
    head = context.say(
        "mail-letter",
        name=letter.sender_name,
        proof=proof,
        ago=ago(context, letter.written),
        again="yes" if letter.is_open and letter.is_again else "no",
    )
    return f"{head} {text}"


def notice_text(context: PluginContext, letter: Letter) -> str:
    """Return what became of a letter, for whoever wrote it."""
    if letter.state is State.DELIVERED and letter.ended is not None:
        after = context.duration((letter.ended - letter.written).total_seconds())
        return context.say("mail-delivered", number=str(letter.number), name=letter.to_name, after=after)
    reason = "unheard" if letter.reason is None else letter.reason.value
    because = context.say(f"mail-because-{reason}")
    return context.say("mail-returned", number=str(letter.number), name=letter.to_name, because=because)


def ago(context: PluginContext, then: datetime) -> str:
    """Return for how long something has been so."""
    return context.duration((context.services.clock.at() - then).total_seconds())
