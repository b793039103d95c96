"""What is fetched, from a real server, and what of it comes through."""

import asyncio
import gzip
import json
import logging
import subprocess
import sys
import zlib

import pytest
import structlog
from structlog.testing import capture_logs

from internetkit import (
    LIMIT,
    SECRET,
    ScriptedNames,
    a_fetcher,
    answering,
    dripping,
    flooding,
    loop_now,
    redirecting,
    refusal,
    resetting,
    sending,
    serving,
    silent,
)
from steadymesh import __version__
from steadymesh.clock import SystemClock
from steadymesh.internet.fetcher import Fetcher
from steadymesh.internet.options import InternetOptions
from steadymesh.ports import Fetch


async def fetch(*scripts, **options):
    """Fetch once from a server that does this."""
    async with serving(*scripts) as server:
        return await a_fetcher(server, **options).get(server.url(), headers={"X-Key": SECRET})


async def refused(*scripts, **options):
    """Return why nothing comes from a server that does this."""
    async with serving(*scripts) as server:
        return await refusal(a_fetcher(server, **options).get(server.url(), headers={"X-Key": SECRET}))


# --- what comes through ---------------------------------------------------------------------


async def test_an_answer_comes_whole():
    fetched = await fetch(answering(b'{"a": [1, null]}', headers=["Content-Type: application/json"]))
    assert (fetched.status, fetched.content_type, fetched.host) == (200, "application/json", "127.0.0.1")
    assert fetched.json() == {"a": [1, None]}
    assert fetched.text == '{"a": [1, null]}'


async def test_a_request_says_who_we_are_and_no_more():
    async with serving(answering()) as server:
        port: Fetch = a_fetcher(server)
        await port.get(
            server.url("/path?a=1"), params={"q": "é&b", "n": 2}, headers={"X-Own": "mine", "Host": "other", "te": "x"}
        )
    assert server.seen[0].line == "GET /path?a=1&q=%C3%A9%26b&n=2 HTTP/1.1"
    assert server.seen[0].headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": f"steadymesh/{__version__}",
        "accept": "*/*",
        "accept-encoding": "gzip, deflate",
        "connection": "close",
        "x-own": "mine",
    }


async def test_json_is_posted():
    async with serving(answering(b"{}", status="201 Created")) as server:
        fetched = await a_fetcher(server).post(server.url("/"), json={"mot": "été"}, headers={"X-Own": "mine"})
    assert fetched.status == 201
    assert server.seen[0].line == "POST / HTTP/1.1"
    assert server.seen[0].body == '{"mot":"été"}'.encode()
    assert server.seen[0].headers["content-type"] == "application/json"
    assert server.seen[0].headers["x-own"] == "mine"


async def test_an_answer_without_a_body_is_one():
    assert (await fetch(sending(b"HTTP/1.1 204 No Content\r\n\r\n"))).body == b""


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes), ("GZIP", gzip.compress)],
)
async def test_a_compressed_body_is_decompressed(encoding, encode):
    body = b"weather " * 1000
    assert (await fetch(answering(encode(body), headers=[f"Content-Encoding: {encoding}"]))).body == body


async def test_a_chunked_body_and_one_that_ends_with_the_connection_come_whole():
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
    assert (await fetch(sending(chunks))).body == b"abcde"
    assert (await fetch(sending(b"HTTP/1.0 200 OK\r\n\r\nabcde"))).body == b"abcde"


