"""The catalogue: every fault that the radio's side can produce, by name."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Final

from steadymesh.errors import Told, UsageError
from steadymesh.sim import fault_doors, fault_dumps, fault_radio, fault_streams
from steadymesh.sim.fault import Fault

CATALOGUE: Final[dict[str, type[Fault]]] = {
    fault.name: fault
    for fault in (
        fault_doors.Refused,
        fault_doors.BlackHole,
        fault_doors.Silence,
        fault_dumps.DumpStall,
        fault_dumps.DumpStallOnce,
        fault_dumps.DumpBursts,
        fault_dumps.DumpSlow,
        fault_dumps.Dump5000,
        fault_dumps.FinInDump,
        fault_doors.FinWhenReady,
        fault_doors.RstWhenReady,
        fault_doors.HalfOpen,
        fault_doors.HalfOpenUnread,
        fault_radio.TxFull,
        fault_radio.NoQueueStatus,
        fault_radio.HeartbeatLost,
        fault_radio.Deaf,
        fault_streams.Garbage,
        fault_streams.FalseHeader,
        fault_streams.Lone94,
        fault_streams.TornFrames,
        fault_streams.OversizeLength,
        fault_streams.Undecodable,
        fault_streams.UnknownVariants,
        fault_doors.Duel,
        fault_radio.Reboot,
        fault_radio.RebootNewNumber,
        fault_radio.ClockForward,
        fault_radio.ClockBack,
        fault_radio.Burst,
        fault_radio.KeysyncHang,
    )
}
"""By name, in the order of the fault table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultPlan:
    """A fault that is to begin some time after the start."""

    name: str
    after_s: float = 0.0


def make(name: str) -> Fault:
    """Return a fresh fault of that name.

    Raises:
        UsageError: There is none; the sentence names the nearest.
    """
    kind = CATALOGUE.get(name)
    if kind is None:
        near = difflib.get_close_matches(name, CATALOGUE, n=1, cutoff=0.4)
        raise UsageError(
            f"There is no fault called “{_shown(name)}”.",
            remedy=f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(CATALOGUE)}.",
            sentence="fault-unknown-near" if near else "fault-unknown",
            fields={
                "name": _shown(name),
                "nearest": near[0] if near else "",
                "names": Told(", ".join(CATALOGUE)),  # longer than a field may be
            },
        )
    return kind()


def parse_plan(text: str, *, has_bot: bool = True) -> FaultPlan:
    """Return what `NAME[@SECONDS]` asks for.

    Args:
        text: As somebody wrote it.
        has_bot: A bot runs together with the simulated radio, so that it can be what goes wrong.

    Raises:
        UsageError: No such fault, no such number of seconds, or nobody there whom it could happen to.
    """
    name, at, seconds = text.strip().partition("@")
    if make(name).needs_bot and not has_bot:
        raise UsageError(
            f"The fault “{name}” lies in the bot, and there is none here.",
            remedy=f"Write `steadymesh run --sim --fault {name}`.",
            sentence="fault-needs-bot",
            fields={"name": name},
        )
    if not at:
        return FaultPlan(name=name)
    try:
        after_s = float(seconds.removesuffix("s"))
    except ValueError:
        after_s = -1.0
    if not 0 <= after_s <= 1e9:
        raise UsageError(
            f"“{_shown(seconds)}” is no number of seconds after which the fault “{name}” could begin.",
            remedy=f"Write {name}@30 for half a minute after the start.",
            sentence="fault-wrong-seconds",
            fields={"seconds": _shown(seconds), "name": name},
        )
    return FaultPlan(name=name, after_s=after_s)


def _shown(text: str) -> str:
    """Return what somebody typed, cut and on one line."""
    return "".join(c if c.isprintable() else "�" for c in text[:40])
