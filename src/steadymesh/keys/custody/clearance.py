"""Whether a direct message may be handed to the radio as things stand: what it would be encrypted with decides. PURE.

The radio encrypts from its own table, which we know from its last dump and from what was proved since. A table forgets
people, and takes the first key that it hears of a stranger: whoever heard another key of somebody since then can't be
sure any more.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from steadymesh.ids import PublicKey
from steadymesh.keys.custody.diagnosis import KEY_WANTED
from steadymesh.keys.custody.radio import REFUSES_WITHOUT_KEY, WARM_TIER
from steadymesh.model import NodeKey, Objection, Standing, Trust

HELD = Objection(reason="KEY_HELD", is_final=True)
REVOKED = Objection(reason="KEY_REVOKED", is_final=True)
WANTED = Objection(reason=KEY_WANTED, is_final=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """What is known of whoever a message is for."""

    bindings: Collection[NodeKey]
    """All of the number's: current, held, former."""
    used: PublicKey | None
    """What the radio was last seen to have; None: nothing."""
    is_doubted: bool = False
    """Another key of theirs was heard since, and the radio may have taken it."""
    writes_under: PublicKey | None = None
    """The key of their last message, where it was not the book's; None: it was."""
    is_pinned: bool = False
    """Their current key is an administrator's."""

    @property
    def current(self) -> NodeKey | None:
        """Return the binding that is to be used."""
        return next((one for one in self.bindings if one.standing is Standing.CURRENT), None)

    @property
    def is_contested(self) -> bool:
        """Return whether they show a key that a person must decide about."""
        return any(one.standing is Standing.HELD for one in self.bindings)

    @property
    def revoked(self) -> frozenset[PublicKey]:
        """Return the keys of theirs that nobody is to use any more."""
        return frozenset(one.key for one in self.bindings if one.trust is Trust.REVOKED)

    @property
    def trusted(self) -> frozenset[PublicKey]:
        """Return the keys that were theirs beyond doubt, now or once."""
        return frozenset(
            one.key
            for one in self.bindings
            if one.trust is not Trust.REVOKED and (one.standing is Standing.CURRENT or one.until is not None)
        )


def objection(recipient: Recipient, *, obstacle: str, firmware: tuple[int, int, int]) -> Objection | None:
    """Return why a message should not be handed over now; None: nothing against it.

    Args:
        recipient: Whom it is for.
        obstacle: Why nothing may be written into the radio's table; empty: it may.
        firmware: The radio's version.
    """
    current = recipient.current
    if current is None:
        return _to_stranger(recipient)
    if recipient.writes_under not in (None, current.key):
        return HELD  # the answer would be for another than who wrote
    if recipient.used == current.key and not recipient.is_doubted:
        return None
    return _unwritable(recipient, obstacle, firmware) if obstacle else _writable(recipient, current, firmware)


def _writable(recipient: Recipient, current: NodeKey, firmware: tuple[int, int, int]) -> Objection | None:
    """Return what stands against a message where the current key can be brought into the radio first."""
    if recipient.used is None:
        return WANTED if _may_hold_another(recipient, firmware) or firmware < REFUSES_WITHOUT_KEY else None
    is_pinned = recipient.is_pinned or current.trust is Trust.VERIFIED
    if recipient.is_contested and not is_pinned and (recipient.is_doubted or recipient.used not in recipient.trusted):
        return HELD  # what the radio has learned is not lightly overwritten, and not used either
    return WANTED


def _to_stranger(recipient: Recipient) -> Objection | None:
    """Return what stands against a number without a current key; the radio may have learned one since its last dump."""
    if recipient.revoked:
        return REVOKED
    return HELD if recipient.is_contested else None


def _unwritable(recipient: Recipient, obstacle: str, firmware: tuple[int, int, int]) -> Objection | None:
    """Return what stands against a message where the radio's own key has to do, whatever it is."""
    if recipient.used is None:
        is_unsure = _may_hold_another(recipient, firmware)
        return Objection(reason=obstacle, is_final=True) if is_unsure else None  # else the radio says that it has none
    if recipient.used in recipient.revoked:
        return REVOKED
    if recipient.is_doubted or recipient.used not in recipient.trusted:
        return HELD
    return None


def _may_hold_another(recipient: Recipient, firmware: tuple[int, int, int]) -> bool:
    """Return whether a radio that does not show a node may have another key of it than the book's (2.8, warm tier)."""
    return firmware >= WARM_TIER and len(recipient.bindings) > 1
