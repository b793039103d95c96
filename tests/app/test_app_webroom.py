"""HTTP on a whole house: what is answered is what the house knows, in the shape that the schema says."""

import asyncio
import base64
import dataclasses
import json
import typing
from contextlib import asynccontextmanager

import jsonschema_rs
import pytest
from prometheus_client.parser import text_string_to_metric_families

from housekit import playing
from steadymesh import events as all_events
from steadymesh.app.house import House
from steadymesh.app.webevents import KINDS
from steadymesh.config import load
from steadymesh.errors import ConfigError
from steadymesh.link.target import Target
from steadymesh.web import room
from steadymesh.web.endpoints import ENDPOINTS
from steadymesh.web.metrics import METRICS, Kind
from steadymesh.web.openapi import document
from steadymesh.web.options import WebOptions
from steadymesh.web.tokens import Scope, TokenFile
from webkit import HOST, START, Web


def another_house(play, folder, *sets) -> House:
    host, port = play.server.address
    return House(
        config=load(env={}, sets=("language=en", f"state_dir={folder}", "web.listen=127.0.0.1:0", *sets)),
        target=Target(host=host, port=port),
        store=play.store,
        clock=play.clock,
        state_dir=folder,
        facts={"pulse": lambda: {"lag_s": 0.001, "worst_lag_s": 0.002, "beats": 7}, "log": lambda: {"dropped": 0}},
    )


@asynccontextmanager
async def housing(folder, *sets):
    """Yield the play, its house and a client of its HTTP server."""
    async with playing(folder) as play:
        play.task.cancel()
        play.house = another_house(play, folder, *sets)
        play.loop.busy_probes.append(play.house.web.busy)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(play.house.run(), name="second house")
            web = Web(0, TokenFile(folder), play.house.web.ring, play.clock, None)
            try:
                await asyncio.sleep(5)
                web.port = play.house.web.server.address[1]
                yield play, web
            finally:
                for line in web.lines:
                    line.close()
                task.cancel()


def held_against_the_schema(method: str, path: str, answer) -> None:
    """Fail where an answer is not what the OpenAPI document says of it."""
    whole = document(ENDPOINTS, "1")
    responses = whole["paths"][path][method.lower()]["responses"]
    assert str(answer.status) in responses, (path, answer.status)
    (media,) = responses[str(answer.status)]["content"]
    assert answer.headers["content-type"].split(";")[0] == media
    if "json" in media:
        schema = responses[str(answer.status)]["content"][media]["schema"]
        if "$ref" in schema:
            schema = whole["components"]["schemas"]["Problem"]
        jsonschema_rs.validator_for({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}).validate(
            answer.json
        )


async def test_every_real_answer_is_what_the_document_says(tmp_path):
    async with housing(tmp_path) as (play, web):
        await asyncio.sleep(30)
        play.radio.hear_text(play.people[0], "/ping")
        await asyncio.sleep(60)
        tried = set()
        for one in ENDPOINTS:
            if one.method == "GET" and one.op != "events":
                for query in ("", "?limit=1", "?limit=x", "?lang=fr"):
                    answer = await web.ask(f"GET {one.path}{query}")
                    held_against_the_schema("GET", one.path, answer)
                    if answer.status == 200:
                        tried.add(one.op)
        secret = web.token(*Scope)
        bodies = {
            "send": {"who": f"!{play.people[0].num:08x}", "text": "Salut " * 60},
            "link.reconnect": {},
            "link.release": {"seconds": 60},
            "link.take": {},
        }
        for one in ENDPOINTS:
            if one.method == "POST":
                answer = await web.post(one.path, bodies[one.op], secret=secret)
                held_against_the_schema("POST", one.path, answer)
                assert answer.status == one.status, answer.body
                tried.add(one.op)
                held_against_the_schema("POST", one.path, await web.post(one.path, {"nope": 1}, secret=secret))
                held_against_the_schema("POST", one.path, await web.post(one.path, bodies[one.op]))
        assert tried == {one.op for one in ENDPOINTS} - {"events"}


