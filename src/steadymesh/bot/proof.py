"""PURE: who wrote a text, and who is an administrator.

A node number alone proves nothing: anybody can send under any.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import TextMessage


class Person(NamedTuple):
    """Whom limits and memories tell apart.

    By number alone, whoever sends under somebody else's would use up what that one is answered, or get them muted. So
    what a key proves is one person, and what nothing proves another, each with their own share. The key belongs to it:
    what was opened here may have been opened with a key under that number that nobody has decided about.
    """

    node: NodeNum
    is_proved: bool = False
    key: PublicKey | None = None
    """That proves it; None: nothing does, or the radio did not tell which one does."""


def writer(message: TextMessage) -> Person:
    """Return who wrote a text, as far as is known."""
    if not message.is_proved:
        return Person(message.sender)
    return Person(message.sender, is_proved=True, key=message.public_key)


def is_admins(message: TextMessage, admins: Collection[PublicKey], is_revoked: Callable[[PublicKey], bool]) -> bool:
    """Return whether an administrator wrote this, beyond doubt.

    Only what the radio itself opened counts: it pins the first key that it hears of a node, while what was opened here
    may have been opened with a key that nobody has decided about.

    Args:
        message: The text.
        admins: The administrators' keys.
        is_revoked: Whether a person has said that a key is to be used no more.
    """
    key = message.public_key
    if key is None or not message.is_proved or message.opened_here:
        return False
    return key in admins and not is_revoked(key)
