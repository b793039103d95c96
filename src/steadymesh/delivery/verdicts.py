"""What the radio's and the mesh's verdicts mean for a text. PURE.

A ROUTING_APP packet decides: NONE from the recipient is its acknowledgement; NONE from our own node says that a
neighbour repeated it (firmware `ReliableRouter.cpp`, "implicit ack"), the most that can be had of a channel text; all
else is a NAK. The queueStatus' `res` comes earlier and says less: it mixes two code spaces.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from steadymesh.delivery.manners import RADIOS_TRIES, SECOND_TRY_S
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.ids import BROADCAST, NodeNum
from steadymesh.model import RoutingError


class Word(Enum):
    """What a verdict says."""

    ACKNOWLEDGED = "acknowledged"
    RELAYED = "relayed"
    REFUSED = "refused"
    AGAIN = "again"
    """Refused, and worth another attempt under a new packet id after a pause."""
    KEY = "key"
    """Refused before it was on the air: our radio lacks the recipient's key. Worth another attempt, under a new packet
    id, when it has it."""
    MEND = "mend"
    """Its recipient could not read it, as it seems: worth another attempt, under a new packet id, when they have said
    which key they have."""
    UNHEARD = "unheard"
    """Nobody confirmed it, and its recipient seems to be out of reach: worth another attempt when they are heard."""
    NOTHING = "nothing"
    """It does not concern the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict, understood."""

    word: Word
    reason: str = ""
    """Of REFUSED, AGAIN, KEY, MEND and UNHEARD."""
    pause_s: float = 0.0
    """Of AGAIN."""


RES_QUEUE_FULL: Final = 32
"""firmware `MeshTypes.h`, ERRNO_UNKNOWN: the transmit queue did not take it."""

RES_SHOULD_RELEASE: Final = 35
"""firmware `MeshTypes.h`, ERRNO_SHOULD_RELEASE: handled, no error."""

_QUEUE_CODES: Final = frozenset({32, 33, 34, 35})
"""Codes of `MeshTypes.h`; 33 no interface, 34 transmitter disabled or region unset. All else is a Routing error."""

_LACKS_KEY: Final = frozenset({RoutingError.PKI_SEND_FAIL_PUBLIC_KEY, RoutingError.PKI_FAILED})
"""firmware `Router.cpp`, perhapsEncode: no key for the recipient (39; 34 before 2.7.19). Only the sender says so."""

_OURS_TO_SAY: Final = frozenset(
    {
        RoutingError.NO_INTERFACE,
        RoutingError.MAX_RETRANSMIT,
        RoutingError.TOO_LARGE,
        RoutingError.DUTY_CYCLE_LIMIT,
        RoutingError.RATE_LIMIT_EXCEEDED,
        *_LACKS_KEY,
    }
)
"""What only the sending radio can know of a packet. Anybody may send a verdict under the recipient's number (packet ids
stand in the clear), and must not make us say the same thing to a person again and again."""

_NOT_ON_AIR: Final = frozenset(
    {error.name for error in _OURS_TO_SAY if error is not RoutingError.MAX_RETRANSMIT}
    | {f"RES_{code}" for code in (33, 34)}
)
"""Reasons for which our own radio has not sent a text."""

_PAUSE_MAX_S: Final = 60.0
"""Longest pause after a rate limit: the radio's own limits are in seconds."""


def judge(
    *,
    to: NodeNum,
    sender: NodeNum,
    own: bool,
    error: RoutingError,
    number: int,
    attempts_before: int,
    last_reason: str,
    had_second_chance: bool,
    queue_was_full: bool,
    has_custody: bool,
    options: DeliveryOptions,
) -> Judgement:
    """Return what a ROUTING_APP packet about a text says.

    Args:
        to: The text's recipient.
        sender: Who says so.
        own: Whether that is our own node.
        error: The verdict.
        number: Its number, for one that we don't know.
        attempts_before: Packet ids of this text that were refused before.
        last_reason: Of the last refusal; empty: none.
        had_second_chance: It was on the air, and then once more.
        queue_was_full: The radio's transmit queue had not taken it (`res` 32).
        has_custody: Somebody brings keys into the radio.
        options: Pauses and limits.
    """
    if error is RoutingError.NONE:
        if not own and sender == to:
            return Judgement(word=Word.ACKNOWLEDGED)
        return Judgement(word=Word.RELAYED if own or to == BROADCAST else Word.NOTHING)
    if not own and (sender != to or error in _OURS_TO_SAY):
        return Judgement(word=Word.NOTHING)  # whoever has no say in it could try to make us repeat ourselves
    reason = reason_of(error, number)
    if own and has_custody and _lacks_key(error, to):
        return Judgement(word=Word.KEY, reason=reason)
    if error is RoutingError.PKI_UNKNOWN_PUBKEY and (had_second_chance or last_reason == reason):
        return Judgement(word=Word.REFUSED, reason=reason)  # our NodeInfo did not help, or it was on the air twice
    return _again(
        error, reason, attempts_before=attempts_before, queue_was_full=queue_was_full, options=options
    ) or Judgement(word=Word.REFUSED, reason=reason)


