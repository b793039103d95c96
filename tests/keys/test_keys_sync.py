"""The deferred key sync: when it runs, what it says, and what can't hold it up."""

import asyncio
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from keyskit import (
    ANNA,
    BERT,
    CARL,
    OWN,
    START,
    ChangingMapping,
    House,
    Nodes,
    key,
    lost,
    never,
    ready,
    swallow_cancellation,
    until,
)  # fmt: skip
from steadymesh import words
from steadymesh.events import KeyLearned, KeysSynced
from steadymesh.ids import NodeNum
from steadymesh.keys.book.book import Book
from steadymesh.keys.keeping.keeper import KeyKeeper
from steadymesh.keys.options import KeyOptions
from steadymesh.keys.sync.sync import KeySync, SyncFacts
from steadymesh.model import KeySource, Node


class Synced(House):
    def __init__(self, *keys: int, directory: object = "fake", held: dict | None = None, **options: float) -> None:
        super().__init__()
        self.book = Book()
        for n in keys:
            self.learn(NodeNum(9 + n), n, told=False)
        self.nodes = Nodes(held)
        self.sync = KeySync(
            book=self.book,
            directory=self.nodes if directory == "fake" else directory,
            bus=self.bus,
            clock=self.clock,
            options=KeyOptions(**options),
        )
        self.ends = self.listen(KeysSynced)

    def learn(self, num: NodeNum, n: int, *, told: bool = True) -> None:
        for change in self.book.observe(num, key(n), KeySource.HEARD, START):
            if told:
                self.bus.publish(change)

    def outcomes(self) -> list[tuple[str, str, int]]:
        return [(e.outcome, e.reason, e.known) for e in self.ends.take_all()]


def events(logs, level: str | None = None) -> list[str]:
    return [line["event"] for line in logs if level in (None, line["log_level"])]


async def test_sync_of_a_link_in_order_and_in_full():
    house = Synced(1, 2, 3, held={ANNA: key(1), BERT: key(77)})
    with capture_logs() as logs:
        async with house.running(house.sync.run):
            house.sync.schedule(ready(1))
            assert house.sync.facts().next_s == 15
            await until(14.9)
            assert events(logs) == ["pubkey-sync-scheduled"]
            assert house.sync.facts().next_s == pytest.approx(0.099)
            await until(15)
            assert house.ends.take_all() == [
                KeysSynced(generation=1, outcome="complete", known=3, held=1, pushed=0, waiting=2, reason="", seconds=0)
            ]
    assert [(at, [k.node for k in keys]) for at, keys in house.nodes.put] == [(15, [ANNA, BERT, CARL])]
    for line in logs:
        line.pop("generation", None)
    assert logs == [
        {"event": "pubkey-sync-scheduled", "log_level": "info", "delay_s": 15.0},
        {"event": "pubkey-sync-deferred-start", "log_level": "info"},
        {"event": "pubkey-sync-started", "log_level": "info"},
        {"event": "pubkey-sync-nodes", "log_level": "debug", "count": 0},
        {"event": "pubkey-sync-known", "log_level": "debug", "known": 3},
        {"event": "pubkey-sync-complete", "log_level": "info", "known": 3, "held": 1, "pushed": 0, "waiting": 2},
        {"event": "pubkey-sync-result", "log_level": "info", "known": 3},
    ]
    facts = house.sync.facts()
    assert (facts.scheduled, facts.started, facts.complete, facts.failed, facts.skipped) == (1, 1, 1, 0, 0)
    assert (facts.known, facts.held, facts.pushed, facts.waiting) == (3, 1, 0, 2)
    assert (facts.last_outcome, facts.last_seconds, facts.next_s) == ("complete", 0, None)
    assert facts.success_rate == 1


