"""`link status`, `link release`, `link take`: who has the radio's only place."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from steadymesh.cli.door import ask
from steadymesh.cli.options import Options
from steadymesh.cli.output import out, out_json
from steadymesh.cli.status import link_line
from steadymesh.errors import UsageError
from steadymesh.words import clean

Given = Annotated[Options, Parameter(parse=False)]
Json = Annotated[bool, Parameter(negative="")]


def status(*, json: Json = False, options: Given) -> int:
    """Show how the link to the radio stands.

    Parameters
    ----------
    json
        Print one JSON document.
    """
    return _ask("link.status", {}, json=json, options=options)


def release(duration: str, /, *, json: Json = False, options: Given) -> int:
    """Give the radio's only place to somebody else (a phone, another program) for a while.

    Parameters
    ----------
    duration
        For how long, such as 10m.
    json
        Print one JSON document.
    """
    from steadymesh.config import parse_duration

    try:
        seconds = parse_duration(duration)
    except ValueError as exc:
        raise UsageError(f"link release {clean(duration, 40)}: {exc}.") from exc
    return _ask("link.release", {"seconds": seconds}, json=json, options=options)


def take(*, json: Json = False, options: Given) -> int:
    """Take the radio's place back: end a release, a wait for another client, or a pause.

    Parameters
    ----------
    json
        Print one JSON document.
    """
    return _ask("link.take", {}, json=json, options=options)


def _ask(op: str, args: dict[str, object], *, json: bool, options: Options) -> int:
    """Ask the running process; show the link as it then stands."""
    config = options.load()
    answer = ask(config.state_dir, op, args)
    if json:
        out_json(answer)
    else:
        out(link_line(answer, config.language))
    return 0
