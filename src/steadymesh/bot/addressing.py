"""Tells which texts ask something of us, and which way the answer goes: to the person, or to the whole channel."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from steadymesh.bot.channels import Listening
from steadymesh.bot.command import Call
from steadymesh.bot.contract.surroundings import Services
from steadymesh.bot.limits import EVERYBODY, HOUR_S, Window
from steadymesh.bot.options import BotOptions, OtherChannels
from steadymesh.bot.router import Router
from steadymesh.bot.way import Version, Way, threads_with, to_channel, to_person
from steadymesh.ids import NodeNum
from steadymesh.model import TextMessage

FirmwareOf: TypeAlias = Callable[[NodeNum], Version | None]
"""Tells which firmware a node runs; None: not known."""


class Addressing:
    """Knows where the operator lets us speak, and how often we spoke there.

    Args:
        services: The radio's channels, the clock.
        router: The commands.
        options: The settings.
        firmware_of: For those whose firmware takes no `reply_id`.
    """

    def __init__(self, *, services: Services, router: Router, options: BotOptions, firmware_of: FirmwareOf) -> None:
        self._radio = services.radio
        self._clock = services.clock
        self._router = router
        self._firmware_of = firmware_of
        self._listening = Listening(options.channels)
        self._other_channels = options.other_channels
        self._replies = Window(options.channel_replies_per_hour, HOUR_S)

    def way(self, call: Call, message: TextMessage) -> Way | None:
        """Return where the answer goes; None: the text asks nothing of us. Others share the prefix, and people chat."""
        if message.is_direct:
            return self.to_person(message) if self.is_meant(call, message) else None
        if not call.prefixed:
            return None
        if self._listening.answers_on(message.channel, self._radio.radio()):
            return self._where_listed(call, message)
        if self._other_channels is OtherChannels.IGNORE or not self.is_meant(call, message):
            return None
        return self._off_the_channel(message, instead=False)

    def _where_listed(self, call: Call, message: TextMessage) -> Way | None:
        if self._router.find(call.name) is None and self._router.nearest(call.name) is None:
            return None
        if self._replies.wait_s(EVERYBODY, self._clock.now()) == 0:
            return to_channel(message)
        return self._off_the_channel(message, instead=True)

    def _off_the_channel(self, message: TextMessage, *, instead: bool) -> Way | None:
        """Return the way to whoever asked on a channel; None for who came by MQTT.

        That is somebody far away, who shares nothing but a channel on the internet: a direct message would cost our own
        air three transmissions, for who can't hear them.
        """
        return None if message.via_mqtt else self.to_person(message, instead=instead)

    def is_meant(self, call: Call, message: TextMessage) -> bool:
        """Return whether a text is a command of ours, wherever it came: in a direct message any with the prefix is."""
        is_known = self._router.find(call.name) is not None
        return (call.prefixed or is_known) if message.is_direct else (call.prefixed and is_known)

    def to_person(self, message: TextMessage, *, instead: bool = False) -> Way:
        """Return the way to whoever asked."""
        return to_person(message, threaded=threads_with(self._firmware_of(message.sender)), instead=instead)

    def taken(self, way: Way) -> None:
        """Count an answer that is to go this way."""
        if not way.is_direct:
            self.replied(self._clock.now())

    def replied(self, now: float) -> None:
        """Count an answer that went to a channel.

        Args:
            now: Loop time; in ascending order.
        """
        self._replies.note(EVERYBODY, now)

    def came_to_nothing(self, way: Way) -> None:
        """Count an answer no more that was not given after all."""
        if not way.is_direct:
            self._replies.take_back(EVERYBODY)
