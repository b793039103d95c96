"""`report`: what somebody who helps needs, in one file without secrets."""

from __future__ import annotations

from pathlib import Path

from steadymesh.cli.options import Flag, Given, Json
from steadymesh.cli.output import out, out_json
from steadymesh.words import render


def report(
    file: Path,
    /,
    *,
    node: str | None = None,
    no_visit: Flag = False,
    with_nodes: Flag = False,
    replace: Flag = False,
    json: Json = False,
    options: Given,
) -> int:
    """Pack what a helper needs into FILE (tar.gz): versions, settings, check-up, status, log. No secrets, no messages.

    Look into it before you give it away: README.txt in it says what is in there. Where no steadymesh runs, the radio is
    looked at as `doctor` does it, for about ten seconds.

    Parameters
    ----------
    file
        Such as report.tar.gz.
    node
        The radio, such as tcp://192.168.1.38 (the setting link.node).
    no_visit
        Leave the radio alone.
    with_nodes
        Leave names and numbers of nodes, and places, as they are; else each node has another name in it.
    replace
        Also where FILE is there already.
    """
    config = options.load(node=node)
    from steadymesh.doctor.parcel.packing import pack, sentence_of

    packed = pack(config, file, may_visit=not no_visit, with_nodes=with_nodes, replace=replace)
    if json:
        out_json(
            {
                "file": str(packed.file),
                "bytes": packed.size_bytes,
                "pieces": [{"name": name, "bytes": size} for name, size in packed.pieces],
                "missing": [{"name": one.name, "why": one.why} for one in packed.missing],
                "refused": [{"name": name, "secret": secret} for name, secret in packed.refused],
                "lines_left_out": packed.lines_left_out,
            }
        )
        return 0
    language = config.language
    for name, size in packed.pieces:
        what = render(sentence_of(name), {}, language)
        out(render("report-line", {"name": name, "kilobytes": -(-size // 1000), "what": what}, language))
    for one in packed.missing:
        out(render("report-missing", {"name": one.name, "why": one.why}, language))
    for name, secret in packed.refused:
        out(render("report-refused", {"name": name, "secret": secret}, language))
    if packed.lines_left_out:
        out(render("report-lines", {"count": packed.lines_left_out}, language))
    fields = {"file": str(packed.file), "kilobytes": -(-packed.size_bytes // 1000)}
    out(render("report-written", fields, language))
    return 0
