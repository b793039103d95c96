"""Plays one case on a stage and judges what came of it."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from steadymesh.drill.case import (
    AT_ONCE_S,
    NOTICED_S,
    READY_S,
    STOP_S,
    Case,
    Expect,
    Row,
)
from steadymesh.drill.inside import INSIDE
from steadymesh.drill.stage import Stage
from steadymesh.events import AttemptFailed, SessionLost, SessionReady
from steadymesh.testing.virtual import VirtualLoop

BEFORE_S: Final = 65.0
"""A stable link before anything goes wrong: what comes then is no contention."""

AFTER_S: Final = 60.0
"""For the questions that waited to be answered, one text after the other."""

THREAD_ENDS_S: Final = 1.0
"""A thread that was told to end gets that long to be scheduled once more."""

PATIENCE_S: Final = 300
"""A radio's queue of questions takes that long at one text in some seconds."""

STOP_AFTER_S: Final = 20.0
"""How deep in the fault the process is told to end."""


def play(case: Case) -> Row:
    """Play a case in a loop of its own; return its row."""
    threads_before, sockets_before, memory_before = threading.active_count(), _descriptors(), _resident_mb()
    with tempfile.TemporaryDirectory(prefix="steadymesh-drill-", ignore_cleanup_errors=True) as folder:
        loop = VirtualLoop()
        try:
            row, problems = loop.run_until_complete(_play(loop, case, Path(folder)))
        finally:
            loop.close()
    left = list(row.left)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and threading.active_count() > threads_before:
            thread.join(timeout=THREAD_ENDS_S)  # the store's was told to end, and does so by itself
    if threading.active_count() > threads_before:
        left.append(f"{threading.active_count() - threads_before} threads")
    if _descriptors() > sockets_before:
        left.append(f"{_descriptors() - sockets_before} descriptors")
    grown_mb = max(0.0, _resident_mb() - memory_before)
    problems += [f"left over: {', '.join(left)}"] if left else []
    problems += [f"grew by {grown_mb:.0f} MB"] if grown_mb > case.growth_mb else []
    return replace(row, left=tuple(left), grown_mb=grown_mb, problems=tuple(problems))


async def _play(loop: VirtualLoop, case: Case, folder: Path) -> tuple[Row, list[str]]:
    stage = Stage(loop, case, folder)
    stage.server.start()
    problems: list[str] = []
    began = ended = noticed = 0.0
    row = Row(
        name=case.name,
        expect=case.expect.value,
        noticed_s=None,
        ready_again_s=None,
        ready_allowed_s=None,
        asked=0,
        answered=0,
        answered_meanwhile=0,
        lost=0,
        twice=0,
        stop_s=None,
        left=(),
        grown_mb=0.0,
        grown_allowed_mb=case.growth_mb,
        problems=(),
    )
    allowed = None
    try:
        async with stage.playing() as house:
            if not case.from_start:
                if await stage.until(SessionReady, since=0, within_s=30) is None:
                    problems.append("never READY before the fault")
                await asyncio.sleep(BEFORE_S)
            began = stage.clock.now()
            with _going_wrong(stage, case):
                for number in (1, 2, 3):
                    await stage.post(f"{case.name} {number}", stage.people[number].num)
                    await asyncio.sleep(1)
                await asyncio.sleep(case.hold_s - 3)
                ended = stage.clock.now()
                status = stage.house.link.status()
                allowed = READY_S + (status.next_attempt_s or 0.0) + 10.0
            row = replace(row, noticed_s=_noticed(stage, case, began))
            noticed = began + (row.noticed_s or 0.0)
            row = replace(row, ready_allowed_s=None if case.yields else allowed)
            row = replace(row, ready_again_s=await _ready_again(stage, case, began, max(ended, noticed)))
            await asyncio.sleep(AFTER_S)
            stage.asking = False
            await _delivered(stage)
            if house.done():
                problems.append("the house ended by itself")
        row = replace(row, stop_s=await _stopped(stage, case))
    finally:
        stage.close()
    row = replace(row, left=_left(loop))
    row = _counted(row, stage, began, ended)
    failed = sum(isinstance(event, AttemptFailed) and event.now >= began for event in stage.events)
    return row, problems + stage.problems + _judged(case, row, failed)


@contextmanager
def _going_wrong(stage: Stage, case: Case) -> Iterator[None]:
    with ExitStack() as stack:
        if case.inside:
            stack.enter_context(INSIDE[case.inside](stage))
        if case.fault:
            stage.server.inject(case.fault)
            stack.callback(stage.server.heal)
        yield


