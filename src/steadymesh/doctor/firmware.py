"""The firmware's known faults and habits, by version. Pure.

Sources: PROTOCOL §0, §2 and §3 of the project's notes, read from the firmware of 2.5.23 … 2.7.26 and the 2.8 branch;
CVE-2025-52464 for the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from steadymesh.doctor.finding import Finding, note, ok, warning
from steadymesh.model import RadioInfo

Version: TypeAlias = tuple[int, int, int]

EXAMINED_FROM: Final = (2, 5, 23)
"""The oldest firmware whose source was read."""

EXAMINED_UNTIL: Final = (2, 9, 0)
"""The first version that nobody has looked at."""

_FIRST: Final = (0, 0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """Something that a range of versions does."""

    name: str
    """What its sentence is known by."""
    since: Version = _FIRST
    until: Version = EXAMINED_UNTIL
    """The first version that does it no more."""
    report: Callable[..., Finding] = warning


TRAITS: Final = (
    Trait(name="weak-keys", until=(2, 6, 11)),  # CVE-2025-52464: keys cloned by vendors, or drawn without entropy
    Trait(name="no-add-contact", until=(2, 6, 8)),  # AdminMessage.add_contact, and the nonce 69421
    Trait(name="no-heartbeat", until=(2, 7, 4), report=note),  # heartbeats without queueStatus: probed otherwise
    Trait(name="keys-replaced", until=(2, 7, 6)),  # "Public Key mismatch" is not looked for
    Trait(name="reply-unacknowledged", since=(2, 7, 10), until=(2, 7, 12)),  # multi-hop DM with reply_id
    Trait(name="channel-dms", until=(2, 7, 14)),  # takes DMs that are encrypted for the channel only
    Trait(name="silent-fallback", until=(2, 7, 19)),  # a DM without the peer's key leaves channel-encrypted
    Trait(name="nodeinfo-silence", since=(2, 7, 17), report=note),  # one NodeInfo in 12 h per requester
    Trait(name="idle-close", since=(2, 7, 21), report=note),  # TCP closed after 15 min without a ToRadio
    Trait(name="renumbering", since=(2, 8, 0), report=note),  # node number = crc32(public key)
    Trait(name="silent-drops", since=(2, 8, 0)),  # undecryptable DMs are dropped without a word
)
"""In the order in which they are told: the gravest of old ones first."""


def check(radio: RadioInfo) -> Iterator[Finding]:
    """Yield what there is to say of a radio's firmware."""
    version = radio.firmware_version
    facts = {"firmware": radio.firmware, "hardware": radio.hw_model or radio.pio_env or "?"}
    if not radio.firmware:
        yield warning("firmware", "untold", hardware=facts["hardware"])
    elif version == (0, 0, 0):
        yield warning("firmware", "unreadable", facts)
    elif version >= EXAMINED_UNTIL:
        yield warning("firmware", "newer", facts)
    elif version < EXAMINED_FROM:
        yield warning("firmware", "older", facts)
    else:
        yield ok("firmware", "known", facts)
    for trait in TRAITS:
        if trait.since <= version < trait.until:
            yield trait.report("firmware", trait.name, firmware=radio.firmware)
