"""HTTP as a service manager sees it: refused without a token, no bar to the end of the process."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.real


def test_a_start_for_other_machines_is_refused_without_a_token(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "steadymesh", "run", "--sim", "--state-dir", str(tmp_path / "s"), "--set", "web.listen=0.0.0.0:0"],
        check=False, capture_output=True, text=True, timeout=30, env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stderr.startswith("steadymesh: web.listen = 0.0.0.0:0 can be reached from other machines")
    assert len(ended.stderr.splitlines()) == 1


def test_clients_of_all_kinds_do_not_hold_up_the_end_of_the_process(tmp_path):
    log = tmp_path / "log"
    with log.open("w") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "steadymesh", "run", "--sim", "--state-dir", str(tmp_path / "s"), "--log-format", "json",
             "--set", "web.listen=127.0.0.1:0"],
            stderr=err, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    lines = []
    try:
        port = _port(process, log)
        for said in (
            b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"GET /liv",
            b"",
        ):
            line = socket.create_connection(("127.0.0.1", port), 5)
            line.sendall(said)
            lines.append(line)
        assert lines[1].recv(100).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - began < 3
    finally:
        for line in lines:
            line.close()
        if process.poll() is None:
            process.kill()
            process.wait()
    told = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line for line in told if line["level"] in ("warning", "error") and line["event"] != "loop-lagging"] == []
    assert told[-1]["event"] == "stopped"


def _port(process, log) -> int:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for line in log.read_text().splitlines():
            if '"web-listening"' in line:
                return int(json.loads(line)["address"].rpartition(":")[2])
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    raise AssertionError(log.read_text())
