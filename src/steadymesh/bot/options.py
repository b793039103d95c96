"""The bot's settings, checked when they are made. Knows no file and no environment: `config` assembles them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from steadymesh.errors import ConfigError
from steadymesh.ids import BROADCAST, MAX_CHANNELS, NodeNum, PublicKey
from steadymesh.words import DEFAULT_LANGUAGE, LANGUAGES, clean

MAX_PREFIX: Final = 8
"""Longest prefix, in characters: every one is typed on a telephone and paid on air."""


MAX_PIECES: Final = 9
"""Most messages that one answer may take: nine are two minutes of everybody's channel on the slower presets."""

_AT_LEAST_0: Final = ("max_late_s", "channel_replies_per_hour")

_MORE_THAN_0: Final = (
    "max_age_s", "commands_per_minute", "commands_per_hour", "handler_timeout_s", "post_timeout_s",
    "slow_timeout_s", "thought_timeout_s", "air_timeout_s",
    "seen_timeout_s", "load_timeout_s", "reply_lifetime_s", "max_running", "max_running_of_one", "max_waiting",
)  # fmt: skip


class OtherChannels(Enum):
    """What becomes of a command on a channel that is not listed."""

    DM = "dm"
    """It is answered to the person, by direct message."""
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotOptions:
    """How the bot listens and answers.

    Raises:
        ConfigError: A value that can't work.
    """

    prefix: str = "/"
    """What a command begins with. Upper and lower case are the same."""
    channels: tuple[str | int, ...] = ()
    """Channels on which commands are answered, by name or index; empty: on none."""
    other_channels: OtherChannels = OtherChannels.DM
    """What becomes of commands on all the others."""
    max_pieces: int = 3
    """Messages that one answer may take; the rest is sent when the person asks for more."""
    max_age_s: float = 600
    """A question older than this is not answered any more."""
    max_late_s: float = 43_200
    """The same for a direct message that waited in the radio's queue while we were away; its answer says how late it
    comes. Half a day: who wrote in the evening still wants to know in the morning."""
    language: str = DEFAULT_LANGUAGE
    """In which people are answered."""
    commands_per_minute: int = 4
    """For each person, in any minute."""
    commands_per_hour: int = 30
    """For each person, in any hour."""
    channel_replies_per_hour: int = 6
    """On all channels together, in any hour; further answers go to whoever asked, by direct message. 0: all of them."""
    disabled: tuple[str, ...] = ()
    """Plug-ins and commands that the operator does not want, by name."""
    timezone: str = ""
    """Of what people read and of schedules, such as `Europe/Zurich`; empty: the system's."""
    ignore: tuple[NodeNum | str, ...] = ()
    """Nodes that are never answered, by number or by name."""
    admins: tuple[PublicKey, ...] = ()
    """Keys of those who may call administrators' commands; empty: nobody may."""
    hint_interval_s: float = 3600
    """One hint to a person about commands that don't exist, then silence for so long."""
    handler_timeout_s: float = 10
    """A command that takes longer is ended."""
    slow_timeout_s: float = 60
    """The same for one that asks the internet."""
    thought_timeout_s: float = 300
    """The same for one that waits for a computer to think."""
    air_timeout_s: float = 90
    """The same for one that asks the mesh: an answer over seven hops takes most of a minute on a slow preset."""
    post_timeout_s: float = 5
    """The outbox has to have written an answer down by then."""
    seen_timeout_s: float = 0.25
    """The message log has to know by then whether a question is a copy; else it is taken for new."""
    load_timeout_s: float = 1.0
    """What was asked and answered within the last hour has to be known by then; else everybody begins anew."""
    reply_lifetime_s: float = 600
    """An answer that could not be sent for so long is not worth its airtime any more."""
    max_running: int = 64
    """Commands at work at the same time; further ones wait."""
    max_running_of_one: int = 8
    """The same for one command, so that one that hangs can't take every place."""
    max_waiting: int = 200
    """Commands that may wait for a place: twice what the largest radio keeps for us; further ones are turned away."""

    def __post_init__(self) -> None:
        if not 0 < len(self.prefix) <= MAX_PREFIX or not all(c.isprintable() and not c.isspace() for c in self.prefix):
            raise ConfigError(
                f"bot.prefix “{clean(self.prefix, 20)}” can't begin a command.",
                remedy=f"Write 1 to {MAX_PREFIX} visible characters without a space, such as / or !",
            )
        if self.language not in LANGUAGES:
            raise ConfigError(
                f"There is no language “{clean(self.language, 20)}”.", remedy=f"Choose one of {', '.join(LANGUAGES)}."
            )
        self._check_names()
        if not 1 <= self.max_pieces <= MAX_PIECES:
            raise ConfigError(
                f"bot.max_pieces: an answer can't take {self.max_pieces} messages.",
                remedy=f"Write a number from 1 to {MAX_PIECES}.",
            )
        for name in _AT_LEAST_0:
            if not getattr(self, name) >= 0:
                raise ConfigError(f"bot.{name.removesuffix('_s')} can't be less than 0.", remedy="Write 0 for none.")
        for name in _MORE_THAN_0:
            if not getattr(self, name) > 0:
                setting = name.removesuffix("_s")
                raise ConfigError(f"bot.{setting} must be more than 0.", remedy="Leave it out for the default.")

    def _check_names(self) -> None:
        """Check that there can be such channels and such nodes."""
        for channel in self.channels:
            if isinstance(channel, int) and not 0 <= channel < MAX_CHANNELS:
                raise ConfigError(
                    f"bot.channels: there is no channel {channel}.",
                    remedy=f"Write an index from 0 to {MAX_CHANNELS - 1} or a channel's name.",
                )
            if isinstance(channel, str) and not channel.strip():
                raise ConfigError(
                    "bot.channels: a channel's name is empty.", remedy="Write its name, or 0 for the primary channel."
                )
        for node in self.ignore:
            if isinstance(node, int) and not 0 < node < BROADCAST:
                raise ConfigError(
                    f"bot.ignore: there is no node {node}.", remedy="Write its id, such as !0badcafe, or its name."
                )
            if isinstance(node, str) and not node.strip():
                raise ConfigError("bot.ignore: a node's name is empty.", remedy="Write its whole name, or its id.")
