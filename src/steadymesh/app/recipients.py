"""Whom an operator writes to: a node, in any spelling, or one of our radio's channels. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from steadymesh.bot.channels import shown_name
from steadymesh.errors import InvalidIdError
from steadymesh.ids import BROADCAST, PRIMARY, ChannelIndex, NodeNum, format_node_num, parse_node_num
from steadymesh.keys.lookup import Lookup
from steadymesh.keys.refusals import refusal, shown
from steadymesh.model import Channel, RadioInfo
from steadymesh.ports import NodeLookup, RadioFacts
from steadymesh.words import clean

CHANNEL_MARK: Final = "#"
"""What a channel begins with where a node could stand as well."""

DISABLED: Final = "DISABLED"
"""Role of a slot that holds no channel, or one that is switched off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A node, or everybody on a channel."""

    to: NodeNum
    channel: ChannelIndex = PRIMARY
    """Of a channel text."""
    label: str
    """As sentences name it."""

    @property
    def is_direct(self) -> bool:
        """Whether it is a node."""
        return self.to != BROADCAST


class Recipients:
    """Finds recipients by word.

    Args:
        lookup: Finds nodes.
        nodes: What they say of themselves.
        radio: Our radio's number and channels.
        successor: Returns the number under which a person lives on; None: they have not moved.
    """

    def __init__(
        self,
        *,
        lookup: Lookup,
        nodes: NodeLookup,
        radio: RadioFacts,
        successor: Callable[[NodeNum], NodeNum | None] = lambda _num: None,
    ) -> None:
        self._lookup = lookup
        self._nodes = nodes
        self._radio = radio
        self._successor = successor

    def find(self, word: str, *, force: bool = False) -> Recipient:
        """Return whom a word means.

        Args:
            word: `#NAME` or `#0` for a channel, else a node.
            force: Also a node that nobody knows, that reads no messages, or that has moved on to another number.

        Raises:
            UsageError: Nobody is meant, or several, or somebody who gets nothing from us.
            InvalidIdError: It is spelled like a node number, and is none.
        """
        bare = word.strip()
        if bare.startswith(CHANNEL_MARK):
            return self._channel(bare.removeprefix(CHANNEL_MARK).strip())
        if _is_everybody(bare):
            raise refusal("send-everybody")
        who = self._lookup.one(bare)
        radio = self._radio.radio()
        if radio is not None and who.num == radio.num:
            raise refusal("text-to-ourselves", node=who.label)
        if not force:
            self._refuse(who.num, who.label, is_known=who.is_known)
        return Recipient(to=who.num, label=who.label)

    def _refuse(self, num: NodeNum, label: str, *, is_known: bool) -> None:
        """Raise if a message to this node would be in vain, as far as is known."""
        successor, node = self._successor(num), self._nodes.get(num)
        if successor is not None:
            raise refusal("send-moved", who=label, other=format_node_num(successor))
        if not is_known:
            raise refusal("send-unknown", node=label)
        if node is not None and node.is_unmessagable:
            raise refusal("send-unmessagable", who=label)

    def _channel(self, word: str) -> Recipient:
        radio = self._radio.radio()
        if radio is None or not radio.channels:
            raise refusal("send-channels-unknown")
        if not word:
            raise refusal("send-which-channel", channels=_listed(radio))
        meant = _meant(word, radio)
        used = [one for one in meant if one.role != DISABLED]
        if not used:
            sentence = "send-channel-off" if meant else "send-no-channel"
            raise refusal(sentence, channel=shown(f"{CHANNEL_MARK}{word}"), channels=_listed(radio))
        if len(used) > 1:
            raise refusal("send-channel-several", channel=shown(f"{CHANNEL_MARK}{word}"), listed=_names(used, radio))
        return Recipient(to=BROADCAST, channel=used[0].index, label=channel_label(used[0].index, radio))


def channel_label(index: ChannelIndex, radio: RadioInfo | None) -> str:
    """Return a channel as sentences name it: `#LongFast`; its slot where the name is not known."""
    name = channel_name(index, radio)
    return f"{CHANNEL_MARK}{name or index}"


def channel_name(index: ChannelIndex, radio: RadioInfo | None) -> str:
    """Return a channel's name as the apps show it, cleaned; empty: not known."""
    channel = next((one for one in radio.channels if one.index == index), None) if radio is not None else None
    return "" if radio is None or channel is None else clean(shown_name(channel, radio), 20)


def _is_everybody(word: str) -> bool:
    try:
        return parse_node_num(word) == BROADCAST
    except InvalidIdError:
        return False


def _meant(word: str, radio: RadioInfo) -> list[Channel]:
    """Return the slots that a word means: by number, else by name; one that is off has the name that it had."""
    if word.isascii() and word.isdigit():
        return [one for one in radio.channels if str(one.index) == word]
    sought = word.casefold()
    return [one for one in radio.channels if sought == _name_of(one, radio).casefold()]


def _name_of(channel: Channel, radio: RadioInfo) -> str:
    return channel.name if channel.role == DISABLED else shown_name(channel, radio)


def _listed(radio: RadioInfo) -> str:
    return _names([one for one in radio.channels if one.role != DISABLED], radio) or "–"


def _names(channels: Sequence[Channel], radio: RadioInfo) -> str:
    return ", ".join(f"{CHANNEL_MARK}{one.index} ({clean(shown_name(one, radio), 20)})" for one in channels)
