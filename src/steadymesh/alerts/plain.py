"""Names that strangers chose, as text that no service takes for markup, a link or a call. PURE.

A node may call itself `@everyone`, `<b>`, `[click](http://…)` or `evil.example`: Discord would call everybody, Telegram
would make a link. What a service may read as more than text is shown in its full-width form, which looks the same.
"""

from __future__ import annotations

import re
from typing import Final

from steadymesh.words import clean

MAX_NAME: Final = 40
"""A long name has 39 bytes at most."""

_WIDE: Final = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "@<>`*_[]~|#\\/:&"}
_DOT: Final = re.compile(r"(?<=\w)\.(?=\w)")


def plain_name(text: str) -> str:
    """Return a name, cleaned, cut to `MAX_NAME`, and without a sign that means anything to anybody."""
    return _DOT.sub("\u2024", clean(text, MAX_NAME).translate(_WIDE))
