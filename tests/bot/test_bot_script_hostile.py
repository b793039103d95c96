"""Scripts that do not want to end, and what is left of them: nothing."""

import asyncio
import os
import threading
import time

import pytest

from scriptkit import PYTHON, alive_in_group, children, descriptors, eventually, gone, kill, run, sh, written
from steadymesh.bot import barrier
from steadymesh.bot.scripts import child, watch
from steadymesh.clock import monotonic
from steadymesh.errors import ScriptError, ScriptLateError

pytestmark = pytest.mark.real

TIMEOUT_S = 0.3


@pytest.fixture(autouse=True)
async def nothing_is_left():
    before = descriptors(), children(), threading.enumerate()
    yield
    assert (descriptors(), children(), threading.enumerate()) == before


@pytest.fixture(params=["pidfd", "asked"])
def watched(request, monkeypatch):
    """Both ways to see the end of a process."""
    if request.param == "asked":

        def forbidden(_pid: int) -> int:
            raise PermissionError("as a container may answer")

        monkeypatch.setattr(os, "pidfd_open", forbidden)


async def ended_late(script: str, *argv: str, **more) -> float:
    """Return after how many seconds a script that takes too long was over: a second late at the very most."""
    began = monotonic()
    with pytest.raises(ScriptLateError):
        await run(script, *argv, timeout_s=TIMEOUT_S, **more)
    took_s = monotonic() - began
    assert TIMEOUT_S <= took_s < TIMEOUT_S + 1
    return took_s


# --- the time limit -------------------------------------------------------------------------


