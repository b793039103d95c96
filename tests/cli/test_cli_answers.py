"""What is asked of the running process and what of it people see: a scripted process behind a real control socket."""

from __future__ import annotations

import json
import sys
from types import ModuleType

import pytest
import structlog

from steadymesh.cli import run
from steadymesh.cli.output import table, width
from steadymesh.ids import PublicKey
from steadymesh.words import LANGUAGES, message_ids

KEY = PublicKey(bytes(range(1, 33)))

STATUS = {
    "version": "0.1.0", "pid": 4711, "uptime_s": 93_784.2,
    "link": {
        "state": "ready", "target": "tcp://192.168.1.38:4403", "address": "192.168.1.38:4403", "since": "2026-03-01T12:00:00Z",
        "reconnections": 3, "reconnections_today": 1, "reconnect_seconds_last": 2.345, "last_reason": "closed",
    },
    "radio": {"node": "!0badcafe", "name": "Base\x1b[31m", "firmware": "2.7.26", "hw_model": "HELTEC_V3", "region": "EU_868"},
    "nodes": {"known": 42},
    "keys": {"known": 40, "held": 38, "sync": {"complete": 12, "skipped": 3, "failed": 0}},
    "commands": {"answered": 120, "failed": 1, "seconds": {"p50": 0.005, "p99": 0.04}},
    "delivered": {"acknowledged": 110, "expired": 4},
    "custody": {"needed": 12, "waiting": 2, "pushed_today": 3, "pushes_left_today": 27, "our_favorites": 9, "favorites_cap": 25},
    "key_book": {"held": 1, "findings": {"weak": 1, "shared": 2}},
}  # fmt: skip

NODES = [
    {"node": "!0badcafe", "name": "Büro 山田", "short_name": "🐧", "last_heard": None, "hops_away": 0, "snr_db": 6.5, "public_key": "x"},
    {"node": "!a1b2c3d4", "name": "Gîte", "short_name": "GITE", "hops_away": None, "hw_model": "TBEAM", "public_key": None},
]  # fmt: skip


@pytest.fixture
def offline(monkeypatch):
    """Stands for what is kept on disk."""
    fake = ModuleType("steadymesh.app.offline")
    fake.nodes = lambda _state_dir: NODES
    monkeypatch.setitem(sys.modules, "steadymesh.app.offline", fake)
    import steadymesh.app

    monkeypatch.setattr(steadymesh.app, "offline", fake, raising=False)
    return fake


def test_how_the_process_is_is_asked_with_a_persons_patience(process, capfd):
    process.answers |= {"status": STATUS, "link.status": STATUS["link"]}
    for words in (["status"], ["link", "status"], ["health"], ["plugin", "list"]):
        run(words)
    assert len(process.patience_s) == 4
    assert max(process.patience_s) <= 3.0, "a process that is blocked is told of after as many seconds"


def test_status_in_words(process, capfd):
    process.answers["status"] = STATUS
    assert run(["status"]) == 0
    lines = dict(line.split(None, 1) for line in capfd.readouterr().out.splitlines())
    assert lines["Link"].startswith("READY on 192.168.1.38:4403 since 2026-03-01 ")
    assert lines["Radio"] == "!0badcafe · “Base�[31m” · HELTEC_V3 · 2.7.26 · EU_868"
    assert lines["Reconnections"] == "1 today, 3 since the start; the last outage took 2.3s"
    assert lines["Nodes"] == "42 known"
    assert lines["Keys"] == "40 known, 38 held by the radio; syncs: 12 complete, 3 skipped, 0 failed"
    assert lines["Contacts"] == (
        "12 people are expected to write, 2 of them not in the radio yet; "
        "3 keys brought today, 27 more allowed; 9 of 25 places used"
    )
    assert lines["Decisions"] == "1 changed key waits for you: see `steadymesh keys list --held`; 3 findings"
    assert lines["Commands"] == "120 answered, 1 failed; half within 5 ms, 99 % within 40 ms"
    assert lines["Messages"] == "110 acknowledged, 0 relayed, 0 refused, 4 expired"
    assert lines["Process"] == "version 0.1.0, process 4711, up for 1d2h"


