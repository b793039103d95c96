"""What persons decide through the keeper, what it tells of changed keys, and what it finds wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bookkit import drawn
from bookkit import key as other_key
from keyskit import ANNA, BERT, CARL, OWN, START, Custody, House, Store, bound, key, ready, seen, until
from steadymesh.errors import StoreError, UsageError
from steadymesh.events import KeyChanged, KeyDecided, KeyFound, KeyLearned, NodeRenumbered, NodeSeen
from steadymesh.ids import NodeNum
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.policy import Circumstances
from steadymesh.keys.files.records import KeyRecord
from steadymesh.keys.keeping import auditing, importing
from steadymesh.keys.keeping.keeper import KeyKeeper
from steadymesh.keys.options import KeyOptions, OnChange
from steadymesh.model import Act, ActKind, FindingKind, KeyFinding, KeySource, Node, RadioInfo, Standing, Trust

EVENTS = (KeyLearned, KeyChanged, KeyDecided, NodeRenumbered, KeyFound)


class Kept(House):
    def __init__(self, *kept, custody=None, circumstances=None, **options) -> None:
        super().__init__()
        self.book, self.store = Book(), Store(*kept)
        self.keeper = KeyKeeper(
            book=self.book, store=self.store, bus=self.bus, clock=self.clock, options=KeyOptions(**options),
            custody=custody, circumstances=circumstances,
        )  # fmt: skip
        self.changes = self.listen(*EVENTS)


def lines(logs, event):
    return [line for line in logs if line["event"] == event]


HOLD = {"on_change": OnChange.HOLD}


# --- changed keys -----------------------------------------------------------------------------


async def test_held_key_is_a_warning_with_its_reason_once_an_hour_a_node():
    house = Kept(bound(ANNA, 1), circumstances=lambda node, _key: Circumstances(is_user_favorite=node == ANNA))
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.told(seen(ANNA, 2, "An\x1bna"), seen(ANNA, 2), seen(ANNA, 3))
            await until(0)
            assert [(e.held, e.reason) for e in house.changes.take_all()] == [(True, "favorite")] * 2
            assert house.store.kept[ANNA].key == key(1)
            assert {b.key: b.standing for b in house.store.rows.values()}[key(3)] is Standing.HELD
            await until(3601)
            house.told(seen(ANNA, 4))
            await until(3602)
    held = lines(logs, "key-held")
    assert [line["log_level"] for line in held] == ["warning", "debug", "warning"]
    assert held[0] == {
        "event": "key-held", "log_level": "warning", "node": "!0000000a", "name": "An\N{REPLACEMENT CHARACTER}na",
        "before": key(1).fingerprint, "after": key(2).fingerprint, "reason": "favorite",
    }  # fmt: skip
    assert house.keeper.facts().held == 1
    assert house.keeper.facts().changed == 0


async def test_a_key_that_is_held_again_after_a_decision_is_a_warning_again():
    house = Kept(bound(ANNA, 1), **HOLD)
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.told(seen(ANNA, 2), seen(BERT, 1))
            await until(0)
            await house.keeper.accept_held(ANNA)
            house.told(seen(BERT, 2), seen(ANNA, 3))
            await until(1)
            house.told(seen(BERT, 3), seen(ANNA, 4))
            await until(2)
    held = [(line["node"], line["log_level"]) for line in lines(logs, "key-held")]
    anna = [level for node, level in held if node == "!0000000a"]
    bert = [level for node, level in held if node == "!0000000b"]
    assert (anna, bert) == (["warning", "warning", "debug"], ["warning", "debug"])


async def test_two_keys_that_take_turns_are_an_alarm_once_an_hour_while_they_do():
    house = Kept(bound(ANNA, 1))
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.told(seen(ANNA, 2), seen(ANNA, 1), seen(ANNA, 2), seen(ANNA, 1))
            await until(3599)
            house.told(seen(ANNA, 2), seen(ANNA, 1))
            await until(3601)
            house.told(seen(ANNA, 2), seen(ANNA, 1))
            await until(3602)
    alarms = lines(logs, "key-alternating")
    assert [line["log_level"] for line in alarms] == ["error", "debug", "debug", "error"]
    assert (alarms[0]["before"], alarms[0]["after"]) == (key(2).fingerprint, key(1).fingerprint)
    assert lines(logs, "key-held") == []


async def test_held_key_of_a_number_without_another_takes_turns_with_nobody():
    house = Kept(bound(ANNA, 1))
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.told(seen(ANNA, 2), seen(ANNA, 1))
            await until(1)
            await house.keeper.revoke(key(2))
            await until(4000)
            house.told(seen(ANNA, 1))
            await until(4001)
    assert lines(logs, "key-alternating")[-1]["before"] == ""


async def test_renumbered_node_is_one_line_and_both_numbers_are_written():
    new = drawn(1)
    house = Kept()
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.book.observe(ANNA, other_key(1), KeySource.HEARD, START, long_name="Anna")
            house.told(replace(seen(new, 1), told_key=other_key(1)))
            await until(0)
            assert house.store.kept[new].long_name == "Anna"
            assert house.store.rows[ANNA, other_key(1)].reason == "renumbered"
    assert lines(logs, "node-renumbered") == [
        {
            "event": "node-renumbered", "log_level": "info", "node": f"!{new:08x}", "before": "!0000000a",
            "fingerprint": other_key(1).fingerprint,
        }
    ]  # fmt: skip
    assert house.keeper.facts().renumbered == 1


async def test_radios_own_mark_is_a_persons_word():
    house = Kept(bound(ANNA, 1))
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            marked = Node(num=ANNA, public_key=key(1), is_key_verified=True)
            house.told(ready(nodes=(marked,), firmware="2.7.12.45f15b8"))
            await until(0)
            assert house.book.get(ANNA).trust is Trust.VERIFIED
            assert house.store.kept[ANNA].trust is Trust.VERIFIED
            assert house.changes.take_all() == [KeyDecided(node=ANNA, what="verified", key=key(1))]
    assert lines(logs, "key-decided")[0]["what"] == "verified"


async def test_mark_of_a_firmware_that_gives_it_to_everybody_is_nobodys_word():
    house = Kept(bound(ANNA, 1))
    async with house.running(house.keeper.run):
        marked = Node(num=ANNA, public_key=key(1), is_key_verified=True)
        house.told(ready(nodes=(marked,), firmware="2.7.10.94d4bdf"))
        await until(0)
        assert house.book.get(ANNA).trust is Trust.SEEN


async def test_mark_of_an_entry_that_we_wrote_ourselves_is_nobodys_word():
    house = Kept(bound(ANNA, 1), circumstances=lambda _num, _key: Circumstances(was_pushed=True))
    async with house.running(house.keeper.run):
        marked = Node(num=ANNA, public_key=key(1), is_key_verified=True)
        house.told(ready(nodes=(marked,), firmware="2.7.26.54e0d8d"))
        await until(0)
        assert house.book.get(ANNA).trust is Trust.SEEN


# --- who we are -------------------------------------------------------------------------------


async def test_our_own_number_outlives_the_process_and_is_nobodys_contact():
    custody = Custody()
    house = Kept(bound(ANNA, 1), bound(OWN, 99), custody=custody)
    async with house.running(house.keeper.run):
        house.told(ready())
        await until(0)
    assert custody.own == OWN
    again = Kept(bound(ANNA, 1), bound(OWN, 99), custody=custody)
    await again.keeper.load()
    assert again.book.own == OWN
    assert [binding.node for binding in again.book.all()] == [ANNA]


# --- what is no key ---------------------------------------------------------------------------


async def test_bytes_that_are_no_key_are_found_and_told_once_and_gone_with_a_good_one():
    house = Kept()
    bad = NodeSeen(generation=1, node=Node(num=ANNA), told_key=None, malformed_key=bytes(32), raw=b"", now=0.0)
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.told(bad, bad)
            await until(0)
            assert [(one.kind, one.node) for one in house.keeper.audit()] == [(FindingKind.MALFORMED, ANNA)]
            assert house.keeper.facts().findings == {"malformed": 1}
            assert house.book.get(ANNA) is None
            house.told(seen(ANNA, 1))
            await until(0)
            assert house.keeper.audit() == ()
    assert len(lines(logs, "key-finding")) == 1


# --- the daily limit --------------------------------------------------------------------------


async def test_accepted_changes_are_kept_and_count_in_the_next_run():
    custody = Custody(
        *(Act(kind=ActKind.ACCEPT, node=CARL, at=START - timedelta(hours=h)) for h in (1, 2, 30)),
        Act(kind=ActKind.PUSH, node=CARL, at=START),
    )
    house = Kept(bound(ANNA, 1), bound(BERT, 2), custody=custody)
    async with house.running(house.keeper.run):
        house.told(seen(ANNA, 5), seen(BERT, 6))
        await until(0)
        assert [getattr(e, "reason", None) for e in house.changes.take_all()] == ["", "too-many"]
    assert custody.acts[-1] == Act(kind=ActKind.ACCEPT, node=ANNA, at=START)


async def test_custody_store_that_fails_holds_nothing_up():
    custody = Custody()
    custody.fails = StoreError("Locked.")
    house = Kept(bound(ANNA, 1), custody=custody)
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.told(seen(ANNA, 5))
            await until(0)
            assert house.book.get(ANNA).key == key(5)
    assert [line["log_level"] for line in logs if line["event"] in ("keys-acts-unread", "keys-act-unsaved")] == [
        "debug", "debug",
    ]  # fmt: skip


# --- decisions --------------------------------------------------------------------------------


async def held_house() -> Kept:
    """Anna's key 1 is current, 2 is held."""
    house = Kept(bound(ANNA, 1), replace(bound(ANNA, 2), standing=Standing.HELD, reason="verified"), **HOLD)
    assert await house.keeper.load()
    return house


