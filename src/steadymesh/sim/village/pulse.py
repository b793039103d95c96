"""The mesh's time: it begins when our radio joins, and goes as the loop's does.

The mesh counts from there, so that the same seed plays the same whenever it begins.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from steadymesh.sim.agenda import Appointment
from steadymesh.sim.terrain.terrain import Terrain

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio


class Pulse:
    """Moves a mesh by the agenda of our radio: one appointment, for the next thing that happens on the air.

    Args:
        terrain: The mesh.
        stride_s: How far the mesh may run ahead of the loop, so that one appointment does for many events: what our
            radio hears comes so much too early at most, and what it sends goes out so much later. 0: all in its time.

    Attributes:
        began_s: Loop time at the mesh's time 0.
    """

    def __init__(self, terrain: Terrain, *, stride_s: float = 0.0) -> None:
        self.began_s = 0.0
        self._stride_s = stride_s
        self._terrain = terrain
        self._radio: Radio | None = None
        self._running = False
        self._next: Appointment | None = None

    @property
    def now(self) -> float:
        """The mesh's time, seconds."""
        return self._terrain.now

    def follow(self, radio: Radio) -> None:
        """Go as that radio's clock does from now on."""
        self._radio = radio
        self.began_s = radio.clock.now() - self._terrain.now

    def act(self, do: Callable[[], object]) -> None:
        """Do something on the air now, and see to it that what follows from it happens."""
        if self._running:
            do()
            return
        self._run()
        do()
        self._arm()

    def later(self, delay_s: float, do: Callable[[], object]) -> None:
        """Have something happen in the mesh's time, whatever becomes of our radio."""
        self.act(lambda: self._terrain.schedule.at(self._terrain.now + delay_s, _call, do))

    def _run(self, until: float = 0.0) -> None:
        assert self._radio is not None, "a mesh is moved by the radio that joined it"
        self._running = True
        try:
            self._terrain.run(max(until, self._radio.clock.now() - self.began_s))
        finally:
            self._running = False

    def _turn(self, when: float) -> None:
        """Let happen what is due, also if the loop's time is a rounding error before it."""
        self._run(when + self._stride_s)
        self._arm()

    def _arm(self) -> None:
        """Make the appointment for the next thing that happens on the air."""
        assert self._radio is not None, "see `_run`"
        when, arranged = self._terrain.schedule.next_at(), self._next
        if arranged is not None and not arranged.cancelled and arranged.when > self._radio.clock.now():
            if when is not None and arranged.when <= self.began_s + when:
                return
            arranged.cancel()
        at = self._radio.agenda.at
        self._next = None if when is None else at(self.began_s + when, partial(self._turn, when))


def _call(do: Callable[[], object]) -> None:
    do()
