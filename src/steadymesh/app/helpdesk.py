"""The operations `report.*` of the control socket: what somebody who helps needs of the running process.

Where each task stands, and digests of the radio's secrets, by which a report is searched for them. None leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from steadymesh.app.requests import Args, Handler
from steadymesh.app.secretforms import SALT_BYTES, digest_of, forms_of_bytes
from steadymesh.app.stacks import taken
from steadymesh.errors import UsageError
from steadymesh.events import SessionReady
from steadymesh.wire.convert.secrets import radio_secrets, without_nodes

STACKS: Final = "report.stacks"
DIGESTS: Final = "report.digests"


class HelpDesk:
    """Answers whoever packs a report."""

    def __init__(self) -> None:
        self._image: tuple[bytes, ...] = ()

    def note(self, ready: SessionReady) -> None:
        """Remember what the radio told; called at each READY, returns at once."""
        self._image = without_nodes(ready.image)

    def handlers(self) -> Mapping[str, Handler]:
        """Return every operation by its name."""
        return {STACKS: self.stacks, DIGESTS: self.digests}

    async def stacks(self, _args: Args) -> object:
        """Return where each task and each thread stands."""
        return taken(asyncio.get_running_loop())

    async def digests(self, args: Args) -> object:
        """Return, for each form of each secret of the radio, its name, length and digest with `salt` (hex).

        `is_spaced`: there are blanks in it, so it has to be looked for across words.
        """
        try:
            salt = bytes.fromhex(str(args.get("salt", "")))
        except ValueError:
            salt = b""
        if len(salt) != SALT_BYTES:
            raise UsageError("The request needs 16 bytes as salt, in hexadecimal.")
        return [
            {"name": name, "length": len(form), "is_spaced": " " in form, "digest": digest_of(form, salt)}
            for name, raw in radio_secrets(self._image)
            for form in sorted(forms_of_bytes(raw))
        ]
