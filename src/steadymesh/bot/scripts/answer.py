"""What a script's output says: a text as it stands, or JSON that says whether it is a refusal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from steadymesh.bot.scripts import failures

_SPACE: Final = "\ufeff \t\r\n"
"""What may stand before the brace: JSON's own space, and the mark that some editors put before UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptReply:
    """What a script answers."""

    text: str
    """Valid Unicode without the space around it, otherwise as it was written: the bot cleans it. Empty: nothing."""
    refusal: bool = False
    """Whether it says no to something that the sender may not do."""


def read_answer(script: str, output: bytes) -> ScriptReply:
    """Return what a script's standard output says.

    Output that is one JSON object is read as `{"text": "…", "refused": true}`, of which `refused` may be left out.
    Anything else, a brace that opens no JSON among it, is the text. Bytes that are no UTF-8 are replaced.

    Args:
        script: Its name, for the error.
        output: All that it wrote.

    Raises:
        ScriptError: The object lacks its text, has a key that nobody reads, or a value of the wrong kind.
    """
    text = output.decode("utf-8", "replace")
    said = _object(text)
    if said is None:
        return ScriptReply(text=text.strip(_SPACE).strip())
    for key in said:
        if key not in ("text", "refused"):
            raise failures.unknown_key(script, key)
    words, refused = said.get("text"), said.get("refused", False)
    if not isinstance(words, str):
        raise failures.no_text(script)
    if not isinstance(refused, bool):
        raise failures.no_verdict(script)
    return ScriptReply(text=_whole(words).strip(), refusal=refused)


def _object(text: str) -> dict[str, object] | None:
    """Return the JSON object that a text is; None: it is something else."""
    if not text.lstrip(_SPACE).startswith("{"):
        return None
    try:
        found = json.loads(text.strip(_SPACE))
    except (ValueError, RecursionError):  # no JSON, a number of ten thousand digits, nested without end
        return None
    return found if isinstance(found, dict) else None


def _whole(text: str) -> str:
    """Return `text` with the halves of characters replaced that JSON can name (a lone surrogate)."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
