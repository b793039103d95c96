"""Says how calls of plug-ins ended: the first failure loudly, further ones quietly, a pause and a recovery once."""

from __future__ import annotations

from typing import Final

import structlog

from steadymesh.bot.barrier import Ended
from steadymesh.bot.blocking import BlockedError
from steadymesh.bot.failing import Failing, Turn
from steadymesh.bus import Bus
from steadymesh.errors import ScriptError, SteadymeshError
from steadymesh.events import PluginPaused
from steadymesh.words import MAX_TOLD, clean

log: Final = structlog.get_logger("plugin")

_OURS: Final = "steadymesh."
"""Where our errors are made: one that a plug-in derives from them may raise when it is asked what it says."""


def report(failing: Failing, bus: Bus, now: float, *, name: str, plugin: str, ended: Ended, timeout_s: float) -> None:
    """Note and log how a call ended; publish `PluginPaused` where it has failed once too often.

    Args:
        failing: Remembers.
        bus: For `PluginPaused`.
        now: Loop time.
        name: Of what was called: a command's, or `plugin.hook`.
        plugin: Whose.
        ended: How.
        timeout_s: What it had.
    """
    turn = failing.note(name, now, failed=ended.error is not None)
    if ended.error is None:
        if turn is Turn.RECOVERED:
            log.info("plugin-recovered", what=name)
        return
    why = short(ended.error)
    say = log.warning if turn is Turn.FIRST else log.debug
    if isinstance(ended.error, BlockedError):
        say("plugin-blocked", what=name)
    elif ended.is_late:
        say("plugin-timed-out", what=name, timeout_s=timeout_s)
    else:
        say("plugin-failed", what=name, error=why)
    if isinstance(ended.error, ScriptError):
        if ended.error.stderr:
            log.debug("plugin-script-said", what=name, said=ended.error.stderr)
    else:
        log.debug("plugin-traceback", what=name, exc_info=ended.error)
    if turn is Turn.PAUSED:
        pause_s = failing.paused_s(name, now)
        log.warning("plugin-paused", what=name, minutes=round(pause_s / 60), error=why)
        error = why if isinstance(why, str) else clean(why.told.english, MAX_TOLD)
        bus.publish(PluginPaused(plugin=plugin, what=name, seconds=pause_s, error=error, now=now))


def short(exc: BaseException) -> SteadymeshError | str:
    """Return what failed, for one line: its kind, and its sentence where it is ours (others may quote a text)."""
    if type(exc).__module__.startswith(_OURS) and isinstance(exc, SteadymeshError):
        return exc
    return type(exc).__name__
