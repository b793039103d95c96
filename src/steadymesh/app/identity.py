"""Reads a radio's identity out of it, and writes a kept one back: `identity backup` and `identity restore`.

Nothing here keeps a secret longer than a command takes, and none is logged, whatever the level. What is written
between `BeginEdit` and `CommitEdit` is in the radio's memory only (firmware `AdminModule.cpp`, saveChanges): whatever
goes wrong before the commit, a restart of the radio gives its former settings back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

import structlog

from steadymesh.app.identityplan import Plan, RadioNow, came_of, check, plan
from steadymesh.app.identityreport import Report, StepEnd
from steadymesh.bus import Bus, Subscription
from steadymesh.errors import UsageError
from steadymesh.events import SessionLost, SessionReady
from steadymesh.ids import MAX_CHANNELS, ChannelIndex, PublicKey, format_node_num
from steadymesh.keys.book.weak import is_weak
from steadymesh.keys.files.identity import public_key_of
from steadymesh.model import (
    AdminIntent,
    BeginEdit,
    CommitEdit,
    ErrandEnd,
    LinkState,
    RadioInfo,
    ReadChannel,
    ReadOwner,
    ReadSecurity,
    RestartRadio,
    RoutingError,
)
from steadymesh.model.identity import ChannelSlot, Identity
from steadymesh.ports import Clock, Errands, LinkControl, RadioFacts
from steadymesh.wire.convert.identity import channel_of, owner_of, security_of

log = structlog.get_logger("identity")

ORDER_S: Final = 15.0
"""For one order, its turn behind what is in flight included; a radio answers within a second."""

COMMIT_S: Final = 30.0
"""For the commit: it writes five files to the flash before it answers, seconds on an ESP32 or nRF52."""

RESTART_S: Final = 25.0
"""From the commit to the loss of the link: the radio restarts 7 s later (firmware `configuration.h`,
DEFAULT_REBOOT_SECONDS), and a link that goes without a word is noticed by a probe."""

BACK_S: Final = 120.0
"""From there to READY: a start, Wi-Fi, and our back-off."""

TRIES: Final = 2
"""For a question: the answer to one may get lost, and asking again harms nobody."""

Tell = Callable[[str], None]
"""Takes what is being done: `reading`, `writing`, `restarting` or `checking`."""


@dataclass(slots=True)
class _Edit:
    """The steps of an open edit as they come to an end."""

    ends: list[StepEnd] = field(default_factory=list)
    reason: str = ""


class IdentityDesk:
    """Does both on the live radio.

    Args:
        errands: The way to the radio.
        link: How it stands.
        radio: What the radio said of itself.
        bus: Tells of a restart.
        clock: Dates a backup.
    """

    def __init__(self, *, errands: Errands, link: LinkControl, radio: RadioFacts, bus: Bus, clock: Clock) -> None:
        self._errands = errands
        self._link = link
        self._radio = radio
        self._bus = bus
        self._clock = clock

    async def backup(self, tell: Tell = lambda _doing: None) -> Identity:
        """Return the radio's identity, read from the radio itself.

        Args:
            tell: Takes what is being done.

        Raises:
            UsageError: There is no link, the radio is managed or does not answer, or it has no key pair.
        """
        tell("reading")
        now = await self._read()
        public, private = now.public_key, now.security.private_key
        if private is None:
            raise _no_key()
        derived = public_key_of(private)
        if derived is None or public not in (None, derived):
            raise UsageError(
                "The radio's private and public key don't belong together; nothing was kept.",
                remedy="Restart the radio, which derives the public key anew, and try again.",
                sentence="identity-keys-apart",
            )
        log.info("identity-read", node=format_node_num(now.info.num), fingerprint=derived.fingerprint)
        return Identity(
            saved_at=self._clock.at(),
            node=now.info.num,
            long_name=now.owner.long_name,
            short_name=now.owner.short_name,
            hw_model=now.info.hw_model,
            firmware=now.info.firmware,
            public_key=derived,
            private_key=private,
            admin_keys=now.security.admin_keys,
            channels=now.channels,
        )

    async def plan(self, identity: Identity, tell: Tell = lambda _doing: None) -> tuple[RadioInfo, Plan]:
        """Return the radio that is there, and what `restore` would write to it; nothing is written.

        Raises:
            InputFileError: The identity holds what no radio could take.
            UsageError: There is nothing to change, or the radio can't be written to.
        """
        now, planned = await self._planned(identity, tell)
        return now.info, planned

    async def restore(self, identity: Identity, tell: Tell = lambda _doing: None) -> Report:
        """Write an identity to the radio, wait for its restart, and compare what it has then.

        Raises:
            InputFileError: The identity holds what no radio could take; nothing was written.
            UsageError: There is nothing to change, or the radio can't be written to; nothing was written.
        """
        now, planned = await self._planned(identity, tell)
        before = format_node_num(now.info.num)
        fingerprint = identity.public_key.fingerprint
        log.warning("identity-restoring", node=before, fingerprint=fingerprint, steps=len(planned.steps))
        tell("writing")
        with self._bus.subscribe("identity", (SessionLost, SessionReady), size=100) as link:
            edit = await self._write(planned, link)
            if edit.reason:
                was_dropped = await self._drop()
                log.warning("identity-not-restored", node=before, reason=edit.reason)
                return Report(
                    outcome="failed",
                    steps=tuple(edit.ends),
                    plan=planned,
                    before=before,
                    reason=edit.reason,
                    was_dropped=was_dropped,
                )
            tell("restarting")
            is_back = await _restarted(link)
        report = Report(outcome="unread", steps=tuple(edit.ends), plan=planned, before=before)
        if not is_back:
            log.warning("identity-unread", node=before, reason="not-back")
            return replace(report, reason="not-back")
        tell("checking")
        return await self._compared(identity, report)

    async def _planned(self, identity: Identity, tell: Tell) -> tuple[RadioNow, Plan]:
        check(identity, "The identity")
        if is_weak(identity.public_key.raw):
            raise _weak(identity.public_key)
        tell("reading")
        now = await self._read()
        if now.owner.is_licensed:
            raise UsageError(
                "The radio is set to licensed amateur operation, where it keeps no key and no channel's PSK.",
                remedy="End that mode first; nothing was written.",
                sentence="identity-licensed",
            )
        planned = plan(identity, now)
        if not planned.steps:
            raise UsageError(
                f"The radio {format_node_num(now.info.num)} has this identity already; nothing was written.",
                sentence="identity-nothing-to-do",
                fields={"node": format_node_num(now.info.num), "fingerprint": identity.public_key.fingerprint},
            )
        return now, planned

    # --- writing --------------------------------------------------------------------------------

    async def _write(self, planned: Plan, link: Subscription) -> _Edit:
        """Write every step and save them; the first that fails ends it, unsaved."""
        edit = _Edit()
        edit.reason = await self._edited(BeginEdit(), link)
        for step in planned.steps:
            if edit.reason:
                edit.ends.append(StepEnd(step=step, state="left"))
                continue
            edit.reason = await self._edited(step.intent, link)
            edit.ends.append(StepEnd(step=step, state="failed" if edit.reason else "done"))
        if not edit.reason:
            end = await self._order(CommitEdit(), timeout_s=COMMIT_S)
            # No word of it: it may have been done all the same, what is read back will tell.
            edit.reason = "" if end.taken is None or end.is_done else _failure(end)
        return edit

    async def _edited(self, intent: AdminIntent, link: Subscription) -> str:
        """Have one order of an edit done; return why it was not, or nothing.

        An order that still waits for its turn when the link is lost is taken back: a radio that restarted has forgotten
        the edit, and would save whatever comes next at once.
        """
        async with asyncio.TaskGroup() as tasks:
            order = tasks.create_task(self._order(intent), name="identity-order")
            lost = tasks.create_task(link.wait(), name="identity-link")
            await asyncio.wait((order, lost), return_when=asyncio.FIRST_COMPLETED)
            order.cancel()
            lost.cancel()
        return "link-lost" if order.cancelled() or len(link) else _failure(order.result())

    async def _drop(self) -> bool:
        """Have the radio forget an edit that was not saved; return whether it does."""
        return (await self._order(RestartRadio(), timeout_s=COMMIT_S)).is_done

    async def _compared(self, identity: Identity, report: Report) -> Report:
        """Read the radio once more, and say of each step whether it has come to stay."""
        try:
            now = await self._read()
        except UsageError as exc:
            log.warning("identity-unread", node=report.before, reason=str(exc))
            return replace(report, reason="silent")
        steps = tuple(replace(end, came=came_of(end.step, identity, now)) for end in report.steps)
        is_same = all(end.came != "other" for end in steps)
        after = format_node_num(now.info.num)
        fingerprint = now.public_key.fingerprint if now.public_key is not None else ""
        if is_same:
            log.info("identity-restored", node=after, fingerprint=fingerprint)
        else:
            log.warning("identity-differs", node=after, fingerprint=fingerprint)
        return replace(report, outcome="restored" if is_same else "different", steps=steps, after=after)

    # --- reading --------------------------------------------------------------------------------

    async def _read(self) -> RadioNow:
        """Return what the radio has now.

        Raises:
            UsageError: There is no link, or the radio is managed, does not answer or does not tell.
        """
        info = self._radio.radio()
        if info is None or self._link.status().state is not LinkState.READY:
            raise UsageError(
                "The radio is not connected now.",
                remedy="`steadymesh link status` says why; try again when it is READY.",
                sentence="identity-no-link",
            )
        if info.is_managed:
            raise _managed()
        security = security_of(await self._asked(ReadSecurity(), "security"))
        if security is None:
            raise _untold("security", "unreadable")
        channels = [await self._channel(ChannelIndex(index)) for index in range(MAX_CHANNELS)]
        owner = owner_of(await self._asked(ReadOwner(), "owner"))
        if owner is None:
            raise _untold("owner", "unreadable")
        if security.is_managed:
            raise _managed()
        return RadioNow(info=info, security=security, channels=tuple(channels), owner=owner)

    async def _channel(self, index: ChannelIndex) -> ChannelSlot:
        slot = channel_of(await self._asked(ReadChannel(index=index), "channel", index), index)
        if slot is None:
            raise _untold("channel", "unreadable", index)
        return slot

    async def _asked(self, intent: AdminIntent, what: str, index: int = 0) -> bytes:
        """Return the payload that answers a question.

        Raises:
            UsageError: None came, or a refusal.
        """
        reason = ""
        for _ in range(TRIES):
            end = await self._order(intent)
            if end.answer:
                return end.answer
            reason = _failure(end) or "empty"
        raise _untold(what, reason, index)

    async def _order(self, intent: AdminIntent, timeout_s: float = ORDER_S) -> ErrandEnd:
        return await self._errands.run(intent, urgent=True, timeout_s=timeout_s)


async def _restarted(link: Subscription) -> bool:
    """Wait for the radio's restart and return whether the link is READY after it; True as well if it never went."""
    is_lost = False
    try:
        async with asyncio.timeout(RESTART_S) as limit:
            while True:
                await link.wait()
                events = link.take_all()
                if any(isinstance(event, SessionReady) for event in events):
                    return True
                if not is_lost:
                    is_lost = True
                    limit.reschedule(asyncio.get_running_loop().time() + BACK_S)
    except TimeoutError:
        return not is_lost


