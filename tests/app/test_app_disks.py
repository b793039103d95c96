"""The whole program on a disk that takes nothing: it serves the mesh from memory, says so, and writes when it can."""

import json

import pytest

from app.test_app_process import ended, running, steadymesh, wait_for
from store.disk_kit import disk

pytestmark = pytest.mark.real


def asked(state, command):
    done = steadymesh("--state-dir", str(state), "--language", "en", "console", command)
    return done.stdout + done.stderr


def started_before(state):
    with running(state, "--sim") as process:
        wait_for(process, "link-ready")
        assert ended(process)[0] == 0


def test_a_disk_that_fills_up_under_a_running_bot_is_told_of_and_nothing_is_lost(tmp_path):
    with disk(tmp_path) as small:
        state = small.path  # its log stands beside it, on another disk
        with running(state, "--sim", "--set", "store.write_interval=1s") as process:
            wait_for(process, "link-ready")
            small.fill()
            failing = wait_for(process, "store-failing")
            assert failing["reason"] == "full"
            status = json.loads(steadymesh("status", "--json", "--state-dir", str(state)).stdout)
            assert status["store"]["failing"] == "full"
            assert status["health"]["is_healthy"], "what the radio does is another thing"
            told = steadymesh("status", "--state-dir", str(state), "--language", "en").stdout
            assert "nothing can be written down (the disk is full)" in told
            assert "my disk is full" in asked(state, "status")
            small.empty()
            wait_for(process, "store-recovered")
            assert "disk" not in asked(state, "status")
            assert ended(process)[0] == 0
        lines = [line["event"] for line in process.log()]
        assert lines.count("store-failing") == lines.count("store-recovered") == 1


def test_a_bot_starts_on_a_disk_that_became_read_only_under_the_one_before_and_serves_from_memory(tmp_path):
    with disk(tmp_path) as small:
        state = small.path  # its log stands beside it, on another disk
        with running(state, "--sim") as process:
            wait_for(process, "link-ready")
            small.fail()
            assert ended(process)[0] == 0
        assert (state / "control.sock").is_socket(), "such a disk keeps it"
        with running(state, "--sim") as process:
            wait_for(process, "link-ready")
            wait_for(process, "command-received", seconds=30)
            wait_for(process, "reply-sent", seconds=30)
            assert wait_for(process, "store-failing")["reason"] == "read-only"
            lines = [line["event"] for line in process.log()]
            assert "control-unavailable" in lines
            assert "nodes-not-loaded" not in lines, "what the disk has is known"
            code, seconds = ended(process)
        assert code == 0
        assert seconds < 3


def test_a_bot_starts_on_a_full_disk(tmp_path):
    with disk(tmp_path) as small:
        state = small.path  # its log stands beside it, on another disk
        started_before(state)
        small.fill()
        with running(state, "--sim") as process:
            wait_for(process, "link-ready")
            wait_for(process, "reply-sent", seconds=30)
            small.empty()
            wait_for(process, "store-recovered")
            assert ended(process)[0] == 0


def test_a_bot_that_starts_on_a_read_only_card_after_a_kill_writes_when_the_card_can(tmp_path):
    with disk(tmp_path) as small:
        state = small.path  # its log stands beside it, on another disk
        with running(state, "--sim") as process:
            wait_for(process, "link-ready")
            process.kill()
        assert (state / "control.sock").is_socket()
        small.protect()
        with running(state, "--sim") as process:
            wait_for(process, "link-ready")
            lines = [line["event"] for line in process.log()]
            assert "control-unavailable" in lines
            assert "store-notice" in lines
            wait_for(process, "reply-sent", seconds=30)
            small.allow()
            wait_for(process, "store-recovered")
            assert ended(process)[0] == 0
