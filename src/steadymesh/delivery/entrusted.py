"""Whoever brings recipients' keys into the radio: asked before one goes, told when one waits."""

from __future__ import annotations

from dataclasses import replace

from steadymesh.delivery.changes import Change
from steadymesh.ids import BROADCAST, NodeNum
from steadymesh.model import Objection, SendText
from steadymesh.ports import Custody


class Entrusted:
    """A custody, or nobody.

    Attributes:
        custody: Who brings keys into the radio; None: nobody does, so that nothing waits for one.
    """

    def __init__(self) -> None:
        self.custody: Custody | None = None

    def objection(self, to: NodeNum) -> Objection | None:
        """Return why a message must not go to the radio now; None: it may."""
        return None if self.custody is None or to == BROADCAST else self.custody.objection(to)

    def for_its_key(self, intent: SendText) -> SendText:
        """Return a direct message as one that the radio encrypts with the key that we know of its recipient, or not."""
        if self.custody is None or intent.to == BROADCAST:
            return intent
        return replace(intent, public_key=self.custody.key_for(intent.to))

    def is_admin(self, num: NodeNum) -> bool:
        """Return whether a node is an administrator's."""
        return self.custody is not None and self.custody.is_admin(num)

    def want(self, change: Change) -> None:
        """Have the key brought into the radio that a message waits for."""
        if self.custody is not None:
            self.custody.want(change.entry.intent.to, change.entry.reason, change.used_key)
