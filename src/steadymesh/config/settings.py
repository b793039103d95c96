"""Every setting: its name, what it may be, and its default. The only place that lists them.

A default is the room's own, taken from its options, unless the setting belongs to nobody else. A setting's sentence
stands in `locale/<language>/config.ftl` as `setting-<section>-<name>`.
"""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict

from steadymesh.alerts.kinds import AlertKind
from steadymesh.alerts.options import AlertOptions
from steadymesh.bot.options import MAX_PIECES, MAX_PREFIX, BotOptions, OtherChannels
from steadymesh.config import airkinds, alertlists, kinds
from steadymesh.config.keylists import public_keys
from steadymesh.config.kinds import Kind
from steadymesh.config.listening import listen_address
from steadymesh.config.nodelists import nodes
from steadymesh.config.placelists import places
from steadymesh.delivery.nights import QuietHours
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.internet.options import InternetOptions
from steadymesh.keys.options import KeyOptions, OnChange, Push
from steadymesh.link.options import LinkOptions
from steadymesh.session.options import SessionOptions
from steadymesh.store.options import StoreOptions
from steadymesh.web.options import WebOptions
from steadymesh.words import LANGUAGES

_LINK: Final = LinkOptions()
_SESSION: Final = SessionOptions()
_DELIVERY: Final = DeliveryOptions()
_KEYS: Final = KeyOptions()
_BOT: Final = BotOptions()
_ALERTS: Final = AlertOptions()
_INTERNET: Final = InternetOptions()
_WEB: Final = WebOptions()
_STORE: Final = StoreOptions()


