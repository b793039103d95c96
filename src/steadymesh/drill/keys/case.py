"""What a cause is, what must come of it, and what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

from steadymesh.drill.keys.scene import Scene
from steadymesh.sim.profile import PROFILES

if TYPE_CHECKING:
    from steadymesh.drill.keys.stage import KeyStage

FIRMWARES: Final = tuple(PROFILES)
"""Every firmware of the table, the oldest first."""

Step = Callable[[Scene], None]
"""Something that happens on the radio's side."""

Deed = Callable[["KeyStage"], Awaitable[None]]
"""Something that the operator, or an earlier run, does on steadymesh's side."""


class Writer(Enum):
    """Who writes."""

    WE = "we"
    """A direct message of ours, to the person."""
    THEY = "they"
    """The person asks by direct message, and our answer is looked at."""


class Fate(Enum):
    """What became of the message."""

    READ = "read"
    """The person read it, and it was encrypted for them."""
    REFUSED = "refused"
    """It ended without that; the reason says why."""
    UNHEARD = "unheard"
    """They wrote, and nothing of it ever came to us: their own radio tells them that nobody confirmed it."""
    UNREADABLE = "unreadable"
    """They wrote, it came to us as it was sealed, and nobody has the key that opens it: a line of the log."""
    OPEN = "open"
    """Nothing was said in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What must come of a case on one firmware."""

    fate: Fate
    reason: str = ""
    """Of REFUSED: an outbox entry's."""
    writes: int = 0
    """Keys written into the radio and marks taken from it, at most: each is one write of its flash."""
    is_harmless: bool = False
    """The cause does no more harm here than its control: the radio copes by itself, or another cause hides it."""


def read(writes: int = 1) -> Expect:
    """Return: it is read, at the price of so many writes."""
    return Expect(fate=Fate.READ, writes=writes)


def refused(reason: str, writes: int = 0) -> Expect:
    """Return: it is refused, or expires, with that reason."""
    return Expect(fate=Fate.REFUSED, reason=reason, writes=writes)


def unheard() -> Expect:
    """Return: it never comes to us."""
    return Expect(fate=Fate.UNHEARD)


def unreadable() -> Expect:
    """Return: it comes to us, and can't be decrypted."""
    return Expect(fate=Fate.UNREADABLE)


def harmless(expect: Expect) -> Expect:
    """Return the same, just as without the cause."""
    return Expect(fate=expect.fate, reason=expect.reason, writes=expect.writes, is_harmless=True)


def _nothing(_scene: Scene) -> None:
    """Let nothing happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCase:
    """One cause."""

    name: str
    title: str
    """In the table, in English."""
    expect: Expect
    but: Mapping[str, Expect] = field(default_factory=dict)
    """On these firmwares something else must come of it."""
    control: str = ""
    """The case that it must differ from, or it drills nothing; empty: it is a control itself."""
    writer: Writer = Writer.WE
    sets: tuple[str, ...] = ()
    """Settings of steadymesh that differ from the defaults."""
    is_ours: bool = False
    """The cause lies on steadymesh's side: another client has nothing like it."""
    before: Step = _nothing
    """Before anybody connects."""
    cause: Step = _nothing
    """Once the link stands."""
    kept: Deed | None = None
    """What an earlier run left behind."""
    prepared: Deed | None = None
    """Before the cause."""
    settled: Deed | None = None
    """After it."""
    settle_s: float = 2.0
    """Between the cause and the message."""
    lifetime_s: float = 120.0
    """Of our message: what it is unless somebody says otherwise."""

    def expected(self, firmware: str) -> Expect:
        """Return what must come of it on a firmware."""
        return self.but.get(firmware, self.expect)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """What came of one case on one firmware."""

    name: str
    firmware: str
    writer: str
    fate: str
    reason: str
    why: str
    """The reason in a sentence; empty: it was read."""
    seconds: float | None
    """From the writing to the reading, virtual time; None: it was not read."""
    pushed: int
    """Keys brought into the radio."""
    unfavorited: int
    asked: int
    """Nodes asked who they are."""
    flash_writes: int
    """Of the radio, for whatever reason."""
    opened: int
    """Messages that were decrypted here."""
    tries: int
    """Packet ids that our message used up."""
    waited_for: tuple[str, ...]
    """Reasons for which our message waited."""
    problems: tuple[str, ...] = ()
    """Why it failed; empty: it passed."""

    @property
    def passed(self) -> bool:
        """Whether everything asked for was reached."""
        return not self.problems

    @property
    def trace(self) -> tuple[object, ...]:
        """Return what tells a case that bites from one that does not; when is no matter."""
        return (
            self.fate, self.reason, self.pushed, self.unfavorited, self.asked, self.opened, self.tries, self.waited_for,
        )  # fmt: skip
