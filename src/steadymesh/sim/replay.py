"""Serves a recorded conversation: its dumps to whoever asks, its live frames in their own time, its ends.

Each recorded connection is played once; later connections get the last one's dumps and nothing else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final, Self

from steadymesh.ports import Clock
from steadymesh.sim.agenda import Agenda, Appointment
from steadymesh.sim.recording import Dump, Recording, Segment, load
from steadymesh.sim.station import Wake
from steadymesh.wire import pb
from steadymesh.wire.limits import CONFIG_ONLY_NONCE, NODES_ONLY_NONCE

TX_QUEUE: Final = 16
"""Room in the transmit queue that a recording tells, packets: as in all of them."""


class Replay:
    """A station that is a recording.

    Args:
        recording: What it plays.
        clock: Loop time.
    """

    tcp_idle_s: float | None = None

    def __init__(self, recording: Recording, *, clock: Clock) -> None:
        self.recording = recording
        self.clock = clock
        self.agenda = Agenda()
        self._attached = 0

    @classmethod
    def load(cls, path: Path, *, clock: Clock) -> Self:
        """Return the station of a file.

        Raises:
            InputFileError: It can't be read, or is no recording.
        """
        return cls(load(path), clock=clock)

    def attach(self, wake: Wake) -> ReplayPhone:
        """Take a client in: it gets the next recorded connection."""
        segments = self.recording.segments
        first_time = self._attached < len(segments)
        segment = segments[min(self._attached, len(segments) - 1)]
        self._attached += 1
        goes_on = self._attached < len(segments)
        return ReplayPhone(
            self, segment, wake, live=first_time, ends=first_time and (goes_on or not segment.said_goodbye)
        )

    def dump(self, segment: Segment, nonce: int) -> Iterator[bytes]:
        """Return the frames of a dump as this nonce asks for it, from whatever dumps were recorded; without its end."""
        recorded = next((d for d in segment.dumps if d.nonce == nonce), None)
        if recorded is not None:
            yield from (told.payload for told in recorded.frames)
            return
        whole = next((d for d in segment.dumps if d.nonce not in (CONFIG_ONLY_NONCE, NODES_ONLY_NONCE)), None)
        base = whole or next((d for d in segment.dumps if d.nonce == CONFIG_ONLY_NONCE), segment.dumps[0])
        own, *_ = (*base.of_kind("node_info"), b"")
        others = base.of_kind("node_info")[1:] or self._others(segment, own)
        if nonce == NODES_ONLY_NONCE:
            yield from (own, *others) if own else others
            return
        head = [t.payload for t in base.frames if t.kind not in {"node_info", "fileInfo"} or t.payload is own]
        yield from head
        if nonce != CONFIG_ONLY_NONCE:
            yield from others
        yield from base.of_kind("fileInfo")

    def _others(self, segment: Segment, own: bytes) -> list[bytes]:
        """Return the other nodes as some dump of the recording tells them, this connection's first."""
        for candidate in (segment, *self.recording.segments):
            for dump in candidate.dumps:
                if dump.nonce != CONFIG_ONLY_NONCE:
                    return [p for p in dump.of_kind("node_info")[1:] if _num(p) != _num(own)]
        return []


class ReplayPhone:
    """One client of a recording."""

    def __init__(self, replay: Replay, segment: Segment, wake: Wake, *, live: bool, ends: bool) -> None:
        self._replay = replay
        self._segment = segment
        self._wake = wake
        self._plays = live
        self._ends = ends
        self._dump: Iterator[bytes] | None = None
        self._nonce = 0
        self._ready = False
        self._over = ""
        self._waiting: deque[bytes] = deque()
        self._appointments: list[Appointment] = []

    @property
    def dumping(self) -> bool:
        """Whether a dump is being sent."""
        return self._dump is not None

    @property
    def ready(self) -> bool:
        """Whether a dump was completed."""
        return self._ready

    @property
    def over(self) -> str:
        """Why the connection is to be closed: the client's goodbye, or the end in the recording; empty: it is not."""
        return self._over

    def receive(self, payload: bytes) -> None:
        """Take one ToRadio payload: dumps are played; heartbeats and packets get a queueStatus, and no verdict."""
        try:
            asked = pb.ToRadio.FromString(payload)
        except pb.DecodeError:
            return
        match asked.WhichOneof("payload_variant"):
            case "want_config_id":
                self._nonce = asked.want_config_id
                self._dump = self._replay.dump(self._segment, self._nonce)
                self._ready = False
            case "heartbeat":
                self._waiting.append(_status(0))
            case "packet":
                self._waiting.append(_status(asked.packet.id))
            case "disconnect":
                self._over = "goodbye"
                self.close()
            case _:
                pass

    def pull(self) -> bytes | None:
        """Return the next FromRadio payload; None: nothing now."""
        if self._dump is not None:
            payload = next(self._dump, None)
            if payload is not None:
                return payload
            self._dump = None
            self._ready = True
            self._play()
            return bytes(pb.FromRadio(config_complete_id=self._nonce).SerializeToString())
        return self._waiting.popleft() if self._ready and self._waiting else None

    def close(self) -> None:
        """Stop playing."""
        for appointment in self._appointments:
            appointment.cancel()
        self._appointments.clear()
        self._dump = None
        self._ready = False

    def _play(self) -> None:
        """After the first dump: let the live frames come as they came after the recorded handshake."""
        if not self._plays:
            return
        self._plays = False
        began, now = _handshake_end(self._segment.dumps), self._replay.clock.now()
        for told in self._segment.live:
            at = now + max(0.0, told.t - began)
            self._appointments.append(self._replay.agenda.at(at, partial(self._tell, told.payload)))
        if self._ends and self._segment.ended_at is not None:
            at = now + max(0.0, self._segment.ended_at - began)
            self._appointments.append(self._replay.agenda.at(at, self._end))

    def _tell(self, payload: bytes) -> None:
        self._waiting.append(payload)
        self._wake()

    def _end(self) -> None:
        self._over = "recorded"
        self.close()
        self._wake()


def _handshake_end(dumps: list[Dump]) -> float:
    """Return when the recorded client had its handshake: the first 69421 complete, else the first dump."""
    ends = [d.complete_at for d in dumps if d.complete_at is not None]
    nodes = [d.complete_at for d in dumps if d.complete_at is not None and d.nonce == NODES_ONLY_NONCE]
    return (nodes or ends or [0.0])[0]


def _num(payload: bytes) -> int:
    """Return the number of the node that a `node_info` payload tells of."""
    return int(pb.FromRadio.FromString(payload).node_info.num)


def _status(packet_id: int) -> bytes:
    told = pb.FromRadio()
    told.queueStatus.free = TX_QUEUE
    told.queueStatus.maxlen = TX_QUEUE
    told.queueStatus.mesh_packet_id = packet_id
    return bytes(told.SerializeToString())
