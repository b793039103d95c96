"""Refusals by their sentence: what a person is told stands in `locale/`, in English too, and nowhere else."""

from __future__ import annotations

from steadymesh.errors import InputFileError, UsageError
from steadymesh.words import clean, render

MAX_SHOWN = 40
"""Characters of what somebody typed, or of a node's name, in a refusal."""


def refusal(sentence: str, **fields: str | int) -> UsageError:
    """Return the error that says a sentence.

    Args:
        sentence: Its id.
        fields: Its placeables. No key among them.
    """
    return UsageError(render(sentence, fields), sentence=sentence, fields=fields)


def damaged(sentence: str, **fields: str | int) -> InputFileError:
    """Return the error of a file that can't be used, of which nothing was imported.

    It never carries the file's text: an official export holds a private key.

    Args:
        sentence: Its id.
        fields: Its placeables.
    """
    return InputFileError(render(sentence, fields), sentence=sentence, fields=fields)


def shown(text: str) -> str:
    """Return what somebody typed, or a node's name, as a refusal shows it."""
    return clean(text.strip(), MAX_SHOWN)
