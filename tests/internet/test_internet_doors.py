"""Where nobody is let out to: private addresses, by whatever road they are asked for."""

import asyncio
import socket

import pytest

from internetkit import (
    SECRET,
    ScriptedNames,
    a_fetcher,
    answering,
    loop_now,
    redirecting,
    refusal,
    resetting,
    server_tls,
    serving,
    silent,
)
from steadymesh.clock import SystemClock
from steadymesh.errors import FetchError
from steadymesh.internet.door import Door
from steadymesh.internet.names import MAX_LOOKUPS, Names, look_up

PRIVATE = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.38", "169.254.169.254", "100.64.0.1",
    "224.0.0.251", "255.255.255.255", "192.0.2.1", "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[ff02::1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[2001:db8::1]",
)  # fmt: skip


# --- private addresses ----------------------------------------------------------------------


@pytest.mark.parametrize("host", PRIVATE)
async def test_a_private_address_is_not_reached(host):
    names = ScriptedNames()
    error = await refusal(a_fetcher(names=names).get(f"http://{host}:8080/{SECRET}"))
    assert "lies in a private network" in str(error)
    assert "internet.allow" in str(error)
    assert names.asked == []


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "192.168.1.1", "::ffff:10.0.0.1"])
async def test_a_name_that_leads_into_a_private_network_is_not_reached(address):
    async with serving(silent) as server:
        names = ScriptedNames(api_example=[address])
        error = await refusal(a_fetcher(names=names).get(server.url(host="api.example")))
        assert str(error).startswith("api.example lies in a private network.")
        assert f'add "api.example:{server.port}" to internet.allow' in str(error)
        assert server.most_open == 0


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "017700000001"])
async def test_numbers_that_only_the_system_understands_are_names_and_checked_as_such(host):
    fetcher = a_fetcher(names=ScriptedNames(**{host.replace(".", "_"): ["127.0.0.1"]}))
    assert "private network" in str(await refusal(fetcher.get(f"http://{host}/")))


async def test_of_a_name_s_addresses_only_the_public_ones_are_used():
    names = Names(ScriptedNames(api_example=["10.0.0.1", "8.8.8.8", "::1", "8.8.8.8", "2606:4700::1"]))
    door = Door(names, (), SystemClock(), deadline=10, limit_bytes=1)
    asyncio.get_running_loop().busy_probes.append(names.busy)
    assert await door._checked("api.example", 443) == ("8.8.8.8", "2606:4700::1")


async def test_what_was_checked_is_what_is_connected_to():
    """A name server that gives another address each time is asked once."""
    async with serving(answering(b"hi")) as server:
        names = ScriptedNames(api_example=["127.0.0.1"])
        fetcher = a_fetcher(names=names, allow=["api.example"])
        assert (await fetcher.get(server.url(host="api.example"))).body == b"hi"
        assert names.asked == ["api.example"]
        assert server.seen[0].headers["host"] == f"api.example:{server.port}"
        names.answers["api.example"] = ["10.255.255.1"]
        strict = a_fetcher(names=names)
        assert "private network" in str(await refusal(strict.get(server.url(host="api.example"))))


async def test_a_permission_is_for_the_host_as_the_address_names_it():
    async with serving(answering(b"hi")) as server:
        names = ScriptedNames(evil_example=["127.0.0.1"])
        fetcher = a_fetcher(server, names=names)
        assert (await fetcher.get(server.url())).body == b"hi"
        assert "private network" in str(await refusal(fetcher.get(server.url(host="evil.example"))))


