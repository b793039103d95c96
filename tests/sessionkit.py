"""The radio's side of a conversation, for the tests of `wire` and `session`: frames built and read with raw protobuf."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from steadymesh.events import SessionEvent
from steadymesh.ids import NodeNum
from steadymesh.session.directory import Directory
from steadymesh.session.machine import Session
from steadymesh.session.memory import RadioMemory
from steadymesh.session.options import SessionOptions
from steadymesh.session.state import SessionState
from steadymesh.wire import pb

VECTORS = Path(__file__).parent / "vectors"
OWN = NodeNum(0xABCDEF01)
PEER = NodeNum(0xABCDEF02)
OTHER = NodeNum(0xABCDEF03)
ALL = NodeNum(0xFFFFFFFF)
SECRET = bytes(range(200, 232))
NONCE = 0x1234567

TEXT, POSITION, NODEINFO, ROUTING, ADMIN, TELEMETRY, TRACEROUTE, NEIGHBORS = 1, 3, 4, 5, 6, 67, 70, 71


def framed(message: Any) -> bytes:
    payload = message if isinstance(message, bytes) else message.SerializeToString()
    return b"\x94\xc3" + len(payload).to_bytes(2, "big") + payload


def unframed(stream: bytes) -> Iterator[bytes]:
    """Cut a clean stream into payloads, without the code under test."""
    at = 0
    while at < len(stream):
        assert stream[at : at + 2] == b"\x94\xc3", stream[at : at + 8]
        length = int.from_bytes(stream[at + 2 : at + 4], "big")
        yield stream[at + 4 : at + 4 + length]
        at += 4 + length


def key(seed: int) -> bytes:
    return bytes([seed]) * 31 + b"\x01"


def my_info(num: int = OWN, *, reboot_count: int = 0, pio_env: str = "native") -> Any:
    return pb.FromRadio(my_info=pb.MyNodeInfo(my_node_num=num, reboot_count=reboot_count, pio_env=pio_env))


def metadata(firmware: str = "2.7.26.54e0d8d") -> Any:
    return pb.FromRadio(metadata=pb.DeviceMetadata(firmware_version=firmware, hasWifi=True, hasPKC=True, hw_model=37))


def node_info(num: int, name: str = "", *, public_key: bytes = b"", **fields: Any) -> Any:
    info = pb.NodeInfo(num=num, **fields)
    if name:
        info.user.id = f"!{num:08x}"
        info.user.long_name = name
        info.user.short_name = name[:4]
        info.user.public_key = public_key
    return pb.FromRadio(node_info=info)


def lora(*, hop_limit: int = 3) -> Any:
    return pb.FromRadio(
        config=pb.Config(lora=pb.Config.LoRaConfig(use_preset=True, region=3, hop_limit=hop_limit, tx_enabled=True))
    )


def security(*, is_managed: bool = False) -> Any:
    return pb.FromRadio(config=pb.Config(security=pb.Config.SecurityConfig(private_key=SECRET, is_managed=is_managed)))


def channel(index: int = 0, name: str = "", role: int = 1, psk: bytes = b"\x01") -> Any:
    return pb.FromRadio(channel=pb.Channel(index=index, role=role, settings={"name": name, "psk": psk}))


def complete(nonce: int) -> Any:
    return pb.FromRadio(config_complete_id=nonce)


def queue_status(packet_id: int = 0, *, res: int = 0, free: int = 16, maxlen: int = 16) -> Any:
    return pb.FromRadio(queueStatus=pb.QueueStatus(mesh_packet_id=packet_id, res=res, free=free, maxlen=maxlen))


def packet(
    port: int | None,
    payload: bytes = b"",
    *,
    sender: int = PEER,
    to: int = OWN,
    request_id: int = 0,
    reply_id: int = 0,
    encrypted: bytes = b"",
    **fields: Any,
) -> Any:
    mesh = pb.MeshPacket(to=to, id=fields.pop("id", 4711), **fields)
    setattr(mesh, "from", sender)
    if port is None:
        mesh.encrypted = encrypted
    else:
        mesh.decoded.portnum = port
        mesh.decoded.payload = payload
        mesh.decoded.request_id = request_id
        mesh.decoded.reply_id = reply_id
    return pb.FromRadio(packet=mesh)


def routing(request_id: int, error: int = 0, *, sender: int = OWN) -> Any:
    return packet(ROUTING, pb.Routing(error_reason=error).SerializeToString(), sender=sender, request_id=request_id)


def own_telemetry(uptime_s: int, **fields: Any) -> Any:
    told = pb.Telemetry()
    told.device_metrics.uptime_seconds = uptime_s
    return packet(TELEMETRY, told.SerializeToString(), sender=OWN, to=ALL, **fields)


def config_dump(firmware: str = "2.7.26.54e0d8d", *, num: int = OWN, reboot_count: int = 0) -> list[Any]:
    return [
        my_info(num, reboot_count=reboot_count),
        node_info(num, "Own node", public_key=key(1)),
        metadata(firmware),
        channel(),
        lora(),
        security(),
    ]


def node_dump(num: int = OWN) -> list[Any]:
    return [node_info(num, "Own node", public_key=key(1)), node_info(PEER, "Peer", public_key=key(2), last_heard=1000)]


class Desk:
    """A session and the clock that it is told; plays the radio towards it."""

    def __init__(
        self,
        *,
        directory: Directory | None = None,
        memory: RadioMemory | None = None,
        now: float = 100.0,
        generation: int = 1,
        nonce: int = NONCE,
        **options: float,
    ) -> None:
        self.now = now
        self.directory = directory or Directory()
        self.memory = memory or RadioMemory()
        self.session = Session(
            options=SessionOptions(**options),
            generation=generation,
            nonce=nonce,
            directory=self.directory,
            memory=self.memory,
            now=now,
        )

    def sent(self) -> list[Any]:
        """Return what the session has sent since the last call, decoded."""
        return [pb.ToRadio.FromString(payload) for payload in unframed(self.session.data_to_send())]

    def wants(self) -> list[int]:
        """Return the nonces asked for since the last call; nothing else may have been sent."""
        sent = self.sent()
        assert all(m.WhichOneof("payload_variant") == "want_config_id" for m in sent), sent
        return [m.want_config_id for m in sent]

    def tell(self, *messages: Any, after: float = 0.0) -> list[SessionEvent]:
        """Let the radio send these, each `after` seconds later; return what happened."""
        for message in messages:
            self.now += after
            self.session.receive_data(framed(message), self.now)
        return self.session.events()

    def wait(self, seconds: float) -> list[SessionEvent]:
        """Let time pass, with every deadline kept; return what happened."""
        end = self.now + seconds
        while (due := self.session.deadline()) is not None and due <= end:
            self.now = max(self.now, due)
            self.session.handle_deadline(self.now)
        self.now = end
        return self.session.events()

    def shake(self, firmware: str = "2.7.26.54e0d8d", **config: Any) -> list[SessionEvent]:
        """Take the session from NEW to READY; return the events of it."""
        self.session.start(self.now)
        assert self.wants() == [69420]
        self.tell(*config_dump(firmware, **config), complete(69420))
        [nonce] = self.wants()
        events = self.tell(*node_dump(config.get("num", OWN)), complete(nonce))
        assert self.session.state is SessionState.READY
        return events


def only(events: Iterable[SessionEvent], kind: type) -> list[Any]:
    return [event for event in events if type(event) is kind]


def one(events: Iterable[SessionEvent], kind: type) -> Any:
    [event] = only(events, kind)
    return event


def vector(name: str) -> list[dict[str, Any]]:
    """Return the lines of a recorded conversation."""
    return [json.loads(line) for line in (VECTORS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def vector_names() -> list[str]:
    return sorted(path.stem for path in VECTORS.glob("v2_*.jsonl"))


def recorded(name: str, side: str = "radio") -> bytes:
    """Return every byte that one side sent in a recorded conversation."""
    return b"".join(bytes.fromhex(line["hex"]) for line in vector(name) if line.get("from") == side and "hex" in line)
