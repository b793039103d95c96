"""What `steadymesh sim` and `steadymesh run --sim` put together: a radio, its mesh, its faults, its mishaps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Final

from steadymesh.ports import Clock
from steadymesh.sim.cast import CAST
from steadymesh.sim.crowd import add_crowd
from steadymesh.sim.dice import Dice
from steadymesh.sim.faults import FaultPlan
from steadymesh.sim.mesh import ON_THE_AIR, Mesh
from steadymesh.sim.profile import DEFAULT_PROFILE, profile_named
from steadymesh.sim.radio import Radio
from steadymesh.sim.replay import Replay
from steadymesh.sim.server import SimServer
from steadymesh.sim.settings import Settings
from steadymesh.sim.station import Station
from steadymesh.sim.village.village import PEERS, Village, VillageOptions
from steadymesh.sim.village.voices import Spoken
from steadymesh.wire.limits import DEFAULT_PORT

FIRST_MISHAP_S: Final = 25.0
"""After the start: a newcomer has seen the mesh live, and sees it come back within the first minute."""

MISHAP_EVERY_S: Final = (45.0, 90.0)

MISHAPS: Final = ("fin-when-ready", "rst-when-ready", "reboot")
"""What happens to the link now and then; each is over at once."""

OTHERS_S: Final = 75.0
"""After the first client is ready: what it sees in its first minute is the same whoever else lives there."""

MESH_SETTINGS: Final = Settings(preset="MEDIUM_FAST")
"""A preset of village meshes: a question is answered in a second, where LongFast takes five."""


NEIGHBORS_SHARE: Final = 0.1
"""Nodes that say whom they hear, every six hours, as on a mesh with a channel of its own: off on most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimOptions:
    """What is simulated, and where.

    Attributes:
        host: Address to listen on.
        port: Port to listen on; 0: any free one.
        nodes: Nodes in the node DB besides our own, at least; the ten who play are always there.
        peers: Nodes of the mesh besides ours, those of the ten included.
        faults: What goes wrong, and when.
        replay: A recorded conversation to play instead; None: a living mesh.
        mishaps: Whether the link is cut now and then.
        seed: What everything that is drawn by lot follows from.
        language: In which the people chat.
        profile: The firmware, by name.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    nodes: int = 0
    peers: int = PEERS
    faults: tuple[FaultPlan, ...] = ()
    replay: Path | None = None
    mishaps: bool = False
    seed: int = 0
    language: str = "en"
    profile: str = DEFAULT_PROFILE.name


def build(options: SimOptions, *, clock: Clock) -> SimServer:
    """Return a server for what the options ask for; use it with `async with` or `run`.

    Raises:
        InputFileError: The recording can't be read.
        UsageError: A fault or a firmware of that name does not exist.
    """
    station: Station = (
        Replay.load(options.replay, clock=clock) if options.replay else living_radio(options, clock=clock)
    )
    server = SimServer(station, clock=clock, host=options.host, port=options.port)
    for plan in options.faults:
        server.plan(plan.name, after_s=plan.after_s)
    if options.mishaps:
        server.on_start(Mishaps(server, seed=options.seed).start)
    return server


def living_radio(options: SimOptions, *, clock: Clock) -> Radio:
    """Return a radio with its mesh around it, which plays when the first client is ready.

    The first minute belongs to the ten, who are much too busy for one channel: what they say is heard without using it,
    while our radio's packets go over it. Then the others are switched on, who are as busy as people are, and the ten
    slow down and share the air with them.
    """
    profile = profile_named(options.profile)
    capacity = max(profile.node_capacity, options.nodes + options.peers + 20)
    village = Village(
        clock=clock,
        seed=options.seed,
        profile=profile,
        settings=MESH_SETTINGS,
        capacity=capacity,
        options=VillageOptions(
            peers=max(len(CAST), options.peers),
            near=len(CAST),
            known=max(0, options.nodes + 1 - len(CAST)),
            neighbors=NEIGHBORS_SHARE,
            language=options.language,
        ),
    )
    radio = village.radio
    mesh = Mesh(radio, seed=options.seed, language=options.language)
    for place, peer in enumerate(mesh.people, start=1):
        village.ether.settle(peer, place)
    village.populate()
    village.switch_others(on=False)
    mesh.start()

    def share() -> None:
        mesh.slow_down(ON_THE_AIR, Spoken(village.ether))
        village.switch_others(on=True)
        village.start()

    def begin() -> None:
        radio.on_ready.remove(begin)
        village.ether.pulse.later(OTHERS_S, share)

    radio.on_ready.append(begin)
    add_crowd(radio, options.nodes + 1 - len(radio.nodes))
    return radio


async def serve(options: SimOptions, *, clock: Clock) -> None:
    """Be a simulated radio until cancelled. See `build` for what it raises."""
    await build(options, clock=clock).run()


class Mishaps:
    """Cuts the link now and then, each time in another way."""

    def __init__(self, server: SimServer, *, seed: int = 0) -> None:
        self._server = server
        self._dice = Dice(seed, "mishaps")
        self._next = cycle(MISHAPS)

    def start(self) -> None:
        """Begin to count."""
        self._server.after(FIRST_MISHAP_S, self._happen)

    def _happen(self) -> None:
        if self._server.door is not None:
            self._server.inject(next(self._next))
        self._server.after(self._dice.between(*MISHAP_EVERY_S), self._happen)