def _noticed(stage: Stage, case: Case, began: float) -> float | None:
    """Return how long the house believed in a link that was gone, or how long the first failing attempt took."""
    for event in stage.events:
        if isinstance(event, SessionLost) and event.now >= began:
            lost = event.now
            if case.expect is not Expect.FAILS:
                return lost - began
            failed = [e.now for e in stage.events if isinstance(e, AttemptFailed) and e.now >= lost]
            return failed[0] - lost if failed else None
        if isinstance(event, AttemptFailed) and case.from_start:
            return event.now - began
    return None


async def _ready_again(stage: Stage, case: Case, began: float, healthy: float) -> float | None:
    """Return how long after the radio was healthy again the link was READY; 0: it was before."""
    if not any(isinstance(e, SessionLost | AttemptFailed) and e.now >= began for e in stage.events):
        return None
    limit_s = 700.0 if case.yields else 120.0
    while stage.clock.now() < healthy + limit_s:
        last = stage.events[-1]
        if isinstance(last, SessionReady):
            return max(0.0, last.now - healthy)
        await asyncio.sleep(0.1)
    return None


async def _delivered(stage: Stage) -> None:
    """Wait until every text of ours and every answer is on the air, within reason."""
    for _ in range(PATIENCE_S):
        texts = {sent.text for sent in stage.radio.sent_texts}
        replies = {sent.reply_id for sent in stage.radio.sent_texts}
        if texts.issuperset(stage.posted) and replies.issuperset(stage.asked):
            return
        await asyncio.sleep(1)


async def _stopped(stage: Stage, case: Case) -> float | None:
    """Start a house anew, let the fault come, end the house in the middle of it; return how long that took."""
    stopped = None
    stage.is_ending = True
    loop = asyncio.get_running_loop()
    async with stage.playing() as house:
        await asyncio.sleep(2)
        with _going_wrong(stage, case):
            await asyncio.sleep(STOP_AFTER_S)
            began = loop.time()
            house.cancel()
            await asyncio.wait([house], timeout=60)
            stopped = loop.time() - began
    return stopped


def _counted(row: Row, stage: Stage, began: float, ended: float) -> Row:
    answers = Counter(sent.reply_id for sent in stage.radio.sent_texts if not sent.repeated and sent.reply_id)
    texts = Counter(sent.text for sent in stage.radio.sent_texts if not sent.repeated)
    while_on = [s for s in stage.radio.sent_texts if began <= s.at_s <= ended and s.reply_id in stage.asked]
    return replace(
        row,
        asked=len(stage.asked),
        answered=sum(1 for id_ in stage.asked if answers[id_]),
        answered_meanwhile=len(while_on),
        lost=sum(1 for text in stage.posted if not texts[text]),
        twice=sum(count - 1 for count in answers.values() if count > 1)
        + sum(texts[text] - 1 for text in stage.posted if texts[text] > 1),
    )


def _judged(case: Case, row: Row, failed: int) -> list[str]:  # noqa: C901  (one line a demand)
    """Return each demand that was not met, in words."""
    problems = []
    if case.expect is Expect.SUCCEEDS and failed:
        problems.append(f"{failed} attempts failed where the first should have succeeded")
    if row.noticed_s is None and case.expect in (Expect.LOST_AT_ONCE, Expect.LOST_BY_PROBE, Expect.FAILS):
        problems.append("never noticed")
    if row.noticed_s is not None:
        limit_s = AT_ONCE_S if case.expect is Expect.LOST_AT_ONCE else NOTICED_S
        if row.noticed_s > limit_s:
            problems.append(f"noticed after {row.noticed_s:.1f} s")
        if case.expect is Expect.STAYS:
            problems.append("the link was lost")
        if row.ready_again_s is None:
            problems.append("never READY again")
        elif row.ready_allowed_s is not None and row.ready_again_s > row.ready_allowed_s:
            problems.append(f"READY again after {row.ready_again_s:.1f} s")
    if row.answered < row.asked and not case.loses_questions:
        problems.append(f"{row.asked - row.answered} questions without an answer")
    if case.inside and case.expect is Expect.STAYS and not row.answered_meanwhile:
        problems.append("nobody was answered meanwhile")
    if row.lost:
        problems.append(f"{row.lost} texts lost")
    if row.twice:
        problems.append(f"{row.twice} texts came twice")
    if row.stop_s is None or row.stop_s > STOP_S:
        problems.append(f"stopping took {row.stop_s} s")
    return problems


def _left(loop: VirtualLoop) -> tuple[str, ...]:
    """Return what is left of a house and a radio that have ended: tasks, and timers that will still ring."""
    me = asyncio.current_task()
    tasks = [f"task {task.get_name()}" for task in asyncio.all_tasks() if task is not me and not task.done()]
    return (*tasks, *(f"timer {timer}" for timer in loop.timers()))


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208


def _resident_mb() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
