"""`identity.backup`, `identity.restore`, `identity.wait`: what takes longer than a request of the control socket may.

A request begins the work and waits for it a moment; then it is asked for again, by its number. Whoever asks may go away
without ending it: a restoration that was cut in the middle would leave a radio half edited. One at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from steadymesh.app.requests import Args, Handler
from steadymesh.errors import UsageError

if TYPE_CHECKING:
    from steadymesh.app.identity import IdentityDesk, Tell
    from steadymesh.model.identity import Identity

    Work = Callable[[Tell], Awaitable[object]]


WAIT_S: Final = 5.0
"""Longest wait of one request, below what the control socket gives it (8 s)."""

UNCLAIMED_S: Final = 30.0
"""A result that nobody fetches for so long is forgotten: a backup's holds every secret."""


async def backed_up(desk: IdentityDesk, tell: Tell) -> dict[str, object]:
    """Return the document of the radio's identity, with every secret in it."""
    from steadymesh.keys.files.identity import document_of

    return document_of(await desk.backup(tell))


async def restored(desk: IdentityDesk, identity: Identity, tell: Tell, *, is_meant: bool) -> dict[str, object]:
    """Restore an identity, or look what that would change; return what came of it, without a secret."""
    from steadymesh.app.identityreport import as_dict, plan_as_dict

    if is_meant:
        return as_dict(await desk.restore(identity, tell))
    info, planned = await desk.plan(identity, tell)
    return plan_as_dict(identity, info, planned)


@dataclass(slots=True, eq=False)
class _Job:
    """One backup or restoration."""

    number: int
    doing: str = "reading"
    result: object = field(default=None, repr=False)
    failure: BaseException | None = None
    is_over: asyncio.Event = field(default_factory=asyncio.Event)


class IdentityJobs:
    """The running bot's door to its identity desk. `run` is a room of the house.

    Args:
        desk: Makes the desk that does the work, anew for each: most processes live without one.
    """

    def __init__(self, desk: Callable[[], IdentityDesk]) -> None:
        self._desk = desk
        self._tasks: asyncio.TaskGroup | None = None
        self._job: _Job | None = None
        self._numbers = 0

    def handlers(self) -> Mapping[str, Handler]:
        """Return the control socket's operations, by name."""
        return {"identity.backup": self.backup, "identity.restore": self.restore, "identity.wait": self.wait}

    async def run(self) -> None:
        """Carry the work until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                await asyncio.get_running_loop().create_future()
        finally:
            self._tasks = None
            self._job = None

    async def backup(self, _args: Args) -> object:
        """Begin to read the identity; the result, once there, is its document with every secret in it."""

        async def work(tell: Tell) -> object:
            return await backed_up(self._desk(), tell)

        return await self._outcome(self._begin(work))

    async def restore(self, args: Args) -> object:
        """Begin to write the `identity` (a document), or with `yes` not true: to look what that would change."""
        from steadymesh.keys.files.identity import identity_of

        document = args.get("identity")
        if not isinstance(document, Mapping):
            raise UsageError("A restoration needs an identity.")
        identity = identity_of(document, "The identity")
        is_meant = args.get("yes") is True

        async def work(tell: Tell) -> object:
            return await restored(self._desk(), identity, tell, is_meant=is_meant)

        return await self._outcome(self._begin(work))

    async def wait(self, args: Args) -> object:
        """Wait a moment for the work of a number, `job`."""
        job = self._job
        if job is None or job.number != args.get("job"):
            raise UsageError(
                "This work on the identity is not known any more.",
                remedy="Was steadymesh restarted meanwhile? Look at its log, and begin again.",
                sentence="identity-job-gone",
            )
        return await self._outcome(job)

    def _begin(self, work: Work) -> _Job:
        if self._tasks is None or (self._job is not None and not self._job.is_over.is_set()):
            raise UsageError(
                "Somebody is at work on the radio's identity already.",
                remedy="Try again in a minute.",
                sentence="identity-busy",
            )
        self._numbers += 1
        self._job = job = _Job(number=self._numbers)
        self._tasks.create_task(self._do(job, work), name="identity-job")
        return job

    async def _do(self, job: _Job, work: Work) -> None:
        """Do the work; whatever it ends with is handed on to whoever asks."""

        def tell(doing: str) -> None:
            job.doing = doing

        try:
            job.result = await work(tell)
        except asyncio.CancelledError:
            raise
        except BaseException as exc:  # noqa: BLE001  (handed on, to be raised where it is asked for)
            job.failure = exc
        job.is_over.set()
        await asyncio.sleep(UNCLAIMED_S)
        self._forget(job)

    async def _outcome(self, job: _Job) -> object:
        """Return the work's result, which is forgotten with that, or that it is still being done.

        Raises:
            UsageError: It failed.
        """
        try:
            async with asyncio.timeout(WAIT_S):
                await job.is_over.wait()
        except TimeoutError:
            return {"state": "working", "job": job.number, "doing": job.doing}
        self._forget(job)
        if job.failure is not None:
            raise job.failure
        result, job.result = job.result, None
        return {"state": "done", "result": result}

    def _forget(self, job: _Job) -> None:
        if self._job is job:
            self._job = None
