"""Simulated radios, each in the state that a cause of the key table leaves it in, in a process of their own.

`python -m bench.keybed`; the first line on stdin names the beds. Each radio stands as the cause has left it before
anybody connects. Asked to, it tells what the person could read.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from contextlib import AsyncExitStack
from typing import Final

import structlog

from bench.tell import say
from steadymesh.clock import SystemClock
from steadymesh.drill.keys.case import KeyCase, Writer
from steadymesh.drill.keys.cases import CASES
from steadymesh.drill.keys.scene import Scene

PRESET: Final = "SHORT_TURBO"
"""The fastest: the radio gives up after some eight seconds."""

QUESTION: Final = "/ping"

BY_NAME: Final = {case.name: case for case in CASES}


class KeyBed:
    """One radio and its mesh, and the case that is played on it."""

    def __init__(self, case: KeyCase, firmware: str) -> None:
        self.case = case
        self.scene = Scene(clock=SystemClock(), firmware=firmware, preset=PRESET)
        case.before(self.scene)
        case.cause(self.scene)  # before its door opens: a radio that restarts would lose its port to another one

    def facts(self) -> dict[str, object]:
        """Return what a client has to know: where, to whom, and the person's true key."""
        scene = self.scene
        return {
            "port": scene.server.address[1],
            "to": int(scene.address),
            "key": base64.b64encode(scene.person.public_key).decode(),
            "asks": self.case.writer is Writer.THEY,
        }

    def seen(self) -> dict[str, object]:
        """Return for each text that the person could read whether it was encrypted for them."""
        radio, persons = self.scene.radio, {self.scene.address, self.scene.person.num}
        return {
            "read": [text.pki for text in radio.read_texts if text.peer in persons and not text.repeated],
        }


async def main() -> None:
    """Serve until stdin ends."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(50), logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )
    lines = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    wanted: dict[str, list[str]] = json.loads(await lines.readline())
    async with AsyncExitStack() as stack:
        beds = {name: KeyBed(BY_NAME[case], firmware) for name, (case, firmware) in wanted.items()}
        for bed in beds.values():
            await stack.enter_async_context(bed.scene.server)
        say(beds={name: bed.facts() for name, bed in beds.items()})
        while line := await lines.readline():
            match json.loads(line)["do"]:
                case "ask":
                    for bed in beds.values():
                        if bed.case.writer is Writer.THEY:
                            bed.scene.radio.hear_text(bed.scene.person, QUESTION)
                    say(done=True)
                case "tell":
                    say(seen={name: bed.seen() for name, bed in beds.items()})


if __name__ == "__main__":
    asyncio.run(main())
