"""Tells the service manager in words how the link stands: what `systemctl status` shows."""

from __future__ import annotations

from steadymesh.alerts.service import READY, STOPPING, ServiceManager
from steadymesh.bus import Bus
from steadymesh.events import LinkChanged
from steadymesh.words import render


class ServiceStatus:
    """Says READY=1 once, STATUS= at every change of the link, STOPPING=1 at the end.

    Args:
        bus: Tells of the link.
        manager: Whom to tell.
        language: Of the sentences.
    """

    def __init__(self, *, bus: Bus, manager: ServiceManager, language: str) -> None:
        self._manager = manager
        self._language = language
        self._subscription = bus.subscribe("service-status", (LinkChanged,), size=10)

    async def run(self) -> None:
        """Tell until cancelled. The process serves from the start: a radio that is away is no failed start."""
        self._manager.notify(READY)
        try:
            with self._subscription as events:
                async for event in events:
                    if isinstance(event, LinkChanged):
                        self._manager.status(render(f"service-{event.state.value}", {}, self._language))
        finally:
            self._manager.notify(STOPPING)
