"""Everything that steadymesh raises on purpose, on one screen.

The name says who is to blame; the sentence says what happened, to what, and what to do::

    SteadymeshError
    ├── UsageError                 the person at the keyboard          exit 2
    │   ├── ConfigError            a setting
    │   ├── InputFileError         a file that was to be imported
    │   └── InvalidIdError         a node, channel, key or address (also a ValueError)
    ├── StateError                 the state directory                 exit 3
    │   ├── StateInUseError        another process holds it
    │   └── StoreError             the database is damaged, full or locked
    ├── NotRunningError            no process answers the control socket   exit 2
    ├── ControlError               the running process refused a request   exit 2
    │   └── ControlStateError      its state directory did not take what was asked   exit 3
    ├── LinkError                  the road to the radio; never a reason to exit
    │   ├── ResolveError           the name has no address (in time)
    │   ├── ConnectError           refused, unreachable, or no answer in time
    │   ├── HandshakeError         connected, but the radio did not send its configuration
    │   ├── ProbeError             two probes unanswered, or answers without verdicts
    │   └── ClosedError            the other side closed the connection (EOF)
    │       └── ResetError         it reset it, or the system gave it up: no orderly end
    ├── FetchError                 nothing came from the internet; `status` when a server said why
    ├── ProtocolError              bytes that no radio should send; counted, never fatal
    ├── NotReadyError              something was to be sent and no link is READY for it
    ├── ScriptError                an operator's script gave no answer; never a reason to exit
    │   └── ScriptLateError        it took longer than it may
    └── DeadlineError              something of ours did not answer within its deadline

`LinkError.reason` is the machine's word for the loss (log field `reason`, metrics label).

An error's own words are English. One that a person meets in the log names a sentence of `locale/` as well (`sentence`,
with its fields): hand the error itself to the log, and it is told in the operator's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Told:
    """What an error says, without the error: neither its traceback nor what hangs on it is kept alive."""

    english: str
    sentence: str = ""
    """Id of the sentence in `locale/`; empty: there is only the English."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """The sentence's placeables; a `Told` among them is told in the same language."""
    each: tuple[Told, ...] = ()
    """Several mistakes at once: each is told on a line of its own, and `english` has all of them."""

    def __str__(self) -> str:
        return self.english


class SteadymeshError(Exception):
    """Base of all; `str()` is one clear line for a person.

    Args:
        what: What happened, to what.
        remedy: What to do about it; empty when there is nothing to do.
        sentence: Id of the sentence in `locale/` that says both in a person's language; empty: English only.
        fields: The sentence's placeables.
        each: Several mistakes at once, a line each in `what`.
    """

    exit_code: ClassVar[int] = 1

    def __init__(
        self,
        what: str,
        *,
        remedy: str = "",
        sentence: str = "",
        fields: Mapping[str, object] | None = None,
        each: Sequence[Told] = (),
    ) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self._sentence = sentence
        self._fields = dict(fields or {})
        self._each = tuple(each)

    @property
    def told(self) -> Told:
        """Return what is to be said, for whoever says it later or in another language."""
        return Told(str(self), self._sentence, self._fields, self._each)

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".strip()


class UsageError(SteadymeshError):
    """What was asked for can't be done as asked."""

    exit_code = 2


class ConfigError(UsageError):
    """A setting is unknown, malformed or contradicts another."""


class ConfigUnreadableError(ConfigError):
    """A file of the configuration is there, and the disk does not hand it out: that may pass by itself."""

    exit_code = 3


class InputFileError(UsageError):
    """A file that was to be read is missing, damaged or of another kind."""


class InvalidIdError(UsageError, ValueError):
    """A node number, channel, public key or address that can't be understood."""


class StateError(SteadymeshError):
    """The state directory can't be used."""

    exit_code = 3


class StateInUseError(StateError):
    """Another process holds the state directory's lock."""


class StoreError(StateError):
    """The database is damaged, of a later version, full, locked or unwritable."""


def store_is_silent(timeout_s: float) -> StoreError:
    """Return the error of a database that did not answer in time, for whoever waited that long."""
    return StoreError(
        f"The database did not answer within {timeout_s:g} s.",
        remedy="Look at the disk.",
        sentence="store-error-silent",
        fields={"timeout_s": timeout_s},
    )


class NotRunningError(SteadymeshError):
    """No running process answers on the control socket."""

    exit_code = 2


class ControlError(SteadymeshError):
    """The running process refused a control request, or did not answer in time."""

    exit_code = 2


class ControlStateError(ControlError):
    """The running process could not keep what was asked: its state directory can't be used."""

    exit_code = 3


class LinkError(SteadymeshError):
    """The road to the radio is closed, for the reason that the class names."""

    reason: ClassVar[str] = "link"


class ResolveError(LinkError):
    """A name has no address, or none was found in time."""

    reason = "resolve"


class ConnectError(LinkError):
    """Refused, unreachable, or no answer within `link.connect_timeout`."""

    reason = "connect"


class HandshakeError(LinkError):
    """Connected, but the radio did not send its whole configuration."""

    reason = "handshake"


class ProbeError(LinkError):
    """The radio stopped answering: two probes in a row, or every send without a verdict."""

    reason = "probe"


class ClosedError(LinkError):
    """The other side closed the connection: an orderly end (EOF), unless it is a `ResetError`."""

    reason = "closed"


class ResetError(ClosedError):
    """The other side reset the connection, or the system gave it up: an end without order."""

    reason = "reset"


class FetchError(SteadymeshError):
    """Nothing was fetched from the internet: refused, unanswered, too large, or answered with an error.

    It names the host at most: what else stands in an address or in a header may be a secret.

    Args:
        what: What happened, with which host.
        status: What the server answered with; None: it did not get that far.
        remedy: What to do about it; empty when there is nothing to do.
        sentence: As `SteadymeshError` has it.
        fields: As `SteadymeshError` has them.
    """

    def __init__(
        self,
        what: str,
        *,
        status: int | None = None,
        remedy: str = "",
        sentence: str = "",
        fields: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(what, remedy=remedy, sentence=sentence, fields=fields)
        self.status = status


class ProtocolError(SteadymeshError):
    """Bytes that no radio should send; counted and skipped."""


class NotReadyError(SteadymeshError):
    """Something was to be sent while no link is READY for it."""


class ScriptError(SteadymeshError):
    """An operator's script is missing, may not be run, failed, or wrote what nobody can read."""

    stderr: str = ""
    """The line of its standard error that says most, cleaned and cut; empty: none. For a field of the log: it may quote
    what somebody wrote, and is never told to the mesh."""


class ScriptLateError(ScriptError):
    """An operator's script took longer than it may, and was ended."""


class DeadlineError(SteadymeshError):
    """Something inside steadymesh did not answer within its deadline."""
