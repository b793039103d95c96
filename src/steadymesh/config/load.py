"""From what was written in several places to one checked configuration, or to one sentence for each mistake."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from steadymesh.alerts.options import AlertOptions
from steadymesh.alerts.services import services_of
from steadymesh.bot.options import BotOptions, OtherChannels
from steadymesh.config.alertlists import read_urls
from steadymesh.config.duration import RefusedError
from steadymesh.config.kinds import shown
from steadymesh.config.plugins import split
from steadymesh.config.renamed import successor
from steadymesh.config.settings import PRESETS, SECRETS, Settings, all_kinds, sections
from steadymesh.config.sources import (
    Given,
    find_file,
    from_credentials,
    from_environment,
    from_file,
    from_sets,
    is_handed_over,
)
from steadymesh.delivery.bill import AirShares
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.errors import ConfigError, Told
from steadymesh.internet.options import InternetOptions
from steadymesh.keys.options import KeyOptions, OnChange, Push
from steadymesh.link.options import LinkOptions
from steadymesh.session.options import SessionOptions
from steadymesh.store.options import StoreOptions
from steadymesh.web.options import WebOptions, read_listen
from steadymesh.words import clean, language_of_environment

DEFAULT_ORIGIN: Final = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The configuration: the rooms' own options, and what belongs to the house as a whole."""

    node: str
    """The radio's URL, checked; empty: nobody has said."""
    link: LinkOptions
    session: SessionOptions
    delivery: DeliveryOptions
    keys: KeyOptions
    bot: BotOptions
    internet: InternetOptions
    alerts: AlertOptions
    web: WebOptions
    store: StoreOptions
    language: str
    """Of log, replies and tables: one of `words.LANGUAGES`."""
    log_format: str
    """`text` or `json`."""
    log_level: str
    """`debug`, `info`, `warning` or `error`."""
    state_dir: Path
    """Everything that is kept; may not exist yet."""
    file: Path | None
    """The file that was read; None: there is none."""
    settings: Settings = field(repr=False)
    """As written, for `explain`."""
    plugins: Mapping[str, Mapping[str, Given]] = field(repr=False)
    """What was written under `[plugin.NAME]`, by plug-in and setting: checked by whoever loads the plug-in."""
    scripts: Mapping[str, Mapping[str, Given]] = field(repr=False)
    """What was written under `[script.NAME]`."""
    origins: Mapping[str, str] = field(repr=False)
    """Where each setting that is not at its default was written."""


def load(
    *,
    file: Path | None = None,
    env: Mapping[str, str] | None = None,
    sets: Sequence[str] = (),
    given: Sequence[Given] = (),
    credentials: Sequence[Given] | None = None,
) -> Config:
    """Return the configuration: defaults < preset < file < credentials < environment < options of their own < `--set`.

    Args:
        file: What `--config` names; None: the default places.
        env: The process's environment; None: that of this process.
        sets: What each `--set` says, such as `link.settle=3s`.
        given: Settings that have an option of their own, such as `--node`.
        credentials: What is to be taken for handed over by the service manager; None: what it has handed to us.

    Raises:
        ConfigError: With one line for each mistake: what, where, and what is accepted.
    """
    env = os.environ if env is None else env
    path = find_file(file, env)
    from_command_line, problems = from_sets(sets)
    written = [
        *(from_file(path) if path else ()),
        *(from_credentials(env) if credentials is None else credentials),
        *from_environment(env),
        *given,
        *from_command_line,
    ]
    written, plugins = split(written, "plugin")
    written, scripts = split(written, "script")
    known, unknown = _known(written)
    problems += unknown
    effective = {one.name: one for one in _computed(env)} | {one.name: one for one in known}
    effective = {one.name: one for one in _preset(effective)} | effective
    settings, refused = _checked(effective)
    problems += refused
    if settings is not None and settings.link.backoff_first > settings.link.backoff_max:
        why = Told("it must not be less than link.backoff_first", "refused-backoff")
        problems.append(_refused(effective, "link.backoff_max", why))
    further_urls: Sequence[str] = ()
    if settings is not None and settings.alerts.urls_file:
        try:
            further_urls = read_urls(settings.alerts.urls_file)
        except RefusedError as exc:
            problems.append(_refused(effective, "alerts.urls_file", exc.told))
    if settings is None or problems:
        raise ConfigError("\n".join(map(str, problems)), each=problems)
    return _assemble(settings, path, effective, further_urls=further_urls, plugins=plugins, scripts=scripts)


