"""How two records of one node, or of one key under one number, become one. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from steadymesh.model import KeySource, NodeKey

_TRUST: Final = {
    KeySource.IMPORT: 0,
    KeySource.RADIO: 1,
    KeySource.HEARD: 2,
    KeySource.LINK: 3,
    KeySource.OPERATOR: 4,
}

_HEARD: Final = _TRUST[KeySource.HEARD]


def is_news(source: KeySource) -> bool:
    """Return whether what this source tells is news by itself, however its date stands to others."""
    return _TRUST[source] >= _HEARD


def strength(binding: NodeKey) -> tuple[int, datetime, bytes]:
    """Return what decides between two keys that were not heard: source, then date, then anything that is stable."""
    return (_TRUST[binding.source], binding.last_seen, binding.key.raw)


def joined(seen: NodeKey, known: NodeKey | None) -> NodeKey:
    """Return `seen` with what is known of this very key under this number: the better source, both dates, names."""
    if known is None:
        return seen
    return replace(
        completed(seen, known),
        source=max(known.source, seen.source, key=_TRUST.__getitem__),
        first_seen=min(known.first_seen, seen.first_seen),
        last_seen=max(known.last_seen, seen.last_seen),
    )


def named(binding: NodeKey, long_name: str, short_name: str, hw_model: str) -> NodeKey:
    """Return the binding with what was told of the node besides its key; what was not told stays."""
    return replace(
        binding,
        long_name=long_name or binding.long_name,
        short_name=short_name or binding.short_name,
        hw_model=hw_model or binding.hw_model,
    )


def named_like(binding: NodeKey, other: NodeKey) -> NodeKey:
    """Return the binding with another one's names, where that one has any."""
    return named(binding, other.long_name, other.short_name, other.hw_model)


def completed(binding: NodeKey, other: NodeKey) -> NodeKey:
    """Return the binding with another one's names where it has none of its own."""
    return named_like(named_like(binding, other), binding)
