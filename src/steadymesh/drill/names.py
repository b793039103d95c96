"""Which rows of a table somebody asks for by name."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence

from steadymesh.errors import Told, UsageError
from steadymesh.words import clean


def check(names: Sequence[str], known: Collection[str]) -> None:
    """Refuse a name that is not known, and say which one was meant.

    Raises:
        UsageError: One is unknown.
    """
    for name in names:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
        raise UsageError(
            f"There is no drill called “{clean(name, 40)}”.",
            remedy=f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(known)}.",
            sentence="drill-unknown-near" if near else "drill-unknown",
            fields={
                "name": clean(name, 40),
                "nearest": near[0] if near else "",
                "names": Told(", ".join(known)),  # longer than a field may be
            },
        )
