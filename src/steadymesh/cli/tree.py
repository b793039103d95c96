"""The tree of commands, and the options that stand before and after all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Annotated, Final, TypeAlias

from cyclopts import App, Group, Parameter

from steadymesh import __version__
from steadymesh.cli import (
    airtime,
    alerts,
    backup,
    console,
    health,
    identity,
    keys_decide,
    keys_files,
    keys_link,
    keys_list,
    keys_radio,
    link,
    nodes,
    outbox,
    plugins,
    report,
    send,
    service,
    serving,
    settings,
    status,
    web,
    why,
)
from steadymesh.cli.options import Options

HELP_WIDTH: Final = 100
"""Columns of the help in the documentation."""

Below: TypeAlias = "tuple[str, Mapping[str, Callable[..., int] | Below]]"
"""A sentence, and what is below it by name: commands, or further groups."""

_COMMANDS: Final[Mapping[str, Below]] = {
    "keys": (
        "The public keys of the mesh.",
        {
            "list": keys_list.list_keys,
            "show": keys_list.show,
            "verify": keys_decide.verify,
            "accept": keys_decide.accept,
            "reject": keys_decide.reject,
            "revoke": keys_decide.revoke,
            "forget": keys_decide.forget,
            "push": keys_radio.push,
            "ask": keys_radio.ask,
            "audit": keys_list.audit,
            "import": keys_files.import_keys,
            "export": keys_files.export_keys,
            "link": keys_link.link,
        },
    ),
    "outbox": (
        "Outgoing messages, and what becomes of them.",
        {"list": outbox.list_messages, "show": outbox.show, "cancel": outbox.cancel},
    ),
    "alerts": (
        "What people are told, and whether it reaches them.",
        {"test": alerts.try_services, "list": alerts.list_alerts},
    ),
    "link": (
        "Who has the radio's only place.",
        {"status": link.status, "release": link.release, "take": link.take},
    ),
    "identity": (
        "The radio's own key and channels, for the day after a reflash.",
        {"backup": identity.backup, "restore": identity.restore},
    ),
    "service": ("Steadymesh as a service.", {"install": service.install}),
    "plugin": (
        "Plug-ins: to begin one, and what is loaded.",
        {"new": plugins.new, "list": plugins.list_plugins, "check": plugins.check},
    ),
    "web": (
        "The API that is served by HTTP.",
        {
            "token": (
                "Tokens: who may ask.",
                {"new": web.new, "list": web.list_tokens, "revoke": web.revoke},
            )
        },
    ),
    "config": ("The settings.", {"check": settings.check, "show": settings.show}),
}


def build(*, names_faults: bool = False) -> App:
    """Return the whole command line; call its `meta` with the arguments.

    Args:
        names_faults: The help of `run` and `sim` is to list the faults: only whoever reads it waits for the simulator.
    """
    app = App(
        name="steadymesh",
        help="Keeps the link to a Meshtastic node alive, keeps everybody's public keys, and answers the mesh.",
        version=f"steadymesh {__version__}",
        help_format="plaintext",
        exit_on_error=False,
        print_error=False,
        suppress_keyboard_interrupt=False,
        result_action="return_value",
    )
    with_bot, alone = _faults() if names_faults else ("", "")
    app.command(serving.run, help_epilogue=with_bot)
    app.command(serving.simulate, name="sim", help_epilogue=alone)
    app.command(status.status)
    app.command(health.health)
    app.command(nodes.nodes)
    app.command(send.send)
    app.command(console.console)
    app.command(why.why)
    app.command(airtime.airtime)
    app.command(backup.backup)
    app.command(backup.restore)
    for name, below in _COMMANDS.items():
        app.command(_group(name, below))
    app.command(serving.doctor)
    app.command(report.report)
    app.command(serving.faults)
    _add_options(app)
    return app


def _group(name: str, below: Below) -> App:
    """Return a group of commands."""
    sentence, commands = below
    group = App(name=name, help=sentence)
    for inner, one in commands.items():
        if isinstance(one, tuple):
            group.command(_group(inner, one))
        else:
            group.command(one, name=inner)
    return group


def _faults() -> tuple[str, str]:
    """Return what names the faults in the help of `run --sim` and in that of `sim`."""
    from steadymesh.sim.faults import CATALOGUE

    alone = ", ".join(name for name, fault in CATALOGUE.items() if not fault.needs_bot)
    return f"Faults: {', '.join(CATALOGUE)}.", f"Faults: {alone}."


def _add_options(app: App) -> None:
    """Make the app understand the options of all commands, wherever they stand."""
    app.meta.group_parameters = Group("Options of every command", sort_key=100)

    @app.meta.default
    def launch(
        *words: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
        config: Path | None = None,
        set_: Annotated[list[str] | None, Parameter(name="--set", negative="")] = None,
        state_dir: str | None = None,
        log_format: str | None = None,
        log_level: str | None = None,
        verbose: Annotated[bool, Parameter(name=["--verbose", "-v"], negative="", show_default=False)] = False,
        language: str | None = None,
    ) -> int:
        """Run one command.

        Parameters
        ----------
        config
            Configuration file (TOML); else ./steadymesh.toml, then $XDG_CONFIG_HOME/steadymesh/config.toml.
        set_
            A setting as section.key=value. May be given several times; wins over file and environment.
        state_dir
            Directory that holds everything that is kept.
        log_format
            text or json.
        log_level
            debug, info, warning or error.
        verbose
            The same as --log-level debug.
        language
            en or fr; else that of the locale.
        """
        command, bound, extra = app.parse_args(words)
        if "options" in extra:
            bound.arguments["options"] = Options(
                config=config,
                sets=tuple(set_ or ()),
                state_dir=state_dir,
                log_format=log_format,
                log_level=log_level,
                language=language,
                verbose=verbose,
            )
        result = command(*bound.args, **bound.kwargs)
        return result if isinstance(result, int) else 0


def words_behind(app: App, chain: Sequence[str]) -> tuple[str, ...]:
    """Return every command and option that can stand behind a command's words, for the nearest to a misspelt one."""
    command, behind = app, len(chain)
    for word in chain:
        command = command[word]
    found = dict.fromkeys(one[behind] for one in chains() if len(one) > behind and one[:behind] == tuple(chain))
    own = command.assemble_argument_collection() if command.default_command else ()
    for argument in (*own, *app.meta.assemble_argument_collection()):
        if argument.parse:  # what carries the options of all commands is not for typing
            found.update(dict.fromkeys(name for name in argument.names if name.startswith("--")))
    return (*found, "--help", "--version")


def help_pages() -> list[str]:
    """Return the help of the whole and of every command, as printed, for the documentation."""
    from rich.console import Console

    app = build(names_faults=True)
    pages = []
    for chain in ((), *chains()):
        page = StringIO()
        app.meta([*chain, "--help"], console=Console(file=page, width=HELP_WIDTH, color_system=None))
        pages.append("\n".join(line.rstrip() for line in page.getvalue().strip().splitlines()))
    return pages


def chains() -> Iterator[tuple[str, ...]]:
    """Yield every command's words."""
    yield from (("run",), ("sim",), ("status",), ("health",), ("nodes",))
    yield from (("send",), ("console",), ("why",), ("airtime",))
    yield from (("backup",), ("restore",))
    for name, below in _COMMANDS.items():
        yield from _chains_below((name,), below)
    yield from (("doctor",), ("report",), ("faults",))


def _chains_below(words: tuple[str, ...], below: Below) -> Iterator[tuple[str, ...]]:
    """Yield a group's words, and those of every command in it."""
    yield words
    for name, one in below[1].items():
        if isinstance(one, tuple):
            yield from _chains_below((*words, name), one)
        else:
            yield (*words, name)
