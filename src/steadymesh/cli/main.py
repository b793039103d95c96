"""From the arguments to the exit code: 0 as asked, 2 wrong use or input, 3 state directory, 1 a defect."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from steadymesh.cli import stdout
from steadymesh.cli.output import complain, say
from steadymesh.errors import SteadymeshError

DEFECT: Final = 1

_DEBUGGING: Final = ("--log-level debug", "--log-level=debug", "log.level=debug")


def run(argv: Sequence[str]) -> int:
    """Run one command line; return the exit code. What went wrong is one line on stderr, without a traceback."""
    with stdout.guarded():
        return _run(argv)


def _run(argv: Sequence[str]) -> int:
    try:
        code = _dispatch(argv)
        sys.stdout.flush()
    except SteadymeshError as exc:
        _tell(exc, argv)
        return exc.exit_code
    except (BrokenPipeError, SystemExit):  # whoever read has seen enough (rich says so by SystemExit)
        stdout.abandon()
        return 0
    except KeyboardInterrupt:
        return 0
    except Exception as exc:  # noqa: BLE001  (barrier: one command)
        _tell_defect(exc, argv)
        return DEFECT
    return code


def _dispatch(argv: Sequence[str]) -> int:
    from cyclopts import CycloptsError

    from steadymesh.cli.tree import build, words_behind
    from steadymesh.cli.usage import as_usage_error

    app = build(names_faults="--help" in argv or "-h" in argv)
    try:
        code = app.meta(list(argv))
    except CycloptsError as exc:
        raise as_usage_error(exc, words_behind(app, exc.command_chain or ())) from exc
    return code if isinstance(code, int) else 0


def _tell(error: SteadymeshError, argv: Sequence[str]) -> None:
    """Say what an error says, in the language that the person reads."""
    from steadymesh.cli.language import language_of
    from steadymesh.words import tell

    complain(tell(error.told, language_of(argv)))


def _tell_defect(exc: Exception, argv: Sequence[str]) -> None:
    from steadymesh import __version__
    from steadymesh.cli.language import language_of
    from steadymesh.words import render

    complain(render("cli-defect", {"version": __version__, "kind": type(exc).__name__}, language_of(argv)))
    if "--verbose" in argv or "-v" in argv or any(spelling in " ".join(argv) for spelling in _DEBUGGING):
        import traceback

        say("".join(traceback.format_exception(exc)))
