"""The fault table: breaks the link and the house in every way we know of, on real sockets, and measures what happens.

Waits pass in virtual time. The radio is the simulator; the house is the one that serves real radios.
"""

from __future__ import annotations

from collections.abc import Sequence

from steadymesh.words import DEFAULT_LANGUAGE


def main(*, json: bool = False, names: Sequence[str] = (), language: str = DEFAULT_LANGUAGE) -> int:
    """Run the drills and print the table to stdout; return 0 when each passed, 1 when one did not.

    Args:
        json: Print one JSON document instead of a table.
        names: Only these; none: all.
        language: Of the table; the JSON document has none.

    Raises:
        UsageError: A name is unknown.
    """
    from steadymesh.drill.report import run

    return run(json=json, names=names, language=language)
