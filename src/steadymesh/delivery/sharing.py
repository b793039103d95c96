"""Our share of everybody's air: gaps between texts, a budget of airtime, a busy channel, quiet hours. PURE.

Knows the radio's settings and what it has sent; is told the use of the channel and how far away somebody is.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from steadymesh.delivery.airtime import Modulation, airtime_s, modulation_of
from steadymesh.delivery.bill import AirLedger, AirShares
from steadymesh.delivery.crowding import allowed
from steadymesh.delivery.frames import frame_bytes, signs_channel_texts
from steadymesh.delivery.lines import Kind, Person, kind_of
from steadymesh.delivery.manners import (
    CHANNEL_BUSY,
    QUIET_HOURS,
    RADIOS_TRIES,
    SECOND_TRY_S,
    VERDICT_WAIT_S,
    Cost,
)
from steadymesh.delivery.patience import MARGIN, tries_within, verdict_wait_s
from steadymesh.delivery.purses import Purse
from steadymesh.delivery.regions import duty_limit_percent
from steadymesh.ids import BROADCAST, NodeNum
from steadymesh.model import AirUse, AskNodeInfo, Entry, Intent, Priority, RadioInfo, SendData, SendText

GAP_AIRTIMES: Final = 2.0
"""Airtimes of the last text that are left to the others before the next one."""

HOPS_UNKNOWN: Final = 2
"""How far away somebody is of whom nobody knows; between a neighbour and the firmware's three hops."""

NODE_INFO_BYTES: Final = 120
"""About what a NodeInfo is on the air: names, hardware, a key."""

_HEADERS_BYTES: Final = 30
"""About what any other packet takes beside its payload."""

NODE_INFO_PAUSE_S: Final = 3.0
"""What a node takes to answer, and to find the channel free."""

MAX_PEOPLE: Final = 1_000
"""Of whom it is remembered that they were sent a text a moment ago; more are not written to within that moment."""