async def test_accepted_key_is_current_on_the_disk_and_told():
    house = await held_house()
    with capture_logs() as logs:
        accepted = await house.keeper.accept_held(ANNA)
    assert accepted == house.book.get(ANNA) == house.store.kept[ANNA] == bound(ANNA, 2)
    assert house.store.rows[ANNA, key(1)].standing is Standing.FORMER
    assert house.changes.take_all() == [KeyDecided(node=ANNA, what="accepted", key=key(2))]
    assert lines(logs, "key-decided") == [
        {
            "event": "key-decided", "log_level": "info", "node": "!0000000a", "what": "accepted",
            "fingerprint": key(2).fingerprint,
        }
    ]  # fmt: skip


async def test_an_administrator_accepts_without_waiting():
    house = await held_house()
    assert house.keeper.accept(ANNA) == bound(ANNA, 2)
    assert house.keeper.accept(ANNA) is None
    assert house.keeper.facts().unsaved == 1
    assert await house.keeper.save()
    assert house.store.kept[ANNA].key == key(2)


async def test_rejected_key_is_rejected_on_the_disk_and_in_the_next_run():
    house = await held_house()
    assert await house.keeper.reject(ANNA) == key(2)
    assert house.store.rows[ANNA, key(2)].reason == "rejected"
    assert house.store.kept[ANNA].key == key(1)
    assert house.changes.take_all() == [KeyDecided(node=ANNA, what="rejected", key=key(2))]
    with pytest.raises(UsageError) as caught:
        await house.keeper.reject(ANNA)
    assert caught.value.told.sentence == "keys-accept-none"
    again = Kept(*house.store.rows.values(), **HOLD)
    async with again.running(again.keeper.run):
        again.told(seen(ANNA, 2))
        await until(10)
    assert again.book.held(ANNA) is None
    assert again.changes.take_all() == []


