"""What an hour of a mesh of 300 nodes costs the disk, with the whole house: counted in commits."""

import asyncio
import random
import sqlite3
from contextlib import closing
from itertools import pairwise

from housekit import playing
from steadymesh.events import Delivered
from steadymesh.ids import BROADCAST
from steadymesh.store import thread

NODES = 300
HOUR_S = 3600.0


class Card:
    """The store's thread on virtual time: what it writes, and when."""

    def __init__(self, play, monkeypatch):
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(thread, "monotonic", loop.time)  # the thread's waits are real: `turn` wakes it
        self.writes = []
        self._worker = worker = play.store._worker
        take = worker._take_lanes

        def taken(*, everything):
            lanes = take(everything=everything)
            if lanes:
                self.writes.append((loop.time(), {lane.name for lane in lanes}))
            return lanes

        worker._take_lanes = taken

    async def turn(self):
        while True:
            with self._worker._wakeup:
                self._worker._wakeup.notify()
            await asyncio.sleep(0.45)


def traffic(dice):
    """An hour as firmware's defaults have it: telemetry each 30 min, positions each 15, NodeInfo each 3 h; some texts."""
    told = [("telemetry", 1800.0), ("position", 900.0), ("nodeinfo", 10_800.0)]
    events = []
    for number in range(NODES):
        for kind, every_s in told:
            at = dice.uniform(0, every_s)
            while at < HOUR_S:
                events.append((at, kind, number))
                at += every_s
    events += [(dice.uniform(0, HOUR_S), "text", dice.randrange(NODES)) for _ in range(30)]
    events += [(dice.uniform(0, HOUR_S), "question", dice.randrange(NODES)) for _ in range(6)]
    return sorted(events)


def value(path, question):
    with closing(sqlite3.connect(path)) as other:
        return other.execute(question).fetchone()[0]


async def test_telemetry_costs_a_commit_a_minute_and_what_matters_is_there_within_a_second(tmp_path, monkeypatch):
    path = tmp_path / "steadymesh.db"
    async with playing(tmp_path, "keys.push=off", level="info") as play, asyncio.TaskGroup() as group:
        card = Card(play, monkeypatch)
        turning = group.create_task(card.turn(), name="card")
        people = [play.radio.add_peer(known=number < 100) for number in range(NODES)]
        delivered = play.house.bus.subscribe("test", (Delivered,))
        await asyncio.sleep(120)
        began, texts, verdicts = play.loop.time(), 0, 0
        commits, first = play.store.facts()["commits"], len(card.writes)
        for at, kind, number in traffic(random.Random(7)):
            await asyncio.sleep(max(0.0, began + at - play.loop.time()))
            who = people[number]
            match kind:
                case "telemetry":
                    play.radio.hear_telemetry(who, battery=random.Random(at).randrange(100))
                case "position":
                    play.radio.hear_position(who)
                case "nodeinfo":
                    play.radio.hear_nodeinfo(who)
                    await asyncio.sleep(1.0)
                    assert value(path, f"SELECT count(*) FROM key_bindings WHERE node = {who.num}") == 1
                case _:
                    play.radio.hear_text(who, "/ping" if kind == "question" else "hello", to=BROADCAST)
                    texts += 1
                    await asyncio.sleep(1.0)
                    assert value(path, "SELECT count(*) FROM messages") == texts
        await asyncio.sleep(max(0.0, began + HOUR_S - play.loop.time()))
        verdicts = len(delivered.take_all())
        delivered.close()
        await asyncio.sleep(1.0)
        assert verdicts >= 6
        assert value(path, "SELECT count(*) FROM outbox WHERE outcome NOT IN ('queued', 'sent')") >= verdicts
        hour = card.writes[first:]
        shared = [at for at, names in hour if names & {"nodes", "plug-in values"}]
        assert 50 <= len(shared) <= 61
        assert min(after - before for before, after in pairwise(shared)) >= 59.9
        others = [names for _, names in hour if not names & {"nodes", "plug-in values"}]
        matters = {
            "rounds of upkeep",
            "texts",
            "keys",
            "seen packets",
            "outgoing messages",
            "contacts",
            "own numbers",
            "key acts",
        }
        assert set().union(*others) <= matters
        assert play.store.facts()["commits"] - commits == len(hour)
        print(f"{len(hour)} commits in an hour, {len(shared)} of them telemetry's")
        turning.cancel()
