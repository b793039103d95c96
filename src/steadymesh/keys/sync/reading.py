"""The key sync's door to the node directory: every access has a deadline, and whatever goes wrong has a name.

The directory may raise, be missing, be None, change while it is read, answer nonsense, never answer, or ignore that
nobody waits any more. All that comes out of here is an answer or a `DirectoryError`.
"""

from __future__ import annotations

import asyncio
import operator
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from steadymesh.errors import SteadymeshError
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.sync.cutting import Cuttable
from steadymesh.model import NodeKey
from steadymesh.ports import NodeDirectory
from steadymesh.words import clean

AT_ONCE: Final = 2_000
"""Keys in one access: some 20 ms."""

T = TypeVar("T")
U = TypeVar("U")


class DirectoryError(SteadymeshError):
    """The node directory did not do what was asked of it.

    Args:
        what: Which access, and what became of it.
        event: The log's id for it.
    """

    def __init__(self, what: str, *, event: str) -> None:
        super().__init__(what)
        self.event = event


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What one comparison found."""

    known: int
    """Keys of the book that the directory now carries."""
    held: int
    """Those of them that the radio holds, the same key."""


class GuardedDirectory:
    """The node directory behind a deadline.

    Args:
        directory: The port; None when there is none.
        deadline_s: For each access.
    """

    def __init__(self, directory: NodeDirectory | None, *, deadline_s: float) -> None:
        self._directory = directory
        self._deadline_s = deadline_s

    async def count(self) -> int:
        """Return how many nodes the directory has.

        Raises:
            DirectoryError: See there.
        """
        return await self._asked(
            "nodes", lambda port: port.nodes(), lambda nodes: len(dict(nodes)), "pubkey-sync-nodes-error"
        )

    async def put(self, keys: Sequence[NodeKey]) -> Held:
        """Put the book's keys into the directory and compare them with the radio's.

        Raises:
            DirectoryError: See there.
        """
        table = await self._asked("held_keys", lambda port: port.held_keys(), _copied)
        known = held = 0
        for first in range(0, max(1, len(keys)), AT_ONCE):
            some = keys[first : first + AT_ONCE]
            held += _same(some, table)
            known += await self._put(some)
            await asyncio.sleep(0)  # 100,000 keys take most of a second: everybody else has their turn in between
        return Held(known=known, held=min(held, known))

    async def _put(self, keys: Sequence[NodeKey]) -> int:
        return await self._asked("put_keys", lambda port: port.put_keys(keys), operator.index)

    async def _asked(
        self,
        access: str,
        call: Callable[[NodeDirectory], Awaitable[T]],
        read: Callable[[T], U],
        event: str = "pubkey-sync-error",
    ) -> U:
        """Return what `read` makes of the answer; the one place where the directory's own failures end."""
        directory = self._directory
        if directory is None:
            raise DirectoryError("the node directory is missing (None)", event="pubkey-sync-nodes-none")
        task = asyncio.current_task()
        assert task is not None
        already = task.cancelling()
        deadline = asyncio.timeout(self._deadline_s)
        try:
            async with deadline:
                answer = await Cuttable(call(directory))
                if answer is not None:
                    return read(answer)
        except asyncio.CancelledError as exc:
            if task.cancelling() > already:
                raise  # it is we who are cancelled
            raise DirectoryError(f"{access}() was cancelled by somebody else", event=event) from exc
        # Barrier: what the directory does is its own affair. SystemExit too: a foreign client may end itself on a NAK.
        except (Exception, SystemExit) as exc:
            if deadline.expired():
                what = f"{access}() did not answer within {self._deadline_s:g} s"
            else:
                what = f"{access}(): {type(exc).__name__}: {clean(str(exc))}".removesuffix(": ")
            raise DirectoryError(what, event=event) from exc
        raise DirectoryError(
            f"{access}() answered None", event="pubkey-sync-nodes-none" if access == "nodes" else event
        )


def _copied(held: Mapping[NodeNum, PublicKey]) -> Mapping[NodeNum, PublicKey]:
    """Return what was answered as it is now: it may change while it is compared."""
    return dict(held)


def _same(keys: Sequence[NodeKey], held: Mapping[NodeNum, PublicKey]) -> int:
    """Return for how many of these nodes the radio holds this very key."""
    return sum(held.get(key.node) == key.key for key in keys)
