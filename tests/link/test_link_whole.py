"""The link with the real session, against a radio written by hand from the firmware's side (`PhoneAPI.cpp`)."""

import asyncio
import time

import pytest

from linkkit import START, FullChance, RecordingBus, loop_now
from steadymesh.clock import SystemClock
from steadymesh.events import PacketReceived, SessionLost, SessionReady, TextReceived
from steadymesh.ids import BROADCAST, PacketId
from steadymesh.link.options import LinkOptions
from steadymesh.link.supervisor import Supervisor
from steadymesh.link.target import Target
from steadymesh.model import LinkState, SendText
from steadymesh.session.directory import Directory
from steadymesh.session.options import SessionOptions
from steadymesh.wire.pb import FromRadio, PortNum, ToRadio

OURS = 0x0BADCAFE
PEER = 0x11223344


def frame(message) -> bytes:
    payload = message.SerializeToString()
    return b"\x94\xc3" + len(payload).to_bytes(2, "big") + payload


def dump(nonce: int) -> bytes:
    out = []
    if nonce == 69420:
        out.append(FromRadio(my_info={"my_node_num": OURS}))
        out.append(FromRadio(node_info={"num": OURS, "user": {"long_name": "ours", "public_key": b"o" * 32}}))
        out.append(FromRadio(metadata={"firmware_version": "2.7.26.54e0d8d"}))
    else:
        out.append(FromRadio(node_info={"num": OURS, "user": {"long_name": "ours", "public_key": b"o" * 32}}))
        out.append(FromRadio(node_info={"num": PEER, "user": {"long_name": "peer", "public_key": b"p" * 32}}))
    out.append(FromRadio(config_complete_id=nonce))
    return b"".join(frame(message) for message in out)


class Radio(asyncio.Protocol):
    """One connection to a node; `deaf` reads and never answers."""

    def __init__(self, node) -> None:
        self.node = node
        self.heard: list[tuple[float, str]] = []
        self.texts: list[bytes] = []
        self.gone = asyncio.Event()
        self._rest = b""

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.node.links.append(self)

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while len(self._rest) >= 4 and len(self._rest) >= (size := 4 + int.from_bytes(self._rest[2:4], "big")):
            self.take(ToRadio.FromString(self._rest[4:size]))
            self._rest = self._rest[size:]

    def take(self, message) -> None:
        kind = message.WhichOneof("payload_variant")
        self.heard.append((loop_now(), kind))
        if self.node.deaf:
            return
        if kind == "want_config_id":
            self.transport.write(dump(message.want_config_id))
        elif kind == "heartbeat":
            self.say(FromRadio(queueStatus={"free": 16, "maxlen": 16}))
        elif kind == "packet":
            self.texts.append(message.packet.decoded.payload)
            self.say(FromRadio(queueStatus={"free": 15, "maxlen": 16, "mesh_packet_id": message.packet.id}))
        elif kind == "disconnect":
            self.transport.close()

    def say(self, message) -> None:
        self.transport.write(frame(message))

    def connection_lost(self, exc) -> None:
        self.gone.set()


class RadioNode:
    def __init__(self) -> None:
        self.links: list[Radio] = []
        self.deaf = False

    async def __aenter__(self):
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: Radio(self), "127.0.0.1", 0)
        self.target = Target(host="127.0.0.1", port=self.server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_exc):
        self.server.close()
        for link in self.links:
            link.transport.abort()
        await asyncio.sleep(0)


def a_link(node: RadioNode, bus, clock=None, **options) -> Supervisor:
    return Supervisor(
        target=node.target,
        options=LinkOptions(**options),
        session_options=SessionOptions(),
        directory=Directory(),
        bus=bus,
        clock=clock or FullChance(START),
    )


async def test_the_whole_way_from_the_socket_to_ready_and_goodbye(log):
    bus = RecordingBus()
    async with RadioNode() as node:
        link = a_link(node, bus)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(link.run(), name="link")
            await asyncio.sleep(1)
            assert link.status().state is LinkState.READY
            assert link.radio().num == OURS
            assert link.held_keys() == 1, "our own is not counted"
            assert log.of("link-ready")[0]["firmware"] == "2.7.26.54e0d8d"
            before = loop_now()
            task.cancel()
            await asyncio.wait([task])
            assert loop_now() - before < 0.1
        kinds = [kind for _at, kind in node.links[0].heard]
        assert kinds == ["want_config_id", "want_config_id", "disconnect"]
    assert bus.of(SessionLost)[0].reason == "stopped"


