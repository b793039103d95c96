"""Which values of a configuration are nobody else's business, and where each was written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from steadymesh.config.explain import value_of
from steadymesh.config.load import DEFAULT_ORIGIN, Config
from steadymesh.config.settings import SECRETS
from steadymesh.config.sources import is_handed_over

_LIKELY: Final = re.compile(r"key|token|secret|pass|pwd|pin\b|url|auth|cred|user|login", re.IGNORECASE)
"""What settings of plug-ins that hold a secret are called."""

_BETWEEN: Final = re.compile(r"[/:@?&=#,]")

LEAST_PART: Final = 6
"""Characters of a part of an address below which it may be any word."""

_PUBLIC_OF_SCRIPTS: Final = frozenset({"command", "help", "aliases", "timeout", "who", "scope"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """One value that is shown to nobody."""

    name: str
    """The setting's full name."""
    value: str = field(repr=False)
    origin: str
    """Where it was written."""


def secrets_of(config: Config) -> tuple[Secret, ...]:
    """Return the values that are secret: of `SECRETS`, handed over as credentials, or named as secrets of plug-ins are.

    Args:
        config: The configuration.
    """
    ours = (
        Secret(name=name, value=value, origin=config.origins.get(name, DEFAULT_ORIGIN))
        for name in sorted(SECRETS | {name for name, origin in config.origins.items() if is_handed_over(origin)})
        for value in _texts(_secret_part(name, value_of(config.settings, name)))
    )
    foreign = (one for one in _foreign(config) if _is_likely(one))
    found = (*ours, *_addresses(config), *foreign)
    return (*found, *(part for one in found for part in _parts(one)))


def untold_of(config: Config, told: Collection[str]) -> tuple[Secret, ...]:
    """Return those values too that only might be secret: everything that a plug-in or script has but `told`.

    Args:
        config: The configuration.
        told: Full names of settings that their plug-ins show, such as `plugin.wx.units`.
    """
    foreign = (one for one in _foreign(config) if one.name not in told and not _is_likely(one))
    return (*secrets_of(config), *foreign)


def _foreign(config: Config) -> Iterator[Secret]:
    """Yield every text that stands under `[plugin.NAME]` or `[script.NAME]`."""
    for section, written in (("plugin", config.plugins), ("script", config.scripts)):
        for owner, settings in written.items():
            for name, one in settings.items():
                if section == "script" and name.split(".")[0] in _PUBLIC_OF_SCRIPTS:
                    continue
                full = f"{section}.{owner}.{name}"
                yield from (Secret(name=full, value=value, origin=one.origin) for value in _texts(one.value))


def _is_likely(one: Secret) -> bool:
    named = one.name.startswith("script.") or _LIKELY.search(one.name.split(".", 2)[2]) is not None
    return named or is_handed_over(one.origin)


def _addresses(config: Config) -> Iterator[Secret]:
    """Yield the addresses of notification services that stand in a file of their own."""
    for service in config.alerts.services:
        if service.url not in config.settings.alerts.urls:
            yield Secret(name="alerts.urls_file", value=service.url, origin=config.settings.alerts.urls_file)


def _parts(one: Secret) -> Iterator[Secret]:
    """Yield what of an address is a secret by itself: whom it is for, a password, a token; no host, no short word."""
    _, is_address, rest = one.value.partition("://")
    for part in _BETWEEN.split(rest) if is_address else ():
        if len(part) >= LEAST_PART and "." not in part:
            yield Secret(name=one.name, value=part, origin=one.origin)


def _secret_part(name: str, value: object) -> object:
    """Return what of a value can be secret: a command's program is none, nor are its options."""
    if name == "link.rescue_command" and isinstance(value, tuple):
        return tuple(word for word in value[1:] if not word.startswith("-") or "=" in word)
    return value


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a value, and every number that somebody may have as a password."""
    match value:
        case bool():  # an int to Python
            return
        case str():
            if value:
                yield value
        case int():
            yield str(value)
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list() | tuple() | set() | frozenset():
            for inner in value:
                yield from _texts(inner)
