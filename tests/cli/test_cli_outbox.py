"""`send`, `outbox`, `airtime`: what is asked of the running process, and what of it people see."""

from __future__ import annotations

import io
import json
import sys

import pytest

from steadymesh.cli import run
from steadymesh.cli.send import duration
from steadymesh.delivery.standing import Waits
from steadymesh.errors import NotRunningError, UsageError
from steadymesh.model import Outcome, Priority
from steadymesh.words import LANGUAGES

KEY = "20260301T120000-0badcafe"
ROW = {
    "key": KEY, "to": "!11223344", "name": "Anna\x1b[31m", "channel": None, "channel_name": "",
    "created": "2026-03-01T12:00:00Z", "outcome": "waiting", "relayed": False, "reason": "", "priority": "message",
    "attempts": 0, "transmissions": 0, "size_bytes": 0, "airtime_s": 0.0, "follows": None, "waits": None, "what": None,
    "remedy": None,
}  # fmt: skip
WHO = "!11223344 (Anna)"
CHANNEL = {"to": "broadcast", "name": "", "channel": 0, "channel_name": "LongFast"}


def cost(**more):
    return {"messages": 2, "transmissions": 3, "size_bytes": 300, "airtime_s": 4.5, **more}


BILL = {
    "day": "2026-03-01",
    "total": cost(),
    "kinds": [cost(priority="reply"), cost(priority="of-a-later-release")],
    "dearest": [cost(to="!11223344", name="Anna"), cost(**CHANNEL)],
    "hours": [
        cost(begin="2026-03-01T00:00+01:00", airtime_s=0.0),
        cost(begin="2026-03-01T01:00+01:00", airtime_s=45.0),
        cost(begin="2026-03-01T02:00+01:00", airtime_s=0.001),
        cost(begin="2026-03-01T03:00+01:00", airtime_s=500.0),
        cost(begin="2026-03-01T04:00+01:00", airtime_s=0.0),
    ],
    "now": {
        "region": "EU_868", "modem_preset": "LONG_FAST", "budget_s": 90.0, "used_s": 12.34, "used_percent": 13.7,
        "limit_percent": 10.0, "share": 0.25, "channel_use_percent": 8.2, "questions": 3, "questions_s": 1.5,
    },
}  # fmt: skip


def takes(process, *ends, who=WHO):
    """Let the process take messages, and say how they end, one wait after the other."""
    process.answers["send"] = lambda _args: {"who": who, "entries": [dict(ROW) | one for one in ends[0]]}
    left = list(ends[1:])
    process.answers["outbox.wait"] = lambda _args: [dict(ROW) | one for one in (left.pop(0) if left else ends[-1])]


def said(capfd):
    out, err = capfd.readouterr()
    assert err == ""
    return out.splitlines()


# --- send ---------------------------------------------------------------------------------------


def test_what_is_sent_is_told_with_its_key_and_how_it_ended(process, capfd):
    takes(process, [{}], [{"outcome": "acknowledged"}])
    assert run(["send", "Anna", "hello"]) == 0
    assert said(capfd) == [f"Handed in for {WHO}: {KEY}", f"{WHO} has received it."]
    [(op, args), (wait, waited)] = process.asked
    assert (op, args) == (
        "send",
        {"who": "Anna", "text": "hello", "force": False, "priority": "message", "language": "en"},
    )
    assert (wait, waited["keys"], waited["language"]) == ("outbox.wait", [KEY], "en")
    assert 0 < waited["seconds"] <= 25


def test_the_end_is_waited_for_in_rounds_until_it_has_come(process, capfd):
    takes(process, [{}], [{}], [{}], [{"outcome": "relayed"}])
    assert run(["send", "Anna", "hello", "--language", "fr"]) == 0
    assert said(capfd)[1] == f"Un voisin l'a relayé ; {WHO} ne l'a pas confirmé."
    assert [op for op, _ in process.asked] == ["send", "outbox.wait", "outbox.wait", "outbox.wait"]


