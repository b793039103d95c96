"""What desks answer: requests with named arguments, over the control socket or by HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from steadymesh.errors import UsageError
from steadymesh.words import spoken

Args = Mapping[str, object]
Handler = Callable[[Args], Awaitable[object]]


def language_of(args: Args, default: str) -> str:
    """Return the language in which somebody wants to be answered; English where this process lacks it.

    Raises:
        UsageError: It is no word.
    """
    language = args.get("language", default)
    if not isinstance(language, str):
        raise UsageError("The request needs a word as language.")
    return spoken(language)