def _computed(env: Mapping[str, str]) -> list[Given]:
    """Return what has no fixed default: the language of the locale, and the state directory's usual place."""
    if managed := env.get("STATE_DIRECTORY", "").split(":")[0]:  # systemd.exec(5): colon-separated
        place = Given(name="state_dir", value=managed, origin="STATE_DIRECTORY")
    elif base := env.get("XDG_STATE_HOME", ""):
        place = Given(name="state_dir", value=f"{base}/steadymesh", origin=DEFAULT_ORIGIN)
    else:
        home = env.get("HOME", "") or "~"
        place = Given(name="state_dir", value=f"{home}/.local/state/steadymesh", origin=DEFAULT_ORIGIN)
    return [Given(name="language", value=language_of_environment(), origin=DEFAULT_ORIGIN), place]


def _preset(effective: Mapping[str, Given]) -> list[Given]:
    """Return what the chosen preset sets; nothing where the choice itself is wrong (that is told elsewhere)."""
    chosen = effective.get("link.preset")
    word = str(chosen.value).strip().lower() if chosen else "normal"
    return [
        Given(name=name, value=f"{seconds:g}s", origin=f"link.preset = {word}")
        for name, seconds in PRESETS.get(word, {}).items()
    ]


def _known(written: Iterable[Given]) -> tuple[list[Given], list[Told]]:
    """Tell settings that exist from those that don't; the latter become sentences."""
    names = all_kinds()
    known: list[Given] = []
    problems: list[Told] = []
    for one in written:
        if one.name in names:
            known.append(one)
        else:
            problems.append(_no_setting(one, tuple(names)))
    return known, problems


def _no_setting(one: Given, names: Sequence[str]) -> Told:
    name = clean(one.name, 80)
    what, fields = f"{name} ({one.origin})", {"name": name, "origin": one.origin}
    if heirs := successor(one.name):
        first, *others = heirs
        fields |= {"heir": first, "other": "".join(others)}
        end = f"is a setting of the former bot: write {' and '.join(heirs)} now."
        return Told(f"{what} {end}", "config-former-two" if others else "config-former", fields)
    if one.name in sections():
        end = f"is a section, not a setting: write its settings under [{name}]."
        return Told(f"{what} {end}", "config-is-section", fields)
    if nearest := _nearest(one.name, names):
        return Told(
            f"{what} is no setting; did you mean {nearest}?", "config-unknown-near", {**fields, "nearest": nearest}
        )
    if section := _nearest_section(one.name):
        end = f"is no setting, and there is no such section; did you mean [{section}]?"
        return Told(f"{what} {end}", "config-unknown-section", {**fields, "section": section})
    return Told(f"{what} is no setting; `steadymesh config show` lists them all.", "config-unknown", fields)


def _nearest(name: str, names: Sequence[str]) -> str | None:
    """Return the setting that was probably meant: by its full name, else by its last word in another section."""
    name = name.lower().replace("-", "_")[:80]
    if close := difflib.get_close_matches(name, names, n=1, cutoff=0.72):
        return close[0]
    by_word = {full.rsplit(".", 1)[-1]: full for full in reversed(names)}
    close = difflib.get_close_matches(name.rsplit(".", 1)[-1], by_word, n=1, cutoff=0.75)
    return by_word[close[0]] if close else None


def _nearest_section(name: str) -> str | None:
    """Return the section that was probably meant by the first word of a name; None: it is one, or nothing is near."""
    first = name.split(".", maxsplit=1)[0].lower()[:80]
    close = difflib.get_close_matches(first, sections(), n=1)
    return close[0] if close and close[0] != first else None


def _checked(effective: Mapping[str, Given]) -> tuple[Settings | None, list[Told]]:
    """Check every value; return the settings, or a sentence for each value that can't be."""
    tree: dict[str, object] = {}
    for name, one in effective.items():
        section, dot, inner = name.rpartition(".")
        if dot:
            branch = tree.setdefault(section, {})
            assert isinstance(branch, dict)
            branch[inner] = one.value
        else:
            tree[inner] = one.value
    try:
        return Settings.model_validate(tree), []
    except ValidationError as exc:
        return None, [
            _refused(effective, name := ".".join(map(str, error["loc"])), _reason(error, name, effective))
            for error in exc.errors(include_url=False, include_input=False)
        ]


def _reason(error: ErrorDetails, name: str, effective: Mapping[str, Given]) -> Told:
    """Return why a value was refused: what its kind said, which may quote it, or what pydantic has to say."""
    if _is_hidden(effective.get(name)):
        return all_kinds()[name].refusal().told
    reason = error.get("ctx", {}).get("reason")
    return reason if isinstance(reason, Told) else Told(clean(error["msg"]))


