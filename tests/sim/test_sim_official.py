"""The official library on the simulated radio: a client that knows nothing of us."""

import asyncio
import json
import subprocess
import sys

import pytest

from steadymesh.sim.radio import Radio
from steadymesh.sim.server import SimServer
from steadymesh.sim.settings import Settings

CLIENT = """
import json, sys, threading
import meshtastic.tcp_interface
from pubsub import pub

texts, acks, asked, done = [], [], threading.Event(), threading.Event()

def on_text(packet, interface):
    texts.append((packet["decoded"]["text"], packet["from"]))
    asked.set()

def on_ack(packet):
    acks.append(packet["decoded"]["routing"]["errorReason"])
    done.set()

pub.subscribe(on_text, "meshtastic.receive.text")
link = meshtastic.tcp_interface.TCPInterface("127.0.0.1", portNumber=int(sys.argv[1]))
print("ready", flush=True)
asked.wait(10)
link.sendData(b"answer", texts[0][1], 1, wantAck=True, onResponse=on_ack, onResponseAckPermitted=True)
done.wait(10)
print(json.dumps({
    "nodes": {n: v["user"]["longName"] for n, v in link.nodes.items()},
    "me": link.myInfo.my_node_num, "firmware": link.metadata.firmware_version,
    "texts": texts, "acks": acks, "channels": len(link.localNode.channels),
}), flush=True)
link.close()
"""


@pytest.mark.real
async def test_the_official_library_connects_sees_everybody_and_is_acknowledged(clock):
    radio = Radio(clock=clock, settings=Settings(preset="SHORT_TURBO"))
    peer = radio.add_peer()
    peer.hops = 0
    async with SimServer(radio, clock=clock) as server, asyncio.timeout(20):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", CLIENT, str(server.address[1]), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            assert await process.stdout.readline() == b"ready\n", (await process.stderr.read()).decode()
            radio.hear_text(peer, "hello bot")
            told = json.loads(await process.stdout.readline())
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert told["nodes"] == {f"!{radio.num:08x}": "Steadymesh Sim", f"!{peer.num:08x}": peer.long_name}
    assert (told["me"], told["firmware"], told["channels"]) == (radio.num, "2.7.26.54e0d8d", 8)
    assert (told["texts"], told["acks"]) == ([["hello bot", peer.num]], ["NONE"])
    assert [text.text for text in radio.sent_texts] == ["answer"]
    assert set(server.stats.ends) <= {"goodbye", "left"}, "the library's end, not ours"
