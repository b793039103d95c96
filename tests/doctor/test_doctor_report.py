"""What a person and a program see, the sentences in both languages, and the whole command."""

import ast
import json
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

import steadymesh.doctor
from doctorkit import config
from steadymesh.cli import run as run_command_line
from steadymesh.clock import monotonic
from steadymesh.doctor import main
from steadymesh.doctor.finding import note, ok, problem, warning
from steadymesh.doctor.firmware import TRAITS
from steadymesh.doctor.report import Document, Lines
from steadymesh.doctor.road import Blockage
from steadymesh.words import LANGUAGES, has_own, message_ids

SOURCE = Path(steadymesh.doctor.__file__).parent

CHOSEN = {
    *(f"connect-{blockage.value}" for blockage in Blockage), "connect-open", "connect-slow",
    "first-frame-came", "first-frame-late", "resolve-unknown", "resolve-stuck", "resolve-found", "resolve-slow",
    "handshake-cut", "handshake-reset", "other-client-cut", "other-client-reset", "probe-not-needed", "probe-no-time",
    "process-stuck", "process-foreign", "configuration-read", "configuration-no-file", "configuration-hasty-start",
    "configuration-hasty-stall", "configuration-hasty-texts", "region-limited", "region-set", "airtime-full",
    "airtime-busy", "airtime-spent", "losses-some", "losses-none", "key-sync-works", "key-sync-pending",
    "link-starting", "link-never", "radio-clock-behind", "radio-clock-ahead", "database-damaged", "database-later",
    "database-foreign", "database-locked", *(f"firmware-{trait.name}" for trait in TRAITS),
}  # fmt: skip
"""Findings whose word is chosen by a value, where a look at the source does not tell it."""

HARMLESS = {"region-set", "region-limited", "first-frame-came", "resolve-found", "connect-open", "link-starting", "firmware-no-heartbeat", "firmware-nodeinfo-silence", "firmware-idle-close", "firmware-renumbering", "configuration-read", "configuration-no-file", "losses-some", "losses-none", "key-sync-works", "key-sync-pending", "probe-not-needed", "probe-no-time"}  # fmt: skip
"""Those of them that need no remedy."""


def written(*levels: str) -> set[str]:
    """Every finding that the source makes by name."""
    found = set()
    for file in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in levels:
                words = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
                if len(words) == 2:
                    found.add("-".join(map(str, words)))
    return found


EVERYTHING = written("ok", "note", "warning", "problem") | CHOSEN
BAD = written("warning", "problem") | CHOSEN - HARMLESS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_its_sentence_and_no_sentence_is_without_a_finding(language):
    ids = {one.removeprefix("doctor-") for one in message_ids(language) if one.startswith("doctor-")} - {"sum"}
    assert {one for one in ids if not one.endswith("-remedy")} ^ EVERYTHING == set()
    assert {one.removesuffix("-remedy") for one in ids if one.endswith("-remedy")} <= EVERYTHING


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_warning_and_every_problem_says_what_to_do(language):
    assert [one for one in sorted(BAD) if not has_own(f"doctor-{one}-remedy", language)] == []


# --- lines and documents ------------------------------------------------------------------------


def findings():
    yield ok("connect", "open", seconds=0.0021, address="192.168.1.38:4403", milliseconds=2)
    yield note("database", "none")
    yield warning("hops", "many", hops=7)
    yield problem("region", "unset")


def told(report):
    for finding in findings():
        report.tell(finding)
    report.end(1.25)


def test_each_finding_is_one_line_with_what_to_do():
    out = StringIO()
    told(Lines(out, "en"))
    assert out.getvalue().splitlines() == [
        "✓ Connected to 192.168.1.38:4403 in 2 ms.",
        "· There is no database yet.",
        "! Each message may be repeated over 7 hops. — Set the hop limit to 3: every hop takes everybody's airtime.",
        "✗ No region is set: the radio does not transmit at all. — Set it with the app (LoRa, region).",
        "1 problem, 1 warning; looked for 1.2 s.",
    ]


