"""What the operator may set of `ask`."""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta
from typing import Final

from steadymesh.bot.plugin import settings

LONGEST: Final = timedelta(seconds=290)
"""What waiting in line and the answer may take together: the command is ended after 300 s (`Cost.THOUGHT`)."""

MOST_AT_ONCE: Final = 3
"""Of the four requests that the house has under way at once, one is left for what is no model."""

MOST_INSIDE: Final = 7
"""At work and in line together: the bot runs eight of a command at once, and the eighth has to say that it is full."""

LONGEST_PROMPT: Final = 4_000


@settings
class AskSettings:
    """`[plugin.ask]`."""

    enabled: bool = False
    url: str = "http://127.0.0.1:11434/v1"
    """Of any server that speaks OpenAI's chat completions, without `/chat/completions`."""
    model: str = ""
    """As the server calls it; empty: whichever it has (llama.cpp), Ollama wants one."""
    api_key: str = field(default="", repr=False)
    """Empty: the server wants none."""
    prompt: str = ""
    """What the model is told before every question; empty: our own, in the language of whoever asks."""
    timeout: timedelta = timedelta(seconds=60)
    """For the whole answer."""
    max_tokens: int = 300
    """That the model may write, with what it thinks."""
    at_once: int = 2
    """Questions at work."""
    line: int = 5
    """Questions that wait for that."""
    wait: timedelta = timedelta(seconds=60)
    """Longest wait in line."""
    per_hour: int = 10
    """Questions of one person in any hour."""

    def __post_init__(self) -> None:
        scheme, _, place = self.url.partition("://")
        if scheme not in ("http", "https") or not place or place.startswith("/"):
            raise ValueError("url begins with http:// or https:// and a host")
        if "@" in place.partition("/")[0]:
            raise ValueError("a user name or a password does not belong into url; use api_key")
        if not (self.api_key.isascii() and self.api_key.isprintable()):
            raise ValueError("api_key has characters that no server's key has")
        if len(self.prompt) > LONGEST_PROMPT:
            raise ValueError(f"prompt is longer than {LONGEST_PROMPT} characters")
        for name, least, most in (
            ("max_tokens", 16, 8_192),
            ("at_once", 1, MOST_AT_ONCE),
            ("line", 0, MOST_INSIDE - 1),
            ("per_hour", 1, 1_000),
        ):
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} is a whole number from {least} to {most}")
        if self.at_once + self.line > MOST_INSIDE:
            raise ValueError(f"at_once and line are together {MOST_INSIDE} at most")
        if self.timeout < timedelta(seconds=1) or self.wait < timedelta(0) or self.timeout + self.wait > LONGEST:
            raise ValueError(f"timeout and wait are together {LONGEST.total_seconds():g}s at most, timeout at least 1s")

    @property
    def completions(self) -> str:
        """Return where questions are posted."""
        return f"{self.url.rstrip('/')}/chat/completions"
