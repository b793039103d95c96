"""`keys link`: a contact link, and its QR code for somebody's phone."""

from __future__ import annotations

import io
import sys

from steadymesh.cli.answers import text
from steadymesh.cli.keys_door import at_desk, label_of
from steadymesh.cli.options import Flag, Given, Json
from steadymesh.cli.output import out, out_json
from steadymesh.keys.refusals import refusal
from steadymesh.words import render


def link(
    who: str | None = None,
    /,
    *,
    qr: Flag = False,
    no_qr: Flag = False,
    json: Json = False,
    options: Given,
) -> int:
    """Print the contact link of our own radio, or of a node, and in a terminal its QR code.

    Parameters
    ----------
    who
        A node, in any spelling; our own radio where none is given.
    qr
        Print the QR code also where the output is no terminal.
    no_qr
        Print the link alone.
    """
    if qr and no_qr:
        raise refusal("link-qr-twice")
    if who is not None and not who.strip():  # before any process is asked: an older one takes it for none given
        raise refusal("who-empty")
    config = options.load()
    answer = at_desk(config, "keys.link", {} if who is None else {"who": who})
    if json:
        out_json(answer)
        return 0
    url = text_of_link(answer)
    if qr or (sys.stdout.isatty() and not no_qr):
        fields = {"who": label_of(answer), "fingerprint": text(answer, "fingerprint")}
        out(render("cli-key-link", fields, config.language))
        out(qr_code(url))
    out(url)
    return 0


def text_of_link(answer: object) -> str:
    """Return the link in an answer, whole: it is longer than what a field of a sentence may be."""
    url = answer.get("url") if isinstance(answer, dict) else None
    return url if isinstance(url, str) and url.isascii() and url.isprintable() else ""


def qr_code(url: str) -> str:
    """Return a QR code of half blocks, two modules a line: a link of 150 characters takes 57 columns and 29 lines."""
    import segno

    drawn = io.StringIO()
    segno.make(url, error="l", boost_error=False, micro=False).terminal(out=drawn, compact=True)
    return drawn.getvalue().rstrip("\n")
