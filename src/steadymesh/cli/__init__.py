"""The command line: arguments, exit codes, tables. Results go to stdout, the log and what went wrong to stderr."""

from __future__ import annotations

from steadymesh.cli.main import run
from steadymesh.cli.tree import help_pages

__all__ = ["help_pages", "run"]
