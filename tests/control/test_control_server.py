"""The control socket: real sockets, virtual time."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import socket
import stat
import time
from contextlib import asynccontextmanager, suppress

import pytest
from structlog.testing import capture_logs

from steadymesh.control.protocol import Request
from steadymesh.control.server import MAX_CLIENTS, ControlServer
from steadymesh.errors import DeadlineError, StateError, UsageError
from store.disk_kit import disk


async def echo(args):
    return dict(args)


async def refuse(_args):
    raise UsageError("That can't be done.", remedy="Do something else.")


async def fail(_args):
    return 1 // 0


async def unsayable(_args):
    return {1, 2}


async def hang(_args):
    await asyncio.sleep(1e6)


async def large(_args):
    return "x" * 3_000_000


HANDLERS = {"echo": echo, "refuse": refuse, "fail": fail, "unsayable": unsayable, "hang": hang, "large": large}


@asynccontextmanager
async def serving(path):
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(ControlServer(path=path, handlers=HANDLERS).run(), name="control")
        for _ in range(20):
            await asyncio.sleep(0)
        try:
            yield path
        finally:
            task.cancel()


@asynccontextmanager
async def client(path):
    reader, writer = await asyncio.open_unix_connection(path, limit=1 << 24)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def ask(connection, op, **args):
    reader, writer = connection
    writer.write(json.dumps({"op": op, "args": args}).encode() + b"\n")
    async with asyncio.timeout(60):
        return json.loads(await reader.readuntil(b"\n"))


async def test_several_requests_on_one_connection(tmp_path):
    async with serving(tmp_path / "control.sock") as path, client(path) as connection:
        for number in range(3):
            assert await ask(connection, "echo", number=number) == {"ok": True, "result": {"number": number}}


async def test_the_socket_belongs_to_its_owner_alone_and_goes_with_the_server(tmp_path):
    path = tmp_path / "control.sock"
    async with serving(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


async def test_a_dead_process_socket_is_replaced(tmp_path):
    path = tmp_path / "control.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    async with serving(path), client(path) as connection:
        assert (await ask(connection, "echo"))["ok"]


async def test_a_file_that_is_no_socket_is_left_alone(tmp_path):
    path = tmp_path / "control.sock"
    path.write_text("somebody's")
    with pytest.raises(StateError, match="can't be made"):
        await ControlServer(path=path, handlers={}).run()
    assert path.read_text() == "somebody's"


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.symlink_to("elsewhere")])
def test_trying_out_a_place_that_is_taken_says_by_what(tmp_path, make):
    path = tmp_path / "control.sock"
    make(path)
    with pytest.raises(StateError, match=rf"can't be made: {path} is there already, and is no socket. Move it away"):
        ControlServer(path=path, handlers={}).try_out()
    assert sorted(tmp_path.iterdir()) == [path]


def test_trying_out_leaves_nothing_behind(tmp_path):
    ControlServer(path=tmp_path / "control.sock", handlers={}).try_out()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StateError, match=r"can't be made: No such file or directory\. Look at the disk"):
        ControlServer(path=tmp_path / "missing" / "control.sock", handlers={}).try_out()


@pytest.mark.real
def test_a_dead_process_socket_that_a_read_only_disk_keeps_is_the_disks_fault(tmp_path):
    with disk(tmp_path) as small:
        path = small.path / "control.sock"
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(path))
        small.protect()
        server = ControlServer(path=path, handlers=HANDLERS)
        for attempt in (server.try_out, lambda: asyncio.run(server.run())):
            with pytest.raises(StateError, match="Read-only file system") as refused:
                attempt()
            assert refused.value.__cause__.errno == errno.EROFS
        small.allow()
        server.try_out()
        assert not path.exists()
        small.protect()
        with pytest.raises(StateError, match="Read-only file system"):
            server.try_out()


async def test_a_socket_that_can_be_made_at_last_is_told(tmp_path):
    path = tmp_path / "control.sock"
    path.mkdir()
    server = ControlServer(path=path, handlers=HANDLERS)
    with pytest.raises(StateError):
        await server.run()
    path.rmdir()
    with capture_logs() as lines:
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(server.run(), name="control")
            await asyncio.sleep(1)
            task.cancel()
    assert [line["event"] for line in lines] == ["control-back"]


async def test_a_path_too_long_for_a_socket_works_all_the_same(tmp_path):
    deep = tmp_path / ("d" * 90) / ("e" * 90)
    deep.mkdir(parents=True)
    path = deep / "control.sock"
    async with serving(path):
        directory = deep
        fd = os.open(directory, 0)
        try:
            async with client(f"/proc/self/fd/{fd}/control.sock") as connection:
                assert (await ask(connection, "echo"))["ok"]
        finally:
            os.close(fd)
    assert not path.exists()


async def test_a_refusal_says_why_and_what_to_do(tmp_path):
    async with serving(tmp_path / "control.sock") as path, client(path) as connection:
        assert await ask(connection, "refuse") == {
            "ok": False, "error": "That can't be done.", "remedy": "Do something else.",
        }  # fmt: skip


async def test_a_defect_costs_one_request_and_one_line(tmp_path):
    with capture_logs() as lines:
        async with serving(tmp_path / "control.sock") as path, client(path) as connection:
            for op in ("fail", "unsayable"):
                answer = await ask(connection, op)
                assert not answer["ok"]
                assert "defect" in answer["error"]
            assert (await ask(connection, "echo"))["ok"]
    told = [(line["event"], line["op"], line["error"]) for line in lines]
    assert told == [
        ("control-request-failed", "fail", "ZeroDivisionError"),
        ("control-request-failed", "unsayable", "TypeError"),
    ]


@pytest.mark.parametrize("line", [b"nonsense\n", b'{"op": "unheard-of"}\n', b"\xff\n", b"\n"])
async def test_what_is_not_understood_is_refused_and_the_next_request_served(tmp_path, line):
    async with serving(tmp_path / "control.sock") as path, client(path) as connection:
        reader, writer = connection
        writer.write(line)
        assert not json.loads(await reader.readuntil(b"\n"))["ok"]
        assert (await ask(connection, "echo"))["ok"]


async def test_a_handler_that_never_returns_ends_at_its_deadline(tmp_path):
    loop = asyncio.get_running_loop()
    async with serving(tmp_path / "control.sock") as path, client(path) as connection:
        began = loop.time()
        answer = await ask(connection, "hang")
        assert round(loop.time() - began, 2) == 8.0
        assert "within 8 s" in answer["error"]


async def test_others_are_answered_while_one_request_hangs(tmp_path):
    loop = asyncio.get_running_loop()
    async with serving(tmp_path / "control.sock") as path, client(path) as slow, client(path) as quick:
        slow[1].write(b'{"op": "hang"}\n')
        began = loop.time()
        assert (await ask(quick, "echo"))["ok"]
        assert loop.time() - began < 0.01


async def test_one_client_too_many_is_told_so(tmp_path):
    async with serving(tmp_path / "control.sock") as path:
        connections = [await asyncio.open_unix_connection(path) for _ in range(MAX_CLIENTS)]
        async with client(path) as connection:
            answer = json.loads(await connection[0].readuntil(b"\n"))
            assert answer["error"] == "16 others are asking already."
            assert "in a moment" in answer["remedy"]
            assert answer["sentence"] == "control-too-many"
        for _, writer in connections:
            writer.close()
            await writer.wait_closed()
        await asyncio.sleep(0.01)
        async with client(path) as connection:
            assert (await ask(connection, "echo"))["ok"]


async def test_a_client_that_asks_nothing_is_let_go_after_30_s(tmp_path):
    loop = asyncio.get_running_loop()
    async with serving(tmp_path / "control.sock") as path, client(path) as (reader, _):
        began = loop.time()
        assert await reader.read() == b""
        assert round(loop.time() - began, 1) == 30.0


async def test_a_client_that_does_not_take_its_answer_is_dropped_after_5_s(tmp_path):
    with capture_logs() as lines:
        async with serving(tmp_path / "control.sock") as path:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(path))
                connection.send(b'{"op": "large"}\n')
                await asyncio.sleep(4.9)
                assert lines == []
                await asyncio.sleep(0.2)
    assert [line["event"] for line in lines] == ["control-client-dropped"]


async def test_an_answer_is_whole_also_for_a_client_that_closed_its_half(tmp_path):
    async with serving(tmp_path / "control.sock") as path, client(path) as (reader, writer):
        writer.write(b'{"op": "large"}\n')
        writer.write_eof()
        assert len(await reader.read()) == 3_000_000 + len(b'{"ok":true,"result":""}\n')


async def test_a_request_without_an_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("steadymesh.control.server.MAX_LINE", 1 << 20)
    async with serving(tmp_path / "control.sock") as path, client(path) as (reader, writer):
        writer.write(b"x" * (3 << 20))
        async with asyncio.timeout(20):
            assert "longer than 1 MiB" in json.loads(await reader.readuntil(b"\n"))["error"]


async def test_the_server_ends_at_once_whatever_its_clients_do(tmp_path):
    loop = asyncio.get_running_loop()
    async with serving(tmp_path / "control.sock") as path:
        connections = [await asyncio.open_unix_connection(path) for _ in range(3)]
        connections[0][1].write(b'{"op": "hang"}\n')
        connections[1][1].write(b'{"op": "large"}\n')
        await asyncio.sleep(0.1)
        began = loop.time()
    assert loop.time() - began < 0.1
    for _, writer in connections:
        writer.close()
    await asyncio.sleep(0.01)


async def test_request_that_waits_for_the_radio_has_a_deadline_of_its_own(tmp_path):
    async def slow(_args):
        await asyncio.sleep(5)
        return "done"

    server = ControlServer(
        path=tmp_path / "s", handlers={"slow": slow, "push": slow}, request_s=2, longer_s={"push": 20}
    )
    assert await server._handle(Request(op="push", args={})) == "done"
    with pytest.raises(DeadlineError, match="2 s"):
        await server._handle(Request(op="slow", args={}))


async def test_a_request_that_nobody_waits_for_any_more_is_left_undone(tmp_path):
    done = []

    async def act(args):
        done.append(args)

    server = ControlServer(path=tmp_path / "s", handlers={"act": act})
    with capture_logs() as logs, pytest.raises(DeadlineError, match="came too late"):
        await server._handle(Request(op="act", args={}, until=time.monotonic() - 0.1))
    assert (done, [line["event"] for line in logs]) == ([], ["control-request-stale"])
    await server._handle(Request(op="act", args={}, until=time.monotonic() + 60))
    assert done == [{}]
