"""What a radio is set to, and what of it stands in a bot's way. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from steadymesh.config import Config, format_duration
from steadymesh.doctor.finding import Finding, note, ok, problem, warning
from steadymesh.keys.sync.advice import LEAST_ESP32_DELAY_S, SLOW_NODE_DELAY, is_delay_short
from steadymesh.model import RadioInfo, Telemetry

SENSIBLE_HOPS: Final = 5
"""More repeat each message all over a mesh; 3 is the default (firmware `MeshTypes.h`, HOP_RELIABLE)."""

ROUTERS: Final = frozenset({"ROUTER", "ROUTER_CLIENT", "ROUTER_LATE", "REPEATER"})
"""Roles for masts: their packets go first, and everybody's are repeated."""

SLEEPERS: Final = frozenset({"TRACKER", "SENSOR", "TAK_TRACKER", "LOST_AND_FOUND"})
"""Roles that may sleep between their reports, Wi-Fi included."""

DUTY_PERCENT: Final = {"EU_868": 10.0, "EU_866": 2.5}
"""Of each hour, by region; over it the radio answers DUTY_CYCLE_LIMIT (`RadioInterface.cpp`)."""

POLITE_UTILIZATION: Final = 25.0
"""Channel utilisation in percent over which the radio holds back its own telemetry (`airtime.h`)."""

HARD_UTILIZATION: Final = 40.0
"""Over which it answers nobody's NodeInfo any more."""

LINUX_NODES: Final = 200
"""Places of the node table on Linux."""

TABLE_SIZES: Final = frozenset({80, 100, 120, 200, 250})
"""Places of the node table elsewhere, by chip, flash and firmware: exactly so many nodes are a full table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A radio as far as it is known: from its own handshake, or from a bot that runs."""

    info: RadioInfo
    has_private_key: bool | None = None
    """None: nobody told."""
    nodes: int | None = None
    """In its own table; None: nobody told."""
    telemetry: Telemetry | None = None
    """Its own."""


def check(subject: Subject, config: Config) -> Iterator[Finding]:
    """Yield what there is to say of a radio's settings, the most important first."""
    yield from _air(subject)
    yield from _manners(subject.info)
    yield from _delay(subject.info, config)
    yield from _channels(subject.info, config)
    yield from _table(subject)
    yield from _key(subject)


def _air(subject: Subject) -> Iterator[Finding]:
    """May it transmit at all, and how much."""
    info, telemetry = subject.info, subject.telemetry
    if info.region == "UNSET":
        yield problem("region", "unset")
    elif info.region:
        limit = DUTY_PERCENT.get(info.region)
        found = "limited" if limit is not None else "set"
        preset = info.modem_preset if info.use_preset else "custom"
        yield ok("region", found, region=info.region, preset=preset, percent=limit)
    if not info.tx_enabled:
        yield problem("transmitter", "off")
    if telemetry is None:
        return
    used, limit = telemetry.air_util_tx_percent, DUTY_PERCENT.get(info.region)
    if used is not None and limit is not None and used >= limit / 2:
        report = problem if used >= limit else warning
        yield report("airtime", "spent", percent=round(used, 1), limit=limit)
    elif used is not None and limit is not None:
        yield ok("airtime", "used", percent=round(used, 1), limit=limit)
    busy = telemetry.channel_utilization_percent
    if busy is not None and busy >= POLITE_UTILIZATION:
        found = "full" if busy >= HARD_UTILIZATION else "busy"
        yield warning("airtime", found, percent=round(busy, 1))


def _manners(info: RadioInfo) -> Iterator[Finding]:
    """How it deals with the mesh and with us."""
    if info.hop_limit > SENSIBLE_HOPS:
        yield warning("hops", "many", hops=info.hop_limit)
    if info.is_managed:
        yield warning("managed", "locked")
    if info.role in ROUTERS:
        yield warning("role", "router", role=info.role)
    elif info.role in SLEEPERS:
        yield warning("role", "sleeper", role=info.role)
    elif info.role == "CLIENT_BASE":
        yield note("role", "base", role=info.role)  # add_contact makes no favourite there (PROTOCOL §3)
    elif info.role == "CLIENT_HIDDEN":
        yield note("role", "hidden", role=info.role)
    elif info.role:
        yield ok("role", "fine", role=info.role)


def _delay(info: RadioInfo, config: Config) -> Iterator[Finding]:
    """Is the key sync too early for this kind of radio."""
    if is_delay_short(config.keys.sync_delay_s, info):
        yield warning(
            "key-sync",
            "early",
            delay=format_duration(config.keys.sync_delay_s),
            least=format_duration(LEAST_ESP32_DELAY_S),
            slow=SLOW_NODE_DELAY,
        )


def _channels(info: RadioInfo, config: Config) -> Iterator[Finding]:
    """Does every slot that the bot is to answer on exist. Names are the bot's business: it logs what it lacks."""
    if not info.channels:
        return
    used = {int(channel.index) for channel in info.channels if channel.role != "DISABLED"}
    for wanted in config.bot.channels:
        if isinstance(wanted, int) and wanted not in used:
            yield warning("channels", "unused", channel=wanted)


def _table(subject: Subject) -> Iterator[Finding]:
    """Is its node table full."""
    if subject.nodes is None:
        return
    info = subject.info
    is_linux = info.hw_model == "PORTDUINO" or info.pio_env.startswith("native")
    is_full = subject.nodes >= LINUX_NODES if is_linux else subject.nodes in TABLE_SIZES
    if is_full:
        yield warning("node-table", "full", nodes=subject.nodes)
    else:
        yield ok("node-table", "room", nodes=subject.nodes)


def _key(subject: Subject) -> Iterator[Finding]:
    """Has it a key pair. Only whether; what it is stays where it is."""
    if subject.has_private_key is None:
        return
    yield ok("radio-keys", "there") if subject.has_private_key else problem("radio-keys", "missing")
