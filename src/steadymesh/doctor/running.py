"""The bot that runs on the state directory: asked, never disturbed. What it knows stands for a visit of our own."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

from steadymesh import __version__
from steadymesh.config import Config, format_duration
from steadymesh.control.client import request
from steadymesh.control.protocol import SOCKET_NAME
from steadymesh.doctor.answer import Answer
from steadymesh.doctor.finding import Fact, Finding, note, ok, problem, warning
from steadymesh.doctor.machine import running_service
from steadymesh.errors import ControlError, InvalidIdError, NotRunningError
from steadymesh.keys.sync.advice import SLOW_NODE_DELAY
from steadymesh.link.target import parse_target
from steadymesh.store.statedir import LOCK_NAME

ANSWER_S: Final = 3.0
"""A bot answers within milliseconds; one whose loop is blocked for longer is ill."""

OFTEN: Final = 3
"""Losses, and …"""

RARE_S: Final = 6 * 3600.0
"""… the time between two of them that is nothing to worry about."""

STARTING_S: Final = 20.0
"""A bot that was started so lately may well not have its link yet."""

LAG_S: Final = 1.0
"""A loop that was once so late: whoever waited for an answer then noticed."""

Request: TypeAlias = Callable[[Path, str, Mapping[str, object] | None, float], object]
"""`control.client.request`, or what stands for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """Whether a bot runs on the state directory, and what it said."""

    findings: tuple[Finding, ...]
    may_connect: bool = False
    """Nothing of ours holds the radio's slot, as far as can be seen."""
    answer: Answer | None = None
    """Its status; None: none runs, or it does not answer."""


def look(config: Config, *, ask: Request = request) -> Process:
    """Ask who runs on the state directory; what says nothing for too long is not waited for."""
    facts = {"state_dir": str(config.state_dir)}
    socket_path = config.state_dir / SOCKET_NAME
    try:
        answer = Answer(ask(socket_path, "status", None, ANSWER_S))
    except NotRunningError:
        if _is_held(config.state_dir / LOCK_NAME):
            return Process(findings=(problem("process", "mute", facts),))
        service = running_service()
        found = note("process", "none", facts) if service is None else warning("process", "service", facts)
        return Process(findings=(found,), may_connect=True)
    except ControlError:
        what = "stuck" if os.access(socket_path, os.W_OK) else "foreign"
        return Process(findings=(problem("process", what, facts),))
    return Process(findings=tuple(_itself(answer, config)), answer=answer)


def report(answer: Answer, at: datetime) -> Iterator[Finding]:
    """Yield what a running bot knows of its link, its key sync, its store and its loop.

    Args:
        answer: Its status.
        at: Wall time now.
    """
    yield from _link(answer, at)
    yield from _history(answer)
    yield from _sync(answer)
    yield from _store(answer)
    yield from _loop(answer)


def _is_held(lock: Path) -> bool:
    """Return whether a process holds the state directory, without holding it ourselves for longer than that takes."""
    try:
        descriptor = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def _itself(answer: Answer, config: Config) -> Iterator[Finding]:
    version = answer.text("version")
    facts: dict[str, Fact] = {"version": version, "pid": answer.count("pid"), "up": _span(answer.number("uptime_s"))}
    yield ok("process", "runs", facts)
    if version != __version__:
        yield warning("process", "other-version", version=version, ours=__version__)
    serves = answer.text("link", "target")
    if config.node and not _is_same(config.node, serves):
        yield warning("process", "other-radio", serves=serves, asked=config.node)


def _is_same(asked: str, serves: str) -> bool:
    try:
        return parse_target(asked) == parse_target(serves)
    except InvalidIdError:
        return False


