"""The fault tables: break the link and the house, and the keys, in every way we know of, and measure what happens.

Waits pass in virtual time, sockets are real. The radio is the simulator; the house is the one that serves real radios.
"""

from __future__ import annotations

from collections.abc import Sequence

from steadymesh.words import DEFAULT_LANGUAGE


def main(*, json: bool = False, names: Sequence[str] = (), language: str = DEFAULT_LANGUAGE, keys: bool = False) -> int:
    """Run the drills and print the table to stdout; return 0 when each passed, 1 when one did not.

    Args:
        json: Print one JSON document instead of a table.
        names: Only these; none: all.
        language: Of the table; the JSON document has none.
        keys: The key table instead: every cause of a failed direct message, on every firmware.

    Raises:
        UsageError: A name is unknown.
    """
    if keys:
        from steadymesh.drill.keys import table

        return table.run(json=json, names=names, language=language)
    from steadymesh.drill.report import run

    return run(json=json, names=names, language=language)