async def test_proof_from_the_drawn_number_is_told_and_written_under_both_numbers():
    new = drawn(1)
    house = Kept(*(replace(bound(num, 1), key=other_key(1)) for num in (ANNA, new)))
    await house.keeper.load()
    house.keeper.proved(ANNA, other_key(1))
    assert house.keeper.facts().unsaved == 0
    house.keeper.proved(new, other_key(1))
    assert house.changes.take_all() == [NodeRenumbered(before=ANNA, after=new, key=other_key(1))]
    assert await house.keeper.save()
    assert house.store.rows[ANNA, other_key(1)].reason == "renumbered"
    house.keeper.proved(ANNA, other_key(1))
    assert [type(e).__name__ for e in house.changes.take_all()] == ["KeyLearned"]
    assert await house.keeper.save()
    assert house.store.kept[ANNA].key == other_key(1)
    house.keeper.proved(ANNA, key(7))
    assert house.keeper.facts().unsaved == 0


async def test_verified_key_is_verified_on_the_disk():
    house = await held_house()
    assert (await house.keeper.verify(ANNA)).trust is Trust.VERIFIED
    assert house.store.kept[ANNA].trust is Trust.VERIFIED
    assert (await house.keeper.verify(ANNA, key(2))).key == key(2)
    assert (await house.keeper.verify(BERT, key(3))).source is KeySource.OPERATOR
    assert [type(e).__name__ for e in house.changes.take_all()] == [
        "KeyDecided", "KeyDecided", "KeyLearned", "KeyDecided",
    ]  # fmt: skip


