"""Files of keys, whichever bot wrote them: recognised by what is in them, read whole."""

from __future__ import annotations

from pathlib import Path

from steadymesh.keys.formats import parse_legacy_rows
from steadymesh.keys.imports import FileKind, kind_of, read_node_names
from steadymesh.keys.records import Parsed
from steadymesh.store.legacy import read_legacy_nodes


def read_keys_file(path: Path) -> Parsed:
    """Return what a `node_names.json` or a `traffic_history.db` tells.

    Raises:
        InputFileError: It is missing, damaged or something else.
    """
    match kind_of(path):
        case FileKind.TRAFFIC_HISTORY:
            return parse_legacy_rows(read_legacy_nodes(path))
        case FileKind.NODE_NAMES:
            return read_node_names(path)
