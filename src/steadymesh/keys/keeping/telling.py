"""What the house and the log are told of changed keys: each once, and what comes again and again only once an hour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, assert_never

import structlog

from steadymesh.bus import Bus
from steadymesh.events import KeyChanged, KeyDecided, KeyFound, KeyLearned, NodeRenumbered
from steadymesh.ids import NodeNum, format_node_num
from steadymesh.keys.book.changes import Change
from steadymesh.model import HoldReason, KeyFinding
from steadymesh.ports import Clock
from steadymesh.words import clean

log = structlog.get_logger("keys")

CALM_S: Final = 3600.0
"""The same thing about the same node is told at DEBUG within this time: somebody plays with two radios, or with us."""

MAX_TOLD: Final = 1000
"""Nodes remembered for that, before the calm ones are forgotten."""

MAX_SHOWN_NAME: Final = 40
"""Characters of a name in the log."""


class Teller:
    """Publishes changes and findings, and writes their lines.

    Args:
        bus: Where they are published.
        clock: Loop time.
    """

    def __init__(self, *, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._told: dict[tuple[str, NodeNum], float] = {}
        self.learned = 0
        self.changed = 0
        self.held = 0
        self.renumbered = 0
        self.decided = 0

    def publish(self, changes: Iterable[Change]) -> None:
        """Tell the house what changed in the book; all but a learned key is a line of the log as well."""
        for change in changes:
            self._bus.publish(change)
            match change:
                case KeyLearned():
                    self.learned += 1
                case KeyChanged(held=False):
                    self.changed += 1
                    self._accepted(change)
                case KeyChanged():
                    self.held += 1
                    self._held(change)
                case NodeRenumbered(before=before, after=after, key=key):
                    self.renumbered += 1
                    log.info(
                        "node-renumbered",
                        node=format_node_num(after),
                        before=format_node_num(before),
                        fingerprint=key.fingerprint,
                    )
                case KeyDecided(node=node, what=what, key=decided):
                    self.decided += 1
                    self._forget_told(node)
                    fingerprint = "" if decided is None else decided.fingerprint
                    log.info("key-decided", node=format_node_num(node), what=what, fingerprint=fingerprint)
                case _ as never:
                    assert_never(never)

    def _accepted(self, change: KeyChanged) -> None:
        is_news = self.is_news("key-changed", change.node)
        (log.warning if is_news else log.debug)(
            "key-changed",
            node=format_node_num(change.node),
            name=clean(change.at_name, MAX_SHOWN_NAME),
            before=change.before.fingerprint,
            after=change.after.fingerprint,
        )

    def _held(self, change: KeyChanged) -> None:
        if change.reason == HoldReason.ALTERNATING.value:
            self.alternates(change.node, change.at_name, change.before.fingerprint, change.after.fingerprint)
            return
        is_news = self.is_news("key-held", change.node)
        (log.warning if is_news else log.debug)(
            "key-held",
            node=format_node_num(change.node),
            name=clean(change.at_name, MAX_SHOWN_NAME),
            before=change.before.fingerprint,
            after=change.after.fingerprint,
            reason=change.reason,
        )

    def alternates(self, node: NodeNum, name: str, one: str, other: str) -> None:
        """Raise the alarm about two keys that take turns under a number, once an hour."""
        is_news = self.is_news("key-alternating", node)
        (log.error if is_news else log.debug)(
            "key-alternating",
            node=format_node_num(node),
            name=clean(name, MAX_SHOWN_NAME),
            before=one,
            after=other,
        )

    def rekey_asked(self, node: NodeNum, name: str, fingerprint: str, outcome: str, *, is_proved: bool) -> None:
        """Tell the operator who asked for a new key to be taken, once an hour a node."""
        is_news = self.is_news("rekey-asked", node)
        (log.warning if is_news else log.debug)(
            "rekey-asked",
            node=format_node_num(node),
            name=clean(name, MAX_SHOWN_NAME),
            fingerprint=fingerprint,
            outcome=outcome,
            proved=is_proved,
        )

    def found(self, finding: KeyFinding) -> None:
        """Tell what an audit has found."""
        self._bus.publish(KeyFound(finding=finding))
        log.warning(
            "key-finding",
            node=format_node_num(finding.node),
            kind=finding.kind.value,
            fingerprint=finding.fingerprint,
            others=" ".join(format_node_num(num) for num in finding.others),
        )

    def _forget_told(self, node: NodeNum) -> None:
        """Tell of this node anew from now on: what comes after a decision was not decided."""
        self._told = {about: at for about, at in self._told.items() if about[1] != node}

    def is_news(self, what: str, node: NodeNum) -> bool:
        """Return whether this was not told of this node within the hour, and note that it is told now."""
        now = self._clock.now()
        told = self._told.get((what, node))
        if told is not None and now - told < CALM_S:
            return False
        if len(self._told) >= MAX_TOLD:
            self._told = {about: at for about, at in self._told.items() if now - at < CALM_S}
        self._told[what, node] = now
        return True
