"""A third language with a few sentences: whoever asks whether there is a sentence says it in English then, not less."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from clikit import running
from steadymesh import config, words
from steadymesh.app.logs import LogLine, as_text
from steadymesh.app.webdesk import WebDesk
from steadymesh.bot.contract.commands import in_language
from steadymesh.bot.loader import load
from steadymesh.bot.usage import usage
from steadymesh.cli.health import health
from steadymesh.cli.keys_list import audit, show
from steadymesh.cli.keys_radio import push
from steadymesh.cli.outbox import list_messages
from steadymesh.cli.status import status
from steadymesh.cli.why import why
from steadymesh.doctor.finding import problem
from steadymesh.errors import SteadymeshError
from steadymesh.model import Ailment, Health
from steadymesh.plugins.lang import _name

SOURCE = Path(words.__file__).parent
PARTIAL = "de"
SENTENCES = {"duration-days": "duration-days = { $days } T { $hours } h\n", "words-ping": "words-ping = klopf\n"}

ANNA = {"node": "!0000000a", "name": "Anna"}
KEY = {"fingerprint": "01234567", "trust": "verified", "source": "link", "reason": "recent-dm", "last_seen": None}
STATUS = {
    "link": {"state": "ready", "address": "127.0.0.1:4403", "since": "2026-03-01T12:00:00Z", "last_reason": "closed"},
    "health": {"is_healthy": False, "ailment": "away"},
}
FINDING = {"finding": "weak", **ANNA, "fingerprint": "01234567", "others": []}
TEXT = {
    "key": "20260301T120000-0badcafe", "to": "!0000000a", "name": "Anna", "created": "2026-03-01T12:00:00Z",
    "outcome": "refused", "reason": "KEY_HELD", "priority": "reply", "waits": {"for": "verdict", "seconds": 32.3},
    "what": "Anna shows a new key.", "remedy": "Compare it.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def third(monkeypatch):
    """Have a third language that lacks nearly everything."""
    whole = words._entries
    monkeypatch.setattr(words, "_entries", lambda one: SENTENCES if one == PARTIAL else whole(one))
    monkeypatch.setattr(words, "LANGUAGES", (*words.LANGUAGES, PARTIAL))


# --- what people are told -------------------------------------------------------------------


@pytest.fixture
def process(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("STEADYMESH_STATE_DIR", str(tmp_path))
    with running(tmp_path) as process:
        yield process


class Spoken:
    """The options of a command in a language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def load(self) -> config.Config:
        return replace(config.load(), language=self.language)


@pytest.mark.parametrize(
    ("command", "op", "answer", "told"),
    [
        (status, "status", STATUS, "READY on 127.0.0.1:4403 since"),
        (status, "status", {"link": {"state": "waiting", "last_reason": "closed"}}, "it closed the connection"),
        (health, "status", STATUS, "The link"),
        (partial(push, "anna"), "keys.push", {**ANNA, "result": "held-already"}, "nothing was written"),
        (list_messages, "outbox.list", [TEXT], "answer"),
        (list_messages, "outbox.list", [TEXT | {"outcome": "sent"}], "waits for an acknowledgement"),
        (audit, "keys.audit", [FINDING], "CVE-2025-52464"),
        (partial(show, "anna"), "keys.show", {**ANNA, "current": KEY, "held": KEY}, "within a day"),
        (why, "why", TEXT, "refused (KEY_HELD)"),
    ],
)
def test_a_command_says_all_that_it_says_in_english(process, capfd, command, *, op, answer, told):
    process.answers[op] = answer
    said = []
    for language in (words.DEFAULT_LANGUAGE, PARTIAL):
        command(options=Spoken(language))
        said.append(capfd.readouterr().out)
    assert told in said[0]
    assert said[1] == said[0]


