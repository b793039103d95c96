import asyncio
import socket
import threading

import pytest

from linkkit import WordRadio, loop_now, running
from steadymesh.errors import ConnectError, ResetError, ResolveError
from steadymesh.link.options import LinkOptions
from steadymesh.link.resolver import Endpoint
from steadymesh.link.target import Target
from steadymesh.link.tcp import TcpStream, TcpTransport
from steadymesh.model import LinkState


class Ears:
    """A receiver that keeps what it got."""

    def __init__(self) -> None:
        self.data = b""
        self.news: list[object] = []
        self.gone = asyncio.Event()

    def receive(self, data: bytes) -> None:
        self.data += data

    def receive_eof(self) -> None:
        self.news.append("eof")

    def stream_lost(self, error) -> None:
        self.news.append(error)
        self.gone.set()


def names(table):
    """A lookup that knows these hosts: a list of endpoints, an error, or an Event to hang on."""

    def resolve(host: str, port: int):
        answer = table[host]
        if isinstance(answer, threading.Event):
            answer.wait()
            return []
        if isinstance(answer, Exception):
            raise answer
        return answer

    return resolve


def local(port: int, host: str = "127.0.0.1") -> Endpoint:
    return Endpoint(socket.AF_INET, (host, port))


def a_transport(host: str, resolve, **options) -> TcpTransport:
    transport = TcpTransport(Target(host=host, port=1), LinkOptions(**options), resolve=resolve)
    asyncio.get_running_loop().busy_probes.append(transport.busy)
    return transport


async def open_and_read(target: Target, wanted: list[tuple[int, int]], **options) -> list[int]:
    stream = await TcpTransport(target, LinkOptions(**options)).open(Ears(), timeout_s=1)
    sock = stream._transport.get_extra_info("socket")
    values = [sock.getsockopt(level, number) for level, number in wanted]
    stream.abort()
    await asyncio.sleep(0)
    return values


WANTED = [
    (socket.IPPROTO_TCP, socket.TCP_NODELAY),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
]


async def test_the_socket_has_the_options_that_are_set():
    async with WordRadio() as radio:
        values = await open_and_read(radio.target, WANTED)
        assert values == [1, 1, 30, 10, 3, 40_000]


async def test_what_is_switched_off_is_left_to_the_system():
    async with WordRadio() as radio:
        off = {"nodelay": False, "keepalive": False, "user_timeout_s": 0}
        values = await open_and_read(radio.target, WANTED, **off)
        assert (values[0], values[1], values[5]) == (0, 0, 0)


async def test_of_several_addresses_the_first_that_answers_is_taken_and_remembered():
    async with WordRadio() as radio:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            closed = free.getsockname()[1]
        asked = []

        def resolve(host, port):
            asked.append(host)
            return [local(closed), local(radio.port)]

        transport = a_transport("node", resolve)
        for _ in range(2):
            stream = await transport.open(Ears(), timeout_s=10)
            assert (stream.host, stream.port) == ("127.0.0.1", radio.port)
            stream.abort()
        await asyncio.sleep(0)
        assert transport._resolver.last_good == local(radio.port)
        assert asked == ["node"] * 2, "a name is looked up for every connection: the address may have changed"


async def test_addresses_share_the_time_and_the_first_refusal_is_told():
    with socket.socket() as hole, socket.socket() as first, socket.socket() as second:
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(hole.getsockname())
        port = hole.getsockname()[1]
        transport = a_transport("node", names({"node": [local(port), local(port)]}))
        with pytest.raises(ConnectError, match="did not answer within 5 s"):
            await transport.open(Ears(), timeout_s=10)
        assert loop_now() == pytest.approx(10, abs=0.01)


async def test_a_name_that_fails_now_is_reached_at_its_last_good_address(log):
    async with WordRadio() as radio:
        table = {"node": [local(radio.port)]}
        transport = a_transport("node", names(table))

        async def once():
            (await transport.open(Ears(), timeout_s=10)).abort()
            await asyncio.sleep(0)

        await once()
        table["node"] = socket.gaierror(-3, "Temporary failure in name resolution")
        await once()
        await once()
        assert log.levels("link-address-remembered") == ["warning", "debug"]
        assert "no name server answers" in str(log.of("link-address-remembered")[0]["detail"])
        table["node"] = [local(radio.port)]
        await once()
        table["node"] = OSError("again")
        await once()
        assert log.levels("link-address-remembered") == ["warning", "debug", "warning"]


