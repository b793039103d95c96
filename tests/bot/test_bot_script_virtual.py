"""Real scripts on virtual time."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from botkit import Mesh
from scriptkit import PYTHON, children, run, sh
from steadymesh.bot.scripts.commands import ScriptSpec, plugin_of
from steadymesh.errors import ScriptLateError


@pytest.fixture
async def patient():
    """Virtual time waits a little for whatever is at work."""
    asyncio.get_running_loop().busy_probes.append(lambda: True)


async def test_a_script_answers_on_virtual_time(tmp_path, patient):
    assert (await run(sh(tmp_path, "cat; echo done"), question={"text": "hi"})).text == '{"text": "hi"}\ndone'
    assert asyncio.get_running_loop().time() == 0


async def test_a_script_is_ended_at_the_very_second(tmp_path, patient):
    before = children()
    with pytest.raises(ScriptLateError):
        await run(sh(tmp_path, "trap '' TERM; while :; do sleep 0.02; done"), timeout_s=3600)
    assert asyncio.get_running_loop().time() == 3600.5
    assert children() == before


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (("sh", "-c", "echo oops >&2; exit 3"), "oops"),
        ((*PYTHON, "import sys; print('first', file=sys.stderr); raise ValueError('telling')"), "ValueError: telling"),
        (("sh", "-c", r"printf 'a\033[2Jb' >&2; exit 1"), "a\N{REPLACEMENT CHARACTER}[2Jb"),
    ],
)
async def test_what_a_failing_script_says_is_in_the_log_at_debug_and_told_to_the_operator_only(script, said, patient):
    mesh = Mesh(*plugin_of("bad", ScriptSpec(command=script), Path("/")).commands)
    with capture_logs() as logs:
        async with mesh.running():
            on_air = (await mesh.ask("/bad")).text
    assert [line["said"] for line in logs if line["event"] == "plugin-script-said"] == [said]
    assert [line for line in logs if line["log_level"] != "debug" and said in str(line)] == []
    assert on_air == "Sorry, bad went wrong here. The operator can read why in the log."
    assert await mesh.at_console("bad") == f"{on_air}\n{said}"


async def test_a_failing_script_that_says_nothing_adds_nothing(patient):
    mesh = Mesh(*plugin_of("bad", ScriptSpec(command=("false",)), Path("/")).commands)
    with capture_logs() as logs:
        assert await mesh.at_console("bad") == "Sorry, bad went wrong here. The operator can read why in the log."
    assert [line["event"] for line in logs] == ["plugin-failed"]
