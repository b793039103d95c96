"""Backup and restoration through the control socket: longer than a request may take, and not ended by who goes away."""

import asyncio
import contextlib
import json

import pytest

from identitykit import OTHER_PRIVATE, PRIVATE, ScriptedRadio, a_desk, an_identity, secrets_in
from steadymesh.app.identityjobs import UNCLAIMED_S, WAIT_S, IdentityJobs
from steadymesh.control.server import REQUEST_S
from steadymesh.errors import InputFileError, UsageError
from steadymesh.keys.files.identity import document_of, identity_of
from steadymesh.model import ErrandEnd


@contextlib.asynccontextmanager
async def at_work(radio: ScriptedRadio):
    jobs = IdentityJobs(lambda: a_desk(radio))
    async with asyncio.TaskGroup() as tasks:
        room = tasks.create_task(jobs.run())
        await asyncio.sleep(0)
        try:
            yield {name.removeprefix("identity."): handler for name, handler in jobs.handlers().items()}
        finally:
            room.cancel()
            radio.close()


def through_json(value: object) -> dict:
    return json.loads(json.dumps(value))


async def refusal(work) -> str:
    with pytest.raises(UsageError) as caught:
        await work
    return caught.value.told.sentence


async def test_a_backup_comes_with_the_first_answer():
    async with at_work(ScriptedRadio()) as ops:
        answer = through_json(await ops["backup"]({}))
        assert answer["state"] == "done"
        assert identity_of(answer["result"], "x").private_key.raw == PRIVATE
        assert await refusal(ops["wait"]({"job": 1})) == "identity-job-gone"


async def test_a_restoration_is_waited_for_in_parts_shorter_than_a_request():
    radio = ScriptedRadio(private=OTHER_PRIVATE)
    loop = asyncio.get_running_loop()
    async with at_work(radio) as ops:
        doing, began = [], loop.time()
        answer = await ops["restore"](through_json({"identity": document_of(an_identity()), "yes": True}))
        while answer["state"] == "working":
            assert loop.time() - began <= WAIT_S < REQUEST_S
            assert secrets_in(repr(answer)) == []
            doing.append(answer["doing"])
            began = loop.time()
            answer = await ops["wait"](through_json({"job": answer["job"]}))
    assert answer["result"]["outcome"] == "restored"
    assert secrets_in(repr(answer)) == []
    assert set(doing) >= {"restarting"}


@pytest.mark.parametrize("yes", [False, None, 1, "true"])
async def test_nothing_but_yes_means_yes(yes):
    radio = ScriptedRadio(private=OTHER_PRIVATE)
    async with at_work(radio) as ops:
        answer = await ops["restore"]({"identity": document_of(an_identity()), "yes": yes})
    assert answer["result"]["outcome"] == "planned"
    assert radio.writes == 0


async def test_one_at_a_time():
    async with at_work(ScriptedRadio()) as ops, asyncio.TaskGroup() as tasks:
        first = tasks.create_task(ops["backup"]({}))
        await asyncio.sleep(1)
        assert await refusal(ops["backup"]({})) == "identity-busy"
        assert await refusal(ops["restore"]({"identity": document_of(an_identity())})) == "identity-busy"
        assert (await first)["state"] == "done"
        assert (await ops["backup"]({}))["state"] == "done"


async def test_whoever_goes_away_does_not_end_it():
    radio = ScriptedRadio(private=OTHER_PRIVATE)
    async with at_work(radio) as ops:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3):
                await ops["restore"]({"identity": document_of(an_identity()), "yes": True})
        await asyncio.sleep(40)
        assert radio.security.private_key == PRIVATE
        assert (await ops["wait"]({"job": 1}))["result"]["outcome"] == "restored"


async def test_a_result_that_nobody_fetches_is_forgotten():
    radio = ScriptedRadio()
    async with at_work(radio) as ops:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await ops["backup"]({})
        await asyncio.sleep(5 + UNCLAIMED_S)
        assert await refusal(ops["wait"]({"job": 1})) == "identity-job-gone"


async def test_a_refusal_and_a_defect_reach_whoever_asks_and_the_next_one_is_served():
    radio = ScriptedRadio()
    async with at_work(radio) as ops:
        radio.is_managed = True
        assert await refusal(ops["backup"]({})) == "identity-managed"
        radio.is_managed = False
        radio.fails = {"get_config_request": None}
        with pytest.raises(AttributeError):
            await ops["backup"]({})
        radio.fails = {"get_config_request": ErrandEnd(taken=False)}
        assert await refusal(ops["backup"]({})) == "identity-untold"
        radio.fails = {}
        assert (await ops["backup"]({}))["state"] == "done"


async def test_an_identity_that_is_none_is_refused():
    async with at_work(ScriptedRadio()) as ops:
        with pytest.raises(UsageError):
            await ops["restore"]({"yes": True})
        with pytest.raises(InputFileError):
            await ops["restore"]({"identity": {**document_of(an_identity()), "long_name": "x"}, "yes": True})


async def test_without_the_room_nothing_is_begun():
    jobs = IdentityJobs(lambda: a_desk(ScriptedRadio()))
    assert await refusal(jobs.backup({})) == "identity-busy"