def test_the_same_in_french():
    out = StringIO()
    told(Lines(out, "fr"))
    lines = out.getvalue().splitlines()
    assert lines[0] == "✓ Connecté à 192.168.1.38:4403 en 2 ms."
    assert lines[-1] == "1 problème, 1 avertissement ; examen de 1,2 s."


@pytest.mark.parametrize(
    ("problems", "warnings", "said"),
    [
        (0, 0, "Nothing is wrong; looked for 1 s."),
        (0, 1, "No problem, 1 warning; looked for 1 s."),
        (2, 0, "2 problems; looked for 1 s."),
        (3, 2, "3 problems, 2 warnings; looked for 1 s."),
    ],
)
def test_the_sum(problems, warnings, said):
    out = StringIO()
    report = Lines(out, "en")
    for _ in range(problems):
        report.tell(problem("region", "unset"))
    for _ in range(warnings):
        report.tell(warning("hops", "many", hops=7))
    report.end(1.0)
    assert out.getvalue().splitlines()[-1] == said


def test_a_terminal_without_these_letters_gets_others():
    raw = BytesIO()
    out = TextIOWrapper(raw, encoding="ascii", errors="backslashreplace")
    told(Lines(out, "en"))
    assert [line[:1] for line in raw.getvalue().splitlines()[:4]] == [b"+", b"-", b"!", b"X"]


class Terminal(StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_colours_unless_it_does_not_want_any(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    told(Lines(out, "en"))
    assert out.getvalue().startswith("\x1b[32m✓\x1b[0m Connected")
    monkeypatch.setenv("NO_COLOR", "1")
    out = Terminal()
    told(Lines(out, "en"))
    assert "\x1b" not in out.getvalue()


def test_a_program_gets_one_document():
    out = StringIO()
    told(Document(out, "en"))
    document = json.loads(out.getvalue())
    assert (document["problems"], document["warnings"], document["seconds"]) == (1, 1, 1.2)
    assert document["checks"][0] == {
        "id": "connect", "finding": "open", "level": "ok", "sentence": "Connected to 192.168.1.38:4403 in 2 ms.",
        "seconds": 0.0021, "facts": {"address": "192.168.1.38:4403", "milliseconds": 2},
    }  # fmt: skip
    assert document["checks"][3] == {
        "id": "region", "finding": "unset", "level": "problem",
        "sentence": "No region is set: the radio does not transmit at all.", "remedy": "Set it with the app (LoRa, region).",
    }  # fmt: skip


# --- the whole command --------------------------------------------------------------------------


@pytest.fixture
def nothing_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("STEADYMESH_STATE_DIR", str(tmp_path / "state"))
    return tmp_path


@pytest.mark.real
def test_problems_are_no_reason_to_exit_otherwise(nothing_kept, capfd):
    began = monotonic()
    assert run_command_line(["doctor", "--node", "127.0.0.1:9", "--json"]) == 0
    assert monotonic() - began < 10
    out, err = capfd.readouterr()
    document = json.loads(out)
    assert "connect" in [row["id"] for row in document["checks"] if row["level"] == "problem"]
    assert err == ""
    assert list(nothing_kept.iterdir()) == [], "a check-up leaves nothing behind"


@pytest.mark.real
def test_lines_in_french(nothing_kept, capfd):
    assert run_command_line(["doctor", "--language", "fr"]) == 0
    out, _ = capfd.readouterr()
    assert "✗ Aucune radio n'est indiquée" in out


def test_a_wrong_address_is_wrong_use(nothing_kept, capfd):
    assert run_command_line(["doctor", "--node", "udp://radio"]) == 2
    assert capfd.readouterr().out == ""


@pytest.mark.real
def test_main_returns_0(tmp_path, capfd):
    assert main(config(f"state_dir={tmp_path}"), False) == 0
    assert capfd.readouterr().out.count("\n") > 5
