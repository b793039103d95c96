"""What the running house does for its command line, and what can be done without it."""

import asyncio
import json

import pytest

from housekit import START, playing
from steadymesh.app import main as app_main
from steadymesh.app import offline
from steadymesh.app.keyfiles import read_keys_file
from steadymesh.app.main import _kept
from steadymesh.app.operations import Operations
from steadymesh.errors import StateError, StateInUseError, StoreError, UsageError
from steadymesh.ids import PublicKey, format_node_num
from steadymesh.keys.files.formats import row_of_record
from steadymesh.store import StateDir

KEY = PublicKey(bytes(range(32)))
STRANGER = "195939070"


def operations(play, *, nodes=None) -> Operations:
    house = play.house
    return Operations(
        status=house.status,
        link=house.link,
        radio=house.link,
        directory=house.directory,
        book=house.keys.book,
        keeper=house.keys.keeper,
        nodes=nodes or play.store.nodes,
        clock=play.clock,
        language="en",
    )


async def ask(play, op: str, **args) -> object:
    """Ask as the command line does: through JSON."""
    return json.loads(json.dumps(await operations(play).handlers()[op](args)))


async def test_status_is_json_and_tells_of_link_keys_commands_and_syncs(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(20)
        play.radio.hear_text(play.people[0], "/ping")
        await asyncio.sleep(10)
        play.server.cut()
        await asyncio.sleep(30)
        status = json.loads(json.dumps(await operations(play).status({})))
    assert status["link"]["state"] == "ready"
    assert status["link"]["reconnections"] == 1
    assert status["link"]["losses"] == {"closed": 1}
    assert status["link"]["reconnect_seconds"]["max"] < 1
    assert status["keys"]["known"] == status["keys"]["held"] == 5
    assert status["keys"]["sync"]["complete"] == 2
    assert status["keys"]["sync"]["success_rate"] == 1.0
    assert status["commands"]["answered"] == 1
    assert status["commands"]["seconds"]["count"] == 1
    assert status["outbox"]["acknowledged"] == 1


async def test_keys_come_in_go_out_and_are_listed(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(5)
        ops = operations(play)
        before = await ask(play, "keys.export")
        assert len([entry for entry in before.values() if entry["publicKey"]]) == 5
        assert len(before) == 6  # we have a name, too
        entry = {"name": "Ève", "publicKey": KEY.base64}
        report = await ask(play, "keys.import", entries={STRANGER: entry, **before})
        assert (report["imported"], report["unchanged"]) == (1, 5)
        rows = {row["node"]: row for row in await ask(play, "keys.list")}
        assert rows["!0badcafe"]["radio"] == "no"
        assert rows["!0badcafe"]["public_key"] == KEY.base64
        assert rows[format_node_num(play.people[0].num)]["radio"] == "yes"
        after = await ask(play, "keys.export")
        assert set(after) == {*before, STRANGER}
        assert len(await ops.nodes({})) == 7
    # the bot is gone; its directory is not
    kept = {row["node"]: row for row in await asyncio.to_thread(at_desk, tmp_path, "keys.list")}
    own = format_node_num(play.radio.num)  # which of them is our own radio, only the radio says
    assert set(kept) - {own} == set(rows)
    assert {row["radio"] for row in kept.values()} == {"unknown"}


BARE = "2712847316"
OLD_ENTRIES = {
    BARE: "Gîte",
    STRANGER: {
        "name": "Ève", "shortName": "EV", "hwModel": "TBEAM", "lat": 48.1, "lon": -1.6, "alt": 90, "publicKey": None,
        "last_update": START.timestamp() - 3600,
    },
    "7": {"publicKey": KEY.base64, "name": "Sept"},
}  # fmt: skip


def at_desk(state, op: str, **args) -> object:
    return offline.at_desk(state, op, args, language="en")


def entries_of(file) -> dict[str, object]:
    return {str(record.num): row_of_record(record) for record in read_keys_file(file).records}


def place(row: dict) -> tuple[object, ...]:
    return (row["name"], row["shortName"], row["lat"], row["lon"], row["alt"], row["last_update"])


async def test_names_and_places_of_an_import_are_shown_exported_and_kept(tmp_path):
    file = tmp_path / "node_names.json"
    file.write_text(json.dumps(OLD_ENTRIES))
    entries = entries_of(file)
    async with playing(tmp_path) as play:
        await asyncio.sleep(5)
        person = play.people[0].num
        name = play.house.directory.get(person).long_name
        ops = operations(play)
        old = {str(person): {"name": "Old name", "hwModel": "X"}}
        report = await ask(play, "keys.import", entries={**entries, **old})
        assert (report["imported"], report["without_key"], report["saved"]) == (1, 3, True)
        rows = {row["node"]: row for row in await ops.nodes({})}
        assert rows["!a1b2c3d4"]["name"] == "Gîte"
        assert rows["!0badcafe"]["position"]["latitude"] == 48.1
        assert rows["!0badcafe"]["last_heard"].startswith("2026-03-01T11:00:00")
        assert rows["!00000007"]["public_key"] == KEY.base64
        assert rows[format_node_num(person)]["name"] == name
        exported = await ask(play, "keys.export")
        assert place(exported[STRANGER]) == ("Ève", "EV", 48.1, -1.6, 90, START.timestamp() - 3600)
        assert exported[BARE]["name"] == "Gîte"
        assert exported[BARE]["publicKey"] is None
    kept = {row["node"]: row for row in await asyncio.to_thread(offline.nodes, tmp_path)}
    assert (kept["!a1b2c3d4"]["name"], kept["!0badcafe"]["short_name"]) == ("Gîte", "EV")
    async with playing(tmp_path) as play:
        await asyncio.sleep(5)
        assert play.house.directory.get(int(BARE)).long_name == "Gîte"


async def test_an_import_whose_names_can_not_be_written_yet_says_so_and_keeps_them(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(5)
        kept = []

        class Unwilling:
            async def save_nodes(self, _nodes):
                raise StoreError("The disk is full.")

            def keep_node(self, node):
                kept.append(node.long_name)

        take = operations(play, nodes=Unwilling()).handlers()["keys.import"]
        report = await take({"entries": {BARE: {"name": "Gîte"}}})
        assert report["saved"] is False
        assert kept == ["Gîte"]
        assert play.house.directory.get(int(BARE)).long_name == "Gîte"


@pytest.mark.parametrize(
    "args",
    [
        {}, {"entries": 3}, {"entries": {"1": 3}}, {"bindings": {}}, {"unbound": 3}, {"unbound": [3]}, {"unbound": [{}]},
        {"unbound": [{"entry": "x", "publicKey": "AA=="}]}, {"link": 3}, {"link": "x"}, {"entries": [], "link": ""},
    ],
)  # fmt: skip
async def test_an_import_without_entries_is_refused(args, tmp_path):
    async with playing(tmp_path) as play:
        with pytest.raises(UsageError):
            await ask(play, "keys.import", **args)


@pytest.mark.parametrize("seconds", [0, -1, True, "10", None, 8 * 86_400])
async def test_a_release_for_no_sensible_time_is_refused(seconds, tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(1)
        with pytest.raises(UsageError, match="7 days"):
            await operations(play).link_release({"seconds": seconds})
        assert play.house.link.status().state.value == "ready"


async def test_a_released_link_comes_back_by_itself_or_when_taken(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(1)
        ops = operations(play)
        await ops.link_release({"seconds": 600})
        await asyncio.sleep(5)
        assert play.server.door is None
        assert (await ops.link_status({}))["state"] == "released"
        await ops.link_take({})
        await asyncio.sleep(1)
        assert (await ops.link_status({}))["state"] == "ready"
        await ops.link_release({"seconds": 600})
        await asyncio.sleep(601)
        assert (await ops.link_status({}))["state"] == "ready"


@pytest.mark.real
def test_offline_work_takes_the_lock_and_leaves_nothing_behind(tmp_path):
    state = tmp_path / "state"
    file = tmp_path / "node_names.json"
    file.write_text(json.dumps({STRANGER: {"name": "Ève", "publicKey": KEY.base64}, "x": {}, "7": "Bare"}))
    report = at_desk(state, "keys.import", entries=entries_of(file))
    assert (report["imported"], report["saved"]) == (1, True)
    assert [row["node"] for row in at_desk(state, "keys.list")] == ["!0badcafe"]
    assert at_desk(state, "keys.export")[STRANGER]["publicKey"] == KEY.base64
    assert at_desk(state, "keys.export")["7"]["name"] == "Bare"
    file.write_text(json.dumps({"7": {"name": "Other", "lat": 1.5, "lon": 2.5}}))
    at_desk(state, "keys.import", entries=entries_of(file))
    rows = {row["node"]: row for row in offline.nodes(state)}
    assert rows["!00000007"]["name"] == "Bare"
    assert rows["!00000007"]["position"]["latitude"] == 1.5
    assert rows["!0badcafe"]["public_key"] == KEY.base64
    with StateDir.open(state), pytest.raises(StateInUseError):
        offline.nodes(state)


async def test_a_house_that_a_defect_ends_is_built_anew(monkeypatch):
    loop = asyncio.get_running_loop()
    built = []

    class Broken:
        async def run(self):
            built.append(loop.time())
            raise ExceptionGroup("rooms", [ZeroDivisionError("a defect")])

    async def end():
        await asyncio.sleep(200)
        keeping.cancel()

    told = []
    monkeypatch.setattr(
        app_main.log, "error", lambda event, **fields: told.append((event, fields["error"], fields["pause_s"]))
    )
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(_kept(Broken), name="kept")
        group.create_task(end(), name="end")
    assert built == pytest.approx([0, 1, 3, 7, 15, 31, 63, 123, 183], abs=0.01)
    assert told[0] == ("house-failed", "ZeroDivisionError: a defect", 1)
    assert [pause_s for _, _, pause_s in told] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_a_house_that_stood_for_a_while_is_built_anew_at_once(monkeypatch):
    loop = asyncio.get_running_loop()
    built = []

    class Brittle:
        async def run(self):
            built.append(loop.time())
            await asyncio.sleep(0 if len(built) < 4 else 60)
            raise StateError("Gone.", sentence="x")

    told = []
    monkeypatch.setattr(app_main.log, "error", lambda event, **fields: told.append(fields["error"]))
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(_kept(Brittle), name="kept")
        await asyncio.sleep(70)
        keeping.cancel()
    assert built == pytest.approx([0, 1, 3, 7, 68], abs=0.01)
    assert isinstance(told[0], StateError), "told in the operator's language"


@pytest.mark.real
def test_offline_work_refuses_a_damaged_database_and_leaves_it_where_it_is(tmp_path):
    database = tmp_path / "steadymesh.db"
    database.write_bytes(b"damaged beyond repair" * 100)
    before = database.read_bytes()
    works = [
        lambda op=op: at_desk(tmp_path, op, who="!1", entries={}) for op in ("keys.list", "keys.export", "keys.import")
    ]
    for work in (lambda: offline.nodes(tmp_path), *works):
        with pytest.raises(StoreError, match=r"is damaged; it was left as it is. .*sqlite3 .*\.recover"):
            work()
    assert database.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir() if "damaged" in entry.name] == []
