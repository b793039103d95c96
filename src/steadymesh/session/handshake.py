"""Collects a dump: what the radio sends between `want_config_id` and the `config_complete_id` that repeats its nonce.

Patience counts frames of the dump, never the total: big node tables come slowly and in bursts. Packets and other live
frames are no progress: on a busy mesh they would hide for ever that the radio lost the question.
"""

from __future__ import annotations

from typing import Final

from steadymesh.errors import HandshakeError
from steadymesh.session.options import SessionOptions
from steadymesh.wire.codec import Message
from steadymesh.wire.convert.radio import RadioParts
from steadymesh.wire.limits import CONFIG_ONLY_NONCE, NODES_ONLY_NONCE

NODES_ONLY_SINCE: Final = (2, 6, 8)
"""First firmware that knows the nonce 69421 (`PhoneAPI.h`)."""

LIVE_KINDS: Final = frozenset(
    (
        "packet",
        "queueStatus",
        "log_record",
        "rebooted",
        "xmodemPacket",
        "mqttClientProxyMessage",
        "clientNotification",
        "config_complete_id",
    )
)
"""FromRadio variants that are no part of a dump. Everything else is, what we don't know too."""

MAX_DUMP_FRAMES: Final = 30_000
"""More than any radio has to tell (250 nodes on the largest, thousands in simulations): memory stays bounded."""


class Handshake:
    """One dump in two parts, or its second part once more.

    Args:
        options: How patient to be.
        nonce: An ordinary nonce, for firmware that does not know 69421.

    Attributes:
        parts: What the dump has told.
        nonce: Of the question that is open.
    """

    def __init__(self, options: SessionOptions, nonce: int) -> None:
        self.parts = RadioParts()
        self.nonce = 0
        self._options = options
        # Never one with a meaning: it would be answered with half a dump.
        self._ordinary = nonce if nonce not in (0, CONFIG_ONLY_NONCE, NODES_ONLY_NONCE) else nonce + 2
        self._image: list[bytes] = []
        self._config_frames = 0
        self._asked_at = 0.0
        self._progress_at: float | None = None
        self._may_repeat = True

    @property
    def image(self) -> tuple[bytes, ...]:
        """The dump's payloads as they came, in order."""
        return tuple(self._image)

    @property
    def is_endless(self) -> bool:
        """Whether the radio has sent more than a dump can hold."""
        return len(self._image) > MAX_DUMP_FRAMES

    def ask_config(self, now: float) -> int:
        """Begin the first part; return the nonce to ask with."""
        self._may_repeat = True
        self._config_frames = 0
        return self._ask(CONFIG_ONLY_NONCE, now)

    def ask_nodes(self, now: float) -> int:
        """Begin the second part, or that of a refresh; return the nonce to ask with."""
        self._may_repeat = True
        knows = self.parts.firmware_version >= NODES_ONLY_SINCE
        self._config_frames = len(self._image) if knows else 0  # the old way repeats the first part as well
        return self._ask(NODES_ONLY_NONCE if knows else self._ordinary, now)

    def ask_again(self, now: float) -> int | None:
        """Return the nonce to ask with once more; None: it was asked twice already."""
        if not self._may_repeat:
            return None
        self._may_repeat = False
        return self._ask(self.nonce, now)

    def _ask(self, nonce: int, now: float) -> int:
        """Open a question: what came of this part is about to come again."""
        del self._image[self._config_frames :]
        self.parts.forget_nodes()
        self.nonce = nonce
        self._asked_at = now
        self._progress_at = None
        return nonce

    def deadline(self) -> float:
        """Return when the dump counts as stalled."""
        if self._progress_at is not None:
            return self._progress_at + self._options.stall_timeout_s
        patience = self._options.first_frame_timeout_s if not self._image else self._options.stall_timeout_s
        return self._asked_at + patience

    def take(self, kind: str | None, message: Message, payload: bytes, now: float) -> None:
        """Take one frame of the dump."""
        self._progress_at = now
        self._image.append(payload)
        match kind:
            case "my_info":
                self.parts.my_info(message.my_info)
            case "metadata":
                self.parts.metadata(message.metadata)
            case "config":
                self.parts.config(message.config)
            case "channel":
                self.parts.channel(message.channel)
            case "node_info":
                self.parts.node_info(message.node_info)
            case _:
                pass

    def is_of_another(self, my_info: Message) -> bool:
        """Return whether this `my_info` is of another radio, or another start of it, than the one told of so far."""
        num = my_info.my_node_num
        return bool(num) and (num != self.parts.num or (my_info.reboot_count or None) != self.parts.reboot_count)

    def release_image(self) -> None:
        """Forget the payloads and the nodes of others: they were handed on."""
        self._image = []
        self.parts.forget_nodes()


def endless() -> HandshakeError:
    """Return the error of a dump that is longer than any radio has to tell."""
    return HandshakeError(
        "The radio's configuration has no end.", remedy="Restart the radio.", sentence="session-error-endless"
    )


def stalled(*, is_config: bool) -> HandshakeError:
    """Return the error of a dump whose first (or second) part was asked for twice in vain."""
    part = "its configuration" if is_config else "its node table"
    return HandshakeError(
        f"The radio was asked twice for {part} and did not send all of it.",
        remedy="Restart it if this goes on; a busy one may need a longer link.stall_timeout.",
        sentence="session-error-config-stalled" if is_config else "session-error-nodes-stalled",
    )


def restless() -> HandshakeError:
    """Return the error of a radio that restarts behind the open link before it has told everything."""
    return HandshakeError(
        "The radio restarts again and again.", remedy="Check its power supply.", sentence="session-error-restarts"
    )
