"""What an operator is shown of outgoing messages, and takes back of them, in the running process and on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from steadymesh.app.offline import kept_names, with_store
from steadymesh.app.outboxrows import Rows
from steadymesh.app.requests import Args, Handler, language_of
from steadymesh.bus import Bus
from steadymesh.delivery.standing import Standing
from steadymesh.delivery.why import Party
from steadymesh.errors import StoreError, UsageError
from steadymesh.events import Delivered
from steadymesh.keys.refusals import refusal, shown
from steadymesh.model import Entry, Outcome
from steadymesh.ports import OutboxArchive
from steadymesh.store import Store
from steadymesh.words import clean

FAILED: Final = (Outcome.REFUSED, Outcome.EXPIRED)
OPEN: Final = tuple(outcome for outcome in Outcome if not outcome.is_final)

MOST_ROWS: Final = 5_001
"""In one answer, some 2.5 MB: all that the store keeps, and one more to see that there are more."""

MOST_WAITED_FOR: Final = 100
"""Messages whose end one request may wait for."""

LONGEST_WAIT_S: Final = 50.0
"""Of one request; whoever waits for longer asks again."""

MOST_LISTED: Final = 4
"""Messages that an ambiguous key's refusal lists."""


class Open(Protocol):
    """Messages that have not ended, or did lately: delivery."""

    @property
    def is_restored(self) -> bool:
        """Whether it knows what earlier runs left open; until then the disk does."""
        ...

    def entries(self) -> Sequence[Entry]:
        """Return every open message, first come first."""
        ...

    def entry(self, key: str) -> Entry | None:
        """Return a message that is open or ended lately; None: there is none."""
        ...

    def standing(self, key: str) -> Standing | None:
        """Return what an open message waits for; None: it is not open."""
        ...

    def cancel(self, key: str) -> Sequence[Entry]:
        """Take back a message that has not left, and the pieces behind it; return what was taken back."""
        ...


