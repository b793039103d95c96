"""Current and former keys in one table, with trust and standing; contacts, and what has used up budgets.

Frozen: it does not follow `tables.py`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_bindings",
        sa.Column("node", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("trust", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("long_name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("hw_model", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("node", "public_key", name="pk_key_bindings"),
    )
    # The history may still have a key that has become current again: its first date is the binding's.
    op.execute(
        """
        INSERT INTO key_bindings
        SELECT k.node, k.public_key, k.source, 'seen', 'current',
               min(k.first_seen, coalesce(h.first_seen, k.first_seen)), k.last_seen, NULL, '',
               k.long_name, k.short_name, k.hw_model
        FROM keys AS k LEFT JOIN key_history AS h ON h.node = k.node AND h.public_key = k.public_key
        """
    )
    op.execute(
        """
        INSERT OR IGNORE INTO key_bindings
        SELECT node, public_key, source, 'seen', 'former', first_seen, last_seen, replaced_at, '',
               long_name, short_name, hw_model
        FROM key_history
        """
    )
    op.drop_table("key_history")
    op.drop_table("keys")
    op.create_table(
        "contacts",
        sa.Column("node", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_dm", sa.BigInteger(), nullable=True),
        sa.Column("dm_key", sa.LargeBinary(), nullable=True),
        sa.Column("pushed", sa.BigInteger(), nullable=True),
        sa.Column("pushed_key", sa.LargeBinary(), nullable=True),
        sa.Column("is_our_favorite", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("node", name="pk_contacts"),
    )
    op.create_table(
        "key_acts",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("node", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_key_acts"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "own_numbers",
        sa.Column("num", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("num", name="pk_own_numbers"),
    )
