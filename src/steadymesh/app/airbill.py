"""What a day's messages have cost everybody, and what we use of the air now."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from steadymesh.app.offline import kept_names, with_store
from steadymesh.app.recipients import channel_name
from steadymesh.app.requests import Args
from steadymesh.app.status import as_json
from steadymesh.clock import SystemClock
from steadymesh.delivery.costs import LONGEST_S, Bill, Cost, bill
from steadymesh.delivery.lines import Person
from steadymesh.errors import UsageError
from steadymesh.ids import BROADCAST, ChannelIndex, NodeNum, format_node_num
from steadymesh.keys.refusals import refusal, shown
from steadymesh.model import AirUse, RadioInfo
from steadymesh.ports import AirFacts, Clock, OutboxArchive, RadioFacts
from steadymesh.store import Store

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FIRST_DAY: Final = date(2000, 1, 1)
_LAST_DAY: Final = date(9998, 12, 31)
"""A day later its end could not be told."""


class AirDesk:
    """The control socket's operation `airtime`.

    Args:
        archive: What is written down of messages.
        clock: Which day it is.
        name_of: Returns what a node calls itself, cleaned; empty: not known.
        air: What we use of the air now; None: no process runs.
        radio: Our radio's settings and channels; None: no process runs.
    """

    def __init__(
        self,
        *,
        archive: OutboxArchive,
        clock: Clock,
        name_of: Callable[[NodeNum], str],
        air: AirFacts | None = None,
        radio: RadioFacts | None = None,
    ) -> None:
        self._archive = archive
        self._clock = clock
        self._name_of = name_of
        self._air = air
        self._radio = radio

    def handlers(self) -> Mapping[str, Callable[[Args], Awaitable[object]]]:
        """Return every operation by its name."""
        return {"airtime": self.airtime}

    async def airtime(self, args: Args) -> object:
        """Return what the messages of a `day` (`2026-03-01`, local time; none given: today) have cost.

        Raises:
            UsageError: It is no day.
        """
        day = args.get("day")
        if not isinstance(day, str | None):
            raise UsageError("The request needs a date as day.")
        hours = hours_of(self._clock.at().astimezone().date() if day is None else parse_day(day))
        entries = await self._archive.load_since(hours[0] - timedelta(seconds=LONGEST_S))
        radio = None if self._radio is None else self._radio.radio()
        use = None if self._air is None else self._air.air_use()
        return {
            "day": f"{hours[0]:%Y-%m-%d}",
            **self._costs(bill(entries, hours), radio),
            "now": None if use is None else air_row(use, radio),
        }

    def _costs(self, told: Bill, radio: RadioInfo | None) -> dict[str, object]:
        return {
            "total": _cost(told.total),
            "kinds": [{"priority": kind.name.lower(), **_cost(cost)} for kind, cost in told.kinds],
            "dearest": [{**self._named(person, radio), **_cost(cost)} for person, cost in told.recipients],
            "hours": [{"begin": hour.isoformat(timespec="minutes"), **_cost(cost)} for hour, cost in told.hours],
        }

    def _named(self, person: Person, radio: RadioInfo | None) -> dict[str, object]:
        to, channel = person
        if to == BROADCAST:
            name = channel_name(ChannelIndex(channel), radio)
            return {"to": "broadcast", "name": "", "channel": channel, "channel_name": name}
        return {"to": format_node_num(to), "name": self._name_of(to), "channel": None, "channel_name": ""}


def air_row(use: AirUse, radio: RadioInfo | None) -> dict[str, object]:
    """Return what we use of the air, ready for JSON.

    Args:
        use: As delivery has it.
        radio: Our radio's settings; None: it has not told them yet.
    """
    return {
        "region": None if radio is None else radio.region or None,
        "modem_preset": None if radio is None or not radio.use_preset else radio.modem_preset or None,
        "budget_s": as_json(use.budget_s) if use.is_known else None,
        "used_s": as_json(use.used_s),
        "used_percent": round(100 * use.used_s / use.budget_s, 1) if use.is_known and use.budget_s > 0 else None,
        "limit_percent": use.limit_percent,
        "share": use.share,
        "channel_use_percent": None if use.channel_use_percent is None else round(use.channel_use_percent, 1),
        "questions": use.questions,
        "questions_s": as_json(use.questions_s),
    }


def kept_airtime(state_dir: Path, args: Args) -> object:
    """Return what the desk answers on what is kept on disk; what is used now nobody knows.

    Raises:
        StateError: The directory is in use or can't be used.
        UsageError: It is no day.
    """

    async def answer(store: Store) -> object:
        names = await kept_names(store)
        desk = AirDesk(archive=store.outbox, clock=SystemClock(), name_of=lambda num: names.get(num, ""))
        return await desk.airtime(args)

    return with_store(state_dir, answer)


def parse_day(text: str) -> date:
    """Return the day that `2026-03-01` writes.

    Raises:
        UsageError: It writes none.
    """
    word = text.strip()
    try:
        day = date.fromisoformat(word) if _DAY.fullmatch(word) else None
    except ValueError:
        day = None
    if day is None or not _FIRST_DAY <= day <= _LAST_DAY:
        raise refusal("airtime-no-day", text=shown(text))
    return day


def hours_of(day: date) -> Sequence[datetime]:
    """Return the begin of each hour of a day, local time, and the end of its last: 24 hours, or 23 or 25."""
    begin = datetime.combine(day, time()).astimezone()
    end = datetime.combine(day + timedelta(days=1), time()).astimezone()
    count = round((end - begin) / timedelta(hours=1))
    return [(begin + timedelta(hours=number)).astimezone() for number in range(count)] + [end]


def _cost(cost: Cost) -> dict[str, object]:
    return {
        "messages": cost.messages,
        "transmissions": cost.transmissions,
        "size_bytes": cost.size_bytes,
        "airtime_s": as_json(cost.airtime_s),
    }