def test_without_a_wait_it_returns_at_once(process, capfd):
    takes(process, [{}])
    assert run(["send", "Anna", "hello", "--wait", "0", "--force", "--lifetime", "30m"]) == 0
    assert said(capfd) == [f"Handed in for {WHO}: {KEY}"]
    [(_, args)] = process.asked
    assert (args["force"], args["lifetime_s"]) == (True, 1800)


@pytest.mark.parametrize(
    ("ends", "code", "last"),
    [
        ([{"outcome": "relayed", **CHANNEL}], 0, "A neighbour passed it on: on a channel, nobody can say more."),
        ([{"outcome": "refused", "reason": "KEY_HELD", "what": "W.", "remedy": "R."}], 1, "It was refused."),
        ([{"outcome": "expired", "what": "W.", "remedy": "R."}], 1, "It has expired."),
        ([{"outcome": "refused", "reason": "CANCELLED", "what": "W."}], 1, "It was taken back before it left."),
        ([{"outcome": "acknowledged"}, {"outcome": "relayed"}], 0, f"A neighbour passed it on; {WHO} has not confirmed it."),
        ([{"outcome": "acknowledged"}, {"outcome": "expired", "what": "W."}], 1, "It has expired; 1 of 2 messages arrived."),
        ([{"outcome": "relayed"}, {"outcome": "refused", "reason": "X"}], 1, "It was refused; 1 of 2 messages arrived."),
    ],
)  # fmt: skip
def test_every_end_has_its_sentence_and_exit_code(process, capfd, ends, code, last):
    takes(process, [{}] * len(ends), ends)
    assert run(["send", "Anna", "hello"]) == code
    lines = said(capfd)
    assert lines[1] == last
    failed = next((one for one in ends if one["outcome"] in ("refused", "expired")), {})
    is_told = "what" in failed and failed.get("reason") != "CANCELLED"
    assert lines[2:] == ([" ".join(filter(None, (failed["what"], failed.get("remedy"))))] if is_told else [])


def test_what_is_still_under_way_is_no_failure_and_says_what_it_waits_for(process, capfd):
    waiting = {"waits": {"for": "air-budget", "seconds": 250.0}}
    takes(process, [waiting], [waiting])
    assert run(["send", "Anna", "hello", "--wait", "0.05"]) == 0
    assert said(capfd)[1] == (
        "It is still under way: our share of the hour's air is used up: for 4m10s at most. "
        f"`steadymesh outbox show {KEY}` says how it stands."
    )


def test_an_end_that_comes_at_once_is_told_without_a_wait(process, capfd):
    takes(process, [{"outcome": "refused", "reason": "OUTBOX_FULL", "what": "Too many."}])
    assert run(["send", "Anna", "hello", "--wait", "0"]) == 1
    assert said(capfd)[1:] == ["It was refused.", "Too many."]


