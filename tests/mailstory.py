"""Letters to people who come and go, on a whole mesh, while the bot is restarted; and a judge who counts."""

from __future__ import annotations

import asyncio
import gc
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from airstory import AirStage, resident_mb
from housekit import START
from keystage import staged
from steadymesh.model import Outcome
from steadymesh.sim.profile import PROFILES
from steadymesh.sim.server import SimServer
from steadymesh.sim.settings import Settings
from steadymesh.sim.village.habits import Habits
from steadymesh.sim.village.village import Village, VillageOptions
from steadymesh.testing import virtual

HOUR_S = 3600.0


@dataclass
class MailStory:
    """What happens."""

    letters: int = 2_400
    """So many are written: whoever is out of reach, or whose packet is lost, does not write again."""
    hours: float = 48.0
    """In which they are written."""
    afterwards_h: float = 27.0
    """For what is left to come back: a day, and some."""
    restarts: int = 12
    """Half of them as `kill -9` does it: what was not written down is lost."""
    peers: int = 30
    people: int = 24
    seed: int = 5
    taken: int = 0
    problems: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    summary: str = ""


class MailStage(AirStage):
    """A mesh on which nobody asks for anything but mail."""

    def settle_mail(self, story: MailStory) -> None:
        self.village = Village(
            clock=self.clock,
            seed=story.seed,
            settings=Settings(preset="SHORT_FAST", region="EU_868"),
            options=VillageOptions(
                peers=story.peers,
                people=story.people,
                habits=Habits(ask_every_s=0, chat_every_s=0, walkers=0.6, off_at_night=0.7),
                parrot=False,
                stride_s=2.0,
            ),
        )
        self.radio = self.village.radio
        self.server = SimServer(self.radio, clock=self.clock)

    async def kill(self) -> None:
        """End the house so that nothing is written down any more."""
        self.store.close(0)
        await self.end()


async def mailed(folder: Path, story: MailStory, monkeypatch) -> MailStory:
    """Play it, and return it with what the judge found."""
    monkeypatch.setattr(virtual, "GRACE", 0)
    monkeypatch.setattr(virtual, "PATIENCE_S", 10.0)
    dice = random.Random(story.seed)

    class Settled(MailStage):
        def __init__(self, *args, **more) -> None:
            super().__init__(*args, **more)
            self.settle_mail(story)

    sets = ("plugin.mail.days=1", "delivery.duty_share=0.9", "bot.commands_per_hour=1000")
    async with staged(folder, PROFILES["2.7.26"], seed=story.seed, sets=sets, level="info", kind=Settled) as stage:
        stage.begin()
        stage.village.start()
        loop = asyncio.get_running_loop()
        began, length_s = loop.time(), story.hours * HOUR_S
        # The first half hour people are told of, and then they write.
        acts = [(dice.uniform(1800.0, length_s), _write(number)) for number in range(story.letters)]
        acts += [(dice.uniform(3600.0, length_s + HOUR_S), _restart) for _ in range(story.restarts)]
        for at, act in sorted(acts, key=lambda one: one[0]):
            await _until(loop, began + at, story)
            await act(stage, dice)
        await _until(loop, began + length_s + max(story.afterwards_h, 1.0) * HOUR_S, story)
        await _judge(stage, story)
    return story


def _write(number: int):
    async def act(stage: MailStage, dice: random.Random) -> None:
        sender, to = dice.sample(stage.village.people, 2)
        text = f"letter {number} " + "and so on " * dice.choice((0, 0, 1, 4, 15))
        sender.resident.write(f"/msg !{to.resident.peer.num:08x} {text}")

    return act


async def _restart(stage: MailStage, dice: random.Random) -> None:
    await (stage.kill() if dice.random() < 0.5 else stage.end())
    await asyncio.sleep(dice.uniform(1, 300))
    stage.begin()


async def _until(loop: asyncio.AbstractEventLoop, at: float, story: MailStory) -> None:
    while (left := at - loop.time()) > 0:
        await asyncio.sleep(min(left, 600.0))
        if len(story.memory) <= loop.time() / (6 * HOUR_S):
            gc.collect()
            story.memory.append(resident_mb())


async def _judge(stage: MailStage, story: MailStory) -> None:
    """Count, and note what must not be."""
    entries = [one for one in await stage.store.outbox.load_since(START) if one.key.startswith("mail:")]
    kept = dict(await stage.store.plugins.drawer("mail").items("letter/"))
    lines = stage.log("mail-ended")
    ends = {line["number"]: line["outcome"] for line in lines}
    still = {value["number"] for value in kept.values() if value.get("state", "waiting") in ("waiting", "out")}
    story.taken = len(ends.keys() | still)
    problems = story.problems
    problems += [
        f"letter {number} ended {count} times"
        for number, count in Counter(line["number"] for line in lines).items()
        if count > 1
    ]
    if story.afterwards_h:
        problems += [f"letter {number} has not ended" for number in still]
    shown = Counter()
    again = 0
    of_packet = {packet: one for one in entries for packet in (one.packet_id, *one.earlier_ids)}
    for one in stage.village.ledger.shown:
        sent = of_packet.get(one.packet_id)
        if sent is None or ".n." in sent.key:
            continue
        piece = sent.key.rpartition(".")[0]
        is_again = "(again)" in one.text
        again += is_again
        shown[piece, sent.intent.to, is_again] += 1
    problems += [
        f"{piece} was shown {count} times without the mark"
        for (piece, _, marked), count in shown.items()
        if count > 1 and not marked
    ]
    read = {int(re.split(r"[:.]", piece)[1]) for piece, _, _ in shown}
    problems += [
        f"letter {n} is delivered and nobody was shown it"
        for n, how in ends.items()
        if how == "delivered" and n not in read
    ]
    problems += [
        f"letter {n} came back as {how} and was shown"
        for n, how in ends.items()
        if how in ("unheard", "unreadable") and n in read
    ]
    notices = Counter(one.outcome for one in entries if ".n." in one.key)
    outcomes = Counter(f"{one.outcome.value} {one.reason}".strip() for one in entries if ".n." not in one.key)
    story.summary = (
        f"\n{story.letters} written, {story.taken} taken in, {stage.lives} lives of the bot: {dict(Counter(ends.values()))}, "
        f"{len(still)} waiting\nattempts {dict(outcomes)}; shown {sum(shown.values())}, of these again {again}; "
        f"notices {notices[Outcome.ACKNOWLEDGED]} of {sum(notices.values())} acknowledged\n"
        f"{', '.join(f'{mb:.0f}' for mb in story.memory)} MB; warnings {len(stage.log('mail-not-written', 'mail-not-handed-in', 'mail-fate-unknown', 'mail-not-read'))}"
    )
