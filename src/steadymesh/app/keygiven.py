"""What an operator gives to compare a key with: a fingerprint, the key itself, or a contact link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from steadymesh.errors import InvalidIdError
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.refusals import refusal, shown

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{8}")
_SHORT_HEX: Final = re.compile(r"[0-9a-f]{1,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What it says; all empty: nothing was given."""

    fingerprint: str = ""
    key: PublicKey | None = None
    node: NodeNum | None = None
    """Of a contact link: whose it is."""


def given(text: str) -> Given:
    """Return what a word says of a key.

    Raises:
        UsageError: It is empty, a damaged contact link, or part of a fingerprint: less than all of it proves nothing.
        InvalidIdError: It is no key, with the number of its bytes.
    """
    from steadymesh.wire.convert.links import is_link

    if not text.strip():
        raise refusal("given-empty")
    if is_link(text):
        from steadymesh.wire.convert.contacts import contact_of_link

        node = contact_of_link(text)
        return Given(key=node.public_key, node=node.num)
    digits = "".join(text.split()).replace(":", "").lower()
    if _FINGERPRINT.fullmatch(digits):
        return Given(fingerprint=digits)
    if _SHORT_HEX.fullmatch(digits):
        raise refusal("given-part", text=shown(text), digits=len(digits))
    if len(text) > 200:  # three times the longest spelling
        raise InvalidIdError(
            "This is no public key.",
            remedy="Write 44 characters of base64 or 64 hex digits.",
            sentence="id-no-key",
        )
    return Given(key=PublicKey.parse(text if len(digits) != 64 else digits))