async def test_hints_before_the_answer_are_passed_over():
    assert (await fetch(sending(b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhi"))).body == b"hi"


async def test_a_slow_answer_is_waited_for_within_the_time():
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    began = loop_now()
    assert (await fetch(dripping(raw, 9.9 / len(raw)))).body == b"hi"
    assert loop_now() - began == pytest.approx(9.9, abs=0.01)


async def test_no_cookie_is_kept():
    async with serving(answering(headers=["Set-Cookie: id=1"])) as server:
        fetcher = a_fetcher(server)
        await fetcher.get(server.url())
        await fetcher.get(server.url())
    assert [seen.headers.get("cookie") for seen in server.seen] == [None, None]


async def test_no_proxy_and_no_password_is_taken_from_the_environment(monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password hush\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with serving(answering(b"direct")) as server:
        assert (await a_fetcher(server).get(server.url())).body == b"direct"
    assert "authorization" not in server.seen[0].headers


# --- what does not --------------------------------------------------------------------------


async def test_nothing_is_fetched_unless_it_is_switched_on():
    names = ScriptedNames()
    error = await refusal(a_fetcher(names=names, enabled=False).get("https://api.example/"))
    assert "internet.enabled" in str(error)
    assert names.asked == []
    assert InternetOptions().enabled is False


@pytest.mark.parametrize("status", [300, 304, 400, 404, 429, 500, 503, 999])
async def test_a_status_that_is_no_success_is_an_error_that_carries_it(status):
    error = await refused(answering(b"<html>", status=f"{status} Whatever"))
    assert error.status == status
    assert str(error) == f"127.0.0.1 answered with status {status}."


async def test_another_protocol_than_http_is_not_switched_to():
    error = await refused(sending(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"))
    assert "can't be understood" in str(error)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ],
)
async def test_a_connection_that_ends_too_early_is_told(raw):
    error = await refused(sending(raw))
    assert str(error) == "127.0.0.1 ended the connection before its answer was whole."
    assert error.status is None


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        bytes(range(256)) * 10 + b"\r\n\r\n",
        b"HTTP/1.1 banana\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    ],
)
async def test_garbage_is_told_in_one_sentence(raw):
    assert str(await refused(sending(raw))) == "127.0.0.1 sent something that can't be understood."


async def test_headers_without_an_end_are_not_read_to_their_end():
    error = await refused(flooding(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n" * 1000))
    assert "can't be understood" in str(error)


async def test_a_connection_that_is_reset_is_told():
    assert "ended the connection" in str(await refused(resetting))
    async with serving(resetting) as server:
        error = await refusal(a_fetcher(server).post(server.url(), json="x" * 10_000_000))
    assert "ended the connection" in str(error)


async def test_an_answer_that_comes_before_all_is_sent_counts():
    async def full(server, reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
        writer.write_eof()
        await asyncio.sleep(1)

    async with serving(full) as server:
        assert (await refusal(a_fetcher(server).post(server.url(), json="x" * 1_000_000))).status == 413


async def test_a_port_where_nobody_listens_is_told():
    async with serving(silent) as server:
        pass
    fetcher = a_fetcher(server)
    assert str(await refusal(fetcher.get(server.url()))) == "127.0.0.1 can't be reached: it refused the connection."


@pytest.mark.parametrize("headers", [{"X-A": f"{SECRET}\r\nX-B: 1"}, {"X A": SECRET}, {"X-É": SECRET}, {"": SECRET}])
async def test_a_header_that_is_none_is_not_sent(headers):
    async with serving(silent) as server:
        error = await refusal(a_fetcher(server).get(server.url(), headers=headers))
    assert "no proper header" in str(error)
    assert server.seen == []


def nested(depth: int):
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", [float("nan"), {"a": object()}, "\ud800", nested(100_000)])
async def test_what_is_no_json_is_not_posted(value):
    error = await refusal(a_fetcher(allow=["api.example"]).post("http://api.example/", json=value))
    assert "can't be written as JSON" in str(error)


# --- too much -------------------------------------------------------------------------------


async def test_a_body_as_long_as_the_limit_is_taken_and_one_byte_more_is_not():
    assert len((await fetch(answering(b"x" * LIMIT))).body) == LIMIT
    error = await refused(answering(b"x" * (LIMIT + 1)))
    assert str(error) == "127.0.0.1 sends more than 256 kB. If it has to be so much, raise internet.limit."


async def test_a_body_without_an_end_is_not_read_to_its_end():
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    assert "more than 256 kB" in str(await refused(flooding(head, b"x" * 65536)))
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert "more than 1 kB" in str(await refused(flooding(head, b"1\r\nx\r\n" * 1000), limit_bytes=1000))


async def test_a_gzip_bomb_stays_small():
    import tracemalloc

    bomb = gzip.compress(bytes(200_000_000), 9)
    assert len(bomb) < LIMIT
    tracemalloc.start()
    try:
        error = await refused(answering(bomb, headers=["Content-Encoding: gzip"]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "more than 256 kB" in str(error)
    assert peak < 10_000_000


async def test_a_stream_that_decompresses_to_nothing_ends_at_the_limit_too():
    squeeze = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + squeeze.flush(zlib.Z_FULL_FLUSH)
    empty = b"\x00\x00\x00\xff\xff"  # a stored block of no bytes (RFC 1951 §3.2.4)
    assert "more than 256 kB" in str(await refused(flooding(head, empty * 10_000)))


async def test_hints_without_an_end_are_not_read_to_their_end():
    error = await refused(flooding(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000))
    assert "more than 256 kB" in str(error)


# --- too late -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        silent,
        dripping(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000, 1),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000, 0.5),
        dripping(b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 0.5),
    ],
)
@pytest.mark.parametrize(("given", "waits_s"), [({}, 10), ({"timeout_s": 3}, 3), ({"timeout_s": 60}, 60)])
async def test_one_deadline_holds_for_all_of_it(script, given, waits_s):
    async with serving(script) as server:
        began = loop_now()
        error = await refusal(a_fetcher(server).get(server.url(), **given))
        assert loop_now() - began == pytest.approx(waits_s, abs=0.001)
    assert str(error) == f"127.0.0.1 did not answer within {waits_s} s."


async def test_redirects_share_the_deadline():
    async def late(server, reader, writer):
        await asyncio.sleep(4)
        await redirecting("/again")(server, reader, writer)

    async with serving(late) as server:
        began = loop_now()
        await refusal(a_fetcher(server).get(server.url()))
        assert loop_now() - began == pytest.approx(10, abs=0.001)


async def test_a_server_that_does_not_read_is_given_up():
    async def deaf(server, reader, writer):
        writer.transport.pause_reading()
        await asyncio.sleep(20)
        writer.transport.resume_reading()

    async with serving(deaf) as server:
        began = loop_now()
        await refusal(a_fetcher(server).post(server.url(), json="x" * 30_000_000))
        assert loop_now() - began == pytest.approx(10, abs=0.001)
        await asyncio.sleep(15)


async def test_a_few_at_once_and_the_others_wait_for_their_turn():
    async def slow(server, reader, writer):
        await server.request(reader)
        await asyncio.sleep(2)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    async with serving(slow) as server:
        fetcher = a_fetcher(server)
        began = loop_now()
        async with asyncio.TaskGroup() as tasks:
            asking = [tasks.create_task(fetcher.get(server.url()), name=f"asks {n}") for n in range(8)]
        assert loop_now() - began == pytest.approx(4, abs=0.01)
        assert {task.result().body for task in asking} == {b"hi"}
        assert server.most_open == 4


async def test_whoever_waits_for_a_turn_waits_no_longer_than_asked():
    async with serving(silent) as server:
        fetcher = a_fetcher(server, max_at_once=1)
        async with asyncio.TaskGroup() as tasks:
            first = tasks.create_task(refusal(fetcher.get(server.url())), name="first")
            await asyncio.sleep(1)
            second = await refusal(fetcher.get(server.url(), timeout_s=2))
            assert loop_now() == pytest.approx(3, abs=0.01)
        assert "too many other requests" in str(second)
        assert "did not answer" in str(first.result())
        server.scripts[:] = [answering(b"free again")]
        assert (await fetcher.get(server.url())).body == b"free again"


# --- being given up -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        silent,
        dripping(b"HTTP/1.1 200 OK\r\n\r\nabcdefgh", 0.1),
        dripping(b"HTTP/1.1 302 Moved\r\nLocation: /\r\n\r\n", 0.02),
    ],
)
async def test_who_is_cancelled_leaves_nothing_behind(script):
    async with serving(script) as server:
        fetcher = a_fetcher(server, max_at_once=1)
        for after_s in (0, 0.0001, 0.5, 2):
            async with asyncio.TaskGroup() as tasks:
                task = tasks.create_task(fetcher.get(server.url()), name="asks")
                await asyncio.sleep(after_s)
                task.cancel()
        server.scripts[:] = [answering(b"free again")]
        assert (await fetcher.get(server.url())).body == b"free again"


async def test_closing_ends_what_is_under_way_and_refuses_the_rest():
    async with serving(silent) as server:
        fetcher = a_fetcher(server, max_at_once=2)
        async with asyncio.TaskGroup() as tasks:
            asking = [tasks.create_task(refusal(fetcher.get(server.url())), name=f"asks {n}") for n in range(3)]
            await asyncio.sleep(1)
            began = loop_now()
            await fetcher.close()
            assert loop_now() - began < 0.01
        assert {str(task.result()) for task in asking} == {"Nothing is fetched any more: steadymesh is ending."}
        assert "is ending" in str(await refusal(fetcher.get(server.url())))
        await fetcher.close()


async def test_closing_what_was_never_used_is_nothing():
    fetcher = a_fetcher()
    await fetcher.close()
    await fetcher.close()


async def test_closing_waits_no_longer_than_a_second_for_what_does_not_notice():
    fetcher = a_fetcher()
    fetcher._idle.clear()
    began = loop_now()
    await fetcher.close()
    assert loop_now() - began == pytest.approx(1, abs=0.001)


# --- what the log gets to know --------------------------------------------------------------


async def test_the_log_names_the_host_and_nothing_else_of_what_is_asked(caplog):
    caplog.set_level(logging.DEBUG)
    structlog.reset_defaults()
    async with serving(answering(b"hi", headers=[f"X-Key: {SECRET}"]), silent) as server:
        fetcher = a_fetcher(server)
        with capture_logs() as lines:
            await fetcher.get(server.url(), headers={"X-Key": SECRET})
            await refusal(fetcher.post(server.url(), json=SECRET, timeout_s=2))
    assert [(line["event"], line["log_level"]) for line in lines] == [
        ("internet-fetched", "debug"),
        ("internet-not-fetched", "debug"),
    ]
    assert (lines[0]["host"], lines[0]["status"], lines[0]["size_bytes"]) == ("127.0.0.1", 200, 2)
    assert lines[1]["seconds"] == pytest.approx(2, abs=0.01)
    assert SECRET not in repr(lines)
    assert [r for r in caplog.records if r.name.startswith(("httpx2", "httpcore2"))] == []


# --- loading --------------------------------------------------------------------------------


@pytest.mark.real
def test_the_library_is_not_loaded_before_something_is_fetched():
    program = (
        "import sys, steadymesh.internet.fetcher, steadymesh.config, steadymesh.app.house, steadymesh.ports;"
        "print([m for m in ('httpx2', 'httpcore2', 'h11', 'anyio') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


async def test_a_trust_that_can_not_be_read_is_told_and_tried_again():
    import ssl

    answers = [OSError(13, "Permission denied"), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)]

    def trust():
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    async with serving(answering(b"hi")) as server:
        fetcher = Fetcher(InternetOptions(enabled=True, allow=("127.0.0.1",)), SystemClock(), trust=trust)
        asyncio.get_running_loop().busy_probes.append(fetcher.busy)
        assert "can't be read: Permission denied" in str(await refusal(fetcher.get(server.url())))
        assert (await fetcher.get(server.url())).body == b"hi"
        assert (await fetcher.get(server.url())).body == b"hi"


async def test_a_disk_that_hangs_costs_the_deadline():
    import threading

    gate = threading.Event()
    fetcher = Fetcher(InternetOptions(enabled=True), trust=gate.wait)
    error = await refusal(fetcher.get("https://api.example/"))
    assert str(error) == "The HTTP client was not ready within 10 s. Look at the disk."
    assert loop_now() == pytest.approx(10, abs=0.001)
    gate.set()
    await asyncio.sleep(0)
    for thread in threading.enumerate():
        if thread.name == "steadymesh-loader":
            thread.join(5)
    await asyncio.sleep(0)


@pytest.mark.real
async def test_the_system_s_own_resolver_clock_and_trust_work():
    async with serving(answering(json.dumps([1]).encode())) as server:
        fetcher = Fetcher(InternetOptions(enabled=True, allow=(f"localhost:{server.port}",)))
        assert (await fetcher.get(server.url(host="localhost"))).json() == [1]
        assert fetcher._tls.get_ca_certs() is not None
        await fetcher.close()
