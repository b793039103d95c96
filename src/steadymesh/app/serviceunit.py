"""The systemd unit: what it says, for which installation. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

WATCHDOG_S: Final = 30
"""The loop feeds the watchdog twice within it; where it stands still the log says so after 5 s."""

_HIDDEN: Final = (("home",), ("root",), ("run", "user"))
"""What `ProtectHome=yes` hides (systemd.exec(5)), as the first parts of a path."""

_WALLS: Final = """\
CapabilityBoundingSet=
LockPersonality=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome={protect_home}
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=yes
# AF_NETLINK: the resolver asks the kernel which addresses there are.
RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM"""

_UNIT: Final = """\
# Steadymesh under systemd; written by `steadymesh service install --{kind}`.

[Unit]
Description=Steadymesh, the Meshtastic bot that never hangs
{after}
# Never give up: whatever ended it may be over in a minute.
StartLimitIntervalSec=0

[Service]
# READY=1 comes as soon as it serves; a radio that is away is no failed start. STATUS= says how the link stands.
Type=notify
NotifyAccess=main
ExecStart={command}
# Settings may stand here too, as STEADYMESH_LINK__NODE=tcp://192.168.1.38
EnvironmentFile=-{environment}
# Secrets: one file a setting, named as it is, such as alerts.urls or plugin.ask.api_key.
LoadCredential=steadymesh:{credentials}

# Fed by the event loop itself, twice within this time: a loop that is blocked is restarted.
WatchdogSec={watchdog_s}
Restart=always
RestartSec=2
# But exit code 2 says that a setting is wrong, which a person has to mend: `systemctl status` has the sentence.
RestartPreventExitStatus=2
# A migration of an old database may take a moment.
TimeoutStartSec=60
# It ends within 3 s, whatever the link does.
TimeoutStopSec=5

{state}
UMask=0077

# It needs the network and its state directory, nothing else. A script or a link.rescue_command runs within these walls.
{walls}

[Install]
WantedBy={target}
"""

_SYSTEM_STATE: Final = """\
# /var/lib/steadymesh, for this service alone: database, lock, control socket.
DynamicUser=yes
StateDirectory=steadymesh
StateDirectoryMode=0700"""

# StateDirectory= of a user's manager is below ~/.config before systemd 254: the process makes its own instead.
_USER_STATE: Final = "# State is in ~/.local/state/steadymesh: database, lock, control socket."

_UNPRIVILEGED: Final = (
    "#", "LockPersonality", "NoNewPrivileges", "RestrictAddress", "RestrictRealtime", "RestrictSUID", "SystemCall",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What the unit is for."""

    program: tuple[str, ...]
    """The executable, by its whole path, and what it needs to be told before `run`."""
    config: Path
    """The configuration file."""
    is_system: bool
    """For the whole machine, under a user that exists for it; else for one user."""
    credentials: Path
    """The folder of secrets."""

    @property
    def environment(self) -> Path:
        """Return the file of environment variables, which may be missing."""
        return self.config.parent / "environment"


def unit(of: Installation) -> str:
    """Return the unit file's text.

    Args:
        of: What it is for.
    """
    is_hidden = any(map(_is_hidden, (Path(of.program[0]), of.config)))
    walls = _WALLS.format(protect_home="read-only" if is_hidden or not of.is_system else "yes")
    if not of.is_system:
        # A user's own manager can't take capabilities away, nor hide devices and processes (systemd.exec(5)).
        walls = "\n".join(line for line in walls.splitlines() if line.startswith(_UNPRIVILEGED))
    return _UNIT.format(
        kind="system" if of.is_system else "user",
        after="Wants=network-online.target\nAfter=network-online.target" if of.is_system else "After=default.target",
        command=" ".join(map(_quoted, (*of.program, "run", "--config", str(of.config)))),
        environment=_escaped(str(of.environment)),
        credentials=_escaped(str(of.credentials)),
        watchdog_s=WATCHDOG_S,
        state=_SYSTEM_STATE if of.is_system else _USER_STATE,
        walls=walls,
        target="multi-user.target" if of.is_system else "default.target",
    )


def _is_hidden(path: Path) -> bool:
    return any(path.parts[1 : 1 + len(place)] == place for place in _HIDDEN)


def _quoted(word: str) -> str:
    """Return a word of `ExecStart=` (systemd.service(5), “Command lines”)."""
    escaped = _escaped(word).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{escaped}"' if any(character.isspace() or character in "'\";" for character in word) else escaped


def _escaped(text: str) -> str:
    """Return a text in which systemd finds no specifier."""
    return text.replace("%", "%%")