def test_a_process_that_ends_during_the_wait_ends_the_wait_and_loses_no_key(process, capfd):
    takes(process, [{}])
    process.answers["outbox.wait"] = {"ok": False, "error": "16 others are asking already."}
    assert run(["send", "Anna", "hello"]) == 0
    out, err = capfd.readouterr()
    assert KEY in out
    assert "It is still under way." in out
    assert err == "steadymesh: 16 others are asking already.\n"
    assert run(["send", "Anna", "hello", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)[0]["key"] == KEY


def test_as_json_it_is_the_messages_as_they_ended(process, capfd):
    takes(process, [{}, {}], [{"outcome": "acknowledged"}, {"outcome": "expired"}])
    assert run(["send", "Anna", "hello", "--json"]) == 1
    assert [row["outcome"] for row in json.loads(capfd.readouterr().out)] == ["acknowledged", "expired"]


@pytest.mark.parametrize("word", ["alert", "message", "announcement"])
def test_who_goes_first_is_handed_on(process, capfd, word):
    takes(process, [{}])
    assert run(["send", "Anna", "hello", "--wait", "0", "--priority", word]) == 0
    assert process.asked[0][1]["priority"] == word


@pytest.mark.parametrize("word", ["reply", "keys", "urgent", "0", ""])
def test_another_priority_is_refused_before_anybody_is_asked(process, capfd, word):
    for language in LANGUAGES:
        assert run(["send", "Anna", "hello", f"--priority={word}", "--language", language]) == 2
        [line] = capfd.readouterr().err.splitlines()
        assert "--priority" in line
    assert process.asked == []


def test_numbers_in_french_have_a_comma(process, capfd):
    standing = {"for": "verdict", "seconds": 32.34}
    process.answers["outbox.list"] = [ROW | {"outcome": "sent", "airtime_s": 1.5, "waits": standing}]
    assert run(["outbox", "list", "--language", "fr"]) == 0
    [_, line] = said(capfd)
    assert line.endswith("1,5 s    attend une confirmation, 32,3 s au plus")


def test_a_text_may_begin_with_a_hyphen(process, capfd):
    takes(process, [{}])
    assert run(["send", "Anna", "-5 °C", "--wait", "0"]) == 0
    assert process.asked[0][1]["text"] == "-5 °C"


@pytest.mark.parametrize("words", [["--forse"], ["--waitt=5"], ["--", "--hello"]])
def test_a_misspelt_option_does_not_go_on_air(process, capfd, words):
    assert run(["send", "Anna", *words]) == 2
    [line] = capfd.readouterr().err.splitlines()
    assert line.startswith(f"steadymesh: There is no option {words[-1]}.")
    assert process.asked == []


def stdin(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_hyphen_reads_standard_input(process, capfd, monkeypatch):
    takes(process, [{}])
    stdin(monkeypatch, "Grüße\naus Wien\n".encode())
    assert run(["send", "Anna", "-", "--wait", "0"]) == 0
    assert process.asked[0][1]["text"] == "Grüße\naus Wien"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [["Anna", "caf\udce9"], ["Zo\udce9", "x"], ["Anna", "-"]])
def test_what_is_no_utf_8_is_refused_before_anybody_is_asked(process, capfd, monkeypatch, language, words):
    stdin(monkeypatch, b"caf\xe9")
    assert run(["send", *words, "--language", language]) == 2
    out, err = capfd.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert "UTF-8" in err
    assert process.asked == []


@pytest.mark.parametrize("data", ["é".encode() * 700_000, b"x" + "é".encode() * 700_000])
def test_an_endless_input_is_refused_at_once(process, capfd, monkeypatch, data):
    stdin(monkeypatch, data)
    assert run(["send", "Anna", "-"]) == 2
    assert process.asked == []
    (line,) = capfd.readouterr().err.splitlines()
    assert line == "steadymesh: The text on standard input is longer than 1 MB: no radio carries that."


def test_it_is_said_whose_bytes_are_no_utf8(process, capfd):
    assert run(["send", "\udcff", "hello"]) == 2
    assert run(["send", "Anna", "\udcff"]) == 2
    assert [line[:30] for line in capfd.readouterr().err.splitlines()] == [
        "steadymesh: The recipient's na",
        "steadymesh: The text is not va",
    ]


def test_no_standard_input_is_an_empty_text(process, monkeypatch, capfd):
    process.answers["send"] = {"ok": False, "error": "Empty."}
    monkeypatch.setattr(sys, "stdin", None)
    assert run(["send", "Anna", "-"]) == 2
    assert process.asked[0][1]["text"] == ""


@pytest.mark.parametrize(
    ("word", "seconds"),
    [("120", 120), ("0", 0), ("2.5", 2.5), ("2m", 120), ("1h30m", 5400), ("7d", 604_800), (" 5 ", 5)],
)
def test_a_time_is_seconds_or_has_a_unit(word, seconds):
    assert duration("--wait", word, 604_800.0) == seconds


@pytest.mark.parametrize("word", ["", "x", "-1", "1e9", "8d", "1.2.3", "nan", "inf", "٣", "99999999999999", "."])
def test_another_time_is_refused(word, state, capfd):
    with pytest.raises(UsageError):
        duration("--wait", word, 604_800.0)
    for language in LANGUAGES:
        assert run(["send", "Anna", "x", f"--wait={word}", "--language", language]) == 2
        assert len(capfd.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("words", [["send", "Anna", "x"], ["outbox", "cancel", "2026"]])
def test_what_needs_a_running_process_says_that_none_runs(state, capfd, words):
    assert run(words) == NotRunningError.exit_code
    [line] = capfd.readouterr().err.splitlines()
    assert "steadymesh run" in line


# --- outbox -------------------------------------------------------------------------------------


def test_the_list_has_a_line_for_each_message_and_says_what_it_waits_for(process, capfd):
    process.answers["outbox.list"] = [
        ROW | {"waits": {"for": "piece", "before": "20260301T115959-11111111"}},
        ROW | CHANNEL | {"outcome": "refused", "reason": "NO_ROUTE", "transmissions": 3, "size_bytes": 60, "airtime_s": 1.5},
        ROW | {"outcome": "sent", "relayed": True, "waits": {"for": "recipient", "seconds": 36.4}, "name": ""},
        ROW | {"outcome": "refused", "reason": "CANCELLED"},
        ROW | {"outcome": "of-a-later-release", "priority": "later", "waits": {"for": "later"}},
    ]  # fmt: skip
    assert run(["outbox", "list"]) == 0
    lines = said(capfd)
    assert lines[0].split() == ["MESSAGE", "TO", "MADE", "STATE", "KIND", "SENT", "BYTES", "AIRTIME", "NOTE"]
    assert lines[1].endswith("waits for the piece before it (20260301T115959-11111111)")
    assert "Anna�[31m" in lines[1]
    assert "#LongFast" in lines[2]
    assert lines[2].endswith("3×    60     1.5 s    NO_ROUTE")
    assert "passed on" in lines[3]
    assert lines[3].endswith("a neighbour passed it on; waits for the recipient, 36.4 s at most")
    assert "taken back" in lines[4]
    assert "of-a-later-release" in lines[5]
    assert process.asked == [("outbox.list", {"which": "open", "limit": 51})]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_kind_and_wait_has_words(process, capfd, language):
    rows = [ROW | {"outcome": one.value} for one in Outcome]
    rows += [ROW | {"priority": one.name.lower()} for one in Priority]
    for fields in ({}, {"seconds": 90.0, "percent": 31.5, "until": "06:30", "before": "b", "reason": "R"}):
        rows += [ROW | {"waits": {"for": one.value, **fields}} for one in Waits]
    process.answers["outbox.list"] = rows
    assert run(["outbox", "list", "--limit", "100", "--language", language]) == 0
    out = capfd.readouterr().out
    assert "cli-" not in out
    assert "none" not in out
    assert "31.5 %" in out or "31,5 %" in out
    assert "06:30" in out


@pytest.mark.parametrize(("option", "which"), [("--all", "all"), ("--failed", "failed")])
def test_ended_ones_are_listed_as_asked_and_that_there_are_more(process, capfd, option, which):
    process.answers["outbox.list"] = [ROW] * 3
    assert run(["outbox", "list", option, "--limit", "2"]) == 0
    lines = said(capfd)
    assert len(lines) == 4
    assert lines[3] == "There are more than 2: --limit shows more."
    assert process.asked == [("outbox.list", {"which": which, "limit": 3})]


def test_a_list_as_json_is_the_answer(process, capfd):
    process.answers["outbox.list"] = [ROW]
    assert run(["outbox", "list", "--json", "--limit", "2"]) == 0
    assert json.loads(capfd.readouterr().out) == [ROW]
    assert process.asked[0][1]["limit"] == 2


@pytest.mark.parametrize("words", [[], ["--all"], ["--failed"]])
def test_an_empty_list_says_so(process, capfd, words):
    process.answers["outbox.list"] = []
    texts = []
    for language in LANGUAGES:
        assert run(["outbox", "list", *words, "--language", language]) == 0
        texts += said(capfd)
    assert len(set(texts)) == 2


@pytest.mark.parametrize("words", [["--all", "--failed"], ["--limit", "0"], ["--limit", "5001"], ["--limit", "x"]])
def test_a_list_that_can_not_be_is_refused(process, capfd, words):
    assert run(["outbox", "list", *words]) == 2
    assert len(capfd.readouterr().err.splitlines()) == 1
    assert process.asked == []


WHOLE = ROW | {
    "outcome": "refused", "reason": "KEY_HELD", "what": "Anna shows a new key.", "remedy": "Compare it.", "deadline": "2026-03-01T12:10:00Z",
    "first_sent": None, "sent_as": None, "packet_id": "0badcafe", "earlier_ids": ["11111111"], "reply_id": None,
    "text": "first line\nsecond \x1b[2J", "follows": "20260301T115959-11111111",
}  # fmt: skip


def test_one_message_is_shown_with_its_text_and_why_it_failed(process, capfd):
    process.answers["outbox.show"] = WHOLE
    assert run(["outbox", "show", "0bad"]) == 0
    lines = said(capfd)
    labels = dict(line.split("  ", 1) for line in lines)
    shown = {label: text.strip() for label, text in labels.items()}
    assert shown["Message"] == KEY
    assert shown["To"] == "!11223344 (Anna�[31m)"
    assert shown["State"] == "refused (KEY_HELD)"
    assert shown["Why"] == "Anna shows a new key."
    assert shown["What to do"] == "Compare it."
    assert shown["Behind"] == "20260301T115959-11111111"
    assert shown["Packets"] == "0badcafe, 11111111"
    assert shown["Text"] == "first line"
    assert lines[-1].strip() == "second �[2J"
    assert process.asked == [("outbox.show", {"key": "0bad", "language": "en"})]


def test_one_that_waits_says_for_what_in_french(process, capfd):
    process.answers["outbox.show"] = WHOLE | {
        "outcome": "waiting", "waits": {"for": "quiet-hours", "until": "06:30"}, "what": None, "remedy": None
    }  # fmt: skip
    assert run(["outbox", "show", KEY, "--language", "fr"]) == 0
    assert "heures calmes jusqu'à 06:30" in capfd.readouterr().out
    assert run(["outbox", "show", KEY, "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["text"] == WHOLE["text"]


@pytest.mark.parametrize("answer", [{}, None, [], "x", {"text": 5, "earlier_ids": 3, "waits": 3}])
def test_an_answer_of_another_version_is_shown_as_far_as_it_is_understood(process, capfd, answer):
    for op in ("outbox.show", "outbox.list", "outbox.cancel", "airtime", "send"):
        process.answers[op] = answer
    for words in (
        ["outbox", "show", "x"],
        ["outbox", "list"],
        ["outbox", "cancel", "x"],
        ["airtime"],
        ["send", "a", "b"],
    ):
        assert run(words) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("is_whole", "count", "line"),
    [
        (True, 1, f"The message {KEY} to !11223344 (Anna�[31m) is taken back."),
        (True, 3, f"The message {KEY} to !11223344 (Anna�[31m) is taken back, 3 pieces in all."),
        (False, 1, f"The message {KEY} to !11223344 (Anna�[31m) has left already; taken back behind it: 1 piece."),
    ],
)
def test_what_was_taken_back_is_told(process, capfd, is_whole, count, line):
    process.answers["outbox.cancel"] = {"key": KEY, "is_whole": is_whole, "entries": [ROW] * count}
    assert run(["outbox", "cancel", "0bad"]) == 0
    assert said(capfd) == [line]
    assert run(["outbox", "cancel", "0bad", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["is_whole"] is is_whole


def test_a_refusal_is_told_in_the_language_of_whoever_asks(process, capfd):
    process.answers["outbox.cancel"] = {
        "ok": False, "error": "x", "sentence": "outbox-ended", "fields": {"key": KEY, "outcome": "acknowledged"}
    }  # fmt: skip
    assert run(["outbox", "cancel", KEY, "--language", "fr"]) == 2
    assert (
        capfd.readouterr().err == f"steadymesh: Le message {KEY} est terminé (confirmé) : il n'y a rien à reprendre.\n"
    )


def test_without_a_process_the_disk_is_asked(state, monkeypatch, capfd):
    from steadymesh.app import airbill, outboxdesk

    asked = []

    def kept(state_dir, op, args, *, language):
        asked.append((state_dir, op, args, language))
        return [ROW] if op == "outbox.list" else WHOLE

    monkeypatch.setattr(outboxdesk, "kept_outbox", kept)
    monkeypatch.setattr(airbill, "kept_airtime", lambda _state_dir, args: BILL | {"now": None, "day": args["day"]})
    assert run(["outbox", "list"]) == 0
    assert run(["outbox", "show", "x", "--language", "fr"]) == 0
    assert [(op, language) for _, op, _, language in asked] == [("outbox.list", "en"), ("outbox.show", "fr")]
    capfd.readouterr()
    assert run(["airtime", "--day", "2026-03-02"]) == 0
    lines = said(capfd)
    assert lines[0].split() == ["Day", "2026-03-02"]
    assert "no steadymesh runs" in lines[2]
    assert lines[-3].split()[1] == "███" + "·" * 27  # against the dearest hour


# --- airtime --------------------------------------------------------------------------------


def test_a_days_bill(process, capfd):
    process.answers["airtime"] = BILL
    assert run(["airtime", "--day", "2026-03-01"]) == 0
    assert process.asked == [("airtime", {"day": "2026-03-01"})]
    assert said(capfd) == [
        "Day        2026-03-01",
        "Messages   2 messages, 3× on the air: 300 bytes, 4.5 s",
        (
            "Now        12.3 s of 90 s used in the last hour (13.7 %); "
            "25 % of the 10 % of an hour that the region allows (EU_868 · LONG_FAST)"
        ),
        "Channel    channel used 8.2 % by everybody",
        (
            "Questions  3× asked for keys and the like since the start, 1.5 s: "
            "counted now, not written down, so not in this bill"
        ),
        "",
        "KIND                MESSAGES  SENT  BYTES  AIRTIME",
        "answer              2         3×    300    4.5 s",
        "of-a-later-release  2         3×    300    4.5 s",
        "",
        "DEAREST           MESSAGES  SENT  BYTES  AIRTIME",
        "!11223344 (Anna)  2         3×    300    4.5 s",
        "#LongFast         2         3×    300    4.5 s",
        "",
        "HOUR   OF THE BUDGET OF AN HOUR        AIRTIME  PART",
        "01:00  ███████████████···············  45 s     50 %",
        "02:00  █·····························  0 s      0 %",
        "03:00  ██████████████████████████████  500 s    555.6 %",
    ]


def test_a_day_without_messages_is_short_and_a_radio_that_has_not_told_sets_no_budget(process, capfd):
    nothing = {"messages": 0, "transmissions": 0, "size_bytes": 0, "airtime_s": 0.0}
    now = BILL["now"] | {"budget_s": None, "used_percent": None, "channel_use_percent": None, "questions": 0}
    process.answers["airtime"] = {
        "day": "2026-03-01",
        "total": nothing,
        "kinds": [],
        "dearest": [],
        "hours": [],
        "now": now,
    }
    assert run(["airtime"]) == 0
    assert said(capfd) == [
        "Day       2026-03-01",
        "Messages  nothing was sent",
        "Now       12.3 s used in the last hour",
        "Channel   use of the channel not known",
    ]
    assert process.asked == [("airtime", {})]


def test_a_bill_in_french_and_as_json(process, capfd):
    process.answers["airtime"] = BILL | {"now": BILL["now"] | {"limit_percent": None, "share": 0.03}}
    assert run(["airtime", "--language", "fr"]) == 0
    out = capfd.readouterr().out
    assert "12,3 s sur 90 s pris dans la dernière heure (13,7 %) ; 3 % d'une heure" in out.replace("\u00a0", " ") or (
        "12,3 s sur 90 s pris dans la dernière heure (13,7 %); 3 % d'une heure" in out
    )
    assert run(["airtime", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["day"] == "2026-03-01"


def test_the_status_has_a_line_of_the_air(process, capfd):
    process.answers["status"] = {"air": BILL["now"]}
    assert run(["status"]) == 0
    lines = dict(line.split(None, 1) for line in capfd.readouterr().out.splitlines())
    assert lines["Air"] == "12.3 s of 90 s used in the last hour (13.7 %); channel used 8.2 % by everybody"
