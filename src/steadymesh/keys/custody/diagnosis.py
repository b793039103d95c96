"""What is really behind a refusal or a silence, as far as keys tell. PURE."""

from __future__ import annotations

import zlib
from typing import Final

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import Contact, NodeKey, RoutingError

KEY_WANTED: Final = "KEY_WANTED"
"""Reason of a message that waits for its recipient's key to be brought into the radio before it is sent at all."""

RADIO_LACKS_KEY: Final = frozenset({RoutingError.PKI_SEND_FAIL_PUBLIC_KEY.name, RoutingError.PKI_FAILED.name})
"""The radio says so to a message whose recipient's key it lacks: 39, before 2.7.19 34 (`Router.cpp`, perhapsEncode)."""

WAITS_FOR_KEY: Final = RADIO_LACKS_KEY | {KEY_WANTED}
"""Reasons of a message that waits until its recipient's key is in the radio."""

RADIO_OR_KEY: Final = "RADIO_OR_KEY"
"""Reason of a message to a node on 2.8 that nobody confirmed: it says nothing where it can't decrypt."""

PEER_HAS_NEW_KEY: Final = "PEER_HAS_NEW_KEY"
"""Reason of a message that its recipient could not decrypt, whose key is another one now."""

PEER_HAS_OUR_OLD_KEY: Final = "PEER_HAS_OUR_OLD_KEY"
"""Reason of a message that its recipient could not decrypt, though it went out under the key which they have."""

UNREAD: Final = frozenset({RoutingError.NO_CHANNEL.name, PEER_HAS_NEW_KEY, RADIO_OR_KEY})
"""Reasons of a message that went out and that its recipient, as far as is known, could not decrypt."""


def is_drawn_from(num: NodeNum, key: PublicKey) -> bool:
    """Return whether a node number was drawn from this key: its owner is on 2.8 (`NodeDB.cpp`, pickNewNodeNum)."""
    return zlib.crc32(key.raw) == num


def behind_no_channel(
    *, current: NodeKey | None, pending: NodeKey | None, used: PublicKey | None, own_changed: bool
) -> str:
    """Return what a peer's NO_CHANNEL (6) says: it could not decrypt what we sent (`ReliableRouter.cpp`, ≤ 2.7).

    Args:
        current: The recipient's key in the book.
        pending: A key that it shows and nobody has decided about.
        used: What the radio encrypted with; None: nobody knows.
        own_changed: Whether our own radio's key has changed since the recipient last understood us.
    """
    newest = pending or (current if used is not None else None)
    if newest is not None and newest.key != used:
        return PEER_HAS_NEW_KEY
    return PEER_HAS_OUR_OLD_KEY if own_changed else RoutingError.NO_CHANNEL.name


def own_changed_since(own_history: tuple[NodeKey, ...], contact: Contact, known: NodeKey | None) -> bool:
    """Return whether our own key was replaced after the last direct message with this node.

    Where none was, since we have known the node: what we had before, it can't have heard.
    """
    since = contact.last_dm or (None if known is None else known.first_seen)
    return any(former.until is not None and (since is None or former.until > since) for former in own_history)
