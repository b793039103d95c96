"""What a visit to the radio means. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from steadymesh.doctor.finding import Fact, Finding, note, ok, problem, warning
from steadymesh.doctor.visit import STALL_S, Visit
from steadymesh.errors import ClosedError

SLOW_CONNECT_S: Final = 2.0
"""Wi-Fi takes milliseconds; more is lost packets, or a radio that is busy."""

SLOW_FIRST_FRAME_S: Final = 4.0
"""1–2 s are usual."""

SLOW_HANDSHAKE_S: Final = 12.0
"""A small node table takes a second or two, 250 nodes over good Wi-Fi some more."""

SLOW_PROBE_S: Final = 1.5
"""A node serves its socket every 250 ms at most (`StreamAPI.cpp`)."""

LEAST_STAY_S: Final = 5.0
"""READY for less says nothing about other clients."""

METADATA_S: Final = 6.0
"""For the radio's answer to a request: an ESP32 that is busy with its flash may take seconds."""


def connected(visit: Visit) -> Iterator[Finding]:
    """Yield how connecting went; the last try is the one that counts."""
    *missed, taken = visit.tries
    if missed:
        addresses = ", ".join(one.address for one in missed)
        yield warning("connect", "detour", seconds=taken.seconds, address=taken.address, missed=addresses)
        return
    report, found = (warning, "slow") if taken.seconds > SLOW_CONNECT_S else (ok, "open")
    milliseconds = round(taken.seconds * 1000)
    yield report("connect", found, seconds=taken.seconds, address=taken.address, milliseconds=milliseconds)


def shaken(visit: Visit) -> Iterator[Finding]:
    """Yield how the handshake went, once it is complete."""
    ready = visit.ready
    assert ready is not None
    yield from _first_frame(visit)
    facts = {
        "nodes": len(ready.nodes),
        "keys": sum(node.public_key is not None for node in ready.nodes),
        "took": round(ready.seconds, 2),
    }
    if visit.questions > 2:
        yield warning("handshake", "repeated", facts, seconds=ready.seconds)
    elif ready.seconds > SLOW_HANDSHAKE_S:
        yield warning("handshake", "long", facts, seconds=ready.seconds)
    else:
        yield ok("handshake", "complete", facts, seconds=ready.seconds)


def left(visit: Visit) -> Iterator[Finding]:
    """Yield what is to be said when the visit is over."""
    if visit.connected is None:
        yield from _blocked(visit)
    elif visit.ready is None:
        yield from _unshaken(visit)
    else:
        yield from _probes(visit)
        yield from _rival(visit)
        yield from _proxy(visit)
    if visit.ready is not None:
        yield from _noise(visit)


def _blocked(visit: Visit) -> Iterator[Finding]:
    """Nothing took the connection, or it ended before a word was said."""
    for one in visit.tries:
        facts: dict[str, Fact] = {"address": one.address, "took": round(one.seconds, 1), "error": one.error}
        if one.blockage is not None:
            yield problem("connect", one.blockage.value, facts, seconds=one.seconds)
        else:
            yield problem("connect", "cut", facts, seconds=one.seconds)


def _first_frame(visit: Visit) -> Iterator[Finding]:
    if visit.connected is None or visit.first_bytes is None:
        return
    seconds = visit.first_bytes - visit.connected
    report, found = (warning, "late") if seconds > SLOW_FIRST_FRAME_S else (ok, "came")
    yield report("first-frame", found, seconds=seconds, milliseconds=round(seconds * 1000))


def _unshaken(visit: Visit) -> Iterator[Finding]:
    """Connected, but the configuration did not come."""
    assert visit.connected is not None
    lasted_s = visit.ended - visit.connected
    facts = {"took": round(lasted_s, 1), "kilobytes": -(-visit.received_bytes // 1000)}
    skipped = visit.dropped.get("bytes-skipped", 0)
    if visit.received_bytes and 2 * skipped > visit.received_bytes:
        yield problem("first-frame", "stranger", facts)
        return
    if isinstance(visit.error, ClosedError):
        yield from _first_frame(visit)
        yield problem("handshake", "cut" if visit.was_closed else "reset", facts, seconds=lasted_s)
        return
    if visit.first_bytes is None or visit.last_bytes is None:
        yield problem("first-frame", "silence", facts, seconds=lasted_s)
        return
    yield from _first_frame(visit)
    silent_s = visit.ended - visit.last_bytes
    if visit.error is None and silent_s < STALL_S and visit.questions <= 2:
        yield warning("handshake", "unfinished", facts, seconds=lasted_s)
    else:
        yield problem("handshake", "stalled", facts, seconds=lasted_s, silent=round(silent_s, 1))


def _probes(visit: Visit) -> Iterator[Finding]:
    """Does the radio answer when it is asked."""
    facts = {"count": len(visit.probes)}
    if visit.error is not None and not isinstance(visit.error, ClosedError):
        yield problem("probe", "dead", facts)
        return
    if visit.error is not None and not visit.probes:
        return  # it is told of elsewhere
    if not visit.probes:
        yield note("probe", "not-needed" if _stay_s(visit) >= LEAST_STAY_S else "no-time")
        return
    fastest, slowest = min(visit.probes), max(visit.probes)
    facts |= {"fastest": round(fastest * 1000), "slowest": round(slowest * 1000)}
    if visit.lost_probes:
        yield warning("probe", "lost", facts, seconds=slowest, lost=visit.lost_probes)
    elif slowest > SLOW_PROBE_S:
        yield warning("probe", "slow", facts, seconds=slowest)
    else:
        yield ok("probe", "answered", facts, seconds=slowest)


def _rival(visit: Visit) -> Iterator[Finding]:
    """Does somebody else want the radio's only place."""
    stay_s = _stay_s(visit)
    facts = {"took": round(stay_s, 1)}
    if isinstance(visit.error, ClosedError):
        yield problem("other-client", "cut" if visit.was_closed else "reset", facts, seconds=stay_s)
    elif visit.error is None and stay_s >= LEAST_STAY_S:
        yield ok("other-client", "none-seen", facts, seconds=stay_s)


def _proxy(visit: Visit) -> Iterator[Finding]:
    """Does something answer for the radio."""
    ready, asked, answered = visit.ready, visit.metadata_asked, visit.metadata_answered
    assert ready is not None
    if not ready.radio.firmware:
        yield warning("proxy", "no-metadata")
    elif asked is None:
        return
    elif answered is not None:
        seconds = answered - asked
        yield ok("proxy", "none-seen", seconds=seconds, milliseconds=round(seconds * 1000))
    elif visit.ended - asked >= METADATA_S and visit.probes:
        yield warning("proxy", "suspected")


def _noise(visit: Visit) -> Iterator[Finding]:
    """Is there anything between the frames, or in them, that can't be read."""
    skipped, broken = visit.dropped.get("bytes-skipped", 0), visit.dropped.get("frames-undecodable", 0)
    if skipped or broken:
        yield warning("stream", "noisy", bytes=skipped, frames=broken)


def _stay_s(visit: Visit) -> float:
    return visit.ended - visit.ready.now if visit.ready is not None else 0.0
