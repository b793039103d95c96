"""What waits for the client: bounded queues that every transport pops from (firmware `MeshService.h`)."""

from __future__ import annotations

from collections import deque
from typing import Final, Protocol

from steadymesh.sim.station import Message
from steadymesh.wire import pb

QUEUE_STATUS_DEPTH: Final = 2
"""queueStatus that wait; a third discards the oldest (`mesh-pb-constants.h`, MAX_RX_QUEUESTATUS_TOPHONE)."""

NOTIFICATION_DEPTH: Final = 2
"""Notifications that wait (`mesh-pb-constants.h`, MAX_RX_NOTIFICATION_TOPHONE)."""

LEVEL_WARNING: Final = 30
"""`LogRecord.Level.WARNING`."""


class Listener(Protocol):
    """A client that wants to know when there is something."""

    def wake(self) -> None:
        """There is something."""
        ...


class Outlet:
    """The queues towards the client.

    Args:
        size: Packets that wait at most.

    Attributes:
        listeners: Clients that are connected, by whatever transport.
        dropped: Packets that found the queue full, or were evicted from it.
        heartbeat_due: A heartbeat is to be answered; one flag for all transports, as in `PhoneAPI.cpp`.
    """

    def __init__(self, size: int) -> None:
        self.listeners: list[Listener] = []
        self.dropped = 0
        self.heartbeat_due = False
        self._size = size
        self._packets: deque[bytes] = deque()
        self._statuses: deque[bytes] = deque(maxlen=QUEUE_STATUS_DEPTH)
        self._notifications: deque[bytes] = deque(maxlen=NOTIFICATION_DEPTH)

    @property
    def packets(self) -> int:
        """Packets that wait."""
        return len(self._packets)

    def take(self) -> bytes | None:
        """Return what goes next: queueStatus, notification, packet (`STATE_SEND_PACKETS`); None: nothing."""
        for queue in (self._statuses, self._notifications, self._packets):
            if queue:
                return queue.popleft()
        return None

    def put_status(self, payload: bytes) -> None:
        """Queue a `queueStatus` payload (`MeshService::sendQueueStatusToPhone`)."""
        self._statuses.append(payload)
        self.wake()

    def put_packet(self, packet: Message) -> None:
        """Queue a packet (`MeshService::sendToPhone`): when full, a text evicts the oldest, all else is dropped."""
        if len(self._packets) >= self._size:
            self.dropped += 1
            if packet.decoded.portnum != pb.PortNum.TEXT_MESSAGE_APP:
                return
            self._packets.popleft()
        told = pb.FromRadio()
        told.packet.CopyFrom(packet)
        self._packets.append(told.SerializeToString())
        self.wake()

    def put_raw(self, payload: bytes) -> None:
        """Queue any FromRadio payload, past the bound."""
        self._packets.append(payload)
        self.wake()

    def put_notification(self, message: str, *, reply_id: int, at_s: int) -> None:
        """Queue a warning that apps show to their user (`PhoneAPI::sendNotification`)."""
        told = pb.FromRadio()
        note = told.clientNotification
        note.reply_id = reply_id
        note.time = at_s
        note.level = LEVEL_WARNING
        note.message = message
        self._notifications.append(told.SerializeToString())
        self.wake()

    def clear(self) -> None:
        """Forget all of it: RAM is gone."""
        self._packets.clear()
        self._statuses.clear()
        self._notifications.clear()
        self.heartbeat_due = False

    def wake(self) -> None:
        """Tell every client that there is something."""
        for listener in tuple(self.listeners):
            listener.wake()
