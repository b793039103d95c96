"""The composition root: the only room that knows every other. Introduces them, runs them, ends them."""

from __future__ import annotations

import sys


def _import_structlog_alone() -> None:
    """Import structlog without rich, which it takes along for colourful tracebacks that we never print.

    It makes do where rich isn't installed. The command line shares our process and has rich for its help; a process
    that only runs the bot is 5 MB smaller without.
    """
    if "structlog" in sys.modules or "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # how Python marks what can't be imported
    try:
        import structlog  # noqa: F401
    finally:
        del sys.modules["rich"]


_import_structlog_alone()
