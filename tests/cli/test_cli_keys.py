"""`steadymesh keys …` in a terminal: a scripted process, and the real disk when none runs."""

from __future__ import annotations

import json

import pytest

from steadymesh.cli import run
from steadymesh.cli.keys_link import qr_code
from steadymesh.cli.output import width
from steadymesh.control.protocol import encode_error
from steadymesh.errors import StoreError
from steadymesh.ids import PublicKey
from steadymesh.words import LANGUAGES, message_ids

KEY = PublicKey(bytes(range(1, 33)))
OTHER = PublicKey(bytes(range(2, 34)))
ANNA = {"node": "!0000000a", "name": "Anna\x1b[31m"}
URL = "https://meshtastic.org/v/#CKqkvZgIEkkKCSE4MzBmNTIyYRIQUm9hZHJ1bm5lciBSaWRnZRoEUktTTg"


def row(num: int, **fields: object) -> dict[str, object]:
    return {
        "node": f"!{num:08x}", "name": "Anna", "public_key": KEY.base64, "fingerprint": KEY.fingerprint, "trust": "verified",
        "source": "link", "first_seen": "2026-03-01T12:00:00Z", "last_seen": "2026-03-01T12:00:00Z", "radio": "no", "findings": [],
        "standing": "current", "reason": "", **fields,
    }  # fmt: skip


# --- list, show, audit ----------------------------------------------------------------------


def test_a_list_tells_trust_what_is_held_and_what_is_wrong(process, capfd):
    process.answers["keys.list"] = [
        row(10, findings=["shared", "new-kind"]),
        row(10, standing="held", fingerprint="01234567"),
    ]
    assert run(["keys", "list", "--held"]) == 0
    assert process.asked == [("keys.list", {"held": True, "findings": False, "limit": 5000})]
    head, first, second = capfd.readouterr().out.splitlines()
    assert head.split()[:4] == ["NODE", "NAME", "FINGERPRINT", "TRUST"]
    assert first.endswith("shared, new-kind")
    assert second.endswith("WAITS FOR A DECISION")
    assert KEY.base64 not in first + second


def test_a_list_as_json_is_the_rows(process, capfd):
    process.answers["keys.list"] = [row(10)]
    assert run(["keys", "list", "--json", "--findings"]) == 0
    assert json.loads(capfd.readouterr().out) == [row(10)]


def test_a_large_list_is_asked_for_in_pages(process, capfd):
    def page(args):
        first = int(args.get("after", "!0")[1:], 16) + 1
        return [row(num) for num in range(first, min(first + args["limit"], 12_001))]

    process.answers["keys.list"] = page
    assert run(["keys", "list", "--json"]) == 0
    assert [args.get("after") for _, args in process.asked] == [None, "!00001388", "!00002710"]
    assert len({one["node"] for one in json.loads(capfd.readouterr().out)}) == 12_000


def test_a_process_that_knows_no_pages_is_asked_twice_at_most(process, capfd):
    process.answers["keys.list"] = [row(num) for num in range(1, 6_001)]
    assert run(["keys", "list", "--json"]) == 0
    assert len(process.asked) == 2
    capfd.readouterr()


