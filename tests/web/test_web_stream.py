"""The event stream: in order, resumable, bounded; whoever is slow loses the oldest and is told."""

import asyncio
import tracemalloc

from steadymesh.web import ring as rings
from steadymesh.web import stream
from webkit import HOST, serving

EVENTS = "GET /api/v1/events HTTP/1.1\r\n"


async def listening(web, last_id: str = ""):
    line = await web.line()
    line.say(EVENTS + HOST + (f"Last-Event-ID: {last_id}\r\n" if last_id else "") + "\r\n")
    answer = await line.answer()
    assert (answer.status, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    await line.reader.readuntil(b"retry: 3000\n\n\r\n") if not last_id else None
    return line


async def test_what_happens_is_told_in_order_with_ids(tmp_path):
    async with serving(tmp_path) as web:
        line = await listening(web)
        for number in range(3):
            web.ring.publish("text", {"text": f"line\nbreak {number} </script>"})
        web.ring.publish("last", {})
        told = await line.events("last")
        assert [one["event"] for one in told] == ["text", "text", "text", "last"]
        assert told[0]["data"]["text"] == "line\nbreak 0 </script>"
        assert [one["id"].split("-")[1] for one in told] == ["1", "2", "3", "4"]


async def test_who_comes_back_goes_on_where_it_was(tmp_path):
    async with serving(tmp_path) as web:
        line = await listening(web)
        web.ring.publish("a", {})
        (a,) = await line.events("a")
        line.close()
        web.ring.publish("b", {})
        web.ring.publish("c", {})
        line = await listening(web, a["id"])
        assert [one["event"] for one in await line.events("c")] == ["b", "c"]


async def test_an_id_of_another_process_gets_all_there_is_and_is_told_so(tmp_path):
    async with serving(tmp_path) as web:
        web.ring.publish("a", {})
        for odd in ("0000aaaa-7", "nonsense", "-", f"{web.ring.id_of(999)}", web.ring.id_of(1) + "²"):
            line = await listening(web, odd.encode("ascii", "replace").decode())
            told = await line.events("a")
            assert [(one["event"], one["data"].get("count", 0)) for one in told] == [("dropped", None), ("a", 0)]
            assert "id" not in told[0]


async def test_who_was_away_for_too_long_is_told_how_much_is_gone(tmp_path):
    async with serving(tmp_path) as web:
        web.ring.publish("first", {})
        known = web.ring.id_of(1)
        for number in range(rings.MOST_EVENTS + 9):
            web.ring.publish("n", {"n": number})
        web.ring.publish("last", {})
        line = await listening(web, known)
        told = await line.events("last")
        assert (told[0]["event"], told[0]["data"]) == ("dropped", {"count": 10, "reason": "slow"})
        assert len(told) == 1 + rings.MOST_EVENTS


async def test_a_client_that_does_not_read_loses_the_oldest_costs_no_memory_and_is_told(tmp_path):
    async with serving(tmp_path) as web:
        slow, quick = await listening(web), await listening(web)
        slow.writer.transport.pause_reading()
        tracemalloc.start()
        for number in range(12_000):
            web.ring.publish("n", {"n": number, "filling": "x" * 1_000})
            if number % 100 == 99:
                web.ring.publish("mark", {})
                await quick.events("mark")
            if number == 3_000:
                before = tracemalloc.get_traced_memory()[0]
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert grown < 1_000_000
        slow.writer.transport.resume_reading()
        web.ring.publish("last", {})
        told = await slow.events("last")
        lost = sum(one["data"]["count"] for one in told if one["event"] == "dropped")
        assert lost > 1_000
        assert lost == web.ring.lost
        assert lost + sum(one["event"] != "dropped" for one in told) == web.ring.place


async def test_a_client_that_takes_nothing_is_cut_off(tmp_path):
    async with serving(tmp_path) as web:
        line = await listening(web)
        line.writer.transport.pause_reading()
        for _ in range(400):
            web.ring.publish("n", {"filling": "x" * 15_000})
            await asyncio.sleep(0.3)
            if web.ring.clients == 0:
                break
        await asyncio.sleep(stream.STUCK_S + 10)
        assert (web.ring.clients, web.server.connections) == (0, 0)


async def test_a_quiet_stream_shows_that_it_lives(tmp_path):
    async with serving(tmp_path) as web:
        line = await listening(web)
        began = web.clock.now()
        await line.reader.readuntil(stream.BEAT)
        assert stream.BEAT_S <= web.clock.now() - began <= stream.BEAT_S + 0.1


async def test_a_client_that_goes_is_forgotten_at_once(tmp_path):
    async with serving(tmp_path) as web:
        line = await listening(web)
        assert web.ring.clients == 1
        line.close()
        await asyncio.sleep(0.1)
        assert (web.ring.clients, web.server.connections) == (0, 0)


async def test_more_than_250_clients_are_refused(tmp_path):
    async with serving(tmp_path) as web:
        for _ in range(stream.MOST_CLIENTS):
            await listening(web)
        answer = await web.ask("GET /api/v1/events")
        assert (answer.status, answer.headers["retry-after"]) == (503, "60")
        assert (await web.ask("GET /livez")).status == 200


async def test_events_are_gathered_so_that_many_clients_cost_few_writes(tmp_path):
    async with serving(tmp_path) as web:
        line = await listening(web)
        for number in range(100):
            web.ring.publish("n", {"n": number})
            await asyncio.sleep(0.01)
        web.ring.publish("last", {})
        pieces = 0
        while True:
            size = int((await line.reader.readuntil(b"\r\n")).strip(), 16)
            pieces += 1
            if b"event: last" in await line.reader.readexactly(size + 2):
                break
        assert pieces <= 1 / rings.PAUSE_S + 2


async def test_an_event_that_is_too_large_says_so(tmp_path):
    async with serving(tmp_path) as web:
        line = await listening(web)
        web.ring.publish("n", {"filling": "é" * rings.LARGEST})
        (told,) = await line.events("n")
        assert told["data"] == {"kind": "n", "is_too_large": True}


async def test_a_head_of_the_stream_ends(tmp_path):
    async with serving(tmp_path) as web:
        line = await web.line()
        line.say(f"HEAD /api/v1/events HTTP/1.1\r\n{HOST}\r\nGET /livez HTTP/1.1\r\n{HOST}\r\n")
        head = await line.reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head
        assert (await line.answer()).status == 200


async def test_a_quiet_night_leaves_nothing_behind(tmp_path):
    async with serving(tmp_path) as web:
        line = await listening(web)
        for _ in range(100):
            await line.reader.readuntil(stream.BEAT + b"\r\n")
        assert len(web.ring._waiting) <= 1
        web.ring.publish("last", {})
        assert (await line.events("last"))[0]["event"] == "last"
