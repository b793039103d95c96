"""What is wrong with what came of a case."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from steadymesh.delivery.why import OTHER, cause_of
from steadymesh.drill.keys.case import Expect, Fate, KeyCase, KeyRow
from steadymesh.drill.keys.stage import KeyStage
from steadymesh.keys.custody.radio import favorites_cap


def judged(case: KeyCase, row: KeyRow, stage: KeyStage) -> Iterator[str]:
    """Yield each demand that was not met, in words."""
    yield from as_expected(row, case.expected(row.firmware))
    yield from _at_the_persons(stage)
    yield from _in_the_radio(row, stage)
    yield from _in_the_log(stage)
    failure = stage.failure
    if row.fate == Fate.REFUSED.value and failure is not None and cause_of(failure) == OTHER:
        yield f"there is no sentence for {row.reason}"


def as_expected(row: KeyRow, expect: Expect) -> Iterator[str]:
    """Yield what is not as it must be on this firmware. Pure."""
    if (row.fate, row.reason) != (expect.fate.value, expect.reason):
        wanted = expect.reason or expect.fate.value
        yield f"{row.reason or row.fate} instead of {wanted}"
    if row.pushed + row.unfavorited > expect.writes:
        yield f"{row.pushed} keys written and {row.unfavorited} marks taken, {expect.writes} allowed"


def compared(row: KeyRow, control: KeyRow, expect: Expect) -> Iterator[str]:
    """Yield why a case drills nothing: its outcome is that of its control, or is not where it must be. Pure."""
    if expect.is_harmless and row.trace != control.trace:
        yield f"does harm where {control.name} does none: {row.trace} instead of {control.trace}"
    if not expect.is_harmless and row.trace == control.trace:
        yield f"does not bite: the same came of {control.name}"


def _at_the_persons(stage: KeyStage) -> Iterator[str]:
    if len(stage.readings()) > 1:
        yield f"read {len(stage.readings())} times"
    if any(not text.pki for text in stage.scene.radio.sent_texts):
        yield "went out under the channel's key"


def _in_the_radio(row: KeyRow, stage: KeyStage) -> Iterator[str]:
    """Yield what was done to the radio's table beyond what is allowed."""
    radio = stage.scene.radio
    allowed = row.pushed + row.unfavorited + stage.introductions
    if row.flash_writes > allowed:
        yield f"{row.flash_writes} flash writes, {allowed} allowed"
    marked = {record.num for record in radio.nodes.others() if record.is_favorite}
    ours = marked - stage.scene.users_favorites
    if len(ours) > favorites_cap(radio.nodes.capacity):
        yield f"{len(ours)} favourites of ours"
    if not stage.scene.users_favorites <= marked:
        yield "a favourite of the user's was touched"
    if radio.nodes.overruns:
        yield "the radio's table overran, and it restarted"
    elif radio.nodes.is_full and all(record.is_protected for record in radio.nodes.others()):
        yield "the radio's table has no room for anybody who comes and goes"


def _in_the_log(stage: KeyStage) -> Iterator[str]:
    """Yield what the log tells and must not: keys at any level, what was written above DEBUG."""
    scene = stage.scene
    people = (scene.person, *scene.others)
    secrets = [scene.radio.private_key, *(peer.private_key for peer in people)]
    publics = [scene.radio.public_key, *(peer.public_key for peer in people)]
    for line in stage.log():
        text = str(line)
        if any(spelled(key, text) for key in (*secrets, *publics)):
            yield f"a key stands in the log, at {line['event']}"
            return
        if stage.text in text and line["level"] != "debug":
            yield f"what was written stands in the log, at {line['event']}"
            return


def spelled(key: bytes, text: str) -> bool:
    """Return whether a text has a key in it, or half of one, in any spelling."""
    half = len(key) // 2
    codes = base64.b64encode(key), base64.urlsafe_b64encode(key)
    whole = (key.hex(), *(code.decode() for code in codes), repr(key)[2:-1])
    return any(word[:half] in text for word in whole)
