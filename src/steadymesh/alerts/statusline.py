"""How the link stands, in one sentence for `systemctl status`."""

from __future__ import annotations

from steadymesh.alerts.service import ServiceManager
from steadymesh.bus import Bus
from steadymesh.events import LinkChanged, SessionReady
from steadymesh.model import LinkState
from steadymesh.words import render


class StatusLine:
    """Keeps the service manager's status line up to date.

    Args:
        bus: Tells how the link stands.
        manager: Who shows the line.
        language: Of the sentence.
        target: The radio, as configured.
    """

    def __init__(self, *, bus: Bus, manager: ServiceManager, language: str, target: str) -> None:
        self._bus = bus
        self._manager = manager
        self._language = language
        self._target = target
        self._nodes = 0
        self._told = ""

    async def run(self) -> None:
        """Tell every change until cancelled."""
        # Only the last state counts; a few may come in one burst.
        with self._bus.subscribe("status-line", (LinkChanged, SessionReady), size=50) as events:
            self._tell(LinkState.CONNECTING)
            async for event in events:
                match event:
                    case SessionReady(nodes=nodes):
                        self._nodes = len(nodes)
                        self._tell(LinkState.READY)
                    case LinkChanged(state=state):
                        self._tell(state)

    def _tell(self, state: LinkState) -> None:
        fields = {"target": self._target, "nodes": self._nodes}
        sentence = render(f"service-status-{state.value}", fields, self._language)
        if sentence != self._told:
            self._manager.status(sentence)
            self._told = sentence
