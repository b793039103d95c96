"""Whatever comes by HTTP is answered, or refused with a sentence; and nobody can hold the server up."""

import asyncio
import json

import pytest

from steadymesh.errors import StoreError
from steadymesh.web import application, server
from steadymesh.web.endpoints import ENDPOINTS
from steadymesh.web.tokens import Scope
from webkit import HOST, refuses, serving

PATHS = [one.path for one in ENDPOINTS if one.method == "GET"]
CHANGES = [one.path for one in ENDPOINTS if one.method == "POST"]
JSON = "Content-Type: application/json\r\n"


# --- as asked -------------------------------------------------------------------------------


async def test_every_address_answers_without_a_token_where_only_this_machine_can_ask(tmp_path):
    async with serving(tmp_path) as web:
        for path in PATHS:
            if path != "/api/v1/events":
                assert (await web.ask(f"GET {path}")).status == 200, path


async def test_every_answer_keeps_browsers_from_guessing(tmp_path):
    async with serving(tmp_path) as web:
        for path in ("/livez", "/metrics", "/api/v1/nope"):
            headers = (await web.ask(f"GET {path}")).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"
            assert headers["content-security-policy"].startswith("default-src 'none'")
            assert "access-control-allow-origin" not in headers
            assert "server" not in headers
            assert headers["date"].endswith("GMT")


async def test_one_connection_serves_several_requests(tmp_path):
    async with serving(tmp_path) as web:
        line = await web.line()
        for _ in range(3):
            line.say(f"GET /livez HTTP/1.1\r\n{HOST}\r\n")
            assert (await line.answer()).status == 200


async def test_parameters_reach_the_house_as_values(tmp_path):
    async with serving(tmp_path) as web:
        await web.ask("GET /api/v1/nodes?limit=7&since=2026-03-01T12:00:00%2B01:00&cursor=%210badcafe&lang=fr")
        (op, args) = web.asked[0]
        assert (op, args["limit"], args["cursor"], args["language"]) == ("nodes", 7, "!0badcafe", "fr")
        assert args["since"].isoformat() == "2026-03-01T11:00:00+00:00"


async def test_a_name_from_the_air_is_data_never_markup(tmp_path):
    async def nodes(_args):
        return {"nodes": [{"name": "</script><script>alert('&')\u2028"}], "next": None, "worst": float("nan")}

    async with serving(tmp_path, nodes=nodes) as web:
        answer = await web.ask("GET /api/v1/nodes")
        assert b"<" not in answer.body
        assert b"&" not in answer.body
        assert answer.json["nodes"][0]["name"] == "</script><script>alert('&')\u2028"
        assert answer.json["worst"] is None


async def test_what_the_house_refuses_is_a_sentence(tmp_path):
    async with serving(tmp_path, send=refuses) as web:
        answer = await web.post("/api/v1/messages", {"who": "x", "text": "y"}, secret=web.token(Scope.SEND))
        assert (answer.status, answer.detail) == (422, "Nobody is called that. Look at the list.")


async def test_a_database_that_does_not_answer_is_503(tmp_path):
    async def messages(_args):
        raise StoreError("The disk is full.")

    async with serving(tmp_path, messages=messages) as web:
        answer = await web.ask("GET /api/v1/messages")
        assert (answer.status, answer.detail) == (503, "The disk is full.")


async def test_a_defect_is_500_with_a_sentence_and_nothing_of_the_traceback(tmp_path):
    async def status(_args):
        raise RuntimeError("/secret/path")

    async with serving(tmp_path, status=status) as web:
        answer = await web.ask("GET /api/v1/status")
        assert answer.status == 500
        assert b"secret" not in answer.body
        assert "defect" in answer.detail
        assert (await web.ask("GET /livez")).status == 200


async def test_a_house_that_takes_too_long_is_told_of(tmp_path):
    async def status(_args):
        await asyncio.sleep(3600)

    async with serving(tmp_path, status=status) as web:
        assert (await web.ask("GET /api/v1/status")).status == 408


