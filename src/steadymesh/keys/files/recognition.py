"""Which file of keys a text is: told by what is in it, never by its name."""

from __future__ import annotations

from steadymesh.keys.files.backup import is_backup, parse_backup
from steadymesh.keys.files.formats import parse_entries
from steadymesh.keys.files.identity import FORMAT as IDENTITY
from steadymesh.keys.files.official_config import is_config, parse_config
from steadymesh.keys.files.official_info import is_info, parse_info
from steadymesh.keys.files.records import Parsed
from steadymesh.keys.files.texts import json_object, text_of
from steadymesh.keys.refusals import damaged


def parse_file(data: bytes, *, what: str) -> Parsed:
    """Return what a text file of keys tells, whoever wrote it.

    Args:
        data: The file as it is.
        what: Its name, for the error.

    Raises:
        InputFileError: It is damaged as a whole, or nothing that we know.
    """
    text = text_of(data, what=what, wide=True)
    begins_like_json = text.lstrip()[:1] in ("{", "[")
    if not begins_like_json and is_info(text):
        return parse_info(text, what=what)
    if not begins_like_json and is_config(text):
        return parse_config(text, what=what)
    content = json_object(text, what=what)
    if dict(content).get("format") == IDENTITY:
        raise damaged("import-file-identity", file=what)
    return parse_backup(content, what=what) if is_backup(content) else parse_entries(content)