async def test_a_permission_for_one_port_is_none_for_another():
    async with serving(answering(b"hi")) as server:
        fetcher = a_fetcher(allow=[f"127.0.0.1:{server.port + 1}"])
        assert "private network" in str(await refusal(fetcher.get(server.url())))
        assert (await a_fetcher(allow=["127.0.0.1"]).get(server.url())).body == b"hi"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://api.example/", "api.example is asked by https and http only."),
        ("file://api.example/etc/passwd", "by https and http only"),
        ("ws://api.example/", "by https and http only"),
        ("file:///etc/passwd", "no usable address"),
        ("http://", "no usable address"),
        ("", "no usable address"),
        ("/path", "no usable address"),
        ("api.example", "no usable address"),
        ("http://api.example:0/", "no usable address"),
        ("http://api.example:65536/", "no usable address"),
        ("http://api.example:x/", "no usable address"),
        ("http://[fe80::1%25lo]/", "no usable address"),
        ("http://a b/", "no usable address"),
        ("http://a..b/", "no usable address"),
        (f"http://{'a' * 64}.example/", "no usable address"),
        (f"http://{'a.' * 130}example/", "no usable address"),
        ("http://api.example/\n", "no usable address"),
        ("http://api.example/" + "x" * 100_000, "no usable address"),
        (f"https://me:{SECRET}@api.example/", "has a user name or a password"),
        (f"https://{SECRET}@api.example/", "has a user name or a password"),
        (f"http://{SECRET}\\@api.example/", "has a user name or a password"),
    ],
)
async def test_an_address_that_is_none_is_refused_before_anybody_is_asked(url, says):
    names = ScriptedNames()
    assert says in str(await refusal(a_fetcher(names=names).get(url)))
    assert names.asked == []


# --- redirects ------------------------------------------------------------------------------


async def test_three_redirects_are_followed_and_the_fourth_is_not():
    async with serving(
        redirecting("/b"), redirecting("c", 301), redirecting("//127.0.0.1:{}/d", 308), answering()
    ) as s:
        s.scripts[2] = redirecting(f"//127.0.0.1:{s.port}/d", 308)
        await a_fetcher(s).get(s.url("/a/a"), headers={"X-Key": SECRET})
        assert [seen.line.split()[1] for seen in s.seen] == ["/a/a", "/b", "/c", "/d"]
        assert all(seen.headers["x-key"] == SECRET for seen in s.seen)
    async with serving(redirecting(f"/{SECRET}")) as server:
        error = await refusal(a_fetcher(server).get(server.url()))
        assert len(server.seen) == 4
    assert str(error) == "127.0.0.1 redirects once more, after 3 redirects."
    assert error.status == 302


@pytest.mark.parametrize("target", [f"http://{host}/{SECRET}" for host in PRIVATE[1:6]] + ["//[::1]:22/"])
async def test_a_redirect_into_a_private_network_is_not_followed(target):
    async with serving(redirecting(target)) as server:
        error = await refusal(a_fetcher(server).get(server.url()))
    assert "lies in a private network" in str(error)


@pytest.mark.parametrize(
    ("target", "says"),
    [
        (f"file:///{SECRET}", "can't be understood"),
        ("ftp://api.example/", "https and http only"),
        (f"https://me:{SECRET}@api.example/", "user name or a password"),
        ("http://[", "can't be understood"),
        ("http://api.example:x/", "can't be understood"),
    ],
)
async def test_a_redirect_to_what_is_no_address_is_not_followed(target, says):
    async with serving(redirecting(target)) as server:
        assert says in str(await refusal(a_fetcher(server).get(server.url())))


async def test_headers_stay_with_the_host_that_they_are_for():
    async with serving(answering(b"hi")) as other, serving() as server:
        server.scripts[:] = [redirecting(f"http://api.example:{other.port}/")]
        fetcher = a_fetcher(server, names=ScriptedNames(api_example=["127.0.0.1"]), allow=["api.example"])
        fetched = await fetcher.get(server.url(), headers={"Authorization": SECRET})
        assert fetched.host == "api.example"
        assert server.seen[0].headers["authorization"] == SECRET
        assert SECRET not in repr(other.seen)


async def test_what_is_posted_is_not_carried_to_another_host():
    async with serving(silent) as other, serving() as server:
        server.scripts[:] = [redirecting(f"http://api.example:{other.port}/", 307)]
        error = await refusal(a_fetcher(server, allow=["api.example"]).post(server.url(), json=SECRET))
        assert "which is not followed" in str(error)
        assert other.most_open == 0