def test_sentences_are_the_operators():
    fields = {"delay_s": 15.0, "known": 42, "count": 0, "error": "nodes(): OSError", "remedy": "20–30 s"}
    expected = {
        "pubkey-sync-scheduled": "🔑 Synchronisation clés publiques programmée dans 15s...",
        "pubkey-sync-deferred-start": "🔑 Démarrage synchronisation clés publiques différée...",
        "pubkey-sync-started": "🔄 Starting public key synchronization to interface.nodes...",
        "pubkey-sync-nodes": "   Current interface.nodes count: 0",
        "pubkey-sync-known": "   Keys to sync from node_names: 42",
        "pubkey-sync-complete": "✅ SYNC COMPLETE: 42 public keys synchronized to interface.nodes",
        "pubkey-sync-result": "✅ 42 clés publiques re-synchronisées",
        "pubkey-sync-none": "ℹ️ Aucune clé à re-synchroniser",
        "pubkey-sync-nodes-none": "❌ Cannot sync pubkeys: interface.nodes is None",
    }
    assert {i: words.render(i, fields, "fr") for i in expected} == expected
    error = words.render("pubkey-sync-nodes-error", fields, "fr")
    assert error.startswith("⚠️ Error accessing interface.nodes: nodes(): OSError (")
    assert error.endswith(") / ❌ Cannot sync pubkeys: interface.nodes not accessible")
    assert "keys.sync_delay à 20–30 s" in error
    error = words.render("pubkey-sync-error", fields, "fr")
    assert error.startswith("⚠️ Erreur re-sync clés après reconnexion: nodes(): OSError (")
    assert "keys.sync_delay à 20–30 s" in error


async def test_a_thousand_new_keys_do_not_hide_that_the_link_is_gone():
    house = Synced(1)
    async with house.running(house.sync.run):
        house.sync.schedule(ready(1))
        await until(1)
        house.told(lost(1))
        for n in range(1000):
            house.learn(NodeNum(100 + n), n % 200 + 2)
        await until(60)
        facts = house.sync.facts()
        assert (facts.started, facts.cancelled) == (0, 1)
        house.sync.schedule(ready(2))
        await until(75)
    assert [(at, len(keys)) for at, keys in house.nodes.put] == [(pytest.approx(75, abs=0.01), 1001)]


@pytest.mark.parametrize("delay", [0, 0.5, 40])
async def test_delay_is_what_was_set(delay):
    house = Synced(1, sync_delay_s=delay)
    async with house.running(house.sync.run):
        house.sync.schedule(ready(1))
        await until(delay)
    assert [at for at, _ in house.nodes.put] == [delay]


async def test_link_without_a_hook_is_heard_on_the_bus_and_one_with_both_counts_once():
    house = Synced(1)
    async with house.running(house.sync.run):
        house.told(ready(1))
        await until(1)
        house.sync.schedule(ready(1))
        house.told(ready(1))
        await until(100)
    assert [at for at, _ in house.nodes.put] == [15]
    assert house.sync.facts().scheduled == 1


async def test_radio_that_restarted_behind_an_open_link_is_synced_anew():
    house = Synced(1)
    async with house.running(house.sync.run):
        house.sync.schedule(ready(1))
        await until(20)
        house.sync.schedule(replace(ready(1), now=20.0))
        await until(100)
    assert [at for at, _ in house.nodes.put] == pytest.approx([15, 35], abs=0.01)


async def test_link_ready_before_the_room_runs_is_served_in_time():
    house = Synced(1)
    house.sync.schedule(ready(1))
    await until(10)
    async with house.running(house.sync.run):
        await until(16)
    assert [at for at, _ in house.nodes.put] == [15]


# --- whose sync it is -----------------------------------------------------------------------


async def test_lost_link_cancels_its_sync_once():
    house = Synced(1)
    with capture_logs() as logs:
        async with house.running(house.sync.run):
            house.sync.schedule(ready(1))
            await until(10)
            house.told(lost(1), lost(1))
            await until(1000)
    assert events(logs) == ["pubkey-sync-scheduled", "pubkey-sync-cancelled"]
    assert house.nodes.put == []
    assert house.sync.facts().cancelled == 1
    assert house.sync.facts().next_s is None


async def test_new_link_schedules_its_own_and_the_old_ones_end_means_nothing():
    house = Synced(1)
    with capture_logs() as logs:
        async with house.running(house.sync.run):
            house.sync.schedule(ready(1))
            await until(10)
            house.sync.schedule(ready(2))
            house.told(lost(1), ready(1), ready(2))
            await until(24.9)
            assert house.nodes.put == []
            await until(25)
    assert events(logs)[:3] == ["pubkey-sync-scheduled", "pubkey-sync-cancelled", "pubkey-sync-scheduled"]
    assert [at for at, _ in house.nodes.put] == [pytest.approx(25, abs=0.002)]


async def test_link_lost_while_the_directory_hangs_ends_the_sync_at_once():
    house = Synced(1)
    house.nodes.script["nodes"] = swallow_cancellation
    with capture_logs() as logs:
        async with house.running(house.sync.run):
            house.sync.schedule(ready(1))
            await until(16)
            house.told(lost(1))
            await until(17)
            house.nodes.script.clear()
            house.sync.schedule(ready(2))
            await until(32.1)
    assert house.outcomes() == [("complete", "", 1)]
    assert events(logs, "error") == []
    assert house.sync.facts().cancelled == 1


