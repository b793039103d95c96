"""Days of a whole mesh around our radio: people ask, links break, radios and bots restart; and a judge who counts.

What the mesh is made of is the simulator's (`sim.village`), the house that lives on it `keystage`'s.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime, timedelta
from pathlib import Path

from housekit import START
from keystage import Stage, staged
from steadymesh.bus import Subscription
from steadymesh.clock import LoopClock
from steadymesh.events import Delivered, TextReceived
from steadymesh.ids import NodeNum, PacketId
from steadymesh.model import Entry, Outcome, TextMessage
from steadymesh.sim.profile import PROFILES
from steadymesh.sim.server import SimServer
from steadymesh.sim.settings import Settings
from steadymesh.sim.village import habits
from steadymesh.sim.village.beacons import Intervals
from steadymesh.sim.village.village import Village, VillageOptions
from steadymesh.testing import virtual

DAY_S = 86_400.0
SETTLE_S = 1_200.0
"""At the end: two lifetimes of an answer."""

COMMANDS = {text for text, _ in habits.COMMANDS}

BUDGET_S = 90.0
"""EU_868: a quarter of its duty cycle, an hour."""


@dataclass
class Story:
    """What happens."""

    days: float = 1.0
    seed: int = 1
    peers: int = 60
    people: int = 45
    outages: float = 3.0
    """A day."""
    reboots: float = 1.0
    restarts: float = 1.0
    chatty: float = 1.0
    """How much more often than by default the nodes say something."""

    problems: list[str] = field(default_factory=list)
    summary: str = ""
    memory: list[float] = field(default_factory=list)


class AirStage(Stage):
    """The village's radio instead of one among ideal peers."""

    def __init__(self, folder: Path, profile, *, seed: int, sets) -> None:
        self.folder = folder
        self._sets = sets
        self.loop = asyncio.get_running_loop()
        self.clock = LoopClock(START, seed=seed)
        self.lives = 0
        self.on_life = lambda _house: None
        self.away: list[tuple[datetime, datetime]] = []
        """When there was no link, and a minute more for its coming back."""
        self._task = None

    @contextmanager
    def trouble(self) -> Iterator[None]:
        began = self.clock.at()
        yield
        self.away.append((began, self.clock.at() + timedelta(seconds=60)))

    def settle(self, story: Story) -> None:
        """Build the mesh."""
        self.village = Village(
            clock=self.clock,
            seed=story.seed,
            settings=Settings(preset="LONG_FAST", region="EU_868"),
            options=VillageOptions(
                peers=story.peers,
                people=story.people,
                intervals=Intervals().times(story.chatty),
                stride_s=2.0,
            ),
        )
        self.radio = self.village.radio
        self.server = SimServer(self.radio, clock=self.clock)


class Judge:
    """Remembers what was asked of us and what we said to that."""

    def __init__(self, stage: AirStage, story: Story) -> None:
        self._stage = stage
        self._story = story
        self.asked: dict[tuple[NodeNum, PacketId], TextMessage] = {}
        self.ended: dict[str, Entry] = {}
        self.outcomes: Counter[str] = Counter()
        self._lives: list[Subscription] = []

    def follow(self, house) -> None:
        """Listen to another life of the bot."""
        self._lives.append(house.bus.subscribe("judge", (TextReceived, Delivered), size=100_000))

    def look(self) -> None:
        """Take what was heard so far."""
        for life in self._lives:
            for event in life.take_all():
                if isinstance(event, Delivered):
                    self.ended[event.entry.key] = event.entry
                elif event.message.text in COMMANDS and not event.message.is_tapback:
                    self.asked.setdefault((event.message.sender, event.message.id), event.message)

    def _was_away(self, entry: Entry) -> bool:
        """Whether the link was away for most of a text's life."""
        return any(begin <= entry.created <= end or begin <= entry.deadline <= end for begin, end in self._stage.away)

    def memory_mb(self) -> float:
        """Return what the process has in memory, without what the simulator and the judge write down of each text."""
        gc.collect()
        radio, usages = self._stage.radio, [node.usage for node in self._stage.village.terrain.nodes]
        hours = [hours for usage in usages for hours in (usage.hours, usage.own_hours)]
        records = weight_mb(
            self._stage.village.ledger, radio.sent_texts, radio.read_texts, hours, self.asked, self.ended
        )
        return resident_mb() - records

    async def judge(self) -> None:
        """Count, and note what must not be."""
        self.look()
        village, problems = self._stage.village, self._story.problems
        entries = await self._stage.store.outbox.load_since(START - timedelta(days=1))
        by_question = {(e.intent.to, e.intent.reply_id) for e in entries}
        refused = Counter(line["sender"] for line in self._stage.log("command-refused"))
        parrot = village.parrot.resident.peer.num if village.parrot else None
        unanswered = Counter(
            sender
            for (sender, packet_id), message in self.asked.items()
            if message.is_direct and (sender, packet_id) not in by_question and sender != parrot
        )
        for sender, count in unanswered.items():
            if count > refused[f"!{sender:08x}"]:
                problems.append(
                    f"!{sender:08x}: {count} commands without an answer, {refused[f'!{sender:08x}']} refused"
                )
        self.outcomes = Counter(f"{e.outcome.value} {e.reason}".strip() for e in entries)
        over = self._stage.clock.at()  # a greeting may wait for hours
        problems += [f"{e.key} has not ended" for e in entries if not e.outcome.is_final and e.deadline < over]
        problems += [
            f"{e.key} was refused without a reason" for e in entries if e.outcome is Outcome.REFUSED and not e.reason
        ]
        problems += [
            f"{e.key} expired and nobody knows why"
            for e in entries
            if e.outcome is Outcome.EXPIRED and e.first_sent is None and not e.reason and not self._was_away(e)
        ]
        keys = {packet_id: e for e in entries for packet_id in (e.packet_id, *e.earlier_ids)}
        shown = Counter((one.to, keys[one.packet_id].key) for one in village.ledger.shown if one.packet_id in keys)
        problems += [
            f"{one.packet_id:08x} is in no outbox" for one in village.ledger.shown if one.packet_id not in keys
        ]
        twice = {one: count for one, count in shown.items() if count > 1}
        problems += [f"!{to:08x} was shown {key} {count} times" for (to, key), count in twice.items()]
        hours = village.airtime_s(own=True)
        problems += [f"hour {hour}: {used:.0f} s on the air" for hour, used in hours.items() if used > BUDGET_S]
        to_parrot = [e for e in entries if e.intent.to == parrot]
        if len(to_parrot) > 12 * max(1.0, self._story.days * 24) / 6:
            problems.append(f"{len(to_parrot)} texts to the other bot")
        reached = [q for q in village.ledger.questions if q.reached and not q.on_channel]
        answered = [q for q in reached if q.is_answered]
        self._story.summary = (
            f"\n{self._story.days:g} days, {self._stage.lives} lives: {len(village.ledger.questions)} questions, "
            f"{len(reached)} reached us, {len(answered)} of them answered as people saw it; "
            f"{len(entries)} texts: {dict(self.outcomes.most_common())}\n"
            f"twice {len(twice)}, to the other bot {len(to_parrot)}, muted {len(self._stage.log('loop-muted'))}, "
            f"most airtime in an hour {max(hours.values(), default=0):.0f} s of {BUDGET_S:.0f}, "
            f"copies by MQTT {village.ledger.copies}, refused {sum(refused.values())}, "
            f"{', '.join(f'{mb:.0f}' for mb in self._story.memory)} MB"
        )


