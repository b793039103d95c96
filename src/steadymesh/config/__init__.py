"""Assembles the rooms' own frozen options from defaults, a preset, a TOML file, the environment and the command line.

The only room that knows pydantic. It checks what was written and says, for each mistake, what, where and what is
accepted; what the settings do is the rooms' business.
"""

from __future__ import annotations

from steadymesh.config.duration import RefusedError, format_duration, parse_duration
from steadymesh.config.explain import Row, explain
from steadymesh.config.load import Config, load
from steadymesh.config.sources import Given

__all__ = ["Config", "Given", "RefusedError", "Row", "explain", "format_duration", "load", "parse_duration"]
