import asyncio
import socket
import threading

import pytest

from steadymesh.errors import ResolveError
from steadymesh.link.resolver import Endpoint, Resolver


def endpoint(last: int) -> Endpoint:
    return Endpoint(socket.AF_INET, (f"192.0.2.{last}", 4403))


class ScriptedNames:
    """A resolver's backend: each lookup blocks until it is let go, then answers or raises."""

    def __init__(self, *answers) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.threads: list[threading.Thread] = []
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, host: str, port: int):
        self.asked += 1
        self.threads.append(threading.current_thread())
        self.gate.wait()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def let_go(self) -> None:
        """Let the hung lookup end, and let the loop hear of it."""
        self.gate.set()
        for thread in self.threads:
            thread.join(5)
        await asyncio.sleep(0)
        await asyncio.sleep(0)


def a_resolver(names: ScriptedNames, host: str = "node.example") -> Resolver:
    resolver = Resolver(host, 4403, resolve=names)
    asyncio.get_running_loop().busy_probes.append(resolver.busy)
    return resolver


async def test_a_numeric_address_asks_nobody():
    names = ScriptedNames()
    assert await a_resolver(names, "127.0.0.1").endpoints(timeout_s=1) == (
        Endpoint(socket.AF_INET, ("127.0.0.1", 4403)),
    )
    assert (await a_resolver(names, "::1").endpoints(timeout_s=1))[0].family == socket.AF_INET6
    assert names.asked == 0


async def test_a_zone_that_does_not_exist_is_a_clear_error():
    with pytest.raises(ResolveError, match="fe80::1%no-such-zone"):
        await a_resolver(ScriptedNames(), "fe80::1%no-such-zone").endpoints(timeout_s=1)


async def test_a_name_is_looked_up_in_a_thread_that_ends():
    names = ScriptedNames([endpoint(1), endpoint(2)])
    resolver = a_resolver(names)
    assert await resolver.endpoints(timeout_s=1) == (endpoint(1), endpoint(2))
    assert names.threads[0] is not threading.main_thread()
    assert names.threads[0].daemon
    assert not resolver.busy()


async def test_the_last_good_address_comes_first():
    names = ScriptedNames([endpoint(1), endpoint(2)])
    resolver = a_resolver(names)
    resolver.confirm(endpoint(2))
    assert await resolver.endpoints(timeout_s=1) == (endpoint(2), endpoint(1))


async def test_a_long_answer_is_cut():
    names = ScriptedNames([endpoint(n) for n in range(100)])
    assert len(await a_resolver(names).endpoints(timeout_s=1)) == 4


@pytest.mark.parametrize("answer", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label"), []])
async def test_a_name_without_an_address_is_said_at_once(answer):
    resolver = a_resolver(ScriptedNames(answer))
    before = asyncio.get_running_loop().time()
    with pytest.raises(ResolveError, match=r"node\.example has no address"):
        await resolver.endpoints(timeout_s=10)
    assert asyncio.get_running_loop().time() - before < 0.01


async def test_a_lookup_that_hangs_costs_its_deadline_and_is_not_started_twice():
    names = ScriptedNames([endpoint(1)])
    names.gate.clear()
    resolver = a_resolver(names)
    loop = asyncio.get_running_loop()
    for _ in range(3):
        before = loop.time()
        with pytest.raises(ResolveError, match="more than 10 s"):
            await resolver.endpoints(timeout_s=10)
        assert loop.time() - before == pytest.approx(10, abs=0.001)
        assert not resolver.busy()
    assert names.asked == 1
    await names.let_go()


async def test_a_hung_lookup_is_not_waited_for_again_while_an_address_is_known():
    names = ScriptedNames([endpoint(1)])
    names.gate.clear()
    resolver = a_resolver(names)
    resolver.confirm(endpoint(9))
    loop = asyncio.get_running_loop()
    with pytest.raises(ResolveError, match="more than 10 s"):
        await resolver.endpoints(timeout_s=10)
    before = loop.time()
    with pytest.raises(ResolveError, match="still stuck"):
        await resolver.endpoints(timeout_s=10)
    assert loop.time() == before
    assert resolver.last_good == endpoint(9)
    await names.let_go()


async def test_an_answer_that_came_too_late_serves_the_next_who_asks():
    names = ScriptedNames([endpoint(1)], [endpoint(2)])
    names.gate.clear()
    resolver = a_resolver(names)
    with pytest.raises(ResolveError):
        await resolver.endpoints(timeout_s=10)
    await names.let_go()
    assert await resolver.endpoints(timeout_s=10) == (endpoint(1),)
    assert names.asked == 1
    assert await resolver.endpoints(timeout_s=10) == (endpoint(2),)


async def test_who_is_cancelled_leaves_the_thread_behind():
    names = ScriptedNames([endpoint(1)])
    names.gate.clear()
    resolver = a_resolver(names)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(resolver.endpoints(timeout_s=10), name="asks")
        await asyncio.sleep(1)
        task.cancel()
    assert not resolver.busy()
    await names.let_go()


def test_a_lookup_that_outlives_its_loop_troubles_nobody():
    names = ScriptedNames([endpoint(1)])
    names.gate.clear()

    async def give_up():
        with pytest.raises(ResolveError):
            await Resolver("node.example", 4403, resolve=names).endpoints(timeout_s=0.01)

    asyncio.run(give_up())
    names.gate.set()
    names.threads[0].join(5)
    assert not names.threads[0].is_alive()


@pytest.mark.real
async def test_the_system_knows_localhost():
    found = await Resolver("localhost", 4403).endpoints(timeout_s=10)
    assert found[0].address[0] in ("127.0.0.1", "::1")