def resident_mb() -> float:
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * 4096 / 1e6


def weight_mb(*records: object) -> float:
    """Return the memory of records, in MB: lists, dictionaries and dataclasses, and what is in them."""
    seen: set[int] = set()
    waiting, size = list(records), 0
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        size += sys.getsizeof(one)
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple | set | deque):
            waiting += one
        elif is_dataclass(one):
            waiting += [getattr(one, field.name) for field in fields(one)]
    return size / 1e6


async def played(folder: Path, story: Story, monkeypatch) -> Story:
    """Play it, and return it with what the judge found. What the kernel hands over at once is not waited for."""
    monkeypatch.setattr(virtual, "GRACE", 0)
    monkeypatch.setattr(virtual, "PATIENCE_S", 10.0)
    dice = random.Random(story.seed)
    stages: list[AirStage] = []

    class Settled(AirStage):
        def __init__(self, *args, **more) -> None:
            super().__init__(*args, **more)
            self.settle(story)
            stages.append(self)

    async with staged(
        folder, PROFILES["2.7.26"], seed=story.seed, sets=("bot.channels=0",), level="debug", kind=Settled
    ) as stage:
        judge = Judge(stage, story)
        stage.on_life = judge.follow
        stage.begin()
        stage.village.start()
        loop = asyncio.get_running_loop()
        began = loop.time()
        for at, act in sorted(_acts(story, dice), key=lambda one: one[0]):
            await _until(loop, began + at, judge, story)
            await act(stage, dice)
        await _until(loop, began + story.days * DAY_S + SETTLE_S, judge, story)
        await judge.judge()
    return story


def _acts(story: Story, dice: random.Random):
    for count, act in ((story.outages, _outage), (story.reboots, _reboot), (story.restarts, _restart)):
        for _ in range(round(count * story.days)):
            yield dice.uniform(0.02, 0.98) * story.days * DAY_S, act


async def _until(loop: asyncio.AbstractEventLoop, at: float, judge: Judge, story: Story) -> None:
    while (left := at - loop.time()) > 0:
        await asyncio.sleep(min(left, 600.0))
        judge.look()
        if len(story.memory) <= (loop.time() / DAY_S):
            story.memory.append(judge.memory_mb())


async def _outage(stage: AirStage, dice: random.Random) -> None:
    """The link is away for seconds to half an hour, in one way or another."""
    with stage.trouble():
        await _lose_link(stage, dice)


async def _lose_link(stage: AirStage, dice: random.Random) -> None:
    how = dice.choice(("cut", "cut", "away", "silence", "half-open-unread", "black-hole"))
    if how == "cut":
        stage.server.cut(reset=dice.random() < 0.5)
    elif how == "away":
        stage.server.stop_listening()
        stage.server.cut()
        await asyncio.sleep(dice.uniform(10, 1800))
        stage.server.listen()
    else:
        fault = stage.server.inject(how)
        await asyncio.sleep(dice.uniform(20, 600))
        stage.server.end(fault)


async def _reboot(stage: AirStage, dice: random.Random) -> None:
    with stage.trouble():
        stage.radio.reboot(down_s=dice.uniform(1, 20))
        await asyncio.sleep(30)


async def _restart(stage: AirStage, dice: random.Random) -> None:
    with stage.trouble():
        await stage.end()
        await asyncio.sleep(dice.uniform(1, 120))
        stage.begin()
