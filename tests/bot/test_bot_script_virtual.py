"""Real scripts on virtual time."""

import asyncio

import pytest

from scriptkit import children, run, sh
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
