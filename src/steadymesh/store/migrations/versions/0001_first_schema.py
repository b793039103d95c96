"""The first schema. Frozen: it does not follow `tables.py`."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _key_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("long_name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("hw_model", sa.String(), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "keys",
        sa.Column("node", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        *_key_columns(),
        sa.PrimaryKeyConstraint("node", name="pk_keys"),
    )
    op.create_table(
        "key_history",
        sa.Column("node", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        *_key_columns(),
        sa.Column("replaced_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("node", "public_key", name="pk_key_history"),
    )
    op.create_table(
        "nodes",
        sa.Column("num", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("long_name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("hw_model", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("is_unmessagable", sa.Boolean(), nullable=False),
        sa.Column("is_licensed", sa.Boolean(), nullable=False),
        sa.Column("is_favorite", sa.Boolean(), nullable=False),
        sa.Column("is_ignored", sa.Boolean(), nullable=False),
        sa.Column("is_key_verified", sa.Boolean(), nullable=False),
        sa.Column("via_mqtt", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("snr_db", sa.Float(), nullable=True),
        sa.Column("hops_away", sa.Integer(), nullable=True),
        sa.Column("last_heard", sa.BigInteger(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("altitude_m", sa.Integer(), nullable=True),
        sa.Column("position_at", sa.BigInteger(), nullable=True),
        sa.Column("battery_percent", sa.Integer(), nullable=True),
        sa.Column("voltage_v", sa.Float(), nullable=True),
        sa.Column("channel_utilization_percent", sa.Float(), nullable=True),
        sa.Column("air_util_tx_percent", sa.Float(), nullable=True),
        sa.Column("uptime_s", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("num", name="pk_nodes"),
    )
    op.create_table(
        "outbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("recipient", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.BigInteger(), nullable=True),
        sa.Column("want_ack", sa.Boolean(), nullable=False),
        sa.Column("is_tapback", sa.Boolean(), nullable=False),
        sa.Column("packet_id", sa.BigInteger(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_sent", sa.BigInteger(), nullable=True),
        sa.Column("sent_as", sa.BigInteger(), nullable=True),
        sa.Column("relayed", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_outbox"),
    )
    op.create_index("ix_outbox_created", "outbox", ["created"], unique=False)
    op.create_index("ix_outbox_outcome", "outbox", ["outcome"], unique=False)
    op.create_table(
        "outbox_attempts",
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("packet_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["outbox.key"], name="fk_outbox_attempts_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry", "number", name="pk_outbox_attempts"),
    )
    op.create_table(
        "messages",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sender", sa.BigInteger(), nullable=False),
        sa.Column("packet_id", sa.BigInteger(), nullable=False),
        sa.Column("recipient", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("snr_db", sa.Float(), nullable=True),
        sa.Column("rssi_dbm", sa.Integer(), nullable=True),
        sa.Column("hop_limit", sa.Integer(), nullable=False),
        sa.Column("hop_start", sa.Integer(), nullable=True),
        sa.Column("relay_node", sa.Integer(), nullable=True),
        sa.Column("via_mqtt", sa.Boolean(), nullable=False),
        sa.Column("pki_encrypted", sa.Boolean(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("reply_id", sa.BigInteger(), nullable=True),
        sa.Column("is_tapback", sa.Boolean(), nullable=False),
        sa.Column("want_ack", sa.Boolean(), nullable=False),
        sa.Column("opened_here", sa.Boolean(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_messages"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "seen",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sender", sa.BigInteger(), nullable=False),
        sa.Column("packet_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_seen"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_seen_sender_packet_id", "seen", ["sender", "packet_id"], unique=True)
