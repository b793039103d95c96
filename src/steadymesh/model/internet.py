"""What came back from the internet."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final, NoReturn

from steadymesh.errors import FetchError
from steadymesh.model.values import Json

_CHARSET: Final = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9_.:-]{1,40})", re.ASCII | re.IGNORECASE)
_KNOWN_CHARSET: Final = re.compile(
    r"utf-?8|(?:us-)?ascii|utf-?16(?:-?[lb]e)?|iso-?8859-\d{1,2}|latin-?1|(?:windows-|cp)125\d|koi8-[ru]",
    re.ASCII | re.IGNORECASE,
)
"""Python has stranger ones, which it decodes in quadratic time (`idna`, `punycode`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The whole answer of a server that had one: its status is 2xx."""

    status: int
    body: bytes
    """Decompressed; no longer than `internet.limit`."""
    content_type: str
    """As the server says, cleaned and cut; empty: it says nothing. Many servers say something wrong."""
    host: str = ""
    """Who answered at last, for errors."""

    @property
    def text(self) -> str:
        """Return the body as text, in the charset that the server names, else UTF-8; what can't be read is replaced."""
        named = _CHARSET.search(self.content_type)
        charset = named[1] if named and _KNOWN_CHARSET.fullmatch(named[1]) else "utf-8"
        try:
            return self.body.decode(charset, "replace")
        except LookupError:  # iso-8859-12, windows-1259: there is no such thing
            return self.body.decode("utf-8", "replace")

    def json(self) -> Json:
        """Return what the body says, whatever the server calls it.

        Raises:
            FetchError: It is not JSON, or nested too deeply to be read.
        """
        try:
            return json.loads(self.body, parse_constant=_refuse)  # type: ignore[no-any-return]
        except (ValueError, RecursionError) as exc:
            raise FetchError(
                f"{self.host} did not answer with JSON.", sentence="internet-error-no-json", fields={"host": self.host}
            ) from exc


def _refuse(word: str) -> NoReturn:
    """Refuse what Python takes for a number and JSON does not (RFC 8259 §6)."""
    raise ValueError(word)
