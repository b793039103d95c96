"""`python -m steadymesh` and the console script: answers `--version` before anything is imported."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; return the exit code."""
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        from steadymesh import __version__

        try:
            print(f"steadymesh {__version__}", flush=True)  # noqa: T201
        except OSError:
            pass  # the command line will fail as well, and say so
        else:
            return 0
    from steadymesh.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