async def test_revoked_key_is_revoked_on_the_disk_under_every_number():
    house = Kept(bound(ANNA, 1), bound(BERT, 1), bound(CARL, 3))
    await house.keeper.load()
    assert await house.keeper.revoke(key(1)) == (ANNA, BERT)
    assert {b.trust for b in house.store.rows.values() if b.key == key(1)} == {Trust.REVOKED}
    assert set(house.store.kept) == {CARL}
    assert house.book.get(ANNA) is None


async def test_forgotten_number_is_off_the_disk_and_then_out_of_the_book():
    house = await held_house()
    await house.keeper.forget(ANNA)
    assert house.store.rows == {}
    assert house.book.bindings(ANNA) == ()
    assert house.changes.take_all() == [KeyDecided(node=ANNA, what="forgotten", key=None)]
    assert await house.keeper.save()
    assert house.store.saves == []


async def test_a_disk_that_can_not_forget_changes_nothing():
    house = await held_house()
    house.store.fails = StoreError("The database is read-only.")
    with pytest.raises(StoreError, match="Nothing was forgotten: The database is read-only"):
        await house.keeper.forget(ANNA)
    house.store.fails, house.store.hangs = None, True
    with pytest.raises(StoreError, match="did not answer within 10 s"):
        await house.keeper.forget(ANNA)
    assert len(house.book.bindings(ANNA)) == 2
    assert house.changes.take_all() == []


@pytest.mark.parametrize(
    ("decide", "told"),
    [
        (lambda keeper: keeper.accept_held(BERT), "No key of !0000000b waits"),
        (lambda keeper: keeper.accept_held(CARL), "The key that !0000000c shows is revoked"),
        (lambda keeper: keeper.verify(BERT), "No key of !0000000b is known"),
        (lambda keeper: keeper.verify(OWN, key(5)), "!00000001 is our own radio"),
        (lambda keeper: keeper.verify(NodeNum(0xFFFFFFFF), key(5)), "No key of !ffffffff is known"),
        (lambda keeper: keeper.revoke(key(77)), "can't be revoked"),
        (lambda keeper: keeper.revoke(key(99)), "can't be revoked"),
        (lambda keeper: keeper.forget(BERT), "No key of !0000000b is known"),
        (lambda keeper: keeper.forget(OWN), "!00000001 is our own radio"),
    ],
)
async def test_what_can_not_be_decided_is_one_sentence(decide, told):
    house = await held_house()
    house.book.set_own(OWN, key(99), at=START)
    house.book.observe(CARL, key(6), KeySource.HEARD, START)
    house.book.revoke(key(6), START)
    house.book.observe(CARL, key(6), KeySource.HEARD, START)
    with pytest.raises(UsageError, match=told) as caught:
        await decide(house.keeper)
    assert caught.value.told.sentence
    assert house.store.saves == []


@pytest.mark.parametrize(
    "decide",
    [
        lambda keeper: keeper.accept_held(ANNA),
        lambda keeper: keeper.verify(ANNA),
        lambda keeper: keeper.revoke(key(1)),
    ],
)
async def test_a_decision_that_is_not_on_disk_says_so_and_is_written_later(decide):
    house = await held_house()
    house.store.fails = StoreError("The database is read-only.")
    with pytest.raises(StoreError, match="counts in the running steadymesh until it restarts, but is not on the disk"):
        await decide(house.keeper)
    assert house.keeper.facts().unsaved == 1
    assert house.keeper.facts().decided == 1
    house.store.fails = None
    assert await house.keeper.save()
    assert {one.key: one for one in house.book.bindings(ANNA)} == {b.key: b for b in house.store.rows.values()}