def _failure(end: ErrandEnd) -> str:
    """Return why an order was not done: the radio's own word for it, `refused` or `silent`; empty: it was done."""
    if end.is_done:
        return ""
    if end.error is not None:
        known = {error.value: error.name for error in RoutingError}
        return known.get(end.error, str(end.error))
    return "refused" if end.taken is False and end.is_handed else "silent"


def _no_key() -> UsageError:
    return UsageError(
        "The radio has no key pair, or does not tell it; nothing was kept.",
        remedy="It makes one when its region is set for the first time, since firmware 2.5.",
        sentence="identity-no-key",
    )


def _weak(key: PublicKey) -> UsageError:
    """Return why a known key is of no use: the radio looks for it at its start (`NodeDB.cpp`, keyIsLowEntropy)."""
    return UsageError(
        f"The key {key.fingerprint} is one of those that firmware knows for weak: the radio would make another one at "
        "its next start. Nothing was written.",
        remedy="Let it make a new key.",
        sentence="identity-weak",
        fields={"fingerprint": key.fingerprint},
    )


def _managed() -> UsageError:
    return UsageError(
        "The radio is managed: it obeys its administrators over the air, and no client beside it.",
        remedy="End the managed mode by remote administration first.",
        sentence="identity-managed",
    )


def _untold(what: str, reason: str, index: int = 0) -> UsageError:
    shown = {"security": "its security settings", "owner": "its names"}.get(what, f"its channel {index}")
    return UsageError(
        f"The radio did not tell {shown} ({reason}); nothing was done.",
        remedy="Is it busy, or does a proxy in between keep such requests? Try again in a minute.",
        sentence="identity-untold",
        fields={"what": what, "index": index, "reason": reason},
    )