async def test_sentences_follow_the_language_that_is_wished_for(tmp_path):
    async with serving(tmp_path) as web:
        assert (
            "n'existe pas"
            in (await web.ask("GET /nope", f"{HOST}Accept-Language: de, fr-CA;q=0.9, en;q=0.1\r\n")).detail
        )
        assert "no such" in (await web.ask("GET /nope", f"{HOST}Accept-Language: xx;;;q=9,,\r\n")).detail


# --- who may --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CHANGES)
async def test_no_change_without_a_token(tmp_path, path):
    async with serving(tmp_path) as web:
        answer = await web.post(path, {})
        assert (answer.status, answer.headers["www-authenticate"][:6]) == (401, "Bearer")
        assert "token" in answer.detail
        assert web.asked == []


async def test_once_there_is_a_token_only_health_is_open(tmp_path):
    async with serving(tmp_path) as web:
        secret = web.token(Scope.READ)
        for path in PATHS:
            if path != "/api/v1/events":
                is_open = path in ("/livez", "/readyz", "/api/v1/openapi.json")
                assert (await web.ask(f"GET {path}")).status == (200 if is_open else 401), path
                bearer = f"{HOST}Authorization: Bearer {secret}\r\n"
                assert (await web.ask(f"GET {path}", bearer)).status == 200, path


async def test_a_scope_is_good_for_itself_only(tmp_path):
    async with serving(tmp_path) as web:
        read, send = web.token(Scope.READ, name="r"), web.token(Scope.SEND, name="s")
        admin = web.token(Scope.ADMIN, name="a")
        message = {"who": "x", "text": "y"}
        assert (await web.post("/api/v1/messages", message, secret=send)).status == 202
        assert (await web.post("/api/v1/messages", message, secret=read)).status == 403
        assert (await web.post("/api/v1/messages", message, secret=admin)).status == 403
        assert (await web.post("/api/v1/link/take", {}, secret=send)).status == 403
        assert (await web.post("/api/v1/link/take", {}, secret=admin)).status == 200
        assert (await web.ask("GET /api/v1/nodes", f"{HOST}Authorization: Bearer {send}\r\n")).status == 403


async def test_a_token_that_is_taken_back_is_good_for_nothing_at_once(tmp_path):
    async with serving(tmp_path) as web:
        bearer = f"{HOST}Authorization: Bearer {web.token(Scope.READ)}\r\n"
        web.token(Scope.READ, name="other")
        assert (await web.ask("GET /metrics", bearer)).status == 200
        web.tokens.revoke("test")
        assert (await web.ask("GET /metrics", bearer)).status == 401


@pytest.mark.parametrize("line", ["Bearer wrong", "Bearer", "Basic eDp5", "smw_x", "Bearer " + "x" * 5000])
async def test_a_wrong_token_is_refused_even_where_none_is_needed(tmp_path, line):
    async with serving(tmp_path) as web:
        assert (await web.ask("GET /api/v1/nodes", f"{HOST}Authorization: {line}\r\n")).status == 401


async def test_token_file_that_can_not_be_read_opens_nothing(tmp_path):
    async with serving(tmp_path) as web:
        (tmp_path / "web-tokens.json").write_text("{}")
        answer = await web.ask("GET /api/v1/nodes")
        assert answer.status == 503
        assert "web-tokens.json" in answer.detail
        assert (await web.ask("GET /livez")).status == 200


async def test_other_machines_need_a_token_even_before_there_is_one(tmp_path):
    async with serving(tmp_path, is_open=False) as web:
        assert (await web.ask("GET /api/v1/nodes", "Host: mesh.example\r\n")).status == 401
        assert (await web.ask("GET /livez", "Host: mesh.example\r\n")).status == 200


# --- pages of others ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8480", "127.0.0.1.evil.example", "10.0.0.1", "[::2]", "localhost.evil"]
)
async def test_a_name_that_was_made_to_lead_here_gets_nothing(tmp_path, host):
    async with serving(tmp_path) as web:
        answer = await web.ask("GET /api/v1/nodes", f"Host: {host}\r\n")
        assert (answer.status, web.asked) == (421, [])


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8480", "127.0.0.1:8480", "127.9.9.9", "[::1]:8480"])
async def test_this_machine_is_known_under_all_its_names(tmp_path, host):
    async with serving(tmp_path) as web:
        assert (await web.ask("GET /api/v1/nodes", f"Host: {host}\r\n")).status == 200


