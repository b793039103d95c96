"""The catalogue of faults."""

from steadymesh.sim.fault import Fault


class ClosesDoor(Fault):
    """Nobody can connect."""


def make(name: str) -> Fault:
    """Make one."""
    raise NotImplementedError
