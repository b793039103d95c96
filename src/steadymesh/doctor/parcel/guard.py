"""Finds known secrets in a text: those of the configuration, and by their digests those of the radio. Pure.

It hides what it finds; and it searches what is about to be written once more, in another way, and says what it finds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from steadymesh.app.secretforms import digest_of, forms_of_text
from steadymesh.config.secrets import Secret
from steadymesh.doctor.parcel.looks import PASSWORD

LEAST: Final = 3
"""Characters of a secret below which it is everywhere."""

WHOLE_WORD: Final = 8
"""Below so many characters it counts only where it stands alone: `plug` is no secret within `plugin`."""

_RUN: Final = re.compile(r"\S+")
_LINE: Final = re.compile(r".+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One form of a secret that only the running process has."""

    name: str
    length: int
    digest: str
    is_spaced: bool = False
    """There are blanks in it."""


class Guard:
    """Knows every secret, or how to tell one.

    Args:
        secrets: Of the configuration.
        digests: Of the radio's.
        salt: With which they were made.
        ordinary: Words that are nobody's secret: who has chosen one of them can't be helped.
    """

    def __init__(
        self,
        *,
        secrets: Iterable[Secret] = (),
        digests: Iterable[Digest] = (),
        salt: bytes = b"",
        ordinary: Collection[str] = (),
    ) -> None:
        self._forms: dict[str, str] = {}
        for secret in secrets:
            value = secret.value.strip()
            if len(value) >= LEAST and value.lower() not in ordinary:
                self._forms.update(
                    dict.fromkeys((form for form in forms_of_text(value) if len(form) >= LEAST), secret.name)
                )
        self._digests: dict[int, dict[str, str]] = {}
        self._spaced: dict[int, dict[str, str]] = {}
        for one in digests:
            by_length = self._spaced if one.is_spaced else self._digests
            by_length.setdefault(one.length, {})[one.digest] = one.name
        self._salt = salt
        longest_first = sorted(self._forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_pattern, longest_first)), re.IGNORECASE) if longest_first else None

    def hidden(self, text: str) -> str:
        """Return a text in which something else stands for each secret of the configuration."""
        return text if self._pattern is None else self._pattern.sub(PASSWORD, text)

    def found(self, text: str) -> str:
        """Return the name of a secret that stands in a text; empty: none does."""
        folded = text.casefold()
        for form, name in self._forms.items():
            if _stands_in(form.casefold(), folded):
                return name
        # Hexadecimal is known in lower case only.
        return next(self._told(text), "") or next(self._told(text.lower()), "")

    def _told(self, text: str) -> Iterator[str]:
        """Yield the radio's secrets in a text: each piece of it that is as long as one of them may be one."""
        for pattern, digests in ((_RUN, self._digests), (_LINE, self._spaced)):
            for match in pattern.finditer(text) if digests else ():
                run = match[0]
                for length, names in digests.items():
                    for begin in range(len(run) - length + 1):
                        piece = run[begin : begin + length]
                        if name := names.get(digest_of(piece, self._salt)):
                            yield name


def digests_of(rows: object) -> tuple[Digest, ...]:
    """Return the digests that a running process told; what is none is left out."""
    found = []
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping):
            name, length, digest = row.get("name"), row.get("length"), row.get("digest")
            if isinstance(name, str) and isinstance(length, int) and length >= LEAST and isinstance(digest, str):
                is_spaced = row.get("is_spaced") is True
                found.append(Digest(name=name, length=length, digest=digest, is_spaced=is_spaced))
    return tuple(found)


def _pattern(form: str) -> str:
    quoted = re.escape(form)
    return quoted if len(form) >= WHOLE_WORD else rf"(?<![0-9A-Za-z]){quoted}(?![0-9A-Za-z])"


def _stands_in(form: str, text: str) -> bool:
    if len(form) >= WHOLE_WORD:
        return form in text
    begin = text.find(form)
    while begin >= 0:
        end = begin + len(form)
        if not text[begin - 1 : begin].isalnum() and not text[end : end + 1].isalnum():
            return True
        begin = text.find(form, begin + 1)
    return False
