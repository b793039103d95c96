"""What the official command line's `meshtastic --info` prints: text in sections, the nodes in one of them as JSON.

Other sections hold the radio's private key and its channels' secrets (`node.py`, showInfo: "Preferences", "Channels");
they are neither parsed nor kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from steadymesh.errors import InputFileError
from steadymesh.ids import NodeNum, format_node_num
from steadymesh.keys.files.collected import Collected
from steadymesh.keys.files.records import FileKind, Parsed
from steadymesh.keys.refusals import damaged

_NODES: Final = re.compile(r"^[ \t]*Nodes in mesh:[ \t\r\n]*(?=\{)", re.MULTILINE)
"""`mesh_interface.py`, showInfo: `"\\n\\nNodes in mesh: " + json.dumps(nodes, indent=2)`, by `!hex`."""

_OURS: Final = re.compile(r"^[ \t]*My info:[^\n]*?\"myNodeNum\":\s*(\d{1,10})\b", re.MULTILINE)
"""`"\\nMy info: "` and one line of JSON."""


def is_info(text: str) -> bool:
    """Return whether a text is what `meshtastic --info` prints."""
    return _NODES.search(text) is not None


def parse_info(text: str, *, what: str) -> Parsed:
    """Return what the nodes of `meshtastic --info` tell.

    The radio that was asked is in the list as well; it is left out, with that reason: a bot on it has no use for its
    own key, and whoever else wants it takes its contact link.

    Raises:
        InputFileError: The list of nodes is damaged or cut off.
    """
    start = _NODES.search(text)
    assert start is not None, "is_info says so"
    nodes = _nodes(text, start.end(), what)
    if isinstance(nodes, InputFileError):
        raise nodes
    found = _OURS.search(text[: start.start()])
    own = NodeNum(int(found[1])) if found is not None else None
    collected = Collected(kind=FileKind.INFO)
    for entry, node in nodes.items():
        if not isinstance(node, Mapping):
            collected.problem(entry, "import-entry-kind", "list")
        elif own is not None and format_node_num(own) == entry.strip().lower():
            collected.problem(entry, "import-info-own")
        else:
            collected.add(entry, _fields(node))
    return collected.parsed()


def _nodes(text: str, start: int, what: str) -> dict[str, object] | InputFileError:
    """Return the object that begins at a place of the text, or the error that says why there is none."""
    try:
        found, _ = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as exc:
        return damaged("import-info-damaged", file=what, line=exc.lineno, why=exc.msg)
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets nested a thousand deep
        return damaged("import-file-absurd", file=what)
    assert isinstance(found, dict), "it begins with a brace"
    return found


def _fields(node: Mapping[str, object]) -> dict[str, object]:
    """Return a node as an entry of `node_names.json`."""
    user, position = _object(node, "user"), _object(node, "position")
    return {
        "name": user.get("longName"),
        "shortName": user.get("shortName"),
        "hwModel": None if user.get("hwModel") == "UNSET" else user.get("hwModel"),
        "publicKey": user.get("publicKey"),
        "lat": position.get("latitude"),
        "lon": position.get("longitude"),
        "alt": position.get("altitude"),
        "last_update": node.get("lastHeard"),
    }


def _object(node: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = node.get(name)
    return found if isinstance(found, Mapping) else {}
