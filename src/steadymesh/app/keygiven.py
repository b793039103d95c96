"""What an operator gives to compare a key with: a fingerprint, the key itself, or a contact link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from steadymesh.errors import InvalidIdError
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.refusals import refusal, shown

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{8}")
_PART: Final = re.compile(r"[0-9a-f]{1,7}")

_HEX_DIGITS: Final = 64

_LONGEST: Final = 200
"""Characters that are looked at: three times the longest spelling."""


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
        UsageError: It is empty, a damaged contact link, or part of a fingerprint: less than all of it proves nothing;
            or no key, with the number of its characters.
        InvalidIdError: It is a key of zeros, or a contact without one.
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
    if _PART.fullmatch(digits):
        raise refusal("given-part", text=shown(text), digits=len(digits))
    try:
        return Given(key=PublicKey.parse(digits if len(digits) == _HEX_DIGITS else text[:_LONGEST]))
    except InvalidIdError as exc:
        if exc.told.sentence == "id-key-of-zeros":
            raise
        raise refusal("given-no-key", length=len("".join(text.split()))) from exc
