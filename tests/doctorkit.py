"""A check-up whose findings can be asked for by name."""

from __future__ import annotations

from datetime import UTC, datetime

from steadymesh.clock import LoopClock
from steadymesh.config import load
from steadymesh.doctor.checkup import examine
from steadymesh.doctor.finding import Finding
from steadymesh.link.target import Target
from steadymesh.sim.radio import Radio
from steadymesh.sim.server import SimServer

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class Findings:
    """What was told, in order."""

    def __init__(self) -> None:
        self.all: list[Finding] = []
        self.skew_s: float | None = None
        self.has_time: bool | None = None

    def __call__(self, finding: Finding) -> None:
        self.all.append(finding)

    @property
    def names(self) -> list[str]:
        return [f"{one.check}-{one.what}" for one in self.all]

    @property
    def bad(self) -> list[str]:
        """What is a warning or a problem."""
        return [f"{one.check}-{one.what}" for one in self.all if one.level.value in ("warning", "problem")]

    def __getitem__(self, name: str) -> Finding:
        return next(one for one in self.all if f"{one.check}-{one.what}" == name)


def config(*sets: str):
    return load(env={"HOME": "/nowhere"}, sets=("language=en", *sets))


def a_server(clock: LoopClock, *, peers: int = 2, **radio) -> SimServer:
    sim = Radio(clock=clock, **radio)
    for _ in range(peers):
        sim.add_peer().hops = 0
    sim.outlet.take()  # the queueStatus of its start, long taken by somebody
    return SimServer(sim, clock=clock)


def target_of(server: SimServer) -> Target:
    host, port = server.address
    return Target(host=host, port=port)


def nobody(_endpoints) -> bool:
    return False


async def look(server: SimServer | Target, *sets: str, clock=None, **seams) -> Findings:
    """Examine a radio; return what was found."""
    findings = Findings()
    target = server if isinstance(server, Target) else target_of(server)
    findings.skew_s, findings.has_time = await examine(
        config(*sets), target, tell=findings, clock=clock or LoopClock(START), **{"neighbours": nobody, **seams}
    )
    return findings
