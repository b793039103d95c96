"""The kit for authors of plug-ins: a fake mesh on virtual time. `docs/plugins.md` tells it with examples.

A test is a plain function for pytest, and needs no plug-in of pytest's::

    from pathlib import Path

    from steadymesh.testing import FakeMesh, virtual_time


    @virtual_time
    async def test_somebody_is_greeted() -> None:
        async with FakeMesh(Path("plugins/greet.py")) as mesh:
            ada, bob = mesh.person("Ada"), mesh.person("Bob")
            assert await ada.ask("/greet Bob") == "Hello Bob!"

The plug-in is loaded as the bot loads it, and runs in the bot's own dispatcher and host; everything around them is
scripted: people, radio, outbox, store, internet, clock.
"""

from steadymesh.testing.house import NO_LIMITS, START
from steadymesh.testing.internet import Asked, FakeInternet
from steadymesh.testing.loglines import LogLine
from steadymesh.testing.mesh import FakeMesh
from steadymesh.testing.outbox import FakeOutbox, Posted
from steadymesh.testing.person import Person
from steadymesh.testing.running import run, virtual_time
from steadymesh.testing.stores import FakeStore, FakeStores

__all__ = [
    "NO_LIMITS",
    "START",
    "Asked",
    "FakeInternet",
    "FakeMesh",
    "FakeOutbox",
    "FakeStore",
    "FakeStores",
    "LogLine",
    "Person",
    "Posted",
    "run",
    "virtual_time",
]
