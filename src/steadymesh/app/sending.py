"""An operator's own messages: cut like an answer, each piece behind the one before, and handed to the outbox."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from steadymesh.app.recipients import Recipient, Recipients
from steadymesh.app.requests import Args, language_of
from steadymesh.bot.options import MAX_PIECES
from steadymesh.bot.pieces import cut
from steadymesh.bot.reply import clean, room
from steadymesh.errors import UsageError
from steadymesh.keys.refusals import refusal
from steadymesh.model import Entry, Priority
from steadymesh.ports import Outbox

PRIORITIES: Final = {one.name.lower(): one for one in (Priority.ALERT, Priority.MESSAGE, Priority.ANNOUNCEMENT)}
"""What an operator's message may be: answers and keys are the bot's own."""

MOST_LOOKED_AT: Final = 20_000
"""Bytes of a text that could be short enough once it is cleaned: ten times what can be sent."""

LEAST_LIFETIME_S: Final = 10.0
"""A text that is to be gone sooner would rarely be handed over in time."""

LONGEST_LIFETIME_S: Final = 7 * 86_400.0
"""A week: whatever comes later is news to nobody."""


class SendDesk:
    """The control socket's operation `send`.

    Args:
        outbox: Where messages are handed in.
        recipients: Whom a word means.
        row: Makes what a person may know of a message, given the language.
        language: Of sentences, unless the request names one.
    """

    def __init__(
        self, *, outbox: Outbox, recipients: Recipients, row: Callable[[Entry, str], dict[str, object]], language: str
    ) -> None:
        self._outbox = outbox
        self._recipients = recipients
        self._row = row
        self._language = language

    def handlers(self) -> Mapping[str, Callable[[Args], Awaitable[object]]]:
        """Return every operation by its name."""
        return {"send": self.send}

    async def send(self, args: Args) -> object:
        """Hand in `text` for `who`: all its pieces are written down when this returns, or none.

        Also taken: `force`, `lifetime_s`, `priority`, `language`.

        Raises:
            UsageError: The text can't be sent, or nobody gets it; nothing was handed in.
        """
        who, text, force = args.get("who"), args.get("text"), args.get("force", False)
        language = language_of(args, self._language)
        if not isinstance(who, str) or not isinstance(text, str) or not isinstance(force, bool):
            raise UsageError("The request needs words as who and text, and true or false as force.")
        lifetime_s, priority = _lifetime(args.get("lifetime_s")), _priority(args.get("priority", "message"))
        if not text.strip():
            raise refusal("text-empty")
        recipient = self._recipients.find(who, force=force)
        pieces = pieces_of(text, recipient)
        entries = await self._outbox.post_all(
            to=recipient.to, texts=pieces, channel=recipient.channel, priority=priority, lifetime_s=lifetime_s
        )
        return {"who": recipient.label, "entries": [self._row(entry, language) for entry in entries]}


def pieces_of(text: str, recipient: Recipient) -> Sequence[str]:
    """Return a text in pieces, ready for the air: cleaned as an answer is.

    Raises:
        UsageError: Nothing of it can be sent, or it is too long.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise refusal("send-not-utf8") from None
    limit = room(direct=recipient.is_direct, threaded=False)
    shown = clean(text) if size <= MOST_LOOKED_AT else text
    if not shown:
        raise refusal("send-nothing-left")
    pieces = cut(shown, limit, MAX_PIECES) if size <= MOST_LOOKED_AT else None
    if pieces is None or pieces.rest:
        most = MAX_PIECES * (limit - len(f"{MAX_PIECES}/{MAX_PIECES} "))
        raise refusal("send-too-long", size=size, pieces=MAX_PIECES, room=most)
    return pieces.pieces


def _priority(given: object) -> Priority:
    priority = PRIORITIES.get(given) if isinstance(given, str) else None
    if priority is None:
        raise UsageError(f"The request needs one of {', '.join(PRIORITIES)} as priority.")
    return priority


def _lifetime(given: object) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise UsageError("The request needs seconds as lifetime_s.")
    if not LEAST_LIFETIME_S <= given <= LONGEST_LIFETIME_S:
        raise refusal("send-lifetime-out-of-range")
    return float(given)