# --- rekey ------------------------------------------------------------------------------------


async def test_rekey():
    house = Kept(bound(ANNA, 1), on_change=OnChange.CAUTIOUS)
    await house.keeper.load()
    with capture_logs() as logs:
        assert house.keeper.rekey(ANNA, key(1)) == "current"
        assert house.keeper.rekey(ANNA, None) == "unknown"
        assert house.keeper.rekey(ANNA, key(2)) == "accepted"
        assert house.keeper.rekey(BERT, key(5)) == "accepted"
        await house.keeper.verify(ANNA)
        assert house.keeper.rekey(ANNA, key(3)) == "held"
        assert house.keeper.rekey(ANNA, None) == "filed"
        house.book.set_own(OWN)
        assert house.keeper.rekey(OWN, key(3)) == "unknown"
    asked = lines(logs, "rekey-asked")
    assert [(line["node"], line["outcome"], line["proved"], line["log_level"]) for line in asked] == [
        ("!0000000a", "current", True, "warning"), ("!0000000a", "unknown", False, "debug"),
        ("!0000000a", "accepted", True, "debug"), ("!0000000b", "accepted", True, "warning"),
        ("!0000000a", "held", True, "warning"), ("!0000000a", "filed", False, "debug"),
        ("!00000001", "unknown", True, "warning"),
    ]  # fmt: skip
    assert asked[5]["fingerprint"] == key(3).fingerprint
    assert asked[1]["fingerprint"] == ""
    assert house.keeper.facts().unsaved == 2


# --- files ------------------------------------------------------------------------------------


async def test_a_contact_link_is_a_persons_word():
    house = Kept(bound(ANNA, 1))
    await house.keeper.load()
    records = [
        KeyRecord(num=ANNA, key=key(2), source=KeySource.LINK, verified=True),
        KeyRecord(num=ANNA, key=key(3), source=KeySource.LINK, verified=True),
    ]
    report = await house.keeper.import_keys(records)
    assert (report.imported, [p.reason for p in report.skipped]) == (1, ["import-key-held"])
    assert house.store.kept[ANNA].trust is Trust.VERIFIED
    assert house.book.get(ANNA).source is KeySource.LINK


async def test_a_file_with_a_revoked_key_or_a_renumbered_node_says_so():
    house = Kept(bound(ANNA, 1))
    await house.keeper.load()
    await house.keeper.revoke(key(1))
    house.book.observe(drawn(1), other_key(1), KeySource.HEARD, START)
    report = await house.keeper.import_keys(
        [KeyRecord(num=ANNA, key=key(1)), KeyRecord(num=BERT, key=other_key(1)), KeyRecord(num=CARL, key=key(1))]
    )
    assert [(p.entry, p.reason, p.detail) for p in report.skipped] == [
        (str(ANNA), "import-key-revoked", "revoked"), (str(BERT), "import-node-renumbered", f"!{drawn(1):08x}"),
        (str(CARL), "import-key-revoked", "revoked"),
    ]  # fmt: skip


@pytest.mark.parametrize("slice_size", [1, 500])
async def test_a_backup_comes_back_whole_and_again_changes_nothing(monkeypatch, slice_size):
    monkeypatch.setattr(importing, "SLICE", slice_size)
    backup = [
        replace(bound(ANNA, 1), trust=Trust.VERIFIED, long_name="Anna"),
        replace(bound(ANNA, 2), standing=Standing.HELD, reason="verified"),
        replace(bound(BERT, 3), standing=Standing.FORMER, until=START, trust=Trust.REVOKED),
    ]
    house = Kept(bound(ANNA, 9))
    await house.keeper.load()
    report = await house.keeper.import_bindings(backup)
    assert (report.imported, report.unchanged, report.skipped, report.saved) == (3, 0, (), True)
    assert house.store.kept[ANNA] == backup[0]
    assert {b.key for b in house.store.rows.values()} == {key(n) for n in (1, 2, 3, 9)}
    before = dict(house.store.rows)
    report = await house.keeper.import_bindings(backup)
    assert (report.imported, report.unchanged) == (0, 3)
    assert house.store.rows == before