class SharedAir:
    """Implements `Manners`.

    Args:
        shares: How much of the air we take.
        channel_use: Returns how much our channel is used, percent; None: not known.
        hops_to: Returns how many hops away a node is; None: not known.
        is_quiet: Returns whether it is night.
        is_admin: Returns whether a node is an administrator's.
    """

    def __init__(
        self,
        *,
        shares: AirShares,
        channel_use: Callable[[], float | None],
        hops_to: Callable[[NodeNum], int | None],
        is_quiet: Callable[[], bool],
        is_admin: Callable[[NodeNum], bool] = lambda _to: False,
    ) -> None:
        self._shares = shares
        self._channel_use = channel_use
        self._hops_to = hops_to
        self._is_quiet = is_quiet
        self._is_admin = is_admin
        self._modulation: Modulation = modulation_of(None)
        self._is_known = False
        self._signs = False
        self.ledger = AirLedger(shares.budget_s(None))
        self._free_at = self._silent_until = 0.0
        self._spared: OrderedDict[Person, tuple[str, float]] = OrderedDict()
        self._handed_at: dict[int, float] = {}
        self._limit_percent: float | None = None
        self._errands = 0
        self._errands_s = 0.0

    def radio(self, radio: RadioInfo) -> bool:
        """Go by what our radio says of its settings; return whether that changes what texts cost, or may."""
        before = self._is_known, self._modulation, self._signs, self.ledger.budget_s
        self._is_known = True
        self._modulation = modulation_of(radio)
        self._signs = signs_channel_texts(radio)
        self._limit_percent = duty_limit_percent(radio)
        self.ledger.budget_s = self._shares.budget_s(self._limit_percent)
        return before != (self._is_known, self._modulation, self._signs, self.ledger.budget_s)

    def silenced(self, seconds: float, now: float) -> None:
        """Note that our radio sends nothing for so long: it has reached its region's duty cycle."""
        self._silent_until = max(self._silent_until, now + seconds)

    def silent_for_s(self, now: float) -> float:
        """Return for how many seconds our radio will send nothing, because its hour is used up; 0: it sends."""
        return max(0.0, self._silent_until - now)

    # --- may it go ------------------------------------------------------------------------------

    def objection(self, kind: Kind) -> str:
        """Return why no text of this kind may go as things stand; empty: it may."""
        priority = kind.priority_name
        if not allowed(
            priority,
            direct=not kind.is_to_channel,
            to_admin=not kind.is_to_others,
            utilisation_percent=self._channel_use(),
        ):
            return CHANNEL_BUSY
        return QUIET_HOURS if priority is Priority.ANNOUNCEMENT and self._is_quiet() else ""

    def fits(self, intent: SendText) -> bool:
        """Return whether a text can ever go, as our radio is set: it may tell so only at its first handshake."""
        return not self._is_known or self._hold_s(intent) <= self.ledger.budget_s

    def free_at(self, kind: Kind, intent: SendText, now: float, *, is_behind: bool = False) -> float:
        """Return the loop time from which this text may go; infinity: it never may."""
        return max(self._free_at, now + self.budget_wait_s(kind, intent, now, is_behind=is_behind))

    def person_free_at(self, person: Person) -> float:
        """Return the loop time from which somebody may be sent another text."""
        return self._spared.get(person, ("", 0.0))[1]

    def budget_wait_s(self, kind: Kind, intent: SendText, now: float, *, is_behind: bool = False) -> float:
        """Return the seconds until a text fits its kind's share of our hour; 0: it does; infinity: it never will."""
        wait_s = self.ledger.wait_s(now, self._hold_s(intent), kind.purse, is_behind=is_behind)
        return max(self.silent_for_s(now), wait_s)

    def channel_use(self) -> float | None:
        """Return how much our channel is used, percent; None: not known."""
        return self._channel_use()

    def use(self, now: float) -> AirUse:
        """Return what we use of the air, and of what."""
        return AirUse(
            is_known=self._is_known,
            budget_s=self.ledger.budget_s,
            used_s=self.ledger.used_s(now),
            limit_percent=self._limit_percent,
            share=self._shares.of_hour if self._limit_percent is None else self._shares.of_duty_cycle,
            channel_use_percent=self._channel_use(),
            questions=self._errands,
            questions_s=self._errands_s,
        )

    # --- what was done --------------------------------------------------------------------------

    def handed(self, entry: Entry, person: Person, now: float) -> None:
        """Note that a text was handed over."""
        cost = self.cost(entry.intent)
        self._free_at = now + GAP_AIRTIMES * cost.airtime_s
        if entry.intent.want_ack:
            self.ledger.hold(entry.packet_id, self._hold_s(entry.intent), now, self._purse(entry))
            self._handed_at[entry.packet_id] = now
        else:
            self.ledger.spend(cost.airtime_s, now, self._purse(entry))
        if person[0] != BROADCAST:
            hops = self._hops_to(person[0])
            until = now + GAP_AIRTIMES * cost.airtime_s * ((HOPS_UNKNOWN if hops is None else hops) + 1)
            self._spared[person] = (entry.key, until)
            self._spared.move_to_end(person)
            if len(self._spared) > MAX_PEOPLE:
                self._spared.popitem(last=False)

    def restore(self, lately: Iterable[Entry], *, now: float, at: datetime) -> None:
        """Count what an earlier run has sent within the hour: it is our hour all the same.

        Args:
            lately: What was handed over within the hour, whether it has ended or not.
            now: Loop time.
            at: Wall time.
        """
        spent = []
        for entry in lately:
            age_s = max((at - (entry.last_sent or entry.created)).total_seconds(), 0.0)
            before_s = entry.airtime_s
            is_held = not entry.outcome.is_final and entry.first_sent is not None and not entry.relayed
            if is_held and entry.intent.want_ack:
                self._resume(entry, now - age_s)  # and what it cost under other ids before
                before_s -= self.cost(entry.intent).airtime_s
            spent.append((age_s, max(before_s, 0.0), self._purse(entry)))
        self.ledger.restore(spent, now)

    def _resume(self, entry: Entry, handed_at: float) -> None:
        """Hold what nobody has said anything about yet."""
        self.ledger.hold(entry.packet_id, self._hold_s(entry.intent), handed_at, self._purse(entry))
        self._handed_at[entry.packet_id] = handed_at

    def settled(self, entry: Entry, person: Person, tries: int | None, now: float) -> int:
        """Note that a text needs no more air under its present packet id; return how often it was on the air."""
        if self._spared.get(person, ("", 0.0))[0] == entry.key:
            del self._spared[person]
        handed_at = self._handed_at.pop(entry.packet_id, None)
        if tries is None:
            elapsed_s = 0.0 if handed_at is None else now - handed_at
            tries = tries_within(self._modulation, self.cost(entry.intent).size_bytes, elapsed_s)
        tries = tries if entry.intent.want_ack else min(tries, 1)
        if handed_at is not None:
            self.ledger.settle(entry.packet_id, tries * self.cost(entry.intent).airtime_s, now)
        return tries

    def errand(self, intent: Intent, now: float) -> None:
        """Note a packet that is no text. An order to our own radio costs no air.

        One that wants an ack counts as all the transmissions that it may cost.
        """
        match intent:
            case AskNodeInfo():
                size, tries = NODE_INFO_BYTES, 1
            case SendData():
                size, tries = _HEADERS_BYTES + len(intent.payload), RADIOS_TRIES if intent.want_ack else 1
            case _:
                return
        cost_s = tries * airtime_s(self._modulation, size)
        self.ledger.spend(cost_s, now)
        self._errands += 1
        self._errands_s += cost_s

    # --- what it costs, and how long it takes -----------------------------------------------------

    def cost(self, intent: SendText) -> Cost:
        """Return what one transmission of a text costs."""
        size = frame_bytes(intent, signs=self._signs)
        return Cost(size_bytes=size, airtime_s=airtime_s(self._modulation, size))

    def verdict_wait_s(self, intent: SendText) -> float:
        """Return for how many seconds after its hand-over a verdict may still come.

        An acknowledgement comes back over as many relays as the text took.
        """
        if not self._is_known:
            return VERDICT_WAIT_S
        size = self.cost(intent).size_bytes
        return verdict_wait_s(self._modulation, size, self._channel_use())

    def on_air_s(self, intent: SendText) -> float:
        """Return for how many seconds the radio tries to send a text, by its own reckoning."""
        return self.verdict_wait_s(intent) / MARGIN

    def second_try_s(self, intent: SendText) -> float:
        """Return after how many seconds a node that lacked our key may have it: our radio has told it (35).

        Our NodeInfo goes as far as the text did, relay by relay; on the fast presets a quarter of a minute is plenty.
        """
        hops = self._hops_to(intent.to)
        told_s = airtime_s(self._modulation, NODE_INFO_BYTES) + NODE_INFO_PAUSE_S
        return max(SECOND_TRY_S, GAP_AIRTIMES * told_s * ((HOPS_UNKNOWN if hops is None else hops) + 1))

    def _purse(self, entry: Entry) -> Purse:
        return kind_of(entry, self._is_admin).purse

    def _hold_s(self, intent: SendText) -> float:
        """Return what a text costs at most."""
        most = self.cost(intent).airtime_s * (RADIOS_TRIES if intent.want_ack else 1)
        return most if math.isfinite(most) else 0.0
