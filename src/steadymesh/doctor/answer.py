"""The running process's status as it came over its control socket: plain data, maybe of another version. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from steadymesh.doctor.radio import Subject
from steadymesh.ids import ChannelIndex, NodeNum
from steadymesh.model import Channel, Node, RadioInfo, Telemetry
from steadymesh.words import clean


class Answer:
    """Reads a status; nothing in it is taken for granted.

    Args:
        value: What came.
    """

    def __init__(self, value: object) -> None:
        self._value = value

    def pick(self, *path: str) -> object:
        """Return what stands at a path of names; None where nothing does."""
        value = self._value
        for name in path:
            if not isinstance(value, Mapping):
                return None
            value = value.get(name)
        return value

    def has(self, *path: str) -> bool:
        """Return whether anything stands at a path, be it nothing (null)."""
        *before, name = path
        found = self.pick(*before)
        return isinstance(found, Mapping) and name in found

    def text(self, *path: str) -> str:
        """Return the text at a path, cleaned; empty where there is none."""
        found = self.pick(*path)
        return clean(found) if isinstance(found, str) else ""

    def number(self, *path: str) -> float | None:
        """Return the number at a path; None where there is none."""
        found = self.pick(*path)
        return found if isinstance(found, int | float) and not isinstance(found, bool) else None

    def count(self, *path: str) -> int:
        """Return the whole number at a path; 0 where there is none."""
        return int(self.number(*path) or 0)

    def flag(self, *path: str) -> bool | None:
        """Return the switch at a path; None where there is none."""
        found = self.pick(*path)
        return found if isinstance(found, bool) else None

    def counts(self, *path: str) -> dict[str, int]:
        """Return the counters at a path by name, those above 0."""
        found = self.pick(*path)
        names = [str(name) for name in found] if isinstance(found, Mapping) else []
        return {clean(name, 40): n for name in names if (n := self.count(*path, name)) > 0}

    def seconds_since(self, at: datetime, *path: str) -> float | None:
        """Return how long before `at` the time at a path is; None where there is none."""
        try:
            return (at - datetime.fromisoformat(self.text(*path))).total_seconds()
        except (ValueError, TypeError):  # TypeError: a time without its zone
            return None

    def subject(self) -> Subject | None:
        """Return the radio as far as it is told; None: it never was READY."""
        if not isinstance(self.pick("radio"), Mapping):
            return None
        tx_enabled, use_preset = self.flag("radio", "tx_enabled"), self.flag("radio", "use_preset")
        info = RadioInfo(
            num=NodeNum(0),
            node=Node(num=NodeNum(0)),
            firmware=self.text("radio", "firmware"),
            hw_model=self.text("radio", "hw_model"),
            pio_env=self.text("radio", "pio_env"),
            has_wifi=bool(self.flag("radio", "has_wifi")),
            role=self.text("radio", "role"),
            region=self.text("radio", "region"),
            modem_preset=self.text("radio", "modem_preset"),
            use_preset=use_preset is not False,
            hop_limit=self.count("radio", "hop_limit"),
            tx_enabled=tx_enabled is not False,
            is_managed=bool(self.flag("radio", "is_managed")),
            channels=self._channels(),
        )
        nodes = self.number("radio", "nodes")
        return Subject(
            info=info,
            has_private_key=self.flag("radio", "has_private_key"),
            nodes=None if nodes is None else int(nodes),
            telemetry=self._telemetry(),
        )

    def _channels(self) -> tuple[Channel, ...]:
        found = self.pick("radio", "channels")
        rows = [Answer(row) for row in found] if isinstance(found, list) else []
        return tuple(
            Channel(index=ChannelIndex(row.count("index")), name=row.text("name"), role=row.text("role"))
            for row in rows
            if row.number("index") is not None
        )

    def _telemetry(self) -> Telemetry | None:
        if not isinstance(self.pick("radio", "telemetry"), Mapping):
            return None
        return Telemetry(
            channel_utilization_percent=self.number("radio", "telemetry", "channel_utilization_percent"),
            air_util_tx_percent=self.number("radio", "telemetry", "air_util_tx_percent"),
        )
