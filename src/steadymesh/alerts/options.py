"""The alerts' own settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertOptions:
    """When somebody is told."""

    link_after_s: float = 120.0
    """The link must have been away for so long; a reboot (about a minute) is no news. 0: never."""