async def replaced(house):
    """Anna's key 1 was verified by mistake, 2 is the right one."""
    await house.keeper.load()
    await house.keeper.verify(ANNA, key(1))
    await house.keeper.verify(ANNA, key(2))
    house.changes.take_all()


@pytest.mark.parametrize("source", [KeySource.IMPORT, KeySource.RADIO])
async def test_no_file_and_no_table_brings_a_replaced_key_back_after_a_revocation(source):
    house = Kept()
    await replaced(house)
    await house.keeper.revoke(key(2))
    house.changes.take_all()
    told = KeyRecord(num=ANNA, key=key(1), source=source, verified=source is KeySource.RADIO)
    report = await house.keeper.import_keys([told])
    assert (report.imported, report.unchanged) == (0, 0)
    assert [(one.entry, one.reason) for one in report.skipped] == [("10", "import-key-replaced")]
    assert (house.book.get(ANNA), house.changes.take_all()) == (None, [])
    await house.keeper.verify(ANNA, key(1))
    assert house.book.get(ANNA).key == key(1), "a person brings it back"


async def test_a_replaced_key_that_is_heard_again_after_a_revocation_is_taken():
    house = Kept()
    await replaced(house)
    await house.keeper.revoke(key(2))
    house.book.observe(ANNA, key(1), KeySource.HEARD, START)
    assert house.book.get(ANNA).key == key(1)


async def test_a_rejected_key_in_a_file_is_named_as_that():
    house = Kept(bound(ANNA, 1), **HOLD)
    await house.keeper.load()
    house.book.observe(ANNA, key(2), KeySource.HEARD, START)
    await house.keeper.reject(ANNA)
    await house.keeper.revoke(key(1))
    report = await house.keeper.import_keys([KeyRecord(num=ANNA, key=key(2))])
    assert [one.reason for one in report.skipped] == ["import-key-rejected"]


async def test_a_former_key_that_a_file_makes_current_again_is_not_known_already():
    house = Kept()
    await house.keeper.load()
    house.book.observe(ANNA, key(1), KeySource.HEARD, START)
    await house.keeper.import_keys([KeyRecord(num=ANNA, key=key(2))])
    await house.keeper.revoke(key(1))
    report = await house.keeper.import_keys([KeyRecord(num=ANNA, key=key(2))])
    assert (house.book.get(ANNA).key, report.imported, report.unchanged) == (key(2), 1, 0)


@pytest.mark.parametrize("is_revoked", [False, True])
async def test_an_older_backup_changes_nothing_and_alarms_nobody_however_often_it_is_imported(is_revoked):
    house = Kept()
    await house.keeper.load()
    await house.keeper.verify(ANNA, key(1))
    backup = house.book.bindings(ANNA)
    await house.keeper.verify(ANNA, key(2))
    if is_revoked:
        await house.keeper.revoke(key(2))
    house.changes.take_all()
    before = house.book.bindings(ANNA)
    for _ in range(3):
        report = await house.keeper.import_bindings(backup)
        assert (report.imported, report.unchanged, report.skipped) == (0, 1, ())
        assert (house.changes.take_all(), house.book.bindings(ANNA)) == ([], before)


async def test_an_older_backup_does_not_undo_what_a_person_has_accepted():
    house = Kept()
    await house.keeper.load()
    await house.keeper.verify(ANNA, key(1))
    backup = house.book.bindings(ANNA)
    house.book.observe(ANNA, key(2), KeySource.HEARD, START)
    await house.keeper.accept_held(ANNA)
    house.changes.take_all()
    await house.keeper.import_bindings(backup)
    assert (house.book.get(ANNA).key, house.book.held(ANNA), house.changes.take_all()) == (key(2), None, [])


async def test_a_backup_tells_what_there_was_no_room_for():
    house = Kept()
    house.book._arrivals.room.limit = 1
    await house.keeper.load()
    house.book.set_own(OWN, key(99))
    report = await house.keeper.import_bindings([bound(BERT, 2), bound(NodeNum(0), 2)])
    assert [p.reason for p in report.skipped] == ["import-book-full", "import-node-broadcast"]


