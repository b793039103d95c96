"""`steadymesh console`: one line, lines from a pipe, and a prompt in a real terminal."""

import os
import pty
import select
import subprocess
import sys
import time

import pytest

from clikit import running
from steadymesh.cli.console import completer


def steadymesh(state, *words, language="en", **more):
    command = [sys.executable, "-m", "steadymesh", "--state-dir", str(state), "--language", language, "console", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, **more)


def says(text, outcome="answered"):
    return {"text": text, "outcome": outcome}


@pytest.mark.real
@pytest.mark.parametrize(
    ("outcome", "code"),
    [("answered", 0), ("silent", 0), ("refused", 1), ("failed", 1), ("timed-out", 1), ("mistyped", 2)],
)
def test_one_line_is_asked_and_its_outcome_is_the_exit_code(tmp_path, outcome, code):
    with running(tmp_path) as process:
        process.answers["console.ask"] = says("two\nlines \x1b[2J", outcome)
        ended = steadymesh(tmp_path, "dist", "Ada", "-1", language="fr")
    assert process.asked == [("console.ask", {"text": "dist Ada -1", "language": "fr"})]
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "two\nlines \N{REPLACEMENT CHARACTER}[2J\n", "")


@pytest.mark.real
@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["--state-dir", "{state}", "--language", "fr", "ban", "Al", "-5"], "ban Al -5"),
        (["help", "--state-dir", "{state}", "-v", "--language=fr"], "help"),
        (["--state-dir={state}", "--language", "fr", "--", "say", "-v", "--state-dir"], "say -v --state-dir"),
    ],
)
def test_options_of_every_command_stand_behind_the_name_too_and_words_with_a_hyphen_behind_two(tmp_path, words, asked):
    command = [sys.executable, "-m", "steadymesh", "console", *(word.format(state=tmp_path) for word in words)]
    with running(tmp_path) as process:
        process.answers["console.ask"] = says("yes")
        ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert process.asked == [("console.ask", {"text": asked, "language": "fr"})]
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "yes\n", "")


@pytest.mark.real
def test_a_pipe_is_taken_line_by_line_and_the_worst_counts(tmp_path):
    with running(tmp_path) as process:
        process.answers["console.ask"] = lambda args: says(
            args["text"].upper(), "failed" if args["text"] == "b" else "answered"
        )
        ended = steadymesh(tmp_path, input="a\n\n# a comment\n  b  \nc\n")
    assert (ended.returncode, ended.stdout) == (1, "A\nB\nC\n")


@pytest.mark.real
def test_without_a_process_it_is_one_line_and_2(tmp_path):
    ended = steadymesh(tmp_path, "status")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("steadymesh: No running steadymesh uses the state directory")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.real
def test_a_prompt_completes_remembers_and_goes_on_after_an_error(tmp_path):
    with running(tmp_path) as process:
        process.answers["console.words"] = ["help", "status", "stats"]
        process.answers["console.ask"] = lambda args: (
            {"ok": False, "error": "the loop stands still"} if args["text"] == "boom" else says(f"said {args['text']}")
        )
        leader, follower = pty.openpty()
        command = [sys.executable, "-m", "steadymesh", "--state-dir", str(tmp_path), "--language", "en", "console"]
        with subprocess.Popen(
            command, stdin=follower, stdout=follower, stderr=follower, env={**os.environ, "TERM": "dumb"}
        ) as shell:
            os.close(follower)
            seen = until(leader, "> ")
            os.write(leader, b"he\t\n")
            seen += until(leader, "said help")
            os.write(leader, b"boom\n")
            seen += until(leader, "the loop stands still")
            os.write(leader, b"status\n")
            seen += until(leader, "said status")
            os.write(leader, b"exit\n")
            assert shell.wait(20) == 0
        os.close(leader)
    assert "Commands as on the mesh" in seen
    kept = tmp_path / "console_history"
    assert kept.read_text().split() == ["help", "boom", "status", "exit"]
    assert kept.stat().st_mode & 0o777 == 0o600


def until(leader: int, wanted: str, within_s: float = 20) -> str:
    """Read the terminal until something stands there."""
    seen, ends = "", time.monotonic() + within_s
    while wanted not in seen:
        assert time.monotonic() < ends, seen
        if select.select([leader], [], [], 0.2)[0]:
            seen += os.read(leader, 4096).decode(errors="replace")
    return seen


def test_only_the_first_word_is_completed():
    complete = completer(["stats", "status", "help"], lambda: 0)
    assert [complete("STA", state) for state in range(3)] == ["stats ", "status ", None]
    assert completer(["stats"], lambda: 5)("st", 0) is None