class _Section(BaseModel):
    """A section of the file; what it does not know was reported before it is asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LinkSection(_Section):
    """The road to the radio."""

    node: Annotated[str, kinds.node_url()] = ""
    preset: Annotated[Literal["normal", "gentle"], kinds.one_of("normal", "gentle")] = "normal"
    connect_timeout: Annotated[float, kinds.seconds(0.1, 120)] = _LINK.connect_timeout_s
    first_frame_timeout: Annotated[float, kinds.seconds(1, 300)] = _SESSION.first_frame_timeout_s
    stall_timeout: Annotated[float, kinds.seconds(1, 300)] = _SESSION.stall_timeout_s
    # Firmware from 2.7.21 cuts a client that says nothing for 15 min; 10 min and both time-outs stay below that.
    heartbeat_interval: Annotated[float, kinds.seconds(1, 600)] = _SESSION.heartbeat_interval_s
    heartbeat_timeout: Annotated[float, kinds.seconds(0.1, 60)] = _SESSION.heartbeat_timeout_s
    queue_status_timeout: Annotated[float, kinds.seconds(1, 60)] = _SESSION.queue_status_timeout_s
    room_timeout: Annotated[float, kinds.seconds(5, 300)] = _SESSION.room_timeout_s
    stable_after: Annotated[float, kinds.seconds(1, 3600)] = _LINK.stable_after_s
    backoff_first: Annotated[float, kinds.seconds(0.1, 60)] = _LINK.backoff_first_s
    backoff_max: Annotated[float, kinds.seconds(1, 3600)] = _LINK.backoff_max_s
    reconnect_delay: Annotated[float, kinds.seconds(0, 300)] = _LINK.reconnect_delay_s
    settle: Annotated[float, kinds.seconds(0, 60)] = _LINK.settle_s
    yields: Annotated[tuple[float, ...], kinds.seconds_list(1, 86_400)] = _LINK.yields_s
    nodelay: Annotated[bool, kinds.switch()] = _LINK.nodelay
    keepalive: Annotated[bool, kinds.switch()] = _LINK.keepalive
    # The system takes whole seconds, and knows no less than one (tcp(7)).
    keepalive_idle: Annotated[int, kinds.whole_seconds(1, 7200)] = _LINK.keepalive_idle_s
    keepalive_interval: Annotated[int, kinds.whole_seconds(1, 600)] = _LINK.keepalive_interval_s
    keepalive_count: Annotated[int, kinds.count(1, 30)] = _LINK.keepalive_count
    user_timeout: Annotated[float, kinds.seconds(1, 3600, or_zero=True)] = _LINK.user_timeout_s
    rescue_command: Annotated[tuple[str, ...], kinds.command()] = _LINK.rescue_command
    rescue_after: Annotated[float, kinds.seconds(1, 86_400)] = _LINK.rescue_after_s
    # At most twice an hour: a smart plug that cuts a booting radio off again and again never lets it start.
    rescue_interval: Annotated[float, kinds.seconds(1800, 604_800)] = _LINK.rescue_interval_s


class RadioSection(_Section):
    """What the radio can take."""

    text_gap: Annotated[float, kinds.seconds(0, 600)] = _SESSION.text_gap_s


class KeysSection(_Section):
    """The key sync, what is written into the radio, and what becomes of a changed key."""

    sync_delay: Annotated[float, kinds.seconds(0, 600)] = _KEYS.sync_delay_s
    sync_interval: Annotated[float, kinds.seconds(1, 604_800, or_zero=True)] = _KEYS.sync_interval_s
    push: Annotated[Literal["off", "needed", "all"], kinds.one_of(*(one.value for one in Push))] = _KEYS.push.value
    on_change: Annotated[Literal["cautious", "accept", "hold"], kinds.one_of(*(one.value for one in OnChange))] = (
        _KEYS.on_change.value
    )
    push_on_router: Annotated[bool, kinds.switch()] = _KEYS.push_on_router
    # No radio's table holds more than 250 nodes today; a simulated one may.
    table_size: Annotated[int, kinds.count(0, 10_000)] = _KEYS.table_size


class BotSection(_Section):
    """What the bot answers."""

    prefix: Annotated[str, kinds.prefix(MAX_PREFIX)] = _BOT.prefix
    channels: Annotated[tuple[str | int, ...], kinds.channels()] = _BOT.channels
    other_channels: Annotated[Literal["dm", "ignore"], kinds.one_of(*(one.value for one in OtherChannels))] = (
        _BOT.other_channels.value
    )
    max_pieces: Annotated[int, kinds.count(1, MAX_PIECES)] = _BOT.max_pieces
    max_age: Annotated[float, kinds.seconds(1, 604_800)] = _BOT.max_age_s
    max_late: Annotated[float, kinds.seconds(1, 604_800, or_zero=True)] = _BOT.max_late_s
    commands_per_minute: Annotated[int, kinds.count(1, 600)] = _BOT.commands_per_minute
    commands_per_hour: Annotated[int, kinds.count(1, 1000)] = _BOT.commands_per_hour
    channel_replies_per_hour: Annotated[int, kinds.count(0, 600)] = _BOT.channel_replies_per_hour
    ignore: Annotated[tuple[NodeNum | str, ...], nodes()] = _BOT.ignore
    admins: Annotated[tuple[PublicKey, ...], public_keys()] = _BOT.admins
    disabled: Annotated[tuple[str, ...], kinds.names()] = _BOT.disabled
    timezone: Annotated[str, kinds.time_zone()] = _BOT.timezone


class DeliverySection(_Section):
    """How much of the air we take, and when."""

    message_lifetime: Annotated[float, kinds.seconds(10, 604_800)] = _DELIVERY.lifetime_s
    quiet_hours: Annotated[QuietHours | None, airkinds.hours()] = _DELIVERY.quiet_hours
    # All of a duty cycle would leave nothing for relaying, but that is for whoever runs the radio to say.
    duty_share: Annotated[float, airkinds.fraction(0.01, 1)] = _DELIVERY.shares.of_duty_cycle
    # A quarter of everybody's channel is what counts as busy.
    hour_share: Annotated[float, airkinds.fraction(0.001, 0.25)] = _DELIVERY.shares.of_hour


class InternetSection(_Section):
    """Whether anything is fetched from the internet, and how much of it."""

    enabled: Annotated[bool, kinds.switch()] = _INTERNET.enabled
    allow: Annotated[tuple[str, ...], places()] = _INTERNET.allow
    timeout: Annotated[float, kinds.seconds(1, 120)] = _INTERNET.timeout_s
    # All requests at once hold four times as much in memory, and a small board has little.
    limit: Annotated[int, kinds.count(1, 10_000)] = _INTERNET.limit_bytes // 1000


class AlertsSection(_Section):
    """Who is told what, and when."""

    urls: Annotated[tuple[str, ...], alertlists.urls()] = ()
    urls_file: Annotated[str, alertlists.file()] = ""
    link_after: Annotated[float, kinds.seconds(1, 604_800, or_zero=True)] = _ALERTS.link_after_s
    outbox_after: Annotated[float, kinds.seconds(60, 604_800, or_zero=True)] = _ALERTS.outbox_after_s
    quiet: Annotated[tuple[AlertKind, ...], alertlists.alert_kinds()] = ()
    digest: Annotated[time | None, alertlists.time_of_day()] = _ALERTS.digest


class WebSection(_Section):
    """Whether HTTP is served, and where."""

    enabled: Annotated[bool, kinds.switch()] = _WEB.enabled
    listen: Annotated[str, listen_address()] = _WEB.address


class StoreSection(_Section):
    """How much is kept on the disk, for how long, and how often it is written to."""

    keep_texts: Annotated[int, kinds.count(100, 1_000_000)] = _STORE.texts_kept
    keep_texts_for: Annotated[float, kinds.seconds(3600, 315_360_000, or_zero=True)] = _STORE.texts_kept_s
    keep_outbox: Annotated[int, kinds.count(100, 100_000)] = _STORE.entries_kept
    keep_nodes_for: Annotated[float, kinds.seconds(86_400, 315_360_000, or_zero=True)] = _STORE.nodes_kept_s
    # What a loss of power may take of counters and node states.
    write_interval: Annotated[float, kinds.seconds(1, 3600)] = _STORE.node_delay_s


class LogSection(_Section):
    """The log on stderr."""

    format: Annotated[Literal["text", "json"], kinds.one_of("text", "json")] = "text"
    level: Annotated[
        Literal["debug", "info", "warning", "error"], kinds.one_of("debug", "info", "warning", "error")
    ] = "info"


class Settings(_Section):
    """The whole configuration as it is written; `language` and `state_dir` always come from a source."""

    language: Annotated[str, kinds.one_of(*LANGUAGES)]
    state_dir: Annotated[Path, kinds.folder()]
    link: LinkSection = LinkSection()
    radio: RadioSection = RadioSection()
    keys: KeysSection = KeysSection()
    bot: BotSection = BotSection()
    delivery: DeliverySection = DeliverySection()
    internet: InternetSection = InternetSection()
    alerts: AlertsSection = AlertsSection()
    web: WebSection = WebSection()
    store: StoreSection = StoreSection()
    log: LogSection = LogSection()


PRESETS: Final[dict[str, dict[str, float]]] = {
    "normal": {},
    # The classical timeline: 15 s before the new connection, 3 s settling, 15 s to the key sync.
    "gentle": {"link.reconnect_delay": 15.0, "link.settle": 3.0, "keys.sync_delay": 15.0},
}
"""What `link.preset` sets, below everything that somebody wrote."""

SECRETS: Final = frozenset({"link.rescue_command", "alerts.urls"})
"""Settings whose value is shown to nobody: the address of a smart plug often carries its password, and
that of a notification service is one."""


def all_kinds() -> dict[str, Kind]:
    """Return every setting's full name and kind, in the order in which they are shown."""
    found: dict[str, Kind] = {}
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, _Section):
            for inner, inner_field in section.model_fields.items():
                found[f"{name}.{inner}"] = _kind(inner_field.metadata)
        else:
            found[name] = _kind(field.metadata)
    return found


def sections() -> tuple[str, ...]:
    """Return the sections' names."""
    return tuple(dict.fromkeys(name.split(".")[0] for name in all_kinds() if "." in name))


def _kind(metadata: list[object]) -> Kind:
    return next(item for item in metadata if isinstance(item, Kind))