async def test_pages_join_to_the_whole(tmp_path):
    async with housing(tmp_path) as (play, web):
        await asyncio.sleep(30)
        for number in range(5):
            play.radio.hear_text(play.people[number], f"text {number}")
            play.radio.hear_text(play.people[number], "/ping")
        await asyncio.sleep(120)
        for name in ("nodes", "keys", "messages", "outbox"):
            more = "which=all&" if name == "outbox" else ""
            whole = (await web.ask(f"GET /api/v1/{name}?{more}limit=500")).json
            assert len(whole[name]) >= 5, name
            assert whole["next"] is None
            joined, cursor = [], ""
            while cursor is not None:
                page = (await web.ask(f"GET /api/v1/{name}?{more}limit=2{cursor and '&cursor=' + cursor}")).json
                assert len(page[name]) <= 2
                joined += page[name]
                cursor = page["next"]
            assert joined == whole[name], name


async def test_since_leaves_out_what_was_before(tmp_path):
    async with housing(tmp_path) as (play, web):
        await asyncio.sleep(30)
        play.radio.hear_text(play.people[0], "early")
        await asyncio.sleep(60)
        since = play.clock.at().isoformat(timespec="seconds").replace("+00:00", "Z")
        play.radio.hear_text(play.people[1], "late")
        await asyncio.sleep(5)
        texts = [row["text"] for row in (await web.ask(f"GET /api/v1/messages?since={since}")).json["messages"]]
        assert texts == ["late"]


async def test_ready_follows_the_link_and_says_why_not(tmp_path):
    async with housing(tmp_path) as (play, web):
        await asyncio.sleep(30)
        ready = await web.ask("GET /readyz")
        assert (ready.status, ready.json["ailment"]) == (200, "ready")
        play.server.close()
        play.server.cut()
        await asyncio.sleep(5)
        away = await web.ask("GET /readyz?lang=fr")
        assert (away.status, away.json["ailment"], away.json["title"]) == (503, "away", "Service Unavailable")
        assert "perdu" in away.detail
        held_against_the_schema("GET", "/readyz", away)
        live = await web.ask("GET /livez")
        assert (live.status, live.json) == (200, {"is_alive": True, "lag_s": 0.001, "worst_lag_s": 0.002})


async def test_prometheus_own_parser_reads_every_metric(tmp_path):
    async with housing(tmp_path) as (play, web):
        await asyncio.sleep(30)
        play.radio.hear_text(play.people[0], "/ping")
        await asyncio.sleep(30)
        play.server.cut()
        await asyncio.sleep(30)
        answer = await web.ask("GET /metrics")
        families = {one.name: one for one in text_string_to_metric_families(answer.body.decode())}
        for metric in METRICS:
            family = families[f"steadymesh_{metric.name}"]
            assert family.type == metric.kind.value
            assert family.documentation == metric.about
            labels = {name for sample in family.samples for name in sample.labels}
            assert labels <= {*metric.labels, *(["le"] if metric.kind is Kind.HISTOGRAM else [])}
        assert all(name.startswith("steadymesh_") for name in families)
        assert {name.removeprefix("steadymesh_") for name in families} - {m.name for m in METRICS} <= {
            f"process_{one}"
            for one in (
                "virtual_memory_bytes",
                "resident_memory_bytes",
                "start_time_seconds",
                "cpu_seconds",
                "open_fds",
                "max_fds",
            )
        }

        def value(name: str, **labels: str) -> float:
            found = [
                s.value
                for f in families.values()
                for s in f.samples
                if s.name == f"steadymesh_{name}" and s.labels == labels
            ]
            assert len(found) == 1, (name, labels, found)
            return found[0]

        assert value("healthy") == 1
        assert value("link_state", state="ready") == 1
        assert value("link_reconnections_total", reason="closed") == 1
        assert value("link_reconnection_seconds_count") == 1
        assert value("commands_total", outcome="answered") == 1
        assert value("command_seconds_bucket", le="+Inf") == 1
        assert value("key_syncs_total", outcome="complete") == 2
        assert value("keys_known") == 5
        assert value("loop_beats_total") == 7
        assert value("http_answers_total", status="2xx") == 0
        names = [person.long_name for person in play.people]
        assert not [name for name in names if name in answer.body.decode()]


