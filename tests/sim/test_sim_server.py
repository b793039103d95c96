import asyncio
from datetime import UTC, datetime

from steadymesh.clock import LoopClock
from steadymesh.sim.radio import Radio
from steadymesh.sim.server import SimServer
from steadymesh.wire import pb


async def read_frame(reader):
    header = await reader.readexactly(4)
    assert header[:2] == b"\x94\xc3"
    return pb.FromRadio.FromString(await reader.readexactly(int.from_bytes(header[2:], "big")))


def told(**fields):
    payload = pb.ToRadio(**fields).SerializeToString()
    return b"\x94\xc3" + len(payload).to_bytes(2, "big") + payload


async def test_smoke():
    clock = LoopClock(datetime(2026, 1, 1, tzinfo=UTC))
    radio = Radio(clock=clock)
    p = radio.add_peer()
    async with SimServer(radio, clock=clock) as server:
        reader, writer = await asyncio.open_connection(*server.address)
        writer.write(told(want_config_id=69420))
        got = []
        async with asyncio.timeout(5):
            while True:
                m = await read_frame(reader)
                got.append(m.WhichOneof("payload_variant"))
                if m.config_complete_id:
                    break
        radio.hear_text(p, "/help")
        for _ in range(6):
            m = await read_frame(reader)
        pkt = pb.MeshPacket(
            to=p.num, id=77, want_ack=True, pki_encrypted=True, decoded=pb.Data(portnum=1, payload=b"hi")
        )
        writer.write(told(packet=pkt))
        for _ in range(3):
            m = await read_frame(reader)
        writer.close()
        await writer.wait_closed()
