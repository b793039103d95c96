"""Looks, once a session, for something that answers for the radio: a proxy that swallows what is meant for it.

Its mark: heartbeats are answered, a request to the radio itself is not. So a while after READY, with nothing else in
flight, the radio is asked for its metadata (local, no airtime). If that stays unanswered and a heartbeat after it is
answered, a proxy is suspected. Never asked: firmware below 2.7.4, where heartbeats have no answer, and a managed radio,
which refuses local admin.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from steadymesh.ids import PacketId

ASK_AFTER_S: Final = 30.0
"""From READY to the request: the first commands and the key sync go first."""

ANSWER_S: Final = 15.0
"""For the metadata: an ESP32 that is busy with its flash may take seconds."""


class Step(Enum):
    """How far the look has gone."""

    WAITING = "waiting"
    ASKED = "asked"
    CONFIRMING = "confirming"
    """No metadata came; a heartbeat is out."""
    DONE = "done"


class ProxyCheck:
    """One look.

    Args:
        now: Loop time of READY.
        wanted: Whether this radio can be asked at all.
    """

    def __init__(self, *, now: float, wanted: bool) -> None:
        self._step = Step.WAITING if wanted else Step.DONE
        self._due = now + ASK_AFTER_S
        self._asked: PacketId | None = None

    def deadline(self) -> float | None:
        """Return when `due` has something to say; None: nothing is waited for."""
        return self._due if self._step in (Step.WAITING, Step.ASKED) else None

    def due(self, now: float) -> Step | None:
        """Return the step to take at this time: ASKED (ask now), CONFIRMING (send a heartbeat now), or None."""
        if now < self._due:
            return None
        return {Step.WAITING: Step.ASKED, Step.ASKED: Step.CONFIRMING}.get(self._step)

    def asked(self, packet_id: PacketId, now: float) -> None:
        """Note that the metadata was asked for."""
        self._step = Step.ASKED
        self._asked = packet_id
        self._due = now + ANSWER_S

    def confirming(self) -> None:
        """Note that a heartbeat went out after the metadata stayed away."""
        self._step = Step.CONFIRMING

    def answered(self, request_id: PacketId) -> None:
        """Take an answer (metadata, ack or NAK) to the packet of this id: the radio itself has spoken."""
        if request_id == self._asked:
            self._step = Step.DONE

    def heartbeat_answered(self) -> bool:
        """Take a heartbeat's answer; return whether that makes a proxy likely (once)."""
        if self._step is not Step.CONFIRMING:
            return False
        self._step = Step.DONE
        return True