async def test_a_script_that_sleeps_is_ended_at_once(tmp_path, watched):
    script = sh(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 600")
    assert await ended_late(script) < TIMEOUT_S + 0.4, "SIGTERM is enough"
    assert await gone(int(await written(tmp_path / "pid")))


async def test_a_script_may_put_things_in_order(tmp_path, watched):
    await ended_late(sh(tmp_path, f"trap 'echo tidy > {tmp_path}/tidy; exit 0' TERM; while :; do sleep 0.02; done"))
    assert await written(tmp_path / "tidy") == "tidy"


async def test_a_script_that_ignores_everything_is_killed_half_a_second_later(tmp_path, watched):
    script = sh(tmp_path, f"trap '' TERM HUP INT; echo $$ > {tmp_path}/pid; while :; do sleep 0.02; done")
    assert await ended_late(script) >= TIMEOUT_S + 0.5
    assert await gone(int(await written(tmp_path / "pid")))


async def test_a_script_that_stops_itself_is_killed():
    await ended_late(*PYTHON, "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)")


async def test_children_that_keep_the_pipes_open_die_with_the_script(tmp_path, watched):
    body = f"echo $$ > {tmp_path}/pid; (trap '' TERM; while :; do sleep 0.02; done) & sleep 600"
    await ended_late(sh(tmp_path, body))
    assert await gone(int(await written(tmp_path / "pid")))


async def test_a_script_that_forks_twice_dies_whole(tmp_path, watched):
    code = f"""
import os, time
if os.fork() == 0:
    if os.fork() == 0:
        open({str(tmp_path / "group")!r}, "w").write(f"{{os.getpgid(0)}}\\n")
        time.sleep(600)
    os._exit(0)
os.wait()
time.sleep(600)
"""
    await ended_late(*PYTHON, code)
    assert await gone(int(await written(tmp_path / "group")))


async def test_a_script_that_flees_into_its_own_session_holds_up_nobody(tmp_path):
    code = f"""
import os, time
if os.fork() == 0:
    os.setsid()
    open({str(tmp_path / "pid")!r}, "w").write(f"{{os.getpid()}}\\n")
    time.sleep(600)
time.sleep(600)
"""
    await ended_late(*PYTHON, code)
    fled = int(await written(tmp_path / "pid"))
    assert alive_in_group(fled)
    kill(fled)
    assert await gone(fled)


async def test_a_script_that_closes_its_pipes_and_stays_is_ended(tmp_path):
    await ended_late(sh(tmp_path, "exec <&- >&- 2>&-; exec sleep 600"))


async def test_no_time_at_all_is_late(tmp_path):
    with pytest.raises(ScriptLateError):
        await run(sh(tmp_path, "echo quick"), timeout_s=0)


async def test_a_long_question_that_is_never_read_keeps_nobody(tmp_path):
    await ended_late(sh(tmp_path, "exec sleep 600"), question={"long": "x" * 1_000_000})


async def test_a_script_that_reads_slowly_gets_all_within_its_time():
    code = """
import sys, time
got = 0
while chunk := sys.stdin.buffer.raw.read(50_000):
    got += len(chunk)
    time.sleep(0.005)
print(got)
"""
    assert int((await run(*PYTHON, code, question={"long": "x" * 500_000})).text) > 500_000


# --- floods ---------------------------------------------------------------------------------


async def test_a_flood_of_output_ends_the_script(tmp_path, watched):
    began = monotonic()
    script = sh(tmp_path, f"echo $$ > {tmp_path}/pid; yes")
    with pytest.raises(ScriptError, match="more than 64 KiB"):
        await run(script, timeout_s=30)
    assert monotonic() - began < 2
    assert await gone(int(await written(tmp_path / "pid")))


async def test_a_flood_that_ignores_its_end_is_killed():
    code = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True:
    try:
        os.write(1, b"x" * 65536)
    except BrokenPipeError:
        pass
"""
    began = monotonic()
    with pytest.raises(ScriptError, match="more than 64 KiB"):
        await run(*PYTHON, code, timeout_s=30)
    assert 0.5 <= monotonic() - began < 2


async def test_a_flood_of_errors_does_not_spoil_an_answer():
    code = "import os; [os.write(2, b'e' * 65536) for _ in range(30)]; print('fine')"
    assert (await run(*PYTHON, code)).text == "fine"


async def test_an_endless_flood_of_errors_is_slowed_and_ended(tmp_path):
    """It may write as much as it likes: the loop has time for others."""
    before_s = time.process_time()
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    async with asyncio.TaskGroup() as tasks:
        ticking = tasks.create_task(tick())
        with pytest.raises(ScriptLateError):
            await run(sh(tmp_path, "exec yes >&2"), timeout_s=1)
        ticking.cancel()
    assert time.process_time() - before_s < 0.5
    assert ticks > 30


# --- what a script leaves running -----------------------------------------------------------


async def test_a_script_has_answered_when_it_ends_and_what_it_leaves_is_killed(tmp_path, watched):
    script = sh(tmp_path, f"echo $$ > {tmp_path}/pid; (trap '' TERM; sleep 600; :) & echo answer")
    began = monotonic()
    assert (await run(script)).text == "answer"
    assert monotonic() - began < 2, "half a second for whoever still writes"
    assert await gone(int(await written(tmp_path / "pid")))


async def test_what_is_left_in_silence_is_killed_without_waiting(tmp_path):
    script = sh(tmp_path, f"echo $$ > {tmp_path}/pid; sleep 600 > /dev/null 2>&1 & echo answer")
    assert (await run(script)).text == "answer"
    assert await gone(int(await written(tmp_path / "pid")))


async def test_the_second_half_of_a_pipe_may_finish(tmp_path):
    assert (await run(sh(tmp_path, "(sleep 0.1; echo later) & echo first"))).text == "first\nlater"


# --- cancellation ---------------------------------------------------------------------------


async def test_cancelling_ends_the_group_within_half_a_second(tmp_path, watched):
    script = sh(tmp_path, f"trap '' TERM; echo $$ > {tmp_path}/pid; while :; do sleep 0.02; done")
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(run(script, timeout_s=60))
        group = int(await written(tmp_path / "pid"))
        began = monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert 0.25 <= monotonic() - began < barrier.GRACE_S
    assert await gone(group)


async def test_a_callers_deadline_is_the_callers(tmp_path):
    began = monotonic()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await run(sh(tmp_path, "trap '' TERM; while :; do sleep 0.02; done"), timeout_s=60)
    assert monotonic() - began < 0.2 + 0.5


async def test_whoever_cancels_twice_waits_for_nothing(tmp_path):
    script = sh(tmp_path, f"trap '' TERM; echo $$ > {tmp_path}/pid; while :; do sleep 0.02; done")
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(run(script, timeout_s=60))
        group = int(await written(tmp_path / "pid"))
        task.cancel()
        await asyncio.sleep(0.01)
        began = monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert monotonic() - began < 0.1
    assert await gone(group)
    assert await reaped()


async def test_a_coroutine_that_is_closed_in_the_middle_kills_the_group(tmp_path):
    script = sh(tmp_path, f"trap '' TERM; echo $$ > {tmp_path}/pid; while :; do sleep 0.02; done")
    coroutine = run(script, timeout_s=60)
    coroutine.send(None)
    group = int(await written(tmp_path / "pid"))
    coroutine.close()
    assert await gone(group)
    assert await reaped()


# --- what the system can't end --------------------------------------------------------------


async def test_a_process_that_can_not_be_killed_holds_up_nobody_and_is_reaped_when_it_ends(
    tmp_path, watched, monkeypatch
):
    """As one does that waits for a disk which does not answer."""
    monkeypatch.setattr(watch, "POLL_S", 0.001)
    monkeypatch.setattr(child.os, "killpg", lambda _group, _number: None)
    await ended_late(sh(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 600"))
    pid = int(await written(tmp_path / "pid"))
    assert alive_in_group(pid)
    kill(pid)
    assert await reaped()


async def test_a_script_that_runs_as_somebody_else_holds_up_nobody(tmp_path, monkeypatch):
    """As by sudo: we may not signal it, and it notices by its pipes."""

    def not_ours(_group: int, _number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(child.os, "killpg", not_ours)
    await ended_late(sh(tmp_path, f"echo $$ > {tmp_path}/pid; while echo x; do sleep 0.02; done"))
    assert await gone(int(await written(tmp_path / "pid")))
    assert await reaped()


async def reaped() -> bool:
    """Return whether no child of ours is left, as the loop sees to."""
    return await eventually(lambda: not children())
