"""`python -m steadymesh.store.migrate PATH NUMBER [FOLDER …]`: bring a database to a schema, in a process of its own.

Alembic costs time and memory that the bot need not pay at every start; and what hangs here can be killed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from steadymesh.errors import StoreError
from steadymesh.store.engine import make_engine
from steadymesh.store.failures import translate

SCRIPTS = Path(__file__).parent / "migrations"
"""Our migrations."""

BUSY_TIMEOUT_S = 5.0
"""Nobody waits for an answer in here, so a lock may be waited for."""


def upgrade(path: Path, number: str, folders: Sequence[Path] = ()) -> None:
    """Bring the database at `path` to schema `number`: all of it, or nothing.

    Args:
        path: The database.
        number: The schema wanted, or `head`.
        folders: Further folders of migrations.

    Raises:
        StoreError: It could not be done; the database is as it was.
    """
    engine = make_engine(path, busy_timeout_s=BUSY_TIMEOUT_S)
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection, folders), number)
    except (SQLAlchemyError, OSError) as exc:
        raise translate(exc, path) from exc
    except CommandError as exc:
        raise StoreError(f"The migrations are incomplete: {exc}.", remedy="Install steadymesh again.") from exc
    finally:
        engine.dispose()


def _config(connection: Connection, folders: Sequence[Path]) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    locations = "\n".join(str(folder) for folder in (SCRIPTS / "versions", *folders))
    config.set_main_option("version_locations", locations.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def main(arguments: Sequence[str]) -> int:
    """Run from the command line; return the exit code."""
    try:
        upgrade(Path(arguments[0]), arguments[1], [Path(folder) for folder in arguments[2:]])
    except StoreError as exc:
        print(exc, file=sys.stderr)  # noqa: T201  (whoever started this process reads it)
        return exc.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