async def test_a_name_that_was_never_good_is_a_resolve_error():
    transport = a_transport("node", names({"node": socket.gaierror(-2, "Name or service not known")}))
    with pytest.raises(ResolveError, match="node has no address: nobody knows that name"):
        await transport.open(Ears(), timeout_s=10)


async def test_a_name_that_never_resolves_costs_one_timeout_then_the_last_good_address_serves(log):
    gate = threading.Event()
    async with WordRadio() as radio:
        table = {"node": [local(radio.port)]}
        transport = a_transport("node", names(table))
        async with running(Target(host="node"), transport=transport) as rig:
            await asyncio.sleep(100)
            table["node"] = gate
            for lost_at, back_at in ((100, 110), (200, 200), (300, 300)):
                radio.visits[-1].reset()
                await asyncio.sleep(100)
                assert radio.visits[-1].opened_at == pytest.approx(back_at, abs=0.02), f"lost at {lost_at}"
                assert rig.link.status().state is LinkState.READY
        stuck = [t for t in threading.enumerate() if t.name == "steadymesh-resolver"]
        assert len(stuck) == 1, "one lookup is stuck, and no second one"
        gate.set()


async def test_a_name_that_never_resolves_from_the_start_is_tried_for_ever():
    gate = threading.Event()
    transport = a_transport("node", names({"node": gate}))
    async with running(Target(host="node"), transport=transport) as rig:
        await asyncio.sleep(38)
        assert rig.link.status().generation == 4, "10 s each, then 1, 2 and 4 s"
    assert rig.stop_s < 0.01, "the stuck thread is left behind"
    gate.set()


async def test_bytes_an_eof_and_an_abort_reach_the_receiver():
    async with WordRadio() as radio:
        radio.on_visit = lambda visit: (visit.say("hello"), visit.close())
        ears = Ears()
        stream = await TcpTransport(radio.target, LinkOptions()).open(ears, timeout_s=1)
        await radio.visits[0].gone.wait()
        await asyncio.sleep(0.01)
        assert (ears.data, ears.news) == (b"hello\n", ["eof"])
        stream.write(b"nobody reads this")
        stream.abort()
        stream.abort()
        await ears.gone.wait()
        assert ears.news == ["eof", None]
        stream.abort()
        stream.write(b"nor this")
        assert stream.pending_bytes() == 0


async def test_a_reset_reaches_the_receiver_in_words():
    async with WordRadio() as radio:
        radio.on_visit = lambda visit: visit.reset()
        ears = Ears()
        await TcpTransport(radio.target, LinkOptions()).open(ears, timeout_s=1)
        await ears.gone.wait()
        assert [type(error) for error in ears.news] == [ResetError]
        assert str(ears.news[0]) == f"127.0.0.1:{radio.port} reset the connection."


async def test_ipv6_is_reached_by_its_numeric_address():
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(asyncio.Protocol, "::1", 0)
    except OSError:
        pytest.skip("this machine has no IPv6")
    target = Target(host="::1", port=server.sockets[0].getsockname()[1])
    ears = Ears()
    stream = await TcpTransport(target, LinkOptions()).open(ears, timeout_s=1)
    assert (stream.host, stream.port) == ("::1", target.port)
    stream.abort()
    await ears.gone.wait()
    server.close()


@pytest.mark.parametrize("name", ["TCP_USER_TIMEOUT", "TCP_KEEPIDLE"])
async def test_a_system_without_an_option_does_without(monkeypatch, name):
    monkeypatch.delattr(socket, name)
    async with WordRadio() as radio:
        assert await open_and_read(radio.target, WANTED[:2]) == [1, 1]


async def test_an_address_family_that_the_system_lacks_is_a_refusal_in_words():
    transport = a_transport("node", names({"node": [Endpoint(999, ("192.0.2.1", 1))]}))
    with pytest.raises(ConnectError, match=r"192\.0\.2\.1:1 can't be reached: .*amily"):
        await transport.open(Ears(), timeout_s=1)


async def test_a_connection_that_the_system_gives_up_is_told_in_words():
    ears = Ears()
    TcpStream(ears, local(4403), nodelay=True).connection_lost(TimeoutError(110, "Connection timed out"))
    assert str(ears.news[0]) == "The connection to 127.0.0.1:4403 broke: nothing came back in time."