@pytest.mark.parametrize(
    ("status", "method", "body"), [(301, "GET", b""), (303, "GET", b""), (307, "POST", b"[1]"), (308, "POST", b"[1]")]
)
async def test_what_is_posted_is_redirected_as_the_status_says(status, method, body):
    async with serving(redirecting("/new", status), answering()) as server:
        await a_fetcher(server).post(server.url(), json=[1])
    assert (server.seen[1].line, server.seen[1].body) == (f"{method} /new HTTP/1.1", body)


# --- names ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "nobody knows that name"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "no name server answers"),
        (socket.gaierror(socket.EAI_FAIL, "Non-recoverable failure"), "Non-recoverable failure"),
        (UnicodeError("label"), "nobody knows that name"),
        ([], "nobody knows that name"),
    ],
)
async def test_a_name_without_an_address_is_told(answer, why):
    fetcher = a_fetcher(names=ScriptedNames(api_example=answer))
    error = await refusal(fetcher.get("https://api.example/"))
    assert str(error) == f"api.example has no address: {why}."


async def test_a_lookup_that_hangs_costs_the_deadline_and_is_joined_by_the_next():
    names = ScriptedNames(api_example=["127.0.0.1"])
    names.gate.clear()
    async with serving(answering(b"hi")) as server:
        fetcher = a_fetcher(names=names, allow=["api.example"])
        for host in ("api.example", "API.example", "api.example."):
            began = loop_now()
            error = await refusal(fetcher.get(server.url(host=host), timeout_s=4))
            assert "did not answer within 4 s" in str(error)
            assert loop_now() - began == pytest.approx(4, abs=0.001)
        assert names.asked == ["api.example"]
        assert names.threads[0].daemon
        await names.let_go()
        assert (await fetcher.get(server.url(host="api.example"))).body == b"hi"
        assert names.asked == ["api.example"] * 2


async def test_lookups_that_hang_do_not_pile_up():
    names = ScriptedNames(**{f"h{n}": ["127.0.0.1"] for n in range(MAX_LOOKUPS)})
    names.gate.clear()
    fetcher = a_fetcher(names=names)
    for n in range(MAX_LOOKUPS):
        await refusal(fetcher.get(f"http://h{n}/"))
    error = await refusal(fetcher.get("http://one-more/"))
    assert str(error).startswith("one-more is not looked up: 8 other names still wait for an answer.")
    await names.let_go()


async def test_who_is_cancelled_during_a_lookup_leaves_the_thread_behind():
    names = ScriptedNames(api_example=["127.0.0.1"])
    names.gate.clear()
    fetcher = a_fetcher(names=names, max_at_once=1)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(fetcher.get("http://api.example/"), name="asks")
        await asyncio.sleep(1)
        task.cancel()
    assert not fetcher.busy()
    await fetcher.close()
    await names.let_go()


def test_a_lookup_that_outlives_its_loop_troubles_nobody():
    names = ScriptedNames(api_example=["127.0.0.1"])
    names.gate.clear()

    async def give_up():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await Names(names).addresses("api.example")

    asyncio.run(give_up())
    names.gate.set()
    names.threads[0].join(5)
    assert not names.threads[0].is_alive()


@pytest.mark.real
def test_the_system_knows_localhost():
    assert set(look_up("localhost")) <= {"127.0.0.1", "::1"}


async def test_an_address_that_refuses_gives_way_to_the_next():
    async with serving(answering(b"hi")) as server:
        names = ScriptedNames(api_example=["127.0.0.9", "::1", "127.0.0.1"])
        fetched = await a_fetcher(names=names, allow=["api.example"]).get(server.url(host="api.example"))
        assert fetched.body == b"hi"


async def test_an_address_where_nothing_comes_back_costs_three_seconds_while_there_is_another():
    async with serving(answering(b"hi")) as server:
        with socket.socket() as hole, socket.socket() as first, socket.socket() as second:
            hole.bind(("127.0.0.9", server.port))
            hole.listen(0)  # a queue for one: whoever comes later gets no answer at all (listen(2))
            for filling in (first, second):
                filling.setblocking(False)
                filling.connect_ex(("127.0.0.9", server.port))
            names = ScriptedNames(api_example=["127.0.0.9", "127.0.0.1"], hole_example=["127.0.0.9"])
            fetcher = a_fetcher(names=names, allow=["api.example", "hole.example"])
            began = loop_now()
            assert (await fetcher.get(server.url(host="api.example"))).body == b"hi"
            assert loop_now() - began == pytest.approx(3, abs=0.001)
            began = loop_now()
            await refusal(fetcher.get(server.url(host="hole.example")))
            assert loop_now() - began == pytest.approx(10, abs=0.001)


