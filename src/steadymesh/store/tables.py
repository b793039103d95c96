"""The tables, and how our values become columns.

Times are integers, microseconds since 1970 UTC; enums their words; keys 32-byte blobs.
A change here needs a migration with the next number (`migrations/versions`) and a new `HEAD`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    text,
)

HEAD: Final = "0005"
"""The schema's number: that of the newest migration. Numbers only grow, so that older and newer can be told apart."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware datetime as integer microseconds since 1970 UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return the column's integer."""
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the aware datetime, UTC."""
        return _EPOCH + timedelta(microseconds=value) if isinstance(value, int) else None


METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

STAMP: Final = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), primary_key=True),
)
"""Alembic's own table, written by us when a new file is made (so that Alembic need not be imported for it)."""

KEY_BINDINGS: Final = Table(
    "key_bindings",
    METADATA,
    Column("node", BigInteger, primary_key=True, autoincrement=False),
    Column("public_key", LargeBinary, primary_key=True),
    Column("source", String, nullable=False),
    Column("trust", String, nullable=False),
    Column("standing", String, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("until", Moment),
    Column("reason", String, nullable=False),
    Column("long_name", String, nullable=False),
    Column("short_name", String, nullable=False),
    Column("hw_model", String, nullable=False),
)
"""Every key that a node number ever had, once a pair: current, held or former."""

CONTACTS: Final = Table(
    "contacts",
    METADATA,
    Column("node", BigInteger, primary_key=True, autoincrement=False),
    Column("last_dm", Moment),
    Column("dm_key", LargeBinary),
    Column("pushed", Moment),
    Column("pushed_key", LargeBinary),
    Column("is_our_favorite", Boolean, nullable=False),
    Column("asked", Moment),
)
"""What has passed between us and a node that matters for its key."""

KEY_ACTS: Final = Table(
    "key_acts",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("node", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
"""What has used up a budget within a week."""

OWN_NUMBERS: Final = Table(
    "own_numbers",
    METADATA,
    Column("num", BigInteger, primary_key=True, autoincrement=False),
    Column("seen", Moment, nullable=False),
)
"""Node numbers that our own radio has had, and when it last said so: its key is nobody's contact."""

NODES: Final = Table(
    "nodes",
    METADATA,
    Column("num", BigInteger, primary_key=True, autoincrement=False),
    Column("long_name", String, nullable=False),
    Column("short_name", String, nullable=False),
    Column("hw_model", String, nullable=False),
    Column("role", String, nullable=False),
    Column("public_key", LargeBinary),
    Column("is_unmessagable", Boolean, nullable=False),
    Column("is_licensed", Boolean, nullable=False),
    Column("is_favorite", Boolean, nullable=False),
    Column("is_ignored", Boolean, nullable=False),
    Column("is_key_verified", Boolean, nullable=False),
    Column("via_mqtt", Boolean, nullable=False),
    Column("channel", Integer, nullable=False),
    Column("snr_db", Float),
    Column("hops_away", Integer),
    Column("last_heard", Moment),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("altitude_m", Integer),
    Column("position_at", Moment),
    Column("battery_percent", Integer),
    Column("voltage_v", Float),
    Column("channel_utilization_percent", Float),
    Column("air_util_tx_percent", Float),
    Column("uptime_s", BigInteger),
)

OUTBOX: Final = Table(
    "outbox",
    METADATA,
    Column("key", String, primary_key=True),
    Column("recipient", BigInteger, nullable=False),
    Column("text", String, nullable=False),
    Column("channel", Integer, nullable=False),
    Column("reply_id", BigInteger),
    Column("want_ack", Boolean, nullable=False),
    Column("is_tapback", Boolean, nullable=False),
    Column("packet_id", BigInteger, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("deadline", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_sent", Moment),
    Column("sent_as", BigInteger),
    Column("relayed", Boolean, nullable=False),
    Column("outcome", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("follows", String, nullable=False, server_default=text("''")),
    Column("size_bytes", Integer, nullable=False, server_default="0"),
    Column("airtime_s", Float, nullable=False, server_default="0"),
    Column("transmissions", Integer, nullable=False, server_default="0"),
    Column("second_chance", Boolean, nullable=False, server_default="0"),
    Column("last_sent", Moment),
    Column("awaits_word", Boolean, nullable=False, server_default="0"),
    Column("heard_before", Moment),
    Column("is_proved", Boolean, nullable=False, server_default="1"),
    Index(None, "outcome"),
    Index(None, "created"),
)

OUTBOX_ATTEMPTS: Final = Table(
    "outbox_attempts",
    METADATA,
    Column("entry", ForeignKey("outbox.key", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("packet_id", BigInteger, nullable=False),
)
"""Packet ids of earlier attempts, in their order: a late ack of one of them counts."""

MESSAGES: Final = Table(
    "messages",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("sender", BigInteger, nullable=False),
    Column("packet_id", BigInteger, nullable=False),
    Column("recipient", BigInteger, nullable=False),
    Column("channel", Integer, nullable=False),
    Column("text", String, nullable=False),
    Column("at", Moment),
    Column("snr_db", Float),
    Column("rssi_dbm", Integer),
    Column("hop_limit", Integer, nullable=False),
    Column("hop_start", Integer),
    Column("relay_node", Integer),
    Column("via_mqtt", Boolean, nullable=False),
    Column("pki_encrypted", Boolean, nullable=False),
    Column("public_key", LargeBinary),
    Column("reply_id", BigInteger),
    Column("is_tapback", Boolean, nullable=False),
    Column("want_ack", Boolean, nullable=False),
    Column("opened_here", Boolean, nullable=False),
    Column("received", Moment, nullable=False),
    sqlite_autoincrement=True,
)

SEEN: Final = Table(
    "seen",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("sender", BigInteger, nullable=False),
    Column("packet_id", BigInteger, nullable=False),
    Index(None, "sender", "packet_id", unique=True),
    sqlite_autoincrement=True,
)

PLUGIN_VALUES: Final = Table(
    "plugin_values",
    METADATA,
    Column("plugin", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
    Column("changed", Moment, nullable=False),
)
"""What plug-ins keep for themselves: JSON text."""