async def test_a_large_file_lets_the_loop_have_its_turn(monkeypatch):
    monkeypatch.setattr(importing, "SLICE", 2)
    house = Kept()
    await house.keeper.load()
    report = await house.keeper.import_keys(KeyRecord(num=NodeNum(n), key=key(n)) for n in range(1, 6))
    assert report.imported == 5
    assert len(house.store.kept) == 5


# --- the audit --------------------------------------------------------------------------------


async def test_findings_are_told_once_and_go_when_what_is_wrong_goes():
    house = Kept(bound(ANNA, 1), bound(BERT, 1))
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            await until(0)
            assert [e.finding for e in house.changes.take_all()] == [
                KeyFinding(kind=FindingKind.SHARED, node=ANNA, fingerprint=key(1).fingerprint, others=(BERT,))
            ]
            assert {one.node for one in house.keeper.audit()} == {ANNA, BERT}
            house.told(seen(CARL, 1))
            await until(1)
            assert [e.finding.others for e in house.changes.take_all() if isinstance(e, KeyFound)] == [(ANNA, BERT)]
            assert house.keeper.findings(ANNA)[0].others == (BERT, CARL)
            assert house.keeper.facts().findings == {"shared": 3}
            house.told(seen(BERT, 2), seen(CARL, 3))
            await until(2)
            assert house.keeper.audit() == ()
            assert house.keeper.facts().findings == {}
    assert [line["node"] for line in lines(logs, "key-finding")] == ["!0000000a", "!0000000c"]
    assert lines(logs, "key-finding")[1]["others"] == "!0000000a !0000000b"


async def test_the_audit_before_any_run_is_whole():
    house = Kept(bound(ANNA, 1), bound(BERT, 1))
    await house.keeper.load()
    with capture_logs() as logs:
        assert len(house.keeper.audit()) == 2
        assert len(house.keeper.audit()) == 2
        assert (house.changes.take_all(), logs) == ([], []), "a question tells nobody but who asks"
        house.keeper.take_stock()
        await house.keeper.verify(ANNA)
        assert lines(logs, "key-finding") == []
        await house.keeper.verify(CARL, key(1))
    assert {line["node"] for line in lines(logs, "key-finding")} == {"!0000000c"}


async def test_what_was_asked_before_the_first_audit_is_told_by_that():
    house = Kept(bound(ANNA, 1), bound(BERT, 1))
    await house.keeper.load()
    assert len(house.keeper.audit()) == 2
    async with house.running(house.keeper.run):
        await until(0)
    assert [type(e) for e in house.changes.take_all()] == [KeyFound]


async def test_who_plays_us_is_found_when_we_know_who_we_are():
    house = Kept(bound(ANNA, 99), bound(BERT, 2))
    async with house.running(house.keeper.run):
        await until(0)
        house.changes.take_all()
        house.told(ready())
        await until(1)
        assert [e.finding for e in house.changes.take_all()] == [
            KeyFinding(kind=FindingKind.IMPOSTOR, node=ANNA, fingerprint=key(99).fingerprint, others=(OWN,))
        ]
        house.told(ready(generation=2))
        await until(2)
        assert house.changes.take_all() == []


async def test_our_own_number_that_is_not_of_our_key_is_found_on_2_8():
    house = Kept()
    async with house.running(house.keeper.run):
        house.told(ready(firmware="2.8.0.abc"))
        await until(0)
        assert [e.finding.kind for e in house.changes.take_all()] == [FindingKind.NOT_OWN_NUMBER]
        assert house.keeper.audit()[0].node == OWN
        other = ready(generation=2)
        house.told(replace(other, radio=RadioInfo(num=NodeNum(2), node=Node(num=NodeNum(2), public_key=key(3)))))
        await until(1)
        assert house.keeper.audit() == ()


async def test_findings_about_whom_the_book_has_let_go_are_forgotten(monkeypatch):
    monkeypatch.setattr(auditing, "MAX_FOUND", 2)
    house = Kept()
    async with house.running(house.keeper.run):
        house.told(seen(ANNA, 1), seen(BERT, 1))
        await until(0)
        house.book.forget(ANNA)
        house.told(seen(CARL, 2), seen(NodeNum(0x0D), 2))
        await until(1)
        assert {one.node for one in house.keeper.audit()} <= {BERT, CARL, NodeNum(0x0D)}
