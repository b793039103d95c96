"""`keys push`, `keys ask`: what costs the radio's flash or the air, and needs a running steadymesh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from steadymesh.cli.answers import text
from steadymesh.cli.door import ask as ask_process
from steadymesh.cli.keys_door import label_of
from steadymesh.cli.options import Given, Json, Who
from steadymesh.cli.output import out, out_json
from steadymesh.words import has, render

RADIO_S: Final = 60.0
"""Longest wait for the radio to have taken an order behind all that waits before it."""


def push(who: Who, /, *, json: Json = False, options: Given) -> int:
    """Bring a node's key into the radio now. It costs a write to the radio's flash, and makes the node a favourite."""
    return _order("push", {"who": who}, json=json, options=options)


def ask(who: Who, /, *, json: Json = False, options: Given) -> int:
    """Ask a node for its key over the air: at most once in 26 hours, it stays silent for longer otherwise."""
    return _order("ask", {"who": who}, json=json, options=options)


def _order(op: str, args: Mapping[str, object], *, json: bool, options: Given) -> int:
    config = options.load()
    answer = ask_process(config.state_dir, f"keys.{op}", args, RADIO_S)
    if json:
        out_json(answer)
        return 0
    result = text(answer, "result")
    message = f"cli-key-{op}-{result}"
    fields = {"who": label_of(answer), "fingerprint": text(answer, "fingerprint") or "–", "result": result}
    out(render(message if has(message, config.language) else f"cli-key-{op}-done", fields, config.language))
    return 0