async def test_a_request_with_a_token_may_come_through_a_proxy(tmp_path):
    async with serving(tmp_path) as web:
        secret = web.token(Scope.READ)
        answer = await web.ask("GET /api/v1/nodes", f"Host: mesh.example\r\nAuthorization: Bearer {secret}\r\n")
        assert answer.status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (f"{JSON}Origin: http://evil.example\r\n", 403),
        (f"{JSON}Origin: null\r\n", 403),
        (f"{JSON}Origin: http://localhost.evil.example\r\n", 403),
        (f"{JSON}Sec-Fetch-Site: cross-site\r\n", 403),
        (f"{JSON}Sec-Fetch-Site: same-site\r\n", 403),
        ("Content-Type: text/plain\r\n", 415),
        ("Content-Type: application/x-www-form-urlencoded\r\n", 415),
        ("", 415),
        (f"{JSON}Origin: http://localhost\r\nSec-Fetch-Site: same-origin\r\n", 200),
        ("Content-Type: application/json; charset=utf-8\r\n", 200),
    ],
)
async def test_a_change_comes_as_json_and_from_no_page_of_another_host(tmp_path, headers, status):
    async with serving(tmp_path) as web:
        bearer = f"Authorization: Bearer {web.token(Scope.ADMIN)}\r\n"
        answer = await web.ask("POST /api/v1/link/take", HOST + bearer + headers, b"{}")
        assert (answer.status, len(web.asked)) == (status, int(status == 200))


# --- shapes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=501", "limit=-1", "limit=1e3", "limit=", "limit=1&limit=2", "limit=٣", "limit=99999999999999999999",
        "since=yesterday", "since=2026-13-01T00:00:00Z", "since=2026-03-01", "since=0001-01-01T00:00:00%2B23:59",
        "cursor=!xyz", "cursor=0badcafe", "cursor=!ffffffff", "cursor=!00000000", "nope=1", "=1", "limit", "%", "%FF=1", "limit=%FF",
        "a=1&" * 20, "&&", "lang=de", "lang=", "limit=1;drop",
    ],
)  # fmt: skip
async def test_a_parameter_that_is_none_is_refused(tmp_path, query):
    async with serving(tmp_path) as web:
        answer = await web.ask(f"GET /api/v1/nodes?{query}".encode().decode("latin1"))
        assert (answer.status, web.asked) == (400, [])
        assert answer.detail


@pytest.mark.parametrize(
    "path",
    [
        "/", "//livez", "/livez/", "/./livez", "/api/../livez", "/api/v1/../../etc/passwd", "/%6civez", "/livez%00", "/livez%2f",
        "/api/v1%2fnodes", "/..%2f..%2fetc/passwd", "/LIVEZ", "/livez;x", "http://evil.example/livez", "*", "/\\livez", "/api/v1/nodes/",
        "/%C3%A9", "/%FF", "/api/v1/messages/1",
    ],
)  # fmt: skip
async def test_a_path_that_is_not_written_like_one_of_ours_is_none(tmp_path, path):
    async with serving(tmp_path) as web:
        answer = await web.ask(f"GET {path}")
        assert (answer.status, web.asked) == (404, [])


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "X", "get"])
async def test_a_method_that_an_address_does_not_take_is_refused(tmp_path, method):
    async with serving(tmp_path) as web:
        answer = await web.ask(f"{method} /api/v1/nodes")
        assert (answer.status, web.asked) == (405, [])
        assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"[]", 400), (b"null", 400), (b'"x"', 400), (b"\xff\xfe", 400), (b"[" * 60_000, 400),
        (b'{"who":"x"}', 422), (b'{"who":"x","text":"y","more":1}', 422), (b'{"who":"x","text":"y"}', 202),
    ],
)  # fmt: skip
async def test_a_body_must_be_an_object_with_what_is_known(tmp_path, body, status):
    async with serving(tmp_path) as web:
        answer = await web.post("/api/v1/messages", body, secret=web.token(Scope.SEND))
        assert answer.status == status


