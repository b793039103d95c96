"""Where the results can't go, a command says so in one sentence; what has none does not mind."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.real


def ended(tmp_path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a shell line in which `steadymesh` is ours."""
    line = f'steadymesh() {{ "{sys.executable}" -m steadymesh "$@"; }}; {command}'
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        check=False, capture_output=True, text=True, timeout=30, env=env, cwd=tmp_path,
    )  # fmt: skip


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", ["config show", "config show --json", "--version", "--help"])
def test_a_full_or_closed_stdout_is_one_sentence(tmp_path, command, unbuffered):
    full = ended(tmp_path, f"steadymesh {command} >/dev/full", PYTHONUNBUFFERED=unbuffered)
    assert full.returncode == 2
    assert full.stderr == (
        "steadymesh: The results can't be written: no space left on device. Look at where stdout leads to.\n"
    )
    closed = ended(tmp_path, f"steadymesh {command} >&-", PYTHONUNBUFFERED=unbuffered)
    assert closed.returncode == 2
    assert closed.stderr == (
        "steadymesh: The results can't be written: stdout is closed. Look at where stdout leads to.\n"
    )


def test_it_is_told_in_the_persons_language(tmp_path):
    done = ended(tmp_path, "steadymesh config show >&-", LANG="fr_FR.UTF-8")
    assert "Les résultats ne peuvent pas être écrits" in done.stderr


def test_a_reader_that_has_seen_enough_is_no_mistake(tmp_path):
    done = ended(tmp_path, "steadymesh config show | head -c 1")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_a_bot_without_a_stdout_ends_as_asked_and_writes_into_no_file_of_its_own(tmp_path, closed):
    done = ended(
        tmp_path,
        "export LANG=C; (for i in $(seq 100); do sleep 0.1; [ -S s/control.sock ] && break; done; sleep 0.5;"
        " kill -TERM $(cat s/steadymesh.lock)) &"
        f' exec "{sys.executable}" -m steadymesh run --sim --state-dir s {closed}',
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "s" / "steadymesh.lock").read_text().strip().isdigit()
    kept = ended(tmp_path, "steadymesh nodes --state-dir s")
    assert kept.returncode == 0, kept.stderr