async def test_link_lost_after_its_sync_cancels_nothing():
    house = Synced(1)
    with capture_logs() as logs:
        async with house.running(house.sync.run):
            house.sync.schedule(ready(1))
            await until(16)
            house.told(lost(1))
            await until(2000)
    assert "pubkey-sync-cancelled" not in events(logs)
    assert house.sync.facts().started == 1


# --- force, skip, again ---------------------------------------------------------------------


async def test_first_sync_without_keys_says_there_are_none():
    house = Synced()
    with capture_logs() as logs:
        async with house.running(house.sync.run):
            house.sync.schedule(ready(1))
            await until(15)
    assert events(logs)[-1] == "pubkey-sync-none"
    assert house.outcomes() == [("complete", "", 0)]


async def test_periodic_sync_is_skipped_without_keys():
    house = Synced()
    with capture_logs() as logs:
        async with house.running(house.sync.run):
            house.sync.schedule(ready(1))
            await until(915)
    assert logs[-1] == {
        "event": "pubkey-sync-skipped", "log_level": "info", "reason": "no-key", "generation": 1,
    }  # fmt: skip
    assert house.outcomes() == [("complete", "", 0), ("skipped", "no-key", 0)]


async def test_periodic_sync_is_skipped_when_nothing_changed_and_a_new_link_always_syncs():
    house = Synced(1)
    async with house.running(house.sync.run):
        house.sync.schedule(ready(1))
        await until(15 + 900)
        assert house.outcomes() == [("complete", "", 1), ("skipped", "nothing-changed", 1)]
        house.told(lost(1))
        house.sync.schedule(ready(2))
        await until(15 + 900 + 15.1)
        assert house.outcomes() == [("complete", "", 1)]
    assert house.sync.facts().skipped == 1


async def test_content_counts_not_the_number_of_keys():
    house = Synced(1)
    async with house.running(house.sync.run):
        house.sync.schedule(ready(1))
        await until(100)
        house.learn(ANNA, 2, told=False)
        assert len(house.book) == 1
        await until(915)
    assert [keys[0].key for _, keys in house.nodes.put] == [key(1), key(2)]


async def test_new_key_is_synced_a_moment_later_and_a_burst_makes_one_sync():
    house = Synced(1)
    async with house.running(house.sync.run):
        house.sync.schedule(ready(1))
        await until(100)
        house.learn(BERT, 2)
        await until(100.5)
        house.learn(CARL, 3)
        await until(101.1)
        assert [(round(at, 2), len(keys)) for at, keys in house.nodes.put] == [(15, 1), (101, 3)]
        await until(500)
        assert len(house.nodes.put) == 2


async def test_keys_learned_before_the_first_sync_are_in_it():
    house = Synced(1)
    async with house.running(house.sync.run):
        house.sync.schedule(ready(1))
        await until(3)
        house.learn(BERT, 2)
        await until(100)
    assert [(at, len(keys)) for at, keys in house.nodes.put] == [(15, 2)]


async def test_interval_of_nought_is_no_periodic_sync():
    house = Synced(1, sync_interval_s=0)
    async with house.running(house.sync.run):
        house.sync.schedule(ready(1))
        await until(100_000)
        assert len(house.outcomes()) == 1
        house.learn(BERT, 2)
        await until(100_002)
        assert house.outcomes() == [("complete", "", 2)]


async def test_without_a_link_nothing_is_synced():
    house = Synced(1)
    async with house.running(house.sync.run):
        house.learn(BERT, 2)
        await until(5000)
    assert house.outcomes() == []
    assert house.sync.facts() == SyncFacts()
    assert SyncFacts().success_rate is None


# --- the directory --------------------------------------------------------------------------


def raises(exc: BaseException):
    def script() -> object:
        raise exc

    return script


class Impostor:
    """Has none of the methods."""


