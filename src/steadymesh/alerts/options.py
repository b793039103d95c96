"""The alerts' own settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time

from steadymesh.alerts.kinds import AlertKind
from steadymesh.alerts.services import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertOptions:
    """When somebody is told, and by which services."""

    link_after_s: float = 120.0
    """The link must have been away for so long; a reboot (about a minute) is no news. 0: never."""
    outbox_after_s: float = 900.0
    """A message that could go has waited for so long while the link is READY. 0: never."""
    services: tuple[Service, ...] = field(default=(), repr=False)
    """Whom to tell; empty: nobody, and nothing is watched for them."""
    quiet: frozenset[AlertKind] = frozenset()
    """What nobody is told of."""
    digest: time | None = None
    """When the day is summed up, in the house's local time; None: never."""
    language: str = "en"
    """Of what is told."""