async def test_http_says_why_the_link_is_away():
    ailing = SimpleNamespace(health=lambda: Health(ailment=Ailment.AWAY, answered_s=None, limit_s=60))
    link = SimpleNamespace(status=lambda: SimpleNamespace(last_reason="closed"))
    rest = dict.fromkeys(("nodes", "messages", "outbox", "archive", "rows", "further"))
    desk = WebDesk(status=ailing, link=link, **rest)
    english, other = [await desk.ready({"language": one}) for one in (words.DEFAULT_LANGUAGE, PARTIAL)]
    assert words.render("cli-reason-closed", {}) in english["detail"]
    assert other == english


def test_a_line_of_the_log_has_its_id_behind_it():
    line = LogLine(
        at=datetime(2026, 3, 1, tzinfo=UTC),
        level="info",
        event="people-loaded",
        room="bot",
        fields={"banned": 1, "languages": 2},
    )
    assert as_text(line, language=PARTIAL) == as_text(line, language=words.DEFAULT_LANGUAGE)
    assert b"[people-loaded]" in as_text(line, language=PARTIAL)
    unknown = replace(line, event="no-such-event")
    assert b"[" not in as_text(unknown, language=PARTIAL)


def test_a_finding_of_the_check_up_has_its_remedy():
    finding = problem("process", "stuck")
    assert finding.remedy(PARTIAL) == finding.remedy(words.DEFAULT_LANGUAGE) != ""
    assert problem("radio", "no-such-finding").remedy(PARTIAL) == ""


def test_an_error_is_told_as_in_english():
    error = SteadymeshError("Own.", sentence="duration-minutes", fields={"minutes": 3})
    assert words.tell(error.told, PARTIAL) == words.tell(error.told) == "3 min"
    assert words.tell(SteadymeshError("Own.", sentence="no-such-sentence").told, PARTIAL) == "Own."


def test_commands_are_explained_as_in_english():
    for command in (command for plugin in load(installed=()).plugins for command in plugin.commands):
        assert in_language(command.help, PARTIAL) == in_language(command.help, words.DEFAULT_LANGUAGE)
        assert usage(command, "/", PARTIAL) == usage(command, "/", words.DEFAULT_LANGUAGE)


# --- what is a language's own ---------------------------------------------------------------


def test_its_own_sentence_is_told_apart_from_one_that_english_fills_in():
    assert words.has_own("duration-days", PARTIAL)
    assert not words.has_own("duration-hours", PARTIAL)
    assert words.has("duration-hours", PARTIAL)
    assert words.has("words-ping", PARTIAL)
    assert not words.has("no-such-sentence", PARTIAL)


def test_english_lends_no_language_its_name_or_its_words():
    assert _name(PARTIAL) == PARTIAL
    loaded = load(installed=())
    assert loaded.router.find("klopf").name == "ping"
    ours = [command for plugin in loaded.plugins for command in plugin.commands]
    assert {one.name for one in ours if one.words.get(PARTIAL)} == {"ping"}


# --- whoever asks ---------------------------------------------------------------------------

ASKED = {
    "app/logs.py", "app/webdesk.py", "bot/contract/commands.py", "bot/usage.py", "cli/health.py", "cli/keys_list.py",
    "cli/keys_radio.py", "cli/outbox_words.py", "cli/status.py", "cli/why.py", "delivery/why.py", "doctor/finding.py",
    "plugins/why.py", "words.py",
}  # fmt: skip
"""Every module that asks `has`, all of them above; the two `why.py` of plug-ins and delivery ask English only."""

ASKED_FOR_ITS_OWN = {"plugins/lang.py", "words.py"}


def test_nobody_else_asks():
    found = {"has": set(), "has_own": set()}
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case (
                    ast.Call(func=ast.Name(id="has" | "has_own" as name))
                    | ast.Call(
                        func=ast.Attribute(attr="has" | "has_own" as name, value=ast.Name(id="words" | "sentences"))
                    )
                ):
                    found[name].add(str(file.relative_to(SOURCE)))
    assert found == {"has": ASKED, "has_own": ASKED_FOR_ITS_OWN}
