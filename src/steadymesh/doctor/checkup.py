"""One check-up, from the first question to the sum: who runs, the radio, the disk, the machine. At most 30 s."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from typing import Final, TextIO

from steadymesh.app.logs import set_up
from steadymesh.clock import SystemClock, monotonic
from steadymesh.config import Config
from steadymesh.doctor import (
    disk,
    firmware,
    machine,
    quiet,
    radio,
    rooms,
    running,
    secrecy,
    settings,
    unit,
    verdicts,
    version,
)
from steadymesh.doctor.finding import Finding, Tell, note, ok, problem, warning
from steadymesh.doctor.neighbours import Neighbours, is_connected
from steadymesh.doctor.radio import Subject
from steadymesh.doctor.report import Document, Lines, Report
from steadymesh.doctor.visit import STAY_S, Visit, pay
from steadymesh.errors import ResolveError
from steadymesh.link.resolver import Endpoint, Resolve, Resolver, look_up
from steadymesh.link.target import Target, parse_target
from steadymesh.ports import Clock

RADIO_S: Final = 24.0
"""For everything that concerns the radio, looking up its name included. With the goodbye (0.9 s), the question who
runs (3 s, and then no radio) and the disk (4 s) the whole stays below 30 s."""

RESOLVE_S: Final = 5.0
"""For the name: a resolver that needs longer will fail the bot as well."""

SLOW_RESOLVE_S: Final = 1.0


def run(config: Config, *, json: bool, out: TextIO | None = None, may_visit: bool = True) -> int:
    """Look at everything and print what was found; return 0.

    Args:
        config: The configuration.
        json: One JSON document at the end instead of lines.
        out: Where to print; None: stdout.
        may_visit: Whether the radio may be looked at where no bot runs.
    """
    out = sys.stdout if out is None else out
    report: Report = Document(out, config.language) if json else Lines(out, config.language)
    began = monotonic()
    level = "warning" if config.log_level == "info" else config.log_level
    with set_up(level=level, form=config.log_format, language=config.language):
        _look(config, report.tell, out, may_visit=may_visit)
    report.end(monotonic() - began)
    return 0


def _look(config: Config, tell: Tell, out: TextIO, *, may_visit: bool) -> None:
    process = running.look(config)
    is_running = not process.may_connect
    kept = disk.check(config.state_dir, is_running=is_running)  # told of below; before anybody else reads from it
    _tell_all(tell, process.findings, settings.check(config, is_running=is_running), secrecy.check(config))
    skew_s = has_time = None
    answer = process.answer
    if answer is not None:
        _tell_all(tell, running.report(answer, SystemClock().at()), rooms.report(answer))
        _tell_radio(answer.subject(), config, tell)
        skew_s, has_time = answer.number("link", "radio_skew_s"), answer.flag("link", "radio_has_time")
    elif process.may_connect:
        if config.node and may_visit:
            with asyncio.Runner() as runner:
                skew_s, has_time = runner.run(
                    examine(config, parse_target(config.node), tell=tell, clock=SystemClock())
                )
        _tell_all(tell, quiet.check(config, may_read=disk.may_be_read(kept)))
    _tell_all(
        tell,
        kept,
        machine.clock(
            SystemClock().at(),
            skew_s,
            radio_has_time=has_time,
            is_synchronised=machine.is_clock_synchronised(),
        ),
        machine.service((answer.count("pid") if answer is not None else 0) or None),
        unit.check(),
        version.check(),
        machine.terminal(config, out),
    )


def _tell_all(tell: Tell, *found: Iterable[Finding]) -> None:
    for findings in found:
        for finding in findings:
            tell(finding)


async def examine(
    config: Config,
    target: Target,
    *,
    tell: Tell,
    clock: Clock,
    resolve: Resolve = look_up,
    neighbours: Neighbours = is_connected,
) -> tuple[float | None, bool | None]:
    """Look at the radio itself: find it, visit it, say what was found.

    Args:
        config: The configuration.
        target: Where it is.
        tell: Takes each finding as it comes.
        clock: Both clocks, and a nonce.
        resolve: Looks its name up, in a thread.
        neighbours: Says whether somebody on this machine is connected to it; then it is not visited.

    Returns:
        Our time minus its own, and whether anybody has told it the time; None: it did not say.
    """
    ends = clock.now() + RADIO_S
    endpoints = await _endpoints(target, tell, clock, resolve)
    if not endpoints:
        return None, None
    if neighbours(endpoints):
        tell(warning("visit", "occupied", address=target.address))
        return None, None
    tell(note("visit", "begins", address=target.address, stay=round(STAY_S)))

    def on_connected(visit: Visit) -> None:
        for finding in verdicts.connected(visit):
            tell(finding)

    def on_ready(visit: Visit) -> None:
        for finding in verdicts.shaken(visit):
            tell(finding)

    visit = await pay(
        endpoints,
        link=config.link,
        session=config.session,
        clock=clock,
        ends=ends,
        on_connected=on_connected,
        on_ready=on_ready,
    )
    for finding in verdicts.left(visit):
        tell(finding)
    _tell_radio(_subject(visit), config, tell)
    return visit.skew_s, visit.has_time


async def _endpoints(target: Target, tell: Tell, clock: Clock, resolve: Resolve) -> tuple[Endpoint, ...]:
    """Return the radio's addresses; none: that was a finding."""
    began = clock.now()
    host = target.host
    try:
        endpoints = await Resolver(host, target.port, resolve=resolve).endpoints(timeout_s=RESOLVE_S)
    except ResolveError:
        seconds = clock.now() - began
        found = "stuck" if seconds >= RESOLVE_S else "unknown"
        tell(problem("resolve", found, seconds=seconds, host=host, limit=RESOLVE_S))
        return ()
    seconds = clock.now() - began
    if target.is_numeric:
        tell(ok("resolve", "numeric", host=host))
        return endpoints
    addresses = ", ".join(dict.fromkeys(endpoint.address[0] for endpoint in endpoints))
    report, found = (warning, "slow") if seconds > SLOW_RESOLVE_S else (ok, "found")
    tell(report("resolve", found, seconds=seconds, host=host, addresses=addresses, milliseconds=round(seconds * 1000)))
    return endpoints


def _subject(visit: Visit) -> Subject | None:
    """Return the radio as its handshake described it; None: there was none."""
    ready = visit.ready
    if ready is None:
        return None
    return Subject(
        info=ready.radio,
        has_private_key=ready.radio.private_key is not None,
        nodes=ready.radio.nodedb_count or len(ready.nodes),
        telemetry=ready.radio.node.telemetry,
    )


def _tell_radio(subject: Subject | None, config: Config, tell: Tell) -> None:
    if subject is None:
        return
    _tell_all(tell, firmware.check(subject.info), radio.check(subject, config))
