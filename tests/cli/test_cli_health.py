"""`health`: an exit code that containers and monitors go by."""

import json

import pytest

from steadymesh import cli
from steadymesh.model import Ailment
from steadymesh.words import LANGUAGES


def status(ailment, answered_s=4.2):
    return {
        "link": {"state": "ready", "last_reason": "probe"},
        "health": {
            "is_healthy": ailment is Ailment.NONE, "ailment": ailment.value, "answered_s": answered_s, "limit_s": 60.0,
        },
    }  # fmt: skip


def test_a_radio_that_answers_in_time_is_exit_code_0(process, capsys):
    process.answers["status"] = status(Ailment.NONE)
    assert cli.run(["health"]) == 0
    assert capsys.readouterr().out == "The link is READY; the radio answered 4.2 s ago.\n"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ailment", [one for one in Ailment if one is not Ailment.NONE])
def test_everything_else_is_exit_code_1_with_the_reason_in_words(process, capsys, ailment, language):
    process.answers["status"] = status(ailment)
    assert cli.run(["health", "--language", language]) == 1
    [line] = capsys.readouterr().out.splitlines()
    assert "health-" not in line


def test_json_says_the_same_for_programs(process, capsys):
    process.answers["status"] = status(Ailment.SILENT, answered_s=75.0)
    assert cli.run(["health", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["is_healthy"], found["finding"]) == (False, "silent")
    assert "75 s (more than 60 s)" in found["sentence"]


def test_a_process_that_refuses_or_does_not_run_is_not_well(process, capsys):
    process.answers["status"] = {"ok": False, "error": "I can't."}
    assert cli.run(["health", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["finding"] == "no-answer"
    assert cli.run(["health", "--json", "--state-dir", "/nowhere"]) == 1
    assert json.loads(capsys.readouterr().out)["finding"] == "not-running"


@pytest.mark.parametrize("answer", [{}, {"health": None}, {"health": {"is_healthy": "yes"}}, []])
def test_a_process_that_says_nothing_of_its_health_is_not_well(process, capsys, answer):
    process.answers["status"] = answer
    assert cli.run(["health"]) == 1
    assert "Restart it" in capsys.readouterr().out
