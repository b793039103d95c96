"""Our radio's channels by name and index, and on which of them the operator lets us answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import structlog

from steadymesh.ids import ChannelIndex
from steadymesh.model import Channel, RadioInfo

log: Final = structlog.get_logger("bot")

_PRESET_NAMES: Final = {"LONG_MODERATE": "LongMod"}
"""Presets whose channel is not named as the preset is written (firmware `DisplayFormatters.cpp`)."""


class Listening:
    """Knows on which channel slots commands are answered.

    Args:
        wanted: Names (case does not matter) or indices; a string of one digit is an index.
    """

    def __init__(self, wanted: Sequence[str | int]) -> None:
        self._indices = frozenset(int(w) for w in wanted if _is_index(w))
        self._names = frozenset(str(w).strip().casefold() for w in wanted if not _is_index(w))
        self._radio: RadioInfo | None = None
        self._answered = self._indices
        self._missed: set[str] = set()

    def answers_on(self, index: ChannelIndex, radio: RadioInfo | None) -> bool:
        """Return whether a command on this slot is answered.

        Args:
            index: The slot that it came in on.
            radio: What our radio said of its channels; None: nothing yet, and only indices are understood.
        """
        if radio is not None and radio is not self._radio:
            self._learn(radio)
        return index in self._answered

    def _learn(self, radio: RadioInfo) -> None:
        self._radio = radio
        names = {shown_name(c, radio).casefold(): c.index for c in radio.channels if c.role != "DISABLED"}
        self._answered = self._indices | {names[name] for name in self._names if name in names}
        for name in sorted(self._names - names.keys() - self._missed):
            self._missed.add(name)
            log.warning("bot-channel-unknown", channel=name)


def _is_index(wanted: str | int) -> bool:
    return isinstance(wanted, int) or (len(wanted) == 1 and wanted.isascii() and wanted.isdigit())


def find(word: str, radio: RadioInfo) -> ChannelIndex | None:
    """Return which channel in use a word means: by its index, or by its name as the apps show it; None: none."""
    used = [one for one in radio.channels if one.role != "DISABLED"]
    wanted = word.strip()
    if _is_index(wanted):
        return next((one.index for one in used if one.index == int(wanted)), None)
    folded = wanted.casefold()
    return next((one.index for one in used if shown_name(one, radio).casefold() == folded), None)


def shown_name(channel: Channel, radio: RadioInfo) -> str:
    """Return a channel's name as the apps show it: without one of its own, that of the modem preset."""
    if channel.name:
        return channel.name
    if not radio.use_preset:
        return "Custom"
    return _PRESET_NAMES.get(radio.modem_preset, radio.modem_preset.title().replace("_", ""))
