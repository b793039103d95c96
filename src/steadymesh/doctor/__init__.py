"""The check-up: looks for what is wrong between here and the radio, and says what to do; one line each.

It changes nothing and never disturbs a bot that runs: that one is asked for what it knows. It has no opinion on how the
process should end: whatever was found, the check-up was done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steadymesh.config import Config


def main(config: Config, json: bool) -> int:  # noqa: FBT001  (called by the command line, which has it as a flag)
    """Look at everything, print what was found to stdout; return 0, whatever that is.

    A script reads `problems` and `warnings` of the JSON document: a link that is down is no reason to exit otherwise.

    Args:
        config: The configuration, `--node` included.
        json: Print one JSON document, at the end; else a line for each finding as it comes.
    """
    from steadymesh.doctor.checkup import run

    return run(config, json=json)
