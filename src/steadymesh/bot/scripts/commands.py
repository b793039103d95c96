"""A script as a command: what the operator sets of it, and what it is told of a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final, Literal

from steadymesh.bot.contract.arguments import Rest
from steadymesh.bot.contract.commands import Command, Cost, Scope, Who, command
from steadymesh.bot.contract.context import Context
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.contract.reply import Reply
from steadymesh.bot.scripts.run import run_script
from steadymesh.ids import format_node_num
from steadymesh.model import Json, Position

LEAST: Final = timedelta(seconds=1)
MOST: Final = timedelta(seconds=55)
"""A script has to have ended before its command is (`BotOptions.slow_timeout_s`)."""

SCOPES: Final = {
    "anywhere": Scope.ANYWHERE,
    "mesh": Scope.MESH,
    "dm": Scope.PRIVATE,
    "console": Scope.CONSOLE,
}


@dataclass(frozen=True, kw_only=True)
class ScriptSpec:
    """What may stand under `[script.NAME]`; NAME is the command."""

    command: tuple[str, ...]
    """The program and its arguments; no shell."""
    help: str | dict[str, str] = ""
    """What it does: one text, or one for each language."""
    aliases: tuple[str, ...] = ()
    timeout: timedelta = timedelta(seconds=10)
    who: Literal["anybody", "proved", "admin"] = "anybody"
    scope: Literal["anywhere", "mesh", "dm", "console"] = "anywhere"
    env: dict[str, str] = field(default_factory=dict, repr=False)
    """Variables that it gets beside PATH, HOME, LANG and TZ."""

    def __post_init__(self) -> None:
        if not self.command or not self.command[0].strip():
            raise ValueError('write the program to be run, such as ["./tide.sh"]')
        if not LEAST <= self.timeout <= MOST:
            raise ValueError("timeout: write 1s to 55s")


def plugin_of(name: str, spec: ScriptSpec, folder: Path) -> Plugin:
    """Return a plug-in whose one command runs a script.

    Args:
        name: Of the command.
        spec: What the operator has set.
        folder: Where the script is run: a relative program is looked for there.

    Raises:
        ConfigError: The name can't be a command's.
    """

    async def run(context: Context, text: Rest = "") -> Reply | None:
        said = await run_script(
            spec.command,
            question(context, text),
            timeout_s=spec.timeout.total_seconds(),
            cwd=folder,
            env=spec.env,
        )
        return Reply(said.text, is_refusal=said.refusal) if said.text else None

    made: Command = command(
        name,
        help=spec.help or {"en": f"Runs {Path(spec.command[0]).name}.", "fr": f"Lance {Path(spec.command[0]).name}."},
        aliases=spec.aliases,
        scope=SCOPES[spec.scope],
        who=Who(spec.who),
        cost=Cost.INTERNET,
    )(run)
    return Plugin(name=f"script.{name}", commands=(made,), origin=spec.command[0])


def question(context: Context, text: str) -> Mapping[str, Json]:
    """Return what a script is told: who asks, how it came, what was written, and what an answer may take."""
    message, node = context.message, context.directory.get(context.sender)
    return {
        "command": context.command,
        "text": text,
        "words": list(text.split()),
        "sender": format_node_num(context.sender),
        "name": context.name,
        "short_name": "" if node is None else node.short_name,
        "position": None if node is None or node.position is None else _place(node.position),
        "how": context.how.value,
        "is_proved": context.is_proved,
        "is_admin": context.is_admin,
        "language": context.language,
        "prefix": context.prefix,
        "limit_bytes": context.limit_bytes,
        "channel": None if message.is_direct else int(message.channel),
        "at": None if message.at is None else message.at.isoformat(),
        "hops": message.hops,
        "snr_db": message.snr_db,
        "rssi_dbm": message.rssi_dbm,
        "via_mqtt": message.via_mqtt,
    }


def _place(position: Position) -> Json:
    return {"latitude": position.latitude, "longitude": position.longitude, "altitude_m": position.altitude_m}
