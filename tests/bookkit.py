"""Values and books for the tests of the key book."""

import zlib
from datetime import UTC, datetime, timedelta

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.policy import ChangePolicy, Circumstances
from steadymesh.keys.options import OnChange
from steadymesh.model import KeySource, NodeKey

DAY = datetime(2026, 3, 1, tzinfo=UTC)
A, B, C = NodeNum(0x0BADCAFE), NodeNum(0x11223344), NodeNum(0x55667788)
HEARD, RADIO, IMPORT, LINK, OPERATOR = (
    KeySource.HEARD, KeySource.RADIO, KeySource.IMPORT, KeySource.LINK, KeySource.OPERATOR,
)  # fmt: skip


def key(n: int) -> PublicKey:
    return PublicKey(n.to_bytes(2, "big") * 16)


def drawn(n: int) -> NodeNum:
    """The number that 2.8 draws from `key(n)`."""
    return NodeNum(zlib.crc32(key(n).raw))


def at(minutes: float) -> datetime:
    return DAY + timedelta(minutes=minutes)


def days(n: float) -> datetime:
    return DAY + timedelta(days=n)


def bound(
    node: NodeNum, n: int, source: KeySource = HEARD, first: float = 0, last: float = 0, **more: object
) -> NodeKey:
    return NodeKey(node=node, key=key(n), source=source, first_seen=at(first), last_seen=at(last), **more)


def book_with(on_change: OnChange = OnChange.CAUTIOUS, *, admins: tuple[PublicKey, ...] = (), **known: object) -> Book:
    """A book whose circumstances are the same for everybody."""
    policy = ChangePolicy(
        on_change=on_change,
        admins=admins,
        circumstances=(lambda _node, _key: Circumstances(**known)) if known else None,
    )
    return Book(policy=policy)


def keys_of(book: Book, node: NodeNum) -> tuple[PublicKey | None, PublicKey | None]:
    """The current and the held key of a number."""
    current, held = book.get(node), book.held(node)
    return (current.key if current else None, held.key if held else None)