async def test_a_body_over_64_kb_is_refused_however_it_is_announced(tmp_path):
    async with serving(tmp_path) as web:
        secret = web.token(Scope.SEND)
        bearer = f"{HOST}{JSON}Authorization: Bearer {secret}\r\n"
        line = await web.line()
        line.say(f"POST /api/v1/messages HTTP/1.1\r\n{bearer}Content-Length: {application.MAX_BODY + 1}\r\n\r\n")
        assert (await line.answer()).status == 413
        assert await line.is_over()
        line = await web.line()
        line.say(f"POST /api/v1/messages HTTP/1.1\r\n{bearer}Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(5):
            line.say(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
        assert (await line.answer()).status == 413
        assert web.asked == []


async def test_a_body_whose_pieces_can_not_be_read_is_refused_with_a_sentence(tmp_path):
    async with serving(tmp_path) as web:
        line = await web.line()
        bearer = f"{HOST}{JSON}Authorization: Bearer {web.token(Scope.SEND)}\r\n"
        line.say(f"POST /api/v1/messages HTTP/1.1\r\n{bearer}Transfer-Encoding: chunked\r\n\r\n")
        await asyncio.sleep(0.1)
        line.say("ZZ\r\n")
        answer = await line.answer()
        assert answer.status == 400
        assert "can be read" in answer.detail
        assert await line.is_over()
        assert web.asked == []


async def test_a_member_that_stands_there_twice_is_refused(tmp_path):
    async with serving(tmp_path) as web:
        bearer = f"{HOST}{JSON}Authorization: Bearer {web.token(Scope.SEND)}\r\n"
        twice = b'{"who":"!51a00303","who":"!51a00404","text":"x"}'
        answer = await web.ask("POST /api/v1/messages", bearer, twice)
        assert answer.status == 400
        assert "who" in answer.detail
        assert web.asked == []


async def test_a_method_that_an_address_does_not_take_is_refused_with_a_body_too(tmp_path):
    async with serving(tmp_path) as web:
        for asked in ("TRACE /api/v1/link/take", "PUT /livez", "GET /api/v1/link/take"):
            assert (await web.ask(asked, HOST, b"{}")).status == 405, asked


async def test_a_request_that_only_looks_takes_no_body(tmp_path):
    async with serving(tmp_path) as web:
        assert (await web.ask("GET /livez", HOST, b"{}")).status == 400
        assert (await web.ask("GET /livez", f"{HOST}Transfer-Encoding: chunked\r\n")).status == 400


async def test_long_addresses_and_headers_are_refused(tmp_path):
    async with serving(tmp_path) as web:
        assert (await web.ask("GET /livez?" + "x" * 2_100)).status == 414
        assert (await web.ask("GET /livez", f"{HOST}X: {'y' * 17_000}\r\n")).status == 431
        line = await web.line()
        line.say("GET /livez HTTP/1.1\r\nX: " + "y" * 30_000)
        assert (await line.answer()).status == 400
        assert await line.is_over()


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"GET /livez HTTP/9.9\r\n\r\n", b"GET /livez HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET /l\xffvez HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\r\n\r\n\r\n\0\0\0\r\n\r\n",
        b"POST /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ],
)  # fmt: skip
async def test_what_is_no_http_is_refused_and_hung_up_on(tmp_path, said):
    async with serving(tmp_path) as web:
        line = await web.line()
        line.say(said)
        answer = await line.answer()
        assert (answer.status, web.asked) == (400, [])
        assert answer.detail
        assert await line.is_over()


@pytest.mark.parametrize("twice", ["Host: localhost\r\n", "Authorization: x\r\nAuthorization: y\r\n", f"{JSON}{JSON}"])
async def test_a_header_that_decides_stands_once(tmp_path, twice):
    async with serving(tmp_path) as web:
        assert (await web.ask("GET /livez", HOST + twice)).status == 400


async def test_a_request_without_a_host_is_refused(tmp_path):
    async with serving(tmp_path) as web:
        assert (await web.ask("GET /livez", "")).status == 400
        line = await web.line()
        line.say("GET /livez HTTP/1.0\r\n\r\n")
        assert (await line.answer()).status == 400


# --- whoever is slow ------------------------------------------------------------------------


@pytest.mark.parametrize("begun", ["", "G", "GET /livez HTTP/1.1\r\nHost: local"])
async def test_half_a_request_is_cut_off(tmp_path, begun):
    async with serving(tmp_path) as web:
        began = web.clock.now()
        line = await web.line()
        line.say(begun)
        if begun:
            answer = await line.answer()
            assert answer.status == 408
            assert "in time" in answer.detail
        assert await line.is_over()
        assert server.HEAD_S <= web.clock.now() - began <= server.HEAD_S + 3


async def test_a_request_that_trickles_is_cut_off(tmp_path):
    async with serving(tmp_path) as web:
        began = web.clock.now()
        line = await web.line()

        async def trickle() -> None:
            for letter in "GET /livez HTTP/1.1\r\nX: " + "y" * 1000:
                line.say(letter)
                await asyncio.sleep(1)

        async with asyncio.TaskGroup() as group:
            task = group.create_task(trickle())
            assert await line.is_over()
            task.cancel()
        assert web.clock.now() - began <= server.HEAD_S + 3


async def test_a_second_request_that_trickles_is_cut_off_too(tmp_path):
    async with serving(tmp_path) as web:
        line = await web.line()
        line.say(f"GET /livez HTTP/1.1\r\n{HOST}\r\n")
        await line.answer()
        await asyncio.sleep(20)  # within what a connection may rest
        line.say("GET /livez HT")
        began = web.clock.now()
        assert (await line.answer()).status == 408
        assert await line.is_over()
        assert server.HEAD_S - 1 <= web.clock.now() - began <= server.HEAD_S + 3


async def test_a_connection_that_rests_is_closed(tmp_path):
    async with serving(tmp_path) as web:
        line = await web.line()
        line.say(f"GET /livez HTTP/1.1\r\n{HOST}\r\n")
        await line.answer()
        began = web.clock.now()
        assert await line.is_over()
        assert web.clock.now() - began == pytest.approx(server.KEEP_ALIVE_S, abs=1.5)


async def test_a_body_that_does_not_come_is_waited_for_in_vain(tmp_path):
    async with serving(tmp_path) as web:
        bearer = f"{HOST}{JSON}Authorization: Bearer {web.token(Scope.SEND)}\r\n"
        line = await web.line()
        line.say(f"POST /api/v1/messages HTTP/1.1\r\n{bearer}Content-Length: 100\r\n\r\n{{")
        assert (await line.answer()).status == 408
        assert await line.is_over()


async def test_a_client_that_goes_in_the_middle_is_forgotten(tmp_path):
    async with serving(tmp_path) as web:
        bearer = f"{HOST}{JSON}Authorization: Bearer {web.token(Scope.SEND)}\r\n"
        line = await web.line()
        line.say(f"POST /api/v1/messages HTTP/1.1\r\n{bearer}Content-Length: 100\r\n\r\n{{")
        await asyncio.sleep(0.1)
        line.close()
        await asyncio.sleep(0.1)
        assert web.server.connections == 0


async def test_too_many_connections_are_told_so(tmp_path):
    async with serving(tmp_path) as web:
        for _ in range(server.MOST_CONNECTIONS):
            await web.line()
        await asyncio.sleep(0.1)
        line = await web.line()
        assert (await line.answer()).status == 503
        assert await line.is_over()
        web.lines[0].close()
        await asyncio.sleep(1.5)
        assert (await web.ask("GET /livez")).status == 200


async def test_the_end_of_the_room_takes_no_half_second_whatever_is_open(tmp_path):
    async with serving(tmp_path) as web:
        stream, half = await web.line(), await web.line()
        stream.say(f"GET /api/v1/events HTTP/1.1\r\n{HOST}\r\n")
        half.say("GET /")
        await asyncio.sleep(0.1)
        ended = web.clock.now()
    assert asyncio.get_running_loop().time() - ended <= 0.5


def test_every_address_is_served_under_one_name():
    assert len({(one.method, one.path) for one in ENDPOINTS}) == len(ENDPOINTS)
    assert json.dumps([one.path for one in ENDPOINTS]).count("%") == 0