@pytest.mark.parametrize(
    ("seconds", "language", "said"),
    [
        (0.004, "en", "the last outage took less than a second"),
        (0.9, "fr", "la dernière coupure a duré moins d'une seconde"),
        (1.0, "en", "the last outage took 1s"),
    ],
)
def test_a_short_outage_is_less_than_a_second_and_never_0(process, capfd, seconds, language, said):
    process.answers["status"] = {**STATUS, "link": {**STATUS["link"], "reconnect_seconds_last": seconds}}
    assert run(["status", "--language", language]) == 0
    assert said in capfd.readouterr().out


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("locked", "another program has the database"), ("full", "the disk is full"),
        ("read-only", "the disk is read-only"), ("unreachable", "the database can't be opened"),
        ("hanging", "the disk does not answer"), ("io", "the disk reports errors"), ("damaged", "the database is damaged"), ("other", "the database refuses it"),
    ],
)  # fmt: skip
def test_status_tells_of_a_disk_that_takes_nothing(process, capfd, cause, words):
    process.answers["status"] = STATUS | {"store": {"failing": cause, "waiting": 3}}
    assert run(["status"]) == 0
    assert f"⚠️ nothing can be written down ({words}); 3 changes wait in memory" in capfd.readouterr().out
    process.answers["status"] = STATUS | {"store": {"failing": "", "waiting": 3}}
    assert run(["status"]) == 0
    assert "Disk" not in capfd.readouterr().out


def test_status_in_french(process, capfd):
    process.answers["status"] = STATUS
    assert run(["status", "--language", "fr"]) == 0
    out = capfd.readouterr().out
    assert out.startswith("Lien          PRÊT sur 192.168.1.38:4403 depuis ")
    assert "Clés          40 connues, 38 dans la radio" in out


@pytest.mark.parametrize(
    ("reason", "said"), [("PUSH_OFF", "keys.push is off"), ("PUSH_ROLE", "keys.push_on_router"), ("NEW", "NEW")]
)
def test_status_says_why_no_keys_are_brought(process, capfd, reason, said):
    process.answers["status"] = {**STATUS, "custody": {"obstacle": reason}}
    assert run(["status"]) == 0
    assert said in capfd.readouterr().out