def _link(answer: Answer, at: datetime) -> Iterator[Finding]:
    """How the link stands now."""
    state = answer.text("link", "state")
    facts = {
        "address": answer.text("link", "address") or answer.text("link", "target"),
        "span": _span(answer.seconds_since(at, "link", "since")),
    }
    left = _span(answer.number("link", "next_attempt_s"))
    match state:
        case "ready":
            yield ok("link", "ready", facts)
        case "yielded":
            yield warning("link", "yielded", facts, left=left)
        case "released":
            yield warning("link", "released", facts, left=left)
        case _:
            yield _away(answer, at, facts["address"])
    probe_s = answer.number("link", "last_probe_s")
    if probe_s is not None:
        yield ok("probe", "remembered", seconds=probe_s, milliseconds=round(probe_s * 1000))


def _away(answer: Answer, at: datetime, address: str) -> Finding:
    """There is no link: since when, and why."""
    facts: dict[str, Fact] = {"address": address, "attempt": answer.count("link", "attempt")}
    away_s = answer.seconds_since(at, "link", "lost_since")
    if away_s is not None:
        return problem("link", "away", facts, away=_span(away_s), reason=answer.text("link", "last_reason"))
    up_s = answer.number("uptime_s") or 0.0
    report, what = (note, "starting") if up_s < STARTING_S else (problem, "never")
    return report("link", what, facts, up=_span(up_s))


def _history(answer: Answer) -> Iterator[Finding]:
    """How often it was lost, and what else was noticed since the start."""
    losses = answer.counts("link", "losses")
    total = sum(losses.values())
    up_s = answer.number("uptime_s") or 0.0
    facts: dict[str, Fact] = {
        "total": total,
        "today": answer.count("link", "reconnections_today"),
        "up": _span(up_s),
        "closed": losses.get("closed", 0),
        "unanswered": losses.get("probe", 0),
        "others": total - losses.get("closed", 0) - losses.get("probe", 0),
        "most": max(losses, key=lambda reason: losses[reason], default=""),
    }
    if total >= OFTEN and up_s / total < RARE_S:
        yield warning("losses", "often", facts)
    else:
        yield ok("losses", "some" if total else "none", facts)
    noticed = answer.counts("link", "noticed")
    if count := noticed.get("contended"):
        yield warning("other-client", "contended", count=count)
    if noticed.get("proxy-suspected"):
        yield warning("proxy", "suspected")
    if count := noticed.get("rebooted"):
        yield warning("reboots", "seen", count=count)
    garbage = sum(answer.counts("link", "drops").get(name, 0) for name in ("bytes-skipped", "frames-undecodable"))
    if garbage:
        yield note("stream", "was-noisy", count=garbage)


def _sync(answer: Answer) -> Iterator[Finding]:
    """Whether the key sync works."""
    complete, failed = answer.count("keys", "sync", "complete"), answer.count("keys", "sync", "failed")
    facts = {"complete": complete, "failed": failed}
    known = {"known": answer.count("keys", "known"), "held": answer.count("keys", "held")}
    if failed:
        yield warning("key-sync", "failed", facts, slow=SLOW_NODE_DELAY)
    else:
        yield ok("key-sync", "works" if complete else "pending", facts | known)


def _store(answer: Answer) -> Iterator[Finding]:
    """Whether what is to be kept is kept."""
    failing = answer.text("store", "failing")
    facts = {"waiting": answer.count("store", "waiting"), "dropped": answer.count("store", "dropped")}
    if failing:
        yield problem("store", "failing", facts, cause=failing)
    elif facts["dropped"]:
        yield warning("store", "dropped", facts)
    else:
        yield ok("store", "writes", facts)


def _loop(answer: Answer) -> Iterator[Finding]:
    """Whether the process has the time that it needs, and somebody reads its log."""
    worst_s = answer.number("pulse", "worst_lag_s") or 0.0
    if worst_s >= LAG_S:
        yield warning("loop", "lagged", seconds=worst_s, lag=round(worst_s, 1))
    if dropped := answer.count("log", "dropped"):
        yield warning("log", "dropped", count=dropped)


def _span(seconds: float | None) -> str:
    """Return a duration for a person, whole seconds; "?" where it is not known."""
    return "?" if seconds is None else format_duration(max(0, round(seconds)))