def _refused(effective: Mapping[str, Given], name: str, why: Told) -> Told:
    """Return “SETTING = VALUE (PLACE): REASON.”; a secret's value stays out."""
    one = effective.get(name)
    what, place = name, ""
    if one is not None:
        what = name if name in SECRETS or _is_hidden(one) else f"{name} = {shown(one.value)}"
        place = f" ({one.origin})"
    # An error of another room is whole sentences, with their full stops; what a kind says is the end of this one.
    is_whole = why.english.endswith(".")
    return Told(
        f"{what}{place}: {why}{'' if is_whole else '.'}",
        "config-refused-because" if is_whole else "config-refused",
        {"setting": what, "place": place, "why": why},
    )


def _is_hidden(one: Given | None) -> bool:
    """Return whether a value was handed over as a secret."""
    return one is not None and is_handed_over(one.origin)


def _assemble(
    settings: Settings,
    path: Path | None,
    effective: Mapping[str, Given],
    *,
    further_urls: Sequence[str],
    plugins: Mapping[str, Mapping[str, Given]],
    scripts: Mapping[str, Mapping[str, Given]],
) -> Config:
    """Hand each room its options."""
    link = settings.link
    listen = read_listen(settings.web.listen)
    assert listen is not None  # its kind has seen to that
    return Config(
        node=link.node,
        link=LinkOptions(
            connect_timeout_s=link.connect_timeout,
            reconnect_delay_s=link.reconnect_delay,
            settle_s=link.settle,
            backoff_first_s=link.backoff_first,
            backoff_max_s=link.backoff_max,
            stable_after_s=link.stable_after,
            yields_s=link.yields,
            nodelay=link.nodelay,
            keepalive=link.keepalive,
            keepalive_idle_s=link.keepalive_idle,
            keepalive_interval_s=link.keepalive_interval,
            keepalive_count=link.keepalive_count,
            user_timeout_s=link.user_timeout,
            rescue_command=link.rescue_command,
            rescue_after_s=link.rescue_after,
            rescue_interval_s=link.rescue_interval,
        ),
        session=SessionOptions(
            first_frame_timeout_s=link.first_frame_timeout,
            stall_timeout_s=link.stall_timeout,
            heartbeat_interval_s=link.heartbeat_interval,
            heartbeat_timeout_s=link.heartbeat_timeout,
            queue_status_timeout_s=link.queue_status_timeout,
            room_timeout_s=link.room_timeout,
            text_gap_s=settings.radio.text_gap,
        ),
        delivery=DeliveryOptions(
            lifetime_s=settings.delivery.message_lifetime,
            quiet_hours=settings.delivery.quiet_hours,
            shares=AirShares(of_duty_cycle=settings.delivery.duty_share, of_hour=settings.delivery.hour_share),
        ),
        keys=KeyOptions(
            sync_delay_s=settings.keys.sync_delay,
            sync_interval_s=settings.keys.sync_interval,
            push=Push(settings.keys.push),
            on_change=OnChange(settings.keys.on_change),
            push_on_router=settings.keys.push_on_router,
            table_size=settings.keys.table_size,
            admins=settings.bot.admins,
        ),
        bot=BotOptions(
            prefix=settings.bot.prefix,
            channels=settings.bot.channels,
            other_channels=OtherChannels(settings.bot.other_channels),
            max_pieces=settings.bot.max_pieces,
            max_age_s=settings.bot.max_age,
            max_late_s=settings.bot.max_late,
            commands_per_minute=settings.bot.commands_per_minute,
            commands_per_hour=settings.bot.commands_per_hour,
            channel_replies_per_hour=settings.bot.channel_replies_per_hour,
            ignore=settings.bot.ignore,
            admins=settings.bot.admins,
            disabled=settings.bot.disabled,
            timezone=settings.bot.timezone,
            language=settings.language,
        ),
        internet=InternetOptions(
            enabled=settings.internet.enabled,
            allow=settings.internet.allow,
            timeout_s=settings.internet.timeout,
            limit_bytes=settings.internet.limit * 1000,
        ),
        alerts=AlertOptions(
            link_after_s=settings.alerts.link_after,
            outbox_after_s=settings.alerts.outbox_after,
            services=services_of((*settings.alerts.urls, *further_urls)),
            quiet=frozenset(settings.alerts.quiet),
            digest=settings.alerts.digest,
            language=settings.language,
        ),
        web=WebOptions(enabled=settings.web.enabled, host=listen[0], port=listen[1]),
        store=StoreOptions(
            texts_kept=settings.store.keep_texts,
            texts_kept_s=settings.store.keep_texts_for,
            entries_kept=settings.store.keep_outbox,
            nodes_kept_s=settings.store.keep_nodes_for,
            node_delay_s=settings.store.write_interval,
            values_delay_s=settings.store.write_interval,
        ),
        language=settings.language,
        log_format=settings.log.format,
        log_level=settings.log.level,
        state_dir=settings.state_dir,
        file=path,
        settings=settings,
        plugins=plugins,
        scripts=scripts,
        origins={name: one.origin for name, one in effective.items()},
    )
