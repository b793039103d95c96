"""What the radio says of itself, and what its session tells the operator on the way: `ports.RadioFacts`."""

from __future__ import annotations

from collections.abc import Iterable

import structlog

from steadymesh.events import NodesRefreshed, ProxySuspected, RadioRebooted, SessionReady
from steadymesh.ids import NodeNum, format_node_num
from steadymesh.model import Node, RadioInfo

log = structlog.get_logger("link")


class Facts:
    """Keeps the last handshake's facts; they outlive the link that brought them."""

    def __init__(self) -> None:
        self.radio: RadioInfo | None = None
        self.held_keys = 0

    def note_ready(self, event: SessionReady) -> None:
        """Take over a whole handshake."""
        self.radio = event.radio
        self.held_keys = _count_keys(event.nodes, event.radio.num)

    def note_refreshed(self, event: NodesRefreshed) -> None:
        """Take over a node table that was read again."""
        self.held_keys = _count_keys(event.nodes, self.radio.num if self.radio is not None else None)

    def note_rebooted(self, event: RadioRebooted) -> None:
        """Tell that the radio restarted, or is another one."""
        if event.what == "number":
            before, after = format_node_num(event.before), format_node_num(event.after)
            log.info("link-rebooted", what=event.what, before=before, after=after)
        else:
            log.info("link-rebooted", what=event.what, before=event.before, after=event.after)

    def note_proxy(self, event: ProxySuspected) -> None:
        """Tell that something between us and the radio answers in its name."""
        log.warning("link-proxy-suspected", what=event.what)


def _count_keys(nodes: Iterable[Node], own: NodeNum | None) -> int:
    """Return for how many others there is a key: our own is no key to write to somebody with."""
    return sum(node.public_key is not None and node.num != own for node in nodes)