async def test_the_stream_tells_of_the_mesh_and_of_nothing_secret(tmp_path):
    async with housing(tmp_path) as (play, web):
        line = await web.line()
        line.say(f"GET /api/v1/events HTTP/1.1\r\n{HOST}Last-Event-ID: x\r\n\r\n")
        await line.answer()
        await asyncio.sleep(30)
        play.radio.hear_text(play.people[0], "/ping")
        told = await line.events("delivered")
        kinds = {one["event"] for one in told}
        assert kinds >= {"link_changed", "text", "command", "delivered"}
        (text,) = [one["data"] for one in told if one["event"] == "text"]
        assert (text["text"], text["is_proved"]) == ("/ping", True)
        raw = play.radio.private_key if hasattr(play.radio, "private_key") else b""
        everything = json.dumps(told)
        for word in ("private", "psk", *([base64.b64encode(raw).decode()] if raw else [])):
            assert word not in everything


async def test_an_address_that_is_taken_is_one_warning_and_the_bot_goes_on(tmp_path):
    taken = room.listen(WebOptions(port=0))
    port = taken.getsockname()[1]
    async with playing(tmp_path) as play:
        play.task.cancel()
        house = another_house(play, tmp_path, f"web.listen=127.0.0.1:{port}")
        async with asyncio.TaskGroup() as group:
            task = group.create_task(house.run(), name="second house")
            await asyncio.sleep(150)
            play.radio.hear_text(play.people[0], "/ping")
            await asyncio.sleep(20)
            assert play.answers()
            taken.close()
            await asyncio.sleep(room.AGAIN_S)
            assert house.web.server.address == ("127.0.0.1", port)
            task.cancel()
        play.flush()
        lines = [line["level"] for line in play.log() if line["event"] == "web-address-taken"]
        assert lines[:2] == ["warning", "debug"]
        assert set(lines[1:]) == {"debug"}
        assert play.ids("web-listening") == ["web-listening"]


def test_other_machines_are_not_served_without_a_token(tmp_path):
    for host in ("0.0.0.0", "::", "192.168.1.5"):
        with pytest.raises(ConfigError, match="web token new"):
            room.check(WebOptions(host=host), tmp_path)
        room.check(WebOptions(host=host, enabled=False), tmp_path)
    for host in ("127.0.0.1", "127.0.0.5", "::1", "localhost"):
        room.check(WebOptions(host=host), tmp_path)
    TokenFile(tmp_path).add("x", [Scope.READ], at=START)
    room.check(WebOptions(host="0.0.0.0"), tmp_path)


async def test_switched_off_nothing_is_served(tmp_path):
    async with playing(tmp_path) as play:
        house = another_house(play, tmp_path, "web.enabled=false")
        assert house.web is None
        assert house.status.status()["web"] is None


def test_every_event_that_is_told_of_has_a_row_and_none_of_the_others_is_forgotten():
    from steadymesh.app.webevents import _row

    assert {kind for kind in _row.registry if kind is not object} == set(KINDS)
    assert len(set(KINDS.values())) == len(KINDS)
    left_out = {kind.__name__ for kind in typing.get_args(all_events.Event)} - {kind.__name__ for kind in KINDS}
    assert left_out == {
        # The dump holds the radio's private key.
        "SessionReady", "NodesRefreshed",
        # Too many, or nobody's business outside.
        "ProxySuspected", "ProbeAnswered", "PacketReceived", "SealedReceived", "NeighborsTold", "QueueReported", "SendResolved", "TopicPublished",
        "VerdictReceived",
    }  # fmt: skip
    assert all(dataclasses.is_dataclass(kind) for kind in KINDS)
