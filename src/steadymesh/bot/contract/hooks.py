"""What a plug-in does without being asked: at events, on schedule, at the start and at the end."""

from __future__ import annotations

import enum
import inspect
import typing
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Concatenate, Final, Literal, TypeAlias, TypeVar, dataclass_transform, overload

from steadymesh.bot import cron as crontab
from steadymesh.errors import ConfigError
from steadymesh.events import Event
from steadymesh.words import clean

if TYPE_CHECKING:
    from steadymesh.bot.contract.plugincontext import PluginContext

E = TypeVar("E")
S = TypeVar("S", bound=type)

Job: TypeAlias = Callable[["PluginContext"], Awaitable[None]]
"""What is run on schedule."""

HookFunction: TypeAlias = Callable[Concatenate["PluginContext", ...], Awaitable[None]]

LEAST_INTERVAL: Final = timedelta(seconds=1)
"""Of what is done again and again."""


class When(enum.Enum):
    """When a hook is called."""

    EVENT = "event"
    INTERVAL = "interval"
    CRON = "cron"
    START = "start"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hook:
    """A function that is called without anybody's asking; calling it calls the function."""

    name: str
    """The function's."""
    when: When
    function: HookFunction
    event: type | None = None
    """The class of events (`steadymesh.events`); None: it is no event's."""
    is_batch: bool = False
    """Whether it gets events by the second, as a sequence."""
    interval_s: float = 0.0
    cron: str = ""

    async def __call__(self, context: PluginContext, *event: object) -> None:
        """Do what is to be done."""
        await self.function(context, *event)


@overload
def on(
    event: type[E], *, batch: Literal[False] = False
) -> Callable[[Callable[[PluginContext, E], Awaitable[None]]], Hook]: ...


@overload
def on(
    event: type[E], *, batch: Literal[True]
) -> Callable[[Callable[[PluginContext, Sequence[E]], Awaitable[None]]], Hook]: ...


def on(event: type[E], *, batch: bool = False) -> Callable[[HookFunction], Hook]:
    """Return a decorator for a function that gets every event of a class of `steadymesh.events`.

    Args:
        event: The class.
        batch: False: the function is called with each event, one after the other; they wait in a queue of the
            plug-in's own (1,000, the oldest go, counted). Each call costs 40 µs on a desktop and ten times that on a
            small board, so for what comes with every packet there is True: the function is called once with all that
            has come within a second, a sequence in order, never empty. Those wait in another queue (10,000, the oldest
            go, counted); what comes in the last second before the end of the process is not handed over any more.

    Raises:
        ConfigError: It is no such class: nothing would ever come.
    """
    if not any(event is kind for kind in typing.get_args(Event)):
        name = clean(str(getattr(event, "__name__", type(event).__name__)), 60)
        raise ConfigError(f"{name} is no event.", remedy="Take one class of steadymesh.events, as in @on(NodeSeen).")

    def decorate(function: HookFunction) -> Hook:
        return _hook(function, When.EVENT, event=event, is_batch=batch)

    return decorate


def every(interval: timedelta) -> Callable[[Job], Hook]:
    """Return a decorator for a function that is called again and again, the first time one interval after the start.

    Raises:
        ConfigError: Less than a second.
    """
    given: object = interval
    if not isinstance(given, timedelta) or given < LEAST_INTERVAL:
        raise ConfigError(
            "A plug-in can't do something more often than once a second.", remedy="Write @every(timedelta(minutes=5))."
        )

    def decorate(function: Job) -> Hook:
        return _hook(function, When.INTERVAL, interval_s=interval.total_seconds())

    return decorate


def cron(expression: str) -> Callable[[Job], Hook]:
    """Return a decorator for a function that is called by the clock on the wall, in the house's time zone.

    Args:
        expression: As in crontab(5): minute, hour, day of the month, month, day of the week.

    Raises:
        ConfigError: It is no such expression.
    """
    crontab.check(expression)

    def decorate(function: Job) -> Hook:
        return _hook(function, When.CRON, cron=expression)

    return decorate


def on_start(function: Job) -> Hook:
    """Make a function the one that is called before anything else of the plug-in, at each start."""
    return _hook(function, When.START)


def on_stop(function: Job) -> Hook:
    """Make a function the one that is called at the end; it has a second."""
    return _hook(function, When.STOP)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def settings(kind: S) -> S:
    """Make a class the plug-in's settings: a frozen dataclass of what may stand under `[plugin.NAME]`.

    Every field has a type and a default: `str`, `bool`, `int`, `float`, `timedelta`, an `Enum`, a `Literal`, or a
    tuple of such; a tuple of frozen dataclasses is a list of tables (`[[plugin.NAME.entries]]`). What the operator
    writes is checked before the plug-in is loaded; `__post_init__` may check more and raise `ValueError` with a
    sentence, or `ConfigError`, which may name one of `locale/`. Whatever is not to be shown to anybody (a token) is
    `field(repr=False)`.
    """
    if "__dataclass_fields__" not in vars(kind):
        dataclass(frozen=True, kw_only=True)(kind)
    setattr(kind, SETTINGS_MARK, True)
    return kind


SETTINGS_MARK: Final = "__steadymesh_settings__"


def _hook(
    function: HookFunction,
    when: When,
    *,
    event: type | None = None,
    is_batch: bool = False,
    interval_s: float = 0.0,
    cron: str = "",
) -> Hook:
    name = getattr(function, "__name__", type(function).__name__)
    if not inspect.iscoroutinefunction(function):
        raise ConfigError(f"The function “{name}” is not async.", remedy="Write “async def”.")
    return Hook(
        name=name,
        when=when,
        function=function,
        event=event,
        is_batch=is_batch,
        interval_s=interval_s,
        cron=cron,
    )
