"""What an outgoing message has cost, which one it follows, and whether it was tried again.

Frozen: it does not follow `tables.py`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("follows", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("size_bytes", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("airtime_s", sa.Float(), nullable=False, server_default="0"),
        sa.Column("transmissions", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("second_chance", sa.Boolean(), nullable=False, server_default="0"),
    ):
        op.add_column("outbox", column)