FAILURES = [
    ("nodes", raises(OSError("gone")), "pubkey-sync-nodes-error", "nodes(): OSError: gone"),
    ("nodes", raises(ValueError()), "pubkey-sync-nodes-error", "nodes(): ValueError"),
    ("nodes", raises(SystemExit(1)), "pubkey-sync-nodes-error", "nodes(): SystemExit: 1"),
    ("nodes", raises(TimeoutError("mine")), "pubkey-sync-nodes-error", "nodes(): TimeoutError: mine"),
    ("nodes", raises(asyncio.CancelledError()), "pubkey-sync-nodes-error", "nodes() was cancelled by somebody else"),
    (
        "nodes", lambda: ChangingMapping({ANNA: Node(num=ANNA)}), "pubkey-sync-nodes-error",
        "nodes(): RuntimeError: dictionary changed size during iteration",
    ),
    ("nodes", lambda: 42, "pubkey-sync-nodes-error", "nodes(): TypeError: 'int' object is not iterable"),
    ("nodes", lambda: None, "pubkey-sync-nodes-none", "nodes() answered None"),
    ("nodes", never, "pubkey-sync-nodes-error", "nodes() did not answer within 10 s"),
    ("nodes", swallow_cancellation, "pubkey-sync-nodes-error", "nodes() did not answer within 10 s"),
    ("held_keys", raises(KeyError("x")), "pubkey-sync-error", "held_keys(): KeyError: 'x'"),
    ("held_keys", lambda: None, "pubkey-sync-error", "held_keys() answered None"),
    ("held_keys", never, "pubkey-sync-error", "held_keys() did not answer within 10 s"),
    ("put_keys", raises(RuntimeError("read-only")), "pubkey-sync-error", "put_keys(): RuntimeError: read-only"),
    ("put_keys", lambda: None, "pubkey-sync-error", "put_keys() answered None"),
    ("put_keys", lambda: "many", "pubkey-sync-error", "put_keys(): TypeError: 'str' object cannot be interpreted as an integer"),
    ("put_keys", swallow_cancellation, "pubkey-sync-error", "put_keys() did not answer within 10 s"),
]  # fmt: skip


@pytest.mark.parametrize(("access", "script", "event", "error"), FAILURES)
async def test_directory_that_fails_gives_0_one_clear_line_and_a_retry(access, script, event, error):
    house = Synced(1, 2)
    house.nodes.script[access] = script
    with capture_logs() as logs:
        async with house.running(house.sync.run):
            house.sync.schedule(ready(1))
            await until(30)
            [ended] = house.ends.take_all()
            assert (ended.outcome, ended.known, ended.held, ended.waiting, ended.reason) == ("failed", 0, 0, 0, error)
            assert ended.seconds in (0, 10)
            errors = [line for line in logs if line["log_level"] == "error"]
            assert errors == [{"event": event, "log_level": "error", "error": error, "remedy": "20–30 s"}]
            assert words.has_own(event, "fr")
            assert events(logs, "warning") == (["pubkey-sync-remedy"] if event == "pubkey-sync-nodes-none" else [])
            assert "pubkey-sync-trace" in events(logs, "debug")
            house.nodes.script.clear()
            await until(15 + ended.seconds + 900)
            assert house.outcomes() == [("complete", "", 2)]
    facts = house.sync.facts()
    assert (facts.failed, facts.complete, facts.success_rate) == (1, 1, 0.5)


@pytest.mark.parametrize(
    ("directory", "event"), [(None, "pubkey-sync-nodes-none"), (Impostor(), "pubkey-sync-nodes-error")]
)
async def test_directory_that_is_missing_is_one_clear_line(directory, event):
    house = Synced(1, directory=directory)
    with capture_logs() as logs:
        async with house.running(house.sync.run):
            house.sync.schedule(ready(1))
            await until(15)
            assert house.outcomes()[0][0] == "failed"
    assert events(logs, "error") == [event]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ("1 public key synchronized again", "🔑 1 public key known from earlier runs")),
        ("fr", ("1 clé publique re-synchronisée", "🔑 1 clé publique connue des sessions précédentes")),
    ],
)
def test_one_key_is_a_singular(language, sentences):
    one = {"known": 1}
    contract = "✅ SYNC COMPLETE: 1 public key synchronized to interface.nodes"
    assert words.render("pubkey-sync-complete", one, language) == contract
    assert words.render("pubkey-sync-result", one, language) == f"✅ {sentences[0]}"
    assert words.render("keys-loaded", one, language) == sentences[1]


def postponed(logs) -> list[float]:
    return [line["delay_s"] for line in logs if line["event"] == "pubkey-sync-postponed"]


