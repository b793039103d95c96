"""Where everything stands, in the log: on SIGUSR1, and when the loop stands still."""

import asyncio
import signal
import subprocess
import sys
import threading
import time

import pytest
from structlog.testing import capture_logs

from steadymesh.app import stacks
from steadymesh.app.stallwatch import StallWatch


async def test_each_task_and_each_thread_is_told_with_where_it_awaits():
    async def inner():
        await asyncio.Event().wait()

    async def outer():
        await inner()

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(outer(), name="the one")
        await asyncio.sleep(0)
        with capture_logs() as logs:
            thread = threading.Thread(target=stacks.dump, args=(asyncio.get_running_loop(), "asked"))
            thread.start()
            thread.join()
        task.cancel()
    first, *others = logs
    assert (first["event"], first["why"]) == ("stacks", "asked")
    assert first["tasks"] >= 2
    where = {line["name"]: line["where"] for line in others if line["event"] == "stack-of-task"}
    assert [place.split()[1] for place in where["the one"].split(" < ")] == ["wait", "inner", "outer"]
    assert "/home" not in str(logs)
    threads = {line["name"]: line["where"] for line in others if line["event"] == "stack-of-thread"}
    assert "test_each_task_and_each_thread" in threads["MainThread"]


def test_without_a_loop_the_threads_are_told():
    with capture_logs() as logs:
        stacks.dump(None, "asked")
    assert logs[0]["tasks"] == 0


def test_a_loop_that_stands_still_is_told_of_once_and_again_after_it_went_on():
    beats, told = [1], threading.Semaphore(0)
    with StallWatch(lambda: beats[0], told.release, stall_s=0.04, look_s=0.01):
        assert told.acquire(timeout=5)
        assert not told.acquire(timeout=0.1)
        beats[0] += 1
        assert told.acquire(timeout=5)


def test_a_loop_that_has_not_begun_does_not_stand_still():
    told = threading.Event()
    with StallWatch(lambda: 0, told.set, stall_s=0.02, look_s=0.01):
        assert not told.wait(0.15)


@pytest.mark.real
def test_sigusr1_has_a_running_bot_say_where_it_stands_and_go_on(tmp_path):
    command = [sys.executable, "-m", "steadymesh", "run", "--sim", "--state-dir", str(tmp_path), "--language", "en"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        seen = until(process, "[link-ready]")
        process.send_signal(signal.SIGUSR1)
        seen = until(process, "Task control")
        assert "As asked by SIGUSR1" in seen
        process.send_signal(signal.SIGTERM)
        until(process, "[stopped]")
        assert process.wait(5) == 0


def until(process, wanted: str, within_s: float = 30) -> str:
    seen, ends = "", time.monotonic() + within_s
    while wanted not in seen:
        assert time.monotonic() < ends, seen
        seen += process.stderr.readline()
    return seen