async def test_a_radio_that_goes_deaf_is_noticed_in_31_s_and_ready_again_when_it_hears():
    bus = RecordingBus()
    async with RadioNode() as node:
        link = a_link(node, bus)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(link.run(), name="link")
            await asyncio.sleep(100)
            heard = max(at for at, _kind in node.links[0].heard)
            node.deaf = True
            await asyncio.sleep(50)
            lost = bus.of(SessionLost)[0]
            assert lost.reason == "probe"
            assert lost.now - heard == pytest.approx(31, abs=0.1)
            node.deaf = False
            await asyncio.sleep(30)
            assert link.status().state is LinkState.READY
            task.cancel()


async def test_a_text_goes_out_as_one_frame_and_comes_in_as_one_event():
    bus = RecordingBus()
    async with RadioNode() as node:
        link = a_link(node, bus)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(link.run(), name="link")
            await asyncio.sleep(1)
            intent = SendText(to=BROADCAST, text="bonjour")
            assert link.wait_s(intent) == 0
            assert link.transmit(intent, PacketId(77)) == 1
            node.links[0].say(a_text(5, b"salut"))
            await asyncio.sleep(1)
            task.cancel()
        assert node.links[0].texts == [b"bonjour"]
        assert [event.message.text for event in bus.of(TextReceived)] == ["salut"]


def a_text(packet_id: int, payload: bytes):
    decoded = {"portnum": PortNum.TEXT_MESSAGE_APP, "payload": payload}
    return FromRadio(packet={"from": PEER, "to": BROADCAST, "id": packet_id, "rx_time": 1, "decoded": decoded})


# --- on the real clock --------------------------------------------------------------------------


@pytest.mark.real
async def test_on_the_real_clock_ready_and_gone_take_no_time():
    bus = RecordingBus()
    async with RadioNode() as node:
        link = a_link(node, bus, clock=SystemClock())
        async with asyncio.TaskGroup() as tasks:
            began = time.monotonic()
            task = tasks.create_task(link.run(), name="link")
            subscription = bus.subscribe("test", [SessionReady])
            async with asyncio.timeout(5):
                await subscription.wait()
            assert time.monotonic() - began < 1
            began = time.monotonic()
            task.cancel()
            await asyncio.wait([task])
            assert time.monotonic() - began < 1
        assert node.links[0].heard[-1][1] == "disconnect"


@pytest.mark.real
async def test_on_the_real_clock_a_stopped_radio_is_left_within_a_second():
    bus = RecordingBus()
    async with RadioNode() as node:
        link = a_link(node, bus, clock=SystemClock())
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(link.run(), name="link")
            subscription = bus.subscribe("test", [SessionReady])
            async with asyncio.timeout(5):
                await subscription.wait()
            node.deaf = True
            began = time.monotonic()
            task.cancel()
            await asyncio.wait([task])
            assert 0.7 < time.monotonic() - began < 1.2
        async with asyncio.timeout(5):
            await node.links[0].gone.wait()


@pytest.mark.real
async def test_on_the_real_clock_a_burst_of_packets_comes_through_whole_and_in_order():
    bus = RecordingBus()
    async with RadioNode() as node:
        link = a_link(node, bus, clock=SystemClock())
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(link.run(), name="link")
            ready = bus.subscribe("test", [SessionReady])
            texts = bus.subscribe("texts", [TextReceived, PacketReceived], size=30_000)
            async with asyncio.timeout(20):
                await ready.wait()
                node.links[0].transport.write(b"".join(frame(a_text(n + 1, b"x" * 20)) for n in range(20_000)))
                ids = []
                while len(ids) < 20_000:
                    await texts.wait()
                    ids += [event.message.id for event in texts.take_all()]
            task.cancel()
    assert ids == list(range(1, 20_001))
    assert texts.dropped == 0
