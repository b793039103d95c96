"""`run`, `sim`, `doctor`, `faults`: the commands that start something heavy, and hand over to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from steadymesh.cli.options import Flag, Given, Json
from steadymesh.errors import UsageError
from steadymesh.words import clean


def run(
    *,
    node: str | None = None,
    sim: Flag = False,
    fault: Annotated[list[str] | None, Parameter(negative="")] = None,
    options: Given,
) -> int:
    """Serve the mesh until stopped.

    Parameters
    ----------
    node
        The radio, such as tcp://192.168.1.38 (the setting link.node).
    sim
        Serve an embedded simulated mesh instead of a radio.
    fault
        With --sim: what goes wrong with the simulated radio, as NAME or NAME@SECONDS. May be given several times.
    """
    if node is not None and sim:
        raise UsageError(
            "--node and --sim exclude each other.", remedy="Give one of them.", sentence="run-node-and-sim"
        )
    config = options.load(node=node)
    from steadymesh.app.main import run_bot

    return run_bot(config, sim=sim, faults=tuple(fault or ()))


def simulate(
    *,
    listen: str = "127.0.0.1:4403",
    nodes: int = 12,
    fault: Annotated[list[str] | None, Parameter(negative="")] = None,
    replay: Path | None = None,
    options: Given,
) -> int:
    """Be a simulated radio for anybody's client, until stopped.

    Parameters
    ----------
    listen
        Address and port, such as 127.0.0.1:4403 or [::1]:4403.
    nodes
        How many nodes the simulated mesh has.
    fault
        What goes wrong, as NAME or NAME@SECONDS. May be given several times.
    replay
        A recorded conversation that is played instead of a living mesh.
    """
    host, port = parse_listen(listen)
    if not 1 <= nodes <= 100_000:
        raise UsageError(
            f"--nodes {nodes} is no size for a mesh.",
            remedy="Give 1 to 100000.",
            sentence="sim-wrong-nodes",
            fields={"nodes": nodes},
        )
    config = options.load()
    from steadymesh.app.simulated import run_sim

    return run_sim(config, host=host, port=port, nodes=nodes, faults=tuple(fault or ()), replay=replay)


def doctor(*, node: str | None = None, json: Json = False, options: Given) -> int:
    """Look for what is wrong between here and the radio; one line each with what to do.

    Parameters
    ----------
    node
        The radio, such as tcp://192.168.1.38 (the setting link.node).
    """
    config = options.load(node=node)
    from steadymesh.doctor import main

    return main(config, json)


def faults(*names: str, keys: Flag = False, json: Json = False, options: Given) -> int:
    """Run the fault table against the simulator, in virtual time, and print it.

    Parameters
    ----------
    names
        Only these faults.
    keys
        The key table instead: every cause of a failed direct message, on every firmware.
    """
    config = options.load()  # what is wrong with the configuration is told before minutes pass
    from steadymesh.drill import main

    return main(json=json, names=names, language=config.language, keys=keys)


def parse_listen(text: str) -> tuple[str, int]:
    """Return host and port of `127.0.0.1:4403`, `[::1]:4403` or `:4403`; port 0 takes a free one.

    Raises:
        UsageError: It is something else.
    """
    host, colon, port = text.strip().removeprefix("tcp://").rpartition(":")
    host = host.removeprefix("[").removesuffix("]") if host.startswith("[") else host
    is_port = port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65_535
    if not colon or not is_port or not host.isprintable() or " " in host or "/" in host:
        shown = clean(text, 60)
        raise UsageError(
            f"--listen “{shown}” is no address.",
            remedy="Write 127.0.0.1:4403, [::1]:4403 or 0.0.0.0:4403.",
            sentence="sim-wrong-address",
            fields={"text": shown},
        )
    return host or "127.0.0.1", int(port)