SHOWN = {
    **ANNA, "own": False, "own_fingerprint": None, "current": row(10), "held": row(10, reason="recent-dm", fingerprint="01234567"),
    "history": [row(10, until="2026-02-01T12:00:00Z"), row(10, reason="renumbered", until=None)], "successor": "!00000014",
    "findings": [{"finding": "weak", **ANNA, "fingerprint": KEY.fingerprint, "others": []}],
    "radio": "no", "radio_fingerprint": OTHER.fingerprint, "radio_favorite": True, "radio_verified": False,
    "last_dm": "2026-03-01T12:00:00Z", "pushed": None, "pushed_fingerprint": None, "asked": None,
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_of_one_node_has_its_line(process, capfd, language):
    process.answers["keys.show"] = SHOWN
    assert run(["keys", "show", "anna", "--language", language]) == 0
    assert process.asked == [("keys.show", {"who": "anna"})]
    out = capfd.readouterr().out
    assert len(out.splitlines()) == 9
    assert "\x1b" not in out
    assert "cli-" not in out
    assert KEY.base64 not in out
    for told in (
        KEY.fingerprint,
        "01234567",
        OTHER.fingerprint,
        "keys accept !0000000a",
        "!00000014",
        "CVE-2025-52464",
    ):
        assert told in out


def test_our_own_radio_and_nobody_are_shown_as_that(process, capfd):
    process.answers["keys.show"] = {**ANNA, "own": True, "own_fingerprint": "01234567"}
    assert run(["keys", "show", "base"]) == 0
    assert "01234567: our own radio" in capfd.readouterr().out
    process.answers["keys.show"] = {**ANNA, "radio": "unknown"}
    assert run(["keys", "show", "anna"]) == 0
    out = capfd.readouterr().out
    assert "none that may be used" in out
    assert "not known whether" in out
    assert run(["keys", "show", "anna", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["node"] == "!0000000a"


@pytest.mark.parametrize("kind", ["weak", "shared", "impostor", "not-own-number", "malformed", "of-tomorrow"])
def test_every_finding_is_told_with_its_remedy(process, capfd, kind):
    process.answers["keys.audit"] = [{"finding": kind, **ANNA, "fingerprint": KEY.fingerprint, "others": ["!0000000b"]}]
    said = []
    for language in LANGUAGES:
        assert run(["keys", "audit", "--language", language]) == 0
        said.append(capfd.readouterr().out)
    assert all("!0000000a (Anna" in one and len(one.splitlines()) == 1 for one in said)
    assert (said[0] != said[1]) is (kind != "of-tomorrow" or said[0] != said[1])


def test_an_audit_without_findings_says_so(process, capfd):
    process.answers["keys.audit"] = []
    assert run(["keys", "audit"]) == 0
    assert capfd.readouterr().out == "Nothing is wrong with the known keys.\n"
    assert run(["keys", "audit", "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == []


# --- decisions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "op", "args"),
    [
        (["verify", "anna"], "keys.verify", {"who": "anna", "replace": False}),
        (
            ["verify", "anna", "01234567", "--replace"],
            "keys.verify",
            {"who": "anna", "proof": "01234567", "replace": True},
        ),
        (["verify", "!0000000a", URL], "keys.verify", {"who": "!0000000a", "proof": URL, "replace": False}),
        (["accept", "10"], "keys.accept", {"who": "10"}),
        (["reject", "anna"], "keys.reject", {"who": "anna"}),
        (["revoke", "01234567"], "keys.revoke", {"who": "01234567"}),
        (["forget", "anna"], "keys.forget", {"who": "anna", "yes": False}),
        (["forget", "anna", "--yes"], "keys.forget", {"who": "anna", "yes": True}),
        (["push", "anna"], "keys.push", {"who": "anna"}),
        (["ask", "anna"], "keys.ask", {"who": "anna"}),
    ],
)
def test_what_is_decided_is_told_in_one_sentence_and_as_json(process, capfd, words, op, args):
    answer = {
        "result": "placed",
        **ANNA,
        "fingerprint": KEY.fingerprint,
        "trust": "seen",
        "before": "89abcdef",
        "keys": 2,
    }
    process.answers[op] = answer
    said = []
    for language in LANGUAGES:
        assert run(["keys", *words, "--language", language]) == 0
        said.append(capfd.readouterr().out)
        assert len(said[-1].splitlines()) == 1
        assert "!0000000a (Anna" in said[-1]
        assert "cli-" not in said[-1]
    assert said[0] != said[1]
    assert process.asked[0] == (op, args)
    assert run(["keys", *words, "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_radio_that_keeps_another_key_is_told_of_with_the_remedy(process, capfd, language):
    process.answers["keys.accept"] = {
        **ANNA,
        "fingerprint": KEY.fingerprint,
        "before": "89abcdef",
        "radio_keeps": "01234567",
    }
    assert run(["keys", "accept", "anna", "--language", language]) == 0
    _, second = capfd.readouterr().out.splitlines()
    assert "01234567" in second
    assert second.endswith("steadymesh keys verify !0000000a")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_of_several_numbers_is_told_with_all_of_them(process, capfd, language):
    nums = ["!0000000a", "!0000000b"]
    process.answers["keys.revoke"] = {**ANNA, "fingerprint": KEY.fingerprint, "trust": "revoked", "nodes": nums}
    assert run(["keys", "revoke", KEY.fingerprint, "--language", language]) == 0
    assert "(!0000000a, !0000000b)" in capfd.readouterr().out
    process.answers["keys.verify"] = {**ANNA, "fingerprint": KEY.fingerprint, "trust": "verified", "others": nums[1:]}
    assert run(["keys", "verify", "anna", "--language", language]) == 0
    _, second = capfd.readouterr().out.splitlines()
    assert "!0000000b" in second


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("op", ["accept", "reject"])
def test_a_key_that_is_not_there_is_no_dash(process, capfd, op, language):
    process.answers[f"keys.{op}"] = {**ANNA, "fingerprint": KEY.fingerprint, "before": None, "current": None}
    assert run(["keys", op, "anna", "--language", language]) == 0
    assert "–" not in capfd.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_revoked_key_that_is_shown_again_is_not_to_be_accepted(process, capfd, language):
    process.answers["keys.show"] = {**SHOWN, "held": row(10, reason="revoked")}
    assert run(["keys", "show", "anna", "--language", language]) == 0
    out = capfd.readouterr().out
    assert "keys accept" not in out
    assert "keys verify !0000000a" in out
    assert "keys reject !0000000a" in out


@pytest.mark.parametrize("words", [["push", "anna"], ["ask", "anna"]])
def test_what_needs_a_radio_says_that_no_process_runs(state, capfd, words):
    assert run(["keys", *words]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(f"steadymesh: No running steadymesh uses the state directory {state}.")


def test_a_refusal_is_told_in_the_askers_language(process, capfd):
    fields = {"who": "!0000000a (Anna)"}
    process.answers["keys.accept"] = {"ok": False, "error": "None.", "sentence": "accept-none", "fields": fields}
    assert run(["keys", "accept", "anna", "--language", "fr"]) == 2
    assert capfd.readouterr().err.startswith("steadymesh: Aucune clé de !0000000a (Anna) n'attend de décision.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_that_the_disk_does_not_take_is_exit_code_3_and_says_what_holds(process, capfd, language):
    error = StoreError("x", sentence="keys-decision-unsaved")
    process.answers["keys.verify"] = json.loads(encode_error(error))
    assert run(["keys", "verify", "anna", "--language", language]) == 3
    out, err = capfd.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert ("until it restarts" if language == "en" else "jusqu'à son redémarrage") in err


@pytest.mark.parametrize("op", ["show", "verify", "accept", "reject", "revoke", "forget", "push", "ask"])
def test_nobody_named_is_wrong_use(state, capfd, op):
    assert run(["keys", op]) == 2
    assert capfd.readouterr().err == f"steadymesh: WHO needs a value. `steadymesh keys {op} --help` shows how.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["verify", "anna", ""], "What the key is to be compared with is empty: that proves nothing"),
        (["verify", "anna", " "], "What the key is to be compared with is empty: that proves nothing"),
        (["link", ""], "Nobody is named."),
        (["link", "--qr", "--no-qr"], "--qr and --no-qr contradict each other."),
        (["import", ""], "No file is named; nothing was imported."),
        (["export", ""], "No file is named; nothing was exported."),
    ],
)
def test_an_empty_argument_is_a_mistake_and_nobody_is_asked(process, capfd, words, told):
    assert run(["keys", *words]) == 2
    out, err = capfd.readouterr()
    assert (out, process.asked, len(err.splitlines())) == ("", [], 1)
    assert err.startswith(f"steadymesh: {told}")


# --- links ----------------------------------------------------------------------------------


def test_a_link_is_printed_alone_where_nobody_looks(process, capfd):
    process.answers["keys.link"] = {**ANNA, "fingerprint": KEY.fingerprint, "url": URL}
    assert run(["keys", "link"]) == 0
    assert process.asked == [("keys.link", {})]
    assert capfd.readouterr().out == f"{URL}\n"
    assert run(["keys", "link", "anna", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["url"] == URL


def test_a_qr_code_is_drawn_with_half_blocks(process, capfd):
    process.answers["keys.link"] = {**ANNA, "fingerprint": KEY.fingerprint, "url": URL}
    assert run(["keys", "link", "--qr"]) == 0
    first, *drawn, last = capfd.readouterr().out.splitlines()
    assert first.startswith("!0000000a (Anna")
    assert last == URL
    assert {width(line) for line in drawn} == {width(drawn[0])}
    assert set("".join(drawn)) <= set("█▀▄ ")
    assert len(drawn) < width(drawn[0])


def test_a_qr_code_says_what_the_link_says():
    import segno

    code = segno.make(URL, error="l", boost_error=False, micro=False)
    rows = [tuple(map(bool, line)) for line in code.matrix_iter(border=4)]
    drawn = qr_code(URL).splitlines()
    light = {"█": (True, True), "▀": (True, False), "▄": (False, True), " ": (False, False)}
    read = []
    for line in drawn:
        pairs = [light[char] for char in line]
        read += [tuple(not upper for upper, _ in pairs), tuple(not lower for _, lower in pairs)]
    assert read[: len(rows)] == rows


def test_a_link_of_another_version_that_would_spoil_the_terminal_is_not_printed(process, capfd):
    process.answers["keys.link"] = {**ANNA, "url": "https://x\x1b[2J"}
    assert run(["keys", "link"]) == 0
    assert "\x1b" not in capfd.readouterr().out


# --- files ----------------------------------------------------------------------------------


def report(args) -> dict[str, object]:
    counted = len(args.get("entries", {})) + len(args.get("bindings", [])) + ("link" in args)
    return {"imported": counted, "unchanged": 0, "without_key": 0, "skipped": [], "saved": True}


def test_a_link_is_handed_on_as_it_is(process, capfd):
    from steadymesh.model import Node
    from steadymesh.wire.convert.contacts import link_of_contact

    link = link_of_contact(Node(num=10, public_key=KEY))
    process.answers["keys.import"] = report
    assert run(["keys", "import", link]) == 0
    assert process.asked == [("keys.import", {"link": link})]
    assert capfd.readouterr().out.startswith("The contact link: 1 key imported")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_that_an_import_replaced_or_verified_is_told(process, state, capfd, language):
    file = state / "node_names.json"
    file.write_text(json.dumps({"10": {"publicKey": KEY.base64}}))
    one = {**ANNA, "fingerprint": KEY.fingerprint, "before": "48b2c6df"}
    process.answers["keys.import"] = {**report({}), "replaced": [one, {**one, "before": None}, *[one] * 60]}
    assert run(["keys", "import", str(file), "--language", language]) == 0
    first, second, *others = capfd.readouterr().out.splitlines()
    assert "48b2c6df" in first
    assert KEY.fingerprint in second
    assert len(others) == 50
    assert "12" in others[-2]


def test_an_identity_is_no_file_of_keys(process, state, capfd):
    file = state / "identity.json"
    file.write_text(json.dumps({"format": "steadymesh-identity", "version": 1, "private_key": KEY.base64}))
    assert run(["keys", "import", str(file)]) == 2
    out, err = capfd.readouterr()
    assert (out, process.asked, len(err.splitlines())) == ("", [], 1)
    assert "steadymesh identity restore" in err
    assert KEY.base64 not in err


@pytest.mark.parametrize(
    ("word", "told"),
    [
        (URL[:60], "What this contact link carries can't be read."),
        ("https://meshtastic.org/e/#CgMSAQESCAgBOANAA0gB", "This link carries channels, not a contact."),
        ("https://example.org/x", "This is no contact link."),
        ("meshtastic.org/v/#", "This contact link is empty."),
    ],
)
def test_a_damaged_link_is_never_handed_on(process, capfd, word, told):
    assert run(["keys", "import", word]) == 2
    out, err = capfd.readouterr()
    assert (out, err.startswith(f"steadymesh: {told}"), process.asked) == ("", True, [])


def test_a_config_hands_on_its_public_key_and_nothing_secret(process, state, capfd):
    private = "ZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCg4Q="
    file = state / "config.yaml"
    file.write_text(
        f"config:\n  security:\n    adminKey:\n    - base64:{OTHER.base64}\n    privateKey: base64:{private}\n"
        f"    publicKey: base64:{KEY.base64}\nowner: Base\n"
    )
    process.answers["keys.import"] = report
    assert run(["keys", "import", str(file), "--json"]) == 0
    [(_, args)] = process.asked
    assert [one["publicKey"] for one in args["unbound"]] == [KEY.base64]
    assert private not in json.dumps(args)
    told = json.loads(capfd.readouterr().out)
    assert (told["kind"], [one["reason"] for one in told["problems"]]) == ("export-config", ["import-config-admin"])
    assert private not in json.dumps(told)


def test_a_backup_is_written_read_and_handed_on_whole(process, state, capfd):
    from keyskit import bound
    from steadymesh.keys.files.backup import row_of_binding

    rows = [row_of_binding(bound(10, 1)), row_of_binding(bound(11, 2))]
    answer = {
        "own": "!00000001",
        "written": "2026-03-01T12:00:00Z",
        "keys": rows,
        "nodes": {"10": {"name": "Anna"}, "12": {"name": "C"}},
    }
    process.answers["keys.export"] = answer
    file = state / "backup.json"
    assert run(["keys", "export", str(file), "--format", "steadymesh"]) == 0
    assert capfd.readouterr().out == f"2 keys and 1 node without a key written to {file}\n"
    assert file.stat().st_mode & 0o777 == 0o600
    process.answers["keys.import"] = report
    assert run(["keys", "import", str(file), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["kind"], told["imported"], told["without_key"]) == ("steadymesh", 4, 1)
    assert [args.get("bindings") for _, args in process.asked[-2:]] == [rows, None]
    assert set(process.asked[-1][1]["entries"]) == {"10", "12"}


def test_a_process_that_writes_no_backup_is_told_of(process, state, capfd):
    process.answers["keys.export"] = {"10": {"name": "Anna"}}
    assert run(["keys", "export", str(state / "x"), "--format", "steadymesh"]) == 2
    assert "older version" in capfd.readouterr().err
    assert not (state / "x").exists()


def test_a_format_that_does_not_exist_is_wrong_use(state, capfd):
    assert run(["keys", "export", "x", "--format", "csv"]) == 2
    assert "csv" in capfd.readouterr().err


@pytest.mark.real
def test_the_real_disk_does_all_of_it_when_no_process_runs(state, capfd):
    file = state / "node_names.json"
    file.write_text(json.dumps({"10": {"name": "Anna", "publicKey": KEY.base64}, "11": "Bert"}))
    assert run(["keys", "import", str(file)]) == 0
    assert run(["keys", "verify", "anna", KEY.fingerprint]) == 0
    assert run(["keys", "verify", "anna", OTHER.base64]) == 2
    backup = state / "backup.json"
    assert run(["keys", "export", str(backup), "--format", "steadymesh"]) == 0
    assert run(["keys", "forget", "anna", "--yes"]) == 0
    capfd.readouterr()
    assert run(["keys", "show", "anna"]) == 0
    assert "none that may be used" in capfd.readouterr().out
    assert run(["keys", "import", str(backup)]) == 0
    capfd.readouterr()
    assert run(["keys", "show", "anna", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["current"]["trust"] == "verified"
    assert run(["keys", "link", "anna"]) == 0
    assert capfd.readouterr().out.startswith("https://meshtastic.org/v/#")
    assert run(["keys", "link"]) == 2
    assert run(["keys", "revoke", "nobody"]) == 2
    err = capfd.readouterr().err
    assert len(err.splitlines()) == 2


def test_both_languages_have_the_same_sentences_for_the_key_desk():
    english, french = ({one for one in message_ids(language) if one.startswith("key")} for language in LANGUAGES)
    assert english == french
