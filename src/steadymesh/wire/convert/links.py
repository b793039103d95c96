"""The text of a contact link ⇄ the bytes in it, without protobuf: who only asks whether a word is one waits for none.

`https://meshtastic.org/v/#<base64 of a SharedContact>`. The apps write URL-safe base64 without padding and read more
than they write (Android `SharedContact.kt`, toSharedContact: `www.`, a longer path, `?…` behind the data; Apple
`MeshContactURL.swift`: `meshtastic://v#…`, `?exchange=true` before the data, angle brackets around it; the command line
of the official library keeps the padding).
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final
from urllib.parse import unquote

from steadymesh.errors import UsageError

PREFIX: Final = "https://meshtastic.org/v/#"
"""What both apps recognise."""

MAX_TEXT: Final = 16 * 1024
"""Longest link that is looked at, in characters, as Apple's app has it; a whole User takes some 200."""

_WEB: Final = r"(?:https?://)?(?:www\.)?meshtastic\.org"
_LIKE_ONE: Final = re.compile(rf"(?:[a-z][a-z0-9+.-]*:/|meshtastic:|{_WEB}(?:/|$))", re.IGNORECASE)
_CONTACT: Final = re.compile(
    rf"(?:{_WEB}/(?:[\w-]+/)*v/?|meshtastic:/{{0,3}}v/?)(?:\?[^#]*)?#(?P<data>.*)", re.IGNORECASE | re.DOTALL
)
_CHANNELS: Final = re.compile(
    rf"(?:{_WEB}/(?:[\w-]+/)*|meshtastic:/{{0,3}})e/?(?:\?[^#]*)?#.*", re.IGNORECASE | re.DOTALL
)


def is_link(text: str) -> bool:
    """Return whether a word is an address, of a contact or of anything else, rather than a file, a key or a name."""
    return _LIKE_ONE.match(_bare(text[:MAX_TEXT])) is not None


def data_of_link(text: str) -> bytes:
    """Return the bytes that a contact link carries.

    Raises:
        UsageError: It is no contact link, or what it carries can't be read.
    """
    if len(text) > MAX_TEXT:
        raise UsageError(
            f"This is no contact link: it has more than {MAX_TEXT} characters.",
            sentence="contact-too-long",
            fields={"limit": MAX_TEXT},
        )
    bare = _bare(text)
    found = _CONTACT.fullmatch(bare)
    if found is None and _CHANNELS.fullmatch(bare):
        raise UsageError(
            "This link carries channels, not a contact.",
            remedy="Share the contact, not the channel, in the app.",
            sentence="contact-channels",
        )
    if found is None:
        raise UsageError(
            "This is no contact link.", remedy=f"Such a link looks like {PREFIX}….", sentence="contact-no-link"
        )
    data = unquote("".join(found["data"].split())).split("?")[0].rstrip("=").replace("-", "+").replace("_", "/")
    try:
        payload = base64.b64decode(data + "=" * (-len(data) % 4), validate=True)
    except (binascii.Error, ValueError) as exc:
        raise unreadable() from exc
    if not payload:
        raise UsageError(
            "This contact link is empty.",
            remedy=f"Copy all of it, also what stands behind {PREFIX}.",
            sentence="contact-empty",
        )
    return payload


def link_of_data(payload: bytes) -> str:
    """Return the link that carries these bytes, as the apps write it."""
    return PREFIX + base64.urlsafe_b64encode(payload).decode("ascii").rstrip("=")


def unreadable() -> UsageError:
    """Return the error of a link whose data are no contact."""
    return UsageError(
        "What this contact link carries can't be read.",
        remedy="Copy the whole link again.",
        sentence="contact-unreadable",
    )


def _bare(text: str) -> str:
    """Return a link without the spaces and brackets that mail and chat programs put around it."""
    return text.strip().strip("<>\"'`").strip()
