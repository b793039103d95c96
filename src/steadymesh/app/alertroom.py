"""The alerts in one piece: the watch over the link and the disk, and whoever tells people of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import tzinfo
from typing import Final

from steadymesh.alerts.courier import AppriseCourier, Courier
from steadymesh.alerts.notifier import Notifier
from steadymesh.alerts.options import AlertOptions
from steadymesh.alerts.outage import OutageWatch
from steadymesh.alerts.testing import LONGEST_TEST_S, tried
from steadymesh.app.status import as_json
from steadymesh.app.storewatch import StoreWatch
from steadymesh.bot import loader
from steadymesh.bus import Bus
from steadymesh.delivery.pump import Delivery
from steadymesh.delivery.standing import Waits
from steadymesh.ids import NodeNum
from steadymesh.link.supervisor import Supervisor
from steadymesh.model import LinkState
from steadymesh.ports import Clock
from steadymesh.session.directory import Directory
from steadymesh.store import Store

LONGER_S: Final = {"alerts.test": LONGEST_TEST_S}

_MOVES: Final = frozenset({Waits.WRITING, Waits.VERDICT, Waits.REPEAT, Waits.TURN})
"""What a message waits for that should pass within a minute; a key, the night, a busy channel may take their time."""


class AlertRoom:
    """Everything about alerts, at work. Without services nobody is told, and there is no notifier.

    Args:
        options: Whom to tell what.
        store: Where what is not told yet outlives the process; it is watched itself.
        bus: Where things happen.
        clock: The clocks.
        link: How the link stands.
        directory: What nodes call themselves.
        delivery: What waits to leave.
        zone: The house's time zone.
        courier: Carries notifications; None: Apprise.
    """

    def __init__(
        self,
        *,
        options: AlertOptions,
        store: Store,
        bus: Bus,
        clock: Clock,
        link: Supervisor,
        directory: Directory,
        delivery: Delivery,
        zone: tzinfo,
        courier: Courier | None = None,
    ) -> None:
        self._clock = clock
        self._link = link
        self._directory = directory
        self._delivery = delivery
        self._options = options
        self._courier = AppriseCourier() if courier is None else courier
        self._rooms: dict[str, Callable[[], Coroutine[object, object, None]]] = {
            "outage": OutageWatch(bus=bus, clock=clock, link_after_s=options.link_after_s).run,
            "store-watch": StoreWatch(store=store, bus=bus, clock=clock).run,
        }
        self.notifier: Notifier | None = None
        if options.services:
            self.notifier = Notifier(
                bus=bus,
                clock=clock,
                options=options,
                drawer=store.plugins.drawer(loader.ALERTS_DRAWER),
                courier=self._courier,
                name_of=self._name_of,
                stuck_s=self._stuck_s,
                zone=zone,
            )
            self._rooms["alerts"] = self.notifier.run

    def rooms(self) -> Mapping[str, Callable[[], Coroutine[object, object, None]]]:
        """Return what is to be run, by name."""
        return self._rooms

    def facts(self) -> Mapping[str, Callable[[], object]]:
        """Return what the status shows, by name."""
        return {"alerts": lambda: {} if self.notifier is None else self.notifier.facts()}

    def handlers(self) -> Mapping[str, Callable[[Mapping[str, object]], Awaitable[object]]]:
        """Return what the command line may ask, by name."""
        return {"alerts.list": self._list, "alerts.test": self._test}

    async def _list(self, _args: Mapping[str, object]) -> object:
        """Return what goes on, what waits, and how the services stand."""
        nothing: dict[str, object] = {"current": [], "waiting": [], "dropped": 0, "services": []}
        return as_json(nothing if self.notifier is None else self.notifier.listed())

    async def _test(self, _args: Mapping[str, object]) -> object:
        """Tell every service that this is a test; return what became of it."""
        return await tried(self._courier, self._options)

    def _name_of(self, num: NodeNum) -> str:
        node = self._directory.get(num)
        return "" if node is None else node.long_name or node.short_name

    def _stuck_s(self) -> float | None:
        """Return for how long the oldest message that could leave has waited while there was a link; None: no link."""
        status = self._link.status()
        if status.state is not LinkState.READY or status.ready_since is None:
            return None
        at = self._clock.at()
        for entry in self._delivery.entries():  # first come first
            standing = self._delivery.standing(entry.key)
            if standing is not None and standing.waits in _MOVES:
                return max((at - max(entry.created, status.ready_since)).total_seconds(), 0.0)
        return 0.0
