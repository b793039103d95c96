"""PURE: who is an administrator. A node number alone proves nothing: anybody can send under any."""

from __future__ import annotations

from collections.abc import Collection

from steadymesh.ids import PublicKey
from steadymesh.model import TextMessage


def is_admins(message: TextMessage, admins: Collection[PublicKey]) -> bool:
    """Return whether an administrator wrote this, beyond doubt.

    Only what the radio itself opened counts: it pins the first key that it hears of a node, while what was opened here
    may have been opened with a key that nobody has decided about.

    Args:
        message: The text.
        admins: The administrators' keys.
    """
    return message.is_proved and not message.opened_here and message.public_key in admins
