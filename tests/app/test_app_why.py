"""Why the last message failed: from the running rooms, and from the disk without them."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from steadymesh.app.why import WhyDesk, kept_why
from steadymesh.errors import InvalidIdError, UsageError
from steadymesh.ids import BROADCAST, NodeNum, PacketId, PublicKey
from steadymesh.model import (
    Entry,
    KeySource,
    Node,
    NodeKey,
    Outcome,
    RadioInfo,
    SendText,
    Standing,
)
from steadymesh.store import StateDir, Store

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
PEER = NodeNum(0x11223344)
STRANGER = NodeNum(0x55667788)
KEYS = [PublicKey(bytes([n]) * 32) for n in range(1, 4)]


def ended(number=1, *, to=PEER, outcome=Outcome.REFUSED, reason="KEY_HELD"):
    created = AT + timedelta(minutes=number)
    return Entry(
        key=f"e{number}",
        intent=SendText(to=to, text="nobody's business"),
        packet_id=PacketId(1000 + number),
        created=created,
        deadline=created + timedelta(minutes=10),
        outcome=outcome,
        reason=reason,
    )


def bound(key, standing):
    return NodeKey(node=PEER, key=key, source=KeySource.HEARD, first_seen=AT, last_seen=AT, standing=standing)


class Rooms:
    """Everybody whom the desk asks."""

    def __init__(self, *failed):
        self.failed = failed
        self.info = RadioInfo(num=NodeNum(1), node=Node(num=NodeNum(1), public_key=KEYS[2]))

    def last_failed(self, to=None):
        return next((e for e in self.failed if to is None or e.intent.to == to), None)

    def radio(self):
        return self.info


class Nodes:
    def get(self, num):
        return Node(num=num, long_name="Al\x1bice") if num == PEER else None


class Keys:
    def get(self, num):
        return bound(KEYS[0], Standing.CURRENT) if num == PEER else None

    def held(self, num):
        return bound(KEYS[1], Standing.HELD) if num == PEER else None


def desk(*failed):
    rooms = Rooms(*failed)
    return WhyDesk(failures=rooms, nodes=Nodes(), keys=Keys(), radio=rooms, language="en"), rooms


async def test_the_answer_names_whom_when_how_why_and_what_to_do_and_never_what_was_said():
    whys, _ = desk(ended())
    row = await whys.handlers()["why"]({})
    assert row == {
        "node": "!11223344",
        "name": "Al�ice",
        "created": "2026-07-01T12:01:00Z",
        "handed": None,
        "outcome": "refused",
        "reason": "KEY_HELD",
        "what": row["what"],
        "remedy": row["remedy"],
    }
    assert f"Al�ice shows a new key ({KEYS[1].fingerprint})" in row["what"]
    assert "steadymesh keys accept !11223344" in row["remedy"]
    assert "business" not in str(row)


async def test_our_own_fingerprint_is_named_where_it_is_known():
    whys, rooms = desk(ended(reason="PEER_HAS_OUR_OLD_KEY"))
    assert KEYS[2].fingerprint in (await whys.why({}))["what"]
    rooms.info = None
    assert KEYS[2].fingerprint not in (await whys.why({}))["what"]


@pytest.mark.parametrize("spelling", ["!55667788", "0x55667788", str(int(STRANGER))])
async def test_a_node_is_asked_for_in_any_spelling(spelling):
    whys, _ = desk(ended(), ended(2, to=STRANGER, reason="NO_ROUTE"))
    row = await whys.why({"node": spelling, "language": "fr"})
    assert (row["node"], row["name"]) == ("!55667788", "")
    assert row["what"].startswith("Notre radio ne connaît pas")


async def test_nothing_failed_is_null():
    whys, _ = desk()
    assert await whys.why({}) is None


async def test_a_language_that_the_process_lacks_is_answered_in_english():
    """Its folder may have been made after the process began."""
    whys, _ = desk(ended())
    assert (
        await whys.why({"language": "tlh"}) == await whys.why({"language": "en"}) != await whys.why({"language": "fr"})
    )


async def test_what_is_no_question_is_refused():
    whys, _ = desk(ended())
    with pytest.raises(InvalidIdError):
        await whys.why({"node": "x"})
    for args in ({"node": 5}, {"language": 5}, {"language": None}, {"language": ["en"]}):
        with pytest.raises(UsageError):
            await whys.why(args)


# --- from the disk -----------------------------------------------------------------------------


def keep(folder, *entries):
    async def write(store):
        for entry in entries:
            await store.outbox.save(entry)
        await store.nodes.save_nodes([Node(num=PEER, long_name="Alice")])
        await store.keys.save_keys([bound(KEYS[0], Standing.CURRENT)])

    with StateDir.open(folder) as held:
        store = Store.open(held.database, at=AT)
        try:
            asyncio.run(write(store))
        finally:
            store.close(5)


def test_the_disk_tells_the_last_failure_without_a_process(tmp_path):
    keep(
        tmp_path,
        ended(1, reason="PEER_HAS_NEW_KEY"),
        ended(2, to=STRANGER, outcome=Outcome.EXPIRED, reason=""),
        ended(3, to=BROADCAST, outcome=Outcome.RELAYED, reason=""),
        ended(4, outcome=Outcome.ACKNOWLEDGED, reason=""),
    )
    assert kept_why(tmp_path, None, "en")["node"] == "!55667788"
    row = kept_why(tmp_path, PEER, "en")
    assert (row["name"], row["outcome"]) == ("Alice", "refused")
    assert f"an old one ({KEYS[0].fingerprint})" in row["what"]
    assert kept_why(tmp_path, BROADCAST, "en") is None


def test_a_channel_text_is_told_as_such(tmp_path):
    keep(tmp_path, ended(to=BROADCAST, reason="DUTY_CYCLE_LIMIT"))
    assert kept_why(tmp_path, None, "en")["node"] == "broadcast"
