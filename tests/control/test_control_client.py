"""The command line's end of the control socket, against scripted servers on real sockets and the real clock."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from steadymesh.control.client import request
from steadymesh.errors import ControlError, NotRunningError

pytestmark = pytest.mark.real


@contextmanager
def server(path, *chunks: bytes, keep_open: bool = False):
    """Serve one client: read its line, write the chunks, close (or not, until the test is over)."""
    over = threading.Event()
    asked: list[bytes] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(5)
                while not (asked and asked[-1].endswith(b"\n")):
                    asked.append(connection.recv(1 << 20))
                for chunk in chunks:
                    connection.sendall(chunk)
                if keep_open:
                    over.wait(5)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield asked
        finally:
            over.set()
            thread.join(5)


def test_the_answer_is_returned_however_it_is_cut(tmp_path):
    path = tmp_path / "control.sock"
    with server(path, b'{"ok": tr', b'ue, "result"', b": [1, 2]}\n", keep_open=True) as asked:
        assert request(path, "nodes", {"all": True}, 5) == [1, 2]
    said = json.loads(b"".join(asked))
    assert (said["op"], said["args"]) == ("nodes", {"all": True})
    assert 3 < said["until"] - time.monotonic() < 4.5


def test_nobody_listens(tmp_path):
    with pytest.raises(NotRunningError, match="No running steadymesh uses the state directory"):
        request(tmp_path / "control.sock", "status")


def test_nobody_listens_on_a_dead_process_socket(tmp_path):
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "control.sock"))
    with pytest.raises(NotRunningError):
        request(tmp_path / "control.sock", "status")


def test_the_state_directory_does_not_exist(tmp_path):
    with pytest.raises(NotRunningError):
        request(tmp_path / "no" / "control.sock", "status")


def test_the_state_directory_does_not_exist_and_has_a_long_name(tmp_path):
    with pytest.raises(NotRunningError):
        request(tmp_path / ("d" * 120) / "control.sock", "status")


def test_a_process_that_says_nothing_is_told_of_in_time(tmp_path):
    with server(tmp_path / "control.sock", keep_open=True), pytest.raises(ControlError, match=r"within 0\.2 s"):
        request(tmp_path / "control.sock", "status", timeout_s=0.2)


def test_a_process_that_drips_is_told_of_in_time(tmp_path):
    with (
        server(tmp_path / "control.sock", b"{", b'"ok"', keep_open=True),
        pytest.raises(ControlError, match=r"within 0\.2 s"),
    ):
        request(tmp_path / "control.sock", "status", timeout_s=0.2)


def test_a_process_that_ends_meanwhile(tmp_path):
    with (
        server(tmp_path / "control.sock", b'{"ok": true, '),
        pytest.raises(ControlError, match="closed the connection"),
    ):
        request(tmp_path / "control.sock", "status", timeout_s=5)


def test_a_process_that_accepts_nobody(tmp_path):
    path = tmp_path / "control.sock"
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as first:
        listener.bind(str(path))
        listener.listen(0)
        first.connect(str(path))
        with pytest.raises(ControlError, match="takes no connection"):
            request(path, "status", timeout_s=0.2)


def test_a_request_beyond_all_bounds_is_not_sent(tmp_path):
    with pytest.raises(ControlError, match="too much for one request"):
        request(tmp_path / "control.sock", "keys.import", {"records": "x" * (9 << 20)})
