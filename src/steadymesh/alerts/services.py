"""Where alerts go: addresses that nobody may see, and the names by which people call them. PURE."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

MAX_URL: Final = 2_000
"""Characters of one address."""

MAX_SERVICES: Final = 20
"""Each is told of everything: more than that is a mailing list, which is one address."""

_URL: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})://[^\s\x00-\x1f\x7f]+")

# Apprise's schemes whose name says little to people, and those that differ from it by their encryption only.
_NAMES: Final = {
    "tgram": "telegram",
    "mailto": "e-mail",
    "mailtos": "e-mail",
    "json": "webhook",
    "jsons": "webhook",
    "form": "webhook",
    "forms": "webhook",
    "xml": "webhook",
    "xmls": "webhook",
    "ntfys": "ntfy",
    "matrixs": "matrix",
    "signals": "signal",
    "gotifys": "gotify",
    "mqtts": "mqtt",
    "rockets": "rocket",
    "mmosts": "mmost",
    "hassios": "hassio",
    "apprises": "apprise",
}

# Addresses as the services themselves write them, which Apprise takes too.
_HOSTS: Final = {
    "discord.com": "discord",
    "discordapp.com": "discord",
    "hooks.slack.com": "slack",
    "ntfy.sh": "ntfy",
    "api.telegram.org": "telegram",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service. Its address is a password as a whole, and is never printed."""

    name: str
    """What it is called: its kind, with a number from the second of a kind on, such as `telegram` or `ntfy 2`."""
    url: str = field(repr=False)
    """As Apprise has it."""

    @property
    def mark(self) -> str:
        """What it is known by on the disk: names change with the order of the addresses, and an address is a secret."""
        return hashlib.sha256(self.url.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def is_url(text: str) -> bool:
    """Return whether something looks like an address of Apprise's; only Apprise knows whether it is one."""
    return len(text) <= MAX_URL and _URL.fullmatch(text) is not None


def kind_of(url: str) -> str:
    """Return the kind of service that an address belongs to: nothing else of it may be shown."""
    match = _URL.fullmatch(url)
    if match is None:
        return "?"
    scheme = match[1].lower()
    if scheme in ("http", "https"):
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            host = ""
        return _HOSTS.get(host, scheme)
    return _NAMES.get(scheme, scheme)


def services_of(urls: Iterable[str]) -> tuple[Service, ...]:
    """Return the services of addresses, each address once, in this order."""
    counts: Counter[str] = Counter()
    found = []
    for url in dict.fromkeys(urls):
        kind = kind_of(url)
        counts[kind] += 1
        name = kind if counts[kind] == 1 else f"{kind} {counts[kind]}"
        found.append(Service(name=name, url=url))
    return tuple(found)


def urls_in(text: str) -> Sequence[str]:
    """Return what a text lists: by line or by blank, for addresses have commas in them; `#` begins a comment line."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [word for line in lines for word in line.split()]
