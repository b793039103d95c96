"""Plays one case on one firmware and tells what came of it."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from steadymesh.delivery.why import Party, explain
from steadymesh.drill.keys.case import Fate, KeyCase, KeyRow, Writer
from steadymesh.drill.keys.judge import judged
from steadymesh.drill.keys.stage import KeyStage
from steadymesh.model import Entry
from steadymesh.testing.virtual import VirtualLoop
from steadymesh.words import clean

VERDICT_S: Final = 190.0
"""After a message's lifetime delivery waits that long for a verdict (`delivery.options`)."""

ANSWER_S: Final = 100.0
"""A person who asks waits that long for the answer: a sealed question waits a minute for its sender's key."""

AFTER_S: Final = 40.0
"""What would come twice comes within that."""


def play(case: KeyCase, firmware: str) -> KeyRow:
    """Play a case in a loop of its own; return its row, judged by all that can be said without its control."""
    with tempfile.TemporaryDirectory(prefix="steadymesh-drill-", ignore_cleanup_errors=True) as folder:
        loop = VirtualLoop()
        try:
            return loop.run_until_complete(_play(loop, case, firmware, Path(folder)))
        finally:
            loop.close()


async def _play(loop: VirtualLoop, case: KeyCase, firmware: str, folder: Path) -> KeyRow:
    stage = KeyStage(loop, case, firmware, folder)
    async with stage.playing():
        if case.prepared is not None:
            await case.prepared(stage)
        stage.begin()
        case.cause(stage.scene)
        await asyncio.sleep(case.settle_s)
        if case.settled is not None:
            await case.settled(stage)
        await stage.write()
        await _ended(stage, case)
        await asyncio.sleep(AFTER_S)
        row = _row(stage, case, firmware)
        return replace(row, problems=tuple(judged(case, row, stage)))


async def _ended(stage: KeyStage, case: KeyCase) -> None:
    """Wait until the message was read or given up, or nothing more is to be expected."""
    within_s = case.lifetime_s + VERDICT_S if case.writer is Writer.WE else ANSWER_S
    await stage.until(lambda: bool(stage.readings()) or stage.failure is not None, within_s)


def _row(stage: KeyStage, case: KeyCase, firmware: str) -> KeyRow:
    read, failure = stage.readings(), stage.failure
    fate = _fate(stage, case)
    ended = stage.ends()
    return KeyRow(
        name=case.name,
        firmware=firmware,
        writer=case.writer.value,
        fate=fate.value,
        reason=failure.reason if failure is not None and fate is Fate.REFUSED else "",
        why=_why(stage, failure) if failure is not None and fate is Fate.REFUSED else "",
        seconds=round(read[0].at_s - stage.wrote_at, 1) if read else None,
        pushed=len(stage.told("contact-pushed")),
        unfavorited=len(stage.told("contact-unfavorited")),
        asked=len(stage.told("key-asked")),
        flash_writes=stage.flash_writes,
        opened=len(stage.told("sealed-opened")),
        tries=1 + len(ended[-1].earlier_ids) if ended else 0,
        waited_for=tuple(str(line["reason"]) for line in stage.told("message-awaits-key")),
    )


def _fate(stage: KeyStage, case: KeyCase) -> Fate:
    if stage.readings():
        return Fate.READ
    if stage.failure is not None:
        return Fate.REFUSED
    if case.writer is Writer.THEY and not stage.is_heard:
        return Fate.UNHEARD
    if stage.told("sealed-unreadable"):
        return Fate.UNREADABLE
    return Fate.OPEN


def _why(stage: KeyStage, entry: Entry) -> str:
    """Return the reason as a person reads it."""
    known = stage.house.keys.book
    num = entry.intent.to
    current, held = known.get(num), known.held(num)
    party = Party(
        node=num,
        name=clean(stage.scene.person.long_name),
        fingerprint="" if current is None else current.key.fingerprint,
        held="" if held is None else held.key.fingerprint,
    )
    return str(explain(entry, party).what)
