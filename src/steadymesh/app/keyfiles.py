"""Files of keys and contact links, whoever wrote them: recognised by what is in them, read whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from steadymesh.keys.files.formats import parse_legacy_rows
from steadymesh.keys.files.records import FileKind, KeyRecord, Parsed
from steadymesh.keys.refusals import refusal
from steadymesh.model import KeySource, Node
from steadymesh.store.legacy import read_legacy_nodes
from steadymesh.wire.convert.links import is_link


def read_keys(word: str) -> Parsed:
    """Return what a contact link, or else the file of that name, tells.

    Raises:
        UsageError: It is no contact link, or a file that can't be used.
        InvalidIdError: The contact carries no key.
    """
    if not word.strip():
        raise refusal("import-nothing")
    return read_contact_link(word) if is_link(word) else read_keys_file(Path(word))


def read_keys_file(path: Path) -> Parsed:
    """Return what a file of keys tells: one of the old bot's, of the official command line's, or a backup of ours.

    Raises:
        InputFileError: It is missing, damaged or something else.
    """
    from steadymesh.keys.files.imports import is_database, read_text_file  # a running bot needs no YAML

    if is_database(path):
        return replace(parse_legacy_rows(read_legacy_nodes(path)), kind=FileKind.TRAFFIC_HISTORY)
    return read_text_file(path)


def read_contact_link(text: str) -> Parsed:
    """Return what a contact link tells: one node, whose key the one who shared it vouches for.

    Raises:
        UsageError: It is no contact link.
        InvalidIdError: It carries no key.
    """
    from steadymesh.wire.convert.contacts import contact_of_link

    return Parsed(records=(record_of_contact(contact_of_link(text)),), problems=(), kind=FileKind.LINK)


def record_of_contact(node: Node) -> KeyRecord:
    """Return the node of a contact link as a record."""
    return KeyRecord(
        num=node.num,
        name=node.long_name,
        short_name=node.short_name,
        hw_model=node.hw_model,
        key=node.public_key,
        source=KeySource.LINK,
        verified=True,
    )
