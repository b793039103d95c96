import asyncio
import socket
import sys
from pathlib import Path

import pytest

from linkkit import WordRadio, loop_now, running
from steadymesh import words
from steadymesh.link.target import Target


def touching(path: Path) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", f"open({str(path)!r}, 'a').write('x')")


@pytest.fixture
def nobody() -> Target:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Target(host="127.0.0.1", port=free.getsockname()[1])


def wait_for(rig) -> None:
    """Virtual time waits while the command runs."""
    asyncio.get_running_loop().busy_probes.append(rig.link.busy)


async def test_away_for_ten_minutes_runs_the_command_and_again_after_half_an_hour(log, nobody, tmp_path):
    async with running(nobody, rescue_command=touching(tmp_path / "ran")) as rig:
        wait_for(rig)
        await asyncio.sleep(599)
        assert log.of("link-rescue-started") == []
        await asyncio.sleep(2 * 3600)
    times = log.times("link-rescue-started")
    assert times == [pytest.approx(600 + n * 1800, abs=0.1) for n in range(len(times))]
    assert len(times) == 4, "at most twice an hour"
    assert (tmp_path / "ran").read_text() == "xxxx"
    assert log.levels("link-rescue-done") == ["info"] * 4


async def test_the_command_does_not_hold_up_the_attempts(log, nobody):
    sleeper = (sys.executable, "-S", "-c", "import time; time.sleep(600)")
    async with running(nobody, rescue_command=sleeper, rescue_after_s=10, backoff_max_s=4) as rig:
        await asyncio.sleep(40)
        assert rig.link.busy()
        assert log.times("link-opening") == [pytest.approx(t, abs=0.05) for t in (0, 1, 3, *range(7, 40, 4))]
        await asyncio.sleep(29)
        wait_for(rig)
        await asyncio.sleep(11)
        assert not rig.link.busy()
    [failed] = log.of("link-rescue-failed")
    assert str(failed["detail"]) == "still running after 60 s"
    assert words.tell(failed["detail"], "fr") == "toujours en cours après 60 s"
    assert log.times("link-rescue-failed") == [pytest.approx(70, abs=0.1)]


async def test_the_end_does_not_wait_for_the_command(nobody):
    sleeper = (sys.executable, "-S", "-c", "import time; time.sleep(600)")
    async with running(nobody, rescue_command=sleeper, rescue_after_s=10) as rig:
        await asyncio.sleep(15)
        assert rig.link.busy()
    assert not rig.link.busy()


@pytest.mark.parametrize(
    ("command", "detail"),
    [
        (("/no/such/program",), "there is no such file"),
        ((sys.executable, "-S", "-c", "raise SystemExit(3)"), "exit code 3"),
        (("a\0b",), "null byte"),
    ],
)
async def test_a_command_that_fails_is_one_line(log, nobody, command, detail):
    async with running(nobody, rescue_command=command, rescue_after_s=10) as rig:
        wait_for(rig)
        await asyncio.sleep(100)
    assert len(log.of("link-rescue-failed")) == 1
    assert detail in str(log.of("link-rescue-failed")[0]["detail"])


async def test_a_link_that_is_back_in_time_needs_no_rescue(log, tmp_path):
    async with WordRadio() as radio, running(radio.target, rescue_command=touching(tmp_path / "ran")):
        await asyncio.sleep(100)
        await radio.stop()
        await asyncio.sleep(500)
        await radio.listen()
        await asyncio.sleep(2000)
    assert log.of("link-rescue-started") == []


async def test_a_release_is_no_reason_to_pull_the_plug(log, tmp_path):
    async with WordRadio() as radio, running(radio.target, rescue_command=touching(tmp_path / "ran")) as rig:
        await asyncio.sleep(100)
        rig.link.release(5000)
        await asyncio.sleep(1)
        await radio.stop()
        await asyncio.sleep(5500)
        assert log.of("link-rescue-started") == []
        wait_for(rig)
        await asyncio.sleep(250)
        assert log.times("link-rescue-started") == [pytest.approx(5700, abs=1)]
        assert loop_now() > 5700
