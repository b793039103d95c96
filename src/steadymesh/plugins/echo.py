"""`echo`: says a text back, in such a way that no bot takes it for a command, and nobody for a word of ours."""

from __future__ import annotations

from typing import Final

from steadymesh.bot.plugin import Context, Reply, Rest, command

SIGN: Final = "🔁"
"""Before whatever is said back: a text that begins with it is no command, to no bot."""

MARKS: Final = "/!.,;:@#$%&*+-=?^~|<>\\"
"""What commands of other bots begin with, before a letter: `-5 °C` and `#1` are none."""


@command("echo", help="help-echo")
async def echo(context: Context, text: Rest) -> Reply:
    """Answer with the text: without what commands begin with, and on a channel with who said it."""
    said = harmless(text, context.prefix)
    if not said:
        return Reply(context.say("echo-nothing"))
    ways = [f"{SIGN} {said}", said]
    if not context.is_answered_directly:
        ways.insert(0, f"{SIGN} {context.name}: {said}")
    # The longest question leaves no room for what stands before its answer.
    return Reply(next((way for way in ways if len(way.encode()) <= context.limit_bytes), said))


def harmless(text: str, prefix: str) -> str:
    """Return a text without what makes a command of it at its beginning: our own prefix, and others' marks."""
    while True:
        shorter = text.strip()
        if shorter.casefold().startswith(prefix.casefold()):
            shorter = shorter[len(prefix) :]
        bare = shorter.lstrip(MARKS + " ")
        if bare[:1].isalpha():
            shorter = bare
        if shorter == text:
            return text
        text = shorter