async def test_failing_sync_is_not_hammered_by_new_keys_and_says_so_once():
    house = Synced(1, retry_s=60)
    house.nodes.script["nodes"] = raises(OSError("gone"))
    with capture_logs() as logs:
        async with house.running(house.sync.run):
            house.sync.schedule(ready(1))
            await until(20)
            assert postponed(logs) == []
            house.learn(BERT, 2)
            await until(30)
            house.learn(CARL, 3)
            await until(74.9)
            assert postponed(logs) == [55]
            assert house.sync.facts().failed == 1
            await until(75)
            assert house.sync.facts().failed == 2
    assert words.render("pubkey-sync-postponed", {"delay_s": 55.0}) == (
        "⏳ Keys have changed, but the last public key sync failed: the next one comes in 55s"
    )


async def test_new_key_long_after_a_failed_sync_is_synced_at_once():
    house = Synced(1, retry_s=60)
    house.nodes.script["nodes"] = raises(OSError("gone"))
    with capture_logs() as logs:
        async with house.running(house.sync.run):
            house.sync.schedule(ready(1))
            await until(100)
            house.nodes.script.clear()
            house.learn(BERT, 2)
            await until(101.1)
            assert house.sync.facts().complete == 1
    assert postponed(logs) == []


async def test_postponed_sync_comes_with_the_periodic_one_at_the_latest():
    house = Synced(1, retry_s=60, sync_interval_s=30)
    house.nodes.script["nodes"] = raises(OSError("gone"))
    with capture_logs() as logs:
        async with house.running(house.sync.run):
            house.sync.schedule(ready(1))
            await until(20)
            house.learn(BERT, 2)
            await until(45)
            assert house.sync.facts().failed == 2
    assert postponed(logs) == [25]


@pytest.mark.parametrize("script", [never, swallow_cancellation])
async def test_hanging_directory_does_not_delay_the_end(script):
    house = Synced(1)
    house.nodes.script["put_keys"] = script
    async with house.running(house.sync.run):
        house.sync.schedule(ready(1))
        await until(20)
    assert asyncio.get_running_loop().time() == pytest.approx(20.001)


async def test_known_is_what_the_directory_says_it_carries():
    house = Synced(1, 2, 3, held={ANNA: key(1), BERT: key(2), CARL: key(3)})
    house.nodes.script["put_keys"] = lambda: 2
    async with house.running(house.sync.run):
        house.sync.schedule(ready(1))
        await until(15)
        [ended] = house.ends.take_all()
        assert (ended.known, ended.held, ended.waiting) == (2, 2, 0)


# --- advice ---------------------------------------------------------------------------------


async def test_short_delay_on_an_esp32_is_one_warning():
    house = Synced(1, sync_delay_s=5)
    with capture_logs() as logs:
        house.sync.schedule(ready(1, hw_model="HELTEC_V3", has_wifi=True))
        house.sync.schedule(ready(2, hw_model="HELTEC_V3", has_wifi=True))
    assert [line for line in logs if line["log_level"] == "warning"] == [
        {"event": "pubkey-sync-delay-short", "log_level": "warning", "delay_s": 5, "least_s": 10.0}
    ]


async def test_delay_of_nought_on_a_linux_node_is_fine():
    house = Synced(1, sync_delay_s=0)
    with capture_logs() as logs:
        house.sync.schedule(ready(1, hw_model="PORTDUINO", pio_env="native", has_wifi=True))
    assert events(logs) == ["pubkey-sync-scheduled"]


async def test_our_own_key_does_not_count_even_before_the_keeper_knows_our_number():
    house = Synced(1, sync_delay_s=0)
    house.learn(OWN, 7, told=False)
    async with house.running(house.sync.run):
        house.sync.schedule(ready(1))
        await until(0)
        assert house.outcomes() == [("complete", "", 1)]


# --- with the keeper ------------------------------------------------------------------------


async def test_number_matches_what_was_imported_and_heard_without_our_own():
    from keyskit import Store, seen
    from steadymesh.keys.files.records import KeyRecord

    house = Synced()
    keeper = KeyKeeper(book=house.book, store=Store(), bus=house.bus, clock=house.clock)
    async with house.running(house.sync.run), house.running(keeper.run):
        first = ready(1)
        house.sync.schedule(first)
        house.told(first)
        await until(1)
        await keeper.import_keys([KeyRecord(num=NodeNum(100 + n), key=key(n)) for n in range(1, 43)])
        await keeper.import_keys([KeyRecord(num=OWN, key=key(50))])
        await until(15)
        assert house.outcomes() == [("complete", "", 42)]
        learned = house.listen(KeyLearned)
        house.told(seen(ANNA, 60))
        await until(16.1)
        assert len(learned.take_all()) == 1
        assert house.outcomes() == [("complete", "", 43)]