def test_status_as_json_is_the_whole_answer(process, capfd):
    process.answers["status"] = STATUS
    assert run(["status", "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == STATUS


@pytest.mark.parametrize("answer", [{}, [], "text", {"link": None, "keys": 3, "commands": {"seconds": []}}, None])
def test_status_of_another_version_is_shown_as_far_as_it_is_understood(process, capfd, answer):
    process.answers["status"] = answer
    assert run(["status"]) == 0
    out = capfd.readouterr().out
    assert "0 known" in out
    assert "none since the start" in out
    assert "none yet" in out


@pytest.mark.parametrize(
    "state_word", ["waiting", "connecting", "handshake", "ready", "yielded", "released", "closing", "stopped"]
)
def test_every_state_of_the_link_has_its_sentence(process, capfd, state_word):
    process.answers["link.status"] = {
        "state": state_word, "target": "tcp://radio:4403", "since": "2026-03-01T12:00:00Z", "next_attempt_s": 125, "attempt": 4,
        "last_reason": "probe",
    }  # fmt: skip
    said = []
    for language in LANGUAGES:
        assert run(["link", "status", "--language", language]) == 0
        said.append(capfd.readouterr().out)
    assert said[0] != said[1]
    assert "cli-link" not in "".join(said)
    if state_word == "waiting":
        assert (
            said[0] == "waiting 2m5s before attempt 4 to reach tcp://radio:4403; lost because: it stopped answering\n"
        )


def test_the_link_is_released_for_as_long_as_was_said(process, capfd):
    process.answers["link.release"] = {"state": "released", "next_attempt_s": 600.0}
    assert run(["link", "release", "10m"]) == 0
    assert process.asked == [("link.release", {"seconds": 600.0})]
    assert capfd.readouterr().out == "The radio's place is given away for 10m; `steadymesh link take` takes it back.\n"


def test_the_link_is_taken_back(process, capfd):
    process.answers["link.take"] = {"state": "connecting"}
    assert run(["link", "take", "--json"]) == 0
    assert process.asked == [("link.take", {})]
    assert json.loads(capfd.readouterr().out) == {"state": "connecting"}


def test_a_refusal_is_one_sentence_and_exit_code_2(process, capfd):
    process.answers["link.release"] = {"ok": False, "error": "Not for so long.", "remedy": "At most 7 days."}
    assert run(["link", "release", "30d"]) == 2
    assert capfd.readouterr() == ("", "steadymesh: Not for so long. At most 7 days.\n")


@pytest.mark.parametrize("words", [["status"], ["link", "take"], ["link", "status"]])
def test_what_only_a_running_process_can_do_says_that_none_runs(state, capfd, words):
    assert run(words) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(f"steadymesh: No running steadymesh uses the state directory {state}.")


def test_nodes_line_up_whatever_their_names_are(process, capfd):
    process.answers["nodes"] = NODES
    assert run(["nodes"]) == 0
    lines = capfd.readouterr().out.splitlines()
    columns = [lines[0].index(name) for name in ("NAME", "SHORT", "LAST HEARD", "HOPS", "SNR", "KEY", "HARDWARE")]
    for line in lines[1:]:
        cells = 0
        starts = []
        for char in line:
            starts += [cells] * width(char)
            cells += width(char)
        assert all(starts[column] == column for column in columns if column < len(starts))
    assert "Büro 山田" in lines[1]
    assert lines[2].endswith("no   TBEAM")


def test_nodes_are_read_from_disk_when_no_process_runs(state, offline, capfd):
    assert run(["nodes", "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == NODES


def test_what_is_logged_while_the_disk_is_read_does_not_spoil_the_result(state, offline, capfd):
    def nodes(_state_dir):
        structlog.get_logger("store").info("keys-loaded", known=3)
        structlog.get_logger("store").warning("nobody-wrote-this", number=3)
        return NODES

    offline.nodes = nodes
    assert run(["nodes", "--json"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out) == NODES
    assert err.endswith("WARN  nobody-wrote-this number=3\n")
    assert len(err.splitlines()) == 1


def test_nothing_is_read_from_a_state_directory_that_does_not_exist(state, offline, capfd):
    assert run(["nodes", "--state-dir", str(state / "none")]) == 2
    assert "No running steadymesh uses the state directory" in capfd.readouterr().err


def test_keys_are_listed_by_fingerprint_never_by_key(process, capfd):
    process.answers["keys.list"] = [
        {"node": "!0badcafe", "name": "a\nb", "public_key": KEY.base64, "fingerprint": KEY.fingerprint, "source": "heard", "radio": "yes", "last_seen": "2026-03-01T12:00:00Z"},
        {"node": "!a1b2c3d4", "name": "", "public_key": KEY.base64, "fingerprint": KEY.fingerprint, "source": "import", "radio": "unknown", "last_seen": "never"},
    ]  # fmt: skip
    assert run(["keys", "list"]) == 0
    out = capfd.readouterr().out
    assert len(out.splitlines()) == 3
    assert KEY.fingerprint in out
    assert KEY.base64 not in out
    assert "!a1b2c3d4" in out


def entries(count: int) -> dict[str, object]:
    return {str(number): {"name": f"N{number}", "publicKey": KEY.base64} for number in range(1, count + 1)}


def report(args) -> dict[str, object]:
    return {"imported": len(args["entries"]), "unchanged": 1, "without_key": 0, "skipped": [], "saved": True}


def test_an_import_is_handed_to_the_running_process(process, state, capfd):
    process.answers["keys.import"] = report
    file = state / "node_names.json"
    file.write_text(json.dumps(entries(3) | {"bad": {"name": "x"}}))
    assert run(["keys", "import", str(file)]) == 0
    [(op, args)] = process.asked
    assert op == "keys.import"
    assert args["entries"]["1"]["publicKey"] == KEY.base64
    assert len(args["entries"]) == 3
    problem, told = capfd.readouterr().out.splitlines()
    assert "bad" in problem
    assert told == f"{file}: 3 keys imported, 1 known already, 0 entries without a key, 1 problem"


def test_a_large_import_goes_in_parts_and_is_told_as_one(process, state, capfd):
    process.answers["keys.import"] = report
    file = state / "node_names.json"
    file.write_text(json.dumps(entries(12_000)))
    assert run(["keys", "import", str(file), "--json"]) == 0
    assert [len(args["entries"]) for _, args in process.asked] == [5_000, 5_000, 2_000]
    told = json.loads(capfd.readouterr().out)
    assert (told["imported"], told["unchanged"], told["problems"], told["saved"]) == (12_000, 3, [], True)


def test_an_import_that_is_not_on_disk_yet_says_so(process, state, capfd):
    process.answers["keys.import"] = lambda args: report(args) | {"saved": False}
    file = state / "node_names.json"
    file.write_text(json.dumps(entries(1)))
    assert run(["keys", "import", str(file)]) == 3
    assert "until it restarts, but are not on the disk" in capfd.readouterr().err


@pytest.mark.real
def test_keys_are_imported_and_exported_on_the_real_disk_when_no_process_runs(state, capfd):
    file = state / "node_names.json"
    file.write_text(json.dumps(entries(2) | {"!a1b2c3d4": "only a name"}))
    assert run(["keys", "import", str(file), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["imported"], told["without_key"], told["saved"]) == (2, 1, True)
    assert run(["keys", "list", "--json"]) == 0
    assert [row["node"] for row in json.loads(capfd.readouterr().out)] == ["!00000001", "!00000002"]
    assert run(["keys", "export", "-"]) == 0
    written = json.loads(capfd.readouterr().out)
    assert written["1"]["publicKey"] == KEY.base64
    assert (written["2712847316"]["name"], written["2712847316"]["publicKey"]) == ("only a name", None)
    assert run(["nodes", "--json"]) == 0
    rows = {row["node"]: row for row in json.loads(capfd.readouterr().out)}
    assert rows["!a1b2c3d4"]["name"] == "only a name"
    assert rows["!00000001"]["public_key"] == KEY.base64
    export = state / "export.json"
    assert run(["keys", "export", str(export)]) == 0
    assert capfd.readouterr().out == f"2 keys and 1 node without a key written to {export}\n"


@pytest.mark.parametrize(
    "case",
    [
        ("en", 1, "1 key imported, 1 known already, 1 entry without a key, 1 problem"),
        ("en", 2, "2 keys imported, 2 known already, 2 entries without a key, 2 problems"),
        ("fr", 1, "1 clé importée, 1 déjà connue, 1 entrée sans clé, 1 problème"),
        ("fr", 2, "2 clés importées, 2 déjà connues, 2 entrées sans clé, 2 problèmes"),
    ],
)
def test_an_import_is_told_in_singular_and_plural(process, state, capfd, case):
    language, count, sentence = case
    answer = {"imported": count, "unchanged": count, "without_key": count, "skipped": [], "saved": True}
    process.answers["keys.import"] = answer
    file = state / "node_names.json"
    file.write_text(json.dumps(entries(3) | {f"bad{n}": {} for n in range(count)}))
    assert run(["keys", "import", str(file), "--language", language]) == 0
    assert capfd.readouterr().out.splitlines()[-1].endswith(f": {sentence}")


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", None])
def test_a_damaged_file_is_never_handed_on(process, state, capfd, content):
    file = state / "node_names.json"
    if content is not None:
        file.write_bytes(content)
    assert run(["keys", "import", str(file)]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert str(file) in err
    assert process.asked == []


def test_an_export_is_readable_by_its_owner_alone_and_can_be_imported_again(process, state, capfd):
    process.answers["keys.export"] = entries(2)
    file = state / "export.json"
    assert run(["keys", "export", str(file)]) == 0
    assert capfd.readouterr().out == f"2 keys and 0 nodes without a key written to {file}\n"
    assert file.stat().st_mode & 0o777 == 0o600
    process.answers["keys.import"] = report
    assert run(["keys", "import", str(file)]) == 0
    assert process.asked[-1][1]["entries"]["1"]["publicKey"] == KEY.base64


def test_an_export_can_be_printed(process, capfd):
    process.answers["keys.export"] = entries(2)
    assert run(["keys", "export", "-"]) == 0
    assert set(json.loads(capfd.readouterr().out)) == {"1", "2"}


def test_an_export_that_cannot_be_written(process, state, capfd):
    process.answers["keys.export"] = entries(1)
    assert run(["keys", "export", str(state / "no" / "export.json")]) == 2
    assert "can't be written" in capfd.readouterr().err


def test_config_show_lists_every_setting_with_its_sentence_and_hides_secrets(state, capfd):
    from steadymesh.config.settings import all_kinds

    assert run(["config", "show", "--set", "link.settle=3s", "--set", "link.rescue_command=plug hunter2"]) == 0
    out = capfd.readouterr().out
    lines = out.splitlines()
    names = [line.split(" = ")[0] for line in lines[::2]]
    assert names[: len(all_kinds())] == list(all_kinds())
    assert all(name.startswith("plugin.") for name in names[len(all_kinds()) :])
    assert all(line.startswith("    ") and len(line) > 20 for line in lines[1::2])
    assert "link.settle = 3s  (default 0; from --set)" in lines
    assert "hunter2" not in out
    assert run(["config", "show", "--json"]) == 0
    rows = json.loads(capfd.readouterr().out)
    assert [row["name"] for row in rows] == names


def test_config_check(state, tmp_path, capfd):
    assert run(["config", "check"]) == 0
    (tmp_path / "steadymesh.toml").write_text('[link]\nsettle = "3s"\n')
    assert run(["config", "check"]) == 0
    assert capfd.readouterr().out.splitlines()[1] == "steadymesh.toml is fine."
    (tmp_path / "steadymesh.toml").write_text('[link]\nsettle = 3\nsetle = "1s"\n')
    assert run(["config", "check"]) == 2
    assert len(capfd.readouterr().err.splitlines()) == 2


def test_a_table_lines_up_wide_characters_and_combining_ones():
    text = table(("A", "B"), [("山田", "1"), ("e\u0301", "2"), ("x", "")])
    assert [width(line.rsplit("  ", 1)[0]) for line in text.splitlines()[:2]] == [4, 4]
    assert text.splitlines()[3] == "x"


def test_both_languages_have_the_same_sentences_for_the_command_line():
    ids = [{one for one in message_ids(language) if one.startswith("cli-")} for language in LANGUAGES]
    assert ids[0] == ids[1]
    assert len(ids[0]) > 50
