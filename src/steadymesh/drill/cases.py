"""The fault table's rows, in the order in which they are printed."""

from __future__ import annotations

from typing import Final

from steadymesh.drill.case import GROWTH_5000_MB, Case, Expect

CASES: Final = (
    Case(name="refused", fault="refused", expect=Expect.FAILS),
    Case(name="black-hole", fault="black-hole", expect=Expect.FAILS),
    Case(name="name-never-resolves", inside="no-resolver", expect=Expect.FAILS, from_start=True),
    Case(name="name-resolves-no-more", inside="no-resolver", expect=Expect.SUCCEEDS),
    Case(name="silence", fault="silence", expect=Expect.FAILS),
    Case(name="dump-stall", fault="dump-stall", expect=Expect.FAILS, hold_s=120),
    Case(name="dump-stall-once", fault="dump-stall-once", expect=Expect.SUCCEEDS),
    Case(name="dump-bursts", fault="dump-bursts", expect=Expect.SUCCEEDS, hold_s=120),
    Case(name="dump-slow", fault="dump-slow", expect=Expect.SUCCEEDS, hold_s=120),
    Case(name="dump-5000", fault="dump-5000", expect=Expect.SUCCEEDS, growth_mb=GROWTH_5000_MB),
    Case(name="fin-in-dump", fault="fin-in-dump", expect=Expect.FAILS),
    Case(name="fin-when-ready", fault="fin-when-ready", expect=Expect.LOST_AT_ONCE),
    Case(name="rst-when-ready", fault="rst-when-ready", expect=Expect.LOST_AT_ONCE),
    Case(name="half-open", fault="half-open", expect=Expect.LOST_BY_PROBE),
    Case(name="half-open-unread", fault="half-open-unread", expect=Expect.LOST_BY_PROBE),
    Case(name="tx-full", fault="tx-full", expect=Expect.LOST_BY_PROBE),
    Case(name="no-queue-status", fault="no-queue-status", expect=Expect.ANY),
    Case(name="deaf", fault="deaf", expect=Expect.LOST_BY_PROBE),
    Case(name="heartbeat-lost", fault="heartbeat-lost", expect=Expect.STAYS),
    Case(name="garbage", fault="garbage", expect=Expect.STAYS),
    Case(name="false-header", fault="false-header", expect=Expect.STAYS),
    Case(name="lone-94", fault="lone-94", expect=Expect.STAYS),
    Case(name="torn-frames", fault="torn-frames", expect=Expect.ANY, loses_questions=True),
    Case(name="oversize-length", fault="oversize-length", expect=Expect.STAYS),
    Case(name="undecodable", fault="undecodable", expect=Expect.STAYS),
    Case(name="unknown-variants", fault="unknown-variants", expect=Expect.STAYS),
    Case(name="duel", fault="duel", expect=Expect.LOST_AT_ONCE, hold_s=300, yields=True, loses_questions=True),
    Case(name="reboot", fault="reboot", expect=Expect.LOST_AT_ONCE, loses_questions=True),
    Case(name="reboot-new-number", fault="reboot-new-number", expect=Expect.LOST_AT_ONCE, loses_questions=True),
    Case(name="clock-forward", fault="clock-forward", expect=Expect.STAYS),
    Case(name="clock-back", fault="clock-back", expect=Expect.STAYS),
    Case(name="our-clock-forward", inside="clock-forward", expect=Expect.STAYS),
    Case(name="our-clock-back", inside="clock-back", expect=Expect.STAYS),
    Case(name="burst", fault="burst", expect=Expect.STAYS, hold_s=20),
    Case(name="handler-hangs", inside="handler-hangs", expect=Expect.STAYS),
    Case(name="handler-raises", inside="handler-raises", expect=Expect.STAYS),
    Case(name="slow-subscriber", fault="burst", inside="slow-subscriber", expect=Expect.STAYS, hold_s=20),
    Case(name="store-locked", inside="store-locked", expect=Expect.STAYS),
    Case(name="disk-full", inside="disk-full", expect=Expect.STAYS),
    Case(name="stderr-unread", inside="stderr-unread", expect=Expect.STAYS),
    Case(
        name="keysync-hang",
        fault="keysync-hang",
        inside="keysync-hang",
        expect=Expect.SUCCEEDS,
        sets=("keys.sync_delay=10s",),
    ),
)
"""Rows that run in this process, in virtual time; `kill -9` follows as a process of its own."""
