"""Faults of the byte stream: garbage, false headers, torn and undecodable frames, messages of later firmware."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Final

from steadymesh.ids import BROADCAST, NodeNum
from steadymesh.sim import compose, raw
from steadymesh.sim.dice import Dice
from steadymesh.sim.fault import Fault
from steadymesh.sim.framing import frame
from steadymesh.wire import pb
from steadymesh.wire.limits import MAGIC

if TYPE_CHECKING:
    from steadymesh.sim.door import Door
    from steadymesh.sim.server import SimServer

APART_S: Final = 0.01
"""Between two pieces that the client is to read separately."""

TORN_EVERY: Final = 7
"""Frames per torn one; with a dump of 43 frames each next dump is torn elsewhere."""


class Garbage(Fault):
    """Debug output and line noise between the frames."""

    name = "garbage"
    sentence = "1 to 40 random bytes stand before each frame, until it is ended."

    def __init__(self) -> None:
        super().__init__()
        self._dice = Dice(0, self.name)

    def pieces(self, door: Door, payload: bytes, pieces: list[bytes]) -> list[bytes]:
        """Put bytes before the frame; a whole header in them would be another fault."""
        del door, payload
        junk = self._dice.block(1 + self._dice.below(40)).replace(MAGIC, MAGIC[:1] + b"\x00")
        return [junk + pieces[0], *pieces[1:]] if pieces else pieces


class FalseHeader(Fault):
    """Something that looks like the start of a frame, and is none."""

    name = "false-header"
    sentence = "A header that promises up to 512 bytes stands before each frame, until it is ended."

    def __init__(self) -> None:
        super().__init__()
        self._sizes = cycle((64, 1, 300, 512, 16))

    def pieces(self, door: Door, payload: bytes, pieces: list[bytes]) -> list[bytes]:
        """Put a header before the frame."""
        del door, payload
        header = MAGIC + next(self._sizes).to_bytes(2, "big")
        return [header + pieces[0], *pieces[1:]] if pieces else pieces


class Lone94(Fault):
    """Chunks that end in 0x94: a stray one, or the first byte of a frame whose rest comes later."""

    name = "lone-94"
    sentence = "Each chunk ends with a lone 0x94, stray or the next frame's own, until it is ended."

    def __init__(self) -> None:
        super().__init__()
        self._turn = 0

    def pieces(self, door: Door, payload: bytes, pieces: list[bytes]) -> list[bytes]:
        """Add a stray byte after the frame, or cut after its first one, by turns."""
        del door, payload
        if not pieces:
            return pieces
        self._turn += 1
        whole = b"".join(pieces)
        return [whole + MAGIC[:1]] if self._turn % 2 else [whole[:1], whole[1:]]

    def wrote(self, door: Door, size_bytes: int) -> None:
        """Let the client read each chunk by itself."""
        del size_bytes
        door.not_before = door.server.clock.now() + APART_S


class TornFrames(Fault):
    """Short writes that firmware ≤ 2.7 on Linux ignores."""

    name = "torn-frames"
    sentence = "Every 7th frame lacks its second half, until it is ended."

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def pieces(self, door: Door, payload: bytes, pieces: list[bytes]) -> list[bytes]:
        """Cut the end off."""
        del door, payload
        self._count += 1
        whole = b"".join(pieces)
        return [whole[: (len(whole) + 1) // 2]] if self._count % TORN_EVERY == 0 else pieces


class OversizeLength(Fault):
    """Headers with a length that no frame has."""

    name = "oversize-length"
    sentence = "A header that promises more than 512 bytes stands before each frame, until it is ended."

    def __init__(self) -> None:
        super().__init__()
        self._sizes = cycle((513, 0xFFFF, 0x94C3, 4096))

    def pieces(self, door: Door, payload: bytes, pieces: list[bytes]) -> list[bytes]:
        """Put a header before the frame."""
        del door, payload
        header = MAGIC + next(self._sizes).to_bytes(2, "big")
        return [header + pieces[0], *pieces[1:]] if pieces else pieces


class Undecodable(Fault):
    """Whole frames whose content is no protobuf."""

    name = "undecodable"
    sentence = "A well-framed payload that is no protobuf stands before each frame, until it is ended."

    def __init__(self) -> None:
        super().__init__()
        self._payloads = cycle(
            (
                b"\xff" * 12,  # a tag that never ends
                b"\x12\x7f\x01",  # a packet that promises more than there is
                b"\x0f\x0f\x0f",  # wire type 7
                raw.nested(3, raw.nested(13, b"\xff\xfe")),  # my_info.pio_env: a string that is no UTF-8
                b"\x12",  # a tag and nothing else
            )
        )

    def pieces(self, door: Door, payload: bytes, pieces: list[bytes]) -> list[bytes]:
        """Put a bad frame before the good one."""
        del door, payload
        return [frame(next(self._payloads)), *pieces]


class UnknownVariants(Fault):
    """Messages of firmware that is not written yet."""

    name = "unknown-variants"
    sentence = (
        "A message of a later firmware stands before each frame (variants, enums, empty ones), until it is ended."
    )

    def __init__(self) -> None:
        super().__init__()
        self._strange = strange_payloads()
        self._next = cycle(self._strange)

    def begin(self, server: SimServer) -> None:
        """Send each of them once to a client that is ready."""
        if server.door is not None and server.door.phone.ready:
            server.pour(frame(payload) for payload in self._strange)

    def pieces(self, door: Door, payload: bytes, pieces: list[bytes]) -> list[bytes]:
        """Put one of them before the frame."""
        del door, payload
        return [frame(next(self._next)), *pieces]


def strange_payloads() -> tuple[bytes, ...]:
    """Return FromRadio payloads that are well formed and that no present client knows."""
    stranger = NodeNum(0x0DDBA11)
    user = raw.nested(1, b"!00ddba11") + raw.nested(2, b"Later") + raw.number(5, 9999) + raw.number(7, 77)
    packets: list[bytes] = []
    for data in (
        pb.Data(portnum=511, payload=b"later"),  # a port that nobody knows
        pb.Data(portnum=pb.PortNum.ROUTING_APP, payload=raw.number(3, 99), request_id=12345),  # error 99
        pb.Data(portnum=pb.PortNum.NODEINFO_APP, payload=user),  # hardware and role of the future
        pb.Data(portnum=pb.PortNum.ADMIN_APP, payload=raw.nested(900, b"later")),
    ):
        packet = compose.packet(sender=stranger, to=BROADCAST, packet_id=0x7EA7 + len(packets), data=data)
        packets.append(raw.nested(2, packet.SerializeToString() + raw.nested(99, b"\x08\x01")))
    return (
        raw.nested(17, raw.number(99, 1)),  # deviceuiConfig with a later field
        raw.nested(18, raw.number(1, 9) + raw.nested(2, b"needs_auth")),  # lockdown_status
        raw.nested(19, raw.nested(1, b"\x0a\x02\x00\x01")),  # region_presets
        raw.nested(20, b"\x08\x01"),
        raw.number(21, 7),
        raw.fixed32(99, 1),
        raw.nested(2047, b"far away"),
        raw.nested(5),  # config without a variant
        raw.nested(9),  # moduleConfig without a variant
        raw.nested(5, raw.nested(60, b"\x08\x01")),  # config of a kind of the future
        raw.nested(9, raw.nested(61, b"\x08\x01")),
        raw.nested(
            5, raw.nested(6, raw.number(1, 1) + raw.number(2, 99) + raw.number(7, 250))
        ),  # preset, region of the future
        raw.nested(4, raw.number(1, stranger)),  # node_info without a user
        raw.nested(4, raw.number(1, stranger + 1) + raw.nested(2, user) + raw.number(60, 1)),
        raw.nested(2),  # an empty packet
        *packets,
        b"",  # an empty FromRadio
    )
