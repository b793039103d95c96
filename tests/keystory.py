"""What happens on the stage of `keystage`, day by day, drawn by lot from a seed."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from keyends import POST
from keystage import Crowd, Person, Stage, staged
from keywatch import DAY_S, Watch
from steadymesh.ids import NodeNum
from steadymesh.sim.profile import Profile
from steadymesh.testing import virtual

TICK_S = 1200.0
LAST_LIFE = 0.55
"""Share of the time after which the house lives on to the end, so that its memory can be looked at."""

BURST, BURST_S = 25, 0.2
"""NodeInfos at once, and the pause behind them: the radio keeps 32 packets for its client."""

FAVORITES, PINNED, FRIENDS = 6, 6, 12
NOBODYS = tuple(NodeNum(0x0BAD0000 + n) for n in range(6))
"""Numbers that nobody has, and that are written to all the same."""


@dataclass(kw_only=True)
class Story:
    """How much happens (a day, if not said otherwise), and what came of it."""

    people: int
    days: float
    changes_every: int = 3
    """Ticks. New keys come together, because each one makes the house compare all that it knows."""
    joining: float = 0.5
    """Share of the time in which everybody is heard for the first time."""
    posts: float = 30
    """Messages of ours, to people most of whom the radio has forgotten."""
    questions: float = 120
    rushes: float = 4
    resets: float = 10
    upgrades: float = 30
    masquerades: float = 12
    accepts: float = 4
    introductions: float = 8
    unmarks: float = 4
    cuts: float = 8
    restarts: float = 2
    reboots: float = 1
    seed: int = 1
    memory: list[float] = field(default_factory=list)
    """MB, at the end of each day."""
    problems: list[str] = field(default_factory=list)
    summary: str = ""


async def played(folder: Path, profile: Profile, story: Story, monkeypatch) -> Story:
    """Play it. The disk is as fast as virtual time wants it; what the kernel hands over at once is not waited for."""
    monkeypatch.setattr(virtual, "GRACE", 0)
    monkeypatch.setattr(virtual, "PATIENCE_S", 10.0)
    async with staged(folder, profile, seed=story.seed) as stage:
        play = Play(stage, story)
        await play.run()
        story.problems = play.watch.problems
        story.summary = play.summary()
    return story


class Play:
    """The story, played."""

    def __init__(self, stage: Stage, story: Story) -> None:
        self.stage = stage
        self.story = story
        self.dice = random.Random(story.seed)
        self.crowd = Crowd(stage)
        self.crowd.gather(story.people, self.dice)
        self.watch = Watch(stage, self.crowd)
        self._count = 0

    async def run(self) -> None:
        stage, crowd, watch, story = self.stage, self.crowd, self.watch, self.story
        await self._begin()
        ticks = round(story.days * DAY_S / TICK_S)
        joiners = -(-len(crowd.strangers) // max(1, round(ticks * story.joining / story.changes_every)))
        began = stage.clock.now()
        for tick in range(ticks):
            await self._wave(joiners, changed=tick % story.changes_every == 0)
            for act in self._drawn(TICK_S / DAY_S, restarts=tick < ticks * LAST_LIFE):
                await asyncio.sleep(self.dice.uniform(0, TICK_S / 20))
                await act()
            await asyncio.sleep(began + (tick + 1) * TICK_S - stage.clock.now())
            watch.check_favorites()
            watch.check_keys()
            if (tick + 1) % round(DAY_S / TICK_S) == 0:
                story.memory.append(resident_mb())
        await asyncio.sleep(1000)  # longer than a message may wait
        watch.end_life()
        await watch.check_end()

    async def _begin(self) -> None:
        """Let there be some whom the user has marked, some whom the operator has verified, some who write often."""
        stage, crowd = self.stage, self.crowd
        for _ in range(FAVORITES):
            crowd.mark(crowd.strangers.pop())
        stage.begin()
        await asyncio.sleep(60)
        for count in range(PINNED + FRIENDS):
            person = crowd.strangers.pop()
            person.peer.in_range = True
            crowd.meet(person)
            await asyncio.sleep(5)
            if count < PINNED:
                await crowd.pin(person)
            else:
                crowd.friends.append(person)

    # --- what happens ---------------------------------------------------------------------

    async def _wave(self, joiners: int, *, changed: bool) -> None:
        """Let NodeInfos come in: of people who are still around, and now and then of those who are new in some way."""
        crowd, dice = self.crowd, self.dice
        tells = [partial(crowd.tell, person) for person in dice.sample(crowd.known, 15)]
        if changed:
            new = [person for person in crowd.known if not person.is_told]
            tells += [partial(crowd.tell, person) for person in dice.sample(new, min(len(new), 10))]
            tells += [crowd.join] * joiners
        for count, tell in enumerate(tells, start=1):
            tell()
            if count % BURST == 0:
                await asyncio.sleep(BURST_S)

    def _drawn(self, days: float, *, restarts: bool) -> list[Callable[[], Awaitable[None]]]:
        """Return what happens besides in so many days, in any order."""
        story = self.story
        acts: list[Callable[[], Awaitable[None]]] = []
        for a_day, act in (
            (story.posts, self._post),
            (story.questions, self._ask),
            (story.rushes, self._rush),
            (story.resets, self._reset),
            (story.upgrades, self._upgrade),
            (story.masquerades, self._masquerade),
            (story.accepts, self._accept),
            (story.introductions, self._introduce),
            (story.unmarks, self._unmark),
            (story.cuts, self._cut),
            (story.restarts * restarts, self._restart),
            (story.reboots, self._reboot),
        ):
            whole, rest = divmod(a_day * days, 1)
            acts += [act] * (int(whole) + (self.dice.random() < rest))
        self.dice.shuffle(acts)
        return acts

    def _somebody(self) -> Person:
        """Return one of those who matter more than others, or anybody."""
        crowd, dice = self.crowd, self.dice
        marked = [person for person in crowd.known[: FAVORITES + PINNED] if person.is_marked]
        return dice.choice(dice.choice((crowd.friends, crowd.friends, marked, crowd.known, crowd.known)))

    async def _post(self) -> None:
        """Write to somebody, whether the radio remembers them or not; now and then to a number that nobody has."""
        await self._write(self.dice.choice(NOBODYS) if self.dice.random() < 0.05 else self._somebody().peer.num)

    async def _write(self, to: NodeNum) -> None:
        self._count += 1
        entry = await self.stage.house.delivery.post(to=to, text=f"{POST}{self._count}")
        self.watch.ends.posted.add(entry.key)

    async def _ask(self) -> None:
        """Have somebody write to the bot, whatever our radio knows of them."""
        person = self._somebody()
        if person.peer.in_range:
            self.crowd.ask(person, self.dice.choice(("/ping", "/keys", "/ping", "/rekey", "/why")))

    async def _rush(self) -> None:
        """Have some write at once, and write to some, so that one's key is brought while another's text is in flight."""
        for _ in range(3):
            await self._ask()
            await self._write(self.dice.choice(self.crowd.known).peer.num)
            await asyncio.sleep(1)

    async def _reset(self) -> None:
        """Have a node set up anew; its owner may know what to do."""
        person = self._somebody()
        self.crowd.reset(person)
        if person.peer.in_range and self.dice.random() < 0.5:
            await asyncio.sleep(60)
            self.crowd.tell(person)
            person.peer.hear_of_us(self.stage.radio.public_key)
            await asyncio.sleep(20)
            self.crowd.ask(person, "/rekey")

    async def _upgrade(self) -> None:
        """Have a node run 2.8 from now on."""
        person = self._somebody()
        if not person.peer.is_28 and not person.is_marked:
            self.crowd.upgrade(person)

    async def _masquerade(self) -> None:
        """Have somebody play another who must not be replaced by what somebody tells."""
        crowd, watch = self.crowd, self.watch
        people = {crowd.by_number[num] for num in (*crowd.pinned, *crowd.favorites, *watch.exchanged)}
        victims = sorted((person for person in people if watch.is_protected(person)), key=lambda person: person.index)
        if victims:
            crowd.play(self.dice.choice(victims), self.dice.choice(("", "/ping", "/rekey")))

    async def _accept(self) -> None:
        """Let the operator accept what somebody has told them on the telephone."""
        keys = self.stage.house.keys
        for held in keys.book.held_all():
            person = self.crowd.by_number.get(held.node)
            if person is not None and person.peer.public_key == held.key.raw and not person.is_marked:
                await keys.keeper.accept_held(held.node)
                return

    async def _introduce(self) -> None:
        """Our radio tells everybody who it is."""
        self.stage.radio.introduction.send()

    async def _unmark(self) -> None:
        self.crowd.unmark(self.dice)

    async def _cut(self) -> None:
        """Lose the link, in one way or another."""
        server, ends = self.stage.server, self.watch.ends
        ends.trouble()
        how = self.dice.choice(("", "", "reset", "silence", "half-open-unread", "black-hole"))
        if how in ("", "reset"):
            server.cut(reset=bool(how))
            return
        fault = server.inject(how)
        await asyncio.sleep(self.dice.uniform(20, 200))
        server.end(fault)
        ends.trouble()

    async def _restart(self) -> None:
        """Have the house end, as by SIGTERM, and another one take over."""
        watch = self.watch
        watch.ends.trouble()
        await self.stage.end()
        watch.end_life()
        await asyncio.sleep(self.dice.uniform(1, 60))
        self.stage.begin()
        watch.ends.trouble()

    async def _reboot(self) -> None:
        self.watch.ends.trouble()
        self.stage.radio.reboot(down_s=self.dice.uniform(1, 20))

    # --- in the end -----------------------------------------------------------------------

    def summary(self) -> str:
        """Return what there is to be told, for people."""
        watch, words = self.watch, self.watch.ends.words
        how = ", ".join(f"{word} {count}" for word, count in words.most_common())
        memory = ", ".join(f"{mb:.0f}" for mb in self.story.memory)
        return (
            f"\n{self.stage.radio.profile.name}: {len(self.crowd.known)} people, {self.story.days:g} days, "
            f"{self.stage.lives} lives, {words.total()} messages: {how}\n"
            f"pushed {watch.pushes}, favourites removed {watch.removed}, asked {watch.asks}, "
            f"favourites of ours at most {watch.most_ours}, {len(watch.heard)} keys heard, {memory} MB"
        )


def resident_mb() -> float:
    """Return what is in use, without what a house that is gone has left behind in the allocator."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * 4096 / 1e6
