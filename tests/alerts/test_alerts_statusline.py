import asyncio
import socket

from steadymesh.alerts.service import ServiceManager
from steadymesh.alerts.statusline import StatusLine
from steadymesh.bus import Bus
from steadymesh.events import LinkChanged, SessionReady
from steadymesh.ids import NodeNum
from steadymesh.model import LinkState, Node, RadioInfo
from steadymesh.words import LANGUAGES, has

NODES = tuple(Node(num=NodeNum(number)) for number in range(1, 43))


async def test_systemctl_status_shows_the_link_in_words(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.setblocking(False)
        manager = ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "notify")})
        bus = Bus()
        line = StatusLine(bus=bus, manager=manager, language="fr", target="tcp://192.168.1.38:4403")
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(line.run(), name="status-line")
            await asyncio.sleep(0)
            bus.publish(LinkChanged(state=LinkState.CONNECTING, generation=1, now=0))
            radio = RadioInfo(num=NodeNum(1), node=NODES[0])
            bus.publish(SessionReady(generation=1, radio=radio, nodes=NODES, seconds=0.1, image=(), now=0))
            bus.publish(LinkChanged(state=LinkState.READY, generation=1, now=0))
            bus.publish(LinkChanged(state=LinkState.YIELDED, generation=1, now=0))
            await asyncio.sleep(1)
            task.cancel()
        manager.close()
        told = []
        try:
            while True:
                told.append(listener.recv(1000).decode())
        except BlockingIOError:
            pass
    assert told == [
        "STATUS=Connexion à tcp://192.168.1.38:4403",
        "STATUS=Prêt sur tcp://192.168.1.38:4403, 42 nœuds connus",
        "STATUS=Un autre client occupe tcp://192.168.1.38:4403 ; la place lui est laissée un moment",
    ]


def test_every_state_of_the_link_has_a_sentence():
    for language in LANGUAGES:
        for state in LinkState:
            assert has(f"service-status-{state.value}", language), (state, language)
