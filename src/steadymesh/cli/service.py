"""`service`: steadymesh as a service that nobody has to look after."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from steadymesh.cli.options import Flag, Given
from steadymesh.cli.output import out
from steadymesh.errors import UsageError
from steadymesh.words import render


def install(
    *,
    system: Flag = False,
    user: Flag = False,
    print_: Annotated[bool, Parameter(name="--print", negative="", show_default=False)] = False,
    root: Path | None = None,
    force: Flag = False,
    options: Given,
) -> int:
    """Install the systemd unit and start it, now and at each boot.

    --config names its configuration; else it is /etc/steadymesh/steadymesh.toml, or ~/.config/steadymesh/config.toml.

    The configuration is read first, with the credentials and the file `environment` beside it, as the
    service will read it: with a mistake in it nothing is written.

    Exit code 0: it runs; 2: it can't be installed so; 3: it could not be written or started.

    Parameters
    ----------
    system
        For the whole machine, under a user that exists for it; as root.
    user
        For yourself.
    print_
        Print the unit and write nothing.
    root
        Write below this directory and start nothing (for packages and images).
    force
        Also over a unit that somebody else has written.
    """
    from steadymesh.app import serviceinstall
    from steadymesh.app.serviceunit import unit

    if system is user:
        raise UsageError("Write either --system or --user.", sentence="service-which")
    plan = serviceinstall.plan(is_system=system, config=options.config, root=None if root is None else root.absolute())
    if print_:
        out(unit(plan.installation).rstrip("\n"))
        return 0
    language = options.language or _language()
    names_radio = serviceinstall.check(plan, force=force)
    commands = serviceinstall.install(plan)
    fields = {"file": str(plan.unit_file), "credentials": str(plan.installation.credentials)}
    out(render("service-written", fields, language))
    if root is None:
        serviceinstall.start(plan)
        out(render("service-started" if system else "service-started-user", fields, language))
    else:
        out(render("service-then", {"commands": "; ".join(commands)}, language))
        if not names_radio:
            installation = plan.installation
            later = {"config": str(installation.config), "environment": str(installation.environment)}
            out(render("service-radio-later", later, language))
    return 0


def _language() -> str:
    from steadymesh.words import language_of_environment

    return language_of_environment()
