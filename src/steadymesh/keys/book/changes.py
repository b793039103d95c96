"""What a key book tells of itself: the events of its changes, and which numbers they are about. Pure."""

from __future__ import annotations

from typing import Final

from steadymesh.events import KeyChanged, KeyDecided, KeyLearned, NodeRenumbered
from steadymesh.ids import NodeNum

Change = KeyLearned | KeyChanged | KeyDecided | NodeRenumbered

RENUMBERED: Final = "renumbered"
"""`NodeKey.reason` of a former binding whose owner lives on under the number that 2.8 draws from the key."""

REJECTED: Final = "rejected"
"""`NodeKey.reason` of a former binding that a person does not want to be asked about any more."""


def nodes_of(change: Change) -> tuple[NodeNum, ...]:
    """Return the numbers whose bindings a change has changed."""
    match change:
        case KeyLearned(key=binding):
            return (binding.node,)
        case NodeRenumbered(before=before, after=after):
            return (before, after)
        case _:
            return (change.node,)
