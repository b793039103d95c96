"""PURE: what a model writes, made into plain text for the air. Whatever it writes is text, never more than that.

No step takes longer than the text is long, whatever a server sends.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_ANSWER: Final = 4_000
"""Characters of an answer that are looked at: twenty messages, which nobody asks for."""

LONGEST_QUESTION: Final = 2_000
"""Of one from the console; the air carries 200."""

_THOUGHTS: Final = ("think", "thinking", "thought", "reasoning")
"""Tags in which models think aloud."""

_THOUGHT: Final = re.compile(rf"<(/?)(?:{'|'.join(_THOUGHTS)})>", re.IGNORECASE)
_MARK: Final = re.compile(r"<\|[^|<>\n]{0,40}\|>|</?s>|\[/?INST\]")
"""What templates leave behind (ChatML, Llama)."""

_FENCE: Final = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*$", re.MULTILINE)
_HEADING: Final = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+", re.MULTILINE)
_QUOTE: Final = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_RULE: Final = re.compile(r"^[ \t]*([-*_=])[ \t]*(?:\1[ \t]*){2,}$", re.MULTILINE)
_BULLET: Final = re.compile(r"^[ \t]*[*+•][ \t]+", re.MULTILINE)
_LINK: Final = re.compile(r"!?\[([^\[\]\n]{0,200})\]\([^()\s]{0,500}\)")
_STRONG: Final = re.compile(r"\*\*|__|~~|`+")
_EMPHASIS: Final = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,200})(?<=\S)\*(?![\w*])")
_SPACES: Final = re.compile(r"[ \t]{2,}")
_LINES: Final = re.compile(r"[ \t]*\n\s*")

_HARMLESS: Final = frozenset("\"'“”„«»‘’([¿¡−…")
"""Signs that an answer may begin with: no bot that we know of takes one for a command's prefix."""


def plain(text: str, prefix: str) -> str:
    """Return an answer without thoughts, Markdown, control characters, and whatever could call a bot at its beginning.

    Args:
        text: As the model wrote it, of any length.
        prefix: What commands begin with here; others have other ones.
    """
    text = _clean(_said(text)[:LONGEST_ANSWER])
    for pattern, instead in (
        (_MARK, ""),
        (_FENCE, ""),
        (_RULE, ""),
        (_HEADING, ""),
        (_QUOTE, ""),
        (_BULLET, "- "),
        (_LINK, r"\1"),
        (_STRONG, ""),
        (_EMPHASIS, r"\1"),
        (_SPACES, " "),
        (_LINES, "\n"),
    ):
        text = pattern.sub(instead, text)
    return _harmless(text.strip(), prefix)


def question(text: str) -> str:
    """Return a question as the model gets it: cleaned, and cut."""
    return _clean(text[:LONGEST_QUESTION]).strip()


def _said(text: str) -> str:
    """Return what is no thought. Tags that are never closed, or never opened, are the template's doing."""
    said: list[str] = []
    begin, depth = 0, 0
    for tag in _THOUGHT.finditer(text):
        is_end = bool(tag[1])
        if depth == 0:
            if is_end:
                said.clear()  # all before was a thought, opened in the prompt
            else:
                said.append(text[begin : tag.start()])
        depth = max(0, depth - 1) if is_end else depth + 1
        begin = tag.end()
    return "".join(said) + ("" if depth else text[begin:])


def _clean(text: str) -> str:
    """Return text without control, format and surrogate characters; joiners and line ends stay."""
    return "".join(one if one in "\n\u200c\u200d" or not _is_control(one) else _instead(one) for one in text)


def _is_control(one: str) -> bool:
    return unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _instead(one: str) -> str:
    return " " if one == "\t" else "\n" if one in "\r\u0085\u2028\u2029" else ""


def _harmless(text: str, prefix: str) -> str:
    """Return a text that begins with a letter, a number, an emoji or what opens a sentence."""
    while True:
        if prefix and not prefix.isalnum() and text.casefold().startswith(prefix.casefold()):
            text = text[len(prefix) :].lstrip()
        elif text and not _may_begin(text):
            text = text[1:].lstrip()
        else:
            return text


def _may_begin(text: str) -> bool:
    first, category = text[0], unicodedata.category(text[0])
    if first == "-":
        return text[1:2].isdigit()  # -5 °C
    return first in _HARMLESS or category[0] not in "PSZC" or (category in ("So", "Sc") and ord(first) > 0xFF)