def judge_res(res: int, *, to: NodeNum, attempts_before: int, has_custody: bool, options: DeliveryOptions) -> Judgement:
    """Return what a refusing queueStatus says when no ROUTING verdict came to say more."""
    if res == RES_QUEUE_FULL:
        if attempts_before >= options.attempts_max:
            return Judgement(word=Word.REFUSED, reason=res_reason(res))
        return Judgement(word=Word.AGAIN, reason=res_reason(res), pause_s=options.queue_full_pause_s)
    reason = res_reason(res)
    if res in _QUEUE_CODES:
        return Judgement(word=Word.REFUSED, reason=reason)
    if has_custody and _lacks_key(_error_of(res), to):
        return Judgement(word=Word.KEY, reason=reason)
    return _again(
        _error_of(res), reason, attempts_before=attempts_before, queue_was_full=False, options=options
    ) or Judgement(word=Word.REFUSED, reason=reason)


def reason_of(error: RoutingError, number: int) -> str:
    """Return the word for a NAK: its name, or `UNKNOWN_<n>`."""
    return f"UNKNOWN_{number}" if error is RoutingError.UNKNOWN else error.name


def res_reason(res: int) -> str:
    """Return the word for a refusing queueStatus: `RES_<n>` in its own code space, else the Routing error's name."""
    return f"RES_{res}" if res in _QUEUE_CODES else reason_of(_error_of(res), res)


def tries_behind(reason: str) -> int | None:
    """Return how often a text was on the air whose last reason this is; None: the radio does not tell."""
    if reason in (RoutingError.MAX_RETRANSMIT.name, "RADIO_OR_KEY"):
        return RADIOS_TRIES
    return 0 if reason in _NOT_ON_AIR else None


def is_refusal(res: int) -> bool:
    """Return whether a queueStatus that is not 0 says no."""
    return res != RES_SHOULD_RELEASE


def error_in(res: int) -> int | None:
    """Return the Routing error's number that a refusing queueStatus carries; None: it is a code of its own."""
    return None if res in _QUEUE_CODES else res


def _lacks_key(error: RoutingError, to: NodeNum) -> bool:
    return to != BROADCAST and error in _LACKS_KEY


def _error_of(number: int) -> RoutingError:
    try:
        return RoutingError(number)
    except ValueError:
        return RoutingError.UNKNOWN


def _again(
    error: RoutingError, reason: str, *, attempts_before: int, queue_was_full: bool, options: DeliveryOptions
) -> Judgement | None:
    """Return the judgement for a NAK that is worth another attempt; None: it is not.

    38, 9: the radio dropped it before it was on the air. 35: once, after our NodeInfo. 5: only where the radio's queue
    was full to begin with. 6 and 7 would come again as they are; so would 39 and 34, until somebody brings the key.
    """
    if attempts_before >= options.attempts_max:
        return None
    match error:
        case RoutingError.RATE_LIMIT_EXCEEDED:
            pause_s = min(options.rate_limit_pause_s * 2**attempts_before, _PAUSE_MAX_S)
        case RoutingError.DUTY_CYCLE_LIMIT:
            pause_s = options.duty_cycle_pause_s
        case RoutingError.PKI_UNKNOWN_PUBKEY:
            pause_s = SECOND_TRY_S  # or as the manners have it
        case RoutingError.MAX_RETRANSMIT if queue_was_full:
            pause_s = options.queue_full_pause_s
        case _:
            return None
    return Judgement(word=Word.AGAIN, reason=reason, pause_s=pause_s)
