"""Lists of public keys, as settings are written: a key in any of its spellings, or a contact link that carries one."""

from __future__ import annotations

from typing import Final

from steadymesh.config.duration import RefusedError
from steadymesh.config.kinds import Kind, items, shown_list
from steadymesh.errors import InvalidIdError, SteadymeshError, Told, UsageError
from steadymesh.ids import PublicKey
from steadymesh.words import clean

ENTRY_SHOWN: Final = 24
"""Characters of a wrong entry that a mistake quotes: enough to find it in its line."""


def public_keys() -> Kind:
    """Public keys, each once; shown as base64."""

    def read(raw: object) -> tuple[PublicKey, ...]:
        found: dict[PublicKey, None] = {}
        for number, item in enumerate(items(raw), start=1):
            try:
                found[_public_key(item if isinstance(item, str) else "")] = None
            except (InvalidIdError, UsageError) as exc:
                raise _entry_refused(number, item, exc) from exc
        return tuple(found)

    def show(value: object) -> str:
        keys = value if isinstance(value, tuple) else ()
        return shown_list([key.base64 for key in keys if isinstance(key, PublicKey)])

    accepted = Told(
        "a list of public keys, each in base64, URL-safe base64 or hex, or as a contact link", "accepts-public-keys"
    )
    return Kind(accepted=accepted, read=read, show=show)


def _public_key(word: str) -> PublicKey:
    """Return the key that a word writes.

    Raises:
        InvalidIdError: It is none.
        UsageError: It is a link, but none of a contact.
    """
    if "#" not in word:  # no spelling of a key has one, every contact link has
        return PublicKey.parse(word)
    from steadymesh.wire.convert.contacts import contact_of_link

    key = contact_of_link(word).public_key
    assert key is not None, "a contact without a key is refused"
    return key


def _entry_refused(number: int, item: object, why: SteadymeshError) -> RefusedError:
    """Return what to raise when one entry of a list is wrong: the others may be many and right."""
    text = clean(str(item), ENTRY_SHOWN)
    fields = {"number": number, "text": text, "why": why.told}
    return RefusedError(Told(f"entry {number}, “{text}”: {why.told}", "refused-entry", fields))