# --- TLS ------------------------------------------------------------------------------------


def an_example(**options):
    return a_fetcher(
        names=ScriptedNames(api_example=["127.0.0.1"], other_example=["127.0.0.1"]),
        allow=["api.example", "other.example", "127.0.0.1"],
        **options,
    )


@pytest.mark.parametrize("host", ["api.example", "127.0.0.1"])
async def test_a_certificate_for_the_name_is_good_wherever_that_leads(host):
    asked_for = []
    tls = server_tls()
    tls.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    async with serving(answering(b"x" * 200_000), tls=tls) as server:
        fetcher = an_example(trust=True)
        assert len((await fetcher.get(server.url(host=host, scheme="https"))).body) == 200_000
        assert asked_for == ["api.example" if host == "api.example" else None]
        assert (await fetcher.post(server.url(host=host, scheme="https"), json="y" * 200_000)).status == 200


@pytest.mark.parametrize(
    ("host", "trust", "says"),
    [
        ("other.example", True, "other.example is not trusted: Hostname mismatch"),
        ("api.example", False, "api.example is not trusted: unable to get local issuer certificate."),
    ],
)
async def test_a_certificate_for_another_name_or_of_a_stranger_is_not_good(host, trust, says):
    async with serving(answering(), tls=server_tls()) as server:
        error = await refusal(an_example(trust=trust).get(server.url(host=host, scheme="https")))
    assert str(error).startswith(says)
    assert server.seen == []


async def test_a_server_that_speaks_no_tls_is_told():
    async def greeting(server, reader, writer):
        writer.write(b"220 mail.example ESMTP\r\n")

    async with serving(greeting) as server:
        error = await refusal(an_example().get(server.url(host="api.example", scheme="https")))
    assert str(error).startswith("api.example does not speak TLS as it should (")


async def test_a_server_that_hangs_up_during_tls_is_told():
    async def leave(server, reader, writer):
        await reader.read(10)

    async with serving(resetting, leave) as server:
        for _ in range(2):
            error = await refusal(an_example().get(server.url(host="api.example", scheme="https")))
            assert str(error).startswith("api.example ")


async def test_tls_that_is_never_answered_costs_the_deadline_and_leaves_no_socket():
    async with serving(silent) as server:
        fetcher = an_example()
        began = loop_now()
        await refusal(fetcher.get(server.url(host="api.example", scheme="https")))
        assert loop_now() - began == pytest.approx(10, abs=0.001)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(fetcher.get(server.url(host="api.example", scheme="https")), name="asks")
            await asyncio.sleep(1)
            task.cancel()


async def test_an_end_without_goodbye_is_no_end_of_an_answer():
    async def cut(server, reader, writer):
        await server.request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nhalf of")
        await asyncio.sleep(1)
        writer.transport.abort()

    async with serving(cut, tls=server_tls()) as server:
        error = await refusal(an_example(trust=True).get(server.url(host="api.example", scheme="https")))
    assert "before its answer was whole" in str(error)


async def test_https_does_not_lead_to_http():
    async with serving(silent) as plain, serving(silent, tls=server_tls()) as server:
        server.scripts[:] = [redirecting(plain.url(f"/{SECRET}", host="api.example"))]
        error = await refusal(an_example(trust=True).get(server.url(host="api.example", scheme="https")))
        assert "from https to http" in str(error)
        assert plain.most_open == 0


async def test_http_leads_to_https():
    async with serving(answering(b"safe"), tls=server_tls()) as safe, serving(silent) as server:
        server.scripts[:] = [redirecting(safe.url(host="api.example", scheme="https"), 301)]
        fetched = await an_example(trust=True).get(server.url(host="api.example"))
        assert fetched.body == b"safe"


def test_an_error_may_have_no_status():
    assert FetchError("x").status is None