class OutboxDesk:
    """The operations `outbox.*` of the control socket.

    Args:
        outbox: What is on its way; None: no process runs.
        archive: What is written down.
        rows: Makes rows.
        bus: Tells when a message has ended; None: no process runs.
        language: Of sentences, unless the request names one.
    """

    def __init__(
        self, *, outbox: Open | None, archive: OutboxArchive, rows: Rows, bus: Bus | None = None, language: str
    ) -> None:
        self._outbox = outbox
        self._archive = archive
        self._rows = rows
        self._bus = bus
        self._language = language

    def handlers(self) -> Mapping[str, Handler]:
        """Return every operation by its name."""
        return {
            "outbox.list": self.list_entries,
            "outbox.show": self.show,
            "outbox.cancel": self.cancel,
            "outbox.wait": self.wait,
        }

    async def list_entries(self, args: Args) -> object:
        """Return a row for each message: `which` (`open`, first come first; `all`, `failed`, newest first), `limit`."""
        which, limit = args.get("which", "open"), args.get("limit", MOST_ROWS)
        if isinstance(limit, bool) or not isinstance(limit, int) or not 0 < limit <= MOST_ROWS:
            raise UsageError(f"The request needs a number from 1 to {MOST_ROWS} as limit.")
        match which:
            case "open" if self._outbox is not None and self._outbox.is_restored:
                entries: Sequence[Entry] = self._outbox.entries()[:limit]
            case "open":
                entries = tuple(reversed(await self._archive.load_latest(MOST_ROWS, OPEN)))[:limit]
            case "all":
                entries = await self._archive.load_latest(limit)
            case "failed":
                entries = await self._archive.load_latest(limit, FAILED)
            case _:
                raise UsageError("The request needs open, all or failed as which.")
        return [self._rows.row(entry, self._standing(entry)) for entry in entries]

    async def show(self, args: Args) -> object:
        """Return everything about the message whose `key` begins so, what it says included.

        Raises:
            UsageError: There is none, or several.
        """
        entry = await self._one(_key(args))
        return self._rows.whole(entry, self._language_of(args), self._standing(entry))

    async def cancel(self, args: Args) -> object:
        """Take back the message whose `key` begins so, and the pieces behind it.

        Raises:
            UsageError: There is none, or several; or nothing of it can be taken back any more.
        """
        entry = await self._one(_key(args))
        taken = () if self._outbox is None else self._outbox.cancel(entry.key)
        if not taken:
            is_over = entry.outcome.is_final
            raise refusal("outbox-ended" if is_over else "outbox-left", key=entry.key, outcome=entry.outcome.value)
        return {
            "key": entry.key,
            "is_whole": any(one.key == entry.key for one in taken),
            "entries": [self._rows.row(one) for one in taken],
        }

    async def wait(self, args: Args) -> object:
        """Return how the messages with these `keys` stand when all have ended, or after `seconds`."""
        keys, seconds = args.get("keys"), args.get("seconds", 0)
        if not isinstance(keys, list) or not 0 < len(keys) <= MOST_WAITED_FOR:
            raise UsageError(f"The request needs 1 to {MOST_WAITED_FOR} keys of messages.")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= LONGEST_WAIT_S:
            raise UsageError(f"The request needs a number from 0 to {LONGEST_WAIT_S:g} as seconds.")
        entries = await self._ended([clean(str(key)) for key in keys], float(seconds))
        language = self._language_of(args)
        return [self._rows.told(entry, language, self._standing(entry)) for entry in entries]

    async def _ended(self, keys: Sequence[str], seconds: float) -> list[Entry]:
        """Return the entries as they stand when the last one has ended, or when the time is over."""
        if self._bus is None:
            return await self._entries(keys)
        with self._bus.subscribe("outbox-wait", (Delivered,)) as events:
            entries = await self._entries(keys)
            try:
                async with asyncio.timeout(seconds):
                    while not all(entry.outcome.is_final for entry in entries):
                        await events.wait()
                        if any(isinstance(event, Delivered) and event.entry.key in keys for event in events.take_all()):
                            entries = await self._entries(keys)
            except TimeoutError:
                return await self._entries(keys)
        return entries

    async def _entries(self, keys: Sequence[str]) -> list[Entry]:
        return [await self._known(key) for key in keys]

    async def _known(self, key: str) -> Entry:
        entry = None if self._outbox is None else self._outbox.entry(key)
        return entry if entry is not None else await self._one(key)

    async def _one(self, word: str) -> Entry:
        """Return the entry that a word means: the beginning of its key, or of the part behind the time.

        Raises:
            UsageError: None, or several.
            StoreError: What has ended can't be read, and no open one is meant.
        """
        running = () if self._outbox is None else self._outbox.entries()
        found = {one.key: one for one in running if one.key.startswith(word) or f"-{word}" in one.key}
        try:
            kept = await self._archive.load_named(word, MOST_LISTED + 1)
        except StoreError:
            if not found:
                raise
            kept = ()
        found = {one.key: one for one in kept} | found
        if word in found:
            return found[word]
        if not found:
            raise refusal("outbox-no-message", key=shown(word))
        if len(found) > 1:
            newest = sorted(found.values(), key=lambda one: (one.created, one.key), reverse=True)
            listed = [one.key for one in newest[:MOST_LISTED]]
            sentence = "outbox-several-more" if len(found) > MOST_LISTED else "outbox-several"
            raise refusal(sentence, key=shown(word), listed=", ".join(listed))
        return next(iter(found.values()))

    def _standing(self, entry: Entry) -> Standing | None:
        return None if self._outbox is None else self._outbox.standing(entry.key)

    def _language_of(self, args: Args) -> str:
        return language_of(args, self._language)


def kept_outbox(state_dir: Path, op: str, args: Args, *, language: str) -> object:
    """Return what the desk answers on what is kept on disk, as the running process would; what is waited for stays out.

    Args:
        state_dir: Where it is kept.
        op: `outbox.list` or `outbox.show`.
        args: With what.
        language: Of sentences.

    Raises:
        StateError: The directory is in use or can't be used.
        UsageError: The desk refused.
    """

    async def answer(store: Store) -> object:
        names = await kept_names(store)
        rows = Rows(party=lambda num: Party(node=num, name=names.get(num, "")))
        desk = OutboxDesk(outbox=None, archive=store.outbox, rows=rows, language=language)
        return await desk.handlers()[op](args)

    return with_store(state_dir, answer)


def _key(args: Args) -> str:
    key = args.get("key")
    if not isinstance(key, str) or not key.strip():
        raise refusal("outbox-no-key")
    return key.strip()[:100]
