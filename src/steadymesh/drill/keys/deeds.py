"""What the operator, or an earlier run, does on steadymesh's side of a case."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from datetime import timedelta
from typing import Final

from steadymesh.drill.keys.stage import KeyStage
from steadymesh.errors import StoreError
from steadymesh.ids import PublicKey
from steadymesh.keys.files.imports import read_text_file
from steadymesh.model import Act, ActKind

PLAN_S: Final = 40.0
"""New keys wake the plan within that: whoever is expected to write has their key in the radio then."""

PUSHES_AN_HOUR: Final = 6

SPENT_BEFORE: Final = timedelta(minutes=40)
"""When an earlier run spent this hour's pushes."""

ON_A_SLOW_DISK: Final = contextlib.suppress(StoreError)
"""Virtual time does not wait long for a busy disk: a decision is in force all the same, and is written down later."""


def base64_of(key: bytes) -> str:
    """Return a key as files have it."""
    return base64.b64encode(key).decode()


async def imports(stage: KeyStage) -> None:
    """Import the person from the old bot's `node_names.json`."""
    person = stage.scene.person
    entry = {"name": person.long_name, "publicKey": base64_of(person.public_key)}
    file = stage.folder / "node_names.json"
    file.write_text(json.dumps({str(person.num): entry}), encoding="utf-8")
    await stage.house.keys.keeper.import_keys(read_text_file(file).records)
    await asyncio.sleep(PLAN_S)


async def verifies(stage: KeyStage) -> None:
    """Verify the key of the person (`keys verify`)."""
    with ON_A_SLOW_DISK:
        await stage.house.keys.keeper.verify(stage.scene.person.num)


async def accepts(stage: KeyStage) -> None:
    """Accept the key that the person shows now (`keys accept`)."""
    with ON_A_SLOW_DISK:
        await stage.house.keys.keeper.accept_held(stage.scene.address)


async def accepts_and_verifies(stage: KeyStage) -> None:
    """Accept the key that the person shows now, and verify it."""
    await accepts(stage)
    with ON_A_SLOW_DISK:
        await stage.house.keys.keeper.verify(stage.scene.address)


async def brings_verified(stage: KeyStage) -> None:
    """Verify the key of the person, and bring it into the radio, which has lost them: the mark there is ours."""
    await verifies(stage)
    num = stage.scene.person.num
    stage.scene.lose(stage.scene.person)
    stage.house.directory.note_held(num, None)
    await stage.house.keys.custodian.push(num)


async def revokes(stage: KeyStage) -> None:
    """Revoke the key of the person (`keys revoke`)."""
    with ON_A_SLOW_DISK:
        await stage.house.keys.keeper.revoke(PublicKey(stage.scene.person.public_key))


async def spent(stage: KeyStage) -> None:
    """Let an earlier run have written as many keys as may be written in an hour."""
    for number in range(PUSHES_AN_HOUR):
        at = stage.clock.at() - SPENT_BEFORE - timedelta(seconds=number)
        stage.store.custody.keep_act(Act(kind=ActKind.PUSH, node=stage.scene.others[0].num, at=at))


async def fills(stage: KeyStage) -> None:
    """Fill every place for favourites of ours with people whom nobody waits for (`keys push`)."""
    custodian = stage.house.keys.custodian
    for other in stage.scene.others[: custodian.facts().favorites_cap]:
        stage.scene.lose(other)
        stage.house.directory.note_held(other.num, None)
        await custodian.push(other.num)
