"""When an outgoing message last left, whether it waits for a word of its recipient, and whether who asked was proved.

Frozen: it does not follow `tables.py`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("last_sent", sa.BigInteger(), nullable=True),
        sa.Column("awaits_word", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("heard_before", sa.BigInteger(), nullable=True),
        sa.Column("is_proved", sa.Boolean(), nullable=False, server_default="1"),
    ):
        op.add_column("outbox", column)
    op.execute("UPDATE outbox SET last_sent = first_sent")
    # Nobody wrote down when its recipient had been heard: whoever has been since it was made may well be there again.
    op.execute(
        """
        UPDATE outbox SET awaits_word = 1, heard_before = created
        WHERE outcome = 'waiting' AND reason = 'MAX_RETRANSMIT' AND second_chance = 1 AND first_sent IS NULL
        """
    )
