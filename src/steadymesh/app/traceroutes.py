"""Asks the mesh for the way to a node: the errand, and what its end says."""

from __future__ import annotations

from typing import Final

from steadymesh.errors import UsageError
from steadymesh.ids import BROADCAST, PRIMARY, NodeNum, format_node_num
from steadymesh.model import TRACEROUTE, ErrandEnd, LinkState, RoutingError, SendData, Trace, TraceOutcome
from steadymesh.ports import Errands, LinkControl, NodeLookup, RadioFacts
from steadymesh.wire.convert.tracing import route_discovery

TIMEOUT_S: Final = 60.0
"""Three hops there and back take some 10 s on LongFast where nobody else talks, and a minute on slow presets."""

_GIVEN_UP: Final = frozenset((RoutingError.MAX_RETRANSMIT.value, RoutingError.TIMEOUT.value))
"""Verdicts of our own radio's on what it did send: it was on the air, and nobody was heard repeating it."""

_UNAVAILABLE: Final = Trace(outcome=TraceOutcome.UNAVAILABLE)
_UNANSWERED: Final = Trace(outcome=TraceOutcome.UNANSWERED)


class TraceDesk:
    """ports.Traceroutes.

    Args:
        errands: The way to the radio.
        link: Whether there is one.
        radio: Our number.
        nodes: On which channel a node is known.
    """

    def __init__(self, *, errands: Errands, link: LinkControl, radio: RadioFacts, nodes: NodeLookup) -> None:
        self._errands = errands
        self._link = link
        self._radio = radio
        self._nodes = nodes

    async def trace(self, node: NodeNum, *, timeout_s: float = TIMEOUT_S) -> Trace:
        """Return the way to a node and back; never raises for what the radio or the mesh does.

        It is never encrypted for its recipient, who may be known on a secondary channel alone (firmware `Router.cpp`,
        perhapsEncode; `NodeInfo.channel`). Our radio repeats it until somebody is heard passing it on, as it does those
        of the apps: only the first hop can be repeated at all.

        Args:
            node: Whom to ask.
            timeout_s: From the call to the answer, waiting for its turn included.

        Raises:
            UsageError: It is nobody's number, everybody's, or our own radio's.
        """
        radio = self._radio.radio()
        own = None if radio is None else radio.num
        _check(node, own)
        if own is None or self._link.status().state is not LinkState.READY:
            return _UNAVAILABLE
        known = self._nodes.get(node)
        question = SendData(
            to=node,
            port=TRACEROUTE,
            payload=b"",
            channel=PRIMARY if known is None else known.channel,
            want_ack=True,
            want_response=True,
        )
        end = await self._errands.run(question, timeout_s=timeout_s)
        if not end.is_handed:
            wait_s = self._errands.trace_wait_s()
            return Trace(outcome=TraceOutcome.REFUSED, wait_s=wait_s) if wait_s > 0 else _UNAVAILABLE
        return _told(end, node=node, own=own)


def _check(node: NodeNum, own: NodeNum | None) -> None:
    """Return if a node can be asked for the way to it.

    Raises:
        UsageError: It can't: one sentence says why.
    """
    if not 0 < node < BROADCAST:
        raise UsageError(
            f"{node} is nobody's node number.",
            remedy="Give a number within 1 and 4294967294.",
            sentence="trace-to-nobody",
            fields={"node": node},
        )
    if node == own:
        shown = format_node_num(node)
        raise UsageError(
            f"{shown} is our own radio: there is no way to it.",
            remedy="Name another node.",
            sentence="trace-to-ourselves",
            fields={"node": shown},
        )


def _told(end: ErrandEnd, *, node: NodeNum, own: NodeNum) -> Trace:
    """Return what the end of a question that was handed over says."""
    if end.answer:
        return route_discovery(end.answer, node=node, own=own) or _UNANSWERED
    was_refused = end.taken is False or (end.error or 0) not in (0, *_GIVEN_UP)
    return _UNAVAILABLE if was_refused else _UNANSWERED
