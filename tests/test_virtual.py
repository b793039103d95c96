import asyncio

import pytest


async def test_a_day_passes_at_once():
    loop = asyncio.get_running_loop()
    before = loop.time()
    await asyncio.sleep(86_400)
    assert loop.time() - before == pytest.approx(86_400)


async def test_loopback_data_comes_before_the_clock_jumps():
    async def echo(reader, writer):
        writer.write(await reader.read(100))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    loop = asyncio.get_running_loop()
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        before = loop.time()
        writer.write(b"hello")
        async with asyncio.timeout(5):
            assert await reader.read(100) == b"hello"
        assert loop.time() - before < 0.01
        writer.close()
        await writer.wait_closed()


@pytest.mark.real
async def test_marked_real_runs_on_the_real_clock():
    loop = asyncio.get_running_loop()
    before = loop.time()
    await asyncio.sleep(0.02)
    assert 0.015 < loop.time() - before < 2


async def test_quiet_is_when_nothing_more_happens_without_time_passing():
    loop = asyncio.get_running_loop()
    done = []

    async def work() -> None:
        for step in range(50):
            await asyncio.sleep(0)
            done.append(step)
        await asyncio.sleep(10)
        done.append("later")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(work(), name="work")
        await loop.quiet()
        assert (done, loop.time()) == (list(range(50)), 0)
        await asyncio.sleep(10)
        await loop.quiet()
        assert (done[-1], loop.time()) == ("later", 10)


async def test_quiet_comes_even_where_nothing_is_scheduled():
    await asyncio.get_running_loop().quiet()
